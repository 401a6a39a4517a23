/* Trees without an operator of their own: flat arrays in preorder, and as many steps as the deepest tree has levels, each of
 * which takes every row of the input one level down in every tree at once.
 *
 *     Gather(row, at)
 *     at   = Expand(roots, [rows of x, trees]), then for each level
 *     at   = Where(left, at + 1, Gather(right, at))
 *     left = v <= Gather(threshold, at)          or (not (v == v) and Gather(missing, at))
 *     v    = GatherElements(x, Gather(feature, at), axis 1)
 *
 * A leaf has the threshold NaN and leads to itself. */
#include "proof/choice.h"
#include "proof/trees.h"

#include <math.h>

struct steps {
    dp_prover *p;
    dp_span x;           /* the rows, once they are known */
    dp_span at;          /* before the step at hand */
    const dp_form_tensor *feature, *threshold, *right, *missing, *row, *root; /* the same in all steps */
    uint64_t levels;
};

static bool bad(const struct steps *l, const char *what)
{
    return dp_refute(l->p, "the steps down the trees: %s", what);
}

/* ---- a step ---- */

/* Gather(array, at), of the same array in every step. */
static bool looks_up(struct steps *l, dp_span name, uint64_t type, const dp_form_tensor **array)
{
    dp_span table;
    dp_span at;
    if (!dp_is_binary(l->p, name, "Gather", &table, &at) || !dp_same(l->p, at, l->at, "the node at hand")) {
        return false;
    }
    const dp_form_tensor *found = dp_tensor_of(l->p, table, type, 1);
    bool same = found != NULL && (*array == NULL || *array == found);
    *array = found;
    return same || bad(l, "another array in one of them");
}

static bool is_feature_value(struct steps *l, dp_span v)
{
    dp_span in[2];
    const dp_form_node *node = dp_node_of(l->p, v);
    if (node == NULL || !dp_attr_is(node, "axis", 1) || !dp_says(l->p, v, "GatherElements", 2, in, 1)) {
        return bad(l, "no feature is looked at");
    }
    if (l->x.n == 0) {
        l->x = in[0];
    }
    return dp_same(l->p, in[0], l->x, "the rows") && looks_up(l, in[1], DP_FORM_INT32, &l->feature);
}

static bool is_nan_and_left(struct steps *l, dp_span name, dp_span v)
{
    dp_span nan, to_left;
    return dp_is_binary(l->p, name, "And", &nan, &to_left) && dp_is_nan_of(l->p, nan, v)
           && looks_up(l, to_left, DP_FORM_BOOL, &l->missing);
}

static bool is_test(struct steps *l, dp_span name)
{
    dp_span less = name;
    dp_span missing, v, threshold;
    bool nan = dp_made_by(l->p, name, "Or");
    if (l->levels != 0 && nan != (l->missing != NULL)) {
        return bad(l, "missing values in some of them");
    }
    return (!nan || dp_is_binary(l->p, name, "Or", &less, &missing))
           && dp_is_binary(l->p, less, "LessOrEqual", &v, &threshold) && is_feature_value(l, v)
           && looks_up(l, threshold, l->p->wide ? DP_FORM_DOUBLE : DP_FORM_FLOAT, &l->threshold) && (!nan || is_nan_and_left(l, missing, v));
}

