/* Runs a graph over blocks of rows, small enough for the intermediate values of a block to stay in the cache. Every
 * operator is row by row along the batch axis (shapes.c sees to that), so the size of a block changes no result.
 * Values without rows are computed once. A value's memory is taken by later ones once nobody looks at it any more: distances
 * to many points are wide, and there is a chain of them. */
#include "graph/kernels.h"

#include "base/ckd.h"

enum { MOST_IN = UINT8_MAX, MOST_ROWS = 256, LEAST_ROWS = 16, CACHE = 1 << 20, MUCH = 64 << 20 };

struct dp_runner {
    dp_ctx *ctx;
    const dp_graph *g;
    dp_tensor *value;  /* as g->value: this block's tensors */
    size_t *last;      /* as g->value: the node after which it is not needed; FOREVER: always */
    uint64_t block;    /* rows of a full block */
    dp_tensor *in;     /* MOST_IN: the operands of a node */
};
#define FOREVER SIZE_MAX

/* Memory of values that are not needed any more. */
struct spare {
    uint8_t *data;
    size_t bytes;
};

static dp_kernel *const kernels[] = {
    NULL,
#define OP(name, onnx, least, most, kernel, float64) dp_kernel_##kernel,
#include "graph/ops.def"
#undef OP
};

/* The shape for this many rows, and how many values that is. */
static dp_rc sized(dp_ctx *ctx, const dp_value *v, uint64_t rows, dp_tensor *out)
{
    out->type = v->type;
    out->shape = v->shape;
    out->count = 1;
    size_t bytes;
    for (int i = 0; i < out->shape.rank; i++) {
        if (out->shape.dim[i] == DP_BATCH) {
            out->shape.dim[i] = rows;
        }
        if (!dp_mul(out->count, out->shape.dim[i], &out->count)) {
            return dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, "too many values in one tensor");
        }
    }
    if (!dp_mul(out->count, sizeof(dp_span), &bytes)) {
        return dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, "too many values in one tensor");
    }
    return DP_OK;
}

static bool keeps_bytes(dp_op op)
{
    return op == DP_OP_RESHAPE || op == DP_OP_IDENTITY;
}

/* From the end: who looks last at each value. What keeps the bytes of its operand keeps it too. */
static void find_last(dp_runner *r)
{
    const dp_graph *g = r->g;
    for (size_t i = 0; i < g->n_outputs; i++) {
        r->last[g->output[i]] = FOREVER;
    }
    for (size_t i = g->n_nodes; i-- > 0;) {
        const dp_node *node = &g->node[i];
        size_t *out = &r->last[node->out];
        *out = dp_batch_axis(&g->value[node->out].shape) < 0 ? FOREVER : *out > i ? *out : i;
        for (uint8_t k = 0; k < node->n_in; k++) {
            size_t needed = keeps_bytes(node->op) ? *out : i;
            size_t *in = &r->last[node->in[k]];
            *in = *in > needed ? *in : needed;
        }
    }
}

/* The value in whose memory v lies. */
static dp_val owner_of(const dp_graph *g, dp_val v)
{
    while (g->value[v].kind == DP_V_NODE && keeps_bytes(g->node[g->value[v].node].op)) {
        v = g->node[g->value[v].node].in[0];
    }
    return v;
}

/* Is the memory of value v, which is an owner, free after node i? Said once. */
static bool ends_with(dp_runner *r, dp_val v, size_t i)
{
    bool ends = r->last[v] == i && r->g->value[v].kind == DP_V_NODE;
    r->last[v] = ends ? FOREVER : r->last[v];
    return ends;
}

/* Bytes of one row of a value; much more than the cache where it has no end. */
static uint64_t row_bytes(const dp_value *v)
{
    uint64_t cells = 1;
    for (int d = 0; d < v->shape.rank; d++) {
        uint64_t dim = v->shape.dim[d] == DP_BATCH ? 1 : v->shape.dim[d];
        cells = dim != 0 && cells > MUCH / dim ? MUCH : cells * dim;
    }
    return dp_batch_axis(&v->shape) >= 0 ? cells * dp_type_size(v->type) : 0;
}

/* Rows of a block: as many as fit the cache with all their intermediate values; few of them where a row alone is wide. */
static uint64_t block_rows(const dp_graph *g)
{
    uint64_t bytes = 1;
    uint64_t widest = 1;
    for (size_t i = 0; i < g->n_nodes; i++) {
        uint64_t one = row_bytes(&g->value[g->node[i].out]);
        bytes += one;
        widest = one > widest ? one : widest;
    }
    uint64_t rows = CACHE / bytes;
    uint64_t least = MUCH / LEAST_ROWS / widest;
    least = least > LEAST_ROWS ? LEAST_ROWS : least != 0 ? least : 1;
    return rows > MOST_ROWS ? MOST_ROWS : rows < least ? least : rows;
}

