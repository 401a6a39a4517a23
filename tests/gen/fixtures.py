#!/usr/bin/env python3
"""Writes fixtures (ENV/NAME/model.pkl and expected.json) of classes and parameters that the shared ones do not hold.

    python tests/gen/fixtures.py OUT ENV [PATTERN]      with scikit-learn in this interpreter; ENV as py313-sk191

tests/oracle/oracle.py --fixtures OUT then compares; tests/gen/cases.py OUT cuts cases from them."""
import fnmatch
import importlib
import json
import pathlib
import pickle
import re
import sys
import warnings

import numpy as np
import sklearn

warnings.filterwarnings("ignore")
METHODS = ("predict", "predict_proba", "decision_function", "transform")


def data(kind):
    """Rows to fit on, targets, rows to ask for."""
    rng = np.random.RandomState(7)
    x, ask = rng.randn(60, 4), rng.randn(12, 4)
    if kind == "positive":
        x, ask = np.abs(x), np.abs(ask)
        ask[0] = 0.0
    if kind == "categories":
        x, ask = np.digitize(x, [-1, 0, 0.7]), np.digitize(ask, [-1, 0, 0.7])
    if kind == "clusters":
        x[:20] += 4
        x[20:40, 0] -= 6
        ask = x[::5] + 0.3 * ask
    if kind == "asked":
        ask[:6] = x[:6]
    classes = np.array(["apple", "banana", "Cherry"])[(np.digitize(x[:, 0] + x[:, 1] ** 2, [0.3, 1.5])).astype(int)]
    y = {"reg": x[:, 0] - 2 * x[:, 1] + 0.1 * rng.randn(60), "multi": np.c_[x[:, 0], x[:, 1] - x[:, 2]], "clf": classes,
         "bin": (x[:, 0] > x[:, 1]).astype(int), "half": np.where(np.arange(60) % 3 == 0, -1, np.digitize(x[:, 0], [0])),
         "labels": np.c_[x[:, 0] > 0, x[:, 1] > 0].astype(int), "none": None,
         "many": np.digitize(x[:, 0], [-1, -0.3, 0, 0.5, 1])}
    return x, y, ask


def kernels():
    try:
        from sklearn.gaussian_process import kernels as k
    except ImportError:  # up to 0.17
        return {}
    return {"rbf": k.RBF([1.0, 2.0, 3.0, 0.5]), "matern05": k.Matern(1.5, nu=0.5), "matern15": k.Matern([2.0, 1.0, 1.5, 3.0], nu=1.5),
            "matern25": k.Matern(nu=2.5), "maternbessel": k.Matern(nu=1.3), "rational": k.RationalQuadratic(1.5, 0.7),
            "periodic": k.ExpSineSquared(1.3, 4.0), "dot": k.DotProduct(0.7) ** 2 + k.WhiteKernel(0.5),
            "tree": k.ConstantKernel(2.0) * k.RBF(1.7) + 0.5 * k.DotProduct(1.0) * k.RationalQuadratic(2.0, 1.5) + 0.3,
            "constant": k.ConstantKernel(0.7) + k.WhiteKernel(1.0), "pairwise": k.PairwiseKernel(metric="laplacian", gamma=0.4)}


