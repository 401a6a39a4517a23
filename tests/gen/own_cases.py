#!/usr/bin/env python3
"""Writes cases of classes and settings that the fixtures do not have, with what scikit-learn answers, and FAMILY/bad-…:
models whose attributes contradict each other, which no scikit-learn writes.

    tests/gen/own_cases.py      with scikit-learn 1.9, then: DP_UPDATE=1 tests/run.sh dev, and read what it recorded

Inputs that are there already stay as they are."""
import json
import pathlib
import pickle

import numpy as np
import scipy.sparse
import scipy.special
import scipy.stats
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import FeatureAgglomeration, KMeans
from sklearn.compose import TransformedTargetRegressor
from sklearn.covariance import EllipticEnvelope
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
    RandomTreesEmbedding,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.feature_selection import GenericUnivariateSelect, SelectFromModel, SelectKBest, SequentialFeatureSelector
from sklearn.frozen import FrozenEstimator
from sklearn.impute import IterativeImputer, KNNImputer
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Perceptron, Ridge, RidgeClassifier, SGDClassifier
from sklearn.manifold import Isomap, LocallyLinearEmbedding
from sklearn.model_selection import FixedThresholdClassifier, KFold, RandomizedSearchCV, TunedThresholdClassifierCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier, RegressorChain
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestCentroid, NearestNeighbors, RadiusNeighborsRegressor
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import (
    Binarizer,
    FunctionTransformer,
    LabelEncoder,
    MaxAbsScaler,
    MinMaxScaler,
    MultiLabelBinarizer,
    OneHotEncoder,
    PowerTransformer,
    QuantileTransformer,
    SplineTransformer,
    StandardScaler,
    TargetEncoder,
)
from sklearn.svm import SVC, SVR

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"

X = np.arange(24.0).reshape(12, 2) % 7
CLASSES = np.arange(12) % 3
TWO = np.arange(12) % 2
SPREAD = np.random.default_rng(5).normal(size=(40, 2))


def bent(model, **attributes):
    """The model with other attributes: `a__b` is b of a."""
    for path, value in attributes.items():
        *way, last = path.split("__")
        at = model
        for name in way:
            at = at[int(name)] if name.isdigit() else getattr(at, name)
        setattr(at, last, value)
    return model


def isolation():
    return IsolationForest(n_estimators=2, random_state=0).fit(X)


def envelope():
    return EllipticEnvelope(random_state=0).fit(SPREAD)


def several_novelty():
    yield "elliptic-negative", bent(envelope(), precision_=np.array([[1.0, 3.0], [3.0, 2.0]])), SPREAD  # NaN for some rows


