/* A JSON model file of ours, read back into the objects that it was written from: docs/formats/json.md. For predict and inspect. */
#ifndef DP_EXPORT_JSON_READ_H
#define DP_EXPORT_JSON_READ_H

#include "format/format.h"

typedef struct dp_json_file {
    dp_loaded loaded; /* the estimator is its root; attributes have today's names, but for parameters that stood under others */
    const char *source, *path, *container, *sha256; /* what the file says of its source, escaped; "" where it does not */
} dp_json_file;

/* DP_CORRUPT: cut short, or contradicts itself. DP_UNSUPPORTED: JSON that is no model of ours, or of names that we do not know. */
dp_rc dp_json_read(dp_ctx *ctx, dp_span bytes, dp_json_file *out);

#endif
