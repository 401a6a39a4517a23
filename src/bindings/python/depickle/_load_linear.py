"""Linear models, support vectors, discriminants: whose attributes have changed their shape or their meaning."""

import numpy as np

from ._errors import ModelError
from ._load_make import INSTALLED, Loading, rule

_LOGISTIC = ("sklearn.linear_model.LogisticRegression", "sklearn.linear_model.LogisticRegressionCV")
_SVM = tuple(f"sklearn.svm.{name}" for name in ("SVC", "NuSVC", "SVR", "NuSVR", "OneClassSVM"))
_PLS = tuple(f"sklearn.cross_decomposition.{name}" for name in ("PLSRegression", "PLSCanonical", "CCA"))


@rule("sklearn.linear_model.RidgeClassifier", "sklearn.linear_model.RidgeClassifierCV")
def ridge(loading: Loading) -> None:
    """Of two classes, coefficients are one row of several up to 1.5."""
    if loading.has("coef_") and INSTALLED < (1, 6) and loading.array("coef_").ndim == 1:
        loading.fitted["coef_"] = loading.array("coef_")[np.newaxis]
        loading.fitted["intercept_"] = np.atleast_1d(loading.array("intercept_"))
    if loading.has("_label_binarizer") and INSTALLED >= (1, 8):
        loading.default(classes_=loading.get("_label_binarizer").classes_)


@rule("sklearn.linear_model.SGDClassifier", "sklearn.linear_model.SGDRegressor", "sklearn.linear_model.SGDOneClassSVM",
      "sklearn.linear_model.Perceptron", "sklearn.linear_model.PassiveAggressiveClassifier",
      "sklearn.linear_model.PassiveAggressiveRegressor")
def stochastic(loading: Loading) -> None:
    loading.drop("_loss_function_", "loss_function_", "_max_iter", "_tol", "_expanded_class_weight")


@rule("sklearn.linear_model.PoissonRegressor", "sklearn.linear_model.GammaRegressor", "sklearn.linear_model.TweedieRegressor")
def generalised(loading: Loading) -> None:
    """Its link is all that an answer needs; where that was before 1.1 is by family."""
    loading.drop("_family_instance", "_link_instance", "_base_loss")
    if not loading.has("coef_"):
        return
    if INSTALLED >= (1, 1):
        loading.fitted["_base_loss"] = loading.model._get_loss()
        return
    from sklearn._loss.glm_distribution import TweedieDistribution
    from sklearn.linear_model._glm.link import IdentityLink, LogLink

    power = {"PoissonRegressor": 1, "GammaRegressor": 2}.get(loading.told.model_type, loading.params.get("power", 0))
    logarithmic = loading.params.get("link", "log") == "log" or (loading.params.get("link") == "auto" and power > 0)
    loading.fitted["_family_instance"] = TweedieDistribution(power=power)
    loading.fitted["_link_instance"] = LogLink() if logarithmic else IdentityLink()


@rule(*_PLS)
def pls(loading: Loading) -> None:
    """coef_ has had a row for each feature (up to 1.0), and for each target (since 1.3; since 1.5 divided by the features' scales)."""
    old = loading.fitted.pop("_coef_", None)
    if not loading.has("x_rotations_"):
        return
    coef = np.asarray(old if old is not None else loading.get("coef_"))
    x_std, y_mean = loading.array("_x_std", 1), loading.array("_y_mean", 1)
    if old is not None or loading.written >= (1, 3):
        coef = coef.T
    if coef.shape != (len(x_std), len(y_mean)):
        raise ModelError("coef_ has another shape than _x_std and _y_mean")
    if loading.written >= (1, 5) and INSTALLED < (1, 5):
        coef = coef * x_std[:, np.newaxis]
    elif loading.written < (1, 5) and INSTALLED >= (1, 5):
        coef = coef / x_std[:, np.newaxis]
    loading.drop("coef_")
    if INSTALLED >= (1, 3):
        loading.fitted["coef_"] = coef.T
        loading.default(_predict_1d=False)
    elif INSTALLED >= (1, 1):
        loading.fitted["_coef_"] = coef.T
    else:
        loading.fitted["coef_"] = coef
    loading.default(n_features_in_=len(x_std), intercept_=y_mean, _n_features_out=loading.array("x_rotations_", 2).shape[1])
    if INSTALLED < (1, 1):
        loading.default(_x_scores=loading.fitted.get("x_scores_"), _y_scores=loading.fitted.get("y_scores_"))


@rule("sklearn.decomposition.PCA")
def components(loading: Loading) -> None:
    """RandomizedPCA, up to 0.19, had components that were whitened already."""
    if loading.told.model_type != "RandomizedPCA" or not loading.has("components_"):
        return
    loading.model.set_params(svd_solver="randomized", n_components=loading.told.params.get("n_components"))
    made = loading.array("components_", 2)
    loading.default(n_components_=len(made), noise_variance_=0.0)
    if loading.params.get("whiten"):
        made = made * np.sqrt(loading.array("explained_variance_", 1))[:, np.newaxis]
    loading.fitted["components_"] = made


@rule("sklearn.decomposition.KernelPCA")
def kernel(loading: Loading) -> None:
    if loading.has("X_fit_"):
        gamma = loading.params.get("gamma")
        loading.default(gamma_=1.0 / loading.get("X_fit_").shape[1] if gamma is None else gamma)


