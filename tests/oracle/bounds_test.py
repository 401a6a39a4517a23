#!/usr/bin/env python3
"""The oracle's own arithmetic: a number above its family's bound is a failure, even where other families may have it."""
import sys

import numpy as np

import bounds
import compare
import runtimes

ONE = np.array([[1.0, -2.0], [3.0, 1e-9], [1e20, 0.5]])


def refused(got, want, bound):
    try:
        compare.values(got, want, bound)
    except compare.Difference:
        return True
    return False


def off(factor, at=(0, 0)):
    got = ONE.copy()
    got[at] *= 1.0 + factor
    return got


def bound(cls, method="predict", fixture="x"):
    return bounds.of(f"sklearn.x.{cls}", method, fixture)


def checks():
    yield "an ulp of a forest", refused(off(2e-16), ONE, bound("RandomForestRegressor"))
    yield "an ulp of a sum", not refused(off(2e-16), ONE, bound("LinearRegression"))
    yield "1e-14 of a sum, which supports may have", refused(off(1e-14), ONE, bound("LinearRegression"))
    yield "1e-14 of support vectors", not refused(off(1e-14), ONE, bound("SVC", "decision_function"))
    yield "1e-12 of support vectors, which others may have", refused(off(1e-12), ONE, bound("SVC", "decision_function"))
    yield "3e-12 of chances of a process", not refused(off(3e-12), ONE, bound("GaussianProcessClassifier", "predict_proba"))
    yield "3e-12 of a process", refused(off(3e-12), ONE, bound("GaussianProcessRegressor"))
    yield "1e-13 of another mixture's chances", refused(off(1e-13), ONE, bound("BayesianGaussianMixture", "predict_proba"))
    yield "an ulp of a selection", refused(off(2e-16), ONE, bound("RandomizedLasso", "transform"))
    yield "1e-12 of a class without bounds", not refused(off(1e-12), ONE, bound("Unheard"))
    yield "1e-10 of a class without bounds", refused(off(1e-10), ONE, bound("Unheard"))
    yield "what is left of a sum", not refused(off(1e-8, (1, 1)), ONE, bound("LinearRegression"))
    yield "a huge row does not excuse the others", refused(off(1e-13), ONE, bound("LinearRegression"))
    yield "a sign of zero of a forest", refused(np.array([-0.0]), np.array([0.0]), bounds.EQUAL)
    yield "NaN is NaN", not refused(np.array([np.nan, np.inf]), np.array([np.nan, np.inf]), bounds.EQUAL)
    yield "NaN is no number", refused(np.array([np.nan, 1.0]), np.array([1.0, 1.0]), bound("LinearRegression"))
    yield "infinity is no number", refused(np.array([np.inf, 1.0]), np.array([1e308, 1.0]), bounds.GENERAL)
    yield "float32", refused(ONE.astype(np.float32), ONE, bounds.GENERAL)
    yield "a fixture of trees", bound("Pipeline", "predict", "pipe_scaler_rf") == bounds.EQUAL
    yield "one method of a fixture", (bound("AdaBoostClassifier", "decision_function", "ada_clf_samme") == bounds.EQUAL
                                      and bound("AdaBoostClassifier", "predict_proba", "ada_clf_samme") != bounds.EQUAL)
    yield "a model of somebody's", bounds.of("sklearn.x.SVC", "predict", "x", "general") == bounds.GENERAL
    yield "a forest of somebody's", bounds.of("sklearn.x.ExtraTreeRegressor", "predict", "x", "general") == bounds.EQUAL
    yield "ulps", compare.ulps(np.array([1.0, -0.0, 1.0]), np.array([1.0 + 2 ** -52, 0.0, -1.0]))[:2].tolist() == [1, 0]
    yield "5.6e-309 for 0", not refused(np.array([5.6e-309, 1.0]), np.array([0.0, 1.0]), bound("GaussianNB", "predict_proba"))
    yield "5.6e-309 for 0 of a forest", refused(np.array([5.6e-309, 1.0]), np.array([0.0, 1.0]), bounds.EQUAL)
    yield "a runtime of today", runtimes.need("reference", "onnxruntime >= 1.99") is None
    yield "a runtime without words", runtimes.need("reference", "onnxruntime >= 1.6, … (com.microsoft)") is not None


def main():
    results = list(checks())
    for name, good in results:
        if not good:
            print("FAILED", name)
    failed = sum(not good for _, good in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
