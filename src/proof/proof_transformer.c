/* Transformers by themselves: those that a proof follows in front of an estimator (steps.def). */
#include "proof/prove.h"
#include "proof/steps.h"

bool dp_prove_transformer(dp_prover *p, dp_state *s, const dp_claims *c)
{
    const dp_claim *made = dp_claim_of_transform(c, true);
    uint64_t n = 0;
    return dp_step_covered(p, s, s->obj, "") && dp_claims_only(p, c, true, false, false, false) && made != NULL
           && dp_step_makes(p, s, s->obj, "", &n, made->value) && dp_claim_numbers(p, made, n);
}
