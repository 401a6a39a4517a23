"""Checks files by their SHA-256, makes estimators of the JSON files that depickle writes, and runs the program depickle, which this
package brings.

The program converts models from pickles and joblib files to ONNX and JSON without executing them; see ``depickle --help``.
"""

from ._digest import DigestError, verify_sha256
from ._errors import ModelError
from ._load import load
from ._program import program, run
from ._version import __version__

__all__ = ["DigestError", "ModelError", "__version__", "load", "program", "run", "verify_sha256"]
