#!/usr/bin/env python3
"""Holds the built-in evaluator against what scikit-learn answered: it is the second opinion in every comparison.

    python tests/oracle/evaluator.py --depickle build/depickle --fixtures FOLDER [--names 'rf_*,linreg*'] [--sample 400]

Each model's recorded rows and answers become X.csv and y.csv, and `depickle verify MODEL --data X.csv --expected y.csv` must
say "agrees with yours": trees bit by bit, the rest within rounding, labels equal. Needs numpy only. The last line is
`N passed, N failed`; models that the program refuses as such (exit code 3), and those whose rows are no table of numbers, are
counted as skipped."""
import argparse
import csv
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import fixtures

METHODS = ("predict", "predict_proba", "decision_function", "transform")


def text(value):
    if isinstance(value, float):
        return repr(value)
    return str(value)


def columns(method, answer):
    """Names and rows of one answer; that of several outputs is a list, put side by side."""
    parts = [fixtures.array(a) for a in answer.get("list", [answer])]
    values = np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)
    names = [method] if values.shape[1] == 1 else [f"{method}_{k}" for k in range(values.shape[1])]
    return names, values.tolist()


def write(path, names, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(names)
        out.writerows([[text(v) for v in row] for row in rows])


def run(options, fixture, part, matrix, method, answer):
    """None: agrees; "": refused as such; else what is said."""
    data, expected = options.work / "X.csv", options.work / "y.csv"
    write(data, [f"x{k}" for k in range(matrix.shape[1])], matrix.tolist())
    write(expected, *columns(method, answer))
    command = [options.depickle, "verify", str(fixture.folder / fixture.default_file()["file"]), "--data", str(data),
               "--expected", str(expected), "--select", part.path]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
    last = done.stdout.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
    if done.returncode == 0 and last[0].startswith("agrees with yours"):
        exact = fixtures.is_exact(part.class_name, method) and not last[0].endswith("worst difference 0 ulp")
        return last[0] if exact else None
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    said = said[-1] if said else "nothing"
    # in words of the table: columns by name, or a method that this class does not have here
    return "" if done.returncode == 3 or (done.returncode == 4 and "no column" in said) else f"exit {done.returncode}: {said}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--depickle", required=True)
    parser.add_argument("--fixtures", required=True)
    parser.add_argument("--names", default=",".join(fixtures.TREES + fixtures.LINEAR + fixtures.MORE))
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    folders = fixtures.sample(fixtures.find(options.fixtures, options.names.split(",")), options.sample, options.seed)
    passed, skipped, faults, envs = 0, 0, [], set()
    with tempfile.TemporaryDirectory() as work:
        options.work = pathlib.Path(work)
        for folder in folders:
            fixture = fixtures.load(folder)
            for part in fixture.parts:
                for given, method, answer in part.answered():
                    matrix = fixtures.rows(fixture.inputs[given]) if method in METHODS else None
                    said = run(options, fixture, part, matrix, method, answer) if matrix is not None else ""
                    if said is None:
                        passed += 1
                        envs.add(fixture.env)
                    elif said == "":
                        skipped += 1
                    else:
                        faults.append(f"{fixture.env} {fixture.name} {part.path} {given} {method}: {said}")
    for fault in faults[:40]:
        print(fault)
    print(f"evaluator: {len(envs)} environments, {skipped} skipped")
    print(f"{passed} passed, {len(faults)} failed")
    return 1 if faults or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
