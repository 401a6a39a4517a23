"""The forms of docs/formats/json.md that become NumPy's values: $dtype, $scalar, $array, $sparse."""

import base64
import binascii
import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Tuple

from ._errors import ModelError

if TYPE_CHECKING:
    import numpy as np

_CODE = re.compile(r"\|[biu]1|<[iu][248]|<f[248]|<c(?:8|16)|<[Mm]8|<U[0-9]{1,8}|\|[SV][0-9]{1,8}")
_NON_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_PARTS = {"csr": ("indices", "indptr"), "csc": ("indices", "indptr"), "dia": ("offsets",)}  # of sparse matrices, beside data
_MOST_DIMS = 32
_MOST_FIELDS = 1000
_FREE_BYTES = 64 << 20  # of arrays, however short the document
_RATIO = 32  # and beyond that for each byte of the document: a width of texts is a few digits, and takes memory


def numpy() -> Any:
    """The module, imported when it is first needed."""
    try:
        import numpy as np
    except ImportError as error:
        raise ImportError("arrays of a model need NumPy: pip install numpy") from error
    return np


def from_base64(text: Any) -> bytes:
    if not isinstance(text, str):
        raise ModelError("base64 takes a string")
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ModelError(f"no base64: {error}") from error


@dataclass(eq=False)
class Sparse:
    """A sparse matrix: data with indices and indptr ("csr", "csc"), or with offsets ("dia"). All indices lie inside of shape."""

    format: str
    shape: Tuple[int, int]
    data: "np.ndarray[Any, Any]"
    indices: Optional["np.ndarray[Any, Any]"] = None
    indptr: Optional["np.ndarray[Any, Any]"] = None
    offsets: Optional["np.ndarray[Any, Any]"] = None

    def matrix(self) -> Any:
        """scipy's matrix of this format. Needs scipy."""
        import scipy.sparse

        if self.format == "dia":
            return scipy.sparse.dia_matrix((self.data, self.offsets), shape=self.shape)
        kind = scipy.sparse.csr_matrix if self.format == "csr" else scipy.sparse.csc_matrix
        return kind((self.data, self.indices, self.indptr), shape=self.shape)


