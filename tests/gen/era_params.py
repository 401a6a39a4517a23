#!/usr/bin/env python3
"""Is each parameter that any scikit-learn ever took known to src/model/era.def or params.def?

    python tests/gen/era_params.py scikit_learn-0.17.1-*.whl … scikit_learn-1.9.1-*.whl

Reads constructors out of the wheels' sources, nothing is imported or installed (pip download gets the wheels). Prints what
is in no table, with the versions that had it and its defaults, and a DROPPED row to begin with.
"""
import ast
import pathlib
import re
import sys
import zipfile

STILL_THERE = {("sklearn.svm.OneClassSVM", "random_state")}  # a parameter no more, but every object has the attribute
MODEL = pathlib.Path(__file__).resolve().parents[2] / "src" / "model"


def constructors(wheel):
    """Class name -> (parameters with defaults or None where it has no constructor, names of bases)."""
    found = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.startswith("sklearn/") or not name.endswith(".py") or "/tests/" in name or "/externals/" in name:
                continue
            for node in ast.walk(ast.parse(archive.read(name).decode("utf-8", "replace"))):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, (parameters(node), [b.attr if isinstance(b, ast.Attribute) else
                                                                    getattr(b, "id", "") for b in node.bases]))
    return found


def parameters(node):
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            names = item.args.args[1:]
            defaults = [None] * (len(names) - len(item.args.defaults)) + [ast.unparse(d) for d in item.args.defaults]
            pairs = list(zip((a.arg for a in names), defaults[-len(names):] if names else []))
            return pairs + [(a.arg, ast.unparse(d) if d else None)
                            for a, d in zip(item.args.kwonlyargs, item.args.kw_defaults)]
    return None


def inherited(classes, name, seen=()):
    own, bases = classes.get(name, (None, []))
    if own is not None:
        return own
    for base in bases:
        if base not in seen:
            found = inherited(classes, base, (*seen, name))
            if found is not None:
                return found
    return None


def version(wheel):
    return tuple(int(n) for n in re.findall(r"\d+", pathlib.Path(wheel).name.split("-")[1])[:2])


def table():
    """Class -> today's parameters; and what era.def has rows for: (class or "*", parameter)."""
    today, known = {}, set()
    for found in re.finditer(r'PARAM\("([^"]+)", "([^"]*)"', (MODEL / "params.def").read_text(encoding="utf-8")):
        today.setdefault(found[1], set()).add(found[2])
    rows = re.finditer(r'(?:RENAMED|DROPPED)\("([^"]+)", "([^"]+)"', (MODEL / "era.def").read_text(encoding="utf-8"))
    known.update((row[1], row[2]) for row in rows)
    known.update(STILL_THERE)
    return today, known


def main():
    today, known = table()
    gone = {}
    for wheel in sorted(sys.argv[1:], key=version):
        classes = constructors(wheel)
        for path, names in today.items():
            for name, default in inherited(classes, path.rpartition(".")[2]) or []:
                if name not in names and (path, name) not in known and ("*", name) not in known:
                    gone.setdefault((path, name), []).append(("%d.%d" % version(wheel), default))
    for (path, name), had in sorted(gone.items()):
        print('DROPPED("%s", "%s")  %s to %s, default %s' %
              (path, name, had[0][0], had[-1][0], ", ".join(sorted({str(d) for _, d in had}))))
    print("%d parameters in no table" % len(gone))
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main())
