#!/usr/bin/env python3
"""Random searches for nearest neighbours, of every metric, algorithm and kind of rows: do the written files find the rows that
scikit-learn finds?

    python tests/oracle/random_neighbors.py make OUT [--seed S] [--count N]     with scikit-learn, 0.24 or newer
    python tests/oracle/random_neighbors.py check OUT --depickle build/depickle  with onnxruntime

Distances must be scikit-learn's to 1e-9 of the greatest. Each row that is found must be as far as the one that scikit-learn
found in its place: which of several at the same distance comes first is told by no attribute. How many are not the very same
rows is said. The last line is `N passed, N failed`.
"""
import argparse
import pathlib
import pickle
import random
import subprocess
import sys
import warnings

import numpy as np

CLOSE = 1e-9
PLAIN = ["euclidean", "manhattan", "chebyshev", "minkowski", "l1", "l2", "cityblock", "canberra", "braycurtis", "hamming"]
BRUTE = ["cosine", "correlation", "sqeuclidean", "seuclidean", "mahalanobis"]
SETS = ["jaccard", "dice", "matching", "rogerstanimoto", "russellrao", "sokalmichener", "sokalsneath", "yule", "kulsinski"]
ONLY_BRUTE = {"cosine", "correlation", "sqeuclidean", "yule"}
SPARSE = ["cosine", "euclidean", "l2", "manhattan", "cityblock", "l1"]


def rows_of(r, rng, what):
    p = r.randint(2, 9)
    n = r.choice([5, 40, 130])
    if what == "sets":
        x = rng.random((n + 30, p + 5)) < 0.5
        return x[:n], x[n:]
    if what == "ratings":
        x = rng.integers(0, 6, (n + 30, p + 20)) * (rng.random((n + 30, p + 20)) < 0.3) * 1.0
    elif what == "places":
        x = rng.uniform([-np.pi / 2, -np.pi], [np.pi / 2, np.pi], (n + 30, 2))
    else:
        x = rng.normal(size=(n + 30, p)) * rng.choice([1, 10, 0.1], p)
        x = np.round(x, 1) if r.random() < 0.3 else x
    return x[:n], x[n:]


def draw(number, seed):
    """A search that is not fitted, its rows, and rows to ask."""
    from scipy import sparse
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestNeighbors

    r, rng = random.Random(f"{seed}/{number}"), np.random.default_rng([seed, number])
    what = r.choice(["numbers", "numbers", "numbers", "ratings", "sets", "places"])
    fitted, asked = rows_of(r, rng, what)
    metric = "haversine" if what == "places" else r.choice(SETS if what == "sets" else SPARSE if what == "ratings" else PLAIN + BRUTE)
    settings = {"metric": metric, "n_neighbors": r.choice([1, 2, 5]), "leaf_size": r.choice([3, 30])}
    trees = [] if metric in ONLY_BRUTE or what == "ratings" else ["ball_tree"] if what in ("sets", "places") else ["kd_tree", "ball_tree", "auto"]
    trees = [t for t in trees if t == "ball_tree" or metric not in ("canberra", "braycurtis", "hamming", "seuclidean", "mahalanobis")]
    settings["algorithm"] = r.choice(["brute", *trees])
    if metric == "minkowski":
        settings["p"] = r.choice([1, 1.5, 2, 3])
    if metric == "seuclidean":
        settings["metric_params"] = {"V": fitted.var(axis=0) + 0.1}
    if metric == "mahalanobis":
        settings["metric_params"] = {"VI": np.linalg.inv(np.cov(fitted.T) + np.eye(fitted.shape[1]))}
    if what == "ratings" and r.random() < 0.7:
        fitted = r.choice([sparse.csr_matrix, sparse.csc_matrix, getattr(sparse, "csr_array", sparse.csr_matrix)])(fitted)
        settings["algorithm"] = r.choice(["brute", "auto"])
    elif r.random() < 0.2 and what == "numbers":
        fitted = fitted.astype(np.float32)
    made = r.choice([NearestNeighbors] * 3 + [KNeighborsClassifier, KNeighborsRegressor])
    return made(**settings), fitted, asked


def make(options):
    import sklearn

    warnings.filterwarnings("ignore")
    options.out.mkdir(parents=True, exist_ok=True)
    made = 0
    for number in range(options.count):
        try:
            model, fitted, asked = draw(number, options.seed)
            about = f"{type(model).__name__} {model.get_params()} of {type(fitted).__name__} {fitted.dtype}"
            model.fit(fitted, np.arange(fitted.shape[0]) % 3)
            distance, index = model.kneighbors(asked)
            far, order = model.kneighbors(asked, n_neighbors=fitted.shape[0])
        except Exception as reason:  # scikit-learn's own refusals are of every kind
            print(f"{number}: not fitted: {reason}"[:150])
            continue
        every = np.empty(far.shape)
        np.put_along_axis(every, order, far, axis=1)
        (options.out / f"{number}.pkl").write_bytes(pickle.dumps(model, protocol=4))
        np.savez(options.out / f"{number}.npz", asked=asked.astype(float), distance=distance, index=index, every=every, about=about)
        made += 1
    print(f"{made} searches of scikit-learn {sklearn.__version__}")


def fault(index, distance, want):
    """What is wrong with an answer, ""; and how many rows are others at the same distance."""
    close = CLOSE * max(1.0, np.nanmax(want["distance"]))
    off = np.abs(distance - want["distance"])
    off = off[~(np.isnan(distance) & np.isnan(want["distance"]))]
    if index.shape != want["index"].shape or index.dtype != np.int64 or not (off <= close).all():
        return f"distances by up to {off.max(initial=0):.3g}", 0
    there = np.abs(np.take_along_axis(want["every"], index, axis=1) - want["distance"])
    if not (there <= close).all() or any(len(set(row)) != len(row) for row in index.tolist()):
        return "rows that are farther", 0
    return "", (index != want["index"]).sum()


def check(options):
    import onnxruntime

    passed = failed = refused = others = rows = 0
    for source in sorted(options.out.glob("*.pkl"), key=lambda path: int(path.stem)):
        want = np.load(source.with_suffix(".npz"))
        written = source.with_suffix(".onnx")
        run = subprocess.run([options.depickle, "convert", "-f", "-q", "--methods", "kneighbors", source, "-o", written],
                             capture_output=True, text=True, timeout=120)
        if run.returncode != 0:
            refused += run.returncode == 3
            failed += run.returncode != 3
            print(f"{source.stem}: exit {run.returncode}: {run.stderr.strip()}")
            continue
        session = onnxruntime.InferenceSession(str(written), providers=["CPUExecutionProvider"])
        said, more = fault(*session.run(["index", "distance"], {"X": want["asked"]}), want)
        run = subprocess.run([options.depickle, "verify", written, "--against", source], capture_output=True, text=True, timeout=120)
        said = said or (run.stdout + run.stderr if run.returncode != 0 else "")
        passed, failed, others, rows = passed + (said == ""), failed + (said != ""), others + more, rows + want["index"].size
        if said:
            print(f"{source.stem}: {said}\n  {want['about']}")
    print(f"{refused} refused; of {rows} neighbours {others} are others at the same distance")
    print(f"{passed} passed, {failed} failed")
    return failed != 0 or passed == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "check"])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--depickle")
    options = parser.parse_args()
    return make(options) if options.what == "make" else check(options)


if __name__ == "__main__":
    sys.exit(main())
