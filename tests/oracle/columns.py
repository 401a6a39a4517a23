#!/usr/bin/env python3
"""Column pipelines as callers meet them: an input for each column that is used, under its name and of its type, in any order.

    python tests/oracle/columns.py --depickle build/depickle --fixtures FOLDER [--sample 40]

Each fixture over a DataFrame (ct_*, laptop_*) is converted twice. The file with an input a column must have no other columns
than the frame's, texts as texts and numbers as numbers, and answer as recorded with its inputs fed in any order, and with
nothing fed for the rest. `depickle predict` must give the same from a table whose columns stand in another order, with one more
among them and without those that the file leaves out. The file of --single-input must give the same to the bit from one table
of texts. Needs numpy, onnx and onnxruntime; the last line is `N passed, N failed`.
"""
import csv
import pathlib
import random
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime

import bounds
import fixtures
import oracle

NAMES = "ct_*,laptop_*"


class Wrong(Exception):
    pass


def need(good, what):
    if not good:
        raise Wrong(what)


def cell(v):
    """As somebody types it."""
    return "" if v is None or v == "NaN" else repr(v) if isinstance(v, float) else str(v)


def check_types(session, x):
    """Inputs are columns of the frame: by name, or, where the model does not tell names, by number (x7)."""
    for p in session.get_inputs():
        i = x.named(p.name)
        need(p.shape[1] == 1 and p.name.rstrip("_") in x.columns or p.name == f"x{i}", f"input {p.name} is no column")
        text = any(isinstance(row[i], str) and row[i] != "NaN" for row in x.rows)
        need((p.type == "tensor(string)") == text, f"input {p.name} is {p.type}")
    names = [p.name for p in session.get_inputs()]
    need(len(set(names)) == len(names) <= len(x.columns), "more inputs than columns")


def same(got, want, what):
    need(len(got) == len(want) and all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(got, want)), what)


def check_predict(depickle, target, session, x, given, folder, rng):
    """The table: the used columns in another order, and one that no model knows."""
    used = [p.name for p in session.get_inputs()]
    columns = [x.named(name) for name in used]
    order = list(range(len(used)))
    rng.shuffle(order)
    path = folder / "rows.csv"
    with open(path, "w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(["more", *(used[k] for k in order)])
        out.writerows([["7", *(cell(row[columns[k]]) or "nan" if session.get_inputs()[k].type != "tensor(string)" else
                               cell(row[columns[k]]) for k in order)] for row in x.rows])
    done = subprocess.run([depickle, "predict", str(target), str(path), "--method", given], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    need(done.returncode == 0, f"predict: {done.stderr.decode()[-200:]}")
    return np.array([[float(v) for v in line.split(",")] for line in done.stdout.decode().splitlines()[1:]])


def check_fixture(depickle, folder, scratch, rng):
    """(inputs, columns), or None where the model takes one matrix."""
    fixture = fixtures.load(folder)
    part = fixture.parts[0]
    columns, single = scratch / "columns.onnx", scratch / "single.onnx"
    source = folder / fixture.default_file()["file"]
    oracle.made(depickle, source, columns)
    oracle.made(depickle, source, single, ["--single-input"])
    session = onnxruntime.InferenceSession(str(columns), providers=["CPUExecutionProvider"])
    alone = onnxruntime.InferenceSession(str(single), providers=["CPUExecutionProvider"])
    x = fixtures.table(fixture.inputs["plain"])
    if len(session.get_inputs()) == 1 and session.get_inputs()[0].shape[1] != 1:
        need([p.type for p in alone.get_inputs()] == [p.type for p in session.get_inputs()], "--single-input changes a matrix")
        return None
    check_types(session, x)
    consumed = {name for node in onnx.load(str(columns)).graph.node for name in node.input}
    need({p.name for p in session.get_inputs()} <= consumed, "an input that nothing looks at")
    feeds = [(p.name, x.column(x.named(p.name), p.type == "tensor(string)")) for p in session.get_inputs()]
    want = session.run(None, dict(feeds))
    method, answer = next((m, part.answers["plain"][m]) for m in ("predict", "transform") if "data" in part.answers["plain"].get(m, {}))
    oracle.check_answer({o.name: v for o, v in zip(session.get_outputs(), want)}, method, answer,
                        bounds.of(part.class_name, method, fixture.name, "bits"), x, len(x))
    rng.shuffle(feeds)
    same(session.run(None, dict(feeds)), want, "another order of inputs answers otherwise")
    p, = alone.get_inputs()
    need(p.type == "tensor(string)" and p.shape[1] == len(x.columns), f"--single-input: {p.type} {p.shape}")
    rows = np.array([[cell(v) for v in row] for row in x.rows], dtype=object)
    missing = any(v is None or v == "NaN" for row in x.rows for v in row)
    if not missing:
        same(alone.run(None, {p.name: rows}), want, "--single-input answers otherwise")
    got = check_predict(depickle, columns, session, x, method, scratch, rng)
    need(np.allclose(got, want[0].reshape(len(got), -1).astype(np.float64), rtol=1e-12, atol=1e-12, equal_nan=True),
         "predict answers otherwise from columns in another order")
    return len(feeds), len(x.columns)


def main():
    options = fixtures.arguments(__doc__, NAMES.split(",")).parse_args()
    options.depickle = str(pathlib.Path(options.depickle).resolve())
    rng = random.Random(options.seed)
    passed = failed = matrices = fewer = 0
    for folder in fixtures.chosen(options):
        with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
            try:
                found = check_fixture(options.depickle, folder, pathlib.Path(scratch), rng)
            except Exception as e:  # a difference, a refusal, a runtime's fault: all are ours
                print(f"FAILED {folder.parent.name}/{folder.name}: {e}")
                failed += 1
                continue
        passed += 1
        matrices += found is None
        fewer += found is not None and found[0] < found[1]
    print(f"columns: {matrices} take one matrix, {fewer} leave columns out")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
