#include "converters/common/ufunc.h"

#include "model/family.h"

#include <math.h>

const char *dp_ufunc_name(dp_state *s, dp_id func, const char *what)
{
    static const char *const known[] = {"numpy.abs", "numpy.absolute", "numpy.exp", "numpy.log", "numpy.sqrt", "numpy.square",
                                        "numpy.tanh", "numpy.negative", "numpy.log1p", "numpy.expm1", "numpy.fabs",
                                        "numpy.sin", "numpy.reciprocal", "numpy.log2", "numpy.log10", "numpy.deg2rad",
                                        "numpy.radians", "numpy.rad2deg", "numpy.degrees", "numpy.positive"};
    const char *name = dp_obj_class(s->heap, func);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (dp_is(name, known[i])) {
            return known[i] + sizeof "numpy." - 1;
        }
    }
    dp_unsupported(s, "%s=%s: a function is Python code, which ONNX does not hold", what,
                   name[0] != '\0' ? name : dp_obj_describe(s->heap, func));
    return "";
}

/* log(1 + x) to the last bits: log(u) · x / (u - 1) with u = 1 + x rounded; x itself where u is 1. */
static dp_val log1p_of(dp_graph *g, dp_val x)
{
    dp_val one = dp_scalar(g, 1.0);
    dp_val u = dp_binary(g, DP_OP_ADD, x, one);
    dp_val d = dp_binary(g, DP_OP_SUB, u, one);
    dp_val small = dp_binary(g, DP_OP_EQUAL, d, dp_scalar(g, 0.0));
    dp_val safe = dp_binary(g, DP_OP_ADD, d, dp_cast(g, small, DP_T_F64));
    dp_val exact = dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_MUL, dp_unary(g, DP_OP_LOG, u), x), safe);
    return dp_choose(g, small, x, exact);
}

/* exp(x) - 1: (u - 1) · x / log(u) with u = exp(x); x where u is 1, u - 1 where that is -1 or the logarithm overflows. */
static dp_val expm1_of(dp_graph *g, dp_val x)
{
    dp_val one = dp_scalar(g, 1.0);
    dp_val u = dp_unary(g, DP_OP_EXP, x);
    dp_val d = dp_binary(g, DP_OP_SUB, u, one);
    dp_val tiny = dp_binary(g, DP_OP_EQUAL, d, dp_scalar(g, 0.0));
    dp_val log_u = dp_binary(g, DP_OP_ADD, dp_unary(g, DP_OP_LOG, u), dp_cast(g, tiny, DP_T_F64));
    dp_val exact = dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_MUL, d, x), log_u);
    dp_val large = dp_binary(g, DP_OP_GREATER, dp_unary(g, DP_OP_ABS, x), dp_scalar(g, 30.0));
    return dp_choose(g, large, d, dp_choose(g, tiny, x, exact));
}

dp_val dp_ufunc_apply(dp_graph *g, const char *func, dp_val x)
{
    static const struct { const char *name; dp_op op; } unary[] = {
        {"abs", DP_OP_ABS}, {"absolute", DP_OP_ABS}, {"fabs", DP_OP_ABS}, {"exp", DP_OP_EXP}, {"log", DP_OP_LOG},
        {"sqrt", DP_OP_SQRT}, {"tanh", DP_OP_TANH}, {"negative", DP_OP_NEG}, {"sin", DP_OP_SIN},
    };
    for (size_t i = 0; i < sizeof unary / sizeof *unary; i++) {
        if (dp_is(func, unary[i].name)) {
            return dp_unary(g, unary[i].op, x);
        }
    }
    if (dp_is(func, "log2") || dp_is(func, "log10")) {
        return dp_binary(g, DP_OP_DIV, dp_unary(g, DP_OP_LOG, x), dp_scalar(g, dp_is(func, "log2") ? M_LN2 : M_LN10));
    }
    if (dp_is(func, "deg2rad") || dp_is(func, "radians")) {
        return dp_binary(g, DP_OP_MUL, x, dp_scalar(g, M_PI / 180.0));
    }
    if (dp_is(func, "rad2deg") || dp_is(func, "degrees")) {
        return dp_binary(g, DP_OP_MUL, x, dp_scalar(g, 180.0 / M_PI));
    }
    if (dp_is(func, "reciprocal")) {
        return dp_binary(g, DP_OP_DIV, dp_scalar(g, 1.0), x);
    }
    return dp_is(func, "square") ? dp_binary(g, DP_OP_MUL, x, x) : dp_is(func, "log1p") ? log1p_of(g, x)
         : dp_is(func, "expm1") ? expm1_of(g, x) : x;
}
