/* FactorAnalysis: the expected factors of a row,
 *
 *   (x - mean_) · Wᵀ · (I + W · components_ᵀ)⁻¹,  W = components_ / noise_variance_ */
#include "converters/common/inverse.h"
#include "graph/ports.h"

#include <inttypes.h>

struct factors {
    dp_nums mean;
    const double *weight; /* W [k, features] */
    const double *inner;  /* the inverse: [k, k] */
    uint64_t k, n_features;
};

static void take_inner(dp_state *s, struct factors *m, const dp_nums *components)
{
    uint64_t k = m->k;
    double *a = dp_state_take(s, (size_t)(k * k), sizeof *a);
    double *b = dp_state_take(s, (size_t)(k * k), sizeof *b);
    for (uint64_t i = 0; !s->failed && i < k * k; i++) {
        const double *w = m->weight + i / k * m->n_features;
        const double *c = components->v + i % k * m->n_features;
        b[i] = i / k == i % k ? 1.0 : 0.0;
        for (uint64_t j = 0; j < m->n_features; j++) {
            a[i] += w[j] * c[j];
        }
        a[i] += b[i];
    }
    if (!s->failed && !dp_invert(a, b, k)) {
        dp_corrupt(s, "components_ and noise_variance_: no factors have these");
    }
    m->inner = b;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct factors *m = ir;
    dp_nums components = dp_need_nums(s, "components_", 2);
    dp_nums noise = dp_need_nums(s, "noise_variance_", 1);
    m->mean = dp_need_nums(s, "mean_", 1);
    m->k = components.dim[0];
    m->n_features = components.dim[1];
    if (!s->failed && (components.count == 0 || noise.count != m->n_features || m->mean.count != m->n_features)) {
        dp_corrupt(s, "mean_ and noise_variance_: expected %" PRIu64 " numbers, as components_ has columns, found %" PRIu64
                   " and %" PRIu64, m->n_features, m->mean.count, noise.count);
    }
    double *w = dp_state_take(s, (size_t)components.count, sizeof *w);
    for (uint64_t i = 0; !s->failed && i < components.count; i++) {
        w[i] = components.v[i] / noise.v[i % noise.count];
    }
    m->weight = w;
    if (!s->failed) {
        take_inner(s, m, &components);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct factors *m = ir;
    dp_val y = dp_binary(g, DP_OP_SUB, ports->x, dp_row(g, m->mean.v, m->n_features));
    y = dp_affine(g, y, m->weight, m->k, m->n_features, NULL, 0);
    dp_answer(g, ports, DP_TRANSFORM, dp_matmul(g, y, dp_matrix(g, m->inner, m->k, m->k)));
}

static uint64_t width(const void *ir)
{
    return ((const struct factors *)ir)->n_features;
}

const dp_family dp_factor_analysis = {"factor_analysis", sizeof(struct factors), NULL, resolve, emit, width};
