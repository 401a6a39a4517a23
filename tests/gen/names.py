#!/usr/bin/env python3
"""Writes src/pickle/names.def: every name that a model file may hold, its role and its path of today.

  names.py [--wheels DIR] [--eras FILE] [--real FILE] > ../../src/pickle/names.def

DIR holds wheels of scikit-learn, one of each era (pip download --no-deps), and of xgboost, lightgbm, catboost and
imbalanced-learn; they are read with ast and never imported. What they tell is added to the rows that the present names.def
has of these packages: an era whose wheel is not there keeps its names. FILEs are records of what real and made files name (globals by environment); a name in them that no rule below
gives a role is reported on stderr, and left out.

Where rules meet, the later one in `rules()` wins. names_danger.py has the names known for harm.
"""
import argparse
import ast
import json
import os
import re
import sys
import warnings
import zipfile

import names_danger
import names_fixed

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "../../src/pickle/names.def")
SHARED = os.path.join(HERE, "../../../shared")

# Parts of scikit-learn that no model file holds, or whose functions read files and talk to the network.
SKIPPED = re.compile(r"(^|\.)(tests|externals|datasets|_build_utils|__check_build|conftest|_testing|_mocking|callback"
                     r"|_show_versions|setup|_arff|mldata|_min_dependencies|_estimator_html_repr|_repr_html|inspection"
                     r"|_plot|_unittest_backport|testing|mocking|_available_if|_pprint|_joblib|joblib|parallel"
                     r"|_test_common|estimator_checks|fixes|_openmp_helpers|_array_api|discovery|_user_interface)(\.|$)")
# Functions that compute from their arguments alone: they may stand in a model as a parameter.
PURE = re.compile(r"^sklearn\.(metrics(?!\.cluster\.setup)|feature_selection|preprocessing|utils\.(validation|extmath)"
                  r"|neural_network\._?base|gaussian_process|covariance|isotonic|kernel_approximation)(\.|$)")

# Modules whose functions are known by another: where its documentation has them, or who hands them on.
PUBLIC = {"__builtin__": "builtins", "copy_reg": "copyreg", "posix": "os", "nt": "os", "posixpath": "os.path",
          "ntpath": "os.path", "_io": "io", "_operator": "operator", "_functools": "functools", "_pickle": "pickle",
          "_thread": "threading", "_ctypes": "ctypes", "_weakref": "weakref", "joblib._utils": "joblib.parallel"}


def version_key(version):
    return [int(n) for n in re.findall(r"\d+", version)[:3]]


def read_wheels(folder, package):
    """[(version, {module: ast}), …] by version."""
    out = []
    for name in os.listdir(folder):
        if not name.lower().replace("-", "_").startswith(package.replace("-", "_") + "_"):
            continue
        archive = zipfile.ZipFile(os.path.join(folder, name))
        version = name.split("-")[1]
        modules = {}
        for path in archive.namelist():
            if path.endswith(".py") and ".dist-info" not in path and "/tests/" not in path:
                module = path[:-3].replace("/", ".")
                is_package = module.endswith(".__init__")
                module = module[:-9] if is_package else module
                with warnings.catch_warnings():  # old sources have escapes that Python now frowns at
                    warnings.simplefilter("ignore")
                    modules[module] = (ast.parse(archive.read(path)), is_package)
        out.append((version, modules))
    return sorted(out, key=lambda pair: version_key(pair[0]))


class Named:
    def __init__(self, name):
        self.name = name


def named_tuples(tree):
    """Classes made by `X = namedtuple(…)`."""
    return [Named(node.targets[0].id) for node in tree.body if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call) and getattr(node.value.func, "id", getattr(node.value.func, "attr", "")) == "namedtuple"
            and isinstance(node.targets[0], ast.Name)]


def is_public(path):
    return not any(part.startswith("_") for part in path.split("."))


def exports(modules):
    """(private module, name) -> shortest public path, from what public packages import out of their own modules."""
    public = {}
    handed_on = {}  # (package, name) -> where the package has it from

    def offer(module, name, path):
        if is_public(path):
            old = public.get((module, name))
            if old is None or (path.count("."), path) < (old.count("."), old):
                public[module, name] = path

    for module, (tree, is_package) in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and is_package:
                base = module.split(".")
                if node.level > 1:
                    base = base[:1 - node.level]
                source = ".".join(base + [node.module]) if node.level and node.module else node.module
                for alias in node.names:
                    if source and alias.name == (alias.asname or alias.name):
                        handed_on[module, alias.name] = (source, alias.name)
                        offer(source, alias.name, f"{module}.{alias.name}")
        for node in tree.body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and is_public(module):
                offer(module, node.name, f"{module}.{node.name}")
    for key, source in handed_on.items():
        while source and source[0] != key[0]:
            if key in public:
                offer(*source, public[key])
            key, source = source, handed_on.get(source)
    return public


