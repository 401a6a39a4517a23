#!/usr/bin/env python3
"""Pairs of models for tests/cli/diff.sh: one that was fitted, and one that was fitted again with something changed.

    diff_models.py FOLDER        writes FOLDER/NAME-old.pkl and FOLDER/NAME-new.pkl"""
import pathlib
import pickle
import sys
import warnings

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def columns(brands, alpha, names=("Ram", "Weight")):
    """Brand and numbers, a ridge behind them."""
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"Company": [brands[i % len(brands)] for i in range(24)], **{n: rng.normal(size=24).round(2) for n in names}})
    pipe = make_pipeline(ColumnTransformer([("brand", OneHotEncoder(handle_unknown="ignore"), ["Company"]),
                                            ("number", StandardScaler(), list(names))]), Ridge(alpha=alpha))
    return pipe.fit(frame, frame[names[0]] * 2 + frame[names[1]])


def forest(trees):
    """The first trees are the same, whatever comes after them."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(40, 3)).round(2)
    return RandomForestClassifier(trees, max_depth=3, random_state=0).fit(x, np.where(x[:, 0] > 0, "yes", "no"))


def classes(names):
    """A class more."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(30, 2)).round(2)
    return LogisticRegression().fit(x, np.array(names)[np.arange(30) % len(names)])


def net(seed):
    """Lists of arrays."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(20, 2)).round(2)
    return MLPRegressor(hidden_layer_sizes=(3,), max_iter=3, random_state=seed).fit(x, x[:, 0])


def boosted(rounds):
    """Trees of another kind than scikit-learn's Tree."""
    rng = np.random.default_rng(9)
    x = rng.normal(size=(60, 2)).round(2)
    return HistGradientBoostingRegressor(max_iter=rounds, max_leaf_nodes=4, min_samples_leaf=5).fit(x, x[:, 0] ** 2)


def main():
    warnings.simplefilter("ignore")
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    pairs = {
        "columns": (columns(["Acer", "Dell", "HP"], 1.0), columns(["Acer", "Apple", "Dell"], 0.5)),
        "features": (columns(["Acer", "Dell", "HP"], 1.0), columns(["Acer", "Dell", "HP"], 1.0, ("Ram", "ppi", "Weight"))),
        "forest": (forest(3), forest(5)),
        "classes": (classes(["no", "yes"]), classes(["maybe", "no", "yes"])),
        "net": (net(0), net(1)),
        "boosted": (boosted(2), boosted(3)),
    }
    for name, pair in pairs.items():
        for which, model in zip(("old", "new"), pair):
            (folder / f"{name}-{which}.pkl").write_bytes(pickle.dumps(model, protocol=4))


if __name__ == "__main__":
    main()
