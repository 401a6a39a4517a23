"""depickle.open, predict and params over models of the project's own tests, which the program converts. Needs NumPy, pandas,
onnxruntime; docs/python.md is run as well where scikit-learn is there.

    python test_open.py SOURCE DEPICKLE      SOURCE: the root of depickle's source
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import numpy as np
import pandas

import depickle
from depickle import _rows

SOURCE = pathlib.Path(sys.argv[1])
PROGRAM = str(pathlib.Path(sys.argv[2]).resolve())
LAPTOP = SOURCE / "samples/laptop-price"
DATA = SOURCE / "tests/cli/data"


class Converted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def convert(self, source, name="m.onnx", *options):
        subprocess.run([PROGRAM, "convert", "-q", "-f", source, "-o", self.folder / name, *options], check=True)
        return self.folder / name


class Laptop(Converted):
    """One forest over named columns that the file does not tell."""

    def setUp(self):
        super().setUp()
        self.frame = pandas.read_csv(LAPTOP / "rows.csv")
        self.want = pandas.read_csv(LAPTOP / "expected.csv")["variable"].to_numpy()

    def test_every_way_to_hand_rows_over(self):
        for name in ("p.onnx", "p.json"):
            model = depickle.open(self.convert(LAPTOP / "predictor.pickle", name))
            x = self.frame.to_numpy()
            for what, rows in {"DataFrame": self.frame, "array": x, "list": x.tolist(), "Fortran": np.asfortranarray(x), "objects": x.astype(object),
                               "tuple": tuple(map(tuple, x.tolist())), "nullable": self.frame.convert_dtypes()}.items():
                with self.subTest(name=name, what=what):
                    got = model.predict(rows)
                    self.assertEqual((got.dtype, got.tolist()), (np.float64, self.want.tolist()))
            self.assertEqual(model.predict(self.frame.iloc[:1]).shape, (1,))
            self.assertEqual(model.predict(self.frame.iloc[:0]).shape, (0,))

    def test_only_what_it_has(self):
        for name in ("p.onnx", "p.json"):
            model = depickle.open(self.convert(LAPTOP / "predictor.pickle", name))
            self.assertEqual(model.methods, ("predict",))
            self.assertEqual([a for a in ("predict_proba", "decision_function", "transform", "classes_") if hasattr(model, a)], [])
            self.assertEqual(model.n_features_in_, self.frame.shape[1])
            self.assertIn("RandomForestRegressor", repr(model))

    def test_rows_that_do_not_fit(self):
        for name in ("p.onnx", "p.json"):
            model = depickle.open(self.convert(LAPTOP / "predictor.pickle", name))
            x = self.frame.to_numpy()
            for rows, words in ((x[:, 1:], f"{x.shape[1]} features"), (x[0], "2D array"), (x.astype(complex), "Complex"),
                                ([["a"] * x.shape[1]], "float64"), (None, "0D array"), ({"Ram": [1]}, "float64"), (1.5, "0D array"), (np.zeros((1, x.shape[1]), "M8[s]"), "datetime")):
                with self.subTest(name=name, words=words), self.assertRaisesRegex(ValueError, words):
                    model.predict(rows)

    def test_names(self):
        names = ",".join(self.frame.columns)
        model = depickle.open(self.convert(LAPTOP / "predictor.pickle", "p.onnx", "--feature-names", names))
        self.assertEqual(model.feature_names_in_.tolist(), list(self.frame.columns))
        self.assertEqual(model.predict(self.frame[self.frame.columns[::-1]]).tolist(), self.want.tolist())
        with self.assertRaisesRegex(ValueError, "columns are missing: 'Ram'"):
            model.predict(self.frame.drop(columns="Ram"))
        with self.assertRaisesRegex(ValueError, "not fitted on: 'more'"):
            model.predict(self.frame.assign(more=1))
        with self.assertRaisesRegex(ValueError, "columns stand twice: 'Ram'"):
            model.predict(pandas.concat([self.frame, self.frame[["Ram"]]], axis=1))

    def others(self, frame):
        """The same table, made by other packages, as far as these are there."""
        columns = {name: frame[name].tolist() for name in frame.columns}
        try:
            import polars
            yield polars.DataFrame(columns)
        except ImportError:
            pass
        try:
            import pyarrow
            yield pyarrow.table(columns)
        except ImportError:
            pass

    def test_tables_of_others(self):
        """polars and pyarrow, by their names."""
        names = ",".join(self.frame.columns)
        numbers = depickle.open(self.convert(LAPTOP / "predictor.pickle", "p.onnx", "--feature-names", names))
        for table in self.others(self.frame[self.frame.columns[::-1]]):
            with self.subTest(kind=type(table)):
                self.assertEqual(numbers.predict(table).tolist(), self.want.tolist())
                with self.assertRaisesRegex(ValueError, "columns are missing: 'Ram'"):
                    numbers.predict(table.drop(["Ram"]))
        for table in self.others(pandas.DataFrame({"n": [1.0, None], "t": pandas.Series(["a", None], dtype=object)}).replace({np.nan: None})):
            with self.subTest(kind=type(table)):
                text, number = _rows.columns(table, ["t", "n"], [None, None], 0)
                self.assertEqual(_rows.texts(text).tolist(), [["a"], [""]])
                self.assertEqual(np.isnan(_rows.numbers(number)).tolist(), [[False], [True]])

    def test_predict_and_params(self):
        path = self.convert(LAPTOP / "predictor.pickle", "p.json")
        self.assertEqual(depickle.predict(path, self.frame).tolist(), self.want.tolist())
        told = depickle.params(path)
        self.assertEqual((type(told["n_estimators"]), type(told["bootstrap"]), type(told["criterion"])), (int, bool, str))
        self.assertEqual(depickle.params(json.loads(path.read_text())), told)
        with self.assertRaises(ValueError):
            depickle.predict(path, self.frame, method="fit")
        with self.assertRaisesRegex(AttributeError, "predict_proba"):
            depickle.predict(path, self.frame, method="predict_proba")


class Unnamed(Converted):
    """Rows without names for a pipeline that was fitted on a table: scikit-learn 0.23 kept the names in the ColumnTransformer alone."""

    def test_rows_of_texts(self):
        frame = pandas.DataFrame({"Ram": [4, 8, 16, 8], "Company": ["HP", "Dell", "HP", "Acer"], "Weight": [1.5, 2.0, 1.25, 3.0]})
        model = depickle.open(self.convert(DATA / "laptop-0.23.pkl"))
        want = model.predict(frame).tolist()
        np.testing.assert_allclose(want, [1.0, 2.0, 4.0, 2.5])
        self.assertEqual(model.feature_names_in_.tolist(), list(frame.columns))
        self.assertEqual(model.predict(frame.to_numpy()).tolist(), want)
        self.assertEqual(model.predict(frame.to_numpy().astype(str)).tolist(), want)


class Sample(Converted):
    def test_one_line_changed(self):
        sys.path.insert(0, str(LAPTOP))
        self.addCleanup(sys.path.remove, str(LAPTOP))
        import app_open

        want = pandas.read_csv(LAPTOP / "expected.csv")["variable"]
        for name in ("p.onnx", "p.json"):
            self.assertEqual(app_open.prices(self.convert(LAPTOP / "predictor.pickle", name), LAPTOP / "rows.csv").tolist(), want.tolist())


class Digests(Converted):
    def test_bytes_that_are_opened_are_those_verified(self):
        for name in ("m.onnx", "m.json"):
            path = self.convert(DATA / "linreg.pkl", name)
            depickle.open(path)
            digest = depickle.verify_sha256(path)
            path.with_name(name + ".sha256").unlink()
            with self.assertRaises(depickle.DigestError):
                depickle.open(path)
            with self.assertRaises(depickle.DigestError):
                depickle.open(path, sha256="0" * 64)
            once = depickle._digest._open
            opened = []
            with unittest.mock.patch.object(depickle._digest, "_open", lambda p: opened.append(p) or once(p)):
                depickle.open(path, sha256=digest)
            self.assertEqual(opened, [str(path)])

    def test_files_of_others(self):
        for name, data in {"m.onnx": b"words", "m.json": b"{}", "n.onnx": b""}.items():
            path = self.folder / name
            path.write_bytes(data)
            with self.subTest(name=name), self.assertRaises(depickle.ModelError):
                depickle.open(path, sha256=depickle._digest.hashlib.sha256(data).hexdigest())

    def test_what_is_not_installed(self):
        path = self.convert(DATA / "linreg.pkl")
        with unittest.mock.patch.dict(sys.modules, {"onnxruntime": None}), self.assertRaisesRegex(ImportError, "pip install onnxruntime"):
            depickle.open(path)
        path = self.convert(DATA / "linreg.pkl", "m.json")
        with unittest.mock.patch.dict(sys.modules, {"numpy": None}), self.assertRaisesRegex(ImportError, "pip install numpy"):
            depickle.open(path)

    def test_parameters_without_numpy(self):
        """Arrays of the model are not asked for, those of a parameter are."""
        for source in ("linreg.pkl", "forest.pkl"):
            path = self.convert(DATA / source, "m.json")
            told = depickle.params(path)
            with unittest.mock.patch.dict(sys.modules, {"numpy": None}):
                self.assertEqual(depickle.params(path), told)
        document = json.loads(path.read_text())
        for params, error in (({"a": {"$array": {"dtype": "<f8", "shape": [1], "data": [1.0]}}}, ImportError), ({"a": {"$no": 1}}, depickle.ModelError)):
            data = json.dumps({**document, "params": params}).encode()
            path.chmod(0o600)
            path.write_bytes(data)
            with unittest.mock.patch.dict(sys.modules, {"numpy": None}), self.assertRaises(error):
                depickle.params(path, depickle._digest.hashlib.sha256(data).hexdigest())

    def test_no_dump(self):
        self.assertFalse(hasattr(depickle, "dump"))


class Neighbours(Converted):
    """kneighbors, as scikit-learn has it."""

    CASE = SOURCE / "tests/cases/neighbors/good-search-1.9"

    def setUp(self):
        super().setUp()
        recorded = json.loads((self.CASE / "answers.json").read_text())
        self.rows = np.reshape(recorded["inputs"]["plain"]["data"], recorded["inputs"]["plain"]["shape"])
        self.index, self.distance = (np.reshape(each["data"], each["shape"])
                                     for each in recorded["parts"][0]["answers"]["plain"]["kneighbors"]["list"])

    def test_as_recorded(self):
        model = depickle.open(self.convert(self.CASE / "input.pkl"))
        distance, index = model.kneighbors(self.rows)
        self.assertEqual((index.dtype, index.tolist()), (np.int64, self.index.tolist()))
        np.testing.assert_allclose(distance, self.distance, rtol=1e-12)
        self.assertFalse(hasattr(model, "predict"))

    def test_fewer(self):
        model = depickle.open(self.convert(self.CASE / "input.pkl"))
        self.assertEqual(model.kneighbors(self.rows, 2, False).tolist(), self.index[:, :2].tolist())
        self.assertEqual(model.kneighbors(self.rows, n_neighbors=1)[0].shape, (len(self.rows), 1))
        for n in (0, 4, -1):
            with self.subTest(n=n), self.assertRaises(ValueError):
                model.kneighbors(self.rows, n)


class Columns(Converted):
    def test_one_target(self):
        """In the shape of scikit-learn's answers: of some regressors a column, where they were fitted on one."""
        try:
            import sklearn
        except ImportError:
            self.skipTest("no scikit-learn")
        import pickle

        from sklearn.compose import TransformedTargetRegressor
        from sklearn.cross_decomposition import PLSRegression
        from sklearn.kernel_ridge import KernelRidge
        from sklearn.linear_model import Lasso, LinearRegression, MultiTaskLasso, RANSACRegressor
        from sklearn.model_selection import GridSearchCV
        from sklearn.multioutput import MultiOutputRegressor
        from sklearn.neighbors import KNeighborsRegressor
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.tree import DecisionTreeRegressor

        x = np.random.RandomState(0).rand(30, 3)
        y = x.sum(axis=1)
        shapes = set()
        for estimator in (LinearRegression(), KNeighborsRegressor(), KernelRidge(), RANSACRegressor(random_state=0), PLSRegression(),
                          TransformedTargetRegressor(LinearRegression()), GridSearchCV(make_pipeline(StandardScaler(), LinearRegression()), {}, cv=2),
                          DecisionTreeRegressor(), Lasso(), MultiTaskLasso(), MultiOutputRegressor(Lasso())):
            for target in (y, y.reshape(-1, 1), np.stack([y, -y], axis=1)):
                try:
                    want = estimator.fit(x, target).predict(x)
                except ValueError:  # takes no such target
                    continue
                source = self.folder / "model.pkl"
                source.write_bytes(pickle.dumps(estimator))
                shapes.add((target.shape[1:], want.shape[1:]))
                with self.subTest(estimator=estimator, target=target.shape):
                    self.assertEqual(depickle.open(self.convert(source)).predict(x).shape, want.shape)
        self.assertEqual(shapes, {((), ()), ((1,), ()), ((1,), (1,)), ((2,), (2,))}, sklearn.__version__)


