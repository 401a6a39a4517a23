/* Whether a regressor's predict gives one target in a column, [N, 1], or in one dimension, [N]: numbers are the same. */
#ifndef DP_MODEL_COLUMN_H
#define DP_MODEL_COLUMN_H

#include "pickle/object.h"

#include <stdbool.h>

/* Of what answers for this estimator, where it has one target: true for those that were fitted on a table of one column and kept
 * its shape, as LinearRegression does. */
bool dp_predicts_column(dp_heap *heap, dp_id estimator);

#endif
