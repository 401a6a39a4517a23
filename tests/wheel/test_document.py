"""The reader of JSON model files: what each form becomes, and what is refused. Needs NumPy.

    python test_document.py
"""

import copy
import hashlib
import json
import pathlib
import sys
import tempfile
import unittest

import numpy as np

from depickle import _document
from depickle._digest import DigestError
from depickle._document import Estimator, ModelError, Object, Opaque, Reference, parse, read, resolve

RIDGE = {
    "format": {"name": "depickle-model", "version": 1}, "model_type": "Ridge", "class": "sklearn.linear_model.Ridge",
    "sklearn_version": "1.9.1", "params": {"alpha": 1.0, "max_iter": None},
    "fitted": {"coef_": {"$array": {"dtype": "<f8", "shape": [2], "data": [0.5, "-Infinity"]}}},
    "feature_names": ["a", "b"], "classes": None,
    "source": {"file": "m.pkl", "path": "$", "container": "pickle", "sha256": "0" * 64},
}


def array(dtype, shape, data):
    return {"$array": {"dtype": dtype, "shape": shape, "data": data}}


def record(names=("a", "b"), formats=("<i4", "<f8"), offsets=(0, 8), itemsize=16):
    return {"names": list(names), "formats": list(formats), "offsets": list(offsets), "itemsize": itemsize}


