"""Values of JSON model files as Python's: the forms whose one member begins with $, docs/formats/json.md."""

import re
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Tuple

from ._arrays import Arrays, from_base64
from ._errors import ModelError
from ._names import known

_INTEGER = re.compile(r"-?[1-9][0-9]{0,399}")
_NAME = re.compile(r"[^.\s]{1,256}(\.[^.\s]{1,256}){0,30}")
_FLOATS = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}


@dataclass(frozen=True)
class Reference:
    """A class ("type") or a function ("function") by its name, where it is not one of Python's or NumPy's own."""

    name: str
    kind: str


@dataclass(frozen=True)
class Opaque:
    """Something that has no part in a prediction: its class's name is all that the file has."""

    name: str


@dataclass(eq=False)
class Object:
    """An object that is no estimator, such as a Tree: its class's name, what it was made from, and its state."""

    name: str
    args: Tuple[Any, ...] = ()
    kwargs: Any = None
    state: Any = None
    items: Any = None
    pairs: Any = None


@dataclass(eq=False)
class Estimator:
    """One estimator as the file has it. Values are plain Python's and NumPy's, or the classes of this module.

    name: its import path in today's scikit-learn. params: what get_params(deep=False) gives; params_found: those that differ in
    the file; fitted: every other attribute. source: where it comes from, of the outermost only.
    """

    model_type: str
    name: str
    sklearn_version: Optional[str]
    params: Dict[str, Any]
    fitted: Dict[str, Any]
    feature_names: Optional[List[Any]]
    classes: Optional[List[Any]]
    params_found: Dict[str, Any]
    source: Optional[Dict[str, Any]] = None


_MEMBERS = {"model_type", "class", "sklearn_version", "params", "fitted", "feature_names", "classes"}
_MARKS = {"model_type", "class", "params", "fitted"}
_OUTER = {"format", "source"}


class Values:
    """The hook of a JSON parser that makes each object the value it stands for. One for each document."""

    def __init__(self, document_bytes: int) -> None:
        arrays = Arrays(document_bytes)
        self.formats: List[Any] = []  # of what says that it is a document
        self.forms: Dict[str, Callable[[Any], Any]] = {
            "$float": _float, "$int": _int, "$complex": _complex, "$slice": lambda v: slice(*_list(v, 3)),
            "$tuple": lambda v: tuple(_list(v)), "$set": lambda v: _hashed(set, _list(v)),
            "$frozenset": lambda v: _hashed(frozenset, _list(v)), "$dict": _dict,
            "$bytes": from_base64, "$bytearray": lambda v: bytearray(from_base64(v)),
            "$type": lambda v: _named(v, "type"), "$function": lambda v: _named(v, "function"),
            "$opaque": lambda v: Opaque(_text(v)), "$object": _object,
            "$dtype": arrays.dtype, "$scalar": arrays.scalar, "$array": arrays.array, "$sparse": arrays.sparse,
        }

    def __call__(self, pairs: List[Tuple[str, Any]]) -> Any:
        members = unique(pairs)
        if any(key.startswith("$") for key in members):
            return self._form(members)
        if _MARKS <= members.keys():
            return self._estimator(members)
        return members

    def _form(self, members: Dict[str, Any]) -> Any:
        if len(members) != 1:
            raise ModelError("a $ form has one member")
        (word, value), = members.items()
        form = self.forms.get(word)
        if form is None:
            raise ModelError(f"no form {word[:40]}")
        return form(value)

    def _estimator(self, m: Dict[str, Any]) -> Estimator:
        if not _MEMBERS <= m.keys() or not m.keys() <= _MEMBERS | _OUTER | {"params_found"}:
            raise ModelError("an estimator lacks a member, or has one too many")
        found = m.get("params_found", {})
        if not all(type(part) is dict for part in (m["params"], m["fitted"], found)):
            raise ModelError("params and fitted are objects")
        if not isinstance(m["sklearn_version"], (str, type(None))):
            raise ModelError("sklearn_version is a string, or null")
        if not all(part is None or type(part) is list for part in (m["feature_names"], m["classes"])):
            raise ModelError("feature_names and classes are lists, or null")
        if "format" in m or "source" in m:
            self.formats.append(m.get("format"))
        name = _name(m["class"])
        if m["model_type"] != name.rsplit(".", 1)[-1]:
            raise ModelError("model_type is not the last part of class")
        source = m.get("source")
        if "source" in m and type(source) is not dict:
            raise ModelError("source is an object")
        return Estimator(m["model_type"], name, m["sklearn_version"], m["params"], m["fitted"], m["feature_names"], m["classes"],
                         found, source)


def unique(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ModelError("an object has two members of one name")
    return members


def _list(value: Any, n: Optional[int] = None) -> List[Any]:
    if type(value) is not list or (n is not None and len(value) != n):
        raise ModelError("a $ form takes a list" + (f" of {n}" if n is not None else ""))
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ModelError("a $ form takes a string")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ModelError("no name of a class or function")
    return value


def _float(value: Any) -> float:
    if not isinstance(value, str) or value not in _FLOATS:
        raise ModelError("$float takes nan, inf or -inf")
    return _FLOATS[value]


def _int(value: Any) -> int:
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise ModelError("$int takes decimal digits")
    return int(value)


def _complex(value: Any) -> complex:
    parts = _list(value, 2)
    if not all(type(part) in (int, float) for part in parts):
        raise ModelError("$complex takes two numbers")
    try:
        return complex(float(parts[0]), float(parts[1]))
    except OverflowError as error:
        raise ModelError("a number does not fit into float64") from error


def _hashed(make: Callable[[Any], Any], values: Any) -> Any:
    try:
        return make(values)
    except TypeError as error:
        raise ModelError("an item of a set, or a key, that cannot be one") from error


def _dict(value: Any) -> Dict[Any, Any]:
    return _hashed(dict, [tuple(_list(pair, 2)) for pair in _list(value)])


def _named(value: Any, kind: str) -> Any:
    name = _name(value)
    found = known(name)
    return Reference(name, kind) if found is None else found


def _object(value: Any) -> Object:
    if type(value) is not dict or not {"class"} <= value.keys() <= {"class", "args", "kwargs", "state", "items", "pairs"}:
        raise ModelError("$object takes class, args, kwargs, state, items, pairs")
    args = value.get("args", ())
    if type(args) is not tuple:
        raise ModelError("args of an $object are a $tuple")
    return Object(_text(value["class"]), args, *(value.get(part) for part in ("kwargs", "state", "items", "pairs")))
