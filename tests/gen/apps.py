#!/usr/bin/env python3
"""Makes the models of tests/cli/data/apps, and records what the applications say with them: answers.json.

    python -m venv venv && venv/bin/pip install scikit-learn pandas joblib
    venv/bin/python tests/gen/apps.py

The applications are written by hand; tests/apps/drive.py runs them.
"""
import json
import pathlib
import pickle
import subprocess
import sys

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor

TESTS = pathlib.Path(__file__).resolve().parents[1]
APPS = TESTS / "cli/data/apps"


def dump(model, path):
    with open(APPS / path, "wb") as file:
        pickle.dump(model, file, protocol=4)


def flask_iris():
    data = load_iris()
    scaler = StandardScaler().fit(data.data)
    names = data.target_names[data.target]
    dump(RandomForestClassifier(5, max_depth=4, random_state=0).fit(scaler.transform(data.data), names), "flask_iris/model.pkl")
    joblib.dump(scaler, APPS / "flask_iris/scaler.joblib")


def streamlit_laptop(rng):
    n = 60
    df = pd.DataFrame({
        "Company": rng.choice(["Dell", "HP", "Apple", "Acer"], n), "TypeName": rng.choice(["Notebook", "Gaming"], n),
        "Ram": rng.choice([4, 8, 16], n), "Weight": rng.uniform(1, 3, n).round(2), "Touchscreen": rng.integers(0, 2, n),
    })
    y = np.log(20000 + 3000 * df["Ram"] + 9000 * (df["Company"] == "Apple") - 1000 * df["Weight"])
    encode = ColumnTransformer([("col_tnf", OneHotEncoder(sparse_output=False, drop="first"), [0, 1])], remainder="passthrough")
    pipe = make_pipeline(encode, GradientBoostingRegressor(n_estimators=6, random_state=0)).fit(df, y)
    dump(pipe, "streamlit_laptop/pipe.pkl")
    dump(df, "streamlit_laptop/df.pkl")


def others(rng):
    x = rng.normal(size=(80, 3))
    dump(LogisticRegression().fit(x, x[:, 0] + x[:, 2] > 0.3), "notebook/models/churn.pkl")
    words = ["cheap pills now", "meeting at noon", "win money now", "lunch at noon", "cheap money", "see you at the meeting"]
    spam = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(words, ["spam", "ham", "spam", "ham", "spam", "ham"])
    joblib.dump(spam, APPS / "django_view/predictor/classifier.joblib", compress=3)
    scaler = StandardScaler().fit(x)
    y = x @ [1.0, -2.0, 0.5] + 3
    joblib.dump({"scaler": scaler, "model": Ridge().fit(scaler.transform(x), y)}, APPS / "class_loader/models/bundle.joblib")
    dump(DecisionTreeRegressor(max_depth=3).fit(x, y), "batch_glob/models/tree.pkl")
    dump(KNeighborsRegressor(2).fit(x[:20], y[:20]), "batch_glob/models/near.pkl")


def main():
    rng = np.random.default_rng(0)
    flask_iris()
    streamlit_laptop(rng)
    others(rng)
    answers = {}
    for app in sorted(p.name for p in APPS.iterdir() if p.is_dir()):
        done = subprocess.run([sys.executable, TESTS / "apps/drive.py", app, APPS / app], stdout=subprocess.PIPE, check=True)
        answers[app] = done.stdout.decode("utf-8")
    (TESTS / "apps/answers.json").write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