def scan_scikit_learn(folder):
    """rows from all eras: {(module, name): (role, canonical)}"""
    eras = [(v, m, exports(m)) for v, m in read_wheels(folder, "scikit_learn")]
    if not eras:
        return {}
    newest = eras[-1]
    by_name = {}  # public class name -> path of today
    for (module, name), path in newest[2].items():
        by_name.setdefault(name, path)
    rows = {}
    for version, modules, public in eras:
        for module, (tree, _) in modules.items():
            if SKIPPED.search(module):
                continue
            for node in tree.body + named_tuples(tree):
                key = (module, node.name) if isinstance(node, (ast.ClassDef, ast.FunctionDef, Named)) else None
                if key is None or node.name.startswith("_test") or node.name.startswith("pytest"):
                    continue
                here = public.get(key)
                path = by_name.get(node.name) if here else None
                path = path or here or today(module, node.name, newest[1])
                if isinstance(node, Named):
                    rows[key] = ("CLASS", path)
                elif isinstance(node, ast.ClassDef):
                    rows[key] = ("DATA" if is_exception(node) else "CLASS", path)
                elif PURE.match(module) and not node.name.startswith(("_", "plot_", "show_")):
                    rows[key] = ("DATA", path)
    for (module, name), (role, path) in list(rows.items()):
        if is_public(path) and (path.rpartition(".")[0], name) not in rows and path.startswith("sklearn."):
            rows[path.rpartition(".")[0], name] = (role, path)
    return rows


def today(module, name, newest):
    """A private class: the module that has it in the newest era, where only underscores came or went."""
    def plain(m):
        return m.replace("_", "")
    for other, (tree, _) in newest.items():
        if plain(other) == plain(module) and any(getattr(n, "name", "") == name for n in tree.body):
            return f"{other}.{name}"
    return f"{module}.{name}"


def is_exception(node):
    bases = [getattr(b, "id", getattr(b, "attr", "")) for b in node.bases]
    return any(b.endswith(("Warning", "Error", "Exception")) for b in bases)


def scan_other(folder, package, top, modules_kept):
    """Classes of the other libraries that are saved beside scikit-learn's."""
    rows = {}
    for _, modules in read_wheels(folder, package):
        public = exports(modules)
        for module, (tree, _) in modules.items():
            if not re.search(modules_kept, module) or not module.startswith(top):
                continue
            for node in tree.body:
                if isinstance(node, ast.ClassDef):
                    path = public.get((module, node.name), f"{module}.{node.name}")
                    rows[module, node.name] = ("DATA" if is_exception(node) else "CLASS", path)
                    if is_public(path):
                        rows[path.rpartition(".")[0], node.name] = rows[module, node.name]
    return rows


def present():
    """The rows of scikit-learn and its companions that the table has now."""
    rows = {}
    pattern = re.compile(r'NAME\("([^"]*)", "([^"]*)", (\w+), "([^"]*)", "[^"]*"\)')
    for line in open(TABLE, encoding="ascii"):
        m = pattern.match(line)
        if m and m[1].split(".")[0] in ("sklearn", "xgboost", "lightgbm", "catboost", "imblearn"):
            rows[m[1], m[2]] = (m[3], m[4])
    return rows


def rules(wheels):
    rows = present()
    if wheels:
        rows.update(scan_scikit_learn(wheels))
        rows.update(scan_other(wheels, "imbalanced_learn", "imblearn", r"^imblearn\.(?!datasets|utils|tensorflow|keras)"))
        rows.update(scan_other(wheels, "xgboost", "xgboost", r"^xgboost\.sklearn$"))
        rows.update(scan_other(wheels, "lightgbm", "lightgbm", r"^lightgbm\.sklearn$"))
    out = {key: (role, path, "") for key, (role, path) in rows.items()}
    for module, name, role, path in names_fixed.rows():
        out[module, name] = (role, path, names_fixed.ACTS.get(path, ""))
    for module, name, reason in names_danger.rows():
        if out.get((module, name), ("DANGER",))[0] != "DANGER":
            print("two roles:", module, name, file=sys.stderr)
        out[module, name] = ("DANGER", f"{PUBLIC.get(module, module)}.{name}", reason)
    return out


def seen_names(eras, real):
    names = set()
    if eras and os.path.exists(eras):
        for env in json.load(open(eras)).values():
            names.update(tuple(g.split(" ")) for g in env["globals"])
    if real and os.path.exists(real):
        for line in open(real):
            names.update(tuple(g.rpartition(".")[::2]) for g in json.loads(line).get("globals") or {})
    return names


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--wheels")
    parser.add_argument("--eras", default=os.path.join(SHARED, "fixtures/eras.json"))
    parser.add_argument("--real", default=os.path.join(SHARED, "real/manifest.jsonl"))
    args = parser.parse_args()
    if sys.version_info[:2] != (3, 13):
        sys.exit("names.py: exceptions and names of subprocess are those of the Python that runs it: use 3.13")
    rows = rules(args.wheels)
    for name in sorted(seen_names(args.eras, args.real) - set(rows)):
        print("no role:", *name, file=sys.stderr)
    print("/* Every name that is allowed, and for what; the names known for harm are here for the wording only.")
    print(" * NAME(module, name, role, canonical, reason), sorted bytewise. Written by tests/gen/names.py. */")
    print("/* clang-format off */")
    for (module, name), (role, path, reason) in sorted(rows.items(), key=lambda r: [p.encode() for p in r[0]]):
        print(f"NAME({quote(module)}, {quote(name)}, {role}, {quote(path)}, {quote(reason)})")
    print("/* clang-format on */")


if __name__ == "__main__":
    main()
