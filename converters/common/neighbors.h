/* What estimators of sklearn.neighbors have in common: the fitted rows, how far they are, and what they say. */
#ifndef DP_CONVERTERS_NEIGHBORS_H
#define DP_CONVERTERS_NEIGHBORS_H

#include "converters/common/metric.h"
#include "graph/ports.h"

/* The fitted rows and their metric. Trees measure differences; brute force squares products where it is euclidean. */
void dp_neighbors_read(dp_state *s, dp_metric *out);

/* What each fitted row says: a number or a class, of one output or several. */
typedef struct dp_votes {
    size_t n;               /* outputs */
    const double *number;   /* regressors: [S, outputs]; else NULL */
    const int64_t **index;  /* classifiers: of each output [S], the number of the class */
    dp_labels *classes;     /* of each output */
    uint64_t rows;          /* S */
    bool by_distance;       /* weights='distance'; else all weigh the same */
} dp_votes;

void dp_votes_read(dp_state *s, bool classifier, uint64_t rows, dp_votes *out);
/* 1 / distance; where some of a row's are 0, those weigh 1 and the others nothing. Same shape; sums over the axis. */
dp_val dp_weights_of(dp_graph *g, dp_val distance, dp_val near_enough, int64_t axis);

#endif
