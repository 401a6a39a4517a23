/* Before 1.0, little-endian: the learner's parameters (136 bytes) and two names, the booster's (160), its trees, each with
 * parameters (148), nodes (20 bytes each) and statistics (16), then the output that each tree adds to, and of dart the weights. */
#include "proof/source_xgboost.h"

enum { LEARNER = 136, BOOSTER = 160, TREE = 148, NODE = 20, STATISTICS = 16 };

/* The next n bytes; p NULL: there are fewer. */
static dp_span next(dp_span *rest, uint64_t n)
{
    dp_span head = {NULL, 0};
    if (rest->p != NULL && n <= rest->n) {
        head = (dp_span){rest->p, (size_t)n};
        *rest = dp_span_cut(*rest, (size_t)n, rest->n);
    } else {
        *rest = head;
    }
    return head;
}

static dp_span next_of(dp_span *rest, uint64_t width) /* a count in 8 bytes, and so many */
{
    dp_span n = next(rest, 8);
    uint64_t count = n.p != NULL ? dp_load64(n.p) : 0;
    return n.p != NULL && count <= rest->n / width ? next(rest, count * width) : next(rest, UINT64_MAX);
}

static bool read_tree(dp_prover *p, dp_span *rest, dp_src_xgboost *out)
{
    dp_span head = next(rest, TREE);
    uint64_t n = head.p != NULL ? dp_load32(head.p + 4) : 0;
    dp_span nodes = n != 0 && n <= INT32_MAX && dp_load32(head.p + 20) == 0 ? next(rest, n * NODE) : (dp_span){NULL, 0};
    if (nodes.p == NULL || next(rest, n * STATISTICS).p == NULL) {
        return dp_refute(p, "XGBoost's model: a tree that ends too early");
    }
    dp_src_xgboost_tree *tree = dp_src_xgboost_add(p, out, n, 1);
    for (uint32_t i = 0; tree != NULL && i < tree->n; i++) {
        const uint8_t *at = nodes.p + (size_t)i * NODE;
        int32_t left = (int32_t)dp_load32(at + 4);
        uint32_t feature = dp_load32(at + 12);
        tree->value[i] = dp_loadf32(at + 16);
        tree->node[i] = (dp_src_node){.leaf = left == -1, .left = left, .right = (int32_t)dp_load32(at + 8),
                                      .feature = feature & INT32_MAX, .threshold = (double)dp_loadf32(at + 16),
                                      .missing_left = feature >> 31 != 0};
    }
    return tree != NULL;
}

bool dp_src_xgboost_records(dp_prover *p, dp_span bytes, dp_src_xgboost *out)
{
    dp_span rest = bytes;
    if (bytes.n > 4 && memcmp(bytes.p, "binf", 4) == 0) {
        next(&rest, 4);
    }
    dp_span head = next(&rest, LEARNER);
    out->objective = next_of(&rest, 1);
    dp_span name = next_of(&rest, 1);
    if (name.p == NULL) {
        return dp_refute(p, "XGBoost's model: it ends too early");
    }
    out->dart = dp_span_is(name, "dart");
    if (!out->dart && !dp_span_is(name, "gbtree")) {
        return dp_leave_open(p, "a booster of XGBoost that is no sum of trees");
    }
    int32_t classes = (int32_t)dp_load32(head.p + 8);
    float base = dp_loadf32(head.p);
    uint32_t major = dp_load32(head.p + 20);
    uint32_t minor = dp_load32(head.p + 24);
    out->outputs = classes > 1 ? (uint64_t)classes : 1;
    out->n_features = dp_load32(head.p + 4);
    out->version = major < 100 && minor < 100 ? major * 100 + minor : 0;
    out->base_is_margin = major == 0;
    dp_span booster = next(&rest, BOOSTER);
    uint64_t n = booster.p != NULL ? dp_load32(booster.p) : UINT64_MAX;
    bool good = booster.p != NULL && dp_src_xgboost_base(p, out, &base, 1);
    for (uint64_t t = 0; good && t < n; t++) {
        good = read_tree(p, &rest, out);
    }
    dp_span group = next(&rest, good ? n * 4 : UINT64_MAX);
    dp_span weight = out->dart && n != 0 ? next_of(&rest, 4) : (dp_span){NULL, 0};
    for (uint64_t t = 0; group.p != NULL && t < n; t++) {
        out->tree[t].group = dp_load32(group.p + t * 4);
        out->tree[t].weight = weight.n == n * 4 ? dp_loadf32(weight.p + t * 4) : 1.0F;
    }
    return group.p != NULL || dp_refute(p, "XGBoost's model: it ends too early");
}
