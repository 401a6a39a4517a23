/* The tree operators of ai.onnx.ml: arrays of nodes. Each tree must add to a target of its own, the number of a row, once:
 * then the operator's sum is that number, and float32 holds it exactly. */
#include "proof/trees.h"

struct reading {
    dp_prover *p;
    const dp_form_node *node;
    dp_file_forest *f;
    size_t known;      /* attributes that were looked at */
};

static bool bad(const struct reading *s, const char *what)
{
    return dp_refute(s->p, "the tree operator's %s are not as they must be", what);
}

static void *take(const struct reading *s, uint64_t n, size_t size)
{
    void *v = dp_take_raw(s->p->ctx, (size_t)n, size);
    if (v == NULL) {
        dp_refute(s->p, "out of memory");
    }
    return v;
}

/* n whole numbers; n 0: as many as there are, told. NULL: refuted. */
static int32_t *ints(struct reading *s, const char *name, uint64_t *n)
{
    const dp_form_attr *a = dp_attr_of(s->node, name, DP_FORM_INTS_ATTR);
    uint64_t count = a != NULL ? dp_pb_count(a->bytes) : 0;
    s->known++;
    if (a == NULL || count == 0 || count > INT32_MAX || (*n != 0 && *n != count)) {
        bad(s, name);
        return NULL;
    }
    *n = count;
    int32_t *v = take(s, count, sizeof *v);
    if (v != NULL && !dp_pb_ints(a->bytes, v, count)) {
        bad(s, name);
        return NULL;
    }
    return v;
}

/* n flags of one byte each, which are their own varints. */
static const uint8_t *flags(struct reading *s, const char *name, uint64_t n)
{
    const dp_form_attr *a = dp_attr_of(s->node, name, DP_FORM_INTS_ATTR);
    bool good = a != NULL && a->bytes.n == n;
    s->known++;
    for (uint64_t i = 0; good && i < n; i++) {
        good = a->bytes.p[i] <= 1;
    }
    if (!good) {
        bad(s, name);
    }
    return good ? a->bytes.p : NULL;
}

static bool take_missing(struct reading *s, uint64_t n)
{
    static const char name[] = "nodes_missing_value_tracks_true";
    bool there = dp_attr_of(s->node, name, DP_FORM_INTS_ATTR) != NULL;
    s->f->missing = there ? flags(s, name, n) : NULL;
    return !there || s->f->missing != NULL;
}

static bool take_targets(struct reading *s)
{
    const dp_form_attr *a = dp_attr_of(s->node, "n_targets", DP_FORM_INT_ATTR);
    s->known++;
    s->f->n_trees = a != NULL ? a->i : 0;
    return (s->f->n_trees != 0 && s->f->n_trees <= INT32_MAX) || bad(s, "n_targets");
}

static bool no_more(const struct reading *s)
{
    s->f->seen = s->p->why == NULL ? dp_take(s->p->ctx, s->f->n, 1) : NULL;
    return s->node->n_attr == s->known ? s->f->seen != NULL : bad(s, "attributes");
}

/* ---- ai.onnx.ml 5: inner nodes and leaves in lists of their own ---- */

static const uint8_t *tensor(struct reading *s, const char *name, uint64_t type, size_t size, uint64_t *n)
{
    const dp_form_attr *a = dp_attr_of(s->node, name, DP_FORM_TENSOR_ATTR);
    dp_form_tensor t;
    s->known++;
    bool good = a != NULL && dp_form_tensor_read(s->p->file, a->bytes, &t) && t.type == type && t.rank == 1 && t.name.n == 0
                && t.count != 0 && t.count <= INT32_MAX / size && (*n == 0 || *n == t.count);
    if (!good) {
        bad(s, name);
        return NULL;
    }
    *n = t.count;
    return t.raw.p;
}

static bool take_modes5(struct reading *s, uint64_t inner)
{
    const uint8_t *mode = tensor(s, "nodes_modes", DP_FORM_UINT8, 1, &inner);
    for (uint64_t i = 0; mode != NULL && i < inner; i++) {
        if (mode[i] != 0) { /* BRANCH_LEQ */
            return bad(s, "nodes_modes");
        }
    }
    return mode != NULL;
}

