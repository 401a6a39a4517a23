/* missing_values: the number that stands for a missing one, NaN or another. */
#ifndef DP_CONVERTERS_MISSING_H
#define DP_CONVERTERS_MISSING_H

#include "graph/build.h"
#include "model/state.h"

typedef struct dp_missing {
    bool nan;
    double value; /* else */
} dp_missing;

/* NaN (as a float or, up to 0.21, as text), None, or a number. DP_UNSUPPORTED: a text that stands for a missing one. */
dp_missing dp_missing_read(dp_state *s);
/* Which of x's numbers are missing: bool, of x's shape. */
dp_val dp_missing_test(dp_graph *g, const dp_missing *missing, dp_val x);

#endif
