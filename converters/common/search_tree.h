/* The KDTree or BallTree of an estimator of sklearn.neighbors. It holds a copy of the fitted rows and a metric of its own,
 * and those are what scikit-learn asks; so they must be those that the estimator tells of. */
#ifndef DP_CONVERTERS_SEARCH_TREE_H
#define DP_CONVERTERS_SEARCH_TREE_H

#include "converters/common/metric.h"

/* Fails where the tree does not hold these rows, each once and inside the bounds of its nodes, or measures otherwise. name: what the
 * estimator calls the metric. */
void dp_search_tree_check(dp_state *s, const dp_nums *points, const dp_metric *metric, const char *name, bool balls);

#endif
