"""What a model file may name. Written by tests/gen/load_table.py from src/model/params.def and src/pickle/names.def."""

# Estimators by module, as today's scikit-learn has them.
ESTIMATORS = {
    "sklearn.calibration": "CalibratedClassifierCV _SigmoidCalibration _TemperatureScaling",
    "sklearn.cluster":
        "AffinityPropagation AgglomerativeClustering Birch BisectingKMeans DBSCAN FeatureAgglomeration HDBSCAN KMeans "
        "MeanShift MiniBatchKMeans OPTICS SpectralBiclustering SpectralClustering SpectralCoclustering",
    "sklearn.compose": "ColumnTransformer TransformedTargetRegressor",
    "sklearn.covariance": "EllipticEnvelope EmpiricalCovariance GraphicalLasso GraphicalLassoCV LedoitWolf MinCovDet OAS ShrunkCovariance",
    "sklearn.cross_decomposition": "CCA PLSCanonical PLSRegression PLSSVD",
    "sklearn.decomposition":
        "DictionaryLearning FactorAnalysis FastICA IncrementalPCA KernelPCA LatentDirichletAllocation "
        "MiniBatchDictionaryLearning MiniBatchNMF MiniBatchSparsePCA NMF PCA SparseCoder SparsePCA TruncatedSVD",
    "sklearn.discriminant_analysis": "LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis",
    "sklearn.dummy": "DummyClassifier DummyRegressor",
    "sklearn.ensemble":
        "AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor ExtraTreesClassifier "
        "ExtraTreesRegressor GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier "
        "HistGradientBoostingRegressor IsolationForest RandomForestClassifier RandomForestRegressor "
        "RandomTreesEmbedding StackingClassifier StackingRegressor VotingClassifier VotingRegressor",
    "sklearn.feature_extraction": "DictVectorizer FeatureHasher",
    "sklearn.feature_extraction.image": "PatchExtractor",
    "sklearn.feature_extraction.text": "CountVectorizer HashingVectorizer TfidfTransformer TfidfVectorizer",
    "sklearn.feature_selection":
        "GenericUnivariateSelect RFE RFECV SelectFdr SelectFpr SelectFromModel SelectFwe SelectKBest SelectPercentile "
        "SequentialFeatureSelector VarianceThreshold",
    "sklearn.frozen": "FrozenEstimator",
    "sklearn.gaussian_process": "GaussianProcess GaussianProcessClassifier GaussianProcessRegressor",
    "sklearn.gaussian_process._gpc": "_BinaryGaussianProcessClassifierLaplace",
    "sklearn.impute": "IterativeImputer KNNImputer MissingIndicator SimpleImputer",
    "sklearn.isotonic": "IsotonicRegression",
    "sklearn.kernel_approximation": "AdditiveChi2Sampler Nystroem PolynomialCountSketch RBFSampler SkewedChi2Sampler",
    "sklearn.kernel_ridge": "KernelRidge",
    "sklearn.linear_model":
        "ARDRegression BayesianRidge ElasticNet ElasticNetCV GammaRegressor HuberRegressor Lars LarsCV Lasso LassoCV "
        "LassoLars LassoLarsCV LassoLarsIC LinearRegression LogisticRegression LogisticRegressionCV MultiTaskElasticNet "
        "MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV "
        "PassiveAggressiveClassifier PassiveAggressiveRegressor Perceptron PoissonRegressor QuantileRegressor "
        "RANSACRegressor RandomizedLasso RandomizedLogisticRegression Ridge RidgeCV RidgeClassifier RidgeClassifierCV "
        "SGDClassifier SGDOneClassSVM SGDRegressor TheilSenRegressor TweedieRegressor",
    "sklearn.linear_model._ridge": "_IdentityClassifier _IdentityRegressor",
    "sklearn.manifold": "ClassicalMDS Isomap LocallyLinearEmbedding MDS SpectralEmbedding TSNE",
    "sklearn.mixture": "BayesianGaussianMixture GMM GaussianMixture",
    "sklearn.model_selection":
        "FixedThresholdClassifier GridSearchCV HalvingGridSearchCV HalvingRandomSearchCV RandomizedSearchCV "
        "TunedThresholdClassifierCV",
    "sklearn.multiclass": "OneVsOneClassifier OneVsRestClassifier OutputCodeClassifier _ConstantPredictor",
    "sklearn.multioutput": "ClassifierChain MultiOutputClassifier MultiOutputRegressor RegressorChain",
    "sklearn.naive_bayes": "BernoulliNB CategoricalNB ComplementNB GaussianNB MultinomialNB",
    "sklearn.neighbors":
        "KNeighborsClassifier KNeighborsRegressor KNeighborsTransformer KernelDensity LocalOutlierFactor "
        "NearestCentroid NearestNeighbors NeighborhoodComponentsAnalysis RadiusNeighborsClassifier "
        "RadiusNeighborsRegressor RadiusNeighborsTransformer",
    "sklearn.neural_network": "BernoulliRBM MLPClassifier MLPRegressor",
    "sklearn.pipeline": "FeatureUnion Pipeline",
    "sklearn.preprocessing":
        "Binarizer FunctionTransformer Imputer KBinsDiscretizer KernelCenterer LabelBinarizer LabelEncoder MaxAbsScaler "
        "MinMaxScaler MultiLabelBinarizer Normalizer OneHotEncoder OrdinalEncoder PolynomialFeatures PowerTransformer "
        "QuantileTransformer RobustScaler SplineTransformer StandardScaler TargetEncoder",
    "sklearn.random_projection": "GaussianRandomProjection SparseRandomProjection",
    "sklearn.semi_supervised": "LabelPropagation LabelSpreading SelfTrainingClassifier",
    "sklearn.svm": "LinearSVC LinearSVR NuSVC NuSVR OneClassSVM SVC SVR",
    "sklearn.tree": "DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor",
}

