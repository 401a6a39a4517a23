/* MultiOutputRegressor: the numbers of an estimator for each output, side by side. */
#include "proof/inside.h"

bool dp_prove_multi_output_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    size_t n = 0;
    const dp_span *part = &c->number.value;
    const dp_inside *e = dp_inside_all(p, s, "estimators_", &n);
    bool good = e != NULL && dp_claims_only(p, c, true, false, false, false) && c->number.port != NULL
                && dp_claim_numbers(p, &c->number, n) && (n == 1 || dp_is_concat(p, c->number.value, 1, n, &part));
    for (size_t i = 0; good && i < n; i++) {
        good = dp_inside_numbers(p, &e[i], 1, false, part[i]);
    }
    return good;
}
