#include "converters/common/linear_leaves.h"

double dp_linear_leaf_add(dp_state *s, dp_linear_leaves *l, const dp_linear_leaf *leaf, uint64_t n_features)
{
    dp_linear_leaf *slot = s->failed ? NULL : dp_grow(s->ctx, &l->leaf, (size_t)l->n, sizeof *slot);
    if (slot == NULL) {
        s->failed = true;
        return 0;
    }
    for (uint64_t k = 0; k < leaf->terms; k++) {
        if (!(leaf->feature[k] >= 0 && leaf->feature[k] < (double)n_features)) {
            dp_corrupt(s, "leaf_features: expected one of %llu features, found %g", (unsigned long long)n_features,
                       leaf->feature[k]);
        }
    }
    *slot = *leaf;
    l->most = leaf->terms > l->most ? leaf->terms : l->most;
    return (double)l->n++;
}

/* What the rows of a forest's table stand for. */
struct rows {
    const dp_linear_leaves *l;
    const double *table;
    uint32_t n;
};

/* NULL: the leaf of an output without trees. */
static const dp_linear_leaf *leaf_at(const struct rows *r, uint32_t i)
{
    return (uint64_t)r->table[i] < r->l->n ? &r->l->leaf[(uint64_t)r->table[i]] : NULL;
}

/* A number of each leaf: its value, its first summand. */
static dp_val numbers(dp_graph *g, const struct rows *r, bool first)
{
    double *v = dp_graph_take(g, r->n, sizeof *v);
    for (uint32_t i = 0; i < r->n && !g->failed; i++) {
        const dp_linear_leaf *leaf = leaf_at(r, i);
        v[i] = leaf == NULL ? 0.0 : first ? leaf->first : leaf->value;
    }
    return dp_row(g, v, r->n);
}

/* Term k of each tree and row, [T,N]; what has none, has 0 times the column of zeros behind the features. */
struct term {
    dp_val x, product;
};

static struct term term_of(dp_graph *g, const struct rows *r, uint64_t k, dp_val row, dp_val wide, int64_t zeros)
{
    double *coef = dp_graph_take(g, r->n, sizeof *coef);
    int64_t *feature = dp_graph_take(g, r->n, sizeof *feature);
    for (uint32_t i = 0; i < r->n && !g->failed; i++) {
        const dp_linear_leaf *leaf = leaf_at(r, i);
        bool has = leaf != NULL && k < leaf->terms;
        coef[i] = has ? leaf->coef[k] : 0.0;
        feature[i] = has ? (int64_t)leaf->feature[k] : zeros;
    }
    if (g->failed) {
        return (struct term){0, 0};
    }
    dp_val x = dp_gather_elements(g, wide, dp_gather(g, dp_row_i64(g, feature, r->n), row, 0), 0);
    return (struct term){x, dp_binary(g, DP_OP_MUL, dp_gather(g, dp_row(g, coef, r->n), row, 0), x)};
}

/* x, and a column of zeros behind it. */
static dp_val with_zeros(dp_graph *g, dp_val x)
{
    dp_val is_nan = dp_cast(g, dp_unary(g, DP_OP_IS_NAN, dp_slice(g, x, 1, 0, 1)), DP_T_F64);
    dp_val both[] = {x, dp_binary(g, DP_OP_MUL, is_nan, dp_scalar(g, 0.0))};
    return dp_concat(g, both, 2, 1);
}

/* Where(missing, yes, no) of [T,N]: [T,N,1]. */
static dp_val choose(dp_graph *g, dp_val missing, dp_val yes, dp_val no, uint64_t trees)
{
    const int64_t dim[] = {(int64_t)trees, -1, 1};
    dp_val both[] = {dp_reshape(g, no, dim, 3), dp_reshape(g, yes, dim, 3)};
    dp_val which = dp_binary(g, DP_OP_GREATER, missing, dp_scalar(g, 0.0));
    return dp_gather_elements(g, dp_concat(g, both, 2, 2), dp_reshape(g, dp_cast(g, which, DP_T_I64), dim, 3), 2);
}

/* Trees stand before rows: ONNX Runtime turns a Transpose and a ReduceSum into a sum in an order of its own. */
dp_val dp_linear_leaves_sum(dp_graph *g, const dp_linear_leaves *l, dp_val x, dp_val seen, const dp_forest *forest,
                            const double *table)
{
    static const uint8_t turn[] = {1, 0};
    const struct rows r = {l, table, forest != NULL ? forest->n_rows : 0};
    dp_val row = dp_transpose(g, dp_leaf_rows(g, seen, forest), turn);
    dp_val wide = l->most != 0 ? dp_transpose(g, with_zeros(g, x), turn) : 0;
    dp_val sum = dp_gather(g, numbers(g, &r, true), row, 0);
    dp_val missing = 0;
    for (uint64_t k = 0; k < l->most && !g->failed; k++) {
        struct term term = term_of(g, &r, k, row, wide, (int64_t)dp_value_at(g, x)->shape.dim[1]);
        dp_val is_nan = dp_cast(g, dp_unary(g, DP_OP_IS_NAN, term.x), DP_T_F64);
        sum = dp_binary(g, DP_OP_ADD, sum, term.product);
        missing = missing == 0 ? is_nan : dp_binary(g, DP_OP_ADD, missing, is_nan);
    }
    if (missing == 0 || g->failed) {
        return dp_column(g, dp_reduce_sum(g, sum, 0, false));
    }
    dp_val value = dp_gather(g, numbers(g, &r, false), row, 0);
    return dp_reduce_sum(g, choose(g, missing, value, sum, forest->n_trees), 0, false);
}
