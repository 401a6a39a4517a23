#!/usr/bin/env python3
"""Objects of numpy, scipy, pandas, joblib, xgboost, lightgbm, catboost and imbalanced-learn by the hundred, each pickled with
every protocol and with joblib: scan must call all of them safe.

    python3 tests/gen/honest_objects.py --depickle build/dev/depickle [--keep FOLDER]

Runs in an environment that has some of these libraries, of any era from Python 3.6 on. What a library cannot make or pickle
is left out, and counted. Every name that is no library's public one is an alarm; the last line is "N passed, N failed".
"""
import argparse
import collections
import functools
import importlib
import inspect
import json
import os
import pickle
import re
import subprocess
import sys
import tempfile
import warnings

import joblib
import numpy as np

import honest

warnings.simplefilter("ignore")
X = np.random.RandomState(0).rand(60, 3)
Y = (X[:, 0] > 0.6).astype(int)
LINE = np.linspace(0, 1, 12)
VERSIONS = ("numpy", "scipy", "pandas", "scikit-learn", "xgboost", "lightgbm", "catboost", "imbalanced-learn")


def square(v):
    return float(np.sum(np.asarray(v) ** 2))


def module(name):
    try:
        return importlib.import_module(name)
    except Exception:
        return None


def each(makers):
    """(name, maker) of the parts of honest.py's lists: they are made one by one where they are lists."""
    for name, make in makers.items():
        def part(make=make):
            return make()
        yield name, part


def distributions():
    stats = module("scipy.stats")
    for name in sorted(dir(stats) if stats else []):
        found = getattr(stats, name)
        if isinstance(found, (stats.rv_continuous, stats.rv_discrete)):
            yield name, lambda found=found: found
            shapes = [0.5 if name in ("bernoulli", "geom", "logser") else 3] * (found.numargs or 0)
            yield name + " frozen", lambda found=found, shapes=shapes: found(*shapes)
            if name not in ("frechet_l", "frechet_r"):  # their methods are another function's
                yield name + " bound", lambda found=found: found.pdf if hasattr(found, "pdf") else found.pmf
    yield "histogram", lambda: stats.rv_histogram(np.histogram(LINE, 4))
    yield "discrete values", lambda: stats.rv_discrete(values=([1, 2], [0.5, 0.5]))
    for name, arguments in [("multivariate_normal", ([0, 0],)), ("dirichlet", ([1, 2],)), ("multinomial", (3, [0.5, 0.5])),
                            ("wishart", (3, np.eye(2))), ("invwishart", (3, np.eye(2))), ("ortho_group", (3,)),
                            ("special_ortho_group", (3,)), ("random_correlation", ([0.5, 1.5],)), ("multivariate_t", ([0, 0],)),
                            ("uniform_direction", (3,)), ("vonmises_fisher", ([0, 1], 2)), ("matrix_normal", ()),
                            ("dirichlet_multinomial", ([1, 2], 3)), ("multivariate_hypergeom", ([3, 4], 2)), ("unitary_group", (3,))]:
        yield name, lambda name=name: getattr(stats, name)
        yield name + " frozen", lambda name=name, arguments=arguments: getattr(stats, name)(*arguments)
    yield "new normal", lambda: stats.Normal(mu=1.0, sigma=2.0)
    yield "new uniform", lambda: stats.Uniform(a=1.0, b=2.0)