/* Children by number: inner nodes as they are, leaves behind them. */
static bool take_children5(struct reading *s, const char *ids, const char *leafs, uint64_t inner, uint64_t leaves,
                           const int32_t **out)
{
    int32_t *child = ints(s, ids, &inner);
    const uint8_t *leaf = flags(s, leafs, inner);
    int32_t *all = child != NULL && leaf != NULL ? take(s, inner + leaves, sizeof *all) : NULL;
    if (all == NULL) {
        return false;
    }
    for (uint64_t i = 0; i < inner; i++) {
        if ((uint64_t)child[i] >= (leaf[i] != 0 ? leaves : inner)) {
            return bad(s, ids);
        }
        all[i] = leaf[i] != 0 ? child[i] + (int32_t)inner : child[i];
    }
    for (uint64_t i = inner; i < inner + leaves; i++) {
        all[i] = -1;
    }
    *out = all;
    return true;
}

/* ONNX Runtime 1.21 to 1.23 take a root for a leaf where its children have equal numbers in their lists, though one is a
 * leaf and the other not, or both the same leaf of a later tree: microsoft/onnxruntime#24679. */
static bool roots_are_read_right(const struct reading *s, uint32_t inner)
{
    const dp_file_forest *f = s->f;
    for (uint64_t t = 0; t < f->n_trees; t++) {
        uint32_t root = (uint32_t)f->root[t];
        if (root >= inner || (t == 0 && root != 0)) {
            return bad(s, "tree_roots");
        }
        uint32_t left = (uint32_t)f->left[root];
        uint32_t right = (uint32_t)f->right[root];
        bool mixed = (left >= inner) != (right >= inner);
        bool equal = (left >= inner ? left - inner : left) == (right >= inner ? right - inner : right);
        if ((mixed && equal) || left == right) {
            return dp_refute(s->p, "tree %llu: a root that ONNX Runtime 1.21 to 1.23 misread", (unsigned long long)t);
        }
    }
    return true;
}

bool dp_trees_ml5(dp_prover *p, dp_form_node *node, dp_file_forest *f)
{
    struct reading s = {.p = p, .node = node, .f = f};
    uint64_t inner = 0;
    uint64_t leaves = 0;
    uint64_t real = f->wide ? DP_FORM_DOUBLE : DP_FORM_FLOAT;
    f->split = tensor(&s, "nodes_splits", real, f->wide ? 8 : 4, &inner);
    const uint8_t *weight = tensor(&s, "leaf_weights", real, f->wide ? 8 : 4, &leaves);
    if (f->split == NULL || weight == NULL || inner + leaves > INT32_MAX || !take_targets(&s) || !take_modes5(&s, inner)
        || !take_children5(&s, "nodes_truenodeids", "nodes_trueleafs", inner, leaves, &f->left)
        || !take_children5(&s, "nodes_falsenodeids", "nodes_falseleafs", inner, leaves, &f->right)
        || !take_missing(&s, inner) || !dp_attr_is(node, "aggregate_function", 1) || !dp_attr_is(node, "post_transform", 0)) {
        return bad(&s, "attributes");
    }
    s.known += 2;
    f->n = (uint32_t)(inner + leaves);
    f->first_leaf = (uint32_t)inner;
    f->feature = ints(&s, "nodes_featureids", &inner);
    f->leaf_tree = ints(&s, "leaf_targetids", &leaves);
    f->root = ints(&s, "tree_roots", &f->n_trees);
    uint32_t *row = take(&s, leaves, sizeof *row);
    f->row = row;
    for (uint64_t i = 0; row != NULL && i < leaves; i++) {
        if (!dp_leaf_number(dp_real_at(weight, f->wide, i), &row[i])) {
            return bad(&s, "leaf_weights");
        }
    }
    return f->feature != NULL && f->leaf_tree != NULL && f->root != NULL && row != NULL
           && roots_are_read_right(&s, (uint32_t)inner) && no_more(&s);
}

/* ---- ai.onnx.ml 1: one list, the root of each tree first ---- */

struct list1 {
    uint64_t n, leaves;
    int32_t *trees, *nodes, *left, *right;
    const int32_t *leaf_trees, *leaf_nodes, *targets;
    const uint8_t *weights;
    uint32_t *row;
    int32_t *root;
};

static const uint8_t *floats(struct reading *s, const char *name, uint64_t n)
{
    const dp_form_attr *a = dp_attr_of(s->node, name, DP_FORM_FLOATS_ATTR);
    s->known++;
    if (a == NULL || a->bytes.n != n * 4) {
        bad(s, name);
        return NULL;
    }
    return a->bytes.p;
}

