/* Probe texts: what an input's texts are compared with. */
#include "export/verify.h"

#include "base/text.h"

/* Does the value come from the input, at most cut into columns? */
static bool comes_from(const dp_graph *g, dp_val v, dp_val input)
{
    const dp_value *value = dp_value_at(g, v);
    while (value->kind == DP_V_NODE && g->node[value->node].op == DP_OP_GATHER) {
        v = g->node[value->node].in[0];
        value = dp_value_at(g, v);
    }
    return v == input;
}

static bool push(dp_ctx *ctx, dp_span **list, size_t *n, dp_span text)
{
    dp_span *slot = dp_grow(ctx, list, *n, sizeof *slot);
    if (slot != NULL) {
        *slot = text;
        ++*n;
    }
    return slot != NULL;
}

const dp_span *dp_probe_texts(dp_ctx *ctx, const dp_graph *g, dp_val input, size_t *n)
{
    dp_span *list = NULL;
    *n = 0;
    bool good = push(ctx, &list, n, DP_LIT("")) && push(ctx, &list, n, DP_LIT("(not seen before)"));
    for (size_t i = 0; good && i < g->n_nodes; i++) {
        const dp_node *node = &g->node[i];
        if (node->op != DP_OP_TEXT_INDEX || !comes_from(g, node->in[0], input)) {
            continue;
        }
        const dp_const *keys = dp_value_at(g, node->in[1])->constant;
        for (uint64_t k = 0; good && k < keys->count; k++) {
            good = push(ctx, &list, n, ((const dp_span *)keys->data)[k]);
        }
    }
    return good ? list : NULL;
}
