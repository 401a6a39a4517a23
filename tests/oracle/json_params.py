#!/usr/bin/env python3
"""Do the parameters in our JSON make the same estimator again?

    python tests/oracle/json_params.py --depickle build/depickle --fixtures FOLDER/py313-sk191 [--names …]

Runs in an environment with the newest scikit-learn that the fixtures come from. For each model: plain json.load, then
`Class(**doc["params"])`; its get_params() must equal the recorded ones in value and in type. Models with a parameter that
JSON cannot say (an object with a `$` key) are counted apart.
"""
import argparse
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile

import fixtures


def convert(depickle, source, part, target):
    select = [] if part.path == "$" else ["--select", part.path]
    run = subprocess.run([depickle, "convert", str(source), "-o", str(target), "-f", "-q", *select],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if run.returncode != 0:
        raise AssertionError(f"convert: exit {run.returncode}: {run.stderr.decode('utf-8', 'replace').strip()}")


def has_dollar(value):
    if isinstance(value, dict):
        return any(k.startswith("$") for k in value) or any(map(has_dollar, value.values()))
    return isinstance(value, list) and any(map(has_dollar, value))


def same(a, b):
    """Equal in value and in type, all the way down."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def check(doc, part):
    """None where all is as recorded."""
    if doc["model_type"] != part.class_name.rsplit(".", 1)[-1]:
        return f"model_type: {doc['model_type']}"
    module, name = doc["class"].rsplit(".", 1)
    made = getattr(importlib.import_module(module), name)(**doc["params"])
    got = made.get_params(deep=False)
    for key, want in part.params.items():
        if isinstance(want, dict):
            continue  # recorded by class and repr only
        if key not in got or not same(got[key], want):
            return f"{key}: {got.get(key)!r} for {want!r}"
    return None if got.keys() == part.params.keys() else "other parameters than recorded"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True)
    p.add_argument("--fixtures", required=True)
    p.add_argument("--names")
    options = p.parse_args()
    names = options.names.split(",") if options.names else fixtures.TREES + fixtures.LINEAR
    passed = failed = apart = 0
    for folder in fixtures.find(options.fixtures, names):
        fixture = fixtures.load(folder)
        for part in fixture.parts:
            with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
                target = pathlib.Path(scratch) / "m.json"
                try:
                    convert(options.depickle, folder / fixture.default_file()["file"], part, target)
                    doc = json.loads(target.read_text(encoding="utf-8"))
                    if has_dollar(doc["params"]):
                        apart += 1
                        continue
                    fault = check(doc, part)
                except Exception as e:  # the constructor's own refusal is a failure of ours
                    fault = f"{type(e).__name__}: {e}"
            if fault:
                print(f"FAILED {fixture.env}/{fixture.name} {part.path}: {fault}")
            failed += fault is not None
            passed += fault is None
    print(f"{apart} with parameters that JSON cannot say")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
