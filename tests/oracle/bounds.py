"""What each family keeps: the most by which a written file's numbers may differ from those that scikit-learn recorded.

Measured over the fixtures of 24 environments and ten releases of ONNX Runtime; docs/exactness.md has the measurements, and is
made by tests/gen/exactness.py, which takes the names and the order of families from here."""
import fnmatch
import functools
from dataclasses import dataclass, field

E = 2.0 ** -52  # an ulp of 1.0


@dataclass(frozen=True)
class Bound:
    """The most that a number may differ by: so many ulp of its own, or so much of its size (compare.sizes). Of float32 numbers
    (`single`), ulp are float32's."""
    ulp: int = 0
    relative: float = 0.0
    single: bool = False
    of_inputs: bool = False  # the largest number of the inputs counts too: terms that cancel are of that size


EQUAL = Bound()
SINGLE = Bound(2, single=True)  # numbers that somebody else rounded to float32
XGBOOST = Bound(4, single=True)  # links by its own exp of float32: up to 3 in 3.1


@dataclass(frozen=True)
class Family:
    name: str
    classes: str  # patterns, divided by blanks
    bound: Bound  # for the methods that `methods` does not name
    methods: dict = field(default_factory=dict)
    why: str = ""


def probabilities(ulp, relative):
    """Far from 1/2 a probability is exp of a score: an ulp of the score is many of the probability."""
    return {"predict_proba": Bound(ulp, relative * E)}


FAMILIES = [
    Family("decision trees, forests", "DecisionTree* ExtraTree* RandomForest* RandomTreesEmbedding Bagging*", EQUAL,
           why="leaf rows are added in scikit-learn's order"),
    Family("histogram boosting", "HistGradientBoosting*", EQUAL, {"predict_proba": Bound(4)},
           "scores as for trees; `exp` of the runtime"),
    Family("gradient boosting", "GradientBoosting*", EQUAL,
           {"decision_function": Bound(relative=4 * E), **probabilities(4, 4)},
           "the first summand is a logarithm (above); `exp` of the runtime"),
    Family("AdaBoost", "AdaBoost*", EQUAL, {"decision_function": Bound(relative=4 * E), **probabilities(16, 4)},
           "logarithms of SAMME.R; `exp` of the runtime"),
    Family("isolation forests", "IsolationForest", Bound(relative=16 * E),
           why="a power less an offset: an ulp of the power counts more in what is left"),
    Family("linear regression", "LinearRegression Ridge RidgeCV Lasso LassoCV ElasticNet* Lars OrthogonalMatchingPursuit"
           " BayesianRidge HuberRegressor TheilSenRegressor RANSACRegressor SGDRegressor LinearSVR",
           Bound(relative=8 * E), why="BLAS adds in another order, for one row and for many in scikit-learn itself"),
    Family("generalised linear regression", "PoissonRegressor GammaRegressor TweedieRegressor", Bound(4, 8 * E),
           why="`exp` of such a sum"),
    Family("linear classification", "LogisticRegression* RidgeClassifier* LinearSVC SGDClassifier Perceptron PassiveAggressive*",
           Bound(relative=8 * E), probabilities(64, 32), "as linear regression; sigmoid or softmax of such a sum"),
    Family("discriminants", "LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis", Bound(relative=8 * E),
           probabilities(64, 16), "as linear classification"),
    Family("naive Bayes", "*NB", EQUAL, probabilities(126, 32), "log-sum-exp of sums of many logarithms"),
    Family("support vectors", "SVC NuSVC SVR NuSVR OneClassSVM", Bound(relative=512 * E), probabilities(16, 16),
           "kernels times dual coefficients of both signs: libsvm adds them one by one"),
    # Probabilities of GaussianProcessClassifier weigh five error functions whose factors are up to 4e3 and cancel.
    Family("kernels, Gaussian processes", "KernelRidge GaussianProcess*", Bound(relative=256 * E), probabilities(0, 2 ** 15),
           "coefficients of both signs, larger than what they add up to"),
    Family("neighbours", "KNeighbors* LocalOutlierFactor NearestCentroid", Bound(4, 4 * E), probabilities(16, 8),
           "distances in scikit-learn's form, in the order of the runtime's sums"),
    Family("clustering, mixtures", "KMeans MiniBatchKMeans *GaussianMixture GMM", Bound(relative=16 * E),
           probabilities(126, 32), "distances by their binomial; log-sum-exp"),
    Family("neural networks", "MLP*", Bound(4, 4 * E), probabilities(64, 32), "as linear models, layer upon layer"),
    Family("projections", "PCA RandomizedPCA TruncatedSVD FastICA PLSRegression", Bound(4, 4 * E), why="as linear regression"),
    Family("scaling, encoding, imputing, selection", "StandardScaler MinMaxScaler MaxAbsScaler RobustScaler Binarizer"
           " KBinsDiscretizer PolynomialFeatures QuantileTransformer SplineTransformer Imputer SimpleImputer MissingIndicator"
           " OneHotEncoder OrdinalEncoder LabelBinarizer TargetEncoder DictVectorizer ColumnTransformer VarianceThreshold"
           " RandomizedLasso RandomizedLogisticRegression Dummy*",
           EQUAL, why="the same operations in the same order"),
    Family("other transformers", "Normalizer FunctionTransformer IterativeImputer KNNImputer IsotonicRegression"
           " PowerTransformer", Bound(16, 8 * E), why="`log` and powers of the runtime; weighted means"),
    Family("voting, stacking, calibration, one against others", "Voting* Stacking* CalibratedClassifierCV OneVs*"
           " MultiOutputRegressor TransformedTargetRegressor", Bound(16, 16 * E), probabilities(64, 16), "as their parts"),
    Family("pipelines, searches", "Pipeline GridSearchCV RandomizedSearchCV RFE", Bound(64, 16 * E), probabilities(64, 32),
           "as their parts"),
]

