/* QuadraticDiscriminantAnalysis: for each class, the length of the row's offset from the class's mean, along the axes of
 * the class and in units of its spread.
 *
 *   score = -(Σ ((x - means_) · (rotations_ · scalings_^-½))² + Σ log scalings_) / 2 + log priors_ */
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

struct axes {
    const double *turn;  /* rotations_ · scalings_^-½: [features, k] */
    uint64_t k;
    double log_spread;   /* Σ log scalings_ */
};

struct discriminant {
    dp_labels classes;
    dp_nums means;        /* [classes, features] */
    const double *prior;  /* log priors_ */
    struct axes *axes;    /* [classes] */
};

static void read_axes(dp_state *s, const struct discriminant *m, dp_id rotation, dp_id scaling, struct axes *out)
{
    dp_nums r = dp_nums_of(s, rotation, "rotations_", 2);
    dp_nums v = dp_nums_of(s, scaling, "scalings_", 1);
    if (!s->failed && (r.dim[0] != m->means.dim[1] || r.dim[1] != v.count || v.count == 0)) {
        dp_corrupt(s, "rotations_ and scalings_ do not fit each other and %" PRIu64 " features", m->means.dim[1]);
    }
    dp_finite(s, &r, "rotations_");
    dp_finite(s, &v, "scalings_");
    for (uint64_t i = 0; !s->failed && i < v.count; i++) {
        if (v.v[i] < 0.0) {
            dp_corrupt(s, "scalings_: expected numbers from 0 on, found %g", v.v[i]);
        }
    }
    double *turn = dp_state_take(s, (size_t)r.count, sizeof *turn);
    for (uint64_t i = 0; !s->failed && i < r.count; i++) {
        turn[i] = r.v[i] * pow(v.v[i % v.count], -0.5);
    }
    for (uint64_t i = 0; !s->failed && i < v.count; i++) {
        out->log_spread += log(v.v[i]);
    }
    out->turn = turn;
    out->k = v.count;
}

static void read_priors(dp_state *s, struct discriminant *m)
{
    dp_nums prior = dp_need_nums(s, "priors_", 1);
    if (!s->failed && (m->means.dim[0] != m->classes.n || prior.count != m->classes.n || m->means.count == 0)) {
        dp_corrupt(s, "means_ and priors_: expected a row for each of %zu classes", m->classes.n);
    }
    double *logs = dp_state_take(s, m->classes.n, sizeof *logs);
    for (size_t i = 0; !s->failed && i < m->classes.n; i++) {
        logs[i] = log(prior.v[i]);
    }
    m->prior = logs;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct discriminant *m = ir;
    size_t rotations;
    size_t scalings;
    m->classes = dp_need_labels(s, "classes_");
    m->means = dp_need_nums(s, "means_", 2);
    read_priors(s, m);
    const dp_id *rotation = dp_items_of(s, dp_need(s, "rotations_"), "rotations_", &rotations);
    const dp_id *scaling = dp_items_of(s, dp_need(s, "scalings_"), "scalings_", &scalings);
    if (!s->failed && (m->classes.n < 2 || rotations != m->classes.n || scalings != m->classes.n)) {
        dp_corrupt(s, "rotations_ and scalings_: expected one for each of %zu classes", m->classes.n);
    }
    m->axes = dp_state_take(s, m->classes.n, sizeof *m->axes);
    for (size_t i = 0; i < m->classes.n && !s->failed; i++) {
        read_axes(s, m, rotation[i], scaling[i], &m->axes[i]);
    }
}

/* (norms + Σ log scalings_) * -½ + log priors_: [N, classes] */
static dp_val scores_of(dp_graph *g, const struct discriminant *m, dp_val x)
{
    size_t n = m->classes.n;
    uint64_t d = m->means.dim[1];
    dp_val *column = dp_graph_take(g, n, sizeof *column);
    double *spread = dp_graph_take(g, n, sizeof *spread);
    for (size_t i = 0; i < n && !g->failed; i++) {
        dp_val y = dp_binary(g, DP_OP_SUB, x, dp_row(g, m->means.v + i * d, d));
        y = dp_matmul(g, y, dp_matrix(g, m->axes[i].turn, d, m->axes[i].k));
        column[i] = dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, y, y), 1, true);
        spread[i] = m->axes[i].log_spread;
    }
    if (g->failed) {
        return 0;
    }
    dp_val sum = dp_binary(g, DP_OP_ADD, dp_concat(g, column, n, 1), dp_row(g, spread, n));
    return dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, sum, dp_scalar(g, -0.5)), dp_row(g, m->prior, n));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct discriminant *m = ir;
    dp_val scores = scores_of(g, m, ports->x);
    if (g->failed) {
        return;
    }
    dp_val decision = scores;
    if (m->classes.n == 2) {
        decision = dp_flat(g, dp_binary(g, DP_OP_SUB, dp_slice(g, scores, 1, 1, 2), dp_slice(g, scores, 1, 0, 1)));
    }
    dp_answer(g, ports, DP_DECISION_FUNCTION, decision);
    dp_answer(g, ports, DP_PREDICT_PROBA, dp_softmax(g, scores));
    dp_answer_labels(g, ports, &m->classes, dp_argmax(g, scores, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct discriminant *)ir)->means.dim[1];
}

const dp_family dp_quadratic_discriminant = {"quadratic_discriminant", sizeof(struct discriminant), NULL, resolve, emit, width};
