#include "converters/common/ufunc.h"

#include "model/family.h"

#include <math.h>

/* log(1 + x) to the last bits: log(u) · x / (u - 1) with u = 1 + x rounded; x itself where u is 1, log(u) where u - 1 is u. */
static dp_val log1p_of(dp_graph *g, dp_val x)
{
    dp_val one = dp_scalar(g, 1.0);
    dp_val u = dp_binary(g, DP_OP_ADD, x, one);
    dp_val d = dp_binary(g, DP_OP_SUB, u, one);
    dp_val small = dp_binary(g, DP_OP_EQUAL, d, dp_scalar(g, 0.0));
    dp_val safe = dp_binary(g, DP_OP_ADD, d, dp_cast(g, small, DP_T_F64));
    dp_val log_u = dp_unary(g, DP_OP_LOG, u);
    dp_val exact = dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_MUL, log_u, x), safe);
    return dp_choose(g, dp_binary(g, DP_OP_EQUAL, d, u), log_u, dp_choose(g, small, x, exact));
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

static dp_val half(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_MUL, x, dp_scalar(g, 0.5));
}

/* -1, 0, 1; NaN for NaN. */
static dp_val sign_of(dp_graph *g, dp_val x)
{
    dp_val none = dp_scalar(g, 0.0);
    dp_val above = dp_cast(g, dp_binary(g, DP_OP_GREATER, x, none), DP_T_F64);
    dp_val below = dp_cast(g, dp_binary(g, DP_OP_LESS, x, none), DP_T_F64);
    return dp_choose(g, dp_unary(g, DP_OP_IS_NAN, x), x, dp_binary(g, DP_OP_SUB, above, below));
}

/* `value`, made of |x|, with the sign of x. */
static dp_val odd(dp_graph *g, dp_val value, dp_val x)
{
    return dp_binary(g, DP_OP_MUL, sign_of(g, x), value);
}

/* (e + e / (e + 1)) / 2 with e = expm1(|x|), which keeps what exp(x) - exp(-x) loses near 0; exp(|x|) / 2 where that is all. */
static dp_val sinh_of(dp_graph *g, dp_val x)
{
    dp_val size = dp_unary(g, DP_OP_ABS, x);
    dp_val e = expm1_of(g, dp_binary(g, DP_OP_MIN, size, dp_scalar(g, 40.0)));
    dp_val near = dp_binary(g, DP_OP_ADD, e, dp_binary(g, DP_OP_DIV, e, dp_binary(g, DP_OP_ADD, e, dp_scalar(g, 1.0))));
    dp_val far = dp_binary(g, DP_OP_GREATER, size, dp_scalar(g, 30.0));
    return odd(g, half(g, dp_choose(g, far, dp_unary(g, DP_OP_EXP, size), near)), x);
}

static dp_val cosh_of(dp_graph *g, dp_val x)
{
    return half(g, dp_binary(g, DP_OP_ADD, dp_unary(g, DP_OP_EXP, x), dp_unary(g, DP_OP_EXP, dp_unary(g, DP_OP_NEG, x))));
}

/* log1p(|x| + x² / (1 + sqrt(x² + 1))); log |x| + log 2 where the square would be too large. */
static dp_val arcsinh_of(dp_graph *g, dp_val x)
{
    dp_val most = dp_scalar(g, 1e10);
    dp_val one = dp_scalar(g, 1.0);
    dp_val size = dp_unary(g, DP_OP_ABS, x);
    dp_val some = dp_binary(g, DP_OP_MIN, size, most);
    dp_val square = dp_binary(g, DP_OP_MUL, some, some);
    dp_val root = dp_unary(g, DP_OP_SQRT, dp_binary(g, DP_OP_ADD, square, one));
    dp_val rest = dp_binary(g, DP_OP_DIV, square, dp_binary(g, DP_OP_ADD, root, one));
    dp_val near = log1p_of(g, dp_binary(g, DP_OP_ADD, some, rest));
    dp_val logs = dp_unary(g, DP_OP_LOG, dp_binary(g, DP_OP_MAX, size, one));
    dp_val far = dp_binary(g, DP_OP_ADD, logs, dp_scalar(g, M_LN2));
    return odd(g, dp_choose(g, dp_binary(g, DP_OP_GREATER, size, most), far, near), x);
}

static dp_val cbrt_of(dp_graph *g, dp_val x)
{
    return odd(g, dp_binary(g, DP_OP_POW, dp_unary(g, DP_OP_ABS, x), dp_scalar(g, 1.0 / 3.0)), x);
}

