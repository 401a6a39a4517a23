#!/usr/bin/env python3
"""Loads the skops files that depickle writes, and compares what the estimators answer with what their own scikit-learn did.

    python tests/oracle/skops_files.py --depickle build/depickle --fixtures FOLDER [--names 'rf_*'] [--environments 'py313-*']
    python tests/oracle/skops_files.py --depickle build/depickle --cases tests/cases

Runs in an environment with skops and the newest scikit-learn. For each model: `convert --to skops`; what the file must be
trusted with is compared with what skops' own dump of the unpickled original needs, where that is of today; then skops.io.load
and every recorded answer. Files of today must give the recorded bits, and none may be refused; those of older versions are
refused or right within rounding. Prints each fault, a line for each environment, and at the end
`N passed, N failed`.
"""
import argparse
import collections
import fnmatch
import json
import pathlib
import pickle
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import scipy.sparse
import skops.io

import bounds
import compare
import fixtures

METHODS = ("predict", "predict_proba", "decision_function", "transform", "score_samples")


class Refused(Exception):
    pass


def given(inputs):
    """An input set as it was handed to scikit-learn."""
    kind = inputs["kind"]
    if kind == "dense":
        return fixtures.numbers(inputs["data"]).reshape(inputs["shape"]).astype(inputs.get("dtype", "<f8"))
    if kind == "frame":
        import pandas
        rows = [[np.nan if v == "NaN" else v for v in row] for row in inputs["rows"]]
        frame = pandas.DataFrame(rows, columns=inputs["columns"])
        return frame.astype({c: t for c, t in zip(inputs["columns"], inputs["dtypes"]) if t not in ("str", "object")})
    if kind == "objects":
        data = [[np.nan if v == "NaN" else v for v in row] if isinstance(row, list) else row for row in inputs["data"]]
        return np.array(data, dtype=inputs["dtype"].lstrip("|")).reshape(inputs["shape"])
    if kind == "dicts":
        return [dict(row) for row in inputs["rows"]]
    if kind == "sparse-rows":
        return scipy.sparse.csr_matrix(fixtures.rows(inputs))
    return inputs["data"]


def case(folder):
    """A folder of tests/cases as a fixture; its environment is the version that it ends in."""
    doc = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    parts = [fixtures.Part(p["path"], p["class"], p.get("answers", {}), p.get("params", {})) for p in doc["parts"]]
    files = sorted(f.name for f in folder.glob("input.*"))
    return fixtures.Fixture(folder, folder.name.rsplit("-", 1)[-1], f"{folder.parent.name}/{folder.name}", doc["inputs"], parts,
                            [{"file": files[0]}])


def at(loaded, path):
    return eval("loaded" + path[1:], {"loaded": loaded})  # paths of our own fixtures: $['model'], $[0]


def original(folder, file):
    """The unpickled fixture; None: it cannot be loaded here."""
    try:
        with open(folder / file, "rb") as stream:
            return pickle.load(stream)
    except Exception:
        return None