def bent_several():
    linear = LogisticRegression()
    many = OneVsRestClassifier(linear).fit(X, CLASSES)
    pairs = OneVsOneClassifier(linear).fit(X, CLASSES)
    chain = RegressorChain(LinearRegression()).fit(X, np.c_[X, X])
    calibrated = CalibratedClassifierCV(linear, cv=2).fit(X, CLASSES)
    yield "ovr-too-few", bent(many, estimators_=many.estimators_[:2]), "two classifiers for three classes"
    yield "ovo-too-many", bent(pairs, classes_=np.arange(2)), "three classifiers for one pair of classes"
    yield "code-book", bent(OutputCodeClassifier(linear, random_state=0).fit(X, CLASSES),
                            code_book_=np.ones((2, 2))), "a code book for other classes"
    yield "chain-order", bent(chain, order_=[0, 0, 1, 2]), "an order with an output twice"
    yield "chain-width", bent(chain, order_=[0, 1, 2, 3], n_features_in_=3), "a chain of other features than its first"
    one = calibrated.calibrated_classifiers_[0]
    yield "calibrators", bent(calibrated, calibrated_classifiers_=[bent(one, calibrators=one.calibrators[:1])]), \
        "one calibrator for three classes"
    yield "calibrated-class", bent(CalibratedClassifierCV(linear, cv=2).fit(X, CLASSES),
                                   classes_=np.array([0, 1, 9])), "an estimator with a class that the whole has not"
    yield "dummy-prior", bent(DummyClassifier().fit(X, CLASSES), class_prior_=np.ones(2) / 2), "two shares of three classes"
    yield "dummy-outputs", bent(DummyRegressor().fit(X, TWO), n_outputs_=2), "one constant for two outputs"
    yield "ttr-width", bent(TransformedTargetRegressor(LinearRegression(), transformer=PowerTransformer()).fit(X, TWO + 1.0),
                            transformer_=PowerTransformer().fit(X + 1.0)), "a transformer of two targets for one"
    yield "threshold-label", bent(FixedThresholdClassifier(linear).fit(X, TWO), pos_label=7), "a label that is no class"
    yield "select-threshold", bent(SelectFromModel(Ridge()).fit(X, TWO), threshold="2*most"), "a threshold that is none"
    yield "centroid-prior", bent(NearestCentroid().fit(X, CLASSES), class_prior_=None), "no shares of the classes"
    yield "search-many", bent(NearestNeighbors(n_neighbors=3).fit(X), n_neighbors=13), "more neighbours than rows"
    yield "knn-width", bent(KNeighborsClassifier().fit(X, CLASSES), n_features_in_=3), "rows of two features, of three it is told"
    boosting = GradientBoostingRegressor(n_estimators=2, max_depth=1).fit(X, TWO)
    bent(boosting.estimators_[1][0], n_features_in_=3)
    yield "member-width", boosting, "a tree that is told to be of other features"
    yield "svc-width", bent(SVC().fit(X, CLASSES), n_features_in_=3), "support vectors of two features, of three it is told"
    yield "elliptic-turned", bent(envelope(), precision_=envelope().precision_[::-1].copy()), "a precision that is not symmetric"
    yield "elliptic-none", bent(envelope(), precision_=None), "no precision, though it is told to be stored"
    yield "svc-support", bent(SVC().fit(X, CLASSES), support_=np.arange(3, dtype=np.int32)), "the rows of three of more support vectors"
    yield "svc-gamma", bent(SVC().fit(X, CLASSES), _gamma=np.nan), "a kernel by no number"
    yield "boosting-rate", bent(GradientBoostingRegressor(n_estimators=2, max_depth=1).fit(X, TWO), learning_rate=np.nan), \
        "leaves weighed by no number"
    three = [("a", GaussianNB()), ("b", LogisticRegression())]
    yield "voting-classes", bent(VotingClassifier(three).fit(X, CLASSES), classes_=np.array([2, 1, 0])), \
        "other classes than its encoder's"
    yield "stacking-classes", bent(StackingClassifier(three, cv=2).fit(X, CLASSES), _label_encoder__classes_=np.array([0, 1, 3])), \
        "an encoder of other classes"
    yield "ovr-classes", bent(OneVsRestClassifier(linear).fit(X, CLASSES), classes_=np.array([0, 1, 3])), \
        "other classes than its binarizer's"
    yield "mlp-layers", bent(MLPClassifier(hidden_layer_sizes=(2,), max_iter=2).fit(X, CLASSES), n_layers_=2), "fewer layers than weights"
    yield "hist-trees", bent(HistGradientBoostingRegressor(max_iter=2).fit(X, TWO), n_trees_per_iteration_=2), \
        "two trees an iteration, of which there is one"
    yield "agglomeration", bent(FeatureAgglomeration(2).fit(X), labels_=np.array([0, 5])), "a cluster that is not there"
    yield "voting-pairs", bent(VotingClassifier(three, weights=[1, 2]).fit(X, CLASSES), estimators=[three[0], ("b",)]), "a name without an estimator"
    yield "voting-fewer", bent(VotingClassifier(three, weights=[1, 2]).fit(X, CLASSES), estimators_=[GaussianNB().fit(X, CLASSES)]), \
        "two weights, and one estimator"
    votes = VotingClassifier(three).fit(X, CLASSES)
    votes.estimators_[0].classes_ = np.arange(3.0)
    yield "voting-floats", votes, "votes that numpy does not count"
    bagged = BaggingRegressor(Ridge(), n_estimators=2).fit(X, TWO)
    yield "bagging-drawn", bent(bagged, estimators_features_=[np.array([0, -1])] * 2), \
        "a feature before the first"
    yield "isolation-drawn", bent(isolation(), estimators_features_=[np.arange(2), np.arange(0)]), "a tree of no features"
    yield "isolation-offset", bent(isolation(), offset_=None), "no offset"
    lengths = [*isolation()._average_path_length_per_tree, np.ones(3)]
    yield "isolation-lengths", bent(isolation(), _average_path_length_per_tree=lengths), \
        "path lengths of three trees, of which there are two"
    coded = HistGradientBoostingRegressor(max_iter=1, categorical_features=[0], min_samples_leaf=2).fit(np.abs(X).astype(int) % 3, TWO)
    yield "hist-remapped", bent(coded, _is_categorical_remapped=np.array([True])), "flags of one feature of two"


