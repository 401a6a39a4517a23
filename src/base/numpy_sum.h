/* np.sum over the last axis, to the last bit. */
#ifndef DP_BASE_NUMPY_SUM_H
#define DP_BASE_NUMPY_SUM_H

#include <stdint.h>

/* The sum of n contiguous doubles in the order in which numpy adds them: one after the other below 8, in 8 strands up to
 * 128, in halves beyond. */
double dp_numpy_sum(const double *v, uint64_t n);

#endif
