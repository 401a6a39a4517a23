/* What CalibratedClassifierCV fits on scores: _SigmoidCalibration 1 / (1 + exp(a_ x + b_)), and _TemperatureScaling the
 * softmax of beta_ times the logits. Of float32 scores the first is float32 all along under NumPy 1, where a_ and b_ do not count
 * as float64 numbers, and so is the second, whose beta_ is of the scores' type. */
#include "graph/ports.h"

struct calibrator {
    double a, b, beta;
    bool temperature;
    bool wide; /* a_ and b_ make float64 of float32 scores */
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
    m->wide = dp_state_names(s, "numpy._core.");
    m->a = dp_get_f64(s, "a_", 0.0);
    m->b = dp_get_f64(s, "b_", 0.0);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct calibrator *m = ir;
    bool f32 = ports->x_was_f32 && (m->temperature || !m->wide);
    if (m->temperature) {
        dp_val p = dp_softmax(g, dp_step(g, f32, DP_OP_MUL, ports->x, dp_scalar(g, m->beta)));
        dp_answer(g, ports, DP_PREDICT, f32 ? dp_rounded(g, p) : p);
        return;
    }
    double a = f32 ? (double)(float)m->a : m->a;
    double b = f32 ? (double)(float)m->b : m->b;
    dp_val z = dp_step(g, f32, DP_OP_MUL, ports->x, dp_scalar(g, a));
    z = dp_unary(g, DP_OP_NEG, dp_step(g, f32, DP_OP_ADD, z, dp_scalar(g, b)));
    dp_val y = f32 ? dp_sigmoid_f32(g, z) : dp_sigmoid(g, z);
    dp_answer(g, ports, DP_PREDICT, dp_flat(g, y));
}

static uint64_t width(const void *ir)
{
    return ((const struct calibrator *)ir)->temperature ? 0 : 1;
}

const dp_family dp_calibrator = {"calibrator", sizeof(struct calibrator), NULL, resolve, emit, width};
