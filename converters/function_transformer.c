/* FunctionTransformer: the identity, or a numpy function that is one ONNX operator (or a few) on float64. Any other
 * function is Python code, which no file can hold. */
#include "converters/common/ufunc.h"
#include "graph/ports.h"

struct function_transformer {
    const char *func; /* "" the identity */
    uint64_t n_features;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct function_transformer *m = ir;
    m->n_features = dp_state_n_features(s);
    m->func = "";
    if (!dp_has(s, "func")) {
        return;
    }
    m->func = dp_ufunc_name(s, dp_get(s, "func"), "func");
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct function_transformer *m = ir;
    dp_answer(g, ports, DP_TRANSFORM, dp_ufunc_apply(g, m->func, ports->x));
}

static uint64_t width(const void *ir)
{
    return ((const struct function_transformer *)ir)->n_features;
}

const dp_family dp_function_transformer = {"function_transformer", sizeof(struct function_transformer), NULL, resolve, emit,
                                           width};
