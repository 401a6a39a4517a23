"""Gradient boosting over decision trees: its loss as the installed version has it, and where its sum begins."""

from typing import Any

import numpy as np

from ._document import Estimator, Object
from ._errors import ModelError
from ._load_make import INSTALLED, Loading, rule
from ._load_objects import state_of
from ._load_trees import of_first

_BOOSTING = ("sklearn.ensemble.GradientBoostingClassifier", "sklearn.ensemble.GradientBoostingRegressor")
_CENTRED = (1, 4)  # from this version on the scores of several classes begin with logarithms less their mean
_SINGLE = float(np.finfo(np.float32).eps)


@rule(*_BOOSTING)
def boosting(loading: Loading) -> None:
    fitted = loading.fitted
    loading.drop("loss_", "_loss", "_n_classes", "alpha")
    if not loading.has("estimators_"):
        return
    stages = loading.get("estimators_")
    if not isinstance(stages, np.ndarray) or stages.ndim != 2 or not stages.size:
        raise ModelError("estimators_ are no stages of trees")
    of_first(loading)
    loading.same_width(*(each.tree_.n_features for each in stages.ravel()))
    classifier = loading.told.name.endswith("Classifier")
    n_classes = len(loading.array_like("classes_")) if classifier else 1
    if stages.shape[1] != (n_classes if n_classes > 2 else 1):
        raise ModelError("a stage has another number of trees than there are classes")
    loading.default(n_estimators_=len(stages))
    if not classifier:
        loading.drop("n_classes_")
    _start(loading, stages, classifier, n_classes)
    if INSTALLED >= (1, 4):
        fitted["n_trees_per_iteration_"] = stages.shape[1]
    else:
        loading.drop("n_trees_per_iteration_")
        fitted["_n_classes"] = n_classes
    if classifier:
        vars(loading.model)["n_classes_"] = n_classes
    fitted["_loss" if INSTALLED >= (1, 1) else "loss_"] = _loss(loading.model, n_classes)


def _loss(model: Any, n_classes: int) -> Any:
    if INSTALLED >= (1, 4):
        return model._get_loss(sample_weight=None)
    from sklearn.ensemble import _gb_losses

    if model.loss in ("deviance", "log_loss"):
        made = _gb_losses.MultinomialDeviance if n_classes > 2 else _gb_losses.BinomialDeviance
        return made(n_classes)
    made = _gb_losses.LOSS_FUNCTIONS[model.loss]
    if model.loss in ("huber", "quantile"):
        return made(model.alpha)
    return made(n_classes) if model.loss == "exponential" else made()


def _start(loading: Loading, stages: "np.ndarray[Any, Any]", classifier: bool, n_classes: int) -> None:
    """init_, so that the installed version begins where the one that wrote the model did."""
    told = loading.fitted.get("init_")
    if isinstance(told, Object):
        loading.fitted["init_"] = _old_start(loading, told, stages, classifier, n_classes)
        return
    centred = (loading.written >= _CENTRED) - (INSTALLED >= _CENTRED)
    dummy = isinstance(told, Estimator) and told.model_type == "DummyClassifier"
    if n_classes > 2 and centred and dummy:
        eps = _SINGLE if loading.written < _CENTRED else float(np.finfo(np.float64).eps)
        start = np.log(np.clip(loading.get("init_").class_prior_, eps, 1 - eps))
        _add(loading, stages, np.full(n_classes, -centred * start.mean()))


def _add(loading: Loading, stages: "np.ndarray[Any, Any]", start: "np.ndarray[Any, Any]") -> None:
    """The first stage's trees take what is to be added to each class's score."""
    rate = float(loading.params.get("learning_rate", 0.1))
    for tree, amount in zip(stages[0], start):
        state = tree.tree_.__getstate__()
        state["values"] = state["values"] + amount / rate
        tree.tree_.__setstate__(state)


def _old_start(loading: Loading, told: Object, stages: "np.ndarray[Any, Any]", classifier: bool, n_classes: int) -> Any:
    """Up to 0.20 gradient boosting had estimators of its own for this, whose answers were the scores themselves."""
    state = state_of(told)
    kind = told.name.rsplit(".", 1)[-1]
    if kind == "ZeroEstimator":
        return "zero"
    if kind in ("MeanEstimator", "QuantileEstimator") and not classifier:
        return _dummy_regressor(float(np.asarray(state.get("mean", state.get("quantile"))).ravel()[0]))
    if kind in ("LogOddsEstimator", "ScaledLogOddsEstimator") and n_classes == 2:
        odds = float(np.asarray(state.get("prior")).ravel()[0]) * (2.0 if kind == "ScaledLogOddsEstimator" else 1.0)
        return _dummy_classifier(1.0 / (1.0 + np.exp(-odds)))
    priors = np.asarray(state.get("priors"), np.float64)
    if kind != "PriorProbabilityEstimator" or priors.shape != (n_classes,):
        raise ModelError(f"gradient boosting that begins with {kind[:40]}")
    _add(loading, stages, priors)
    return "zero"


def _dummy_regressor(constant: float) -> Any:
    from sklearn.dummy import DummyRegressor

    made = DummyRegressor(strategy="constant", constant=constant)
    made.constant_, made.n_outputs_ = np.array([[constant]]), 1
    return made


def _dummy_classifier(second: float) -> Any:
    from sklearn.dummy import DummyClassifier

    made = DummyClassifier(strategy="prior")
    made.classes_, made.class_prior_ = np.array([0, 1]), np.array([1.0 - second, second])
    made.n_classes_, made.n_outputs_, made.sparse_output_, made._strategy = 2, 1, False, "prior"
    return made