/* The smallest spare piece that is large enough, else a new one. */
static dp_rc take_buffer(dp_runner *r, dp_tensor *t, struct spare *spare, size_t *n_spare, size_t *bytes)
{
    size_t best = *n_spare;
    *bytes = (size_t)t->count * dp_type_size(t->type);
    for (size_t k = 0; k < *n_spare; k++) {
        if (spare[k].bytes >= *bytes && (best == *n_spare || spare[k].bytes < spare[best].bytes)) {
            best = k;
        }
    }
    if (best == *n_spare) {
        t->data = dp_take_raw(r->ctx, t->count, dp_type_size(t->type));
        return t->data == NULL ? dp_failed(r->ctx) : DP_OK;
    }
    t->data = spare[best].data;
    *bytes = spare[best].bytes;
    spare[best] = spare[--*n_spare];
    return DP_OK;
}

static dp_rc take_buffers(dp_runner *r)
{
    const dp_graph *g = r->g;
    struct spare *spare = dp_take(r->ctx, g->n_nodes, sizeof *spare);
    size_t *bytes = dp_take(r->ctx, g->n_values + 1, sizeof *bytes);
    size_t n_spare = 0;
    DP_TRY(spare == NULL || bytes == NULL ? dp_failed(r->ctx) : DP_OK);
    find_last(r);
    for (size_t i = 0; i < g->n_nodes; i++) {
        const dp_node *node = &g->node[i];
        dp_tensor *t = &r->value[node->out];
        bool with_rows = dp_batch_axis(&g->value[node->out].shape) >= 0;
        size_t none = 0;
        DP_TRY(sized(r->ctx, &g->value[node->out], r->block, t));
        if (!keeps_bytes(node->op)) {
            DP_TRY(take_buffer(r, t, spare, with_rows ? &n_spare : &none, &bytes[node->out]));
        }
        for (size_t k = 0; k <= node->n_in; k++) { /* its operands, and itself where nobody looks */
            dp_val v = owner_of(g, k < node->n_in ? node->in[k] : node->out);
            if (ends_with(r, v, i)) {
                spare[n_spare++] = (struct spare){r->value[v].data, bytes[v]};
            }
        }
    }
    return DP_OK;
}

static void take_constants(dp_runner *r)
{
    for (size_t v = 1; v <= r->g->n_values; v++) {
        const dp_const *c = r->g->value[v].constant;
        if (r->g->value[v].kind == DP_V_CONST) {
            /* kernels only read what comes in */
            r->value[v] = (dp_tensor){c->type, c->shape, c->count, (void *)(uintptr_t)c->data};
        }
    }
}

static dp_rc run_node(dp_runner *r, const dp_node *node, uint64_t rows)
{
    dp_tensor *in = r->in;
    for (uint8_t i = 0; i < node->n_in; i++) {
        in[i] = r->value[node->in[i]];
    }
    dp_tensor *out = &r->value[node->out];
    DP_TRY(sized(r->ctx, &r->g->value[node->out], rows, out));
    if (!kernels[node->op](node, in, out)) {
        if (node->op == DP_OP_CAST) {
            return dp_fail(r->ctx, DP_USAGE, DP_NO_OFFSET, "a text stands where a number is expected");
        }
        return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "%s: an index is out of range", dp_op_name(node->op));
    }
    return DP_OK;
}

/* Nodes with rows, or those without. */
static dp_rc run_nodes(dp_runner *r, bool with_rows, uint64_t rows)
{
    for (size_t i = 0; i < r->g->n_nodes; i++) {
        const dp_node *node = &r->g->node[i];
        if ((dp_batch_axis(&r->g->value[node->out].shape) >= 0) == with_rows) {
            DP_TRY(run_node(r, node, rows));
        }
    }
    return DP_OK;
}

static void feed(dp_runner *r, const dp_tensor *in, uint64_t from, uint64_t rows)
{
    for (size_t i = 0; i < r->g->n_inputs; i++) {
        dp_tensor *t = &r->value[r->g->input[i]];
        *t = in[i];
        t->shape.dim[0] = rows;
        t->count = rows * t->shape.dim[1];
        t->data = (uint8_t *)in[i].data + from * t->shape.dim[1] * dp_type_size(t->type);
    }
}

