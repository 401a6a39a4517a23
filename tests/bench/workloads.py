#!/usr/bin/env python3
"""Larger models out of the small ones in tests/cases, without scikit-learn: always the same bytes, so that what depickle does
with them can be counted.

    workloads.py FOLDER [TREES]      linear.pkl, forest.pkl, hist.pkl, words.pkl, forest.joblib.z; TREES of the forest: 20"""
import copyreg
import io
import math
import pathlib
import pickle
import random
import struct
import sys
import types
import zlib

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"
LEAF = -1


class Made(type):
    """Of every class and function that a pickle names: notes whether an object came of a call or of NEWOBJ."""

    def __call__(cls, *args):
        made = cls.__new__(cls, *args)
        made.called = True
        return made


class Stub(metaclass=Made):
    def __new__(cls, *args):
        made = object.__new__(cls)
        made.args, made.state, made.called = args, None, False
        return made

    def __setstate__(self, state):
        self.state = state

    def __reduce__(self):
        if self.called:
            return type(self), self.args, self.state
        return copyreg.__newobj__, (type(self), *self.args), self.state


class Reader(pickle.Unpickler):
    def find_class(self, module, name):
        at = ""
        for part in module.split("."):
            at = f"{at}.{part}" if at else part
            sys.modules.setdefault(at, types.ModuleType(at))
        if not hasattr(sys.modules[module], name):
            setattr(sys.modules[module], name, Made(name, (Stub,), {"__module__": module}))
        return getattr(sys.modules[module], name)


def read(case):
    return Reader(io.BytesIO((CASES / case / "input.pkl").read_bytes())).load()


def fill(array, shape, data):
    """array: what numpy's _reconstruct made; its state is version, shape, dtype, order, bytes"""
    version, _, dtype, order, _ = array.state
    array.state = (version, shape, dtype, order, data)


def copy_of(made, **changes):
    copy = type(made).__new__(type(made), *made.args)
    copy.called = made.called
    copy.state = {**made.state, **changes}
    return copy


def new_array(like, shape, data):
    copy = type(like).__new__(type(like), *like.args)
    copy.called, copy.state = like.called, like.state
    fill(copy, shape, data)
    return copy


def grow(rng, leaves, features):
    """A tree in depth-first order: left, right, feature, threshold, samples, depth of each node"""
    nodes = []
    todo = [(leaves, 0, None)]
    while todo:
        n, depth, parent = todo.pop()
        if parent is not None:
            nodes[parent][1] = len(nodes)
        at = len(nodes)
        if n == 1:
            nodes.append([LEAF, LEAF, -2, -2.0, rng.randrange(1, 9), depth])
            continue
        nodes.append([at + 1, 0, rng.randrange(features), rng.gauss(0, 1), 5 * n, depth])
        left = rng.randrange(max(1, n // 4), max(2, n - n // 4))
        todo += [(n - left, depth + 1, at), (left, depth + 1, None)]
    return nodes


def forest(trees, leaves):
    rng = random.Random(0)
    model = read("forests/good-rf-reg-1.9")
    template = model.state["estimators_"][0]
    tree = template.state["tree_"]
    grown = []
    for _ in range(trees):
        nodes = grow(rng, leaves, tree.args[0])
        packed = b"".join(struct.pack("<qqqddqdB7x", left, right, feature, threshold, rng.random(), samples, samples, left & 1)
                          for left, right, feature, threshold, samples, _ in nodes)
        values = struct.pack(f"<{len(nodes)}d", *(rng.gauss(20, 5) for _ in nodes))
        made = copy_of(tree, max_depth=max(n[5] for n in nodes), node_count=len(nodes),
                       nodes=new_array(tree.state["nodes"], (len(nodes),), packed),
                       values=new_array(tree.state["values"], (len(nodes), 1, 1), values))
        grown.append(copy_of(template, tree_=made))
    model.state["estimators_"] = grown
    model.state["n_estimators"] = trees
    return model


def hist(iterations, leaves):
    rng = random.Random(1)
    model = read("boosting/good-hgb-reg-1.9")
    template = model.state["_predictors"][0][0]
    predictors = []
    for _ in range(iterations):
        nodes = grow(rng, leaves, model.state["n_features_in_"])
        packed = b"".join(struct.pack("<dIqdBIIdIBBBI", rng.gauss(0, 1), samples, max(feature, 0), threshold, 0, max(left, 0),
                                      max(right, 0), 0.5, depth, left == LEAF, 7, 0, 0)
                          for left, right, feature, threshold, samples, depth in nodes)
        predictors.append([copy_of(template, nodes=new_array(template.state["nodes"], (len(nodes),), packed))])
    model.state["_predictors"] = predictors
    model.state["max_iter"] = iterations
    return model


def words(count):
    rng = random.Random(2)
    letters = "abcdefghijklmnopqrstuvwxyz"
    terms = sorted({"".join(rng.choices(letters, k=rng.randrange(4, 12))) for _ in range(count)})
    places = {term: at for at, term in enumerate(terms)}
    rng.shuffle(terms)
    model = read("texts/bad-idf")
    model.state["vocabulary_"] = {term: places[term] for term in terms}
    tfidf = model.state["_tfidf"]
    tfidf.state["n_features_in_"] = len(terms)
    fill(tfidf.state["idf_"], (len(terms),), struct.pack(f"<{len(terms)}d", *(1 + math.log(rng.uniform(1, 9)) for _ in terms)))
    return model


def main(folder, trees=20):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    bytes_of = {
        "linear.pkl": pickle.dumps(read("linear/good-linreg-1.9"), protocol=4),
        "forest.pkl": pickle.dumps(forest(int(trees), 2000), protocol=4),
        "hist.pkl": pickle.dumps(hist(200, 31), protocol=4),
        "words.pkl": pickle.dumps(words(40000), protocol=4),
    }
    bytes_of["forest.joblib.z"] = zlib.compress(bytes_of["forest.pkl"], 3)
    for name, content in bytes_of.items():
        (folder / name).write_bytes(content)


main(*sys.argv[1:])
