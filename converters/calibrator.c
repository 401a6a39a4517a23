/* What CalibratedClassifierCV fits on scores: _SigmoidCalibration 1 / (1 + exp(a_ x + b_)), and _TemperatureScaling the
 * softmax of beta_ times the logits. */
#include "graph/ports.h"

struct calibrator {
    double a, b, beta;
    bool temperature;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct calibrator *m = ir;
    m->temperature = dp_is(variant, "temperature");
    if (m->temperature) {
        dp_need(s, "beta_");
        m->beta = dp_get_f64(s, "beta_", 1.0);
        return;
    }
    dp_need(s, "a_");
    dp_need(s, "b_");
    m->a = dp_get_f64(s, "a_", 0.0);
    m->b = dp_get_f64(s, "b_", 0.0);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct calibrator *m = ir;
    if (m->temperature) {
        dp_answer(g, ports, DP_PREDICT, dp_softmax(g, dp_binary(g, DP_OP_MUL, ports->x, dp_scalar(g, m->beta))));
        return;
    }
    dp_val z = dp_binary(g, DP_OP_MUL, ports->x, dp_scalar(g, m->a));
    z = dp_unary(g, DP_OP_NEG, dp_binary(g, DP_OP_ADD, z, dp_scalar(g, m->b)));
    dp_val y = dp_sigmoid(g, z);
    dp_answer(g, ports, DP_PREDICT, g->failed ? 0 : dp_flat(g, y));
}

static uint64_t width(const void *ir)
{
    return ((const struct calibrator *)ir)->temperature ? 0 : 1;
}

const dp_family dp_calibrator = {"calibrator", sizeof(struct calibrator), NULL, resolve, emit, width};