def convert(depickle, source, part, target):
    select = [] if part.path == "$" else ["--select", part.path]
    run = subprocess.run([depickle, "convert", str(source), "--to", "skops", "-o", str(target), "-f", "-q", *select],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
    message = (run.stderr.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
    if run.returncode == 3:
        raise Refused(message.split(": ", 2)[-1])
    if run.returncode != 0:
        raise AssertionError(f"convert: exit {run.returncode}: {message}")


def check_trust(target, own):
    need = skops.io.get_untrusted_types(file=target)
    if own is None:
        return need
    try:
        theirs = skops.io.get_untrusted_types(data=skops.io.dumps(own))
    except Exception as e:  # what skops itself cannot dump
        raise AssertionError(f"skops dumps no such thing ({e!r}), and we wrote it")
    if need != theirs:
        raise AssertionError(f"needs trust in {need}, skops' own in {theirs}")
    return need


def check_answer(name, got, answer, close):
    if "list" in answer:
        for one, want in zip(got, answer["list"]):
            check_answer(name, one, want, close)
        return
    want = fixtures.array(answer)
    got = got.toarray() if scipy.sparse.issparse(got) else np.asarray(got)
    if want.dtype != np.float64 or got.dtype == object:
        compare.labels(got, want)
    else:
        compare.values(got.astype(np.float64), want, bounds.Bound(ulp=16, relative=1e-12) if close else bounds.EQUAL)


def alike(got, want):
    """Bit by bit; lists by their members."""
    if isinstance(got, list):
        return len(got) == len(want) and all(map(alike, got, want))
    got, want = (one.toarray() if scipy.sparse.issparse(one) else np.asarray(one) for one in (got, want))
    return got.dtype == want.dtype and got.shape == want.shape and got.tobytes() == want.tobytes()


def check_answers(model, part, inputs, close, own):
    """Recorded bits; on another processor than the one that recorded (NumPy's exp and log are not every one's), those that the
    pickle gives here, close to what was recorded."""
    n = 0
    for which, method, answer in part.answered():
        if method not in METHODS or not hasattr(model, method):
            continue
        if method == "score_samples" and close:
            continue  # PCA's is computed otherwise since 1.9, and differs by 1e-9
        try:
            rows = given(inputs[which])
            got = getattr(model, method)(rows)
            check_answer(method, got, answer, close or (own is not None and alike(got, getattr(own, method)(rows))))
        except Exception as e:
            raise AssertionError(f"{method} of {which}: {type(e).__name__}: {e}") from e
        n += 1
    return n


def check(folder, options, counts, target):
    fixture = case(folder) if (folder / "answers.json").exists() else fixtures.load(folder)
    files = [f["file"] for f in fixture.files if f["file"].startswith("pickle-p") and f["file"].endswith(".pkl")]
    file = (files or [fixture.default_file()["file"]])[-1]
    whole = original(folder, file) if fixture.env in options.exact else None
    for part in fixture.parts:
        name = f"{fixture.env}/{fixture.name}{part.path[1:]}"
        count = counts[fixture.env]
        try:
            convert(options.depickle, folder / file, part, target)
            own = at(whole, part.path) if whole is not None else None
            need = check_trust(target, own)
            check_answers(skops.io.load(target, trusted=need), part, fixture.inputs, fixture.env not in options.exact, own)
            count["passed"] += 1
        except Refused as e:
            # As skops' own dump does; of an object with a method of itself that recurses without end.
            lack = any(reason in str(e) for reason in ("skops does not hold", "SciPy", "types.MethodType"))
            count["failed" if fixture.env in options.exact and not lack else "refused"] += 1
            print(f"{name}: refused: {e}")
        except Exception as e:
            count["failed"] += 1
            print(f"{name}: {type(e).__name__}: {str(e)[:300]}")


def main():
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--depickle", required=True)
    parser.add_argument("--fixtures", type=pathlib.Path)
    parser.add_argument("--cases", type=pathlib.Path)
    parser.add_argument("--names", default="*")
    parser.add_argument("--environments", default="*")
    parser.add_argument("--exact", default="py313-sk191,1.9", help="environments of today: their bits, and skops' own demands")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    options.exact = options.exact.split(",")
    folders = []
    if options.fixtures:
        folders += fixtures.find(options.fixtures, options.names.split(","))
        folders = [f for f in folders if any(fnmatch.fnmatch(f.parent.name, e) for e in options.environments.split(","))]
    if options.cases:
        folders += sorted(f.parent for f in options.cases.glob("*/good-*/answers.json") if f.parent.parent.name != "boosters")
    counts = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as scratch:
        for folder in fixtures.sample(folders, options.sample, options.seed):
            check(folder, options, counts, str(pathlib.Path(scratch) / "model.skops"))
    total = collections.Counter()
    for env, count in sorted(counts.items()):
        print(f"{env}: {count['refused']} refused, {count['passed']} passed, {count['failed']} failed")
        total += count
    print(f"skops: {total['refused']} refused\n{total['passed']} passed, {total['failed']} failed")
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
