"""Decision trees, forests and gradient boosting with NumPy, to the bit: the same comparisons and sums in the same order."""

from typing import TYPE_CHECKING, Any, Dict, List

from ._arrays import numpy
from ._evaluator import Evaluator, Function, attribute, estimator, fault, labels, numbers, sigmoid, since, softmax, two_columns, word
from ._errors import ModelError
from ._values import Estimator, Object

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_NO_CHILD = -1
_FRACTION_SLACK = 1e-9  # the shares of classes in a root sum to 1 up to rounding; counts of rows would sum to a number of them


def _fault(what: str) -> ModelError:
    return ModelError(f"tree_: {what}")


class Tree:
    """values: [nodes, outputs, classes]; n_classes: of each output, 1 in regression."""

    def __init__(self, e: Estimator) -> None:
        np = numpy()
        tree = attribute(e, "tree_")
        if not isinstance(tree, Object) or tree.name != "sklearn.tree._tree.Tree" or len(tree.args) != 3 or type(tree.state) is not dict:
            raise _fault("expected a Tree")
        self.n_features, n_classes, n_outputs = tree.args
        nodes: Any = tree.state.get("nodes")
        values: Any = tree.state.get("values")
        if type(self.n_features) is not int or type(n_outputs) is not int or type(n_classes) is not np.ndarray or n_classes.dtype.kind not in "iu":
            raise _fault("expected whole numbers")
        if n_classes.shape != (n_outputs,) or n_outputs < 1 or n_classes.min() < 1 or self.n_features < 1:
            raise _fault("expected features, outputs and classes")
        if type(nodes) is not np.ndarray or nodes.ndim != 1 or len(nodes) == 0 or not {"left_child", "right_child", "feature", "threshold"} <= set(nodes.dtype.names or ()):
            raise _fault("expected nodes")
        if type(values) is not np.ndarray or values.dtype != np.float64 or values.shape != (len(nodes), n_outputs, int(n_classes.max())):
            raise _fault("values are not those of the nodes")
        self.n_classes = [int(n) for n in n_classes]
        self.values: Array = values
        self._read(nodes)

    def _read(self, nodes: "Array") -> None:
        np = numpy()
        if any(nodes[name].dtype.kind not in "iu" for name in ("left_child", "right_child", "feature")) or nodes["threshold"].dtype != np.float64:
            raise _fault("expected nodes of whole numbers and float64")
        self.left, self.right, self.feature = (nodes[name].astype(np.intp) for name in ("left_child", "right_child", "feature"))
        self.threshold = nodes["threshold"].astype(np.float64)
        missing = nodes["missing_go_to_left"] if "missing_go_to_left" in (nodes.dtype.names or ()) else np.zeros(len(nodes))
        if missing.dtype.kind not in "biuf":
            raise _fault("expected missing_go_to_left to be 0 or 1")
        self.missing_left = missing.astype(bool)
        self.splits = self.left != _NO_CHILD
        at = np.arange(len(nodes))[self.splits]
        for child in (self.left[self.splits], self.right[self.splits]):
            if (child <= at).any() or (child >= len(nodes)).any():  # so no path is longer than there are nodes
                raise _fault("a child stands before its parent, or is none of the nodes")
        chosen = self.feature[self.splits]
        if (chosen < 0).any() or (chosen >= self.n_features).any():
            raise _fault("a node looks at a feature that there is not")

    def leaves(self, x: "Array") -> "Array":
        """The leaf of each row, [N]. x: float32."""
        np = numpy()
        node = np.zeros(len(x), np.intp)
        rows = np.arange(len(x)) if self.splits[0] else np.arange(0)
        while len(rows):
            at = node[rows]
            value = x[rows, self.feature[at]]
            left = np.where(np.isnan(value), self.missing_left[at], value <= self.threshold[at])
            node[rows] = np.where(left, self.left[at], self.right[at])
            rows = rows[self.splits[node[rows]]]
        return node

    def numbers(self, x: "Array") -> "Array":
        """[N, outputs]"""
        return self.values[self.leaves(x), :, 0]

    def shares(self, x: "Array") -> List["Array"]:
        """Probabilities of the classes of each output, [N, classes]."""
        np = numpy()
        found = self.values[self.leaves(x)]
        made = []
        for k, n in enumerate(self.n_classes):
            p = found[:, k, :n]
            if abs(self.values[0, k, :n].sum() - 1.0) > _FRACTION_SLACK:
                total = p.sum(axis=1)
                total[total == 0.0] = 1.0
                p = p / total[:, np.newaxis]
            made.append(p)
        return made


