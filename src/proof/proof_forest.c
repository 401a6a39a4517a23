/* Single trees and forests of them: DecisionTree, ExtraTree, RandomForest, ExtraTrees.
 *
 *     one tree:  y = the leaf's numbers; of a classifier its fractions, and behind them the number of each output's
 *                greatest class, as predict takes it from the counts themselves
 *     a forest:  y = (0.0 + tree 0 + tree 1 + …) / number of trees
 *     predict of a forest's classifier: the first greatest of y */
#include "proof/prove.h"
#include "proof/source_members.h"

struct forest {
    dp_prover *p;
    dp_state *model;
    bool classifier, single;
    size_t n_outputs;
    dp_labels *classes;        /* of each output */
    const dp_id *estimator;
    size_t n_trees;
    uint64_t answers, width;   /* numbers of all outputs; with the winners of a single tree behind them */
    double *row;               /* room for one */
    dp_span y;                 /* once it is proved */
    dp_tree_sum sum;
};

/* ---- the pickle ---- */

static bool read_classes(struct forest *f, dp_state *s)
{
    size_t n = 1;
    dp_id id = dp_need(s, "classes_");
    const dp_id *each = f->n_outputs == 1 ? &id : dp_items_of(s, id, "classes_", &n);
    f->classes = s->failed ? NULL : dp_take(f->p->ctx, f->n_outputs, sizeof *f->classes);
    if (f->classes == NULL || n != f->n_outputs) {
        return dp_refute(f->p, "classes_: not of %zu outputs", f->n_outputs);
    }
    for (size_t k = 0; k < n; k++) {
        f->classes[k] = dp_labels_of(s, each[k], "classes_");
    }
    return !s->failed || dp_refute(f->p, "classes_: no labels");
}

static bool read_model(struct forest *f, dp_state *s)
{
    int64_t n = dp_get_int(s, "n_outputs_", 0);
    if (s->failed || n < 1 || n > INT32_MAX || (f->classifier && n > DP_CLAIM_LABELS)) {
        return dp_refute(f->p, "n_outputs_ out of range");
    }
    f->n_outputs = (size_t)n;
    if (f->classifier && !read_classes(f, s)) {
        return false;
    }
    f->n_trees = 1;
    f->estimator = f->single ? &s->obj : dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &f->n_trees);
    if (f->estimator == NULL || f->n_trees == 0) {
        return dp_refute(f->p, "estimators_: no trees");
    }
    for (size_t k = 0; k < f->n_outputs; k++) {
        f->answers += f->classifier ? f->classes[k].n : 1;
    }
    f->width = f->answers + (f->single && f->classifier ? f->n_outputs : 0);
    f->row = dp_take(f->p->ctx, f->width, sizeof *f->row);
    return f->row != NULL;
}

/* The tree answers for the same outputs and classes as the model. */
static bool fits(const struct forest *f, const dp_src_tree *tree, size_t t)
{
    bool good = tree->n_outputs == f->n_outputs;
    for (size_t k = 0; good && f->classifier && k < f->n_outputs; k++) {
        good = (uint64_t)tree->n_classes[k] == f->classes[k].n;
    }
    return good || dp_refute(f->p, "tree %zu: other outputs or classes than the model", t);
}

/* ---- the trees ---- */

static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    struct forest *f = self;
    (void)p;
    dp_src_answer(tree, i, f->row);
    if (f->single && f->classifier) {
        dp_src_winners(tree, i, f->row + f->answers);
    }
    for (uint64_t k = 0; k < f->answers && !f->single; k++) {
        f->row[k] += 0.0; /* the sum begins with 0.0, to which -0.0 adds nothing */
    }
    return dp_row_is(&f->sum, row, f->row);
}

static bool tree_holds(struct forest *f, size_t t)
{
    dp_src_tree tree;
    dp_state s = f->single ? *f->model
                           : dp_state_open(f->model, f->estimator[t], dp_take_printf(f->p->ctx, "estimators_[%zu]", t));
    if (s.failed || (!f->single && !dp_src_is_tree(f->classifier, dp_obj_class(s.heap, s.obj)))) {
        return dp_refute(f->p, "estimators_[%zu]: no single tree", t);
    }
    return dp_src_tree_read(f->p, &s, f->classifier, &tree) && fits(f, &tree, t)
           && dp_tree_same(f->p, &f->sum.forest, t, &tree, leaf_holds, f);
}

