/* Regressors that are a weighted sum: y = x · coef_ᵀ + intercept_, or exp of that where the link is a logarithm. */
#include "proof/affine.h"
#include "proof/prove.h"

static bool prove(dp_prover *p, dp_state *s, const dp_claims *c, bool log_link)
{
    dp_affine a;
    if (!dp_claims_only(p, c, true, false, false, false) || !dp_affine_read(p, s, &a)) {
        return false;
    }
    dp_span y = c->number.value;
    bool one = a.coef.found_ndim < 2;
    return dp_input_holds(p, a.coef.dim[1]) && c->number.port != NULL && dp_claim_numbers(p, &c->number, a.coef.dim[0])
           && (!one || (dp_claim_flat(p, &c->number, &y) && dp_is_column_as(p, y, 1, &y)))
           && (!log_link || dp_is_unary(p, y, "Exp", &y)) && dp_is_affine(p, &a, y);
}

bool dp_prove_linear_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    return prove(p, s, c, false);
}

bool dp_prove_log_linear_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    return prove(p, s, c, true);
}
