#include "proof/source.h"

#include <math.h>

/* ---- reading ---- */

static bool field_of(const dp_dtype *type, const char *name, const char *kinds, dp_src_field *out)
{
    for (uint32_t i = 0; i < type->n_fields; i++) {
        const dp_dtype_field *f = &type->fields[i];
        if (dp_span_is(f->name, name) && strchr(kinds, f->type.kind) != NULL && f->offset <= type->itemsize
            && f->type.itemsize <= type->itemsize - f->offset && f->type.itemsize <= 8) {
            *out = (dp_src_field){f->offset, (uint8_t)f->type.itemsize, f->type.swapped};
            return true;
        }
    }
    return false;
}

static bool read_nodes(dp_prover *p, dp_state *tree, dp_src_tree *out)
{
    const dp_array *a = dp_array_of(tree->heap, dp_need(tree, "nodes"));
    if (a == NULL || a->ndim != 1 || a->type.kind != 'V' || a->count == 0 || a->count > INT32_MAX) {
        return dp_refute(p, "%s: nodes are no records", tree->path);
    }
    bool good = field_of(&a->type, "left_child", "i", &out->left) && field_of(&a->type, "right_child", "i", &out->right)
                && field_of(&a->type, "feature", "i", &out->feature)
                && field_of(&a->type, "threshold", "f", &out->threshold) && out->threshold.size == 8
                && out->left.size >= 4 && out->right.size >= 4 && out->feature.size >= 4;
    field_of(&a->type, "missing_go_to_left", "ub", &out->missing);
    good = good && (!field_of(&a->type, "n_node_samples", "i", &out->samples) || out->samples.size >= 4);
    field_of(&a->type, "impurity", "f", &out->impurity);
    field_of(&a->type, "weighted_n_node_samples", "f", &out->weight);
    out->node = a->data.p;
    out->n = (uint32_t)a->count;
    out->stride = a->type.itemsize;
    return (good && out->missing.size <= 1) || dp_refute(p, "%s: nodes of another layout", tree->path);
}

bool dp_src_predictor_read(dp_prover *p, dp_state *predictor, uint64_t n_features, dp_src_tree *out)
{
    const dp_array *a = dp_array_of(predictor->heap, dp_need(predictor, "nodes"));
    dp_id sets = dp_get(predictor, "raw_left_cat_bitsets");
    *out = (dp_src_tree){.n_features = n_features};
    if (a == NULL || a->ndim != 1 || a->type.kind != 'V' || a->count == 0 || a->count > INT32_MAX) {
        return dp_refute(p, "%s: nodes are no records", predictor->path);
    }
    const dp_dtype *type = &a->type;
    bool good = field_of(type, "left", "iu", &out->left) && field_of(type, "right", "iu", &out->right)
                && field_of(type, "feature_idx", "iu", &out->feature) && field_of(type, "is_leaf", "ub", &out->leaf)
                && field_of(type, "value", "f", &out->value) && out->value.size == 8
                && (field_of(type, "num_threshold", "f", &out->threshold) || field_of(type, "threshold", "f", &out->threshold))
                && out->threshold.size == 8 && out->left.size >= 4 && out->right.size >= 4 && out->feature.size >= 4
                && out->leaf.size == 1;
    field_of(type, "missing_go_to_left", "ub", &out->missing);
    if (field_of(type, "is_categorical", "ub", &out->by_set)) {
        good = good && out->by_set.size == 1 && field_of(type, "bitset_idx", "iu", &out->set) && out->set.size >= 4;
    }
    out->bitsets = sets != 0 ? dp_array_of(predictor->heap, sets) : NULL;
    if (out->bitsets != NULL && (out->bitsets->ndim != 2 || out->bitsets->type.kind != 'u' || out->bitsets->type.itemsize != 4
                                 || out->bitsets->dim[1] != 8)) {
        return dp_refute(p, "%s: raw_left_cat_bitsets of another shape", predictor->path);
    }
    out->node = a->data.p;
    out->n = (uint32_t)a->count;
    out->stride = type->itemsize;
    return (good && out->missing.size <= 1) || dp_refute(p, "%s: nodes of another layout", predictor->path);
}

