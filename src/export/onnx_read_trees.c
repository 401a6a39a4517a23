/* Tree operators back to LEAF_ROWS, with flat trees of our own. Only what onnx_trees.c writes: each tree adds to its own
 * target, trees stand one after another with children behind their parents, each node with one parent. What comes out
 * are the numbers of leaves as the operator gives them, floats; the file's own Cast makes them whole. */
#include "export/onnx_reader.h"
#include "export/onnx_write.h"

struct reading {
    dp_onnx_reader *r;
    const Onnx__NodeProto *node;
    dp_forest *forest;
    dp_tree *tree;
    uint64_t most_row;   /* the largest number of a leaf */
    bool f64;
};

static dp_rc corrupt(const struct reading *s, const char *what)
{
    return dp_onnx_corrupt(s->r, s->node, what);
}

/* Room for trees; x's width bounds the features. */
static dp_rc begin(struct reading *s, dp_val x)
{
    const dp_value *value = dp_value_at(s->r->g, x);
    int64_t n = dp_onnx_int(s->node, "n_targets", 0);
    if (value->shape.rank != 2 || (value->type != DP_T_F32 && value->type != DP_T_F64)) {
        return corrupt(s, "expected rows of floats");
    }
    if (n <= 0 || n > INT32_MAX) {
        return corrupt(s, "no trees");
    }
    s->f64 = value->type == DP_T_F64;
    s->forest = dp_take(s->r->ctx, 1, sizeof *s->forest);
    s->tree = dp_take(s->r->ctx, (size_t)n, sizeof *s->tree);
    if (s->forest == NULL || s->tree == NULL) {
        return dp_failed(s->r->ctx);
    }
    *s->forest = (dp_forest){.n_trees = (size_t)n, .tree = s->tree, .n_features = value->shape.dim[1]};
    return DP_OK;
}

/* A leaf's number: whole, and below 2^31. */
static dp_rc leaf_number(struct reading *s, double weight, uint32_t *out)
{
    if (!(weight >= 0 && weight < 0x1p31) || weight != (double)(uint32_t)weight) {
        return dp_onnx_foreign(s->r, s->node, "leaf weights that are no row numbers");
    }
    *out = (uint32_t)weight;
    s->most_row = *out > s->most_row ? *out : s->most_row;
    return DP_OK;
}

static dp_rc finish(struct reading *s, dp_val x, dp_val *out)
{
    s->forest->n_rows = (uint32_t)s->most_row + 1;
    dp_val rows = dp_leaf_rows(s->r->g, x, s->forest);
    *out = dp_cast(s->r->g, rows, s->f64 ? DP_T_F64 : DP_T_F32);
    return s->r->g->failed ? dp_failed(s->r->ctx) : DP_OK;
}

/* ---- ai.onnx.ml 5 ---- */

struct arrays5 {
    dp_onnx_ints features, left, right, left_leaf, right_leaf, missing, targets, roots;
    const uint8_t *splits, *weights;
    uint64_t inner, leaves;
    bool has_missing;
};

/* A tensor attribute of n values (or told by *n where it is 0), 1-d. */
static const uint8_t *tensor_of(const struct reading *s, const char *name, int32_t type, uint64_t *n)
{
    const Onnx__AttributeProto *a = dp_onnx_attr(s->node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR);
    dp_shape shape;
    uint64_t count;
    if (a == NULL || a->t == NULL || a->t->data_type != type || !dp_onnx_shape(a->t, &shape, &count) || shape.rank != 1
        || count == 0 || (*n != 0 && *n != count)) {
        return NULL;
    }
    *n = count;
    return a->t->raw_data.data;
}

static bool ints_of(const struct reading *s, const char *name, dp_onnx_ints *out, uint64_t n)
{
    uint64_t have;
    return dp_onnx_ints_of(s->node, name, out, &have) && have == n;
}

