/* Explicit features that stand for a kernel.
 *
 *   nystroem   K(x, components_) · normalization_ᵀ
 *   rbf        cos(x · random_weights_ + random_offset_) · √(2 / n)
 *   skewed     the same of log(x + skewedness)
 *   additive   of each feature √(x L), and for each step j the root of 2 x L / cosh(π j L) times cos and sin of j L log x;
 *              0 stays 0 */
#include "converters/common/pairwise.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

enum kind { NYSTROEM, RBF, SKEWED, ADDITIVE };

struct sampler {
    enum kind kind;
    dp_similarity kernel;
    dp_nums points;   /* nystroem: components_ [k, features] */
    dp_nums weights;  /* normalization_ [k, k], or random_weights_ [features, k] */
    dp_nums offset;   /* [k] */
    double skew, interval;
    int64_t steps;
    uint64_t n_features;
};

enum { MOST_STEPS = 1000 };

static void read_nystroem(dp_state *s, struct sampler *m)
{
    m->points = dp_need_nums(s, "components_", 2);
    m->weights = dp_need_nums(s, "normalization_", 2);
    m->n_features = m->points.dim[1];
    dp_similarity_read(s, "kernel", m->n_features, &m->kernel);
    uint64_t k = m->points.dim[0];
    if (!s->failed && (k == 0 || m->weights.dim[0] != k || m->weights.dim[1] != k)) {
        dp_corrupt(s, "normalization_: expected %" PRIu64 " rows and columns, as components_ has rows", k);
    }
}

static void read_random(dp_state *s, struct sampler *m)
{
    m->weights = dp_need_nums(s, "random_weights_", 2);
    m->offset = dp_need_nums(s, "random_offset_", 1);
    m->skew = dp_get_f64(s, "skewedness", 1.0);
    m->n_features = m->weights.dim[0];
    if (!s->failed && (m->weights.count == 0 || m->offset.count != m->weights.dim[1])) {
        dp_corrupt(s, "random_offset_: expected %" PRIu64 " numbers, as random_weights_ has columns, found %" PRIu64,
                   m->weights.dim[1], m->offset.count);
    }
    dp_same_count(s, "n_components", m->weights.dim[1], "random_weights_ has columns"); /* which they are scaled by */
}

static void read_additive(dp_state *s, struct sampler *m)
{
    static const double usual[] = {0.8, 0.5, 0.4};
    m->steps = dp_get_int(s, "sample_steps", 2);
    m->n_features = dp_state_n_features(s); /* 0, up to 0.23: as many as the caller says */
    bool told = dp_has(s, "sample_interval_|sample_interval");
    m->interval = told ? dp_get_f64(s, "sample_interval_|sample_interval", 0.0) : 0.0;
    if (!s->failed && (m->steps < 1 || m->steps > MOST_STEPS || (!told && m->steps > 3))) {
        dp_corrupt(s, "sample_steps: expected 1 to %d, and an interval beyond 3, found %lld", MOST_STEPS, (long long)m->steps);
    } else if (!s->failed && !told) {
        m->interval = usual[m->steps - 1];
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct sampler *m = ir;
    if (dp_is(variant, "nystroem")) {
        read_nystroem(s, m);
    } else if (dp_is(variant, "additive")) {
        m->kind = ADDITIVE;
        read_additive(s, m);
    } else {
        m->kind = dp_is(variant, "skewed") ? SKEWED : RBF;
        read_random(s, m);
    }
}

static dp_val random_features(dp_graph *g, const struct sampler *m, dp_val x)
{
    uint64_t k = m->weights.dim[1];
    if (m->kind == SKEWED) {
        x = dp_unary(g, DP_OP_LOG, dp_binary(g, DP_OP_ADD, x, dp_scalar(g, m->skew)));
    }
    dp_val z = dp_matmul(g, x, dp_matrix(g, m->weights.v, m->weights.dim[0], k));
    z = dp_cosine(g, dp_binary(g, DP_OP_ADD, z, dp_row(g, m->offset.v, k)));
    return dp_scaled(g, z, sqrt(2.0) / sqrt((double)k));
}

static dp_val additive_features(dp_graph *g, const struct sampler *m, dp_val x)
{
    dp_val *part = dp_graph_take(g, (uint64_t)(2 * m->steps - 1), sizeof *part);
    size_t n = 0;
    if (g->failed) {
        return 0;
    }
    dp_val zero = dp_cast(g, dp_binary(g, DP_OP_EQUAL, x, dp_scalar(g, 0.0)), DP_T_F64);
    dp_val log = dp_scaled(g, dp_unary(g, DP_OP_LOG, dp_binary(g, DP_OP_ADD, x, zero)), m->interval);
    dp_val step = dp_scaled(g, dp_scaled(g, x, 2.0), m->interval);
    part[n++] = dp_unary(g, DP_OP_SQRT, dp_scaled(g, x, m->interval));
    for (int64_t j = 1; j < m->steps; j++) {
        dp_val width = dp_scalar(g, cosh(M_PI * (double)j * m->interval));
        dp_val factor = dp_unary(g, DP_OP_SQRT, dp_binary(g, DP_OP_DIV, step, width));
        dp_val angle = dp_scaled(g, log, (double)j);
        part[n++] = dp_binary(g, DP_OP_MUL, factor, dp_cosine(g, angle));
        part[n++] = dp_binary(g, DP_OP_MUL, factor, dp_unary(g, DP_OP_SIN, angle));
    }
    return dp_concat(g, part, n, 1);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct sampler *m = ir;
    dp_val y;
    if (m->kind == NYSTROEM) {
        uint64_t k = m->weights.dim[0];
        y = dp_affine(g, dp_similarity_emit(g, &m->kernel, ports->x, &m->points), m->weights.v, k, k, NULL, 0);
    } else {
        y = m->kind == ADDITIVE ? additive_features(g, m, ports->x) : random_features(g, m, ports->x);
    }
    dp_answer(g, ports, DP_TRANSFORM, y);
}

static uint64_t width(const void *ir)
{
    return ((const struct sampler *)ir)->n_features;
}

const dp_family dp_kernel_sampler = {"kernel_sampler", sizeof(struct sampler), NULL, resolve, emit, width};
