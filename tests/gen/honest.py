#!/usr/bin/env python3
"""Writes tests/cli/data/honest: small files of the libraries that stand beside scikit-learn, which scan must call safe.

  honest.py NAME [GROUP…] > nothing; run it once in an environment of each era that has numpy, scipy, pandas, scikit-learn,
  joblib and, where they are wanted, xgboost, lightgbm, catboost, imbalanced-learn. NAME tells the eras apart: "new", "0.25".
  honest_objects.py makes hundreds of objects, judges them, and keeps none.

What a library of that era does not have is left out.
"""
import collections
import datetime
import decimal
import importlib
import os
import pickle
import sys
import uuid
import warnings

import joblib
import numpy as np
import pandas as pd
import scipy
import scipy.integrate
import scipy.interpolate
import scipy.optimize
import scipy.sparse
import scipy.sparse.linalg
import scipy.spatial
import scipy.stats
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli/data/honest")
X = np.random.RandomState(0).rand(40, 3)
Y = (X[:, 0] > 0.5).astype(int)
LINE = np.linspace(0, 1, 12)

NUMPY = {
    "complex": lambda: [np.arange(3).astype(t) for t in (np.complex64, np.complex128, ">c16")],
    "longdouble": lambda: np.arange(3).astype(np.longdouble),
    "record": lambda: np.zeros(2, [("a", "i4"), ("b", "f8"), ("c", "S3")]),
    "recarray": lambda: np.rec.array([(1, 2.0)], names="a,b"),
    "nested": lambda: np.zeros(2, [("a", [("x", "f4"), ("y", "i8")]), ("b", "f4", (2, 3))]),
    "titles": lambda: np.zeros(2, [(("title", "a"), "i4")]),
    "objects": lambda: np.array([(1, "a")], [("a", "i4"), ("o", "O")]),
    "void": lambda: np.zeros(3, "V8"),
    "dates": lambda: [np.array(["2020-01-01"], "M8[D]"), np.array([5], "m8[s]")],
    "masked": lambda: [np.ma.array([1, 2], mask=[0, 1]), np.ma.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])],
    "texts": lambda: np.array(["a", "b" * 40], np.dtypes.StringDType()),
    "errors": lambda: [ValueError("x"), OSError(2, "no"), np.linalg.LinAlgError("singular"), RuntimeWarning("w")],
    "polynomials": lambda: [np.poly1d([1, 2]), np.polynomial.Chebyshev([1, 2])],
    "random": lambda: [np.random.RandomState(1), np.random.default_rng(2)],
}
SCIPY = {
    "curves": lambda: [scipy.interpolate.interp1d(LINE, LINE), scipy.interpolate.CubicSpline(LINE, LINE),
                       scipy.interpolate.UnivariateSpline(LINE, LINE), scipy.interpolate.Akima1DInterpolator(LINE, LINE)],
    "grid": lambda: scipy.interpolate.RegularGridInterpolator((LINE, LINE), np.outer(LINE, LINE)),
    "rbf": lambda: scipy.interpolate.Rbf(LINE, LINE),
    "trees": lambda: [scipy.spatial.cKDTree(X[:5]), scipy.spatial.KDTree(X[:5])],
    "hull": lambda: scipy.spatial.ConvexHull(X[:6, :2]),
    "kde": lambda: scipy.stats.gaussian_kde(LINE),
    "found": lambda: scipy.optimize.minimize(lambda v: (v ** 2).sum(), [1.0]),
    "draws": lambda: [scipy.stats.uniform(0, 2), scipy.stats.norm(), scipy.stats.randint(1, 5)],
    "sparse": lambda: [scipy.sparse.eye(3, format=f) for f in ("csr", "csc", "coo", "bsr", "lil", "dok", "dia")],
}
RESULTS = {
    "tests": lambda: [getattr(scipy.stats, n)(X[:, 0], X[:, 1]) for n in ("linregress", "ks_2samp", "ttest_ind", "pearsonr", "spearmanr",
                                                                          "mannwhitneyu", "levene", "theilslopes")],
    "samples": lambda: [scipy.stats.describe(LINE), scipy.stats.sigmaclip(LINE), scipy.stats.cumfreq(LINE)],
    "methods": lambda: [scipy.stats.norm.ppf, scipy.stats.poisson.pmf],
    "tables": lambda: [scipy.stats.wishart(3, np.eye(2)), scipy.stats.dirichlet([1, 2]), scipy.stats.rv_histogram(np.histogram(LINE, 4))],
    "curves": lambda: scipy.integrate.solve_ivp(lambda t, y: -y, [0, 1], [1.0], dense_output=True),
    "minima": lambda: [scipy.optimize.minimize(lambda v: (v ** 2).sum(), [1.0], method="L-BFGS-B"), scipy.optimize.Bounds([0], [1])],
    "nets": lambda: scipy.interpolate.LinearNDInterpolator(X[:9, :2], X[:9, 2]),
    "complex": lambda: [scipy.sparse.csr_matrix(np.eye(2) * 1j), scipy.sparse.linalg.aslinearoperator(np.eye(2)).T],
    "data": lambda: importlib.import_module("lightgbm").Dataset(X[:5], Y[:5]),
    "zones": lambda: importlib.import_module("dateutil.tz").tzoffset("A", 60),
    "masked": lambda: np.ma.masked,
}
PYTHON = {
    "values": lambda: [datetime.datetime(2020, 1, 1), datetime.timezone.utc, decimal.Decimal("1.5"), {1, 2}, 1j, slice(1),
                       uuid.UUID(int=5), collections.Counter("a"), type(None), Ellipsis, range(3)],
    "zone": lambda: importlib.import_module("zoneinfo").ZoneInfo("UTC"),
}


