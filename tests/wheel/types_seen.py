"""What mypy sees of the package's types: checked by it, never run. An `ignore` that nothing needs is an error."""

from typing import Any, Dict

import depickle
import numpy as np

model = depickle.open("m.onnx")
answers: "np.ndarray[Any, Any]" = model.predict([[1.0]])
not_answers: str = model.predict([[1.0]])  # type: ignore[assignment]
width: int = model.n_features_in_
not_width: str = model.n_features_in_  # type: ignore[assignment]
digest: str = depickle.verify_sha256("m.onnx")
not_digest: int = depickle.verify_sha256("m.onnx")  # type: ignore[assignment]
params: Dict[str, Any] = depickle.params("m.json")
depickle.params(1)  # type: ignore[arg-type]
depickle.open("m.onnx", sha256=1)  # type: ignore[arg-type]
depickle.run("convert", 1)  # type: ignore[arg-type]
depickle.dump  # type: ignore[attr-defined]
