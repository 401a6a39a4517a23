#!/usr/bin/env python3
"""Writes tests/cases/crafted: models as machines write them that no environment stands for.

    python tests/gen/crafted.py      then: DP_CASE='crafted/*' DP_UPDATE=1 tests/run.sh dev, and read what it recorded

Needs scikit-learn (1.9 wrote those that are there). Small models are fitted, their answers recorded, and then pickled as

    windows      NumPy 1.x there: C's long has 4 bytes, so labels and counters are i4 (arrays and scalars); nodes stay i8
    32bit        i386: nodes of 44 bytes with i4 fields, f8 aligned by 4; n_classes, labels and counters i4
    bigendian    s390x: numbers, text and nodes with the other byte order
    protocol5    the default of Python 3.14
"""
import copyreg
import io
import json
import pathlib
import pickle

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor, _tree

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases" / "crafted"
ORIGIN = {
    "windows": "as Windows writes it with NumPy 1.x (<i4 labels and counters)",
    "32bit": "as i386 writes it (i4 node fields, 44 bytes a node)",
    "bigendian": "as a big-endian machine writes it",
    "protocol5": "as Python 3.14 writes it by default (protocol 5)",
}


def node_32():
    """struct Node on i386: no padding but three bytes at the end."""
    fields = [("left_child", "<i4", 0), ("right_child", "<i4", 4), ("feature", "<i4", 8), ("threshold", "<f8", 12),
              ("impurity", "<f8", 20), ("n_node_samples", "<i4", 28), ("weighted_n_node_samples", "<f8", 32),
              ("missing_go_to_left", "u1", 40)]
    names, formats, offsets = zip(*fields)
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": 44})


def recast(a, kind):
    """An array as the other machine holds it."""
    if kind == "bigendian":
        return a.astype(a.dtype.newbyteorder(">"))
    if a.dtype.names and kind == "32bit":
        out = np.zeros(a.shape, node_32())
        for name in a.dtype.names:
            out[name] = a[name]
        return out
    return a.astype(np.int32) if a.dtype == np.int64 else a


def reducers(kind):
    table = copyreg.dispatch_table.copy()

    def reduce_array(a):
        return (recast(a, kind) if a.dtype.kind != "O" else a).__reduce__()

    def reduce_integer(v):
        return (np.int32(v) if kind != "bigendian" else v).__reduce__()

    def reduce_tree(tree):
        make, args, state = tree.__reduce__()
        keep = kind == "windows"  # intp has 8 bytes there
        return make, tuple(Kept(x) if keep and isinstance(x, np.ndarray) else x for x in args), state

    table[np.ndarray] = reduce_array
    table[np.int64] = reduce_integer
    table[_tree.Tree] = reduce_tree
    table[Kept] = lambda kept: kept.array.__reduce__()
    return table


class Kept:
    """An array that is written as it is."""

    def __init__(self, array):
        self.array = array


def dumps(model, kind):
    if kind == "protocol5":
        return pickle.dumps(model, protocol=5)
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, 4)
    pickler.dispatch_table = reducers(kind)
    pickler.dump(model)
    return stream.getvalue()


def answer(a):
    return {"dtype": a.dtype.str if a.dtype.kind != "O" else "object", "shape": list(a.shape), "data": a.tolist()}


def answers(model, x):
    methods = {m: answer(getattr(model, m)(x)) for m in ("predict", "predict_proba", "transform") if hasattr(model, m)}
    part = {"path": "$", "class": type(model).__module__ + "." + type(model).__name__, "answers": {"plain": methods}}
    if hasattr(model, "classes_"):
        part["classes"] = model.classes_.tolist()
    return {"inputs": {"plain": {"kind": "dense", "shape": list(x.shape), "data": x.tolist()}}, "parts": [part]}


def models():
    """Name and fitted model."""
    rng = np.random.RandomState(5)
    x = rng.normal(size=(60, 3))
    y = np.digitize(x[:, 0] + 0.3 * x[:, 1], [-0.5, 0.5])
    text = np.array(["low", "mid", "höh"])[y]
    yield "rf-clf", RandomForestClassifier(2, max_depth=3, random_state=0).fit(x, y)
    yield "rf-clf-str", RandomForestClassifier(2, max_depth=2, random_state=0).fit(x, text)
    yield "tree-reg", DecisionTreeRegressor(max_depth=3, random_state=0).fit(x, x[:, 0] * x[:, 1])
    yield "logreg", LogisticRegression().fit(x, y + 7)
    yield "standard", StandardScaler().fit(x)
    yield "pipeline", make_pipeline(StandardScaler(), LogisticRegression()).fit(x, text)


def main():
    rows = np.random.RandomState(6).normal(size=(6, 3))
    for name, model in models():
        for kind, origin in ORIGIN.items():
            case = CASES / f"good-{name}-{kind}"
            case.mkdir(parents=True, exist_ok=True)
            (case / "input.pkl").write_bytes(dumps(model, kind))
            about = {"origin": f"scikit-learn {sklearn.__version__}, {origin}"}
            (case / "case.json").write_text(json.dumps(about) + "\n")
            (case / "answers.json").write_text(json.dumps(answers(model, rows), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
