"""JSON model files as estimators of the scikit-learn that runs this: what they answer, and what is refused.

    python test_load.py SOURCE      SOURCE: the root of depickle's source, for files and recorded answers (tests/cases)

Needs scikit-learn 0.24 or later. tests/oracle/load.py compares many more, for which it needs the program.
"""

import copy
import hashlib
import json
import pathlib
import pickle
import re
import subprocess
import sys
import tempfile
import unittest
import warnings

import numpy as np
from sklearn import __version__
from sklearn.base import clone

from depickle import DigestError, ModelError, load
from depickle import _load_eras as eras
from depickle._load_eras import params
from depickle._load_make import INSTALLED, version_of

CASES = pathlib.Path(sys.argv[1]) / "tests/cases"
sys.path.append(str(CASES.parent / "oracle"))
import load as oracle  # noqa: E402

ANSWERS = """trees/good-tree-clf3-str-0.17 trees/good-tree-clf3-str-1.9 trees/good-tree-reg-0.17 trees/good-tree-reg-1.9
             forests/good-rf-clf-multi-0.17 forests/good-rf-clf-multi-1.9 forests/good-et-reg-0.17 forests/good-rf-reg-multi-1.9
             boosting/good-gb-clf-bin-0.17 boosting/good-gb-clf-exp-1.9 boosting/good-gb-reg-initzero-0.20 boosting/good-hgb-clf3-0.21
             boosting/good-hgb-reg-0.21 boosting/good-hgb-reg-1.9 linear/good-linreg-multi-0.17 linear/good-logreg-multinomial-0.17
             linear/good-logreg-multinomial-bin-1.7 linear/good-logreg-default3-0.17 linear/good-ridgeclf-bin-1.9 linear/good-sgdclf-log3-0.17
             linear/good-poissonreg-1.9 machines/good-svc-proba-0.17 machines/good-svr-1.9 machines/good-gaussian-nb-0.17
             neighbors/good-knn-clf-0.17 neighbors/good-kmeans-1.9 projections/good-mlp-clf3-0.18 gaussian/good-gpr-0.18 gaussian/good-gmm-1.9
             several/good-calib-isotonic3-0.17 several/good-ttr-power-1.9 steps/good-pipe-union-0.17 steps/good-ohe-mask-0.17
             preprocessing/good-isotonic-0.17""".split()


def numbers(told):
    return np.array(told["data"], np.float64).reshape(told["shape"])


def document(case):
    return json.loads((CASES / case / "want.json").read_text(encoding="utf-8"))


