"""Models in place of pickles: depickle.open, depickle.predict and depickle.params."""

from typing import Any, Dict, Optional, Union

from ._digest import PathLike, read_verified
from ._document import MOST_BYTES, parse, plain, read, resolve
from ._errors import ModelError
from ._model import METHODS, Model
from ._values import Estimator


def open(path: PathLike, sha256: Optional[str] = None, **options: Any) -> Model:
    """A model of an ONNX or JSON file that depickle wrote, in place of ``joblib.load`` of the pickle.

    The file is read once, and its bytes have to have the SHA-256 that ``sha256``, 64 hex digits, says, or the .sha256 beside it:
    else a DigestError, also where there is neither. An ONNX file is then run by onnxruntime; ``options`` go to its
    InferenceSession. A JSON file is computed with NumPy, for the classes that docs/python.md lists.

    ModelError: it is no model, or one that nothing here computes. ImportError: onnxruntime or NumPy is not installed.
    """
    data = read_verified(path, sha256, most=MOST_BYTES)
    if data.lstrip()[:1] == b"{":
        if options:
            raise TypeError("options are those of onnxruntime's session, and this is a JSON file")
        from ._numpy import NumpyModel

        return NumpyModel(parse(data))
    from ._onnx import OnnxModel

    return OnnxModel(data, **options)


def predict(path: PathLike, X: Any, method: str = "predict", sha256: Optional[str] = None) -> Any:
    """Answers of a JSON file's model to the rows X, computed with NumPy alone.

    The file is verified by ``sha256``, or by the .sha256 beside it where there is one. ``method``: predict, predict_proba,
    decision_function, transform or kneighbors; AttributeError where the model has no such. ModelError: its class is none of those that
    docs/python.md lists.
    """
    if method not in METHODS:
        raise ValueError(f"method takes one of {', '.join(METHODS)}")
    from ._numpy import NumpyModel

    return getattr(NumpyModel(read(path, sha256)), method)(X)


def params(model: Union[PathLike, Dict[str, Any]], sha256: Optional[str] = None) -> Dict[str, Any]:
    """The parameters of a JSON file, or of what json.load gives of it: what get_params(deep=False) gave, with values of Python's
    and NumPy's own types, under the names of today's scikit-learn.

    An estimator in a parameter is an Estimator of depickle, and so are a class or a function of another package than
    these two a Reference, other objects an Object, and a sparse matrix a Sparse.
    """
    if not isinstance(model, dict):
        data = read_verified(model, sha256, required=False, most=MOST_BYTES)
        try:
            return parse(data).params
        except ImportError:  # the model's arrays are NumPy's; what stands in its parameters need not be
            model = plain(data)
    elif sha256 is not None:
        raise TypeError("sha256 is that of a file")
    made = resolve({**{key: value for key, value in model.items() if key not in ("format", "source")}, "fitted": {}})
    if not isinstance(made, Estimator):
        raise ModelError("not the object of a model")
    return made.params