static dp_rc open5(const struct reading *s, struct arrays5 *a)
{
    int32_t real = s->f64 ? DP_ONNX_DOUBLE : DP_ONNX_FLOAT;
    a->splits = tensor_of(s, "nodes_splits", real, &a->inner);
    a->weights = tensor_of(s, "leaf_weights", real, &a->leaves);
    const uint8_t *modes = tensor_of(s, "nodes_modes", DP_ONNX_UINT8, &a->inner);
    if (a->splits == NULL || a->weights == NULL || modes == NULL || a->inner + a->leaves > INT32_MAX) {
        return corrupt(s, "splits, modes and weights do not fit");
    }
    for (uint64_t i = 0; i < a->inner; i++) {
        if (modes[i] != 0) {
            return dp_onnx_foreign(s->r, s->node, "a mode that is not BRANCH_LEQ");
        }
    }
    a->has_missing = dp_onnx_attr(s->node, "nodes_missing_value_tracks_true",
                                  ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS) != NULL;
    bool whole = ints_of(s, "nodes_featureids", &a->features, a->inner)
                 && ints_of(s, "nodes_truenodeids", &a->left, a->inner)
                 && ints_of(s, "nodes_falsenodeids", &a->right, a->inner)
                 && ints_of(s, "nodes_trueleafs", &a->left_leaf, a->inner)
                 && ints_of(s, "nodes_falseleafs", &a->right_leaf, a->inner)
                 && (!a->has_missing || ints_of(s, "nodes_missing_value_tracks_true", &a->missing, a->inner))
                 && ints_of(s, "leaf_targetids", &a->targets, a->leaves)
                 && ints_of(s, "tree_roots", &a->roots, s->forest->n_trees);
    if (!whole) {
        return corrupt(s, "the arrays of its nodes are of different lengths");
    }
    if (dp_onnx_int(s->node, "aggregate_function", 1) != 1 || dp_onnx_int(s->node, "post_transform", 0) != 0) {
        return dp_onnx_foreign(s->r, s->node, "an aggregate other than the sum");
    }
    return DP_OK;
}

static double real_at(const struct reading *s, const uint8_t *p, uint64_t i)
{
    float f;
    if (s->f64) {
        return dp_loadf64(p + i * 8);
    }
    memcpy(&f, p + i * 4, sizeof f);
    return (double)f;
}

/* Where each tree's nodes begin, inner ones and leaves; and for each leaf its place among those of its tree. */
struct places5 {
    uint32_t *root;      /* n_trees + 1 */
    uint32_t *n_leaves;  /* n_trees */
    uint32_t *tree_of;   /* of each leaf */
    uint32_t *place;     /* of each leaf */
};

static dp_rc read_places5(const struct reading *s, struct arrays5 *a, struct places5 *p)
{
    size_t trees = s->forest->n_trees;
    int64_t v;
    p->root = dp_take(s->r->ctx, trees + 1, sizeof *p->root);
    p->n_leaves = dp_take(s->r->ctx, trees, sizeof *p->n_leaves);
    p->tree_of = dp_take_raw(s->r->ctx, a->leaves, sizeof *p->tree_of);
    p->place = dp_take_raw(s->r->ctx, a->leaves, sizeof *p->place);
    if (p->root == NULL || p->n_leaves == NULL || p->tree_of == NULL || p->place == NULL) {
        return dp_failed(s->r->ctx);
    }
    for (size_t t = 0; t < trees; t++) {
        bool good = dp_onnx_next(&a->roots, &v) && v >= 0 && (uint64_t)v < a->inner;
        if (!good || (t == 0 ? v != 0 : (uint64_t)v <= p->root[t - 1])) {
            return corrupt(s, "the roots of its trees are not in order");
        }
        p->root[t] = (uint32_t)v;
    }
    p->root[trees] = (uint32_t)a->inner;
    for (uint64_t l = 0; l < a->leaves; l++) {
        if (!dp_onnx_next(&a->targets, &v) || v < 0 || (uint64_t)v >= trees) {
            return corrupt(s, "a leaf of no tree");
        }
        p->tree_of[l] = (uint32_t)v;
        p->place[l] = p->n_leaves[v]++;
    }
    return DP_OK;
}

/* Child `id` of node i of tree t as the tree's own index, or -1. */
static int32_t child5(const struct places5 *p, const struct arrays5 *a, size_t t, uint64_t i, int64_t id, int64_t leaf,
                      uint8_t *seen)
{
    uint32_t inner = p->root[t + 1] - p->root[t];
    if (leaf == 1) {
        bool good = id >= 0 && (uint64_t)id < a->leaves && p->tree_of[id] == t;
        return good ? (int32_t)(inner + p->place[id]) : -1;
    }
    if (leaf != 0 || id <= (int64_t)i || id >= (int64_t)p->root[t + 1] || seen[id] != 0) {
        return -1;
    }
    seen[id] = 1;
    return (int32_t)((uint64_t)id - p->root[t]);
}

