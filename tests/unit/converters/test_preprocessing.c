#include "compute.h"

#include <math.h>

extern const dp_family dp_isotonic, dp_k_bins_discretizer, dp_label_encoder, dp_missing_indicator, dp_normalizer,
    dp_power_transformer, dp_quantile_transformer, dp_spline_transformer;

/* Arrays are not copied by those that read them. */
static dp_id grid(dp_heap *h, uint64_t rows, uint64_t cols, const double *v)
{
    const uint64_t dim[] = {rows, cols};
    double *kept = dp_take(dp_heap_ctx(h), rows * cols, sizeof *kept);
    memcpy(kept, v, rows * cols * sizeof *kept);
    return make_doubles(h, 2, dim, kept);
}

static dp_id numbers(dp_heap *h, uint64_t n, const double *v)
{
    double *kept = dp_take(dp_heap_ctx(h), n, sizeof *kept);
    memcpy(kept, v, n * sizeof *kept);
    return make_doubles(h, 1, &n, kept);
}

static dp_id list_of(dp_heap *h, dp_id item)
{
    dp_id list = dp_obj_new(h, DP_K_LIST, 0);
    cr_assert_eq(dp_obj_push(h, list, item), DP_OK);
    return list;
}

static void expect(dp_heap *h, const dp_family *family, const char *variant, dp_id dict, uint64_t rows, uint64_t cols,
                   const double *x, size_t n, const double *want)
{
    void *ir = resolve_dict(h, family, variant, dict);
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    dp_tensor y = compute(h, family, ir, DP_TRANSFORM, 0, rows, cols, x);
    cr_assert_eq(y.count, n);
    for (size_t i = 0; i < n; i++) {
        double got = y.type == DP_T_I64 ? (double)((int64_t *)y.data)[i] : ((double *)y.data)[i];
        cr_assert(fabs(got - want[i]) < 1e-14 || (isnan(got) && isnan(want[i])), "%zu: %.17g for %.17g", i, got, want[i]);
    }
}

static void refuse(dp_heap *h, const dp_family *family, const char *variant, dp_id dict, const char *why)
{
    cr_assert_null(resolve_dict(h, family, variant, dict));
    cr_assert_eq(dp_failed(dp_heap_ctx(h)), DP_CORRUPT);
    const char *what = dp_ctx_record(dp_heap_ctx(h))->what;
    cr_assert_not_null(strstr(what, why), "%s", what);
}

static dp_id isotonic(dp_heap *h, uint64_t n_y, double second, const char *beyond)
{
    const double x[] = {1, second, 3};
    const double y[] = {10, 20, 40};
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "X_thresholds_", numbers(h, 3, x));
    set(h, dict, "y_thresholds_", numbers(h, n_y, y));
    set(h, dict, "out_of_bounds", make_text(h, beyond));
    return dict;
}

Test(isotonic, lies_between_its_thresholds)
{
    const double x[] = {0, 1, 1.5, 2, 2.5, 3, 9, (double)NAN};
    const double clip[] = {10, 10, 15, 20, 30, 40, 40, (double)NAN};
    const double none[] = {(double)NAN, 10, 15, 20, 30, 40, (double)NAN, (double)NAN};
    dp_heap *h = new_heap();
    expect(h, &dp_isotonic, "", isotonic(h, 3, 2, "clip"), 8, 1, x, 8, clip);
    expect(h, &dp_isotonic, "", isotonic(h, 3, 2, "nan"), 8, 1, x, 8, none);
}

Test(isotonic, refuses_contradictions)
{
    dp_heap *h = new_heap();
    refuse(h, &dp_isotonic, "", isotonic(h, 2, 2, "clip"), "y_thresholds_");
    h = new_heap();
    refuse(h, &dp_isotonic, "", isotonic(h, 3, 5, "clip"), "growing");
}

static dp_id quantiles(dp_heap *h, uint64_t n_reference, double first, const char *output)
{
    const double q[] = {first, 1, 1, 4};
    const double reference[] = {0, 1.0 / 3, 2.0 / 3, 1};
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "quantiles_", grid(h, 4, 1, q));
    set(h, dict, "references_", numbers(h, n_reference, reference));
    set(h, dict, "output_distribution", make_text(h, output));
    set(h, dict, "_sklearn_version", make_text(h, "1.9.1"));
    return dict;
}

Test(quantile_transformer, takes_the_middle_of_equal_quantiles)
{
    const double x[] = {-5, 0, 0.5, 1, 2.5, 4, 7, (double)NAN};
    const double uniform[] = {0, 0, 1.0 / 6, 0.5, 5.0 / 6, 1, 1, (double)NAN};
    const double normal[] = {-5.199337582605575, -5.199337582605575, -0.96742156610170105, 0, 0.96742156610170105,
                             5.19933758270342, 5.19933758270342, (double)NAN};
    dp_heap *h = new_heap();
    expect(h, &dp_quantile_transformer, "", quantiles(h, 4, 0, "uniform"), 8, 1, x, 8, uniform);
    expect(h, &dp_quantile_transformer, "", quantiles(h, 4, 0, "normal"), 8, 1, x, 8, normal);
}

