/* One of two tables, number by number, in a form that every runtime has for float64:
 *
 *     GatherElements(Concat([N, w, 1] of a, [N, w, 1] of b, axis 2), which, axis 2)
 *
 * with 0.0 · flag added to both, so that both have a row for each of the input. */
#ifndef DP_PROOF_CHOICE_H
#define DP_PROOF_CHOICE_H

#include "proof/prover.h"

/* The value [N, width] is *b where *flag holds, else *a. */
bool dp_is_choice(dp_prover *p, dp_span name, uint64_t width, dp_span *flag, dp_span *a, dp_span *b);
/* v is NaN: not v == v */
bool dp_is_nan_of(dp_prover *p, dp_span name, dp_span v);

#endif
