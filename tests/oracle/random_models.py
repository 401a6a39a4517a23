#!/usr/bin/env python3
"""Models that nobody thought of: random estimators with random settings in random pipelines, fitted, saved, converted and
asked rows that they have not seen. The ONNX file must answer what scikit-learn answers, to 1e-9 of the greatest number, and
verify must find nothing in it that differs.

    python tests/oracle/random_models.py --depickle build/depickle [--seed S] [--count N] [--only NUMBER] [--keep DIR]

Model NUMBER of a seed is always the same. What scikit-learn does not fit, and what depickle refuses with exit code 3, is
counted apart, and so is what scikit-learn answers otherwise to single rows. Works with any scikit-learn from 0.24 on, whose lack of a setting leaves its default; needs pandas and
onnxruntime. The last line is `N passed, N failed`.
"""
import argparse
import collections
import inspect
import pathlib
import pickle
import random
import subprocess
import sys
import tempfile
import warnings

import joblib
import numpy as np
import onnxruntime
import pandas as pd
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_selection import chi2, f_classif, f_regression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.utils import all_estimators

CLOSE = 1e-9
YES_NO = [True, False]

# What to choose from, by name; a scikit-learn that lacks a setting keeps its default.
TREES = {"n_estimators": [1, 7, 15], "max_depth": [None, 3, 8], "min_samples_leaf": [1, 4], "random_state": [0]}
KERNEL = {"kernel": ["rbf", "linear", "poly", "sigmoid"], "C": [0.1, 1.0, 10.0], "gamma": ["scale", "auto", 0.2]}
NETWORK = {"hidden_layer_sizes": [(4,), (6, 5)], "activation": ["relu", "tanh", "logistic", "identity"], "max_iter": [30]}
REGRESSORS = {
    "ARDRegression": {}, "BayesianRidge": {}, "DummyRegressor": {"strategy": ["mean", "median"]}, "ElasticNet": {"alpha": [0.1]},
    "AdaBoostRegressor": {"n_estimators": [1, 8], "loss": ["linear", "square", "exponential"], "random_state": [0]},
    "BaggingRegressor": {"max_features": [1.0, 0.6], "bootstrap_features": YES_NO, "random_state": [0]},
    "DecisionTreeRegressor": {"max_depth": [None, 3], "splitter": ["best", "random"]}, "ExtraTreeRegressor": {},
    "ExtraTreesRegressor": TREES, "GammaRegressor": {}, "HuberRegressor": {"max_iter": [1000]},
    "GaussianProcessRegressor": {"alpha": [0.1], "normalize_y": YES_NO},
    "GradientBoostingRegressor": {**TREES, "loss": ["squared_error", "absolute_error", "huber", "quantile"], "init": [None, "zero"]},
    "HistGradientBoostingRegressor": {"max_iter": [1, 20], "loss": ["squared_error", "absolute_error"], "max_bins": [255, 9]},
    "KernelRidge": {"kernel": ["rbf", "linear", "poly", "laplacian", "cosine"], "alpha": [0.5]},
    "KNeighborsRegressor": {"n_neighbors": [1, 4], "weights": ["uniform", "distance"], "p": [1, 2, 3]},
    "Lars": {}, "Lasso": {"alpha": [0.01, 0.1]}, "LassoCV": {"cv": [3]}, "LinearSVR": {"max_iter": [5000]},
    "LinearRegression": {"fit_intercept": YES_NO, "positive": YES_NO}, "MLPRegressor": NETWORK, "NuSVR": KERNEL,
    "OrthogonalMatchingPursuit": {}, "PLSRegression": {"n_components": [2]}, "RANSACRegressor": {"random_state": [0]},
    "PassiveAggressiveRegressor": {}, "PoissonRegressor": {}, "QuantileRegressor": {"solver": ["highs"]},
    "RandomForestRegressor": {**TREES, "criterion": ["squared_error", "absolute_error"], "bootstrap": YES_NO},
    "Ridge": {"alpha": [0.1, 1e3]}, "RidgeCV": {}, "SGDRegressor": {}, "SVR": KERNEL, "TheilSenRegressor": {"random_state": [0]},
}
CLASSIFIERS = {
    "AdaBoostClassifier": {"n_estimators": [1, 8], "random_state": [0]}, "BernoulliNB": {"binarize": [0.0, 0.5]},
    "BaggingClassifier": {"max_features": [1.0, 0.6], "random_state": [0]}, "DecisionTreeClassifier": {"max_depth": [None, 3]},
    "ExtraTreesClassifier": TREES, "GaussianNB": {}, "NearestCentroid": {"shrink_threshold": [None, 0.1]},
    "GradientBoostingClassifier": {"n_estimators": [1, 9], "init": [None, "zero"], "subsample": [1.0, 0.6]},
    "HistGradientBoostingClassifier": {"max_iter": [1, 12], "class_weight": [None, "balanced"]}, "LinearSVC": {},
    "KNeighborsClassifier": {"n_neighbors": [1, 4], "metric": ["minkowski", "manhattan", "cosine"]}, "Perceptron": {},
    "LinearDiscriminantAnalysis": {"solver": ["svd", "lsqr"]}, "QuadraticDiscriminantAnalysis": {"reg_param": [0.1]},
    "LogisticRegression": {"C": [0.01, 1.0], "solver": ["lbfgs", "saga"], "max_iter": [300]}, "LogisticRegressionCV": {"cv": [3]},
    "MLPClassifier": NETWORK, "NuSVC": {"nu": [0.1], "probability": YES_NO}, "PassiveAggressiveClassifier": {},
    "RandomForestClassifier": {**TREES, "criterion": ["gini", "entropy"], "class_weight": [None, "balanced"]},
    "RidgeClassifier": {}, "SGDClassifier": {"loss": ["hinge", "modified_huber", "squared_hinge"]},
    "SVC": {**KERNEL, "probability": YES_NO, "decision_function_shape": ["ovr", "ovo"]},
}
WRAPPERS = {
    "regressor": {"VotingRegressor": {}, "StackingRegressor": {"passthrough": YES_NO, "cv": [3]}, "TransformedTargetRegressor": {}},
    "classifier": {"VotingClassifier": {"voting": ["hard"]}, "StackingClassifier": {"passthrough": YES_NO, "cv": [3]},
                   "CalibratedClassifierCV": {"method": ["sigmoid", "isotonic"], "cv": [2]}, "OneVsRestClassifier": {},
                   "OneVsOneClassifier": {}},
}
TRANSFORMERS = {
    "Binarizer": {"threshold": [0.3]}, "FastICA": {"n_components": [2]}, "FactorAnalysis": {"n_components": [2]},
    "IterativeImputer": {"max_iter": [2], "random_state": [0]}, "KernelPCA": {"n_components": [2], "kernel": ["rbf", "poly"]},
    "KBinsDiscretizer": {"n_bins": [3, 5], "encode": ["ordinal", "onehot"], "strategy": ["uniform", "quantile"]},
    "MaxAbsScaler": {}, "MinMaxScaler": {"feature_range": [(0, 1), (-1, 1)], "clip": YES_NO}, "Normalizer": {"norm": ["l1", "l2", "max"]},
    "Nystroem": {"n_components": [5], "random_state": [0]}, "PCA": {"n_components": [None, 2, 0.9], "whiten": YES_NO},
    "PolynomialFeatures": {"interaction_only": YES_NO, "include_bias": YES_NO}, "PowerTransformer": {"standardize": YES_NO},
    "QuantileTransformer": {"n_quantiles": [10, 40], "output_distribution": ["uniform", "normal"]},
    "RBFSampler": {"n_components": [5], "random_state": [0]}, "RobustScaler": {"unit_variance": YES_NO, "with_centering": YES_NO},
    "SelectKBest": {"score_func": [f_regression, f_classif], "k": [1, 2]}, "SplineTransformer": {
        "n_knots": [4, 6], "degree": [2, 3], "extrapolation": ["constant", "linear", "continue"], "include_bias": YES_NO},
    "SimpleImputer": {"strategy": ["mean", "median", "most_frequent"], "add_indicator": YES_NO},
    "StandardScaler": {"with_mean": YES_NO, "with_std": YES_NO}, "TruncatedSVD": {"n_components": [1]},
}
ENCODERS = {
    "OneHotEncoder": {"drop": [None, "first", "if_binary"], "handle_unknown": ["ignore", "error"]}, "OrdinalEncoder": {},
    "TargetEncoder": {"random_state": [0]},
}
WORDS = "good bad Laptop price cheap GPU 8GB i7-7700 x86_64 screen. the a of and naïve Straße don't 1TB SSD,".split()
ESTIMATORS = {}