class Metadata(Converted):
    """What open stands on; docs/formats/onnx.md, Metadata."""

    def changed(self, path, key, value):
        """The file with another text under a key of its metadata, and its digest."""
        import onnx

        model = onnx.load(str(path))
        for entry in [e for e in model.metadata_props if e.key == key]:
            model.metadata_props.remove(entry)
        if value is not None:
            entry = model.metadata_props.add()
            entry.key, entry.value = key, value
        data = model.SerializeToString()
        path.chmod(0o600)
        path.write_bytes(data)
        return depickle._digest.hashlib.sha256(data).hexdigest()

    def test_that_is_wrong(self):
        for key, value in (("methods", None), ("depickle_version", None), ("methods", "[]"), ("methods", "{"), ("methods", '{"fit":["label"]}'),
                           ("methods", '{"predict":["no"]}'), ("methods", '{"predict":[]}'), ("feature_names", "[1]"), ("feature_names", "{}"),
                           ("class_dtypes", "[]"), ("class_dtypes", '["<q9"]'), ("class_dtypes", '["<M8"]'), ("classes", '["a",1e999,null]')):
            path = self.convert(DATA / "forest.pkl")
            digest = self.changed(path, key, value)
            with self.subTest(key=key, value=value), self.assertRaises(depickle.ModelError):
                depickle.open(path, sha256=digest)


