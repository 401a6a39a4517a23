#!/usr/bin/env python3
"""Every public estimator of a scikit-learn, fitted on small data: does it convert and answer right?

    python tests/gen/all_estimators.py make OUT ENV        with scikit-learn in this interpreter (2.7 too); ENV as py313-sk191
    python tests/gen/all_estimators.py count OUT PROGRAM   with what tests/oracle/oracle.py needs; PROGRAM is depickle

Up to 0.21 its list of estimators needs pytest and nose, and Python 2.7 needs pathlib.

`make` writes OUT/ENV/CLASS/{model.pkl,expected.json} as fixtures.py does; `count` says of each class one of: right; refused,
with the reason; no row (neither catalog.def nor refused.def has it); wrong. The last line is `N passed, N failed`: right and
refused pass.
"""
import collections
import inspect
import pathlib
import re
import subprocess
import sys
import tempfile
import warnings

WORDS = ["good price", "bad price cheap", "good laptop", "awful laptop noise", "cheap good light", "light noise bad"]


def classes():
    """The public classes of this scikit-learn, by name; those that need a switch are switched on."""
    for switch in ("enable_hist_gradient_boosting", "enable_iterative_imputer", "enable_halving_search_cv"):
        try:
            __import__("sklearn.experimental." + switch)
        except ImportError:
            pass
    try:
        from sklearn.utils import all_estimators
    except ImportError:  # up to 0.21
        from sklearn.utils.testing import all_estimators
    more = {"include_meta_estimators": True, "include_other": True, "include_dont_test": True}
    takes = all_estimators.__code__.co_varnames
    every = dict(all_estimators(**{k: v for k, v in more.items() if k in takes}))
    for module in ("sklearn.cross_decomposition", "sklearn.pipeline", "sklearn.feature_extraction.image"):
        found = __import__(module, fromlist=["*"])
        every.update((n, c) for n, c in vars(found).items() if inspect.isclass(c) and n in getattr(found, "__all__", ["PatchExtractor"]))
    every = {n: c for n, c in every.items() if not n.startswith("_") and hasattr(c, "fit") and not inspect.isabstract(c)}
    inner = re.compile(r"\.approximate\.Gaussian|\.gradient_boosting\.\w+Estimator$")  # up to 0.20 without underscores
    return {n: c for n, c in every.items() if not inner.search(c.__module__ + "." + n) and ".mocking" not in c.__module__}


def data():
    """Kinds of rows and of targets, by name."""
    import numpy as np
    rng = np.random.RandomState(3)
    x = np.round(np.abs(rng.randn(60, 4)), 3)
    clf = (x[:, 0] + x[:, 1] > 1.5).astype(int) + (x[:, 2] > 1.2)
    reg = 2 * x[:, 0] + x[:, 1] + 0.1 + 0.05 * rng.rand(60)
    holes = np.where(np.arange(240).reshape(60, 4) % 7 == 2, np.nan, x)
    rows = {"numbers": x, "holes": holes, "one": x[:, 0], "codes": np.digitize(x, [0.5, 1.0]), "texts": WORDS * 10, "square": np.dot(x, x.T),
            "dicts": [{"brand": w.split()[0], "ram": float(i)} for i, w in enumerate(WORDS * 10)], "labels": clf,
            "sets": [set(w.split()) for w in WORDS * 10], "images": rng.rand(60, 5, 5)}
    targets = {"clf": clf, "bin": (clf > 0).astype(int), "reg": reg, "multi": np.c_[reg, x[:, 3] - x[:, 2]], "none": None,
               "flags": np.c_[clf > 0, x[:, 3] > 0.7].astype(int), "half": np.where(np.arange(60) % 3 == 0, -1, clf > 0)}
    return rows, targets


