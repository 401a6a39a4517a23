"""Checks files by their SHA-256, and runs the program depickle, which this package brings.

The program converts models from pickles and joblib files to ONNX and JSON without executing them; see ``depickle --help``.
"""

from ._digest import DigestError, verify_sha256
from ._program import program, run
from ._version import __version__

__all__ = ["DigestError", "__version__", "program", "run", "verify_sha256"]
