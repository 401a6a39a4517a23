/* Searches answer with best_estimator_. */
#include "proof/prove.h"

bool dp_prove_search(dp_prover *p, dp_state *s, const dp_claims *c)
{
    dp_id id = dp_need(s, "best_estimator_");
    return s->failed ? dp_refute(p, "best_estimator_: there is none") : dp_prove_inner(p, s, id, "best_estimator_", c);
}
