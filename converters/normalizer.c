/* Normalizer: each row divided by its norm: l1, l2, or the greatest number. A row of norm 0 stays as it is; since 1.0
 * also one of less than ten times the smallest step from 1. It learns nothing, not even its width before 1.0. */
#include "graph/ports.h"

#include <float.h>

struct normalizer {
    const char *norm;
    bool magnitude; /* max: of the absolute values, since 0.23 */
    double least;   /* norms below it count as 1 */
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct normalizer *m = ir;
    m->norm = dp_get_text(s, "norm", "l2");
    m->magnitude = dp_state_era(s) >= 23;
    m->least = dp_state_era(s) >= 100 ? 10 * DBL_EPSILON : 0.0;
    if (!s->failed && !dp_is(m->norm, "l1") && !dp_is(m->norm, "l2") && !dp_is(m->norm, "max")) {
        dp_corrupt(s, "norm: expected l1, l2 or max, found %s", m->norm);
    }
}

/* The greatest of each row is picked by its index: ONNX Runtime 1.6 has no ReduceMax of float64. */
static dp_val greatest(dp_graph *g, dp_val x)
{
    return dp_gather_elements(g, x, dp_column(g, dp_argmax(g, x, 1)), 1);
}

static dp_val norms_of(dp_graph *g, const struct normalizer *m, dp_val x)
{
    if (dp_is(m->norm, "l2")) {
        return dp_unary(g, DP_OP_SQRT, dp_sum_columns(g, dp_binary(g, DP_OP_MUL, x, x)));
    }
    dp_val size = dp_unary(g, DP_OP_ABS, x);
    return dp_is(m->norm, "l1") ? dp_sum_columns(g, size) : greatest(g, m->magnitude ? size : x);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct normalizer *m = ir;
    dp_val norm = norms_of(g, m, ports->x);
    dp_val small = m->least != 0 ? dp_binary(g, DP_OP_LESS, norm, dp_scalar(g, m->least))
                                 : dp_binary(g, DP_OP_EQUAL, norm, dp_scalar(g, 0.0));
    norm = dp_choose(g, small, dp_scalar(g, 1.0), norm);
    dp_answer(g, ports, DP_TRANSFORM, dp_binary(g, DP_OP_DIV, ports->x, norm));
}

const dp_family dp_normalizer = {"normalizer", sizeof(struct normalizer), NULL, resolve, emit, NULL};
