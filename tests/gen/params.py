#!/usr/bin/env python3
"""Writes src/model/params.def: constructor parameters of every public estimator, with defaults in the JSON grammar.

    python params.py > ../../src/model/params.def      under the newest scikit-learn (1.9.1 when this was run last)

Classes that scikit-learn has dropped since 0.17 are listed by hand in GONE.
"""
import importlib
import inspect
import json
import sys

import numpy
import sklearn
from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: F401
from sklearn.utils import all_estimators

GONE = {
    "sklearn.preprocessing.Imputer": [
        ("missing_values", '"NaN"'), ("strategy", '"mean"'), ("axis", "0"), ("verbose", "0"), ("copy", "true")],
    "sklearn.gaussian_process.GaussianProcess": [
        ("regr", '"constant"'), ("corr", '"squared_exponential"'), ("beta0", "null"),
        ("storage_mode", '"full"'), ("verbose", "false"), ("theta0", "0.1"), ("thetaL", "null"),
        ("thetaU", "null"), ("optimizer", '"fmin_cobyla"'), ("random_start", "1"), ("normalize", "true"),
        ("nugget", "2.220446049250313e-15"), ("random_state", "null")],
    "sklearn.linear_model.RandomizedLasso": [
        ("alpha", '"aic"'), ("scaling", "0.5"), ("sample_fraction", "0.75"), ("n_resampling", "200"),
        ("selection_threshold", "0.25"), ("fit_intercept", "true"), ("verbose", "false"), ("normalize", "true"),
        ("precompute", '"auto"'), ("max_iter", "500"), ("eps", "2.220446049250313e-16"),
        ("random_state", "null"), ("n_jobs", "null"), ("pre_dispatch", '"3*n_jobs"'), ("memory", "null")],
    "sklearn.linear_model.RandomizedLogisticRegression": [
        ("C", "1"), ("scaling", "0.5"), ("sample_fraction", "0.75"), ("n_resampling", "200"),
        ("selection_threshold", "0.25"), ("tol", "0.001"), ("fit_intercept", "true"), ("verbose", "false"),
        ("normalize", "true"), ("random_state", "null"), ("n_jobs", "null"), ("pre_dispatch", '"3*n_jobs"'),
        ("memory", "null")],
    "sklearn.mixture.GMM": [
        ("n_components", "1"), ("covariance_type", '"diag"'), ("random_state", "null"), ("thresh", "null"),
        ("tol", "0.001"), ("min_covar", "0.001"), ("n_iter", "100"), ("n_init", "1"), ("params", '"wmc"'),
        ("init_params", '"wmc"'), ("verbose", "0")],
}
MORE = ["sklearn.pipeline.Pipeline", "sklearn.pipeline.FeatureUnion", "sklearn.compose.ColumnTransformer"]


def public_path(cls):
    parts = cls.__module__.split(".")
    for end in range(2, len(parts) + 1):
        if parts[end - 1].startswith("_"):
            break
        module = importlib.import_module(".".join(parts[:end]))
        if getattr(module, cls.__name__, None) is cls:
            return module.__name__ + "." + cls.__name__
    return None


def grammar(value):
    """The CLI's JSON grammar; None where it has no word for the value."""
    if value is inspect.Parameter.empty:
        return ""
    if value is None or isinstance(value, (bool, int, str)):
        return json.dumps(value)
    if isinstance(value, float):
        return repr(value) if value == value and abs(value) != float("inf") else '{"$float":"%s"}' % repr(value)
    if isinstance(value, tuple):
        return '{"$tuple":[%s]}' % ",".join(grammar(item) for item in value)
    if isinstance(value, type):
        module = "numpy" if value.__module__.startswith("numpy") else value.__module__
        return '{"$type":"%s.%s"}' % (module, value.__name__)
    if callable(value):
        owner = "numpy" if isinstance(value, numpy.ufunc) else value.__module__
        for public in ("sklearn.feature_selection", "sklearn.metrics"):
            if getattr(importlib.import_module(public), value.__name__, None) is value:
                owner = public
        return '{"$function":"%s.%s"}' % (owner, value.__name__)
    raise TypeError(value)


def rows():
    found = dict(GONE)
    classes = [cls for _, cls in all_estimators()]
    for path in MORE:
        module, _, name = path.rpartition(".")
        classes.append(getattr(importlib.import_module(module), name))
    for cls in classes:
        path = public_path(cls)
        if path is None:
            continue
        names = cls._get_param_names()
        signature = inspect.signature(cls.__init__).parameters
        found[path] = [(name, grammar(signature[name].default)) for name in signature if name in names]
    return found


def main():
    print("/* PARAM(class, parameter, its default in the JSON grammar; \"\" = it has none)")
    print(" * Made by tests/gen/params.py from scikit-learn %s: constructor parameters in their order, sorted by class." %
          sklearn.__version__)
    print(' * A class without parameters has one row with an empty name. */')
    for path, params in sorted(rows().items()):
        for name, default in params or [("", "")]:
            print("PARAM(%s, %s, %s)" % (json.dumps(path), json.dumps(name), json.dumps(default)))


if __name__ == "__main__":
    sys.exit(main())
