/* AdaBoost, bagging, isolation forests over stumps. */
#include "compute.h"
#include "stumps.h"

#include <math.h>

extern const dp_family dp_ada_boost_classifier, dp_ada_boost_regressor, dp_bagging, dp_isolation_forest;

static const double YES[] = {0.25, 0.75}, NO[] = {0.75, 0.25};
static const double ROWS[] = {-1.0, 1.0}; /* left, right */

static void expect_refusal(dp_heap *h, const dp_family *family, const char *variant, dp_id dict, dp_rc rc, const char *why)
{
    cr_assert_null(resolve_dict(h, family, variant, dict));
    cr_assert_eq(dp_failed(dp_heap_ctx(h)), rc);
    const char *what = dp_ctx_record(dp_heap_ctx(h))->what;
    cr_assert_not_null(strstr(what, why), "%s", what);
}

static void expect(dp_tensor got, const double *want, size_t n)
{
    cr_assert_eq(got.count, n);
    for (size_t i = 0; i < n; i++) {
        cr_assert_float_eq(((double *)got.data)[i], want[i], 1e-15, "%zu: %.17g", i, ((double *)got.data)[i]);
    }
}

/* ---- AdaBoostClassifier ---- */

static dp_id boosted(dp_heap *h, uint64_t weights, uint64_t classes, const char *algorithm, const char *version)
{
    static const double weight[] = {0.5, 1.5};
    static const int64_t number[] = {0, 1, 2};
    const dp_id tree[] = {make_stump(h, 1, 2, NO, YES), make_stump(h, 1, 2, YES, NO)};
    dp_id model = dp_obj_new(h, DP_K_DICT, 0);
    set(h, model, "estimators_", make_list(h, 2, tree));
    set(h, model, "estimator_weights_", make_doubles(h, 1, &weights, weight));
    set(h, model, "classes_", make_ints(h, classes, number));
    set(h, model, "algorithm", make_text(h, algorithm));
    set(h, model, "_sklearn_version", make_text(h, version));
    return model;
}

Test(ada_boost_classifier, adds_weighted_votes)
{
    static const double old[] = {0.5, -0.5}, new[] = {1.0, -1.0}; /* the second stump, which says the contrary, weighs more */
    static const struct { const char *version; const double *want; } era[] = {{"1.2.2", old}, {"1.3.2", new}};
    for (size_t i = 0; i < 2; i++) {
        dp_heap *h = new_heap();
        const void *ir = resolve_dict(h, &dp_ada_boost_classifier, "", boosted(h, 2, 2, "SAMME", era[i].version));
        cr_assert_not_null(ir);
        expect(compute(h, &dp_ada_boost_classifier, ir, DP_DECISION_FUNCTION, 0, 2, 1, ROWS), era[i].want, 2);
    }
}

Test(ada_boost_classifier, adds_logarithms_where_real)
{
    dp_heap *h = new_heap();
    const void *ir = resolve_dict(h, &dp_ada_boost_classifier, "", boosted(h, 2, 2, "SAMME.R", "1.2.2"));
    cr_assert_not_null(ir);
    expect(compute(h, &dp_ada_boost_classifier, ir, DP_DECISION_FUNCTION, 0, 2, 1, ROWS), (double[]){0, 0}, 2);
}

Test(ada_boost_classifier, refuses_contradictions)
{
    dp_heap *h = new_heap();
    expect_refusal(h, &dp_ada_boost_classifier, "", boosted(h, 1, 2, "SAMME", "1.2.2"), DP_CORRUPT, "estimator_weights_");
    h = new_heap();
    expect_refusal(h, &dp_ada_boost_classifier, "", boosted(h, 2, 3, "SAMME", "1.2.2"), DP_CORRUPT, "classes_ of what it belongs to");
    h = new_heap();
    expect_refusal(h, &dp_ada_boost_classifier, "", boosted(h, 2, 1, "SAMME", "1.2.2"), DP_UNSUPPORTED, "one class");
}

