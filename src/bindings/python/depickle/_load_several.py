"""The rest: ensembles of anything, calibration, clusters, processes, networks, and what else has changed."""

from typing import Any

import numpy as np

from ._document import Object, Reference
from ._errors import ModelError
from ._load_make import INSTALLED, Loading, Maker, objects, rule
from ._load_objects import state_of
from ._load_trees import of_first


@objects("sklearn.calibration._CalibratedClassifier")
def calibrated(maker: Maker, told: Object) -> Any:
    from sklearn.calibration import _CalibratedClassifier

    state = {key: maker.value(value) for key, value in state_of(told).items()}
    inner = state.get("estimator", state.get("base_estimator"))
    calibrators = state.get("calibrators", state.get("calibrators_"))
    classes = state.get("classes")
    if classes is None:
        classes = state.get("classes_")
    if not isinstance(calibrators, list) or classes is None:
        raise ModelError("a calibrated classifier without its calibrators")
    return _CalibratedClassifier(inner, calibrators, classes=np.asarray(classes), method=state.get("method", "sigmoid"))


@rule("sklearn.calibration.CalibratedClassifierCV")
def calibration(loading: Loading) -> None:
    if loading.has("calibrated_classifiers_"):
        inner = loading.array_like("calibrated_classifiers_")
        first = getattr(inner[0], "estimator", getattr(inner[0], "base_estimator", None)) if len(inner) else None
        loading.default(n_features_in_=getattr(first, "n_features_in_", None))


@objects("sklearn.impute._iterative._ImputerTriplet")
def triplet(maker: Maker, told: Object) -> Any:
    from sklearn.impute._iterative import _ImputerTriplet

    return _ImputerTriplet(*(maker.value(part) for part in told.args))


@objects("functools.partial")
def numeric_columns(maker: Maker, told: Object) -> Any:
    """What histogram boosting with categories does to its other columns."""
    from functools import partial

    from sklearn.utils import check_array

    state = told.state if isinstance(told.state, tuple) else ()
    given = state[2] if len(state) == 4 and isinstance(state[2], dict) else {}
    if not told.args or not isinstance(told.args[0], Reference) or told.args[0].name != "sklearn.utils.check_array":
        raise ModelError("a function that is applied in part is not known")
    if not set(given) <= {"dtype", "force_all_finite", "ensure_all_finite"}:
        raise ModelError("check_array with arguments that are not known")
    finite = given.get("ensure_all_finite", given.get("force_all_finite", True))
    name = "ensure_all_finite" if INSTALLED >= (1, 6) else "force_all_finite"
    return partial(check_array, dtype=maker.value(given.get("dtype", "numeric")), **{name: finite})


@rule("sklearn.ensemble.AdaBoostClassifier")
def adaptive(loading: Loading) -> None:
    """SAMME.R went with 1.6; SAMME changed with 1.3, and probabilities with 0.22."""
    real = loading.told.params_found.get("algorithm", "SAMME") == "SAMME.R" and loading.written < (1, 6)
    model = loading.model
    if "algorithm" in vars(model):
        model.algorithm = "SAMME.R" if real and INSTALLED < (1, 6) else "SAMME" if INSTALLED < (1, 6) else "deprecated"
    spread, weighted = loading.written >= (1, 3), loading.written < (0, 22)
    if real and INSTALLED >= (1, 6) or not real and (weighted or spread != (INSTALLED >= (1, 3))):
        from ._load_answers import EarlierAdaBoostClassifier, become

        become(model, EarlierAdaBoostClassifier)
        model._by_probabilities, model._spread, model._weighted = real, spread, weighted


@rule(*(f"sklearn.ensemble.{name}" for name in (
    "AdaBoostClassifier", "AdaBoostRegressor", "BaggingClassifier", "BaggingRegressor")),
    "sklearn.multioutput.MultiOutputRegressor", "sklearn.multioutput.MultiOutputClassifier")
def ensemble(loading: Loading) -> None:
    loading.drop("_sample_weight", "estimators_samples_")
    if loading.has("estimators_"):
        of_first(loading)


@rule("sklearn.ensemble.VotingClassifier", "sklearn.ensemble.VotingRegressor")
def voting(loading: Loading) -> None:
    from sklearn.utils import Bunch

    if not loading.has("estimators_"):
        return
    names = [name for name, made in loading.params["estimators"] if not (made is None or isinstance(made, str))]
    loading.fitted["named_estimators_"] = Bunch(**dict(zip(names, loading.get("estimators_"))))


