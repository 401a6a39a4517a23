#include "compute.h"

#include <math.h>

extern const dp_family dp_linear_classifier, dp_linear_regressor;

/* Rows of coef_ on two features, an intercept a row, classes 0, 1, 2 … */
static dp_id make_linear(dp_heap *h, uint64_t rows, const double *coef, const double *intercept, int64_t n_classes)
{
    static const int64_t classes[] = {0, 1, 2, 3, 4};
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    set(h, dict, "coef_", make_doubles(h, 2, (const uint64_t[]){rows, 2}, coef));
    set(h, dict, "intercept_", make_doubles(h, 1, &rows, intercept));
    if (n_classes != 0) {
        set(h, dict, "classes_", make_ints(h, (uint64_t)n_classes, classes));
    }
    return dict;
}

static double sigmoid(double z)
{
    return 1 / (1 + exp(-z));
}

/* How probabilities come out of sums, by parameters and era: ERAS.md's table, checked there against each version. */
Test(linear, logistic_regression_follows_its_era)
{
    enum { ONE_SIGMOID, TWO_SOFTMAX, OVR, SOFTMAX };
    static const struct { const char *multi_class, *solver, *version; int classes, rule; } cases[] = {
        {"ovr", "liblinear", "0.17.1", 2, ONE_SIGMOID},
        {"multinomial", "lbfgs", "", 2, ONE_SIGMOID},
        {"multinomial", "lbfgs", "0.19.2", 2, ONE_SIGMOID},
        {"multinomial", "lbfgs", "0.20.4", 2, TWO_SOFTMAX},
        {"multinomial", "lbfgs", "1.7.2", 2, TWO_SOFTMAX},
        {"auto", "lbfgs", "0.24.2", 2, ONE_SIGMOID},
        {"deprecated", "lbfgs", "1.5.2", 2, ONE_SIGMOID},
        {NULL, "lbfgs", "1.8.0", 2, ONE_SIGMOID},
        {"ovr", "liblinear", "0.19.2", 3, OVR},
        {"warn", "warn", "0.20.4", 3, OVR},
        {"auto", "liblinear", "0.22.2.post1", 3, OVR},
        {"auto", "newton-cholesky", "1.2.2", 3, OVR},
        {"deprecated", "newton-cholesky", "1.6.1", 3, SOFTMAX},
        {"auto", "lbfgs", "0.22.2.post1", 3, SOFTMAX},
        {"deprecated", "liblinear", "1.7.2", 3, OVR},
        {"deprecated", "lbfgs", "1.7.2", 3, SOFTMAX},
        {"multinomial", "lbfgs", "0.17.1", 3, SOFTMAX},
        {NULL, "lbfgs", "1.9.1", 3, SOFTMAX},
    };
    static const double coef[] = {1, 0, 0, 1, -1, -1}, intercept[] = {0.25, 0.5, -0.125}, x[] = {0.5, -0.75};
    const double z[] = {0.75, -0.25, 0.125};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dp_heap *h = new_heap();
        bool binary = cases[i].classes == 2;
        dp_id dict = make_linear(h, binary ? 1 : 3, coef, intercept, cases[i].classes);
        if (cases[i].multi_class != NULL) {
            set(h, dict, "multi_class", make_text(h, cases[i].multi_class));
        }
        set(h, dict, "solver", make_text(h, cases[i].solver));
        set(h, dict, "_sklearn_version", make_text(h, cases[i].version));
        const void *ir = resolve_dict(h, &dp_linear_classifier, "logistic", dict);
        cr_assert_not_null(ir, "case %zu: %s", i, dp_ctx_record(dp_heap_ctx(h))->what);
        dp_tensor p = compute(h, &dp_linear_classifier, ir, DP_PREDICT_PROBA, 0, 1, 2, x);
        double ovr = sigmoid(z[0]) + sigmoid(z[1]) + sigmoid(z[2]), soft = exp(z[0]) + exp(z[1]) + exp(z[2]);
        const double want[] = {[ONE_SIGMOID] = 1 - sigmoid(z[0]), [TWO_SOFTMAX] = 1 - sigmoid(2 * z[0]),
                               [OVR] = sigmoid(z[0]) / ovr, [SOFTMAX] = exp(z[0]) / soft};
        cr_assert_eq(p.count, (uint64_t)cases[i].classes);
        double got = ((const double *)p.data)[0];
        cr_assert(fabs(got - want[cases[i].rule]) < 1e-15, "case %zu: %.17g for %.17g", i, got, want[cases[i].rule]);
    }
}