/* 1 - 2 sin²(x/2): ONNX Runtime has no Cos of float64. */
static dp_val cos_of(dp_graph *g, dp_val x)
{
    dp_val s = dp_unary(g, DP_OP_SIN, half(g, x));
    dp_val twice = dp_binary(g, DP_OP_MUL, dp_scalar(g, 2.0), dp_binary(g, DP_OP_MUL, s, s));
    return dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), twice);
}

static dp_val tan_of(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_DIV, dp_unary(g, DP_OP_SIN, x), cos_of(g, x));
}

static dp_val square_of(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_MUL, x, x);
}

static dp_val reciprocal_of(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_DIV, dp_scalar(g, 1.0), x);
}

static dp_val exp2_of(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_POW, dp_scalar(g, 2.0), x);
}

static dp_val log2_of(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_DIV, dp_unary(g, DP_OP_LOG, x), dp_scalar(g, M_LN2));
}

static dp_val log10_of(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_DIV, dp_unary(g, DP_OP_LOG, x), dp_scalar(g, M_LN10));
}

static dp_val radians_of(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_MUL, x, dp_scalar(g, M_PI / 180.0));
}

static dp_val degrees_of(dp_graph *g, dp_val x)
{
    return dp_binary(g, DP_OP_MUL, x, dp_scalar(g, 180.0 / M_PI));
}

static dp_val same(dp_graph *g, dp_val x)
{
    (void)g;
    return x;
}

static dp_val logit_of(dp_graph *g, dp_val x)
{
    return dp_unary(g, DP_OP_LOG, dp_binary(g, DP_OP_DIV, x, dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), x)));
}

/* By the name of each function: one operator, or a few. */
static const struct ufunc {
    const char *name;
    dp_op op; /* where `apply` is NULL */
    dp_val (*apply)(dp_graph *g, dp_val x);
} ufuncs[] = {
    {"numpy.abs", DP_OP_ABS, NULL},
    {"numpy.absolute", DP_OP_ABS, NULL},
    {"numpy.arcsinh", 0, arcsinh_of},
    {"numpy.cbrt", 0, cbrt_of},
    {"numpy.cos", 0, cos_of},
    {"numpy.cosh", 0, cosh_of},
    {"numpy.deg2rad", 0, radians_of},
    {"numpy.degrees", 0, degrees_of},
    {"numpy.exp", DP_OP_EXP, NULL},
    {"numpy.exp2", 0, exp2_of},
    {"numpy.expm1", 0, expm1_of},
    {"numpy.fabs", DP_OP_ABS, NULL},
    {"numpy.log", DP_OP_LOG, NULL},
    {"numpy.log10", 0, log10_of},
    {"numpy.log1p", 0, log1p_of},
    {"numpy.log2", 0, log2_of},
    {"numpy.negative", DP_OP_NEG, NULL},
    {"numpy.positive", 0, same},
    {"numpy.rad2deg", 0, degrees_of},
    {"numpy.radians", 0, radians_of},
    {"numpy.reciprocal", 0, reciprocal_of},
    {"numpy.sign", 0, sign_of},
    {"numpy.sin", DP_OP_SIN, NULL},
    {"numpy.sinh", 0, sinh_of},
    {"numpy.sqrt", DP_OP_SQRT, NULL},
    {"numpy.square", 0, square_of},
    {"numpy.tan", 0, tan_of},
    {"numpy.tanh", DP_OP_TANH, NULL},
    {"scipy.special.expit", 0, dp_sigmoid},
    {"scipy.special.logit", 0, logit_of},
};

static const struct ufunc *find(const char *name)
{
    for (size_t i = 0; i < sizeof ufuncs / sizeof *ufuncs; i++) {
        if (dp_is(name, ufuncs[i].name)) {
            return &ufuncs[i];
        }
    }
    return NULL;
}

const char *dp_ufunc_name(dp_state *s, dp_id func, const char *what)
{
    const char *name = dp_obj_class(s->heap, func);
    const struct ufunc *u = find(name);
    if (u != NULL) {
        return u->name;
    }
    dp_unsupported(s, "(%s=%s): a function is Python code, which ONNX does not hold", what,
                   name[0] != '\0' ? name : dp_obj_describe(s->heap, func));
    return "";
}

dp_val dp_ufunc_apply(dp_graph *g, const char *func, dp_val x)
{
    const struct ufunc *u = find(func);
    return u == NULL ? x : u->apply != NULL ? u->apply(g, x) : dp_unary(g, u->op, x);
}
