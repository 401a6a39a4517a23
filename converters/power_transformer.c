/* PowerTransformer, then its StandardScaler where `standardize` is on.
 *
 *   box-cox       (x^λ - 1) / λ; log x where λ is 0
 *   yeo-johnson   ((x + 1)^λ - 1) / λ from 0 on, -((1 - x)^(2 - λ) - 1) / (2 - λ) below
 *
 * A power less 1 is written expm1(λ log x), which loses nothing near 1: closer to the exact value than the power that
 * scikit-learn up to 1.6 subtracted from. */
#include "converters/common/ufunc.h"
#include "graph/emit.h"

#include <inttypes.h>

struct power {
    dp_nums lambda;
    bool box_cox;
    const dp_model *scaler; /* NULL: none */
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct power *m = ir;
    const char *method = dp_get_text(s, "method", "yeo-johnson");
    m->lambda = dp_need_nums_any(s, "lambdas_", 1);
    m->box_cox = dp_is(method, "box-cox");
    if (!s->failed && m->lambda.count == 0) {
        dp_corrupt(s, "lambdas_: expected numbers, found none");
    } else if (!s->failed && !m->box_cox && !dp_is(method, "yeo-johnson")) {
        dp_corrupt(s, "method: expected yeo-johnson or box-cox, found %s", method);
    }
    if (dp_get_bool(s, "standardize", true)) {
        m->scaler = dp_child(s, dp_need(s, "_scaler"), "_scaler");
    }
    if (!s->failed && m->scaler != NULL && m->scaler->n_features != 0 && m->scaler->n_features != m->lambda.count) {
        dp_corrupt(s, "_scaler: expected %" PRIu64 " features, as lambdas_ has, found %" PRIu64, m->lambda.count,
                   m->scaler->n_features);
    }
}

/* Powers to divide by: 1 in the place of 0, and where that is. */
struct powers {
    double *divisor, *zero;
    bool any;
};

static struct powers powers(dp_graph *g, const double *p, uint64_t n)
{
    struct powers q = {dp_graph_take(g, n, sizeof *q.divisor), dp_graph_take(g, n, sizeof *q.zero), false};
    for (uint64_t i = 0; !g->failed && i < n; i++) {
        q.zero[i] = p[i] == 0.0 ? 1.0 : 0.0;
        q.divisor[i] = p[i] + q.zero[i];
        q.any = q.any || p[i] == 0.0;
    }
    return q;
}

/* func(p·v) / p, column by column; v itself where p is 0, which is what either function comes to there: 0 / 1 + v · 1.
 * expm1 of log u gives (u^p - 1) / p, and log1p the logarithm of what that is inverse to. */
static dp_val over_power(dp_graph *g, const char *func, dp_val v, const double *p, uint64_t n)
{
    const struct powers q = powers(g, p, n);
    if (g->failed) {
        return 0;
    }
    dp_val y = dp_ufunc_apply(g, func, dp_binary(g, DP_OP_MUL, v, dp_row(g, p, n)));
    y = dp_binary(g, DP_OP_DIV, y, dp_row(g, q.divisor, n));
    return q.any ? dp_binary(g, DP_OP_ADD, y, dp_binary(g, DP_OP_MUL, v, dp_row(g, q.zero, n))) : y;
}

static dp_val power_of(dp_graph *g, dp_val log_u, const double *p, uint64_t n)
{
    return over_power(g, "numpy.expm1", log_u, p, n);
}

static dp_val root_of(dp_graph *g, dp_val y, const double *p, uint64_t n)
{
    return over_power(g, "numpy.log1p", y, p, n);
}

/* 2 - λ, the power of the lower half. */
static const double *two_less(dp_graph *g, const struct power *m)
{
    uint64_t n = m->lambda.count;
    double *other = dp_graph_take(g, n, sizeof *other);
    for (uint64_t i = 0; !g->failed && i < n; i++) {
        other[i] = 2.0 - m->lambda.v[i];
    }
    return other;
}

/* Each half is 0 where the other is not, so their difference is the one that counts. x · 0 keeps NaN: runtimes differ in
 * what Max makes of it. */
static dp_val yeo_johnson(dp_graph *g, const struct power *m, dp_val x)
{
    uint64_t n = m->lambda.count;
    const double *other = two_less(g, m);
    if (g->failed) {
        return 0;
    }
    dp_val none = dp_scalar(g, 0.0);
    dp_val above = dp_ufunc_apply(g, "numpy.log1p", dp_binary(g, DP_OP_MAX, x, none));
    dp_val below = dp_ufunc_apply(g, "numpy.log1p", dp_binary(g, DP_OP_MAX, dp_unary(g, DP_OP_NEG, x), none));
    dp_val y = dp_binary(g, DP_OP_SUB, power_of(g, above, m->lambda.v, n), power_of(g, below, other, n));
    return dp_binary(g, DP_OP_ADD, y, dp_binary(g, DP_OP_MUL, x, none));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct power *m = ir;
    dp_val y = m->box_cox ? power_of(g, dp_unary(g, DP_OP_LOG, ports->x), m->lambda.v, m->lambda.count)
                          : yeo_johnson(g, m, ports->x);
    if (m->scaler != NULL && !g->failed) {
        y = dp_emit_transform(g, m->scaler, y);
    }
    dp_answer(g, ports, DP_TRANSFORM, y);
}

static dp_val invert(dp_graph *g, const void *ir, dp_val y, bool f32)
{
    const struct power *m = ir;
    uint64_t n = m->lambda.count;
    y = m->scaler != NULL ? dp_emit_inverse(g, m->scaler, y, f32) : y;
    if (m->box_cox) {
        return dp_unary(g, DP_OP_EXP, root_of(g, y, m->lambda.v, n));
    }
    dp_val none = dp_scalar(g, 0.0);
    const double *other = two_less(g, m);
    if (g->failed) {
        return 0;
    }
    dp_val above = dp_ufunc_apply(g, "numpy.expm1", root_of(g, dp_binary(g, DP_OP_MAX, y, none), m->lambda.v, n));
    dp_val below = dp_binary(g, DP_OP_MAX, dp_unary(g, DP_OP_NEG, y), none);
    below = dp_ufunc_apply(g, "numpy.expm1", root_of(g, below, other, n));
    return dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_SUB, above, below), dp_binary(g, DP_OP_MUL, y, none));
}

static uint64_t width(const void *ir)
{
    return ((const struct power *)ir)->lambda.count;
}

const dp_family dp_power_transformer = {"power_transformer", sizeof(struct power), NULL, resolve, emit, width, NULL,
                                     invert};
