/* What chooses columns where pandas' own objects do: an Index, as table.columns is one, a Series, which a mask of table.dtypes is, or
 * one of its arrays. */
#ifndef DP_MODEL_CHOSEN_H
#define DP_MODEL_CHOSEN_H

#include "model/state.h"

typedef enum dp_chosen_by { DP_CHOSEN_BY_NAME, DP_CHOSEN_BY_PLACE, DP_CHOSEN_BY_FLAG } dp_chosen_by;

typedef struct dp_chosen {
    dp_chosen_by by;
    dp_span name;  /* UTF-8 */
    int64_t value; /* a place, or a flag */
} dp_chosen;

/* *n entries, one for each value; in the arena. NULL: it is no such object (or of no entries), or holds something else. */
const dp_chosen *dp_chosen_of(dp_ctx *ctx, dp_heap *heap, dp_id value, uint64_t *n);

#endif