@rule(*(f"sklearn.decomposition.{name}" for name in ("DictionaryLearning", "MiniBatchDictionaryLearning", "SparseCoder")))
def codes(loading: Loading) -> None:
    """Without transform_alpha, alpha has stood for it since 1.2, 1.0 before."""
    if loading.told.model_type == "SparseCoder":
        if loading.params.get("dictionary") is None and loading.has("components_"):
            loading.model.dictionary = loading.get("components_")
        loading.drop("components_")
        return
    if loading.params.get("transform_alpha") is None and (loading.written < (1, 2)) != (INSTALLED < (1, 2)):
        loading.model.transform_alpha = 1.0 if loading.written < (1, 2) else loading.params.get("alpha")


@rule(*_SVM)
def support(loading: Loading) -> None:
    """libsvm follows these numbers unseen."""
    loading.drop("_impl")
    if not loading.has("support_vectors_"):
        return
    vectors, support_ = loading.get("support_vectors_"), loading.array("support_", 1)
    n_support, dual = loading.array("_n_support", 1), loading.get("_dual_coef_")
    kind = loading.told.model_type
    if kind not in ("SVC", "NuSVC"):  # up to 0.21 nobody set them
        n_support = np.array([len(support_)] * 2 if INSTALLED < (1, 0) or len(n_support) == 2 else [len(support_)])
    n_classes = len(n_support)
    if vectors.ndim != 2 or len(support_) != vectors.shape[0] or n_support.min(initial=0) < 0:
        raise ModelError("support_ and support_vectors_ do not fit together")
    loading.default(n_features_in_=vectors.shape[1])
    if loading.params.get("kernel") != "precomputed":
        loading.same_width(vectors.shape[1])
    elif len(support_) and (tuple(loading.get("shape_fit_"))[0] <= support_.max() or support_.min() < 0):
        raise ModelError("support_ does not fit to shape_fit_")
    if kind in ("SVC", "NuSVC"):
        pairs = len(loading.array_like("classes_")) * (len(loading.array_like("classes_")) - 1) // 2
        fits = n_classes == len(loading.array_like("classes_")) and int(n_support.sum()) == len(support_)
        shape = (n_classes - 1, len(support_))
    else:
        pairs, fits, shape = 1, n_classes in (1, 2), (1, len(support_))
    given = dual.data.size if hasattr(dual, "indptr") else dual.size
    if not fits or dual.shape != shape or given != shape[0] * shape[1] or loading.array("_intercept_", 1).shape != (pairs,):
        raise ModelError("_dual_coef_ and _intercept_ do not fit to support_")
    for name in ("_probA", "_probB"):
        loading.default(**{name: np.empty(0)})
        if loading.array(name, 1).shape not in ((0,), (pairs,)):
            raise ModelError(f"{name} does not fit to classes_")
    loading.fitted["support_"] = support_.astype(np.int32)
    loading.fitted["_n_support"] = n_support.astype(np.int32)
    if INSTALLED >= (1, 9):
        loading.default(_effective_probability=loading.params.get("probability") is True)
    if kind == "OneClassSVM":
        loading.default(offset_=-loading.array("_intercept_", 1))
    if loading.fitted.get("shape_fit_") is not None and tuple(loading.get("shape_fit_"))[1:] != vectors.shape[1:]:
        raise ModelError("shape_fit_ does not fit to support_vectors_")


@rule("sklearn.discriminant_analysis.LinearDiscriminantAnalysis")
def discriminant(loading: Loading) -> None:
    if not loading.has("classes_"):
        return
    if loading.written < (0, 21) and len(loading.array_like("classes_")) > 2:
        from ._load_answers import OneVsRestDiscriminantAnalysis, become

        become(loading.model, OneVsRestDiscriminantAnalysis)
    if loading.has("scalings_"):
        scalings = loading.array("scalings_", 2)
        most = min(len(loading.array_like("classes_")) - 1, scalings.shape[0])
        loading.default(_max_components=loading.params.get("n_components") or most)
        loading.default(_n_features_out=min(loading.get("_max_components"), scalings.shape[1]))


def _kind(loading: Loading) -> str:
    """How a logistic regression answers: "ovr" a logistic function for each class, "softmax"; of two classes "half" where the
    softmax is that of the score and its opposite."""
    n_classes = len(loading.array_like("classes_"))
    found = loading.told.params_found.get("multi_class", "auto")
    solver = loading.told.params.get("solver")
    written = loading.written
    if written >= (1, 8):
        return "ovr" if n_classes <= 2 else "softmax"
    if "multi_class" not in loading.told.params_found:
        found = "ovr" if written < (0, 22) else "auto"
    if found in ("auto", "deprecated"):
        single = n_classes <= 2 or solver == "liblinear" or (solver == "newton-cholesky" and written < (1, 6))
        return "ovr" if single else "softmax"
    if found == "multinomial":
        return "softmax" if n_classes > 2 else "half" if written >= (0, 20) else "ovr"
    return "ovr"


@rule(*_LOGISTIC)
def logistic(loading: Loading) -> None:
    if not loading.has("coef_") or not loading.has("classes_"):
        return
    loading.drop("_enc")
    kind, n_classes = _kind(loading), len(loading.array_like("classes_"))
    if "multi_class" in vars(loading.model):
        loading.model.multi_class = "ovr" if kind == "ovr" else "multinomial"
        if loading.params.get("solver") == "liblinear" and loading.model.multi_class == "ovr" or n_classes <= 2 and kind == "ovr":
            loading.model.multi_class = loading.params.get("multi_class", "auto") if INSTALLED < (1, 5) else "deprecated"
            if loading.model.multi_class in ("warn", "deprecated", "multinomial") and INSTALLED < (1, 5):
                loading.model.multi_class = "ovr"
    elif kind != ("softmax" if n_classes > 2 else "ovr"):
        from ._load_answers import become, logistic as other

        become(loading.model, other(loading.cls, kind))
