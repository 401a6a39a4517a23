#!/usr/bin/env python3
"""Writes src/model/homes.def: where today's libraries keep what the table of names allows.

    python homes.py > ../../src/model/homes.def     under the newest scikit-learn, NumPy and SciPy (1.9.1, 2.5.5, 1.18.1)

A file that gives an estimator back names classes as pickle does: by the module that defines them. Names that are gone
have no row.
"""
import importlib
import pathlib
import pickle
import re
import warnings

from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: F401

NAMES = pathlib.Path(__file__).parents[2] / "src/pickle/names.def"
LIBRARIES = ("builtins", "collections", "datetime", "decimal", "fractions", "functools", "numpy", "operator", "scipy",
             "sklearn")
FUNCTIONS = {"function", "ufunc", "_ArrayFunctionDispatcher"}


def find(paths):
    for module, name in paths:
        try:
            found = importlib.import_module(module)
            for part in name.split("."):
                found = getattr(found, part)
            return found
        except Exception:  # old modules fail in many ways
            continue
    return None


def kind(found):
    if isinstance(found, type) and issubclass(found, tuple) and hasattr(found, "_fields"):
        return "TUPLE"
    if isinstance(found, type) or type(found).__name__ == "builtin_function_or_method":
        return "TYPE"
    return "FUNCTION" if type(found).__name__ in FUNCTIONS else None


def row(canonical, found):
    name = getattr(found, "__name__", None)
    nested = "." in getattr(found, "__qualname__", "")  # cannot be looked up by its name in a module
    if name is None or kind(found) is None or nested:
        return None
    return f'HOME("{canonical}", "{pickle.whichmodule(found, name)}", "{name}", {kind(found)})'


def main():
    warnings.simplefilter("ignore")
    paths = {}
    for line in NAMES.read_text().splitlines():
        entry = re.match(r'NAME\("([^"]*)", "([^"]*)", (\w+), "([^"]*)"', line)
        if entry and entry[3] != "DANGER" and entry[4].split(".")[0] in LIBRARIES:
            paths.setdefault(entry[4], [entry[4].rpartition(".")[::2]]).append((entry[1], entry[2]))
    print("/* HOME(canonical name, module that defines it today, its name there, TYPE, TUPLE or FUNCTION), sorted. Where names of\n"
          " * two things have one canonical name, the other has a row of its own.\n"
          " * Made by tests/gen/homes.py from scikit-learn 1.9.1, NumPy 2.5.5, SciPy 1.18.1. */")
    rows = {}
    for canonical, where in paths.items():
        found = find(where)
        rows[canonical] = row(canonical, found)
        for module, name in where[1:]:  # one that only shares the name that we gave it
            other = find([(module, name)])
            if other is not None and other is not found:
                rows.setdefault(f"{module}.{name}", row(f"{module}.{name}", other))
    for name in sorted(filter(rows.get, rows), key=str.encode):
        print(rows[name])


main()