class Document(Converted):
    """docs/python.md does what it says, and docs/install.md 1."""

    def blocks(self, document):
        return re.findall(r"^```python\n(.*?)^```", (SOURCE / document).read_text("utf-8"), re.S | re.M)

    def run_in_folder(self, code, names):
        import os

        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        with unittest.mock.patch.object(depickle._program, "program", lambda: PROGRAM):
            exec(code, names)  # noqa: S102
        return names

    def test_of_installing(self):
        shutil.copy(LAPTOP / "predictor.pickle", self.folder / "model.pkl")
        digest = depickle.verify_sha256(self.convert(self.folder / "model.pkl"))
        block, = self.blocks("docs/install.md")
        names = self.run_in_folder(block, {"digest_kept_elsewhere": digest})
        self.assertEqual(names["model"].predict(pandas.read_csv(LAPTOP / "rows.csv")).tolist(), pandas.read_csv(LAPTOP / "expected.csv")["variable"].tolist())

    def test_examples(self):
        try:
            import sklearn  # noqa: F401
        except ImportError:
            self.skipTest("no scikit-learn")
        import pickle

        blocks = self.blocks("docs/python.md")
        self.assertGreater(len(blocks), 3)
        shutil.copy(LAPTOP / "rows.csv", self.folder)
        self.convert(LAPTOP / "predictor.pickle", "predictor.onnx")
        self.convert(LAPTOP / "predictor.pickle", "predictor.json")
        names = {"save": lambda model, path: pathlib.Path(path).write_bytes(pickle.dumps(model))}
        self.run_in_folder("".join(blocks), names)
        want = pandas.read_csv(LAPTOP / "expected.csv")["variable"]
        self.assertEqual(names["prices"].tolist(), want.tolist())


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{len(result.skipped)} skipped")
    print(f"{result.testsRun - min(failed, result.testsRun) - len(result.skipped)} passed, {failed} failed")
    sys.exit(failed != 0)
