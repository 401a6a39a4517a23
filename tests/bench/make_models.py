#!/usr/bin/env python3
"""Models large enough that time and memory can be seen; always the same for one version of scikit-learn.

    make_models.py FOLDER [NAME...]      forest large hist words linear joblib features-N trees-N wide-N (a number for N)"""
import copy
import pathlib
import pickle
import random
import sys

import joblib
import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression

ROWS, FEATURES = 20000, 12


def data(rows=ROWS, features=FEATURES):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, features)).astype(np.float32)
    return x, x @ rng.normal(size=features) + np.sin(3 * x[:, 0]) * x[:, 1] + rng.normal(size=rows)


def forest(trees):
    return RandomForestRegressor(n_estimators=trees, random_state=0).fit(*data())


def repeated(trees):
    """Trees beyond the fiftieth are copies with other numbers: no two leaves and no two thresholds are alike"""
    model = forest(min(trees, 50))
    own = list(model.estimators_)
    for k in range(len(own), trees):
        tree = copy.deepcopy(own[k % len(own)])
        state = tree.tree_.__getstate__()
        state["nodes"] = state["nodes"].copy()
        state["nodes"]["threshold"] *= 1 + k / 4096
        state["values"] = state["values"] * (1 + k / 4096)
        tree.tree_.__setstate__(state)
        model.estimators_.append(tree)
    model.n_estimators = trees
    return model


def words(count):
    rng = random.Random(0)
    terms = {"".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randrange(5, 13))) for _ in range(count)}
    return TfidfVectorizer().fit([" ".join(sorted(terms))])


def make(name):
    kind, _, size = name.partition("-")
    n = int(size or 0)
    if kind == "forest":
        return forest(50)
    if kind == "large":
        return repeated(500)
    if kind == "hist":
        return HistGradientBoostingRegressor(max_iter=500, max_leaf_nodes=255, random_state=0, early_stopping=False).fit(*data())
    if kind == "linear":
        return LinearRegression().fit(*data(100, 4))
    if kind == "words":
        return words(n or 300000)
    if kind == "trees":
        return repeated(n)
    if kind == "features":
        x = np.random.default_rng(0).normal(size=(3, n))
        return LinearRegression().fit(x, x[:, 0])
    sys.exit(f"no model is called {name}")


def main(folder, *names):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = folder / (name + (".z" if name == "joblib" else ".pkl"))
        if path.exists():
            continue
        new = path.with_suffix(".new")
        if name == "joblib":
            joblib.dump(make("forest"), new, compress=3)
        else:
            with open(new, "wb") as f:
                pickle.dump(make(name), f, protocol=4)
        new.rename(path)


main(*sys.argv[1:])
