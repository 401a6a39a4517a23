/* Columns as ColumnTransformer is told of them: by name, by position, as a slice or as a mask. */
#ifndef DP_CONVERTERS_COLUMNS_H
#define DP_CONVERTERS_COLUMNS_H

#include "model/state.h"

typedef struct dp_column_set {
    uint64_t n;
    const uint64_t *index;
} dp_column_set;

/* The columns of the table (n of them, with these names; NULL: no names) that the object means. A name that does not
 * exist or a position out of range is corrupt; a callable is unsupported (its result is kept beside it). */
dp_column_set dp_columns_read(dp_state *s, dp_id value, const char *what, const dp_span *names, uint64_t n);

/* The positions of columns that an ensemble drew for one of its estimators: an array of integers from 0 on. */
dp_column_set dp_columns_drawn(dp_state *s, dp_id value, const char *what, uint64_t n);

/* What the dict under `key` holds for the transformer of this name; 0: nothing. */
dp_id dp_of_transformer(dp_state *s, const char *key, dp_id name);
double dp_transformer_weight(dp_state *s, dp_id name); /* 1: none is told */

#endif
