/* np.interp, column by column. */
#ifndef DP_CONVERTERS_INTERPOLATE_H
#define DP_CONVERTERS_INTERPOLATE_H

#include "graph/build.h"

typedef struct dp_knots {
    uint64_t columns, n; /* n knots a column, at least 1 */
    const double *x, *y; /* [columns, n]; x grows, equal ones may follow each other */
} dp_knots;

/* x [N, columns]: on the line between the knots to either side; beyond the first and the last what those have. NaN for NaN. */
dp_val dp_interpolate(dp_graph *g, const dp_knots *knots, dp_val x);
/* As scipy's interp1d of float32 knots and a float32 x: float32 after each step, and from knot to knot the line that ends there.
 * Beyond the first and the last their lines go on. float64. */
dp_val dp_interpolate_f32(dp_graph *g, const dp_knots *knots, dp_val x);

#endif
