#include "converters/common/xgboost_model.h"

#include "base/num.h"
#include "converters/common/boosted.h"
#include "model/document.h"

#include <inttypes.h>

uint64_t dp_xgboost_outputs(const dp_xgboost_model *m)
{
    uint64_t most = m->classes > m->targets ? m->classes : m->targets;
    return most != 0 ? most : 1;
}

static uint64_t count(dp_state *s, const dp_doc *from, const char *key, bool needed, uint64_t otherwise)
{
    const dp_doc *doc = needed ? dp_doc_need(s, from, key) : dp_doc_get(from, key);
    double v = doc != NULL ? dp_doc_number(s, doc, key) : (double)otherwise;
    if (!s->failed && !(v >= 0 && v < 0x1p31 && v == (double)(uint64_t)v)) {
        dp_corrupt(s, "%s: expected a number from 0 on, found %g", key, v);
    }
    return s->failed ? 0 : (uint64_t)v;
}

/* ---- trees ---- */

/* A list of as many numbers as the tree has nodes. */
static const double *column(dp_state *s, const dp_doc *tree, const char *key, uint32_t n)
{
    uint64_t have;
    const double *v = dp_doc_numbers(s, dp_doc_need(s, tree, key), key, &have);
    if (!s->failed && have != n) {
        dp_corrupt(s, "%s: expected %" PRIu32 " numbers, one a node, found %" PRIu64, key, n, have);
    }
    return s->failed ? NULL : v;
}

static void read_sets(dp_state *s, const dp_doc *doc, dp_xgboost_tree *tree)
{
    uint64_t n;
    if (s->failed || dp_doc_get(doc, "categories_nodes") == NULL) {
        return;
    }
    tree->set_node = dp_doc_numbers(s, dp_doc_get(doc, "categories_nodes"), "categories_nodes", &tree->n_sets);
    tree->category = dp_doc_numbers(s, dp_doc_need(s, doc, "categories"), "categories", &tree->n_categories);
    tree->set_from = dp_doc_numbers(s, dp_doc_need(s, doc, "categories_segments"), "categories_segments", &n);
    bool same = n == tree->n_sets;
    tree->set_size = dp_doc_numbers(s, dp_doc_need(s, doc, "categories_sizes"), "categories_sizes", &n);
    if (!s->failed && (!same || n != tree->n_sets)) {
        dp_corrupt(s, "categories: as many nodes as segments and sizes are expected");
    }
}

/* Are there splits by category, and is each one of the nodes that have a set? */
static void check_types(dp_state *s, const dp_doc *doc, const dp_xgboost_tree *tree)
{
    uint64_t n;
    uint64_t by_category = 0;
    const dp_doc *types = dp_doc_get(doc, "split_type");
    const double *v = types != NULL ? dp_doc_numbers(s, types, "split_type", &n) : NULL;
    for (uint64_t i = 0; v != NULL && i < n && i < tree->n; i++) {
        by_category += v[i] != 0 && tree->node[i].left >= 0;
    }
    if (!s->failed && by_category > tree->n_sets) {
        dp_corrupt(s, "categories_nodes: %" PRIu64 " for %" PRIu64 " splits by category", tree->n_sets, by_category);
    }
}

/* Leaves of vectors: `base_weights` of each node, or since 3.2 `leaf_weights` of each leaf, whose number is its right child. */
static void read_vectors(dp_state *s, const dp_doc *doc, dp_xgboost_tree *tree)
{
    const dp_doc *leaves = dp_doc_get(doc, "leaf_weights");
    const char *key = leaves != NULL && leaves->n != 0 ? "leaf_weights" : "base_weights";
    uint64_t n = 0;
    const double *v = dp_doc_numbers(s, dp_doc_need(s, doc, key), key, &n);
    for (uint32_t i = 0; !s->failed && i < tree->n; i++) {
        uint64_t from = leaves != NULL && leaves->n != 0 ? (uint64_t)(uint32_t)tree->node[i].right : i;
        if (tree->node[i].left >= 0) {
            continue;
        }
        if (from >= n / tree->width) {
            dp_corrupt(s, "%s: %" PRIu64 " numbers, none of leaf %" PRIu32, key, n, i);
            return;
        }
        for (uint64_t k = 0; k < tree->width; k++) {
            tree->value[i * tree->width + k] = (double)(float)v[from * tree->width + k];
        }
    }
}