static dp_rc read_inner5(struct reading *s, struct arrays5 *a, const struct places5 *p, size_t t, uint64_t i,
                         dp_onnx_flat *to, uint8_t *seen)
{
    int64_t feature;
    int64_t left;
    int64_t right;
    int64_t left_leaf;
    int64_t right_leaf;
    int64_t missing = 0;
    bool good = dp_onnx_next(&a->features, &feature) && dp_onnx_next(&a->left, &left) && dp_onnx_next(&a->right, &right)
                && dp_onnx_next(&a->left_leaf, &left_leaf) && dp_onnx_next(&a->right_leaf, &right_leaf)
                && (!a->has_missing || dp_onnx_next(&a->missing, &missing));
    if (!good || feature < 0 || (uint64_t)feature >= s->forest->n_features || missing < 0 || missing > 1) {
        return corrupt(s, "a node with a feature that is not there");
    }
    to->threshold = real_at(s, a->splits, i);
    to->feature = (int32_t)feature;
    to->missing = (uint32_t)missing;
    to->left = child5(p, a, t, i, left, left_leaf, seen);
    to->right = child5(p, a, t, i, right, right_leaf, seen);
    if (to->left < 0 || to->right < 0 || to->threshold != to->threshold) {
        return corrupt(s, "a node whose children are not behind it in its tree");
    }
    return DP_OK;
}

static dp_rc read_tree5(struct reading *s, struct arrays5 *a, const struct places5 *p, size_t t, dp_onnx_flat *node,
                        uint32_t *row, uint8_t *seen)
{
    uint32_t inner = p->root[t + 1] - p->root[t];
    uint32_t n = inner + p->n_leaves[t];
    for (uint32_t i = 0; i < inner; i++) {
        DP_TRY(read_inner5(s, a, p, t, p->root[t] + i, &node[i], seen));
        row[i] = DP_NO_ROW;
    }
    for (uint32_t i = 1; i < inner; i++) {
        if (seen[p->root[t] + i] == 0) {
            return corrupt(s, "a node that no root leads to");
        }
    }
    for (uint32_t i = inner; i < n; i++) {
        node[i] = (dp_onnx_flat){.left = -1, .right = -1};
    }
    s->tree[t] = (dp_tree){.node = (const uint8_t *)node, .n = n, .at = dp_onnx_flat_layout, .row = row};
    dp_forest_count(s->forest, &s->tree[t]);
    return DP_OK;
}

static dp_rc read5(struct reading *s, dp_val x, dp_val *out)
{
    struct arrays5 a = {0};
    struct places5 p;
    DP_TRY(open5(s, &a));
    DP_TRY(read_places5(s, &a, &p));
    dp_onnx_flat *node = dp_take_raw(s->r->ctx, a.inner + a.leaves, sizeof *node);
    uint32_t *row = dp_take_raw(s->r->ctx, a.inner + a.leaves, sizeof *row);
    uint32_t **leaf_row = dp_take_raw(s->r->ctx, s->forest->n_trees, sizeof *leaf_row);
    uint8_t *seen = dp_take(s->r->ctx, a.inner, 1);
    if (node == NULL || row == NULL || leaf_row == NULL || seen == NULL) {
        return dp_failed(s->r->ctx);
    }
    for (size_t t = 0; t < s->forest->n_trees; t++) {
        uint32_t inner = p.root[t + 1] - p.root[t];
        DP_TRY(read_tree5(s, &a, &p, t, node, row, seen));
        leaf_row[t] = row + inner;
        node += inner + p.n_leaves[t];
        row += inner + p.n_leaves[t];
    }
    for (uint64_t l = 0; l < a.leaves; l++) {
        DP_TRY(leaf_number(s, real_at(s, a.weights, l), &leaf_row[p.tree_of[l]][p.place[l]]));
    }
    return finish(s, x, out);
}

/* ---- ai.onnx.ml 1 ---- */

