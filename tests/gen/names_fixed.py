"""Rows that no wheel tells: Python's own types, NumPy, SciPy, pandas, joblib, and what is compiled (Cython).

A row is (module, name, role, canonical). Lines below read `role: module[, older module …]: names`; the first module
gives the canonical path unless `=` names another.
"""
import builtins

TEXT = """
RECIPE builtins __builtin__: bytearray bytes complex dict frozenset list range set slice tuple
DATA builtins __builtin__: bool float int object str type abs all any ascii bin chr divmod enumerate format hash hex
DATA builtins __builtin__: isinstance issubclass iter len max min next oct ord pow repr reversed round sorted sum zip
DATA builtins __builtin__: Ellipsis NotImplemented
DATA builtins=int __builtin__: long
DATA builtins=str __builtin__: unicode basestring
RECIPE builtins=range __builtin__: xrange
RECIPE copyreg copy_reg: _reconstructor __newobj__ __newobj_ex__
RECIPE _codecs: encode
RECIPE collections: OrderedDict defaultdict Counter deque
RECIPE functools: partial
RECIPE datetime: date time datetime timedelta timezone
RECIPE decimal: Decimal
RECIPE _decimal=decimal.Decimal: Decimal
RECIPE fractions: Fraction
DATA math: ceil cos exp expm1 fabs floor fmod hypot isfinite isinf isnan log log10 log1p log2 pow sin sqrt tan tanh trunc
DATA numbers: Complex Integral Number Rational Real
RECIPE re: _compile RegexFlag

RECIPE numpy: dtype
CLASS numpy=numpy.vectorize numpy.lib.function_base numpy.lib._function_base_impl: vectorize
DATA numpy: ndarray memmap matrix recarray generic number integer signedinteger unsignedinteger inexact floating
DATA numpy: complexfloating flexible character bool_ bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 intp uintp
DATA numpy: float16 float32 float64 float128 longdouble complex64 complex128 complex256 clongdouble longlong ulonglong
DATA numpy: object_ str_ bytes_ unicode_ string_ void datetime64 timedelta64 intc uintc short ushort byte ubyte int_
DATA numpy: uint float_ complex_ half single double csingle cdouble long ulong nan
DATA numpy=numpy.ndarray numpy.core.multiarray numpy._core.multiarray numpy.multiarray: ndarray
DATA numpy=numpy.memmap numpy.core.memmap numpy._core.memmap: memmap
DATA numpy=numpy.matrix numpy.matrixlib.defmatrix numpy.core.defmatrix numpy.defmatrix: matrix
DATA numpy=numpy.recarray numpy.core.records numpy._core.records numpy.rec: recarray
DATA numpy=numpy.chararray numpy.core.defchararray numpy._core.defchararray numpy.char: chararray
DATA numpy=numpy.record numpy.core.records numpy._core.records numpy.rec: record
RECIPE numpy._core.multiarray numpy.core.multiarray numpy.multiarray: _reconstruct scalar
RECIPE numpy._core.numeric numpy.core.numeric: _frombuffer
RECIPE numpy._core numpy.core: _ufunc_reconstruct
RECIPE numpy._core._internal: _convert_to_stringdtype_kwargs
RECIPE numpy.ma.core: _mareconstruct
DATA numpy.ma=numpy.ma.MaskedArray numpy.ma.core: MaskedArray
DATA numpy.ma=numpy.ma.MaskedConstant numpy.ma.core: MaskedConstant
DATA numpy.dtypes: BoolDType Float16DType Float32DType Float64DType Int8DType Int16DType Int32DType Int64DType
DATA numpy.dtypes: UInt8DType UInt16DType UInt32DType UInt64DType StrDType BytesDType ObjectDType VoidDType StringDType
RECIPE numpy.random._pickle: __bit_generator_ctor __generator_ctor __randomstate_ctor
RECIPE numpy.random._pickle=numpy.random._pickle.__randomstate_ctor numpy.random: __RandomState_ctor
RECIPE numpy.random.bit_generator numpy.random._bit_generator: __pyx_unpickle_SeedSequence
DATA numpy.random=numpy.random.SeedSequence numpy.random.bit_generator numpy.random._bit_generator: SeedSequence
DATA numpy.random=numpy.random.MT19937 numpy.random._mt19937: MT19937
DATA numpy.random=numpy.random.PCG64 numpy.random._pcg64: PCG64
DATA numpy.random=numpy.random.PCG64DXSM numpy.random._pcg64: PCG64DXSM
DATA numpy.random=numpy.random.Philox numpy.random._philox: Philox
DATA numpy.random=numpy.random.SFC64 numpy.random._sfc64: SFC64
DATA numpy.random=numpy.random.Generator numpy.random._generator: Generator
DATA numpy.random=numpy.random.RandomState numpy.random.mtrand: RandomState
DATA numpy: amax amin argmax argmin around average clip cumsum diff dot fix max mean median min nan_to_num nanmean
DATA numpy: nanmedian nanmax nanmin nansum percentile prod quantile ravel real reshape round squeeze std sum transpose
DATA numpy: var where array asarray asarray_chkfinite ascontiguousarray atleast_1d atleast_2d concatenate copy hstack
DATA numpy: log_softmax stack vstack unique zeros_like ones_like

CLASS scipy.sparse scipy.sparse._bsr scipy.sparse.bsr: bsr_matrix bsr_array
CLASS scipy.sparse scipy.sparse._coo scipy.sparse.coo: coo_matrix coo_array
RECIPE scipy.sparse scipy.sparse._csc scipy.sparse.csc: csc_matrix
RECIPE scipy.sparse scipy.sparse._csc scipy.sparse.csc: csc_array
RECIPE scipy.sparse scipy.sparse._csr scipy.sparse.csr: csr_matrix
RECIPE scipy.sparse scipy.sparse._csr scipy.sparse.csr: csr_array
RECIPE scipy.sparse scipy.sparse._dia scipy.sparse.dia: dia_matrix
RECIPE scipy.sparse scipy.sparse._dia scipy.sparse.dia: dia_array
CLASS scipy.sparse scipy.sparse._dok scipy.sparse.dok: dok_matrix dok_array
CLASS scipy.sparse scipy.sparse._lil scipy.sparse.lil: lil_matrix lil_array
CLASS scipy.interpolate=scipy.interpolate.BSpline scipy.interpolate._bsplines: BSpline
CLASS scipy.interpolate=scipy.interpolate.BSpline scipy.interpolate._bsplines: _BSpline
CLASS scipy.interpolate=scipy.interpolate.interp1d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp1d
CLASS scipy.interpolate=scipy.interpolate.PPoly scipy.interpolate.interpolate scipy.interpolate._interpolate: PPoly
CLASS scipy.interpolate=scipy.interpolate.CubicSpline scipy.interpolate._cubic: CubicSpline
CLASS scipy.interpolate=scipy.interpolate.PchipInterpolator scipy.interpolate._cubic: PchipInterpolator
CLASS scipy.interpolate=scipy.interpolate.UnivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: UnivariateSpline
CLASS scipy.interpolate=scipy.interpolate.InterpolatedUnivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: InterpolatedUnivariateSpline
CLASS scipy.stats._distn_infrastructure: rv_frozen rv_continuous_frozen rv_discrete_frozen rv_sample
DATA scipy.special=scipy.special.expit scipy.special._ufuncs: expit
DATA scipy.special=scipy.special.logit scipy.special._ufuncs: logit
DATA scipy.special=scipy.special.boxcox scipy.special._ufuncs: boxcox
DATA scipy.special=scipy.special.boxcox1p scipy.special._ufuncs: boxcox1p
DATA scipy.special=scipy.special.inv_boxcox scipy.special._ufuncs: inv_boxcox
DATA scipy.special=scipy.special.inv_boxcox1p scipy.special._ufuncs: inv_boxcox1p
DATA scipy.special=scipy.special.log1p scipy.special._ufuncs: log1p
DATA scipy.special=scipy.special.softmax scipy.special._logsumexp: softmax
DATA scipy.special scipy.special._special_ufuncs: expit logit log_expit
DATA scipy.spatial.distance: braycurtis canberra chebyshev cityblock correlation cosine dice euclidean hamming jaccard
DATA scipy.spatial.distance: jensenshannon mahalanobis matching minkowski rogerstanimoto russellrao seuclidean
DATA scipy.spatial.distance: sokalmichener sokalsneath sqeuclidean yule

CLASS pandas=pandas.DataFrame pandas.core.frame: DataFrame
CLASS pandas=pandas.Series pandas.core.series: Series
CLASS pandas=pandas.Index pandas.core.indexes.base pandas.indexes.base pandas.core.index: Index
CLASS pandas=pandas.RangeIndex pandas.core.indexes.range pandas.indexes.range: RangeIndex
CLASS pandas=pandas.MultiIndex pandas.core.indexes.multi pandas.indexes.multi pandas.core.index: MultiIndex
CLASS pandas=pandas.CategoricalIndex pandas.core.indexes.category pandas.indexes.category: CategoricalIndex
CLASS pandas=pandas.DatetimeIndex pandas.core.indexes.datetimes pandas.tseries.index: DatetimeIndex
CLASS pandas=pandas.TimedeltaIndex pandas.core.indexes.timedeltas pandas.tseries.tdi: TimedeltaIndex
CLASS pandas=pandas.PeriodIndex pandas.core.indexes.period pandas.tseries.period: PeriodIndex
CLASS pandas=pandas.IntervalIndex pandas.core.indexes.interval: IntervalIndex
CLASS pandas=pandas.Int64Index pandas.core.indexes.numeric pandas.indexes.numeric pandas.core.index: Int64Index
CLASS pandas=pandas.UInt64Index pandas.core.indexes.numeric pandas.indexes.numeric: UInt64Index
CLASS pandas=pandas.Float64Index pandas.core.indexes.numeric pandas.indexes.numeric pandas.core.index: Float64Index
RECIPE pandas.core.indexes.base pandas.indexes.base pandas.core.index: _new_Index
RECIPE pandas.core.indexes.datetimes pandas.tseries.index: _new_DatetimeIndex
RECIPE pandas.core.indexes.period pandas.tseries.period: _new_PeriodIndex
CLASS pandas.core.indexes.frozen pandas.indexes.frozen: FrozenList FrozenNDArray
RECIPE pandas.core.internals.managers pandas.core.internals: BlockManager SingleBlockManager
RECIPE pandas.core.internals.blocks: new_block
RECIPE pandas._libs.internals: _unpickle_block
CLASS pandas.core.internals.blocks: Block NumericBlock ObjectBlock ExtensionBlock DatetimeLikeBlock CategoricalBlock
RECIPE pandas._libs.arrays: __pyx_unpickle_NDArrayBacked
CLASS pandas=pandas.Categorical pandas.core.arrays.categorical pandas.core.categorical: Categorical
CLASS pandas.arrays=pandas.arrays.StringArray pandas.core.arrays.string_: StringArray
CLASS pandas.arrays=pandas.arrays.NumpyExtensionArray pandas.core.arrays.numpy_: NumpyExtensionArray
CLASS pandas.arrays=pandas.arrays.PandasArray pandas.core.arrays.numpy_: PandasArray
CLASS pandas.arrays=pandas.arrays.DatetimeArray pandas.core.arrays.datetimes: DatetimeArray
CLASS pandas.arrays=pandas.arrays.TimedeltaArray pandas.core.arrays.timedeltas: TimedeltaArray
CLASS pandas.arrays=pandas.arrays.IntegerArray pandas.core.arrays.integer: IntegerArray
CLASS pandas.arrays=pandas.arrays.FloatingArray pandas.core.arrays.floating: FloatingArray
CLASS pandas.arrays=pandas.arrays.BooleanArray pandas.core.arrays.boolean: BooleanArray
CLASS pandas.arrays=pandas.arrays.PeriodArray pandas.core.arrays.period: PeriodArray
CLASS pandas.arrays=pandas.arrays.IntervalArray pandas.core.arrays.interval: IntervalArray
RECIPE pandas._libs.interval: __pyx_unpickle_IntervalMixin
RECIPE pandas.core.indexes.timedeltas: _new_TimedeltaIndex
RECIPE pandas.core.indexes.interval: _new_IntervalIndex
RECIPE pandas._libs.tslibs.offsets: BDay BMonthEnd BQuarterEnd BYearEnd BusinessDay Day Hour Micro Milli Minute MonthBegin
RECIPE pandas._libs.tslibs.offsets: MonthEnd Nano QuarterBegin QuarterEnd Second Week YearBegin YearEnd
RECIPE pandas=pandas.Period pandas._libs.tslibs.period: Period
RECIPE pandas=pandas.Interval pandas._libs.interval: Interval
DATA pandas=pandas.NA pandas._libs.missing: NA
RECIPE pandas=pandas.CategoricalDtype pandas.core.dtypes.dtypes pandas.api.types: CategoricalDtype
RECIPE pandas=pandas.DatetimeTZDtype pandas.core.dtypes.dtypes pandas.api.types: DatetimeTZDtype
RECIPE pandas=pandas.PeriodDtype pandas.core.dtypes.dtypes pandas.api.types: PeriodDtype
RECIPE pandas=pandas.IntervalDtype pandas.core.dtypes.dtypes pandas.api.types: IntervalDtype
RECIPE pandas=pandas.StringDtype pandas.core.arrays.string_: StringDtype
RECIPE pandas.core.dtypes.dtypes: NumpyEADtype PandasDtype
CLASS pandas=pandas.Int8Dtype pandas.core.arrays.integer: Int8Dtype
CLASS pandas=pandas.Int16Dtype pandas.core.arrays.integer: Int16Dtype
CLASS pandas=pandas.Int32Dtype pandas.core.arrays.integer: Int32Dtype
CLASS pandas=pandas.Int64Dtype pandas.core.arrays.integer: Int64Dtype
CLASS pandas=pandas.Float32Dtype pandas.core.arrays.floating: Float32Dtype
CLASS pandas=pandas.Float64Dtype pandas.core.arrays.floating: Float64Dtype
CLASS pandas=pandas.BooleanDtype pandas.core.arrays.boolean: BooleanDtype
RECIPE pandas._libs.tslibs.timestamps pandas._libs.tslib pandas.tslib: _unpickle_timestamp
RECIPE pandas._libs.tslibs.timedeltas pandas._libs.tslib: _timedelta_unpickle
RECIPE pandas._libs.tslibs.nattype pandas._libs.tslib pandas.tslib: _nat_unpickle
RECIPE pandas._libs.missing: NAType
DATA pandas=pandas.Timestamp pandas._libs.tslibs.timestamps: Timestamp
DATA pandas=pandas.Timedelta pandas._libs.tslibs.timedeltas: Timedelta

CLASS joblib.numpy_pickle sklearn.externals.joblib.numpy_pickle: NumpyArrayWrapper
CLASS joblib.numpy_pickle sklearn.externals.joblib.numpy_pickle: NDArrayWrapper ZNDArrayWrapper
CLASS joblib.numpy_pickle joblib.numpy_pickle_compat sklearn.externals.joblib.numpy_pickle_compat: NDArrayWrapper ZNDArrayWrapper

RECIPE sklearn.tree._tree: Tree
CLASS sklearn.tree._tree: DepthFirstTreeBuilder BestFirstTreeBuilder
CLASS sklearn.tree._criterion: Gini Entropy MSE MAE FriedmanMSE Poisson
RECIPE sklearn.linear_model._sgd_fast sklearn.linear_model.sgd_fast: EpsilonInsensitive Hinge Huber Log LossFunction
RECIPE sklearn.linear_model._sgd_fast sklearn.linear_model.sgd_fast: ModifiedHuber SquaredEpsilonInsensitive SquaredHinge
RECIPE sklearn.linear_model._sgd_fast sklearn.linear_model.sgd_fast: SquaredLoss Regression Classification
RECIPE sklearn.neighbors._kd_tree sklearn.neighbors.kd_tree: BinaryTree KDTree KDTree32 KDTree64 newObj BinaryTree32 BinaryTree64
RECIPE sklearn.neighbors._ball_tree sklearn.neighbors.ball_tree: BallTree BallTree32 BallTree64 BinaryTree newObj BinaryTree32 BinaryTree64
RECIPE sklearn.metrics._dist_metrics sklearn.neighbors._dist_metrics sklearn.neighbors.dist_metrics: newObj
CLASS sklearn.ensemble._gb_losses sklearn.ensemble._gb sklearn.ensemble.gradient_boosting: BinomialDeviance
CLASS sklearn.ensemble._gb_losses sklearn.ensemble._gb sklearn.ensemble.gradient_boosting: ClassificationLossFunction
CLASS sklearn.ensemble._gb_losses sklearn.ensemble._gb sklearn.ensemble.gradient_boosting: ExponentialLoss
CLASS sklearn.ensemble._gb_losses sklearn.ensemble._gb sklearn.ensemble.gradient_boosting: HuberLossFunction
CLASS sklearn.ensemble._gb_losses sklearn.ensemble._gb sklearn.ensemble.gradient_boosting: LeastAbsoluteError
CLASS sklearn.ensemble._gb_losses sklearn.ensemble._gb sklearn.ensemble.gradient_boosting: LeastSquaresError
CLASS sklearn.ensemble._gb_losses sklearn.ensemble._gb sklearn.ensemble.gradient_boosting: MultinomialDeviance
CLASS sklearn.ensemble._gb_losses sklearn.ensemble._gb sklearn.ensemble.gradient_boosting: QuantileLossFunction
CLASS sklearn.ensemble.gradient_boosting sklearn.ensemble._gb: LogOddsEstimator MeanEstimator PriorProbabilityEstimator
CLASS sklearn.ensemble.gradient_boosting sklearn.ensemble._gb: QuantileEstimator ScaledLogOddsEstimator ZeroEstimator
CLASS sklearn._loss.link sklearn.linear_model._glm.link: BaseLink IdentityLink LogLink LogitLink
CLASS sklearn.utils._random: _random
RECIPE sklearn.ensemble._gradient_boosting: _random_sample_mask
DATA sklearn.cluster._kmeans: _kmeans_single_lloyd _kmeans_single_elkan
DATA sklearn.metrics._scorer sklearn.metrics.scorer: _passthrough_scorer _cached_call
CLASS sklearn.isotonic: IsotonicRegression
CLASS sklearn.preprocessing=sklearn.preprocessing.Imputer sklearn.preprocessing.imputation: Imputer
CLASS sklearn.model_selection=sklearn.model_selection.GridSearchCV sklearn.grid_search: GridSearchCV
CLASS sklearn.model_selection=sklearn.model_selection.RandomizedSearchCV sklearn.grid_search: RandomizedSearchCV
CLASS sklearn.impute sklearn.impute._base: SimpleImputer MissingIndicator
RECIPE sklearn.utils sklearn.utils._bunch sklearn.datasets.base: Bunch

CLASS xgboost=xgboost.Booster xgboost.core: Booster
CLASS xgboost=xgboost.DMatrix xgboost.core: DMatrix
CLASS xgboost.sklearn xgboost: XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor XGBModel
CLASS lightgbm=lightgbm.Booster lightgbm.basic: Booster
CLASS lightgbm.sklearn lightgbm: LGBMClassifier LGBMRegressor LGBMRanker LGBMModel
CLASS catboost=catboost.CatBoost catboost.core: CatBoost
CLASS catboost=catboost.CatBoostClassifier catboost.core: CatBoostClassifier
CLASS catboost=catboost.CatBoostRegressor catboost.core: CatBoostRegressor
CLASS catboost=catboost.CatBoostRanker catboost.core: CatBoostRanker
"""

