/* FunctionTransformer: the identity, or a numpy function that is one ONNX operator (or a few) on float64. Any other
 * function is Python code, which no file can hold. */
#include "converters/common/ufunc.h"
#include "graph/ports.h"

struct function_transformer {
    const char *func; /* "" the identity */
    uint64_t n_features;
};

/* HistGradientBoosting hands numbers on through partial(check_array, …), which changes none. */
static bool is_check(dp_state *s, dp_id func)
{
    const dp_obj *o = dp_at(s->heap, func);
    bool partial = o->kind == DP_K_MADE && dp_is(dp_obj_class(s->heap, func), "functools.partial");
    const dp_obj *args = partial ? dp_at(s->heap, o->u.made->args) : o;
    dp_id inner = args->kind == DP_K_TUPLE && args->len != 0 ? args->u.item[0] : func;
    return dp_kind_of(s->heap, inner) == DP_K_GLOBAL && dp_is(dp_obj_class(s->heap, inner), "sklearn.utils.check_array");
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct function_transformer *m = ir;
    m->n_features = dp_state_n_features(s);
    m->func = "";
    if (!dp_has(s, "func") || is_check(s, dp_get(s, "func"))) {
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
                                           width, .keeps_width = true};
