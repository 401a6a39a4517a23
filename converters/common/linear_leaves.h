/* Leaves that are linear models: first + Σ coef · x[feature], or the plain value where one of these is NaN. Forests of them
 * (boosted.h) have the numbers of their leaves in place of values. */
#ifndef DP_CONVERTERS_LINEAR_LEAVES_H
#define DP_CONVERTERS_LINEAR_LEAVES_H

#include "graph/build.h"
#include "model/state.h"

typedef struct dp_linear_leaf {
    double value, first;
    uint64_t terms;
    const double *feature, *coef; /* [terms] */
} dp_linear_leaf;

typedef struct dp_linear_leaves {
    dp_linear_leaf *leaf;
    uint64_t n, most; /* most: terms of a leaf */
} dp_linear_leaves;

/* Its number. DP_CORRUPT where a feature is not below n_features. Sticky by s. */
double dp_linear_leaf_add(dp_state *s, dp_linear_leaves *l, const dp_linear_leaf *leaf, uint64_t n_features);
/* Σ over the trees of the forest, in their order: [N,1] float64. x [N,n] float64: the features; seen: as the trees see them. */
dp_val dp_linear_leaves_sum(dp_graph *g, const dp_linear_leaves *l, dp_val x, dp_val seen, const dp_forest *forest,
                            const double *table);

#endif
