/* KBinsDiscretizer: the number of the bin that x is in, or a column of its own for each bin.
 *
 *   bin_edges_   [features] of n_bins_ + 1 edges; the first and the last stand for -inf and inf
 *   up to 1.0    1e-8 + 1e-5 |x| was added to x, so that decimal edges are met */
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

struct discretizer {
    uint64_t n;          /* features */
    uint64_t most;       /* bins of a feature, at most */
    const double *edge;  /* [n, most]: the inner edges, then NaN, which nothing exceeds */
    const double *number; /* [most]: 0, 1, 2 … */
    const int64_t *used; /* onehot: columns of [n * most] that are bins */
    uint64_t n_used;
    bool onehot, tolerant;
};

static const dp_nums *read_edges(dp_state *s, struct discretizer *m)
{
    size_t n = 0;
    const dp_id *item = dp_items_of(s, dp_need(s, "bin_edges_"), "bin_edges_", &n);
    dp_nums *edges = dp_state_take(s, n != 0 ? n : 1, sizeof *edges);
    dp_nums bins = dp_need_nums(s, "n_bins_", 1);
    for (size_t i = 0; !s->failed && i < n; i++) {
        edges[i] = dp_nums_of(s, item[i], "bin_edges_", 1);
        if (!s->failed && (edges[i].count < 2 || i >= bins.count || bins.v[i] != (double)(edges[i].count - 1))) {
            dp_corrupt(s, "bin_edges_[%zu]: expected one more than the bins, found %" PRIu64, i, edges[i].count);
        }
        for (uint64_t k = 1; !s->failed && k < edges[i].count; k++) {
            if (!(edges[i].v[k] >= edges[i].v[k - 1])) {
                dp_corrupt(s, "bin_edges_[%zu]: expected growing numbers", i);
            }
        }
        m->most = !s->failed && edges[i].count - 1 > m->most ? edges[i].count - 1 : m->most;
    }
    if (!s->failed && (n == 0 || n != bins.count)) {
        dp_corrupt(s, "n_bins_: %" PRIu64 " for %zu features", bins.count, n);
    }
    m->n = n;
    return edges;
}

static void make_tables(dp_state *s, struct discretizer *m, const dp_nums *edges)
{
    uint64_t cells = m->n * m->most; /* both count things that the file holds */
    double *edge = dp_state_take(s, (size_t)cells, sizeof *edge);
    double *number = dp_state_take(s, (size_t)m->most, sizeof *number);
    int64_t *used = dp_state_take(s, (size_t)cells, sizeof *used);
    for (uint64_t i = 0; !s->failed && i < cells; i++) {
        uint64_t bins = edges[i / m->most].count - 1;
        uint64_t k = i % m->most;
        edge[i] = k + 1 < bins ? edges[i / m->most].v[k + 1] : (double)NAN;
        number[k] = (double)k;
        if (k < bins) {
            used[m->n_used++] = (int64_t)i;
        }
    }
    m->edge = edge;
    m->number = number;
    m->used = used;
}

/* Its OneHotEncoder has a column for each bin. */
static void check_encoder(dp_state *s, const struct discretizer *m, const dp_nums *edges)
{
    dp_id encoder = dp_get(s, "_encoder");
    if (s->failed || !m->onehot || encoder == 0 || dp_child(s, encoder, "_encoder") == NULL) {
        return;
    }
    size_t n = 0;
    dp_state own = dp_state_open(s, encoder, "_encoder");
    const dp_id *item = dp_items_of(&own, dp_need(&own, "categories_"), "categories_", &n);
    bool good = n == m->n;
    for (size_t i = 0; good && !own.failed && i < n; i++) {
        dp_nums bins = dp_nums_of(&own, item[i], "categories_", 1);
        good = bins.count == edges[i].count - 1;
        for (uint64_t k = 0; good && k < bins.count; k++) {
            good = bins.v[k] == (double)k;
        }
    }
    if (!good) {
        dp_corrupt(&own, "categories_: expected the numbers of the bins");
    }
    dp_state_close(s, &own);
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct discretizer *m = ir;
    m->onehot = !dp_is(dp_get_text(s, "encode", "onehot"), "ordinal");
    m->tolerant = dp_state_era(s) < 101;
    const dp_nums *edges = read_edges(s, m);
    if (!s->failed) {
        make_tables(s, m, edges);
        check_encoder(s, m, edges);
    }
}

static dp_val cube(dp_graph *g, dp_val x, uint64_t features)
{
    const int64_t dim[] = {-1, (int64_t)features, 1};
    return dp_reshape(g, x, dim, 3);
}

static dp_val one_hot(dp_graph *g, const struct discretizer *m, dp_val bin)
{
    const int64_t dim[] = {-1, (int64_t)(m->n * m->most)};
    dp_val hit = dp_binary(g, DP_OP_EQUAL, cube(g, bin, m->n), dp_row(g, m->number, m->most));
    dp_val all = dp_reshape(g, dp_cast(g, hit, DP_T_F64), dim, 2);
    return m->n_used == m->n * m->most ? all : dp_columns(g, all, m->used, m->n_used);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct discretizer *m = ir;
    dp_val x = ports->x;
    if (m->tolerant) {
        dp_val size = dp_binary(g, DP_OP_MUL, dp_unary(g, DP_OP_ABS, x), dp_scalar(g, 1e-5));
        x = dp_binary(g, DP_OP_ADD, x, dp_binary(g, DP_OP_ADD, dp_scalar(g, 1e-8), size));
    }
    dp_val edge = dp_matrix(g, m->edge, m->n, m->most);
    dp_val above = dp_cast(g, dp_binary(g, DP_OP_LESS_OR_EQUAL, edge, cube(g, x, m->n)), DP_T_F64);
    dp_val bin = dp_reduce_sum(g, above, 2, false);
    dp_answer(g, ports, DP_TRANSFORM, m->onehot ? one_hot(g, m, bin) : bin);
}

static uint64_t width(const void *ir)
{
    return ((const struct discretizer *)ir)->n;
}

const dp_family dp_k_bins_discretizer = {"k_bins_discretizer", sizeof(struct discretizer), NULL, resolve, emit, width};
