/* IsotonicRegression: one number, interpolated between thresholds as numpy does it:
 *
 *     y = slope · (x - from) + base     of the line behind the last threshold that is not above x
 *
 * Beyond the first and the last it is theirs (out_of_bounds='clip'), else NaN. */
#ifndef DP_PROOF_ISOTONIC_H
#define DP_PROOF_ISOTONIC_H

#include "model/state.h"
#include "proof/prover.h"

typedef struct dp_isotonic {
    dp_nums x, y;     /* thresholds, at least one */
    double low, high; /* x is held between these, if clip */
    bool clip;
} dp_isotonic;

/* Left open where thresholds are float32. */
bool dp_isotonic_read(dp_prover *p, dp_state *s, dp_isotonic *out);
/* The value [N, 1] is what it makes of *x [N, 1]. */
bool dp_is_isotonic(dp_prover *p, const dp_isotonic *m, dp_span name, dp_span *x);

#endif
