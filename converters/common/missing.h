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

/* add_indicator: the columns that get one more, 1 where they are missing. n 0: none. */
typedef struct dp_missing_columns {
    const int64_t *column;
    uint64_t n;
} dp_missing_columns;

/* Of an imputer of so many features, if it was asked for them. */
dp_missing_columns dp_missing_columns_read(dp_state *s, uint64_t n_features);
dp_val dp_missing_columns_of(dp_graph *g, const dp_missing *missing, const dp_missing_columns *columns, dp_val x);

#endif
