/* Tidying: nodes that compute the same are merged, a cast to float32 of a widened float32 is that float32, and what no
 * output needs is dropped. Values and nodes are then numbered afresh, in the old order. */
#include "graph/graph.h"

#include "base/hash.h"

struct tidy {
    dp_graph *g;
    dp_val *same;    /* for each value: the one that stands for it */
    bool *needed;
    uint32_t *slot;  /* open addressing by content: nodes (index + 1), then constants (value) */
    size_t mask;
    dp_hash_key key;
};

static bool take_table(struct tidy *t, size_t n)
{
    size_t size = 16;
    while (size < n * 2) {
        size *= 2;
    }
    t->slot = dp_take(t->g->ctx, size, sizeof *t->slot);
    t->mask = size - 1;
    return t->slot != NULL;
}

static size_t const_bytes(const dp_const *c)
{
    static const uint8_t size[] = {0, 8, 4, 8, 1, sizeof(dp_span)};
    return (size_t)c->count * size[c->type];
}

static bool same_const(const dp_const *a, const dp_const *b)
{
    if (a->type != b->type || a->count != b->count || a->shape.rank != b->shape.rank
        || memcmp(a->shape.dim, b->shape.dim, a->shape.rank * sizeof *a->shape.dim) != 0) {
        return false;
    }
    if (a->data == b->data || a->count == 0) {
        return true;
    }
    if (a->type != DP_T_TEXT) {
        return memcmp(a->data, b->data, const_bytes(a)) == 0;
    }
    for (uint64_t i = 0; i < a->count; i++) {
        if (!dp_span_equal(((const dp_span *)a->data)[i], ((const dp_span *)b->data)[i])) {
            return false;
        }
    }
    return true;
}

/* Only the start is read: a table of leaf values is large, and seldom twice there. */
static uint64_t hash_const(const struct tidy *t, const dp_const *c)
{
    size_t n = const_bytes(c);
    if (c->type == DP_T_TEXT) {
        return c->count;
    }
    return dp_hash(&t->key, (dp_span){c->data, n < 256 ? n : 256}) + n;
}

static bool merge_constants(struct tidy *t)
{
    dp_graph *g = t->g;
    if (!take_table(t, g->n_values)) {
        return false;
    }
    for (size_t v = 1; v <= g->n_values; v++) {
        if (g->value[v].kind != DP_V_CONST) {
            continue;
        }
        const dp_const *c = g->value[v].constant;
        size_t at = hash_const(t, c) & t->mask;
        while (t->slot[at] != 0 && !same_const(g->value[t->slot[at]].constant, c)) {
            at = (at + 1) & t->mask;
        }
        if (t->slot[at] == 0) {
            t->slot[at] = (uint32_t)v;
        }
        t->same[v] = t->slot[at];
    }
    return true;
}

static bool same_node(const dp_node *a, const dp_node *b)
{
    return a->op == b->op && a->n_in == b->n_in && a->axis == b->axis && a->keepdims == b->keepdims && a->to == b->to
           && a->forest == b->forest && a->counts == b->counts && memcmp(a->perm, b->perm, sizeof a->perm) == 0
           && (a->n_in == 0 || memcmp(a->in, b->in, a->n_in * sizeof *a->in) == 0);
}

/* A cast to float32 whose operand is a float32 widened: no rounding happens, so that float32 itself. 0: not so. */
static dp_val cast_back(const dp_graph *g, const dp_node *node)
{
    const dp_value *x = &g->value[node->in[0]];
    if (node->op != DP_OP_CAST || x->kind != DP_V_NODE) {
        return 0;
    }
    const dp_node *inner = &g->node[x->node];
    const dp_value *source = inner->op == DP_OP_CAST ? &g->value[inner->in[0]] : NULL;
    bool widened = source != NULL && source->type == DP_T_F32 && x->type == DP_T_F64 && node->to == DP_T_F32;
    return widened ? inner->in[0] : 0;
}

