"""JSON model files as fitted estimators of the scikit-learn that is installed, whichever version wrote the model.

    model = load("model.json")       # answers as the model in the pickle did

Nothing of the file is run or imported by a name of its own: classes and functions are those of _load_table.py and of the tables beside
the makers of objects; every other name is a ModelError, as is a model that the installed version has no way to hold.
"""

from typing import Any, Optional

from ._digest import PathLike
from ._document import Estimator, read
from ._errors import ModelError


def load(path: PathLike, sha256: Optional[str] = None) -> Any:
    """The fitted estimator of a JSON file that depickle wrote, in the installed scikit-learn (0.24 or later).

    The file is verified by ``sha256``, 64 hex digits, or by the .sha256 beside it where there is one (DigestError). A file that says what
    cannot be, or names what is not known, is a ModelError; so is a model of a class that the installed scikit-learn does not have.
    """
    return restore(read(path, sha256))


def restore(model: Estimator) -> Any:
    """The estimator of what _document.read gives."""
    try:
        from . import _load_make
    except ImportError as error:
        raise ImportError("load needs scikit-learn 0.24 or later: pip install scikit-learn") from error
    try:
        return _load_make.Maker(_load_make.version_of(model.sklearn_version)).estimator(model)
    except ModelError:
        raise
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ModelError(f"{model.model_type}: {type(error).__name__}: {error}") from error
