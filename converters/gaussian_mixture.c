/* GaussianMixture, BayesianGaussianMixture, and GMM (up to 0.19): how likely each component is, from the row's distance to its mean measured
 * with precisions_cholesky_.
 *
 *   full, tied  Σ (x · P - mean · P)²
 *   diag        Σ mean² p - 2 x · (mean p)ᵀ + x² · pᵀ,  p = P²;  spherical: the same with one p for all features
 *   score       -(features log 2π + distance) / 2 + log det P + log weight
 *
 * The Bayesian one weighs by expectations of the logarithms of what it has distributions for. GMM holds covars_ in place of
 * precisions_cholesky_, which follows from them. */
#include "base/ckd.h"
#include "converters/common/digamma.h"
#include "converters/common/triangle.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum form { FULL, TIED, DIAG, SPHERICAL };

struct mixture {
    dp_nums means;        /* [k, features] */
    dp_nums cholesky;
    int form;             /* enum form */
    const double *bias;   /* [k] log det P + log weight (and what the Bayesian one adds) */
};

/* Of square covariances the inverse of each one's L, transposed. */
static void invert(dp_state *s, const dp_nums *covars, uint64_t d, double *out)
{
    uint64_t square;
    bool fits = dp_mul(d, d, &square) && square != 0 && covars->count % square == 0;
    double *l = dp_state_take(s, fits ? (size_t)square : 1, sizeof *l);
    for (uint64_t at = 0; fits && !s->failed && at < covars->count; at += square) {
        memset(l, 0, (size_t)square * sizeof *l);
        if (!dp_cholesky(covars->v + at, d, l) || !dp_lower_inverse(l, d, out + at)) {
            dp_corrupt(s, "covars_: a covariance that is not positive definite");
        }
    }
}

/* covars_ as precisions_cholesky_ has it. That of spherical ones is written out for each feature. */
static dp_nums from_covars(dp_state *s, struct mixture *m)
{
    dp_nums c = dp_need_nums(s, "covars_", m->form == FULL ? 3 : 2);
    double *out = dp_state_take(s, (size_t)c.count + 1, sizeof *out);
    m->form = m->form == SPHERICAL ? DIAG : m->form;
    if (!s->failed && m->form != DIAG) {
        invert(s, &c, m->means.dim[1], out);
    }
    for (uint64_t i = 0; !s->failed && m->form == DIAG && i < c.count; i++) {
        out[i] = 1.0 / sqrt(c.v[i]);
    }
    c.v = out;
    return c;
}

static void read_form(dp_state *s, struct mixture *m, bool covars)
{
    static const char *const names[] = {"full", "tied", "diag", "spherical"};
    const char *name = dp_get_text(s, "covariance_type", "full");
    int f = (int)dp_word_index(name, names, 4);
    uint64_t k = m->means.dim[0];
    uint64_t d = m->means.dim[1];
    if (!s->failed && f == 4) {
        dp_corrupt(s, "covariance_type: expected full, tied, diag or spherical, found another text");
    }
    static const uint8_t rank[] = {3, 2, 2, 1, 1};
    m->form = f;
    m->cholesky = covars ? from_covars(s, m) : dp_need_nums(s, "precisions_cholesky_", rank[f]);
    f = m->form;
    const uint64_t *dim = m->cholesky.dim;
    bool fits = f == FULL ? dim[0] == k && dim[1] == d && dim[2] == d : f == SPHERICAL ? dim[0] == k : dim[0] == (f == TIED ? d : k) && dim[1] == d;
    if (!s->failed && (k == 0 || d == 0 || !fits)) {
        dp_corrupt(s, "%s: does not fit %" PRIu64 " means of %" PRIu64 " features", covars ? "covars_" : "precisions_cholesky_", k,
                   d);
    }
}

/* Σ of the logarithms of the diagonal, where that of component i lies. */
static double log_det(const struct mixture *m, uint64_t i)
{
    uint64_t d = m->means.dim[1];
    const double *v = m->cholesky.v + (m->form == FULL ? i * d * d : m->form == DIAG ? i * d : 0);
    double sum = 0.0;
    if (m->form == SPHERICAL) {
        return (double)d * log(m->cholesky.v[i]);
    }
    for (uint64_t j = 0; j < d; j++) {
        sum += log(v[m->form == DIAG ? j : j * d + j]);
    }
    return sum;
}

/* Expected logarithms of the weights. */
static void add_log_weights(dp_state *s, uint64_t k, double *bias)
{
    const char *prior = dp_get_text(s, "weight_concentration_prior_type", "dirichlet_process");
    if (!dp_is(prior, "dirichlet_process")) {
        dp_nums c = dp_need_nums(s, "weight_concentration_", 1);
        double sum = 0.0;
        if (!s->failed && c.count != k) {
            dp_corrupt(s, "weight_concentration_: expected %" PRIu64 " numbers, found %" PRIu64, k, c.count);
        }
        for (uint64_t i = 0; i < k && !s->failed; i++) {
            sum += c.v[i];
        }
        for (uint64_t i = 0; i < k && !s->failed; i++) {
            bias[i] += dp_digamma(s, "weight_concentration_", c.v[i]) - dp_digamma(s, "weight_concentration_", sum);
        }
        return;
    }
    size_t n;
    const dp_id *item = dp_items_of(s, dp_need(s, "weight_concentration_"), "weight_concentration_", &n);
    if (!s->failed && n != 2) {
        dp_corrupt(s, "weight_concentration_: expected two arrays, found %zu", n);
    }
    dp_nums a = dp_nums_of(s, s->failed ? 0 : item[0], "weight_concentration_", 1);
    dp_nums b = dp_nums_of(s, s->failed ? 0 : item[1], "weight_concentration_", 1);
    if (!s->failed && (a.count != k || b.count != k)) {
        dp_corrupt(s, "weight_concentration_: expected %" PRIu64 " numbers twice", k);
    }
    double before = 0.0;
    for (uint64_t i = 0; i < k && !s->failed; i++) {
        double both = dp_digamma(s, "weight_concentration_", a.v[i] + b.v[i]);
        bias[i] += dp_digamma(s, "weight_concentration_", a.v[i]) - both + before;
        before += dp_digamma(s, "weight_concentration_", b.v[i]) - both;
    }
}

