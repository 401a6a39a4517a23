/* FeatureAgglomeration: the features of a cluster become one, their mean (or another of numpy's ways to pool). */
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

enum pool { MEAN, SUM, MAX, MIN };

struct agglomeration {
    uint64_t n_features, n_clusters;
    const int64_t **feature; /* of each cluster, in their order */
    uint64_t *count;
    int pool; /* enum pool */
};

static void read_pool(dp_state *s, struct agglomeration *m)
{
    static const char *const names[] = {"mean", "sum", "max", "min"};
    dp_id func = dp_get(s, "pooling_func");
    const char *name = dp_obj_class(s->heap, func);
    const char *dot = strrchr(name, '.');
    bool numpy = strncmp(name, "numpy.", 6) == 0;
    int k = 0;
    while (k < 4 && (!numpy || !dp_is(dot + 1, names[k]))) {
        k++;
    }
    if (numpy && k == 4) {
        k = dp_is(dot + 1, "amax") ? MAX : dp_is(dot + 1, "amin") ? MIN : 4;
    }
    if (func == 0 || k == 4) {
        dp_unsupported(s, "pooling_func: a Python function, not numpy's mean, sum, max or min");
        return;
    }
    m->pool = k;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct agglomeration *m = ir;
    dp_nums labels = dp_need_nums(s, "labels_", 1);
    int64_t n = dp_get_int(s, "n_clusters_|n_clusters", 0);
    read_pool(s, m);
    m->n_features = labels.count;
    for (uint64_t i = 0; i < labels.count && !s->failed && !dp_has(s, "n_clusters_"); i++) { /* up to 0.20: all that there are */
        n = labels.v[i] >= (double)n && labels.v[i] < (double)labels.count ? (int64_t)labels.v[i] + 1 : n;
    }
    if (!s->failed && (n < 1 || (uint64_t)n > labels.count)) {
        dp_corrupt(s, "labels_: expected 1 to %" PRIu64 " clusters of as many features, found %" PRId64, labels.count, n);
    }
    for (uint64_t i = 0; i < labels.count && !s->failed; i++) {
        if (!(labels.v[i] >= 0.0 && labels.v[i] < (double)n && labels.v[i] == floor(labels.v[i]))) {
            dp_corrupt(s, "labels_[%" PRIu64 "]: expected the number of one of %" PRId64 " clusters, found %g", i, n, labels.v[i]);
        }
    }
    dp_same_count(s, "n_leaves_", labels.count, "labels_ has");
    m->n_clusters = (uint64_t)n;
    m->feature = dp_state_take(s, (size_t)m->n_clusters, sizeof *m->feature);
    m->count = dp_state_take(s, (size_t)m->n_clusters, sizeof *m->count);
    for (uint64_t c = 0; c < m->n_clusters && !s->failed; c++) {
        int64_t *feature = dp_state_take(s, (size_t)labels.count, sizeof *feature);
        for (uint64_t i = 0; i < labels.count && !s->failed; i++) {
            if (labels.v[i] == (double)c) {
                feature[m->count[c]++] = (int64_t)i;
            }
        }
        if (!s->failed && m->count[c] == 0) {
            dp_corrupt(s, "labels_: no feature is in cluster %" PRIu64, c);
        }
        m->feature[c] = feature;
    }
}

/* One cluster's features, in their order: [N,1] */
static dp_val pooled(dp_graph *g, const struct agglomeration *m, dp_val x, uint64_t c)
{
    static const dp_op op[] = {[MEAN] = DP_OP_ADD, [SUM] = DP_OP_ADD, [MAX] = DP_OP_MAX, [MIN] = DP_OP_MIN};
    dp_val sum = 0;
    for (uint64_t i = 0; i < m->count[c] && !g->failed; i++) {
        dp_val one = dp_slice(g, x, 1, m->feature[c][i], m->feature[c][i] + 1);
        sum = sum == 0 ? one : dp_binary(g, op[m->pool], sum, one);
    }
    return m->pool == MEAN ? dp_binary(g, DP_OP_DIV, sum, dp_scalar(g, (double)m->count[c])) : sum;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct agglomeration *m = ir;
    dp_val *column = dp_graph_take(g, m->n_clusters, sizeof *column);
    for (uint64_t c = 0; c < m->n_clusters && !g->failed; c++) {
        column[c] = pooled(g, m, ports->x, c);
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, column, (size_t)m->n_clusters, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct agglomeration *)ir)->n_features;
}

const dp_family dp_feature_agglomeration = {"feature_agglomeration", sizeof(struct agglomeration), NULL, resolve, emit, width};
