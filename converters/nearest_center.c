/* The nearest of a few centres.
 *
 *   kmeans     its number; transform: the distance to each
 *   birch      the label of the nearest subcluster; transform: the distance to each
 *   centers    its number; no centres (AffinityPropagation that did not converge): -1
 *   bisecting  the nearer of two, again and again down a tree; transform as kmeans
 *   centroid   the class it stands for. Since 1.6 classes may have priors: then distances are measured in units of each
 *              feature's spread, and the score is -distance² + 2 log prior */
#include "converters/common/metric.h"
#include "converters/common/pairwise.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

struct fork {
    dp_nums centers;      /* [2, features]; count 0: a leaf */
    size_t child[2];
    int64_t label;
};

struct nearest {
    dp_nums centers;
    const int64_t *label;  /* birch, of each centre; NULL: their numbers */
    struct fork *fork;     /* bisecting: each before those below it */
    size_t n_forks;
    dp_labels classes;     /* centroid; else n 0 */
    dp_metric metric;      /* centroid, to centres in units of spread where there are priors */
    const double *log_prior; /* 2 log prior; NULL: the nearest is the answer */
    const double *spread;    /* of each feature, 1 where it has none */
    bool scored, transforms, none;
    uint64_t n_features;
};

static void read_labels(dp_state *s, struct nearest *m)
{
    dp_nums labels = dp_need_nums(s, "subcluster_labels_", 1);
    int64_t *label = dp_state_take(s, (size_t)labels.count, sizeof *label);
    if (!s->failed && labels.count != m->centers.dim[0]) {
        dp_corrupt(s, "subcluster_labels_: expected %" PRIu64 " labels, as subcluster_centers_ has rows, found %" PRIu64,
                   m->centers.dim[0], labels.count);
    }
    for (uint64_t i = 0; !s->failed && i < labels.count; i++) {
        if (!(fabs(labels.v[i]) <= INT32_MAX)) {
            dp_corrupt(s, "subcluster_labels_: expected numbers of clusters, found %g", labels.v[i]);
            break;
        }
        label[i] = (int64_t)labels.v[i];
    }
    m->label = label;
}

/* Puts the two below a fork, whose centres decide, at the end of the list. */
static void open_fork(dp_state *s, struct nearest *m, dp_id *node, size_t at, const dp_nums *mean, size_t most)
{
    dp_state fork = dp_state_open(s, node[at], "_bisecting_tree");
    uint64_t d = m->centers.dim[1];
    bool inner = dp_has(&fork, "left");
    m->fork[at].label = inner ? 0 : dp_get_int(&fork, "label", -1);
    double *both = inner ? dp_state_take(&fork, (size_t)(2 * d), sizeof *both) : NULL;
    for (int side = 0; side < 2 && inner && !fork.failed; side++) {
        dp_id below = dp_need(&fork, side == 0 ? "left" : "right");
        if (m->n_forks == most) {
            dp_corrupt(&fork, "more clusters than cluster_centers_ has rows");
            break;
        }
        m->fork[at].child[side] = m->n_forks;
        node[m->n_forks++] = below;
        dp_state part = dp_state_open(&fork, below, side == 0 ? "left" : "right");
        dp_nums center = dp_need_nums(&part, "center", 1);
        if (!part.failed && center.count != d) {
            dp_corrupt(&part, "center: expected %" PRIu64 " numbers, found %" PRIu64, d, center.count);
        }
        for (uint64_t i = 0; i < d && !part.failed; i++) {
            both[(uint64_t)side * d + i] = mean->count == d ? center.v[i] + mean->v[i] : center.v[i];
        }
        dp_state_close(&fork, &part);
    }
    if (inner && !fork.failed) {
        m->fork[at].centers = (dp_nums){.ndim = 2, .dim = {2, d}, .v = both, .count = 2 * d, .found_ndim = 2};
    } else if (!fork.failed && (m->fork[at].label < 0 || (uint64_t)m->fork[at].label >= m->centers.dim[0])) {
        dp_corrupt(&fork, "label: expected a number below %" PRIu64, m->centers.dim[0]);
    }
    dp_state_close(s, &fork);
}