static void add_bayesian(dp_state *s, const struct mixture *m, double *bias)
{
    uint64_t k = m->means.dim[0];
    uint64_t d = m->means.dim[1];
    dp_nums freedom = dp_need_nums(s, "degrees_of_freedom_", 1); /* tied: one number */
    dp_nums precision = dp_need_nums(s, "mean_precision_", 1);
    add_log_weights(s, k, bias);
    if (!s->failed && ((freedom.count != k && freedom.count != 1) || precision.count != k)) {
        dp_corrupt(s, "degrees_of_freedom_ and mean_precision_: expected %" PRIu64 " numbers", k);
    }
    for (uint64_t i = 0; i < k && !s->failed; i++) {
        double f = freedom.v[freedom.count == 1 ? 0 : i];
        double lambda = (double)d * log(2.0);
        for (uint64_t j = 0; j < d; j++) {
            lambda += dp_digamma(s, "degrees_of_freedom_", 0.5 * (f - (double)j));
        }
        bias[i] += -0.5 * (double)d * log(f) + 0.5 * (lambda - (double)d / precision.v[i]);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct mixture *m = ir;
    m->means = dp_need_nums(s, "means_", 2);
    read_form(s, m, dp_is(variant, "covars"));
    uint64_t k = m->means.dim[0];
    double *bias = dp_state_take(s, (size_t)k, sizeof *bias);
    for (uint64_t i = 0; i < k && !s->failed; i++) {
        bias[i] = log_det(m, i);
    }
    m->bias = bias;
    if (s->failed || dp_is(variant, "bayesian")) {
        if (!s->failed) {
            add_bayesian(s, m, bias);
        }
        return;
    }
    dp_nums weights = dp_need_nums(s, "weights_", 1);
    if (!s->failed && weights.count != k) {
        dp_corrupt(s, "weights_: expected %" PRIu64 " numbers, as means_ has rows, found %" PRIu64, k, weights.count);
    }
    for (uint64_t i = 0; i < k && !s->failed; i++) {
        bias[i] += log(weights.v[i]);
    }
}

/* (x · P - mean · P)², summed: [N, k] */
static dp_val by_matrix(dp_graph *g, const struct mixture *m, dp_val x)
{
    uint64_t k = m->means.dim[0];
    uint64_t d = m->means.dim[1];
    dp_val *column = dp_graph_take(g, k, sizeof *column);
    double *shift = dp_graph_take(g, k * d, sizeof *shift);
    for (uint64_t i = 0; i < k && !g->failed; i++) {
        const double *p = m->cholesky.v + (m->form == FULL ? i * d * d : 0);
        for (uint64_t j = 0; j < d * d; j++) {
            shift[i * d + j % d] += m->means.v[i * d + j / d] * p[j];
        }
        dp_val y = dp_binary(g, DP_OP_SUB, dp_matmul(g, x, dp_matrix(g, p, d, d)), dp_row(g, shift + i * d, d));
        column[i] = dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, y, y), 1, true);
    }
    return dp_concat(g, column, (size_t)k, 1);
}

/* Each feature for itself: [N, k] */
static dp_val by_feature(dp_graph *g, const struct mixture *m, dp_val x)
{
    uint64_t k = m->means.dim[0];
    uint64_t d = m->means.dim[1];
    double *p = dp_graph_take(g, k * d, sizeof *p);
    double *twice = dp_graph_take(g, k * d, sizeof *twice);
    double *sum = dp_graph_take(g, k, sizeof *sum);
    for (uint64_t i = 0; i < k * d && !g->failed; i++) {
        double root = m->cholesky.v[m->form == DIAG ? i : i / d];
        p[i] = root * root;
        twice[i] = -2.0 * (m->means.v[i] * p[i]);
        sum[i / d] += m->means.v[i] * m->means.v[i] * p[i];
    }
    if (g->failed) {
        return 0;
    }
    dp_val y = dp_affine(g, x, twice, k, d, sum, k);
    return dp_binary(g, DP_OP_ADD, y, dp_affine(g, dp_binary(g, DP_OP_MUL, x, x), p, k, d, NULL, 0));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct mixture *m = ir;
    uint64_t k = m->means.dim[0];
    dp_val distance = m->form == FULL || m->form == TIED ? by_matrix(g, m, ports->x) : by_feature(g, m, ports->x);
    dp_val size = dp_binary(g, DP_OP_ADD, distance, dp_scalar(g, (double)m->means.dim[1] * log(2.0 * M_PI)));
    dp_val score = dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, size, dp_scalar(g, -0.5)), dp_row(g, m->bias, k));
    dp_answer(g, ports, DP_PREDICT, dp_argmax(g, score, 1));
    dp_answer(g, ports, DP_PREDICT_PROBA, dp_softmax(g, score));
}

static uint64_t width(const void *ir)
{
    return ((const struct mixture *)ir)->means.dim[1];
}

const dp_family dp_gaussian_mixture = {"gaussian_mixture", sizeof(struct mixture), NULL, resolve, emit, width};
