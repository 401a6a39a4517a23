#!/usr/bin/env python3
"""Makes the files of this folder. Ran once; the files are kept, the script tells how they came to be.

    python -m venv venv
    venv/bin/pip install scikit-learn==1.5.2 numpy==1.26.4 pandas==2.2.3 joblib==1.4.2
    venv/bin/python make_models.py laptop_price.csv OUT

laptop_price.csv lists 1,303 laptops with their prices in euros (it is not part of this repository). The columns are
cleaned, turned into numbers with get_dummies, and four kinds of regressor are compared, as in the project that this
sample is about.

predictor.pickle, predictor.joblib   the best model, as pickle.dump and joblib.dump write it
rows.csv, expected.csv               20 laptops the model was not trained on, and the prices it gives them
predictor-tampered.*                 the same model, and with it a call that runs when the file is loaded: it would
                                     make the file /tmp/depickle-sample-was-here. Never load these two.
"""
import argparse
import copy
import os
import pathlib
import pickle
import re

import joblib
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Lasso, LinearRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.tree import DecisionTreeRegressor

MARKER = "/tmp/depickle-sample-was-here"
RARE = 10  # companies with fewer laptops than this are "Other"


def cpu_name(text):
    name = " ".join(text.split()[:3])
    if name in ("Intel Core i3", "Intel Core i5", "Intel Core i7"):
        return name
    return "AMD" if text.startswith("AMD") else "Other"


def system_name(text):
    for name in ("Windows", "mac", "Linux"):
        if name.lower() in text.lower():
            return name
    return "Other"


def clean(table):
    """The table's columns as a model can use them."""
    out = pd.DataFrame(index=table.index)
    counts = table["Company"].value_counts()
    out["Company"] = table["Company"].where(table["Company"].map(counts) >= RARE, "Other")
    out["TypeName"] = table["TypeName"]
    out["Inches"] = table["Inches"].astype(float)
    out["Ram"] = table["Ram"].str.removesuffix("GB").astype(int)
    out["Weight"] = table["Weight"].map(lambda w: float(re.match(r"[\d.]+", w).group()))
    out["Touchscreen"] = table["ScreenResolution"].str.contains("Touchscreen").astype(int)
    out["Ips"] = table["ScreenResolution"].str.contains("IPS").astype(int)
    size = table["ScreenResolution"].str.extract(r"(\d+)x(\d+)").astype(float)
    out["Ppi"] = np.hypot(size[0], size[1]) / out["Inches"]
    out["Cpu"] = table["Cpu"].map(cpu_name)
    out["Gpu"] = table["Gpu"].str.split().str[0]
    out["OpSys"] = table["OpSys"].map(system_name)
    return pd.get_dummies(out, dtype=float)


def compare(x, y):
    """The best of four kinds of model, each with what a small grid search finds for it, by cross validation."""
    grids = [
        (LinearRegression(), {}),
        (Lasso(max_iter=20000), {"alpha": [0.1, 1.0, 10.0]}),
        (DecisionTreeRegressor(random_state=0), {"min_samples_leaf": [2, 5, 10]}),
        (RandomForestRegressor(random_state=0), {"n_estimators": [10, 30], "min_samples_leaf": [3, 5],
                                                 "criterion": ["squared_error", "poisson"]}),
    ]
    best = None
    for model, grid in grids:
        search = GridSearchCV(model, grid, cv=5).fit(x, y)
        print(f"{type(model).__name__:24} R2 {search.best_score_:.3f}  {search.best_params_}")
        if best is None or search.best_score_ > best.best_score_:
            best = search
    return best.best_estimator_


class Call:
    """Pickles as a call of os.system. Pickling does not run it; loading would."""

    def __reduce__(self):
        return os.system, (f"touch {MARKER}",)


def tampered(model):
    """The model as it is, answers and all, with one more attribute."""
    out = copy.deepcopy(model)
    out.feature_hash_ = Call()
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("csv", type=pathlib.Path)
    p.add_argument("out", type=pathlib.Path)
    options = p.parse_args()

    table = pd.read_csv(options.csv, encoding="latin-1")
    x, y = clean(table), table["Price_euros"]
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.25, random_state=0)
    best = compare(x_train, y_train)
    print(f"best: {best}, R2 on the rest {best.score(x_test, y_test):.3f}")

    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "predictor.pickle", "wb") as file:
        pickle.dump(best, file)
    joblib.dump(best, options.out / "predictor.joblib")
    with open(options.out / "predictor-tampered.pickle", "wb") as file:
        pickle.dump(tampered(best), file)
    joblib.dump(tampered(best), options.out / "predictor-tampered.joblib", compress=3)

    rows = x_test.iloc[:20]
    rows.to_csv(options.out / "rows.csv", index=False)
    read_back = pd.read_csv(options.out / "rows.csv", float_precision="round_trip")
    answers = best.predict(read_back)
    assert (answers == best.predict(rows)).all()
    with open(options.out / "expected.csv", "w", encoding="ascii") as file:
        file.write("variable\n" + "".join(f"{v!r}\n" for v in answers.tolist()))


if __name__ == "__main__":
    main()
