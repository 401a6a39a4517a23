"""Classes and functions of Python and NumPy that a model file may hold as values. Nothing is imported by a name of the file."""

import builtins
from typing import Any

from ._arrays import numpy

_BUILTINS = {
    f"builtins.{name}": getattr(builtins, name)
    for name in ("abs", "all", "any", "bool", "bytearray", "bytes", "complex", "dict", "divmod", "float", "frozenset", "hash", "int",
                 "len", "list", "max", "min", "object", "range", "repr", "round", "set", "slice", "sorted", "str", "sum", "tuple",
                 "type", "DeprecationWarning", "FutureWarning", "RuntimeWarning", "UserWarning")
}
_NUMPY = {"number", "ndarray", "dtype"}  # beside scalar types and ufuncs
_OLDER = {"bool": "bool_", "bool_": "bool", "str": "str_", "unicode_": "str_", "string_": "bytes_", "float_": "float64",
          "object": "object_", "long": "int_"}


def known(name: str) -> Any:
    """What this name stands for; None of any other name."""
    if not name.startswith("numpy."):
        return _BUILTINS.get(name)
    np = numpy()
    last = name[len("numpy."):]
    for each in (last, _OLDER.get(last, last)):
        found = vars(np).get(each)
        if isinstance(found, np.ufunc) or (isinstance(found, type) and (issubclass(found, np.generic) or each in _NUMPY)):
            return found
    return None