def tests_of_statistics():
    stats = module("scipy.stats")
    a, b = X[:, 0], X[:, 1]
    table = np.array([[10, 20], [30, 25]])
    calls = {"ttest_ind": (a, b), "ttest_rel": (a, b), "ttest_1samp": (a, 0.5), "linregress": (a, b), "pearsonr": (a, b),
             "spearmanr": (a, b), "kendalltau": (a, b), "mannwhitneyu": (a, b), "wilcoxon": (a, b), "ks_2samp": (a, b),
             "kstest": (a, "uniform"), "shapiro": (a,), "normaltest": (a,), "anderson": (a,), "jarque_bera": (a,), "describe": (a,),
             "f_oneway": (a, b), "kruskal": (a, b), "friedmanchisquare": (a, b, X[:, 2]), "levene": (a, b), "bartlett": (a, b),
             "fligner": (a, b), "mood": (a, b), "ansari": (a, b), "chisquare": ([5, 6, 7],), "power_divergence": ([5, 6, 7],),
             "chi2_contingency": (table,), "fisher_exact": (table,), "barnard_exact": (table,), "boschloo_exact": (table,),
             "theilslopes": (a, b), "siegelslopes": (a, b), "weightedtau": (a, b), "somersd": (table,), "mode": (Y,), "cumfreq": (a,),
             "relfreq": (a,), "binned_statistic": (a, b), "binned_statistic_2d": (a, b, X[:, 2]), "bayes_mvs": (a,), "mvsdist": (a,),
             "sigmaclip": (a,), "median_test": (a, b), "epps_singleton_2samp": (a, b), "cramervonmises": (a, "uniform"),
             "cramervonmises_2samp": (a, b), "brunnermunzel": (a, b), "pointbiserialr": (Y, a), "multiscale_graphcorr": (a[:10], b[:10]),
             "tukey_hsd": (a, b), "alexandergovern": (a, b), "page_trend_test": (X,), "binomtest": (3, 10), "ecdf": (a,), "logrank": (a, b),
             "skewtest": (a,), "kurtosistest": (a,), "dunnett": (a,), "poisson_means_test": (1, 2, 3, 4), "gaussian_kde": (a,),
             "expectile": (a,), "bws_test": (a, b), "boxcox_normmax": (a + 1,), "probplot": (a,), "quantile_test": (a,)}
    for name, arguments in sorted(calls.items()):
        yield name, lambda name=name, arguments=arguments: getattr(stats, name)(*arguments)
    yield "bootstrap", lambda: stats.bootstrap((a,), np.mean, n_resamples=9)
    yield "permutation_test", lambda: stats.permutation_test((a, b), lambda x, y: x.mean() - y.mean(), n_resamples=9)
    yield "monte_carlo_test", lambda: stats.monte_carlo_test(a, stats.norm.rvs, np.mean, n_resamples=9)
    yield "fit", lambda: stats.fit(stats.norm, a, [(0, 2), (0.1, 2)])
    qmc = module("scipy.stats.qmc")
    for name in ("Sobol", "Halton", "LatinHypercube"):
        yield name, lambda name=name: getattr(qmc, name)(2)
    sampling = module("scipy.stats.sampling")
    yield "generator", lambda: sampling.TransformedDensityRejection(stats.norm())


def optimization():
    optimize = module("scipy.optimize")
    for method in ("Nelder-Mead", "Powell", "CG", "BFGS", "Newton-CG", "L-BFGS-B", "TNC", "COBYLA", "COBYQA", "SLSQP", "trust-constr",
                   "dogleg", "trust-ncg", "trust-krylov", "trust-exact"):
        yield "minimize " + method, lambda method=method: optimize.minimize(square, [1.0, 2.0], method=method,
            jac=None if method in ("Nelder-Mead", "Powell", "COBYLA", "COBYQA") else lambda v: 2 * np.asarray(v),
            hess=(lambda v: 2 * np.eye(2)) if method in ("dogleg", "trust-ncg", "trust-krylov", "trust-exact", "Newton-CG") else None)
    for method in ("brent", "bounded", "golden"):
        yield "scalar " + method, lambda method=method: optimize.minimize_scalar(square, method=method, bounds=(0, 1) if method == "bounded" else None)
    for method in ("hybr", "lm", "broyden1", "anderson", "krylov", "df-sane"):
        yield "root " + method, lambda method=method: optimize.root(lambda v: np.asarray(v) - 1, [0.5, 0.6], method=method)
    for method in ("simplex", "interior-point", "revised simplex", "highs", "highs-ds", "highs-ipm"):
        yield "linprog " + method, lambda method=method: optimize.linprog([1, 2], A_ub=[[-1, -1]], b_ub=[-1], method=method)
    for method in ("trf", "dogbox", "lm"):
        yield "least_squares " + method, lambda method=method: optimize.least_squares(lambda v: np.asarray(v) - 1, [0.5, 0.6], method=method)
    yield "root_scalar", lambda: optimize.root_scalar(lambda v: v - 0.5, bracket=[0, 1])
    yield "brentq", lambda: optimize.brentq(lambda v: v - 0.5, 0, 1, full_output=True)
    yield "curve_fit", lambda: optimize.curve_fit(lambda v, a: a * v, LINE, LINE)
    yield "lsq_linear", lambda: optimize.lsq_linear(X, Y)
    yield "differential_evolution", lambda: optimize.differential_evolution(square, [(0, 1)] * 2, maxiter=2)
    yield "basinhopping", lambda: optimize.basinhopping(square, [1.0], niter=2)
    yield "dual_annealing", lambda: optimize.dual_annealing(square, [(0, 1)] * 2, maxiter=2)
    yield "shgo", lambda: optimize.shgo(square, [(0, 1)] * 2)
    yield "direct", lambda: optimize.direct(square, [(0, 1)] * 2, maxiter=4)
    yield "milp", lambda: optimize.milp([1, 2], bounds=optimize.Bounds([0, 0], [1, 1]))
    yield "isotonic", lambda: optimize.isotonic_regression(LINE)
    yield "bounds", lambda: optimize.Bounds([0, 0], [1, 1])
    yield "linear constraint", lambda: optimize.LinearConstraint(np.eye(2), 0, 1)
    yield "bfgs", lambda: optimize.BFGS()
    yield "sr1", lambda: optimize.SR1()
    yield "warning", lambda: optimize.OptimizeWarning("w")
    yield "empty result", lambda: optimize.OptimizeResult(x=1, success=True)
    yield "minimum's hess_inv", lambda: optimize.minimize(square, [1.0, 2.0], method="L-BFGS-B").hess_inv


