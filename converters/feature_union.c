/* FeatureUnion: every transformer sees all features; what they answer stands side by side. */
#include "converters/common/columns.h"
#include "graph/emit.h"

struct feature_union {
    const dp_model **part; /* [n]; NULL: the features themselves */
    double *weight;        /* [n]; 1: none */
    size_t n;
};

/* (name, transformer) */
static void read_part(dp_state *s, struct feature_union *m, dp_id entry, size_t i)
{
    size_t n = 0;
    const char *path = dp_take_printf(s->ctx, "transformer_list[%zu]", i);
    const dp_id *pair = dp_items_of(s, entry, path, &n);
    if (!s->failed && n != 2) {
        dp_corrupt(s, "%s: expected a name and a transformer, found %zu things", path, n);
    }
    if (s->failed || dp_obj_is(s->heap, pair[1], "drop") || dp_kind_of(s->heap, pair[1]) == DP_K_NONE) {
        return;
    }
    m->weight[m->n] = dp_transformer_weight(s, pair[0]);
    m->part[m->n] = dp_obj_is(s->heap, pair[1], "passthrough") ? NULL : dp_child(s, pair[1], path);
    m->n++;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct feature_union *m = ir;
    size_t n = 0;
    const dp_id *entry = dp_items_of(s, dp_need(s, "transformer_list"), "transformer_list", &n);
    m->part = dp_state_take(s, n != 0 ? n : 1, sizeof *m->part);
    m->weight = dp_state_take(s, n != 0 ? n : 1, sizeof *m->weight);
    for (size_t i = 0; !s->failed && i < n; i++) {
        read_part(s, m, entry[i], i);
    }
    if (!s->failed && m->n == 0) {
        dp_unsupported(s, "a FeatureUnion that gives no columns");
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct feature_union *m = ir;
    dp_val *v = dp_graph_take(g, m->n, sizeof *v);
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        v[i] = m->part[i] != NULL ? dp_emit_transform_of(g, m->part[i], ports) : dp_port_numbers(g, ports);
        v[i] = dp_cast(g, v[i], DP_T_F64);
        if (m->weight[i] != 1.0 && !g->failed) {
            v[i] = dp_binary(g, DP_OP_MUL, v[i], dp_scalar(g, m->weight[i]));
        }
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, v, m->n, 1));
}

static uint64_t width(const void *ir)
{
    const struct feature_union *m = ir;
    uint64_t n = 0;
    for (size_t i = 0; i < m->n && n == 0; i++) {
        n = m->part[i] != NULL ? m->part[i]->n_features : 0;
    }
    return n;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct feature_union *m = ir;
    for (size_t i = 0; i < m->n; i++) {
        dp_model_takes(m->part[i], column, n, uses);
    }
}

const dp_family dp_feature_union = {"feature_union", sizeof(struct feature_union), NULL, resolve, emit, width, takes};
