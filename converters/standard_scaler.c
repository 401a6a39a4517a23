/* StandardScaler: (x - mean_) / scale_, each only where it was asked for. The division stays a division: by the
 * reciprocal it would round differently. */
#include "graph/ports.h"

#include <inttypes.h>

struct scaler {
    bool with_mean, with_std;
    dp_nums mean, scale;
    bool as_rows;   /* since 1.8 they are made what the rows are */
    uint64_t width; /* 0: neither is used and the file does not tell */
};

static const dp_field fields[] = {
    DP_BOOL(struct scaler, with_mean, .key = "with_mean", .optional = true, .otherwise = 1),
    DP_BOOL(struct scaler, with_std, .key = "with_std", .optional = true, .otherwise = 1),
    {0},
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct scaler *m = ir;
    int64_t told = dp_get_int(s, "n_features_in_", 0);
    m->width = told > 0 ? (uint64_t)told : 0;
    m->as_rows = dp_state_era(s) >= 108;
    if (m->with_mean) {
        m->mean = dp_need_nums_any(s, "mean_", 1);
        m->width = m->width == 0 ? m->mean.count : m->width;
    }
    if (m->with_std) {
        m->scale = dp_need_nums_any(s, "scale_|std_", 1);
        m->width = m->width == 0 ? m->scale.count : m->width;
    }
    if (!s->failed && m->with_mean && m->mean.count != m->width) {
        dp_corrupt(s, "mean_: expected %" PRIu64 " numbers, found %" PRIu64, m->width, m->mean.count);
    }
    if (!s->failed && m->with_std && m->scale.count != m->width) {
        dp_corrupt(s, "scale_: expected %" PRIu64 " numbers, found %" PRIu64, m->width, m->scale.count);
    }
    dp_same_length(s, "mean_", m->width);
    dp_same_length(s, "var_", m->width);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct scaler *m = ir;
    dp_val y = ports->x;
    if (m->with_mean) {
        y = dp_binary(g, DP_OP_SUB, y, dp_row(g, m->mean.v, m->mean.count));
    }
    if (m->with_std) {
        y = dp_binary(g, DP_OP_DIV, y, dp_row(g, m->scale.v, m->scale.count));
    }
    dp_answer(g, ports, DP_TRANSFORM, y);
}

/* A number of the scaler as float32 rows meet it. */
static dp_val met(dp_graph *g, const struct scaler *m, const dp_nums *v, bool f32)
{
    dp_val row = dp_row(g, v->v, v->count);
    return f32 && m->as_rows ? dp_rounded(g, row) : row;
}

static dp_val invert(dp_graph *g, const void *ir, dp_val y, bool f32)
{
    const struct scaler *m = ir;
    y = m->with_std ? dp_step(g, f32, DP_OP_MUL, y, met(g, m, &m->scale, f32)) : y;
    return m->with_mean ? dp_step(g, f32, DP_OP_ADD, y, met(g, m, &m->mean, f32)) : y;
}

static uint64_t width(const void *ir)
{
    return ((const struct scaler *)ir)->width;
}

const dp_family dp_standard_scaler = {"standard_scaler", sizeof(struct scaler), fields, resolve, emit, width, NULL,
                                     invert, true};
