/* The k nearest of the fitted rows: KNeighborsClassifier and -Regressor ask them, KNeighborsTransformer and kneighbors tell
 * who they are.
 *
 * Which of several rows at the very same distance are among the k depends, in scikit-learn, on how its trees were built and
 * its heaps were filled; here it is the first of them. */
#include "converters/common/neighbors.h"

#include <inttypes.h>

struct k_neighbors {
    dp_metric metric;
    dp_votes votes;
    uint64_t k;
    bool transforms, distances, only_finds;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct k_neighbors *m = ir;
    int64_t k = dp_get_int(s, "n_neighbors", 5);
    m->transforms = dp_is(variant, "transformer");
    m->only_finds = dp_is(variant, "search");
    dp_neighbors_read(s, &m->metric);
    uint64_t rows = m->metric.points.dim[0];
    if (m->transforms) {
        const char *mode = dp_get_text(s, "mode", "distance");
        m->distances = dp_is(mode, "distance");
        k += m->distances;
    } else if (!m->only_finds) {
        dp_votes_read(s, dp_is(variant, "classifier"), rows, &m->votes);
    }
    if (!s->failed && (k < 1 || (uint64_t)k > rows)) {
        dp_corrupt(s, "n_neighbors: expected 1 to %" PRIu64 ", as there are fitted rows, found %" PRId64, rows, k);
    }
    m->k = (uint64_t)k;
}

/* What the k nearest hold of a table [S] or [S, width]: [k, N] or [k, N, width]. The first axis is theirs, so that sums go
 * from the nearest on. */
static dp_val of_nearest(dp_graph *g, dp_val table, dp_val nearest)
{
    static const uint8_t turn[] = {1, 0};
    return dp_gather(g, table, dp_transpose(g, nearest, turn), 0);
}

static dp_val as_cube(dp_graph *g, dp_val x, uint64_t first)
{
    int64_t dim[] = {(int64_t)first, -1, 1};
    return dp_reshape(g, x, dim, 3);
}

/* 0, 1, … n - 1 */
static dp_val numbered(dp_graph *g, uint64_t n)
{
    int64_t *number = dp_graph_take(g, n, sizeof *number);
    for (uint64_t i = 0; i < n && !g->failed; i++) {
        number[i] = (int64_t)i;
    }
    return dp_row_i64(g, number, n);
}

static void answer_classes(dp_graph *g, const struct k_neighbors *m, dp_ports *ports, dp_val nearest, dp_val weights)
{
    for (size_t o = 0; o < m->votes.n && !g->failed; o++) {
        size_t n = m->votes.classes[o].n;
        dp_val class = of_nearest(g, dp_row_i64(g, m->votes.index[o], m->votes.rows), nearest);
        dp_val is = dp_binary(g, DP_OP_EQUAL, as_cube(g, class, m->k), numbered(g, n));
        dp_val vote = dp_cast(g, is, DP_T_F64);
        vote = weights != 0 ? dp_binary(g, DP_OP_MUL, vote, weights) : vote;
        dp_val p = dp_reduce_sum(g, vote, 0, false);
        dp_answer_labels(g, ports, &m->votes.classes[o], dp_argmax(g, p, 1));
        dp_val all = dp_reduce_sum(g, p, 1, true);
        dp_answer(g, ports, DP_PREDICT_PROBA, dp_divide_or_a(g, p, all));
    }
}

static void answer_numbers(dp_graph *g, const struct k_neighbors *m, dp_ports *ports, dp_val nearest, dp_val weights)
{
    dp_val y = of_nearest(g, dp_matrix(g, m->votes.number, m->votes.rows, m->votes.n), nearest);
    if (weights == 0) {
        dp_val sum = dp_reduce_sum(g, y, 0, false);
        dp_answer(g, ports, DP_PREDICT, dp_binary(g, DP_OP_DIV, sum, dp_scalar(g, (double)m->k)));
        return;
    }
    dp_val sum = dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, y, weights), 0, false);
    dp_answer(g, ports, DP_PREDICT, dp_binary(g, DP_OP_DIV, sum, dp_reduce_sum(g, weights, 0, false)));
}

/* A column for each fitted row: 1 (or the distance) where it is one of the nearest, else 0. */
static void answer_graph(dp_graph *g, const struct k_neighbors *m, dp_ports *ports, dp_val reduced, dp_val nearest)
{
    uint64_t rows = m->metric.points.dim[0];
    int64_t dim[] = {-1, (int64_t)m->k, 1};
    dp_val is = dp_binary(g, DP_OP_EQUAL, dp_reshape(g, nearest, dim, 3), numbered(g, rows));
    dp_val one = dp_reduce_sum(g, dp_cast(g, is, DP_T_F64), 1, false);
    dp_val distance = dp_metric_whole(g, &m->metric, reduced);
    dp_answer(g, ports, DP_TRANSFORM, m->distances ? dp_binary(g, DP_OP_MUL, one, distance) : one);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const uint8_t turn[] = {1, 0};
    const struct k_neighbors *m = ir;
    dp_val reduced = dp_metric_reduced(g, &m->metric, ports->x);
    dp_val nearest = dp_least_k(g, reduced, m->k);
    dp_val weights = 0;
    if (m->transforms) {
        answer_graph(g, m, ports, reduced, nearest);
        return;
    }
    dp_val distance = dp_metric_whole(g, &m->metric, dp_gather_elements(g, reduced, nearest, 1));
    dp_answer(g, ports, DP_KNEIGHBORS, nearest);
    dp_answer(g, ports, DP_KNEIGHBORS, distance);
    if (m->only_finds) {
        return;
    }
    if (m->votes.by_distance) {
        weights = as_cube(g, dp_weights_of(g, dp_transpose(g, distance, turn), 0, 0), m->k);
    }
    if (m->votes.number != NULL) {
        answer_numbers(g, m, ports, nearest, weights);
    } else {
        answer_classes(g, m, ports, nearest, weights);
    }
}

static uint64_t width(const void *ir)
{
    return dp_metric_width(&((const struct k_neighbors *)ir)->metric);
}

const dp_family dp_k_neighbors = {"k_neighbors", sizeof(struct k_neighbors), NULL, resolve, emit, width};
