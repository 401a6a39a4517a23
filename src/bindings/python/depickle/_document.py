"""JSON model files (docs/formats/json.md), read without trust: what they say is checked, and nothing of theirs is imported or run.

    model = read("model.json")       # Estimator: params, fitted, feature_names, classes
    model = parse(data)              # of bytes that were verified elsewhere

Every fault of a file is a ModelError, and a wrong SHA-256 a DigestError. What a document may ask for is bounded: its length, the depth
of its lists, and the memory of its arrays.
"""

import json
import math
import re
from typing import Any, Callable, Dict, List, Optional, Tuple

from ._arrays import Sparse
from ._digest import PathLike, read_verified
from ._errors import ModelError
from ._values import Estimator, Object, Opaque, Reference, Values, unique

__all__ = ["Estimator", "ModelError", "Object", "Opaque", "Reference", "Sparse", "parse", "plain", "read", "resolve"]

MOST_BYTES = 2 << 30
MOST_DEPTH = 400
MOST_DIGITS = 99  # of a whole number; what may be more than float64 holds is looked at closely
_BRACKETS = b"[]{}"
_STRING = re.compile(rb'"[^"]*"')
_LARGE = re.compile(rb"[0-9]{100}|[eE]\+?[0-9]{3}")


def read(path: PathLike, sha256: Optional[str] = None) -> Estimator:
    """The model of a JSON file, verified by ``sha256``, 64 hex digits, or by the .sha256 beside it where there is one."""
    return parse(read_verified(path, sha256, required=False, most=MOST_BYTES))


def parse(data: bytes) -> Estimator:
    """The model of a JSON file's bytes."""
    values = Values(len(data))
    made = _loads(data, values)
    told = values.formats if isinstance(made, Estimator) else [made.get("format") if isinstance(made, dict) else None]
    if len(told) != 1:
        raise ModelError("format stands in the outermost object, and nowhere else")
    _check_format(told[0])
    if not isinstance(made, Estimator) or made.source is None:
        raise ModelError("no model, or one without its source")
    return made


def plain(data: bytes) -> Dict[str, Any]:
    """The same as json.load gives it, its values not looked at."""
    made = _loads(data, unique)
    _check_format(made.get("format") if isinstance(made, dict) else None)
    return dict(made)


def _check_format(told: Any) -> None:
    if not isinstance(told, dict) or told.keys() != {"name", "version"} or not isinstance(told["name"], str):
        raise ModelError("not a file that depickle wrote: no format")
    if told["name"] in ("depickle-table", "depickle-value"):
        raise ModelError(f"a {told['name'][9:]}, not a model")
    if told["name"] != "depickle-model":
        raise ModelError(f"the format is {told['name'][:40]!r}, expected 'depickle-model'")
    if type(told["version"]) is not int or told["version"] != 1:
        raise ModelError("a version of the format that this package does not know")


def resolve(value: Any) -> Any:
    """A value as json.load gives it, ``$`` forms and all, as Python's and NumPy's own."""
    try:
        data = json.dumps(value, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ModelError(f"not what json.load gives: {error}") from error
    return _loads(data, Values(len(data)))


def _loads(data: bytes, values: Callable[[List[Tuple[str, Any]]], Any]) -> Any:
    if len(data) > MOST_BYTES:
        raise ModelError(f"a document of more than {MOST_BYTES} bytes")
    skeleton = _STRING.sub(b'""', data.replace(b"\\\\", b"").replace(b'\\"', b""))
    _check_depth(skeleton)
    numbers: Dict[str, Any] = {"parse_float": _finite, "parse_int": _short} if _LARGE.search(skeleton) else {}
    del skeleton
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=values, parse_constant=_no_constant, **numbers)
    except ModelError:
        raise
    except (ValueError, RecursionError) as error:  # neither JSON nor UTF-8
        raise ModelError(f"no JSON: {error}") from error


def _check_depth(skeleton: bytes) -> None:
    """The parser calls itself for each level. Pairs that hold nothing vanish, level by level; too deep is what does not."""
    left = skeleton.translate(None, bytes(set(range(256)) - set(_BRACKETS)))
    for _ in range(MOST_DEPTH):
        if not left:
            return
        shorter = left.replace(b"[]", b"").replace(b"{}", b"")
        if len(shorter) == len(left):
            break
        left = shorter
    if left:
        raise ModelError(f"brackets that do not fit, or more than {MOST_DEPTH} deep")


def _no_constant(word: str) -> Any:
    raise ModelError(f"{word} is no number of JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ModelError("a number does not fit into float64")
    return value


def _short(text: str) -> int:
    if len(text) > MOST_DIGITS + 1:
        raise ModelError(f"a whole number of more than {MOST_DIGITS} digits")
    return int(text)
