#include "model/prefix.h"
#include "support/model.h"
#include "support/pickles.h"

#include <criterion/criterion.h>

#define SCALER P_OBJECT("sklearn.preprocessing._data", "StandardScaler", "")
#define FUNCTION P_OBJECT("sklearn.preprocessing._function_transformer", "FunctionTransformer", "")
#define RIDGE P_OBJECT("sklearn.linear_model._ridge", "Ridge", "")
#define PIPE(steps) P_OBJECT("sklearn.pipeline", "Pipeline", P_TEXT("steps") P_LIST(steps) P_TEXT("verbose") P_INT(7))
#define STEP(name, step) P_TUPLE(P_TEXT(name) step)
#define THREE PIPE(STEP("scale", SCALER) STEP("clean", FUNCTION) STEP("last", RIDGE))

/* Three steps; with a pipeline of three as its first of two; the search over it; and in a dict. */
static const dp_span plain = DP_LIT(P_FILE(THREE));
static const dp_span nested = DP_LIT(P_FILE(PIPE(STEP("first", THREE) STEP("second", RIDGE))));
static const dp_span searched = DP_LIT(P_FILE(P_OBJECT("sklearn.model_selection._search", "GridSearchCV", P_TEXT("best_estimator_") THREE)));
static const dp_span held = DP_LIT(P_FILE(P_DICT(P_TEXT("model") THREE)));

Test(prefix, stands_before_what_is_blocked)
{
    static const struct {
        dp_span pickle;
        const char *blocked, *path; /* NULL: nothing before it */
    } rows[] = {
        {plain, "steps[2]", "$[:2]"},
        {plain, "$.steps[1].transformers_[0]", "$[:1]"},
        {plain, "steps[0]", NULL},
        {plain, "", NULL},
        {plain, "steps[12345678901]", NULL}, /* no number of a step */
        {plain, "steps[1", NULL},
        {plain, "[:2].steps[1]", "$[:1]"}, /* within such a part: a shorter one */
        {nested, "steps[0].steps[2]", "$[0][:2]"},
        {nested, "steps[1]", "$[:1]"},
        {searched, "best_estimator_.steps[2]", "$.best_estimator_[:2]"},
        {searched, "estimator.steps[2]", NULL},
        {held, "['model'].steps[1]", "$['model'][:1]"},
        {held, "['other'].steps[1]", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_file f;
        test_open_bytes(&f, rows[i].pickle);
        cr_assert_eq(f.models.n, 1, "row %zu", i);
        const char *path = dp_prefix_path(f.ctx, f.models.at[0], rows[i].blocked);
        cr_assert_eq(path == NULL, rows[i].path == NULL, "row %zu: %s", i, path != NULL ? path : "nothing");
        cr_assert(path == NULL || strcmp(path, rows[i].path) == 0, "row %zu: %s", i, path);
        test_close(&f);
    }
}

/* The steps that a part has. */
static size_t steps_of(const dp_model *part)
{
    dp_heap *heap = part->file->heap;
    return dp_at(heap, dp_obj_get(heap, dp_model_dict(heap, part->obj), "steps"))->len;
}

Test(prefix, is_the_pipeline_with_fewer_steps)
{
    static const struct {
        dp_span pickle;
        const char *path;
        size_t steps; /* 0: the path names no part */
        const char *left;
    } rows[] = {
        {plain, "$[:1]", 1, "'clean' (FunctionTransformer), 'last' (Ridge)"},
        {plain, "$[:2]", 2, "'last' (Ridge)"},
        {plain, "$[:3]", 0, ""}, /* that is all of it */
        {plain, "$[:0]", 0, ""},
        {plain, "$[:2]x", 0, ""},
        {plain, "$[0][:1]", 0, ""}, /* a scaler has no steps */
        {plain, "$.best_estimator_[:1]", 0, ""},
        {nested, "$[0][:2]", 2, "'last' (Ridge), 'second' (Ridge)"},
        {nested, "$[1][:1]", 0, ""},
        {searched, "$.best_estimator_[:1]", 1, "'clean' (FunctionTransformer), 'last' (Ridge)"},
        {held, "$['model'][:2]", 2, "'last' (Ridge)"},
        {held, "$['other'][:2]", 0, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_file f;
        dp_prefix prefix;
        test_open_bytes(&f, rows[i].pickle);
        bool there = dp_prefix_at(f.ctx, f.models.at[0], rows[i].path, &prefix);
        cr_assert_eq(there, rows[i].steps != 0, "row %zu", i);
        if (there) {
            cr_assert_eq(steps_of(prefix.model), rows[i].steps, "row %zu: %zu", i, steps_of(prefix.model));
            cr_assert_str_eq(prefix.left, rows[i].left);
            cr_assert_str_eq(prefix.model->path, rows[i].path);
            cr_assert_str_eq(prefix.model->canonical, "sklearn.pipeline.Pipeline");
            dp_heap *heap = f.models.at[0]->file->heap; /* what else it has stays, and the whole one is as it was */
            dp_id verbose = dp_obj_get(heap, dp_model_dict(heap, prefix.model->obj), "verbose");
            cr_assert_eq(dp_at(heap, verbose)->u.i, 7);
            cr_assert_neq(prefix.model->obj, f.models.at[0]->obj);
        }
        test_close(&f);
    }
}