class Arrays:
    """Makes the arrays of one document, within the memory that a document of this length may ask for."""

    def __init__(self, document_bytes: int) -> None:
        self.left = _FREE_BYTES + _RATIO * document_bytes

    def dtype(self, told: Any) -> "np.dtype[Any]":
        np = numpy()
        if isinstance(told, str) and told == "object":
            return np.dtype(object)
        if isinstance(told, str) and _CODE.fullmatch(told):
            return np.dtype(told)
        if isinstance(told, dict):
            return self._record(told)
        raise ModelError("no dtype of an array")

    def _record(self, told: Dict[str, Any]) -> "np.dtype[Any]":
        np = numpy()
        if told.keys() != {"names", "formats", "offsets", "itemsize"}:
            raise ModelError("a dtype of records takes names, formats, offsets and itemsize")
        names, formats, offsets, itemsize = (told[key] for key in ("names", "formats", "offsets", "itemsize"))
        if not all(type(part) is list and len(part) <= _MOST_FIELDS for part in (names, formats, offsets)):
            raise ModelError("a dtype of records takes three lists")
        if not all(isinstance(name, str) and name for name in names) or len(set(names)) != len(names) or not names:
            raise ModelError("a dtype of records takes different names")
        if not len(names) == len(formats) == len(offsets):
            raise ModelError("a dtype of records takes lists of one length")
        if not all(isinstance(code, str) and _CODE.fullmatch(code) for code in formats):
            raise ModelError("a field of a record is no number, text, or bytes")
        end = 0  # what overlaps would be one number told twice
        for code, offset in zip(formats, offsets):
            if type(offset) is not int or offset < end:
                raise ModelError("fields of a record overlap")
            end = offset + np.dtype(code).itemsize
        if type(itemsize) is not int or not end <= itemsize < 1 << 31:
            raise ModelError("fields of a record reach past its end")
        return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": itemsize})

    def scalar(self, told: Any) -> Any:
        if not isinstance(told, dict) or told.keys() != {"dtype", "data"}:
            raise ModelError("$scalar takes dtype and data")
        return self.array({**told, "shape": []})[()]

    def array(self, told: Any) -> "np.ndarray[Any, Any]":
        np = numpy()
        if not isinstance(told, dict) or not {"dtype", "shape"} <= told.keys() <= {"dtype", "shape", "data", "base64", "mask"}:
            raise ModelError("$array takes dtype, shape, and data or base64")
        if ("data" in told) == ("base64" in told):
            raise ModelError("$array takes one of data and base64")
        dtype = self.dtype(told["dtype"])
        shape = _shape(told["shape"])
        count = _count(shape)
        self._take(count * max(dtype.itemsize, 1))
        if "base64" in told:
            made = self._from_bytes(dtype, count, told["base64"])
        else:
            made = _filled(dtype, _flat(told["data"], shape, count))
        made = made.reshape(shape)
        if "mask" in told:
            self._take(count)
            mask = _filled(np.dtype(bool), _flat(told["mask"], shape, count)).reshape(shape)
            made = np.ma.MaskedArray(made, mask)
        return made

    def _take(self, n: int) -> None:
        if n > self.left:
            raise ModelError("arrays take more memory than a document of this length may ask for")
        self.left -= n

    def _from_bytes(self, dtype: "np.dtype[Any]", count: int, text: Any) -> "np.ndarray[Any, Any]":
        if dtype.kind == "O":
            raise ModelError("an array of objects has no bytes")
        data = from_base64(text)
        if len(data) != count * dtype.itemsize:
            raise ModelError(f"{len(data)} bytes, expected {count * dtype.itemsize}")
        np = numpy()
        made = np.zeros(count, dtype)
        if data:
            made.view(np.uint8)[:] = np.frombuffer(data, np.uint8)
        if any(made[field].view(np.uint8).max(initial=0) > 1 for field in _bools(dtype)):
            raise ModelError("a byte of a boolean is neither 0 nor 1")
        _check_texts(made)
        return made

    def sparse(self, told: Any) -> Sparse:
        kind: Any = told.get("format") if isinstance(told, dict) else None
        wanted = _PARTS.get(kind, ()) if isinstance(kind, str) else ()
        if not wanted or told.keys() != {"format", "shape", "data", *wanted}:
            raise ModelError("$sparse takes format, shape, data, and its indices or offsets")
        np = numpy()
        shape = _shape(told["shape"])
        arrays = {name: told[name] for name in ("data", *wanted)}
        if len(shape) != 2 or not all(type(a) is np.ndarray for a in arrays.values()):
            raise ModelError("$sparse takes two dimensions, and arrays")
        if arrays["data"].dtype.kind not in "biufc" or any(arrays[name].dtype.kind not in "iu" for name in wanted):
            raise ModelError("$sparse takes numbers, and whole numbers as indices")
        _check_sparse(kind, shape, arrays)
        return Sparse(kind, (shape[0], shape[1]), **arrays)


def _check_sparse(kind: str, shape: Tuple[int, ...], a: Dict[str, Any]) -> None:
    """scipy's own loops trust these."""
    if kind == "dia":
        if a["data"].ndim != 2 or a["offsets"].shape != a["data"].shape[:1]:
            raise ModelError("$sparse has diagonals without offsets")
        return
    major, minor = shape if kind == "csr" else shape[::-1]
    starts, indices = a["indptr"], a["indices"]
    if any(part.ndim != 1 for part in a.values()) or len(starts) != major + 1 or len(indices) != len(a["data"]):
        raise ModelError("$sparse has arrays of other lengths than its shape")
    if starts[0] != 0 or int(starts[-1]) != len(indices) or (starts[1:] < starts[:-1]).any():
        raise ModelError("$sparse has an indptr that does not rise from 0 to the number of its items")
    if len(indices) and not 0 <= int(indices.min()) <= int(indices.max()) < minor:
        raise ModelError("$sparse has an index outside of its shape")


def _shape(told: Any) -> Tuple[int, ...]:
    if type(told) is not list or len(told) > _MOST_DIMS or not all(type(n) is int and 0 <= n < 1 << 48 for n in told):
        raise ModelError("no shape of an array")
    return tuple(told)


def _count(shape: Sequence[int]) -> int:
    product = 1
    for n in shape:
        product *= max(n, 1)  # also where an axis of 0 hides them, NumPy multiplies the others
    if product >= 1 << 48:
        raise ModelError("an array of more items than there is memory")
    return 0 if 0 in shape else product


def _flat(data: Any, shape: Tuple[int, ...], count: int) -> List[Any]:
    """The items of nested lists, which have exactly this shape."""
    if count == 0:
        if type(data) is not list or data:
            raise ModelError("an array of no items has data")
        return []
    level = [data]
    for n in shape:
        if not all(type(part) is list and len(part) == n for part in level):
            raise ModelError("the lists of an array have another shape than it says")
        level = list(chain.from_iterable(level))
    return level


