"""Names and spellings by version: files have those of scikit-learn 1.9 (src/model/era.def), older versions take their own."""

import inspect
from typing import Any, Dict, List, Tuple

from ._document import Estimator

Version = Tuple[int, int]

# Classes that others have taken over.
TAKEN_OVER = {
    "sklearn.decomposition.RandomizedPCA": "sklearn.decomposition.PCA",
    "sklearn.lda.LDA": "sklearn.discriminant_analysis.LinearDiscriminantAnalysis",
    "sklearn.preprocessing.Imputer": "sklearn.impute.SimpleImputer",
    "sklearn.qda.QDA": "sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis",
}

# (today's, what it was) where the installed constructor has the latter only.
PARAMS = [
    ("estimator", "base_estimator"), ("sparse_output", "sparse"), ("store_cv_results", "store_cv_values"), ("metric", "affinity"),
    ("max_iter", "n_iter"),
]

_TREES = ("RandomForestClassifier", "RandomForestRegressor", "ExtraTreesClassifier", "ExtraTreesRegressor", "RandomTreesEmbedding",
          "DecisionTreeClassifier", "DecisionTreeRegressor", "ExtraTreeClassifier", "ExtraTreeRegressor",
          "GradientBoostingClassifier", "GradientBoostingRegressor", "IsolationForest", "BaggingClassifier", "BaggingRegressor")
_SINGLE_TREES = ("RandomForestRegressor", "ExtraTreesRegressor", "RandomTreesEmbedding", "DecisionTreeRegressor", "ExtraTreeRegressor")

# (class or "*", parameter, since, today's word, what it was)
SPELLED: List[Tuple[str, str, Version, Any, Any]] = [
    *[(name, "criterion", (1, 0), "squared_error", "mse") for name in (*_SINGLE_TREES, "GradientBoostingRegressor",
                                                                       "GradientBoostingClassifier")],
    *[(name, "criterion", (1, 0), "absolute_error", "mae") for name in _SINGLE_TREES],
    ("GradientBoostingClassifier", "loss", (1, 1), "log_loss", "deviance"),
    ("GradientBoostingRegressor", "loss", (1, 0), "absolute_error", "lad"),
    ("GradientBoostingRegressor", "loss", (1, 0), "squared_error", "ls"),
    ("HistGradientBoostingClassifier", "loss", (1, 1), "log_loss", "auto"),
    ("HistGradientBoostingRegressor", "loss", (1, 0), "squared_error", "least_squares"),
    ("HistGradientBoostingRegressor", "loss", (1, 0), "absolute_error", "least_absolute_deviation"),
    ("SGDClassifier", "loss", (1, 1), "log_loss", "log"),
    ("SGDClassifier", "loss", (1, 0), "squared_error", "squared_loss"),
    ("SGDRegressor", "loss", (1, 0), "squared_error", "squared_loss"),
    ("RANSACRegressor", "loss", (1, 0), "squared_error", "squared_loss"),
    ("RANSACRegressor", "loss", (1, 0), "absolute_error", "absolute_loss"),
    ("LogisticRegression", "penalty", (1, 2), None, "none"),
    ("LogisticRegressionCV", "penalty", (1, 2), None, "none"),
    ("KMeans", "algorithm", (1, 1), "lloyd", "full"),
    ("KMeans", "n_init", (1, 2), "auto", 10),
    ("MiniBatchKMeans", "n_init", (1, 2), "auto", 3),
    ("FastICA", "whiten", (1, 1), "arbitrary-variance", True),
    ("FastICA", "whiten", (1, 1), "unit-variance", True),
    ("NMF", "n_components", (1, 4), "auto", None),
    ("BaggingClassifier", "max_samples", (1, 8), None, 1.0),
    ("BaggingRegressor", "max_samples", (1, 8), None, 1.0),
    ("CalibratedClassifierCV", "ensemble", (1, 6), "auto", True),
    ("GradientBoostingClassifier", "criterion", (1, 9), "deprecated", "friedman_mse"),
    ("GradientBoostingRegressor", "criterion", (1, 9), "deprecated", "friedman_mse"),
    ("LogisticRegressionCV", "l1_ratios", (1, 8), "warn", None),
    ("LogisticRegressionCV", "scoring", (1, 9), "warn", None),
    ("NuSVC", "probability", (1, 9), "deprecated", False),
    ("SVC", "probability", (1, 9), "deprecated", False),
    ("TargetEncoder", "shuffle", (1, 9), "deprecated", True),
    ("OneHotEncoder", "handle_unknown", (1, 1), "infrequent_if_exist", "ignore"),
    ("OneHotEncoder", "handle_unknown", (1, 6), "warn", "infrequent_if_exist"),
    ("HistGradientBoostingClassifier", "categorical_features", (1, 4), "from_dtype", None),
    ("HistGradientBoostingRegressor", "categorical_features", (1, 4), "from_dtype", None),
    ("LinearSVC", "dual", (1, 3), "auto", True),
    ("LinearSVR", "dual", (1, 3), "auto", True),
    ("*", "scoring", (1, 8), "neg_max_error", "max_error"),
]

