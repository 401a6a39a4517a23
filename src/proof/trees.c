#include "proof/trees.h"

#include <math.h>

/* A pair of nodes to be compared. */
struct pair {
    uint32_t source, file;
};

double dp_real_at(const uint8_t *p, bool wide, uint64_t i)
{
    return wide ? dp_loadf64(p + i * 8) : (double)dp_loadf32(p + i * 4);
}

bool dp_leaf_number(double weight, uint32_t *out)
{
    if (!(weight >= 0 && weight < 0x1p24) || signbit(weight)) {
        return false;
    }
    *out = (uint32_t)weight;
    return (double)*out == weight;
}

/* Is w the largest float32 that is not above t? */
static bool is_floor(double w, double t)
{
    return w == t || (w < t && (double)nextafterf((float)w, HUGE_VALF) > t);
}

static bool splits_alike(const dp_file_forest *f, uint32_t at, double threshold)
{
    double split = dp_real_at(f->split, f->wide, at);
    return f->wide ? split == threshold : is_floor(split, threshold);
}

/* A split by category, which the model knows how to judge; in the file it asks of a column of its own. */
static bool same_set(dp_prover *p, const dp_file_forest *f, uint64_t t, const dp_src_tree *tree, const dp_src_node *s,
                     struct pair at)
{
    if (dp_real_at(f->split, f->wide, at.file) != 0.5) {
        return dp_refute(p, "tree %llu, node %u: not a split by category", (unsigned long long)t, at.source);
    }
    return tree->same_set(p, tree->self, tree, s, f->feature[at.file])
           || dp_refute(p, "tree %llu, node %u: another set of categories", (unsigned long long)t, at.source);
}

static bool leaf_row(dp_prover *p, const dp_file_forest *f, uint64_t t, uint32_t at, uint64_t *row)
{
    uint64_t i = at - f->first_leaf;
    *row = f->row[i];
    if (f->leaf_tree != NULL && (uint64_t)f->leaf_tree[i] != t) {
        return dp_refute(p, "tree %llu: a leaf that adds to another tree", (unsigned long long)t);
    }
    if (f->map != NULL) {
        *row += (uint64_t)f->first[t];
        if (*row >= f->n_map || f->map[*row] < 0) {
            return dp_refute(p, "tree %llu: a leaf without a row", (unsigned long long)t);
        }
        *row = (uint64_t)f->map[*row];
    }
    return true;
}

/* Marks a node of the file. Only a leaf may be met twice. */
static bool visit(dp_prover *p, dp_file_forest *f, uint64_t t, uint32_t at)
{
    bool again = at < f->n && f->seen[at] != 0 && (f->leaf_tree == NULL || f->left[at] >= 0);
    if (at >= f->n || again) {
        return dp_refute(p, "tree %llu: a node of two parents, or none", (unsigned long long)t);
    }
    f->seen[at] = 1;
    return true;
}

static bool same_inner(dp_prover *p, const dp_file_forest *f, uint64_t t, const dp_src_tree *tree, const dp_src_node *s,
                       struct pair at)
{
    unsigned long long tt = t;
    if (f->left[at.file] < 0) {
        return dp_refute(p, "tree %llu, node %u: the file has a leaf", tt, at.source);
    }
    if (s->left < 0 || s->right < 0 || s->left >= tree->n || s->right >= tree->n) {
        return dp_refute(p, "tree %llu, node %u: children that are not there", tt, at.source);
    }
    if (s->feature < 0 || (uint64_t)s->feature >= p->n_features || (!s->by_set && f->feature[at.file] != s->feature)) {
        return dp_refute(p, "tree %llu, node %u: feature %lld, in the file %d", tt, at.source, (long long)s->feature,
                         f->feature[at.file]);
    }
    if (s->by_set ? !same_set(p, f, t, tree, s, at) : !splits_alike(f, at.file, s->threshold)) {
        return dp_refute(p, "tree %llu, node %u: threshold %.17g, in the file %.9g", tt, at.source, s->threshold,
                         dp_real_at(f->split, f->wide, at.file));
    }
    bool missing = f->missing != NULL && f->missing[at.file] != 0;
    if (missing != s->missing_left) {
        return dp_refute(p, "tree %llu, node %u: NaN goes to the %s, in the file to the other side", tt, at.source,
                         s->missing_left ? "left" : "right");
    }
    return true;
}