/* As numpy's percentile rounds equal ones: 0.1 + 0.2 before 0.3. */
Test(quantile_transformer, does_not_guess_among_quantiles_that_fall_by_rounding)
{
    static const double q[] = {0, 0.1 + 0.2, 0.3, 1};
    static const double references[] = {0, 0.25, 0.5, 1};
    dp_heap *h = new_heap();
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "quantiles_", grid(h, 4, 1, q));
    set(h, dict, "references_", numbers(h, 4, references));
    cr_assert_null(resolve_dict(h, &dp_quantile_transformer, "", dict));
    cr_assert_eq(dp_failed(dp_heap_ctx(h)), DP_UNSUPPORTED);
}

Test(quantile_transformer, refuses_contradictions)
{
    dp_heap *h = new_heap();
    refuse(h, &dp_quantile_transformer, "", quantiles(h, 3, 0, "uniform"), "references_");
    h = new_heap();
    refuse(h, &dp_quantile_transformer, "", quantiles(h, 4, 2, "uniform"), "growing");
}

static dp_id bins(dp_heap *h, double n_bins, double last, const char *encode, const char *version)
{
    const double edges[] = {0, 0.1, 2, last};
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "bin_edges_", list_of(h, numbers(h, 4, edges)));
    set(h, dict, "n_bins_", numbers(h, 1, &n_bins));
    set(h, dict, "encode", make_text(h, encode));
    set(h, dict, "_sklearn_version", make_text(h, version));
    return dict;
}

Test(k_bins_discretizer, counts_edges)
{
    const double x[] = {-1, 0.0999999, 0.1, 2, 99};
    const double now[] = {0, 0, 1, 2, 2}, before[] = {0, 1, 1, 2, 2};
    const double onehot[] = {1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1};
    dp_heap *h = new_heap();
    expect(h, &dp_k_bins_discretizer, "", bins(h, 3, 4, "ordinal", "1.9.1"), 5, 1, x, 5, now);
    expect(h, &dp_k_bins_discretizer, "", bins(h, 3, 4, "ordinal", "1.0.2"), 5, 1, x, 5, before);
    expect(h, &dp_k_bins_discretizer, "", bins(h, 3, 4, "onehot", "1.9.1"), 5, 1, x, 15, onehot);
}

Test(k_bins_discretizer, refuses_contradictions)
{
    dp_heap *h = new_heap();
    refuse(h, &dp_k_bins_discretizer, "", bins(h, 4, 4, "ordinal", "1.9.1"), "more than the bins");
    h = new_heap();
    refuse(h, &dp_k_bins_discretizer, "", bins(h, 3, 1, "ordinal", "1.9.1"), "growing");
}

static dp_id labels(dp_heap *h, uint64_t n, double neg)
{
    static const int64_t classes[] = {3, 5, 9};
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "classes_", make_ints(h, n, classes));
    set(h, dict, "neg_label", make_f64(h, neg));
    return dict;
}

Test(label_encoder, numbers_classes)
{
    const double x[] = {5, 9, 4};
    const double index[] = {1, 2, -1}, columns[] = {-2, 1, -2, -2, -2, 1, -2, -2, -2}, second[] = {1, -2, -2};
    dp_heap *h = new_heap();
    expect(h, &dp_label_encoder, "", labels(h, 3, 0), 3, 1, x, 3, index);
    expect(h, &dp_label_encoder, "binarizer", labels(h, 3, -2), 3, 1, x, 9, columns);
    expect(h, &dp_label_encoder, "binarizer", labels(h, 2, -2), 3, 1, x, 3, second);
    h = new_heap();
    refuse(h, &dp_label_encoder, "binarizer", labels(h, 3, 1), "pos_label");
}

static dp_id indicator(dp_heap *h, int64_t column)
{
    int64_t *features = dp_take(dp_heap_ctx(h), 2, sizeof *features);
    features[1] = column;
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "features_", make_ints(h, 2, features));
    set(h, dict, "n_features_in_", make_int(h, 3));
    return dict;
}

Test(missing_indicator, looks_at_its_features)
{
    const double x[] = {1, (double)NAN, 2, (double)NAN, 0, (double)NAN};
    const double want[] = {0, 0, 1, 1};
    dp_heap *h = new_heap();
    expect(h, &dp_missing_indicator, "", indicator(h, 2), 2, 3, x, 4, want);
    h = new_heap();
    refuse(h, &dp_missing_indicator, "", indicator(h, 3), "column 3 of 3");
}

static dp_id norm(dp_heap *h, const char *name, const char *version)
{
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "norm", make_text(h, name));
    set(h, dict, "_sklearn_version", make_text(h, version));
    return dict;
}