static bool read_shape(dp_prover *p, dp_state *tree, dp_src_tree *out)
{
    const dp_obj *made = dp_at(tree->heap, tree->obj);
    const dp_obj *args = dp_at(tree->heap, made->kind == DP_K_MADE ? made->u.made->args : 0);
    bool three = args->kind == DP_K_TUPLE && args->len == 3;
    const dp_obj *n_features = dp_at(tree->heap, three ? args->u.item[0] : 0);
    const dp_array *n_classes = dp_array_of(tree->heap, three ? args->u.item[1] : 0);
    if (n_features->kind != DP_K_INT || n_features->u.i < 1 || n_classes == NULL || n_classes->ndim != 1
        || strcmp(dp_obj_class(tree->heap, tree->obj), "sklearn.tree._tree.Tree") != 0) {
        return dp_refute(p, "%s: expected Tree(n_features, n_classes, n_outputs)", tree->path);
    }
    out->n_features = (uint64_t)n_features->u.i;
    out->n_outputs = n_classes->count;
    out->n_classes = dp_array_as_i64(tree->heap, n_classes);
    for (uint64_t k = 0; out->n_classes != NULL && k < out->n_outputs; k++) {
        uint64_t n = out->n_classes[k] > 0 && out->n_classes[k] <= INT32_MAX ? (uint64_t)out->n_classes[k] : 0;
        if (n == 0) {
            return dp_refute(p, "%s: n_classes out of range", tree->path);
        }
        out->most_classes = n > out->most_classes ? n : out->most_classes;
    }
    return out->n_classes != NULL || dp_refute(p, "%s: n_classes out of range", tree->path);
}

static bool read_values(dp_prover *p, dp_state *tree, dp_src_tree *out)
{
    const dp_array *a = dp_array_of(tree->heap, dp_need(tree, "values"));
    if (a == NULL || a->type.kind != 'f' || a->type.itemsize != 8 || a->ndim != 3 || a->dim[0] != out->n
        || a->dim[1] != out->n_outputs || a->dim[2] != out->most_classes) {
        return dp_refute(p, "%s: values of another shape", tree->path);
    }
    out->values = dp_array_as_f64(tree->heap, a);
    return out->values != NULL || dp_refute(p, "%s: values of another type", tree->path);
}

static const double *row_of(const dp_src_tree *tree, uint32_t node, uint64_t output)
{
    return tree->values + (node * tree->n_outputs + output) * tree->most_classes;
}

/* Fractions add up to one in every node. Counts do not, but in a tree whose weights add up to one, where its leaves do
 * not, unless it is a leaf itself; then both mean the same. */
static bool holds_counts(const dp_src_tree *tree)
{
    for (uint32_t i = 0; i < tree->n; i++) {
        for (uint64_t k = 0; k < tree->n_outputs; k++) {
            double sum = dp_src_numpy_sum(row_of(tree, i, k), (uint64_t)tree->n_classes[k]);
            if (!(fabs(sum - 1.0) <= 1e-9)) {
                return true;
            }
        }
    }
    return false;
}

bool dp_src_tree_read(dp_prover *p, dp_state *estimator, bool classifier, dp_src_tree *out)
{
    *out = (dp_src_tree){0};
    dp_id id = dp_need(estimator, "tree_");
    if (estimator->failed) {
        return dp_refute(p, "%s: no tree_", estimator->path);
    }
    dp_state tree = dp_state_open(estimator, id, "tree_");
    if (tree.failed || !read_shape(p, &tree, out) || !read_nodes(p, &tree, out) || !read_values(p, &tree, out)) {
        return dp_refute(p, "%s: no tree_", estimator->path);
    }
    out->counts = classifier && holds_counts(out);
    return classifier || out->most_classes == 1 || dp_refute(p, "%s: a regressor with classes", estimator->path);
}

/* ---- nodes ---- */

static uint64_t load(const uint8_t *p, dp_src_field f)
{
    uint64_t v = f.size == 8 ? dp_load64(p + f.offset) : dp_load32(p + f.offset);
    if (f.swapped) {
        v = f.size == 8 ? __builtin_bswap64(v) : __builtin_bswap32((uint32_t)v);
    }
    return v;
}

static int64_t load_index(const uint8_t *p, dp_src_field f)
{
    uint64_t v = load(p, f);
    return f.size == 8 ? (int64_t)v : (int64_t)(int32_t)v;
}

