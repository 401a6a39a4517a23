/* The outputs. An exporter walks one of the views of a model (its state, its graph) and never sees a family. */
#ifndef DP_EXPORT_EXPORTER_H
#define DP_EXPORT_EXPORTER_H

#include "io/sink.h"
#include "graph/emit.h"

typedef enum dp_target { DP_TARGET_AUTO, DP_TARGET_ML5, DP_TARGET_ML1, DP_TARGET_PLAIN } dp_target;

/* Whose bytes these are; the digest may still be on its way when writing begins, so it is asked for last. */
typedef struct dp_source {
    const char *file;      /* base name of the input */
    const char *container; /* "gzip+joblib", "pickle" */
    /* 64 hex digits, "" when not known; may block until the parent has hashed. NULL: not known. */
    const char *(*sha256)(void *self);
    void *self;
} dp_source;

typedef struct dp_export_options {
    dp_target target;
    dp_emit_options emit;
    bool arrays_base64;  /* JSON */
    uint32_t probes;     /* ONNX: rows with their answers in the metadata */
    dp_source source;
} dp_export_options;

typedef struct dp_exporter {
    const char *name;    /* "onnx" */
    const char *suffix;  /* ".onnx" */
    bool needs_graph;    /* writes graph; else graph is NULL and the model need not have a converter */
    dp_rc (*write)(dp_ctx *ctx, const dp_model *model, dp_graph *graph, const dp_export_options *options, dp_sink *sink);
} dp_exporter;

const dp_exporter *const *dp_exporters(size_t *n);
const dp_exporter *dp_exporter_find(const char *name);

#endif
