#include "support/model.h"
#include "support/pickles.h"

#include "model/settings.h"

#include <criterion/criterion.h>

static dp_settings settings_of(test_file *f, dp_span pickle)
{
    dp_settings s;
    test_open_bytes(f, pickle);
    cr_assert_eq(f->rc, DP_OK, "%s", dp_ctx_record(f->ctx)->what);
    cr_assert(dp_settings_read(f->loaded.heap, f->loaded.root, &s));
    return s;
}

/* What stands for a parameter: its text, or its value in short. */
static const char *said(test_file *f, const dp_settings *s, const char *name)
{
    for (size_t i = 0; i < s->n_settings; i++) {
        if (dp_span_is(s->setting[i].name, name)) {
            return s->setting[i].text != NULL ? s->setting[i].text : dp_short_value(f->loaded.heap, s->setting[i].value);
        }
    }
    return "(none)";
}

static const dp_attribute *attribute(const dp_settings *s, const char *name)
{
    for (size_t i = 0; i < s->n_attributes; i++) {
        if (dp_span_is(s->attribute[i].name, name) && s->attribute[i].role != DP_ATTR_HIDDEN) {
            return &s->attribute[i];
        }
    }
    cr_assert_fail("no attribute %s", name);
    return NULL;
}

#define FOREST(attributes) DP_LIT(P_FILE(P_OBJECT("sklearn.ensemble.forest", "RandomForestRegressor", attributes)))

Test(settings, an_old_forest_in_todays_words)
{
    test_file f;
    dp_settings s = settings_of(&f, FOREST(
        P_TEXT("base_estimator") P_NONE P_TEXT("criterion") P_TEXT("mse") P_TEXT("max_features") P_TEXT("auto")
        P_TEXT("n_features_") P_INT(4) P_TEXT("min_impurity_split") P_NONE P_TEXT("n_estimators") P_INT(7)
        P_TEXT("_sklearn_version") P_TEXT("0.20.4")));
    cr_assert_str_eq(s.version, "0.20.4");
    cr_assert_eq(s.n_settings, 18);
    cr_assert_str_eq(said(&f, &s, "criterion"), "\"squared_error\"");
    cr_assert_str_eq(said(&f, &s, "max_features"), "1.0");
    cr_assert_str_eq(said(&f, &s, "n_estimators"), "7");
    cr_assert_str_eq(said(&f, &s, "ccp_alpha"), "0.0");
    cr_assert_str_eq(said(&f, &s, "min_impurity_split"), "(none)");
    cr_assert_eq(attribute(&s, "criterion")->role, DP_ATTR_FOUND);
    cr_assert_eq(attribute(&s, "min_impurity_split")->role, DP_ATTR_FOUND);
    cr_assert_eq(attribute(&s, "n_estimators")->role, DP_ATTR_PARAM);
    cr_assert_eq(attribute(&s, "n_features_")->role, DP_ATTR_FITTED);
    cr_assert(dp_span_is(attribute(&s, "n_features_")->today, "n_features_in_"));
    cr_assert(dp_span_is(attribute(&s, "base_estimator")->today, "estimator"));
    test_close(&f);
}

/* Both names for a while: the old one stays what it is, and the last of two equal keys counts. */
Test(settings, two_names_and_two_items)
{
    test_file f;
    dp_settings s = settings_of(&f, FOREST(
        P_TEXT("n_features_") P_INT(4) P_TEXT("n_features_in_") P_INT(4) P_TEXT("n_estimators") P_INT(1)
        P_TEXT("n_estimators") P_INT(2) P_INT(5) P_TEXT("a key that is no text")));
    cr_assert(dp_span_is(attribute(&s, "n_features_")->today, "n_features_"));
    cr_assert_str_eq(said(&f, &s, "n_estimators"), "2");
    cr_assert_eq(s.n_attributes, 4);
    cr_assert_eq(s.attribute[2].role, DP_ATTR_HIDDEN);
    cr_assert_str_eq(s.version, "");
    test_close(&f);
}

struct renamed_row {
    dp_span pickle;
    const char *name, *want;
};

#define BAGGING(a) DP_LIT(P_FILE(P_OBJECT("sklearn.ensemble._bagging", "BaggingRegressor", a)))
#define LASSOCV(a) DP_LIT(P_FILE(P_OBJECT("sklearn.linear_model._coordinate_descent", "LassoCV", a)))
#define ENCODER(a) DP_LIT(P_FILE(P_OBJECT("sklearn.preprocessing._encoders", "OneHotEncoder", a)))
#define SEARCH(a) DP_LIT(P_FILE(P_OBJECT("sklearn.model_selection._search", "GridSearchCV", a)))
#define CLASSIFIER(a) DP_LIT(P_FILE(P_OBJECT("sklearn.linear_model.stochastic_gradient", "SGDClassifier", a)))