static void collect(dp_runner *r, dp_tensor *out, uint64_t from)
{
    for (size_t i = 0; i < r->g->n_outputs; i++) {
        const dp_value *v = &r->g->value[r->g->output[i]];
        const dp_tensor *t = &r->value[r->g->output[i]];
        uint64_t at = dp_batch_axis(&v->shape) == 0 ? from * dp_shape_product(&t->shape, 1, t->shape.rank) : 0;
        size_t size = dp_type_size(t->type);
        if (t->count != 0) {
            memcpy((uint8_t *)out[i].data + at * size, t->data, t->count * size);
        }
    }
}

/* One tensor a port, of its type and width, and all with the same number of rows. */
static dp_rc check_inputs(dp_ctx *ctx, const dp_graph *g, const dp_tensor *in, uint64_t *rows)
{
    *rows = g->n_inputs != 0 && in[0].shape.rank == 2 ? in[0].shape.dim[0] : 0;
    for (size_t i = 0; i < g->n_inputs; i++) {
        const dp_value *port = &g->value[g->input[i]];
        if (in[i].type != port->type || in[i].shape.rank != 2 || in[i].shape.dim[0] != *rows
            || in[i].shape.dim[1] != port->shape.dim[1]) {
            return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "input %s: expected %s of %llu columns", port->name,
                           dp_type_name(port->type), (unsigned long long)port->shape.dim[1]);
        }
    }
    return DP_OK;
}

static dp_rc take_outputs(dp_ctx *ctx, const dp_graph *g, uint64_t rows, dp_tensor *out)
{
    for (size_t i = 0; i < g->n_outputs; i++) {
        const dp_value *v = &g->value[g->output[i]];
        if (dp_batch_axis(&v->shape) > 0) {
            return dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "output %s: rows must come first", v->name);
        }
        DP_TRY(sized(ctx, v, rows, &out[i]));
        out[i].data = dp_take_raw(ctx, out[i].count, dp_type_size(out[i].type));
        DP_TRY(out[i].data == NULL ? dp_failed(ctx) : DP_OK);
    }
    return DP_OK;
}

/* rows: of a block at most. */
static dp_rc prepare(dp_ctx *ctx, const dp_graph *g, uint64_t rows, dp_runner *r)
{
    *r = (dp_runner){ctx, g, dp_take(ctx, g->n_values + 1, sizeof *r->value), dp_take(ctx, g->n_values + 1, sizeof *r->last),
                     block_rows(g), dp_take_raw(ctx, MOST_IN, sizeof *r->in)};
    DP_TRY(r->value == NULL || r->last == NULL || r->in == NULL ? dp_failed(ctx) : DP_OK);
    r->block = r->block > rows ? rows : r->block;
    take_constants(r);
    DP_TRY(take_buffers(r));
    return run_nodes(r, false, 0);
}

static dp_rc run_blocks(dp_runner *r, const dp_tensor *in, uint64_t rows, dp_tensor *out)
{
    for (uint64_t from = 0; from < rows; from += r->block) {
        uint64_t now = rows - from < r->block ? rows - from : r->block;
        feed(r, in, from, now);
        DP_TRY(run_nodes(r, true, now));
        collect(r, out, from);
    }
    return DP_OK;
}

static dp_rc check_graph(dp_ctx *ctx, const dp_graph *g)
{
    if (!g->failed) {
        return DP_OK;
    }
    return dp_failed(ctx) != DP_OK ? dp_failed(ctx) : dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "the graph is not whole");
}

dp_rc dp_eval(dp_ctx *ctx, const dp_graph *g, const dp_tensor *in, dp_tensor *out)
{
    uint64_t rows;
    DP_TRY(check_graph(ctx, g));
    DP_TRY(check_inputs(ctx, g, in, &rows));
    DP_TRY(take_outputs(ctx, g, rows, out));
    dp_mark mark = dp_ctx_mark(ctx);
    dp_runner r;
    dp_rc rc = prepare(ctx, g, rows != 0 ? rows : 1, &r);
    rc = rc == DP_OK ? run_blocks(&r, in, rows, out) : rc;
    dp_ctx_release(ctx, mark);
    return rc;
}

dp_rc dp_runner_new(dp_ctx *ctx, const dp_graph *g, dp_runner **out)
{
    DP_TRY(check_graph(ctx, g));
    *out = dp_take(ctx, 1, sizeof **out);
    return *out != NULL ? prepare(ctx, g, MOST_ROWS, *out) : dp_failed(ctx);
}

dp_rc dp_runner_answer(dp_runner *r, const dp_tensor *in, dp_tensor *out)
{
    uint64_t rows;
    DP_TRY(check_inputs(r->ctx, r->g, in, &rows));
    DP_TRY(take_outputs(r->ctx, r->g, rows, out));
    return run_blocks(r, in, rows, out);
}
