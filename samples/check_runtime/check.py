#!/usr/bin/env python3
"""Does the ONNX Runtime at hand answer a file's own probe rows as the file says (`depickle convert --probes N`)?

    python check.py model.onnx

Needs onnxruntime and numpy. Exit code 0: it does; 1: it does not, or the file has no probe rows."""
import json
import sys

import numpy as np
import onnxruntime

TYPES = {"tensor(double)": np.float64, "tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(string)": object}


def array(values, dtype):
    """Nested lists; what is not finite is a string that numpy reads."""
    return np.array(values, dtype=dtype) if dtype is object else np.array(values, dtype=np.float64).astype(dtype)


def same(found, want, exact):
    if found.dtype.kind != "f":
        return bool((found == want).all())
    near = (found == want) & (np.signbit(found) == np.signbit(want)) | (np.isnan(found) & np.isnan(want))
    if not exact:
        with np.errstate(invalid="ignore"):
            near |= (found == want) | (np.abs(found - want) <= (1e-6 if found.dtype == np.float32 else 1e-11) * np.maximum(1, np.abs(want)))
    return bool(near.all())


def main():
    session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
    text = session.get_modelmeta().custom_metadata_map.get("probes")
    if text is None:
        raise SystemExit("the file has no probe rows (depickle convert --probes N)")
    probes = json.loads(text)
    feed = {port.name: array(probes["inputs"][port.name], TYPES[port.type]) for port in session.get_inputs()}
    names = [port.name for port in session.get_outputs()]
    wrong = [name for name, found in zip(names, session.run(names, feed))
             if not same(found, array(probes["outputs"][name], found.dtype.type if found.dtype.kind in "fi" else object),
                         probes["exact"])]
    rows = len(next(iter(feed.values())))
    if wrong:
        raise SystemExit(f"onnxruntime {onnxruntime.__version__} answers otherwise: {', '.join(wrong)}")
    print(f"onnxruntime {onnxruntime.__version__} answers all {rows} probe rows as the file says"
          + (", bit by bit" if probes["exact"] else ""))


if __name__ == "__main__":
    main()
