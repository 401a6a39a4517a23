/* Probe texts: what an input's texts are compared with, and the terms that are counted in them. */
#include "export/verify.h"

#include "base/text.h"
#include "graph/text_counts.h"

/* Does the value come from the input, at most cut into columns? */
static bool comes_from(const dp_graph *g, dp_val v, dp_val input)
{
    const dp_value *value = dp_value_at(g, v);
    while (value->kind == DP_V_NODE
           && (g->node[value->node].op == DP_OP_GATHER || g->node[value->node].op == DP_OP_RESHAPE)) {
        v = g->node[value->node].in[0];
        value = dp_value_at(g, v);
    }
    return v == input;
}

bool dp_probe_is_number(const dp_graph *g, dp_val input, uint64_t k)
{
    for (size_t i = 0; i < g->n_nodes; i++) {
        const dp_value *x = g->node[i].op == DP_OP_CAST ? dp_value_at(g, g->node[i].in[0]) : NULL;
        if (x == NULL || x->type != DP_T_TEXT || x->kind != DP_V_NODE) {
            continue;
        }
        const dp_node *cut = &g->node[x->node];
        const dp_const *index = cut->op == DP_OP_GATHER && cut->in[0] == input ? dp_value_at(g, cut->in[1])->constant : NULL;
        if (index != NULL && index->count == 1 && *(const int64_t *)index->data == (int64_t)k) {
            return true;
        }
    }
    return false;
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

/* Two terms one after the other, with a capital and a mark between them. */
static bool push_both(dp_ctx *ctx, dp_span **list, size_t *n, const dp_text_counts *counts, size_t k)
{
    dp_span a = counts->term[k];
    dp_span b = counts->term[k - 1];
    const char *text = dp_take_printf(ctx, "%.*s, %.*s X%.*s!", (int)a.n, (const char *)a.p, (int)b.n, (const char *)b.p,
                                      (int)a.n, (const char *)a.p);
    return text != NULL && push(ctx, list, n, dp_span_of(text));
}

const dp_span *dp_probe_texts(dp_ctx *ctx, const dp_graph *g, dp_val input, size_t *n)
{
    dp_span *list = NULL;
    *n = 0;
    bool good = push(ctx, &list, n, DP_LIT("")) && push(ctx, &list, n, DP_LIT("(not seen before)"));
    for (size_t i = 0; good && i < g->n_nodes; i++) {
        const dp_node *node = &g->node[i];
        if (node->op == DP_OP_TEXT_COUNTS && comes_from(g, node->in[0], input)) {
            for (size_t k = 0; good && k < node->counts->n; k++) {
                good = push(ctx, &list, n, node->counts->term[k]) && (k == 0 || push_both(ctx, &list, n, node->counts, k));
            }
            continue;
        }
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
