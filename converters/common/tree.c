#include "converters/common/tree.h"

#include "base/numpy_sum.h"
#include "converters/common/record.h"

#include <inttypes.h>
#include <math.h>

/* A row of fractions sums to 1 up to rounding; a tree of counts would need a root of weight 1. */
static const double FRACTION_SLACK = 1e-9;

/* ---- the record ---- */

/* The offset of a signed field that is as wide as the ones before it. */
static bool index_field(const dp_dtype *type, const char *name, dp_tree_layout *at, uint16_t *offset)
{
    const dp_dtype_field *f = dp_record_field(type, name);
    if (f == NULL || f->type.kind != 'i' || (f->type.itemsize != 4 && f->type.itemsize != 8)) {
        return false;
    }
    if (at->index_size != 0 && at->index_size != f->type.itemsize) {
        return false;
    }
    at->index_size = (uint8_t)f->type.itemsize;
    *offset = (uint16_t)f->offset;
    return true;
}

static bool read_layout(const dp_dtype *type, dp_tree_layout *at)
{
    *at = (dp_tree_layout){.missing = DP_NO_MISSING, .threshold_size = 8};
    if (type->kind != 'V' || type->n_fields == 0 || type->itemsize >= DP_NO_MISSING) {
        return false;
    }
    at->stride = (uint16_t)type->itemsize;
    const dp_dtype_field *threshold = dp_record_field(type, "threshold");
    if (!dp_record_is(threshold, "f", 8, 8)) {
        return false;
    }
    at->threshold = (uint16_t)threshold->offset;
    const dp_dtype_field *missing = dp_record_field(type, "missing_go_to_left");
    if (missing != NULL) {
        if (!dp_record_is(missing, "ub", 1, 1)) {
            return false;
        }
        at->missing = (uint16_t)missing->offset;
    }
    return index_field(type, "left_child", at, &at->left) && index_field(type, "right_child", at, &at->right) &&
           index_field(type, "feature", at, &at->feature);
}

/* ---- other byte orders ---- */

static void swap_bytes(uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        uint8_t c = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = c;
    }
}

/* One copy of the records with the swapped fields turned round; the records themselves where none is. */
static const uint8_t *in_our_order(dp_state *s, const dp_array *nodes)
{
    const dp_dtype *type = &nodes->type;
    bool swapped = false;
    for (uint32_t i = 0; i < type->n_fields; i++) {
        swapped = swapped || type->fields[i].type.swapped;
    }
    if (!swapped) {
        return nodes->data.p;
    }
    uint8_t *copy = dp_state_take(s, nodes->data.n, 1);
    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, nodes->data.p, nodes->data.n);
    static const char *const used[] = {"left_child", "right_child", "feature", "threshold"};
    for (size_t k = 0; k < sizeof used / sizeof used[0]; k++) {
        const dp_dtype_field *f = dp_record_field(type, used[k]);
        for (uint64_t i = 0; f->type.swapped && i < nodes->count; i++) {
            swap_bytes(copy + (size_t)i * type->itemsize + f->offset, f->type.itemsize);
        }
    }
    return copy;
}

/* ---- reading ---- */

static void read_arguments(dp_state *tree, dp_tree_state *out)
{
    const dp_obj *made = dp_at(tree->heap, tree->obj);
    const dp_obj *args = made->kind == DP_K_MADE ? dp_at(tree->heap, made->u.made->args) : NULL;
    if (args == NULL || strcmp(dp_obj_class(tree->heap, tree->obj), "sklearn.tree._tree.Tree") != 0) {
        dp_corrupt(tree, "expected sklearn.tree._tree.Tree, found %s", dp_obj_describe(tree->heap, tree->obj));
        return;
    }
    if (args->kind != DP_K_TUPLE || args->len != 3) {
        dp_corrupt(tree, "expected Tree(n_features, n_classes, n_outputs), found other arguments");
        return;
    }
    const dp_obj *n_features = dp_at(tree->heap, args->u.item[0]);
    const dp_obj *n_outputs = dp_at(tree->heap, args->u.item[2]);
    const dp_array *n_classes = dp_array_of(tree->heap, args->u.item[1]);
    if (n_features->kind != DP_K_INT || n_outputs->kind != DP_K_INT || n_features->u.i < 1 || n_outputs->u.i < 1 ||
        n_features->u.i > UINT32_MAX) {
        dp_corrupt(tree, "n_features, n_outputs: expected integers from 1 on, found something else");
        return;
    }
    out->n_features = (uint64_t)n_features->u.i;
    out->n_outputs = (uint64_t)n_outputs->u.i;
    if (n_classes == NULL || n_classes->ndim != 1 || n_classes->type.kind != 'i' ||
        n_classes->type.itemsize < 4 || n_classes->count != out->n_outputs) {
        dp_corrupt(tree, "n_classes: expected %" PRIu64 " integers, one an output, found something else", out->n_outputs);
        return;
    }
    out->n_classes = dp_array_as_i64(tree->heap, n_classes);
    for (uint64_t i = 0; out->n_classes != NULL && i < out->n_outputs; i++) {
        int64_t n = out->n_classes[i];
        if (n < 1 || n > INT32_MAX) {
            dp_corrupt(tree, "n_classes: expected numbers from 1 on, found %" PRId64, n);
            return;
        }
        out->most_classes = (uint64_t)n > out->most_classes ? (uint64_t)n : out->most_classes;
    }
    tree->failed = tree->failed || out->n_classes == NULL;
}

