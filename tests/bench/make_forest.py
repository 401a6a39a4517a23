#!/usr/bin/env python3
"""A forest large enough that time and memory can be seen: 100 trees, about 2.5 million nodes, a pickle of some 182 MB.

    make_forest.py OUT.pkl        needs scikit-learn; always the same forest for one version of it"""
import pickle
import sys

import numpy as np
from sklearn.ensemble import RandomForestRegressor

rng = np.random.default_rng(0)
x = rng.normal(size=(20000, 12)).astype(np.float32)
y = x @ rng.normal(size=12) + np.sin(3 * x[:, 0]) * x[:, 1] + rng.normal(size=len(x))
forest = RandomForestRegressor(n_estimators=100, random_state=0, n_jobs=-1).fit(x, y)
forest.n_jobs = None
with open(sys.argv[1], "wb") as f:
    pickle.dump(forest, f)
print(f"{sum(t.tree_.node_count for t in forest.estimators_)} nodes")
