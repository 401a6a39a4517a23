/* Operators that move, fold or choose values, as loops. The order of additions is that of graph/kernels_*.c. */
#include "export/c_writer.h"

#include "graph/kernels.h"

#include <inttypes.h>
#include <stdio.h>

dp_shape dp_c_shape(const dp_c_writer *w, dp_val v)
{
    dp_shape shape = w->g->value[v].shape;
    for (int i = 0; i < shape.rank; i++) {
        shape.dim[i] = shape.dim[i] == DP_BATCH ? 1 : shape.dim[i];
    }
    return shape;
}

uint64_t dp_c_count(const dp_c_writer *w, dp_val v)
{
    dp_shape shape = dp_c_shape(w, v);
    return dp_shape_product(&shape, 0, shape.rank);
}

uint8_t dp_c_operands(const dp_node *node)
{
    bool one = node->op == DP_OP_RESHAPE || node->op == DP_OP_SLICE || node->op == DP_OP_CUM_SUM || node->op == DP_OP_TOP_K;
    return one ? 1 : node->n_in;
}

/* A transposition that only moves dimensions of 1. */
static bool keeps_order(const dp_c_writer *w, const dp_node *node)
{
    dp_shape in = dp_c_shape(w, node->in[0]);
    int last = -1;
    for (int i = 0; i < in.rank; i++) {
        if (in.dim[node->perm[i]] != 1) {
            if (node->perm[i] < last) {
                return false;
            }
            last = node->perm[i];
        }
    }
    return true;
}

bool dp_c_same_bytes(const dp_c_writer *w, const dp_node *node)
{
    return node->op == DP_OP_RESHAPE || node->op == DP_OP_IDENTITY || (node->op == DP_OP_TRANSPOSE && keeps_order(w, node));
}

/* What the index of a gather is made by, if that never is out of range: 0 to the number of leaves, classes or columns. */
static bool in_range(const dp_c_writer *w, dp_val index)
{
    const dp_value *v = &w->g->value[index];
    while (v->kind == DP_V_NODE && dp_c_same_bytes(w, &w->g->node[v->node])) {
        v = &w->g->value[w->g->node[v->node].in[0]];
    }
    dp_op op = v->kind == DP_V_NODE ? w->g->node[v->node].op : DP_OP_NONE;
    return v->kind == DP_V_CONST || op == DP_OP_LEAF_ROWS;
}

/* The index in C: forced into range where the evaluator would report a fault, which a function of numbers cannot. */
static const char *index_text(const dp_c_writer *w, char out[160], dp_val index, const char *i, uint64_t n)
{
    if (in_range(w, index)) {
        snprintf(out, 160, "(size_t)%s[%s]", w->name[index], i);
    } else {
        snprintf(out, 160, "%s_clamp(%s[%s], %" PRIu64 ")", w->prefix, w->name[index], i, n);
    }
    return out;
}

static void copy_loop(dp_c_writer *w, const char *to, const char *from, uint64_t n)
{
    dp_c_for(w, "k", n);
    dp_c_line(w, "%s = %s;", to, from);
    dp_c_end(w);
}

static bool constant_fits(dp_c_writer *w, dp_val index, uint64_t n)
{
    const dp_const *c = w->g->value[index].constant;
    for (uint64_t i = 0; c != NULL && i < c->count; i++) {
        int64_t at = ((const int64_t *)c->data)[i];
        if (at < 0 || (uint64_t)at >= n) {
            dp_fail(w->ctx, DP_CORRUPT, DP_NO_OFFSET, "GATHER: an index is out of range");
            return false;
        }
    }
    return true;
}

static void put_gather(dp_c_writer *w, const dp_node *node)
{
    dp_shape in = dp_c_shape(w, node->in[0]);
    dp_fold f = dp_fold_of(&in, node->axis);
    uint64_t many = dp_c_count(w, node->in[1]);
    char index[160];
    char to[120];
    char from[160];
    if (dp_c_gather_in_sum(w, node) || !constant_fits(w, node->in[1], f.n)) {
        return;
    }
    dp_c_for(w, "o", f.outer);
    dp_c_for(w, "i", many);
    dp_c_line(w, "const size_t at = %s;", index_text(w, index, node->in[1], "i", f.n));
    snprintf(to, sizeof to, "%s[(o * %" PRIu64 " + i) * %" PRIu64 " + k]", w->name[node->out], many, f.inner);
    snprintf(from, sizeof from, "%s[(o * %" PRIu64 " + at) * %" PRIu64 " + k]", w->name[node->in[0]], f.n, f.inner);
    copy_loop(w, to, from, f.inner);
    dp_c_end(w);
    dp_c_end(w);
}

