/* TransformedTargetRegressor: what regressor_ predicts, taken back by transformer_'s inverse: a function, or a scaler. */
#include "converters/common/ufunc.h"
#include "graph/emit.h"

struct transformed_target {
    const dp_model *regressor;
    const char *inverse; /* a function; NULL: the scaler below */
    dp_nums scale, shift; /* y · scale + shift; count 0: none */
    dp_nums minus, over;  /* (y - minus) / over, MinMaxScaler */
};

static void read_scaler(dp_state *s, struct transformed_target *m, dp_id id)
{
    const char *name = dp_obj_class(s->heap, id);
    dp_state t = dp_state_open(s, id, "transformer_");
    if (dp_is(name, "sklearn.preprocessing.StandardScaler")) {
        m->scale = dp_get_bool(&t, "with_std", true) ? dp_need_nums(&t, "scale_|std_", 1) : m->scale;
        m->shift = dp_get_bool(&t, "with_mean", true) ? dp_need_nums(&t, "mean_", 1) : m->shift;
    } else if (dp_is(name, "sklearn.preprocessing.MinMaxScaler")) {
        m->minus = dp_need_nums(&t, "min_", 1);
        m->over = dp_need_nums(&t, "scale_", 1);
    } else if (dp_is(name, "sklearn.preprocessing.RobustScaler")) {
        m->scale = dp_get_bool(&t, "with_scaling", true) ? dp_need_nums(&t, "scale_", 1) : m->scale;
        m->shift = dp_get_bool(&t, "with_centering", true) ? dp_need_nums(&t, "center_", 1) : m->shift;
    } else if (dp_is(name, "sklearn.preprocessing.MaxAbsScaler")) {
        m->scale = dp_need_nums(&t, "scale_", 1);
    } else {
        dp_unsupported(&t, "the inverse of %s", name);
    }
    dp_state_close(s, &t);
}

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
        read_scaler(s, m, id);
        return;
    }
    dp_state t = dp_state_open(s, id, "transformer_");
    m->inverse = dp_has(&t, "inverse_func") ? dp_ufunc_name(&t, dp_get(&t, "inverse_func"), "inverse_func") : "";
    dp_state_close(s, &t);
}

static dp_val with(dp_graph *g, dp_op op, dp_val y, const dp_nums *v)
{
    return v->count == 0 || g->failed ? y : dp_binary(g, op, y, dp_row(g, v->v, v->count));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct transformed_target *m = ir;
    dp_ports own;
    dp_port_same(ports, &own);
    own.want[DP_PREDICT] = true;
    dp_emit_child(g, m->regressor, &own);
    if (!g->failed && own.out[DP_PREDICT].n != 1) {
        dp_fail(g->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "regressor_ has no single answer");
        g->failed = true;
    }
    if (g->failed) {
        return;
    }
    dp_val y = own.out[DP_PREDICT].v[0];
    bool flat = dp_value_at(g, y)->shape.rank == 1;
    y = dp_column(g, y);
    if (m->inverse != NULL) {
        y = dp_ufunc_apply(g, m->inverse, y);
    } else {
        y = with(g, DP_OP_ADD, with(g, DP_OP_MUL, y, &m->scale), &m->shift);
        y = with(g, DP_OP_DIV, with(g, DP_OP_SUB, y, &m->minus), &m->over);
    }
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