class EraTables(unittest.TestCase):
    """What is said of eras to Python (from today's back to a version) and to the program (from any version to today's)."""

    TEXT = (CASES.parents[1] / "src/model/era.def").read_text(encoding="utf-8")
    WORD = r'"((?:[^"\\]|\\.)*)"'

    @classmethod
    def rows(cls, kind, n):
        found = re.findall(rf"^{kind}\({', '.join([cls.WORD] * n)}\)", cls.TEXT, re.M)
        return [[json.loads(f'"{word}"') for word in row] for row in found]

    @staticmethod
    def of(row, last):
        return row[0] == "*" or row[0].rsplit(".", 1)[1] == last

    def test_names(self):
        renamed = self.rows("RENAMED", 3)
        self.assertGreater(len(renamed), 100)
        for last, now, _, was in [*eras.ATTRIBUTES, *eras.TWICE]:
            if last != "GaussianProcessClassifier":  # files of depickle up to 0.1 called it so, which no version does
                today = [to for *cls, name, to in renamed if name == was and self.of(cls, last)]
                self.assertEqual(today[-1:], [now], (last, was))
        for now, was in eras.PARAMS:
            self.assertTrue(any(name == was and to == now for _, name, to in renamed), was)

    def test_words(self):
        """An older version's word is today's of it, or is still good today; unit-variance is one of two that were True."""
        spelled = [(*row[:2], *map(json.loads, row[2:])) for row in self.rows("SPELLED", 4)]
        self.assertGreater(len(spelled), 100)
        for last, parameter, _, now, was in eras.SPELLED:
            today = [to for *cls, name, found, to in spelled
                     if name == parameter and (type(found), found) == (type(was), was) and self.of(cls, last)]
            if now != "unit-variance":
                self.assertIn(today[-1:], ([], [now]), (last, parameter, was))
                self.assertTrue(today or not isinstance(was, str) or was in self.STILL, (last, parameter, was))

    STILL = ("ignore", "infrequent_if_exist", "friedman_mse")  # words of old that are no others' today


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name, "m.json")

    def load(self, told):
        self.file.write_text(json.dumps(told), encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load(self.file)


class Answers(Files):
    def test_as_recorded(self):
        """Trees bit by bit, others within rounding."""
        for case in ANSWERS:
            model, (fixture, _) = self.load(document(case)), oracle.of_case(CASES / case)
            fixture.parts[0].weighted_down = False
            answered = 0
            for which, method, answer in fixture.parts[0].answered():
                x = oracle.rows(fixture.inputs[which])
                if np.isfinite(x).all():  # not every version takes others
                    answered += 1
                    with self.subTest(case=case, method=method), warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        oracle.compare_one(fixture.parts[0], method, getattr(model, method)(x), answer)
            self.assertNotEqual(answered, 0)

    def test_estimators_are_whole(self):
        for case in ("forests/good-rf-clf-bin-0.17", "linear/good-logreg-multinomial-bin-1.7", "several/good-calib-sigmoid-0.17"):
            with self.subTest(case=case):
                model = self.load(document(case))
                again = pickle.loads(pickle.dumps(model))
                x = numbers(json.loads((CASES / case / "answers.json").read_text(encoding="utf-8"))["inputs"]["plain"])
                np.testing.assert_array_equal(again.predict_proba(x), model.predict_proba(x))
                self.assertEqual(model.n_features_in_, x.shape[1])
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    clone(model).fit(np.random.RandomState(0).rand(20, x.shape[1]), [0, 1] * 10)


    def test_trained_again_answers_as_today(self):
        rows = np.random.RandomState(0).rand(30, 4)
        for case in ("linear/good-logreg-multinomial-bin-1.7", "projections/good-lda-0.17"):
            model = self.load(document(case))
            labels = model.classes_[np.arange(30) % len(model.classes_)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                again, cloned = model.fit(rows, labels), clone(model).fit(rows, labels)
            today = next(cls for cls in type(model).__mro__ if cls.__module__.startswith("sklearn."))
            for made in (again, cloned):
                np.testing.assert_array_equal(made.predict_proba(rows), today.predict_proba(made, rows))


class Eras(Files):
    def test_parameters_are_the_installed_version_s(self):
        model = self.load(document("forests/good-rf-reg-1.9"))
        self.assertEqual(model.criterion, "squared_error" if INSTALLED >= (1, 0) else "mse")
        model = self.load(document("boosting/good-gb-clf-bin-0.17"))
        self.assertEqual(model.loss, "log_loss" if INSTALLED >= (1, 1) else "deviance")
        self.assertIn("estimator" if INSTALLED >= (1, 2) else "base_estimator", vars(self.load(document("forests/good-rf-reg-0.17"))))

    def test_spellings_of_old(self):
        class Older:
            def __init__(self, criterion="mse", base_estimator=None):
                pass

        class Told:
            params, params_found = {"criterion": "squared_error", "estimator": 1, "ccp_alpha": 0.0}, {"criterion": "mse"}

        self.assertEqual(params("sklearn.tree.DecisionTreeRegressor", Older, Told, (0, 24)), {"criterion": "mse", "base_estimator": 1})
        self.assertEqual(params("sklearn.tree.DecisionTreeRegressor", Older, Told, (1, 0))["criterion"], "squared_error")

    def test_versions(self):
        self.assertEqual([version_of(v) for v in ("0.24.2", "1.9.1", "1.4.dev0", None)], [(0, 24), (1, 9), (1, 4), (0, 17)])
        self.assertEqual(version_of(__version__), INSTALLED)


class Refused(Files):
    def refuse(self, told, why):
        with self.assertRaisesRegex(ModelError, why):
            self.load(told)

    def test_names_that_are_not_known(self):
        for name, why in (("os.system", "class os.system is not known"), ("sklearn.datasets.load_files", "is not known"),
                          ("sklearn.base.BaseEstimator", "is not known")):
            told = document("linear/good-linreg-0.17")
            told["class"], told["model_type"] = name, name.rsplit(".", 1)[1]
            self.refuse(told, why)
        for form, why in (({"$function": "os.system"}, "function os.system is not known"), ({"$type": "subprocess.Popen"}, "is not known"),
                          ({"$object": {"class": "subprocess.Popen", "args": {"$tuple": ["true"]}}}, "object subprocess.Popen is not known")):
            for part in ("params", "fitted"):
                told = document("linear/good-linreg-0.17")
                told[part]["copy_X" if part == "params" else "more_"] = form
                self.refuse(told, why)

    def test_attributes_that_are_the_class_s_own(self):
        for name in ("__class__", "__dict__", "_more_tags_\n"):
            told = document("linear/good-linreg-0.17")
            told["fitted"][name] = 1
            self.refuse(told, "has an attribute")
        told = document("linear/good-linreg-0.17")
        told["fitted"]["_decision_function"] = 1
        self.refuse(told, "has an attribute")

    def test_other_digests(self):
        told = json.dumps(document("linear/good-linreg-0.17")).encode()
        self.file.write_bytes(told)
        self.assertEqual(load(self.file, sha256=hashlib.sha256(told).hexdigest()).n_features_in_, 4)
        with self.assertRaises(DigestError):
            load(self.file, sha256="0" * 64)
        pathlib.Path(str(self.file) + ".sha256").write_text("0" * 64 + "\n")
        with self.assertRaises(DigestError):
            load(self.file)

    def tree(self, change):
        told = document("trees/good-tree-reg-1.9")
        state = told["fitted"]["tree_"]["$object"]["state"]
        change(state["nodes"]["$array"]["data"], told["fitted"]["tree_"]["$object"], state["values"]["$array"])
        return told

    def test_trees_that_lead_astray(self):
        def at(i, field, value):
            return lambda nodes, tree, values: nodes[i].__setitem__(field, value)

        self.load(self.tree(lambda nodes, tree, values: None))
        behind = "children stand before their parents, or nowhere"
        for change, why in ((at(0, 0, 0), behind), (at(0, 1, 1 << 40), behind), (at(0, 0, -5), behind), (at(0, 2, 99), "not there"),
                            (at(0, 2, -1), "not there"), (lambda nodes, tree, values: nodes.clear(), "shape|fit together|lists of an array"),
                            (lambda nodes, tree, values: tree.__setitem__("args", {"$tuple": [1, 2]}), "features, classes and outputs"),
                            (lambda nodes, tree, values: values.update(shape=[1, 1, 1], data=[[[0.0]]]), "do not fit together")):
            self.refuse(self.tree(change), why)

    def test_histograms_that_lead_astray(self):
        def changed(field, value):
            told = document("boosting/good-hgb-reg-1.9")
            nodes = told["fitted"]["_predictors"][0][0]["$object"]["state"]["nodes"]["$array"]
            nodes["data"][0][nodes["dtype"]["names"].index(field)] = value
            return told

        for field, value, why in (("left", 0, "children"), ("right", 4000000000, "children"), ("feature_idx", 77, "feature"),
                                  ("is_categorical", 1, "categories")):
            self.refuse(changed(field, value), why)
        told = document("boosting/good-hgb-reg-1.9")
        told["fitted"]["_predictors"][0] *= 2
        self.refuse(told, "another number of trees")
        told = document("boosting/good-hgb-reg-1.9")
        told["fitted"]["n_features_in_"] = 3
        self.refuse(told, "other numbers of columns")
        told = document("boosting/good-hgb-reg-cat-0.24")
        told["fitted"]["_bin_mapper"]["$object"]["state"]["is_categorical_"]["$array"]["data"] = [0] * len(
            told["fitted"]["_bin_mapper"]["$object"]["state"]["is_categorical_"]["$array"]["data"])
        self.refuse(told, "category of a number")

    def test_support_vectors_that_do_not_fit(self):
        def shorter(name, told):
            array = told["fitted"][name]["$array"]
            array["data"], array["shape"] = array["data"][:-1], [array["shape"][0] - 1, *array["shape"][1:]]

        for name in ("support_vectors_", "support_", "_n_support", "_dual_coef_", "_intercept_"):
            told = document("machines/good-svc-bin-1.9")
            shorter(name, told)
            self.refuse(told, "fit")
        told = document("machines/good-svc-bin-1.9")
        n = told["fitted"]["support_"]["$array"]["shape"][0]
        for wrong in ([-3, n + 3], [n, 1]):
            told["fitted"]["_n_support"]["$array"]["data"] = wrong
            self.refuse(told, "fit")

    def test_parts_for_other_numbers_of_columns(self):
        for case in ("trees/good-tree-reg-1.9", "forests/good-rf-clf-bin-1.9", "boosting/good-gb-reg-1.9", "machines/good-svr-1.9",
                     "neighbors/good-knn-clf-1.9", "neighbors/good-kmeans-1.9"):
            told = document(case)
            told["fitted"]["n_features_in_"] = 2
            self.refuse(told, "other numbers of columns")

    def test_every_attribute_of_every_kind(self):
        """Whatever one value is replaced with, nothing but a ModelError comes of it, if it is refused at all."""
        for case in ("trees/good-tree-clf3-str-1.9", "boosting/good-gb-clf-bin-0.17", "boosting/good-hgb-clf3-0.21", "machines/good-svc-proba-0.17",
                     "neighbors/good-knn-clf-ball-1.9", "steps/good-pipe-union-1.9", "several/good-calib-sigmoid-0.17"):
            whole = document(case)
            for part in ("params", "fitted"):
                for name in whole[part]:
                    for value in (None, -1, "x", [], {"$array": {"dtype": "<f8", "shape": [0], "data": []}}):
                        told = copy.deepcopy(whole)
                        told[part][name] = value
                        try:
                            self.load(told)
                        except ModelError:
                            pass


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - min(failed, result.testsRun)} passed, {failed} failed")
    sys.exit(failed != 0)
