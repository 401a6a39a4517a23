/* What outputs of one file are called, so that each of its models has names of its own. */
#ifndef DP_EXPORT_PARTS_H
#define DP_EXPORT_PARTS_H

#include "model/beside.h"

/* For each model the part of its outputs' names that tells it from the others: "" for "$", ".model" for "$['model']" and
 * "$.model", ".0" for "$[0]"; characters outside [A-Za-z0-9_-] become '_'. Where that gives two the same, the later ones are
 * numbered (".a", ".a.2"), past names that another has of itself. In the arena; NULL: the error is set. */
const char *const *dp_model_parts(dp_ctx *ctx, const dp_models *models);
/* The same of what is no model; "" of the whole file. NULL: memory is out. */
const char *dp_item_part(dp_ctx *ctx, const dp_item *item);

#endif
