/* Values and nodes, one at a time. Types and shapes come from shapes.c; compositions are in compose.c. */
#include "graph/build.h"

static dp_val add_value(dp_graph *g, dp_value value)
{
    if (g->failed) {
        return 0;
    }
    size_t n = g->n_values + 1; /* value 0 is none */
    if (n >= UINT32_MAX / 2) {
        dp_graph_fail(g, DP_LIMIT, "", "more than %zu values in the graph", n);
        return 0;
    }
    if (g->value == NULL && dp_grow(g->ctx, &g->value, 0, sizeof *g->value) == NULL) {
        g->failed = true;
        return 0;
    }
    dp_value *place = dp_grow(g->ctx, &g->value, n, sizeof *place);
    if (place == NULL) {
        g->failed = true;
        return 0;
    }
    *place = value;
    g->n_values = n;
    return (dp_val)n;
}

dp_val dp_graph_input(dp_graph *g, const char *name, dp_type type, uint64_t width)
{
    const char *kept = dp_take_text(g->ctx, dp_span_of(name));
    dp_val v = add_value(g, (dp_value){.kind = DP_V_INPUT, .type = type, .name = kept,
                                       .shape = {2, {DP_BATCH, width}}});
    dp_val *place = v != 0 ? dp_grow(g->ctx, &g->input, g->n_inputs, sizeof *place) : NULL;
    if (place == NULL || kept == NULL) {
        g->failed = true;
        return 0;
    }
    *place = v;
    g->n_inputs++;
    return v;
}

dp_val dp_constant(dp_graph *g, const dp_const *c)
{
    return add_value(g, (dp_value){.kind = DP_V_CONST, .type = c->type, .shape = c->shape, .constant = c});
}

static dp_val add_const(dp_graph *g, dp_type type, const void *data, uint8_t rank, uint64_t rows, uint64_t cols)
{
    dp_const *c = dp_graph_take(g, 1, sizeof *c);
    if (g->failed) {
        return 0;
    }
    *c = (dp_const){.type = type, .shape = {rank, {rows, cols}}, .count = rows * cols, .data = data};
    if (rank < 2) {
        c->shape.dim[1] = 0;
    }
    if (rank == 0) {
        c->shape.dim[0] = 0;
    }
    return dp_constant(g, c);
}

dp_val dp_scalar(dp_graph *g, double v)
{
    double *kept = dp_graph_take(g, 1, sizeof *kept);
    if (g->failed) {
        return 0;
    }
    *kept = v;
    return add_const(g, DP_T_F64, kept, 0, 1, 1);
}

static const int64_t *keep_i64(dp_graph *g, int64_t v)
{
    int64_t *kept = dp_graph_take(g, 1, sizeof *kept);
    if (kept != NULL) {
        *kept = v;
    }
    return kept;
}

dp_val dp_scalar_i64(dp_graph *g, int64_t v)
{
    return add_const(g, DP_T_I64, keep_i64(g, v), 0, 1, 1);
}

dp_val dp_row(dp_graph *g, const double *v, uint64_t n)
{
    return add_const(g, DP_T_F64, v, 1, n, 1);
}

dp_val dp_row_i64(dp_graph *g, const int64_t *v, uint64_t n)
{
    return add_const(g, DP_T_I64, v, 1, n, 1);
}

dp_val dp_row_text(dp_graph *g, const dp_span *v, uint64_t n)
{
    return add_const(g, DP_T_TEXT, v, 1, n, 1);
}

dp_val dp_matrix(dp_graph *g, const double *v, uint64_t rows, uint64_t cols)
{
    return add_const(g, DP_T_F64, v, 2, rows, cols);
}

dp_val dp_node_add(dp_graph *g, const dp_node *node)
{
    dp_type type;
    dp_shape shape;
    if (g->failed || !dp_node_infer(g, node, &type, &shape)) {
        g->failed = true;
        return 0;
    }
    dp_node *place = dp_grow(g->ctx, &g->node, g->n_nodes, sizeof *place);
    dp_val *in = dp_graph_take(g, node->n_in, sizeof *in);
    dp_val out = add_value(g, (dp_value){.kind = DP_V_NODE, .type = type, .shape = shape, .node = (uint32_t)g->n_nodes});
    if (place == NULL || in == NULL || out == 0) {
        g->failed = true;
        return 0;
    }
    memcpy(in, node->in, node->n_in * sizeof *in);
    *place = *node;
    place->in = in;
    place->out = out;
    g->n_nodes++;
    return out;
}

dp_val dp_unary(dp_graph *g, dp_op op, dp_val a)
{
    return dp_node_add(g, &(dp_node){.op = op, .n_in = 1, .in = &a});
}

dp_val dp_binary(dp_graph *g, dp_op op, dp_val a, dp_val b)
{
    dp_val in[] = {a, b};
    return dp_node_add(g, &(dp_node){.op = op, .n_in = 2, .in = in});
}

dp_val dp_where(dp_graph *g, dp_val condition, dp_val yes, dp_val no)
{
    dp_val in[] = {condition, yes, no};
    return dp_node_add(g, &(dp_node){.op = DP_OP_WHERE, .n_in = 3, .in = in});
}

dp_val dp_cast(dp_graph *g, dp_val a, dp_type to)
{
    if (a != 0 && dp_value_at(g, a)->type == to) {
        return a;
    }
    return dp_node_add(g, &(dp_node){.op = DP_OP_CAST, .n_in = 1, .in = &a, .to = to});
}

