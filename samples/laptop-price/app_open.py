#!/usr/bin/env python3
"""Prices laptops, with one line changed: what opens the model checks its SHA-256 and runs nothing of it.

    python app_open.py predictor.onnx rows.csv      needs: pip install depickle onnxruntime

It takes predictor.json as well, with NumPy in place of onnxruntime.
"""
import csv
import sys

import depickle


def prices(model_path, rows_path):
    model = depickle.open(model_path)
    with open(rows_path, newline="", encoding="ascii") as file:
        rows = [[float(v) for v in row] for row in list(csv.reader(file))[1:]]
    return model.predict(rows)


if __name__ == "__main__":
    for price in prices(sys.argv[1], sys.argv[2]):
        print(float(price))