def _single(x: "Array") -> "Array":
    np = numpy()
    with np.errstate(over="ignore"):
        return x.astype(np.float32)


def _trees_of(e: Estimator) -> List[Tree]:
    members = attribute(e, "estimators_")
    if type(members) is not list or not members:
        raise fault(e, "estimators_", "expected a list of trees")
    trees = [Tree(estimator(e, "estimators_", member)) for member in members]
    if any(t.n_features != trees[0].n_features or t.n_classes != trees[0].n_classes for t in trees):
        raise fault(e, "estimators_", "trees of different features or classes")
    return trees


def tree_regressor(e: Estimator) -> Evaluator:
    return _regressor([Tree(e)])


def forest_regressor(e: Estimator) -> Evaluator:
    return _regressor(_trees_of(e))


def _regressor(trees: List[Tree]) -> Evaluator:
    def predict(x: "Array") -> "Array":
        x = _single(x)
        y = trees[0].numbers(x).copy()
        for tree in trees[1:]:
            y += tree.numbers(x)
        y /= len(trees)
        return y[:, 0] if y.shape[1] == 1 else y

    return Evaluator(trees[0].n_features, {"predict": predict})


def _classes(e: Estimator, trees: List[Tree]) -> List["Array"]:
    told = attribute(e, "classes_")
    classes = [labels(e, each) for each in (told if type(told) is list else [told])]
    if [len(each) for each in classes] != trees[0].n_classes:
        raise fault(e, "classes_", "of another number than the trees have")
    return classes


def _labelled(classes: List["Array"], shares: List["Array"]) -> "Array":
    """The most probable classes: [N], of several outputs [N, k] in the type of the first's."""
    np = numpy()
    found = [each[p.argmax(axis=1)] for each, p in zip(classes, shares)]
    return found[0] if len(found) == 1 else np.stack([column.astype(classes[0].dtype) for column in found], axis=1)


def tree_classifier(e: Estimator) -> Evaluator:
    tree = Tree(e)
    classes = _classes(e, [tree])

    def predict(x: "Array") -> "Array":
        found = tree.values[tree.leaves(_single(x))]
        return _labelled(classes, [found[:, k, :n] for k, n in enumerate(tree.n_classes)])

    def predict_proba(x: "Array") -> Any:
        shares = tree.shares(_single(x))
        return shares[0] if len(shares) == 1 else shares

    return Evaluator(tree.n_features, {"predict": predict, "predict_proba": predict_proba}, classes)


def forest_classifier(e: Estimator) -> Evaluator:
    trees = _trees_of(e)
    classes = _classes(e, trees)

    def mean(x: "Array") -> List["Array"]:
        x = _single(x)
        total = [p.copy() for p in trees[0].shares(x)]
        for tree in trees[1:]:
            for sum_of, p in zip(total, tree.shares(x)):
                sum_of += p
        for p in total:
            p /= len(trees)
        return total

    def predict_proba(x: "Array") -> Any:
        shares = mean(x)
        return shares[0] if len(shares) == 1 else shares

    return Evaluator(trees[0].n_features, {"predict": lambda x: _labelled(classes, mean(x)), "predict_proba": predict_proba}, classes)


# ---- gradient boosting ----

_CONSTANTS = {"MeanEstimator": "mean", "QuantileEstimator": "quantile", "LogOddsEstimator": "prior", "ScaledLogOddsEstimator": "prior",
              "PriorProbabilityEstimator": "priors"}


def _is_new(e: Estimator) -> bool:
    """Of 1.4 and later, with the losses of sklearn._loss."""
    loss = e.fitted.get("_loss")
    return isinstance(loss, Object) and loss.name.startswith("sklearn._loss.")


