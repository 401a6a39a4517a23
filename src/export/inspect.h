/* What is inside a file, for people and for programs. */
#ifndef DP_EXPORT_INSPECT_H
#define DP_EXPORT_INSPECT_H

#include "export/json_read.h"
#include "model/model.h"

/* What a file was found to hold. loaded, models: NULL where the file could not, or may not, be read to its end: what is known of
 * it then. written: NULL but for a JSON file of ours, of which loaded is part. */
typedef struct dp_inspected {
    const dp_loaded *loaded;
    const dp_models *models;
    const dp_json_file *written;
} dp_inspected;

/* An indented tree: container, who wrote it, models with parameters that differ from today's defaults, features, classes,
 * trees and nodes, what can be converted; for other files the top objects. In the arena. */
const char *dp_inspect_text(dp_ctx *ctx, const char *file, const dp_inspected *found);
/* The same as a JSON object, one line. loaded and models are there. */
const char *dp_inspect_json(dp_ctx *ctx, const char *file, const dp_inspected *found);

/* An ONNX file of ours: who wrote it of what, its inputs and outputs, trees, operators. DP_UNSUPPORTED: it is another's. */
dp_rc dp_inspect_onnx(dp_ctx *ctx, const char *file, dp_span bytes, bool json, const char **out);

#endif
