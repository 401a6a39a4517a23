/* M. J. Wichura, Algorithm AS 241: The Percentage Points of the Normal Distribution. Applied Statistics 37 (1988),
 * 477-484: a quotient of two polynomials in the middle, another one beyond. Its third, for shares below 1e-11, is not
 * needed here. */
#include "converters/common/normal_point.h"

enum { TERMS = 8 };

/* From the highest power to the constant. */
static const double middle_above[TERMS] = {
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
};
static const double middle_below[TERMS] = {
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
};
static const double outer_above[TERMS] = {
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
    3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
};
static const double outer_below[TERMS] = {
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
};

static dp_val polynomial(dp_graph *g, const double *term, dp_val r)
{
    dp_val y = dp_scalar(g, term[0]);
    for (int i = 1; i < TERMS; i++) {
        y = dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, y, r), dp_scalar(g, term[i]));
    }
    return y;
}

static dp_val quotient(dp_graph *g, const double *above, const double *below, dp_val r)
{
    return dp_binary(g, DP_OP_DIV, polynomial(g, above, r), polynomial(g, below, r));
}

dp_val dp_normal_point(dp_graph *g, dp_val p)
{
    static const double least = 9e-8, low = -5.199337582605575, high = 5.19933758270342; /* low, high: norm.ppf of the ends */
    dp_val one = dp_scalar(g, 1.0);
    dp_val q = dp_binary(g, DP_OP_SUB, p, dp_scalar(g, 0.5));
    dp_val size = dp_unary(g, DP_OP_ABS, q);
    dp_val half = dp_scalar(g, 0.425);
    dp_val inside = dp_binary(g, DP_OP_MIN, size, half);
    dp_val r = dp_binary(g, DP_OP_SUB, dp_scalar(g, 0.180625), dp_binary(g, DP_OP_MUL, inside, inside));
    dp_val near = dp_binary(g, DP_OP_MUL, quotient(g, middle_above, middle_below, r), q);
    dp_val share = dp_binary(g, DP_OP_MAX, dp_binary(g, DP_OP_MIN, p, dp_binary(g, DP_OP_SUB, one, p)), dp_scalar(g, least));
    dp_val far = dp_unary(g, DP_OP_SQRT, dp_unary(g, DP_OP_NEG, dp_unary(g, DP_OP_LOG, share)));
    far = quotient(g, outer_above, outer_below, dp_binary(g, DP_OP_SUB, far, dp_scalar(g, 1.6)));
    if (g->failed) {
        return 0;
    }
    far = dp_choose(g, dp_binary(g, DP_OP_LESS, q, dp_scalar(g, 0.0)), dp_unary(g, DP_OP_NEG, far), far);
    dp_val y = dp_choose(g, dp_binary(g, DP_OP_LESS_OR_EQUAL, size, half), near, far);
    y = dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, y, dp_scalar(g, low)), dp_scalar(g, high));
    return dp_binary(g, DP_OP_ADD, y, dp_binary(g, DP_OP_MUL, p, dp_scalar(g, 0.0))); /* NaN stays: see Max */
}
