#!/usr/bin/env python3
"""depickle.load against what scikit-learn recorded: fixtures become JSON files, and these estimators of the scikit-learn that runs this.

    python load.py PROGRAM FIXTURES [NAME...]       names and environments of fixtures: patterns such as rf_* py27-*/svc_*

FIXTURES holds folders ENV/NAME with an expected.json; or it is tests/cases. Trees have to answer bit by bit, all others within --relative. Prints by class how
many answers were equal, which were not and why, and which files were refused; fails where an answer differs, or a file is refused that
is not among --refused.
"""
import argparse
import collections
import fnmatch
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import warnings

import numpy as np

import compare
import fixtures

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "src/bindings/python"))
import depickle  # noqa: E402
from depickle import _load  # noqa: E402
from depickle._errors import ModelError  # noqa: E402

RELATIVE = 1e-12
LOOSER = {"GaussianProcessClassifier": 1e-11}  # integrals of what BLAS has added in another order

# Where scikit-learn itself has changed what it computes: patterns of (class, fixture, set, method).
CHANGED = [
    ("IsolationForest", "*", "*", "decision_function", "told from the threshold since 0.22"),
    ("LinearDiscriminantAnalysis", "*", "*", "predict_log_proba", "not below the logarithm of the least float64 since 0.24"),
    ("QuadraticDiscriminantAnalysis", "*", "*", "predict_log_proba", "no logarithm of 0 since 1.9"),
    ("PCA", "*", "*", "score_samples", "other sums"),
    ("OneClassSVM", "*", "*", "decision_function", "one column up to 0.19"),
    ("GradientBoostingRegressor", "gb_reg_initest", "*", "predict", "a linear model within, of float32"),
    ("HistGradientBoosting*", "*hgb*cat*", "fractional_categories", "*", "fractions of categories are unknown since 1.4"),
    ("HistGradientBoosting*", "*hgb*cat*mask*", "edges", "*", "fractions of categories are unknown since 1.4"),
    ("PLSRegression", "*", "*", "predict", "one dimension since 1.3"),
    ("RidgeClassifier*", "good-ridgeclf-labels-*", "*", "predict", "several labels a row, which 0.24 does not know"),
    ("PolynomialCountSketch", "*", "*", "transform", "what is left of sums that cancel"),
    ("SGDClassifier", "good-sgd-far-*", "*", "predict_proba", "rows far from every class are shared evenly since 1.9"),
    ("QuantileTransformer", "*", "*", "transform", "ends of a column are told to eight digits up to 0.20"),
]
UNASKED = ("NaN", "missing values", "infinity")  # in messages: the installed version takes no such rows


def objects(values, dtype):
    """Texts, labels and what is missing among them."""
    flat = np.empty(int(np.prod(np.shape(values))) if len(np.shape(values)) else 1, dtype=object)
    flat[:] = [np.nan if v == "NaN" else v for v in np.ravel(np.array(values, dtype=object))]
    made = flat.reshape(np.shape(values))
    if dtype.lstrip("|") in ("O", "object"):
        return made
    return made.astype(str if dtype.startswith("|S") else dtype)  # Python 2's texts


def frame(given):
    import pandas

    made = pandas.DataFrame(given["rows"], columns=given["columns"])
    for name, dtype in zip(given["columns"], given["dtypes"]):
        if dtype in ("object", "str"):
            made[name] = made[name].astype(object)
        elif dtype == "category":
            made[name] = made[name].astype("category")
        else:
            made[name] = fixtures.numbers(made[name].tolist()).astype(dtype) if dtype.startswith("float") else made[name].astype(dtype)
    return made


