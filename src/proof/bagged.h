/* BaggingClassifier, BaggingRegressor over estimators that are no single trees:
 *
 *     y = mean over the estimators of what each answers, over its own columns (estimators_features_)
 *
 * Numbers; of classifiers probabilities, or where an estimator has none a vote. Numbers that are all float32 are added and divided
 * as such. decision_function is the mean of the estimators', where all have one and all have met all classes. */
#ifndef DP_PROOF_BAGGED_H
#define DP_PROOF_BAGGED_H

#include "proof/prove.h"

bool dp_prove_bagged(dp_prover *p, dp_state *s, const dp_claims *claims, bool classifier);

#endif
