"""What the NumPy evaluators share: reading of checked attributes, and what an evaluator is."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Tuple

from ._arrays import numpy
from ._errors import ModelError
from ._model import class_array
from ._values import Estimator

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Function = Callable[["Array"], Any]


@dataclass
class Evaluator:
    """An estimator as functions of rows X, float64 [N, width], by the names of its methods."""

    width: int
    methods: Dict[str, Function]
    classes: List["Array"] = field(default_factory=list)


def fault(e: Estimator, key: str, what: str) -> ModelError:
    return ModelError(f"{e.model_type}.{key}: {what}")


def attribute(e: Estimator, key: str) -> Any:
    value: Any = e.fitted.get(key)
    if value is None:
        raise fault(e, key, "is missing: the model was not fitted")
    return value


def numbers(e: Estimator, key: str, ndim: Tuple[int, ...]) -> "Array":
    """A number, or an array of such, as float64."""
    np = numpy()
    value = attribute(e, key)
    if type(value) in (int, float) or isinstance(value, np.generic):
        value = np.asarray(value)
    if type(value) is not np.ndarray or value.dtype.kind not in "iuf" or value.ndim not in ndim:
        raise fault(e, key, f"expected numbers of {' or '.join(map(str, ndim))} dimensions")
    return value.astype(np.float64)


def row(e: Estimator, key: str, width: Optional[int] = None) -> "Array":
    values = numbers(e, key, (1,))
    if width is not None and len(values) != width:
        raise fault(e, key, f"{len(values)} numbers for {width} features")
    return values


def labels(e: Estimator, value: Any) -> "Array":
    """classes_ of one output; the bytes of Python 2 are texts."""
    np = numpy()
    if type(value) is not np.ndarray or value.ndim != 1 or len(value) == 0 or value.dtype.kind not in "biufUSO":
        raise fault(e, "classes_", "expected an array of labels")
    if value.dtype.kind != "S":
        return value
    return class_array([text.decode("utf-8", "replace") for text in value.tolist()], value.dtype)


def estimator(e: Estimator, key: str, value: Any) -> Estimator:
    if not isinstance(value, Estimator):
        raise fault(e, key, "expected an estimator")
    return value


def word(e: Estimator, key: str) -> Optional[str]:
    """A parameter that is a text, as it stood where it has another name or spelling today; None where it is none."""
    value = e.params_found.get(key, e.params.get(key))
    return value if isinstance(value, str) else None


def flag(e: Estimator, key: str, otherwise: bool) -> bool:
    """A parameter that says whether; ``otherwise`` where it is not there."""
    value = e.params.get(key, otherwise)
    if type(value) not in (bool, int):
        raise fault(e, key, "expected True or False")
    return bool(value)


def since(e: Estimator, major: int, minor: int) -> bool:
    """Was it written by this release of scikit-learn, or a later one? Releases before 0.18 did not tell theirs."""
    parts = (e.sklearn_version or "0.17").split(".")
    return all(part.isdigit() for part in parts[:2]) and len(parts) > 1 and (int(parts[0]), int(parts[1])) >= (major, minor)


def sigmoid(z: "Array") -> "Array":
    np = numpy()
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-z))


def softmax(z: "Array") -> "Array":
    np = numpy()
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def two_columns(p: "Array") -> "Array":
    return numpy().stack([1.0 - p, p], axis=1)
