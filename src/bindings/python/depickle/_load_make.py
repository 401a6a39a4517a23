"""What a model file holds, made into the installed version's own: estimators by their classes' constructors, all else by kind."""

import inspect
import re
from importlib import import_module
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np
import sklearn

from . import _load_eras as eras
from ._document import Estimator, Object, Opaque, Reference, Sparse
from ._errors import ModelError
from ._load_table import ESTIMATORS, FUNCTIONS

Version = Tuple[int, int]
_NAMES = {f"{module}.{name}" for module, names in ESTIMATORS.items() for name in names.split()}
_FUNCTIONS = {f"{module}.{name}" for module, names in FUNCTIONS.items() for name in names.split()}
# Where classes are that their packages show only after sklearn.experimental was imported, in some versions.
_HIDDEN = {
    "sklearn.ensemble.HistGradientBoostingClassifier": "sklearn.ensemble._hist_gradient_boosting.gradient_boosting",
    "sklearn.ensemble.HistGradientBoostingRegressor": "sklearn.ensemble._hist_gradient_boosting.gradient_boosting",
    "sklearn.impute.IterativeImputer": "sklearn.impute._iterative",
    "sklearn.model_selection.HalvingGridSearchCV": "sklearn.model_selection._search_successive_halving",
    "sklearn.model_selection.HalvingRandomSearchCV": "sklearn.model_selection._search_successive_halving",
}


def version_of(text: Optional[str]) -> Version:
    """(0, 24) of "0.24.2". Up to 0.17 models did not tell their version."""
    found = re.match(r"(\d{1,3})\.(\d{1,3})", text or "0.17")
    if found is None:
        raise ModelError("sklearn_version is no version")
    return int(found.group(1)), int(found.group(2))


INSTALLED = version_of(sklearn.__version__)
if INSTALLED < (0, 24):
    raise ImportError(f"load needs scikit-learn 0.24 or later, not {sklearn.__version__}")


def public(full: str) -> Any:
    """What an allowed name stands for in the installed version; a ModelError where it is not there."""
    module, name = full.rsplit(".", 1)
    try:
        return getattr(import_module(_HIDDEN.get(full, module)), name)
    except AttributeError as error:
        raise ModelError(f"scikit-learn {sklearn.__version__} has no {full}") from error
    except ImportError as error:  # also where what is installed does not fit together
        raise ModelError(f"scikit-learn {sklearn.__version__} has no {full}: {error}") from error


class Loading:
    """One estimator on its way: what the file says of it, and what it will be.

    params are values, ready for the constructor; fitted are still as the file has them, until get() or the end makes them.
    """

    def __init__(self, maker: "Maker", told: Estimator, cls: Any) -> None:
        self.maker, self.told, self.cls = maker, told, cls
        self.written = version_of(told.sklearn_version)
        self.params: Dict[str, Any] = {}
        self.fitted: Dict[str, Any] = dict(told.fitted)
        self.model: Any = None

    def has(self, name: str) -> bool:
        return self.fitted.get(name) is not None

    def get(self, name: str) -> Any:
        """An attribute, made; a ModelError where the file has none."""
        if name not in self.fitted:
            raise ModelError(f"{self.told.model_type} has no {name}: is it fitted?")
        self.fitted[name] = self.maker.value(self.fitted[name])
        return self.fitted[name]

    def array(self, name: str, ndim: Optional[int] = None) -> "np.ndarray[Any, Any]":
        """An attribute that is an array of numbers."""
        value = np.asarray(self.get(name))
        if value.dtype.kind not in "biuf" or (ndim is not None and value.ndim != ndim):
            raise ModelError(f"{self.told.model_type}.{name} is no array of numbers, or one of other dimensions")
        return value

    def array_like(self, name: str) -> Any:
        """An attribute that has a length."""
        value = self.get(name)
        if not isinstance(value, (list, tuple, np.ndarray)) or np.ndim(value) == 0:
            raise ModelError(f"{self.told.model_type}.{name} is no list")
        return value

    def same_width(self, *widths: int) -> None:
        """Compiled code reads as many columns as its own numbers say: they are n_features_in_, which is what rows are checked by."""
        if any(width != self.get("n_features_in_") for width in widths):
            raise ModelError(f"{self.told.model_type} has parts for other numbers of columns than n_features_in_")

    def drop(self, *names: str) -> None:
        for name in names:
            self.fitted.pop(name, None)

    def default(self, **values: Any) -> None:
        """Attributes that the version which wrote the file did not have."""
        for name, value in values.items():
            if name not in self.fitted:
                self.fitted[name] = value


