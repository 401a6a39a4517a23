/* How much each feature counts for a fitted estimator: the size of coef_, else feature_importances_ of its trees. */
#ifndef DP_CONVERTERS_IMPORTANCES_H
#define DP_CONVERTERS_IMPORTANCES_H

#include "model/state.h"

/* [*n], in the arena; NULL after a fault (DP_UNSUPPORTED where the estimator has neither). norm_order: of the rows of a coef_
 * that has several, as numpy.linalg.norm takes it. era: of the scikit-learn that asks (dp_state_era). */
double *dp_importances_read(dp_state *estimator, double norm_order, unsigned era, uint64_t *n);

#endif
