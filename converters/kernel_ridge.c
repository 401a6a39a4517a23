/* KernelRidge: the kernel of the row with each row it was fitted on, times dual_coef_. */
#include "converters/common/pairwise.h"
#include "graph/ports.h"

#include <inttypes.h>

struct kernel_ridge {
    dp_similarity kernel;
    dp_nums fitted; /* [S, features] */
    dp_nums dual;   /* [S, targets] */
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct kernel_ridge *m = ir;
    m->fitted = dp_need_nums(s, "X_fit_", 2);
    m->dual = dp_need_nums(s, "dual_coef_", 2);
    dp_similarity_read(s, "kernel", m->fitted.dim[1], &m->kernel);
    if (s->failed) {
        return;
    }
    if (m->dual.found_ndim == 1) { /* one target: a column */
        m->dual.dim[0] = m->dual.count;
        m->dual.dim[1] = 1;
    }
    if (m->fitted.count == 0 || m->dual.dim[0] != m->fitted.dim[0]) {
        dp_corrupt(s, "dual_coef_: expected %" PRIu64 " rows, as X_fit_ has, found %" PRIu64, m->fitted.dim[0], m->dual.dim[0]);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct kernel_ridge *m = ir;
    dp_val k = dp_similarity_emit(g, &m->kernel, ports->x, &m->fitted);
    dp_answer(g, ports, DP_PREDICT, dp_matmul(g, k, dp_matrix(g, m->dual.v, m->dual.dim[0], m->dual.dim[1])));
}

static uint64_t width(const void *ir)
{
    return ((const struct kernel_ridge *)ir)->fitted.dim[1];
}

const dp_family dp_kernel_ridge = {"kernel_ridge", sizeof(struct kernel_ridge), NULL, resolve, emit, width};