def _base(e: Estimator, n: int) -> "Array":
    """What the sums begin with, [n]."""
    np = numpy()
    init = attribute(e, "init_")
    if isinstance(init, str) and init == "zero":
        return np.zeros(n)
    if isinstance(init, Object):
        last = init.name.rsplit(".", 1)[-1]
        if last == "ZeroEstimator":
            return np.zeros(n)
        if last in _CONSTANTS and type(init.state) is dict:
            held = Estimator(last, init.name, None, {}, init.state, None, None, {})
            return _as_many(e, numbers(held, _CONSTANTS[last], (0, 1)), n)
    if isinstance(init, Estimator) and init.model_type == "DummyRegressor":
        return _as_many(e, numbers(init, "constant_" if "constant_" in init.fitted else "constant", (0, 1, 2)), n)
    if isinstance(init, Estimator) and init.model_type == "DummyClassifier" and word(init, "strategy") == "prior":
        return _linked(e, _as_many(e, numbers(init, "class_prior_", (1,)), 2 if n == 1 else n))
    raise ModelError(f"{e.model_type} that begins with an estimator of its own is not computed with NumPy")


def _as_many(e: Estimator, values: "Array", n: int) -> "Array":
    if values.size != n:
        raise fault(e, "init_", f"{values.size} numbers, expected {n}")
    return values.reshape(n)


def _linked(e: Estimator, prior: "Array") -> "Array":
    """Prior probabilities through the link of the loss."""
    np = numpy()
    eps = np.finfo(np.float64 if since(e, 1, 8) else np.float32).eps
    p = np.clip(prior, eps, 1 - eps)
    if len(p) == 2:
        return np.log(p[1:] / (1 - p[1:])) * (0.5 if word(e, "loss") == "exponential" else 1.0)
    return np.log(p / np.exp(np.log(p).sum() / len(p))) if _is_new(e) else np.log(p)


def _raw(e: Estimator) -> Any:
    """(features, classes a stage, function of the rows' sums [N, classes])."""
    np = numpy()
    stages = attribute(e, "estimators_")
    rate = e.params.get("learning_rate")
    if type(stages) is not np.ndarray or stages.dtype != object or stages.ndim != 2 or stages.size == 0:
        raise fault(e, "estimators_", "expected a table of trees")
    if type(rate) not in (int, float):
        raise fault(e, "learning_rate", "expected a number")
    trees = [[Tree(estimator(e, "estimators_", member)) for member in stage] for stage in stages]
    first = trees[0][0]
    if any(t.n_features != first.n_features or t.n_classes != [1] for stage in trees for t in stage):
        raise fault(e, "estimators_", "expected trees of one output, over the same features")
    base = _base(e, stages.shape[1])

    def raw(x: "Array") -> "Array":
        x = _single(x)
        y = np.tile(base, (len(x), 1))
        for stage in trees:
            for k, tree in enumerate(stage):
                y[:, k] += rate * tree.numbers(x)[:, 0]
        return y

    return first.n_features, stages.shape[1], raw


def boosted_regressor(e: Estimator) -> Evaluator:
    width, n, raw = _raw(e)
    if n != 1:
        raise fault(e, "estimators_", "expected one tree a stage")
    return Evaluator(width, {"predict": lambda x: raw(x)[:, 0]})


def boosted_classifier(e: Estimator) -> Evaluator:
    np = numpy()
    width, n, raw = _raw(e)
    classes = labels(e, attribute(e, "classes_"))
    if len(classes) != (2 if n == 1 else n):
        raise fault(e, "classes_", f"{len(classes)} of them for {n} trees a stage")
    new, exponential = _is_new(e), word(e, "loss") == "exponential"

    def decision(x: "Array") -> "Array":
        return raw(x)[:, 0] if n == 1 else raw(x)

    def predict_proba(x: "Array") -> "Array":
        z = decision(x)
        return softmax(z) if n > 1 else two_columns(sigmoid(2 * z if exponential else z))

    def predict(x: "Array") -> "Array":
        if n == 1 and (new or exponential):
            return classes[(decision(x) >= 0).astype(int)]
        return classes[np.argmax(decision(x) if new else predict_proba(x), axis=1)]

    methods: Dict[str, Function] = {"predict": predict, "predict_proba": predict_proba, "decision_function": decision}
    return Evaluator(width, methods, [classes])