static void put_gather_elements(dp_c_writer *w, const dp_node *node)
{
    dp_shape in = dp_c_shape(w, node->in[0]);
    dp_shape out = dp_c_shape(w, node->out);
    int axis = (int)node->axis;
    uint64_t n = in.dim[axis];
    uint64_t inner = dp_shape_product(&out, axis + 1, out.rank);
    char index[160];
    if (!constant_fits(w, node->in[1], n)) {
        return;
    }
    dp_c_for(w, "i", dp_c_count(w, node->out));
    dp_c_line(w, "const size_t at = %s;", index_text(w, index, node->in[1], "i", n));
    dp_c_line(w, "const size_t o = i / %" PRIu64 ";", out.dim[axis] * inner);
    dp_c_line(w, "%s[i] = %s[(o * %" PRIu64 " + at) * %" PRIu64 " + i %% %" PRIu64 "];", w->name[node->out], w->name[node->in[0]], n,
              inner, inner);
    dp_c_end(w);
}

static void put_concat(dp_c_writer *w, const dp_node *node)
{
    dp_shape out = dp_c_shape(w, node->out);
    uint64_t outer = dp_shape_product(&out, 0, (int)node->axis);
    uint64_t line = dp_shape_product(&out, (int)node->axis, out.rank);
    uint64_t from = 0;
    for (uint8_t i = 0; i < node->n_in; i++) {
        uint64_t part = outer != 0 ? dp_c_count(w, node->in[i]) / outer : 0;
        dp_c_for(w, "k", outer * part);
        if (outer == 1) {
            dp_c_line(w, "%s[%" PRIu64 " + k] = %s[k];", w->name[node->out], from, w->name[node->in[i]]);
        } else {
            dp_c_line(w, "%s[k / %" PRIu64 " * %" PRIu64 " + %" PRIu64 " + k %% %" PRIu64 "] = %s[k];", w->name[node->out], part, line,
                      from, part, w->name[node->in[i]]);
        }
        dp_c_end(w);
        from += part;
    }
}

static void put_slice(dp_c_writer *w, const dp_node *node)
{
    dp_shape in = dp_c_shape(w, node->in[0]);
    dp_shape out = dp_c_shape(w, node->out);
    int axis = (int)*(const int64_t *)w->g->value[node->in[3]].constant->data;
    int64_t first = *(const int64_t *)w->g->value[node->in[1]].constant->data;
    uint64_t from = first < 0 ? in.dim[axis] - (uint64_t)-first : (uint64_t)first;
    uint64_t item = dp_shape_product(&in, axis + 1, in.rank);
    uint64_t part = out.dim[axis] * item;
    char to[120];
    char where[160];
    dp_c_for(w, "o", dp_shape_product(&in, 0, axis));
    snprintf(to, sizeof to, "%s[o * %" PRIu64 " + k]", w->name[node->out], part);
    snprintf(where, sizeof where, "%s[(o * %" PRIu64 " + %" PRIu64 ") * %" PRIu64 " + k]", w->name[node->in[0]], in.dim[axis], from,
             item);
    copy_loop(w, to, where, part);
    dp_c_end(w);
}

static void put_transpose(dp_c_writer *w, const dp_node *node)
{
    static const char *const i[] = {"a", "b", "c", "d"};
    if (dp_c_same_bytes(w, node)) {
        return;
    }
    dp_shape in = dp_c_shape(w, node->in[0]);
    dp_shape out = dp_c_shape(w, node->out);
    char from[160];
    int n = snprintf(from, sizeof from, "0");
    dp_c_line(w, "{");
    w->depth++;
    dp_c_line(w, "size_t to = 0;");
    for (int d = 0; d < out.rank; d++) {
        dp_c_for(w, i[d], out.dim[d]);
        n += snprintf(from + n, sizeof from - (size_t)n, " + %s * %" PRIu64, i[d], dp_shape_product(&in, node->perm[d] + 1, in.rank));
    }
    dp_c_line(w, "%s[to++] = %s[%s];", w->name[node->out], w->name[node->in[0]], from);
    for (int d = 0; d <= out.rank; d++) {
        dp_c_end(w);
    }
}