UFUNCS = """absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_count bitwise_or
bitwise_xor cbrt ceil conj conjugate copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs float_power
floor floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert isfinite isinf isnan isnat lcm
ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor
matmul maximum minimum mod modf multiply negative nextafter not_equal positive power rad2deg radians reciprocal remainder
right_shift rint sign signbit sin sinh spacing sqrt square subtract tan tanh true_divide trunc abs"""

# Where Python 2 may say that a ufunc stands: any module that had imported it.
UFUNC_PLACES = """
numpy.core.arrayprint: absolute isfinite isinf isnan isnat maximum minimum not_equal
numpy.core.getlimits: exp2 log10
numpy.core.numeric: invert matmul multiply sin
numpy.fft.fftpack: conjugate sqrt
numpy.lib.function_base: absolute add arctan2 ceil cos exp floor less_equal log10 mod multiply not_equal sin sqrt subtract
numpy.lib.polynomial: abs
numpy.lib.twodim_base: absolute greater_equal multiply
numpy.lib.type_check: isnan
numpy.lib.user_array: absolute add bitwise_and bitwise_or bitwise_xor divide equal greater greater_equal invert left_shift less less_equal multiply not_equal power remainder right_shift sin sqrt subtract
numpy.linalg.linalg: abs add divide isfinite isnan matmul maximum multiply sqrt
numpy.ma.extras: add
scipy.cluster.vq: minimum sqrt
scipy.fftpack.pseudo_diffs: cos cosh sin sinh tanh
scipy.interpolate._fitpack_impl: sqrt
scipy.interpolate.fitpack: sqrt
scipy.interpolate.interpolate: logical_or
scipy.io.mmio: conj
scipy.linalg.decomp: conj isfinite
scipy.linalg.decomp_svd: arccos arcsin
scipy.linalg.matfuncs: absolute conjugate exp isfinite logical_not sign sqrt
scipy.misc.common: exp isfinite log sign
scipy.optimize._basinhopping: cos sin
scipy.optimize.minpack: abs greater
scipy.optimize.optimize: isinf sqrt
scipy.optimize.slsqp: exp isfinite sqrt
scipy.optimize.zeros: sign sqrt
scipy.signal.bsplines: add arctan2 cos exp floor greater greater_equal less less_equal logical_and sin sqrt tan
scipy.signal.filter_design: absolute arccosh arcsinh arctan ceil conjugate cosh exp log10 sin sinh sqrt tan
scipy.signal.signaltools: exp
scipy.signal.waveforms: cos exp log mod sin sqrt
scipy.sparse.linalg._norm: abs sqrt
scipy.sparse.linalg.isolve.minres: sqrt
scipy.special.basic: floor less sin sqrt
scipy.special.orthogonal: arccos cos exp floor sin sqrt
scipy.stats._continuous_distns: arcsin arctan arctanh cos cosh exp log sin sinh sqrt tan tanh
scipy.stats._discrete_distns: ceil cosh exp expm1 floor log log1p sinh sqrt tanh
scipy.stats._distn_infrastructure: exp floor isinf log logical_and sqrt
scipy.stats.kde: exp power sqrt
scipy.stats.morestats: arctan2 ceil cos exp floor hypot log sin sqrt
scipy.weave.size_check: absolute arccos arcsin arctan ceil cos cosh divide equal exp fabs floor log log10 negative sign sin sinh sqrt
numpy.core numpy.core.numeric numpy.matlib pylab matplotlib.pylab scipy: absolute arccos arccosh arcsin arcsinh arctan arctanh cbrt ceil cos cosh deg2rad degrees exp exp2 expm1 fabs floor isfinite isinf isnan log log10 log1p log2 maximum minimum negative rad2deg radians reciprocal rint sign sin sinh sqrt square tan tanh trunc
"""