/* ---- AdaBoostRegressor ---- */

static dp_id medians(dp_heap *h, uint64_t weights, int64_t features)
{
    static const double weight[] = {1.0, 1.5, 2.0};
    const dp_id tree[] = {make_stump(h, 1, 1, (double[]){9}, (double[]){1}), make_stump(h, 1, 1, (double[]){5}, (double[]){2}),
                          make_stump(h, features, 1, (double[]){7}, (double[]){3})};
    dp_id model = dp_obj_new(h, DP_K_DICT, 0);
    set(h, model, "estimators_", make_list(h, 3, tree));
    set(h, model, "estimator_weights_", make_doubles(h, 1, &weights, weight));
    return model;
}

Test(ada_boost_regressor, takes_the_weighted_median)
{
    dp_heap *h = new_heap(); /* 5 weighs 1.5, 7 weighs 2: half of 4.5 is reached with 7; 1 and 2 weigh 2.5 */
    const void *ir = resolve_dict(h, &dp_ada_boost_regressor, "", medians(h, 3, 1));
    cr_assert_not_null(ir);
    expect(compute(h, &dp_ada_boost_regressor, ir, DP_PREDICT, 0, 2, 1, ROWS), (double[]){7, 2}, 2);
}

Test(ada_boost_regressor, refuses_contradictions)
{
    dp_heap *h = new_heap();
    expect_refusal(h, &dp_ada_boost_regressor, "", medians(h, 2, 1), DP_CORRUPT, "estimator_weights_");
    h = new_heap();
    expect_refusal(h, &dp_ada_boost_regressor, "", medians(h, 3, 2), DP_CORRUPT, "over 1 features");
}

/* ---- bagging ---- */

static dp_id bagged(dp_heap *h, int64_t column, size_t sets, uint64_t classes)
{
    static const int64_t number[] = {10, 20, 30};
    const dp_id tree[] = {make_stump(h, 1, 2, NO, YES), make_stump(h, 1, 2, NO, YES)};
    int64_t *kept = dp_take(dp_heap_ctx(h), 1, sizeof *kept);
    *kept = column;
    static const int64_t first[] = {0};
    const dp_id columns[] = {make_ints(h, 1, kept), make_ints(h, 1, first)};
    dp_id model = dp_obj_new(h, DP_K_DICT, 0);
    set(h, model, "n_features_in_", make_int(h, 2));
    set(h, model, "estimators_", make_list(h, 2, tree));
    set(h, model, "estimators_features_", make_list(h, sets, columns));
    set(h, model, "classes_", make_ints(h, classes, number));
    return model;
}

Test(bagging, gives_each_tree_its_columns)
{
    static const double x[] = {-1, 1, 1, 1};
    dp_heap *h = new_heap();
    const void *ir = resolve_dict(h, &dp_bagging, "classifier", bagged(h, 1, 2, 2));
    cr_assert_not_null(ir);
    expect(compute(h, &dp_bagging, ir, DP_PREDICT_PROBA, 0, 2, 2, x), (double[]){0.5, 0.5, 0.25, 0.75}, 4);
    dp_tensor label = compute(h, &dp_bagging, ir, DP_PREDICT, 0, 2, 2, x);
    cr_assert_eq(((int64_t *)label.data)[0], 10); /* the first of equals */
    cr_assert_eq(((int64_t *)label.data)[1], 20);
}

Test(bagging, classes_a_tree_never_met_get_nothing)
{
    dp_heap *h = new_heap();
    const void *ir = resolve_dict(h, &dp_bagging, "classifier", bagged(h, 0, 2, 3));
    cr_assert_not_null(ir);
    expect(compute(h, &dp_bagging, ir, DP_PREDICT_PROBA, 0, 1, 2, ROWS), (double[]){0.75, 0.25, 0}, 3);
}

