/* feature_importances_ of the boosters' wrappers: how much their splits by each feature count, over all trees. */
#ifndef DP_CONVERTERS_BOOSTER_IMPORTANCES_H
#define DP_CONVERTERS_BOOSTER_IMPORTANCES_H

#include "model/state.h"

/* [*n], in the arena; NULL after a fault. */
typedef double *dp_booster_importances(dp_state *s, uint64_t *n);
dp_booster_importances dp_xgboost_importances, dp_lightgbm_importances, dp_catboost_importances;

/* coef_ of XGBoost's wrapper of a linear booster, which scikit-learn prefers from 0.24 on: [classes or 1, features]. era: of the
 * scikit-learn that asks, 0 where that is not told. DP_UNSUPPORTED where it would not ask for coef_. */
dp_nums dp_xgboost_coef(dp_state *s, unsigned era);

#endif