Test(normalizer, divides_by_the_norm_of_its_era)
{
    const double x[] = {3, -4, 0, 0, 1e-16, 0};
    const double l1[] = {3.0 / 7, -4.0 / 7, 0, 0, 1e-16, 0}, l2[] = {0.6, -0.8, 0, 0, 1, 0}, old[] = {1, -4.0 / 3, 0, 0, 1, 0},
                 most[] = {0.75, -1, 0, 0, 1e-16, 0};
    dp_heap *h = new_heap();
    expect(h, &dp_normalizer, "", norm(h, "l1", "1.9.1"), 3, 2, x, 6, l1);
    expect(h, &dp_normalizer, "", norm(h, "l2", "0.24.2"), 3, 2, x, 6, l2);
    expect(h, &dp_normalizer, "", norm(h, "max", "0.22.2"), 3, 2, x, 6, old);
    expect(h, &dp_normalizer, "", norm(h, "max", "1.9.1"), 3, 2, x, 6, most);
    refuse(h, &dp_normalizer, "", norm(h, "l3", "1.9.1"), "norm");
}

static dp_id power(dp_heap *h, uint64_t n, const char *method)
{
    const double lambda[] = {0, 2, 0.5};
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "lambdas_", numbers(h, n, lambda));
    set(h, dict, "method", make_text(h, method));
    set(h, dict, "standardize", make_bool(h, false));
    return dict;
}

Test(power_transformer, has_logarithms_for_0_and_2)
{
    const double x[] = {3, 3, 3, -1, -1, -1, 0, (double)NAN, 1e-9};
    const double want[] = {log(4.0), 7.5, 2, -1.5, -log(2.0), -(sqrt(8.0) - 1) / 1.5, 0, (double)NAN, 1e-9 - 2.5e-19};
    const double one[] = {2, 2, 4};
    const double box[] = {log(2.0), 1.5, 2};
    dp_heap *h = new_heap();
    expect(h, &dp_power_transformer, "", power(h, 3, "yeo-johnson"), 3, 3, x, 9, want);
    expect(h, &dp_power_transformer, "", power(h, 3, "box-cox"), 1, 3, one, 3, box);
    h = new_heap();
    refuse(h, &dp_power_transformer, "", power(h, 0, "box-cox"), "lambdas_");
    h = new_heap();
    refuse(h, &dp_power_transformer, "", power(h, 3, "cube-root"), "method");
}

static dp_id spline(dp_heap *h, const char *beyond, double second, uint64_t columns)
{
    const double knots[] = {-1, second, 1, 2, 3}, unit[12] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    dp_id one = dp_obj_new(h, DP_K_DICT, 0);
    set(h, one, "t", numbers(h, 5, knots));
    set(h, one, "c", grid(h, 3, columns, unit));
    set(h, one, "k", make_int(h, 1));
    set(h, dict, "bsplines_", list_of(h, one));
    set(h, dict, "extrapolation", make_text(h, beyond));
    return dict;
}

Test(spline_transformer, goes_on_beyond_its_knots)
{
    const double x[] = {-1, 0, 0.25, 2, 3};
    const double constant[] = {1, 0, 0, 1, 0, 0, 0.75, 0.25, 0, 0, 0, 1, 0, 0, 1};
    const double linear[] = {2, -1, 0, 1, 0, 0, 0.75, 0.25, 0, 0, 0, 1, 0, -1, 2};
    const double error[] = {(double)NAN, (double)NAN, (double)NAN, 1, 0, 0, 0.75, 0.25, 0, 0, 0, 1,
                            (double)NAN, (double)NAN, (double)NAN};
    dp_heap *h = new_heap();
    expect(h, &dp_spline_transformer, "", spline(h, "constant", 0, 3), 5, 1, x, 15, constant);
    expect(h, &dp_spline_transformer, "", spline(h, "linear", 0, 3), 5, 1, x, 15, linear);
    expect(h, &dp_spline_transformer, "", spline(h, "continue", 0, 3), 5, 1, x, 15, linear);
    expect(h, &dp_spline_transformer, "", spline(h, "error", 0, 3), 5, 1, x, 15, error);
    h = new_heap();
    refuse(h, &dp_spline_transformer, "", spline(h, "round", 0, 3), "extrapolation");
}

Test(spline_transformer, wraps_periods_around)
{
    const double x[] = {0.25, 2.25, -1.75, 1.5};
    const double want[] = {0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.5, 0.5};
    const double c[] = {1, 0, 0, 1, 1, 0}, knots[] = {-1, 0, 1, 2, 3};
    dp_heap *h = new_heap();
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    dp_id one = dp_obj_new(h, DP_K_DICT, 0);
    set(h, one, "t", numbers(h, 5, knots));
    set(h, one, "c", grid(h, 3, 2, c));
    set(h, one, "k", make_int(h, 1));
    set(h, dict, "bsplines_", list_of(h, one));
    set(h, dict, "extrapolation", make_text(h, "periodic"));
    expect(h, &dp_spline_transformer, "", dict, 4, 1, x, 8, want);
}

Test(spline_transformer, refuses_contradictions)
{
    dp_heap *h = new_heap();
    refuse(h, &dp_spline_transformer, "", spline(h, "constant", 7, 3), "growing");
    h = new_heap();
    refuse(h, &dp_spline_transformer, "", spline(h, "constant", 0, 4), "t, c and k");
}