static void read_nodes(dp_state *estimator, dp_state *tree, dp_tree_state *out)
{
    dp_id id = dp_need(tree, "nodes");
    int64_t node_count = dp_get_int(tree, "node_count", -1);
    bool deep = dp_get(tree, "max_depth") != 0 || dp_state_era(estimator) >= 18; /* 0.17 does not tell */
    int64_t max_depth = deep ? dp_get_int(tree, "max_depth", -1) : 0;
    const dp_array *nodes = dp_array_of(tree->heap, id);
    if (tree->failed) {
        return;
    }
    if (nodes == NULL || nodes->ndim != 1 || !read_layout(&nodes->type, &out->tree.at)) {
        dp_corrupt(tree, "nodes: expected 1-d records with left_child, right_child, feature and threshold, found %s",
                   nodes == NULL ? dp_obj_describe(tree->heap, id) : dp_array_text(tree->ctx, nodes));
        return;
    }
    if (node_count < 1 || (uint64_t)node_count != nodes->count) {
        dp_corrupt(tree, "node_count: expected %" PRIu64 ", as many as nodes, at least 1, found %" PRId64, nodes->count,
                   node_count);
        return;
    }
    if (max_depth < 0 || max_depth >= node_count) {
        dp_corrupt(tree, "max_depth: expected 0 to %" PRId64 ", found %" PRId64, node_count - 1, max_depth);
        return;
    }
    if (nodes->count >= INT32_MAX) {
        dp_unsupported(tree, "nodes: a tree of %" PRIu64 " nodes", nodes->count);
        return;
    }
    out->nodes = nodes;
    out->tree.n = (uint32_t)nodes->count;
    out->tree.node = in_our_order(tree, nodes);
}

static void read_values(dp_state *tree, dp_tree_state *out)
{
    dp_id id = dp_need(tree, "values");
    const dp_array *values = dp_array_of(tree->heap, id);
    if (tree->failed) {
        return;
    }
    if (values == NULL || values->ndim != 3 || values->type.kind != 'f' || values->type.itemsize != 8 ||
        values->dim[0] != out->tree.n || values->dim[1] != out->n_outputs || values->dim[2] != out->most_classes) {
        dp_corrupt(tree, "values: expected a float64 array (%" PRIu32 ", %" PRIu64 ", %" PRIu64 "), found %s", out->tree.n,
                   out->n_outputs, out->most_classes,
                   values == NULL ? dp_obj_describe(tree->heap, id) : dp_array_text(tree->ctx, values));
        return;
    }
    out->values = dp_array_as_f64(tree->heap, values);
    tree->failed = tree->failed || out->values == NULL;
}

/* ---- checks ---- */

static bool check_split(dp_state *tree, const dp_tree_state *t, uint32_t i, uint8_t *has_parent)
{
    const dp_tree *n = &t->tree;
    int64_t left = dp_tree_index(n, i, n->at.left);
    int64_t right = dp_tree_index(n, i, n->at.right);
    int64_t feature = dp_tree_index(n, i, n->at.feature);
    /* Children come after their parent in every tree scikit-learn builds. With one parent each and n - 1 of them in
     * all, that leaves no room for a cycle or for a node out of reach. */
    if (left <= i || right <= i || left >= n->n || right >= n->n || left == right) {
        dp_corrupt(tree, "nodes[%" PRIu32 "]: expected two leaf marks or two children in %" PRIu32 "..%" PRIu32
                   ", found %" PRId64 " and %" PRId64, i, i + 1, n->n - 1, left, right);
        return false;
    }
    if (has_parent[left] || has_parent[right]) {
        dp_corrupt(tree, "nodes[%" PRId64 "]: expected one parent, found two", has_parent[left] ? left : right);
        return false;
    }
    has_parent[left] = 1;
    has_parent[right] = 1;
    if (feature < 0 || (uint64_t)feature >= t->n_features) {
        dp_corrupt(tree, "nodes[%" PRIu32 "].feature: expected 0..%" PRIu64 ", found %" PRId64, i, t->n_features - 1,
                   feature);
        return false;
    }
    if (isnan(dp_tree_threshold(n, i))) {
        dp_corrupt(tree, "nodes[%" PRIu32 "].threshold: expected a number, found NaN", i);
        return false;
    }
    return true;
}