@rule("sklearn.ensemble.StackingClassifier", "sklearn.ensemble.StackingRegressor")
def stacking(loading: Loading) -> None:
    from sklearn.utils import Bunch

    if loading.has("named_estimators_"):
        loading.fitted["named_estimators_"] = Bunch(**loading.get("named_estimators_"))


@rule("sklearn.multiclass.OneVsOneClassifier")
def one_vs_one(loading: Loading) -> None:
    loading.default(pairwise_indices_=None)


@rule("sklearn.multiclass.OneVsRestClassifier")
def one_vs_rest(loading: Loading) -> None:
    if loading.has("label_binarizer_"):
        loading.default(classes_=loading.get("label_binarizer_").classes_)


@rule("sklearn.gaussian_process.GaussianProcessRegressor")
def process(loading: Loading) -> None:
    loading.drop("_K_inv", "_rng")
    if loading.has("X_train_"):
        loading.default(_y_train_std=1.0, _y_train_mean=0.0)


@objects("sklearn.cluster._bisect_k_means._BisectingTree")
def bisecting(maker: Maker, told: Object) -> Any:
    from sklearn.cluster._bisect_k_means import _BisectingTree

    state = {key: maker.value(value) for key, value in state_of(told).items()}
    made = _BisectingTree(state.get("center"), state.get("indices"), state.get("score"))
    for name in ("left", "right", "label"):
        if name in state:
            setattr(made, name, state[name])
    return made


@rule("sklearn.cluster.BisectingKMeans")
def bisections(loading: Loading) -> None:
    loading.drop("_kmeans_single")
    left = [loading.get("_bisecting_tree")] if loading.has("_bisecting_tree") else []
    while left:
        node = left.pop()
        loading.same_width(np.asarray(node.center).size)
        left += [child for child in (node.left, node.right) if child is not None]


@rule("sklearn.model_selection.TunedThresholdClassifierCV")
def tuned(loading: Loading) -> None:
    if loading.has("_curve_scorer"):
        loading.fitted["_curve_scorer"] = loading.model._get_curve_scorer()


@rule("sklearn.kernel_approximation.AdditiveChi2Sampler")
def chi_squared(loading: Loading) -> None:
    """Up to 1.4 it kept how far apart it samples."""
    interval = loading.params.get("sample_interval")
    if INSTALLED < (1, 5):
        usual = {1: 0.8, 2: 0.5, 3: 0.4}.get(loading.params.get("sample_steps", 2))
        loading.default(sample_interval_=usual if interval is None else interval)


@rule("sklearn.multioutput.ClassifierChain")
def chain(loading: Loading) -> None:
    how = loading.told.params.get("chain_method", "predict")
    if how != "predict" and "chain_method" not in loading.params:
        raise ModelError(f"a ClassifierChain that goes on with {how!r} needs scikit-learn 1.5 or later")


@rule("sklearn.decomposition.FastICA")
def independent(loading: Loading) -> None:
    if loading.has("components_"):
        loading.default(_whiten=loading.params.get("whiten"), _unmixing=loading.get("components_"))


@rule("sklearn.neural_network.MLPClassifier", "sklearn.neural_network.MLPRegressor")
def network(loading: Loading) -> None:
    loading.drop("_optimizer", "_random_state", "_best_coefs", "_best_intercepts")


@rule("sklearn.cluster.KMeans", "sklearn.cluster.MiniBatchKMeans")
def means(loading: Loading) -> None:
    if loading.has("cluster_centers_"):
        centers = loading.array("cluster_centers_", 2)
        loading.default(_n_threads=1, _n_features_out=len(centers), n_features_in_=centers.shape[1])
        loading.same_width(centers.shape[1])


@rule("sklearn.neighbors.NearestCentroid")
def centroids(loading: Loading) -> None:
    priors = loading.array("class_prior_", 1) if loading.has("class_prior_") else np.ones(1)
    if INSTALLED < (1, 6) and not np.isclose(priors, priors[0]).all():
        raise ModelError("a NearestCentroid with priors needs scikit-learn 1.6 or later")
    if loading.has("classes_") and INSTALLED >= (1, 6):
        n_classes = len(loading.array_like("classes_"))
        loading.default(class_prior_=np.full(n_classes, 1.0 / n_classes))


@rule("sklearn.dummy.DummyClassifier")
def dummy(loading: Loading) -> None:
    if loading.has("classes_"):
        loading.default(_strategy=loading.params.get("strategy"))
