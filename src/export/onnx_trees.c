/* LEAF_ROWS as an operator of ai.onnx.ml: a tree ensemble with one target a tree, whose leaf weights are not values but
 * numbers of rows of the table of leaf values. A sum of one number is that number, so nothing is rounded; the values
 * themselves are looked up in float64 afterwards.
 *
 *     ids   = TreeEnsemble(x)            float [N, trees]; each tree adds to its own target only
 *     rows  = Cast(ids, int64)
 *     where numbers do not fit into float32's 24 bits: rows = Gather(map, rows + first[tree]), numbered tree by tree
 *
 * Two forms: `TreeEnsemble` of ai.onnx.ml 5 (inner nodes and leaves in lists of their own, leaves shared within a
 * tree), and `TreeEnsembleRegressor` of ai.onnx.ml 1 (one list, the root first, trees one after another).
 *
 * float32 input: thresholds are rounded down to float32, which changes no comparison (dp_f32_floor).
 *
 * Arrays are encoded straight from the records of the trees: one pass counts, a second fills buffers of the largest
 * size they can have. What a buffer does not use is never touched. */
#include "export/f32.h"
#include "export/onnx_write.h"

#include "graph/forest.h"

#include <stdlib.h>

/* What the first pass finds out. */
struct count {
    uint64_t inner, leaves;  /* entries of the lists of ai.onnx.ml 5 */
    uint64_t pad;            /* unused leaves in front, see find_pad */
    uint64_t most_in_tree;   /* different leaves of one tree */
};

struct trees {
    dp_onnx_writer *w;
    const dp_forest *forest;
    bool f64;                /* x is float64: thresholds and weights too */
    bool local;              /* leaves are numbered tree by tree */
    struct count n;
    uint32_t *number;        /* of each node of the tree at hand: its place among the inner nodes, or the leaves */
    uint32_t *entry;         /* of each row of the table: its leaf + 1, valid if of the tree at hand */
    uint32_t *map;           /* local: for each leaf, its row */
    uint64_t first_inner, first_leaf; /* of the tree at hand */
    uint64_t next_inner, next_leaf;
};

static void fault(struct trees *s, dp_rc rc, const char *what)
{
    dp_fail(s->w->ctx, rc, DP_NO_OFFSET, "%s", what);
    s->w->failed = true;
}

static void *take(struct trees *s, uint64_t n, size_t size)
{
    void *p = s->w->failed ? NULL : dp_take_raw(s->w->ctx, n, size);
    s->w->failed = s->w->failed || p == NULL;
    return p;
}

static uint32_t new_leaf(struct trees *s, uint32_t row)
{
    if (s->map != NULL) {
        s->map[s->next_leaf] = row;
    }
    return (uint32_t)++s->next_leaf; /* its number and one */
}

/* Is node i the second leaf below a root that leads to one row only? */
static bool twin_of_root(const dp_tree *tree, uint32_t i)
{
    return !dp_tree_has_row(tree, 0) && i == dp_tree_right(tree, 0) && dp_tree_has_row(tree, dp_tree_left(tree, 0))
           && tree->row[i] == tree->row[dp_tree_left(tree, 0)];
}

/* Numbers the nodes of a tree: inner ones as they come, leaves one for each row of the table they lead to. Only a root
 * never has the same leaf on both sides, see find_pad. */
static void number_tree(struct trees *s, const dp_tree *tree)
{
    s->first_inner = s->next_inner;
    s->first_leaf = s->next_leaf;
    for (uint32_t i = 0; i < tree->n; i++) {
        if (!dp_tree_has_row(tree, i)) {
            s->number[i] = (uint32_t)s->next_inner++;
            continue;
        }
        uint32_t *entry = &s->entry[tree->row[i]];
        if (*entry <= s->first_leaf || twin_of_root(tree, i)) { /* of an earlier tree, or of none */
            *entry = new_leaf(s, tree->row[i]);
        }
        s->number[i] = *entry - 1;
    }
    if (dp_tree_has_row(tree, 0)) { /* a tree of one leaf gets a node with that leaf and its twin below */
        s->next_inner++;
        new_leaf(s, tree->row[0]);
    }
}

