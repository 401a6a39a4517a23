#include "support/model.h"
#include "support/pickles.h"

#include <criterion/criterion.h>

#define RIDGE(attributes) P_OBJECT("sklearn.linear_model._ridge", "Ridge", attributes)
#define SEARCH(attributes) P_OBJECT("sklearn.model_selection._search", "GridSearchCV", attributes)

struct find_row {
    dp_span pickle;
    const char *paths; /* one after the other, divided by blanks */
};

#define ROW(value, paths) {DP_LIT(P_FILE(value)), paths}

Test(find, models_stand_where_python_would_reach_them)
{
    static const struct find_row rows[] = {
        ROW(RIDGE(""), "$ "),
        ROW(P_LIST(RIDGE("") P_INT(3) P_TUPLE(P_NONE RIDGE(""))), "$[0] $[2][1] "),
        ROW(P_DICT(P_TEXT("model") RIDGE("") P_TEXT("cols") P_LIST(P_TEXT("a")) P_TEXT("sub")
                       P_DICT(P_TEXT("x y") RIDGE(""))), "$['model'] $['sub']['x y'] "),
        ROW(P_DICT(P_INT(7) RIDGE("") P_TEXT("a'\x07") RIDGE("")), "$[7] $['a\\'\\x07'] "),
        ROW(P_LIST(RIDGE("") "q\1" "h\1"), "$[0] $[1] "),             /* one object at two places */
        ROW(SEARCH(P_TEXT("best_estimator_") RIDGE("")), "$ "),      /* outermost ones only */
        ROW("]", ""),
        ROW(P_INT(5), ""),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_file f;
        char got[256] = "";
        test_open_bytes(&f, rows[i].pickle);
        cr_assert_eq(f.rc, DP_OK, "row %zu: %s", i, dp_ctx_record(f.ctx)->what);
        for (size_t k = 0; k < f.models.n; k++) {
            strncat(got, f.models.at[k]->path, 100);
            strncat(got, " ", 2);
        }
        cr_assert_str_eq(got, rows[i].paths);
        test_close(&f);
    }
}

Test(find, own_classes_are_looked_into)
{
    static const char *const names[] = {"shop.Wrapper"};
    const dp_allow allow = {names, 1};
    const dp_input input = {.name = "m.pkl",
                            .main = DP_LIT(P_FILE(P_OBJECT("shop", "Wrapper", P_TEXT("inner") RIDGE(""))))};
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_loaded loaded = {0};
    dp_models models;
    cr_assert_eq(dp_load(ctx, &input, &allow, &loaded), DP_OK, "%s", dp_ctx_record(ctx)->what);
    cr_assert_eq(dp_models_find(ctx, &loaded, &models), DP_OK);
    cr_assert_eq(models.n, 1);
    cr_assert_str_eq(models.at[0]->path, "$.inner");
    cr_assert_str_eq(models.at[0]->canonical, "sklearn.linear_model.Ridge");
    dp_ctx_free(ctx);
}

struct fault_row {
    dp_span pickle;
    dp_rc rc;
    const char *path, *what;
};

/* The first model is found and read; the fault names its place and what is there. */
Test(find, faults_of_reading_name_place_and_class)
{
    static const struct fault_row rows[] = {
        {DP_LIT(P_FILE(P_LIST(P_OBJECT("sklearn.manifold._t_sne", "TSNE", P_TEXT("perplexity") P_FLOAT(1))))), DP_UNSUPPORTED, "[0]",
         "sklearn.manifold.TSNE answers for the rows it was fitted on only: it has neither predict nor transform"},
        {DP_LIT(P_FILE(SEARCH(P_TEXT("best_estimator_")
                              P_OBJECT("sklearn.base", "BaseEstimator", "")))),
         DP_UNSUPPORTED, "best_estimator_", "sklearn.base.BaseEstimator has no converter"},
        {DP_LIT(P_FILE(RIDGE(""))), DP_CORRUPT, "", "expected an attribute coef_, found none (is it fitted?)"},
        {DP_LIT(P_FILE(SEARCH(P_TEXT("best_estimator_") P_INT(3)))), DP_CORRUPT, "",
         "best_estimator_: expected an estimator, found int"},
        {DP_LIT(P_FILE(RIDGE(P_TEXT("n_features_in_") P_TRUE))), DP_CORRUPT, "",
         "n_features_in_|_n_features: expected int, found bool"},
        {DP_LIT(P_FILE(RIDGE(P_TEXT("coef_") P_TEXT("x")))), DP_CORRUPT, "", "coef_: expected 2-d numbers, found str"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_file f;
        test_open_bytes(&f, rows[i].pickle);
        cr_assert_eq(f.rc, DP_OK, "row %zu", i);
        cr_assert_eq(dp_model_read(f.ctx, f.models.at[0]), rows[i].rc, "row %zu", i);
        const dp_record *record = dp_ctx_record(f.ctx);
        cr_assert_str_eq(record->path, rows[i].path);
        cr_assert_str_eq(record->what, rows[i].what);
        test_close(&f);
    }
}

Test(find, cycles_and_towers_are_refused)
{
    test_file f;
    test_open_bytes(&f, DP_LIT("\x80\x04]q\1h\1a."));
    cr_assert_eq(f.rc, DP_CORRUPT);
    test_close(&f);
    test_open_bytes(&f, DP_LIT("\x80\x04" P_NAME("sklearn.model_selection._search", "GridSearchCV") ")\x81q\1"
                               P_DICT(P_TEXT("best_estimator_") "h\1") "b."));
    cr_assert_eq(f.rc, DP_CORRUPT);
    test_close(&f);
    enum { TOWER = 300 };
    uint8_t tower[2 * TOWER + 4] = {0x80, 4};
    memset(tower + 2, ']', TOWER);
    memset(tower + 2 + TOWER, 'a', TOWER - 1);
    tower[2 * TOWER + 1] = '.';
    test_open_bytes(&f, (dp_span){tower, 2 * TOWER + 2});
    cr_assert_eq(f.rc, DP_LIMIT);
    test_close(&f);
}