def sparse_things():
    sparse = module("scipy.sparse")
    for kind in ("matrix", "array"):
        for form in ("csr", "csc", "coo", "bsr", "lil", "dok", "dia"):
            for number in ("f8", "i4", "c16", "?"):
                yield "%s %s %s" % (form, kind, number), lambda form=form, kind=kind, number=number: getattr(
                    sparse, "%s_%s" % (form, kind))(np.eye(3).astype(number))
    yield "1-d", lambda: sparse.coo_array(np.arange(3))
    linalg = module("scipy.sparse.linalg")
    yield "operator", lambda: linalg.aslinearoperator(np.eye(3))
    yield "sparse operator", lambda: linalg.aslinearoperator(sparse.eye(3, format="csr"))
    yield "operators added", lambda: linalg.aslinearoperator(np.eye(3)) + linalg.aslinearoperator(np.eye(3))
    yield "operators times", lambda: (linalg.aslinearoperator(np.eye(3)) * 2).T
    yield "arpack", lambda: linalg.ArpackNoConvergence("m", np.ones(1), np.ones(1))
    yield "warning", lambda: sparse.SparseEfficiencyWarning("w")


def interpolation():
    i = module("scipy.interpolate")
    grid = np.outer(LINE, LINE)
    for kind in ("linear", "nearest", "zero", "slinear", "quadratic", "cubic", "previous", "next", 5):
        yield "interp1d %s" % kind, lambda kind=kind: i.interp1d(LINE, LINE, kind=kind, fill_value="extrapolate" if kind != 5 else np.nan)
    for kind in ("not-a-knot", "clamped", "natural"):
        yield "CubicSpline " + kind, lambda kind=kind: i.CubicSpline(LINE, LINE, bc_type=kind)
    for name in ("UnivariateSpline", "InterpolatedUnivariateSpline", "PchipInterpolator", "Akima1DInterpolator", "KroghInterpolator",
                 "BarycentricInterpolator", "make_interp_spline", "make_smoothing_spline", "splrep", "Rbf", "NdPPoly", "make_splrep"):
        yield name, lambda name=name: getattr(i, name)(LINE, LINE)
    yield "LSQUnivariateSpline", lambda: i.LSQUnivariateSpline(LINE, LINE, LINE[3:-3])
    yield "BSpline", lambda: i.BSpline(np.arange(8.0), np.arange(4.0), 3)
    yield "PPoly", lambda: i.PPoly(np.ones((2, 3)), np.arange(4.0))
    yield "BPoly", lambda: i.BPoly(np.ones((2, 3)), np.arange(4.0))
    yield "derivative", lambda: i.CubicSpline(LINE, LINE).derivative()
    for name in ("LinearNDInterpolator", "NearestNDInterpolator", "CloughTocher2DInterpolator", "RBFInterpolator"):
        yield name, lambda name=name: getattr(i, name)(X[:12, :2], X[:12, 2])
    yield "RectBivariateSpline", lambda: i.RectBivariateSpline(LINE, LINE, grid)
    yield "SmoothBivariateSpline", lambda: i.SmoothBivariateSpline(X[:, 0], X[:, 1], X[:, 2])
    yield "LSQBivariateSpline", lambda: i.LSQBivariateSpline(X[:, 0], X[:, 1], X[:, 2], [0.5], [0.5])
    yield "RectSphereBivariateSpline", lambda: i.RectSphereBivariateSpline(LINE[1:-1], LINE[1:-1], grid[1:-1, 1:-1])
    yield "RegularGridInterpolator", lambda: i.RegularGridInterpolator((LINE, LINE), grid)
    yield "RegularGrid cubic", lambda: i.RegularGridInterpolator((LINE, LINE), grid, method="cubic")
    yield "interp2d", lambda: i.interp2d(LINE, LINE, grid)
    yield "NdBSpline", lambda: i.NdBSpline((np.arange(8.0),), np.arange(4.0), 3)
    yield "AAA", lambda: i.AAA(LINE, np.exp(LINE))


