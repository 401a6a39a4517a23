/* Trees whose records are not scikit-learn's: brought to one flat form, checked and put in preorder. */
#ifndef DP_CONVERTERS_FLAT_TREE_H
#define DP_CONVERTERS_FLAT_TREE_H

#include "graph/forest.h"
#include "model/state.h"

/* A row goes left where x[feature] <= threshold, or x is NaN and missing_left is not 0. A leaf has left < 0. */
typedef struct dp_flat_node {
    int32_t left, right, feature;
    uint32_t missing_left; /* 0 or 1, its first byte */
    double threshold;
} dp_flat_node;

typedef struct dp_flat_tree {
    dp_tree tree;           /* for dp_forest_add_filled */
    const uint32_t *origin; /* of each node of tree, its number among those given */
} dp_flat_tree;

/* A tree from node 0 of n on, the children anywhere among them. DP_CORRUPT where one is out of range, has two parents or a
 * feature that is not below n_features; where `all`, also where one is not reached from the root. what: for messages. */
bool dp_flat_tree_make(dp_state *s, const char *what, const dp_flat_node *node, uint32_t n, uint64_t n_features, bool all,
                       dp_flat_tree *out);

#endif
