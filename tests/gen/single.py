#!/usr/bin/env python3
"""Makes tests/cli/data/single: a pipeline over texts and numbers, rows, and what scikit-learn answers (1.9.1, pandas).

    python tests/gen/single.py tests/cli/data/single
"""
import pathlib
import pickle
import sys

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeRegressor

folder = pathlib.Path(sys.argv[1])
rows = pd.DataFrame({"Company": ["Apple", "HP", "Asus", "HP", "Apple", "Asus"], "Ram": [8, 16, 4, 32, 16, 8], "note": list("abcdef"),
                     "Weight": [1.37, 2.1, 1.8, 2.45, 2.04, 0.1]})
chosen = ColumnTransformer([("ohe", OneHotEncoder(handle_unknown="ignore"), ["Company"]), ("keep", "passthrough", ["Ram", "Weight"])])
model = Pipeline([("columns", chosen), ("tree", DecisionTreeRegressor(random_state=0))])
model.fit(rows, [1e5, 70000.5, 3e4, 123456.789, 99999.9, 0.1])
(folder / "columns.pkl").write_bytes(pickle.dumps(model, 4))
rows.to_csv(folder / "x.csv", index=False)
(folder / "want.csv").write_text("".join(f"{answer!r}\n" for answer in model.predict(rows).tolist()))
