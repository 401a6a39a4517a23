/* What is inside a file, for people and for programs. */
#ifndef DP_EXPORT_INSPECT_H
#define DP_EXPORT_INSPECT_H

#include "export/json_read.h"
#include "export/sheet.h"
#include "model/model.h"

/* The file itself. */
typedef struct dp_inspected_file {
    const char *name;   /* as it was named */
    uint64_t size;
    const char *sha256; /* "": not known */
} dp_inspected_file;

/* What a file was found to hold. loaded, models: NULL where the file could not, or may not, be read to its end: what is known of
 * it then. written: NULL but for a JSON file of ours, of which loaded is part. */
typedef struct dp_inspected {
    dp_inspected_file file;
    const dp_loaded *loaded;
    const dp_models *models;
    const dp_json_file *written;
} dp_inspected;

/* A tree: container, who wrote it, models with parameters that differ from today's defaults, inputs with their categories, classes,
 * trees and nodes, what takes the room, what can be converted; for other files the top objects. In the arena. paper as in
 * dp_sheet_new. */
const char *dp_inspect_text(dp_ctx *ctx, const dp_inspected *found, const dp_paper *paper);
/* The same as a JSON object, one line. loaded and models are there. */
const char *dp_inspect_json(dp_ctx *ctx, const dp_inspected *found);

/* An ONNX file of ours: who wrote it of what, its inputs and outputs, trees, operators. DP_UNSUPPORTED: it is another's. json: as an
 * object, and paper is not looked at. */
dp_rc dp_inspect_onnx(dp_ctx *ctx, const dp_inspected_file *file, dp_span bytes, bool json, const dp_paper *paper, const char **out);

#endif
