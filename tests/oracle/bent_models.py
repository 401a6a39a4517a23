#!/usr/bin/env python3
"""Models that say two things: small honest models with one attribute changed, anywhere within. depickle must answer what
scikit-learn answers of the same file, or refuse it.

    python tests/oracle/bent_models.py --depickle build/depickle [--seed S] [--share 0.1] [--names 'KNeigh*'] [--keep DIR]
    python tests/oracle/bent_models.py --write DIR [--share 1]      only the altered files, as seeds (tests/fuzz/seeds.py --models DIR)

What a seed draws is always the same. One line for each change whose answers differ (`differs`), that scikit-learn refuses
and depickle converts (`senseless`), or that depickle refuses with another code than 8 (`code`); with --all also for what
is refused although scikit-learn answers (`strict`). The last line is `N passed, N failed`: differs and code 7 fail.
Needs scikit-learn 1.9, pandas and onnxruntime."""
import argparse
import collections
import fnmatch
import io
import json
import os
import pathlib
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import onnxruntime

os.environ.setdefault("OMP_NUM_THREADS", "1")
SKIP = set("""n_jobs verbose random_state copy warm_start copy_X memory _sklearn_version n_iter_ cv_results_ refit_time_ oob_score
    validation_fraction n_iter_no_change max_iter tol cache_size shuffle eps_ random_state_ loss_curve_ train_score_ oob_score_
    _repr_html_ class_weight fit_status_ early_stopping scoring return_train_score error_score pre_dispatch t_ max_fun
    min_samples_leaf min_samples_split min_weight_fraction_leaf max_leaf_nodes min_impurity_decrease ccp_alpha""".split())


# ---- honest models ----

def data():
    rng = np.random.default_rng(3)
    x = np.abs(rng.normal(size=(24, 3))) + 0.1
    return x, np.arange(24) % 3, np.arange(24) % 2, x[:, 0] * 2 + x[:, 1]


