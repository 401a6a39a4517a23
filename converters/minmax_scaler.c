/* MinMaxScaler: x * scale_ + min_, held inside feature_range where `clip` is on (since 0.24). */
#include "graph/ports.h"

#include <inttypes.h>

struct minmax {
    dp_nums scale, min;
    bool clip;
    dp_id feature_range;
    double low, high;
};

static const dp_field fields[] = {
    DP_NUMS(struct minmax, scale, 1, .key = "scale_", .any = true),
    DP_NUMS(struct minmax, min, 1, .key = "min_", .any = true),
    DP_BOOL(struct minmax, clip, .key = "clip", .optional = true),
    DP_ID(struct minmax, feature_range, .key = "feature_range", .optional = true),
    {0},
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct minmax *m = ir;
    if (m->scale.count == 0 || m->scale.count != m->min.count) {
        dp_corrupt(s, "min_: expected %" PRIu64 " numbers, as scale_ has, found %" PRIu64, m->scale.count, m->min.count);
    }
    dp_same_length(s, "data_min_", m->scale.count);
    dp_same_length(s, "data_max_", m->scale.count);
    dp_same_length(s, "data_range_", m->scale.count);
    if (m->clip) {
        size_t n = 0;
        const dp_id *range = dp_items_of(s, m->feature_range, "feature_range", &n);
        if (!s->failed && n != 2) {
            dp_corrupt(s, "feature_range: expected two numbers, found %zu", n);
        }
        m->low = s->failed ? 0.0 : dp_need_number(s, range[0], "feature_range");
        m->high = s->failed ? 0.0 : dp_need_number(s, range[1], "feature_range");
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct minmax *m = ir;
    dp_val y = dp_binary(g, DP_OP_MUL, ports->x, dp_row(g, m->scale.v, m->scale.count));
    y = dp_binary(g, DP_OP_ADD, y, dp_row(g, m->min.v, m->min.count));
    if (m->clip) {
        y = dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, y, dp_scalar(g, m->low)), dp_scalar(g, m->high));
    }
    dp_answer(g, ports, DP_TRANSFORM, y);
}

static dp_val invert(dp_graph *g, const void *ir, dp_val y, bool f32)
{
    const struct minmax *m = ir;
    y = dp_step(g, f32, DP_OP_SUB, y, dp_row(g, m->min.v, m->min.count));
    return dp_step(g, f32, DP_OP_DIV, y, dp_row(g, m->scale.v, m->scale.count));
}

static uint64_t width(const void *ir)
{
    return ((const struct minmax *)ir)->scale.count;
}

const dp_family dp_minmax_scaler = {"minmax_scaler", sizeof(struct minmax), fields, resolve, emit, width, NULL,
                                     invert};