def special(name):
    """(parameters, rows, target) of what does not take plain numbers, or must be told something. None for a target: try."""
    import numpy as np
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.preprocessing import MinMaxScaler, StandardScaler
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
    clf, tree = LogisticRegression(C=2.0), DecisionTreeClassifier(max_depth=3, random_state=0)
    reg = LinearRegression()
    two = [("a", clf), ("b", tree)]
    both = [("a", reg), ("b", DecisionTreeRegressor(max_depth=3, random_state=0))]
    first = {"estimator": clf}
    known = {
        "CategoricalNB": ({}, "codes", "clf"), "CCA": ({"n_components": 1}, "numbers", "multi"),
        "ClassifierChain": ({"base_estimator": clf}, "numbers", "flags"), "CountVectorizer": ({}, "texts", "none"),
        "ColumnTransformer": ({"transformers": [("s", StandardScaler(), [0, 2]), ("m", MinMaxScaler(), [1])]}, "numbers", "none"),
        "DictVectorizer": ({}, "dicts", "none"), "FeatureHasher": ({}, "dicts", "none"),
        "FeatureUnion": ({"transformer_list": [("s", StandardScaler()), ("m", MinMaxScaler())]}, "numbers", "none"),
        "FixedThresholdClassifier": (first, "numbers", "bin"), "FrozenEstimator": ({"estimator": "fitted"}, "numbers", "clf"),
        "GridSearchCV": ({"estimator": tree, "param_grid": {"max_depth": [2, 3]}}, "numbers", "clf"),
        "HalvingGridSearchCV": ({"estimator": tree, "param_grid": {"max_depth": [2, 3]}}, "numbers", "clf"),
        "HalvingRandomSearchCV": ({"estimator": tree, "param_distributions": {"max_depth": [2, 3]}}, "numbers", "clf"),
        "HashingVectorizer": ({}, "texts", "none"), "IsotonicRegression": ({"out_of_bounds": "clip"}, "one", "reg"),
        "KernelCenterer": ({}, "square", "none"), "LabelBinarizer": ({}, "labels", "none"), "LabelEncoder": ({}, "labels", "none"),
        "LabelPropagation": ({}, "numbers", "half"), "LabelSpreading": ({}, "numbers", "half"), "LSHForest": ({}, "numbers", "none"),
        "MultiLabelBinarizer": ({}, "sets", "none"), "MultiOutputClassifier": (first, "numbers", "flags"),
        "MultiOutputRegressor": ({"estimator": reg}, "numbers", "multi"), "OneHotEncoder": ({}, "codes", "none"),
        "OneVsOneClassifier": (first, "numbers", "clf"), "OneVsRestClassifier": (first, "numbers", "clf"),
        "OrdinalEncoder": ({}, "codes", "none"), "OutputCodeClassifier": (dict(first, random_state=0), "numbers", "clf"),
        "PatchExtractor": ({"patch_size": (2, 2)}, "images", "none"), "Pipeline": ({"steps": two[1:]}, "numbers", "clf"),
        "PLSCanonical": ({"n_components": 1}, "numbers", "multi"), "PLSSVD": ({"n_components": 1}, "numbers", "multi"),
        "RandomizedSearchCV": ({"estimator": tree, "param_distributions": {"max_depth": [2, 3]}, "n_iter": 2}, "numbers", "clf"),
        "RegressorChain": ({"base_estimator": reg}, "numbers", "multi"), "RFE": (first, "numbers", "clf"),
        "RFECV": (first, "numbers", "clf"), "SelectFromModel": (first, "numbers", "clf"),
        "SelfTrainingClassifier": ({"base_estimator": clf}, "numbers", "half"),
        "SequentialFeatureSelector": (dict(first, n_features_to_select=2), "numbers", "clf"),
        "SparseCoder": ({"dictionary": np.eye(3, 4) + 0.5, "transform_algorithm": "threshold", "transform_alpha": 0.4}, "numbers", "none"),
        "DictionaryLearning": ({"n_components": 3, "transform_algorithm": "threshold", "transform_alpha": 0.4, "random_state": 0},
                               "numbers", "none"),
        "StackingClassifier": ({"estimators": two}, "numbers", "clf"), "StackingRegressor": ({"estimators": both}, "numbers", "reg"),
        "TfidfVectorizer": ({}, "texts", "none"), "TunedThresholdClassifierCV": (first, "numbers", "bin"),
        "VotingClassifier": ({"estimators": two}, "numbers", "clf"), "VotingRegressor": ({"estimators": both}, "numbers", "reg"),
        "GaussianProcess": ({"theta0": 0.1, "nugget": 0.01}, "numbers", "reg"), "NearestCentroid": ({}, "numbers", "clf"),
        "RandomizedLogisticRegression": ({"random_state": 0, "C": 5.0}, "numbers", "bin"),
        "RandomizedLasso": ({"random_state": 0}, "numbers", "reg"), "NuSVC": ({"nu": 0.1}, "numbers", "clf"),
        "QuadraticDiscriminantAnalysis": ({}, "numbers", "bin"), "QDA": ({}, "numbers", "bin"),
    }
    known.update((n, ({}, "holes", "none")) for n in ("Imputer", "IterativeImputer", "KNNImputer", "MissingIndicator", "SimpleImputer"))
    known.update((n, ({}, "numbers", "clf")) for n in ("SelectFdr", "SelectFpr", "SelectFwe"))
    known.update((n, ({"percentile": 50, "param": 50, "k": 2}, "numbers", "clf"))
                 for n in ("GenericUnivariateSelect", "SelectKBest", "SelectPercentile"))
    known["MiniBatchDictionaryLearning"] = known["DictionaryLearning"]
    return known.get(name, ({}, "numbers", None))