def honest():
    """name: model, all fitted on numbers, on a table of texts or on texts."""
    from sklearn import (calibration, compose, covariance, decomposition, ensemble, feature_selection, impute, linear_model,  # noqa: F401
                         model_selection, multiclass, multioutput, neighbors, pipeline, preprocessing, svm, tree)
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.utils import all_estimators
    import pandas as pd
    x, y3, y2, yr = data()
    few = {"n_estimators": 3, "max_iter": 20, "max_depth": 3, "random_state": 0, "cv": 2, "n_neighbors": 3, "hidden_layer_sizes": (3,),
           "n_quantiles": 5, "n_restarts_optimizer": 0, "n_clusters": 2, "min_samples": 2}
    late = {"max_iter": None}
    for name, cls in all_estimators():
        if name in ("HashingVectorizer", "FeatureHasher", "PatchExtractor", "TSNE") or not any(
                hasattr(cls, m) for m in ("predict", "transform")):
            continue
        try:
            takes = cls().get_params() if name not in META else {}
        except TypeError:
            continue
        settings = {k: v for k, v in few.items() if k in takes and not (k == "max_depth" and takes[k] == 1)}
        if name.startswith(("Logistic", "SVC", "NuSVC", "SVR", "NuSVR", "LinearSV", "OneClass", "Gaussian", "Quantile", "HuberR", "PoissonR",
                            "GammaR", "TweedieR")):
            settings.pop("max_iter", None)
        if name in META:
            continue
        for label, y in (("", y3), ("2", y2)) if issubclass(cls, __import__("sklearn").base.ClassifierMixin) else (("", yr),):
            made = cls(**settings)
            try:
                if "Multi" in name and name.startswith("MultiTask"):
                    y = np.c_[yr, yr[::-1]]
                if name in ("LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer", "DictVectorizer", "TfidfTransformer", "CountVectorizer",
                            "TfidfVectorizer"):
                    continue
                q = x[:, :1] if name == "IsotonicRegression" else x
                yield name + label, made.fit(q, y)
            except Exception as e:
                print("not fitted:", name, type(e).__name__, str(e)[:80], file=sys.stderr)
    lr, dt, ridge = linear_model.LogisticRegression(), tree.DecisionTreeClassifier(max_depth=2, random_state=0), linear_model.Ridge()
    nb, dr = __import__("sklearn").naive_bayes.GaussianNB(), tree.DecisionTreeRegressor(max_depth=2, random_state=0)
    names = np.array(["no", "yes", "maybe"])[y3]
    more = {
        "VotingClassifier": (ensemble.VotingClassifier([("a", lr), ("b", dt)]), y3),
        "VotingClassifier-soft": (ensemble.VotingClassifier([("a", lr), ("b", dt)], voting="soft", weights=[1, 2]), names),
        "VotingRegressor": (ensemble.VotingRegressor([("a", ridge), ("b", dr)], weights=[1, 2]), yr),
        "StackingClassifier": (ensemble.StackingClassifier([("a", lr), ("b", dt)], cv=2), y3),
        "StackingClassifier2": (ensemble.StackingClassifier([("a", lr), ("b", dt)], cv=2, passthrough=True), names),
        "StackingRegressor": (ensemble.StackingRegressor([("a", ridge), ("b", dr)], cv=2), yr),
        "BaggingClassifier": (ensemble.BaggingClassifier(dt, n_estimators=3, max_features=2, random_state=0), y3),
        "BaggingClassifier-svc": (ensemble.BaggingClassifier(svm.LinearSVC(), n_estimators=2, random_state=0), y3),
        "BaggingRegressor": (ensemble.BaggingRegressor(dr, n_estimators=3, max_features=2, random_state=0), yr),
        "AdaBoostClassifier-lr": (ensemble.AdaBoostClassifier(lr, n_estimators=3, random_state=0), names),
        "AdaBoostRegressor-lr": (ensemble.AdaBoostRegressor(ridge, n_estimators=3, random_state=0), yr),
        "GradientBoostingClassifier-init": (ensemble.GradientBoostingClassifier(init=lr, n_estimators=2, max_depth=2), y3),
        "HistGB-categories": (ensemble.HistGradientBoostingClassifier(max_iter=2, categorical_features=[0], min_samples_leaf=2), y3),
        "RandomForest-multi": (ensemble.RandomForestClassifier(n_estimators=2, max_depth=2), np.c_[y3, y2]),
        "DecisionTree-multi": (tree.DecisionTreeClassifier(max_depth=2), np.c_[y3, y2]),
        "RandomForestRegressor-multi": (ensemble.RandomForestRegressor(n_estimators=2, max_depth=2), np.c_[yr, y2]),
        "LinearRegression-multi": (linear_model.LinearRegression(), np.c_[yr, y2]),
        "KNeighborsClassifier-brute": (neighbors.KNeighborsClassifier(3, algorithm="brute", weights="distance"), names),
        "KNeighborsClassifier-ball": (neighbors.KNeighborsClassifier(3, algorithm="ball_tree"), y3),
        "KNeighborsClassifier-multi": (neighbors.KNeighborsClassifier(3), np.c_[y3, y2]),
        "KNeighborsRegressor-ball": (neighbors.KNeighborsRegressor(3, algorithm="ball_tree", weights="distance"), yr),
        "CalibratedClassifierCV": (calibration.CalibratedClassifierCV(lr, cv=2), y3),
        "CalibratedClassifierCV-iso": (calibration.CalibratedClassifierCV(lr, cv=2, method="isotonic", ensemble=False), names),
        "CalibratedClassifierCV-temp": (calibration.CalibratedClassifierCV(lr, cv=2, method="temperature"), y2),
        "OneVsRestClassifier": (multiclass.OneVsRestClassifier(lr), names), "OneVsRestClassifier2": (multiclass.OneVsRestClassifier(lr), y2),
        "OneVsOneClassifier": (multiclass.OneVsOneClassifier(svm.LinearSVC()), y3),
        "OutputCodeClassifier": (multiclass.OutputCodeClassifier(lr, random_state=0), y3),
        "MultiOutputClassifier": (multioutput.MultiOutputClassifier(lr), np.c_[y3, y2]),
        "MultiOutputRegressor": (multioutput.MultiOutputRegressor(ridge), np.c_[yr, y2]),
        "ClassifierChain": (multioutput.ClassifierChain(lr), np.c_[y2, y2[::-1]]),
        "RegressorChain": (multioutput.RegressorChain(ridge), np.c_[yr, y2]),
        "Pipeline": (pipeline.make_pipeline(preprocessing.StandardScaler(), decomposition.PCA(2), lr), names),
        "FeatureUnion": (pipeline.make_union(preprocessing.StandardScaler(), decomposition.PCA(2)), y3),
        "GridSearchCV": (model_selection.GridSearchCV(lr, {"C": [1.0]}, cv=2), y3),
        "RFE": (feature_selection.RFE(lr, n_features_to_select=2), y3), "SelectFromModel": (feature_selection.SelectFromModel(lr), y3),
        "SelectKBest": (feature_selection.SelectKBest(k=2), y3), "VarianceThreshold": (feature_selection.VarianceThreshold(), y3),
        "SequentialFeatureSelector": (feature_selection.SequentialFeatureSelector(ridge, cv=2), yr),
        "TransformedTargetRegressor": (compose.TransformedTargetRegressor(ridge, transformer=preprocessing.StandardScaler()), yr),
        "FixedThresholdClassifier": (model_selection.FixedThresholdClassifier(lr, threshold=0.4), y2),
        "TunedThresholdClassifierCV": (model_selection.TunedThresholdClassifierCV(lr, cv=2), y2),
        "LogisticRegression-str": (linear_model.LogisticRegression(), names), "SVC-proba": (svm.SVC(probability=True), names),
        "RANSAC": (linear_model.RANSACRegressor(random_state=0), yr), "SVC-poly": (svm.SVC(kernel="poly"), y3),
        "LinearDiscriminantAnalysis-lsqr": (__import__("sklearn").discriminant_analysis.LinearDiscriminantAnalysis(solver="lsqr"), y3),
        "PCA-whiten": (decomposition.PCA(2, whiten=True), y3), "KBins-ordinal": (preprocessing.KBinsDiscretizer(3, encode="ordinal"), y3),
        "NaN-trees": (tree.DecisionTreeClassifier(max_depth=3), y3), "QuantileTransformer-normal": (
            preprocessing.QuantileTransformer(n_quantiles=5, output_distribution="normal"), y3),
        "PowerTransformer-box": (preprocessing.PowerTransformer("box-cox"), y3), "ColumnTransformer-numbers": (
            compose.ColumnTransformer([("a", preprocessing.StandardScaler(), [0, 2])], remainder="passthrough"), y3),
        "SelfTraining": (__import__("sklearn").semi_supervised.SelfTrainingClassifier(lr), np.where(np.arange(24) < 4, -1, y3)),
        "DummyClassifier-constant": (__import__("sklearn").dummy.DummyClassifier(strategy="constant", constant=1), y3),
        "FunctionTransformer-log": (preprocessing.FunctionTransformer(np.log1p), y3), "MLPClassifier-2": (
            __import__("sklearn").neural_network.MLPClassifier((3, 2), max_iter=5), y3),
        "SGDClassifier-log": (linear_model.SGDClassifier(loss="log_loss"), y3), "IterativeImputer2": (
            impute.IterativeImputer(max_iter=2), y3), "SimpleImputer-add": (impute.SimpleImputer(add_indicator=True), y3),
        "LDA-pipeline": (pipeline.make_pipeline(impute.SimpleImputer(), ensemble.RandomForestClassifier(n_estimators=2, max_depth=2)), y3),
    }
    for name, (model, y) in more.items():
        q = np.where(x > 1.5, np.nan, x) if "mputer" in name or name in ("NaN-trees", "LDA-pipeline") else x
        try:
            yield name, model.fit(q, y)
        except Exception as e:
            print("not fitted:", name, type(e).__name__, str(e)[:80], file=sys.stderr)
    frame = table()
    pre = preprocessing
    texts = frame[["city", "kind"]]
    for name, model in {
        "OneHotEncoder": pre.OneHotEncoder(handle_unknown="ignore"), "OneHotEncoder-drop": pre.OneHotEncoder(drop="first"),
        "OneHotEncoder-binary": pre.OneHotEncoder(drop="if_binary"),
        "OneHotEncoder-few": pre.OneHotEncoder(min_frequency=7, handle_unknown="infrequent_if_exist"),
        "OneHotEncoder-fewdrop": pre.OneHotEncoder(max_categories=2, drop="first", handle_unknown="ignore"),
        "OrdinalEncoder": pre.OrdinalEncoder(), "OrdinalEncoder-unknown": pre.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
        "OrdinalEncoder-few": pre.OrdinalEncoder(min_frequency=7), "TargetEncoder": pre.TargetEncoder(random_state=0),
        "SimpleImputer-text": impute.SimpleImputer(strategy="most_frequent"),
    }.items():
        yield "table:" + name, model.fit(texts, yr)
    yield "table:TargetEncoder3", pre.TargetEncoder(random_state=0).fit(texts, names)
    for name, model in {"OneHotEncoder-int": pre.OneHotEncoder(), "OrdinalEncoder-int": pre.OrdinalEncoder(),
                        "OneHotEncoder-intfew": pre.OneHotEncoder(min_frequency=7, handle_unknown="infrequent_if_exist")}.items():
        yield "whole:" + name, model.fit(whole(), yr)
    columns = compose.ColumnTransformer([("t", pre.OneHotEncoder(), ["city", "kind"]), ("n", pre.StandardScaler(), ["age"])],
                                        remainder="passthrough")
    yield "table:ColumnTransformer", columns.fit(frame)
    yield "table:Pipeline", pipeline.make_pipeline(columns, lr).fit(frame, names)
    words = ["good price", "bad price", "good laptop", "a bad one"] * 6
    yield "texts:CountVectorizer", CountVectorizer().fit(words)
    yield "texts:Tfidf", pipeline.make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), lr).fit(words, y3)