def bent_texts():
    texts = ["good price", "bad price", "good laptop"]
    yield "vocabulary-twice", bent(CountVectorizer().fit(texts), vocabulary_={"good": 0, "price": 0}), "two terms of one column"
    yield "vocabulary-beyond", bent(CountVectorizer().fit(texts), vocabulary_={"good": 1}), "a column that is not there"
    yield "ngram-range", bent(CountVectorizer().fit(texts), ngram_range=(2, 1)), "a range that ends before it begins"
    yield "stop-words", bent(CountVectorizer(ngram_range=(1, 2)).fit(texts), stop_words=[1]), "a number among words to stop at"
    yield "analyzer", bent(CountVectorizer().fit(texts), analyzer="chars"), "an analyzer that there is not"
    yield "idf", bent(TfidfVectorizer().fit(texts), _tfidf__idf_=np.ones(3)), "three weights of four terms"
    yield "tfidf-norm", bent(TfidfTransformer().fit(np.eye(3)), norm="l3"), "a norm that there is not"
    yield "dict-names", bent(DictVectorizer().fit([{"a": 1}]), feature_names_=[1]), "a feature whose name is a number"


def refused_texts():
    texts = ["good price", "bad price", "good laptop"]
    yield "tokenizer", CountVectorizer(tokenizer=str.splitlines, token_pattern=None).fit(texts), "a function that is no part of ONNX"
    yield "accents", CountVectorizer(strip_accents="unicode").fit(texts), "accents that ONNX has no operator for"
    yield "pattern", CountVectorizer(token_pattern="[a-z]+").fit(texts), "a regular expression of one's own"


def bent_imputers():
    rows = np.where(X == 3, np.nan, X)
    late = IterativeImputer(max_iter=1).fit(rows)
    first = late.imputation_sequence_[0]
    yield "imputer-feature", bent(late, imputation_sequence_=[first._replace(feat_idx=7)]), "a feature that is not there"
    yield "imputer-width", bent(IterativeImputer(max_iter=1).fit(rows), imputation_sequence_=[
        first._replace(neighbor_feat_idx=np.array([0, 1]))]), "other features than the estimator's"
    yield "imputer-limits", bent(IterativeImputer(max_iter=1).fit(rows), _min_value=np.zeros(3)), "limits of three of two features"
    yield "imputer-neighbours", bent(KNNImputer().fit(rows), n_neighbors=0), "no neighbours"
    place = LocallyLinearEmbedding(n_neighbors=2, n_components=1).fit(X)
    yield "lle-neighbours", bent(place, n_neighbors=99), "more neighbours than rows"


def refused_several():
    yield "dummy-random", DummyClassifier(strategy="stratified").fit(X, TWO), "answers drawn at random"
    many = LocallyLinearEmbedding(n_neighbors=65, n_components=1, random_state=0).fit(np.random.default_rng(0).normal(size=(70, 2)))
    yield "lle-many", many, "a system of more neighbours than are written out"
    yield "label-sets", MultiLabelBinarizer().fit([{1, 2}, {3}]), "rows of any number of labels"


