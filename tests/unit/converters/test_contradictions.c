/* Models that contradict themselves: taken as they are, and refused as corrupt (or, where scikit-learn could use them and
 * we cannot, as unsupported) once one attribute is another. */
#include "attributes.h"
#include "compute.h"
#include "model/model.h"

typedef struct contradiction {
    const char *family, *variant;
    const char *good;     /* attributes of a sound model */
    const char *bad[12];  /* each makes it unsound; "!" before: unsupported */
} contradiction;

static const contradiction contradictions[] = {
    {"mlp", "classifier", "coefs_=[2x3,3x3] intercepts_=[3,3] activation:relu out_activation_:softmax _label_binarizer.classes_=i3",
     {"coefs_=[2x3]", "intercepts_=[3,2]", "coefs_=[2x3,2x3]", "coefs_=[]", "activation:softmin", "out_activation_:x",
      "_label_binarizer.classes_=i2", "coefs_=[2x3,3x1] intercepts_=[3,1]"}},
    {"linear_classifier", "lda", "coef_=3x2 intercept_=3 classes_=i3 solver:svd xbar_=2 scalings_=2x2 _max_components#1",
     {"scalings_=3x2", "xbar_=3", "_max_components#-1", "classes_=i2"}},
    {"quadratic_discriminant", "", "classes_=i2 means_=2x3 priors_=2 rotations_=[3x3,3x2] scalings_=[3,2]",
     {"means_=3x3", "priors_=3", "rotations_=[3x3]", "scalings_=[3,3]", "rotations_=[2x3,3x2]", "classes_=i1", "scalings_=[3]"}},
    {"pls", "", "_x_mean=3 _x_std=3 x_rotations_=3x2 coef_=1x3 intercept_=1",
     {"_x_std=2", "x_rotations_=2x2", "coef_=3x1", "intercept_=2", "_x_mean=0"}},
    {"pls", "svd", "x_mean_=3 x_std_=3 x_weights_=3x1", {"x_weights_=2x1"}},
    {"projection", "ica", "components_=2x3 mean_=3", {"mean_=2", "components_=0x3"}},
    {"kernel_ridge", "", "X_fit_=4x2 dual_coef_=4 kernel:rbf", {"dual_coef_=3", "dual_coef_=3x2", "X_fit_=0x2", "kernel:own", "!kernel#1"}},
    {"kernel_pca", "", "X_fit_=4x2 kernel:linear _centerer.K_fit_rows_=4 _centerer.K_fit_all_#0.5 eigenvectors_=4x2 eigenvalues_=2",
     {"_centerer.K_fit_rows_=3", "eigenvectors_=3x2", "eigenvalues_=3", "X_fit_=3x2", "kernel:own", "!kernel#1"}},
    {"kernel_pca", "centerer", "K_fit_rows_=4 K_fit_all_#0.5", {"K_fit_rows_=0"}},
    {"kernel_sampler", "nystroem", "components_=3x2 normalization_=3x3 kernel:rbf", {"normalization_=3x2", "components_=2x2",
      "kernel:own", "!kernel#1"}},
    {"kernel_sampler", "rbf", "random_weights_=2x5 random_offset_=5", {"random_offset_=2"}},
    {"kernel_sampler", "additive", "sample_steps#3 n_features_in_#2", {"sample_steps#0", "sample_steps#4", "sample_steps#100000"}},
    {"bernoulli_rbm", "", "components_=3x2 intercept_hidden_=3", {"intercept_hidden_=2", "components_=0x2 intercept_hidden_=0"}},
    {"factor_analysis", "", "components_=2x3 noise_variance_=3 mean_=3", {"noise_variance_=2", "mean_=2"}},
    {"nearest_center", "kmeans", "cluster_centers_=3x2", {"cluster_centers_=0x2"}},
    {"nearest_center", "birch", "subcluster_centers_=3x2 subcluster_labels_=3", {"subcluster_labels_=2"}},
    {"nearest_center", "bisecting", "cluster_centers_=1x2 _bisecting_tree.label#0",
     {"_bisecting_tree.label#1", "_bisecting_tree.label#-1", "_bisecting_tree.left=2"}},
    {"nearest_center", "centroid", "centroids_=3x2 classes_=i3 metric:euclidean",
     {"classes_=i2", "class_prior_=2", "class_prior_=3 within_class_std_dev_=3", "!metric:nan_euclidean"}},
    {"k_neighbors", "classifier", "_fit_X=4x2 _y=i4 classes_=i4 effective_metric_:euclidean _fit_method:brute n_neighbors#3",
     {"n_neighbors#5", "n_neighbors#0", "_y=i3", "classes_=i3", "_fit_X=0x2", "!effective_metric_:nan_euclidean",
      "!effective_metric_:nan_euclidean", "!weights:own"}},
    {"k_neighbors", "regressor", "_fit_X=4x2 _y=4x3 _fit_method:brute metric:minkowski effective_metric_params_.p#3 n_neighbors#2",
     {"_y=3x3", "effective_metric_params_.p#0", "effective_metric_params_.w=3", "metric:mahalanobis effective_metric_params_.VI=2x3"}},
    {"k_neighbors", "transformer", "_fit_X=4x2 _fit_method:brute metric:euclidean n_neighbors#3 mode:distance", {"n_neighbors#4"}},
    {"radius_neighbors", "classifier", "_fit_X=4x2 _y=i4 classes_=i4 _fit_method:brute metric:l1 radius#1.5 outlier_label_#2",
     {"radius#-1.0", "outlier_label_:x", "_y=i5"}},
    {"local_outlier_factor", "", "novelty#1 _fit_method:brute _fit_X=4x2 metric:l2 n_neighbors_#2 _distances_fit_X_=4x2 _lrd=4 offset_#-1.5",
     {"n_neighbors_#3", "n_neighbors_#0", "_distances_fit_X_=3x2", "_lrd=3", "!novelty#0"}},
    {"gaussian_mixture", "plain", "means_=2x3 covariance_type:full precisions_cholesky_=2x3x3 weights_=2",
     {"weights_=3", "precisions_cholesky_=3x3x3", "covariance_type:tied", "covariance_type:x", "means_=3x3"}},
    {"gaussian_mixture", "covars", "means_=2x3 covariance_type:diag covars_=2x3 weights_=2",
     {"weights_=3", "covars_=3x3", "covariance_type:x", "covariance_type:tied covars_=3x3", "covariance_type:full covars_=2x2x2"}},
    {"gaussian_mixture", "bayesian",
     "means_=2x1 covariance_type:diag precisions_cholesky_=2x1 weight_concentration_=[2,2] degrees_of_freedom_=2 mean_precision_=2",
     {"weight_concentration_=[2]", "weight_concentration_=[2,3]",
      "weight_concentration_=[m2,2]", "weight_concentration_=[n2,2]", "degrees_of_freedom_=3",
      "means_=2x3 precisions_cholesky_=2x3", "mean_precision_=1",
      "weight_concentration_prior_type:dirichlet_distribution weight_concentration_=3"}},
    {"svm", "classifier",
     "kernel:linear support_vectors_=3x2 dual_coef_=1x3 intercept_=1 classes_=i2 n_support_=2 probability#1 probA_=1 probB_=1",
     {"probA_=2", "probB_=0", "n_support_=3"}},
    {"novelty", "sgd", "coef_=2 offset_=1", {"offset_=2", "coef_=0"}},
    {"novelty", "elliptic", "location_=1 precision_=1x1 offset_#-1.5", {"precision_=1x2", "location_=2", "location_=2 precision_=2x2"}},
    {"naive_bayes", "categorical", "classes_=i2 feature_log_prob_=[m2x3,m2x4] class_log_prior_=m2",
     {"class_log_prior_=m3", "feature_log_prob_=[m2x3,m3x4]", "feature_log_prob_=[]", "feature_log_prob_=[2x3,m2x4]",
      "class_log_prior_=n2"}},
    {"label_propagation", "", "classes_=i2 X_=4x2 label_distributions_=4x2 kernel:knn n_neighbors#3",
     {"n_neighbors#5", "label_distributions_=3x2", "label_distributions_=4x3", "!kernel:own", "!kernel#1"}},
    {"projection", "sparse", "components_=2x3 mean_=3 ridge_alpha#0.01", {"mean_=2"}},
    {"naive_bayes", "gaussian", "classes_=i2 theta_=2x3 var_=2x3 class_prior_=2",
     {"theta_=n2x3", "var_=m2x3", "class_prior_=m2", "classes_=s2", "classes_=3x1", "classes_=n2", "classes_=[i1,i1]"}},
    {"kernel_sampler", "rbf", "random_weights_=2x5 random_offset_=5 n_components#5", {"n_components#4", "random_weights_=n2x5"}},
    {"feature_selection", "percentile", "scores_=4 percentile#50", {"percentile#-1e308", "percentile#101", "percentile#inf"}},
    {"nearest_center", "birch", "subcluster_centers_=2x2 subcluster_labels_=2", {"subcluster_labels_=n2"}},
    {"isotonic", "", "X_thresholds_=3 y_thresholds_=3 out_of_bounds:clip", {"y_thresholds_=n3", "X_min_#inf", "X_thresholds_=m3"}},
    {"ordinal_encoder", "", "categories_=[3,i2]", {"categories_=[m3,i2]", "categories_=[s3,i2]", "_infrequent_enabled#1",
      "_infrequent_enabled#1 _default_to_infrequent_mappings=[i3,i2] _infrequent_indices=[i1,i1]", "_missing_indices=[]"}},
    {"one_hot_encoder", "", "categories_=[3,i2] drop_idx_=i2",
     {"drop_idx_=i3", "drop_idx_=3", "_drop_idx_after_grouping=s2", "categories_=[m3,i2]", "_n_features_outs=[]"}},
    {"polynomial_features", "", "n_features_in_#3 degree#2 n_output_features_#10", {"n_output_features_#9", "n_features_in_#1000000"}},
    {"quantile_transformer", "", "quantiles_=1x2 references_=1", {"references_=2", "references_=m1"}},
    {"polynomial_count_sketch", "", "indexHash_=2x3 bitHash_=2x3 n_components#9",
     {"n_components#6", "n_components#0", "bitHash_=2x2", "coef0#1.0 indexHash_=2x1 bitHash_=2x1"}},
};