def made(cls, params):
    """With the spellings of this scikit-learn, a fixed random state, and few components of four columns."""
    if params.get("estimator") == "fitted":
        from sklearn.tree import DecisionTreeClassifier
        rows, targets = data()
        return cls(DecisionTreeClassifier(max_depth=3, random_state=0).fit(rows["numbers"], targets["clf"]))
    takes = cls._get_param_names() if hasattr(cls, "_get_param_names") else sorted(params)
    if params:
        for new, old in (("estimator", "base_estimator"), ("base_estimator", "estimator")):
            if new in params and new not in takes and old in takes:
                params = dict(params, **{old: params[new]})
        return cls(**{k: v for k, v in params.items() if k in takes})
    model = cls()
    for key, value in (("random_state", 0), ("n_components", 2), ("n_estimators", 5), ("n_iter", 5), ("novelty", True)):
        if key in takes and model.get_params()[key] in (None, 10, 20, 50, 100, 500, "auto", "warn", False):
            model.set_params(**{key: value})
    return model


def fitted(name, cls):
    """(the model, its rows), or a text that says why it cannot be fitted."""
    rows, targets = data()
    params, kind, target = special(name)
    why = ""
    guess = "clf" if name.endswith(("Classifier", "SVC", "NB")) else "reg"
    for y in [target] if target else [guess, "clf", "reg", "none", "multi", "flags"]:
        try:
            model = made(cls, params)
            model.fit(*[rows[kind]] if targets[y] is None else [rows[kind], targets[y]])  # which may answer with None in 0.17
            if name == "RandomizedLogisticRegression" and not model.get_support().any():
                raise ValueError("selects nothing")
            return model, rows[kind]
        except Exception as e:  # scikit-learn's own reasons are of every kind
            why = why or "%s: %s" % (type(e).__name__, str(e).split("\n")[0])
    return why


def given(rows):
    """Rows as expected.json has them; None where it has no form for them."""
    import fixtures
    if isinstance(rows, list):
        if isinstance(rows[0], dict):
            return {"kind": "dicts", "rows": [sorted(row.items()) for row in rows]}
        return {"kind": "list", "data": rows} if not isinstance(rows[0], set) else None
    return dict(fixtures.encoded(rows), kind="dense") if rows.ndim < 3 else None


def make(out, env):
    import fixtures
    warnings.filterwarnings("ignore")
    found = classes()
    for name in sorted(found):
        fit = fitted(name, found[name])
        if not isinstance(fit, tuple):
            print("not fitted: %s: %s" % (name, fit))
            continue
        model, rows = fit
        asked = given(rows[:12])
        try:
            answers = fixtures.ask_for(model, rows[:12]) if asked is not None else {}
        except (TypeError, ValueError) as e:  # a numpy or scipy that is too new for it
            print("not answered: %s: %s" % (name, e))
            continue
        fixtures.save(pathlib.Path(out) / env / name, name, model, answers, asked)
    print("%s: %d classes" % (env, len(found)))


def refusal(program, source):
    """The exit code of a conversion, and what it says."""
    with tempfile.TemporaryDirectory() as scratch:
        run = subprocess.run([program, "convert", "-q", str(source), "-o", scratch + "/m.onnx"], capture_output=True, text=True, check=False)
    return run.returncode, run.stderr.strip().split(": ", 2)[-1]


def outcome(oracle, options, folder):
    """(right, refused, no row or wrong, what is said)"""
    results = oracle.check((options, folder))
    faults = [r["fault"] for r in results if r["fault"]]
    if results and not faults:
        return "right", ""
    code, said = refusal(options.depickle, folder / "model.pkl")
    if code == 3:
        none = "has no converter" in said or "neither model nor table" in said
        return ("no row" if none else "refused"), said
    return "wrong", "; ".join(faults) or "exit %d: %s, and no answers to compare" % (code, said)


def count(out, program):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))
    import oracle
    options = oracle.arguments(["--depickle", str(pathlib.Path(program).resolve()), "--fixtures", out, "--precision", "general"])
    total = collections.Counter()
    for env in sorted(p for p in pathlib.Path(out).iterdir() if p.is_dir()):
        here = collections.Counter()
        for folder in sorted(p.parent for p in env.glob("*/expected.json")):
            how, said = outcome(oracle, options, folder)
            here[how] += 1
            if how != "right":
                print("%s %s: %s: %s" % (env.name, folder.name, how, said))
        total += here
        print("%s: %s" % (env.name, ", ".join("%d %s" % (n, how) for how, n in sorted(here.items()))))
    good = total["right"] + total["refused"]
    print("%d passed, %d failed" % (good, sum(total.values()) - good))
    return good != sum(total.values()) or good == 0


if __name__ == "__main__":
    sys.exit({"make": make, "count": count}[sys.argv[1]](*sys.argv[2:]))