struct arrays1 {
    dp_onnx_ints trees, nodes, features, left, right, missing, leaf_trees, leaf_nodes, targets;
    const Onnx__AttributeProto *values, *modes, *weights;
    uint64_t n, leaves;
    bool has_missing;
};

static const Onnx__AttributeProto *floats_of(const struct reading *s, const char *name, uint64_t n)
{
    const Onnx__AttributeProto *a = dp_onnx_attr(s->node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS);
    return a != NULL && a->floats.len == n * sizeof(float) ? a : NULL;
}

static dp_rc open1(const struct reading *s, struct arrays1 *a)
{
    a->modes = dp_onnx_attr(s->node, "nodes_modes", ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS);
    a->n = a->modes != NULL ? a->modes->n_strings : 0;
    a->has_missing = dp_onnx_attr(s->node, "nodes_missing_value_tracks_true",
                                  ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS) != NULL;
    bool whole = a->n != 0 && a->n <= INT32_MAX && ints_of(s, "nodes_treeids", &a->trees, a->n)
                 && ints_of(s, "nodes_nodeids", &a->nodes, a->n) && ints_of(s, "nodes_featureids", &a->features, a->n)
                 && ints_of(s, "nodes_truenodeids", &a->left, a->n)
                 && ints_of(s, "nodes_falsenodeids", &a->right, a->n)
                 && (!a->has_missing || ints_of(s, "nodes_missing_value_tracks_true", &a->missing, a->n))
                 && dp_onnx_ints_of(s->node, "target_treeids", &a->leaf_trees, &a->leaves)
                 && ints_of(s, "target_nodeids", &a->leaf_nodes, a->leaves)
                 && ints_of(s, "target_ids", &a->targets, a->leaves);
    a->values = whole ? floats_of(s, "nodes_values", a->n) : NULL;
    a->weights = whole ? floats_of(s, "target_weights", a->leaves) : NULL;
    return a->values != NULL && a->weights != NULL ? DP_OK : corrupt(s, "the arrays of its nodes are of different lengths");
}

/* The next leaf's number: its target stands in the same order as the leaves themselves. */
static dp_rc read_leaf1(struct reading *s, struct arrays1 *a, uint64_t leaf, int64_t tree, int64_t node, uint32_t *row)
{
    int64_t leaf_tree;
    int64_t leaf_node;
    int64_t target;
    float weight;
    if (leaf >= a->leaves || !dp_onnx_next(&a->leaf_trees, &leaf_tree) || !dp_onnx_next(&a->leaf_nodes, &leaf_node)
        || !dp_onnx_next(&a->targets, &target) || leaf_tree != tree || leaf_node != node || target != tree) {
        return corrupt(s, "leaves and targets do not fit");
    }
    memcpy(&weight, a->weights->floats.data + leaf * sizeof weight, sizeof weight);
    return leaf_number(s, (double)weight, row);
}

/* A node as it stands; children are checked when the size of the tree is known. */
static dp_rc read_node1(struct reading *s, struct arrays1 *a, uint64_t i, dp_onnx_flat *to, bool *leaf)
{
    const ProtobufCBinaryData *mode = &a->modes->strings[i];
    int64_t feature;
    int64_t left;
    int64_t right;
    int64_t missing = 0;
    float value;
    bool good = dp_onnx_next(&a->features, &feature) && dp_onnx_next(&a->left, &left) && dp_onnx_next(&a->right, &right)
                && (!a->has_missing || dp_onnx_next(&a->missing, &missing));
    if (!good || feature < 0 || (uint64_t)feature >= s->forest->n_features || missing < 0 || missing > 1 || left < 0
        || left > INT32_MAX || right < 0 || right > INT32_MAX) {
        return corrupt(s, "a node with a feature or child that is not there");
    }
    *leaf = mode->len == 4 && memcmp(mode->data, "LEAF", 4) == 0;
    if (!*leaf && (mode->len != 10 || memcmp(mode->data, "BRANCH_LEQ", 10) != 0)) {
        return dp_onnx_foreign(s->r, s->node, "a mode that is not BRANCH_LEQ");
    }
    memcpy(&value, a->values->floats.data + i * sizeof value, sizeof value);
    *to = (dp_onnx_flat){*leaf ? -1 : (int32_t)left, *leaf ? -1 : (int32_t)right, (int32_t)feature, (uint32_t)missing,
                        (double)value};
    return value == value ? DP_OK : corrupt(s, "a threshold that is not a number");
}