def column(values, kind=None):
    series = pd.Series(values)
    return series.astype(kind) if kind else series


COLUMNS = {
    "float": lambda: column([1.0, 2.0]),
    "text": lambda: column(["a", None]),
    "time": lambda: column(pd.date_range("2020", periods=2)),
    "zone": lambda: column(pd.date_range("2020", periods=2, tz="Europe/Berlin")),
    "utc": lambda: column(pd.date_range("2020", periods=2, tz="UTC")),
    "span": lambda: column(pd.to_timedelta([1, 2], "s")),
    "category": lambda: column(pd.Categorical(["a", "b"], ordered=True)),
    "period": lambda: column(pd.period_range("2020", periods=2, freq="M")),
    "interval": lambda: column(pd.interval_range(0, 2)),
    "complex": lambda: column([1j, 2j]),
    "Int64": lambda: column([1, None], "Int64"),
    "UInt8": lambda: column([1, 2], "UInt8"),
    "Float32": lambda: column([1, 2], "Float32"),
    "boolean": lambda: column([True, None], "boolean"),
    "string": lambda: column(["a", "b"], "string"),
    "sparse": lambda: column([1.0, 2.0], "Sparse[float]"),
    "arrow": lambda: column(["a", "b"], "string[pyarrow]"),
    "arrow number": lambda: column([1, 2], "int64[pyarrow]"),
}
PANDAS = {
    "levels": lambda: pd.DataFrame(X[:4], index=pd.MultiIndex.from_product([["a", "b"], [1, 2]])),
    "values": lambda: [pd.NaT, pd.Timestamp("2020"), pd.Timestamp("2020", tz="UTC"), pd.Timedelta("1s"), pd.Period("2020", "M")],
    "offsets": lambda: [pd.offsets.BDay(), pd.offsets.MonthEnd(), pd.DateOffset(months=2), pd.offsets.BusinessHour()],
    "index": lambda: [pd.RangeIndex(5), pd.Index(["a"]), pd.date_range("2020", periods=3, freq="W-MON")],
}


def models(module, names, **options):
    library = importlib.import_module(module)
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    return [make_pipeline(StandardScaler(), getattr(library, name)(**options)).fit(X, Y) for name in names] + [
        getattr(library, names[0])(**options).fit(frame, Y)]


def resampled():
    library = importlib.import_module("imblearn.pipeline")
    smote = importlib.import_module("imblearn.over_sampling").SMOTE()
    return library.make_pipeline(smote, StandardScaler()).fit(X[:20], np.arange(20) // 14)


LIBRARIES = {
    "xgboost": lambda: models("xgboost", ["XGBClassifier", "XGBRegressor"], n_estimators=2, max_depth=2),
    "lightgbm": lambda: models("lightgbm", ["LGBMClassifier", "LGBMRegressor"], n_estimators=2, num_leaves=3, verbose=-1),
    "catboost": lambda: models("catboost", ["CatBoostClassifier", "CatBoostRegressor"], iterations=2, depth=2, verbose=0,
                               allow_writing_files=False),
    "imblearn": resampled,
}


def made(makers):
    """What of these this era can make and pickle."""
    out = {}
    for name, make in makers.items():
        try:
            out[name] = make()
            pickle.dumps(out[name])
        except Exception as fault:
            out.pop(name, None)
            print("left out:", name, type(fault).__name__, fault, file=sys.stderr)
    return out


def main():
    era, only = sys.argv[1], sys.argv[2:]
    os.makedirs(FOLDER, exist_ok=True)
    groups = {"numpy": NUMPY, "scipy": SCIPY, "pandas": PANDAS, "columns": COLUMNS, "python": PYTHON,
              "results": RESULTS}
    for group, makers in groups.items():
        if only and group not in only:
            continue
        held = made(makers)
        joblib.dump(held, os.path.join(FOLDER, "%s-%s.joblib.z" % (group, era)), compress=9)
        with open(os.path.join(FOLDER, "%s-%s.p2.pkl" % (group, era)), "wb") as stream:
            pickle.dump(held, stream, 2)
    for name, held in made({n: make for n, make in LIBRARIES.items() if not only or n in only}).items():
        joblib.dump(held, os.path.join(FOLDER, "%s-%s.joblib.z" % (name, era)), compress=9)


if __name__ == "__main__":
    main()