static bool same_leaf(dp_prover *p, const dp_file_forest *f, uint64_t t, const dp_src_tree *tree, struct pair at,
                      dp_leaf_proof *leaf, void *self)
{
    uint64_t row;
    if (f->left[at.file] >= 0) {
        return dp_refute(p, "tree %llu, node %u: a leaf, in the file it is none", (unsigned long long)t, at.source);
    }
    if (!leaf_row(p, f, t, at.file, &row)) {
        return false;
    }
    return leaf(p, self, tree, at.source, row)
           || dp_refute(p, "tree %llu, node %u: the leaf has another value", (unsigned long long)t, at.source);
}

static bool walk(dp_prover *p, dp_file_forest *f, uint64_t t, const dp_src_tree *tree, struct pair *stack,
                 dp_leaf_proof *leaf, void *self)
{
    uint32_t visits = 0;
    size_t top = 0;
    stack[top++] = (struct pair){0, (uint32_t)f->root[t]};
    while (top != 0) {
        struct pair at = stack[--top];
        if (visits++ == tree->n) {
            return dp_refute(p, "tree %llu: its nodes form no tree", (unsigned long long)t);
        }
        if (!visit(p, f, t, at.file)) {
            return false;
        }
        dp_src_node s = dp_src_node_at(tree, at.source);
        if (s.leaf) {
            if (!same_leaf(p, f, t, tree, at, leaf, self)) {
                return false;
            }
            continue;
        }
        if (!same_inner(p, f, t, tree, &s, at)) {
            return false;
        }
        stack[top++] = (struct pair){(uint32_t)s.right, (uint32_t)f->right[at.file]};
        stack[top++] = (struct pair){(uint32_t)s.left, (uint32_t)f->left[at.file]};
    }
    p->nodes += visits;
    p->trees++;
    return true;
}

/* A tree of one leaf may stand in the file as a node whose two children are that leaf. */
static bool same_single_leaf(dp_prover *p, dp_file_forest *f, uint64_t t, const dp_src_tree *tree, dp_leaf_proof *leaf,
                             void *self)
{
    uint64_t row;
    p->nodes++;
    p->trees++;
    return dp_tree_constant(p, f, t, &row)
           && (leaf(p, self, tree, 0, row) || dp_refute(p, "tree %llu: its leaf has another value", (unsigned long long)t));
}

bool dp_tree_same(dp_prover *p, dp_file_forest *f, uint64_t t, const dp_src_tree *tree, dp_leaf_proof *leaf, void *self)
{
    if (tree->n_features != p->n_features) {
        return dp_refute(p, "tree %llu: of another number of features", (unsigned long long)t);
    }
    if (dp_src_node_at(tree, 0).leaf) {
        return same_single_leaf(p, f, t, tree, leaf, self);
    }
    dp_mark mark = dp_ctx_mark(p->ctx);
    struct pair *stack = dp_take_raw(p->ctx, (size_t)tree->n + 2, sizeof *stack);
    bool same = stack != NULL && walk(p, f, t, tree, stack, leaf, self);
    const char *why = p->why;
    if (why == NULL) { /* words for a refutation stay in the arena */
        dp_ctx_release(p->ctx, mark);
    }
    return same;
}

bool dp_tree_constant(dp_prover *p, dp_file_forest *f, uint64_t t, uint64_t *row)
{
    uint32_t root = (uint32_t)f->root[t];
    uint64_t other;
    if (!visit(p, f, t, root)) {
        return false;
    }
    if (f->left[root] < 0) {
        return leaf_row(p, f, t, root, row);
    }
    uint32_t left = (uint32_t)f->left[root];
    uint32_t right = (uint32_t)f->right[root];
    if (!visit(p, f, t, left) || !visit(p, f, t, right)) {
        return false;
    }
    if (f->left[left] >= 0 || f->left[right] >= 0 || !leaf_row(p, f, t, left, row) || !leaf_row(p, f, t, right, &other)
        || *row != other || f->feature[root] != 0 || dp_real_at(f->split, f->wide, root) != 0 /* of no effect, so one form only */
        || (f->missing != NULL && f->missing[root] != 0)) {
        return dp_refute(p, "tree %llu: more than one leaf in the file", (unsigned long long)t);
    }
    return true;
}

