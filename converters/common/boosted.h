/* Sums over trees that other libraries grew: LightGBM, XGBoost, CatBoost. One forest an output, all over the same columns. */
#ifndef DP_CONVERTERS_BOOSTED_H
#define DP_CONVERTERS_BOOSTED_H

#include "converters/common/category_splits.h"
#include "converters/common/flat_tree.h"

typedef struct dp_boosted {
    size_t outputs;
    dp_forest_builder **builder; /* [outputs] */
    const dp_forest **forest;    /* [outputs] */
    const double **table;
    dp_category_splits *splits;
} dp_boosted;

/* most: trees of one output. n_features: columns before those of the splits by category; cut: see category_splits.h. */
void dp_boosted_begin(dp_state *s, dp_boosted *b, size_t outputs, size_t most, uint64_t n_features, bool cut);
/* A tree of n nodes, of which leaves have these values. what: for messages; all: every node must be reached. */
void dp_boosted_add(dp_state *s, dp_boosted *b, size_t output, const char *what, const dp_flat_node *node, const double *value,
                    uint32_t n, bool all);
/* Builders are done with. An output without any tree gets one of a single leaf, 0. */
void dp_boosted_end(dp_state *s, dp_boosted *b);
/* A value of a file as a number of a node or a feature: INT32_MAX, which is neither, where it is no such number. */
int32_t dp_boosted_index(double v);

#endif
