/* Values of several estimators, added in their order:
 *
 *     ReduceSum(Concat(each as [1, N, width], axis 0), axis 0)         and of the mean, that / by */
#ifndef DP_PROOF_MEAN_H
#define DP_PROOF_MEAN_H

#include "proof/prover.h"

/* The value [N, width] is the sum of n, each proved by `is`. single: each is cast to float32 first, and so is the sum. */
bool dp_is_sum_in_order(dp_prover *p, dp_span name, size_t n, uint64_t width, bool single, dp_index_proof *is, void *self);
/* float64; single: of a sum that was divided in float32. */
bool dp_is_mean_in_order(dp_prover *p, dp_span name, size_t n, uint64_t width, double by, bool single, dp_index_proof *is,
                         void *self);

#endif
