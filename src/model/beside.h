/* What stands beside the models of a file: a list of columns, a version, a table in the same dict. */
#ifndef DP_MODEL_BESIDE_H
#define DP_MODEL_BESIDE_H

#include "model/model.h"

typedef struct dp_item {
    const char *path; /* "$['columns']", "$[1]" */
    dp_id obj;
} dp_item;

typedef struct dp_items {
    dp_item *at;
    size_t n;
} dp_items;

/* The items of the dict, list or tuple that a file is, but for models and what holds some. None where the file is something else, or
 * has no model: then all of it is data. */
dp_rc dp_items_beside(dp_ctx *ctx, const dp_loaded *file, const dp_models *models, dp_items *out);
/* The one that is asked for by this path (model/path.h), or NULL. */
const dp_item *dp_item_find(const dp_items *items, const char *path);

#endif
