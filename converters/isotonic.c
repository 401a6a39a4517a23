/* IsotonicRegression: one feature, interpolated between X_thresholds_. Beyond them out_of_bounds says what: 'clip' the
 * nearest, else NaN ('raise' too: a graph cannot). */
#include "converters/common/interpolate.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

struct isotonic {
    dp_nums x, y;
    double low, high;
    bool clip;
    bool f32; /* thresholds are, and so is every number of the way */
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct isotonic *m = ir;
    m->x = dp_need_nums(s, "X_thresholds_|_necessary_X_|X_", 1);
    m->y = dp_need_nums(s, "y_thresholds_|_necessary_y_|y_", 1);
    m->f32 = m->x.was_f32 && m->y.was_f32;
    m->clip = dp_is(dp_get_text(s, "out_of_bounds", "nan"), "clip");
    if (!s->failed && (m->x.count == 0 || m->x.count != m->y.count)) {
        dp_corrupt(s, "y_thresholds_: expected %" PRIu64 " numbers, as X_thresholds_ has, found %" PRIu64, m->x.count,
                   m->y.count);
    }
    for (uint64_t i = 1; !s->failed && i < m->x.count; i++) {
        if (!(m->x.v[i] >= m->x.v[i - 1])) {
            dp_corrupt(s, "X_thresholds_: expected growing numbers");
        }
    }
    m->low = s->failed ? 0.0 : dp_get_f64(s, "X_min_", m->x.v[0]);
    m->high = s->failed ? 0.0 : dp_get_f64(s, "X_max_", m->x.v[m->x.count - 1]);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct isotonic *m = ir;
    const dp_knots knots = {1, m->x.count, m->x.v, m->y.v};
    dp_val x = m->f32 ? dp_rounded(g, ports->x) : ports->x;
    if (m->clip) {
        x = dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, x, dp_scalar(g, m->low)), dp_scalar(g, m->high));
    }
    dp_val y = m->f32 ? dp_interpolate_f32(g, &knots, x) : dp_interpolate(g, &knots, x);
    if (!m->clip && m->x.count > 1 && !g->failed) { /* of one threshold alone any x has its value */
        dp_val out = dp_binary(g, DP_OP_OR, dp_binary(g, DP_OP_LESS, x, dp_scalar(g, m->x.v[0])),
                               dp_binary(g, DP_OP_GREATER, x, dp_scalar(g, m->x.v[m->x.count - 1])));
        y = dp_choose(g, out, dp_scalar(g, (double)NAN), y);
    }
    dp_answer(g, ports, DP_PREDICT, dp_flat(g, y));
    dp_answer(g, ports, DP_TRANSFORM, y);
}

static uint64_t width(const void *ir)
{
    (void)ir;
    return 1;
}

const dp_family dp_isotonic = {"isotonic", sizeof(struct isotonic), NULL, resolve, emit, width};
