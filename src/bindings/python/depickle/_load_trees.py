"""Decision trees: their nodes as records of the installed version, their values as it counts them; forests of them."""

from functools import lru_cache
from typing import Any, Dict, List

import numpy as np

from ._document import Object
from ._errors import ModelError
from ._load_make import INSTALLED, Loading, Maker, objects, rule
from ._load_objects import state_of

SHARES = (1, 4)  # from this version on classifiers' trees hold shares of a node's weight; before, the weights themselves
LEAF = -1
_TRIALS = 60


@lru_cache(maxsize=None)
def _node_dtype() -> Any:
    """Of the smallest tree: what the installed version calls it has changed."""
    from sklearn.tree import DecisionTreeRegressor

    return DecisionTreeRegressor().fit([[0.0], [1.0]], [0.0, 1.0]).tree_.__getstate__()["nodes"].dtype


@objects("sklearn.tree._tree.Tree")
def tree(maker: Maker, told: Object) -> Any:
    """A tree as the file has it: the values of a classifier's are still to be counted as the installed version does."""
    from sklearn.tree._tree import Tree

    if len(told.args) != 3 or type(told.args[0]) is not int or type(told.args[2]) is not int or not 0 < told.args[2] < 1 << 20:
        raise ModelError("a Tree takes its features, classes and outputs")
    n_features, n_classes, n_outputs = told.args[0], np.asarray(told.args[1]), told.args[2]
    if n_classes.dtype.kind not in "iu" or n_classes.shape != (n_outputs,) or n_features < 0 or not 0 < n_classes.min():
        raise ModelError("a Tree of no classes or features")
    state = state_of(told)
    nodes, values = state.get("nodes"), np.asarray(state.get("values"), np.float64)
    if not isinstance(nodes, np.ndarray) or nodes.ndim != 1 or values.shape != (len(nodes), n_outputs, int(n_classes.max())):
        raise ModelError("a Tree whose arrays do not fit together")
    depth = _checked(nodes, n_features)
    made = Tree(n_features, n_classes.astype(np.intp), n_outputs)
    made.__setstate__({"max_depth": int(state.get("max_depth", depth)), "node_count": len(nodes), "nodes": records(nodes, _node_dtype()),
                       "values": np.ascontiguousarray(values)})
    return made


def _checked(nodes: "np.ndarray[Any, Any]", n_features: int) -> int:
    """Its depth. What is compiled follows these indices unseen: children stand behind their parents, and inside."""
    names = nodes.dtype.names or ()
    for name in ("left_child", "right_child", "feature"):
        if name not in names or nodes[name].dtype.kind != "i":
            raise ModelError("a Tree without children or features")
    left, right, feature = (nodes[name].astype(np.int64) for name in ("left_child", "right_child", "feature"))
    at = np.flatnonzero(left != LEAF)
    inner = np.stack([left[at], right[at]])
    if len(nodes) == 0 or (inner <= at).any() or (inner >= len(nodes)).any():
        raise ModelError("a Tree whose children stand before their parents, or nowhere")
    if (feature[at] < 0).any() or (feature[at] >= n_features).any():
        raise ModelError("a Tree that asks for a feature that is not there")
    return int(node_depths(left, right).max())


