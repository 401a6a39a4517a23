#!/usr/bin/env python3
"""Holds the built-in evaluator against what scikit-learn answered: it is the second opinion in every comparison.

    python tests/oracle/evaluator.py --depickle build/depickle --fixtures FOLDER [--names 'rf_*,linreg*'] [--sample 400]

Each model's recorded rows and answers become X.csv and y.csv. `depickle predict MODEL X.csv` must answer within the bounds of the
model's family (bounds.py): trees bit by bit, labels equal. Then `depickle verify MODEL --data X.csv --expected y.csv` must say
"agrees with yours", and of every eighth answer no longer once a number of it is changed. Needs numpy only. The last line is `N passed, N failed`; what the
program refuses as such (exit code 3), and rows that are no table, are counted by reason."""
import collections
import csv
import dataclasses
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

import numpy as np

import bounds
import compare
import fixtures

METHODS = ("predict", "predict_proba", "decision_function", "transform")


class Skipped(Exception):
    pass


def text(value):
    if isinstance(value, float):
        return repr(value)
    return "" if value is None or value == "NaN" else str(value)


def given_table(given):
    """Names and rows; numbers without names are x0, x1, …"""
    matrix = fixtures.rows(given)
    if matrix is not None and given["kind"] != "frame":
        return [f"x{k}" for k in range(matrix.shape[1])], matrix.tolist()
    table = fixtures.table(given)
    if table is None or not table.rows:
        raise Skipped("rows are no table")
    return table.columns or [f"x{k}" for k in range(len(table.rows[0]))], table.rows


def answer_columns(answer):
    """An answer as a table of numbers or labels; that of several outputs is a list, put side by side."""
    parts = [fixtures.array(a) for a in answer.get("list", [answer])]
    return np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)


def write(path, names, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(names)
        out.writerows([[text(v) for v in row] for row in rows])


def run(options, *words):
    done = subprocess.run([options.depickle, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                          check=False)
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return done.returncode, done.stdout.decode("utf-8"), said[-1] if said else "nothing"


def reason(said):
    return re.sub(r"^.*?(\$\S*: |\+0x\w+: )", "", said)[:60]


def predicted(options, model, select, method):
    code, out, said = run(options, "predict", model, options.data, "--method", method, "--select", select)
    if code == 3 or (code == 4 and "has no" in said):
        raise Skipped(reason(said))
    if code != 0:
        raise compare.Difference(f"exit {code}: {said}")
    return list(csv.reader(io.StringIO(out)))[1:]


def changed(want):
    """The same answers but for the last one."""
    want = want.astype(object)
    last = want[-1, -1]
    want[-1, -1] = f"{last}?" if isinstance(last, str) else last + 1 if isinstance(last, int) else (
        0.0 if np.isnan(last) else last + 1e-6 * max(1.0, abs(last)))
    return want


def verdict(options, model, select, method, want):
    """Exit code and last words of verify, told these answers."""
    names = [method] if want.shape[1] == 1 else [f"{method}_{k}" for k in range(want.shape[1])]
    write(options.expected, names, want.tolist())
    code, out, said = run(options, "verify", model, "--data", options.data, "--expected", options.expected, "--select", select)
    return code, (out.strip().splitlines() or [""])[-1], said


def judged(options, model, select, method, want, bound, altered):
    """Answers within the bound, and verify's verdict on them; what was measured."""
    rows = predicted(options, model, select, method)
    if want.dtype == object or (want.dtype == np.int64 and method == "predict"):
        measured = compare.labels([cell for row in rows for cell in row], [text(v) for v in want.ravel().tolist()])
    else:
        got = np.array([[float(cell) for cell in row] for row in rows], dtype=np.float64)
        measured = compare.values(got, want.astype(np.float64), bound)
    if bound.single:  # verify knows of no float32 sums
        return compare.Measure()
    code, last, said = verdict(options, model, select, method, want)
    if code != 0 or not last.startswith("agrees with yours"):
        raise compare.Difference(f"verify: exit {code}: {said}")
    if altered and want.size and not np.isinf(want[-1, -1] if want.dtype == np.float64 else 0.0):
        code, last, said = verdict(options, model, select, method, changed(want))
        if code != 5:
            raise compare.Difference(f"verify of a changed answer: exit {code}: {last or said}")
    return measured


def answers_of(options, folder):
    """(part, set, method, what was measured or why not) of each recorded answer."""
    fixture = fixtures.load(folder)
    model = folder / fixture.default_file()["file"]
    count = zlib.crc32(f"{fixture.env}/{fixture.name}".encode())
    for part in fixture.parts:
        for given, method, answer in part.answered():
            if method not in METHODS:
                continue
            try:
                count += 1
                write(options.data, *given_table(fixture.inputs[given]))
                bound = bounds.of(part.class_name, method, fixture.name)
                # It adds from the first to the last; BLAS and the runtimes add in blocks, which err less.
                bound = dataclasses.replace(bound, relative=2 * bound.relative)
                yield part, method, judged(options, model, part.path, method, answer_columns(answer), bound, count % 8 == 0)
            except (Skipped, compare.Difference) as e:
                yield part, method, e


def main():
    options = fixtures.arguments(__doc__, fixtures.TREES + fixtures.LINEAR + fixtures.MORE).parse_args()
    passed, faults, envs, skipped, total = 0, [], set(), collections.Counter(), compare.Measure()
    with tempfile.TemporaryDirectory() as work:
        options.data, options.expected = pathlib.Path(work) / "X.csv", pathlib.Path(work) / "y.csv"
        for folder in fixtures.chosen(options):
            for part, method, outcome in answers_of(options, folder):
                if isinstance(outcome, Skipped):
                    skipped[str(outcome)] += 1
                elif isinstance(outcome, compare.Difference):
                    faults.append(f"{folder.parent.name}/{folder.name} {part.path} {method}: {outcome}")
                else:
                    passed, total = passed + 1, total + outcome
                    envs.add(folder.parent.name)
    fixtures.tell(faults, skipped)
    print(f"evaluator: {len(envs)} environments, {total.equal} of {total.numbers} numbers to the bit, else within {total.ulp} ulp")
    print(f"{passed} passed, {len(faults)} failed")
    return 1 if faults or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