static void read_forks(dp_state *s, struct nearest *m)
{
    dp_nums mean = dp_get_nums(s, "_X_mean", 1);
    size_t most = s->failed ? 0 : (size_t)(2 * m->centers.dim[0] - 1);
    dp_id *node = dp_state_take(s, most, sizeof *node);
    m->fork = dp_state_take(s, most, sizeof *m->fork);
    if (s->failed) {
        return;
    }
    node[m->n_forks++] = dp_need(s, "_bisecting_tree");
    for (size_t i = 0; i < m->n_forks && !s->failed; i++) {
        open_fork(s, m, node, i, &mean, most);
    }
}

/* Are classes told apart by their priors too? Only where these are not all the same. */
static bool has_priors(dp_state *s, const struct nearest *m, dp_nums *prior)
{
    double even = 1.0 / (double)m->classes.n;
    bool differ = false;
    *prior = dp_get_nums(s, "class_prior_", 1);
    if (!s->failed && prior->count != 0 && prior->count != m->classes.n) {
        dp_corrupt(s, "class_prior_: expected %zu numbers, found %" PRIu64, m->classes.n, prior->count);
    }
    for (uint64_t i = 0; i < prior->count && !s->failed; i++) {
        differ = differ || !(fabs(prior->v[i] - even) <= 1e-8 + 1e-5 * even);
    }
    return differ;
}

static void read_scores(dp_state *s, struct nearest *m, const dp_nums *prior)
{
    dp_nums spread = dp_need_nums(s, "within_class_std_dev_", 1);
    uint64_t d = m->centers.dim[1];
    double *logs = dp_state_take(s, m->classes.n, sizeof *logs);
    double *units = dp_state_take(s, (size_t)d, sizeof *units);
    double *moved = dp_state_take(s, (size_t)m->centers.count, sizeof *moved);
    if (!s->failed && prior->count == 0) {
        dp_corrupt(s, "class_prior_: expected %zu numbers, found none", m->classes.n);
    }
    if (!s->failed && spread.count != d) {
        dp_corrupt(s, "within_class_std_dev_: expected %" PRIu64 " numbers, found %" PRIu64, d, spread.count);
    }
    for (uint64_t i = 0; i < d && !s->failed; i++) {
        units[i] = spread.v[i] != 0.0 ? spread.v[i] : 1.0;
    }
    for (uint64_t i = 0; i < m->centers.count && !s->failed; i++) {
        moved[i] = m->centers.v[i] / units[i % d];
    }
    for (size_t i = 0; i < m->classes.n && !s->failed; i++) {
        logs[i] = 2.0 * log(prior->v[i]);
    }
    m->spread = units;
    m->log_prior = logs;
    m->metric.points.v = moved;
}

static void read_centroids(dp_state *s, struct nearest *m)
{
    dp_nums prior;
    m->classes = dp_need_labels(s, "classes_");
    const char *name = dp_get_text(s, "metric", "");
    dp_metric_read(s, name, 0, m->centers, &m->metric);
    m->metric.by_products = true;
    if (!s->failed && (m->classes.n != m->centers.dim[0] || m->classes.n == 0)) {
        dp_corrupt(s, "centroids_: expected a row for each of %zu classes, found %" PRIu64, m->classes.n, m->centers.dim[0]);
    }
    bool differ = !s->failed && has_priors(s, m, &prior);
    if (!s->failed && dp_has(s, "within_class_std_dev_")) {
        m->scored = dp_is(name, "euclidean");
        m->none = !differ; /* labels go without the scores */
        read_scores(s, m, &prior);
    }
}

