/* Naive Bayes: the joint log likelihood of each class, and its softmax.
 *
 *   gaussian     log prior - Σ log(2πσ²)/2 - Σ (x - θ)²/σ² / 2     theta_, var_ (sigma_ up to 0.24), class_prior_
 *   multinomial  x · feature_log_prob_ᵀ + class_log_prior_
 *   bernoulli    x · (flp - log(1 - exp(flp)))ᵀ + prior + Σ log(1 - exp(flp)), of x > binarize
 *   categorical  log prior + Σ of what each feature says of its category; a category that was not seen is NaN
 *   complement   x · feature_log_prob_ᵀ; of a single class with its prior */
#include "base/numpy_sum.h"
#include "graph/ports.h"

#include <math.h>

static const double LOG_SLACK = 1e-9; /* that of a share of 1, rounded */

struct naive_bayes {
    dp_labels classes;
    dp_nums theta, var;    /* gaussian: [classes, features] */
    const double *weight;  /* others: [classes, features] */
    const double *bias;    /* [classes] */
    const double **table;  /* categorical: of each feature [categories + 1, classes], NaN for what was not seen */
    uint64_t *n_categories;
    uint64_t n_features;
    bool gaussian, binarize;
    double threshold;
};

static void check_rows(dp_state *s, const struct naive_bayes *m, const dp_nums *v, const char *what)
{
    if (!s->failed && (v->dim[0] != m->classes.n || v->dim[1] != m->n_features)) {
        dp_corrupt(s, "%s: expected a row for each of %zu classes, found %llu", what, m->classes.n,
                   (unsigned long long)v->dim[0]);
    }
}

/* Logarithms of shares: of none at all -inf; complements turn the sign. */
static void check_logs(dp_state *s, const dp_nums *v, const char *what, bool either)
{
    for (uint64_t i = 0; !s->failed && i < v->count; i++) {
        if (isnan(v->v[i]) || (!either && v->v[i] > LOG_SLACK)) {
            dp_corrupt(s, "%s: expected logarithms of shares, found %g at %llu", what, v->v[i], (unsigned long long)i);
        }
    }
}

static void read_gaussian(dp_state *s, struct naive_bayes *m)
{
    m->gaussian = true;
    m->theta = dp_need_nums(s, "theta_", 2);
    m->var = dp_need_nums(s, "var_|sigma_", 2);
    dp_nums prior = dp_need_nums(s, "class_prior_", 1);
    m->n_features = m->theta.dim[1];
    check_rows(s, m, &m->theta, "theta_");
    check_rows(s, m, &m->var, "var_");
    if (!s->failed && prior.count != m->classes.n) {
        dp_corrupt(s, "class_prior_: other than the classes in number");
    }
    for (uint64_t i = 0; !s->failed && i < m->var.count; i++) {
        if (!(m->var.v[i] > 0.0)) {
            dp_corrupt(s, "var_: expected numbers above 0, found %g", m->var.v[i]);
        }
    }
    for (uint64_t i = 0; !s->failed && i < prior.count; i++) {
        if (!(prior.v[i] >= 0.0)) {
            dp_corrupt(s, "class_prior_: expected numbers from 0 on, found %g", prior.v[i]);
        }
    }
    double *bias = dp_state_take(s, m->classes.n, sizeof *bias);
    double *log_var = dp_state_take(s, (size_t)m->n_features, sizeof *log_var);
    for (size_t k = 0; !s->failed && k < m->classes.n; k++) {
        for (uint64_t i = 0; i < m->n_features; i++) {
            log_var[i] = log(2.0 * M_PI * m->var.v[k * m->n_features + i]);
        }
        bias[k] = -0.5 * dp_numpy_sum(log_var, m->n_features);
        bias[k] = log(prior.v[k]) + bias[k];
    }
    m->bias = bias;
}

static void read_bernoulli(dp_state *s, struct naive_bayes *m, const dp_nums *flp, double *weight, double *bias)
{
    double *negative = dp_state_take(s, (size_t)m->n_features, sizeof *negative);
    for (size_t k = 0; !s->failed && k < m->classes.n; k++) {
        const double *row = flp->v + k * m->n_features;
        for (uint64_t i = 0; i < m->n_features; i++) {
            negative[i] = log(1 - exp(row[i]));
            weight[k * m->n_features + i] = row[i] - negative[i];
        }
        bias[k] += dp_numpy_sum(negative, m->n_features);
    }
    m->binarize = dp_has(s, "binarize");
    m->threshold = dp_get_f64(s, "binarize", 0.0);
}

static void read_counts(dp_state *s, struct naive_bayes *m, const char *variant)
{
    dp_nums flp = dp_need_nums_any(s, "feature_log_prob_", 2);
    dp_nums prior = dp_need_nums_any(s, "class_log_prior_", 1);
    m->n_features = flp.dim[1];
    check_rows(s, m, &flp, "feature_log_prob_");
    if (!s->failed && prior.count != m->classes.n) {
        dp_corrupt(s, "class_log_prior_: other than the classes in number");
    }
    check_logs(s, &flp, "feature_log_prob_", dp_is(variant, "complement"));
    check_logs(s, &prior, "class_log_prior_", false);
    double *weight = dp_state_take(s, (size_t)flp.count, sizeof *weight);
    double *bias = dp_state_take(s, m->classes.n, sizeof *bias);
    if (s->failed) {
        return;
    }
    memcpy(weight, flp.v, (size_t)flp.count * sizeof *weight);
    memcpy(bias, prior.v, m->classes.n * sizeof *bias);
    if (dp_is(variant, "bernoulli")) {
        read_bernoulli(s, m, &flp, weight, bias);
    } else if (dp_is(variant, "complement") && m->classes.n > 1) {
        memset(bias, 0, m->classes.n * sizeof *bias);
    }
    m->weight = weight;
    m->bias = bias;
}

