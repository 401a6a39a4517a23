/* Transformers in front of an estimator: which are followed, and what they make. */
#ifndef DP_PROOF_STEPS_H
#define DP_PROOF_STEPS_H

#include "model/state.h"
#include "proof/front.h"

/* There is a proof of what the transformer makes; else the model is left open. The pickle alone tells. */
bool dp_step_covered(dp_prover *p, dp_state *outer, dp_id id, const char *path);
/* The value is the table of *n columns (0: told) that it makes of what p->front shows. */
bool dp_step_makes(dp_prover *p, dp_state *outer, dp_id id, const char *path, uint64_t *n, dp_span name);
/* None and 'passthrough'. */
bool dp_step_is_nothing(dp_heap *heap, dp_id id);

#define STEP(class, package, step)                                                                                     \
    bool dp_covers_##step(dp_prover *p, dp_state *s);                                                                  \
    bool dp_makes_##step(dp_prover *p, dp_state *s, uint64_t *n, dp_span name);
#include "proof/steps.def"
#undef STEP

#endif
