/* Distances as sklearn.neighbors measures them. */
#ifndef DP_CONVERTERS_METRIC_H
#define DP_CONVERTERS_METRIC_H

#include "converters/common/set_distance.h"
#include "graph/build.h"
#include "model/state.h"

typedef enum dp_metric_kind {
    DP_EUCLIDEAN, DP_SQEUCLIDEAN, DP_MANHATTAN, DP_CHEBYSHEV, DP_MINKOWSKI, DP_COSINE_DISTANCE, DP_CORRELATION,
    DP_CANBERRA, DP_BRAYCURTIS, DP_HAMMING, DP_MAHALANOBIS, DP_HAVERSINE, DP_SETS, DP_GIVEN /* the rows are distances already */
} dp_metric_kind;

typedef struct dp_metric {
    dp_metric_kind kind;
    double p;          /* minkowski */
    dp_set_distance sets;
    bool by_products;  /* euclidean: as |x|² - 2 x·v + |v|², not from differences */
    dp_nums points;    /* [S, features]: as fitted, or stretched to what makes the metric a plainer one */
    const double *stretch; /* of each feature; NULL: none */
    bool of_sums;      /* braycurtis: by |x + v|, as scipy has it, not by |x| + |v| */
    dp_nums turn;      /* mahalanobis: VI [features, features] */
} dp_metric;

/* The metric of this name with its parameters (a dict, or 0) to the points. */
void dp_metric_read(dp_state *s, const char *name, dp_id params, dp_nums points, dp_metric *out);
/* [N, S], in the same order as distances are, but cheaper: squares of euclidean ones, powers of minkowski's. */
dp_val dp_metric_reduced(dp_graph *g, const dp_metric *m, dp_val x);
/* Distances from reduced ones; and a constant distance reduced. */
dp_val dp_metric_whole(dp_graph *g, const dp_metric *m, dp_val reduced);
double dp_metric_reduce(const dp_metric *m, double distance);
uint64_t dp_metric_width(const dp_metric *m);

#endif