/* Each inner node's children behind it, each node but the first with one parent. */
static dp_rc check_tree1(const struct reading *s, const dp_onnx_flat *node, uint32_t n, uint8_t *seen)
{
    memset(seen, 0, n);
    for (uint32_t i = 0; i < n; i++) {
        int64_t left = node[i].left;
        int64_t right = node[i].right;
        if (left < 0) {
            continue;
        }
        if (left <= (int64_t)i || left >= (int64_t)n || right <= (int64_t)i || right >= (int64_t)n || left == right
            || seen[left] != 0 || seen[right] != 0) {
            return corrupt(s, "a node whose children are not behind it in its tree");
        }
        seen[left] = seen[right] = 1;
    }
    for (uint32_t i = 1; i < n; i++) {
        if (seen[i] == 0) {
            return corrupt(s, "a node that no root leads to");
        }
    }
    return DP_OK;
}

static dp_rc end_tree1(struct reading *s, size_t t, const dp_onnx_flat *node, const uint32_t *row, uint32_t n, uint8_t *seen)
{
    if (t >= s->forest->n_trees) {
        return corrupt(s, "more trees than targets");
    }
    DP_TRY(check_tree1(s, node, n, seen));
    s->tree[t] = (dp_tree){.node = (const uint8_t *)node, .n = n, .at = dp_onnx_flat_layout, .row = row};
    dp_forest_count(s->forest, &s->tree[t]);
    return DP_OK;
}

static dp_rc read1(struct reading *s, dp_val x, dp_val *out)
{
    struct arrays1 a = {0};
    DP_TRY(open1(s, &a));
    dp_onnx_flat *node = dp_take_raw(s->r->ctx, a.n, sizeof *node);
    uint32_t *row = dp_take(s->r->ctx, a.n, sizeof *row);
    uint8_t *seen = dp_take(s->r->ctx, a.n, 1);
    if (node == NULL || row == NULL || seen == NULL) {
        return dp_failed(s->r->ctx);
    }
    uint64_t first = 0;
    uint64_t leaves = 0;
    size_t t = 0;
    for (uint64_t i = 0; i < a.n; i++) {
        int64_t tree;
        int64_t id;
        bool leaf = false;
        if (!dp_onnx_next(&a.trees, &tree) || !dp_onnx_next(&a.nodes, &id)) {
            return corrupt(s, "node numbers that are not whole");
        }
        if (tree == (int64_t)t + 1 && id == 0 && i != 0) {
            DP_TRY(end_tree1(s, t, node + first, row + first, (uint32_t)(i - first), seen));
            first = i;
            t++;
        }
        if (tree != (int64_t)t || id != (int64_t)(i - first)) {
            return dp_onnx_foreign(s->r, s->node, "trees out of order");
        }
        DP_TRY(read_node1(s, &a, i, &node[i], &leaf));
        row[i] = DP_NO_ROW;
        if (leaf) {
            DP_TRY(read_leaf1(s, &a, leaves++, tree, id, &row[i]));
        }
    }
    DP_TRY(end_tree1(s, t, node + first, row + first, (uint32_t)(a.n - first), seen));
    if (t + 1 != s->forest->n_trees || leaves != a.leaves) {
        return corrupt(s, "trees and targets do not fit");
    }
    return finish(s, x, out);
}

dp_rc dp_onnx_read_trees(dp_onnx_reader *r, const Onnx__NodeProto *node, dp_val x, dp_val *out)
{
    struct reading s = {.r = r, .node = node};
    bool five = r->ml == 5 && strcmp(node->op_type, "TreeEnsemble") == 0;
    bool one = r->ml == 1 && strcmp(node->op_type, "TreeEnsembleRegressor") == 0;
    if ((!five && !one) || node->n_input != 1) {
        return dp_onnx_foreign(r, node, "an operator");
    }
    DP_TRY(begin(&s, x));
    if (one && s.f64) {
        return dp_onnx_foreign(r, node, "float64 rows");
    }
    return five ? read5(&s, x, out) : read1(&s, x, out);
}
