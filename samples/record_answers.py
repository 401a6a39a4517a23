#!/usr/bin/env python
"""Records what your own scikit-learn answers, for `depickle verify OUT --data X.csv --expected y.csv`.

    python record_answers.py MODEL ROWS.csv X.csv y.csv [METHODS]

Run it where the model works today: any Python from 2.7 on, with the scikit-learn that the model needs. MODEL is a pickle or a
joblib file that YOU trust: it is loaded, and loading a pickle runs what is in it. ROWS.csv has a header line that names the
columns. X.csv are the same rows, and y.csv the answers, with all digits: a column for each number of what the model has of
predict, predict_proba, decision_function, transform and, where it has none of these, kneighbors (which rows, then how far). Where it has predict_proba, decision_function is left out, as
`depickle convert` leaves it out of ONNX files; METHODS, such as predict,decision_function, are those of `convert --methods`.
"""
from __future__ import print_function

import csv
import io
import sys

import numpy as np

METHODS = ["predict", "predict_proba", "decision_function", "transform", "kneighbors"]
PY2 = sys.version_info[0] == 2


def load(path):
    try:
        import joblib
    except ImportError:
        try:
            from sklearn.externals import joblib
        except ImportError:
            joblib = None
    if joblib is not None:
        return joblib.load(path)
    import pickle
    with open(path, "rb") as f:
        return pickle.load(f)


def read_rows(path):
    with (open(path, "rb") if PY2 else io.open(path, encoding="utf-8", newline="")) as f:
        rows = list(csv.reader(f))
    if PY2:
        rows = [[cell.decode("utf-8") for cell in row] for row in rows]
    return rows[0], [row for row in rows[1:] if row]


def number(text):
    if text == "":
        return float("nan")
    if text in ("True", "False"):
        return float(text == "True")
    return float(text)


def is_number(text):
    try:
        number(text)
    except ValueError:
        return False
    return True


def table(names, rows):
    """A matrix where all is numbers; else, or where the model wants names, a frame of pandas."""
    columns = [[row[k] for row in rows] for k in range(len(names))]
    numeric = [all(is_number(cell) for cell in column) for column in columns]
    matrix = np.array([[number(c) for c in row] for row in rows]) if all(numeric) else None
    try:
        import pandas
    except ImportError:
        if matrix is None:
            raise SystemExit("rows of text need pandas")
        return matrix, None
    data = [(name, [number(c) for c in column] if good else column)
            for name, column, good in zip(names, columns, numeric)]
    return matrix, pandas.DataFrame(dict(data), columns=names)


def wants_names(model):
    return getattr(model, "feature_names_in_", None) is not None


def columns_of(answer):
    """Columns of one method: a list of arrays is one array for each output of the model; a tuple are distances and rows, the
    rows first here."""
    if isinstance(answer, tuple):
        answer = list(answer[::-1])
    if isinstance(answer, list):
        return [column for part in answer for column in columns_of(part)]
    if hasattr(answer, "toarray"):
        answer = answer.toarray()
    answer = np.asarray(answer)
    return [answer] if answer.ndim == 1 else [answer[:, k] for k in range(answer.shape[1])]


def text(value):
    if isinstance(value, bytes) and not PY2:
        value = value.decode("utf-8")
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    return value


def write(path, names, rows):
    with (open(path, "wb") if PY2 else io.open(path, "w", encoding="utf-8", newline="")) as f:
        out = csv.writer(f, lineterminator="\n")
        for row in [names] + rows:
            row = [text(cell) for cell in row]
            out.writerow([cell.encode("utf-8") for cell in row] if PY2 and any(not isinstance(c, str) for c in row) else row)


def usual_methods(model):
    """Those whose answers a written file has when it is not told otherwise."""
    has = [method for method in METHODS if hasattr(model, method)]
    left_out = "decision_function" if "predict_proba" in has else None
    return [m for m in has if m != left_out and (m != "transform" or "predict" not in has) and (m != "kneighbors" or has == [m])]


def answers_of(model, matrix, frame, methods):
    names, columns = [], []
    for method in methods:
        x = frame if matrix is None or (frame is not None and wants_names(model)) else matrix
        try:
            found = columns_of(getattr(model, method)(x))
        except (AttributeError, NotImplementedError):
            continue
        names += [method] if len(found) == 1 else ["%s_%d" % (method, k) for k in range(len(found))]
        columns += found
    if not columns:
        raise SystemExit("the model answers none of " + ", ".join(METHODS))
    return names, [list(row) for row in zip(*[column.tolist() for column in columns])]


def main():
    if len(sys.argv) not in (5, 6):
        raise SystemExit(__doc__)
    model = load(sys.argv[1])
    names, rows = read_rows(sys.argv[2])
    matrix, frame = table(names, rows)
    methods = sys.argv[5].split(",") if len(sys.argv) == 6 else usual_methods(model)
    answer_names, answers = answers_of(model, matrix, frame, methods)
    write(sys.argv[3], names, rows if matrix is None else matrix.tolist())
    write(sys.argv[4], answer_names, answers)
    print("%d rows, %d columns of answers" % (len(rows), len(answer_names)))


if __name__ == "__main__":
    main()