def rows(given):
    """An input set as it was given to scikit-learn."""
    kind = given["kind"]
    if kind == "dense":
        return fixtures.numbers(given["data"]).reshape(given["shape"]).astype(given.get("dtype", "<f8"))
    if kind == "sparse-rows":
        import scipy.sparse

        return scipy.sparse.csr_matrix(fixtures.rows(given))
    if kind == "frame":
        return frame(given)
    if kind == "objects":
        return objects(given["data"], given["dtype"]).reshape(given["shape"])
    if kind == "dicts":
        return [dict(row) for row in given["rows"]]
    return given["data"]


def weighted_down(fixture, part, version):
    """Shares that a newer version's class weights gave, of which a version that holds weights has none that give them to the bit."""
    from depickle._load_make import INSTALLED, version_of

    weights = part.params.get("class_weight") not in (None, "None") or "weighted" in fixture.name or "balanced" in fixture.name
    return weights and INSTALLED < (1, 4) <= version_of(version)


def compare_one(part, method, got, answer):
    if "list" in answer:
        if len(got) != len(answer["list"]):
            raise compare.Difference(f"{len(got)} outputs, expected {len(answer['list'])}")
        for one, told in zip(got, answer["list"]):
            compare_one(part, method, one, told)
        return
    got = got.toarray() if hasattr(got, "toarray") else got
    got, want = np.asarray(got), fixtures.array(answer)
    if got.shape != tuple(answer["shape"]):
        raise compare.Difference(f"shape {got.shape}, expected {answer['shape']}")
    if want.dtype != np.float64:
        told = [("NaN" if isinstance(v, float) and np.isnan(v) else v) for v in got.ravel().tolist()]
        compare.labels(np.array(told, dtype=object), want)
        return
    got = got.astype(np.float64)
    # A bag's decision function is the mean of its members', which need not be trees.
    if fixtures.is_exact(part.class_name, method) and not method.endswith(("log_proba", "decision_function")):
        good = compare.same_bits(got, want)
        if not good.all() and part.weighted_down:
            good = compare.ulps(got, want) <= np.uint64(4)
    else:
        good = compare.apart(got, want) <= LOOSER.get(part.class_name.rsplit(".", 1)[-1], RELATIVE) * compare.sizes(want)
    if not good.all():
        at = tuple(int(i) for i in np.argwhere(~good)[0])
        raise compare.Difference(f"{int((~good).sum())} of {want.size} numbers, first: {got[at]!r} for {want[at]!r}")


def has_missing(x):
    values = np.asarray(x, dtype=object).ravel()
    return any(v is None or isinstance(v, float) and not np.isfinite(v) for v in values.tolist())


class Count:
    def __init__(self):
        self.good, self.bad, self.refused = collections.Counter(), collections.defaultdict(list), collections.defaultdict(list)
        self.changed, self.unanswered = collections.Counter(), 0

    def print(self, verbose):
        for name in sorted({*self.good, *self.bad, *self.refused}):
            bad, refused = self.bad[name], self.refused[name]
            if verbose or bad or refused:
                print(f"{name}: {self.good[name]} equal, {len(bad)} differ, {len(refused)} files refused")
            for line in (bad + refused)[:None if verbose else 3]:
                print("    " + line)
        for why, n in sorted(self.changed.items()):
            print(f"{n} answers differ as scikit-learn's do: {why}")
        print(f"{self.unanswered} answers that the installed version does not give: missing values, methods that it does not have")
        print(f"{sum(self.good.values())} passed, {sum(map(len, self.bad.values()))} failed, "
              f"{sum(map(len, self.refused.values()))} refused")


def answer_all(model, part, fixture, count):
    name = part.class_name.rsplit(".", 1)[-1]
    for which, method, answer in part.answered():
        here = f"{fixture.env}/{fixture.name} {which} {method}"
        x = rows(fixture.inputs[which])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if method == "inverse_transform":
                    x = model.transform(x)
                got = getattr(model, method)(x)
                compare_one(part, method, got[::-1] if method == "kneighbors" else got, answer)  # told as the graph has them: index first
            count.good[name] += 1
        except Exception as error:  # what a broken estimator raises may be anything
            why = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
            changed = [row[4] for row in CHANGED
                       if all(map(fnmatch.fnmatch, (name, fixture.name, which, method), row[:4])) and type(error) is compare.Difference]
            if changed:
                count.changed[f"{name}.{method}: {changed[0]}"] += 1
            elif type(error) is ValueError and any(word in str(error) for word in UNASKED) and has_missing(x):
                count.unanswered += 1
            elif type(error) is AttributeError and method in str(error) and not hasattr(type(model), method):
                count.unanswered += 1
            else:
                count.bad[name].append(f"{here}: {why}")


