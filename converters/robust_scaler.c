/* RobustScaler: (x - center_) / scale_, each only where it was asked for. MaxAbsScaler: x / scale_. */
#include "graph/ports.h"

#include <inttypes.h>

struct robust {
    dp_nums center, scale; /* count 0: not used */
    bool clip;             /* MaxAbsScaler since 1.8: into -1 … 1 */
    uint64_t width;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct robust *m = ir;
    bool maxabs = dp_is(variant, "maxabs");
    if (!maxabs && dp_get_bool(s, "with_centering", true)) {
        m->center = dp_need_nums_any(s, "center_", 1);
    }
    if (maxabs || dp_get_bool(s, "with_scaling", true)) {
        m->scale = dp_need_nums_any(s, "scale_", 1);
    }
    m->clip = maxabs && dp_get_bool(s, "clip", false);
    m->width = m->center.count != 0 ? m->center.count : m->scale.count;
    if (!s->failed && m->center.count != 0 && m->scale.count != 0 && m->center.count != m->scale.count) {
        dp_corrupt(s, "scale_: expected %" PRIu64 " numbers, as center_ has, found %" PRIu64, m->center.count,
                   m->scale.count);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct robust *m = ir;
    dp_val y = ports->x;
    if (m->center.count != 0) {
        y = dp_binary(g, DP_OP_SUB, y, dp_row(g, m->center.v, m->center.count));
    }
    if (m->scale.count != 0) {
        y = dp_binary(g, DP_OP_DIV, y, dp_row(g, m->scale.v, m->scale.count));
    }
    if (m->clip) {
        y = dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, y, dp_scalar(g, -1.0)), dp_scalar(g, 1.0));
    }
    dp_answer(g, ports, DP_TRANSFORM, y);
}

static dp_val invert(dp_graph *g, const void *ir, dp_val y, bool f32)
{
    const struct robust *m = ir;
    y = m->scale.count != 0 ? dp_step(g, f32, DP_OP_MUL, y, dp_row(g, m->scale.v, m->scale.count)) : y;
    return m->center.count != 0 ? dp_step(g, f32, DP_OP_ADD, y, dp_row(g, m->center.v, m->center.count)) : y;
}

static uint64_t width(const void *ir)
{
    return ((const struct robust *)ir)->width;
}

const dp_family dp_robust_scaler = {"robust_scaler", sizeof(struct robust), NULL, resolve, emit, width, NULL,
                                     invert};
