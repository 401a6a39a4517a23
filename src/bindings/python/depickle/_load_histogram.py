"""Histogram-based gradient boosting: nodes as records of the installed version, categories as it counts them."""

from typing import Any, List, Optional

import numpy as np

from ._document import Object
from ._errors import ModelError
from ._load_make import INSTALLED, Loading, Maker, objects, public, rule
from ._load_objects import state_of

_MODELS = ("sklearn.ensemble.HistGradientBoostingClassifier", "sklearn.ensemble.HistGradientBoostingRegressor")
_ENCODED = (1, 4)  # from this version on categories are encoded, and their columns stand first
_OLD_NAMES = {"num_threshold": "threshold"}
_ABSENT = {"missing_go_to_left", "is_categorical", "bitset_idx"}  # up to 0.21, 0.23


def _records(found: Any) -> "np.ndarray[Any, Any]":
    from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE

    if not isinstance(found, np.ndarray) or found.ndim != 1 or not len(found):
        raise ModelError("a TreePredictor without nodes")
    names = found.dtype.names or ()
    made = np.zeros(len(found), PREDICTOR_RECORD_DTYPE)
    for name in PREDICTOR_RECORD_DTYPE.names:
        old = name if name in names else _OLD_NAMES.get(name, name)
        if old in names:
            made[name] = found[old]
        elif name not in _ABSENT:
            raise ModelError(f"nodes without {name}")
    return made


def _bitsets(found: Any) -> "np.ndarray[Any, Any]":
    made = np.zeros((0, 8), np.uint32) if found is None else np.asarray(found)
    if made.dtype.kind not in "iu" or made.ndim != 2 or made.shape[1] != 8:
        raise ModelError("bitsets of categories are no rows of 256 bits")
    return np.ascontiguousarray(made, np.uint32)


@objects("sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor")
def predictor(maker: Maker, told: Object) -> Any:
    from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor

    state = state_of(told)
    nodes = _records(state.get("nodes"))
    binned, raw = (_bitsets(state.get(name)) for name in ("binned_left_cat_bitsets", "raw_left_cat_bitsets"))
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    children = np.stack([nodes["left"][inner], nodes["right"][inner]]).astype(np.int64)
    if (children <= inner).any() or (children >= len(nodes)).any():
        raise ModelError("a TreePredictor whose children stand before their parents, or nowhere")
    categorical = nodes["is_categorical"][inner] != 0
    if len(binned) != len(raw) or (nodes["bitset_idx"][inner][categorical] >= len(raw)).any():
        raise ModelError("a TreePredictor that asks for categories that are not there")
    return TreePredictor(nodes, binned, raw)


@objects("sklearn.ensemble._hist_gradient_boosting.binning._BinMapper")
def mapper(maker: Maker, told: Object) -> Any:
    from sklearn.ensemble._hist_gradient_boosting.binning import _BinMapper

    state = {key: maker.value(value) for key, value in state_of(told).items() if key not in ("_sklearn_version", "random_state")}
    thresholds = state.get("bin_thresholds_")
    if not isinstance(thresholds, list):
        raise ModelError("a _BinMapper without thresholds")
    none: List[Optional[Any]] = [None] * len(thresholds)
    made = _BinMapper(n_bins=int(state.get("n_bins", state.get("max_bins", 255) + 1)))
    known = state.get("known_categories") or none
    categorical = state.get("is_categorical_")
    made.is_categorical_ = np.asarray([0] * len(thresholds) if categorical is None else categorical, np.uint8)
    if len(known) != len(thresholds) or made.is_categorical_.shape != (len(thresholds),):
        raise ModelError("a _BinMapper whose columns do not fit together")
    made.known_categories = [None if each is None else _categories(each) for each in known]
    if any(each is None for each, is_one in zip(made.known_categories, made.is_categorical_) if is_one):
        raise ModelError("a _BinMapper of a column without its categories")
    made.is_categorical = made.is_categorical_ if made.is_categorical_.any() else None
    made.bin_thresholds_ = thresholds
    made.n_bins_non_missing_ = np.asarray(state.get("n_bins_non_missing_", state.get("actual_n_bins_", [0] * len(thresholds))), np.uint32)
    made.missing_values_bin_idx_ = made.n_bins - 1
    return made


def _categories(found: Any) -> "np.ndarray[Any, Any]":
    made = np.asarray(found, np.float64)
    if made.ndim != 1 or not ((made >= 0) & (made < 256) & (made == np.floor(made))).all():
        raise ModelError("categories are no whole numbers below 256")
    return made


