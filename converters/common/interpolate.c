#include "converters/common/interpolate.h"

/* How many knots of its column are not above x leads to a line: slope · (x - from) + base, as numpy has it. */
struct lines {
    double *slope, *from, *base; /* [columns, n + 1] */
    int64_t *first;              /* [columns] of each column's lines */
};

static bool make_lines(dp_graph *g, const dp_knots *k, struct lines *l)
{
    uint64_t lines = k->n + 1;
    l->slope = dp_take(g->ctx, (size_t)(k->columns * lines), sizeof *l->slope);
    l->from = dp_take(g->ctx, (size_t)(k->columns * lines), sizeof *l->from);
    l->base = dp_take(g->ctx, (size_t)(k->columns * lines), sizeof *l->base);
    l->first = dp_take(g->ctx, (size_t)k->columns, sizeof *l->first);
    if (l->slope == NULL || l->from == NULL || l->base == NULL || l->first == NULL || g->failed) {
        g->failed = true;
        return false;
    }
    for (uint64_t c = 0; c < k->columns; c++) {
        const double *x = k->x + c * k->n;
        const double *y = k->y + c * k->n;
        l->first[c] = (int64_t)(c * lines);
        l->base[c * lines] = y[0];
        for (uint64_t i = 0; i < k->n; i++) {
            uint64_t at = c * lines + i + 1;
            bool flat = i + 1 == k->n || x[i + 1] == x[i];
            l->slope[at] = flat ? 0.0 : (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
            l->from[at] = x[i];
            l->base[at] = y[i];
        }
    }
    return true;
}

dp_val dp_interpolate(dp_graph *g, const dp_knots *k, dp_val x)
{
    struct lines l;
    int64_t *cube = dp_take_raw(g->ctx, 3, sizeof *cube);
    if (cube == NULL || !make_lines(g, k, &l)) {
        g->failed = true;
        return 0;
    }
    uint64_t lines = k->columns * (k->n + 1);
    memcpy(cube, (const int64_t[]){-1, (int64_t)k->columns, 1}, 3 * sizeof *cube);
    dp_val knots = dp_matrix(g, k->x, k->columns, k->n);
    dp_val passed = dp_binary(g, DP_OP_LESS_OR_EQUAL, knots, dp_reshape(g, x, cube, 3));
    dp_val line = dp_reduce_sum(g, dp_cast(g, passed, DP_T_I64), 2, false);
    line = dp_binary(g, DP_OP_ADD, line, dp_row_i64(g, l.first, k->columns));
    dp_val way = dp_binary(g, DP_OP_SUB, x, dp_gather(g, dp_row(g, l.from, lines), line, 0));
    way = dp_binary(g, DP_OP_MUL, dp_gather(g, dp_row(g, l.slope, lines), line, 0), way);
    return dp_binary(g, DP_OP_ADD, way, dp_gather(g, dp_row(g, l.base, lines), line, 0));
}
