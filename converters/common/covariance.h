/* Kernels of sklearn.gaussian_process.kernels: a tree of sums, products and powers. */
#ifndef DP_CONVERTERS_COVARIANCE_H
#define DP_CONVERTERS_COVARIANCE_H

#include "graph/build.h"
#include "model/state.h"

typedef struct dp_covariance_part dp_covariance_part;

typedef struct dp_covariance {
    dp_covariance_part *part; /* the root first, each before those below it */
    size_t n;
} dp_covariance;

/* The kernel object, for points of so many features. What a class of one's own computes is unsupported. */
void dp_covariance_read(dp_state *s, dp_id kernel, uint64_t n_features, dp_covariance *out);
/* kernel(x, points): [N, points]. */
dp_val dp_covariance_emit(dp_graph *g, const dp_covariance *c, dp_val x, const dp_nums *points);
/* kernel.diag(x): [N,1] */
dp_val dp_covariance_diagonal(dp_graph *g, const dp_covariance *c, dp_val x);
/* kernel(a, b) of two rows of n_features, at conversion; part: room for a number for each. NaN: not worked out here (a pairwise
 * metric). */
double dp_covariance_between(const dp_covariance *c, const double *a, const double *b, uint64_t n_features, double *part);

#endif
