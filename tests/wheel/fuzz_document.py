"""Mutated JSON model files, read and asked: nothing but ModelError, whatever the file says. Needs NumPy and hypothesis; with scikit-learn, they
are made estimators as well.

    python fuzz_document.py [--documents N] [--seed N] DEPICKLE      converts cases of the tests, and mutates what it wrote

One document in ten is put together out of the grammar by hypothesis; the others are files that depickle wrote, with a few values in them put
in each other's place, changed, left out or doubled, or with a few words of their text changed. What still reads is asked for its answers.
"""

import argparse
import copy
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from depickle._document import ModelError, parse, resolve
from depickle._load import restore
from depickle._numpy import NumpyModel

try:
    import sklearn
except ImportError:
    sklearn = None
ROOT = pathlib.Path(__file__).resolve().parents[2]
WORDS = ["$float", "$int", "$tuple", "$set", "$frozenset", "$slice", "$complex", "$bytes", "$bytearray", "$dict", "$type", "$function", "$dtype",
         "$scalar", "$array", "$sparse", "$object", "$opaque", "dtype", "shape", "data", "base64", "mask", "format", "indices", "indptr", "offsets",
         "names", "formats", "itemsize", "class", "args", "state", "params", "fitted", "model_type", "source", "sklearn_version"]
TEXTS = ["nan", "inf", "NaN", "Infinity", "<f8", "<f4", "<i8", "|b1", "|u1", "<U3", "|S2", "|V4", "<c16", "<M8", "object", "csr", "csc", "dia", "AAAA", "",
         "numpy.float64", "numpy.load", "builtins.eval", "os.system", "9007199254740993", "sklearn.tree._tree.Tree", "\ud800", "\0", "zero", "passthrough"]
NUMBERS = [0, 1, -1, 2, 3, 255, 1 << 31, 1 << 47, 1 << 63, -(1 << 63), 10**30, 0.0, -0.0, 0.5, 1e308, -1e308, 5e-324]
leaves = st.one_of(st.none(), st.booleans(), st.sampled_from(NUMBERS), st.sampled_from(TEXTS), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
                   st.text(max_size=5))
values = st.recursive(leaves, lambda inner: st.one_of(
    st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    st.builds(lambda word, value: {word: value}, st.sampled_from(WORDS[:18]), inner),
    st.builds(lambda dtype, shape, data: {"$array": {"dtype": dtype, "shape": shape, "data": data}}, st.sampled_from(TEXTS[4:15]),
              st.lists(st.integers(0, 3), max_size=3), inner)), max_leaves=12)


class Count:
    """Documents tried, those that were read, those that answered, and those that were made estimators."""

    tried = read = answered = loaded = 0


def ask(data):
    """Everything that a caller would do with it."""
    Count.tried += 1
    try:
        model = NumpyModel(parse(data))
        Count.read += 1
        if model.methods and getattr(model, "n_features_in_", 4) <= 100:
            rows = np.array([[0.0, 1.0, -1.0, 1e30], [np.nan, np.inf, 2.0, 3.0]])
            rows = np.resize(rows, (2, getattr(model, "n_features_in_", 4)))
            for method in model.methods:
                getattr(model, method)(rows)
            Count.answered += 1
    except ModelError:
        pass
    if sklearn is not None:
        give_back(data)


def give_back(data):
    try:
        restore(parse(data))
        Count.loaded += 1
    except ModelError:
        pass


def places(value, found):
    """(container, key) of every value inside."""
    stack = [value]
    while stack:
        at = stack.pop()
        for key in at if isinstance(at, dict) else range(len(at)):
            found.append((at, key))
            if isinstance(at[key], (dict, list)):
                stack.append(at[key])
    return found


def change(r, value):
    """Another value in place of this one."""
    pick = r.randrange(6)
    if pick == 0 and isinstance(value, list) and value:
        return value[: r.randrange(len(value))] if r.random() < 0.5 else [*value, r.choice(value)]
    if pick == 1 and isinstance(value, dict) and value:
        return {k: v for k, v in value.items() if k != r.choice(list(value))}
    if pick == 2 and type(value) in (int, float):
        return r.choice([value + 1, -value, value * 2, float(value) if abs(value) < 1e300 else 0, r.choice(NUMBERS)])
    if pick == 3:
        return {r.choice(WORDS[:18]): value}
    if pick == 4 and isinstance(value, str) and value:
        return value[:-1] + chr(ord(value[-1]) ^ 1)
    return r.choice([None, True, [], {}, r.choice(NUMBERS), r.choice(TEXTS), [value]])


