/* sklearn.metrics.pairwise: how far from, or how like, some fixed points each row is. */
#ifndef DP_CONVERTERS_PAIRWISE_H
#define DP_CONVERTERS_PAIRWISE_H

#include "graph/build.h"
#include "model/state.h"

/* |x - v|² as euclidean_distances computes it, |x|² - 2 x·v + |v|² and not below 0: [N, points]. Two points that are
 * close to each other, compared to how long they are, are as far apart as rounding makes them: there too as there. */
dp_val dp_squared_distances(dp_graph *g, dp_val x, const dp_nums *points);

/* Which of the points is nearest, by |v|² - 2 x·v: |x|² is the same for all. [N] int64, the first of equals. */
dp_val dp_nearest(dp_graph *g, dp_val x, const dp_nums *points);

/* One summand a feature of x - v, added feature after feature: [N, points]. */
typedef enum dp_difference { DP_SQUARED, DP_ABSOLUTE, DP_GREATEST, DP_POWERED, DP_CHI2 } dp_difference;
dp_val dp_differences(dp_graph *g, dp_val x, const dp_nums *points, dp_difference how, double power);

typedef enum dp_similarity_kind {
    DP_LINEAR, DP_POLY, DP_RBF, DP_SIGMOID, DP_LAPLACIAN, DP_COSINE, DP_ADDITIVE_CHI2, DP_CHI2_KERNEL, DP_PRECOMPUTED
} dp_similarity_kind;

typedef struct dp_similarity {
    dp_similarity_kind kind;
    double gamma, coef0, degree;
} dp_similarity;

/* The kernel that stands under this key, and its parameters. A kernel that is a function is unsupported. */
void dp_similarity_read(dp_state *s, const char *key, uint64_t n_features, dp_similarity *out);
/* pairwise_kernels(x, points): [N, points]. */
dp_val dp_similarity_emit(dp_graph *g, const dp_similarity *how, dp_val x, const dp_nums *points);

#endif
