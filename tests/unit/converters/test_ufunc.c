#include "compute.h"
#include "converters/common/ufunc.h"

#include <math.h>

/* The function of the numbers 0.5, 3 and 1e-9. */
static void expect(const char *func, double a, double b, double c)
{
    static double x[] = {0.5, 3, 1e-9};
    const double want[] = {a, b, c};
    dp_ctx *ctx = dp_heap_ctx(new_heap());
    dp_graph *g = dp_graph_new(ctx);
    dp_val y = dp_ufunc_apply(g, func, dp_graph_input(g, "X", DP_T_F64, 1));
    dp_graph_output(g, y, "y");
    const dp_tensor in = {DP_T_F64, {2, {3, 1}}, 3, x};
    dp_tensor out;
    cr_assert_eq(dp_eval(ctx, g, &in, &out), DP_OK, "%s", dp_ctx_record(ctx)->what);
    for (size_t i = 0; i < 3; i++) {
        double got = ((double *)out.data)[i];
        cr_assert(fabs(got - want[i]) <= 1e-15 * fabs(want[i]), "%s(%g): %.17g for %.17g", func, x[i], got, want[i]);
    }
}

Test(ufunc, is_numpys)
{
    expect("numpy.log2", -1, log2(3), log2(1e-9));
    expect("numpy.log10", log10(0.5), log10(3), -9);
    expect("numpy.log1p", log1p(0.5), log1p(3), log1p(1e-9));
    expect("numpy.expm1", expm1(0.5), expm1(3), expm1(1e-9));
    expect("numpy.sin", sin(0.5), sin(3), sin(1e-9));
    expect("numpy.reciprocal", 2, 1.0 / 3, 1e9);
    expect("numpy.deg2rad", 0.5 * (M_PI / 180), 3 * (M_PI / 180), 1e-9 * (M_PI / 180));
    expect("numpy.degrees", 0.5 * (180 / M_PI), 3 * (180 / M_PI), 1e-9 * (180 / M_PI));
    expect("numpy.square", 0.25, 9, 1e-18);
    expect("numpy.arcsinh", asinh(0.5), asinh(3), asinh(1e-9));
    expect("numpy.sinh", sinh(0.5), sinh(3), sinh(1e-9));
    expect("numpy.cosh", cosh(0.5), cosh(3), 1);
    expect("numpy.cbrt", cbrt(0.5), cbrt(3), 1e-3);
    expect("numpy.exp2", sqrt(2), 8, exp2(1e-9));
    expect("numpy.cos", cos(0.5), cos(3), 1);
    expect("numpy.tan", tan(0.5), tan(3), 1e-9);
    expect("numpy.sign", 1, 1, 1);
    expect("scipy.special.expit", 1 / (1 + exp(-0.5)), 1 / (1 + exp(-3)), 1 / (1 + exp(-1e-9)));
}