/* The gather that a sum over the first axis folds: rows of a table, one of them at a time. */
static const dp_node *gathered(const dp_c_writer *w, const dp_node *sum)
{
    const dp_value *v = &w->g->value[sum->in[0]];
    const dp_node *gather = v->kind == DP_V_NODE ? &w->g->node[v->node] : NULL;
    bool rows = gather != NULL && gather->op == DP_OP_GATHER && gather->axis == 0 && sum->op == DP_OP_REDUCE_SUM && sum->axis == 0
                && w->uses[gather->out] == 1;
    return rows && dp_c_shape(w, gather->out).dim[0] == dp_c_count(w, gather->in[1]) && dp_c_count(w, gather->in[1]) != 0 ? gather : NULL;
}

bool dp_c_gather_in_sum(const dp_c_writer *w, const dp_node *gather)
{
    for (const dp_node *node = gather + 1; node < w->g->node + w->g->n_nodes; node++) {
        if (node->op == DP_OP_REDUCE_SUM && node->in[0] == gather->out) {
            return gathered(w, node) == gather;
        }
    }
    return false;
}

/* Row after row is added to the first; the rows are looked up on the way. */
static void put_sum_of_rows(dp_c_writer *w, const dp_node *node, const dp_node *gather)
{
    const char *out = w->name[node->out];
    const char *table = w->name[gather->in[0]];
    uint64_t n = dp_c_shape(w, gather->in[0]).dim[0];
    uint64_t item = dp_c_count(w, node->out);
    char index[160];
    if (!constant_fits(w, gather->in[1], n)) {
        return;
    }
    dp_c_for(w, "k", item);
    dp_c_line(w, "%s[k] = %s[%s * %" PRIu64 " + k];", out, table, index_text(w, index, gather->in[1], "0", n), item);
    dp_c_end(w);
    dp_c_begin(w, "for (size_t i = 1; i < %" PRIu64 "; i++)", dp_c_count(w, gather->in[1]));
    dp_c_line(w, "const size_t at = %s * %" PRIu64 ";", index_text(w, index, gather->in[1], "i", n), item);
    dp_c_for(w, "k", item);
    dp_c_line(w, "%s[k] = %s[k] + %s[at + k];", out, out, table);
    dp_c_end(w);
    dp_c_end(w);
}

static void put_reduce(dp_c_writer *w, const dp_node *node)
{
    const dp_node *gather = gathered(w, node);
    if (gather != NULL) {
        put_sum_of_rows(w, node, gather);
        return;
    }
    dp_shape shape = dp_c_shape(w, node->in[0]);
    dp_fold f = dp_fold_of(&shape, node->axis);
    dp_type type = w->g->value[node->out].type;
    const char *in = w->name[node->in[0]];
    const char *out = w->name[node->out];
    dp_c_for(w, "o", f.outer);
    dp_c_for(w, "i", f.inner);
    if (f.n != 0) {
        dp_c_line(w, "%s sum = %s[o * %" PRIu64 " + i];", dp_c_type(type), in, f.n * f.inner);
    } else {
        dp_c_line(w, "%s sum = 0;", dp_c_type(type));
    }
    dp_c_begin(w, "for (size_t k = 1; k < %" PRIu64 "; k++)", f.n);
    dp_c_line(w, "const %s v = %s[o * %" PRIu64 " + k * %" PRIu64 " + i];", dp_c_type(type), in, f.n * f.inner, f.inner);
    dp_c_line(w, "sum = %s;", node->op == DP_OP_REDUCE_MAX ? "v > sum || v != v ? v : sum"
                              : type == DP_T_I64 ? "(int64_t)((uint64_t)sum + (uint64_t)v)" : "sum + v");
    dp_c_end(w);
    dp_c_line(w, "%s[o * %" PRIu64 " + i] = sum;", out, f.inner);
    dp_c_end(w);
    dp_c_end(w);
}

static void put_arg(dp_c_writer *w, const dp_node *node)
{
    dp_shape shape = dp_c_shape(w, node->in[0]);
    dp_fold f = dp_fold_of(&shape, node->axis);
    const char *in = w->name[node->in[0]];
    dp_c_for(w, "o", f.outer);
    dp_c_for(w, "i", f.inner);
    dp_c_line(w, "size_t best = 0;");
    dp_c_begin(w, "for (size_t k = 1; k < %" PRIu64 "; k++)", f.n);
    dp_c_line(w, "best = %s[o * %" PRIu64 " + k * %" PRIu64 " + i] %s %s[o * %" PRIu64 " + best * %" PRIu64 " + i] ? k : best;", in,
              f.n * f.inner, f.inner, node->op == DP_OP_ARGMIN ? "<" : ">", in, f.n * f.inner, f.inner);
    dp_c_end(w);
    dp_c_line(w, "%s[o * %" PRIu64 " + i] = (int64_t)best;", w->name[node->out], f.inner);
    dp_c_end(w);
    dp_c_end(w);
}

