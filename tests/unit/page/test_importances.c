/* Importances to the bit, beside feature_importances_ of scikit-learn 1.9.1 for the files of tests/cases. */
#include "support/model.h"

#include "page/forest.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *folder;
    double want[4];
} rows[] = {
    {"forests/good-rf-clf3-str-1.9", {0.15803547856109149, 0.22285726988454319, 0.16325293947563244, 0.45585431207873295}},
    {"forests/good-et-reg-1.9", {0.23012915688316532, 0.07621599061044981, 0.6786716952515035, 0.01498315725488126}},
    {"forests/good-rf-nan-1.9", {0.22675954363999007, 0.23541783632166813, 0.16211407820235507, 0.3757085418359867}},
    {"trees/good-tree-clf-balanced-1.9", {0.21330819647400662, 0.2164815845845808, 0.0050475168948623675, 0.5651627020465503}},
    {"boosting/good-gb-clf3-1.9", {0.3901739509208102, 0.028965708756539702, 0.575425477316691, 0.005434863005959081}},
    {"boosting/good-gb-reg-1.9", {0.3795495998708364, 0.000489547956369459, 0.010034272642375707, 0.6099265795304185}},
};

static void open_case(test_file *f, const char *folder)
{
    char path[500];
    const char *source = getenv("DEPICKLE_SOURCE");
    snprintf(path, sizeof path, "%s/tests/cases/%s", source != NULL ? source : ".", folder);
    test_open(f, path, "input.pkl");
    cr_assert_eq(f->rc, DP_OK, "%s", path);
}

Test(importances, are_those_of_scikit_learn)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_file f;
        dp_record_forest forest;
        open_case(&f, rows[i].folder);
        dp_id obj = f.models.at[0]->obj;
        dp_record_forest_of(f.ctx, f.loaded.heap, obj, &forest);
        const double *found = dp_importances(f.ctx, &forest, dp_importance_of(f.loaded.heap, obj, f.models.at[0]->canonical));
        cr_assert_not_null(found, "%s", rows[i].folder);
        cr_assert_eq(forest.n_features, 4);
        for (size_t k = 0; k < 4; k++) {
            cr_assert(found[k] == rows[i].want[k], "%s: %.17g, not %.17g", rows[i].folder, found[k], rows[i].want[k]);
        }
        test_close(&f);
    }
}

/* Before 0.22 ensembles put them together in another way: nothing is told rather than something else. */
Test(importances, of_old_ensembles_are_not_told)
{
    test_file f;
    open_case(&f, "forests/good-rf-reg-0.17");
    cr_assert_eq(dp_importance_of(f.loaded.heap, f.models.at[0]->obj, f.models.at[0]->canonical), DP_IMPORTANCE_NONE);
    test_close(&f);
}

Test(importances, facts_agree_with_each_other)
{
    test_file f;
    dp_record_forest forest;
    dp_forest_facts facts;
    open_case(&f, rows[0].folder);
    dp_id obj = f.models.at[0]->obj;
    dp_record_forest_of(f.ctx, f.loaded.heap, obj, &forest);
    cr_assert(dp_forest_facts_of(f.ctx, &forest, DP_IMPORTANCE_FOREST, 3, &facts));
    cr_assert_eq(forest.n, 5);
    cr_assert_eq(facts.nodes, 105);
    cr_assert_eq(facts.leaves + facts.splits, facts.nodes);
    cr_assert_eq(facts.leaves, facts.splits + forest.n);
    cr_assert_eq(facts.used, 4);
    cr_assert_eq(facts.n_shown, 3);
    cr_assert_eq(facts.shown[0].feature, 3);
    cr_assert_eq(facts.depth.most, 4);
    for (size_t i = 0; i < facts.n_shown; i++) {
        uint64_t all = 0;
        for (size_t k = 0; k < DP_FOREST_BINS; k++) {
            all += facts.shown[i].bin[k];
        }
        cr_assert_eq(all, facts.shown[i].splits);
        cr_assert(i == 0 || facts.shown[i].importance <= facts.shown[i - 1].importance);
    }
    test_close(&f);
}
