#!/usr/bin/env python3
"""Prices laptops, with nothing left that unpickles: the model is an ONNX file, which holds numbers and no code, and its
digest is kept with this program instead of beside the model.

    python app_after.py predictor.onnx rows.csv pins.txt

pins.txt is a list as sha256sum writes it. Whoever can write the model's folder can replace the model and the digest
beside it; this one they cannot.
"""
import csv
import hashlib
import pathlib
import sys


def verified(model_path, pins_path):
    """The model's bytes, read once, if they are the ones that were pinned."""
    data = pathlib.Path(model_path).read_bytes()
    name = pathlib.Path(model_path).name
    pins = dict(reversed(line.split(None, 1)) for line in pathlib.Path(pins_path).read_text("utf-8").splitlines())
    if hashlib.sha256(data).hexdigest() != pins.get(name):
        raise SystemExit(f"{model_path}: not the model that was pinned")
    return data


def prices(model_path, rows_path, pins_path):
    data = verified(model_path, pins_path)
    import numpy
    import onnxruntime

    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    with open(rows_path, newline="", encoding="ascii") as file:
        rows = [[float(v) for v in row] for row in list(csv.reader(file))[1:]]
    answer, = session.run(None, {"X": numpy.array(rows, dtype=numpy.float64)})
    return answer.ravel()


if __name__ == "__main__":
    for price in prices(sys.argv[1], sys.argv[2], sys.argv[3]):
        print(float(price))
