/* What the columns are called that a transformer makes of named ones, for the transformers that stand before most models: those
 * that keep columns, encoders, and what puts them together. For export/ and page/ only. */
#ifndef DP_EXPORT_COLUMNS_H
#define DP_EXPORT_COLUMNS_H

#include "export/description.h"

typedef struct dp_column_names {
    size_t n;
    const dp_span *name;
} dp_column_names;

/* Its own, or those of the estimator inside that takes its features: in the arena. false: none are told, or too many. */
bool dp_column_names_own(dp_ctx *ctx, dp_heap *heap, dp_id estimator, dp_column_names *out);
/* Of a step: what the steps before it make of the names that the first one, or the pipeline, was given. */
bool dp_column_names_before(dp_ctx *ctx, dp_heap *heap, const dp_described *pipeline, const dp_described *step, dp_column_names *out);

#endif