def mutated(r, documents):
    doc = copy.deepcopy(r.choice(documents))
    for _ in range(r.choice([1, 1, 1, 2, 3, 8])):
        found = places(doc, [])
        at, key = r.choice(found)
        if r.random() < 0.2:
            other, there = r.choice(found)
            at[key] = copy.deepcopy(other[there])
        elif isinstance(at, dict) and r.random() < 0.1:
            at[r.choice(WORDS)] = at.pop(key)
        else:
            at[key] = change(r, at[key])
    data = bytearray(json.dumps(doc).encode())
    for _ in range(r.choice([0, 0, 0, 0, 1, 4])):
        data[r.randrange(len(data))] = r.choice(b'"[]{}:,0123456789.eE-$\\\x00\xff')
    return bytes(data)


TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null|[\[\]{}:,]')
TOKENS = [json.dumps(word).encode() for word in WORDS + TEXTS] + [json.dumps(n).encode() for n in NUMBERS] + [
    b"null", b"true", b"{}", b"[]", b"1e999", b"NaN", b"[", b"]", b"{", b"}", b",", b""]


def reworded(r, texts):
    """A file with a few words of its text changed."""
    data, found = r.choice(texts)
    for start, end in sorted(r.choices(found, k=r.choice([1, 1, 1, 2, 4])), reverse=True):
        other, there = r.choice(found)
        word = data[other:there] if r.random() < 0.5 else r.choice(TOKENS)
        if r.random() < 0.5 and data[start:start + 1] in b"-0123456789":
            word = str(r.choice([-1, 0, 1, 2, 7, 1 << 40])).encode()
        data = data[:start] + word + data[end:]
    return data


def documents_of(program):
    """Small files of every class that the evaluators and the reader know, as the program writes them."""
    made = []
    families = ("trees", "forests", "linear", "scalers", "boosting", "steps", "encoders", "neighbors")
    for i, case in enumerate(case for family in families for case in sorted((ROOT / "tests/cases" / family).glob("good-*"))):
        source = min(case.glob("input.*"), key=lambda path: len(path.name))
        run = subprocess.run([program, "convert", "-q", source, "-o", "-", "--to", "json", *[(), ("--arrays", "base64")][i % 2]],
                             check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if run.returncode == 0 and len(run.stdout) < 8000:
            made.append(json.loads(run.stdout))
    return made


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--documents", type=int, default=5000)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("depickle")
    options = p.parse_args()
    warnings.simplefilter("ignore")
    documents = documents_of(options.depickle)
    assert len(documents) > 50
    for doc in documents:
        parse(json.dumps(doc).encode())  # unchanged, it reads
    frame = copy.deepcopy(documents[0])

    @seed(options.seed)
    @settings(max_examples=options.documents // 10, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(values, values)
    def put_together(value, other):
        frame["params"] = {"a": value}
        frame["fitted"] = other if isinstance(other, dict) else {"coef_": other, "intercept_": value}
        ask(json.dumps(frame).encode())
        try:
            resolve(value)
        except ModelError:
            pass

    failed = 0
    try:
        put_together()
    except Exception as error:
        failed += 1
        print(f"FAILED put together: {type(error).__name__}: {error}")
    texts = [(text, [match.span() for match in TOKEN.finditer(text)]) for text in (json.dumps(doc).encode() for doc in documents)]
    r = random.Random(options.seed)
    while Count.tried < options.documents and failed < 10:
        data = mutated(r, documents) if r.random() < 0.2 else reworded(r, texts)
        try:
            ask(data)
        except Exception as error:
            failed += 1
            kept = pathlib.Path(tempfile.gettempdir(), f"depickle-fuzz-{options.seed}-{Count.tried}.json")
            kept.write_bytes(data)
            print(f"FAILED {kept}: {type(error).__name__}: {error}")
    print(f"{Count.tried} documents, {Count.read} read, {Count.answered} answered, {Count.loaded} loaded")
    print(f"{1 - min(failed, 1)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