# Functions that an estimator may hold, and calls when it answers.
FUNCTIONS = {
    "numpy": "amax amin average max mean median min nanmax nanmean nanmedian nanmin nansum prod std sum var",
    "scipy.special":
        "boxcox boxcox1p digamma erf exp2 expit gamma gammaln inv_boxcox inv_boxcox1p log1p log_expit logit softmax "
        "xlogy",
    "sklearn.feature_selection": "chi2 f_classif f_oneway f_regression mutual_info_classif mutual_info_regression r_regression",
    "sklearn.metrics":
        "accuracy_score adjusted_mutual_info_score adjusted_rand_score auc average_precision_score "
        "balanced_accuracy_score brier_score_loss calinski_harabasz_score calinski_harabaz_score check_scoring "
        "class_likelihood_ratios classification_report cohen_kappa_score completeness_score confusion_matrix "
        "confusion_matrix_at_thresholds consensus_score coverage_error d2_absolute_error_score d2_brier_score "
        "d2_log_loss_score d2_pinball_score d2_tweedie_score davies_bouldin_score dcg_score det_curve "
        "euclidean_distances explained_variance_score f1_score fbeta_score fowlkes_mallows_score get_scorer "
        "get_scorer_names hamming_loss hinge_loss homogeneity_completeness_v_measure homogeneity_score jaccard_score "
        "jaccard_similarity_score label_ranking_average_precision_score label_ranking_loss log_loss make_scorer "
        "matthews_corrcoef max_error mean_absolute_error mean_absolute_percentage_error mean_gamma_deviance "
        "mean_pinball_loss mean_poisson_deviance mean_squared_error mean_squared_log_error mean_tweedie_deviance "
        "median_absolute_error metric_at_thresholds multilabel_confusion_matrix mutual_info_score "
        "nan_euclidean_distances ndcg_score normalized_mutual_info_score pair_confusion_matrix pairwise_distances "
        "pairwise_distances_argmin pairwise_distances_argmin_min pairwise_distances_chunked pairwise_kernels "
        "precision_recall_curve precision_recall_fscore_support precision_score r2_score rand_score recall_score "
        "roc_auc_score roc_curve root_mean_squared_error root_mean_squared_log_error silhouette_samples "
        "silhouette_score top_k_accuracy_score v_measure_score zero_one_loss",
    "sklearn.metrics.pairwise":
        "additive_chi2_kernel check_paired_arrays check_pairwise_arrays chi2_kernel cosine_distances cosine_similarity "
        "distance_metrics haversine_distances kernel_metrics laplacian_kernel linear_kernel manhattan_distances "
        "paired_cosine_distances paired_distances paired_euclidean_distances paired_manhattan_distances "
        "polynomial_kernel rbf_kernel sigmoid_kernel",
    "sklearn.preprocessing":
        "add_dummy_feature binarize label_binarize maxabs_scale minmax_scale normalize power_transform "
        "quantile_transform robust_scale scale",
}
