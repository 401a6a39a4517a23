#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Trains models and writes rows for tests/checks/answers.sh: MODEL.pkl and MODEL.csv, in a folder. For any Python from 2.7 and
scikit-learn from 0.20 on.

    python tests/gen/answers.py FOLDER"""
from __future__ import print_function, unicode_literals

import io
import os
import pickle
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

try:
    import joblib
except ImportError:
    from sklearn.externals import joblib

ROWS = 60


def frame(rng):
    return pd.DataFrame({"a": rng.normal(size=ROWS), "b": rng.randint(0, 9, ROWS), "über, \"c\"": rng.normal(size=ROWS) * 1e6},
                        columns=["a", "b", "über, \"c\""])


def models(x, rng):
    score = np.asarray(x["a"]) + 0.3 * np.asarray(x["b"])
    words = np.array(["nein", "ja", "vielleicht, ähm"], dtype=object)[np.digitize(score, [0.5, 1.5])]
    yield "forest_text", RandomForestClassifier(7, random_state=0).fit(x.values, words)
    yield "forest_bool", RandomForestClassifier(5, random_state=0).fit(x.values, score > 1)
    yield "forest_two", RandomForestRegressor(5, random_state=0).fit(x.values, np.stack([score, -score], axis=1))
    yield "boosting", GradientBoostingRegressor(n_estimators=9, random_state=0).fit(x.values, score)
    yield "logistic", make_pipeline(StandardScaler(), LogisticRegression()).fit(x.values, (score > 1).astype(int))
    yield "named", LinearRegression().fit(x, score)
    yield "scaler", StandardScaler().fit(x.values)
    mixed = x.assign(word=words)
    # Up to 0.20 the columns come before what is made of them, and names of columns are kept nowhere.
    step = (OneHotEncoder(handle_unknown="ignore"), ["word"])
    encoder = make_column_transformer(([3], step[0]) if sklearn.__version__.startswith("0.20") else step, remainder="passthrough")
    yield "mixed", make_pipeline(encoder, RandomForestRegressor(3, random_state=0)).fit(mixed, score)


def main():
    rng = np.random.RandomState(0)
    x = frame(rng)
    for name, model in models(x, rng):
        rows = x if name != "mixed" else x.assign(word=["ja", "nein", "nie, \"gesehen\""] * (ROWS // 3))
        path = os.path.join(sys.argv[1], name)
        if name == "boosting":
            joblib.dump(model, path + ".pkl", compress=3)
        else:
            with open(path + ".pkl", "wb") as f:
                pickle.dump(model, f, pickle.HIGHEST_PROTOCOL)
        with io.open(path + ".csv", "wb") as f:
            f.write(rows.to_csv(index=False).encode("utf-8") if sys.version_info[0] > 2
                    else rows.to_csv(index=False, encoding="utf-8"))
        print(name)


if __name__ == "__main__":
    main()
