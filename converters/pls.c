/* Partial least squares and its kin: columns are centred and scaled, then turned.
 *
 *   transform  (x - mean) / std · x_rotations_ (PLSSVD: x_weights_)
 *   predict    (x - mean) / std · coef_ + y mean            up to 1.0, coef_ [features, targets]
 *              (x - mean) / std · _coef_ᵀ + intercept_      1.1-1.4 (coef_ of 1.1 and 1.2 is the old one)
 *              (x - mean) · coef_ᵀ + intercept_             1.5- */
#include "graph/ports.h"

#include <inttypes.h>

struct pls {
    dp_nums mean, std;
    dp_nums turn;         /* [features, components] */
    dp_nums coef, offset; /* count 0: no predict */
    bool by_target;       /* coef is [targets, features] */
    bool scaled;          /* coef has the scale of the columns in it */
};

static void read_coef(dp_state *s, struct pls *m)
{
    unsigned era = dp_state_era(s);
    m->by_target = dp_has(s, "intercept_");
    m->scaled = m->by_target && (era == 0 || era >= 105);
    m->coef = dp_need_nums(s, "_coef_|coef_", 2);
    m->offset = dp_need_nums(s, "intercept_|_y_mean|y_mean_", 1);
    uint64_t features = m->coef.dim[m->by_target ? 1 : 0];
    uint64_t targets = m->coef.dim[m->by_target ? 0 : 1];
    if (!s->failed && (features != m->mean.count || targets != m->offset.count)) {
        dp_corrupt(s, "coef_: expected %" PRIu64 " features and %" PRIu64 " targets, found %" PRIu64 " and %" PRIu64,
                   m->mean.count, m->offset.count, features, targets);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct pls *m = ir;
    bool svd = dp_is(variant, "svd");
    m->mean = dp_need_nums(s, "_x_mean|x_mean_", 1);
    m->std = dp_need_nums(s, "_x_std|x_std_", 1);
    m->turn = dp_need_nums(s, svd ? "x_weights_" : "x_rotations_", 2);
    if (!s->failed && (m->mean.count == 0 || m->std.count != m->mean.count || m->turn.dim[0] != m->mean.count
                       || m->turn.count == 0)) {
        dp_corrupt(s, "mean, std and rotations of x: expected the same number of features, found %" PRIu64 ", %" PRIu64
                   " and %" PRIu64, m->mean.count, m->std.count, m->turn.dim[0]);
    }
    if (!s->failed && !svd) {
        read_coef(s, m);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct pls *m = ir;
    uint64_t d = m->mean.count;
    dp_val centred = dp_binary(g, DP_OP_SUB, ports->x, dp_row(g, m->mean.v, d));
    dp_val scaled = dp_binary(g, DP_OP_DIV, centred, dp_row(g, m->std.v, d));
    dp_answer(g, ports, DP_TRANSFORM, dp_matmul(g, scaled, dp_matrix(g, m->turn.v, d, m->turn.dim[1])));
    if (m->coef.count == 0) {
        return;
    }
    dp_val x = m->scaled ? centred : scaled;
    dp_val y = m->by_target ? dp_affine(g, x, m->coef.v, m->coef.dim[0], d, NULL, 0)
                            : dp_matmul(g, x, dp_matrix(g, m->coef.v, d, m->coef.dim[1]));
    dp_answer(g, ports, DP_PREDICT, dp_binary(g, DP_OP_ADD, y, dp_row(g, m->offset.v, m->offset.count)));
}

static uint64_t width(const void *ir)
{
    return ((const struct pls *)ir)->mean.count;
}

const dp_family dp_pls = {"pls", sizeof(struct pls), NULL, resolve, emit, width};
