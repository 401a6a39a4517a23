"""Objects that are no estimators: kernels, splines, column selectors, splitters, distributions, dictionaries."""

from importlib import import_module
from typing import Any, Dict, FrozenSet

import numpy as np

from ._document import Object, Opaque
from ._errors import ModelError
from ._load_make import Loading, Maker, objects, rule

# Plain holders: what they are made from is what they hold, by name.
_KERNELS = {
    "CompoundKernel": "kernels", "ConstantKernel": "constant_value constant_value_bounds", "DotProduct": "sigma_0 sigma_0_bounds",
    "ExpSineSquared": "length_scale periodicity length_scale_bounds periodicity_bounds", "Exponentiation": "kernel exponent",
    "Matern": "length_scale length_scale_bounds nu", "PairwiseKernel": "gamma gamma_bounds metric pairwise_kernels_kwargs",
    "Product": "k1 k2", "RBF": "length_scale length_scale_bounds",
    "RationalQuadratic": "length_scale alpha length_scale_bounds alpha_bounds", "Sum": "k1 k2",
    "WhiteKernel": "noise_level noise_level_bounds",
}
_SPLITTERS = {
    "GroupKFold": "n_splits", "KFold": "n_splits shuffle random_state", "LeaveOneGroupOut": "", "LeaveOneOut": "",
    "LeavePGroupsOut": "n_groups", "LeavePOut": "p", "ShuffleSplit": "n_splits test_size train_size random_state",
    "StratifiedGroupKFold": "n_splits shuffle random_state", "StratifiedKFold": "n_splits shuffle random_state",
    "StratifiedShuffleSplit": "n_splits test_size train_size random_state",
    "TimeSeriesSplit": "n_splits max_train_size test_size gap",
}
HOLDERS: Dict[str, FrozenSet[str]] = {
    **{f"sklearn.gaussian_process.kernels.{name}": frozenset(names.split()) for name, names in _KERNELS.items()},
    **{f"sklearn.model_selection.{name}": frozenset(names.split()) for name, names in _SPLITTERS.items()},
    "sklearn.compose.make_column_selector": frozenset(("pattern", "dtype_include", "dtype_exclude")),
}


def state_of(told: Object) -> Dict[str, Any]:
    if not isinstance(told.state, dict) or not all(isinstance(key, str) for key in told.state):
        raise ModelError(f"an object {told.name} without attributes")
    return told.state


@objects(*HOLDERS)
def holder(maker: Maker, told: Object) -> Any:
    module, name = told.name.rsplit(".", 1)
    given = {key: maker.value(value) for key, value in state_of(told).items() if key in HOLDERS[told.name]}
    if name == "Matern" or "length_scale" in given:
        given = {key: np.asarray(value) if isinstance(value, list) else value for key, value in given.items()}
    return getattr(import_module(module), name)(**given)


@objects("scipy.interpolate.BSpline")
def spline(maker: Maker, told: Object) -> Any:
    """From scipy 1.15 on its state is a pair, or a dictionary with more in it."""
    from scipy.interpolate import BSpline

    state = told.state[0] if isinstance(told.state, tuple) and len(told.state) == 2 else told.state
    if isinstance(state, Object):
        state = state.state
    if not isinstance(state, dict):
        raise ModelError("a BSpline without knots")
    t, c = (np.ascontiguousarray(maker.value(state.get(key, state.get("_" + key))), np.float64) for key in "tc")
    k, extrapolate, axis = state.get("k"), state.get("extrapolate", True), state.get("axis", 0)
    if type(k) is not int or not 0 <= k < len(t) or type(axis) is not int:
        raise ModelError("a BSpline of no degree")
    return BSpline(t, c, k, extrapolate=extrapolate, axis=axis)


@objects("sklearn._loss.link.Interval")
def interval(maker: Maker, told: Object) -> Any:
    from sklearn._loss.link import Interval

    state = state_of(told)
    return Interval(*(maker.value(state.get(key)) for key in ("low", "high", "low_inclusive", "high_inclusive")))


