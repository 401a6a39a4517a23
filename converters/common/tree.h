/* sklearn.tree._tree.Tree: its nodes where they lie, checked; and what a leaf answers.
 *
 *   Tree(n_features, n_classes[n_outputs], n_outputs) with the state
 *     node_count, nodes: records [node_count], values: float64 [node_count, n_outputs, max(n_classes)], max_depth (0.18-)
 *   record (offsets from the dtype): left_child, right_child, feature (8 bytes, or 4 when written on 32 bits), threshold
 *     (float64), impurity, n_node_samples, weighted_n_node_samples, missing_go_to_left (1.3-)
 *   leaf: left_child and right_child are -1
 *
 * values of a classifier are weighted counts up to 1.3 and fractions of the node's weight since 1.4. The numbers tell
 * which: predict of old versions divides a row by its sum, that of new ones takes it as it is. */
#ifndef DP_CONVERTERS_TREE_H
#define DP_CONVERTERS_TREE_H

#include "graph/forest.h"
#include "model/state.h"

typedef struct dp_tree_state {
    dp_tree tree;
    const dp_array *nodes;    /* the records themselves */
    uint64_t n_features, n_outputs, most_classes;
    const int64_t *n_classes; /* [n_outputs]; all 1 for regressors */
    const double *values;     /* [tree.n, n_outputs, most_classes] */
    bool counts;              /* rows of a classifier that are still to be divided by their sum */
} dp_tree_state;

/* Reads and checks the Tree under the estimator's tree_: ranges, one parent for each node, all reachable, no cycle,
 * features in range, shapes that agree, numbers that are numbers. O(nodes). n_features and n_outputs are at least 1. */
void dp_tree_state_read(dp_state *estimator, bool classifier, dp_tree_state *out);

/* Numbers in one leaf's answer: n_outputs for a regressor, all classes of all outputs for a classifier. */
uint64_t dp_tree_state_width(const dp_tree_state *t);
/* A leaf's answer, bit by bit as predict_proba (or predict of a regressor) computes it. */
void dp_tree_state_answer(const dp_tree_state *t, uint32_t leaf, double *out);
/* The class that the leaf's own row puts first, before any division: DecisionTreeClassifier.predict. [n_outputs] */
void dp_tree_state_winners(const dp_tree_state *t, uint32_t leaf, double *out);

#endif