def known():
    if not ESTIMATORS:
        ESTIMATORS.update(all_estimators())
    return ESTIMATORS


class Lacking(Exception):
    """This scikit-learn has no such estimator."""


def choose(r, table, name=None):
    """A class, and settings for it."""
    name = name or r.choice(sorted(table))
    if name not in known():
        raise Lacking(name)
    chosen = {key: r.choice(values) for key, values in table[name].items()}
    made = known()[name]
    takes = inspect.signature(made).parameters
    return made, {k: v for k, v in chosen.items() if k in takes}


def build(r, table, name=None):
    made, settings = choose(r, table, name)
    return made(**settings)


def predictor(r, kind, depth=0):
    plain = REGRESSORS if kind == "regressor" else CLASSIFIERS
    way = r.random()
    if depth > 1 or way < 0.55:
        return build(r, plain)
    if way < 0.75:
        return make_pipeline(*[build(r, TRANSFORMERS) for _ in range(r.randint(1, 2))], predictor(r, kind, depth + 1))
    if way < 0.8:
        return GridSearchCV(predictor(r, kind, depth + 1), {}, cv=2)
    made, settings = choose(r, WRAPPERS[kind])
    if made is TransformedTargetRegressor:
        return made(predictor(r, kind, depth + 1), transformer=build(r, TRANSFORMERS, r.choice(
            ["StandardScaler", "MinMaxScaler", "RobustScaler", "QuantileTransformer", "PowerTransformer"])))
    if made.__name__.startswith(("Voting", "Stacking")):
        return made([(name, predictor(r, kind, depth + 1)) for name in "ab"], **settings)
    return made(predictor(r, kind, 2), **settings)


