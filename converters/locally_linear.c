/* LocallyLinearEmbedding: the weights by which a row's nearest fitted rows come closest to it, w = G⁻¹ 1 divided by its sum, add up
 * their places in embedding_. G [k, k] are the products of the differences from the row, with reg times their trace, or reg where
 * that is 0, on the diagonal. No ONNX operator solves a system: it is written out, a few operators for each neighbour. */
#include "converters/common/neighbors.h"
#include "graph/emit.h"

#include <inttypes.h>

enum { MOST_NEIGHBORS = 64 };

struct locally_linear {
    dp_metric metric;
    dp_nums embedding; /* [S, components] */
    double reg;
    uint64_t k;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct locally_linear *m = ir;
    int64_t k = dp_get_int(s, "n_neighbors", 5);
    m->reg = dp_get_f64(s, "reg", 1e-3);
    dp_state nearest = dp_state_open(s, dp_need(s, "nbrs_"), "nbrs_");
    dp_neighbors_read(&nearest, &m->metric);
    dp_state_close(s, &nearest);
    m->embedding = dp_need_nums(s, "embedding_", 2);
    uint64_t rows = m->metric.points.dim[0];
    if (!s->failed && (k < 1 || (uint64_t)k > rows || m->embedding.dim[0] != rows || m->embedding.dim[1] == 0)) {
        dp_corrupt(s, "embedding_ and n_neighbors do not fit %" PRIu64 " fitted rows", rows);
    } else if (!s->failed && k > MOST_NEIGHBORS) {
        dp_unsupported(s, "a linear system of %" PRId64 " neighbours for each row: ONNX has no operator for it, and more than %d are not "
                       "written out", k, MOST_NEIGHBORS);
    }
    m->k = (uint64_t)k;
}

/* Ones [k, width] but for one row, or zeros but for the diagonal. */
static dp_val mask(dp_graph *g, uint64_t k, uint64_t zero)
{
    double *v = dp_graph_take(g, k, sizeof *v);
    for (uint64_t i = 0; v != NULL && i < k; i++) {
        v[i] = i == zero ? 0.0 : 1.0;
    }
    return dp_matrix(g, v, k, 1);
}

static dp_val diagonal(dp_graph *g, uint64_t k, double value)
{
    double *v = dp_graph_take(g, k * k, sizeof *v);
    for (uint64_t i = 0; v != NULL && i < k; i++) {
        v[i * k + i] = value;
    }
    return dp_matrix(g, v, k, k);
}

/* G with ones beside it: [N, k, k + 1]. */
static dp_val system_of(dp_graph *g, const struct locally_linear *m, dp_val difference)
{
    dp_val *column = dp_graph_take(g, m->k + 1, sizeof *column);
    if (g->failed) {
        return 0;
    }
    for (uint64_t i = 0; i < m->k && !g->failed; i++) {
        dp_val one = dp_slice(g, difference, 1, (int64_t)i, (int64_t)i + 1);
        column[i] = dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, difference, one), 2, true);
    }
    dp_val square = dp_binary(g, DP_OP_MUL, difference, difference);
    dp_val trace = dp_reduce_sum(g, dp_reduce_sum(g, square, 2, true), 1, true);
    dp_val none = dp_cast(g, dp_binary(g, DP_OP_EQUAL, trace, dp_scalar(g, 0.0)), DP_T_F64);
    dp_val more = dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_ADD, trace, none), diagonal(g, m->k, m->reg));
    dp_val products = dp_binary(g, DP_OP_ADD, dp_concat(g, column, (size_t)m->k, 2), more);
    dp_val nothing = dp_binary(g, DP_OP_MUL, trace, dp_scalar(g, 0.0));
    dp_val both[] = {products, dp_binary(g, DP_OP_ADD, nothing, mask(g, m->k, m->k))};
    return dp_concat(g, both, 2, 2);
}

/* Gauss and Jordan: G is positive definite, so each diagonal number can be divided by as it stands. [N, k, 1]. */
static dp_val solved(dp_graph *g, uint64_t k, dp_val table)
{
    for (uint64_t j = 0; j < k && !g->failed; j++) {
        dp_val row = dp_slice(g, table, 1, (int64_t)j, (int64_t)j + 1);
        row = dp_binary(g, DP_OP_DIV, row, dp_slice(g, row, 2, (int64_t)j, (int64_t)j + 1));
        dp_val factor = dp_binary(g, DP_OP_MUL, dp_slice(g, table, 2, (int64_t)j, (int64_t)j + 1), mask(g, k, j));
        table = dp_binary(g, DP_OP_SUB, table, dp_binary(g, DP_OP_MUL, factor, row));
    }
    dp_val kept = dp_binary(g, DP_OP_MUL, dp_slice(g, table, 2, 0, (int64_t)k), diagonal(g, k, 1.0));
    return dp_binary(g, DP_OP_DIV, dp_slice(g, table, 2, (int64_t)k, (int64_t)k + 1), dp_reduce_sum(g, kept, 2, true));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct locally_linear *m = ir;
    uint64_t rows = m->metric.points.dim[0];
    uint64_t wide = m->metric.points.dim[1];
    int64_t cube[] = {-1, 1, (int64_t)wide};
    dp_val nearest = dp_least_k(g, dp_metric_reduced(g, &m->metric, ports->x), m->k);
    dp_val points = dp_gather(g, dp_matrix(g, m->metric.points.v, rows, wide), nearest, 0);
    dp_val difference = dp_binary(g, DP_OP_SUB, points, dp_reshape(g, ports->x, cube, 3));
    dp_val weight = g->failed ? 0 : solved(g, m->k, system_of(g, m, difference));
    weight = dp_binary(g, DP_OP_DIV, weight, dp_reduce_sum(g, weight, 1, true));
    dp_val places = dp_gather(g, dp_matrix(g, m->embedding.v, rows, m->embedding.dim[1]), nearest, 0);
    dp_answer(g, ports, DP_TRANSFORM, dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, places, weight), 1, false));
}

static uint64_t width(const void *ir)
{
    return dp_metric_width(&((const struct locally_linear *)ir)->metric);
}

const dp_family dp_locally_linear = {"locally_linear", sizeof(struct locally_linear), NULL, resolve, emit, width};
