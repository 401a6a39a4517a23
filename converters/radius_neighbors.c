/* All fitted rows that are near enough. RadiusNeighborsClassifier gives a row without any the label it was told for such
 * rows (scikit-learn refuses the rows where it was told none: the first class, with probabilities of 0, is said here), and
 * RadiusNeighborsRegressor NaN. */
#include "converters/common/neighbors.h"

#include <inttypes.h>
#include <math.h>

struct radius_neighbors {
    dp_metric metric;
    dp_votes votes;
    double radius;
    bool transforms, distances, has_proba;
    dp_labels *with_outlier; /* of each output the classes, then the label of outliers; NULL: none was told */
    size_t *outlier;         /* its number among these */
};

/* The classes and one label more. */
static dp_labels with_label(dp_state *s, const dp_labels *classes, const dp_labels *more, size_t k)
{
    dp_labels out = *classes;
    size_t n = out.n++;
    size_t size = classes->kind == DP_LABEL_TEXT ? sizeof *classes->text : sizeof(double);
    uint8_t *v = dp_state_take(s, n + 1, size);
    const void *from = classes->kind == DP_LABEL_TEXT    ? (const void *)classes->text
                       : classes->kind == DP_LABEL_FLOAT ? (const void *)classes->f
                                                         : (const void *)classes->i;
    const uint8_t *last = more->kind == DP_LABEL_TEXT    ? (const void *)(more->text + k)
                          : more->kind == DP_LABEL_FLOAT ? (const void *)(more->f + k)
                                                         : (const void *)(more->i + k);
    if (s->failed) {
        return *classes;
    }
    memcpy(v, from, n * size);
    memcpy(v + n * size, last, size);
    out.text = (const void *)v;
    out.f = (const void *)v;
    out.i = (const void *)v;
    return out;
}