@objects("sklearn.utils.Bunch", "sklearn.utils._bunch.Bunch")
def bunch(maker: Maker, told: Object) -> Any:
    from sklearn.utils import Bunch

    pairs = told.pairs if isinstance(told.pairs, dict) else {}
    return Bunch(**{str(key): maker.value(value) for key, value in pairs.items()})


@objects("sklearn.utils.deprecation.DeprecationDict", "collections.OrderedDict", "collections.defaultdict", "builtins.dict")
def dictionary(maker: Maker, told: Object) -> Any:
    return maker.value(told.pairs) if isinstance(told.pairs, dict) else {}


@objects("joblib.memory.Memory", "sklearn.externals.joblib.memory.Memory")
def memory(maker: Maker, told: Object) -> Any:
    """What was kept on the disk of another machine."""
    return None


@objects("sklearn.grid_search._CVScoreTuple", "sklearn.model_selection._search._CVScoreTuple")
def score(maker: Maker, told: Object) -> Any:
    return tuple(maker.value(part) for part in told.args)


@objects("scipy.stats._distn_infrastructure.rv_frozen", "scipy.stats._distn_infrastructure.rv_continuous_frozen",
         "scipy.stats._distn_infrastructure.rv_discrete_frozen")
def distribution(maker: Maker, told: Object) -> Any:
    """What RandomizedSearchCV drew from: scipy's own distribution of that name, with its arguments."""
    import scipy.stats

    state = state_of(told)
    inner = state.get("dist")
    last = inner.name.rsplit(".", 1)[-1] if isinstance(inner, Object) else ""
    known = last[:-len("_gen")] if last.endswith("_gen") else ""
    made = vars(scipy.stats).get(known)
    if not isinstance(made, (scipy.stats.rv_continuous, scipy.stats.rv_discrete)):
        raise ModelError("a distribution that is not one of scipy's")
    args, kwds = maker.value(state.get("args", ())), maker.value(state.get("kwds", {}))
    return made(*args, **kwds)


@objects("sklearn.metrics._scorer._Scorer", "sklearn.metrics._scorer._PredictScorer", "sklearn.metrics._scorer._ProbaScorer",
         "sklearn.metrics._scorer._ThresholdScorer", "sklearn.metrics.scorer._PredictScorer", "sklearn.metrics.scorer._ProbaScorer",
         "sklearn.metrics.scorer._ThresholdScorer")
def scorer(maker: Maker, told: Object) -> Any:
    from sklearn.metrics import make_scorer

    state = state_of(told)
    function, sign, kwargs = (maker.value(state.get(key)) for key in ("_score_func", "_sign", "_kwargs"))
    if sign not in (1, -1) or not isinstance(kwargs, dict) or not callable(function):
        raise ModelError("a scorer without a function")
    return make_scorer(function, greater_is_better=sign == 1, **kwargs)


@rule("*")
def common(loading: Loading) -> None:
    """What has no part in an answer, or is made anew when it is needed."""
    for name, value in list(loading.fitted.items()):
        if isinstance(value, Opaque) or name in ("_stop_words_id", "stop_words_", "_cached_dict", "_metadata_request"):
            del loading.fitted[name]


@rule("**")
def count_features(loading: Loading) -> None:
    """n_features_in_ came with 0.23; before, arrays tell it."""
    if loading.has("n_features_in_"):
        return
    for name, axis in _WIDE.items():
        value = loading.fitted.get(name)
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.ndim >= -axis:
            loading.fitted["n_features_in_"] = int(value.shape[axis])
            return


# Attributes that have an item for each feature along this axis.
_WIDE = {"cluster_centers_": -1, "components_": -1, "theta_": -1, "feature_log_prob_": -1, "_fit_X": -1, "X_fit_": -1, "X_train_": -1,
         "statistics_": -1, "scale_": -1, "max_abs_": -1, "lambdas_": -1, "quantiles_": -1, "means_": -1, "centroids_": -1,
         "variances_": -1, "ranking_": -1, "scores_": -1, "coef_": -1, "n_bins_": -1}
