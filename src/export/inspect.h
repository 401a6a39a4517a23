/* What is inside a file, for people and for programs. */
#ifndef DP_EXPORT_INSPECT_H
#define DP_EXPORT_INSPECT_H

#include "model/model.h"

/* An indented tree: container, who wrote it, models with parameters that differ from today's defaults, features, classes,
 * trees and nodes, what can be converted; for other files the top objects. loaded, models: NULL where the file could not,
 * or may not, be read to its end: what is known of it then. In the arena. */
const char *dp_inspect_text(dp_ctx *ctx, const char *file, const dp_loaded *loaded, const dp_models *models);
/* The same as a JSON object, one line. */
const char *dp_inspect_json(dp_ctx *ctx, const char *file, const dp_loaded *loaded, const dp_models *models);

#endif