META = set("""AdaBoostClassifierX BaggingClassifier BaggingRegressor VotingClassifier VotingRegressor StackingClassifier StackingRegressor
    CalibratedClassifierCV OneVsRestClassifier OneVsOneClassifier OutputCodeClassifier MultiOutputClassifier MultiOutputRegressor
    ClassifierChain RegressorChain Pipeline FeatureUnion ColumnTransformer GridSearchCV RandomizedSearchCV HalvingGridSearchCV
    HalvingRandomSearchCV RFE RFECV SelectFromModel SequentialFeatureSelector TransformedTargetRegressor FixedThresholdClassifier
    TunedThresholdClassifierCV FrozenEstimator OneHotEncoder OrdinalEncoder TargetEncoder SelfTrainingClassifier RANSACRegressor
    SparseCoder DictionaryLearning MiniBatchDictionaryLearning""".split())


def table():
    import pandas as pd
    i = np.arange(24)
    return pd.DataFrame({"city": np.array(["Berlin", "Paris", "Rome", "Wien"], object)[np.minimum(i % 5, 3) * (i % 3 > 0)],
                         "kind": np.array(["a", "b", "c"], object)[i % 3 * (i % 2)], "age": i * 1.5}).astype({"city": object, "kind": object})


def whole():
    i = np.arange(24)
    return np.c_[i % 4 * 2 * (i % 3 > 0), i % 3].astype(np.int64)


