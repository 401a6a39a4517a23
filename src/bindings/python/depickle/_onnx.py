"""ONNX files that depickle wrote, in onnxruntime, with the answers as scikit-learn gives them: docs/formats/onnx.md."""

import json
import re
from typing import TYPE_CHECKING, Any, Dict, List, Optional

from . import _rows
from ._arrays import Arrays, numpy
from ._errors import ModelError
from ._model import METHODS, ONE_DIMENSION, Model, class_array

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_KINDS = {"tensor(double)": "f8", "tensor(float)": "f4", "tensor(int64)": "i8"}
# What scikit-learn gives in another type than the file: labels of clusters, and tables of whole numbers and of booleans.
_PREDICTED = {"KMeans": "i4", "MiniBatchKMeans": "i4"}
_TRANSFORMED = {"LabelBinarizer": "i8", "LabelEncoder": "i8", "MissingIndicator": "?"}
_NUMBERED = re.compile(r"x(0|[1-9][0-9]{0,8})")
_NON_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def _runtime() -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ImportError("ONNX files are opened in ONNX Runtime: pip install onnxruntime") from error
    return onnxruntime


class _Told:
    """The metadata of a file, checked."""

    def __init__(self, texts: Dict[str, str]) -> None:
        self.texts = texts
        if "depickle_version" not in texts or "methods" not in texts:
            raise ModelError("not an ONNX file that depickle wrote, or one of a version before depickle.open: convert the model again")

    def list(self, key: str) -> Optional[List[Any]]:
        if key not in self.texts:
            return None
        value = self.json(key)
        if type(value) is not list:
            raise ModelError(f"metadata: {key} is no list")
        return value

    def json(self, key: str) -> Any:
        try:
            return json.loads(self.texts[key])
        except (ValueError, RecursionError) as error:
            raise ModelError(f"metadata: {key} is no JSON: {error}") from error

    def methods(self, outputs: List[str]) -> Dict[str, List[str]]:
        value = self.json("methods")
        if not isinstance(value, dict) or not set(value) <= set(METHODS):
            raise ModelError("metadata: methods are not those of a model")
        if not all(type(names) is list and names and all(name in outputs for name in names) for names in value.values()):
            raise ModelError("metadata: methods name outputs that are not there")
        return value

    def names(self) -> Optional[List[str]]:
        names = self.list("feature_names")
        if names is not None and not all(isinstance(name, str) for name in names):
            raise ModelError("metadata: feature_names are not names")
        return names

    def classes(self) -> Optional[List[Any]]:
        lists = self.list("classes_of_outputs")
        if lists is None:
            one = self.list("classes")
            lists = None if one is None else [one]
        dtypes = self.list("class_dtypes")
        if lists is None or dtypes is None:
            return None
        if len(lists) != len(dtypes) or not all(type(each) is list for each in lists):
            raise ModelError("metadata: class_dtypes are not those of classes")
        arrays = Arrays(0)
        try:
            return [class_array([_label(v, str(d)) for v in each], arrays.dtype(d)) for each, d in zip(lists, dtypes)]
        except (ValueError, TypeError, OverflowError) as error:
            raise ModelError(f"metadata: classes are not of class_dtypes: {error}") from error


def _label(value: Any, dtype: str) -> Any:
    return _NON_FINITE[value] if dtype[1:2] == "f" and isinstance(value, str) else value


