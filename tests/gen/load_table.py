#!/usr/bin/env python3
"""Writes src/bindings/python/depickle/_load_table.py: what a model file may name, from the program's own tables.

    python load_table.py > ../../src/bindings/python/depickle/_load_table.py
"""
import pathlib
import re
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Estimators that are no public ones, and hold part of such.
INNER = """sklearn.calibration._SigmoidCalibration sklearn.calibration._TemperatureScaling
           sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace
           sklearn.linear_model._ridge._IdentityClassifier sklearn.linear_model._ridge._IdentityRegressor
           sklearn.multiclass._ConstantPredictor""".split()
# What data hold is called by who answers: score functions, metrics, and what is taken of columns.
FUNCTIONS = ("sklearn.feature_selection.", "sklearn.metrics.", "sklearn.metrics.pairwise.", "sklearn.preprocessing.",
             "scipy.special.")
ARRAY_FUNCTIONS = "amax amin average max mean median min sum nanmax nanmean nanmedian nanmin nansum prod std var".split()


def rows(path, pattern):
    return re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def table(name, names, comment):
    by_module = {}
    for full in sorted(names):
        module, last = full.rsplit(".", 1)
        by_module.setdefault(module, []).append(last)
    print(f"\n# {comment}\n{name} = {{")
    for module, all_names in by_module.items():
        lines = textwrap.wrap(" ".join(all_names), 110)
        if len(lines) == 1:
            print(f'    "{module}": "{lines[0]}",')
        else:
            print(f'    "{module}":')
            for i, line in enumerate(lines):
                last = i + 1 == len(lines)
                print(f'        "{line}{"" if last else " "}"{"," if last else ""}')
    print("}")


def main():
    named = {(role, full) for role, full in rows("src/pickle/names.def", r'^NAME\("[^"]*", "[^"]*", ([A-Z]+), "([^"]*)"')}
    public = {name for name in rows("src/model/params.def", r'^PARAM\("([^"]*)"') if name.startswith("sklearn.")}
    missing = [name for name in INNER if ("CLASS", name) not in named]
    assert not missing, missing
    functions = {full for role, full in named if role == "DATA" and full.rsplit(".", 1)[0] + "." in FUNCTIONS}
    functions |= {f"numpy.{name}" for name in ARRAY_FUNCTIONS if ("DATA", f"numpy.{name}") in named}
    functions = {full for full in functions if full.rsplit(".", 1)[1][0].islower()}
    print('"""What a model file may name. Written by tests/gen/load_table.py from src/model/params.def and src/pickle/names.def."""')
    table("ESTIMATORS", public | set(INNER), "Estimators by module, as today's scikit-learn has them.")
    table("FUNCTIONS", functions, "Functions that an estimator may hold, and calls when it answers.")


if __name__ == "__main__":
    main()