/* numpy: float32 rows times float32 weights is float32; either of them float64, and all of it is. */
Test(linear, adds_in_float32_where_both_are)
{
    static const float coef[] = {0.1F, 1}, intercept = 0.3F;
    static const double wide[] = {(double)0.1F, 1}, x[] = {3, 1e-9};
    const double in_f64 = 3 * (double)0.1F + 1e-9 + (double)0.3F, in_f32 = (double)(3 * 0.1F + 1e-9F + 0.3F);
    cr_assert_neq(in_f64, in_f32);
    for (int i = 0; i < 4; i++) {
        dp_heap *h = new_heap();
        bool f32_rows = (i & 1) != 0, f32_coef = (i & 2) != 0;
        dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
        set(h, dict, "coef_", f32_coef ? make_array(h, 'f', 4, 1, (const uint64_t[]){2}, coef) : make_doubles(h, 1, (const uint64_t[]){2}, wide));
        set(h, dict, "intercept_", make_array(h, 'f', 4, 1, (const uint64_t[]){1}, &intercept));
        const void *ir = resolve_dict(h, &dp_linear_regressor, "identity", dict);
        dp_tensor y = compute_as(h, &dp_linear_regressor, ir, DP_PREDICT, 0, 1, 2, x, f32_rows);
        cr_assert(y.type == DP_T_F64 && y.count == 1);
        cr_assert_eq(((const double *)y.data)[0], f32_rows && f32_coef ? in_f32 : in_f64, "case %d", i);
    }
}

Test(linear, decides_strictly_above_zero)
{
    static const double coef[] = {1, 0}, intercept[] = {0}, x[] = {0, 9, -0.0, 9, 5e-324, 9, -1, 9};
    dp_heap *h = new_heap();
    const void *ir = resolve_dict(h, &dp_linear_classifier, "margin", make_linear(h, 1, coef, intercept, 2));
    dp_tensor y = compute(h, &dp_linear_classifier, ir, DP_PREDICT, 0, 4, 2, x);
    const int64_t *label = y.data;
    cr_assert(y.type == DP_T_I64 && y.count == 4);
    cr_assert(label[0] == 0 && label[1] == 0 && label[2] == 1 && label[3] == 0);
    cr_assert_eq(compute(h, &dp_linear_classifier, ir, DP_PREDICT_PROBA, 0, 4, 2, x).count, 0);
    dp_tensor z = compute(h, &dp_linear_classifier, ir, DP_DECISION_FUNCTION, 0, 4, 2, x);
    cr_assert(z.count == 4 && z.shape.rank == 1);
}

Test(linear, modified_huber_shares_out_what_no_class_claims)
{
    static const double coef[] = {1, 0, 1, 0, 1, 0}, intercept[] = {0, 0, 0}, x[] = {-2, 0, 0.5, 0};
    dp_heap *h = new_heap();
    dp_id dict = make_linear(h, 3, coef, intercept, 3);
    set(h, dict, "loss", make_text(h, "modified_huber"));
    const void *ir = resolve_dict(h, &dp_linear_classifier, "sgd", dict);
    dp_tensor p = compute(h, &dp_linear_classifier, ir, DP_PREDICT_PROBA, 0, 2, 2, x);
    for (size_t i = 0; i < 6; i++) {
        double want = i < 3 ? 1.0 / 3 : 0.75 / 2.25;
        cr_assert_eq(((const double *)p.data)[i], want);
    }
    set(h, dict, "loss", make_text(h, "hinge"));
    ir = resolve_dict(h, &dp_linear_classifier, "sgd", dict);
    cr_assert_eq(compute(h, &dp_linear_classifier, ir, DP_PREDICT_PROBA, 0, 2, 2, x).count, 0);
}