def node_depths(left: "np.ndarray[Any, Any]", right: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Of trees whose children stand behind their parents; the root's is 0."""
    depth = np.zeros(len(left), np.int64)
    at = np.flatnonzero(left != LEAF)
    for parent, a, b in zip(at.tolist(), left[at].tolist(), right[at].tolist()):
        depth[a] = depth[b] = depth[parent] + 1
    return depth


def records(found: "np.ndarray[Any, Any]", dtype: Any) -> "np.ndarray[Any, Any]":
    """The same records in another version's layout."""
    made = np.zeros(len(found), dtype)
    names = found.dtype.names or ()
    for name in dtype.names:
        if name in names:
            made[name] = found[name]
        elif name == "missing_go_to_left":
            made[name] = _larger_left(found)
        else:
            raise ModelError(f"nodes without {name}")
    return made


def _larger_left(nodes: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Where nothing was missing in training, what is missing later goes to the child with more samples."""
    count = nodes["n_node_samples"]
    inner = nodes["left_child"] != LEAF
    made = np.zeros(len(nodes), np.uint8)
    made[inner] = count[nodes["left_child"][inner]] > count[nodes["right_child"][inner]]
    return made


def _parts(loading: Loading) -> "tuple[Any, Dict[str, Any]]":
    made = loading.get("tree_")
    return made, made.__getstate__()


@rule("sklearn.tree.DecisionTreeClassifier", "sklearn.tree.ExtraTreeClassifier")
def count(loading: Loading) -> None:
    if not loading.has("tree_"):
        return
    made, state = _parts(loading)
    values = state["values"]
    if loading.written < SHARES <= INSTALLED:
        total = values.sum(axis=2, keepdims=True)
        total[total == 0.0] = 1.0
        state["values"] = values / total
    elif INSTALLED < SHARES <= loading.written:
        state["values"] = _weights(values, state["nodes"]["weighted_n_node_samples"], made.n_classes)
    made.__setstate__(state)


def _weights(shares: "np.ndarray[Any, Any]", node: "np.ndarray[Any, Any]", n_classes: Any) -> "np.ndarray[Any, Any]":
    """Weights that give these very shares when they are divided by their sum: whole ones where that is so, else those of the node,
    or of many nodes, changed by an ulp where roundings do not come out otherwise. Shares whose sum is far from 1 have no such weights:
    they come out an ulp or two away."""
    weights = shares * node[:, np.newaxis, np.newaxis]
    best, good = np.round(weights), _same(np.round(weights), shares)
    best = np.where(good[:, :, np.newaxis], best, weights)
    choose = np.random.RandomState(0)
    for times in range(1, _TRIALS):
        good = _same(best, shares)
        left = np.nonzero(~good)
        if not len(left[0]):
            break
        each = weights[left] * times
        steps = choose.randint(-1, 2, each.shape) * np.spacing(each) if times > 1 else 0.0
        each = np.where(each > 0, each + steps, 0.0)
        fits = _same(each[:, np.newaxis], shares[left][:, np.newaxis])[:, 0]
        best[left[0][fits], left[1][fits]] = each[fits]
    return best


def _same(weights: "np.ndarray[Any, Any]", shares: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    total = weights.sum(axis=2, keepdims=True)
    total[total == 0.0] = 1.0
    return (weights / total == shares).all(axis=2)


@rule("sklearn.tree.DecisionTreeClassifier", "sklearn.tree.ExtraTreeClassifier", "sklearn.tree.DecisionTreeRegressor",
      "sklearn.tree.ExtraTreeRegressor")
def features(loading: Loading) -> None:
    if not loading.has("tree_"):
        loading.fitted.clear()  # up to 0.17 a tree that is not fitted has attributes, all None
        return
    loading.default(n_features_in_=int(loading.get("tree_").n_features), n_outputs_=1)
    loading.same_width(loading.get("tree_").n_features)
    if "Regressor" in loading.told.name:
        loading.drop("classes_", "n_classes_")
    if INSTALLED < (1, 0):
        loading.default(n_features_=loading.get("n_features_in_"))


def of_first(loading: Loading, name: str = "estimators_") -> None:
    """n_features_in_ by the first of what is inside."""
    if loading.has("n_features_in_"):
        return
    inner: Any = loading.get(name)
    while isinstance(inner, (list, tuple, np.ndarray)) and len(inner):
        inner = inner[0]
    loading.fitted["n_features_in_"] = getattr(inner, "n_features_in_", None)


@rule("sklearn.ensemble.RandomForestClassifier", "sklearn.ensemble.RandomForestRegressor", "sklearn.ensemble.ExtraTreesClassifier",
      "sklearn.ensemble.ExtraTreesRegressor", "sklearn.ensemble.RandomTreesEmbedding")
def forest(loading: Loading) -> None:
    loading.drop("class_weight")
    if not loading.has("estimators_"):
        return
    of_first(loading)
    loading.same_width(*(each.tree_.n_features for each in loading.array_like("estimators_")))
    loading.default(n_outputs_=1)
    if INSTALLED < (1, 0):
        loading.default(n_features_=loading.get("n_features_in_"))
    if "Embedding" in loading.told.name:
        encoder = loading.get("one_hot_encoder_")
        loading.default(_n_features_out=sum(len(each) for each in encoder.categories_))


@rule("sklearn.ensemble.IsolationForest")
def isolation(loading: Loading) -> None:
    if not loading.has("estimators_"):
        return
    of_first(loading)
    if loading.written < (0, 22):
        _old_offset(loading)
    trees: List[Any] = [each.tree_ for each in loading.array_like("estimators_")]
    if [t.n_features for t in trees] != [len(chosen) for chosen in loading.array_like("estimators_features_")]:
        raise ModelError("estimators_features_ do not fit to the trees")
    if loading.written < (0, 21):
        _old_depths(loading, trees)
        if INSTALLED < (1, 3):
            from ._load_answers import EarlierIsolationForest, become

            become(loading.model, EarlierIsolationForest)
    elif INSTALLED >= (1, 3):
        from sklearn.ensemble._iforest import _average_path_length

        loading.default(_average_path_length_per_tree=tuple(_average_path_length(t.n_node_samples) for t in trees),
                        _decision_path_lengths=tuple(t.compute_node_depths() for t in trees))


def _old_offset(loading: Loading) -> None:
    """Up to 0.21 what was below a threshold was an outlier; its scores were told from -0.5. Since, they are told from the threshold."""
    threshold = loading.fitted.get("_threshold_", loading.fitted.get("threshold_"))
    loading.drop("_threshold_", "threshold_", "_contamination")
    offset = loading.fitted.get("offset_", -0.5)
    if not isinstance(threshold, float) or not isinstance(offset, float):
        return
    if loading.written < (0, 20):  # it was one itself
        loading.fitted["offset_"] = float(np.nextafter(offset + threshold, np.inf))
    elif loading.told.params_found.get("behaviour", "old") != "new":
        loading.fitted["offset_"] = offset + threshold


def _old_depths(loading: Loading, trees: List[Any]) -> None:
    """What a leaf's samples add to its depth, as it was counted up to 0.20; in 0.18 with another logarithm."""
    def added(n: Any) -> Any:
        n = np.asarray(n, np.float64)
        logarithm = np.log(np.maximum(n if loading.written < (0, 19) else n - 1.0, 1.0))
        gamma = 0.5772156649 if loading.written < (0, 19) else np.euler_gamma
        return np.where(n <= 1, 1.0, 2.0 * (logarithm + gamma) - 2.0 * (n - 1.0) / np.maximum(n, 1.0))

    from sklearn.ensemble._iforest import _average_path_length

    most = loading.get("_max_samples") if loading.has("_max_samples") else loading.get("max_samples_")
    share = float(_average_path_length([most])[0] / added(most))
    depths = [node_depths(t.children_left, t.children_right) + 1 for t in trees]
    loading.fitted["_average_path_length_per_tree"] = tuple((added(t.n_node_samples) + d - 1.0) * share for t, d in zip(trees, depths))
    loading.fitted["_decision_path_lengths"] = tuple(np.ones(len(d)) for d in depths)
