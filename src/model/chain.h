/* Estimators of several files as the one object that Python would have made of them. */
#ifndef DP_MODEL_CHAIN_H
#define DP_MODEL_CHAIN_H

#include "model/model.h"

/* make_pipeline(step[0], step[1], …): a Pipeline object in the heap, with steps named after their classes.
 * 0: memory is out. */
dp_id dp_chain(dp_ctx *ctx, dp_heap *heap, const dp_id *step, size_t n);

/* Texts of a list, tuple, array or pandas Index, as UTF-8: feature names that somebody pickled. NULL with *n 0 where it is
 * something else. */
const dp_span *dp_texts_of(dp_ctx *ctx, dp_heap *heap, dp_id id, size_t *n);

/* What the model's features are called, by its own word or that of the one that its rows reach first: *n of them; NULL: it is
 * not told. */
const dp_span *dp_names_of_features(dp_ctx *ctx, const dp_model *model, size_t *n);

#endif
