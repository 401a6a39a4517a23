"""Opens models that the program depickle wrote, in place of pickles, makes estimators of them again, and runs the program, which this
package brings.

    model = depickle.open("model.onnx")      # was: joblib.load("model.joblib"); docs/python.md
    model.predict(rows)

The program converts models from pickles and joblib files to ONNX and JSON without executing them; see ``depickle --help``.
"""

from ._digest import DigestError, verify_sha256
from ._errors import ModelError
from ._load import load
from ._open import open, params, predict
from ._program import program, run
from ._version import __version__

__all__ = ["DigestError", "ModelError", "__version__", "load", "open", "params", "predict", "program", "run", "verify_sha256"]
