/* XGBoost's old form: records as they stood in memory, little-endian, texts and lists with 8 bytes of length.
 *   ["binf"] learner   base_score f4, num_feature u4, num_class i4, contain_extra_attrs i4, contain_eval_metrics i4,
 *                      major_version u4 (1.0-), minor_version u4, 27 spare words: 136 bytes; objective text, booster text
 *   gbtree             num_trees i4, 3 spare words, 8 spare bytes, num_output_group i4, size_leaf_vector i4, 32 spare words:
 *                      160 bytes; trees; tree_info i4 a tree; dart: a list of f4, a weight a tree
 *   tree               num_roots i4, num_nodes i4, num_deleted i4, max_depth i4, num_feature i4, size_leaf_vector i4,
 *                      31 spare words: 148 bytes; nodes: parent i4, left i4, right i4, feature u4 (top bit: missing goes
 *                      left), leaf value or condition f4; 16 bytes of statistics a node:
 *                      gain f4, sum of hessians f4, 8 more
 *   gblinear           num_feature u4, num_output_group i4, 32 spare words; a list of f4 */
#include "converters/common/xgboost_model.h"

#include <inttypes.h>

enum { LEARNER = 136, GBTREE = 160, TREE = 148, NODE = 20, STATISTICS = 16, LINEAR = 136 };

struct cursor {
    dp_state *s;
    dp_span rest;
};

/* The next n bytes, NULL after a fault. */
static const uint8_t *take(struct cursor *c, uint64_t n)
{
    if (c->s->failed || n > c->rest.n) {
        dp_corrupt(c->s, "XGBoost's model ends within its records");
        return NULL;
    }
    const uint8_t *p = c->rest.p;
    c->rest = dp_span_cut(c->rest, (size_t)n, c->rest.n);
    return p;
}

static uint64_t take_length(struct cursor *c)
{
    const uint8_t *p = take(c, 8);
    return p != NULL ? dp_load64(p) : 0;
}

static dp_span take_text(struct cursor *c)
{
    uint64_t n = take_length(c);
    const uint8_t *p = take(c, n);
    return p != NULL ? (dp_span){p, (size_t)n} : (dp_span){NULL, 0};
}

static const double *take_reals(struct cursor *c, uint64_t *n)
{
    *n = take_length(c);
    const uint8_t *p = *n <= c->rest.n / 4 ? take(c, *n * 4) : take(c, UINT64_MAX);
    double *v = p != NULL ? dp_state_take(c->s, *n != 0 ? (size_t)*n : 1, sizeof *v) : NULL;
    for (uint64_t i = 0; v != NULL && i < *n; i++) {
        v[i] = (double)dp_loadf32(p + i * 4);
    }
    return v;
}

static void take_tree(struct cursor *c, dp_xgboost_tree *tree)
{
    const uint8_t *head = take(c, TREE);
    int32_t n = head != NULL ? (int32_t)dp_load32(head + 4) : 0;
    if (!c->s->failed && n < 1) {
        dp_corrupt(c->s, "num_nodes: expected a number from 1 on, found %" PRId32, n);
    }
    if (!c->s->failed && dp_load32(head + 20) != 0) {
        dp_unsupported(c->s, "trees whose leaves are vectors");
    }
    const uint8_t *node = take(c, c->s->failed ? 0 : (uint64_t)n * NODE);
    const uint8_t *told = take(c, c->s->failed ? 0 : (uint64_t)n * STATISTICS);
    if (c->s->failed) {
        return;
    }
    tree->n = (uint32_t)n;
    tree->weight = 1.0;
    tree->width = 1;
    tree->node = dp_state_take(c->s, tree->n, sizeof *tree->node);
    tree->value = dp_state_take(c->s, tree->n, sizeof *tree->value);
    double *gain = dp_state_take(c->s, tree->n, sizeof *gain);
    double *cover = dp_state_take(c->s, tree->n, sizeof *cover);
    tree->gain = gain;
    tree->cover = cover;
    for (uint32_t i = 0; !c->s->failed && i < tree->n; i++, node += NODE) {
        uint32_t feature = dp_load32(node + 12);
        gain[i] = (double)dp_loadf32(told + (size_t)i * STATISTICS);
        cover[i] = (double)dp_loadf32(told + (size_t)i * STATISTICS + 4);
        tree->value[i] = (double)dp_loadf32(node + 16);
        tree->node[i] = (dp_flat_node){(int32_t)dp_load32(node + 4), (int32_t)dp_load32(node + 8), (int32_t)(feature & INT32_MAX),
                                       feature >> 31, (double)dp_loadf32(node + 16)};
    }
}

