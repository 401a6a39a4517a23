#!/usr/bin/env python3
"""The laptop-price notebook's pipelines, built anew from its data, converted, and asked the same rows.

    python tests/oracle/laptop.py --depickle build/depickle --data laptop_price.csv

Thirteen regressors, each behind OneHotEncoder(drop='first') on the positions of the text columns with the rest passed
through, fitted on the logarithm of the price. Each is written by pickle and by joblib; the ONNX file is asked the rows that
were held back, and must agree to 1e-9 with what the pipeline itself answers. HDD and SSD are not the laptops' own, but numbers of
the row counted out, for the data that this was written for have no column of disks: that does not touch what is compared, and
the predicted prices say nothing about laptops. Of neighbours, where it is told which are near
(docs/formats/onnx.md, "Other operators"). Needs scikit-learn, xgboost, pandas and
onnxruntime; the last line is `N passed, N failed`.
"""
import argparse
import pathlib
import pickle
import subprocess
import sys
import tempfile

import joblib
import numpy as np
import onnxruntime
import pandas as pd
import sklearn.ensemble as ensemble
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Lasso, LinearRegression, Ridge
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor
from xgboost import XGBRegressor

CLOSE = 1e-9
TEXTS = [0, 1, 7, 10, 11]  # Company, TypeName, Cpu brand, Gpu brand, os


def processor(cpu):
    words = " ".join(cpu.split()[:3])
    if words in ("Intel Core i7", "Intel Core i5", "Intel Core i3"):
        return words
    return "Other Intel Processor" if words.startswith("Intel") else "AMD Processor"


def system(name):
    if name.startswith("Windows"):
        return "Windows"
    return "Mac" if name.startswith(("mac", "Mac")) else "Others/No OS/Linux"


def laptops(path):
    """The notebook's table of twelve columns, and the logarithm of the price."""
    raw = pd.read_csv(path, encoding="latin-1")
    size = raw["ScreenResolution"].str.extract(r"(\d+)x(\d+)").astype(float)
    x = pd.DataFrame({
        "Company": raw["Company"],
        "TypeName": raw["TypeName"],
        "Ram": raw["Ram"].str.removesuffix("GB").astype("int32"),
        "Weight": raw["Weight"].str.removesuffix("kg").astype("float32"),
        "Touchscreen": raw["ScreenResolution"].str.contains("Touchscreen").astype(int),
        "Ips": raw["ScreenResolution"].str.contains("IPS").astype(int),
        "ppi": (size[0] ** 2 + size[1] ** 2) ** 0.5 / raw["Inches"],
        "Cpu brand": raw["Cpu"].map(processor),
        "HDD": raw.index % 3 * 500.0,  # this and the next are counted out, not read: see above
        "SSD": raw.index % 4 * 128.0,
        "Gpu brand": raw["Gpu"].str.split().str[0],
        "os": raw["OpSys"].map(system),
    })
    return x[x["Gpu brand"] != "ARM"], np.log(raw["Price_euros"])[x["Gpu brand"] != "ARM"]


def regressors():
    """By name, with the notebook's parameters."""
    def forest(trees):
        return ensemble.RandomForestRegressor(trees, random_state=3, max_samples=0.5, max_features=0.75, max_depth=15)

    def extra():
        return ensemble.ExtraTreesRegressor(100, random_state=3, bootstrap=True, max_samples=0.5, max_features=0.75, max_depth=10)

    def boosted(trees):
        return ensemble.GradientBoostingRegressor(n_estimators=trees, max_features=0.5, random_state=3)

    def xgb(trees, **more):
        return XGBRegressor(n_estimators=trees, n_jobs=1, **more)

    def three():
        return [("rf", forest(350)), ("gbdt", boosted(100)), ("xgb", xgb(25, learning_rate=0.3, max_depth=5))]

    return {
        "linear": LinearRegression(), "ridge": Ridge(alpha=10), "lasso": Lasso(alpha=0.001),
        "knn": KNeighborsRegressor(n_neighbors=3), "tree": DecisionTreeRegressor(max_depth=8, random_state=3),
        "svr": SVR(kernel="rbf", C=10000, epsilon=0.1), "forest": forest(100), "extra": extra(),
        "ada": ensemble.AdaBoostRegressor(n_estimators=15, learning_rate=1.0, random_state=3), "boosting": boosted(500),
        "xgb": xgb(45, max_depth=5, learning_rate=0.5),
        "voting": ensemble.VotingRegressor([*three(), ("et", extra())], weights=[5, 2, 4, 1]),
        "stacking": ensemble.StackingRegressor(three(), final_estimator=Ridge(alpha=100)),
    }


def column(x, name, kind):
    values = x[name].astype(str).to_numpy(object) if kind == "tensor(string)" else x[name].to_numpy(np.float64)
    return values.reshape(-1, 1)


def is_told(pipe, x):
    """For each row, whether the model says which rows are near: not where the last of them and the next are equally far."""
    if not isinstance(pipe[-1], KNeighborsRegressor):
        return np.full(len(x), True)
    k = pipe[-1].n_neighbors
    far = pipe[-1].kneighbors(pipe[:-1].transform(x), k + 1)[0]
    return far[:, k] - far[:, k - 1] > CLOSE


def difference(depickle, source, x, want, told):
    """The greatest difference, or what is wrong."""
    target = source.with_suffix(".onnx")
    run = subprocess.run([depickle, "convert", str(source), "-o", str(target), "-f", "-q"], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, timeout=600, check=False)
    if run.returncode != 0:
        return f"convert: exit {run.returncode}: {run.stdout.decode('utf-8', 'replace').strip()}"
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    got = session.run(["variable"], {p.name: column(x, p.name, p.type) for p in session.get_inputs()})[0]
    worst = float(np.max(np.abs(got.ravel() - want)[told]))
    return worst if worst <= CLOSE else f"differs by {worst:.1e}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--depickle", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    depickle = str(pathlib.Path(options.depickle).resolve())
    x, y = laptops(options.data)
    train, test, price, _ = train_test_split(x, y, test_size=0.15, random_state=2)
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="laptop-") as scratch:
        for name, regressor in regressors().items():
            encoder = OneHotEncoder(sparse_output=False, drop="first", handle_unknown="ignore")
            texts = ColumnTransformer([("col_tnf", encoder, TEXTS)], remainder="passthrough")
            pipe = Pipeline([("step1", texts), ("step2", regressor)]).fit(train, price)
            want, told = pipe.predict(test), is_told(pipe, test)
            assert told.mean() > 0.9
            for write, end in ((pickle.dump, "pkl"), (joblib.dump, "joblib")):
                source = pathlib.Path(scratch) / f"{name}.{end}"
                with source.open("wb") as out:
                    write(pipe, out)
                found = difference(depickle, source, test, want, told)
                good = isinstance(found, float)
                passed, failed = passed + good, failed + (not good)
                print(f"{name:10}{end:8}" + (f"{found:.1e}" if good else f"FAILED {found}"))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
