#include "model/era.h"
#include "model/params.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_param(const char *class, const char *name)
{
    size_t n;
    const dp_param *p = dp_params_of(class, &n);
    for (size_t i = 0; p != NULL && i < n; i++) {
        if (strcmp(p[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* In functions: the tables have thousands of rows, and each assertion in place costs the compiler more than all else. */
static void must_be_param(const char *table, const char *class, const char *name)
{
    cr_assert(is_param(class, name), "%s: %s.%s", table, class, name);
}

static void must_be_none(const char *table, const char *class, const char *name)
{
    cr_assert(!is_param(class, name), "%s: %s.%s", table, class, name);
}

Test(params, every_class_is_found_and_whole)
{
    static const struct { const char *class, *first, *last; size_t n; } known[] = {
        {"sklearn.calibration.CalibratedClassifierCV", "estimator", "ensemble", 5},
        {"sklearn.ensemble.RandomForestRegressor", "n_estimators", "monotonic_cst", 18},
        {"sklearn.preprocessing.Imputer", "missing_values", "copy", 5},
        {"sklearn.preprocessing.LabelEncoder", "", "", 1},
        {"sklearn.tree.ExtraTreeRegressor", "criterion", "monotonic_cst", 12},
    };
    size_t n;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const dp_param *p = dp_params_of(known[i].class, &n);
        cr_assert_not_null(p, "%s", known[i].class);
        cr_assert_eq(n, known[i].n, "%s: %zu", known[i].class, n);
        cr_assert_str_eq(p[0].name, known[i].first);
        cr_assert_str_eq(p[n - 1].name, known[i].last);
    }
    cr_assert_null(dp_params_of("sklearn.tree._tree.Tree", &n));
    cr_assert_null(dp_params_of("", &n));
    cr_assert_null(dp_params_of("zzz", &n));
#define PARAM(class, name, otherwise) must_be_param("PARAM", class, name);
#include "model/params.def"
#undef PARAM
}

static const char *before;

/* Rows are sorted, so that none stands twice. */
static void in_order(const char *table, const char *row)
{
    cr_assert(before == NULL || strcmp(before, row) < 0, "%s: %s after %s", table, row, before);
    before = row;
}

Test(era, tables_are_sorted)
{
    before = NULL;
#define RENAMED(class, from, to) in_order("RENAMED", class " " from " " to);
#include "model/era.def"
#undef RENAMED
    before = NULL;
#define SPELLED(class, parameter, from, to) in_order("SPELLED", class " " parameter " " from " " to);
#include "model/era.def"
#undef SPELLED
    before = NULL;
#define DROPPED(class, parameter) in_order("DROPPED", class " " parameter);
#include "model/era.def"
#undef DROPPED
}

/* What is respelled or filled in is a parameter today, what was dropped is none. */
Test(era, tables_agree_with_todays_parameters)
{
#define SPELLED(class, parameter, from, to) if (class[0] != '*') { must_be_param("SPELLED", class, parameter); }
#include "model/era.def"
#undef SPELLED
#define FILLED(class, parameter, other, found, value) \
    must_be_param("FILLED", class, parameter);                        \
    if (other[0] != '\0') { must_be_param("FILLED", class, other); }
#include "model/era.def"
#undef FILLED
#define DROPPED(class, parameter) must_be_none("DROPPED", class, parameter);
#include "model/era.def"
#undef DROPPED
#define RENAMED(class, from, to) must_be_none("RENAMED", class, from);
#include "model/era.def"
#undef RENAMED
}

static const char *null_of(void *self, const char *other)
{
    (void)self;
    return strcmp(other, "n_iter_no_change") == 0 ? "null" : "";
}

static const char *ten_of(void *self, const char *other)
{
    (void)self;
    (void)other;
    return "10";
}

Test(era, names_and_spellings_of_classes)
{
    static const char forest[] = "sklearn.ensemble.RandomForestRegressor", boosting[] = "sklearn.ensemble.HistGradientBoostingRegressor";
    cr_assert_str_eq(dp_era_name(forest, "n_features_"), "n_features_in_");
    cr_assert_str_eq(dp_era_name("sklearn.feature_selection.RFE", "n_features_"), "n_features_");
    cr_assert_str_eq(dp_era_name(forest, "base_estimator_"), "estimator_");
    cr_assert_str_eq(dp_era_name("mine.Ensemble", "base_estimator_"), "base_estimator_");
    cr_assert_str_eq(dp_era_spelled(forest, "criterion", "\"mse\""), "\"squared_error\"");
    cr_assert_str_eq(dp_era_spelled(forest, "max_features", "\"auto\""), "1.0");
    cr_assert_null(dp_era_spelled(forest, "max_features", "\"sqrt\""));
    cr_assert_null(dp_era_spelled("mine.Forest", "criterion", "\"mse\""));
    cr_assert(dp_era_dropped(forest, "min_impurity_split"));
    cr_assert(!dp_era_dropped(forest, "n_estimators"));
    cr_assert_str_eq(dp_era_filled(boosting, "early_stopping", null_of, NULL), "false");
    cr_assert_str_eq(dp_era_filled(boosting, "early_stopping", ten_of, NULL), "true");
    cr_assert_null(dp_era_filled(forest, "max_samples", null_of, NULL));
}