static void take_trees(struct cursor *c, bool dart, dp_xgboost_model *out)
{
    const uint8_t *head = take(c, GBTREE);
    int32_t n = head != NULL ? (int32_t)dp_load32(head) : 0;
    if (!c->s->failed && (n < 0 || (uint64_t)n > c->rest.n / TREE)) {
        dp_corrupt(c->s, "num_trees: expected as many as there are, found %" PRId32, n);
    }
    out->tree = dp_state_take(c->s, n > 0 ? (size_t)n : 1, sizeof *out->tree);
    for (int32_t t = 0; !c->s->failed && t < n; t++) {
        take_tree(c, &out->tree[t]);
    }
    const uint8_t *group = take(c, c->s->failed ? 0 : (uint64_t)n * 4);
    for (int32_t t = 0; !c->s->failed && t < n; t++) {
        out->tree[t].group = dp_load32(group + (size_t)t * 4);
    }
    out->n_trees = c->s->failed ? 0 : (uint64_t)n;
    uint64_t have = 0;
    const double *weight = dart && n != 0 && !c->s->failed ? take_reals(c, &have) : NULL;
    if (!c->s->failed && weight != NULL && have != (uint64_t)n) {
        dp_corrupt(c->s, "weight_drop: %" PRIu64 " for %" PRId32 " trees", have, n);
    }
    for (uint64_t t = 0; !c->s->failed && weight != NULL && t < have; t++) {
        out->tree[t].weight = weight[t];
    }
}

static void take_linear(struct cursor *c, dp_xgboost_model *out)
{
    uint64_t n = 0;
    take(c, LINEAR);
    out->weights = take_reals(c, &n);
    if (!c->s->failed && n != (out->n_features + 1) * dp_xgboost_outputs(out)) {
        dp_corrupt(c->s, "weights: %" PRIu64 " for %" PRIu64 " features", n, out->n_features);
    }
}

void dp_xgboost_read_binary(dp_state *s, dp_span bytes, dp_xgboost_model *out)
{
    struct cursor c = {s, bytes};
    if (bytes.n > 4 && memcmp(bytes.p, "binf", 4) == 0) {
        take(&c, 4);
    }
    const uint8_t *head = take(&c, LEARNER);
    double *base = dp_state_take(s, 1, sizeof *base);
    if (s->failed) {
        return;
    }
    int32_t classes = (int32_t)dp_load32(head + 8);
    *base = (double)dp_loadf32(head);
    out->base = base;
    out->n_base = 1;
    out->n_features = dp_load32(head + 4);
    out->classes = classes > 0 ? (uint64_t)classes : 0;
    out->targets = 1;
    uint32_t major = dp_load32(head + 20);
    uint32_t minor = dp_load32(head + 24);
    out->version = major < 100 && minor < 100 ? major * 100 + minor : 0;
    out->base_is_margin = major == 0;
    out->objective = take_text(&c);
    dp_span booster = take_text(&c);
    if (s->failed) {
        return;
    }
    if (dp_span_is(booster, "gblinear")) {
        take_linear(&c, out);
    } else if (dp_span_is(booster, "gbtree") || dp_span_is(booster, "dart")) {
        out->dart = dp_span_is(booster, "dart");
        take_trees(&c, out->dart, out);
    } else {
        dp_corrupt(s, "XGBoost's model: expected a booster's name, found other bytes");
    }
}