# Fixtures that owe more than their class, NAME or NAME:METHOD: what stands around nothing but trees.
NARROWER = """grid_rf pipe_scaler_rf laptop_ordinal_hgb laptop_pipeline laptop_tutorial pipe_frame functrans_id vote_clf_hard
              ada_clf_samme:decision_function"""
# And less; the table has a row of each.
WIDER = [
    ("hgb_reg_gamma hgb_reg_poisson", "of a log link", Bound(2)),
    # BaseGradientBoosting._raw_predict_init (ensemble/_gb.py) hands float32 rows to init_, whose coef_ was fitted on such.
    ("gb_reg_initest", "beginning with a float32 sum", SINGLE),
]

# Boosters' answers that are sums of leaves (tests/gen/boosters.py): those of no other link.
SUMS = """cat_lossguide cat_multi cat_reg cat_reg_nan cat_reg_nanmax cat_reg_quantile lgbm_dart lgbm_dask lgbm_early lgbm_folds
          lgbm_linear lgbm_linear_cat lgbm_linear_dart lgbm_pandas lgbm_pandas_text lgbm_reg lgbm_reg_cat lgbm_reg_fair
          lgbm_reg_huber lgbm_reg_l1 lgbm_reg_mape lgbm_reg_nan lgbm_reg_quantile lgbm_reg_unused_nan lgbm_reg_zero lgbm_rf
          lgbm_select* lgbm_single xgb_bagging xgb_booster_cat xgb_booster_onehot xgb_booster_raw xgb_cat xgb_cat_dart
          xgb_cat_onehot xgb_dart xgb_dask xgb_early xgb_gblinear xgb_model xgb_quantile xgb_reg xgb_reg_missing xgb_reg_multi
          xgb_reg_nan xgb_reg_quantiles xgb_rf_reg xgb_select xgb_vectors xgb_voting*"""

# Of classes that have no row: what is left when the same sum is taken in another order.
GENERAL = Bound(relative=1e-11, of_inputs=True)
FLOAT = Bound(relative=2e-6, of_inputs=True)
PRECISIONS = ("bits", "general", "double", "float")
# Trees that compare float64: in float32 they may go the other way.
COMPARE_DOUBLES = "hgb_* laptop_ordinal_hgb pipe_scaler_rf"


def family(class_name):
    """None: none of these."""
    return next((f for f in FAMILIES if any(fnmatch.fnmatchcase(class_name, p) for p in f.classes.split())), None)


@functools.lru_cache(maxsize=None)
def fits(patterns, fixture, method):
    return any(fnmatch.fnmatchcase(f"{fixture}:{method}", p if ":" in p else p + ":*") for p in patterns.split())


def wider(fixture, method):
    """(what is special, bound) of one that owes less than its class, else None."""
    return next(((why, bound) for patterns, why, bound in WIDER if fits(patterns, fixture, method)), None)


@functools.lru_cache(maxsize=None)
def usual(class_name, method, fixture):
    if fits(SUMS, fixture, method):
        return EQUAL
    if class_name.startswith("xgboost."):
        return XGBOOST
    if fits(NARROWER, fixture, method):
        return EQUAL
    if wider(fixture, method):
        return wider(fixture, method)[1]
    found = family(class_name.rsplit(".", 1)[-1]) if class_name.startswith("sklearn.") else None
    return found.methods.get(method, found.bound) if found else GENERAL


def of(class_name, method, fixture, precision="bits"):
    """Of a class, by its full name, a method, and a fixture by its name. precision: "general" holds only to GENERAL what need not
    be equal, for models whose sums cancel as they may; "double" is for runtimes that add in an order of their own, "float" for
    those that compute in float32."""
    bound = usual(class_name, method, fixture)
    if precision == "float":
        return FLOAT
    if bound.single or precision == "bits" or (precision == "general" and bound == EQUAL):
        return bound
    return GENERAL


def keeps(bound, equal, numbers, ulp, relative):
    """Whether what was measured of many numbers keeps a bound; of float32 ones it does not tell."""
    return equal == numbers if bound == EQUAL else bound.single or ulp <= bound.ulp or relative <= bound.relative
