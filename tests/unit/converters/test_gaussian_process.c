#include "compute.h"

#include <math.h>

extern const dp_family dp_gaussian_process, dp_gaussian_process_classifier;

static dp_id kernel(dp_heap *h, const char *name, const char *key, dp_id value, const char *other, dp_id second)
{
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, key, value);
    if (other != NULL) {
        set(h, dict, other, second);
    }
    return make_object(h, "sklearn.gaussian_process.kernels", name, 0, dict);
}

/* One fitted row (1, 2), weight 3, mean 0.5. */
static dp_id process(dp_heap *h, dp_id kernel_, uint64_t n_alpha)
{
    static const double fitted[] = {1, 2}, alpha[] = {3, 4}, mean[] = {0.5};
    static const uint64_t one_row[] = {1, 2}, one = 1;
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "X_train_", make_doubles(h, 2, one_row, fitted));
    set(h, dict, "alpha_", make_doubles(h, 1, &n_alpha, alpha));
    set(h, dict, "_y_train_mean", make_doubles(h, 1, &one, mean));
    set(h, dict, "kernel_", kernel_);
    return dict;
}

static double answer(dp_heap *h, dp_id kernel_)
{
    static const double x[] = {2, 4};
    const void *ir = resolve_dict(h, &dp_gaussian_process, "", process(h, kernel_, 1));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    return ((const double *)compute(h, &dp_gaussian_process, ir, DP_PREDICT, 0, 1, 2, x).data)[0];
}

/* 2 · exp(-|(1, 2)|² / 8) + (1·2 + 2·4 + 9)², times the weight, and the mean. */
Test(gaussian_process, computes_a_tree_of_kernels)
{
    dp_heap *h = new_heap();
    dp_id rbf = kernel(h, "RBF", "length_scale", make_f64(h, 2), NULL, 0);
    dp_id product = kernel(h, "Product", "k1", kernel(h, "ConstantKernel", "constant_value", make_f64(h, 2), NULL, 0), "k2", rbf);
    dp_id power = kernel(h, "Exponentiation", "kernel", kernel(h, "DotProduct", "sigma_0", make_f64(h, 3), NULL, 0), "exponent",
                         make_f64(h, 2));
    double got = answer(h, kernel(h, "Sum", "k1", product, "k2", power));
    cr_assert_float_eq(got, 3 * (2 * exp(-5.0 / 8) + 361) + 0.5, 1e-12, "%.17g", got);
    got = answer(h, kernel(h, "ConstantKernel", "constant_value", make_f64(h, 2), NULL, 0));
    cr_assert_eq(got, 6.5);
}

static void refused(dp_heap *h, dp_id kernel_, uint64_t n_alpha, dp_rc rc)
{
    cr_assert_null(resolve_dict(h, &dp_gaussian_process, "", process(h, kernel_, n_alpha)));
    cr_assert_eq(dp_failed(dp_heap_ctx(h)), rc, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
}

Test(gaussian_process, refuses)
{
    static const double three[] = {1, 2, 3};
    static const uint64_t n = 3;
    dp_heap *h = new_heap();
    refused(h, kernel(h, "RBF", "length_scale", make_doubles(h, 1, &n, three), NULL, 0), 1, DP_CORRUPT);
    h = new_heap();
    refused(h, kernel(h, "RBF", "length_scale", make_f64(h, 1), NULL, 0), 2, DP_CORRUPT);
    h = new_heap();
    refused(h, kernel(h, "Matern", "length_scale", make_f64(h, 1), "nu", make_f64(h, 1.3)), 1, DP_UNSUPPORTED);
    h = new_heap();
    refused(h, kernel(h, "CompoundKernel", "kernels", make_f64(h, 1), NULL, 0), 1, DP_UNSUPPORTED);
    h = new_heap();
    refused(h, make_f64(h, 1), 1, DP_UNSUPPORTED);
    h = new_heap();
    refused(h, kernel(h, "Sum", "k1", kernel(h, "RBF", "length_scale", make_f64(h, 1), NULL, 0), NULL, 0), 1, DP_CORRUPT);
}

/* Two fitted rows, 1 and 3, of the classes 7 and 9. */
static dp_id classifier(dp_heap *h, uint64_t n_classes, uint64_t n_pi, double across, double diagonal)
{
    static const int64_t names[] = {7, 9, 11};
    static const double fitted[] = {1, 3}, y[] = {0, 1}, pi[] = {0.25, 0.75, 0}, weight[] = {0.5, 0.4};
    static const uint64_t column[] = {2, 1}, square[] = {2, 2}, two = 2;
    double *l = dp_take(dp_heap_ctx(h), 4, sizeof *l);
    memcpy(l, (const double[]){2, 0, across, diagonal}, 4 * sizeof *l);
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "X_train_", make_doubles(h, 2, column, fitted));
    set(h, dict, "y_train_", make_doubles(h, 1, &two, y));
    set(h, dict, "pi_", make_doubles(h, 1, &n_pi, pi));
    set(h, dict, "W_sr_", make_doubles(h, 1, &two, weight));
    set(h, dict, "L_", make_doubles(h, 2, square, l));
    set(h, dict, "classes_", make_ints(h, n_classes, names));
    set(h, dict, "kernel_", kernel(h, "DotProduct", "sigma_0", make_f64(h, 0), NULL, 0));
    return dict;
}

/* Of x = 2: k = (2, 6), mean 1, v = (1/2, 2.25 / 4), variance 4 - |v|²; what the five functions then give. */
Test(gaussian_process_classifier, integrates)
{
    static const double x[] = {2}, lambda[] = {0.41, 0.4, 0.37, 0.44, 0.39};
    static const double share[] = {-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654};
    dp_heap *h = new_heap();
    const void *ir = resolve_dict(h, &dp_gaussian_process_classifier, "", classifier(h, 2, 2, 0.3, 4));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    double variance = 4 - 0.25 - 2.25 * 2.25 / 16;
    double want = 0;
    for (int i = 0; i < 5; i++) {
        want += 0.5 * share[i] * (1 + erf(lambda[i] / sqrt(1 + 2 * variance * lambda[i] * lambda[i])));
    }
    const double *p = compute(h, &dp_gaussian_process_classifier, ir, DP_PREDICT_PROBA, 0, 1, 1, x).data;
    cr_assert_float_eq(p[1], want, 1e-11, "%.17g for %.17g", p[1], want);
    cr_assert_eq(p[0], 1 - p[1]);
}

Test(gaussian_process_classifier, refuses)
{
    static const struct { uint64_t n_classes, n_pi; double across, diagonal; } bad[] = {
        {3, 2, 0.3, 4}, {2, 3, 0.3, 4}, {2, 2, 0.3, 0}, {2, 2, 0.5, 4}, /* the last: of other rows */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dp_heap *h = new_heap();
        dp_id dict = classifier(h, bad[i].n_classes, bad[i].n_pi, bad[i].across, bad[i].diagonal);
        cr_assert_null(resolve_dict(h, &dp_gaussian_process_classifier, "", dict));
        cr_assert_eq(dp_failed(dp_heap_ctx(h)), DP_CORRUPT, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    }
}