static bool check_leaf(dp_state *tree, const dp_tree_state *t, uint32_t i)
{
    uint64_t row = t->n_outputs * t->most_classes;
    for (uint64_t k = 0; k < row; k++) {
        if (!isfinite(t->values[i * row + k])) {
            dp_corrupt(tree, "values[%" PRIu32 "]: expected finite numbers, found NaN or infinity", i);
            return false;
        }
    }
    return true;
}

static void check_nodes(dp_state *tree, const dp_tree_state *t)
{
    const dp_tree *n = &t->tree;
    dp_mark mark = dp_ctx_mark(tree->ctx);
    uint8_t *has_parent = dp_state_take(tree, n->n, 1);
    uint32_t children = 0;
    bool good = has_parent != NULL;
    for (uint32_t i = 0; good && i < n->n; i++) {
        bool leaf = dp_tree_index(n, i, n->at.left) == -1 && dp_tree_index(n, i, n->at.right) == -1;
        good = leaf ? check_leaf(tree, t, i) : check_split(tree, t, i, has_parent);
        children += leaf ? 0 : 2;
    }
    if (good && children != n->n - 1) {
        dp_corrupt(tree, "nodes: expected every node to be reached from the root, found %" PRIu32 " of %" PRIu32,
                   children + 1, n->n);
    }
    dp_ctx_release(tree->ctx, mark);
}

/* ---- what a leaf answers ---- */

static const double *output_row(const dp_tree_state *t, uint32_t node, uint64_t output)
{
    return t->values + (node * t->n_outputs + output) * t->most_classes;
}

static bool holds_counts(const dp_tree_state *t)
{
    for (uint32_t i = 0; i < t->tree.n; i++) {
        for (uint64_t k = 0; k < t->n_outputs; k++) {
            double sum = dp_numpy_sum(output_row(t, i, k), (uint64_t)t->n_classes[k]);
            if (!(fabs(sum - 1.0) <= FRACTION_SLACK)) {
                return true;
            }
        }
    }
    return false;
}

uint64_t dp_tree_state_width(const dp_tree_state *t)
{
    uint64_t width = 0;
    for (uint64_t k = 0; k < t->n_outputs; k++) {
        width += (uint64_t)t->n_classes[k];
    }
    return width;
}

void dp_tree_state_answer(const dp_tree_state *t, uint32_t leaf, double *out)
{
    for (uint64_t k = 0; k < t->n_outputs; k++) {
        uint64_t n = (uint64_t)t->n_classes[k];
        const double *row = output_row(t, leaf, k);
        double sum = t->counts ? dp_numpy_sum(row, n) : 1.0;
        if (sum == 0.0) {
            sum = 1.0;
        }
        for (uint64_t c = 0; c < n; c++) {
            *out++ = t->counts ? row[c] / sum : row[c];
        }
    }
}

void dp_tree_state_winners(const dp_tree_state *t, uint32_t leaf, double *out)
{
    for (uint64_t k = 0; k < t->n_outputs; k++) {
        const double *row = output_row(t, leaf, k);
        uint64_t best = 0;
        for (uint64_t c = 1; c < (uint64_t)t->n_classes[k]; c++) {
            best = row[c] > row[best] ? c : best;
        }
        out[k] = (double)best;
    }
}

void dp_tree_state_read(dp_state *estimator, bool classifier, dp_tree_state *out)
{
    *out = (dp_tree_state){0};
    dp_id id = dp_need(estimator, "tree_");
    if (estimator->failed) {
        return;
    }
    dp_state tree = dp_state_open(estimator, id, "tree_");
    if (!tree.failed) {
        read_arguments(&tree, out);
    }
    if (!tree.failed) {
        read_nodes(estimator, &tree, out);
    }
    if (!tree.failed && out->tree.node != NULL) {
        read_values(&tree, out);
    }
    if (!tree.failed && out->values != NULL) {
        check_nodes(&tree, out);
    }
    if (!tree.failed && !classifier && out->most_classes != 1) {
        dp_corrupt(&tree, "n_classes: expected 1 for a regressor, found %" PRIu64, out->most_classes);
    }
    if (!tree.failed && classifier) {
        out->counts = holds_counts(out);
        if (out->counts && out->most_classes > 1 && dp_state_era(estimator) >= 104) {
            dp_corrupt(&tree, "values: expected shares of the classes, as scikit-learn writes them since 1.4, found others");
        }
    }
    dp_state_close(estimator, &tree);
    uint64_t told = estimator->failed ? 0 : dp_state_n_features(estimator);
    if (told != 0 && told != out->n_features) {
        dp_corrupt(estimator, "n_features_in_: expected %" PRIu64 ", as tree_ has, found %" PRIu64, out->n_features, told);
    }
}
