"""Fixtures: model files with the answers that their own scikit-learn gave (expected.json, format era-fixture/1)."""
import argparse
import fnmatch
import json
import pathlib
import re
import zlib
from dataclasses import dataclass, field

import numpy as np

# Names of fixtures: trees and what is made of them; linear models; the other families that have converters.
TREES = """rf_* et_* tree_* extratree* laptop_dummies_rf laptop_ordinal_hgb laptop_pipeline laptop_tutorial pipe_frame pipe_scaler_rf
           grid_rf wrap_dict wrap_nested wrap_pandas hgb_* ada_* bag_* iforest* gb_*
           """.split()
AMONG_TREES = "stack_* ttr_log vote_* wrap_list".split()  # trees with something else beside them or around them
LINEAR = """linreg linreg_* ridge ridgecv ridgeclf* lasso lassocv elasticnet elasticnetcv lars lasso_lars* omp bayesridge ard
            huber theilsen ransac sgdreg sgdclf_* passive perceptron linearsvc_* linearsvc3 linearsvr logreg_* logregcv
            poissonreg gamma* tweedie* multitask* standard standard_* wrap_list wrap_tuple wrap_functions
            """.split()

MORE = """svc_proba mlp_* knn_* lof centroid kmeans minibatch_kmeans lda lda_bin qda pls fastica kernelridge gmm gpr
          minmax maxabs robust pca pca_whiten svd vote_* stack_* ttr_* random_search svc_bin svc_linear svc3_ovr svc3_ovo_poly svr nusvr oneclass
          gaussian_nb bernoulli_nb multinomial_nb complement_nb poly poly_inter rfe varthresh imputer_* ohe_drop_binary ohe_infrequent ohe_int ohe_nan ohe_str
          ordinal_str
          ovr_svc ovo_lr multi_out_reg calib_* dummyclf dummyreg text_count* text_tfidf* dictvectorizer ct_*
          normalizer kbins label_encoder* label_binarizer missing_indicator iterimputer knnimputer power quantile spline isotonic
          target_encoder pipe_* laptop_ttr_log binarizer functrans_id
          """.split()

EXACT = ("Bagging", "DecisionTree", "ExtraTree", "RandomForest", "RandomTrees")
EXACT_SCORES = ("HistGradientBoosting",)  # and what comes of them within rounding


# Up to 0.18 these could also select features by transform: no answer of the model, and none of ours.
SELECTORS = ("DecisionTree", "ExtraTree", "RandomForest", "GradientBoosting", "LinearSVC", "LogisticRegression", "Perceptron",
             "Pipeline", "SGD", "GridSearchCV", "RandomizedSearchCV")


def is_exact(class_name, method=None):
    """Must this estimator answer (that method) bit by bit?"""
    name = class_name.rsplit(".", 1)[-1]
    return name.startswith(EXACT) or (method == "decision_function" and name.startswith(EXACT_SCORES))


def numbers(data):
    """Nested lists of numbers, where "NaN" and the infinities are strings, as float64."""
    return np.array(data, dtype=np.float64)


def array(answer):
    """An answer's array; numbers as float64 or int64, labels as objects. Read once: it is asked for in every way to run a file."""
    if "array" not in answer:
        answer["array"] = read_array(answer)
    return answer["array"]


def read_array(answer):
    kind = answer["dtype"].lstrip("<>|=")[0] if answer["dtype"] != "object" else "O"
    if kind == "f":
        return numbers(answer["data"]).reshape(answer["shape"])
    if kind in "iub":
        return np.array(answer["data"], dtype=np.int64).reshape(answer["shape"])
    out = np.empty(answer["shape"], dtype=object)
    out[...] = np.array(answer["data"], dtype=object).reshape(answer["shape"])
    return out


def rows(given):
    """An input set as a matrix of float64; None where it is no such thing (text, categories, dicts)."""
    if given["kind"] == "dense":
        values = numbers(given["data"]).reshape(given["shape"])
        return values[:, np.newaxis] if values.ndim == 1 else values
    if given["kind"] == "sparse-rows" and np.prod(given["shape"]) < 1 << 25:
        x = np.zeros(given["shape"])
        for i, row in enumerate(given["rows"]):
            for column, value in row:
                x[i, column] = numbers(value)
        return x
    if given["kind"] == "frame":
        try:
            return numbers(given["rows"]).reshape(len(given["rows"]), len(given["columns"]))
        except (TypeError, ValueError):
            return None
    return None


