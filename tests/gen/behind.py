#!/usr/bin/env python3
"""Makes tests/cli/data/behind: a linear model and two pipelines of a scaler and trees over a table's columns (1.9.1, pandas).

    python tests/gen/behind.py tests/cli/data/behind

leaf.pkl is pipe.pkl with 1,000 more in one leaf, to which no row of round or random numbers comes."""
import pathlib
import pickle
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def table():
    r = np.random.RandomState(0)
    return pd.DataFrame({"area": r.uniform(20, 200, 150), "rooms": r.randint(1, 7, 150).astype(float),
                         "year": r.randint(1900, 2020, 150).astype(float)})


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    x = table()
    y = (x.area * 300 + x.rooms * 1000 + (x.year - 1900) * 50).values
    pipe = Pipeline([("scale", StandardScaler()), ("trees", RandomForestRegressor(n_estimators=2, max_depth=5, random_state=0))]).fit(x, y)
    (folder / "linear.pkl").write_bytes(pickle.dumps(LinearRegression().fit(x, y), 4))
    (folder / "pipe.pkl").write_bytes(pickle.dumps(pipe, 4))
    tree = pipe.steps[1][1].estimators_[1].tree_
    tree.value[46, 0, 0] += 1000
    (folder / "leaf.pkl").write_bytes(pickle.dumps(pipe, 4))


main()