def the_rest_of_scipy():
    spatial, signal, integrate = module("scipy.spatial"), module("scipy.signal"), module("scipy.integrate")
    for name in ("cKDTree", "KDTree", "Delaunay", "ConvexHull", "Voronoi", "distance_matrix"):
        yield name, lambda name=name: getattr(spatial, name)(X[:9, :2])
    yield "SphericalVoronoi", lambda: spatial.SphericalVoronoi(np.vstack([np.eye(3), -np.eye(3)]))
    yield "Rectangle", lambda: spatial.Rectangle([1, 1], [0, 0])
    yield "procrustes", lambda: spatial.procrustes(X[:5], X[5:10])
    rotation = module("scipy.spatial.transform")
    yield "Rotation", lambda: rotation.Rotation.from_euler("x", [0.1, 0.2])
    yield "Slerp", lambda: rotation.Slerp([0, 1], rotation.Rotation.from_euler("x", [0.1, 0.2]))
    yield "RotationSpline", lambda: rotation.RotationSpline([0, 1, 2], rotation.Rotation.from_euler("x", [0.1, 0.2, 0.3]))
    yield "RigidTransform", lambda: rotation.RigidTransform.from_translation([1, 2, 3])
    for name, arguments in [("lti", ([1], [1, 2])), ("dlti", ([1], [1, 2])), ("TransferFunction", ([1], [1, 2])),
                            ("ZerosPolesGain", ([1], [2], 3)), ("StateSpace", (1, 2, 3, 4)), ("butter", (2, 0.3)),
                            ("ShortTimeFFT", (np.ones(4), 2, 10)), ("CZT", (4,)), ("find_peaks", (X[:, 0],)), ("firwin", (5, 0.3))]:
        yield name, lambda name=name, arguments=arguments: getattr(signal, name)(*arguments)
    for method in ("RK45", "RK23", "DOP853", "Radau", "BDF", "LSODA"):
        yield "solve_ivp " + method, lambda method=method: integrate.solve_ivp(lambda t, y: -y, [0, 1], [1.0], method=method, dense_output=True)
    yield "solve_bvp", lambda: integrate.solve_bvp(lambda x, y: np.vstack((y[1], -y[0])), lambda a, b: np.array([a[0], b[0] - 1]), LINE, np.zeros((2, 12)))
    yield "quad_vec", lambda: integrate.quad_vec(square, 0, 1, full_output=True)
    special = module("scipy.special")
    for name in ("legendre", "chebyt", "hermite", "laguerre", "jacobi"):
        yield name, lambda name=name: getattr(special, name)(*((3, 1, 1) if name == "jacobi" else (3,)))
    odr = module("scipy.odr")
    yield "odr data", lambda: odr.Data(LINE, LINE)
    yield "odr output", lambda: odr.ODR(odr.Data(LINE, LINE), odr.unilinear).run()
    yield "ufunc", lambda: [special.expit, special.logit, np.log1p, np.exp]
    yield "cluster tree", lambda: module("scipy.cluster.hierarchy").to_tree(module("scipy.cluster.hierarchy").linkage(X[:5]))
    yield "linkage", lambda: module("scipy.cluster.hierarchy").linkage(X)
    yield "kmeans", lambda: module("scipy.cluster.vq").kmeans(X, 2)
    yield "lu", lambda: module("scipy.linalg").lu_factor(np.eye(3))
    yield "ndimage labels", lambda: module("scipy.ndimage").label(np.eye(3))
    yield "linalg error", lambda: module("scipy.linalg").LinAlgError("x")


