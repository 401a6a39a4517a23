/* What GaussianProcessClassifier holds, one for two classes or for each pair or each class: Laplace's approximation.
 *
 *   mean       k(x, X_train_) · (y_train_ - pi_); above 0 it is the second class
 *   variance   k(x, x) - Σ v²,  L_ v = W_sr_ k(X_train_, x)
 *   share      Williams and Barber's five error functions in place of the logistic one, each integrated over the normal
 *              distribution of that mean and variance; erf z is twice the normal share below z √2, less 1
 *
 * L_ is the Cholesky factor of I + W_sr_ k(X_train_, X_train_) W_sr_, which is never negative: its inverse, taken once, is as
 * exact as solving for each row. */
#include "converters/common/covariance.h"
#include "converters/common/normal_share.h"
#include "converters/common/triangle.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

enum { MOST_ROWS = 4096, SHARES = 5 }; /* rows: the inverse takes their cube */

static const double lambda[SHARES] = {0.41, 0.4, 0.37, 0.44, 0.39};
static const double share[SHARES] = {-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654};

struct laplace {
    dp_nums fitted;       /* X_train_ [S, features] */
    const double *weight; /* [S] y_train_ - pi_ */
    const double *solve;  /* [S, S] k(x, X_train_) times it is v */
    dp_labels classes;
    dp_covariance kernel;
};

/* L_⁻¹ · diag(W_sr_), transposed. */
static void invert(dp_state *s, struct laplace *m, const dp_nums *l, const dp_nums *w)
{
    uint64_t n = m->fitted.dim[0];
    double *out = dp_state_take(s, (size_t)(n * n), sizeof *out);
    if (out != NULL && !dp_lower_inverse(l->v, n, out)) {
        dp_corrupt(s, "L_: a 0 on its diagonal");
    }
    for (uint64_t i = 0; !s->failed && i < n * n; i++) {
        out[i] *= w->v[i / n];
    }
    m->solve = out;
}

static uint64_t row_of_most(const dp_nums *w)
{
    uint64_t most = 0;
    for (uint64_t i = 1; i < w->count; i++) {
        most = w->v[i] > w->v[most] ? i : most;
    }
    return most;
}

/* One column of L_ L_ᵀ, that of the row that weighs most, against what it was made from: other rows, or rows in another order,
 * would make variances negative. */
