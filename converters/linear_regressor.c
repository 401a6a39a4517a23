/* Regressors that are a weighted sum of the features: y = link⁻¹(x · coef_ᵀ + intercept_). Variants name the inverse of
 * the link: "identity", "log" (exp), and "tweedie", where the parameters tell which of the two. */
#include "converters/common/linear.h"

struct regressor {
    dp_linear linear;
    bool log_link;
};

/* TweedieRegressor(link=auto) takes the identity for the normal distribution and those below it. */
static bool tweedie_is_log(dp_state *s)
{
    const char *link = dp_get_text(s, "link", "auto");
    if (dp_is(link, "auto")) {
        return dp_get_f64(s, "power", 0.0) > 0.0;
    }
    if (!dp_is(link, "log") && !dp_is(link, "identity")) {
        dp_corrupt(s, "link: expected auto, identity or log, found another text");
    }
    return dp_is(link, "log");
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct regressor *m = ir;
    dp_linear_read(s, &m->linear);
    m->log_link = dp_is(variant, "tweedie") ? tweedie_is_log(s) : dp_is(variant, "log");
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct regressor *m = ir;
    dp_val y = dp_linear_emit_ports(g, &m->linear, ports);
    if (m->log_link) {
        y = dp_unary(g, DP_OP_EXP, y);
    }
    dp_answer(g, ports, DP_PREDICT, m->linear.coef.found_ndim < 2 ? dp_flat(g, y) : y);
}

static uint64_t width(const void *ir)
{
    const struct regressor *m = ir;
    return m->linear.coef.dim[1];
}

const dp_family dp_linear_regressor = {"linear_regressor", sizeof(struct regressor), NULL, resolve, emit, width};