bool dp_trees_done(dp_prover *p, const dp_file_forest *f)
{
    bool front = true;
    for (uint32_t i = 0; i < f->n; i++) {
        /* leaves that nothing leads to may stand in front: of tree 0, with the number 0 (see trees_ml.c) */
        uint32_t leaf = i - f->first_leaf;
        bool pad = f->leaf_tree != NULL && i >= f->first_leaf && front && f->leaf_tree[leaf] == 0 && f->row[leaf] == 0;
        front = front && (i < f->first_leaf || f->seen[i] == 0);
        if (f->seen[i] == 0 && !pad) {
            return dp_refute(p, "the file's trees have a node that no root leads to");
        }
    }
    return true;
}

/* ---- the value around them ---- */

/* map[ids + first]: where numbers go from tree to tree. */
static bool is_mapped(dp_prover *p, dp_span name, dp_span *ids, dp_file_forest *f, const dp_form_tensor **first)
{
    dp_span map;
    dp_span sum;
    dp_span base;
    if (!dp_is_binary(p, name, "Gather", &map, &sum) || !dp_is_binary(p, sum, "Add", ids, &base)) {
        return false;
    }
    const dp_form_tensor *rows = dp_tensor_of(p, map, DP_FORM_INT32, 1);
    *first = dp_tensor_of(p, base, DP_FORM_INT64, 1);
    if (rows == NULL || *first == NULL) {
        return false;
    }
    int32_t *copy = dp_take_raw(p->ctx, (size_t)rows->count, sizeof *copy);
    int64_t *offset = dp_take_raw(p->ctx, (size_t)(*first)->count, sizeof *offset);
    if (copy == NULL || offset == NULL) {
        return dp_refute(p, "out of memory");
    }
    memcpy(copy, rows->raw.p, rows->raw.n);
    memcpy(offset, (*first)->raw.p, (*first)->raw.n);
    f->map = copy;
    f->n_map = rows->count;
    f->first = offset;
    for (uint64_t t = 0; t < (*first)->count; t++) {
        if (offset[t] < 0 || (uint64_t)offset[t] >= rows->count) {
            return dp_refute(p, "tree %llu: numbers out of range", (unsigned long long)t);
        }
    }
    return true;
}

static bool is_tree_operator(dp_prover *p, dp_span name, dp_file_forest *f)
{
    dp_form_node *node = dp_node_of(p, name);
    bool ml = node != NULL && dp_span_is(node->domain, "ai.onnx.ml") && node->n_in == 1;
    if (!ml || !dp_is_tree_input(p, node->in[0])) {
        return dp_refute(p, "expected a tree operator over the input");
    }
    node->used = true;
    if (dp_span_is(node->op, "TreeEnsemble") && p->file->ml == 5) {
        return dp_trees_ml5(p, node, f);
    }
    if (dp_span_is(node->op, "TreeEnsembleRegressor") && p->file->ml != 5 && !p->wide) {
        return dp_trees_ml1(p, node, f);
    }
    return dp_refute(p, "expected the tree operator of ai.onnx.ml 1 or 5");
}

bool dp_is_leaf_rows(dp_prover *p, dp_span name, dp_file_forest *out)
{
    dp_span ids;
    const dp_form_tensor *first = NULL;
    *out = (dp_file_forest){.wide = p->wide};
    if (!dp_is_cast(p, name, DP_FORM_INT64, &ids)) {
        return false;
    }
    if (dp_made_by(p, ids, "Gather")) {
        const dp_form_node *gather = dp_node_of(p, ids);
        if (gather->n_in == 2 && dp_made_by(p, gather->in[1], "Where")) {
            return dp_trees_steps(p, ids, out);
        }
        if (!is_mapped(p, ids, &ids, out, &first) || !dp_is_cast(p, ids, DP_FORM_INT64, &ids)) {
            return false;
        }
    }
    if (!is_tree_operator(p, ids, out)) {
        return false;
    }
    return first == NULL || first->count == out->n_trees || dp_refute(p, "numbers of leaves for another number of trees");
}
