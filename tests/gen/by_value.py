#!/usr/bin/env python3
"""Writes tests/cli/data/by-value: models beside functions and classes that dill and cloudpickle pickled by value.

    by_value.py      with scikit-learn, dill and cloudpickle
"""
import pathlib

import cloudpickle
import dill
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "cli/data/by-value"


def clean(rows):
    return rows * 2


class Wrapper:
    def __init__(self, model):
        self.model = model

    def predict(self, rows):
        return self.model.predict(clean(rows))


if __name__ == "__main__":
    rows = np.arange(12.0).reshape(6, 2) % 5
    labels = np.arange(6) % 2
    model = LogisticRegression().fit(rows, labels)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "dict-dill.pkl").write_bytes(dill.dumps({"model": model, "clean": clean}))
    (FOLDER / "wrapper-cloudpickle.pkl").write_bytes(cloudpickle.dumps(Wrapper(model)))
    steps = make_pipeline(StandardScaler(), FunctionTransformer(clean), LogisticRegression()).fit(rows, labels)
    (FOLDER / "pipeline-cloudpickle.pkl").write_bytes(cloudpickle.dumps(steps))
