/* QuantileTransformer: where x stands among the quantiles, from 0 to 1; for output_distribution='normal' the normal
 * distribution's point of that height.
 *
 * The mean of two interpolations, upwards and downwards, is in the middle of equal quantiles. The ends are exactly 0 and 1:
 * what is equal to them, or for the normal distribution within 1e-7. Up to 0.20 the uniform one was held as the normal one
 * is: within 1e-7 of an end was the end, and that was 1e-7 from 0 or 1. */
#include "converters/common/interpolate.h"
#include "converters/common/normal_point.h"
#include "converters/common/normal_share.h"
#include "graph/ports.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

struct quantiles {
    dp_nums reference;       /* [n] */
    uint64_t n, features;
    const double *up_x, *up_y;     /* [features, n] */
    const double *down_x, *down_y; /* the same, negated, from the last to the first */
    const double *first, *last;    /* [features] */
    const double *back_x;          /* [features, n]: the references, of each feature */
    bool normal, near;
};

/* Up to 0.20 equal quantiles may fall by what numpy's percentile rounded. np.interp begins its search where the row before
 * ended, and among such knots it ends where it comes to. */
static double grown(dp_state *s, double before, double v, uint64_t f)
{
    if (v < before - 1e-9 * fabs(before)) {
        dp_corrupt(s, "quantiles_: expected growing numbers in column %" PRIu64, f);
    } else if (v < before) {
        dp_unsupported(s, "quantiles_ of column %" PRIu64 " fall where they are equal, by rounding: what is found among them depends "
                          "on the rows before", f);
    }
    return v;
}

static void make_knots(dp_state *s, struct quantiles *m, const dp_nums *q)
{
    uint64_t n = m->n;
    double *v = dp_state_take(s, (size_t)(q->count * 5 + m->features * 2), sizeof *v);
    if (v == NULL) {
        return;
    }
    double *up_y = v + q->count, *down_x = up_y + q->count, *down_y = down_x + q->count;
    double *first = down_y + q->count, *last = first + m->features;
    double *back_x = last + m->features;
    for (uint64_t f = 0; f < m->features; f++) {
        for (uint64_t i = 0; i < n; i++) {
            uint64_t back = f * n + n - 1 - i;
            v[f * n + i] = i == 0 ? q->v[f] : grown(s, v[f * n + i - 1], q->v[i * m->features + f], f);
            up_y[f * n + i] = back_x[f * n + i] = m->reference.v[i];
            down_x[back] = -v[f * n + i];
            down_y[back] = -m->reference.v[i];
        }
        first[f] = v[f * n];
        last[f] = v[f * n + n - 1];
    }
    m->up_x = v;
    m->up_y = up_y;
    m->down_x = down_x;
    m->down_y = down_y;
    m->first = first;
    m->last = last;
    m->back_x = back_x;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct quantiles *m = ir;
    dp_nums q = dp_need_nums_any(s, "quantiles_", 2);
    m->reference = dp_need_nums(s, "references_", 1);
    m->normal = dp_is(dp_get_text(s, "output_distribution", "uniform"), "normal");
    m->near = m->normal || dp_state_era(s) < 21;
    if (!s->failed && (q.count == 0 || q.dim[0] != m->reference.count)) {
        dp_corrupt(s, "quantiles_: expected %" PRIu64 " rows, as references_ has numbers, found %" PRIu64,
                   m->reference.count, q.dim[0]);
    }
    for (uint64_t i = 0; !s->failed && i < m->reference.count; i++) {
        double before = i == 0 ? 0.0 : m->reference.v[i - 1];
        if (!(m->reference.v[i] >= before && m->reference.v[i] <= 1.0)) {
            dp_corrupt(s, "references_: expected growing numbers from 0 to 1");
        }
    }
    for (uint64_t i = 0; !s->failed && i < q.count; i++) {
        if (isnan(q.v[i])) {
            dp_unsupported(s, "quantiles_: a column that had no numbers");
        }
    }
    m->n = q.dim[0];
    m->features = q.dim[1];
    if (!s->failed) {
        make_knots(s, m, &q);
    }
}

/* y, but `low` where x is `first` and `high` where it is `last`. */
static dp_val ends(dp_graph *g, bool near, dp_val x, dp_val y, const dp_val first_last[2], const dp_val low_high[2])
{
    dp_val width = dp_scalar(g, 1e-7);
    dp_val low = near ? dp_binary(g, DP_OP_LESS, dp_binary(g, DP_OP_SUB, x, width), first_last[0])
                      : dp_binary(g, DP_OP_EQUAL, x, first_last[0]);
    dp_val high = near ? dp_binary(g, DP_OP_GREATER, dp_binary(g, DP_OP_ADD, x, width), first_last[1])
                       : dp_binary(g, DP_OP_EQUAL, x, first_last[1]);
    y = dp_choose(g, high, low_high[1], y);
    return dp_choose(g, low, low_high[0], y);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const double least = 1e-7 - DBL_EPSILON;
    const struct quantiles *m = ir;
    const dp_knots up = {m->features, m->n, m->up_x, m->up_y};
    const dp_knots down = {m->features, m->n, m->down_x, m->down_y};
    dp_val x = ports->x;
    dp_val y = dp_binary(g, DP_OP_SUB, dp_interpolate(g, &up, x), dp_interpolate(g, &down, dp_unary(g, DP_OP_NEG, x)));
    y = dp_binary(g, DP_OP_MUL, y, dp_scalar(g, 0.5));
    const dp_val seen[2] = {dp_row(g, m->first, m->features), dp_row(g, m->last, m->features)};
    const dp_val shares[2] = {dp_scalar(g, 0.0), dp_scalar(g, 1.0)};
    y = ends(g, m->near, x, y, seen, shares);
    if (m->normal && !g->failed) {
        y = dp_normal_point(g, y);
    } else if (m->near) {
        y = dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, y, dp_scalar(g, least)), dp_scalar(g, 1.0 - least));
    }
    dp_answer(g, ports, DP_TRANSFORM, y);
}

static dp_val invert(dp_graph *g, const void *ir, dp_val y, bool f32)
{
    (void)f32;
    const struct quantiles *m = ir;
    const dp_knots back = {m->features, m->n, m->back_x, m->up_x};
    dp_val p = m->normal ? dp_normal_share(g, y) : y;
    const dp_val seen[2] = {dp_row(g, m->first, m->features), dp_row(g, m->last, m->features)};
    const dp_val shares[2] = {dp_scalar(g, 0.0), dp_scalar(g, 1.0)};
    return g->failed ? 0 : ends(g, m->near, p, dp_interpolate(g, &back, p), shares, seen);
}

static uint64_t width(const void *ir)
{
    return ((const struct quantiles *)ir)->features;
}

const dp_family dp_quantile_transformer = {"quantile_transformer", sizeof(struct quantiles), NULL, resolve, emit, width, NULL,
                                     invert};
