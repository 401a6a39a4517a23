/* Types and shapes: what each operator takes, and what comes of it. ONNX's rules, narrowed to what the evaluator runs
 * row by row: no operator may mix rows of the batch, so the batch axis is never summed, cut, gathered from or joined. */
#include "graph/build.h"
#include "graph/text_counts.h"

#include "base/ckd.h"

struct infer {
    dp_graph *g;
    const dp_node *node;
    const dp_value *in[3]; /* the first three */
    dp_type type;
    dp_shape shape;
};

static bool refuse(const struct infer *s, dp_rc rc, const char *what)
{
    dp_fail(s->g->ctx, rc, DP_NO_OFFSET, "%s: %s", dp_op_name(s->node->op), what);
    return false;
}

static bool misfit(const struct infer *s, const char *what)
{
    bool model = s->g->mismatch == DP_UNSUPPORTED;
    return refuse(s, s->g->mismatch, model ? dp_take_printf(s->g->ctx, "%s: the parts of the model do not fit each other", what) : what);
}

static bool same_shape(const dp_shape *a, const dp_shape *b)
{
    return a->rank == b->rank && memcmp(a->dim, b->dim, a->rank * sizeof *a->dim) == 0;
}

static bool is_float(dp_type type)
{
    return type == DP_T_F64 || type == DP_T_F32;
}

/* Widens s->shape, numpy's way, by `with`. */
static bool broadcast(struct infer *s, const dp_shape *with)
{
    dp_shape out = {.rank = s->shape.rank > with->rank ? s->shape.rank : with->rank};
    for (int i = 0; i < out.rank; i++) {
        int a = i - (out.rank - s->shape.rank);
        int b = i - (out.rank - with->rank);
        uint64_t x = a >= 0 ? s->shape.dim[a] : 1;
        uint64_t y = b >= 0 ? with->dim[b] : 1;
        if (x != y && x != 1 && y != 1 && (x == DP_BATCH || y == DP_BATCH)) {
            return misfit(s, "rows would be combined with rows");
        }
        if (x != y && x != 1 && y != 1) {
            return refuse(s, DP_CORRUPT, "the widths of two parts of the model contradict each other");
        }
        out.dim[i] = x == 1 ? y : x;
    }
    int axis = dp_batch_axis(&out);
    for (int i = axis + 1; axis >= 0 && i < out.rank; i++) {
        if (out.dim[i] == DP_BATCH) {
            return misfit(s, "rows would be combined with rows");
        }
    }
    s->shape = out;
    return true;
}

/* What an operator on one value makes of operands of a type; 0: it does not take them. */
static const uint8_t scalar[DP_OPS][DP_T_TEXT + 1] = {
#define SCALAR(op, operands, from, to, expr) [DP_OP_##op][DP_T_##from] = DP_T_##to,
#include "graph/scalars.def"
#undef SCALAR
};

/* All inputs of one type. */
static bool elementwise(struct infer *s)
{
    s->type = s->in[0]->type;
    s->shape = s->in[0]->shape;
    if (scalar[s->node->op][s->type] == 0) {
        return misfit(s, "does not take this type");
    }
    for (int i = 1; i < s->node->n_in; i++) {
        if (s->in[i]->type != s->type) {
            return misfit(s, "operands of different types");
        }
        if (!broadcast(s, &s->in[i]->shape)) {
            return false;
        }
    }
    s->type = (dp_type)scalar[s->node->op][s->type];
    return true;
}

static bool identity(struct infer *s)
{
    s->type = s->in[0]->type;
    s->shape = s->in[0]->shape;
    return true;
}

/* node->axis as an index of a dimension of x that is not the batch. */
static bool good_axis(const struct infer *s, const dp_shape *x)
{
    int64_t axis = s->node->axis;
    if (axis < 0 || axis >= x->rank) {
        return misfit(s, "no such axis");
    }
    return x->dim[axis] != DP_BATCH || misfit(s, "rows would be combined with rows");
}

static void drop_axis(dp_shape *x, int64_t axis)
{
    for (int i = (int)axis; i + 1 < x->rank; i++) {
        x->dim[i] = x->dim[i + 1];
    }
    x->rank--;
}