def numbers(r, rng):
    p = r.randint(3, 7)
    x = rng.normal(size=(160, p)) * rng.choice([1, 10, 0.1], p)
    return x[:120], x[120:] * r.choice([1.0, 1.5]), x[:120, 0] * 2 + np.abs(x[:120, 1]) + rng.normal(size=120) * 0.1


def table(r, rng):
    n = 160
    x = pd.DataFrame({
        "age": rng.integers(18, 80, n), "income": rng.normal(5, 1, n).round(3), "ratio": rng.random(n),
        "city": rng.choice(["Berlin", "Paris", "Rome", "Zürich"], n), "kind": rng.choice(list("abc"), n),
        "flag": rng.integers(0, 2, n).astype(bool)})
    return x[:120], x[120:], (x.income + x.age / 30 + (x.city == "Rome")).to_numpy()[:120]


def over_columns(r, last):
    texts = r.choice([["city", "kind"], ["kind", "city"], [3, 4], slice(3, 5), ["city"], [False, False, False, True, True, False],
                      pd.Index(["city", "kind"]), pd.Series([False, False, False, True, True, False]), np.array(["kind"], object)])
    values = r.choice([["age", "income"], [0, 1], slice(0, 3), slice("age", "ratio"), ["income"], pd.Index(["income", "age"])])
    steps = [("texts", build(r, ENCODERS), texts), ("values", r.choice(["passthrough", build(r, TRANSFORMERS)]), values)]
    r.shuffle(steps)
    return make_pipeline(ColumnTransformer(steps), last)


def texts(r, rng):
    x = [" ".join(r.choice(WORDS) for _ in range(r.randint(1, 9))) for _ in range(160)]
    vectors = {"ngram_range": [(1, 1), (1, 2)], "max_features": [None, 9], "binary": YES_NO, "lowercase": YES_NO}
    way = r.choice([{}, {"stop_words": ["english"]}, {"stop_words": [["good", "the", "1tb"]]}, {"tokenizer": [str.split], "token_pattern": [None]},
                    {"analyzer": ["char"], "ngram_range": [(1, 1), (2, 4)]}, {"analyzer": ["char_wb"], "ngram_range": [(1, 2), (3, 5), (6, 7)]}])
    vectors = {**vectors, **way}
    reader = build(r, {"CountVectorizer": vectors, "TfidfVectorizer": {**vectors, "sublinear_tf": YES_NO, "norm": ["l1", "l2", None]}})
    last = build(r, {n: CLASSIFIERS.get(n, {}) for n in ("MultinomialNB", "LogisticRegression", "LinearSVC", "RandomForestClassifier")})
    select = [build(r, {"SelectKBest": {"score_func": [chi2], "k": [3]}})] * r.randint(0, 1)
    return x[:120], x[120:], np.array(["good" in row for row in x[:120]]).astype(int), make_pipeline(reader, *select, last)


def draw(number, seed):
    """The model of this number, not fitted, its rows and targets, and rows to ask."""
    r, rng = random.Random(f"{seed}/{number}"), np.random.default_rng([seed, number])
    np.random.seed(number)
    what = r.choice(["numbers", "numbers", "table", "texts"])
    if what == "texts":
        x, asked, y, model = texts(r, rng)
    else:
        x, asked, y = (numbers if what == "numbers" else table)(r, rng)
        kind = r.choice(["regressor", "classifier", "transformer"])
        model = build(r, TRANSFORMERS) if kind == "transformer" else predictor(r, kind)
        if kind == "classifier":
            marks = r.choice([[0, 1], ["no", "yes"], [1, 2, 3], [-1, 1, 5]])
            y = np.array(marks)[np.digitize(y, np.quantile(y, np.linspace(0, 1, len(marks) + 1)[1:-1]))]
        elif r.random() < 0.2 and kind == "transformer":
            model = make_union(model, build(r, TRANSFORMERS))
        model = over_columns(r, model) if what == "table" else model
    save = r.choice([lambda m, f: f.write_bytes(pickle.dumps(m, protocol=r.randint(0, 4))),
                     lambda m, f: joblib.dump(m, f, compress=r.choice([0, 3, ("gzip", 3), ("xz", 1)]))])
    return model, x, y, asked, save


