/* DPGMM, VBGMM (up to 0.19): which component a row fits best, by the bound of its likelihood and the expected logarithm of the
 * component's weight.
 *
 *   diag, spherical  bound - Σ (x - mean)² prec / 2
 *   full, tied       bound - (x - mean) · prec · (x - mean)ᵀ / 2
 *
 * Their predict_proba divides by a sum over all rows asked for, and so no row has probabilities of its own: only the component
 * is answered. */
#include "converters/common/digamma.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <string.h>

struct mixture {
    dp_nums means; /* [k, features] */
    const double *precs; /* [k, features, features], [features, features] or [k, features] */
    enum { FULL, TIED, DIAG } form;
    const double *bias; /* [k] */
};

/* A list of a matrix for each component. */
static void read_matrices(dp_state *s, struct mixture *m)
{
    size_t n = 0;
    uint64_t d = m->means.dim[1];
    const dp_id *item = dp_items_of(s, dp_need(s, "precs_"), "precs_", &n);
    double *all = dp_state_take(s, (size_t)(m->means.count * d), sizeof *all);
    if (!s->failed && (m->means.count == 0 || n != m->means.dim[0])) {
        dp_corrupt(s, "precs_: expected %" PRIu64 " matrices, found %zu", m->means.dim[0], n);
    }
    for (size_t i = 0; !s->failed && i < n; i++) {
        dp_nums one = dp_nums_of(s, item[i], "precs_", 2);
        if (!s->failed && (one.dim[0] != d || one.dim[1] != d)) {
            dp_corrupt(s, "precs_[%zu]: expected a matrix of %" PRIu64 " features", i, d);
        } else if (!s->failed) {
            memcpy(all + i * d * d, one.v, (size_t)one.count * sizeof *all);
        }
    }
    m->precs = all;
}

static void read_form(dp_state *s, struct mixture *m)
{
    const char *name = dp_get_text(s, "covariance_type", "diag");
    m->form = dp_is(name, "full") ? FULL : dp_is(name, "tied") ? TIED : DIAG;
    if (!s->failed && m->form == DIAG && !dp_is(name, "diag") && !dp_is(name, "spherical")) {
        dp_corrupt(s, "covariance_type: expected full, tied, diag or spherical, found another text");
    }
    if (m->form == FULL) {
        read_matrices(s, m);
        return;
    }
    uint64_t rows = m->means.dim[m->form == TIED ? 1 : 0];
    dp_nums precs = dp_need_nums(s, "precs_", 2);
    if (!s->failed && (m->means.count == 0 || precs.dim[0] != rows || precs.dim[1] != m->means.dim[1])) {
        dp_corrupt(s, "precs_: expected %" PRIu64 " rows of %" PRIu64 " features", rows, m->means.dim[1]);
    }
    m->precs = precs.v;
}

/* Expected logarithms of weights: of sticks that are broken off, gamma_ [k, 3], or of a Dirichlet distribution, [k]. */
static void add_weights(dp_state *s, uint64_t k, bool sticks, double *bias)
{
    dp_nums gamma = dp_need_nums(s, "gamma_", sticks ? 2 : 1);
    double before = 0.0;
    double sum = 0.0;
    if (!s->failed && (gamma.dim[0] != k || (sticks && gamma.dim[1] != 3))) {
        dp_corrupt(s, "gamma_: expected numbers for %" PRIu64 " components", k);
    }
    for (uint64_t i = 0; !s->failed && i < gamma.count; i++) {
        sum += gamma.v[i];
    }
    for (uint64_t i = 0; !s->failed && i < k; i++) {
        if (!sticks) {
            bias[i] += dp_digamma(s, "gamma_", gamma.v[i]) - dp_digamma(s, "gamma_", sum);
            continue;
        }
        double both = dp_digamma(s, "gamma_", gamma.v[i * 3 + 1] + gamma.v[i * 3 + 2]);
        double left = dp_digamma(s, "gamma_", gamma.v[i * 3 + 2]) - both;
        bias[i] += dp_digamma(s, "gamma_", gamma.v[i * 3 + 1]) - both + before + (i == 0 ? left : 0.0);
        before += i == 0 ? 2 * left : left;
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct mixture *m = ir;
    m->means = dp_need_nums(s, "means_", 2);
    read_form(s, m);
    dp_nums bound = dp_need_nums(s, "bound_prec_", 1); /* tied: one number */
    uint64_t k = m->means.dim[0];
    double *bias = dp_state_take(s, (size_t)k, sizeof *bias);
    if (!s->failed && bound.count != k && bound.count != 1) {
        dp_corrupt(s, "bound_prec_: expected %" PRIu64 " numbers, found %" PRIu64, k, bound.count);
    }
    for (uint64_t i = 0; !s->failed && i < k; i++) {
        bias[i] = bound.v[bound.count == 1 ? 0 : i];
    }
    add_weights(s, k, dp_is(variant, "sticks"), bias);
    m->bias = bias;
}

/* How far a row is from component i: [N, 1] */
static dp_val distance(dp_graph *g, const struct mixture *m, dp_val x, uint64_t i)
{
    uint64_t d = m->means.dim[1];
    dp_val moved = dp_binary(g, DP_OP_SUB, x, dp_row(g, m->means.v + i * d, d));
    const double *prec = m->precs + (m->form == FULL ? i * d * d : m->form == DIAG ? i * d : 0);
    dp_val other = m->form == DIAG ? dp_binary(g, DP_OP_MUL, moved, dp_row(g, prec, d))
                                   : dp_matmul(g, moved, dp_matrix(g, prec, d, d));
    return dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, other, moved), 1, true);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct mixture *m = ir;
    uint64_t k = m->means.dim[0];
    dp_val *column = dp_graph_take(g, k, sizeof *column);
    for (uint64_t i = 0; i < k && !g->failed; i++) {
        column[i] = distance(g, m, ports->x, i);
    }
    dp_val all = dp_concat(g, column, (size_t)k, 1);
    dp_val half = dp_binary(g, DP_OP_MUL, all, dp_scalar(g, 0.5));
    dp_answer(g, ports, DP_PREDICT, dp_argmax(g, dp_binary(g, DP_OP_SUB, dp_row(g, m->bias, k), half), 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct mixture *)ir)->means.dim[1];
}

const dp_family dp_variational_mixture = {"variational_mixture", sizeof(struct mixture), NULL, resolve, emit, width};
