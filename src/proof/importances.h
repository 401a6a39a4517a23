/* How much each feature counts for a fitted estimator: feature_importances_ of scikit-learn's trees, or the size of coef_. */
#ifndef DP_PROOF_IMPORTANCES_H
#define DP_PROOF_IMPORTANCES_H

#include "model/state.h"
#include "proof/prover.h"

typedef struct dp_importances {
    double *v;
    uint64_t n;
} dp_importances;

/* Left open for estimators whose importances are not followed. norm_order: how several rows of coef_ become one number. */
bool dp_importances_find(dp_prover *p, dp_state *estimator, double norm_order, dp_importances *out);

#endif