/* Node i of the list: a leaf has its target at the same place among the leaves. */
static bool place_node1(const struct reading *s, struct list1 *l, uint64_t i, uint64_t first, bool leaf, uint64_t *leaves)
{
    if (!leaf) {
        bool fits = (uint64_t)l->left[i] < l->n - first && (uint64_t)l->right[i] < l->n - first;
        l->left[i] += (int32_t)first;
        l->right[i] += (int32_t)first;
        return fits || bad(s, "nodes_truenodeids");
    }
    uint64_t k = (*leaves)++;
    if (l->left[i] != 0 || l->right[i] != 0 || s->f->feature[i] != 0 || dp_load32(s->f->split + i * 4) != 0
        || (s->f->missing != NULL && s->f->missing[i] != 0)) {
        return bad(s, "leaves"); /* a test that they do not have */
    }
    if (k >= l->leaves || l->leaf_trees[k] != l->trees[i] || l->leaf_nodes[k] != l->nodes[i]
        || l->targets[k] != l->trees[i]) {
        return bad(s, "target_treeids, target_nodeids, target_ids");
    }
    l->left[i] = l->right[i] = -1;
    return dp_leaf_number(dp_real_at(l->weights, false, k), &l->row[i]) || bad(s, "target_weights");
}

/* Trees one after another, each with nodes 0, 1, 2 … of its own; modes go along with them. */
static bool place_nodes1(const struct reading *s, struct list1 *l, const dp_form_attr *modes)
{
    dp_pb mode = dp_pb_of(modes->bytes);
    uint64_t first = 0;
    uint64_t leaves = 0;
    for (uint64_t i = 0; i < l->n; i++) {
        if (i == 0 || l->trees[i] != l->trees[i - 1]) {
            uint64_t t = i == 0 ? 0 : (uint64_t)l->trees[i - 1] + 1;
            if ((uint64_t)l->trees[i] != t || t >= s->f->n_trees) {
                return bad(s, "nodes_treeids");
            }
            first = i;
            l->root[t] = (int32_t)i;
        }
        if ((uint64_t)l->nodes[i] != i - first) {
            return bad(s, "nodes_nodeids");
        }
        bool leaf = dp_form_next_string(&mode) && dp_span_is(mode.bytes, "LEAF");
        if (!leaf && (mode.broken || !dp_span_is(mode.bytes, "BRANCH_LEQ"))) {
            return bad(s, "nodes_modes");
        }
        if (!place_node1(s, l, i, first, leaf, &leaves)) {
            return false;
        }
    }
    return (leaves == l->leaves && (uint64_t)l->trees[l->n - 1] + 1 == s->f->n_trees) || bad(s, "leaves");
}

bool dp_trees_ml1(dp_prover *p, dp_form_node *node, dp_file_forest *f)
{
    struct reading s = {.p = p, .node = node, .f = f, .known = 1};
    struct list1 l = {0};
    const dp_form_attr *modes = dp_attr_of(node, "nodes_modes", DP_FORM_STRINGS_ATTR);
    if (modes == NULL || !take_targets(&s)) {
        return bad(&s, "nodes_modes");
    }
    l.trees = ints(&s, "nodes_treeids", &l.n);
    l.nodes = ints(&s, "nodes_nodeids", &l.n);
    l.left = ints(&s, "nodes_truenodeids", &l.n);
    l.right = ints(&s, "nodes_falsenodeids", &l.n);
    f->feature = ints(&s, "nodes_featureids", &l.n);
    f->split = floats(&s, "nodes_values", l.n);
    l.leaf_trees = ints(&s, "target_treeids", &l.leaves);
    l.leaf_nodes = ints(&s, "target_nodeids", &l.leaves);
    l.targets = ints(&s, "target_ids", &l.leaves);
    l.weights = floats(&s, "target_weights", l.leaves);
    if (p->why != NULL || modes->n_string != l.n || f->n_trees > l.n || !take_missing(&s, l.n)) {
        return bad(&s, "nodes_modes");
    }
    l.row = take(&s, l.n, sizeof *l.row);
    l.root = take(&s, f->n_trees, sizeof *l.root);
    if (l.row == NULL || l.root == NULL || !place_nodes1(&s, &l, modes)) {
        return false;
    }
    f->n = (uint32_t)l.n;
    f->left = l.left;
    f->right = l.right;
    f->row = l.row;
    f->root = l.root;
    return no_more(&s);
}
