/* Numbers that a file has and a pickle has not: they came from a logarithm, which the C library of whoever wrote the file took.
 *
 * The rule: each logarithm is one of three float64, the nearest to the true one and its two neighbours; what is computed of
 * logarithms is off by no more than that allows. The nearest is computed here, without a C library. */
#ifndef DP_PROOF_NEAR_H
#define DP_PROOF_NEAR_H

#include <stdbool.h>

typedef struct dp_near {
    double v;   /* of nearest logarithms */
    double off; /* the most that a file's number may differ by; 0: not in one bit */
} dp_near;

/* The float64 nearest to the logarithm of x, which is above 0 and finite; of others what the C library has. */
double dp_nearest_log(double x);
/* The same, and that the file's may be one ulp off. */
dp_near dp_near_log(double x);
/* From |v| to the next float64. */
double dp_ulp(double v);
bool dp_is_near(double found, dp_near n);

#endif