dp_val dp_concat(dp_graph *g, const dp_val *v, size_t n, int64_t axis)
{
    enum { MOST = 255 };
    dp_val in[MOST];
    if (g->failed) {
        return 0;
    }
    if (n == 1) {
        return v[0];
    }
    if (n > MOST) { /* a concatenation of concatenations */
        dp_val both[] = {dp_concat(g, v, MOST, axis), 0};
        for (size_t done = MOST; done < n; done += MOST) {
            both[1] = dp_concat(g, v + done, n - done < MOST ? n - done : MOST, axis);
            both[0] = dp_concat(g, both, 2, axis);
        }
        return both[0];
    }
    memcpy(in, v, n * sizeof *v);
    return dp_node_add(g, &(dp_node){.op = DP_OP_CONCAT, .n_in = (uint8_t)n, .in = in, .axis = axis});
}

dp_val dp_gather(dp_graph *g, dp_val data, dp_val indices, int64_t axis)
{
    dp_val in[] = {data, indices};
    return dp_node_add(g, &(dp_node){.op = DP_OP_GATHER, .n_in = 2, .in = in, .axis = axis});
}

dp_val dp_gather_elements(dp_graph *g, dp_val data, dp_val indices, int64_t axis)
{
    dp_val in[] = {data, indices};
    return dp_node_add(g, &(dp_node){.op = DP_OP_GATHER_ELEMENTS, .n_in = 2, .in = in, .axis = axis});
}

dp_val dp_columns(dp_graph *g, dp_val x, const int64_t *index, uint64_t n)
{
    return dp_gather(g, x, dp_row_i64(g, index, n), 1);
}

/* [v]: starts, ends and axes are tensors since opset 10. */
static dp_val one_i64(dp_graph *g, int64_t v)
{
    return dp_row_i64(g, keep_i64(g, v), 1);
}

dp_val dp_slice(dp_graph *g, dp_val x, int64_t axis, int64_t from, int64_t to)
{
    dp_val in[] = {x, one_i64(g, from), one_i64(g, to), one_i64(g, axis)};
    return dp_node_add(g, &(dp_node){.op = DP_OP_SLICE, .n_in = 4, .in = in});
}

dp_val dp_reshape(dp_graph *g, dp_val x, const int64_t *dim, size_t rank)
{
    int64_t *kept = dp_graph_take(g, rank, sizeof *kept);
    if (g->failed) {
        return 0;
    }
    memcpy(kept, dim, rank * sizeof *kept);
    return dp_binary(g, DP_OP_RESHAPE, x, dp_row_i64(g, kept, rank));
}

dp_val dp_transpose(dp_graph *g, dp_val x, const uint8_t *perm)
{
    dp_node node = {.op = DP_OP_TRANSPOSE, .n_in = 1, .in = &x};
    memcpy(node.perm, perm, dp_value_at(g, x)->shape.rank);
    return dp_node_add(g, &node);
}

dp_val dp_matmul(dp_graph *g, dp_val a, dp_val b)
{
    return dp_binary(g, DP_OP_MATMUL, a, b);
}

dp_val dp_argmax(dp_graph *g, dp_val x, int64_t axis)
{
    return dp_node_add(g, &(dp_node){.op = DP_OP_ARGMAX, .n_in = 1, .in = &x, .axis = axis});
}

dp_val dp_argmin(dp_graph *g, dp_val x, int64_t axis)
{
    return dp_node_add(g, &(dp_node){.op = DP_OP_ARGMIN, .n_in = 1, .in = &x, .axis = axis});
}

dp_val dp_reduce_sum(dp_graph *g, dp_val x, int64_t axis, bool keepdims)
{
    return dp_node_add(g, &(dp_node){.op = DP_OP_REDUCE_SUM, .n_in = 1, .in = &x, .axis = axis, .keepdims = keepdims});
}

dp_val dp_reduce_max(dp_graph *g, dp_val x, int64_t axis, bool keepdims)
{
    return dp_node_add(g, &(dp_node){.op = DP_OP_REDUCE_MAX, .n_in = 1, .in = &x, .axis = axis, .keepdims = keepdims});
}

dp_val dp_cum_sum(dp_graph *g, dp_val x)
{
    dp_val in[] = {x, dp_scalar_i64(g, 1)};
    return dp_node_add(g, &(dp_node){.op = DP_OP_CUM_SUM, .n_in = 2, .in = in});
}

dp_val dp_least_k(dp_graph *g, dp_val x, uint64_t k)
{
    dp_val in[] = {x, one_i64(g, (int64_t)k)};
    return dp_node_add(g, &(dp_node){.op = DP_OP_TOP_K, .n_in = 2, .in = in, .axis = 1});
}

dp_val dp_text_index(dp_graph *g, dp_val x, dp_val keys)
{
    return dp_binary(g, DP_OP_TEXT_INDEX, x, keys);
}

dp_val dp_text_counts_of(dp_graph *g, dp_val x, const struct dp_text_counts *counts)
{
    return dp_node_add(g, &(dp_node){.op = DP_OP_TEXT_COUNTS, .n_in = 1, .in = &x, .counts = counts});
}

dp_val dp_leaf_rows(dp_graph *g, dp_val x, const dp_forest *forest)
{
    return dp_node_add(g, &(dp_node){.op = DP_OP_LEAF_ROWS, .n_in = 1, .in = &x, .forest = forest});
}
