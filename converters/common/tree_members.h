/* Single trees as estimators of an ensemble of any estimators: where all are trees, the ensemble is one forest. */
#ifndef DP_CONVERTERS_TREE_MEMBERS_H
#define DP_CONVERTERS_TREE_MEMBERS_H

#include "converters/common/tree.h"

/* Is the object a DecisionTree or ExtraTree of this kind? */
bool dp_is_single_tree(const dp_state *s, dp_id estimator, bool classifier);
bool dp_are_single_trees(const dp_state *s, const dp_id *estimator, size_t n, bool classifier);

/* One of them, of one output, over n_features (0: any). classes: of a classifier, as many as the tree knows; else NULL. */
void dp_tree_member_read(dp_state *s, dp_id estimator, const char *path, uint64_t n_features, dp_labels *classes,
                         dp_tree_state *out);

#endif
