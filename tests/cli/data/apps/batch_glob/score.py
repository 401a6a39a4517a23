"""Scores the rows with every model there is."""
import csv
import glob

import joblib


def load(path):
    return joblib.load(path)


def main():
    with open("rows.csv", newline="") as file:
        rows = [[float(v) for v in row] for row in list(csv.reader(file))[1:]]
    for path in sorted(glob.glob("models/*.pkl")):
        model = load(path)
        print(path, [float(v) for v in model.predict(rows)])


if __name__ == "__main__":
    main()