static bool reduce(struct infer *s)
{
    s->shape = s->in[0]->shape;
    s->type = s->in[0]->type;
    if (!is_float(s->type) && s->type != DP_T_I64) {
        return misfit(s, "does not take this type");
    }
    if (!good_axis(s, &s->shape)) {
        return false;
    }
    if (s->shape.dim[s->node->axis] == 0 && s->node->op != DP_OP_REDUCE_SUM) {
        return refuse(s, DP_CORRUPT, "there is nothing to choose from");
    }
    if (s->node->keepdims) {
        s->shape.dim[s->node->axis] = 1;
    } else {
        drop_axis(&s->shape, s->node->axis);
    }
    return true;
}

static bool arg(struct infer *s)
{
    bool good = reduce(s);
    s->type = DP_T_I64;
    return good;
}

static bool cast(struct infer *s)
{
    s->type = s->node->to;
    s->shape = s->in[0]->shape;
    bool fits = s->type >= DP_T_F64 && s->type <= DP_T_BOOL && (s->in[0]->type != DP_T_TEXT || s->type == DP_T_F64);
    return fits || misfit(s, "does not take this type");
}

static bool concat(struct infer *s)
{
    s->type = s->in[0]->type;
    s->shape = s->in[0]->shape;
    if (!good_axis(s, &s->shape)) {
        return false;
    }
    int64_t axis = s->node->axis;
    for (int i = 1; i < s->node->n_in; i++) {
        const dp_value *next = dp_value_at(s->g, s->node->in[i]);
        dp_shape rest = next->shape;
        if (next->type != s->type || rest.rank != s->shape.rank) {
            return misfit(s, "operands of different types");
        }
        if (rest.dim[axis] == DP_BATCH || !dp_add(s->shape.dim[axis], rest.dim[axis], &s->shape.dim[axis])) {
            return misfit(s, "rows would be combined with rows");
        }
        rest.dim[axis] = s->shape.dim[axis];
        if (!same_shape(&rest, &s->shape)) {
            return refuse(s, DP_CORRUPT, "the widths of two parts of the model contradict each other");
        }
    }
    return true;
}

static bool gather(struct infer *s)
{
    const dp_shape *data = &s->in[0]->shape;
    const dp_shape *index = &s->in[1]->shape;
    s->type = s->in[0]->type;
    if (s->in[1]->type != DP_T_I64) {
        return misfit(s, "indices must be int64");
    }
    if (!good_axis(s, data)) {
        return false;
    }
    if (data->rank + index->rank - 1 > DP_MAX_RANK) {
        return misfit(s, "too many dimensions");
    }
    if (dp_batch_axis(data) >= 0 && dp_batch_axis(index) >= 0) {
        return misfit(s, "rows would be combined with rows");
    }
    dp_shape *out = &s->shape;
    for (int i = 0; i < s->node->axis; i++) {
        out->dim[out->rank++] = data->dim[i];
    }
    for (int i = 0; i < index->rank; i++) {
        out->dim[out->rank++] = index->dim[i];
    }
    for (int i = (int)s->node->axis + 1; i < data->rank; i++) {
        out->dim[out->rank++] = data->dim[i];
    }
    return true;
}

/* Indices of data's own shape, but for the axis. */
static bool gather_elements(struct infer *s)
{
    dp_shape data = s->in[0]->shape;
    s->type = s->in[0]->type;
    s->shape = s->in[1]->shape;
    if (s->in[1]->type != DP_T_I64) {
        return misfit(s, "indices must be int64");
    }
    if (!good_axis(s, &data)) {
        return false;
    }
    if (data.rank != s->shape.rank || s->shape.dim[s->node->axis] == DP_BATCH) {
        return misfit(s, "indices of another shape");
    }
    data.dim[s->node->axis] = s->shape.dim[s->node->axis];
    return same_shape(&data, &s->shape) || misfit(s, "indices of another shape");
}

/* A constant of int64, at most DP_MAX_RANK long; NULL: it is not. */
static const int64_t *settings(const dp_value *v, uint64_t *n)
{
    bool good = v->kind == DP_V_CONST && v->type == DP_T_I64 && v->shape.rank == 1 && v->shape.dim[0] <= DP_MAX_RANK;
    *n = good ? v->shape.dim[0] : 0;
    return good ? v->constant->data : NULL;
}

/* Product of the dimensions other than the batch. */
static bool cells(const struct infer *s, const dp_shape *shape, uint64_t *out)
{
    uint64_t n = 1;
    for (int i = 0; i < shape->rank; i++) {
        if (shape->dim[i] != DP_BATCH && !dp_mul(n, shape->dim[i], &n)) {
            return misfit(s, "too many values");
        }
    }
    *out = n;
    return true;
}

