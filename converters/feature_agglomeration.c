/* FeatureAgglomeration: the mean of the features of each cluster. */
#include "graph/ports.h"

#include <inttypes.h>

struct agglomeration {
    const double *member; /* [features, clusters]: 1 where a feature is in a cluster */
    const double *size;   /* [clusters] */
    uint64_t features, clusters;
};

static void check_pooling(dp_state *s)
{
    dp_id func = dp_get(s, "pooling_func");
    const char *name = dp_obj_class(s->heap, func);
    if (!s->failed && func != 0 && !dp_is(name, "numpy.mean")) {
        dp_unsupported(s, "pooling_func=%s: a function is Python code, which ONNX does not hold",
                       name[0] != '\0' ? name : dp_obj_describe(s->heap, func));
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    enum { MOST = 1 << 24 };
    struct agglomeration *m = ir;
    dp_nums labels = dp_need_nums(s, "labels_", 1);
    check_pooling(s);
    for (uint64_t i = 0; !s->failed && i < labels.count; i++) {
        if (!(labels.v[i] >= 0 && labels.v[i] < (double)labels.count)) {
            dp_corrupt(s, "labels_[%" PRIu64 "]: expected a cluster of at most %" PRIu64 ", found %g", i, labels.count,
                       labels.v[i]);
            return;
        }
        m->clusters = (uint64_t)labels.v[i] + 1 > m->clusters ? (uint64_t)labels.v[i] + 1 : m->clusters;
    }
    m->features = labels.count;
    if (!s->failed && (m->features == 0 || m->features * m->clusters > MOST)) {
        dp_unsupported(s, "%" PRIu64 " clusters of %" PRIu64 " features", m->clusters, m->features);
        return;
    }
    double *member = dp_state_take(s, (size_t)(m->features * m->clusters), sizeof *member);
    double *size = dp_state_take(s, (size_t)m->clusters, sizeof *size);
    for (uint64_t i = 0; !s->failed && i < m->features; i++) {
        member[i * m->clusters + (uint64_t)labels.v[i]] = 1.0;
        size[(uint64_t)labels.v[i]] += 1.0;
    }
    for (uint64_t c = 0; !s->failed && c < m->clusters; c++) {
        if (size[c] == 0.0) {
            dp_corrupt(s, "labels_: cluster %" PRIu64 " is empty", c);
        }
    }
    m->member = member;
    m->size = size;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct agglomeration *m = ir;
    dp_val sum = dp_matmul(g, ports->x, dp_matrix(g, m->member, m->features, m->clusters));
    dp_answer(g, ports, DP_TRANSFORM, dp_binary(g, DP_OP_DIV, sum, dp_row(g, m->size, m->clusters)));
}

static uint64_t width(const void *ir)
{
    return ((const struct agglomeration *)ir)->features;
}

const dp_family dp_feature_agglomeration = {"feature_agglomeration", sizeof(struct agglomeration), NULL, resolve, emit, width};