def questions(name):
    if name.startswith("table:"):
        t = table()
        return t if name.endswith(("ColumnTransformer", "Pipeline")) else t[["city", "kind"]]
    if name.startswith("whole:"):
        return whole().astype(float)
    if name.startswith("texts:"):
        return ["good bad laptop", "one price price", "nothing", "a b good good"]
    x, *_ = data()
    x = (x[:12] + x[12:]) * 0.55
    x[0] = x[1] = 0.3
    x[2, 0] = 5.0
    if "mputer" in name or name in ("NaN-trees", "LDA-pipeline", "MissingIndicator"):
        x[3, 1] = np.nan
        x[4] = [np.nan, 1, np.nan]
    return x[:, :1] if name == "IsotonicRegression" else x


# ---- changes ----

def bent_array(a):
    yield "None", None
    yield "list", a.tolist()
    yield "empty", a[:0]
    yield "one more axis", a[np.newaxis]
    yield "last axis more", a[..., np.newaxis]
    yield "objects", a.astype(object)
    yield "a text", "x"
    yield "zero", 0
    if a.ndim and a.shape[0]:
        yield "first cut", a[1:]
        yield "last cut", a[:-1]
        yield "one only", a[:1]
        yield "one more", np.concatenate([a, a[-1:]])
        yield "twice", np.concatenate([a, a])
        yield "turned", a[::-1].copy()
    if a.ndim > 1:
        yield "flat", a.ravel()
        yield "transposed", np.ascontiguousarray(a.T)
        yield "column cut", a[:, :-1].copy()
        yield "column more", np.concatenate([a, a[:, -1:]], axis=1)
        yield "columns turned", a[:, ::-1].copy()
    if a.ndim == 1 and a.shape[0] > 1:
        b = a.copy()
        b[0] = b[1]
        yield "first is second", b
        b = a.copy()
        b[-1] = b[0]
        yield "last is first", b
    if a.dtype.kind == "f" and a.size:
        for word, v in (("nan", np.nan), ("inf", np.inf), ("-inf", -np.inf), ("huge", 1e300), ("0", 0.0), ("-1", -1.0)):
            b = a.copy()
            b.flat[0] = v
            yield "first " + word, b
            if a.size > 1:
                b = a.copy()
                b.flat[-1] = v
                yield "last " + word, b
        yield "negative", -a
        yield "larger", a * 1.5
        yield "all nan", a * np.nan
        yield "all 0", a * 0
        yield "float32", a.astype(np.float32)
        yield "complex", a.astype(complex)
        with np.errstate(all="ignore"):
            yield "int", np.nan_to_num(a).astype(np.int64)
        yield "texts", a.astype(str)
    if a.dtype.kind in "iu" and a.size:
        for word, v in (("-1", -1), ("0", 0), ("7", 7), ("far", 2**31 - 1), ("2", 2)):
            b = a.copy()
            with np.errstate(all="ignore"):
                b.flat[0] = v if a.dtype.kind == "i" or v >= 0 else 0
            yield "first " + word, b
            b = a.copy()
            b.flat[-1] = v if a.dtype.kind == "i" or v >= 0 else 0
            yield "last " + word, b
        yield "float", a.astype(float)
        yield "half", a + 0.5
        yield "bool", a.astype(bool)
        yield "texts", a.astype(str)
        yield "int16", a.astype(np.int16)
    if a.dtype.kind == "b":
        yield "not", ~a
        yield "int", a.astype(int)
        yield "all", a | True
        yield "none", a & False
        yield "texts", a.astype(str)
    if a.dtype.kind in "OU" and a.size and isinstance(a.flat[0], str):
        b = a.astype(object)
        b.flat[0] = 3
        yield "a number", b
        b = a.astype(object)
        b.flat[0] = None
        yield "one None", b
        b = a.astype(object)
        b.flat[0] = "other"
        yield "other", b
        yield "bytes", np.char.encode(a.astype(str), "ascii")
        yield "numbers", np.arange(a.size).reshape(a.shape)


