#include "converters/common/coupling.h"

enum { STEPS = 8 };

/* All values stand with the class (or pair) first, [classes, N]: sums over classes go in their order. */
struct couple {
    dp_graph *g;
    int64_t n;
    dp_val *r;   /* [n * n] of classes i and j, [1, N]: how likely i is of these two */
    dp_val *row; /* [n] Q's row t: [n, N] */
    dp_val *own; /* [n] Q[t][t]: [1, N] */
};

static dp_val one(dp_graph *g)
{
    return dp_scalar(g, 1.0);
}

/* 1 / (1 + exp(f)) without overflow, as libsvm: of -|f| first; kept off 0 and 1. [pairs, N] */
static dp_val platt(dp_graph *g, dp_val sums, uint64_t pairs, const double *a, const double *b)
{
    static const uint8_t turn[] = {1, 0};
    dp_val f = dp_plus(g, dp_times(g, dp_transpose(g, sums, turn), dp_matrix(g, a, pairs, 1)), dp_matrix(g, b, pairs, 1));
    dp_val above = dp_cast(g, dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_LESS, f, dp_scalar(g, 0.0))), DP_T_F64);
    dp_val e = dp_unary(g, DP_OP_EXP, dp_unary(g, DP_OP_NEG, dp_unary(g, DP_OP_ABS, f)));
    /* e or 1 above: above * e + (1 - above), both exact */
    dp_val top = dp_plus(g, dp_times(g, above, e), dp_minus(g, one(g), above));
    dp_val p = dp_over(g, top, dp_plus(g, one(g), e));
    return dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, p, dp_scalar(g, 1e-7)), dp_scalar(g, 1 - 1e-7));
}

static void open_pairs(struct couple *c, dp_val p)
{
    dp_graph *g = c->g;
    int64_t pair = 0;
    for (int64_t i = 0; i < c->n; i++) {
        for (int64_t j = i + 1; j < c->n; j++, pair++) {
            c->r[i * c->n + j] = dp_slice(g, p, 0, pair, pair + 1);
            c->r[j * c->n + i] = dp_minus(g, one(g), c->r[i * c->n + j]);
        }
    }
}

/* Q[t][t] = Σ r[j][t]², Q[t][j] = -r[j][t] r[t][j] */
static void open_rows(struct couple *c)
{
    dp_graph *g = c->g;
    dp_val *column = dp_graph_take(g, (uint64_t)c->n, sizeof *column);
    for (int64_t t = 0; t < c->n && !g->failed; t++) {
        dp_val sum = 0;
        for (int64_t j = 0; j < c->n; j++) {
            dp_val other = c->r[j * c->n + t];
            if (j != t) {
                dp_val square = dp_times(g, other, other);
                sum = sum == 0 ? square : dp_plus(g, sum, square);
                int64_t lower = j < t ? j : t; /* as libsvm writes it once and copies it */
                int64_t upper = j < t ? t : j;
                column[j] = dp_unary(g, DP_OP_NEG, dp_times(g, c->r[upper * c->n + lower], c->r[lower * c->n + upper]));
            }
        }
        column[t] = sum;
        c->own[t] = sum;
        c->row[t] = dp_concat(g, column, (size_t)c->n, 0);
    }
}

/* Every class once, one after the other; what one has moved, the next one sees. */
static dp_val move_all(struct couple *c, dp_val p, dp_val qp, dp_val pqp)
{
    dp_graph *g = c->g;
    for (int64_t t = 0; t < c->n && !g->failed; t++) {
        double *unit = dp_graph_take(g, (uint64_t)c->n, sizeof *unit);
        if (g->failed) {
            break;
        }
        unit[t] = 1.0;
        dp_val at = dp_slice(g, qp, 0, t, t + 1);
        dp_val d = dp_over(g, dp_minus(g, pqp, at), c->own[t]);
        dp_val more = dp_plus(g, one(g), d);
        dp_val slope = dp_plus(g, dp_times(g, d, c->own[t]), dp_plus(g, at, at));
        pqp = dp_over(g, dp_over(g, dp_plus(g, pqp, dp_times(g, d, slope)), more), more);
        qp = dp_over(g, dp_plus(g, qp, dp_times(g, d, c->row[t])), more);
        p = dp_over(g, dp_plus(g, p, dp_times(g, d, dp_matrix(g, unit, (uint64_t)c->n, 1))), more);
    }
    return p;
}

/* One step for the rows that need it; the others stay, and so will need none afterwards either. */
static dp_val step(struct couple *c, dp_val p)
{
    dp_graph *g = c->g;
    dp_val *column = dp_graph_take(g, (uint64_t)c->n, sizeof *column);
    for (int64_t t = 0; t < c->n && !g->failed; t++) {
        column[t] = dp_reduce_sum(g, dp_times(g, c->row[t], p), 0, true);
    }
    if (g->failed) {
        return 0;
    }
    dp_val qp = dp_concat(g, column, (size_t)c->n, 0);
    dp_val pqp = dp_reduce_sum(g, dp_times(g, p, qp), 0, true);
    dp_val error = dp_unary(g, DP_OP_ABS, dp_minus(g, qp, pqp));
    dp_val far = dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_LESS, error, dp_scalar(g, 0.005 / (double)c->n)));
    dp_val on = dp_binary(g, DP_OP_MIN, dp_reduce_sum(g, dp_cast(g, far, DP_T_F64), 0, true), one(g));
    dp_val moved = move_all(c, p, qp, pqp);
    return dp_plus(g, dp_times(g, moved, on), dp_times(g, p, dp_minus(g, one(g), on)));
}

dp_val dp_couple(dp_graph *g, dp_val sums, size_t classes, const double *a, const double *b)
{
    static const uint8_t turn[] = {1, 0};
    struct couple c = {.g = g, .n = (int64_t)classes};
    c.r = dp_graph_take(g, classes * classes, sizeof *c.r);
    c.row = dp_graph_take(g, classes, sizeof *c.row);
    c.own = dp_graph_take(g, classes, sizeof *c.own);
    double *even = dp_graph_take(g, classes, sizeof *even);
    if (g->failed) {
        return 0;
    }
    for (size_t i = 0; i < classes; i++) {
        even[i] = 1.0 / (double)classes;
    }
    open_pairs(&c, platt(g, sums, (uint64_t)classes * (classes - 1) / 2, a, b));
    open_rows(&c);
    dp_val p = dp_matrix(g, even, classes, 1);
    for (int i = 0; i < STEPS && !g->failed; i++) {
        p = step(&c, p);
    }
    return dp_transpose(g, p, turn);
}
