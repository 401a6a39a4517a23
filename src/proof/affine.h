/* x · coef_ᵀ + intercept_. Coefficients are those of the pickle, bit for bit; in which order the products are added is left to
 * the runtime, as it is to BLAS in scikit-learn. */
#ifndef DP_PROOF_AFFINE_H
#define DP_PROOF_AFFINE_H

#include "model/state.h"
#include "proof/prover.h"

typedef struct dp_affine {
    dp_nums coef;       /* [outputs, inputs] */
    dp_nums intercept;  /* [outputs], or one for all */
} dp_affine;

bool dp_affine_read(dp_prover *p, dp_state *s, dp_affine *out);
/* The value [N, outputs] is that of what the estimator looks at. */
bool dp_is_affine(dp_prover *p, const dp_affine *a, dp_span name);
/* The same of float32 rows, coefficients and sums, as [N, outputs] float64. */
bool dp_is_affine_f32(dp_prover *p, const dp_affine *a, dp_span name);

#endif