def _bools(dtype: "np.dtype[Any]") -> List[Any]:
    """Indices that give the parts of an array that are boolean."""
    if dtype.fields is not None:
        return [name for name in dtype.names or () if dtype[name].kind == "b"]
    return [...] if dtype.kind == "b" else []


def _check_texts(made: "np.ndarray[Any, Any]") -> None:
    np = numpy()
    parts = [made[name] for name in made.dtype.names] if made.dtype.names else [made]
    for part in parts:
        if part.dtype.kind == "U" and part.dtype.itemsize and part.size:
            points = np.ascontiguousarray(part).view("<u4")
            if points.max() > 0x10FFFF:
                raise ModelError("a text has a number that is no character")


def _filled(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    """A flat array of these items, each of which has to be of its kind."""
    np = numpy()
    if dtype.kind == "O":
        made = np.empty(len(items), dtype)
        for i, item in enumerate(items):
            made[i] = item
        return made
    if dtype.fields is not None:
        return _records(dtype, items)
    return _FILL[dtype.kind](dtype, items)


def _records(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    names = dtype.names or ()
    if not all(type(item) is list and len(item) == len(names) for item in items):
        raise ModelError("a record has another number of fields than its dtype")
    made = numpy().zeros(len(items), dtype)
    for i, name in enumerate(names):
        made[name] = _filled(dtype[name], [item[i] for item in items])
    return made


def _only(items: List[Any], *types: type) -> None:
    other = set(map(type, items)) - set(types)
    if other:
        raise ModelError(f"an item of an array is {other.pop().__name__}, expected {types[0].__name__}")


def _booleans(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    _only(items, bool)
    return numpy().array(items, dtype)


def _integers(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    np = numpy()
    _only(items, int)
    counted = np.dtype("<i8") if dtype.kind in "mM" else dtype
    bounds = np.iinfo(counted)
    if items and not bounds.min <= min(items) <= max(items) <= bounds.max:
        raise ModelError(f"an item of an array does not fit into {counted.name}")
    return np.array(items, counted).view(dtype)


def _floats(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    np = numpy()
    _only(items, float, int, str)
    words = {item for item in items if type(item) is str}
    if not words <= _NON_FINITE.keys():
        raise ModelError("an item of an array is a text, expected a number")
    if words:
        items = [_NON_FINITE[item] if type(item) is str else item for item in items]
    try:
        exact = np.array(items, np.float64)
    except OverflowError as error:
        raise ModelError("a number of an array does not fit into float64") from error
    with np.errstate(over="ignore"):
        made = exact.astype(dtype)
    if not np.array_equal(np.isfinite(made), np.isfinite(exact)):
        raise ModelError(f"a number of an array does not fit into {dtype.name}")
    return made


def _complex(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    np = numpy()
    if not all(type(item) is list and len(item) == 2 for item in items):
        raise ModelError("a complex number of an array takes two numbers")
    return _floats(np.dtype(f"<f{dtype.itemsize // 2}"), list(chain.from_iterable(items))).view(dtype)


def _texts(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    _only(items, str)
    if items and max(map(len, items)) > dtype.itemsize // 4:
        raise ModelError("a text is longer than its dtype")
    return numpy().array(items, dtype)


def _byte_texts(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    """Bytes that were no UTF-8 have been written as if they were Latin-1."""
    _only(items, str)
    made = [item.encode("utf-8", "surrogatepass") for item in items]
    made = [_latin1(item) if len(b) > dtype.itemsize else b for b, item in zip(made, items)]
    if items and max(map(len, made)) > dtype.itemsize:
        raise ModelError("a text is longer than its dtype")
    return numpy().array(made, dtype)


def _latin1(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise ModelError("a text is longer than its dtype") from error


def _raw(dtype: "np.dtype[Any]", items: List[Any]) -> "np.ndarray[Any, Any]":
    _only(items, bytes)
    if not all(len(item) == dtype.itemsize for item in items):
        raise ModelError("bytes of another number than their dtype")
    return numpy().frombuffer(b"".join(items), dtype) if items and dtype.itemsize else numpy().zeros(len(items), dtype)


_FILL = {"b": _booleans, "i": _integers, "u": _integers, "m": _integers, "M": _integers, "f": _floats, "c": _complex,
         "U": _texts, "S": _byte_texts, "V": _raw}
