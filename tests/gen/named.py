#!/usr/bin/env python3
"""Makes tests/cli/data/named: models that know what their features are called (1.9.1, pandas).

    python tests/gen/named.py tests/cli/data/named
"""
import pickle, sys
import numpy as np, pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
rng = np.random.default_rng(7)
X = pd.DataFrame({"area": rng.uniform(30, 200, 40).round(1), "rooms": rng.integers(1, 8, 40), "year": rng.integers(1900, 2020, 40)})
y = 1000 * X["area"] + 5000 * X["rooms"] + 10 * X["year"]
for name, model in ("linear", LinearRegression()), ("pipeline", make_pipeline(StandardScaler(), LinearRegression())):
    with open(f"{sys.argv[1]}/{name}.pkl", "wb") as file:
        pickle.dump(model.fit(X, y), file)
scaler = StandardScaler().fit(X)
parts = {"scaler": scaler, "model": LinearRegression().fit(scaler.transform(X), y), "it's": [LinearRegression().fit(X, y)], "columns": list(X.columns)}
with open(f"{sys.argv[1]}/parts.pkl", "wb") as file:
    pickle.dump(parts, file)