LOSSES = """AbsoluteError ExponentialLoss HalfBinomialLoss HalfGammaLoss HalfMultinomialLoss HalfPoissonLoss
HalfSquaredError HalfTweedieLoss HalfTweedieLossIdentity HuberLoss PinballLoss"""

METRICS = """BrayCurtisDistance CanberraDistance ChebyshevDistance CorrelationDistance DiceDistance DistanceMetric
EuclideanDistance HammingDistance HaversineDistance JaccardDistance KulsinskiDistance MahalanobisDistance
ManhattanDistance MatchingDistance MinkowskiDistance PyFuncDistance RogersTanimotoDistance RussellRaoDistance SEuclideanDistance
SokalMichenerDistance SokalSneathDistance WMinkowskiDistance YuleDistance"""

# Distributions that searches draw from. src/pickle/distribution.c sees to the code in their state.
DISTRIBUTIONS = """alpha anglit arcsine argus bernoulli beta betabinom betanbinom betaprime binom boltzmann bradford burr burr12 cauchy
chi chi2 cosine crystalball dgamma dlaplace dpareto_lognorm dweibull erlang expon exponnorm exponpow exponweib f
fatiguelife fisk foldcauchy foldnorm frechet_l frechet_r gamma gausshyper genexpon genextreme gengamma genhalflogistic
genhyperbolic geninvgauss genlogistic gennorm genpareto geom gibrat gilbrat gompertz gumbel_l gumbel_r halfcauchy
halfgennorm halflogistic halfnorm hypergeom hypsecant invgamma invgauss invweibull irwinhall jf_skew_t johnsonsb
johnsonsu kappa3 kappa4 ksone kstwo kstwobign landau laplace laplace_asymmetric levy levy_l levy_stable loggamma
logistic loglaplace lognorm logser loguniform lomax maxwell mielke moyal multinomial nakagami nbinom ncf
nchypergeom_fisher nchypergeom_wallenius nct ncx2 nhypergeom norm norminvgauss pareto pearson3 planck poisson
poisson_binom powerlaw powerlognorm powernorm randint rayleigh rdist recipinvgauss reciprocal rel_breitwigner rice
rv_histogram semicircular skellam skewcauchy skewnorm studentized_range t trapezoid trapz triang truncexpon truncnorm
truncpareto truncweibull_min tukeylambda uniform vonmises vonmises_line wald weibull_max weibull_min wrapcauchy
yulesimon zipf zipfian"""