static void read_outlier(dp_state *s, struct radius_neighbors *m)
{
    const char *key = dp_has(s, "outlier_label_") ? "outlier_label_" : "outlier_label";
    if (!dp_has(s, key)) {
        return;
    }
    dp_id told = dp_get(s, key);
    bool list = dp_kind_of(s->heap, told) == DP_K_LIST || dp_kind_of(s->heap, told) == DP_K_TUPLE;
    if (!list) {
        dp_id each = dp_obj_new(s->heap, DP_K_LIST, 0);
        for (size_t o = 0; o < m->votes.n; o++) {
            s->failed = s->failed || dp_obj_push(s->heap, each, told) != DP_OK;
        }
        told = each;
    }
    dp_labels labels = dp_labels_any(s, told, key);
    m->with_outlier = dp_state_take(s, m->votes.n, sizeof *m->with_outlier);
    m->outlier = dp_state_take(s, m->votes.n, sizeof *m->outlier);
    for (size_t o = 0; o < m->votes.n && !s->failed; o++) {
        const dp_labels *classes = &m->votes.classes[o];
        if (labels.n != m->votes.n || labels.kind != classes->kind) {
            dp_corrupt(s, "%s: expected a label of the classes' type for each output", key);
            return;
        }
        size_t at = 0;
        while (at < classes->n && !dp_label_same(classes, at, &labels, o)) {
            at++;
        }
        m->outlier[o] = at;
        m->with_outlier[o] = with_label(s, classes, &labels, o);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct radius_neighbors *m = ir;
    unsigned era = dp_state_era(s);
    bool classifier = dp_is(variant, "classifier");
    m->radius = dp_get_f64(s, "radius", 1.0);
    m->transforms = dp_is(variant, "transformer");
    m->has_proba = era == 0 || era >= 22;
    dp_neighbors_read(s, &m->metric);
    if (m->transforms) {
        m->distances = dp_is(dp_get_text(s, "mode", "distance"), "distance");
    } else {
        dp_votes_read(s, classifier, m->metric.points.dim[0], &m->votes);
    }
    if (!s->failed && classifier) {
        read_outlier(s, m);
    }
    if (!s->failed && !(m->radius >= 0.0)) {
        dp_corrupt(s, "radius: expected a number from 0 on");
    }
}

/* Weight times vote, summed: [N, width] of a table [S, width]. */
static dp_val sum_of(dp_graph *g, const struct radius_neighbors *m, dp_val weights, const double *table, uint64_t width)
{
    return dp_matmul(g, weights, dp_matrix(g, table, m->votes.rows, width));
}

static void answer_classes(dp_graph *g, const struct radius_neighbors *m, dp_ports *ports, dp_val weights, dp_val none)
{
    for (size_t o = 0; o < m->votes.n && !g->failed; o++) {
        const dp_labels *classes = &m->votes.classes[o];
        double *table = dp_graph_take(g, m->votes.rows * classes->n, sizeof *table);
        double *alone = dp_graph_take(g, classes->n, sizeof *alone);
        for (uint64_t i = 0; i < m->votes.rows && !g->failed; i++) {
            table[i * classes->n + (uint64_t)m->votes.index[o][i]] = 1.0;
        }
        if (g->failed) {
            return;
        }
        dp_val p = sum_of(g, m, weights, table, classes->n);
        dp_val index = dp_argmax(g, p, 1);
        if (m->with_outlier != NULL) { /* its number is where no number of a class is added to */
            dp_val lost = dp_flat(g, dp_cast(g, none, DP_T_I64));
            dp_val number = dp_scalar_i64(g, (int64_t)m->outlier[o]);
            index = dp_binary(g, DP_OP_ADD, index, dp_binary(g, DP_OP_MUL, lost, number));
        }
        if (m->with_outlier != NULL && m->outlier[o] < classes->n) {
            alone[m->outlier[o]] = 1.0;
            p = dp_binary(g, DP_OP_ADD, p, dp_binary(g, DP_OP_MUL, none, dp_row(g, alone, classes->n)));
        }
        dp_answer_labels(g, ports, m->with_outlier != NULL ? &m->with_outlier[o] : classes, index);
        dp_val all = dp_reduce_sum(g, p, 1, true);
        if (m->has_proba) {
            dp_answer(g, ports, DP_PREDICT_PROBA, dp_divide_or_a(g, p, all));
        }
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct radius_neighbors *m = ir;
    dp_val reduced = dp_metric_reduced(g, &m->metric, ports->x);
    dp_val near = dp_binary(g, DP_OP_LESS_OR_EQUAL, reduced, dp_scalar(g, dp_metric_reduce(&m->metric, m->radius)));
    dp_val weights = dp_cast(g, near, DP_T_F64);
    dp_val distance = m->distances || m->votes.by_distance ? dp_metric_whole(g, &m->metric, reduced) : 0;
    if (m->transforms) {
        dp_answer(g, ports, DP_TRANSFORM, m->distances ? dp_binary(g, DP_OP_MUL, weights, distance) : weights);
        return;
    }
    dp_val count = dp_reduce_sum(g, weights, 1, true);
    dp_val none = dp_cast(g, dp_binary(g, DP_OP_EQUAL, count, dp_scalar(g, 0.0)), DP_T_F64);
    if (m->votes.by_distance) {
        weights = dp_weights_of(g, distance, weights, 1);
        count = dp_reduce_sum(g, weights, 1, true);
    }
    if (m->votes.number == NULL) {
        answer_classes(g, m, ports, weights, none);
    } else { /* 0 / 0 is NaN */
        dp_val sum = sum_of(g, m, weights, m->votes.number, m->votes.n);
        dp_answer(g, ports, DP_PREDICT, dp_binary(g, DP_OP_DIV, sum, count));
    }
}

static uint64_t width(const void *ir)
{
    return dp_metric_width(&((const struct radius_neighbors *)ir)->metric);
}

const dp_family dp_radius_neighbors = {"radius_neighbors", sizeof(struct radius_neighbors), NULL, resolve, emit, width};