Rule = Callable[[Loading], None]
_RULES: Dict[str, List[Rule]] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """This is to be done to estimators of these names ("*" and "**": to all, before these and behind), between their constructor and
    their attributes."""
    def keep(function: Rule) -> Rule:
        for name in names:
            _RULES.setdefault(name, []).append(function)
        return function
    return keep


class Maker:
    """Makes the values of one file."""

    def __init__(self, written: Version) -> None:
        self.by_python_2 = written < (0, 21)

    def value(self, told: Any) -> Any:
        if isinstance(told, Estimator):
            return self.estimator(told)
        if isinstance(told, Object):
            return self.object(told)
        if isinstance(told, Reference):
            return self.reference(told)
        if isinstance(told, Sparse):
            return told.matrix()
        if isinstance(told, Opaque):
            return self.opaque(told)
        if isinstance(told, np.ndarray):
            return self.array(told)
        if type(told) in (list, tuple, set, frozenset):
            return type(told)(self.value(item) for item in told)
        if type(told) is dict:
            return {self.value(key): self.value(value) for key, value in told.items()}
        return told

    def array(self, told: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        if told.dtype.kind == "S" and self.by_python_2:
            return _texts(told)
        if told.dtype.kind != "O":
            return told
        made = np.empty(told.shape, object)
        for at in np.ndindex(*told.shape):
            made[at] = self.value(told[at])
        return made

    def reference(self, told: Reference) -> Any:
        if told.name in (_FUNCTIONS if told.kind == "function" else _NAMES):
            return public(told.name)
        raise ModelError(f"a {told.kind} {told.name} is not known")

    def opaque(self, told: Opaque) -> Any:
        """What is left out of files has no part in an answer: a new one serves as well."""
        if told.name == "numpy.random.RandomState":
            return np.random.RandomState()
        if told.name == "numpy.random.Generator":
            return np.random.default_rng()
        return None

    def object(self, told: Object) -> Any:
        make = OBJECTS.get(told.name)
        if make is None:
            raise ModelError(f"an object {told.name} is not known")
        return make(self, told)

    def estimator(self, told: Estimator) -> Any:
        name = eras.TAKEN_OVER.get(told.name, told.name)
        if told.name not in _NAMES and name == told.name:
            raise ModelError(f"a class {told.name} is not known")
        loading = Loading(self, told, public(name))
        loading.params = {key: self.value(value) for key, value in
                          eras.params(name, loading.cls, loading.told, INSTALLED).items()}
        loading.model = loading.cls(**loading.params)
        eras.attributes(name, loading.fitted, INSTALLED)
        for each in (*_RULES["*"], *_RULES.get(name, []), *_RULES["**"]):
            each(loading)
        own = set(vars(loading.model))
        for key in list(loading.fitted):
            if _is_set(key, own):
                _put(loading.model, key, loading.get(key))
        return loading.model


def _texts(told: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """What was a text in Python 2 is bytes in NumPy."""
    try:
        return np.char.decode(told, "utf-8")
    except UnicodeDecodeError:
        return np.char.decode(told, "latin-1")


def _is_set(name: str, own: "set[str]") -> bool:
    """Plain names are the constructor's, or of versions long gone."""
    return name.endswith("_") or name.startswith("_") or name not in own and name in eras.PLAIN


def _put(model: Any, name: str, value: Any) -> None:
    there = inspect.getattr_static(type(model), name, None)
    if name.startswith("__") or not name.isidentifier() or inspect.isroutine(there):
        raise ModelError(f"{type(model).__name__} has an attribute {name[:40]!r}")
    if there is None or not hasattr(there, "__set__"):  # what a version computes it does not take
        vars(model)[name] = value


OBJECTS: Dict[str, Callable[[Maker, Object], Any]] = {}


def objects(*names: str) -> Callable[[Callable[[Maker, Object], Any]], Callable[[Maker, Object], Any]]:
    """This makes objects of these names."""
    def keep(function: Callable[[Maker, Object], Any]) -> Callable[[Maker, Object], Any]:
        for name in names:
            OBJECTS[name] = function
        return function
    return keep


for _module in ("objects", "trees", "boosting", "histogram", "linear", "columns", "steps", "encoders", "neighbors", "several"):
    import_module(f"{__package__}._load_{_module}")
