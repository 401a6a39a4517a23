#include "converters/common/category_splits.h"

#include "graph/eval.h"
#include "objects.h"

#include <math.h>

/* The last column of a split of feature 0 for these values: {1, 3} go left, 0 and 2 right, others where NaN goes. */
static const double *columns_of(bool cut, size_t n, const double *x, uint64_t *width)
{
    static const uint8_t first[] = {DP_SIDE_RIGHT, DP_SIDE_LEFT, DP_SIDE_RIGHT, DP_SIDE_LEFT};
    static const uint8_t second[] = {DP_SIDE_LEFT};
    dp_heap *h = new_heap();
    dp_ctx *ctx = dp_heap_ctx(h);
    dp_state s = dp_state_top(h, dp_obj_new(h, DP_K_DICT, 0), "");
    dp_category_splits *splits = dp_category_splits_new(&s, 2, cut);
    const dp_category_sides other = {second, 1, DP_SIDE_RIGHT, DP_SIDE_RIGHT, DP_SIDE_LEFT};
    const dp_category_sides sides = {first, 4, DP_SIDE_MISSING, DP_SIDE_MISSING, DP_SIDE_MISSING};
    cr_assert_eq(dp_category_split(&s, splits, 1, &other), 2);
    cr_assert_eq(dp_category_split(&s, splits, 0, &sides), 3);
    cr_assert_eq(dp_category_split(&s, splits, 1, &sides), 4);
    cr_assert_eq(dp_category_split(&s, splits, 0, &sides), 3, "the same split is the same column");
    *width = dp_category_splits_width(splits);
    dp_graph *g = dp_graph_new(ctx);
    dp_val y = dp_category_columns(g, splits, dp_graph_input(g, "X", DP_T_F64, 2));
    cr_assert(!g->failed);
    dp_graph_output(g, y, "y");
    double *copy = dp_take(ctx, n * 2, sizeof *copy);
    memcpy(copy, x, n * 2 * sizeof *copy);
    const dp_tensor in = {DP_T_F64, {2, {n, 2}}, n * 2, copy};
    dp_tensor out;
    cr_assert_eq(dp_eval(ctx, g, &in, &out), DP_OK);
    return out.data;
}

static void check(double got, double want)
{
    cr_assert(isnan(want) ? isnan(got) : got == want, "%g for %g", got, want);
}

Test(category_splits, finds_the_side_of_each_value)
{
    static const double x[] = {0, 0, 1, 1, 2.9, 2, 3, -1, 4, -0.5, -0.5, 3, -1, 0, (double)NAN, (double)NAN, 1e300, 0, -1e300, 0};
    static const double want[] = {1, 0, 1, 0, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN};
    uint64_t width;
    const double *y = columns_of(false, 10, x, &width);
    cr_assert_eq(width, 5);
    for (size_t i = 0; i < 10; i++) {
        check(y[i * 5 + 3], want[i]);
        check(y[i * 5], x[2 * i]);
        check(y[i * 5 + 1], x[2 * i + 1]);
    }
    check(y[0 * 5 + 2], 0);
    check(y[1 * 5 + 2], 1);
    check(y[3 * 5 + 2], 1); /* below */
    check(y[7 * 5 + 2], 0); /* NaN */
    check(y[1 * 5 + 4], 0);
}

Test(category_splits, cuts_fractions_where_told)
{
    static const double x[] = {-0.5, 0, -1, 0, -0.999, 0};
    uint64_t width;
    const double *y = columns_of(true, 3, x, &width);
    check(y[3], 1);
    check(y[8], (double)NAN);
    check(y[13], 1);
}
