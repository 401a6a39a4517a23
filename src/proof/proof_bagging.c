/* BaggingClassifier, BaggingRegressor over single trees (over others: bagged.h):
 *
 *     y = (0.0 + tree 0 + tree 1 + …) / number of trees, each tree over its own columns
 *
 * A tree of a classifier answers for the numbers of the classes that it has met, and adds nothing to the others. */
#include "proof/bagged.h"
#include "proof/source_members.h"

struct bagging {
    dp_prover *p;
    dp_src_members members;
    dp_labels classes;   /* n 0: a regressor */
    dp_labels own;       /* of the tree at hand */
    double *row, *answer;
    uint64_t width;
    dp_span y;           /* once it is proved */
    dp_tree_sum sum;
};

static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    struct bagging *b = self;
    (void)p;
    memset(b->row, 0, b->width * sizeof *b->row);
    dp_src_answer(tree, i, b->answer);
    for (size_t k = 0; k < (b->classes.n != 0 ? b->own.n : 1); k++) {
        b->row[b->classes.n != 0 ? b->own.i[k] : 0] += b->answer[k];
    }
    return dp_row_is(&b->sum, row, b->row);
}

static bool knows_numbers(const struct bagging *b)
{
    bool good = b->own.kind == DP_LABEL_INT && b->own.n <= b->classes.n;
    for (size_t k = 0; good && k < b->own.n; k++) {
        good = b->own.i[k] >= 0 && (uint64_t)b->own.i[k] < b->classes.n;
    }
    return good;
}

static bool is_y(struct bagging *b, dp_span name)
{
    dp_span sum, n;
    bool classifier = b->classes.n != 0;
    if (b->y.n != 0) {
        return dp_same(b->p, name, b->y, "the trees");
    }
    b->y = name;
    if (!dp_is_binary(b->p, name, "Div", &sum, &n) || !dp_is_factor(b->p, n, sum, b->width, (double)b->members.n)
        || !dp_is_tree_sum(b->p, sum, b->members.n, b->width, &b->sum)) {
        return false;
    }
    for (size_t t = 0; t < b->members.n; t++) {
        dp_src_tree tree;
        if (!dp_src_members_read(&b->members, t, &tree, classifier ? &b->own : NULL)) {
            return false;
        }
        if (classifier && !knows_numbers(b)) {
            return dp_refute(b->p, "estimators_[%zu].classes_: no numbers of classes", t);
        }
        if (!dp_tree_same(b->p, &b->sum.forest, t, &tree, leaf_holds, b)) {
            return false;
        }
    }
    return dp_trees_done(b->p, &b->sum.forest);
}

static bool begin(struct bagging *b, dp_prover *p, dp_state *s, bool classifier)
{
    *b = (struct bagging){.p = p};
    if (!dp_src_members_find(p, s, classifier, &b->members) || !dp_input_holds(p, dp_src_members_features(&b->members))
        || !dp_src_members_find_columns(&b->members)) {
        return false;
    }
    if (classifier) {
        b->classes = dp_need_labels(s, "classes_");
    }
    b->width = classifier ? b->classes.n : 1;
    b->row = s->failed || b->width == 0 ? NULL : dp_take(p->ctx, b->width, sizeof *b->row);
    b->answer = b->row == NULL ? NULL : dp_take(p->ctx, b->width, sizeof *b->answer);
    return b->answer != NULL || dp_refute(p, "classes_: no labels");
}

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    dp_span y;
    (void)i;
    return dp_is_argmax(p, name, &y) && is_y(self, y);
}

bool dp_prove_bagging_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct bagging b;
    const dp_claim *likely = &c->probabilities[0];
    if (!dp_src_members_are_trees(s, true)) {
        return dp_prove_bagged(p, s, c, true);
    }
    if (!dp_claims_only(p, c, false, true, true, false) || !begin(&b, p, s, true)) {
        return false;
    }
    if (likely->port != NULL && (!dp_claim_numbers(p, likely, b.width) || !is_y(&b, likely->value))) {
        return false;
    }
    return dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &b.classes, is_winner, &b);
}

bool dp_prove_bagging_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct bagging b;
    dp_span flat, y;
    if (!dp_src_members_are_trees(s, false)) {
        return dp_prove_bagged(p, s, c, false);
    }
    return dp_claims_only(p, c, true, false, false, false) && begin(&b, p, s, false) && c->number.port != NULL
           && dp_claim_numbers(p, &c->number, 1) && dp_claim_flat(p, &c->number, &flat)
           && dp_is_column_as(p, flat, 1, &y) && is_y(&b, y);
}