static void read_tree(dp_state *s, const dp_doc *doc, dp_xgboost_tree *tree)
{
    const dp_doc *param = dp_doc_need(s, doc, "tree_param");
    tree->weight = 1.0;
    tree->n = (uint32_t)count(s, param, "num_nodes", true, 0);
    tree->width = count(s, param, "size_leaf_vector", false, 0);
    tree->width = tree->width > 1 ? tree->width : 1;
    const double *left = column(s, doc, "left_children", tree->n);
    const double *right = column(s, doc, "right_children", tree->n);
    const double *feature = column(s, doc, "split_indices", tree->n);
    const double *condition = column(s, doc, "split_conditions", tree->n);
    const double *missing = column(s, doc, "default_left", tree->n);
    tree->node = dp_state_take(s, tree->n != 0 ? tree->n : 1, sizeof *tree->node);
    const dp_doc *weights = dp_doc_get(doc, "base_weights");
    if (!s->failed && tree->width > 1 && (weights == NULL || tree->width > weights->n)) { /* before memory is taken */
        dp_corrupt(s, "size_leaf_vector: %" PRIu64 " numbers a leaf, but fewer base_weights", tree->width);
    }
    tree->value = s->failed ? NULL : dp_state_take(s, tree->n != 0 ? tree->n * (size_t)tree->width : 1, sizeof *tree->value);
    for (uint32_t i = 0; !s->failed && i < tree->n; i++) {
        tree->value[i * tree->width] = (double)(float)condition[i];
        tree->node[i] = (dp_flat_node){dp_boosted_index(left[i]), dp_boosted_index(right[i]), dp_boosted_index(feature[i]),
                                       missing[i] != 0, (double)(float)condition[i]};
    }
    if (!s->failed && tree->width > 1) {
        read_vectors(s, doc, tree);
    }
    tree->gain = dp_doc_get(doc, "loss_changes") != NULL ? column(s, doc, "loss_changes", tree->n) : NULL;
    tree->cover = dp_doc_get(doc, "sum_hessian") != NULL ? column(s, doc, "sum_hessian", tree->n) : NULL;
    read_sets(s, doc, tree);
    if (!s->failed) {
        check_types(s, doc, tree);
    }
}

static void read_trees(dp_state *s, const dp_doc *model, dp_xgboost_model *out)
{
    uint64_t n = 0;
    const dp_doc *trees = dp_doc_need(s, model, "trees");
    const double *group = dp_doc_numbers(s, dp_doc_need(s, model, "tree_info"), "tree_info", &n);
    out->parallel = count(s, dp_doc_need(s, model, "gbtree_model_param"), "num_parallel_tree", false, 1);
    if (!s->failed && (trees->kind != DP_DOC_LIST || trees->n != n)) {
        dp_corrupt(s, "tree_info: %" PRIu64 " for %" PRIu32 " trees", n, trees->n);
    }
    out->tree = dp_state_take(s, n != 0 ? (size_t)n : 1, sizeof *out->tree);
    const dp_doc *doc = s->failed ? NULL : trees->first;
    for (uint64_t t = 0; !s->failed && t < n; t++, doc = doc->next) {
        read_tree(s, doc, &out->tree[t]);
        out->tree[t].group = group[t] >= 0 && group[t] < 0x1p31 ? (uint64_t)group[t] : UINT64_MAX;
    }
    out->n_trees = n;
}

/* ---- boosters ---- */

static void read_weights(dp_state *s, const dp_doc *weights, dp_xgboost_model *out)
{
    uint64_t n;
    const double *v = dp_doc_numbers(s, weights, "weight_drop", &n);
    out->dart = true;
    if (!s->failed && n != out->n_trees) {
        dp_corrupt(s, "weight_drop: %" PRIu64 " for %" PRIu64 " trees", n, out->n_trees);
    }
    for (uint64_t t = 0; !s->failed && t < n; t++) {
        out->tree[t].weight = (double)(float)v[t];
    }
}

static void read_booster(dp_state *s, const dp_doc *booster, dp_xgboost_model *out)
{
    const dp_doc *name = dp_doc_need(s, booster, "name");
    if (s->failed) {
        return;
    }
    if (dp_span_is(name->text, "gbtree")) {
        const dp_doc *weights = dp_doc_get(dp_doc_need(s, booster, "model"), "weight_drop");
        read_trees(s, dp_doc_need(s, booster, "model"), out);
        if (!s->failed && weights != NULL && weights->n != 0) {
            read_weights(s, weights, out);
        }
    } else if (dp_span_is(name->text, "dart")) {
        read_trees(s, dp_doc_need(s, dp_doc_need(s, booster, "gbtree"), "model"), out);
        read_weights(s, dp_doc_need(s, booster, "weight_drop"), out);
    } else if (dp_span_is(name->text, "gblinear")) {
        uint64_t n;
        out->weights = dp_doc_numbers(s, dp_doc_need(s, dp_doc_need(s, booster, "model"), "weights"), "weights", &n);
        if (!s->failed && n != (out->n_features + 1) * dp_xgboost_outputs(out)) {
            dp_corrupt(s, "weights: %" PRIu64 " for %" PRIu64 " features", n, out->n_features);
        }
    } else {
        dp_unsupported(s, "a booster that is neither gbtree, dart nor gblinear");
    }
}