def bent_number(v):
    yield "None", None
    yield "0", 0
    yield "-1", -1
    yield "more", v + 1
    yield "less", v - 1
    yield "1e6", 10**6
    yield "2**40", 2**40
    yield "2**70", 2**70
    yield "True", True
    yield "False", False
    yield "a text", "2"
    yield "nan", float("nan")
    yield "inf", float("inf")
    yield "half", v + 0.5
    yield "float", float(v)
    yield "numpy", np.float64(v)
    yield "int64", np.int64(v) if float(v).is_integer() else np.float32(v)
    yield "array", np.array([v])
    yield "list", [v]
    yield "larger", v * 1.5


def bent_other(v):
    if isinstance(v, bool):
        for w in (not v, None, int(not v), int(v), "False", "", 0.0, 0.5, [], [0], np.bool_(not v), np.array([not v]), np.float64(not v)):
            yield repr(w), w
    elif isinstance(v, str):
        for w in ("", "x", None, v.upper(), v.encode(), 0, 1, False, True, np.str_(v), [v], *random.Random(v).sample(WORDS, 4)):
            if not (isinstance(w, str) and w == v and type(w) is str):
                yield repr(w), w
    elif v is None:
        for w in (0, 1, -1, "x", 0.5, False, True, [], [1], np.zeros(2), "deprecated", float("nan"), "drop"):
            yield repr(w), w
    elif isinstance(v, (list, tuple)):
        same = (lambda items: type(v)(*items)) if hasattr(v, "_fields") else type(v)
        items = list(v)
        yield "None", None
        if not hasattr(v, "_fields"):
            yield "empty", same([])
            yield "cut", same(items[:-1])
            yield "first cut", same(items[1:])
            yield "one more", same(items + items[-1:])
            yield "other kind", (tuple if isinstance(v, list) else list)(items)
        yield "turned", same(items[::-1])
        if items:
            yield "first is None", same([None] + items[1:])
            yield "last is first", same(items[:-1] + items[:1])
            yield "first is a text", same(["x"] + items[1:])
            objects = np.empty(len(items), object)
            objects[:] = items
            yield "objects", objects
    elif isinstance(v, dict):
        items = list(v.items())
        yield "None", None
        yield "empty", {}
        if items:
            yield "cut", dict(items[:-1])
            yield "values turned", dict(zip(v, list(v.values())[::-1]))
            yield "one more", {**v, "other": items[-1][1]}
            yield "first of second", {k: items[-1][1] for k in v}
    else:
        yield "None", None
        yield "a text", "x"
        yield "drop", "drop"
        yield "passthrough", "passthrough"
        yield "0", 0


WORDS = ["auto", "l1", "l2", "uniform", "distance", "log", "gini", "linear", "rbf", "softmax", "logistic", "identity", "mean", "median",
         "constant", "ovr", "ovo", "ignore", "error", "onehot", "onehot-dense", "ordinal", "manhattan", "sigmoid", "isotonic", "soft", "hard",
         "predict", "predict_proba", "decision_function", "deprecated", "multinomial", "brute", "euclidean", "minkowski", "most_frequent"]


def bent_record(a):
    """Records of nodes: one field of one node."""
    for field in a.dtype.names:
        kind = a.dtype[field].kind
        for at in (0, -1):
            for v in ((-1, 0, 1, 7, 2, -2) if kind == "i" else (0, 1, 2, 7, 200) if kind in "ub" else (np.nan, np.inf, -np.inf, 0.0, -1.0, 1e300)):
                b = a.copy()
                try:
                    b[field][at] = v
                except OverflowError:
                    continue
                yield f"{field}[{at}] {v}", b
    for word, b in (("cut", a[:-1]), ("turned", a[::-1].copy()), ("twice", np.concatenate([a, a])), ("None", None), ("axis", a[np.newaxis]),
                    ("empty", a[:0])):
        yield word, b


def changes(v):
    if isinstance(v, np.ndarray):
        return bent_record(v) if v.dtype.names else bent_array(v)
    if isinstance(v, (int, float, np.integer, np.floating)) and not isinstance(v, (bool, np.bool_)):
        return bent_number(v.item() if isinstance(v, np.generic) else v)
    if isinstance(v, np.bool_):
        return bent_other(bool(v))
    return bent_other(v)


