/* Isomap: the shortest way to each fitted row leads over one of the nearest ones; halved squares of the ways are the kernel
 * of a KernelPCA. */
#include "converters/common/neighbors.h"
#include "graph/emit.h"

#include <inttypes.h>

struct isomap {
    dp_metric metric;
    dp_nums ways;    /* dist_matrix_ [S, S] */
    uint64_t k;
    const dp_model *pca;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct isomap *m = ir;
    int64_t k = dp_get_int(s, "n_neighbors", 0);
    if (!s->failed && !dp_has(s, "n_neighbors")) {
        dp_unsupported(s, "radius in place of n_neighbors: ways from rows that may have no neighbour");
    }
    dp_state nearest = dp_state_open(s, dp_need(s, "nbrs_"), "nbrs_");
    dp_neighbors_read(&nearest, &m->metric);
    dp_state_close(s, &nearest);
    m->ways = dp_need_nums(s, "dist_matrix_", 2);
    uint64_t rows = m->metric.points.dim[0];
    if (!s->failed && (k < 1 || (uint64_t)k > rows || m->ways.dim[0] != rows || m->ways.dim[1] != rows)) {
        dp_corrupt(s, "dist_matrix_ and n_neighbors do not fit %" PRIu64 " fitted rows", rows);
    }
    m->k = (uint64_t)k;
    m->pca = s->failed ? NULL : dp_child(s, dp_need(s, "kernel_pca_"), "kernel_pca_");
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const uint8_t turn[] = {1, 0};
    const struct isomap *m = ir;
    uint64_t rows = m->metric.points.dim[0];
    int64_t cube[] = {(int64_t)m->k, -1, 1};
    dp_val reduced = dp_metric_reduced(g, &m->metric, ports->x);
    dp_val nearest = dp_least_k(g, reduced, m->k);
    dp_val distance = dp_metric_whole(g, &m->metric, dp_gather_elements(g, reduced, nearest, 1));
    if (g->failed) {
        return;
    }
    dp_val first = dp_reshape(g, dp_transpose(g, distance, turn), cube, 3);
    dp_val rest = dp_gather(g, dp_matrix(g, m->ways.v, rows, rows), dp_transpose(g, nearest, turn), 0);
    dp_val ways = dp_unary(g, DP_OP_NEG, dp_binary(g, DP_OP_ADD, rest, first));
    dp_val shortest = dp_reduce_max(g, ways, 0, false); /* the least of all, negated: squares do not see it */
    dp_val kernel = dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_MUL, shortest, shortest), dp_scalar(g, -0.5));
    dp_answer(g, ports, DP_TRANSFORM, dp_emit_transform(g, m->pca, kernel));
}

static uint64_t width(const void *ir)
{
    return dp_metric_width(&((const struct isomap *)ir)->metric);
}

const dp_family dp_isomap = {"isomap", sizeof(struct isomap), NULL, resolve, emit, width};
