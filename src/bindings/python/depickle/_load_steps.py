"""Estimators of several steps or columns, and what chooses among them."""

from typing import Any, List

import numpy as np

from ._document import Estimator, Object
from ._errors import ModelError
from ._load_make import INSTALLED, Loading, Maker, objects, public, rule
from ._load_objects import state_of

_SEARCHES = tuple(f"sklearn.model_selection.{name}" for name in (
    "GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"))


@objects("sklearn.compose._column_transformer._RemainderColsList")
def remainder(maker: Maker, told: Object) -> Any:
    return maker.value(state_of(told).get("data", []))


@objects("sklearn.metrics._scorer._PassthroughScorer")
def passthrough(maker: Maker, told: Object) -> Any:
    return None


@rule(*_SEARCHES)
def search(loading: Loading) -> None:
    """What it scored with is made anew where it is one of scikit-learn's; scores of old are data."""
    loading.drop("scorer_", "_checked_cv_orig")
    if not loading.has("best_estimator_"):
        return
    loading.default(multimetric_=False)
    scoring = loading.params.get("scoring")
    if scoring is None or isinstance(scoring, str):
        from sklearn.metrics import check_scoring

        loading.fitted["scorer_"] = check_scoring(loading.get("best_estimator_"), scoring)


@rule("sklearn.compose.ColumnTransformer")
def columns(loading: Loading) -> None:
    from ._load_columns import columns as complete

    complete(loading)