def numbers():
    yield from each(honest.NUMPY)
    for name in sorted({"?", "i1", "u2", "i4", "u8", "f2", "f4", "f8", ">f8", ">i4", "c8", "S3", "U4", ">U4", "O", "V3", "M8[ns]", "m8[D]"}):
        yield "array " + name, lambda name=name: np.zeros(3, name)
        yield "scalar " + name, lambda name=name: np.zeros(3, name)[0]
        yield "dtype " + name, lambda name=name: np.dtype(name)
        yield "fortran " + name, lambda name=name: np.asfortranarray(np.zeros((3, 2), name))
        yield "0-d " + name, lambda name=name: np.zeros((), name)
        yield "empty " + name, lambda name=name: np.zeros((0, 3), name)
    yield "matrix", lambda: np.matrix("1 2; 3 4")
    yield "chararray", lambda: np.array(["a", "b"]).view(np.chararray)
    yield "memmap", lambda: np.memmap(tempfile.TemporaryFile(), "f8", "w+", shape=3)
    yield "finfo", lambda: np.finfo("f8")
    yield "masked", lambda: np.ma.masked
    yield "masked records", lambda: np.ma.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]).view(np.ma.mrecords.mrecarray)
    yield "types", lambda: [np.float64, np.int32, np.bool_, np.str_, np.ndarray, np.generic]
    for name in ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"):
        yield name, lambda name=name: getattr(np.random, name)(1)
        yield name + " generator", lambda name=name: np.random.Generator(getattr(np.random, name)(1))
    yield "seeds", lambda: np.random.SeedSequence(5)
    for name in ("Polynomial", "Chebyshev", "Legendre", "Laguerre", "Hermite", "HermiteE"):
        yield name, lambda name=name: getattr(np.polynomial, name)([1, 2])
    yield "vectorize", lambda: np.vectorize(np.log1p)
    yield "ufuncs", lambda: [np.add, np.log]


def tables():
    yield from each(honest.PANDAS)
    for name, make in honest.COLUMNS.items():
        yield "column " + name, make
        yield "table " + name, lambda make=make: module("pandas").DataFrame({"a": make(), "b": [1, 2]})
        yield "index " + name, lambda make=make: module("pandas").Series([1, 2], index=make())
        yield "array " + name, lambda make=make: make().array
        yield "dtype " + name, lambda make=make: make().dtype
    yield from each(honest.PYTHON)
    pd = module("pandas")
    frame = lambda: pd.DataFrame(X[:6], columns=list("abc"), index=pd.date_range("2020", periods=6))  # noqa: E731
    offsets = module("pandas.tseries.offsets")
    bases = {"BaseOffset", "MonthOffset", "QuarterOffset", "SemiMonthOffset", "SingleConstructorOffset", "Tick", "YearOffset"}
    for name in sorted(set(dir(offsets) if offsets else []) - bases):
        kind = getattr(offsets, name)
        if inspect.isclass(kind) and issubclass(kind, offsets.DateOffset) and not name.startswith("_"):
            yield "offset " + name, lambda kind=kind: kind()
            yield "offset %s, two" % name, lambda kind=kind: kind(2)
            yield "dates by " + name, lambda kind=kind: pd.date_range("2020", periods=3, freq=kind())
    yield "holidays", lambda: module("pandas.tseries.holiday").USFederalHolidayCalendar()
    for name, zone in [("pytz", lambda: module("pytz").timezone("Europe/Berlin")), ("dateutil", lambda: module("dateutil.tz").gettz("Europe/Berlin")),
                       ("zoneinfo", lambda: module("zoneinfo").ZoneInfo("Europe/Berlin")), ("dateutil utc", lambda: module("dateutil.tz").tzutc()),
                       ("pytz fixed", lambda: module("pytz").FixedOffset(90)), ("dateutil offset", lambda: module("dateutil.tz").tzoffset("A", 60))]:
        yield "zone " + name, zone
        yield "dates in " + name, lambda zone=zone: pd.date_range("2020", periods=2, tz=zone())
        yield "time in " + name, lambda zone=zone: pd.Timestamp("2020", tz=zone())
    for name, make in {
            "groupby": lambda f: f.groupby("a"), "groupby column": lambda f: f.groupby("a")["b"], "grouper": lambda f: pd.Grouper(freq="D"),
            "describe": lambda f: f.describe(), "sparse": lambda f: f.round().astype(pd.SparseDtype("float", 0)),
            "cut": lambda f: pd.cut(f["a"], 2), "qcut": lambda f: pd.qcut(f["a"], 2), "crosstab": lambda f: pd.crosstab(f["a"], f["b"]),
            "pivot": lambda f: f.pivot_table(index="a", values="b"), "transposed": lambda f: f.T, "duplicates": lambda f: pd.concat([f, f], axis=1),
            "attrs": lambda f: f.assign(d=1), "NA": lambda f: pd.NA, "NaT": lambda f: pd.NaT, "slice": lambda f: pd.IndexSlice[1:2],
            "levels": lambda f: f.set_index(["a", "b"]), "level names": lambda f: pd.MultiIndex.from_arrays([["a"], [1]], names=["x", None]),
            "named": lambda f: pd.Series([1], name=("a", 1)), "period index": lambda f: f.to_period("M"), "columns": lambda f: f.columns,
            "range": lambda f: pd.RangeIndex(3, name="r"), "intervals": lambda f: pd.IntervalIndex.from_breaks([0, 1, 2]), "iloc": lambda f: f.iloc[::2],
            "interval": lambda f: pd.Interval(0, 1), "timedelta": lambda f: pd.Timedelta("1s"), "int index": lambda f: pd.Index([1, 2], dtype="int32"),
            "float index": lambda f: pd.Index([1.0, 2.0]), "bool": lambda f: f > 0.5, "objects": lambda f: pd.DataFrame({"a": [[1], {"b": 2}, None]}),
            "text": lambda f: f.astype(str), "category type": lambda f: pd.CategoricalDtype(["a"], ordered=True), "nullable": lambda f: f.convert_dtypes(),
            "category index": lambda f: pd.CategoricalIndex(["a", "b"]), "named aggregation": lambda f: pd.NamedAgg("a", "sum"),
            "rolling": lambda f: f.rolling(2), "expanding": lambda f: f.expanding(), "ewm": lambda f: f.ewm(2), "resampler": lambda f: f.resample("2D"),
            "errors": lambda f: pd.errors.ParserError("x"), "flags": lambda f: f.copy()}.items():
        yield name, lambda make=make: make(frame())