static void put_cum_sum(dp_c_writer *w, const dp_node *node)
{
    const char *in = w->name[node->in[0]];
    const char *out = w->name[node->out];
    dp_c_for(w, "i", dp_c_count(w, node->out));
    dp_c_line(w, "%s[i] = i %% %" PRIu64 " == 0 ? %s[i] : %s[i - 1] + %s[i];", out, dp_c_shape(w, node->in[0]).dim[1], in, out, in);
    dp_c_end(w);
}

/* Products are added in the order of k, for each element on its own. */
static void put_matmul(dp_c_writer *w, const dp_node *node)
{
    dp_shape a = dp_c_shape(w, node->in[0]);
    uint64_t cols = dp_c_shape(w, node->in[1]).dim[1];
    const char *out = w->name[node->out];
    dp_c_for(w, "r", a.dim[0]);
    dp_c_for(w, "c", cols);
    dp_c_line(w, "%s[r * %" PRIu64 " + c] = 0;", out, cols);
    dp_c_end(w);
    dp_c_for(w, "k", a.dim[1]);
    dp_c_for(w, "c", cols);
    dp_c_line(w, "%s[r * %" PRIu64 " + c] += %s[r * %" PRIu64 " + k] * %s[k * %" PRIu64 " + c];", out, cols, w->name[node->in[0]], a.dim[1],
              w->name[node->in[1]], cols);
    dp_c_end(w);
    dp_c_end(w);
    dp_c_end(w);
}

/* The least k in order, by insertion: of equals the first comes first, NaN is greater than all numbers. */
static void put_top_k(dp_c_writer *w, const dp_node *node)
{
    const char *x = w->name[node->in[0]];
    const char *out = w->name[node->out];
    uint64_t k = dp_c_count(w, node->out);
    dp_c_begin(w, "for (size_t i = 0, held = 0; i < %" PRIu64 "; i++)", dp_c_count(w, node->in[0]));
    dp_c_line(w, "const double v = %s[i];", x);
    dp_c_line(w, "size_t at = held < %" PRIu64 " ? held++ : %" PRIu64 ";", k, k);
    dp_c_begin(w, "while (at != 0 && (v < %s[%s[at - 1]] || (v == v && %s[%s[at - 1]] != %s[%s[at - 1]])))", x, out, x, out, x, out);
    dp_c_begin(w, "if (at < %" PRIu64 ")", k);
    dp_c_line(w, "%s[at] = %s[at - 1];", out, out);
    dp_c_end(w);
    dp_c_line(w, "at--;");
    dp_c_end(w);
    dp_c_begin(w, "if (at < %" PRIu64 ")", k);
    dp_c_line(w, "%s[at] = (int64_t)i;", out);
    dp_c_end(w);
    dp_c_end(w);
}

static void put_leaf_rows(dp_c_writer *w, const dp_node *node)
{
    dp_c_line(w, "%s_leaves%zu(%s, %s);", w->prefix, (size_t)(node - w->g->node), w->name[node->in[0]], w->name[node->out]);
}

static void put_texts(dp_c_writer *w, const dp_node *node)
{
    dp_fail(w->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "%s, an operator on texts, has no form in C", dp_op_name(node->op));
}

/* Its operand's array has its name. */
static void put_nothing(dp_c_writer *w, const dp_node *node)
{
    (void)w;
    (void)node;
}

#define put_cast dp_c_elementwise
#define put_elementwise dp_c_elementwise
#define put_identity put_nothing
#define put_reshape put_nothing
#define put_text_counts put_texts
#define put_text_index put_texts
#define put_where dp_c_elementwise

/* By kernel, as graph/eval.c has them: an operator whose kernel has no form here does not compile. */
void dp_c_node(dp_c_writer *w, const dp_node *node)
{
    static void (*const put[])(dp_c_writer *w, const dp_node *node) = {
        NULL,
#define OP(name, onnx, least, most, kernel, float64) put_##kernel,
#include "graph/ops.def"
#undef OP
    };
    put[node->op](w, node);
}