Test(linear, ridge_answers_several_labels)
{
    static const double coef[] = {1, 0, 0, 1}, intercept[] = {0, 0}, x[] = {1, -1, -1, 1};
    static const int64_t classes[] = {0, 1};
    dp_heap *h = new_heap();
    dp_id dict = make_linear(h, 2, coef, intercept, 0);
    dp_id binarizer = dp_obj_new(h, DP_K_DICT, 0);
    set(h, binarizer, "classes_", make_ints(h, 2, classes));
    set(h, binarizer, "y_type_", make_text(h, "multilabel-indicator"));
    set(h, dict, "_label_binarizer", binarizer);
    const void *ir = resolve_dict(h, &dp_linear_classifier, "ridge", dict);
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    for (size_t k = 0; k < 2; k++) {
        dp_tensor y = compute(h, &dp_linear_classifier, ir, DP_PREDICT, k, 2, 2, x);
        cr_assert(y.count == 2 && ((const int64_t *)y.data)[k] == 1 && ((const int64_t *)y.data)[1 - k] == 0);
    }
}

Test(linear, tweedie_finds_its_link)
{
    static const struct { const char *link; double power; bool is_log; } cases[] = {
        {"auto", 0, false}, {"auto", -1, false}, {"auto", 1.5, true}, {"log", 0, true}, {"identity", 2, false},
    };
    static const double coef[] = {1, 1}, intercept[] = {0.5}, x[] = {0.25, 0.25};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dp_heap *h = new_heap();
        dp_id dict = make_linear(h, 1, coef, intercept, 0);
        set(h, dict, "link", make_text(h, cases[i].link));
        set(h, dict, "power", make_f64(h, cases[i].power));
        const void *ir = resolve_dict(h, &dp_linear_regressor, "tweedie", dict);
        dp_tensor y = compute(h, &dp_linear_regressor, ir, DP_PREDICT, 0, 1, 2, x);
        cr_assert_eq(((const double *)y.data)[0], cases[i].is_log ? exp(1.0) : 1.0, "case %zu", i);
    }
}

Test(linear, refuses_what_contradicts_itself)
{
    static const double v[] = {1, 2, 3, 4, 5, 6, 7, 8}, nan_[] = {1, NAN, 0, 0}, flat[] = {0, 0, 0};
    static const struct { uint64_t rows; const double *coef; uint64_t intercepts; int64_t classes; const char *what; }
        cases[] = {
            {3, v, 2, 3, "intercept_"}, {2, v, 2, 3, "coef_"}, {3, v, 3, 2, "coef_"}, {1, v, 1, 1, "classes_"},
            {1, nan_, 1, 2, "finite"}, {0, v, 1, 2, "coef_"},
        };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dp_heap *h = new_heap();
        dp_id dict = make_linear(h, cases[i].rows, cases[i].coef, flat, cases[i].classes);
        set(h, dict, "intercept_", make_doubles(h, 1, &cases[i].intercepts, flat));
        cr_assert_null(resolve_dict(h, &dp_linear_classifier, "margin", dict), "case %zu was taken", i);
        const dp_record *record = dp_ctx_record(dp_heap_ctx(h));
        cr_assert_eq(record->rc, DP_CORRUPT);
        cr_assert(strstr(record->what, cases[i].what) != NULL || strstr(record->path, cases[i].what) != NULL,
                  "case %zu: %s: %s", i, record->path, record->what);
    }
}