# ---- where ----

MISSING = object()


def compiled(v):
    """Objects without __dict__ whose reduction can be changed: trees and search trees, losses."""
    return type(v).__name__ in ("Tree", "KDTree", "BallTree", "KDTree64", "BallTree64", "KDTree32", "BallTree32")


def inside(v):
    """(step, value) of what is in v."""
    if compiled(v):
        made, args, state = v.__reduce__()[:3]
        if isinstance(state, dict):
            yield from ((("state", k), w) for k, w in state.items())
            yield from ((("args", i), w) for i, w in enumerate(args))
        else:
            yield from ((("state", i), w) for i, w in enumerate(state))
    elif isinstance(v, np.ndarray):
        if v.dtype.kind == "O" and v.size and not isinstance(v.flat[0], (str, int, float, type(None))):
            for i in {0, v.size - 1}:
                yield ("flat", i), v.flat[i]
    elif isinstance(v, (list, tuple)):
        for i in sorted({0, len(v) - 1}) if len(v) > 2 else range(len(v)):
            yield ("item", i), v[i]
    elif isinstance(v, dict):
        for k in list(v)[:1] + list(v)[1:][-1:]:
            yield ("item", k), v[k]
    elif hasattr(v, "__dict__") and not isinstance(v, type) and not callable(v) and type(v).__module__ != "numpy.random":
        for k, w in vars(v).items():
            if k not in SKIP:
                yield ("attr", k), w


def places(v, path=(), depth=0):
    if path:
        yield path, v
    if depth < 9:
        for step, w in inside(v):
            yield from places(w, (*path, step), depth + 1)


def put(v, path, new, reduced):
    """v with `new` at path, changed in place where that can be."""
    if not path:
        return new
    (kind, key), rest = path[0], path[1:]
    if kind in ("state", "args"):
        made, args, state = v.__reduce__()[:3]
        if kind == "args":
            args = tuple(put(w, rest, new, reduced) if i == key else w for i, w in enumerate(args))
        elif isinstance(state, dict):
            state = {k: w for k, w in {**state, key: put(state[key], rest, new, reduced)}.items() if w is not MISSING}
        else:
            state = tuple(put(w, rest, new, reduced) if i == key else w for i, w in enumerate(state))
        reduced.append((v, (made, args, state)))
    elif kind == "attr":
        w = put(vars(v)[key], rest, new, reduced)
        if w is MISSING:
            del vars(v)[key]
        else:
            vars(v)[key] = w
    elif kind == "flat":
        v.flat[key] = put(v.flat[key], rest, new, reduced)
    elif isinstance(v, tuple):
        items = [put(w, rest, new, reduced) if i == key else w for i, w in enumerate(v)]
        return type(v)(*items) if hasattr(v, "_fields") else tuple(items)
    else:
        v[key] = put(v[key], rest, new, reduced)
    return v


class Bending(pickle.Pickler):
    reduced = ()

    def reducer_override(self, obj):
        for other, value in self.reduced:
            if obj is other:
                return value
        return NotImplemented


def bent_bytes(base, path, new):
    model, reduced, out = pickle.loads(base), [], io.BytesIO()
    put(model, path, new, reduced)
    pickler = Bending(out, protocol=4)
    pickler.reduced = reduced
    pickler.dump(model)
    return out.getvalue()


def cases(name, base, options):
    """(place, change, bytes) that the seed draws."""
    r = random.Random(f"{options.seed}/{name}")
    model = pickle.loads(base)
    for path, v in places(model):
        spot = "".join(f".{k}" if kind == "attr" else f"<{k}>" if kind in ("state", "args") else f"[{k}]" for kind, k in path)
        for word, new in [("missing", MISSING)] * (path[-1][0] in ("attr", "state")) + list(changes(v)):
            if r.random() >= options.share or (options.place and not fnmatch.fnmatch(spot, options.place)):
                continue
            try:
                yield spot, word, bent_bytes(base, path, new)
            except Exception:  # such a tuple or array cannot be built
                continue


# ---- judging ----

METHODS = ("predict", "predict_proba", "decision_function", "transform")


class Slow(Exception):
    pass


def alarm(*_):
    raise Slow


def answer(model, method, asked):
    out = getattr(model, method)(asked)
    return out.toarray() if hasattr(out, "toarray") else out


def asked_of(model, asked):
    """{method: answer}, or of a refusal its words."""
    out = {}
    for method in METHODS:
        if hasattr(type(model), method):
            try:
                if hasattr(model, method):
                    out[method] = answer(model, method, asked)
            except Exception as e:
                out[method] = f"{type(e).__name__}: {str(e)[:90]}"
    return out