# (class or "*", today's attribute, since, what it was)
ATTRIBUTES: List[Tuple[str, str, Version, str]] = [
    *[(name, "estimator_", (1, 2), "base_estimator_") for name in (*_TREES, "AdaBoostClassifier", "AdaBoostRegressor")],
    ("SelfTrainingClassifier", "estimator_", (1, 6), "base_estimator_"),
    ("GaussianProcessClassifier", "estimator_", (99, 0), "base_estimator_"),
    ("KernelPCA", "eigenvalues_", (1, 0), "lambdas_"),
    ("KernelPCA", "eigenvectors_", (1, 0), "alphas_"),
    ("GaussianNB", "var_", (1, 0), "sigma_"),
    ("StackingClassifier", "_label_encoder", (1, 2), "_le"),
    ("RidgeCV", "cv_results_", (1, 5), "cv_values_"),
    ("RidgeClassifierCV", "cv_results_", (1, 5), "cv_values_"),
    ("MiniBatchKMeans", "_counts", (1, 0), "counts_"),
    ("MiniBatchKMeans", "_init_size", (1, 0), "init_size_"),
]

# Attributes that had a second name besides: (class, the one that stayed, until, the other)
TWICE: List[Tuple[str, str, Version, str]] = [
    *[(name, "n_features_in_", (1, 0), "n_features_") for name in
      (*_TREES, "BernoulliNB", "CategoricalNB", "ComplementNB", "MultinomialNB")],
    ("PCA", "n_features_in_", (1, 2), "n_features_"),
    ("PolynomialFeatures", "n_features_in_", (1, 0), "n_input_features_"),
]

# Attributes without underscores that are not the constructor's.
PLAIN = {"nn_fit"}


def params(name: str, cls: Any, told: Estimator, installed: Version) -> Dict[str, Any]:
    """The parameters that the installed constructor takes, by its names and in its spelling."""
    last = name.rsplit(".", 1)[1]
    taken = [p.name for p in inspect.signature(cls.__init__).parameters.values() if p.name != "self"]
    old = {now: was for now, was in PARAMS if was in taken and now not in taken}
    made = {}
    for now, value in told.params.items():
        key = old.get(now, now)
        if key in taken:
            made[key] = _spelled(last, now, value, installed)
    for key, value in told.params_found.items():  # what today's version has no more, but the installed one has
        hollow = isinstance(value, str) and value in ("warn", "deprecated")
        if key in taken and key not in made and all(key != was for _, was in PARAMS) and not hollow:
            made[key] = value
    _by_several(made, taken, installed)
    return made


def _by_several(made: Dict[str, Any], taken: List[str], installed: Version) -> None:
    """What one parameter says today, and two said before."""
    if "n_alphas" in taken and type(made.get("alphas")) is int:
        made["n_alphas"], made["alphas"] = made["alphas"], None
    if made.get("penalty") == "deprecated" and installed < (1, 8):  # of a logistic regression
        ratio = made.get("l1_ratio", 0.0)
        made["penalty"] = "l2" if not ratio else "l1" if ratio == 1.0 else "elasticnet"
        if "l1_ratio" in made and not ratio:
            made["l1_ratio"] = None


def _spelled(last: str, param: str, value: Any, installed: Version) -> Any:
    for name, key, since, now, was in SPELLED:
        if name in (last, "*") and key == param and installed < since and type(value) is type(now) and value == now:
            return was
    return value


def attributes(name: str, fitted: Dict[str, Any], installed: Version) -> None:
    """Gives the attributes the names that they have in the installed version."""
    last = name.rsplit(".", 1)[1]
    for cls, now, since, was in ATTRIBUTES:
        if cls == last and installed < since and now in fitted:
            fitted[was] = fitted.pop(now)
    for cls, now, until, other in TWICE:
        if cls == last and now in fitted:
            fitted.pop(other, None)
            if installed < until:
                fitted[other] = fitted[now]
