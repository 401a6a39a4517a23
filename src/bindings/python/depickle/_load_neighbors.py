"""Nearest neighbours: their trees are built again from the points that they hold, by the installed version."""

from typing import Any, Dict

import numpy as np

from ._document import Object, Reference
from ._errors import ModelError
from ._load_make import Loading, Maker, objects, rule

_METRICS = {"EuclideanDistance": "euclidean", "ManhattanDistance": "manhattan", "ChebyshevDistance": "chebyshev",
            "MinkowskiDistance": "minkowski", "SEuclideanDistance": "seuclidean", "MahalanobisDistance": "mahalanobis",
            "HammingDistance": "hamming", "CanberraDistance": "canberra", "BrayCurtisDistance": "braycurtis",
            "JaccardDistance": "jaccard", "HaversineDistance": "haversine", "MatchingDistance": "matching", "DiceDistance": "dice",
            "KulsinskiDistance": "kulsinski", "RogersTanimotoDistance": "rogerstanimoto", "RussellRaoDistance": "russellrao",
            "SokalMichenerDistance": "sokalmichener", "SokalSneathDistance": "sokalsneath", "WMinkowskiDistance": "wminkowski"}


class _Metric:
    """A metric by name, with what it takes."""

    def __init__(self, name: str, args: Dict[str, Any]) -> None:
        self.name, self.args = name, args


@objects("sklearn.metrics._dist_metrics.newObj", "sklearn.neighbors._dist_metrics.newObj", "sklearn.neighbors.dist_metrics.newObj")
def metric(maker: Maker, told: Object) -> Any:
    cls = told.args[0] if told.args else None
    last = cls.name.rsplit(".", 1)[-1] if isinstance(cls, Reference) else ""
    name = _METRICS.get(last[:-2] if last.endswith(("32", "64")) else last)
    if name is None or not isinstance(told.state, tuple) or len(told.state) < 3:
        raise ModelError(f"a distance {last[:40]} is not known")
    p, vector, matrix = told.state[:3]
    args: Dict[str, Any] = {"minkowski": {"p": p}, "seuclidean": {"V": vector}, "mahalanobis": {"VI": matrix},
                            "wminkowski": {"p": p, "w": vector}}.get(name, {})
    return _Metric(name, args)


@objects("sklearn.neighbors._kd_tree.newObj", "sklearn.neighbors._ball_tree.newObj", "sklearn.neighbors.kd_tree.newObj",
         "sklearn.neighbors.ball_tree.newObj")
def space_tree(maker: Maker, told: Object) -> Any:
    from sklearn.neighbors import BallTree, KDTree

    state = told.state
    if not isinstance(state, tuple) or len(state) < 12 or type(state[4]) is not int or not isinstance(state[11], Object):
        raise ModelError("a tree of neighbours without its points")
    data, leaf_size, how = np.asarray(state[0]), state[4], maker.object(state[11])
    weight = state[12] if len(state) > 12 and isinstance(state[12], np.ndarray) and state[12].size else None
    if data.dtype.kind != "f" or data.ndim != 2 or leaf_size < 1:
        raise ModelError("a tree of neighbours without its points")
    kind = BallTree if "ball_tree" in told.name else KDTree
    return kind(data, leaf_size=leaf_size, metric=how.name, sample_weight=weight, **how.args)


@rule(*(f"sklearn.neighbors.{name}" for name in (
    "KNeighborsClassifier", "KNeighborsRegressor", "KNeighborsTransformer", "NearestNeighbors", "RadiusNeighborsClassifier",
    "RadiusNeighborsRegressor", "RadiusNeighborsTransformer", "LocalOutlierFactor")))
def neighbors(loading: Loading) -> None:
    loading.drop("_contamination")
    if not loading.has("_fit_X"):
        return
    if loading.fitted["_fit_X"] is not None and hasattr(loading.fitted["_fit_X"], "shape"):
        loading.default(n_samples_fit_=int(loading.fitted["_fit_X"].shape[0]), n_features_in_=int(loading.fitted["_fit_X"].shape[1]))
        loading.same_width(loading.fitted["_fit_X"].shape[1])
    loading.default(_tree=None)
    if loading.told.model_type == "RadiusNeighborsClassifier":
        label = loading.params.get("outlier_label")
        several = isinstance(loading.get("classes_"), list)
        loading.default(outlier_label_=None if label is None else [label] * (len(loading.get("classes_")) if several else 1))