def feed(session, asked):
    first = session.get_inputs()[0]
    if isinstance(asked, np.ndarray) and len(session.get_inputs()) == 1:
        return {first.name: asked.astype(object if first.type == "tensor(string)" else np.float64)}
    if isinstance(asked, list):
        return {first.name: np.array(asked, object).reshape([-1, 1][: len(first.shape)])}
    types = {"tensor(double)": np.float64, "tensor(int64)": np.int64, "tensor(bool)": bool, "tensor(string)": object}
    if isinstance(asked, np.ndarray):
        return {i.name: asked[:, [int(i.name[1:])]].astype(types[i.type]) for i in session.get_inputs()}
    if len(session.get_inputs()) == 1:
        return {first.name: asked.astype(object).to_numpy().astype(types[first.type])}
    at = {n: asked[n] for n in asked} | {f"X{i}": asked[n] for i, n in enumerate(asked)} | {f"x{i}": asked[n] for i, n in enumerate(asked)}
    return {i.name: at[i.name].astype(object).to_numpy().reshape(-1, 1).astype(types[i.type]) for i in session.get_inputs()}


def differs(got, want):
    want = np.asarray(want)
    got = np.asarray(got)
    if want.dtype.kind == "O":
        try:
            want = want.astype(float)
        except (ValueError, TypeError):
            pass
    if got.size != want.size:
        return f"{got.shape} for {want.shape}"
    if want.dtype.kind not in "fiub" or got.dtype.kind not in "fiub":
        w = np.where(want == None, "", want).astype(str) if want.dtype.kind == "O" else want.astype(str)  # noqa: E711
        return "" if np.array_equal(got.astype(str).ravel(), w.ravel()) else f"labels {got.ravel()[:3]} for {want.ravel()[:3]}"
    got, want = got.astype(float).reshape(want.shape), want.astype(float)
    with np.errstate(all="ignore"):
        most = np.abs(want[np.isfinite(want)]).max(initial=0)
        same = (np.abs(got - want) <= 1e-6 * max(1e-3, most)) | (np.isnan(got) & np.isnan(want)) | (got == want)
        return "" if same.all() else f"{(~same).sum()} of {want.size}: {got[~same].ravel()[0]:.6g} for {want[~same].ravel()[0]:.6g}"


NAMED = {"predict": ("label", "variable"), "predict_proba": ("probabilities",), "decision_function": ("scores",),
         "transform": ("variable", "scores")}


def run_converted(options, source, written, method):
    extra = ["--methods", method] if method else []
    run = subprocess.run([options.depickle, "convert", "-f", "-q", source, "-o", written, *extra], capture_output=True, text=True,
                         timeout=60)
    return run.returncode, run.stderr.strip().rsplit("\n", 1)[-1]


def outputs(written, asked):
    o = onnxruntime.SessionOptions()
    o.intra_op_num_threads, o.inter_op_num_threads, o.log_severity_level = 1, 1, 4
    session = onnxruntime.InferenceSession(str(written), o, providers=["CPUExecutionProvider"])
    return dict(zip([o.name for o in session.get_outputs()], session.run(None, feed(session, asked))))


def compared(got, want, method):
    for out in NAMED[method]:
        if out in got and not (out == "variable" and method == "transform" and "predict" in want):
            return out, differs(got[out], want[method])
    return None, ""


def judge(options, name, asked, folder, methods, data):
    """(outcome, what to say)"""
    source, written = folder / "m.pkl", folder / "m.onnx"
    source.write_bytes(data)
    try:
        want = asked_of(pickle.loads(data), asked)
    except Slow:
        raise
    except Exception as e:
        want = f"{type(e).__name__}: {str(e)[:90]}"
    told, faults, compares = [], [], 0
    for how in methods:
        code, words = run_converted(options, source, written, how)
        if code not in (0, 8, 3):
            return "code", f"exit {code}: {words}"
        if code == 3:
            told.append("3: " + words)
            continue
        if code == 8:
            return ("strict" if isinstance(want, dict) and not any(isinstance(w, str) for w in want.values()) else "right"), "8: " + words
        if isinstance(want, str):
            return "senseless", want
        try:
            got = outputs(written, asked)
        except Exception as e:
            refused = [w for w in want.values() if isinstance(w, str)]
            kind = "unrun" if not refused else "senseless"
            return kind, f"onnxruntime: {str(e)[:150]}" + (f" | scikit-learn: {refused[0]}" if refused else "")
        for method in want:
            if how and method != how:
                continue
            if isinstance(want[method], list):
                continue
            if isinstance(want[method], str):
                if any(out in got for out in NAMED[method]) and not (method == "transform" and "predict" in want):
                    return "senseless", f"{method}: {want[method]}"
                continue
            out, d = compared(got, want, method)
            compares += out is not None
            if d:
                faults.append(f"{method}: {d}")
    if faults:
        return "differs", "; ".join(faults)
    if told and compares == 0:
        refuses = isinstance(want, str) or any(isinstance(w, str) for w in want.values())
        return ("three" if refuses else "right"), told[0] + (f" | scikit-learn: {want if isinstance(want, str) else [w for w in want.values() if isinstance(w, str)][0]}" if refuses else "")
    return "right", ""