/* One feature's table, turned so that a category has a row. */
static const double *read_table(dp_state *s, const struct naive_bayes *m, dp_id value, uint64_t *n_categories)
{
    dp_nums flp = dp_nums_of(s, value, "feature_log_prob_", 2);
    check_logs(s, &flp, "feature_log_prob_", false);
    if (!s->failed && (flp.dim[0] != m->classes.n || flp.count == 0)) {
        dp_corrupt(s, "feature_log_prob_: expected a row for each of %zu classes", m->classes.n);
    }
    double *table = dp_state_take(s, (size_t)(flp.count + m->classes.n), sizeof *table);
    if (s->failed) {
        return NULL;
    }
    for (uint64_t i = 0; i < flp.count; i++) {
        table[i % flp.dim[1] * flp.dim[0] + i / flp.dim[1]] = flp.v[i];
    }
    for (size_t c = 0; c < m->classes.n; c++) {
        table[flp.count + c] = (double)NAN;
    }
    *n_categories = flp.dim[1];
    return table;
}

static void read_categorical(dp_state *s, struct naive_bayes *m)
{
    size_t n;
    const dp_id *item = dp_items_of(s, dp_need(s, "feature_log_prob_"), "feature_log_prob_", &n);
    dp_nums prior = dp_need_nums_any(s, "class_log_prior_", 1);
    check_logs(s, &prior, "class_log_prior_", false);
    if (!s->failed && (n == 0 || prior.count != m->classes.n)) {
        dp_corrupt(s, "class_log_prior_: other than the classes in number");
    }
    m->table = dp_state_take(s, n, sizeof *m->table);
    m->n_categories = dp_state_take(s, n, sizeof *m->n_categories);
    for (size_t i = 0; i < n && !s->failed; i++) {
        m->table[i] = read_table(s, m, item[i], &m->n_categories[i]);
    }
    m->n_features = n;
    m->bias = prior.v;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct naive_bayes *m = ir;
    m->classes = dp_need_labels(s, "classes_");
    if (!s->failed && dp_is(variant, "gaussian")) {
        read_gaussian(s, m);
    } else if (!s->failed && dp_is(variant, "categorical")) {
        read_categorical(s, m);
    } else if (!s->failed) {
        read_counts(s, m, variant);
    }
}

/* Class by class, as scikit-learn goes. */
static dp_val gaussian(dp_graph *g, const struct naive_bayes *m, dp_val x)
{
    dp_val *column = dp_graph_take(g, m->classes.n, sizeof *column);
    for (size_t k = 0; k < m->classes.n && !g->failed; k++) {
        uint64_t at = k * m->n_features;
        dp_val d = dp_binary(g, DP_OP_SUB, x, dp_row(g, m->theta.v + at, m->n_features));
        dp_val q = dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_MUL, d, d), dp_row(g, m->var.v + at, m->n_features));
        dp_val half = dp_binary(g, DP_OP_MUL, dp_reduce_sum(g, q, 1, true), dp_scalar(g, 0.5));
        column[k] = dp_binary(g, DP_OP_SUB, dp_scalar(g, m->bias[k]), half);
    }
    return dp_concat(g, column, m->classes.n, 1);
}

/* What each feature says, feature after feature, then the prior. */
static dp_val categorical(dp_graph *g, const struct naive_bayes *m, dp_val x)
{
    dp_val sum = 0;
    for (uint64_t i = 0; i < m->n_features && !g->failed; i++) {
        int64_t n = (int64_t)m->n_categories[i];
        dp_val c = dp_flat(g, dp_cast(g, dp_slice(g, x, 1, (int64_t)i, (int64_t)i + 1), DP_T_I64));
        dp_val seen = dp_binary(g, DP_OP_AND, dp_binary(g, DP_OP_GREATER, c, dp_scalar_i64(g, -1)),
                                dp_binary(g, DP_OP_LESS, c, dp_scalar_i64(g, n)));
        dp_val index = dp_where(g, seen, c, dp_scalar_i64(g, n));
        dp_val one = dp_gather(g, dp_matrix(g, m->table[i], (uint64_t)n + 1, m->classes.n), index, 0);
        sum = sum == 0 ? one : dp_binary(g, DP_OP_ADD, sum, one);
    }
    return dp_binary(g, DP_OP_ADD, sum, dp_row(g, m->bias, m->classes.n));
}

static dp_val joint_of(dp_graph *g, const struct naive_bayes *m, dp_val x)
{
    if (m->gaussian) {
        return gaussian(g, m, x);
    }
    return m->table != NULL ? categorical(g, m, x)
                            : dp_affine(g, x, m->weight, m->classes.n, m->n_features, m->bias, m->classes.n);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct naive_bayes *m = ir;
    dp_val x = ports->x;
    if (m->binarize) {
        x = dp_cast(g, dp_binary(g, DP_OP_GREATER, x, dp_scalar(g, m->threshold)), DP_T_F64);
    }
    dp_val joint = joint_of(g, m, x);
    if (!g->failed) {
        dp_answer(g, ports, DP_PREDICT_PROBA, dp_softmax(g, joint));
        dp_answer_labels(g, ports, &m->classes, dp_argmax(g, joint, 1));
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct naive_bayes *)ir)->n_features;
}

const dp_family dp_naive_bayes = {"naive_bayes", sizeof(struct naive_bayes), NULL, resolve, emit, width};