def feed(session, asked):
    if isinstance(asked, np.ndarray):
        return {"X": asked}
    first = session.get_inputs()[0]
    if isinstance(asked, list):
        return {first.name: np.array(asked, object).reshape([-1, 1][: len(first.shape)])}
    types = {"tensor(double)": np.float64, "tensor(int64)": np.int64, "tensor(bool)": bool, "tensor(string)": object}
    return {i.name: asked[[i.name]].astype(object).to_numpy().astype(types[i.type]) for i in session.get_inputs()}


def differs(got, want):
    if want.dtype.kind not in "fiub" or np.asarray(got).dtype.kind not in "fiub":
        return "" if np.array_equal(np.asarray(got, str), np.asarray(want, str)) else "labels"
    got, want = np.asarray(got, float).reshape(want.shape), np.asarray(want, float)
    same = (np.abs(got - want) <= CLOSE * max(1.0, np.abs(want[np.isfinite(want)]).max(initial=0))) | (np.isnan(got) & np.isnan(want))
    return "" if (same | (got == want)).all() else f"{(~same).sum()} of {want.size} numbers, by up to {np.nanmax(np.abs(got - want)):.3g}"


def answers(model, asked):
    """By the names of the outputs, what scikit-learn says."""
    if not hasattr(model, "predict"):
        out = model.transform(asked)
        return {"variable": out.toarray() if hasattr(out, "toarray") else np.asarray(out, float)}
    if not hasattr(model, "classes_"):
        return {"variable": model.predict(asked)}
    want = {"label": model.predict(asked)}
    if hasattr(model, "predict_proba"):
        want["probabilities"] = model.predict_proba(asked)
    elif hasattr(model, "decision_function"):
        want["scores"] = model.decision_function(asked)
    return want


def is_unsure(model, asked, want):
    """Does scikit-learn itself answer the rows otherwise when they are asked for one by one? Where a threshold lies within rounding of
    what is compared with it, as of a component without variance, that is no fault of a file."""
    rows = [answers(model, asked[i:i + 1]) for i in range(len(asked))]
    return any(differs(np.concatenate([np.atleast_1d(row[name]) for row in rows]), np.asarray(w)) for name, w in want.items())


def one(number, options, folder):
    """(outcome, what to say)"""
    try:
        model, x, y, asked, save = draw(number, options.seed)
        model.fit(x, y)
        want = answers(model, asked)
    except Exception as reason:  # scikit-learn's own refusals are of every kind
        return "not fitted", f"{type(reason).__name__}: {reason}"
    source, written = folder / "model.pkl", folder / "model.onnx"
    save(model, source)
    run = subprocess.run([options.depickle, "convert", "-f", "-q", source, "-o", written], capture_output=True, text=True, timeout=120)
    if run.returncode != 0:
        return "refused" if run.returncode == 3 else "failed", f"exit {run.returncode}: {run.stderr.strip()}"
    session = onnxruntime.InferenceSession(str(written), providers=["CPUExecutionProvider"])
    got = dict(zip([o.name for o in session.get_outputs()], session.run(None, feed(session, asked))))
    faults = [f"{name}: {d}" for name, w in want.items() if (d := differs(got[name], np.asarray(w)) if name in got else "lacking")]
    run = subprocess.run([options.depickle, "verify", written, "--against", source], capture_output=True, text=True, timeout=120)
    verdict = run.stdout.strip().rsplit("\n", 1)[-1]
    if run.returncode != 0:
        faults.append(f"verify: exit {run.returncode}: {verdict or run.stderr.strip()}")
    elif faults and is_unsure(model, asked, want):
        return "unsure in scikit-learn itself", verdict.split(":")[0]
    return ("failed", "; ".join(faults) + f"\n  {model}") if faults else ("right", verdict.split(":")[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--depickle", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    counts, verdicts = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for number in [options.only] if options.only is not None else range(options.count):
            outcome, text = one(number, options, folder)
            counts[outcome] += 1
            verdicts[text] += outcome == "right"
            if outcome in ("failed", "refused") or options.only is not None:
                print(f"{number}: {outcome}: {text}", flush=True)
    print(f"random models, seed {options.seed}: " + ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()))
          + f"; of the right {verdicts['proved']} proved, {verdicts['tested']} tested")
    print(f"{counts['right']} passed, {counts['failed']} failed")
    return counts["failed"] != 0 or counts["right"] < options.count // 2 * (options.only is None)


if __name__ == "__main__":
    sys.exit(main())