/* Birch keeps the halved (up to 1.7) or whole squares of its centres' lengths: rows are compared by these. */
static void check_norms(dp_state *s, const struct nearest *m)
{
    const double slack = 1e-9;
    dp_nums norms = dp_get_nums(s, "_subcluster_norms", 1);
    bool good = norms.v == NULL || norms.count == m->centers.dim[0];
    for (uint64_t i = 0; good && norms.v != NULL && i < norms.count; i++) {
        double sum = 0.0;
        for (uint64_t j = 0; j < m->centers.dim[1]; j++) {
            sum += m->centers.v[i * m->centers.dim[1] + j] * m->centers.v[i * m->centers.dim[1] + j];
        }
        good = fabs(norms.v[i] - sum) <= slack * sum;
    }
    if (!s->failed && !good) {
        dp_corrupt(s, "_subcluster_norms: expected the squared lengths of subcluster_centers_");
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct nearest *m = ir;
    bool birch = dp_is(variant, "birch");
    bool centroid = dp_is(variant, "centroid");
    m->centers = dp_need_nums(s, birch ? "subcluster_centers_" : centroid ? "centroids_" : "cluster_centers_", 2);
    m->n_features = m->centers.dim[1];
    m->transforms = !centroid && !dp_is(variant, "centers");
    if (!s->failed && m->centers.count == 0) {
        m->none = dp_is(variant, "centers");
        m->n_features = dp_state_n_features(s);
        if (!m->none) {
            dp_corrupt(s, "centres: expected numbers, found an empty array");
        }
        return;
    }
    if (birch) {
        read_labels(s, m);
        check_norms(s, m);
    } else if (centroid) {
        read_centroids(s, m);
    } else if (dp_is(variant, "bisecting")) {
        read_forks(s, m);
    }
}

/* From the leaves up: the label below each fork. */
static dp_val below_forks(dp_graph *g, const struct nearest *m, dp_val x)
{
    dp_val *label = dp_graph_take(g, m->n_forks, sizeof *label);
    for (size_t i = m->n_forks; i-- > 0 && !g->failed;) {
        const struct fork *f = &m->fork[i];
        if (f->centers.count == 0) {
            label[i] = dp_scalar_i64(g, f->label);
            continue;
        }
        dp_val right = dp_nearest(g, x, &f->centers);
        dp_val step = dp_binary(g, DP_OP_SUB, label[f->child[1]], label[f->child[0]]);
        label[i] = dp_binary(g, DP_OP_ADD, label[f->child[0]], dp_binary(g, DP_OP_MUL, right, step));
    }
    return g->failed ? 0 : label[0];
}

static void emit_centroids(dp_graph *g, const struct nearest *m, dp_ports *ports)
{
    dp_val nearest = dp_argmin(g, dp_metric_reduced(g, &m->metric, ports->x), 1);
    if (m->log_prior != NULL) {
        dp_val x = dp_binary(g, DP_OP_DIV, ports->x, dp_row(g, m->spread, m->n_features));
        dp_val d = dp_metric_whole(g, &m->metric, dp_metric_reduced(g, &m->metric, x));
        dp_val score = dp_binary(g, DP_OP_ADD, dp_unary(g, DP_OP_NEG, dp_binary(g, DP_OP_MUL, d, d)),
                                 dp_row(g, m->log_prior, m->classes.n));
        dp_val scores = score;
        if (m->classes.n == 2) {
            scores = dp_flat(g, dp_binary(g, DP_OP_SUB, dp_slice(g, score, 1, 1, 2), dp_slice(g, score, 1, 0, 1)));
        }
        if (m->scored) {
            dp_answer(g, ports, DP_DECISION_FUNCTION, scores);
            dp_answer(g, ports, DP_PREDICT_PROBA, dp_softmax(g, score));
        }
        dp_metric plain = m->metric;
        plain.points = m->centers;
        nearest = m->none ? dp_argmin(g, dp_metric_reduced(g, &plain, ports->x), 1) : dp_argmax(g, score, 1);
    }
    dp_answer_labels(g, ports, &m->classes, nearest);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct nearest *m = ir;
    if (m->classes.n != 0) {
        emit_centroids(g, m, ports);
        return;
    }
    dp_val nearest;
    if (m->none) {
        dp_val first = dp_flat(g, dp_slice(g, ports->x, 1, 0, 1));
        dp_val zero = dp_binary(g, DP_OP_MUL, dp_cast(g, dp_binary(g, DP_OP_EQUAL, first, first), DP_T_I64), dp_scalar_i64(g, 0));
        nearest = dp_binary(g, DP_OP_ADD, zero, dp_scalar_i64(g, -1));
    } else {
        nearest = m->fork != NULL ? below_forks(g, m, ports->x) : dp_nearest(g, ports->x, &m->centers);
    }
    if (m->label != NULL) {
        nearest = dp_gather(g, dp_row_i64(g, m->label, m->centers.dim[0]), nearest, 0);
    }
    dp_answer(g, ports, DP_PREDICT, nearest);
    if (m->transforms) {
        dp_answer(g, ports, DP_TRANSFORM, dp_unary(g, DP_OP_SQRT, dp_squared_distances(g, ports->x, &m->centers)));
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct nearest *)ir)->n_features;
}

const dp_family dp_nearest_center = {"nearest_center", sizeof(struct nearest), NULL, resolve, emit, width};