def wanted():
    """name: (module, class, target, parameters, rows)"""
    out = {}

    def add(name, where, target="none", kind="any", **params):
        module, cls = where.rsplit(".", 1)
        out[name] = ("sklearn." + module, cls, target, params, kind)

    for kernel in ("linear", "poly", "rbf", "sigmoid", "laplacian", "cosine"):
        add("kernelridge_" + kernel, "kernel_ridge.KernelRidge", "multi", kernel=kernel)
        add("kpca_" + kernel, "decomposition.KernelPCA", kernel=kernel, n_components=3)
        add("nystroem_" + kernel, "kernel_approximation.Nystroem", kernel=kernel, n_components=3, random_state=1)
    for kernel in ("chi2", "additive_chi2"):
        add("kernelridge_" + kernel, "kernel_ridge.KernelRidge", "reg", "positive", kernel=kernel, gamma=0.7)
    add("rbfsampler", "kernel_approximation.RBFSampler", n_components=9, random_state=1)
    add("skewedchi2", "kernel_approximation.SkewedChi2Sampler", "none", "positive", n_components=9, random_state=1)
    add("additivechi2", "kernel_approximation.AdditiveChi2Sampler", "none", "positive")
    add("additivechi2_3", "kernel_approximation.AdditiveChi2Sampler", "none", "positive", sample_steps=3)
    add("countsketch", "kernel_approximation.PolynomialCountSketch", degree=3, gamma=0.5, n_components=20, random_state=1)
    add("countsketch_coef0", "kernel_approximation.PolynomialCountSketch", coef0=1, n_components=15, random_state=1)
    add("factoranalysis", "decomposition.FactorAnalysis", n_components=2, random_state=1)
    add("fastica_plain", "decomposition.FastICA", whiten=False, random_state=1)
    add("rbm", "neural_network.BernoulliRBM", "none", "positive", n_components=3, random_state=1)
    add("gaussrp", "random_projection.GaussianRandomProjection", n_components=2, random_state=1)
    add("sparserp", "random_projection.SparseRandomProjection", n_components=2, random_state=1)
    add("nca", "neighbors.NeighborhoodComponentsAnalysis", "bin", n_components=2, random_state=1)
    add("cca", "cross_decomposition.CCA", "multi", n_components=1)
    add("plscanonical", "cross_decomposition.PLSCanonical", "multi", n_components=1)
    add("plssvd", "cross_decomposition.PLSSVD", "multi", n_components=1)
    add("lda_eigen", "discriminant_analysis.LinearDiscriminantAnalysis", "clf", solver="eigen", n_components=1)
    add("lda_lsqr", "discriminant_analysis.LinearDiscriminantAnalysis", "bin", solver="lsqr", shrinkage="auto")
    for metric in ("manhattan", "chebyshev", "canberra", "braycurtis", "hamming"):
        add("knn_" + metric, "neighbors.KNeighborsRegressor", "multi", metric=metric, weights="distance", n_neighbors=4)
    for metric in ("cosine", "correlation", "sqeuclidean"):
        add("knn_" + metric, "neighbors.KNeighborsClassifier", "clf", metric=metric, algorithm="brute", weights="distance")
    for how in ("brute", "kd_tree", "ball_tree"):
        add("knn_p3_" + how, "neighbors.KNeighborsClassifier", "labels", p=3, algorithm=how, n_neighbors=6)
        add("radius_clf_" + how, "neighbors.RadiusNeighborsClassifier", "clf", algorithm=how, radius=1.3, outlier_label="none")
        add("radius_reg_" + how, "neighbors.RadiusNeighborsRegressor", "multi", algorithm=how, radius=1.2, weights="distance")
        add("lof_" + how, "neighbors.LocalOutlierFactor", novelty=True, algorithm=how, n_neighbors=7)
    add("knn_exact", "neighbors.KNeighborsRegressor", "reg", "asked", weights="distance")
    add("knn_seuclidean", "neighbors.KNeighborsRegressor", "reg", metric="seuclidean", metric_params={"V": np.array([1., 2, 3, .5])})
    add("knn_mahalanobis", "neighbors.KNeighborsRegressor", "reg", metric="mahalanobis", algorithm="brute",
        metric_params={"VI": np.array([[2., .5, 0, 0], [.5, 1, 0, 0], [0, 0, 3, .1], [0, 0, .1, 1]])})
    add("radius_outlier", "neighbors.RadiusNeighborsClassifier", "bin", radius=0.8, outlier_label=0, weights="distance")
    add("knn_braycurtis_brute", "neighbors.KNeighborsRegressor", "reg", metric="braycurtis", algorithm="brute")
    add("knntrans", "neighbors.KNeighborsTransformer", n_neighbors=3)
    add("knntrans_conn", "neighbors.KNeighborsTransformer", n_neighbors=3, mode="connectivity")
    add("radiustrans", "neighbors.RadiusNeighborsTransformer", radius=1.3)
    add("lof_old", "neighbors.LocalOutlierFactor")
    add("centroid_manhattan", "neighbors.NearestCentroid", "clf", metric="manhattan")
    add("centroid_priors", "neighbors.NearestCentroid", "bin", priors=[0.2, 0.8])
    add("birch", "cluster.Birch", n_clusters=3)
    add("birch_none", "cluster.Birch", n_clusters=None, threshold=1.0)
    add("meanshift", "cluster.MeanShift", bandwidth=2)
    add("affinity", "cluster.AffinityPropagation")
    add("affinity_none", "cluster.AffinityPropagation", max_iter=1)
    add("bisecting", "cluster.BisectingKMeans", n_clusters=6, random_state=1)
    for form in ("full", "tied", "diag", "spherical"):
        add("gmm_" + form, "mixture.GaussianMixture", covariance_type=form, n_components=3, random_state=1)
        add("bgm_" + form, "mixture.BayesianGaussianMixture", covariance_type=form, n_components=3, random_state=1,
            weight_concentration_prior_type="dirichlet_distribution" if form == "diag" else "dirichlet_process")
    for name, kernel in kernels().items():
        add("gpr_" + name, "gaussian_process.GaussianProcessRegressor", "multi" if name == "rbf" else "reg", kernel=kernel,
            optimizer=None, alpha=30.0 if name == "periodic" else 0.1, normalize_y=name in ("rbf", "matern15"))
    for name, kernel, target, params in (("bin", "rational", "bin", {}), ("rest", "tree", "clf", {}),
                                         ("pairs", "dot", "clf", {"multi_class": "one_vs_one"})):
        add("gpc_" + name, "gaussian_process.GaussianProcessClassifier", target, kernel=kernels().get(kernel), optimizer=None, **params)
    for form in ("full", "tied", "diag", "spherical"):  # up to 0.19
        add("oldgmm_" + form, "mixture.GMM", covariance_type=form, n_components=3, random_state=1)
        for cls in ("DPGMM", "VBGMM"):
            add(cls.lower() + "_" + form, "mixture." + cls, "none", "clusters", covariance_type=form, n_components=4, n_iter=50,
                random_state=1)
    for corr, regr, theta in (("squared_exponential", "constant", [[0.1, 0.2, 0.15, 0.3]]), ("absolute_exponential", "linear", 0.2),
                              ("generalized_exponential", "quadratic", [[0.1, 0.2, 0.15, 0.3, 1.5]]), ("cubic", "linear", 0.5),
                              ("linear", "constant", 1.0)):  # up to 0.19
        add("oldgp_" + corr.split("_")[0], "gaussian_process.GaussianProcess", "multi" if corr == "cubic" else "reg", corr=corr,
            regr=regr, theta0=theta, nugget=0.1, storage_mode="light", **({"thetaL": 0.01, "thetaU": 1.0} if corr.startswith("abs") else {}))
    for name, more in (("", {}), ("_split", {"split_sign": True})):
        add("dictlearning" + name, "decomposition.DictionaryLearning", n_components=3, transform_algorithm="threshold",
            transform_alpha=0.3, random_state=1, **more)
    add("minidictlearning", "decomposition.MiniBatchDictionaryLearning", n_components=3, transform_algorithm="threshold",
        alpha=0.5, random_state=1)
    add("ohe_mask", "preprocessing.OneHotEncoder", "none", "categories", sparse=False, handle_unknown="ignore",
        categorical_features=np.array([False, True, False, True]))  # up to 0.21
    add("sparsecoder", "decomposition.SparseCoder", dictionary=np.eye(3, 4) + 0.5, transform_algorithm="threshold",
        transform_alpha=0.4)
    add("sparsecoder_positive", "decomposition.SparseCoder", dictionary=np.eye(3, 4) + 0.5, transform_algorithm="threshold",
        positive_code=True)
    add("refused_dictlearning", "decomposition.DictionaryLearning", n_components=2, random_state=1)
    add("randomizedlasso", "linear_model.RandomizedLasso", "reg", random_state=1)  # up to 0.20
    add("randomizedlogistic", "linear_model.RandomizedLogisticRegression", "bin", random_state=1, C=2.0)
    add("svc_proba_bin", "svm.SVC", "bin", probability=True, gamma=0.5, random_state=1)
    add("svc_proba_many", "svm.SVC", "many", probability=True, kernel="linear", random_state=1)
    add("nusvc_proba", "svm.NuSVC", "clf", probability=True, nu=0.2, gamma=0.5, random_state=1)
    add("sgdoneclass", "linear_model.SGDOneClassSVM", random_state=1)
    add("elliptic", "covariance.EllipticEnvelope", random_state=1)
    add("elliptic_plain", "covariance.EllipticEnvelope", random_state=1, store_precision=False, contamination=0.3)
    add("categoricalnb", "naive_bayes.CategoricalNB", "clf", "categories")
    add("agglomeration", "cluster.FeatureAgglomeration")
    add("agglomeration_max", "cluster.FeatureAgglomeration", n_clusters=3, pooling_func=np.max)
    add("propagation_rbf", "semi_supervised.LabelPropagation", "half", gamma=2.0)
    add("propagation_knn", "semi_supervised.LabelPropagation", "half", kernel="knn", n_neighbors=9)
    add("spreading", "semi_supervised.LabelSpreading", "half", gamma=1.5)
    add("isomap", "manifold.Isomap", n_components=2)
    add("sparsepca", "decomposition.SparsePCA", n_components=2, random_state=1)
    add("minisparsepca", "decomposition.MiniBatchSparsePCA", n_components=2, random_state=1)
    add("refused_nmf", "decomposition.NMF", "none", "positive", n_components=2)
    add("refused_dbscan", "cluster.DBSCAN")
    add("refused_lda", "decomposition.LatentDirichletAllocation", "none", "positive", n_components=2)
    add("randomizedpca", "decomposition.RandomizedPCA", n_components=2, whiten=True, random_state=1)
    add("qda_bin", "discriminant_analysis.QuadraticDiscriminantAnalysis", "bin")
    for activation in ("identity", "logistic", "tanh"):
        add("mlp_multi_" + activation, "neural_network.MLPRegressor", "multi", activation=activation, random_state=1, max_iter=30)
    add("mlp_labels", "neural_network.MLPClassifier", "labels", random_state=1, max_iter=30)
    return out


