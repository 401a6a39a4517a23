/* LEAF_ROWS without ai.onnx.ml: all trees' nodes in flat arrays, in preorder (the left child of node i is i + 1), and as
 * many steps as the deepest tree has levels. Each step takes every row one level down in every tree at once.
 *
 *     at    = Expand(roots [trees], [N, trees])        int32
 *     each level:
 *         v    = GatherElements(x, Gather(feature, at), axis 1)
 *         left = v <= Gather(threshold, at)             or (v is NaN and Gather(missing, at))
 *         at   = Where(left, at + 1, Gather(right, at))
 *     rows  = Cast(Gather(row, at), int64)
 *
 * A leaf has a threshold of NaN, so that it leads to its `right`, which is itself. The steps are written out, not put into
 * a Loop: that costs half a kilobyte a level and no time, and runtimes without control flow take the file too. Runtimes
 * load these arrays as they lie, where they build the nodes of a tree operator one by one. */
#include "export/f32.h"
#include "export/onnx_write.h"

#include "graph/forest.h"

#include <math.h>

struct plain {
    dp_onnx_writer *w;
    const dp_forest *forest;
    bool f64, missing;
    int32_t *right, *feature, *row, *root;
    uint8_t *threshold, *missing_left;
    uint32_t *stack, *level; /* for one tree: nodes to come, and their depth */
    size_t n;
    uint32_t depth; /* of the deepest tree */
};

static void *take(struct plain *s, uint64_t n, size_t size)
{
    void *p = s->w->failed ? NULL : dp_take_raw(s->w->ctx, n, size);
    s->w->failed = s->w->failed || p == NULL;
    return p;
}

static void put_threshold(struct plain *s, size_t i, double v)
{
    if (s->f64) {
        memcpy(s->threshold + i * sizeof v, &v, sizeof v);
    } else {
        float f = v != v ? NAN : dp_f32_floor(v);
        memcpy(s->threshold + i * sizeof f, &f, sizeof f);
    }
}

static void put_leaf(struct plain *s, uint32_t row)
{
    s->feature[s->n] = 0;
    s->right[s->n] = (int32_t)s->n;
    s->row[s->n] = (int32_t)row;
    put_threshold(s, s->n, (double)NAN);
}

static void put_inner(struct plain *s, const dp_tree *tree, uint32_t i)
{
    double threshold = dp_tree_threshold(tree, i);
    if (threshold != threshold) {
        dp_fail(s->w->ctx, DP_CORRUPT, DP_NO_OFFSET, "a tree's threshold is not a number");
        s->w->failed = true;
    }
    s->feature[s->n] = (int32_t)dp_tree_feature(tree, i);
    s->right[s->n] = 0; /* known when the left side is done */
    s->row[s->n] = 0;
    put_threshold(s, s->n, threshold);
    if (s->missing) {
        s->missing_left[s->n] = dp_tree_missing_left(tree, i);
    }
}

/* One leaf is written as a test with two equal sides: tract folds what is known of the roots, and NaN is not NaN to it. */
static void put_lone_leaf(struct plain *s, uint32_t row)
{
    put_leaf(s, row);
    s->right[s->n] = (int32_t)s->n + 2;
    put_threshold(s, s->n++, 0.0);
    put_leaf(s, row);
    s->n++;
    put_leaf(s, row);
    s->n++;
}

/* Preorder, with a stack of right children: each entry tells the node that waits for its place. */
static void put_tree(struct plain *s, const dp_tree *tree)
{
    uint32_t top = 0;
    uint32_t i = 0;
    uint32_t depth = 0;
    for (;;) {
        size_t here = s->n;
        if (!dp_tree_is_leaf(tree, i)) {
            put_inner(s, tree, i);
            s->stack[top] = (uint32_t)here;
            s->level[top++] = ++depth;
            s->right[here] = (int32_t)dp_tree_right(tree, i); /* in the tree's own numbers, for now */
            s->depth = depth > s->depth ? depth : s->depth;
            i = dp_tree_left(tree, i);
            s->n++;
            continue;
        }
        put_leaf(s, tree->row[i]);
        s->n++;
        if (top == 0) {
            return;
        }
        uint32_t parent = s->stack[--top];
        depth = s->level[top];
        i = (uint32_t)s->right[parent];
        s->right[parent] = (int32_t)s->n;
    }
}

static void take_arrays(struct plain *s)
{
    uint64_t n = s->forest->n_nodes;
    for (size_t t = 0; t < s->forest->n_trees; t++) {
        n += dp_tree_is_leaf(&s->forest->tree[t], 0) ? 2 : 0;
    }
    if (n > INT32_MAX || s->forest->n_rows > INT32_MAX) {
        dp_fail(s->w->ctx, DP_LIMIT, DP_NO_OFFSET, "more tree nodes than one ONNX tensor of int32 can name");
        s->w->failed = true;
    }
    s->missing = s->forest->missing;
    s->right = take(s, n, sizeof *s->right);
    s->feature = take(s, n, sizeof *s->feature);
    s->row = take(s, n, sizeof *s->row);
    s->threshold = take(s, n, s->f64 ? sizeof(double) : sizeof(float));
    s->missing_left = s->missing && !s->w->failed ? dp_take(s->w->ctx, n, 1) : NULL;
    s->root = take(s, s->forest->n_trees, sizeof *s->root);
    s->stack = take(s, s->forest->largest, sizeof *s->stack);
    s->level = take(s, s->forest->largest, sizeof *s->level);
    s->w->failed = s->w->failed || (s->missing && s->missing_left == NULL);
}

