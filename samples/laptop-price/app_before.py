#!/usr/bin/env python3
"""Prices laptops, as the team wrote it: the model is a pickle.

    python app_before.py predictor.pickle rows.csv
"""
import csv
import pickle
import sys


def prices(model_path, rows_path):
    with open(model_path, "rb") as file:
        model = pickle.load(file)  # runs whatever the file says
    with open(rows_path, newline="", encoding="ascii") as file:
        rows = [[float(v) for v in row] for row in list(csv.reader(file))[1:]]
    return model.predict(rows)


if __name__ == "__main__":
    for price in prices(sys.argv[1], sys.argv[2]):
        print(float(price))
