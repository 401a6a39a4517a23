/* Tidying: nodes that compute the same are merged, a cast to float32 of a widened float32 is that float32, and what no
 * output needs is dropped. Values and nodes are then numbered afresh: inputs, and for each output what it needs, operands first and in
 * their order. In which order they were made does not count: where calls are arguments of a call, that is the compiler's choice, and what is
 * written is to be the same bytes whichever compiler it was. */
#include "graph/graph.h"

#include "base/hash.h"

struct tidy {
    dp_graph *g;
    dp_val *same;    /* for each value: the one that stands for it */
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
    return (size_t)c->count * dp_type_size(c->type);
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

/* A value that is wanted, and how many of its operands have been seen to. */
struct visit {
    dp_val v;
    uint8_t operand;
};

struct ordering {
    const dp_graph *g;
    struct visit *open; /* each value is at most once there */
    bool *seen;
    dp_val *order;      /* what is behind what it needs */
    size_t n;
};

static void order_from(struct ordering *o, dp_val v)
{
    size_t top = 0;
    if (!o->seen[v]) {
        o->seen[v] = true;
        o->open[top++] = (struct visit){v, 0};
    }
    while (top != 0) {
        struct visit *last = &o->open[top - 1];
        const dp_value *value = &o->g->value[last->v];
        const dp_node *node = value->kind == DP_V_NODE ? &o->g->node[value->node] : NULL;
        if (node == NULL || last->operand == node->n_in) {
            o->order[o->n++] = last->v;
            top--;
            continue;
        }
        dp_val in = node->in[last->operand++];
        if (!o->seen[in]) {
            o->seen[in] = true;
            o->open[top++] = (struct visit){in, 0};
        }
    }
}

static bool find_order(const struct tidy *t, struct ordering *o)
{
    dp_graph *g = t->g;
    *o = (struct ordering){g, dp_take(g->ctx, g->n_values + 1, sizeof *o->open), dp_take(g->ctx, g->n_values + 1, sizeof *o->seen),
                           dp_take(g->ctx, g->n_values + 1, sizeof *o->order), 0};
    if (o->open == NULL || o->seen == NULL || o->order == NULL) {
        return false;
    }
    for (size_t i = 0; i < g->n_inputs; i++) {
        order_from(o, g->input[i]);
    }
    for (size_t i = 0; i < g->n_outputs; i++) {
        g->output[i] = t->same[g->output[i]];
        order_from(o, g->output[i]);
    }
    return true;
}

static void renumber_all(dp_val *v, size_t n, const dp_val *to)
{
    for (size_t i = 0; i < n; i++) {
        v[i] = to[v[i]];
    }
}

static bool renumber(struct tidy *t)
{
    dp_graph *g = t->g;
    struct ordering o;
    dp_value *value = dp_take(g->ctx, g->n_values + 1, sizeof *value);
    dp_node *node = dp_take(g->ctx, g->n_nodes + 1, sizeof *node);
    dp_val *to = t->same; /* no longer needed as such, once the order is found */
    size_t n_nodes = 0;
    if (value == NULL || node == NULL || !find_order(t, &o)) {
        return false;
    }
    for (size_t i = 0; i < o.n; i++) {
        dp_value *now = &value[i + 1];
        *now = g->value[o.order[i]];
        to[o.order[i]] = (dp_val)(i + 1);
        if (now->kind == DP_V_NODE) {
            node[n_nodes] = g->node[now->node];
            now->node = (uint32_t)n_nodes;
            renumber_all(node[n_nodes].in, node[n_nodes].n_in, to);
            node[n_nodes++].out = (dp_val)(i + 1);
        }
    }
    renumber_all(g->output, g->n_outputs, to);
    renumber_all(g->input, g->n_inputs, to);
    memcpy(g->value, value, (o.n + 1) * sizeof *value);
    memcpy(g->node, node, n_nodes * sizeof *node);
    g->n_nodes = n_nodes;
    g->n_values = o.n;
    return true;
}

void dp_graph_tidy(dp_graph *g)
{
    if (g->failed) {
        return;
    }
    dp_mark mark = dp_ctx_mark(g->ctx);
    struct tidy t = {.g = g, .key = dp_hash_key_new()};
    t.same = dp_take(g->ctx, g->n_values + 1, sizeof *t.same);
    if (t.same == NULL) {
        g->failed = true;
        return;
    }
    for (size_t v = 0; v <= g->n_values; v++) {
        t.same[v] = (dp_val)v;
    }
    if (!merge_constants(&t) || !merge_nodes(&t) || !renumber(&t)) {
        g->failed = true;
        return;
    }
    dp_ctx_release(g->ctx, mark);
}