static void restart(struct trees *s)
{
    s->next_inner = s->next_leaf = 0;
    memset(s->entry, 0, s->forest->n_rows * sizeof *s->entry);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* ONNX Runtime 1.21 to 1.23 take a root for a leaf where its children have equal numbers: where one is a leaf and the
 * other is not (microsoft/onnxruntime#24679), and where both are the same leaf and the tree is not the first. The
 * latter never happens (number_tree); against the former as many unused leaves go in front as it takes.
 * clash: for each such root, its inner child's number less its leaf child's. */
static uint64_t find_pad(int64_t *clash, size_t n)
{
    int64_t pad = 0;
    qsort(clash, n, sizeof *clash, by_value);
    for (size_t i = 0; i < n; i++) {
        pad += clash[i] == pad;
    }
    return (uint64_t)pad;
}

static bool root_clash(const struct trees *s, const dp_tree *tree, int64_t *difference)
{
    if (dp_tree_has_row(tree, 0)) {
        return false;
    }
    uint32_t left = dp_tree_left(tree, 0);
    uint32_t right = dp_tree_right(tree, 0);
    bool leaf = dp_tree_has_row(tree, left);
    if (leaf == dp_tree_has_row(tree, right)) {
        return false;
    }
    *difference = (int64_t)s->number[leaf ? right : left] - (int64_t)s->number[leaf ? left : right];
    return *difference >= 0;
}

static void count(struct trees *s)
{
    const dp_forest *forest = s->forest;
    size_t n_clash = 0;
    if (forest->n_nodes + forest->n_trees > INT32_MAX) {
        fault(s, DP_LIMIT, "more tree nodes than one ONNX operator can hold");
        return;
    }
    dp_mark mark = dp_ctx_mark(s->w->ctx);
    s->number = take(s, s->forest->largest, sizeof *s->number);
    s->entry = take(s, forest->n_rows, sizeof *s->entry);
    int64_t *clash = take(s, forest->n_trees, sizeof *clash);
    if (!s->w->failed) {
        restart(s);
        for (size_t t = 0; t < forest->n_trees; t++) {
            number_tree(s, &forest->tree[t]);
            n_clash += root_clash(s, &forest->tree[t], &clash[n_clash]);
            uint64_t leaves = s->next_leaf - s->first_leaf;
            s->n.most_in_tree = leaves > s->n.most_in_tree ? leaves : s->n.most_in_tree;
        }
        s->n.pad = find_pad(clash, n_clash);
        s->n.inner = s->next_inner;
        s->n.leaves = s->next_leaf + s->n.pad;
    }
    dp_ctx_release(s->w->ctx, mark);
}

/* Bytes of 0 to n - 1 as varints. */
static uint64_t varints_below(uint64_t n)
{
    uint64_t bytes = 0;
    for (uint64_t from = 0; from < n; from = from == 0 ? 1U << 7 : from << 7) {
        bytes += n - from;
    }
    return bytes;
}

/* So much the operator takes at least, told before anything is encoded. Every inner node and every leaf is somebody's child once at
 * least, or among the roots; mode words have 4 or 10 bytes and two before them. */
static uint64_t least(const struct trees *s, bool ml5)
{
    uint64_t real = s->f64 ? sizeof(double) : sizeof(float), nodes = s->forest->n_nodes, inner = s->n.inner;
    uint64_t missing = s->forest->missing ? 1 : 0;
    if (ml5) {
        return inner * (4 + real + missing) + varints_below(inner) + varints_below(s->n.leaves) + s->n.leaves * (1 + real);
    }
    uint64_t leaves = nodes > inner ? nodes - inner : 0;
    return nodes * (5 + real + missing) + inner * 12 + leaves * (6 + 3 + real);
}

/* A buffer of varints, filled so far to its end. */
struct varints {
    uint8_t *begin, *end;
};

/* The buffers of both forms. */
struct arrays {
    struct varints features, left, right, targets;
    struct varints trees, nodes, leaf_trees, leaf_nodes, roots;
    uint8_t *left_leaf, *right_leaf, *missing, *modes;
    uint8_t *splits, *weights; /* float, or double where x is */
    size_t inner, leaves;      /* entries so far */
};

static struct varints take_varints(struct trees *s, uint64_t n, size_t size)
{
    uint8_t *p = take(s, n, size);
    return (struct varints){p, p};
}

static void put(struct varints *to, uint64_t v)
{
    to->end = dp_varint(to->end, v);
}

static void put_real(const struct trees *s, uint8_t *array, size_t i, double v, bool round_down)
{
    if (s->f64) {
        memcpy(array + i * sizeof v, &v, sizeof v);
    } else {
        float f = round_down ? dp_f32_floor(v) : (float)v;
        memcpy(array + i * sizeof f, &f, sizeof f);
    }
}

static void put_split(struct trees *s, struct arrays *a, double threshold)
{
    if (threshold != threshold) {
        fault(s, DP_CORRUPT, "a tree's threshold is not a number");
    }
    put_real(s, a->splits, a->inner, threshold, true);
}

/* The number a leaf bears: its row, or its place in its tree. */
static double leaf_mark(const struct trees *s, uint32_t number, uint32_t row)
{
    return s->local ? (double)(number - s->first_leaf) : (double)row;
}

static void put_attribute(struct trees *s, Onnx__NodeProto *node, const char *name, const struct varints *v)
{
    dp_onnx_attr_packed_ints(s->w, node, name, (dp_span){v->begin, (size_t)(v->end - v->begin)});
}

/* ---- ai.onnx.ml 5 ---- */

static void take_arrays5(struct trees *s, struct arrays *a)
{
    size_t real = s->f64 ? sizeof(double) : sizeof(float);
    size_t id = dp_varint_size(s->n.inner > s->n.leaves ? s->n.inner : s->n.leaves);
    a->features = take_varints(s, s->n.inner, dp_varint_size(s->forest->n_features));
    a->splits = take(s, s->n.inner, real);
    a->modes = take(s, s->n.inner, 1);
    if (a->modes != NULL) {
        memset(a->modes, 0, s->n.inner); /* BRANCH_LEQ */
    }
    a->left = take_varints(s, s->n.inner, id);
    a->right = take_varints(s, s->n.inner, id);
    a->left_leaf = take(s, s->n.inner, 1);
    a->right_leaf = take(s, s->n.inner, 1);
    a->missing = take(s, s->forest->missing ? s->n.inner : 0, 1);
    a->targets = take_varints(s, s->n.leaves, dp_varint_size(s->forest->n_trees));
    a->weights = take(s, s->n.leaves, real);
    a->roots = take_varints(s, s->forest->n_trees, id);
}

static void put_inner5(struct trees *s, struct arrays *a, const dp_tree *tree, uint32_t i)
{
    uint32_t left = dp_tree_left(tree, i);
    uint32_t right = dp_tree_right(tree, i);
    bool left_leaf = dp_tree_has_row(tree, left);
    bool right_leaf = dp_tree_has_row(tree, right);
    put(&a->features, dp_tree_feature(tree, i));
    put_split(s, a, dp_tree_threshold(tree, i));
    put(&a->left, s->number[left] + (left_leaf ? s->n.pad : 0));
    put(&a->right, s->number[right] + (right_leaf ? s->n.pad : 0));
    a->left_leaf[a->inner] = left_leaf;
    a->right_leaf[a->inner] = right_leaf;
    if (s->forest->missing) {
        a->missing[a->inner] = dp_tree_missing_left(tree, i);
    }
    a->inner++;
}

static void put_leaf5(struct trees *s, struct arrays *a, uint64_t tree, double mark)
{
    put(&a->targets, tree);
    put_real(s, a->weights, a->leaves++, mark, false);
}

/* A tree that is one leaf: a node whose test does not matter. */
static void put_stump5(struct trees *s, struct arrays *a)
{
    put(&a->features, 0);
    put_split(s, a, 0.0);
    put(&a->left, s->number[0] + s->n.pad);
    put(&a->right, s->number[0] + 1 + s->n.pad);
    a->left_leaf[a->inner] = a->right_leaf[a->inner] = 1;
    if (s->forest->missing) {
        a->missing[a->inner] = 0;
    }
    a->inner++;
}

static void put_tree5(struct trees *s, struct arrays *a, size_t t)
{
    const dp_tree *tree = &s->forest->tree[t];
    number_tree(s, tree);
    put(&a->roots, s->first_inner);
    if (dp_tree_has_row(tree, 0)) {
        put_stump5(s, a);
    }
    for (uint32_t i = 0; i < tree->n && !s->w->failed; i++) {
        if (!dp_tree_has_row(tree, i)) {
            put_inner5(s, a, tree, i);
        } else if (s->number[i] + s->n.pad == a->leaves) { /* the first that leads to this row */
            put_leaf5(s, a, t, leaf_mark(s, s->number[i], tree->row[i]));
        }
    }
    if (dp_tree_has_row(tree, 0)) {
        put_leaf5(s, a, t, leaf_mark(s, s->number[0], tree->row[0]));
    }
}

static Onnx__TensorProto *tensor(struct trees *s, int32_t type, size_t n, const uint8_t *data, size_t size)
{
    int64_t dim = (int64_t)n;
    return dp_onnx_tensor(s->w, type, &dim, 1, (dp_span){data, n * size});
}

static Onnx__NodeProto *put_node5(struct trees *s, const struct arrays *a, const char *x)
{
    dp_onnx_writer *w = s->w;
    int32_t real = s->f64 ? DP_ONNX_DOUBLE : DP_ONNX_FLOAT;
    size_t size = s->f64 ? sizeof(double) : sizeof(float);
    Onnx__NodeProto *node = dp_onnx_node(w, w->graph, "TreeEnsemble", "ai.onnx.ml");
    dp_onnx_input(w, node, x);
    dp_onnx_attr_int(w, node, "aggregate_function", 1);
    dp_onnx_attr_int(w, node, "post_transform", 0);
    dp_onnx_attr_int(w, node, "n_targets", (int64_t)s->forest->n_trees);
    put_attribute(s, node, "tree_roots", &a->roots);
    put_attribute(s, node, "nodes_featureids", &a->features);
    dp_onnx_attr_tensor(w, node, "nodes_splits", tensor(s, real, a->inner, a->splits, size));
    dp_onnx_attr_tensor(w, node, "nodes_modes", tensor(s, DP_ONNX_UINT8, a->inner, a->modes, 1));
    put_attribute(s, node, "nodes_truenodeids", &a->left);
    put_attribute(s, node, "nodes_falsenodeids", &a->right);
    dp_onnx_attr_packed_ints(w, node, "nodes_trueleafs", (dp_span){a->left_leaf, a->inner});
    dp_onnx_attr_packed_ints(w, node, "nodes_falseleafs", (dp_span){a->right_leaf, a->inner});
    if (s->forest->missing) {
        dp_onnx_attr_packed_ints(w, node, "nodes_missing_value_tracks_true", (dp_span){a->missing, a->inner});
    }
    put_attribute(s, node, "leaf_targetids", &a->targets);
    dp_onnx_attr_tensor(w, node, "leaf_weights", tensor(s, real, a->leaves, a->weights, size));
    return node;
}

/* ---- ai.onnx.ml 1 ---- */

static void take_arrays1(struct trees *s, struct arrays *a)
{
    uint64_t n = s->forest->n_nodes;
    size_t id = dp_varint_size(s->forest->largest);
    size_t tree = dp_varint_size(s->forest->n_trees);
    a->trees = take_varints(s, n, tree);
    a->nodes = take_varints(s, n, id);
    a->features = take_varints(s, n, dp_varint_size(s->forest->n_features));
    a->splits = take(s, n, sizeof(float));
    a->left = take_varints(s, n, id);
    a->right = take_varints(s, n, id);
    a->missing = take(s, s->forest->missing ? n : 0, 1);
    a->leaf_trees = take_varints(s, n, tree);
    a->leaf_nodes = take_varints(s, n, id);
    a->targets = take_varints(s, n, tree);
    a->weights = take(s, n, sizeof(float));
}

static void put_inner1(struct trees *s, struct arrays *a, const dp_tree *tree, uint32_t i)
{
    put(&a->features, dp_tree_feature(tree, i));
    put(&a->left, dp_tree_left(tree, i));
    put(&a->right, dp_tree_right(tree, i));
    put_split(s, a, dp_tree_threshold(tree, i));
    if (s->forest->missing) {
        a->missing[a->inner] = dp_tree_missing_left(tree, i);
    }
}

static void put_leaf1(struct trees *s, struct arrays *a, size_t t, const dp_tree *tree, uint32_t i)
{
    put(&a->features, 0);
    put(&a->left, 0);
    put(&a->right, 0);
    put_split(s, a, 0.0);
    if (s->forest->missing) {
        a->missing[a->inner] = 0;
    }
    put(&a->leaf_trees, t);
    put(&a->leaf_nodes, i);
    put(&a->targets, t);
    put_real(s, a->weights, a->leaves++, leaf_mark(s, s->number[i], tree->row[i]), false);
}

static void put_tree1(struct trees *s, struct arrays *a, size_t t)
{
    const dp_tree *tree = &s->forest->tree[t];
    number_tree(s, tree);
    for (uint32_t i = 0; i < tree->n && !s->w->failed; i++) {
        put(&a->trees, t);
        put(&a->nodes, i);
        if (dp_tree_has_row(tree, i)) {
            put_leaf1(s, a, t, tree, i);
        } else {
            put_inner1(s, a, tree, i);
        }
        a->inner++;
    }
}

static void put_modes1(struct trees *s, Onnx__NodeProto *node)
{
    static const char words[] = "BRANCH_LEQLEAF"; /* both words; never written to, nor are the others' bytes */
    uint8_t *branch = (uint8_t *)(uintptr_t)words;
    ProtobufCBinaryData *mode = take(s, s->forest->n_nodes, sizeof *mode);
    size_t n = 0;
    for (size_t t = 0; t < s->forest->n_trees && mode != NULL; t++) {
        const dp_tree *tree = &s->forest->tree[t];
        for (uint32_t i = 0; i < tree->n; i++) {
            bool leaf = dp_tree_has_row(tree, i);
            mode[n++] = (ProtobufCBinaryData){leaf ? 4 : 10, leaf ? branch + 10 : branch};
        }
    }
    dp_onnx_attr_strings(s->w, node, "nodes_modes", mode, n);
}

static Onnx__NodeProto *put_node1(struct trees *s, const struct arrays *a, const char *x)
{
    dp_onnx_writer *w = s->w;
    Onnx__NodeProto *node = dp_onnx_node(w, w->graph, "TreeEnsembleRegressor", "ai.onnx.ml");
    dp_onnx_input(w, node, x);
    dp_onnx_attr_int(w, node, "n_targets", (int64_t)s->forest->n_trees);
    put_attribute(s, node, "nodes_treeids", &a->trees);
    put_attribute(s, node, "nodes_nodeids", &a->nodes);
    put_attribute(s, node, "nodes_featureids", &a->features);
    dp_onnx_attr_packed_floats(w, node, "nodes_values", (dp_span){a->splits, a->inner * sizeof(float)});
    put_modes1(s, node);
    put_attribute(s, node, "nodes_truenodeids", &a->left);
    put_attribute(s, node, "nodes_falsenodeids", &a->right);
    if (s->forest->missing) {
        dp_onnx_attr_packed_ints(w, node, "nodes_missing_value_tracks_true", (dp_span){a->missing, a->inner});
    }
    put_attribute(s, node, "target_treeids", &a->leaf_trees);
    put_attribute(s, node, "target_nodeids", &a->leaf_nodes);
    put_attribute(s, node, "target_ids", &a->targets);
    dp_onnx_attr_packed_floats(w, node, "target_weights", (dp_span){a->weights, a->leaves * sizeof(float)});
    return node;
}

/* ---- both ---- */

/* Second pass: with room taken, and scratch that is given back. */
static void fill(struct trees *s, struct arrays *a, bool ml5, int64_t *first)
{
    dp_mark mark = dp_ctx_mark(s->w->ctx);
    s->number = take(s, s->forest->largest, sizeof *s->number);
    s->entry = take(s, s->forest->n_rows, sizeof *s->entry);
    if (!s->w->failed) {
        restart(s);
        for (uint64_t i = 0; i < s->n.pad && ml5; i++) {
            put_leaf5(s, a, 0, 0.0);
        }
        for (size_t t = 0; t < s->forest->n_trees; t++) {
            (ml5 ? put_tree5 : put_tree1)(s, a, t);
            if (first != NULL) {
                first[t] = (int64_t)s->first_leaf;
            }
        }
    }
    dp_ctx_release(s->w->ctx, mark);
}

/* rows = Gather(map, ids + first): from numbers tree by tree to those of the table. */
static const char *put_map(struct trees *s, const char *ids, const int64_t *first)
{
    dp_onnx_writer *w = s->w;
    int64_t trees = (int64_t)s->forest->n_trees;
    int64_t leaves = (int64_t)s->next_leaf;
    const char *base = dp_onnx_initializer(w, "first", DP_ONNX_INT64, &trees, 1,
                                           (dp_span){(const uint8_t *)first, s->forest->n_trees * sizeof *first});
    const char *map = dp_onnx_initializer(w, "rows", DP_ONNX_INT32, &leaves, 1,
                                          (dp_span){(const uint8_t *)s->map, s->next_leaf * sizeof *s->map});
    const char *place = dp_onnx_call(w, w->graph, "Add", ids, base, NULL);
    const char *row = dp_onnx_call(w, w->graph, "Gather", map, place, NULL);
    return dp_onnx_cast(w, row, DP_ONNX_INT64);
}

const char *dp_onnx_leaf_rows(dp_onnx_writer *w, const dp_forest *forest, const char *x, dp_type x_type)
{
    bool ml5 = w->target == DP_TARGET_ML5;
    struct trees s = {.w = w, .forest = forest, .f64 = x_type == DP_T_F64};
    struct arrays a = {0};
    if (!ml5 && s.f64) { /* ai.onnx.ml 1 looks at float32 only */
        return dp_onnx_plain_rows(w, forest, x, x_type);
    }
    count(&s);
    if (w->most != 0 && !w->failed && least(&s, ml5) > w->most) {
        fault(&s, DP_LIMIT, DP_ONNX_TOO_LARGE);
    }
    s.local = forest->n_rows > w->exact;
    if (s.local && s.n.most_in_tree > w->exact) {
        fault(&s, DP_LIMIT, "a tree has more leaves than float32 can number");
    }
    int64_t *first = s.local ? take(&s, forest->n_trees, sizeof *first) : NULL;
    uint32_t *map = s.local ? take(&s, s.n.leaves, sizeof *map) : NULL;
    (ml5 ? take_arrays5 : take_arrays1)(&s, &a);
    s.map = map;
    if (w->failed) {
        return "";
    }
    fill(&s, &a, ml5, first);
    Onnx__NodeProto *node = w->failed ? NULL : (ml5 ? put_node5 : put_node1)(&s, &a, x);
    const char *ids = dp_onnx_cast(w, dp_onnx_result(w, node), DP_ONNX_INT64);
    return s.local ? put_map(&s, ids, first) : ids;
}