def boosters(library, prefix):
    """Every estimator of the library, made, fitted, fitted on a table, and what is in the fitted one."""
    base = module("sklearn.base").BaseEstimator
    pd = module("pandas")
    found = module(library)
    quick = {"xgboost": {"n_estimators": 2, "max_depth": 2}, "lightgbm": {"n_estimators": 2, "num_leaves": 3},
             "catboost": {"iterations": 2, "depth": 2, "verbose": 0, "allow_writing_files": False}}[library]
    for name in sorted(dir(found) if found else []):
        kind = getattr(found, name)
        if not (inspect.isclass(kind) and name.startswith(prefix) and (issubclass(kind, base) or hasattr(kind, "fit"))):
            continue
        groups = {"group": [30, 30]} if "Ranker" in name and library != "catboost" else {}
        if library == "catboost" and "Ranker" in name:
            groups = {"group_id": np.arange(60) // 30}
        yield name, lambda kind=kind: kind()
        yield name + " fitted", lambda kind=kind, groups=groups: kind(**quick).fit(X, Y, **groups)
        yield name + " on a table", lambda kind=kind, groups=groups: kind(**quick).fit(pd.DataFrame(X, columns=list("abc")), Y, **groups)
        yield name + " watched", lambda kind=kind, groups=groups: kind(**quick).fit(X, Y, eval_set=[(X, Y)], **groups)
        yield name + " in a pipeline", lambda kind=kind: honest.make_pipeline(honest.StandardScaler(), kind(**quick)).fit(X, Y)
        yield name + " seeded", lambda kind=kind: kind(random_state=np.random.RandomState(1), **quick)


def xgboost_things():
    yield from boosters("xgboost", "XGB")
    xgb = module("xgboost")
    booster = lambda **k: xgb.train({"max_depth": 2}, xgb.DMatrix(X, Y), 2, **k)  # noqa: E731
    yield "booster", booster
    yield "booster names", lambda: xgb.train({}, xgb.DMatrix(X, Y, feature_names=list("abc")), 2)
    yield "booster of nothing", lambda: xgb.Booster()
    yield "dart", lambda: xgb.train({"booster": "dart"}, xgb.DMatrix(X, Y), 2)
    yield "linear", lambda: xgb.train({"booster": "gblinear"}, xgb.DMatrix(X, Y), 2)
    yield "cv", lambda: xgb.cv({"max_depth": 2}, xgb.DMatrix(X, Y), 2)
    yield "matrix", lambda: xgb.DMatrix(X, Y)
    for name in ("EarlyStopping", "LearningRateScheduler", "EvaluationMonitor", "TrainingCheckPoint"):
        yield name, lambda name=name: getattr(xgb.callback, name)(*{"EarlyStopping": (2,), "LearningRateScheduler": ([0.1, 0.2],),
                                                                   "TrainingCheckPoint": ("x",)}.get(name, ()))
    yield "stopping early", lambda: xgb.XGBClassifier(n_estimators=2, callbacks=[xgb.callback.EarlyStopping(2)])
    yield "error", lambda: xgb.core.XGBoostError("x")


def lightgbm_things():
    yield from boosters("lightgbm", "LGBM")
    lgb, pd = module("lightgbm"), module("pandas")
    train = lambda data=X, **k: lgb.train({"num_leaves": 3, "verbose": -1}, lgb.Dataset(data, Y, **k), 2)  # noqa: E731
    yield "booster", train
    yield "booster names", lambda: train(feature_name=list("abc"))
    yield "booster categories", lambda: train(pd.DataFrame({"a": pd.Categorical(Y), "b": X[:, 0]}))
    yield "dataset", lambda: lgb.Dataset(X, Y)
    yield "dataset with all", lambda: lgb.Dataset(X, Y, weight=X[:, 0], feature_name=list("abc"), categorical_feature=[0], params={"max_bin": 3})
    yield "dataset of a table", lambda: lgb.Dataset(pd.DataFrame(X, columns=list("abc")), pd.Series(Y))
    yield "dataset, sparse", lambda: lgb.Dataset(module("scipy.sparse").csr_matrix(X), Y)
    yield "dataset, referring", lambda: lgb.Dataset(X, Y).create_valid(X, Y)
    yield "dataset of a file", lambda: lgb.Dataset("x.txt")
    yield "dataset in groups", lambda: lgb.Dataset(X, Y, group=[30, 30])
    yield "dataset, constructed", lambda: lgb.Dataset(X, Y, free_raw_data=False).construct()
    yield "cv", lambda: lgb.cv({"num_leaves": 3, "verbose": -1}, lgb.Dataset(X, Y), 2)
    yield "cv boosters", lambda: lgb.cv({"num_leaves": 3, "verbose": -1}, lgb.Dataset(X, Y), 2, return_cvbooster=True)
    yield "early stopping", lambda: lgb.early_stopping(2)
    yield "log evaluation", lambda: lgb.log_evaluation(2)
    yield "error", lambda: lgb.basic.LightGBMError("x")


def catboost_things():
    yield from boosters("catboost", "CatBoost")
    cat = module("catboost")
    quick = {"iterations": 2, "depth": 2, "verbose": 0, "allow_writing_files": False}
    yield "categories", lambda: cat.CatBoostClassifier(**quick).fit(np.column_stack([Y, Y]).astype(str), Y, cat_features=[0])
    yield "loss", lambda: cat.CatBoost(dict(quick, loss_function="Quantile:alpha=0.3")).fit(X, Y)
    yield "multiclass", lambda: cat.CatBoostClassifier(**quick).fit(X, np.arange(60) % 3)
    yield "pool", lambda: cat.Pool(X, Y)
    yield "error", lambda: cat.CatBoostError("x")


def samplers():
    """[(name, class)] of imbalanced-learn's public modules; its own list of them asks for pytest."""
    found = {}
    for part in ("combine", "ensemble", "over_sampling", "under_sampling", "pipeline", "tensorflow"):
        place = module("imblearn." + part)
        for name in getattr(place, "__all__", []):
            if inspect.isclass(getattr(place, name)):
                found[name] = getattr(place, name)
    return sorted(found.items())


def imblearn_things():
    for name, kind in samplers():
        yield name, lambda kind=kind: kind()
        yield name + " fitted", lambda kind=kind: kind().fit(X, Y)
        yield name + " applied", lambda kind=kind: fitted_sampler(kind())
        yield name + " seeded", lambda kind=kind: kind(random_state=np.random.RandomState(1))
        yield name + " in a pipeline", lambda kind=kind: module("imblearn.pipeline").make_pipeline(
            kind(), module("sklearn.tree").DecisionTreeClassifier()).fit(X, Y)


def fitted_sampler(sampler):
    (sampler.fit_resample if hasattr(sampler, "fit_resample") else sampler.fit_sample)(X, Y)
    return sampler


def caches():
    """Memory objects that keep nothing, as estimators hold them; with a folder they are refused."""
    from sklearn.cluster import FeatureAgglomeration

    def memory(**settings):
        path = "location" if "location" in inspect.signature(joblib.Memory.__init__).parameters else "cachedir"
        return joblib.Memory(**dict(settings, **{path: None}))

    for name, settings in {"plain": {}, "silent": {"verbose": 0}, "mapped": {"mmap_mode": "r"}, "compressed": {"compress": 9},
                           "bounded": {"bytes_limit": "10G"}}.items():
        yield name, lambda settings=settings: memory(**settings)
        yield name + " in an estimator", lambda settings=settings: FeatureAgglomeration(memory=memory(**settings)).fit(X)
        yield name + " in a pipeline", lambda settings=settings: module("sklearn.pipeline").Pipeline(
            [("scale", honest.StandardScaler())], memory=memory(**settings)).fit(X)


GROUPS = {"numpy": numbers, "distributions": distributions, "statistics": tests_of_statistics, "optimize": optimization,
          "sparse": sparse_things, "interpolate": interpolation, "scipy": the_rest_of_scipy, "pandas": tables, "caches": caches,
          "xgboost": xgboost_things, "lightgbm": lightgbm_things, "catboost": catboost_things, "imblearn": imblearn_things}


def quiet(make):
    """A library's own output is no use here."""
    null = os.open(os.devnull, os.O_WRONLY)
    kept = [os.dup(1), os.dup(2)]
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        return make()
    finally:
        sys.stdout.flush()
        for k, descriptor in enumerate(kept):
            os.dup2(descriptor, k + 1)
            os.close(descriptor)
        os.close(null)


def write_all(folder, only):
    """What each file holds, by its name, and what could not be made."""
    files, left_out = {}, collections.Counter()
    for group in only or GROUPS:
        made = set()
        try:
            makers = list(GROUPS[group]())
        except Exception as fault:  # the library is not there, or has changed beyond this
            left_out[group] += 1
            print("left out: %s: %s" % (group, fault), file=sys.stderr)
            continue
        for name, make in makers:
            try:
                held = quiet(make)
                pickle.dumps(held)
            except BaseException:
                left_out[group] += 1
                continue
            made.add(name)
            stem = "%s-%s" % (group, re.sub("[^A-Za-z0-9]+", "_", name))
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                try:
                    data = pickle.dumps(held, protocol)
                except Exception:
                    continue
                path = "%s.p%d.pkl" % (stem, protocol)
                with open(os.path.join(folder, path), "wb") as stream:
                    stream.write(data)
                files[path] = (group, name, protocol)
            joblib.dump(held, os.path.join(folder, stem + ".joblib"), compress=1)
            files[stem + ".joblib"] = (group, name, "joblib")
        print("%s: %d objects, %d left out" % (group, len(made), left_out[group]))
    return files


def judge(depickle, folder):
    """{file: (verdict, names that are alarms)}"""
    run = subprocess.run([depickle, "scan", "--json", folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    verdicts = {}
    for line in run.stdout.decode("utf-8").splitlines():
        doc = json.loads(line)
        names = [n for n in doc["names"] if n["verdict"] != "safe"]
        verdicts[os.path.basename(doc["file"])] = doc["verdict"], sorted({"%s %s" % (n["verdict"], n["name"]) for n in names})
    return verdicts


def version(name):
    try:
        found = importlib.import_module({"scikit-learn": "sklearn", "imbalanced-learn": "imblearn"}.get(name, name))
        return "%s %s" % (name, found.__version__)
    except Exception:
        return None


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True)
    p.add_argument("--keep", help="a folder for the files")
    p.add_argument("--only", action="append", choices=sorted(GROUPS))
    options = p.parse_args()
    print("Python %d.%d" % sys.version_info[:2], *filter(None, map(version, VERSIONS)), sep=", ")
    with tempfile.TemporaryDirectory(prefix="honest-") as scratch:
        folder = options.keep or scratch
        os.makedirs(folder, exist_ok=True)
        files = write_all(folder, options.only)
        verdicts = judge(os.path.abspath(options.depickle), folder)
    alarms, failed = collections.defaultdict(list), 0
    for path in sorted(files):
        verdict, names = verdicts.get(path, ("not judged", []))
        failed += verdict != "safe"
        for name in names if verdict in ("unknown", "dangerous") else [verdict] if verdict != "safe" else []:
            alarms[name].append(path)
    for name, paths in sorted(alarms.items()):
        print("%s: %d files, such as %s" % (name, len(paths), paths[0]))
    print("%d passed, %d failed" % (len(files) - failed, failed))
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
