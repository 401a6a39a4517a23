/* Splits by category as splits by number: for each different (feature, set of categories) of a forest one column more, 0 to
 * go left, 1 to go right, NaN to go where NaN goes; the test is `column <= 0.5`. Runtimes disagree on set membership. */
#ifndef DP_CONVERTERS_CATEGORY_SPLITS_H
#define DP_CONVERTERS_CATEGORY_SPLITS_H

#include "graph/build.h"
#include "model/state.h"

typedef struct dp_category_splits dp_category_splits;

enum { DP_SIDE_LEFT, DP_SIDE_RIGHT, DP_SIDE_MISSING };

/* Sides of the values a category can have: `below` of numbers below 0, side[v] of v in [0, n), `above` of those from n on,
 * `nan` of NaN. A fraction counts as the whole number before it. */
typedef struct dp_category_sides {
    const uint8_t *side;
    size_t n;
    uint8_t below, above, nan;
} dp_category_sides;

/* Over n_features columns of numbers. NULL: a fault. cut: numbers in (-1, 0) are 0, and not below. */
dp_category_splits *dp_category_splits_new(dp_state *s, uint64_t n_features, bool cut);
/* The column of this split, which is new or not: n_features, n_features + 1 … Sticky by s. */
uint32_t dp_category_split(dp_state *s, dp_category_splits *splits, uint64_t feature, const dp_category_sides *sides);
/* Columns in all, those of numbers first. */
uint64_t dp_category_splits_width(const dp_category_splits *splits);
/* x [N, n_features] float64, and the columns of the splits behind it. */
dp_val dp_category_columns(dp_graph *g, const dp_category_splits *splits, dp_val x);

#endif
