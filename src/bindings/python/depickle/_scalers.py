"""Scalers with NumPy: a shift and a factor for each feature."""

from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple

from ._arrays import numpy
from ._evaluator import Evaluator, attribute, fault, flag, row
from ._values import Estimator

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

# What is taken off, and what is divided by, and the parameters that say so.
_SHIFTED: Dict[str, Tuple[str, str, Optional[str], Optional[str]]] = {
    "StandardScaler": ("mean_", "scale_", "with_mean", "with_std"),
    "RobustScaler": ("center_", "scale_", "with_centering", "with_scaling"),
    "MaxAbsScaler": ("", "scale_", None, None),
}


def scaler(e: Estimator) -> Evaluator:
    shift_key, scale_key, with_shift, with_scale = _SHIFTED[e.model_type]
    shift = row(e, shift_key) if with_shift and flag(e, with_shift, True) else None
    scale = row(e, scale_key) if not with_scale or flag(e, with_scale, True) else None
    parts = [part for part in (shift, scale) if part is not None]
    if len({len(part) for part in parts}) > 1:
        raise fault(e, scale_key, f"of another length than {shift_key}")
    width = len(parts[0]) if parts else attribute(e, "n_features_in_") if "n_features_in_" in e.fitted else 0
    if type(width) is not int or width < 0:
        raise fault(e, "n_features_in_", "expected a whole number")
    clip = e.model_type == "MaxAbsScaler" and flag(e, "clip", False)

    def transform(x: "Array") -> "Array":
        y = x if shift is None else x - shift
        y = y if scale is None else y / scale
        return numpy().clip(y, -1.0, 1.0) if clip else y

    return Evaluator(width, {"transform": transform})


def minmax(e: Estimator) -> Evaluator:
    scale = row(e, "scale_")
    least = row(e, "min_", len(scale))
    bounds: Any = e.params.get("feature_range")
    clip = flag(e, "clip", False)
    if clip and (type(bounds) not in (tuple, list) or len(bounds) != 2 or not all(type(b) in (int, float) for b in bounds)):
        raise fault(e, "feature_range", "expected two numbers")

    def transform(x: "Array") -> "Array":
        y = x * scale + least
        return numpy().clip(y, bounds[0], bounds[1]) if clip else y

    return Evaluator(len(scale), {"transform": transform})
