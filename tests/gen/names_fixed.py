"""Rows that no wheel tells: Python's own types, NumPy, SciPy, pandas, joblib, and what is compiled (Cython).

A row is (module, name, role, canonical). Lines below read `role: module[, older module …]: names`; the first module
gives the canonical path unless `=` names another.
"""
import builtins

TEXT = """
DATA sklearn.model_selection._search_successive_halving: _refit_callable
RECIPE builtins __builtin__: bytearray bytes complex dict frozenset list range set slice tuple
DATA builtins __builtin__: bool float int str type abs all any ascii bin chr divmod enumerate format hash hex
DATA builtins __builtin__: isinstance issubclass iter len max min next oct ord pow repr reversed round sorted sum zip
DATA builtins __builtin__: Ellipsis NotImplemented
CLASS builtins __builtin__: object
DATA builtins=int __builtin__: long
DATA builtins=str __builtin__: unicode basestring
DATA builtins __builtin__: str.capitalize str.casefold str.lower str.lstrip str.rstrip str.split str.splitlines str.strip str.swapcase str.title str.upper
DATA __builtin__=builtins.str.capitalize: unicode.capitalize
DATA __builtin__=builtins.str.casefold: unicode.casefold
DATA __builtin__=builtins.str.lower: unicode.lower
DATA __builtin__=builtins.str.lstrip: unicode.lstrip
DATA __builtin__=builtins.str.rstrip: unicode.rstrip
DATA __builtin__=builtins.str.split: unicode.split
DATA __builtin__=builtins.str.splitlines: unicode.splitlines
DATA __builtin__=builtins.str.strip: unicode.strip
DATA __builtin__=builtins.str.swapcase: unicode.swapcase
DATA __builtin__=builtins.str.title: unicode.title
DATA __builtin__=builtins.str.upper: unicode.upper
RECIPE builtins=range __builtin__: xrange
RECIPE copyreg copy_reg: _reconstructor __newobj__ __newobj_ex__
RECIPE _codecs: encode
RECIPE collections: OrderedDict defaultdict Counter deque
RECIPE functools: partial
RECIPE dill._dill dill.dill dill: _create_array
RECIPE datetime: date time datetime timedelta timezone tzinfo
RECIPE decimal: Decimal
RECIPE types: SimpleNamespace
RECIPE _decimal=decimal.Decimal: Decimal
RECIPE fractions: Fraction
CLASS uuid: UUID
RECIPE uuid: SafeUUID
RECIPE zoneinfo zoneinfo._common zoneinfo._zoneinfo: ZoneInfo ZoneInfo._unpickle
RECIPE pathlib pathlib._local: PosixPath PurePosixPath PureWindowsPath WindowsPath
RECIPE pytz: _UTC _p FixedOffset
DATA pytz: UTC utc
RECIPE dateutil.tz.tz dateutil.tz: tzutc tzoffset tzlocal
RECIPE dateutil.tz._tzfile: _unpickle
DATA dateutil.tz._tzfile: tzfile
CLASS dateutil.relativedelta: relativedelta weekday
RECIPE dateutil._common: weekday
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
DATA numpy.dtypes: BoolDType Float16DType Float32DType Float64DType Int8DType Int16DType Int32DType Int64DType
DATA numpy.dtypes: UInt8DType UInt16DType UInt32DType UInt64DType StrDType BytesDType ObjectDType VoidDType StringDType
CLASS numpy=numpy.poly1d numpy.lib.polynomial numpy.lib._polynomial_impl: poly1d
CLASS numpy.polynomial=numpy.polynomial.Polynomial numpy.polynomial.polynomial: Polynomial
CLASS numpy.polynomial=numpy.polynomial.Chebyshev numpy.polynomial.chebyshev: Chebyshev
CLASS numpy.polynomial=numpy.polynomial.Legendre numpy.polynomial.legendre: Legendre
CLASS numpy.polynomial=numpy.polynomial.Hermite numpy.polynomial.hermite: Hermite
CLASS numpy.polynomial=numpy.polynomial.HermiteE numpy.polynomial.hermite_e: HermiteE
CLASS numpy.polynomial=numpy.polynomial.Laguerre numpy.polynomial.laguerre: Laguerre
RECIPE numpy.linalg=numpy.linalg.LinAlgError numpy.linalg.linalg numpy.linalg._linalg: LinAlgError
DATA numpy.linalg=numpy.linalg.norm numpy.linalg.linalg numpy.linalg._linalg: norm
DATA numpy=numpy.exceptions.VisibleDeprecationWarning numpy.exceptions: VisibleDeprecationWarning
DATA numpy=numpy.exceptions.ComplexWarning numpy.exceptions numpy.core.numeric: ComplexWarning
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
DATA numpy=numpy.amax numpy.core.fromnumeric: amax
DATA numpy=numpy.amin numpy.core.fromnumeric: amin
DATA numpy=numpy.mean numpy.core.fromnumeric: mean
DATA numpy=numpy.sum numpy.core.fromnumeric: sum

CLASS scipy.sparse scipy.sparse._arrays: bsr_array
CLASS scipy.sparse scipy.sparse._bsr scipy.sparse.bsr: bsr_matrix bsr_array
CLASS scipy.sparse scipy.sparse._arrays: coo_array
CLASS scipy.sparse scipy.sparse._coo scipy.sparse.coo: coo_matrix coo_array
RECIPE scipy.sparse scipy.sparse._arrays: csc_array
RECIPE scipy.sparse scipy.sparse._csc scipy.sparse.csc: csc_matrix
RECIPE scipy.sparse scipy.sparse._csc scipy.sparse.csc: csc_array
RECIPE scipy.sparse scipy.sparse._arrays: csr_array
RECIPE scipy.sparse scipy.sparse._csr scipy.sparse.csr: csr_matrix
RECIPE scipy.sparse scipy.sparse._csr scipy.sparse.csr: csr_array
RECIPE scipy.sparse scipy.sparse._arrays: dia_array
RECIPE scipy.sparse scipy.sparse._dia scipy.sparse.dia: dia_matrix
RECIPE scipy.sparse scipy.sparse._dia scipy.sparse.dia: dia_array
CLASS scipy.sparse scipy.sparse._arrays: dok_array
CLASS scipy.sparse scipy.sparse._dok scipy.sparse.dok: dok_matrix dok_array
CLASS scipy.sparse scipy.sparse._arrays: lil_array
CLASS scipy.sparse scipy.sparse._lil scipy.sparse.lil: lil_matrix lil_array
CLASS scipy.interpolate=scipy.interpolate.BSpline scipy.interpolate._bsplines: _BSpline
DATA scipy._external.array_api_compat.numpy._aliases scipy._lib.array_api_compat.numpy._aliases: asarray
CLASS scipy.interpolate._interpolate: _PPoly _BPoly _PPolyBase
CLASS scipy.interpolate=scipy.interpolate.BSpline scipy.interpolate._bsplines: BSpline
CLASS scipy.interpolate=scipy.interpolate.interp1d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp1d
CLASS scipy.interpolate=scipy.interpolate.interp2d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp2d
CLASS scipy.interpolate=scipy.interpolate.PPoly scipy.interpolate.interpolate scipy.interpolate._interpolate: PPoly
CLASS scipy.interpolate=scipy.interpolate.BPoly scipy.interpolate.interpolate scipy.interpolate._interpolate: BPoly
CLASS scipy.interpolate=scipy.interpolate.NdPPoly scipy.interpolate.interpolate scipy.interpolate._interpolate: NdPPoly
CLASS scipy.interpolate=scipy.interpolate.RegularGridInterpolator scipy.interpolate.interpolate scipy.interpolate._interpolate: RegularGridInterpolator
CLASS scipy.interpolate=scipy.interpolate.RegularGridInterpolator scipy.interpolate._rgi: RegularGridInterpolator
CLASS scipy.interpolate=scipy.interpolate.CubicSpline scipy.interpolate._cubic: CubicSpline
CLASS scipy.interpolate=scipy.interpolate.PchipInterpolator scipy.interpolate._cubic: PchipInterpolator
CLASS scipy.interpolate=scipy.interpolate.Akima1DInterpolator scipy.interpolate._cubic: Akima1DInterpolator
CLASS scipy.interpolate=scipy.interpolate.CubicHermiteSpline scipy.interpolate._cubic: CubicHermiteSpline
CLASS scipy.interpolate=scipy.interpolate.UnivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: UnivariateSpline
CLASS scipy.interpolate=scipy.interpolate.InterpolatedUnivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: InterpolatedUnivariateSpline
CLASS scipy.interpolate=scipy.interpolate.LSQUnivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: LSQUnivariateSpline
CLASS scipy.interpolate=scipy.interpolate.BivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: BivariateSpline
CLASS scipy.interpolate=scipy.interpolate.SmoothBivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: SmoothBivariateSpline
CLASS scipy.interpolate=scipy.interpolate.LSQBivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: LSQBivariateSpline
CLASS scipy.interpolate=scipy.interpolate.RectBivariateSpline scipy.interpolate.fitpack2 scipy.interpolate._fitpack2: RectBivariateSpline
CLASS scipy.interpolate=scipy.interpolate.BarycentricInterpolator scipy.interpolate.polyint scipy.interpolate._polyint: BarycentricInterpolator
CLASS scipy.interpolate=scipy.interpolate.KroghInterpolator scipy.interpolate.polyint scipy.interpolate._polyint: KroghInterpolator
CLASS scipy.interpolate=scipy.interpolate.NearestNDInterpolator scipy.interpolate.ndgriddata scipy.interpolate._ndgriddata: NearestNDInterpolator
CLASS scipy.interpolate=scipy.interpolate.RBFInterpolator scipy.interpolate._rbfinterp: RBFInterpolator
CLASS scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf
CLASS scipy.spatial=scipy.spatial.cKDTree scipy.spatial.ckdtree scipy.spatial._ckdtree: cKDTree
CLASS scipy.spatial=scipy.spatial.cKDTreeNode scipy.spatial.ckdtree scipy.spatial._ckdtree: cKDTreeNode
CLASS scipy.spatial=scipy.spatial.KDTree scipy.spatial.kdtree scipy.spatial._kdtree: KDTree
CLASS scipy.spatial=scipy.spatial.KDTree.node scipy.spatial.kdtree scipy.spatial._kdtree: KDTree.node
CLASS scipy.spatial=scipy.spatial.KDTree.innernode scipy.spatial.kdtree scipy.spatial._kdtree: KDTree.innernode
CLASS scipy.spatial=scipy.spatial.KDTree.leafnode scipy.spatial.kdtree scipy.spatial._kdtree: KDTree.leafnode
CLASS scipy.spatial=scipy.spatial.Rectangle scipy.spatial.kdtree scipy.spatial._kdtree: Rectangle
CLASS scipy.spatial=scipy.spatial.ConvexHull scipy.spatial.qhull scipy.spatial._qhull: ConvexHull
CLASS scipy.spatial=scipy.spatial.Delaunay scipy.spatial.qhull scipy.spatial._qhull: Delaunay
CLASS scipy.spatial=scipy.spatial.Voronoi scipy.spatial.qhull scipy.spatial._qhull: Voronoi
CLASS scipy.spatial.transform=scipy.spatial.transform.Rotation scipy.spatial.transform.rotation scipy.spatial.transform._rotation scipy.spatial.transform._rotation_xp: Rotation
CLASS scipy.optimize=scipy.optimize.OptimizeResult scipy.optimize.optimize scipy.optimize._optimize: OptimizeResult
CLASS scipy.signal=scipy.signal.StateSpaceContinuous scipy.signal.ltisys scipy.signal._ltisys: StateSpaceContinuous
CLASS scipy.signal=scipy.signal.StateSpaceDiscrete scipy.signal.ltisys scipy.signal._ltisys: StateSpaceDiscrete
CLASS scipy.signal=scipy.signal.TransferFunctionContinuous scipy.signal.ltisys scipy.signal._ltisys: TransferFunctionContinuous
CLASS scipy.signal=scipy.signal.TransferFunctionDiscrete scipy.signal.ltisys scipy.signal._ltisys: TransferFunctionDiscrete
CLASS scipy.signal=scipy.signal.ZerosPolesGainContinuous scipy.signal.ltisys scipy.signal._ltisys: ZerosPolesGainContinuous
CLASS scipy.signal=scipy.signal.ZerosPolesGainDiscrete scipy.signal.ltisys scipy.signal._ltisys: ZerosPolesGainDiscrete
CLASS scipy.sparse.linalg=scipy.sparse.linalg.MatrixLinearOperator scipy.sparse.linalg.interface scipy.sparse.linalg._interface: MatrixLinearOperator
CLASS scipy.sparse.linalg=scipy.sparse.linalg.IdentityOperator scipy.sparse.linalg.interface scipy.sparse.linalg._interface: IdentityOperator
CLASS scipy.stats=scipy.stats.gaussian_kde scipy.stats.kde scipy.stats._kde: gaussian_kde
CLASS scipy.stats._multivariate: _PSD multivariate_normal_frozen multivariate_normal_gen multi_rv_generic
CLASS scipy.stats._covariance: CovViaPSD CovViaPrecision CovViaDiagonal CovViaCholesky CovViaEigendecomposition
CLASS scipy.stats=scipy.stats.LinregressResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: LinregressResult
CLASS scipy.stats=scipy.stats.SpearmanrResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: SpearmanrResult
CLASS scipy.stats=scipy.stats.PearsonRResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: PearsonRResult
CLASS scipy.stats=scipy.stats.PearsonRResultBase scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: PearsonRResultBase
CLASS scipy.stats=scipy.stats.SignificanceResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: SignificanceResult
CLASS scipy.stats=scipy.stats.DescribeResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: DescribeResult
CLASS scipy.stats=scipy.stats.KstestResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: KstestResult
CLASS scipy.stats=scipy.stats.Ks_2sampResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: Ks_2sampResult
CLASS scipy.stats=scipy.stats.ModeResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: ModeResult
CLASS scipy.stats=scipy.stats.Ttest_indResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: Ttest_indResult
CLASS scipy.stats=scipy.stats.Ttest_relResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: Ttest_relResult
CLASS scipy.stats=scipy.stats.Ttest_1sampResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: Ttest_1sampResult
CLASS scipy.stats=scipy.stats.TtestResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: TtestResult
CLASS scipy.stats=scipy.stats.TtestResultBase scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: TtestResultBase
CLASS scipy.stats=scipy.stats.F_onewayResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: F_onewayResult
CLASS scipy.stats=scipy.stats.NormaltestResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: NormaltestResult
CLASS scipy.stats=scipy.stats.SkewtestResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: SkewtestResult
CLASS scipy.stats=scipy.stats.KurtosistestResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: KurtosistestResult
CLASS scipy.stats=scipy.stats.KendalltauResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: KendalltauResult
CLASS scipy.stats=scipy.stats.MannwhitneyuResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: MannwhitneyuResult
CLASS scipy.stats=scipy.stats.WilcoxonResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: WilcoxonResult
CLASS scipy.stats=scipy.stats.Power_divergenceResult scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: Power_divergenceResult
CLASS scipy.stats=scipy.stats.ConfidenceInterval scipy.stats.stats scipy.stats._stats_py scipy.stats._stats_mstats_common: ConfidenceInterval
CLASS scipy.stats=scipy.stats.Chi2ContingencyResult scipy.stats.contingency scipy.stats._stats_py: Chi2ContingencyResult
DATA scipy.interpolate=scipy.interpolate.interp1d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp1d._call_linear
DATA scipy.interpolate=scipy.interpolate.interp1d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp1d._call_linear_np
DATA scipy.interpolate=scipy.interpolate.interp1d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp1d._call_nearest
DATA scipy.interpolate=scipy.interpolate.interp1d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp1d._call_previousnext
DATA scipy.interpolate=scipy.interpolate.interp1d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp1d._call_spline
DATA scipy.interpolate=scipy.interpolate.interp1d scipy.interpolate.interpolate scipy.interpolate._interpolate: interp1d._call_nan_spline
DATA scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf._h_multiquadric
DATA scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf._h_inverse_multiquadric
DATA scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf._h_gaussian
DATA scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf._h_linear
DATA scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf._h_cubic
DATA scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf._h_quintic
DATA scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf._h_thin_plate
DATA scipy.special=scipy.special.erf scipy.special._ufuncs scipy.special._special_ufuncs: erf
DATA scipy.special=scipy.special.gamma scipy.special._ufuncs scipy.special._special_ufuncs: gamma
DATA scipy.special=scipy.special.gammaln scipy.special._ufuncs scipy.special._special_ufuncs: gammaln
DATA scipy.special=scipy.special.digamma scipy.special._ufuncs scipy.special._special_ufuncs: digamma
DATA scipy.special=scipy.special.xlogy scipy.special._ufuncs: xlogy
DATA scipy.special=scipy.special.exp2 scipy.special._ufuncs: exp2
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
RECIPE pandas._libs.tslibs.offsets: BQuarterBegin BYearBegin BusinessHour BusinessMonthBegin BusinessMonthEnd CustomBusinessDay
RECIPE pandas._libs.tslibs.offsets: CustomBusinessHour CustomBusinessMonthBegin CustomBusinessMonthEnd DateOffset Easter FY5253
RECIPE pandas._libs.tslibs.offsets: FY5253Quarter HalfYearBegin HalfYearEnd BHalfYearBegin BHalfYearEnd LastWeekOfMonth SemiMonthBegin
RECIPE pandas._libs.tslibs.offsets: SemiMonthEnd WeekOfMonth
RECIPE pandas=pandas.DateOffset pandas._libs.tslibs.offsets pandas.tseries.offsets: DateOffset
RECIPE pandas.tseries.offsets: BDay BMonthBegin BMonthEnd BQuarterBegin BQuarterEnd BYearBegin BYearEnd BusinessDay BusinessHour
RECIPE pandas.tseries.offsets: BusinessMonthBegin BusinessMonthEnd CustomBusinessDay CustomBusinessHour CustomBusinessMonthBegin
RECIPE pandas.tseries.offsets: CustomBusinessMonthEnd Day Easter FY5253 FY5253Quarter Hour LastWeekOfMonth Micro Milli Minute
RECIPE pandas.tseries.offsets: MonthBegin MonthEnd Nano QuarterBegin QuarterEnd Second SemiMonthBegin SemiMonthEnd Week
RECIPE pandas.tseries.offsets: WeekOfMonth YearBegin YearEnd
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
RECIPE pandas=pandas.Timestamp pandas._libs.tslibs.timestamps: Timestamp
RECIPE pandas=pandas.Timedelta pandas._libs.tslibs.timedeltas: Timedelta
RECIPE pandas._libs.tslibs.nattype: __nat_unpickle
RECIPE pandas._libs.tslibs.period: __pyx_unpickle_PeriodMixin
RECIPE pandas._libs.lib: _NoDefault
DATA pandas._libs.lib: no_default
RECIPE pandas._libs.sparse: IntIndex BlockIndex
CLASS pandas.arrays=pandas.arrays.SparseArray pandas.core.arrays.sparse.array pandas.core.arrays.sparse: SparseArray
CLASS pandas=pandas.SparseDtype pandas.core.arrays.sparse.dtype pandas.core.arrays.sparse pandas.core.dtypes.dtypes pandas.api.types: SparseDtype
CLASS pandas=pandas.ArrowDtype pandas.core.dtypes.dtypes pandas.core.arrays.arrow.dtype: ArrowDtype
CLASS pandas.arrays=pandas.arrays.ArrowExtensionArray pandas.core.arrays.arrow.array: ArrowExtensionArray
CLASS pandas.arrays=pandas.arrays.ArrowStringArray pandas.core.arrays.string_arrow: ArrowStringArray
CLASS pandas.arrays=pandas.arrays.ArrowStringArrayNumpySemantics pandas.core.arrays.string_arrow: ArrowStringArrayNumpySemantics
CLASS pandas.arrays=pandas.arrays.StringArrayNumpySemantics pandas.core.arrays.string_: StringArrayNumpySemantics
CLASS pandas=pandas.UInt8Dtype pandas.core.arrays.integer: UInt8Dtype
CLASS pandas=pandas.UInt16Dtype pandas.core.arrays.integer: UInt16Dtype
CLASS pandas=pandas.UInt32Dtype pandas.core.arrays.integer: UInt32Dtype
CLASS pandas=pandas.UInt64Dtype pandas.core.arrays.integer: UInt64Dtype
CLASS pandas.api.typing=pandas.api.typing.DataFrameGroupBy pandas.core.groupby.generic: DataFrameGroupBy
CLASS pandas.api.typing=pandas.api.typing.SeriesGroupBy pandas.core.groupby.generic: SeriesGroupBy
CLASS pandas.core.groupby.grouper: Grouping Grouper
CLASS pandas.core.groupby.ops: BaseGrouper BinGrouper
DATA pandas=pandas.get_dummies pandas.core.reshape.encoding pandas.core.reshape.reshape: get_dummies
DATA pandas=pandas.to_numeric pandas.core.tools.numeric pandas.core.tools.datetimes: to_numeric
DATA pandas=pandas.to_datetime pandas.core.tools.numeric pandas.core.tools.datetimes: to_datetime

RECIPE pyarrow.lib: _restore_array py_buffer type_for_alias chunked_array timestamp time32 time64 duration decimal128
RECIPE pyarrow.lib: dictionary list_ large_list struct field binary map_ fixed_size_binary
DATA pyarrow.lib: Array StringArray LargeStringArray ChunkedArray

CLASS joblib.memory sklearn.externals.joblib.memory sklearn.utils: Memory
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
CLASS xgboost.sklearn xgboost: XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor XGBModel
CLASS xgboost.callback: EarlyStopping EvaluationMonitor LearningRateScheduler TrainingCallback TrainingCheckPoint
CLASS xgboost.callback: CallbackContainer
CLASS xgboost.compat: XGBoostLabelEncoder
DATA xgboost.collective xgboost.rabit: communicator_print
CLASS xgboost.dask: DaskXGBClassifier DaskXGBRegressor DaskXGBRanker DaskXGBRFClassifier DaskXGBRFRegressor
CLASS lightgbm.dask: DaskLGBMClassifier DaskLGBMRegressor DaskLGBMRanker
CLASS lightgbm.engine: CVBooster _CVBooster
CLASS lightgbm.callback: _EarlyStoppingCallback _LogEvaluationCallback _RecordEvaluationCallback _ResetParameterCallback
CLASS lightgbm=lightgbm.Booster lightgbm.basic: Booster
CLASS lightgbm.sklearn lightgbm: LGBMClassifier LGBMRegressor LGBMRanker LGBMModel
CLASS catboost=catboost.CatBoost catboost.core: CatBoost
CLASS catboost=catboost.CatBoostClassifier catboost.core: CatBoostClassifier
CLASS catboost=catboost.CatBoostRegressor catboost.core: CatBoostRegressor
CLASS catboost=catboost.CatBoostRanker catboost.core: CatBoostRanker

RECIPE numpy.ma=numpy.ma.MaskedConstant numpy.ma.core: MaskedConstant
CLASS numpy.core.getlimits numpy: finfo
CLASS numpy.core.getlimits: MachArLike
CLASS scipy.stats._continuous_distns: rv_histogram skew_norm_gen
CLASS scipy.stats._levy_stable: levy_stable_gen levy_stable_frozen
CLASS scipy.stats._multivariate: dirichlet_gen dirichlet_frozen dirichlet_multinomial_gen dirichlet_multinomial_frozen
CLASS scipy.stats._multivariate: invwishart_gen invwishart_frozen matrix_normal_gen matrix_normal_frozen matrix_t_gen matrix_t_frozen
CLASS scipy.stats._multivariate: multi_rv_frozen multinomial_gen multinomial_frozen multivariate_hypergeom_gen
CLASS scipy.stats._multivariate: multivariate_hypergeom_frozen multivariate_t_gen multivariate_t_frozen normal_inverse_gamma_gen
CLASS scipy.stats._multivariate: normal_inverse_gamma_frozen ortho_group_gen ortho_group_frozen random_correlation_gen
CLASS scipy.stats._multivariate: random_correlation_frozen random_table_gen random_table_frozen special_ortho_group_gen
CLASS scipy.stats._multivariate: special_ortho_group_frozen uniform_direction_gen uniform_direction_frozen unitary_group_gen
CLASS scipy.stats._multivariate: unitary_group_frozen vonmises_fisher_gen vonmises_fisher_frozen wishart_gen wishart_frozen
CLASS scipy.stats._distribution_infrastructure: _Parameterization _RealInterval _RealParameter
CLASS scipy.stats._new_distributions: Normal StandardNormal Uniform
CLASS scipy.stats._qmc: Sobol Halton LatinHypercube PoissonDisk
DATA scipy.stats._qmc: LatinHypercube._random LatinHypercube._random_lhs LatinHypercube._random_oa_lhs
CLASS scipy.stats._binned_statistic: BinnedStatisticResult BinnedStatistic2dResult BinnedStatisticddResult
CLASS scipy.stats._binomtest: BinomTestResult
CLASS scipy.stats._common: ConfidenceInterval
CLASS scipy.stats._hypotests: BarnardExactResult BoschlooExactResult CramerVonMisesResult Epps_Singleton_2sampResult SomersDResult
CLASS scipy.stats._hypotests: TukeyHSDResult
CLASS scipy.stats._fit: FitResult GoodnessOfFitResult
CLASS scipy.stats._mannwhitneyu: MannwhitneyuResult
CLASS scipy.stats._mgc scipy.stats._stats_py scipy.stats.stats: MGCResult
CLASS scipy.stats._morestats scipy.stats.morestats: AndersonResult Anderson_ksampResult AnsariResult BartlettResult FlignerResult
CLASS scipy.stats._morestats scipy.stats.morestats: LeveneResult Mean MedianTestResult ShapiroResult Std_dev Variance WilcoxonResult
CLASS scipy.stats._multicomp: DunnettResult
CLASS scipy.stats._page_trend_test: PageTrendTestResult
CLASS scipy.stats._resampling: BootstrapResult MonteCarloTestResult PermutationTestResult
CLASS scipy.stats._stats_mstats_common: SiegelslopesResult TheilslopesResult
CLASS scipy.stats._stats_py scipy.stats.stats: AlexanderGovernResult BrunnerMunzelResult CumfreqResult FriedmanchisquareResult
CLASS scipy.stats._stats_py scipy.stats.stats: Jarque_beraResult KruskalResult PointbiserialrResult QuantileTestResult RelfreqResult
CLASS scipy.stats._stats_py scipy.stats.stats: SigmaclipResult WeightedTauResult
CLASS scipy.stats._survival: ECDFResult EmpiricalDistributionFunction LogRankResult
CLASS scipy.cluster.hierarchy._hierarchy_impl scipy.cluster.hierarchy: ClusterNode
CLASS scipy.integrate._bvp: BVPResult
CLASS scipy.integrate._ivp.bdf: BdfDenseOutput
CLASS scipy.integrate._ivp.common: OdeSolution ConstantDenseOutput
CLASS scipy.integrate._ivp.ivp: OdeResult
CLASS scipy.integrate._ivp.lsoda: LsodaDenseOutput
CLASS scipy.integrate._ivp.radau: RadauDenseOutput
CLASS scipy.integrate._ivp.rk: Dop853DenseOutput RkDenseOutput
CLASS scipy.interpolate._bary_rational: AAA
CLASS scipy.interpolate._fitpack2 scipy.interpolate.fitpack2: RectSphereBivariateSpline
CLASS scipy.interpolate._interpnd scipy.interpolate.interpnd: CloughTocher2DInterpolator LinearNDInterpolator NDInterpolatorBase
CLASS scipy.interpolate._ndbspline: NdBSpline
DATA scipy.interpolate=scipy.interpolate.Rbf scipy.interpolate.rbf scipy.interpolate._rbf: Rbf._euclidean_norm
CLASS scipy.odr._odrpack scipy.odr.odrpack: Data Output RealData
CLASS scipy.optimize._constraints: Bounds LinearConstraint
CLASS scipy.optimize._hessian_update_strategy: BFGS SR1
CLASS scipy.optimize._lbfgsb_py scipy.optimize.lbfgsb: LbfgsInvHessProduct
CLASS scipy.optimize._zeros_py scipy.optimize.zeros: RootResults
RECIPE scipy.optimize._optimize scipy.optimize.optimize: OptimizeWarning
CLASS scipy.signal._czt: CZT ZoomFFT
CLASS scipy.signal._short_time_fft: ShortTimeFFT
RECIPE scipy.sparse._base scipy.sparse.base: SparseEfficiencyWarning SparseWarning
CLASS scipy.sparse.linalg._interface scipy.sparse.linalg.interface: _AdjointLinearOperator _ProductLinearOperator _PowerLinearOperator
CLASS scipy.sparse.linalg._interface scipy.sparse.linalg.interface: _ScaledLinearOperator _SumLinearOperator _TransposedLinearOperator
RECIPE scipy.sparse.linalg._eigen.arpack.arpack scipy.sparse.linalg.eigen.arpack.arpack: ArpackError ArpackNoConvergence
CLASS scipy.spatial._spherical_voronoi: SphericalVoronoi
CLASS scipy.spatial.transform._rigid_transform: RigidTransform
RECIPE scipy.spatial.transform._rigid_transform: RigidTransform.from_matrix
CLASS scipy.spatial.transform._rotation scipy.spatial.transform.rotation: Slerp
CLASS scipy.spatial.transform._rotation_spline: RotationSpline
RECIPE scipy.spatial.ckdtree=copyreg.__newobj__: new_object

CLASS pandas.core.groupby.generic pandas: NamedAgg
CLASS pandas.core.groupby=pandas.api.typing.DataFrameGroupBy: DataFrameGroupBy
CLASS pandas.core.groupby=pandas.api.typing.SeriesGroupBy: SeriesGroupBy
CLASS pandas.core.groupby.groupby pandas.core.groupby: BaseGrouper Grouping
CLASS pandas.core.resample pandas.api.typing: DatetimeIndexResampler TimeGrouper
CLASS pandas.core.window.ewm pandas.core.window pandas.api.typing: ExponentialMovingWindow EWM
CLASS pandas.core.window.expanding pandas.core.window pandas.api.typing: Expanding
CLASS pandas.core.window.rolling pandas.core.window pandas.api.typing: Rolling Window
CLASS pandas.tseries.offsets: _CustomBusinessMonth
CLASS pandas.tseries.holiday: AbstractHolidayCalendar Holiday USFederalHolidayCalendar
RECIPE pandas.core.arrays.numpy_: PandasDtype
RECIPE pandas._libs.tslibs.nattype pandas._libs.tslib: __nat_unpickle
RECIPE pandas=pandas.Timestamp pandas._libs.tslib: Timestamp
RECIPE pandas=pandas.Timedelta pandas._libs.tslib: Timedelta
RECIPE pandas=pandas.Period pandas._libs.period: Period
DATA pandas.tseries.offsets: CustomBusinessDay.rollback CustomBusinessDay.rollforward MonthBegin.rollback MonthEnd.rollforward
RECIPE pandas.errors: ParserError

CLASS imblearn.combine.smote_enn=imblearn.combine.SMOTEENN: SMOTEENN
CLASS imblearn.combine.smote_tomek=imblearn.combine.SMOTETomek: SMOTETomek
CLASS imblearn.ensemble.balance_cascade=imblearn.ensemble.BalanceCascade: BalanceCascade
CLASS imblearn.ensemble.classifier=imblearn.ensemble.BalancedBaggingClassifier: BalancedBaggingClassifier
CLASS imblearn.ensemble.easy_ensemble=imblearn.ensemble.EasyEnsemble: EasyEnsemble
CLASS imblearn.over_sampling.adasyn=imblearn.over_sampling.ADASYN: ADASYN
CLASS imblearn.over_sampling.random_over_sampler=imblearn.over_sampling.RandomOverSampler: RandomOverSampler
CLASS imblearn.over_sampling.smote=imblearn.over_sampling.SMOTE: SMOTE
CLASS imblearn.under_sampling.prototype_generation.cluster_centroids=imblearn.under_sampling.ClusterCentroids: ClusterCentroids
CLASS imblearn.under_sampling.prototype_selection.condensed_nearest_neighbour=imblearn.under_sampling.CondensedNearestNeighbour: CondensedNearestNeighbour
CLASS imblearn.under_sampling.prototype_selection.edited_nearest_neighbours=imblearn.under_sampling.AllKNN: AllKNN
CLASS imblearn.under_sampling.prototype_selection.edited_nearest_neighbours=imblearn.under_sampling.EditedNearestNeighbours: EditedNearestNeighbours
CLASS imblearn.under_sampling.prototype_selection.edited_nearest_neighbours=imblearn.under_sampling.RepeatedEditedNearestNeighbours: RepeatedEditedNearestNeighbours
CLASS imblearn.under_sampling.prototype_selection.instance_hardness_threshold=imblearn.under_sampling.InstanceHardnessThreshold: InstanceHardnessThreshold
CLASS imblearn.under_sampling.prototype_selection.nearmiss=imblearn.under_sampling.NearMiss: NearMiss
CLASS imblearn.under_sampling.prototype_selection.neighbourhood_cleaning_rule=imblearn.under_sampling.NeighbourhoodCleaningRule: NeighbourhoodCleaningRule
CLASS imblearn.under_sampling.prototype_selection.one_sided_selection=imblearn.under_sampling.OneSidedSelection: OneSidedSelection
CLASS imblearn.under_sampling.prototype_selection.random_under_sampler=imblearn.under_sampling.RandomUnderSampler: RandomUnderSampler
CLASS imblearn.under_sampling.prototype_selection.tomek_links=imblearn.under_sampling.TomekLinks: TomekLinks

CLASS lightgbm.basic: Dataset
RECIPE lightgbm.basic: LightGBMError
RECIPE xgboost._c_api xgboost.core: XGBoostError
RECIPE _catboost: CatBoostError
"""

# By path of today: what a call of a name that is allowed would do beyond making an object.
ACTS = {"numpy.memmap": "opens, makes and cuts files", "joblib.memory.Memory": "makes folders", "dateutil.tz._tzfile.tzfile": "opens files",
        "lightgbm.Booster": "opens files", "lightgbm.basic.Dataset": "opens files", "lightgbm.engine.CVBooster": "opens files",
        "xgboost.Booster": "opens files"}

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
                yield module, name, "RECIPE", f"builtins.{name}"
    yield "exceptions", "StandardError", "RECIPE", "builtins.Exception"


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