static const char *array(struct plain *s, const char *what, int32_t type, const void *data, size_t n, size_t size)
{
    int64_t dim = (int64_t)n;
    return dp_onnx_initializer(s->w, what, type, &dim, 1, (dp_span){data, n * size});
}

/* roots, once for each row: int32 [N, trees]. */
static const char *put_start(struct plain *s, const char *x)
{
    dp_onnx_writer *w = s->w;
    const char *shape = dp_onnx_call(w, w->graph, "Shape", x, NULL, NULL);
    const char *zero = dp_onnx_int64(w, "from", 0);
    const char *rows = dp_onnx_call(w, w->graph, "Slice", shape, zero, dp_onnx_int64(w, "to", 1));
    Onnx__NodeProto *concat = dp_onnx_node(w, w->graph, "Concat", "");
    dp_onnx_input(w, concat, rows);
    dp_onnx_input(w, concat, dp_onnx_int64(w, "trees", (int64_t)s->forest->n_trees));
    dp_onnx_attr_int(w, concat, "axis", 0);
    const char *size = dp_onnx_result(w, concat);
    const char *roots = array(s, "roots", DP_ONNX_INT32, s->root, s->forest->n_trees, sizeof *s->root);
    return dp_onnx_call(w, w->graph, "Expand", roots, size, NULL);
}

/* The reader makes the same from the names it finds, and compares. */
const char *dp_onnx_plain_level(dp_onnx_writer *w, const dp_onnx_plain *p, const char *at)
{
    const char *feature = dp_onnx_call(w, w->graph, "Gather", p->feature, at, NULL);
    Onnx__NodeProto *elements = dp_onnx_node(w, w->graph, "GatherElements", "");
    dp_onnx_input(w, elements, p->x);
    dp_onnx_input(w, elements, feature);
    dp_onnx_attr_int(w, elements, "axis", 1);
    const char *v = dp_onnx_result(w, elements);
    const char *threshold = dp_onnx_call(w, w->graph, "Gather", p->threshold, at, NULL);
    const char *left = dp_onnx_call(w, w->graph, "LessOrEqual", v, threshold, NULL);
    if (p->missing != NULL) {
        const char *number = dp_onnx_call(w, w->graph, "Equal", v, v, NULL);
        const char *nan = dp_onnx_call(w, w->graph, "Not", number, NULL, NULL);
        const char *to_left = dp_onnx_call(w, w->graph, "Gather", p->missing, at, NULL);
        left = dp_onnx_call(w, w->graph, "Or", left, dp_onnx_call(w, w->graph, "And", nan, to_left, NULL), NULL);
    }
    const char *next = dp_onnx_call(w, w->graph, "Add", at, p->one, NULL);
    const char *right = dp_onnx_call(w, w->graph, "Gather", p->right, at, NULL);
    return dp_onnx_call(w, w->graph, "Where", left, next, right);
}

static const char *put_nodes(struct plain *s, const char *x)
{
    dp_onnx_writer *w = s->w;
    static const int32_t one = 1;
    dp_onnx_plain p = {.x = x};
    const char *at = put_start(s, x);
    int32_t real = s->f64 ? DP_ONNX_DOUBLE : DP_ONNX_FLOAT;
    p.feature = array(s, "feature", DP_ONNX_INT32, s->feature, s->n, sizeof *s->feature);
    p.threshold = array(s, "threshold", real, s->threshold, s->n, s->f64 ? sizeof(double) : sizeof(float));
    p.right = array(s, "right", DP_ONNX_INT32, s->right, s->n, sizeof *s->right);
    p.missing = s->missing ? array(s, "missing", DP_ONNX_BOOL, s->missing_left, s->n, 1) : NULL;
    p.one = dp_onnx_initializer(w, "one", DP_ONNX_INT32, NULL, 0, (dp_span){(const uint8_t *)&one, sizeof one});
    const char *row = array(s, "row", DP_ONNX_INT32, s->row, s->n, sizeof *s->row);
    for (uint32_t level = 0; level < s->depth; level++) {
        at = dp_onnx_plain_level(w, &p, at);
    }
    return dp_onnx_cast(w, dp_onnx_call(w, w->graph, "Gather", row, at, NULL), DP_ONNX_INT64);
}

const char *dp_onnx_plain_rows(dp_onnx_writer *w, const dp_forest *forest, const char *x, dp_type x_type)
{
    struct plain s = {.w = w, .forest = forest, .f64 = x_type == DP_T_F64, .depth = 1};
    take_arrays(&s);
    for (size_t t = 0; t < forest->n_trees && !w->failed; t++) {
        const dp_tree *tree = &forest->tree[t];
        s.root[t] = (int32_t)s.n;
        if (dp_tree_is_leaf(tree, 0)) {
            put_lone_leaf(&s, tree->row[0]);
        } else {
            put_tree(&s, tree);
        }
    }
    if (!w->failed && s.depth > DP_PLAIN_LEVELS) {
        dp_fail(w->ctx, DP_LIMIT, DP_NO_OFFSET, "a tree %u levels deep; the plain form writes at most %u (--target ml1 or ml5)",
                s.depth, DP_PLAIN_LEVELS);
        w->failed = true;
    }
    return w->failed ? "" : put_nodes(&s, x);
}
