#include "converters/common/linear.h"

#include <inttypes.h>

/* scikit-learn refuses to predict for any other width; so a model that contradicts itself here never answered. */
static void check_width(dp_state *s, const dp_linear *m)
{
    dp_id id = dp_get(s, "n_features_in_");
    if (id == 0) {
        return;
    }
    if (dp_kind_of(s->heap, id) == DP_K_BOOL) {
        dp_corrupt(s, "n_features_in_: expected int, found bool");
        return;
    }
    int64_t n = dp_get_int(s, "n_features_in_", -1);
    if (!s->failed && (n < 0 || (uint64_t)n != m->coef.dim[1])) {
        dp_corrupt(s, "coef_: expected %" PRId64 " columns (n_features_in_), found %" PRIu64, n, m->coef.dim[1]);
    }
}

void dp_linear_read(dp_state *s, dp_linear *out)
{
    out->coef = dp_need_nums(s, "coef_", 2);
    out->intercept = dp_need_nums(s, "intercept_", 1);
    if (s->failed) {
        return;
    }
    if (out->coef.count == 0) {
        dp_corrupt(s, "coef_: expected numbers, found an empty array");
        return;
    }
    /* Without an intercept scikit-learn keeps the plain number 0.0 for all outputs. */
    bool for_all = out->intercept.count == 1 && out->intercept.found_ndim == 0;
    if (!for_all && out->intercept.count != out->coef.dim[0]) {
        dp_corrupt(s, "intercept_: expected a number or %" PRIu64 " numbers, as coef_ has rows, found %" PRIu64,
                   out->coef.dim[0], out->intercept.count);
        return;
    }
    check_width(s, out);
}

/* x · coefᵀ + intercept: [N, outputs] float64 */
static dp_val emit_linear(dp_graph *g, const dp_linear *linear, dp_val x)
{
    return dp_affine(g, x, linear->coef.v, linear->coef.dim[0], linear->coef.dim[1], linear->intercept.v,
                     linear->intercept.count);
}

dp_val dp_linear_emit_ports(dp_graph *g, const dp_linear *linear, const dp_ports *ports)
{
    bool f32 = ports->x_was_f32 && linear->coef.was_f32;
    return dp_cast(g, emit_linear(g, linear, f32 ? dp_cast(g, ports->x, DP_T_F32) : ports->x), DP_T_F64);
}