static double load_f64(const uint8_t *p, dp_src_field f)
{
    double v;
    uint64_t bits = load(p, f);
    memcpy(&v, &bits, sizeof v);
    return v;
}

int64_t dp_src_samples(const dp_src_tree *tree, uint32_t i)
{
    return tree->samples.size != 0 ? load_index(tree->node + (size_t)i * tree->stride, tree->samples) : -1;
}

bool dp_src_weighs(const dp_src_tree *tree, uint32_t i, double *weight, double *loss)
{
    const uint8_t *p = tree->node + (size_t)i * tree->stride;
    if (tree->impurity.size != 8 || tree->weight.size != 8) {
        return false;
    }
    *weight = load_f64(p, tree->weight);
    *loss = *weight * load_f64(p, tree->impurity);
    return true;
}

double dp_src_predictor_value(const dp_src_tree *tree, uint32_t leaf)
{
    return load_f64(tree->node + (size_t)leaf * tree->stride, tree->value);
}

dp_src_node dp_src_node_at(const dp_src_tree *tree, uint32_t i)
{
    if (tree->spelled != NULL) {
        return tree->spelled[i];
    }
    const uint8_t *p = tree->node + (size_t)i * tree->stride;
    dp_src_node node = {.left = load_index(p, tree->left), .right = load_index(p, tree->right)};
    node.leaf = tree->leaf.size != 0 ? p[tree->leaf.offset] != 0 : node.left == -1 && node.right == -1;
    if (!node.leaf) {
        node.threshold = load_f64(p, tree->threshold);
        node.by_set = tree->by_set.size != 0 && p[tree->by_set.offset] != 0;
        node.set = node.by_set ? load_index(p, tree->set) : -1;
        node.feature = load_index(p, tree->feature);
        if (tree->column != NULL) {
            bool known = node.feature >= 0 && (uint64_t)node.feature < tree->n_columns;
            node.feature = known ? tree->column[node.feature] : -1;
        }
        node.missing_left = tree->missing.size != 0 && p[tree->missing.offset] != 0;
    }
    return node;
}

/* ---- what a leaf answers ---- */

double dp_src_numpy_sum(const double *v, uint64_t n)
{
    if (n > 128) { /* halves, the first a multiple of eight: at most 57 deep */
        uint64_t half = n / 2 - n / 2 % 8;
        return dp_src_numpy_sum(v, half) + dp_src_numpy_sum(v + half, n - half);
    }
    uint64_t done = n - n % 8;
    double sum = 0.0;
    if (done != 0) {
        double r[8];
        memcpy(r, v, sizeof r);
        for (uint64_t i = 8; i < done; i++) {
            r[i % 8] += v[i];
        }
        sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    }
    for (uint64_t i = done; i < n; i++) {
        sum += v[i];
    }
    return sum;
}

void dp_src_answer(const dp_src_tree *tree, uint32_t leaf, double *out)
{
    for (uint64_t k = 0; k < tree->n_outputs; k++) {
        uint64_t n = (uint64_t)tree->n_classes[k];
        const double *row = row_of(tree, leaf, k);
        double sum = tree->counts ? dp_src_numpy_sum(row, n) : 1.0;
        sum = sum == 0.0 ? 1.0 : sum;
        for (uint64_t c = 0; c < n; c++) {
            *out++ = tree->counts ? row[c] / sum : row[c];
        }
    }
}

void dp_src_winners(const dp_src_tree *tree, uint32_t leaf, double *out)
{
    for (uint64_t k = 0; k < tree->n_outputs; k++) {
        const double *row = row_of(tree, leaf, k);
        uint64_t best = 0;
        for (uint64_t c = 1; c < (uint64_t)tree->n_classes[k]; c++) {
            best = row[c] > row[best] ? c : best;
        }
        out[k] = (double)best;
    }
}

uint64_t dp_features_of(dp_prover *p, dp_state *s, dp_id tree)
{
    int64_t n = dp_get_int(s, "n_features_in_|n_features_|n_features", 0);
    dp_src_tree first;
    dp_state child = dp_state_open(s, tree, "estimators_[0]");
    if (n > 0) {
        return (uint64_t)n;
    }
    return !child.failed && dp_src_tree_read(p, &child, false, &first) ? first.n_features : 0;
}
