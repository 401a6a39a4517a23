/* MultiOutputRegressor: the numbers of an estimator for each output, side by side. MultiOutputClassifier: the labels and the
 * probabilities of one for each; labels side by side where they are of one type, else, as probabilities, by themselves. */
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

/* No output of the file is left without an estimator. */
static bool known(dp_prover *p, const dp_claims *c, size_t n)
{
    bool joined = c->label.port != NULL;
    for (size_t k = 0; k < DP_CLAIM_LABELS; k++) {
        if ((c->labels[k].port != NULL && (joined || k >= n)) || (c->probabilities[k].port != NULL && k >= n)) {
            return dp_refute(p, "labels or probabilities of an output that the model does not have");
        }
    }
    return true;
}

/* Output i as a file of its estimator alone would have it. */
static bool claims_of(dp_prover *p, const dp_claims *c, size_t n, size_t i, dp_claims *own, dp_form_port *port)
{
    const dp_span *column;
    *own = (dp_claims){.label = n == 1 ? c->label : c->labels[i], .probabilities = {c->probabilities[i]}};
    if (c->label.port == NULL || n == 1) {
        return true;
    }
    *port = *c->label.port;
    port->rank = 1;
    own->label.port = port;
    return dp_claim_columns(p, &c->label, n, &column) && dp_is_column_as(p, column[i], 2, &own->label.value);
}

bool dp_prove_multi_output_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    size_t n = 0;
    const dp_inside *e = dp_inside_all(p, s, "estimators_", &n);
    dp_claims *own = e != NULL ? dp_take(p->ctx, 1, sizeof *own) : NULL;
    dp_form_port port;
    bool good = own != NULL && n <= DP_CLAIM_LABELS && dp_claims_only(p, c, false, true, true, false) && known(p, c, n);
    for (size_t i = 0; good && i < n; i++) {
        good = claims_of(p, c, n, i, own, &port) && dp_inside_answers(p, &e[i], own);
    }
    return good;
}