def convert(program, fixture, part, folder):
    out = folder / "model.json"
    entry = fixture.folder / fixture.default_file()["file"]
    select = [] if len(fixture.parts) == 1 and "[" not in part.path else ["--select", part.path]
    done = subprocess.run([program, "convert", str(entry), "--to", "json", "-o", str(out), "-f", "-q", *select], capture_output=True,
                          text=True, timeout=300)
    if done.returncode:
        raise ModelError(f"not converted: {done.stderr.strip()[:200]}")
    return out


def converted(program, fixture, part, scratch, kept):
    """The JSON file, made once for several versions of scikit-learn."""
    if kept is None or not kept.exists():
        path = convert(program, fixture, part, scratch)
        if kept is None:
            return path
        kept.parent.mkdir(parents=True, exist_ok=True)
        path.rename(kept)
    return kept


def of_case(folder):
    """A folder of tests/cases as a fixture."""
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    origin = json.loads((folder / "case.json").read_text(encoding="utf-8"))["origin"].split(", ")
    version = re.search(r"[0-9]+\.[0-9]+", origin[0])
    parts = [fixtures.Part(p["path"], p["class"], p["answers"], {}, version is not None and version[0] in ("0.17", "0.18", "0.19", "0.20"))
             for p in answers["parts"]]
    made = fixtures.Fixture(folder, folder.parent.name, folder.name, answers["inputs"], parts, [{"file": next(folder.glob("input.*")).name}])
    return made, version[0] if version else None


def opened(folder):
    if (folder / "expected.json").exists():
        told = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        return fixtures.load(folder), told.get("versions", {}).get("scikit-learn")
    return of_case(folder)


def found(root, patterns):
    cases = sorted(p.parent for p in root.rglob("answers.json") if any(p.parent.match(pattern) for pattern in patterns))
    return cases or fixtures.find(root, patterns)


def check(program, folder, keep, count):
    fixture, version = opened(folder)
    for i, part in enumerate(fixture.parts):
        part.weighted_down = weighted_down(fixture, part, version)
        name = part.class_name.rsplit(".", 1)[-1]
        with tempfile.TemporaryDirectory() as scratch:
            try:
                path = converted(program, fixture, part, pathlib.Path(scratch), keep and keep / fixture.env / f"{fixture.name}-{i}.json")
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    model = _load.load(path)
            except ModelError as error:
                count.refused[name].append(f"{fixture.env}/{fixture.name}: {str(error)[:250]}")
                continue
        answer_all(model, part, fixture, count)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("fixtures", type=pathlib.Path)
    parser.add_argument("names", nargs="*", default=["*"])
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="only N of the fixtures, the same ones each time")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER", help="of JSON files: those that are not there are put there")
    parser.add_argument("--seed", default="load", help="of the sample")
    parser.add_argument("--refused", action="append", default=[], metavar="CLASS", help="a class whose files may be refused")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    count = Count()
    for folder in fixtures.sample(found(options.fixtures, options.names), options.sample, options.seed):
        check(options.program, folder, options.keep, count)
    count.print(options.verbose)
    refused = [name for name in count.refused if count.refused[name]
               and not any(fnmatch.fnmatch(name, pattern) for pattern in options.refused)]
    return 1 if any(count.bad.values()) or refused or not count.good else 0


if __name__ == "__main__":
    sys.exit(main())