def work(options, name, start, say):
    """One model's cases from number start on; a line before each and one after."""
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
    signal.signal(signal.SIGALRM, alarm)
    base = (options.models / f"{name}.base").read_bytes()
    asked = questions(name)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        methods = [None]
        model = pickle.loads(base)
        if hasattr(model, "decision_function") and (hasattr(model, "predict_proba") or hasattr(model, "transform")):
            methods.append("decision_function")
        outcome, text = judge(options, name, asked, folder, methods, base)
        if start == 0:
            say("base", outcome, text)
        if text.startswith("3:") or outcome != "right":
            return
        for number, (place, word, data) in enumerate(cases(name, base, options)):
            if number < start:
                continue
            say("begin", number, place, word)
            signal.setitimer(signal.ITIMER_PROF, 3)  # of work: ends a walk in a circle, which no exception can
            signal.alarm(40)
            try:
                outcome, text = judge(options, name, asked, folder, methods, data)
            except Slow:
                outcome, text = "slow", ""
            signal.alarm(0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            say(outcome, text)
            if options.keep and outcome in ("differs", "senseless", "code", "unrun", "three"):
                (options.keep / f"{name}.{number}.pkl".replace(":", "-")).write_bytes(data)


def in_child(options, name, start, hear):
    """hear() what work says, in a process that scikit-learn may bring down; how it ended."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reads)
            with open(writes, "w", buffering=1) as out:
                work(options, name, start, lambda *row: print(json.dumps(row), file=out, flush=True))
        except BaseException as e:
            print(f"{name}: {type(e).__name__}: {e}", file=sys.stderr, flush=True)
        finally:
            os._exit(0)
    os.close(writes)
    with open(reads) as lines:
        for line in lines:
            hear(json.loads(line))
    return os.waitpid(child, 0)[1]


def drive(options, name, tell):
    start, counts, open_case = 0, collections.Counter(), None

    def hear(row):
        nonlocal open_case
        if row[0] == "base":
            if row[1] != "right" or row[2]:
                tell("base", name, "", "", f"{row[1]} {row[2]}")
        elif row[0] == "begin":
            open_case = row[1:]
        else:
            counts[row[0]] += 1
            tell(row[0], name, open_case[1], open_case[2], row[1])
            open_case = None
    while True:
        open_case = None
        status = in_child(options, name, start, hear)
        if open_case is None:
            return counts
        counts["crash"] += 1
        tell("crash", name, open_case[1], open_case[2], f"scikit-learn or onnxruntime: {status}")
        start = open_case[0] + 1


def write(options, names):
    options.write.mkdir(parents=True, exist_ok=True)
    for name in names:
        for k, (_, _, altered) in enumerate(cases(name, (options.models / f"{name}.base").read_bytes(), options)):
            (options.write / f"{name}.{k}").write_bytes(altered)
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--depickle")
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--names", default="*")
    parser.add_argument("--place")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--models", type=pathlib.Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--part", default="0/1", help="K/N: the K-th of N shares of the models")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    np.seterr(all="ignore")
    with tempfile.TemporaryDirectory() as scratch:
        options.models = options.models or pathlib.Path(scratch)
        options.models.mkdir(parents=True, exist_ok=True)
        if not any(options.models.glob("*.base")):
            for name, model in honest():
                (options.models / f"{name}.base").write_bytes(pickle.dumps(model, protocol=4))
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
        names = sorted(p.stem for p in options.models.glob("*.base") if fnmatch.fnmatch(p.stem, options.names))
        if not names:
            sys.exit(f"no model of scikit-learn's all_estimators is called {options.names}")
        if options.write:
            return write(options, names)
        results = open(options.results, "w") if options.results else None

        def tell(*row):
            if results:
                print(json.dumps(row), file=results, flush=True)
            if row[0] in ("differs", "senseless", "code", "unrun", "slow", "crash", "base", "three") or (options.all and row[0] == "strict"):
                print(*row, sep=" | ", flush=True)
        counts = collections.Counter()
        part, parts = map(int, options.part.split("/"))
        for name in names[part::parts]:
            counts += drive(options, name, tell)
    print(", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items())))
    failed = counts["differs"] + counts["code"] + counts["unrun"]
    print(f"{sum(counts.values()) - failed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