class Forms(unittest.TestCase):
    def test_values_and_their_types(self):
        rows = [
            (None, None), (True, True), (1, 1), (1.0, 1.0), ("$float", "$float"), ([1, 1.0], [1, 1.0]), ({"a": [None]}, {"a": [None]}),
            ({"$float": "inf"}, float("inf")), ({"$int": "9007199254740993"}, 9007199254740993), ({"$tuple": [1, {"$tuple": []}]}, (1, ())),
            ({"$set": [1, "a"]}, {1, "a"}), ({"$frozenset": []}, frozenset()), ({"$slice": [None, 3, None]}, slice(None, 3, None)),
            ({"$complex": [1.0, {"$float": "-inf"}]}, complex(1.0, float("-inf"))), ({"$bytes": "AAE="}, b"\0\1"),
            ({"$bytearray": ""}, bytearray()), ({"$dict": [[1, "a"], [1, "b"], [{"$tuple": [2]}, None]]}, {1: "b", (2,): None}),
            ({"$type": "numpy.float64"}, np.float64), ({"$type": "builtins.float"}, float), ({"$function": "numpy.log1p"}, np.log1p),
            ({"$type": "numpy.bool"}, np.bool_), ({"$function": "sklearn.metrics.r2_score"}, Reference("sklearn.metrics.r2_score", "function")),
            ({"$function": "builtins.eval"}, Reference("builtins.eval", "function")), ({"$function": "numpy.load"}, Reference("numpy.load", "function")),
            ({"$opaque": "numpy.random.RandomState"}, Opaque("numpy.random.RandomState")), ({"$dtype": "<f8"}, np.dtype("f8")),
            ({"$scalar": {"dtype": "<f4", "data": 0.1}}, np.float32(0.1)), ({"$scalar": {"dtype": "<U2", "data": "é"}}, np.str_("é")),
        ]
        for given, want in rows:
            with self.subTest(given=given):
                made = resolve(given)
                self.assertIs(type(made), type(want))
                self.assertEqual(made, want)
        self.assertNotEqual(resolve({"$float": "nan"}), resolve({"$float": "nan"}))

    def test_arrays(self):
        rows = [
            (array("<f8", [2, 2], [[0.5, 1], ["Infinity", -2.0]]), np.array([[0.5, 1.0], [np.inf, -2.0]])),
            (array("<f4", [2], [0.1, 3.4028235e38]), np.array([0.1, 3.4028235e38], "f4")), (array("<i8", [], 7), np.array(7)),
            (array("|u1", [1], [255]), np.array([255], "u1")), (array("<u8", [1], [2**64 - 1]), np.array([2**64 - 1], "u8")),
            (array("|b1", [2], [True, False]), np.array([True, False])), (array("<f8", [0, 3], []), np.zeros((0, 3))),
            (array("<U3", [2], ["a", "bcd"]), np.array(["a", "bcd"])), (array("|S2", [2], ["é", "a"]), np.array(["é".encode(), b"a"])),
            (array("|S1", [1], ["é"]), np.array([b"\xe9"])), (array("<c16", [1], [[1.0, "Infinity"]]), np.array([complex(1.0, np.inf)])),
            (array("<M8", [1], [5]), np.array([5]).view("M8")), (array("|V2", [1], [{"$bytes": "AAE="}]), np.array([b"\0\1"], "V2")),
            (array("object", [2], [[1, 2], {"$tuple": []}]), None), (array(record(), [1], [[1, 2.5]]), np.array([(1, 2.5)], np.dtype(record()))),
        ]
        for given, want in rows:
            with self.subTest(given=given):
                made = resolve(given)
                if want is None:
                    self.assertEqual((made.dtype, made.tolist()), (np.dtype(object), [[1, 2], ()]))
                    continue
                self.assertEqual((made.dtype, made.shape, made.tolist()), (want.dtype, want.shape, want.tolist()))
        self.assertTrue(np.isnan(resolve(array("<f8", [1], ["NaN"]))[0]))

    def test_base64_and_masks(self):
        made = resolve({"$array": {"dtype": "<i2", "shape": [2, 1], "base64": "AQACAA=="}})
        self.assertEqual((made.dtype, made.tolist()), (np.dtype("i2"), [[1], [2]]))
        made[0, 0] = 5  # the caller's own
        masked = resolve({"$array": {"dtype": "<f8", "shape": [2], "data": [1.0, 2.0], "mask": [True, False]}})
        self.assertEqual(masked.tolist(), [None, 2.0])

    def test_objects(self):
        made = resolve({"$object": {"class": "sklearn.tree._tree.Tree", "args": {"$tuple": [4]}, "state": {"n": 1}}})
        self.assertIs(type(made), Object)
        self.assertEqual((made.name, made.args, made.state, made.kwargs), ("sklearn.tree._tree.Tree", (4,), {"n": 1}, None))

    def test_sparse(self):
        told = {"format": "csr", "shape": [2, 3], "data": array("<f8", [1], [5.0]), "indices": array("<i4", [1], [2]),
                "indptr": array("<i4", [3], [0, 0, 1])}
        made = resolve({"$sparse": told})
        self.assertEqual((made.format, made.shape, made.indices.tolist()), ("csr", (2, 3), [2]))
        for change in ({"format": "csc"}, {"format": []}, {"shape": [2]}, {"indices": array("<i4", [1], [3])}, {"indptr": array("<i4", [3], [0, 2, 1])},
                       {"indptr": array("<i4", [3], [0, 0, 2])}, {"indices": array("<i4", [1], [-1])}, {"data": 5}, {"offsets": 5},
                       {"data": array("<f8", [1, 1], [[5.0]])}, {"indices": array("<f8", [1], [2.0])}):
            with self.subTest(change=change), self.assertRaises(ModelError):
                resolve({"$sparse": {**told, **change}})

    def test_refused(self):
        huge = {"$array": {"dtype": "<U99999999", "shape": [1], "data": ["a"]}}
        rows = [
            {"$float": "NaN"}, {"$float": 1.0}, {"$float": []}, {"$int": "01"}, {"$int": 3}, {"$int": "1" * 401}, {"$tuple": 3}, {"$what": 1},
            {"$tuple": [], "$set": []}, {"$tuple": [], "plain": 1}, {"$slice": [1, 2]}, {"$bytes": "a"}, {"$bytes": "é"}, {"$bytes": 1}, {"$dict": [[1]]},
            {"$dict": [[[], 1]]}, {"$set": [[]]}, {"$type": 3}, {"$type": ""}, {"$type": "a..b"}, {"$opaque": 1}, {"$object": {"state": 1}},
            {"$object": {"class": "a", "more": 1}}, {"$object": {"class": "a", "args": []}}, {"$complex": [1.0]}, {"$complex": [1.0, True]},
            {"$dtype": "f9"}, {"$dtype": {"$array": {"dtype": "|V4", "shape": [1], "base64": "AAAAAA=="}}}, {"$dtype": ">f8"}, {"$dtype": "<f8,<f8"}, {"$scalar": {"dtype": "<f8"}}, huge, [huge],
            array("<f8", [1], [1.0, 2.0]), array("<f8", [2, 1], [[1.0], 2.0]), array("<f8", [-1], []), array("<f8", [True], [1.0]),
            array("<f8", [0, 1 << 47, 1 << 47], []), array("<f8", [0], [[]]), array("<f8", [0], {"$array": {"dtype": "|V4", "shape": [1], "base64": "AAAAAA=="}}),
            array("<f8", [1], ["nan"]), array("<f8", [1], [True]), array("<f8", [1], [None]),
            array("<f8", [1], [10**80 * 10**80 * 10**80 * 10**80]), array("<f4", [1], [1e39]), array("<f2", [1], [65520.0]), array("<i8", [1], [1.0]),
            array("<i8", [1], [2**63]), array("|u1", [1], [-1]), array("|b1", [1], [1]), array("<U1", [1], ["ab"]), array("<U1", [1], [1]), array("|S1", [1], ["ab"]),
            array("|S1", [1], ["\u20ac"]), array("|V2", [1], [{"$bytes": "AA=="}]), array("<c16", [1], [1.0]), array(record(), [1], [[1]]),
            array(record(names=("a", "a")), [0], []), array(record(offsets=(0, 2)), [0], []), array(record(itemsize=15), [0], []),
            array(record(formats=("<i4", "object")), [0], []), array(record(offsets=(0, -1)), [0], []), array({"names": []}, [0], []), array([], [0], []),
            {"$array": {"dtype": "<f8", "shape": [1], "data": [1.0], "base64": "AAAA"}}, {"$array": {"dtype": "<f8", "shape": [1]}},
            {"$array": {"dtype": "<f8", "shape": [1], "base64": "AAAA"}}, {"$array": {"dtype": "object", "shape": [0], "base64": ""}},
            {"$array": {"dtype": "|b1", "shape": [1], "base64": "Ag=="}}, {"$array": {"dtype": "<U1", "shape": [1], "base64": "AAARAQ=="}}, {"$array": [1]},
            {"$array": {"dtype": "<f8", "shape": [1], "data": [1.0], "mask": [1]}}, {"$array": {"dtype": "<f8", "shape": [1] * 33, "data": 1}},
            {"model_type": "Ridge", "class": "sklearn.linear_model.Ridge", "params": {}, "fitted": {}},
        ]
        for given in rows:
            with self.subTest(given=str(given)[:100]), self.assertRaises(ModelError):
                resolve(given)
        for given in (float("nan"), object(), {1, 2}):
            with self.subTest(given=given), self.assertRaises(ModelError):
                resolve(given)