def encoded(value):
    """An array as expected.json has it."""
    value = np.asarray(value.toarray() if hasattr(value, "toarray") else value)
    dtype = "object" if value.dtype == object else value.dtype.str
    numbers = value.ravel().tolist()
    if value.dtype.kind == "f":
        numbers = [v if np.isfinite(v) else "NaN" if v != v else "Infinity" if v > 0 else "-Infinity" for v in numbers]
    return {"dtype": dtype, "shape": list(value.shape), "data": numbers}


def ask_for(model, rows):
    out = {}
    by_batch = type(model).__name__ in ("DPGMM", "VBGMM")  # whose probabilities are divided by a sum over all rows
    for method in METHODS[:1] if by_batch else METHODS:
        try:
            answer = getattr(model, method)(rows)
        except (AttributeError, NotImplementedError):
            continue
        out[method] = {"list": [encoded(a) for a in answer]} if isinstance(answer, list) else encoded(answer)
    return out


def write(out, env, name, spec):
    module, cls, target, params, kind = spec
    try:
        make = getattr(importlib.import_module(module), cls)
    except (ImportError, AttributeError):
        return
    x, y, ask = data(kind)
    try:
        model = make(**params)
        model.fit(x) if y[target] is None else model.fit(x, y[target])
        answers = ask_for(model, ask)
    except (TypeError, ValueError, ArithmeticError) as e:
        print("left out:", name, str(e).splitlines()[0])
        return
    save(out / env / name, cls, model, answers, dict(encoded(ask), kind="dense"))


def save(folder, cls, model, answers, rows):
    """The model and its answers to rows: FOLDER/model.pkl and expected.json."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=2 if sys.version_info[0] < 3 else pickle.DEFAULT_PROTOCOL))
    part = {"path": "$", "class": type(model).__module__ + "." + cls, "answers": {"plain": answers}, "params": {}}
    if isinstance(getattr(model, "classes_", None), np.ndarray):
        part["classes"] = encoded(model.classes_)
    doc = {"env": folder.parent.name, "name": folder.name, "format": "era-fixture/1",
           "files": [{"file": "model.pkl", "default": True}], "versions": {"scikit-learn": sklearn.__version__}, "parts": [part],
           "inputs": {"plain": rows}}
    (folder / "expected.json").write_bytes(json.dumps(doc).encode("ascii"))


def main(out, env, pattern="*"):
    assert re.match(r"py\d+-sk\d+", env)
    for name, spec in sorted(wanted().items()):
        if fnmatch.fnmatch(name, pattern):
            write(pathlib.Path(out), env, name, spec)


if __name__ == "__main__":
    main(*sys.argv[1:])
