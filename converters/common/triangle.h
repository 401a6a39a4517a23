/* Triangular matrices of small models, worked out while a file is read. */
#ifndef DP_CONVERTERS_TRIANGLE_H
#define DP_CONVERTERS_TRIANGLE_H

#include <stdbool.h>
#include <stdint.h>

/* The inverse of lower triangular l [n, n], transposed: upper triangular, into out, which was 0. false: l has a 0 on its
 * diagonal. */
bool dp_lower_inverse(const double *l, uint64_t n, double *out);
/* Of a symmetric a [n, n] = L · Lᵀ this L, into l, which was 0. false: a is not positive definite. */
bool dp_cholesky(const double *a, uint64_t n, double *l);

#endif
