#!/usr/bin/env python3
"""Does depickle.open answer as scikit-learn did, in shape, in type and in value?

    python tests/oracle/python_open.py --depickle build/depickle --fixtures FOLDER [--names …] [--sample N] [--format onnx,json]

Runs in an environment with NumPy, pandas and onnxruntime; the package is that of the sources. Each model is converted, opened and
asked for every recorded answer, with rows as a DataFrame, an array, lists, and columns in another order. JSON files are asked where the
NumPy evaluator has their class: trees bit by bit, others within 1e-12. The last line is `N passed, N failed`.
"""
import collections
import pathlib
import sys
import tempfile

import numpy as np
import pandas

import bounds
import compare
import fixtures
import oracle

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "src" / "bindings" / "python"))
import depickle  # noqa: E402

JSON_BOUND = bounds.Bound(relative=1e-12, of_inputs=True)
NOT_COMPUTED = "is not computed with NumPy"


def value(v):
    return float(v.lower().replace("infinity", "inf")) if v in ("NaN", "Infinity", "-Infinity") else v


def frame(columns, rows, dtypes=None):
    made = pandas.DataFrame({c: pandas.Series([value(row[i]) if isinstance(row[i], str) else row[i] for row in rows],
                                              dtype=object if dtypes is None else None)
                             for i, c in enumerate(columns)})
    return made if dtypes is not None else made.infer_objects()


def ways(given, named):
    """(what, rows) of every way to hand an input set over. named: the model knows the names of columns."""
    kind = given["kind"]
    if kind == "frame":
        made = frame(given["columns"], given["rows"], given["dtypes"])
        yield "DataFrame", made
        if named:
            yield "DataFrame of other order", made[made.columns[::-1]]
    elif kind == "dense":
        x = fixtures.numbers(given["data"]).reshape(given["shape"])
        x = x.astype(np.int64) if given["dtype"].endswith("i8") else x
        yield "array", x
        yield "list", x.tolist()
        if x.ndim == 2:
            yield "DataFrame", pandas.DataFrame(x)
            yield "Fortran order", np.asfortranarray(x)
    elif kind == "objects":
        data = [v if not isinstance(v, list) else [float("nan") if w == "NaN" else w for w in v] for v in given["data"]]
        yield "list", data
        yield "array", np.array(data, dtype=object).reshape(given["shape"])
    elif kind == "dicts":
        yield "dicts", [dict(row) for row in given["rows"]]
    elif kind == "list":
        yield "list", given["data"]


def kind_of(dtype):
    """int32 and int64 are told apart, and bool; texts and objects by what scikit-learn of today and Python 3 give."""
    dtype = np.dtype(dtype)
    return "U" if dtype.kind in "SU" else dtype.str.lstrip("<|=")


def check_shape(got, answer, old):
    """Shape and type; scikit-learn to 0.20 gave some labels as float64, and OneClassSVM's scores as a column."""
    if list(got.shape) != answer["shape"] and not (old and [*got.shape, 1] == answer["shape"]):
        raise compare.Difference(f"shape {got.shape}, expected {tuple(answer['shape'])}")
    if kind_of(got.dtype) != kind_of(answer["dtype"]) and not (old and got.dtype.kind in "iu"):
        raise compare.Difference(f"type {got.dtype}, expected {answer['dtype']}")


# Votes are whole numbers in float64: the file does not tell that they are no probabilities.
FLOATS = ("VotingClassifier", "transform")


def check_one(got, answer, bound, old, x):
    check_shape(got, answer, old)
    want = fixtures.array(answer)
    if got.dtype.kind in "biuUO":
        compare.labels(got, want)
        return
    size = compare.sizes(want)
    if bound.of_inputs and isinstance(x, np.ndarray) and x.dtype.kind in "fiu":
        size = np.maximum(size, np.max(np.abs(x[np.isfinite(x)]), initial=0.0))
    compare.values(got.reshape(want.shape), want, bound, size)


def check_answer(model, method, answer, bound, old, x):
    got = getattr(model, method)(x)
    if "list" in answer:
        if type(got) is not list or len(got) != len(answer["list"]):
            raise compare.Difference(f"{type(got).__name__}, expected a list of {len(answer['list'])}")
        for each, want in zip(got, answer["list"]):
            check_one(each, want, bound, old, x)
    else:
        check_one(got, answer, bound, old, x)