Test(bagging, refuses_contradictions)
{
    dp_heap *h = new_heap();
    expect_refusal(h, &dp_bagging, "classifier", bagged(h, 2, 2, 2), DP_CORRUPT, "column 2 of 2");
    h = new_heap();
    expect_refusal(h, &dp_bagging, "classifier", bagged(h, 0, 1, 2), DP_CORRUPT, "estimators_features_");
    h = new_heap();
    expect_refusal(h, &dp_bagging, "classifier", bagged(h, 0, 2, 1), DP_CORRUPT, "numbers of 1 classes");
}

/* ---- isolation forests ---- */

static dp_id isolation(dp_heap *h, double samples, uint64_t lengths, const char *version)
{
    static const double length[] = {0, 0, 1.75, 0};
    const dp_id tree[] = {make_stump(h, 1, 1, (double[]){0}, (double[]){0})};
    const dp_id kept[] = {make_doubles(h, 1, &lengths, length)};
    static const int64_t first[] = {0};
    const dp_id columns[] = {make_ints(h, 1, first)};
    dp_id model = dp_obj_new(h, DP_K_DICT, 0);
    set(h, model, "n_features_in_", make_int(h, 1));
    set(h, model, "_max_samples", make_f64(h, samples));
    set(h, model, "offset_", make_f64(h, -0.5));
    set(h, model, "estimators_", make_list(h, 1, tree));
    set(h, model, "estimators_features_", make_list(h, 1, columns));
    set(h, model, "_sklearn_version", make_text(h, version));
    if (lengths != 0) {
        set(h, model, "_average_path_length_per_tree", make_list(h, 1, kept));
    }
    return model;
}

static double c(double n)
{
    return 2.0 * (log(n - 1.0) + 0.57721566490153286061) - 2.0 * (n - 1.0) / n;
}

Test(isolation_forest, scores_by_depth)
{
    dp_heap *h = new_heap(); /* one node above the leaves; the right one holds 4 samples */
    const void *ir = resolve_dict(h, &dp_isolation_forest, "", isolation(h, 5, 0, "1.2.2"));
    cr_assert_not_null(ir);
    const double want[] = {0.5 - exp2(-1 / c(5)), 0.5 - exp2(-(1 + c(4)) / c(5))};
    expect(compute(h, &dp_isolation_forest, ir, DP_DECISION_FUNCTION, 0, 2, 1, ROWS), want, 2);
    dp_tensor label = compute(h, &dp_isolation_forest, ir, DP_PREDICT, 0, 2, 1, ROWS);
    cr_assert_eq(((int64_t *)label.data)[0], -1);
    cr_assert_eq(((int64_t *)label.data)[1], 1);
}

Test(isolation_forest, rests_on_what_the_model_keeps_and_on_its_era)
{
    dp_heap *h = new_heap();
    const void *ir = resolve_dict(h, &dp_isolation_forest, "", isolation(h, 5, 3, "1.5.2"));
    const double kept[] = {0.5 - exp2(-1 / c(5)), 0.5 - exp2(-2.75 / c(5))};
    expect(compute(h, &dp_isolation_forest, ir, DP_DECISION_FUNCTION, 0, 2, 1, ROWS), kept, 2);
    ir = resolve_dict(h, &dp_isolation_forest, "", isolation(h, 5, 0, "0.20.3")); /* one sample counted as 1 */
    const double old[] = {0.5 - exp2(-2 / c(5)), 0.5 - exp2(-(1 + c(4)) / c(5))};
    expect(compute(h, &dp_isolation_forest, ir, DP_DECISION_FUNCTION, 0, 2, 1, ROWS), old, 2);
}

Test(isolation_forest, refuses_contradictions)
{
    dp_heap *h = new_heap();
    expect_refusal(h, &dp_isolation_forest, "", isolation(h, 0, 0, "1.2.2"), DP_CORRUPT, "samples");
    h = new_heap();
    expect_refusal(h, &dp_isolation_forest, "", isolation(h, 5, 4, "1.5.2"), DP_CORRUPT, "_average_path_length_per_tree");
}