class Documents(unittest.TestCase):
    def changed(self, change):
        doc = copy.deepcopy(RIDGE)
        change(doc)
        return json.dumps(doc).encode()

    def test_members(self):
        made = parse(json.dumps(RIDGE).encode())
        self.assertIs(type(made), Estimator)
        self.assertEqual((made.model_type, made.name, made.sklearn_version), ("Ridge", "sklearn.linear_model.Ridge", "1.9.1"))
        self.assertEqual((made.params, made.params_found, made.feature_names, made.classes), (RIDGE["params"], {}, ["a", "b"], None))
        self.assertEqual((made.fitted["coef_"].tolist(), made.source), ([0.5, float("-inf")], RIDGE["source"]))

    def test_array_of_the_document(self):
        """docs/formats/json.md 2"""
        text = (pathlib.Path(__file__).parents[2] / "docs/formats/json.md").read_text("utf-8")
        block = text.split("```json\n")[-1].split("```")[0]
        array = parse(self.changed(lambda d: d["fitted"].update(coef_=json.loads(block)))).fitted["coef_"]
        self.assertEqual((array.dtype, array.shape, str(array.tolist())), (np.float64, (2, 3), "[[0.5, 1.0, -2.25], [3.0, nan, -inf]]"))

    def test_estimators_inside(self):
        inner = {key: value for key, value in RIDGE.items() if key not in ("format", "source")}
        made = parse(self.changed(lambda d: d["params"].update(estimator=inner)))
        self.assertEqual((made.params["estimator"].model_type, made.params["estimator"].source), ("Ridge", None))

    def test_refused(self):
        good = json.dumps(RIDGE).encode()
        rows = {
            "empty": b"", "cut": good[:-1], "UTF-16": good.decode().encode("utf-16"), "a mark": b"\xef\xbb\xbf" + good, "no UTF-8": good.replace(b"Ridge", b"Ri\xffge"),
            "two members": good.replace(b'"alpha"', b'"max_iter"'), "NaN": good.replace(b"1.0", b"NaN"), "Infinity": good.replace(b"1.0", b"-Infinity"),
            "too large": good.replace(b"1.0", b"1e309"), "many digits": good.replace(b"1.0", b"1" * 310 + b".0"), "a long number": good.replace(b"1.0", b"1" * 101),
            "too deep": good.replace(b"1.0", b"[" * 401 + b"]" * 401), "far too deep": b"[" * 1000000, "deep and quoted": b'"\\' + b"[" * 1000000,
            "brackets that do not fit": b"[}", "a list": b"[]", "null": b"null", "more behind": good + good,
        }
        for what, change in {
            "another name": lambda d: d["format"].update(name="x"), "version 2": lambda d: d["format"].update(version=2),
            "version true": lambda d: d["format"].update(version=True), "version 1.0": lambda d: d["format"].update(version=1.0),
            "more of format": lambda d: d["format"].update(more=1), "another member": lambda d: d.update(more=1),
            "format inside": lambda d: d["params"].update(a=RIDGE), "params a list": lambda d: d.update(params=[]),
            "another type": lambda d: d.update(model_type="Lasso"), "a number as class": lambda d: d.update({"class": 1}),
            "classes a text": lambda d: d.update(classes="ab"), "a version of numbers": lambda d: d.update(sklearn_version=1.9),
            "source a list": lambda d: d.update(source=[]), "format a list": lambda d: d.update(format=[]),
            **{f"no {key}": lambda d, key=key: d.pop(key) for key in RIDGE},
        }.items():
            rows[what] = self.changed(change)
        for what, data in rows.items():
            with self.subTest(what=what), self.assertRaises(ModelError):
                parse(data)

    def test_tables_are_told_apart(self):
        with self.assertRaisesRegex(ModelError, "a table"):
            parse(b'{"format": {"name": "depickle-table", "version": 1}}')

    def test_depth_that_is_allowed(self):
        made = parse(self.changed(lambda d: d["params"].update(a=json.loads("[" * 300 + "]" * 300))))
        self.assertEqual(made.params["a"][0][0][0], json.loads("[" * 297 + "]" * 297))

    def test_quotes_hide_no_brackets(self):
        text = "\\\"[" * 1000 + "\\\\"
        self.assertEqual(parse(self.changed(lambda d: d["params"].update(a=text))).params["a"], text)

    def test_length(self):
        most, _document.MOST_BYTES = _document.MOST_BYTES, 10
        self.addCleanup(setattr, _document, "MOST_BYTES", most)
        with self.assertRaises(ModelError):
            parse(json.dumps(RIDGE).encode())


class Digests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, "m.json")
        self.path.write_text(json.dumps(RIDGE))
        self.digest = hashlib.sha256(self.path.read_bytes()).hexdigest()

    def test_where_there_is_one(self):
        self.assertEqual(read(self.path).model_type, "Ridge")
        self.assertEqual(read(self.path, self.digest).model_type, "Ridge")
        sidecar = pathlib.Path(str(self.path) + ".sha256")
        for text, good in ((self.digest, True), ("0" * 64, False), ("words", False)):
            sidecar.write_text(text)
            if good:
                read(str(self.path))
            else:
                with self.assertRaises(DigestError):
                    read(self.path)
        with self.assertRaises(DigestError):
            read(self.path, "1" * 64)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - min(failed, result.testsRun)} passed, {failed} failed")
    sys.exit(failed != 0)
