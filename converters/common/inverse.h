/* The inverse of a small matrix, at conversion. */
#ifndef DP_CONVERTERS_INVERSE_H
#define DP_CONVERTERS_INVERSE_H

#include <stdbool.h>
#include <stdint.h>

/* a [n, n] becomes the identity, and b, which was the identity, its inverse: Gauss and Jordan, the greatest of a column
 * first. false: there is none. */
bool dp_invert(double *a, double *b, uint64_t n);

#endif
