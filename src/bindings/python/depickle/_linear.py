"""Linear models with NumPy: sums of weighted features, and their links."""

from typing import TYPE_CHECKING, Any, Dict, Tuple

from ._arrays import numpy
from ._evaluator import Evaluator, Function, attribute, estimator, fault, labels, numbers, sigmoid, since, softmax, two_columns, word
from ._values import Estimator

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


def _weights(e: Estimator) -> Tuple["Array", "Array"]:
    """coef_ [k, n_features] and intercept_ [k]."""
    np = numpy()
    coef = np.atleast_2d(numbers(e, "coef_", (1, 2)))
    intercept = np.atleast_1d(numbers(e, "intercept_", (0, 1)))
    if len(intercept) not in (1, len(coef)):
        raise fault(e, "intercept_", f"{len(intercept)} numbers for {len(coef)} rows of coef_")
    return coef, np.broadcast_to(intercept, (len(coef),))


def regressor(e: Estimator) -> Evaluator:
    coef, intercept = _weights(e)
    one = numbers(e, "coef_", (1, 2)).ndim == 1
    log = _log_link(e)

    def predict(x: "Array") -> "Array":
        y = x @ coef.T + intercept
        y = numpy().exp(y) if log else y
        return y[:, 0] if one else y

    return Evaluator(coef.shape[1], {"predict": predict})


def _log_link(e: Estimator) -> bool:
    if e.model_type != "TweedieRegressor":
        return e.model_type in ("PoissonRegressor", "GammaRegressor")
    link, power = word(e, "link") or "auto", e.params.get("power", 0.0)
    if link not in ("auto", "identity", "log") or type(power) not in (int, float):
        raise fault(e, "link", "expected auto, identity or log")
    return link == "log" or (link == "auto" and power > 0)


def ransac(e: Estimator) -> Evaluator:
    return regressor(estimator(e, "estimator_", attribute(e, "estimator_")))


def classifier(e: Estimator) -> Evaluator:
    coef, intercept = _weights(e)
    holder = e
    if e.model_type.startswith("RidgeClassifier"):
        holder = estimator(e, "_label_binarizer", attribute(e, "_label_binarizer"))
    classes = labels(e, attribute(holder, "classes_"))
    binary = len(classes) == 2
    if len(coef) != (1 if binary else len(classes)):
        raise fault(e, "coef_", f"{len(coef)} rows for {len(classes)} classes")

    def decision(x: "Array") -> "Array":
        z = x @ coef.T + intercept
        return z[:, 0] if binary else z

    def predict(x: "Array") -> "Array":
        z = decision(x)
        return classes[(z > 0).astype(int) if binary else z.argmax(axis=1)]

    methods: Dict[str, Function] = {"predict": predict, "decision_function": decision}
    link = _link(e, binary)
    if link is not None:
        methods["predict_proba"] = lambda x: link(decision(x))
    return Evaluator(coef.shape[1], methods, [classes])


def _link(e: Estimator, binary: bool) -> Any:
    """From decisions to probabilities; None where the model has none."""
    one_by_one = _one_by_one_or_even if since(e, 1, 9) else _one_by_one
    if e.model_type.startswith("LogisticRegression"):
        return _softmax if _is_softmax(e, binary) else one_by_one
    loss = word(e, "loss")
    if e.model_type != "SGDClassifier" or loss not in ("log", "log_loss", "modified_huber"):
        return None
    return _modified_huber if loss == "modified_huber" else one_by_one


def _is_softmax(e: Estimator, binary: bool) -> bool:
    """multi_class was a parameter up to 1.7, and meant other things in other releases; later ones have two classes by sigmoid."""
    told = word(e, "multi_class")
    if told in ("ovr", "warn"):
        return False
    if told == "multinomial":
        return not binary or since(e, 0, 20)
    solver = word(e, "solver")
    newton = solver == "newton-cholesky" and since(e, 1, 2) and not since(e, 1, 6)
    return not binary and not (told is not None and (solver == "liblinear" or newton))


def _softmax(z: "Array") -> "Array":
    return softmax(z if z.ndim == 2 else numpy().stack([-z, z], axis=1))


def _one_by_one(z: "Array") -> "Array":
    """Where every one is 0 they are NaN, as they were up to 1.8."""
    p = sigmoid(z)
    with numpy().errstate(invalid="ignore"):
        return two_columns(p) if z.ndim == 1 else p / p.sum(axis=1, keepdims=True)


def _one_by_one_or_even(z: "Array") -> "Array":
    return _shares(sigmoid(z))


def _modified_huber(z: "Array") -> "Array":
    return _shares((numpy().clip(z, -1, 1) + 1) / 2)


def _shares(p: "Array") -> "Array":
    """Of one column both sides; of more each row by its sum, all alike where that is 0."""
    if p.ndim == 1:
        return two_columns(p)
    p[~p.any(axis=1)] = 1
    return p / p.sum(axis=1, keepdims=True)