static bool is_y(struct forest *f, dp_span name)
{
    dp_span sum = name;
    dp_span n;
    if (f->y.n != 0) {
        return dp_same(f->p, name, f->y, "the trees");
    }
    f->y = name;
    if (!f->single
        && (!dp_is_binary(f->p, name, "Div", &sum, &n) || !dp_is_factor(f->p, n, sum, f->width, (double)f->n_trees))) {
        return false;
    }
    if (!dp_is_tree_sum(f->p, sum, f->n_trees, f->width, &f->sum)) {
        return false;
    }
    for (size_t t = 0; t < f->n_trees; t++) {
        if (!tree_holds(f, t)) {
            return false;
        }
    }
    return dp_trees_done(f->p, &f->sum.forest);
}

/* ---- outputs ---- */

/* The fractions of output k: some columns of y, or all of it. */
static bool is_fractions(struct forest *f, size_t k, dp_span name)
{
    uint64_t from = 0;
    dp_span y = name;
    for (size_t i = 0; i < k; i++) {
        from += f->classes[i].n;
    }
    bool all = f->n_outputs == 1 && !f->single;
    return (all || dp_is_slice(f->p, name, from, from + f->classes[k].n, &y)) && is_y(f, y);
}

static bool is_winner(dp_prover *p, void *self, size_t k, dp_span name)
{
    struct forest *f = self;
    dp_span flat;
    dp_span column;
    dp_span y;
    uint64_t at = f->answers + k;
    if (!f->single) {
        return dp_is_argmax(p, name, &y) && is_fractions(f, k, y);
    }
    return dp_is_cast(p, name, DP_FORM_INT64, &flat) && dp_is_column_as(p, flat, 1, &column)
           && dp_is_slice(p, column, at, at + 1, &y) && is_y(f, y);
}

static bool classes_hold(struct forest *f, const dp_claims *claims)
{
    for (size_t k = 0; k < DP_CLAIM_LABELS; k++) {
        const dp_claim *claim = &claims->probabilities[k];
        if (claim->port == NULL) {
            continue;
        }
        if (k >= f->n_outputs || !dp_claim_numbers(f->p, claim, f->classes[k].n) || !is_fractions(f, k, claim->value)) {
            return dp_refute(f->p, "probabilities of an output that the model does not have");
        }
    }
    return dp_claim_labels(f->p, claims, f->n_outputs, f->classes, is_winner, f);
}

static bool numbers_hold(struct forest *f, const dp_claims *claims)
{
    dp_span y = claims->number.value;
    if (claims->number.port == NULL || !dp_claim_numbers(f->p, &claims->number, f->n_outputs)) {
        return dp_refute(f->p, "no numbers");
    }
    if (f->n_outputs == 1 && (!dp_claim_flat(f->p, &claims->number, &y) || !dp_is_column_as(f->p, y, 1, &y))) {
        return false;
    }
    return is_y(f, y);
}

static bool prove(dp_prover *p, dp_state *s, const dp_claims *claims, bool classifier, bool single)
{
    struct forest f = {.p = p, .model = s, .classifier = classifier, .single = single};
    int64_t n = dp_get_int(s, "n_features_in_|n_features_", 0);
    return dp_input_holds(p, n > 0 ? (uint64_t)n : 0) && dp_claims_only(p, claims, !classifier, classifier, classifier, false)
           && read_model(&f, s) && (classifier ? classes_hold(&f, claims) : numbers_hold(&f, claims));
}

bool dp_prove_tree_classifier(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    return prove(p, s, claims, true, true);
}

bool dp_prove_tree_regressor(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    return prove(p, s, claims, false, true);
}

bool dp_prove_forest_classifier(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    return prove(p, s, claims, true, false);
}

bool dp_prove_forest_regressor(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    return prove(p, s, claims, false, false);
}
