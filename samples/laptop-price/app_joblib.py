#!/usr/bin/env python3
"""Prices laptops, as the review proposed: joblib instead of pickle. A joblib file is a pickle: nothing is gained.

    python app_joblib.py predictor.joblib rows.csv
"""
import csv
import sys

import joblib


def prices(model_path, rows_path):
    model = joblib.load(model_path)  # runs whatever the file says
    with open(rows_path, newline="", encoding="ascii") as file:
        rows = [[float(v) for v in row] for row in list(csv.reader(file))[1:]]
    return model.predict(rows)


if __name__ == "__main__":
    for price in prices(sys.argv[1], sys.argv[2]):
        print(float(price))