def check_attributes(model, part, doc):
    """classes_, n_features_in_, feature_names_in_, where the estimator had them."""
    told = doc.get("classes")
    if told and "predict" in model.methods and not part.class_name.endswith("Regressor"):  # trees of old had one, too
        every = told["list"] if "list" in told else [told]
        have = model.classes_ if isinstance(model.classes_, list) else [model.classes_]
        for got, want in zip(have, every):
            if kind_of(got.dtype) != kind_of(want["dtype"]):
                raise compare.Difference(f"classes_ of {got.dtype}, expected {want['dtype']}")
            compare.labels(got, fixtures.array(want))
    if doc.get("feature_names") and list(model.feature_names_in_) != doc["feature_names"]:
        raise compare.Difference("feature_names_in_")
    chosen = part.class_name.endswith("RFE")  # in older environments the number of those chosen was recorded
    if doc.get("n_features") and model.n_features_in_ != doc["n_features"] and not chosen:
        raise compare.Difference(f"n_features_in_ {getattr(model, 'n_features_in_', None)}, expected {doc['n_features']}")


def bound_of(suffix, part, method, name):
    usual = bounds.of(part.class_name, method, name)
    return usual if suffix == "onnx" or usual == bounds.EQUAL else JSON_BOUND


def check_methods(model, part, fixture, methods, suffix):
    """The methods of the file that were recorded; returns the names of those that it lacks."""
    lacking = set()
    for given, method, answer in part.answered():
        if method not in methods:
            continue
        if not hasattr(model, method):
            lacking.add(method)
            continue
        for what, x in ways(fixture.inputs[given], hasattr(model, "feature_names_in_")):
            if part.class_name.endswith(FLOATS[0]) and method == FLOATS[1]:
                answer = {**answer, "dtype": "<f8"}
            try:
                check_answer(model, method, answer, bound_of(suffix, part, method, fixture.name), part.old, x)
            except Exception as e:
                raise compare.Difference(f"{given}, {method}, {what}: {type(e).__name__}: {e}") from e
    return lacking


def check(options, folder, fixture, part, doc, suffix, scratch):
    source, target = folder / fixture.default_file()["file"], scratch / f"m.{suffix}"
    width = fixtures.width(next(iter(fixture.inputs.values())))
    oracle.made(options.depickle, source, target, oracle.select(part), width=width if suffix == "onnx" else None)
    model = depickle.open(target)
    check_attributes(model, part, doc)
    lacking = check_methods(model, part, fixture, oracle.METHODS, suffix)
    for method in sorted(lacking):
        if suffix == "json":
            raise compare.Difference(f"has no {method}")
        oracle.made(options.depickle, source, target, [*oracle.select(part), "--methods", method], width=width)
        alone = depickle.open(target)
        if alone.methods != (method,) or any(hasattr(alone, m) for m in oracle.METHODS if m != method):
            raise compare.Difference(f"methods {alone.methods}, expected {method}")
        check_methods(alone, part, fixture, (method,), suffix)


def main():
    p = fixtures.arguments(__doc__, fixtures.TREES + fixtures.LINEAR + fixtures.MORE)
    p.add_argument("--format", default="onnx,json")
    options = p.parse_args()
    options.depickle = str(pathlib.Path(options.depickle).resolve())
    counts = collections.Counter()
    for folder in fixtures.chosen(options):
        fixture = fixtures.load(folder)
        docs = oracle.json.loads((folder / "expected.json").read_text(encoding="utf-8"))["parts"]
        for part, doc in zip(fixture.parts, docs):
            if not any(m in oracle.METHODS for _, m, _ in part.answered()):
                continue
            for suffix in options.format.split(","):
                with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
                    try:
                        check(options, folder, fixture, part, doc, suffix, pathlib.Path(scratch))
                        counts[suffix, "passed"] += 1
                    except Exception as e:
                        apart = isinstance(e, depickle.ModelError) and NOT_COMPUTED in str(e)
                        counts[suffix, "not computed" if apart else "failed"] += 1
                        if not apart:
                            print(f"FAILED {fixture.env}/{fixture.name} {part.path} {suffix}: {type(e).__name__}: {str(e)[:300]}", flush=True)
    for (suffix, what), n in sorted(counts.items()):
        print(f"{suffix}: {n} {what}")
    failed = sum(n for (_, what), n in counts.items() if what == "failed")
    passed = sum(n for (_, what), n in counts.items() if what == "passed")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
