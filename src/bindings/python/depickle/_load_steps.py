"""What chooses among estimators, and what stands beside columns."""

from typing import Any

from ._document import Object
from ._load_make import Loading, Maker, objects, rule
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