static bool reshape(struct infer *s)
{
    uint64_t rank;
    uint64_t have = 0;
    uint64_t want;
    const int64_t *dim = settings(s->in[1], &rank);
    const dp_shape *x = &s->in[0]->shape;
    bool batch = dp_batch_axis(x) >= 0;
    bool open = false;
    s->type = s->in[0]->type;
    if (dim == NULL) {
        return misfit(s, "the shape must be a constant of at most 4 int64");
    }
    s->shape.rank = (uint8_t)rank;
    for (uint64_t i = 0; i < rank; i++) {
        if (dim[i] < -1 || dim[i] == 0 || (dim[i] == -1 && (open || !batch))) {
            return misfit(s, "not a shape");
        }
        open = open || dim[i] == -1;
        s->shape.dim[i] = dim[i] == -1 ? DP_BATCH : (uint64_t)dim[i];
    }
    if (open != batch) {
        return misfit(s, "the number of rows must stay open");
    }
    if (batch && dp_batch_axis(x) != dp_batch_axis(&s->shape)) {
        return misfit(s, "rows would be combined with rows");
    }
    if (batch && dp_batch_axis(x) > 0) { /* what stands before the rows must stay as it is: [T,N,1] -> [T,N] */
        for (int i = 0; i < dp_batch_axis(x); i++) {
            if (x->dim[i] != s->shape.dim[i]) {
                return misfit(s, "rows would be combined with rows");
            }
        }
    }
    if (!cells(s, x, &have) || !cells(s, &s->shape, &want)) {
        return false;
    }
    return have == want || refuse(s, DP_CORRUPT, "the widths of two parts of the model contradict each other");
}

/* One axis, step 1; ends beyond the width are cut and negative ones count from the end, as in ONNX. */
static bool slice(struct infer *s)
{
    uint64_t n[3];
    const int64_t *v[3];
    for (int i = 0; i < 3; i++) {
        v[i] = settings(dp_value_at(s->g, s->node->in[i + 1]), &n[i]);
        if (v[i] == NULL || n[i] != 1) {
            return misfit(s, "starts, ends and axes must be constants of one int64 each");
        }
    }
    s->type = s->in[0]->type;
    s->shape = s->in[0]->shape;
    int64_t axis = *v[2];
    if (axis < 0 || axis >= s->shape.rank || s->shape.dim[axis] == DP_BATCH) {
        return misfit(s, "no such axis");
    }
    int64_t width = (int64_t)s->shape.dim[axis];
    int64_t from = *v[0] < 0 ? *v[0] + width : *v[0];
    int64_t to = *v[1] < 0 ? *v[1] + width : *v[1];
    to = to < width ? to : width;
    if (from < 0 || from > to) {
        return refuse(s, DP_CORRUPT, "columns outside of what there is");
    }
    s->shape.dim[axis] = (uint64_t)(to - from);
    return true;
}

static bool transpose(struct infer *s)
{
    s->type = s->in[0]->type;
    s->shape = s->in[0]->shape;
    unsigned seen = 0;
    for (int i = 0; i < s->shape.rank; i++) {
        uint8_t from = s->node->perm[i];
        if (from >= s->shape.rank || (seen & 1U << from) != 0) {
            return misfit(s, "not a permutation");
        }
        seen |= 1U << from;
        s->shape.dim[i] = s->in[0]->shape.dim[from];
    }
    return true;
}

static bool matmul(struct infer *s)
{
    const dp_shape *a = &s->in[0]->shape;
    const dp_shape *b = &s->in[1]->shape;
    s->type = s->in[0]->type;
    if (s->type != s->in[1]->type || !is_float(s->type) || a->rank != 2 || b->rank != 2) {
        return misfit(s, "expected two matrices of floats");
    }
    if (a->dim[1] == DP_BATCH || dp_batch_axis(b) >= 0) {
        return misfit(s, "rows would be combined with rows");
    }
    if (a->dim[1] != b->dim[0]) {
        return refuse(s, DP_CORRUPT, "the widths of two parts of the model contradict each other");
    }
    s->shape = (dp_shape){2, {a->dim[0], b->dim[1]}};
    return true;
}