def several():
    linear = LogisticRegression()
    rows = np.random.default_rng(0).normal(size=(40, 3))
    three = (rows[:, 0] > 0).astype(int) + (rows[:, 1] > 0.5)
    two = np.array(["no", "yes"])[(rows[:, 2] > 0).astype(int)]
    flags = (rows > 0.2).astype(int)
    draws = RandomizedSearchCV(Lasso(), {"max_iter": scipy.stats.randint(500, 900)}, n_iter=1, cv=2, random_state=0)
    yield "search-randint", draws.fit(rows, rows[:, 0]), rows
    yield "output-code", OutputCodeClassifier(linear, code_size=2, random_state=0).fit(rows, three), rows
    yield "ovr-labels", OneVsRestClassifier(linear).fit(rows, flags), rows
    yield "ovo-two", OneVsOneClassifier(linear).fit(rows, two), rows
    yield "chain", RegressorChain(LinearRegression(), order=[2, 0, 1]).fit(rows, rows @ rows.T[:, :3]), rows
    yield "chain-classes", ClassifierChain(linear, order=[1, 2, 0], chain_method="predict_proba").fit(rows, flags), rows
    small = {"random_state": 0, "max_depth": 3}
    yield "chain-trees", ClassifierChain(RandomForestClassifier(2, **small), order=[1, 2, 0], random_state=0).fit(rows, flags), rows
    few = {"n_estimators": 3, "max_features": 2, "random_state": 0}
    yield "bag-logreg", BaggingClassifier(linear, **few).fit(rows, three), rows
    yield "bag-votes", BaggingClassifier(Perceptron(random_state=0), **few).fit(rows, two), rows
    yield "bag-forests", BaggingRegressor(RandomForestRegressor(2, **small), **few).fit(rows, rows[:, 0]), rows
    yield "calib-forest", CalibratedClassifierCV(RandomForestClassifier(2, **small), cv=2).fit(rows, two), rows
    yield "calib-boosted", CalibratedClassifierCV(GradientBoostingClassifier(n_estimators=2, **small), cv=2, method="isotonic").fit(rows, three), rows
    yield "ridgeclf-labels", RidgeClassifier().fit(rows, flags), rows
    yield "kbest", make_pipeline(SelectKBest(k=2), RandomForestClassifier(2, **small)).fit(rows, three), rows
    yield "multi-out-classes", MultiOutputClassifier(linear).fit(rows, flags), rows
    forest = RandomForestClassifier(3, max_depth=3, random_state=0)
    yield "multi-out-forests", MultiOutputClassifier(forest).fit(rows, np.c_[three, flags]), rows
    yield "calib-temperature", CalibratedClassifierCV(linear, method="temperature", cv=2).fit(rows, three), rows
    yield "dummy-constant", DummyClassifier(strategy="constant", constant="yes").fit(rows, two), rows
    yield "threshold", FixedThresholdClassifier(linear, threshold=0.3, pos_label="no").fit(rows, two), rows
    yield "threshold-tuned", TunedThresholdClassifierCV(linear, cv=2).fit(rows, two == "yes"), rows
    yield "agglomeration", FeatureAgglomeration(2).fit(rows), rows
    yield "univariate", GenericUnivariateSelect(mode="k_best", param=2).fit(rows, three), rows
    sorted_rows, order = rows[np.argsort(three)], np.sort(three)  # folds that lack a class
    scaled = make_pipeline(StandardScaler(), GaussianNB())
    yield "calib-folds-pipeline", CalibratedClassifierCV(scaled, cv=KFold(3)).fit(sorted_rows, order), rows
    frozen = FrozenEstimator(GaussianNB().fit(rows[three != 1], three[three != 1]))
    yield "calib-folds-frozen", CalibratedClassifierCV(frozen).fit(rows, three), rows
    always = np.c_[np.ones(40, int), flags[:, :1], np.zeros(40, int)]
    yield "ovr-constant", OneVsRestClassifier(linear).fit(rows, always), rows
    clusters = KMeans(2, n_init=1, random_state=0)
    yield "boosting-from-clusters", GradientBoostingRegressor(init=clusters, n_estimators=2, max_depth=1).fit(rows, rows[:, 0]), rows
    yield "pipeline-of-lists", Pipeline([["scale", StandardScaler()], ["classify", linear]]).fit(rows, two), rows
    untold = make_pipeline(FunctionTransformer(np.abs), Binarizer(threshold=0.5), LinearRegression()).fit(rows, rows[:, 0])
    del untold[0].n_features_in_, untold[1].n_features_in_  # as before 1.0
    yield "width-of-a-later-step", untold, rows
    for name, estimator, settings in (("forest", RandomForestRegressor(4, max_depth=4, random_state=0), {"threshold": "1.1*median"}),
                                      ("boosted", GradientBoostingRegressor(n_estimators=4), {"threshold": 0.2}),
                                      ("ada", AdaBoostRegressor(n_estimators=3, random_state=0), {"max_features": 1}),
                                      ("svr", SVR(kernel="linear"), {}), ("lasso", Lasso(alpha=0.3), {}), ("coef", Ridge(), {"max_features": 2, "threshold": -np.inf})):
        yield f"select-from-{name}", SelectFromModel(estimator, **settings).fit(rows, rows[:, 0] + rows[:, 2]), rows
    yield "select-from-svc", SelectFromModel(SVC(kernel="linear"), threshold="median").fit(rows, three), rows
    goal = np.exp(rows[:, 0])
    for name, transformer in (("power", PowerTransformer()), ("box-cox", PowerTransformer("box-cox", standardize=False)),
                              ("quantile", QuantileTransformer(n_quantiles=9, output_distribution="normal")),
                              ("pipeline", make_pipeline(QuantileTransformer(n_quantiles=9), MaxAbsScaler()))):
        yield f"ttr-{name}", TransformedTargetRegressor(LinearRegression(), transformer=transformer).fit(rows, goal), rows
    yield "sequential", SequentialFeatureSelector(LinearRegression(), n_features_to_select=2).fit(rows, rows[:, 0]), rows