/* Lets the node's value `by` stand for `out`, which has a name where it is an output; a value bears one name only. */
static void replace(struct tidy *t, dp_val out, dp_val by)
{
    dp_graph *g = t->g;
    if (g->value[out].name != NULL) {
        if (g->value[by].name != NULL || g->value[by].kind != DP_V_NODE) {
            return;
        }
        g->value[by].name = g->value[out].name;
        g->value[by].method = g->value[out].method;
        g->value[out].name = NULL;
    }
    t->same[out] = by;
}

static bool merge_nodes(struct tidy *t)
{
    dp_graph *g = t->g;
    if (!take_table(t, g->n_nodes)) {
        return false;
    }
    for (size_t i = 0; i < g->n_nodes; i++) {
        dp_node *node = &g->node[i];
        for (uint8_t k = 0; k < node->n_in; k++) {
            node->in[k] = t->same[node->in[k]];
        }
        dp_val back = cast_back(g, node);
        if (back != 0) {
            replace(t, node->out, back);
            continue;
        }
        uint64_t h = dp_hash(&t->key, (dp_span){(const uint8_t *)node->in, node->n_in * sizeof *node->in});
        size_t at = (h + (uint64_t)node->op) & t->mask;
        while (t->slot[at] != 0 && !same_node(&g->node[t->slot[at] - 1], node)) {
            at = (at + 1) & t->mask;
        }
        if (t->slot[at] == 0) {
            t->slot[at] = (uint32_t)i + 1;
        } else {
            replace(t, node->out, g->node[t->slot[at] - 1].out);
        }
    }
    return true;
}

static void mark_needed(struct tidy *t)
{
    dp_graph *g = t->g;
    for (size_t i = 0; i < g->n_outputs; i++) {
        g->output[i] = t->same[g->output[i]];
        t->needed[g->output[i]] = true;
    }
    for (size_t i = 0; i < g->n_inputs; i++) {
        t->needed[g->input[i]] = true;
    }
    for (size_t i = g->n_nodes; i-- > 0;) { /* users come after what they use */
        const dp_node *node = &g->node[i];
        for (uint8_t k = 0; k < node->n_in && t->needed[node->out]; k++) {
            t->needed[node->in[k]] = true;
        }
    }
}

static void renumber(struct tidy *t)
{
    dp_graph *g = t->g;
    dp_val *to = t->same; /* no longer needed as such */
    size_t n_nodes = 0;
    size_t n_values = 0;
    for (size_t v = 1; v <= g->n_values; v++) {
        if (t->needed[v]) {
            to[v] = (dp_val)++n_values;
            g->value[n_values] = g->value[v];
        }
    }
    for (size_t i = 0; i < g->n_nodes; i++) {
        dp_node node = g->node[i];
        if (!t->needed[node.out]) {
            continue;
        }
        for (uint8_t k = 0; k < node.n_in; k++) {
            node.in[k] = to[node.in[k]];
        }
        node.out = to[node.out];
        g->value[node.out].node = (uint32_t)n_nodes;
        g->node[n_nodes++] = node;
    }
    for (size_t i = 0; i < g->n_outputs; i++) {
        g->output[i] = to[g->output[i]];
    }
    for (size_t i = 0; i < g->n_inputs; i++) {
        g->input[i] = to[g->input[i]];
    }
    g->n_nodes = n_nodes;
    g->n_values = n_values;
}

void dp_graph_tidy(dp_graph *g)
{
    if (g->failed) {
        return;
    }
    dp_mark mark = dp_ctx_mark(g->ctx);
    struct tidy t = {.g = g, .key = dp_hash_key_new()};
    t.same = dp_take(g->ctx, g->n_values + 1, sizeof *t.same);
    t.needed = dp_take(g->ctx, g->n_values + 1, sizeof *t.needed);
    if (t.same == NULL || t.needed == NULL) {
        g->failed = true;
        return;
    }
    for (size_t v = 0; v <= g->n_values; v++) {
        t.same[v] = (dp_val)v;
    }
    if (!merge_constants(&t) || !merge_nodes(&t)) {
        g->failed = true;
        return;
    }
    mark_needed(&t);
    renumber(&t);
    dp_ctx_release(g->ctx, mark);
}