/* While a parameter changes its name one of the two holds a word for "not given". */
Test(settings, values_move_with_their_names)
{
    static const struct renamed_row rows[] = {
        {BAGGING(P_TEXT("base_estimator") P_INT(3)), "estimator", "3"},
        {BAGGING(P_TEXT("base_estimator") P_TEXT("deprecated") P_TEXT("estimator") P_INT(3)), "estimator", "3"},
        {BAGGING(P_TEXT("base_estimator") P_INT(3) P_TEXT("estimator") P_NONE), "estimator", "3"},
        {BAGGING(P_TEXT("base_estimator") P_TEXT("deprecated") P_TEXT("estimator") P_NONE), "estimator", "null"},
        {LASSOCV(P_TEXT("n_alphas") P_INT(50) P_TEXT("alphas") P_NONE), "alphas", "50"},
        {LASSOCV(P_TEXT("n_alphas") P_TEXT("deprecated") P_TEXT("alphas") P_TEXT("warn")), "alphas", "100"},
        {LASSOCV(P_TEXT("n_alphas") P_INT(100) P_TEXT("alphas") P_LIST(P_FLOAT(0.5))), "alphas", ""},
        {ENCODER(P_TEXT("sparse") P_FALSE), "sparse_output", "false"},
        {ENCODER(P_TEXT("sparse") P_TEXT("deprecated") P_TEXT("sparse_output") P_TRUE), "sparse_output", "true"},
        {ENCODER(P_TEXT("categories") P_NONE), "categories", "\"auto\""},
        {SEARCH(P_TEXT("error_score") P_TEXT("raise-deprecating")), "error_score", "\"raise\""},
        {SEARCH(P_TEXT("error_score") P_FLOAT(nan)), "error_score", "{\"$float\":\"nan\"}"},
        {SEARCH(P_TEXT("scoring") "U\x12mean_squared_error"), "scoring", "\"neg_mean_squared_error\""},
        {CLASSIFIER(P_TEXT("n_iter") P_INT(5)), "max_iter", "5"},
        {CLASSIFIER(P_TEXT("n_iter") P_INT(5)), "tol", "null"},
        {CLASSIFIER(P_TEXT("tol") P_FLOAT(0.001)), "tol", "0.001"},
        {CLASSIFIER(P_TEXT("eta0") P_FLOAT(0)), "eta0", "0.01"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_file f;
        dp_settings s = settings_of(&f, rows[i].pickle);
        cr_assert_str_eq(said(&f, &s, rows[i].name), rows[i].want, "row %zu: %s", i, said(&f, &s, rows[i].name));
        test_close(&f);
    }
}

/* Many keys go another way than few; both must agree. */
Test(settings, later_keys_shadow_earlier_ones)
{
    for (int n = 2; n < 200; n += 33) {
        dp_limits limits = dp_limits_default(0);
        dp_ctx *ctx = dp_ctx_new(&limits);
        dp_heap *heap = dp_heap_new(ctx);
        dp_id dict = dp_obj_new(heap, DP_K_DICT, 0);
        for (int i = 0; i < n; i++) {
            dp_id key = dp_obj_new(heap, DP_K_TEXT, 0);
            dp_span text = dp_span_of(dp_take_printf(ctx, "k%d", i % 7));
            dp_at(heap, key)->u.bytes = text.p;
            dp_at(heap, key)->len = (uint32_t)text.n;
            dp_obj_set(heap, dict, key, dict);
        }
        const uint8_t *shadowed = dp_shadowed(heap, dp_at(heap, dict));
        for (int i = 0; i < n; i++) {
            cr_assert_eq(shadowed[i], i + 7 < n, "%d of %d", i, n);
        }
        dp_ctx_free(ctx);
    }
}

#define LOGISTIC P_OBJECT("sklearn.linear_model._logistic", "LogisticRegression", P_TEXT("classes_") P_INT(2))
#define SCALER P_OBJECT("sklearn.preprocessing._data", "StandardScaler", P_TEXT("feature_names_in_") P_INT(1))
#define STEPS P_TUPLE(P_TEXT("a") SCALER) P_TUPLE(P_TEXT("b") LOGISTIC)
#define PIPELINE(steps) P_OBJECT("sklearn.pipeline", "Pipeline", P_TEXT("steps") steps)

static void answers_with_its_steps(dp_span search)
{
    test_file f;
    settings_of(&f, search);
    dp_heap *heap = f.loaded.heap;
    cr_assert_eq(dp_at(heap, dp_own_or_inner(heap, f.loaded.root, "classes_", false))->u.i, 2);
    cr_assert_eq(dp_at(heap, dp_own_or_inner(heap, f.loaded.root, "feature_names_in_", true))->u.i, 1);
    cr_assert_eq(dp_own_or_inner(heap, f.loaded.root, "feature_names_in_", false), 0);
    test_close(&f);
}

/* Up to 0.19 a tuple stays one. */
Test(settings, a_pipeline_answers_with_its_steps)
{
    answers_with_its_steps(SEARCH(P_TEXT("best_estimator_") PIPELINE(P_LIST(STEPS))));
    answers_with_its_steps(SEARCH(P_TEXT("best_estimator_") PIPELINE(P_TUPLE(STEPS))));
}