def parsed():
    for line in TEXT.strip().splitlines():
        if not line:
            continue
        head, _, names = line.partition(": ")
        role, *modules = head.split()
        first, _, fixed = modules[0].partition("=")
        for name in names.split():
            path = f"{first}.{name}" if not fixed else fixed if "." in fixed else f"{first}.{fixed}"
            own = [] if fixed and "." not in fixed else [first]  # an alias: the first module only gives the path
            yield from ((module, name, role, path) for module in own + modules[1:])


def python_exceptions():
    for name in dir(builtins):
        value = getattr(builtins, name)
        if isinstance(value, type) and issubclass(value, BaseException):
            for module in ("builtins", "exceptions", "__builtin__"):
                yield module, name, "DATA", f"builtins.{name}"
    yield "exceptions", "StandardError", "DATA", "builtins.Exception"


def rows():
    yield from python_exceptions()
    for name in UFUNCS.split():
        for module in ("numpy", "numpy.core.umath", "numpy._core.umath", "numpy.core._multiarray_umath",
                       "numpy._core._multiarray_umath"):
            yield module, name, "DATA", f"numpy.{name}"
    for line in UFUNC_PLACES.strip().splitlines():
        modules, _, names = line.partition(": ")
        yield from ((module, name, "DATA", f"numpy.{name}") for module in modules.split() for name in names.split())
    for name in LOSSES.split():
        for module in ("sklearn._loss._loss", "_loss"):
            yield module, f"Cy{name}", "RECIPE", f"sklearn._loss._loss.Cy{name}"
            yield module, f"__pyx_unpickle_Cy{name}", "RECIPE", f"sklearn._loss._loss.__pyx_unpickle_Cy{name}"
    for name in METRICS.split():
        for module in ("sklearn.metrics._dist_metrics", "sklearn.neighbors._dist_metrics", "sklearn.neighbors.dist_metrics"):
            for bits in ("", "32", "64"):
                yield module, name + bits, "RECIPE", f"sklearn.metrics._dist_metrics.{name}{bits}"
    for name in DISTRIBUTIONS.split():
        for module in ("scipy.stats._continuous_distns", "scipy.stats._discrete_distns"):
            yield module, f"{name}_gen", "CLASS", f"{module}.{name}_gen"
    yield from parsed()