/* The node one level further down; l->at becomes the node before. */
static bool is_step(struct steps *l, dp_span name)
{
    dp_span in[3], one;
    if (!dp_says(l->p, name, "Where", 3, in, 0) || !dp_is_binary(l->p, in[1], "Add", &l->at, &one)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(l->p, one, DP_FORM_INT32, 0);
    if (t == NULL || dp_load32(t->raw.p) != 1) {
        return bad(l, "the left side is not the next node");
    }
    bool good = is_test(l, in[0]) && looks_up(l, in[2], DP_FORM_INT32, &l->right);
    l->levels++;
    return good;
}

/* Expand(roots, Concat(Slice(Shape(x), 0, 1), trees)) */
static bool is_start(struct steps *l, dp_span name)
{
    static const int64_t bound[] = {0, 1};
    dp_span in[2], slice[3], x;
    const dp_span *part;
    if (!dp_says(l->p, name, "Expand", 2, in, 0) || !dp_is_concat(l->p, in[1], 0, 2, &part)
        || !dp_says(l->p, part[0], "Slice", 3, slice, 0) || !dp_is_i64s(l->p, slice[1], 1, 1, &bound[0])
        || !dp_is_i64s(l->p, slice[2], 1, 1, &bound[1]) || !dp_is_unary(l->p, slice[0], "Shape", &x)
        || !dp_same(l->p, x, l->x, "the rows")) {
        return false;
    }
    l->root = dp_tensor_of(l->p, in[0], DP_FORM_INT32, 1);
    int64_t trees = l->root != NULL ? (int64_t)l->root->count : 0;
    return l->root != NULL && dp_is_i64s(l->p, part[1], 1, 1, &trees);
}

/* Nodes stand behind what they use, so this ends. */
static bool are_steps(struct steps *l, dp_span end)
{
    dp_span at = end;
    while (dp_made_by(l->p, at, "Where")) {
        if (!is_step(l, at)) {
            return false;
        }
        at = l->at;
    }
    return l->levels != 0 ? dp_is_tree_input(l->p, l->x) && is_start(l, at) : bad(l, "there are none");
}

/* ---- the arrays ---- */

static int32_t *copy_of(const struct steps *l, const dp_form_tensor *t)
{
    int32_t *v = dp_take_raw(l->p->ctx, (size_t)t->count, sizeof *v);
    return v != NULL ? memcpy(v, t->raw.p, t->raw.n) : NULL;
}

/* As many steps as the deepest tree has levels: children stand behind their parents. */
static bool right_depth(const struct steps *l, const dp_file_forest *f)
{
    uint32_t most = 0;
    uint32_t *level = dp_take(l->p->ctx, f->n, sizeof *level);
    for (uint32_t i = 0; level != NULL && i < f->n; i++) {
        most = level[i] > most ? level[i] : most;
        if (f->left[i] >= 0) {
            level[f->left[i]] = level[f->right[i]] = level[i] + 1;
        }
    }
    return (level != NULL && most == l->levels) || bad(l, "fewer or more than the trees have levels");
}

/* What a lone leaf is written as: a node that asks whether feature 0 is at most 0, and leads to the same row either way. */
static bool is_lone(const struct steps *l, const dp_file_forest *f, uint32_t i)
{
    int32_t a = f->left[i];
    int32_t b = f->right[i];
    return f->feature[i] == 0 && dp_real_at(l->threshold->raw.p, f->wide, i) == 0 && f->left[a] < 0 && f->left[b] < 0
           && f->row[a] == f->row[b] && f->row[i] == f->row[a];
}

/* A leaf is what leads to itself whatever the input is; other nodes lead on. */
static bool place(const struct steps *l, dp_file_forest *f, int32_t *left, int32_t *right, uint32_t *row)
{
    for (uint32_t i = 0; i < f->n; i++) {
        bool nan = isnan(dp_real_at(l->threshold->raw.p, f->wide, i));
        bool missing = f->missing != NULL && f->missing[i] != 0;
        bool leaf = nan && right[i] == (int32_t)i && !missing;
        int32_t r = (int32_t)dp_load32(l->row->raw.p + (size_t)i * 4);
        if (f->missing != NULL && f->missing[i] > 1) {
            return bad(l, "flags that are none");
        }
        if (leaf ? f->feature[i] != 0 : nan || right[i] <= (int32_t)i + 1 || (uint32_t)right[i] >= f->n) {
            return bad(l, "a node that leads nowhere");
        }
        left[i] = leaf ? -1 : (int32_t)i + 1;
        row[i] = (uint32_t)r;
        if (r < 0) {
            return bad(l, "a leaf without a row");
        }
    }
    /* no row of the input stays at an inner node: its row is 0, or, above a lone leaf's two, theirs */
    for (uint32_t i = 0; i < f->n; i++) {
        if (left[i] >= 0 && row[i] != 0 && !is_lone(l, f, i)) {
            return bad(l, "an inner node with a row");
        }
    }
    return true;
}

static bool open_arrays(const struct steps *l, dp_file_forest *f)
{
    uint64_t n = l->feature->count;
    if (n == 0 || n > INT32_MAX || l->threshold->count != n || l->right->count != n || l->row->count != n
        || (l->missing != NULL && l->missing->count != n)) {
        return bad(l, "arrays of different lengths");
    }
    f->n = (uint32_t)n;
    f->n_trees = l->root->count;
    f->split = l->threshold->raw.p;
    f->missing = l->missing != NULL ? l->missing->raw.p : NULL;
    f->feature = copy_of(l, l->feature);
    f->root = copy_of(l, l->root);
    int32_t *left = dp_take_raw(l->p->ctx, n, sizeof *left);
    int32_t *right = copy_of(l, l->right);
    uint32_t *row = dp_take_raw(l->p->ctx, n, sizeof *row);
    f->seen = dp_take(l->p->ctx, n, 1);
    if (f->feature == NULL || f->root == NULL || left == NULL || right == NULL || row == NULL || f->seen == NULL) {
        return bad(l, "out of memory");
    }
    for (uint64_t t = 0; t < f->n_trees; t++) {
        if (f->root[t] < 0) {
            return bad(l, "a root that is not there");
        }
    }
    f->left = left;
    f->right = right;
    f->row = row;
    return place(l, f, left, right, row) && right_depth(l, f);
}

bool dp_trees_steps(dp_prover *p, dp_span name, dp_file_forest *out)
{
    struct steps l = {.p = p};
    dp_span row;
    dp_span end;
    if (!dp_is_binary(p, name, "Gather", &row, &end)) {
        return false;
    }
    l.row = dp_tensor_of(p, row, DP_FORM_INT32, 1);
    return l.row != NULL && are_steps(&l, end) && open_arrays(&l, out);
}
