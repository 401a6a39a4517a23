"""Answers with NumPy from JSON files, beside those that scikit-learn recorded for the cases of the project's tests: trees to the bit,
the others within 1e-12, all in shape. Needs NumPy.

    python test_numpy.py SOURCE DEPICKLE      SOURCE: the root of depickle's source
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

from depickle import ModelError
from depickle._document import parse
from depickle._model import METHODS
from depickle._numpy import NumpyModel

SOURCE = pathlib.Path(sys.argv[1])
PROGRAM = sys.argv[2]
EXACT = ("sklearn.tree", "sklearn.ensemble")
WORDS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def numbers(data):
    if isinstance(data, list):
        return [numbers(item) for item in data]
    return WORDS.get(data, data)


def converted(case, path="$", *options):
    source = min(case.glob("input.*"), key=lambda path: len(path.name))  # what lies beside it has a longer name
    select = [] if path == "$" else ["--select", path]
    run = subprocess.run([PROGRAM, "convert", "-q", source, "-o", "-", "--to", "json", *options, *select], stdout=subprocess.PIPE, check=True)
    return run.stdout


class Cases(unittest.TestCase):
    def compare(self, got, answer, exact):
        self.assertEqual(list(got.shape), answer["shape"])
        want = np.array(numbers(answer["data"]), dtype=object if got.dtype.kind in "OUb" else np.float64).reshape(answer["shape"])
        if got.dtype.kind != "f":
            self.assertEqual(got.tolist(), want.tolist())
        elif exact:
            self.assertEqual(np.nan_to_num(got, nan=1e300).tobytes(), np.nan_to_num(want, nan=1e300).tobytes())
        else:
            np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-11 * max(np.abs(want[np.isfinite(want)]).max(initial=0.0), 1.0))

    def answers(self, model, method):
        """Up to 0.18 models that predict could select features as well, and regressors had a decision_function."""
        return "predict" not in model.methods or method.startswith("predict") or (method == "decision_function" and hasattr(model, "classes_"))

    def check(self, model, part, doc):
        compared = 0
        for given, methods in part["answers"].items():
            if doc["inputs"][given]["kind"] != "dense":
                continue
            rows = np.array(numbers(doc["inputs"][given]["data"]), dtype=np.float64).reshape(doc["inputs"][given]["shape"])
            for method, answer in methods.items():
                if method not in METHODS or "error" in answer or not self.answers(model, method):
                    continue
                exact = model.class_name.startswith(EXACT) and method in ("predict", "transform")
                exact = exact or (model.class_name.startswith(EXACT) and "Boosting" not in model.class_name)
                got = getattr(model, method)(rows)
                if "list" in answer:
                    self.assertEqual(len(got), len(answer["list"]))
                    for each, want in zip(got, answer["list"]):
                        self.compare(each, want, exact)
                else:
                    self.compare(got, answer, exact)
                compared += 1
        return compared

    def test_answers(self):
        models = compared = apart = 0
        for case in sorted((SOURCE / "tests/cases").glob("*/good-*")):
            if case.parent.name not in ("trees", "forests", "linear", "scalers", "boosting", "steps"):
                continue
            doc = json.loads((case / "answers.json").read_text("utf-8"))
            for part in doc["parts"]:
                for arrays in ((), ("--arrays", "base64")):
                    with self.subTest(case=case.name, path=part["path"], arrays=arrays):
                        try:
                            model = NumpyModel(parse(converted(case, part["path"], *arrays)))
                        except ModelError as error:
                            self.assertIn("not computed with NumPy", str(error))
                            apart += 1
                            continue
                        models += 1
                        compared += self.check(model, part, doc)
        self.assertGreater(models, 200)
        self.assertGreater(compared, 600)
        print(f"{models} documents answered as recorded, {apart} are not computed")


class Contradictions(unittest.TestCase):
    """Files that contradict themselves are refused before anybody asks."""

    def refused(self, case, change):
        doc = json.loads(converted(SOURCE / "tests/cases" / case))
        parse(json.dumps(doc).encode())
        NumpyModel(parse(json.dumps(doc).encode()))
        change(doc)
        with self.assertRaises(ModelError):
            NumpyModel(parse(json.dumps(doc).encode()))

    def test_trees(self):
        def at(doc):
            return doc["fitted"]["tree_"]["$object"]

        def nodes(doc):
            return at(doc)["state"]["nodes"]["$array"]["data"]

        for change in (
            lambda d: nodes(d)[0].__setitem__(0, 0), lambda d: nodes(d)[0].__setitem__(1, 0), lambda d: nodes(d)[0].__setitem__(1, 1 << 30),
            lambda d: nodes(d)[0].__setitem__(0, -2), lambda d: nodes(d)[0].__setitem__(2, 99), lambda d: nodes(d)[0].__setitem__(2, -2),
            lambda d: at(d)["state"].pop("values"), lambda d: at(d)["state"].update(nodes=[]), lambda d: at(d)["state"].update(values=at(d)["state"]["nodes"]),
            lambda d: at(d).update({"class": "os.system"}), lambda d: at(d).pop("args"), lambda d: d["fitted"].pop("tree_"),
            lambda d: d["fitted"].update(classes_={"$array": {"dtype": "<i8", "shape": [1], "data": [0]}}),
        ):
            self.refused("trees/good-extratree-clf-1.9", change)

    def test_linear(self):
        for change in (
            lambda d: d["fitted"].pop("coef_"), lambda d: d["fitted"].update(coef_=1.0), lambda d: d["fitted"].update(coef_="a"),
            lambda d: d["fitted"].update(intercept_={"$array": {"dtype": "<f8", "shape": [2], "data": [1.0, 2.0]}}),
            lambda d: d["fitted"].update(classes_={"$array": {"dtype": "<i8", "shape": [3], "data": [1, 2, 3]}}),
            lambda d: d.update(feature_names=["a"]),
        ):
            self.refused("linear/good-logreg-bin-bool-1.9", change)

    def test_pipelines(self):
        def steps(doc):
            return doc["params"]["steps"]

        for change in (
            lambda d: d["params"].update(steps=[]), lambda d: d["params"].update(steps=3), lambda d: steps(d).reverse(),
            lambda d: steps(d)[0].update({"$tuple": ["a"]}), lambda d: steps(d)[0].update({"$tuple": ["a", "drop"]}),
            lambda d: steps(d).insert(0, copy.deepcopy(steps(d)[-1])),
        ):
            self.refused("steps/good-pipe-scaler-rf-1.9", change)

    def test_scalers(self):
        array = {"$array": {"dtype": "<f8", "shape": [2], "data": [1.0, 2.0]}}
        for change in (lambda d: d["params"].update(with_std=array), lambda d: d["params"].update(with_mean="yes"),
                       lambda d: d["fitted"].update(scale_=array)):
            self.refused("scalers/good-standard-1.9", change)

    def test_deep_pipelines(self):
        def wrap(doc):
            for _ in range(40):
                inner = {key: value for key, value in doc.items() if key not in ("format", "source")}
                doc["params"] = {"steps": [{"$tuple": ["a", copy.deepcopy(inner)]}]}
        self.refused("steps/good-pipe-scaler-rf-1.9", wrap)

    def test_arrays_in_base64_are_the_same(self):
        case = SOURCE / "tests/cases/forests/good-rf-clf-bin-1.9"
        one, other = (parse(converted(case, "$", *arrays)) for arrays in ((), ("--arrays", "base64")))
        for a, b in zip(one.fitted["estimators_"], other.fitted["estimators_"]):
            for part in ("nodes", "values"):
                x, y = (e.fitted["tree_"].state[part] for e in (a, b))
                self.assertEqual((x.dtype, x.tolist()), (y.dtype, y.tolist()))


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - min(failed, result.testsRun)} passed, {failed} failed")
    sys.exit(failed != 0)
