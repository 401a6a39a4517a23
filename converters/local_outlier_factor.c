/* LocalOutlierFactor with novelty=True: how much denser the neighbours of a row are than the row is.
 *
 *   density of a row   1 / (mean of max(distance, k-distance of the neighbour) + 1e-10)
 *   score_samples      -mean of (_lrd of the neighbour / density); decision_function: that less offset_ */
#include "converters/common/neighbors.h"

#include <inttypes.h>

struct lof {
    dp_metric metric;
    dp_nums density; /* _lrd [S] */
    const double *reach; /* [S] */
    double offset;
    uint64_t k;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct lof *m = ir;
    if (!s->failed && !dp_get_bool(s, "novelty", false)) {
        dp_unsupported(s, "novelty=False: judges the rows it was fitted on, and has no predict for others");
    }
    dp_neighbors_read(s, &m->metric);
    uint64_t rows = m->metric.points.dim[0];
    int64_t k = dp_get_int(s, "n_neighbors_", 0);
    dp_nums distances = dp_need_nums(s, "_distances_fit_X_", 2);
    m->density = dp_need_nums(s, "_lrd", 1);
    m->offset = dp_get_f64(s, "offset_", 0.0);
    double *reach = dp_state_take(s, (size_t)rows, sizeof *reach);
    if (s->failed) {
        return;
    }
    if (k < 1 || (uint64_t)k > rows || distances.dim[0] != rows || distances.dim[1] < (uint64_t)k || m->density.count != rows) {
        dp_corrupt(s, "_lrd, _distances_fit_X_ and n_neighbors_ do not fit %" PRIu64 " fitted rows", rows);
        return;
    }
    for (uint64_t i = 0; i < rows; i++) {
        reach[i] = distances.v[i * distances.dim[1] + (uint64_t)k - 1];
    }
    m->reach = reach;
    m->k = (uint64_t)k;
}

/* Mean over the neighbours, the nearest first, of [k, N]: [N] */
static dp_val mean(dp_graph *g, const struct lof *m, dp_val x)
{
    return dp_binary(g, DP_OP_DIV, dp_reduce_sum(g, x, 0, false), dp_scalar(g, (double)m->k));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const uint8_t turn[] = {1, 0};
    static const int64_t out_or_in[] = {1, -1};
    const struct lof *m = ir;
    uint64_t rows = m->metric.points.dim[0];
    dp_val reduced = dp_metric_reduced(g, &m->metric, ports->x);
    dp_val nearest = dp_least_k(g, reduced, m->k);
    dp_val distance = dp_metric_whole(g, &m->metric, dp_gather_elements(g, reduced, nearest, 1));
    if (g->failed) {
        return;
    }
    dp_val who = dp_transpose(g, nearest, turn);
    dp_val reach = dp_gather(g, dp_row(g, m->reach, rows), who, 0);
    dp_val far = mean(g, m, dp_binary(g, DP_OP_MAX, dp_transpose(g, distance, turn), reach));
    dp_val own = dp_binary(g, DP_OP_DIV, dp_scalar(g, 1.0), dp_binary(g, DP_OP_ADD, far, dp_scalar(g, 1e-10)));
    dp_val ratio = dp_binary(g, DP_OP_DIV, dp_gather(g, dp_row(g, m->density.v, rows), who, 0), own);
    dp_val score = dp_binary(g, DP_OP_SUB, dp_unary(g, DP_OP_NEG, mean(g, m, ratio)), dp_scalar(g, m->offset));
    dp_answer(g, ports, DP_DECISION_FUNCTION, score);
    dp_val below = dp_cast(g, dp_binary(g, DP_OP_LESS, score, dp_scalar(g, 0.0)), DP_T_I64);
    dp_answer(g, ports, DP_PREDICT, dp_gather(g, dp_row_i64(g, out_or_in, 2), below, 0));
}

static uint64_t width(const void *ir)
{
    return dp_metric_width(&((const struct lof *)ir)->metric);
}

const dp_family dp_local_outlier_factor = {"local_outlier_factor", sizeof(struct lof), NULL, resolve, emit, width};
