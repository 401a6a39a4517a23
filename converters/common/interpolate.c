#include "converters/common/interpolate.h"

/* How many knots of its column are not above x leads to a line: slope · (x - from) + base, as numpy has it. */
struct lines {
    bool f32;                    /* float32 after each step, and a knot belongs to the line that ends there: scipy's way */
    double *slope, *from, *base; /* [columns, n + 1] */
    int64_t *first;              /* [columns] of each column's lines */
};

static double stepped(const struct lines *l, double v)
{
    return l->f32 ? (double)(float)v : v;
}

/* The line of so many knots that are not above x, or of scipy's way below it. */
static uint64_t line_of(const struct lines *l, uint64_t passed, uint64_t n)
{
    uint64_t line = passed;
    if (l->f32 && n > 1) {
        line = passed == 0 ? 1 : passed == n ? n - 1 : passed;
    }
    return line;
}

static bool make_lines(dp_graph *g, const dp_knots *k, struct lines *l)
{
    uint64_t lines = k->n + 1;
    l->slope = dp_graph_take(g, k->columns * lines, sizeof *l->slope);
    l->from = dp_graph_take(g, k->columns * lines, sizeof *l->from);
    l->base = dp_graph_take(g, k->columns * lines, sizeof *l->base);
    l->first = dp_graph_take(g, k->columns, sizeof *l->first);
    if (g->failed) {
        return false;
    }
    for (uint64_t c = 0; c < k->columns; c++) {
        const double *x = k->x + c * k->n;
        const double *y = k->y + c * k->n;
        l->first[c] = (int64_t)(c * lines);
        for (uint64_t passed = 0; passed < lines; passed++) {
            uint64_t at = c * lines + passed;
            uint64_t line = line_of(l, passed, k->n);
            uint64_t i = line != 0 ? line - 1 : 0;
            bool flat = line == 0 || i + 1 == k->n || x[i + 1] == x[i];
            l->slope[at] = flat ? 0.0 : stepped(l, stepped(l, y[i + 1] - y[i]) / stepped(l, x[i + 1] - x[i]));
            l->from[at] = line != 0 ? x[i] : 0.0;
            l->base[at] = y[i];
        }
    }
    return true;
}

static dp_val interpolated(dp_graph *g, const dp_knots *k, dp_val x, bool f32)
{
    struct lines l = {.f32 = f32};
    const int64_t cube[] = {-1, (int64_t)k->columns, 1};
    if (!make_lines(g, k, &l)) {
        return 0;
    }
    uint64_t lines = k->columns * (k->n + 1);
    dp_val knots = dp_matrix(g, k->x, k->columns, k->n);
    dp_val passed = dp_binary(g, f32 ? DP_OP_LESS : DP_OP_LESS_OR_EQUAL, knots, dp_reshape(g, x, cube, 3));
    dp_val line = dp_reduce_sum(g, dp_cast(g, passed, DP_T_I64), 2, false);
    line = dp_binary(g, DP_OP_ADD, line, dp_row_i64(g, l.first, k->columns));
    dp_val way = dp_step(g, f32, DP_OP_SUB, x, dp_gather(g, dp_row(g, l.from, lines), line, 0));
    way = dp_step(g, f32, DP_OP_MUL, dp_gather(g, dp_row(g, l.slope, lines), line, 0), way);
    return dp_step(g, f32, DP_OP_ADD, way, dp_gather(g, dp_row(g, l.base, lines), line, 0));
}

dp_val dp_interpolate(dp_graph *g, const dp_knots *k, dp_val x)
{
    return interpolated(g, k, x, false);
}

dp_val dp_interpolate_f32(dp_graph *g, const dp_knots *k, dp_val x)
{
    return interpolated(g, k, x, true);
}