class OnnxModel(Model):
    """One file in one session of ONNX Runtime, ``session``."""

    def __init__(self, data: bytes, **options: Any) -> None:
        runtime = _runtime()
        options.setdefault("providers", ["CPUExecutionProvider"])
        try:
            self.session = runtime.InferenceSession(data, **options)
        except Exception as error:  # its own exceptions have no class in common
            raise ModelError(f"onnxruntime {runtime.__version__} does not open it: {error}") from error
        texts = self.session.get_modelmeta().custom_metadata_map
        told = _Told(texts)
        self._inputs = self.session.get_inputs()
        self._outputs = told.methods([output.name for output in self.session.get_outputs()])
        self.class_name = texts.get("class", "")
        self._answering = texts.get("answering_class", self.class_name).rsplit(".", 1)[-1]
        self._column = texts.get("predicts_column") == "true"
        self.methods = tuple(method for method in METHODS if method in self._outputs)
        shape = self._inputs[0].shape if len(self._inputs) == 1 else []
        width = shape[1] if len(shape) == 2 and isinstance(shape[1], int) else 0
        n_features = int(texts["n_features"]) if texts.get("n_features", "").isdigit() else width
        super().__init__(told.names(), n_features, told.classes())
        self._single = len(self._inputs) == 1 and not (width == 1 and n_features > 1)

    # ---- rows in ----

    def _feed(self, x: Any) -> Dict[str, "Array"]:
        if self._single and self._inputs[0].type != "tensor(string)" and not self._by_key(x):
            one = self._answering in ONE_DIMENSION
            rows = _rows.matrix(x, self._n_features, self._names, self.class_name.rsplit(".", 1)[-1], one)
            return {self._inputs[0].name: rows.astype(_KINDS[self._inputs[0].type])}
        if self._single and not self._by_key(x):
            return {self._inputs[0].name: self._texts(x)}
        names = [port.name for port in self._inputs]
        found = _rows.columns(x, names, [self._place(name) for name in names], self._n_features)
        return {port.name: _rows.texts(column) if port.type == "tensor(string)" else _rows.numbers(column).astype(_KINDS[port.type])
                for port, column in zip(self._inputs, found)}

    def _by_key(self, x: Any) -> bool:
        return isinstance(x, (list, tuple)) and bool(x) and isinstance(x[0], dict)

    def _place(self, name: str) -> Optional[int]:
        for each in (name, name[:-1] if name.endswith("_") else name):
            if self._names is not None and each in self._names:
                return self._names.index(each)
        numbered = _NUMBERED.fullmatch(name)
        return int(numbered.group(1)) if numbered else None

    def _texts(self, x: Any) -> "Array":
        """One table of texts, [N, n_features]; a list of texts is one column."""
        np = numpy()
        width = self._inputs[0].shape[1]
        x = _rows.ordered(x, self._names)
        frame = _rows.frame(x)
        if frame is not None:
            found = [frame.column(i) for i in range(len(frame.names))]
        else:
            rows = x if hasattr(x, "shape") else np.array([*x, None], dtype=object)[:-1] if _flat(x) else np.asarray(x, dtype=object)
            rows = rows.to_numpy() if hasattr(rows, "to_numpy") else rows
            rows = rows.reshape(-1, 1) if rows.ndim == 1 else rows
            found = [rows[:, i] for i in range(rows.shape[1])]
        if isinstance(width, int) and len(found) != width:
            raise ValueError(f"X has {len(found)} features, expected {width}")
        return np.concatenate([_rows.texts(column) for column in found], axis=1)

    # ---- answers out ----

    def _answer(self, method: str, x: Any) -> Any:
        names = self._outputs[method]
        found = self.session.run(names, self._feed(x))
        if method == "predict":
            return self._predicted(found)
        if len(found) > 1:
            return found
        if method == "transform":
            return self._transformed(found[0])
        return found[0]

    def _predicted(self, found: List["Array"]) -> "Array":
        np = numpy()
        if self._outputs["predict"][0] == "variable":
            numbers = found[0]
            return numbers[:, 0] if numbers.shape[1] == 1 and not self._column else numbers
        labels = [self._labels(values, i) for i, values in enumerate(found)]
        return labels[0] if len(labels) == 1 else np.array(labels).T

    def _labels(self, values: "Array", i: int) -> "Array":
        """Labels in the type that they had."""
        if self._classes is None:
            return values.astype(_PREDICTED.get(self._answering, values.dtype))
        dtype = self._classes[min(i, len(self._classes) - 1)].dtype
        if (values.dtype.kind in "OU") != (dtype.kind in "OU"):
            return values if dtype.kind != "O" and values.dtype.kind not in "OU" else values.astype(object)
        return values.astype(dtype)

    def _transformed(self, table: "Array") -> "Array":
        made = table.astype(_TRANSFORMED.get(self._answering, table.dtype))
        return made[:, 0] if self._answering == "LabelEncoder" else made


def _flat(x: Any) -> bool:
    return not any(isinstance(row, (list, tuple)) or hasattr(row, "shape") for row in x)