class Table:
    """Rows of columns that are not all numbers: `columns` are their names, or None."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows

    def __len__(self):
        return len(self.rows)

    def column(self, i, text):
        """Column i as an ONNX input takes it, [N,1]: a text that is missing is the empty one."""
        values = [row[i] for row in self.rows]
        if text:
            missing = [v is None or v == "NaN" for v in values]
            return np.array([["" if m else str(v)] for m, v in zip(missing, values)], dtype=object)
        return np.array([[np.nan if v is None else float(v)] for v in values], dtype=np.float64)

    def named(self, name):
        if self.columns is not None and name in self.columns:
            return self.columns.index(name)
        if self.columns is not None and name.rstrip("_") in self.columns:
            return self.columns.index(name.rstrip("_"))
        return int(name[1:])


def table(given):
    """An input set as columns; None where it is no such thing."""
    if given["kind"] == "frame":
        return Table(given["columns"], given["rows"])
    if given["kind"] == "objects" and len(given["shape"]) == 1:
        return Table(None, [[v] for v in given["data"]])
    if given["kind"] == "objects" or (given["kind"] == "dense" and len(given["shape"]) == 2):
        return Table(None, given["data"])
    if given["kind"] == "dicts":
        given_rows = [dict(row) for row in given["rows"]]
        keys = sorted({k for row in given_rows for k in row})
        return Table(keys, [[row.get(k) for k in keys] for row in given_rows])
    if given["kind"] == "list":
        return Table(None, [[v] for v in given["data"]])
    return None


@dataclass
class Part:
    """One estimator of a file."""
    path: str
    class_name: str
    answers: dict
    params: dict
    old: bool = False  # written by scikit-learn up to 0.20

    def by_batch(self, answer):
        """One-against-rest scores up to 0.20 were scaled by the greatest of all rows: no answer to one row."""
        shape = answer.get("shape", [])
        ovr = self.params.get("decision_function_shape", "ovr") in ("ovr", "'ovr'") and len(shape) == 2
        kernel = self.class_name.endswith("SVC") and "Linear" not in self.class_name
        return self.old and ((ovr and kernel) or self.class_name.endswith("OneVsOneClassifier"))

    def answered(self):
        """(set, method, answer) for all that was answered and not refused, and is the model's own answer."""
        selector = self.class_name.rsplit(".", 1)[-1].startswith(SELECTORS)
        for name, methods in self.answers.items():
            for method, answer in methods.items():
                if "error" in answer or "rows" in answer:
                    continue
                if method == "transform" and "predict" in methods and selector:
                    continue
                if method == "decision_function" and self.class_name.endswith("SVR"):
                    continue  # up to 0.18: another name of predict
                if method == "decision_function" and self.by_batch(answer):
                    continue
                if method == "transform" and len(answer.get("shape", [])) == 3:
                    continue  # VotingClassifier up to 0.20: no table
                told = methods.get("predict", {})
                if method == "decision_function" and all(answer.get(k) == told.get(k) for k in ("dtype", "shape", "data", "list")):
                    continue  # a regressor up to 0.18
                yield name, method, answer


@dataclass
class Fixture:
    folder: pathlib.Path
    env: str
    name: str
    inputs: dict
    parts: list
    files: list = field(default_factory=list)

    def default_file(self):
        for entry in self.files:
            if entry.get("default"):
                return entry
        return self.files[0]


def load(folder):
    doc = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    parts = [Part(p["path"], p["class"], p.get("answers", {}), p.get("params", {}),
                  doc.get("env", folder.parent.name).split("-sk")[-1].startswith(("017", "018", "019", "020"))) for p in doc["parts"]]
    return Fixture(folder, doc.get("env", folder.parent.name), doc.get("name", folder.name), doc["inputs"], parts,
                   doc["files"])


def width(given):
    """How wide the rows of an input set are; None where it is no table."""
    matrix, x = rows(given), table(given)
    return matrix.shape[1] if matrix is not None else len(x.rows[0]) if x is not None and len(x.rows) else None


def not_told(folder):
    """Files that do not say enough: columns chosen by name where the names of the others are nowhere kept."""
    return folder.parent.name == "py36-sk0203" and folder.name in ("laptop_ttr_log", "ct_empty", "ct_mixed")


def find(root, patterns):
    """Folders of fixtures under root (ENV/NAME, or NAME where root is one ENV) whose name fits one of the patterns, sorted."""
    one = re.compile("|".join(fnmatch.translate(pattern if "/" in pattern else "*/" + pattern) for pattern in patterns))
    folders = [p for depth in ("*", "*/*") for p in pathlib.Path(root).glob(depth) if one.match(f"{p.parent.name}/{p.name}")]
    return sorted(p for p in folders if (p / "expected.json").exists() and not not_told(p))


def sample(folders, n, seed):
    """n of the folders, the same on every machine, spread over the environments as they are."""
    if not n or n >= len(folders):
        return folders
    key = lambda p: zlib.crc32(f"{seed}/{p.parent.name}/{p.name}".encode())
    by_env = {}
    for p in sorted(folders, key=key):
        by_env.setdefault(p.parent.name, []).append(p)
    taken = []
    while len(taken) < n:
        for env in sorted(by_env):
            if by_env[env] and len(taken) < n:
                taken.append(by_env[env].pop())
    return sorted(taken)


def arguments(description, names):
    """A parser of the words that all have which ask the program about fixtures. names: patterns, where none are given."""
    p = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True, help="the program")
    p.add_argument("--fixtures", required=True, help="folder of ENV/NAME/expected.json")
    p.add_argument("--names", default=names, type=lambda text: text.split(","), help="patterns, divided by commas")
    p.add_argument("--sample", type=int, default=0, help="only this many, spread over the environments")
    p.add_argument("--seed", type=int, default=0)
    return p


def chosen(options):
    return sample(find(options.fixtures, options.names), options.sample, options.seed)


def tell(faults, skipped):
    """Of the faults the first, and how many answers were left out for which reason."""
    for fault in faults[:40]:
        print("FAILED", fault)
    for why, n in skipped.most_common():
        print(f"skipped: {n} {why}")
