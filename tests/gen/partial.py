"""Models that one step blocks, for tests/cli/partial.sh: python tests/gen/partial.py FOLDER (scikit-learn 1.9)

clean is a function of __main__, which no file can hold. Beside each model stand rows, and what the steps before the one
that blocks make of them.
"""
import pathlib
import pickle
import sys

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler


def clean(x):
    return x - 1


class Predictor:
    """What applications wrap a model in."""

    def __init__(self, scaler, model, columns):
        self.scaler, self.model, self.columns = scaler, model, columns


def columns(first, second):
    return ColumnTransformer([("a", first, [0, 1]), ("b", second, [2])], remainder="passthrough")


def main():
    folder = pathlib.Path(sys.argv[1])
    rng = np.random.default_rng(7)
    x = rng.normal(size=(40, 4)).round(3)
    y = (x[:, 0] > 0).astype(int)
    x[3, 1] = np.nan
    fill, scale = SimpleImputer(), StandardScaler()
    blocked = FunctionTransformer(clean)
    models = {
        "last": Pipeline([("fill", fill), ("scale", scale), ("clean", blocked), ("clf", LogisticRegression())]),
        "columns": Pipeline([("fill", fill), ("cols", columns(MinMaxScaler(), blocked)), ("clf", LogisticRegression())]),
        "union": Pipeline([("fill", fill), ("both", FeatureUnion([("a", MinMaxScaler()), ("b", blocked)])),
                           ("clf", LogisticRegression())]),
        "first": Pipeline([("pre", make_pipeline(SimpleImputer(), StandardScaler(), blocked)), ("clf", LogisticRegression())]),
        "search": GridSearchCV(Pipeline([("fill", fill), ("clean", blocked), ("clf", LogisticRegression())]),
                               {"clf__C": [1.0, 2.0]}, cv=2),
        "nothing": Pipeline([("clean", blocked), ("fill", SimpleImputer()), ("clf", LogisticRegression())]),
    }
    for name, model in models.items():
        (folder / f"{name}.pkl").write_bytes(pickle.dumps(model.fit(x, y), 4))
    wrapped = Predictor(StandardScaler().fit(x), {"main": LogisticRegression().fit(np.nan_to_num(x), y)}, ["a", "b", "c", "d"])
    (folder / "predictor.pkl").write_bytes(pickle.dumps({"app": wrapped, "version": 3}, 4))
    np.savetxt(folder / "x.csv", x[:6], delimiter=",", header="a,b,c,d", comments="", fmt="%.17g")
    names = {"last": models["last"][:2], "columns": models["columns"][:1], "union": models["union"][:1],
             "first": models["first"][0][:2], "search": models["search"].best_estimator_[:1]}
    for name, before in names.items():
        np.savetxt(folder / f"{name}.csv", before.transform(x[:6]), delimiter=",", fmt="%.17g")


if __name__ == "__main__":
    main()
