/* GaussianProcessRegressor: the kernel of the row with each fitted row, times alpha_, back in the units of the targets. */
#include "converters/common/covariance.h"
#include "graph/ports.h"

#include <inttypes.h>

struct process {
    dp_nums fitted;    /* X_train_ [S, features] */
    dp_nums alpha;     /* [S, targets] */
    dp_nums mean, std; /* [1] or [targets]; std: count 0 up to 0.22 */
    dp_covariance kernel;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct process *m = ir;
    m->fitted = dp_need_nums(s, "X_train_", 2);
    m->alpha = dp_need_nums(s, "alpha_", 2);
    m->mean = dp_need_nums(s, "_y_train_mean|y_train_mean", 1);
    m->std = dp_get_nums(s, "_y_train_std", 1);
    if (!s->failed && dp_get(s, "_y_train_std") != 0 && m->std.count == 0) {
        dp_corrupt(s, "_y_train_std: expected numbers, found none");
    }
    if (!s->failed && m->alpha.found_ndim == 1) { /* one target: a column */
        m->alpha.dim[0] = m->alpha.count;
        m->alpha.dim[1] = 1;
    }
    uint64_t targets = m->alpha.dim[1];
    if (!s->failed && (m->fitted.count == 0 || m->alpha.dim[0] != m->fitted.dim[0] || targets == 0)) {
        dp_corrupt(s, "alpha_: expected %" PRIu64 " rows, as X_train_ has, found %" PRIu64, m->fitted.dim[0], m->alpha.dim[0]);
    } else if (!s->failed && ((m->mean.count != 1 && m->mean.count != targets)
                              || (m->std.count > 1 && m->std.count != targets))) {
        dp_corrupt(s, "_y_train_mean and _y_train_std: expected a number for each of %" PRIu64 " targets", targets);
    }
    if (!s->failed) {
        dp_covariance_read(s, dp_need(s, "kernel_"), m->fitted.dim[1], &m->kernel);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct process *m = ir;
    dp_val k = dp_covariance_emit(g, &m->kernel, ports->x, &m->fitted);
    dp_val y = dp_matmul(g, k, dp_matrix(g, m->alpha.v, m->alpha.dim[0], m->alpha.dim[1]));
    if (m->std.count != 0) {
        y = dp_binary(g, DP_OP_MUL, y, dp_row(g, m->std.v, m->std.count));
    }
    dp_answer(g, ports, DP_PREDICT, dp_binary(g, DP_OP_ADD, y, dp_row(g, m->mean.v, m->mean.count)));
}

static uint64_t width(const void *ir)
{
    return ((const struct process *)ir)->fitted.dim[1];
}

const dp_family dp_gaussian_process = {"gaussian_process", sizeof(struct process), NULL, resolve, emit, width};
