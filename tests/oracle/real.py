#!/usr/bin/env python3
"""Model files from public repositories: do they convert, and answer as their own scikit-learn answered?

    python tests/oracle/real.py --depickle build/depickle --real FOLDER [--family RandomForest,LogisticRegression,…]

FOLDER holds manifest.jsonl, files/ and expected/SHA16/expected.json. Old joblib models are put beside their side files
under the names they had. What is not a model, or not yet converted (exit 3), is listed and not counted.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import compare
import fixtures
import oracle

FAMILIES = ("RandomForest", "ExtraTrees", "DecisionTree", "ExtraTree", "LinearRegression", "LogisticRegression", "Ridge",
            "Lasso", "ElasticNet", "SGD", "Perceptron", "LinearSVC", "StandardScaler", "XGB", "LGBM")


def lay_out(root, entry, folder):
    """The model file, and its side files where it has any, in a folder of their own."""
    source = root / entry["file"]
    sides = root / "files" / (source.name.split(".")[0] + ".d")
    if not sides.is_dir():
        return source
    target = folder / pathlib.Path(entry["path"]).name
    shutil.copyfile(source, target)
    for side in sides.iterdir():
        shutil.copyfile(side, folder / side.name)
    return target


def inspect(depickle, path):
    run = subprocess.run([depickle, "inspect", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return run.returncode, (run.stdout or run.stderr).decode("utf-8", "replace").strip().splitlines()


def check(depickle, source, fixture, folder):
    """(compared parts, fault or None, what was refused)."""
    done, refused = 0, []
    options = oracle.arguments(["--depickle", depickle, "--fixtures", "", "--precision", "general"])
    for part in fixture.parts:
        if not any(m in oracle.METHODS for _, m, _ in part.answered()):
            continue
        try:
            oracle.check_part(options, source, fixture, part, folder)
            done += 1
        except oracle.Failure as e:
            if "exit 3" not in str(e):
                return done, f"{part.path} {part.class_name}: {e}", refused
            refused.append(f"{part.path} {part.class_name.rsplit('.', 1)[-1]}: {e}")
        except compare.Difference as e:
            return done, f"{part.path} {part.class_name}: {e}", refused
    return done, None, refused


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True)
    p.add_argument("--real", required=True, type=pathlib.Path)
    p.add_argument("--family", default=",".join(FAMILIES), help="classes that must convert; the rest may be refused")
    options = p.parse_args()
    must = tuple(options.family.split(","))
    passed = failed = 0
    for line in (options.real / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] == "sibling":
            continue
        name = pathlib.Path(entry["file"]).name
        answers = options.real / "expected" / name.split(".")[0]
        with tempfile.TemporaryDirectory(prefix="real-") as scratch:
            folder = pathlib.Path(scratch)
            source = lay_out(options.real, entry, folder)
            code, words = inspect(options.depickle, source)
            if not words or code not in (0, 1, 3, 7, 8):
                print(f"FAILED {name}: inspect: exit {code}, {len(words)} lines")
                failed += 1
            if not (answers / "expected.json").exists():
                print(f"{name:28} {entry['top']}: inspected, exit {code}")
                continue
            fixture = fixtures.load(answers)
            try:
                done, fault, refused = check(options.depickle, source, fixture, folder)
            except Exception as e:
                done, fault, refused = 0, f"{type(e).__name__}: {e}", []
        top = (entry["top"] or "").rsplit(".", 1)[-1]
        if fault is None and refused and top.startswith(must):
            fault = refused[0]
        verdict = f"FAILED {fault}" if fault else f"refused {refused[0]}" if refused and not done else f"{done} equal"
        print(f"{name:28} {top}: {verdict}")
        failed += fault is not None
        passed += fault is None and done > 0
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
