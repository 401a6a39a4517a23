/* What the columns are called that a transformer makes of named ones, for the transformers that stand before most models: those
 * that keep columns, encoders, and what puts them together. For page/ only. */
#ifndef DP_PAGE_COLUMNS_H
#define DP_PAGE_COLUMNS_H

#include "model/model.h"

typedef struct dp_column_names {
    size_t n;
    const dp_span *name;
} dp_column_names;

/* false: it is not known what it makes of them. In the arena. */
bool dp_column_names_out(dp_ctx *ctx, dp_heap *heap, dp_id transformer, const dp_column_names *in, dp_column_names *out);

#endif
