/* TransformedTargetRegressor: what regressor_ predicts, taken back by transformer_'s inverse: a function, or that of the family. */
#include "converters/common/ufunc.h"
#include "graph/emit.h"

struct transformed_target {
    const dp_model *regressor;
    const char *inverse; /* a function, "" the identity; NULL: the transformer's inverse */
    const dp_model *transformer;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct transformed_target *m = ir;
    m->regressor = dp_child(s, dp_need(s, "regressor_"), "regressor_");
    dp_id id = dp_need(s, "transformer_");
    if (s->failed) {
        return;
    }
    if (!dp_is(dp_obj_class(s->heap, id), "sklearn.preprocessing.FunctionTransformer")) {
        m->transformer = dp_child(s, id, "transformer_");
        return;
    }
    dp_state t = dp_state_open(s, id, "transformer_");
    m->inverse = dp_has(&t, "inverse_func") ? dp_ufunc_name(&t, dp_get(&t, "inverse_func"), "inverse_func") : "";
    dp_state_close(s, &t);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct transformed_target *m = ir;
    dp_ports own;
    dp_port_same(ports, &own);
    own.want[DP_PREDICT] = true;
    dp_emit_child(g, m->regressor, &own);
    if (!g->failed && own.out[DP_PREDICT].n != 1) {
        dp_graph_fail(g, DP_UNSUPPORTED, "", "regressor_ has no single answer");
    }
    if (g->failed) {
        return;
    }
    dp_val y = own.out[DP_PREDICT].v[0];
    bool flat = dp_value_at(g, y)->shape.rank == 1;
    y = dp_column(g, dp_value_at(g, y)->type == DP_T_I64 ? dp_cast(g, y, DP_T_F64) : y); /* a classifier's labels are numbers, too */
    bool f32 = own.y_is_f32;
    y = m->inverse != NULL ? dp_ufunc_apply(g, m->inverse, y) : dp_emit_inverse(g, m->transformer, y, f32);
    y = f32 && !g->failed ? dp_rounded(g, y) : y;
    ports->y_is_f32 = f32;
    dp_answer(g, ports, DP_PREDICT, flat && !g->failed ? dp_flat(g, y) : y);
}

static uint64_t width(const void *ir)
{
    return ((const struct transformed_target *)ir)->regressor->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_model_takes(((const struct transformed_target *)ir)->regressor, column, n, uses);
}

const dp_family dp_transformed_target = {"transformed_target", sizeof(struct transformed_target), NULL, resolve, emit, width,
                                         takes};