def neighbors():
    rows = np.random.default_rng(1).normal(size=(20, 3))
    ratings = np.random.default_rng(2).integers(0, 50, size=(20, 6)) * (np.random.default_rng(3).random((20, 6)) < 0.6)
    yield "search", NearestNeighbors(n_neighbors=3).fit(rows), rows + 0.1
    yield "search-one", NearestNeighbors(n_neighbors=1, algorithm="brute").fit(rows), rows + 0.1
    yield "search-balls", NearestNeighbors(n_neighbors=4, algorithm="ball_tree", p=3, leaf_size=5).fit(rows), rows + 0.1
    yield "search-sparse", NearestNeighbors(n_neighbors=3, metric="cosine", algorithm="brute").fit(scipy.sparse.csr_matrix(ratings)), ratings + 1.0
    draws = np.random.default_rng(23)  # by which no two of the nearest are equally far
    sets = draws.random((9, 70)) < draws.uniform(0.1, 0.9, (9, 1))
    others = draws.random((4, 70)) < 0.5
    for metric in ("jaccard", "dice", "rogerstanimoto", "russellrao", "sokalsneath"):
        how = "brute" if metric == "dice" else "ball_tree"
        yield f"knn-{metric}", KNeighborsRegressor(n_neighbors=2, weights="distance", metric=metric, algorithm=how).fit(sets, rows[:9]), others
    yield "knn-yule", KNeighborsRegressor(n_neighbors=2, metric="yule", algorithm="brute").fit(sets, rows[:9]), others
    places = np.random.default_rng(5).uniform([-1.5, -3], [1.5, 3], (20, 2))
    ends = np.concatenate([places[:3], -places[:3] * [1, 0] + [0, 3.1], places[3:5] + 1e-7])
    yield "search-haversine", NearestNeighbors(n_neighbors=20, metric="haversine", algorithm="ball_tree").fit(places), ends
    yield "radius-haversine", RadiusNeighborsRegressor(0.8, weights="distance", metric="haversine").fit(places, rows), places + 0.1
    yield "search-pipeline", make_pipeline(StandardScaler(), NearestNeighbors(n_neighbors=2, metric="manhattan")).fit(rows), rows + 0.1
    yield "search-of-classes", KNeighborsClassifier(n_neighbors=3).fit(rows, np.arange(20) % 3), rows + 0.1


def preprocessing():
    rows = np.random.default_rng(0).normal(size=(40, 2))
    yield "spline-scipy-1.17", SplineTransformer(4, extrapolation="linear").fit(rows), rows  # its BSpline has _t and _c
    idle = StandardScaler(with_mean=False, with_std=False).fit(rows)  # nothing in it or its file tells a width
    yield "scaler-idle", idle, rows
    functions = [np.arcsinh, np.cbrt, np.cos, np.cosh, np.exp2, np.sign, np.sinh, np.tan, scipy.special.expit]
    sizes = np.array([[0.0, 1e-9], [-1e-3, 0.5], [-2.0, 25.0], [35.0, -45.0], [200.0, -1e2], [-700.0, 3.0]])
    yield "functions", make_union(*[FunctionTransformer(f) for f in functions]).fit(sizes), sizes


def linear():
    far = SGDClassifier(loss="log_loss", random_state=0).fit(X, CLASSES)
    far.intercept_ -= 1000.0  # most rows are so far from every class that all sigmoids are 0
    yield "sgd-far", far, np.concatenate([X[:4], X[:4] * -1e4])