static bool where(struct infer *s)
{
    s->type = s->in[1]->type;
    s->shape = s->in[0]->shape;
    if (s->in[0]->type != DP_T_BOOL || s->in[2]->type != s->type) {
        return misfit(s, "operands of different types");
    }
    return broadcast(s, &s->in[1]->shape) && broadcast(s, &s->in[2]->shape);
}

static bool leaf_rows(struct infer *s)
{
    const dp_forest *forest = s->node->forest;
    const dp_shape *x = &s->in[0]->shape;
    if (forest == NULL || !is_float(s->in[0]->type) || x->rank != 2 || x->dim[0] != DP_BATCH) {
        return misfit(s, "expected rows of floats and trees");
    }
    if (x->dim[1] < forest->n_features) {
        return refuse(s, DP_CORRUPT, "the trees look at more columns than there are");
    }
    s->type = DP_T_I64;
    s->shape = (dp_shape){2, {DP_BATCH, forest->n_trees}};
    return true;
}

static bool text_index(struct infer *s)
{
    const dp_value *keys = s->in[1];
    if (s->in[0]->type != DP_T_TEXT || keys->type != DP_T_TEXT || keys->kind != DP_V_CONST || keys->shape.rank != 1) {
        return misfit(s, "expected texts and constant keys");
    }
    s->type = DP_T_I64;
    s->shape = s->in[0]->shape;
    return true;
}

/* Along the columns of rows; the axis is a constant, 1. */
static bool cum_sum(struct infer *s)
{
    const dp_const *axis = s->in[1]->constant;
    const dp_shape *x = &s->in[0]->shape;
    if (s->in[0]->type != DP_T_F64 || x->rank != 2 || x->dim[1] == DP_BATCH || s->in[1]->kind != DP_V_CONST
        || axis->type != DP_T_I64 || axis->shape.rank != 0 || *(const int64_t *)axis->data != 1) {
        return misfit(s, "expected rows of float64, and their axis");
    }
    s->type = DP_T_F64;
    s->shape = *x;
    return true;
}

/* Of each row the numbers of its k least columns, k a constant: [N, k]. */
static bool top_k(struct infer *s)
{
    uint64_t n;
    const int64_t *k = settings(s->in[1], &n);
    const dp_shape *x = &s->in[0]->shape;
    if (s->in[0]->type != DP_T_F64 || x->rank != 2 || x->dim[1] == DP_BATCH || k == NULL || n != 1) {
        return misfit(s, "expected rows of float64 and a constant");
    }
    if (*k < 1 || (uint64_t)*k > x->dim[1]) {
        return refuse(s, DP_CORRUPT, "more are asked for than there are");
    }
    s->type = DP_T_I64;
    s->shape = (dp_shape){2, {x->dim[0], (uint64_t)*k}};
    return true;
}

static bool text_counts(struct infer *s)
{
    const dp_text_counts *counts = s->node->counts;
    const dp_shape *x = &s->in[0]->shape;
    if (counts == NULL || s->in[0]->type != DP_T_TEXT || x->rank != 1 || x->dim[0] != DP_BATCH) {
        return misfit(s, "expected a column of texts and terms");
    }
    s->type = DP_T_F32;
    s->shape = (dp_shape){2, {DP_BATCH, counts->columns}};
    return true;
}

/* By operator: the function that is called as its kernel is. */
static bool (*const infer[])(struct infer *s) = {
    NULL,
#define OP(name, onnx, least, most, kernel, float64) kernel,
#include "graph/ops.def"
#undef OP
};

static bool good_arity(const dp_node *node)
{
    static const struct { uint8_t least, most; } arity[] = {
        {1, 0},
#define OP(name, onnx, least, most, kernel, float64) {least, most},
#include "graph/ops.def"
#undef OP
    };
    return node->op < DP_OPS && node->n_in >= arity[node->op].least && node->n_in <= arity[node->op].most;
}

bool dp_node_infer(dp_graph *g, const dp_node *node, dp_type *type, dp_shape *shape)
{
    struct infer s = {.g = g, .node = node};
    if (!good_arity(node)) {
        return misfit(&s, "wrong number of operands");
    }
    for (uint8_t i = 0; i < node->n_in; i++) {
        if (node->in[i] == 0 || node->in[i] > g->n_values) {
            return misfit(&s, "an operand is missing");
        }
        if (i < 3) {
            s.in[i] = &g->value[node->in[i]];
        }
    }
    if (!infer[node->op](&s)) {
        return false;
    }
    *type = s.type;
    *shape = s.shape;
    return true;
}
