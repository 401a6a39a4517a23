/* RandomTreesEmbedding: a column for each leaf of each tree, 1 where the row of the input reaches it. The columns of a tree
 * are its leaves in the order of their numbers, as the one-hot encoder found them:
 *   categories_[tree]                     0.20 and later
 *   active_features_, feature_indices_    before: feature_indices_[tree] + the number of the leaf
 *
 *     variable = Cast(leaf rows[:, tree of the column] == number of the column) */
#include "proof/prove.h"
#include "proof/trees.h"

struct embedding {
    dp_prover *p;
    size_t n_trees;
    int64_t *tree_of;     /* of each column */
    int64_t *leaf_of;     /* of each column: a node of that tree */
    int64_t *number;      /* of each column: 0, 1, 2 … */
    uint64_t *first;      /* column of each tree, and one more */
    uint64_t columns;
    size_t at;            /* the tree at hand */
};

static bool take_columns(struct embedding *e, uint64_t columns)
{
    e->columns = columns;
    e->tree_of = dp_take(e->p->ctx, columns, sizeof *e->tree_of);
    e->leaf_of = dp_take(e->p->ctx, columns, sizeof *e->leaf_of);
    e->number = dp_take(e->p->ctx, columns, sizeof *e->number);
    e->first = dp_take(e->p->ctx, e->n_trees + 1, sizeof *e->first);
    return e->tree_of != NULL && e->leaf_of != NULL && e->number != NULL && e->first != NULL;
}

static void put_column(struct embedding *e, uint64_t c, size_t t, double leaf)
{
    e->tree_of[c] = (int64_t)t;
    e->leaf_of[c] = leaf >= 0 && leaf < INT32_MAX ? (int64_t)leaf : -1;
    e->number[c] = (int64_t)c;
}

static bool from_categories(struct embedding *e, dp_state *encoder)
{
    size_t n = 0;
    uint64_t columns = 0;
    const dp_id *lists = dp_items_of(encoder, dp_need(encoder, "categories_"), "categories_", &n);
    for (size_t t = 0; lists != NULL && t < n; t++) {
        columns += dp_nums_of(encoder, lists[t], "categories_", 1).count;
    }
    if (encoder->failed || n != e->n_trees || !take_columns(e, columns)) {
        return dp_refute(e->p, "one_hot_encoder_: not a list for each tree");
    }
    uint64_t c = 0;
    for (size_t t = 0; t < n; t++) {
        dp_nums list = dp_nums_of(encoder, lists[t], "categories_", 1);
        for (uint64_t i = 0; i < list.count; i++) {
            put_column(e, c++, t, list.v[i]);
        }
        e->first[t + 1] = c;
    }
    return true;
}

static bool from_active_features(struct embedding *e, dp_state *encoder)
{
    dp_nums active = dp_need_nums_any(encoder, "active_features_", 1);
    dp_nums first = dp_need_nums_any(encoder, "feature_indices_", 1);
    if (encoder->failed || first.count != e->n_trees + 1 || !take_columns(e, active.count)) {
        return dp_refute(e->p, "one_hot_encoder_: not a range for each tree");
    }
    uint64_t c = 0;
    for (size_t t = 0; t < e->n_trees; t++) {
        for (; c < active.count && active.v[c] < first.v[t + 1]; c++) {
            put_column(e, c, t, active.v[c] - first.v[t]);
        }
        e->first[t + 1] = c;
    }
    return c == active.count || dp_refute(e->p, "one_hot_encoder_: not a range for each tree");
}

/* The leaf's row in the file is the number of its column. */
static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    const struct embedding *e = self;
    (void)p;
    (void)tree;
    return row >= e->first[e->at] && row < e->first[e->at + 1] && e->leaf_of[row] == (int64_t)i;
}

static bool trees_hold(struct embedding *e, dp_state *s, const dp_id *estimator, dp_file_forest *f)
{
    for (e->at = 0; e->at < e->n_trees; e->at++) {
        dp_src_tree tree;
        dp_state child = dp_state_open(s, estimator[e->at], dp_take_printf(e->p->ctx, "estimators_[%zu]", e->at));
        if (child.failed || !dp_src_tree_read(e->p, &child, false, &tree)
            || !dp_tree_same(e->p, f, e->at, &tree, leaf_holds, e)) {
            return dp_refute(e->p, "estimators_[%zu]: no tree", e->at);
        }
    }
    return dp_trees_done(e->p, f);
}

static bool is_embedding(struct embedding *e, dp_span name, dp_file_forest *f)
{
    dp_span hit, own, column, rows, tree;
    return dp_is_cast(e->p, name, DP_FORM_DOUBLE, &hit) && dp_is_binary(e->p, hit, "Equal", &own, &column)
           && dp_is_i64s(e->p, column, 1, e->columns, e->number) && dp_is_gather(e->p, own, 1, &rows, &tree)
           && dp_is_i64s(e->p, tree, 1, e->columns, e->tree_of) && dp_is_leaf_rows(e->p, rows, f)
           && (f->n_trees == e->n_trees || dp_refute(e->p, "another number of trees"));
}

bool dp_prove_embedding(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct embedding e = {.p = p};
    dp_file_forest f;
    const dp_id *estimator = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &e.n_trees);
    dp_state encoder = dp_state_open(s, dp_need(s, "one_hot_encoder_"), "one_hot_encoder_");
    if (s->failed || encoder.failed || e.n_trees == 0 || !dp_claims_only(p, c, true, false, false, false)) {
        return dp_refute(p, "estimators_: no trees");
    }
    bool read = dp_has(&encoder, "categories_") ? from_categories(&e, &encoder) : from_active_features(&e, &encoder);
    return read && dp_input_holds(p, dp_features_of(p, s, estimator[0])) && c->number.port != NULL
           && dp_claim_numbers(p, &c->number, e.columns) && is_embedding(&e, c->number.value, &f)
           && trees_hold(&e, s, estimator, &f);
}