static const dp_family *family_named(const char *name)
{
    size_t n;
    const dp_class *classes = dp_classes(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(classes[i].family->name, name) == 0) {
            return classes[i].family;
        }
    }
    cr_assert_fail("no family %s", name);
    return NULL;
}

static dp_rc taken(const contradiction *c, const char *with)
{
    dp_heap *h = new_heap();
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    add_attributes(h, dict, c->good);
    add_attributes(h, dict, with);
    resolve_dict(h, family_named(c->family), c->variant, dict);
    dp_rc rc = dp_failed(dp_heap_ctx(h));
    if (rc != DP_OK && with[0] == '\0') {
        cr_log_error("%s: %s", c->family, dp_ctx_record(dp_heap_ctx(h))->what);
    }
    return rc;
}

Test(contradictions, are_refused)
{
    for (size_t i = 0; i < sizeof contradictions / sizeof *contradictions; i++) {
        const contradiction *c = &contradictions[i];
        cr_assert_eq(taken(c, ""), DP_OK, "%s %s: the sound one was refused", c->family, c->variant);
        for (size_t k = 0; c->bad[k] != NULL; k++) {
            bool unsupported = c->bad[k][0] == '!';
            dp_rc rc = taken(c, c->bad[k] + unsupported);
            cr_expect_eq(rc, unsupported ? DP_UNSUPPORTED : DP_CORRUPT, "%s with %s: %d", c->family, c->bad[k], rc);
        }
    }
}
