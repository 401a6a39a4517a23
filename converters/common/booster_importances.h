/* feature_importances_ of the boosters' wrappers: how much their splits by each feature count, over all trees. */
#ifndef DP_CONVERTERS_BOOSTER_IMPORTANCES_H
#define DP_CONVERTERS_BOOSTER_IMPORTANCES_H

#include "model/state.h"

/* [*n], in the arena; NULL after a fault. */
typedef double *dp_booster_importances(dp_state *s, uint64_t *n);
dp_booster_importances dp_xgboost_importances, dp_lightgbm_importances, dp_catboost_importances;

#endif