def encoders():
    """Settings of encoders whose fixtures take texts; here categories are numbers."""
    unknown = X[:8] + np.eye(8, 2) * 9  # two rows with a category that was never seen
    frequent = {"min_frequency": 3, "handle_unknown": "infrequent_if_exist", "sparse_output": False}
    yield "ohe-drop", OneHotEncoder(drop="first", sparse_output=False).fit(X), X
    yield "ohe-ignore", OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(X), unknown
    yield "ohe-infrequent", OneHotEncoder(**frequent).fit(np.vstack([X, X[:3]])), unknown
    yield "ohe-limited", OneHotEncoder(max_categories=3, sparse_output=False).fit(X), X
    yield "target", TargetEncoder(smooth=2.0).fit(X, np.arange(12.0)), unknown
    yield "target-auto", TargetEncoder().fit(X, np.arange(12.0)), X
    yield "target-binary", TargetEncoder(smooth=1.0).fit(X, TWO), X
    yield "target-classes", TargetEncoder(smooth=1.0).fit(X, CLASSES), unknown
    yield "label", LabelEncoder().fit([3, 5, 11]), np.array([[5.0], [3.0], [11.0]])
    yield "embedding", RandomTreesEmbedding(n_estimators=2, max_depth=2, sparse_output=False, random_state=0).fit(X), X
    yield "minmax-clip", MinMaxScaler((-1, 2), clip=True).fit(X), X * 2 - 3
    spread = np.random.default_rng(0).normal(size=(14, 3))  # no two as far
    yield "isomap", Isomap(n_neighbors=4).fit(spread), spread + 0.1
    yield "isomap-manhattan", Isomap(n_neighbors=4, n_components=1, metric="manhattan").fit(spread), spread + 0.1
    nearest = {"random_state": 0, "n_components": 2}
    yield "lle", LocallyLinearEmbedding(n_neighbors=4, **nearest).fit(spread), np.concatenate([spread[:2], spread + 0.1])
    yield "lle-one", LocallyLinearEmbedding(n_neighbors=1, reg=0.1, eigen_solver="dense", **nearest).fit(spread), spread + 0.1
    for name, options in [("tfidf", {}), ("tfidf-l1", {"norm": "l1"}), ("tfidf-sublinear", {"sublinear_tf": True, "norm": None}),
                          ("tfidf-plain", {"use_idf": False}), ("tfidf-unsmoothed", {"smooth_idf": False})]:
        yield name, make_pipeline(TfidfTransformer(**options), LogisticRegression()).fit(X + TWO[:, None], TWO), X


def answer(values):
    if isinstance(values, list):
        return {"list": [answer(v) for v in values]}
    values = values.astype(int) if values.dtype == bool else values
    return {"dtype": values.dtype.str if values.dtype != object else "object", "shape": list(values.shape),
            "data": ["NaN" if v != v else v for v in values.ravel().tolist()]}


def write_good(family, name, model, rows):
    case = CASES / family / f"good-{name}-1.9"
    if case.exists():
        return
    case.mkdir(parents=True)
    rows = rows[:8]
    methods = [m for m in ("predict", "predict_proba", "decision_function", "transform") if hasattr(model, m)]
    given = rows.ravel() if isinstance(model, LabelEncoder) else rows
    answers = {m: answer(getattr(model, m)(given)) for m in methods}
    last = model[-1] if isinstance(model, Pipeline) else model
    if hasattr(last, "kneighbors"):
        answers["kneighbors"] = answer(list(last.kneighbors(model[:-1].transform(given) if last is not model else given))[::-1])
    part = {"path": "$", "class": f"{type(model).__module__}.{type(model).__name__}", "answers": {"plain": answers}}
    given = {"kind": "dense", "shape": list(rows.shape), "data": rows.ravel().tolist()}
    (case / "input.pkl").write_bytes(pickle.dumps(model, protocol=4))
    (case / "case.json").write_text(json.dumps({"origin": f"scikit-learn {sklearn.__version__}"}) + "\n")
    (case / "answers.json").write_text(json.dumps({"inputs": {"plain": given}, "parts": [part]}, separators=(",", ":")) + "\n")


def write_bad(family, name, model, why, code=8):
    case = CASES / family / f"{'bad' if code == 8 else 'unsupported'}-{name}"
    if case.exists():
        return
    case.mkdir(parents=True)
    (case / "input.pkl").write_bytes(pickle.dumps(model, protocol=4))
    about = {"origin": f"scikit-learn {sklearn.__version__}{', bent' if code == 8 else ''}: {why}", "code": code}
    (case / "case.json").write_text(json.dumps(about) + "\n")


if __name__ == "__main__":
    for bad in bent_several():
        write_bad("several", *bad)
    for bad in bent_texts():
        write_bad("texts", *bad)
    for bad in refused_texts():
        write_bad("texts", *bad, code=3)
    for bad in bent_imputers():
        write_bad("preprocessing", *bad)
    for bad in refused_several():
        write_bad("several", *bad, code=3)
    for good in several():
        write_good("several", *good)
    for good in several_novelty():
        write_good("machines", *good)
    for good in linear():
        write_good("linear", *good)
    for good in encoders():
        write_good("encoders", *good)
    for good in preprocessing():
        write_good("preprocessing", *good)
    for good in neighbors():
        write_good("neighbors", *good)
