/* KernelPCA and KernelCenterer: kernel values, less the means of their row, of the fitted rows and of all.
 *
 *   K - K_fit_rows_ - (Σ K of the row) / n + K_fit_all_, then · eigenvectors_ / √eigenvalues_ */
#include "converters/common/pairwise.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

struct kernel_pca {
    dp_similarity kernel;
    dp_nums fitted;    /* [S, features]; count 0: the rows are kernel values already */
    dp_nums row_means; /* [S] */
    double mean;
    const double *axes; /* [S, k]; NULL: centred kernel values are the answer */
    uint64_t k;
};

static void read_centerer(dp_state *s, struct kernel_pca *m)
{
    m->row_means = dp_need_nums(s, "K_fit_rows_", 1);
    m->mean = dp_get_f64(s, "K_fit_all_", 0.0);
    if (!s->failed && m->row_means.count == 0) {
        dp_corrupt(s, "K_fit_rows_: expected numbers, found an empty array");
    }
}

static void read_axes(dp_state *s, struct kernel_pca *m)
{
    dp_nums vectors = dp_need_nums(s, "eigenvectors_|alphas_", 2);
    dp_nums values = dp_need_nums(s, "eigenvalues_|lambdas_", 1);
    uint64_t rows = m->row_means.count;
    if (!s->failed && (vectors.dim[0] != rows || vectors.dim[1] != values.count || vectors.count == 0
                       || m->fitted.dim[0] != rows)) {
        dp_corrupt(s, "eigenvectors_, eigenvalues_ and X_fit_ do not fit %" PRIu64 " fitted rows", rows);
    }
    double *axes = dp_state_take(s, (size_t)vectors.count, sizeof *axes);
    for (uint64_t i = 0; !s->failed && i < vectors.count; i++) {
        double value = values.v[i % values.count];
        axes[i] = value == 0.0 ? 0.0 : vectors.v[i] / sqrt(value);
    }
    m->axes = axes;
    m->k = vectors.dim[1];
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct kernel_pca *m = ir;
    if (dp_is(variant, "centerer")) {
        read_centerer(s, m);
        m->kernel.kind = DP_PRECOMPUTED;
        return;
    }
    dp_state centerer = dp_state_open(s, dp_need(s, "_centerer"), "_centerer");
    read_centerer(&centerer, m);
    dp_state_close(s, &centerer);
    m->fitted = dp_need_nums(s, "X_fit_", 2);
    dp_similarity_read(s, "kernel", m->fitted.dim[1], &m->kernel);
    read_axes(s, m);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct kernel_pca *m = ir;
    uint64_t rows = m->row_means.count;
    dp_val k = dp_similarity_emit(g, &m->kernel, ports->x, &m->fitted);
    dp_val own = dp_binary(g, DP_OP_DIV, dp_reduce_sum(g, k, 1, true), dp_scalar(g, (double)rows));
    dp_val y = dp_binary(g, DP_OP_SUB, k, dp_row(g, m->row_means.v, rows));
    y = dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_SUB, y, own), dp_scalar(g, m->mean));
    dp_answer(g, ports, DP_TRANSFORM, m->axes != NULL ? dp_matmul(g, y, dp_matrix(g, m->axes, rows, m->k)) : y);
}

static uint64_t width(const void *ir)
{
    const struct kernel_pca *m = ir;
    return m->kernel.kind == DP_PRECOMPUTED ? m->row_means.count : m->fitted.dim[1];
}

const dp_family dp_kernel_pca = {"kernel_pca", sizeof(struct kernel_pca), NULL, resolve, emit, width};