/* "5E-1", or since 3.1 "[5E-1,2E0]": one an output. */
static void read_base(dp_state *s, const dp_doc *param, dp_xgboost_model *out)
{
    const dp_doc *doc = dp_doc_need(s, param, "base_score");
    dp_span text = doc != NULL ? doc->text : (dp_span){NULL, 0};
    double *v = NULL;
    if (s->failed) {
        return;
    }
    if (text.n > 1 && text.p[0] == '[') {
        text = dp_span_cut(text, 1, text.n - 2);
    }
    while (text.n != 0 && !s->failed) {
        const uint8_t *comma = memchr(text.p, ',', text.n);
        size_t n = comma != NULL ? (size_t)(comma - text.p) : text.n;
        double *slot = dp_grow(s->ctx, &v, (size_t)out->n_base, sizeof *slot);
        if (slot == NULL || !dp_num_read(dp_span_cut(text, 0, n), slot)) {
            dp_corrupt(s, "base_score: expected numbers");
            return;
        }
        *slot = (double)(float)*slot;
        out->n_base++;
        text = dp_span_cut(text, comma != NULL ? n + 1 : n, text.n);
    }
    out->base = v;
    if (!s->failed && out->n_base != 1 && out->n_base != dp_xgboost_outputs(out)) {
        dp_corrupt(s, "base_score: %" PRIu64 " numbers for %" PRIu64 " outputs", out->n_base, dp_xgboost_outputs(out));
    }
}

static void read_document(dp_state *s, dp_span bytes, dp_xgboost_model *out)
{
    const dp_doc *root = dp_doc_read(s, bytes);
    const dp_doc *model = dp_doc_get(root, "Model");
    const dp_doc *learner = dp_doc_need(s, model != NULL ? model : root, "learner");
    const dp_doc *param = dp_doc_need(s, learner, "learner_model_param");
    const dp_doc *name = dp_doc_need(s, dp_doc_need(s, learner, "objective"), "name");
    const dp_doc *best = dp_doc_get(dp_doc_get(learner, "attributes"), "best_iteration");
    const dp_doc *version = dp_doc_get(model != NULL ? model : root, "version");
    uint64_t parts = 0;
    const double *part = version != NULL ? dp_doc_numbers(s, version, "version", &parts) : NULL;
    if (s->failed) {
        return;
    }
    bool told = parts >= 2 && part[0] >= 0 && part[0] < 100 && part[1] >= 0 && part[1] < 100;
    out->version = told ? (unsigned)part[0] * 100 + (unsigned)part[1] : 100;
    out->objective = name->text;
    out->classes = count(s, param, "num_class", false, 0);
    out->targets = count(s, param, "num_target", false, 1);
    out->n_features = count(s, param, "num_feature", true, 0);
    double at = best != NULL ? dp_doc_number(s, best, "best_iteration") : -1.0;
    out->best_iteration = at >= 0 && at < 0x1p31 ? (int64_t)at : -1;
    read_base(s, param, out);
    const dp_doc *booster = dp_doc_need(s, learner, "gradient_booster");
    const dp_doc *inner = dp_doc_get(booster, "gbtree"); /* of dart, before 3.4 */
    read_booster(s, booster, out);
    dp_xgboost_read_categories(s, dp_doc_get(dp_doc_get(inner != NULL ? inner : booster, "model"), "cats"),
                               dp_doc_get(learner, "feature_names"), out);
}

static const char CONFIG[] = "CONFIG-offset:";

/* UBJSON or JSON, else the binary form of before 1.6. */
static void read_either_form(dp_state *s, dp_span bytes, dp_xgboost_model *out)
{
    size_t head = sizeof CONFIG - 1;
    *out = (dp_xgboost_model){.parallel = 1, .best_iteration = -1};
    if (s->failed) {
        return;
    }
    if (bytes.n > head + 8 && memcmp(bytes.p, CONFIG, head) == 0) {
        uint64_t n = dp_load64(bytes.p + head);
        dp_xgboost_read_binary(s, dp_span_cut(bytes, head + 8, n <= bytes.n ? (size_t)n : 0), out);
    } else if (bytes.n > 1 && bytes.p[0] == '{') {
        read_document(s, bytes, out);
    } else {
        dp_xgboost_read_binary(s, bytes, out);
    }
    uint64_t outputs = dp_xgboost_outputs(out);
    if (!s->failed && (out->n_features == 0 || outputs > INT32_MAX)) {
        dp_corrupt(s, "num_feature: expected a number from 1 on, found %" PRIu64, out->n_features);
    }
    out->n_together = !s->failed && out->n_trees != 0 && out->tree[0].width > 1 ? 1 : outputs;
    for (uint64_t t = 0; !s->failed && t < out->n_trees; t++) {
        if (out->tree[t].group >= outputs) {
            dp_corrupt(s, "tree_info[%" PRIu64 "]: expected one of %" PRIu64 " outputs", t, outputs);
        } else if (out->tree[t].width != (out->n_together == outputs ? 1 : outputs) ||
                   (out->tree[t].width > 1 && out->tree[t].group != 0)) {
            dp_corrupt(s, "size_leaf_vector: %" PRIu64 " for %" PRIu64 " outputs", out->tree[t].width, outputs);
        }
    }
}

void dp_xgboost_read_handle(dp_state *booster, dp_xgboost_model *out)
{
    dp_id handle = dp_need(booster, "handle");
    dp_span bytes = dp_obj_bytes(booster->heap, handle);
    if (!booster->failed && bytes.p == NULL) {
        dp_corrupt(booster, "handle: expected XGBoost's model as bytes, found %s", dp_obj_describe(booster->heap, handle));
    }
    read_either_form(booster, bytes, out);
}