@rule(*_MODELS)
def model(loading: Loading) -> None:
    loading.drop("_loss", "_scorer", "_feature_subsample_rng", "_random_seed")
    if not loading.has("_predictors"):
        return
    classifier = loading.told.name.endswith("Classifier")
    n_classes = len(loading.array_like("classes_")) if classifier else 1
    outputs = n_classes if n_classes > 2 else 1
    stages = loading.get("_predictors")
    if not isinstance(stages, list) or not all(isinstance(stage, list) and len(stage) == outputs for stage in stages):
        raise ModelError("an iteration has another number of trees than there are classes")
    _baseline(loading, outputs)
    n_features = len(loading.get("_bin_mapper").bin_thresholds_)
    loading.default(n_features_in_=n_features, _n_features=n_features, n_trees_per_iteration_=outputs, is_categorical_=None)
    loading.same_width(n_features, loading.get("_n_features"))
    _bounded(stages, loading.get("_bin_mapper"))
    _preprocessed(loading, n_features)
    if loading.written < _ENCODED <= INSTALLED:
        categorical = loading.get("is_categorical_")
        loading.default(_preprocessor=None, _is_categorical_remapped=categorical)
    elif INSTALLED < _ENCODED <= loading.written:
        _decode(loading, stages)
    for name in ("is_categorical_", "_is_categorical_remapped"):
        if isinstance(loading.fitted.get(name), np.ndarray):
            loading.fitted[name] = loading.fitted[name].astype(bool)
    if classifier and INSTALLED >= (1, 7):
        loading.default(_label_encoder=_labels(loading.get("classes_")))
    loading.fitted["_loss"] = _loss(loading.model, outputs)


def _labels(classes: Any) -> Any:
    made = public("sklearn.preprocessing.LabelEncoder")()
    made.classes_ = np.asarray(classes)
    return made


def _baseline(loading: Loading, outputs: int) -> None:
    start = np.asarray(loading.get("_baseline_prediction"), np.float64).ravel()
    if start.shape != (outputs,):
        raise ModelError("_baseline_prediction has not one number for each tree of an iteration")
    loading.fitted["_baseline_prediction"] = start.reshape((1, outputs) if INSTALLED >= (1, 1) else (outputs, 1))


def _bounded(stages: List[List[Any]], mapper: Any) -> None:
    for stage in stages:
        for each in stage:
            nodes = each.nodes[each.nodes["is_leaf"] == 0]
            feature = nodes["feature_idx"].astype(np.int64)
            if (feature < 0).any() or (feature >= len(mapper.bin_thresholds_)).any():
                raise ModelError("a TreePredictor that asks for a feature that is not there")
            if not mapper.is_categorical_[feature[nodes["is_categorical"] != 0]].all():
                raise ModelError("a TreePredictor that asks for the category of a number")


def _preprocessed(loading: Loading, n_features: int) -> None:
    """What comes out of the encoder of categories has as many columns as went in."""
    made = loading.get("_preprocessor") if loading.has("_preprocessor") else None
    if made is not None and sum(int(np.count_nonzero(chosen)) for _, _, chosen in made.transformers_) != n_features:
        raise ModelError("_preprocessor gives another number of columns than it takes")


_LINKS = {"gamma": "poisson", "quantile": "squared_error"}  # losses that the installed version may lack: others of the same link


def _loss(made: Any, outputs: int) -> Any:
    """Only its link and its probabilities are asked for after training."""
    if INSTALLED >= (1, 1):
        vars(made)["n_trees_per_iteration_"] = outputs
        try:
            return made._get_loss(sample_weight=None)
        except KeyError:
            from sklearn.ensemble._hist_gradient_boosting.gradient_boosting import _LOSSES

            return _LOSSES[_LINKS[made.loss]](sample_weight=None)
    import sklearn.ensemble._hist_gradient_boosting.loss as losses

    threads = {} if INSTALLED < (1, 0) else {"n_threads": 1}
    if made.loss in ("auto", "log_loss", "binary_crossentropy", "categorical_crossentropy"):
        kind = losses.CategoricalCrossEntropy if outputs > 1 else losses.BinaryCrossEntropy
        return kind(sample_weight=None, **threads)
    known = losses._LOSSES.get(made.loss)
    if known is None:
        known = {"gamma": losses.Poisson, "quantile": losses.LeastSquares}[made.loss]
    return known(sample_weight=None, **threads)


def _decode(loading: Loading, stages: List[List[Any]]) -> None:
    """Columns as they are given, and categories as they stand in them, for versions that do not encode."""
    loading.drop("_is_categorical_remapped")
    if loading.has("_preprocessor"):
        from ._load_decode import decode

        decode(loading, loading.get("_preprocessor"), stages)
    loading.drop("_preprocessor")