static void check_factor(dp_state *s, const struct laplace *m, const dp_nums *l, const dp_nums *w)
{
    enum { ROUNDING = 1000 }; /* its inverse: X_train_ may have been float32 */
    uint64_t n = m->fitted.dim[0];
    uint64_t d = m->fitted.dim[1];
    uint64_t r = row_of_most(w);
    double *part = dp_state_take(s, m->kernel.n, sizeof *part);
    for (uint64_t i = 0; !s->failed && i < n; i++) {
        double found = 0.0;
        for (uint64_t k = 0; k <= r && k <= i; k++) {
            found += l->v[i * n + k] * l->v[r * n + k];
        }
        double made = w->v[i] * w->v[r] * dp_covariance_between(&m->kernel, m->fitted.v + i * d, m->fitted.v + r * d, d, part);
        if (i != r && fabs(found - made) > (1.0 + fabs(found) + fabs(made)) / ROUNDING) {
            dp_corrupt(s, "L_: is not made of X_train_, kernel_ and W_sr_: row %" PRIu64 " has %g with row %" PRIu64 ", expected %g",
                       i, found, r, made);
        }
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct laplace *m = ir;
    m->fitted = dp_need_nums(s, "X_train_", 2);
    m->classes = dp_need_labels(s, "classes_");
    dp_nums y = dp_need_nums(s, "y_train_", 1);
    dp_nums pi = dp_need_nums(s, "pi_", 1);
    dp_nums w = dp_need_nums(s, "W_sr_", 1);
    dp_nums l = dp_need_nums(s, "L_", 2);
    uint64_t n = m->fitted.dim[0];
    if (!s->failed && (m->fitted.count == 0 || y.count != n || pi.count != n || w.count != n || l.dim[0] != n || l.dim[1] != n)) {
        dp_corrupt(s, "y_train_, pi_, W_sr_ and L_: expected %" PRIu64 " of each, as X_train_ has rows", n);
    } else if (!s->failed && m->classes.n != 2) {
        dp_corrupt(s, "classes_: expected two, found %zu", m->classes.n);
    } else if (!s->failed && n > MOST_ROWS) {
        dp_unsupported(s, "%" PRIu64 " fitted rows: a matrix of more than %d is not inverted here", n, MOST_ROWS);
    }
    if (s->failed) {
        return;
    }
    for (uint64_t i = 0; i < n && !s->failed; i++) {
        if (!(w.v[i] >= 0.0 && pi.v[i] >= 0.0 && pi.v[i] <= 1.0)) {
            dp_corrupt(s, "W_sr_ and pi_: expected roots and shares, found %g and %g", w.v[i], pi.v[i]);
        }
    }
    double *weight = dp_state_take(s, (size_t)n, sizeof *weight);
    for (uint64_t i = 0; weight != NULL && i < n; i++) {
        weight[i] = y.v[i] - pi.v[i];
    }
    m->weight = weight;
    invert(s, m, &l, &w);
    dp_covariance_read(s, dp_need(s, "kernel_"), m->fitted.dim[1], &m->kernel);
    if (!s->failed) {
        check_factor(s, m, &l, &w);
    }
}

/* Of mean and variance [N,1], what is above a half or below it: of each share, erf of λ mean √(α / (α + λ²)), α = 1 / 2
 * variance; √(π / α) over 2 √(2 π variance) is always a half. */
static dp_val second_class(dp_graph *g, dp_val mean, dp_val variance)
{
    dp_val alpha = dp_binary(g, DP_OP_DIV, dp_scalar(g, 1.0), dp_scaled(g, variance, 2.0));
    dp_val sum = 0;
    double half = 0.0;
    for (int i = 0; i < SHARES; i++) {
        dp_val more = dp_binary(g, DP_OP_ADD, alpha, dp_scalar(g, lambda[i] * lambda[i]));
        dp_val root = dp_unary(g, DP_OP_SQRT, dp_binary(g, DP_OP_DIV, alpha, more));
        dp_val z = dp_binary(g, DP_OP_MUL, dp_scaled(g, mean, lambda[i]), root);
        dp_val below = dp_normal_share(g, dp_scaled(g, z, M_SQRT2));
        dp_val erf = dp_binary(g, DP_OP_SUB, dp_scaled(g, below, 2.0), dp_scalar(g, 1.0));
        dp_val part = dp_scaled(g, dp_scaled(g, erf, 0.5), share[i]);
        sum = i == 0 ? part : dp_binary(g, DP_OP_ADD, sum, part);
        half += share[i];
    }
    return dp_binary(g, DP_OP_ADD, sum, dp_scalar(g, 0.5 * half));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct laplace *m = ir;
    uint64_t n = m->fitted.dim[0];
    dp_val k = dp_covariance_emit(g, &m->kernel, ports->x, &m->fitted);
    dp_val mean = dp_matmul(g, k, dp_matrix(g, m->weight, n, 1));
    dp_val second = dp_cast(g, dp_binary(g, DP_OP_GREATER, mean, dp_scalar(g, 0.0)), DP_T_I64);
    dp_answer_labels(g, ports, &m->classes, dp_flat(g, second));
    dp_val v = dp_matmul(g, k, dp_matrix(g, m->solve, n, n));
    dp_val known = dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, v, v), 1, true);
    dp_val variance = dp_binary(g, DP_OP_SUB, dp_covariance_diagonal(g, &m->kernel, ports->x), known);
    dp_answer(g, ports, DP_PREDICT_PROBA, dp_two_columns(g, second_class(g, mean, variance)));
}

static uint64_t width(const void *ir)
{
    return ((const struct laplace *)ir)->fitted.dim[1];
}

const dp_family dp_gaussian_process_classifier = {"gaussian_process_classifier", sizeof(struct laplace), NULL, resolve, emit, width};
