/* The outputs. An exporter walks one of the views of a model (its state, its graph), or a table, and never sees a family. */
#ifndef DP_EXPORT_EXPORTER_H
#define DP_EXPORT_EXPORTER_H

#include "io/sink.h"
#include "graph/emit.h"
#include "value/frame.h"

typedef enum dp_target { DP_TARGET_AUTO, DP_TARGET_ML5, DP_TARGET_ML1, DP_TARGET_PLAIN, DP_TARGETS } dp_target;

/* Each target's word, as users write it. */
extern const char *const dp_target_words[DP_TARGETS];
bool dp_target_named(const char *word, dp_target *target);

/* Whose bytes these are; the digest may still be on its way when writing begins, so it is asked for last. */
typedef struct dp_source {
    const char *file;      /* base name of the input */
    const char *container; /* "gzip+joblib", "pickle" */
    const char *path;      /* of what is no model: where it stands in the file; NULL: "$" */
    /* 64 hex digits, "" when not known; may block until the parent has hashed. NULL: not known. */
    const char *(*sha256)(void *self);
    void *self;
} dp_source;

typedef struct dp_export_options {
    dp_target target;
    dp_emit_options emit;
    bool arrays_base64;  /* JSON */
    const char *c_name;  /* C: what all names begin with; NULL: "model" */
    uint32_t probes;     /* ONNX: rows with their answers in the metadata */
    dp_source source;
} dp_export_options;

/* What of a model is written. STATE: graph is NULL, and the model need not have a converter. */
typedef enum dp_view { DP_VIEW_STATE, DP_VIEW_GRAPH } dp_view;

typedef struct dp_exporter {
    const char *name;    /* "onnx" */
    const char *suffix;  /* ".onnx" */
    dp_view view;
    /* NULL: models have no such form. */
    dp_rc (*write)(dp_ctx *ctx, const dp_model *model, dp_graph *graph, const dp_export_options *options, dp_sink *sink);
    /* NULL: tables have no such form. */
    dp_rc (*write_table)(dp_heap *heap, const dp_frame *table, const dp_export_options *options, dp_sink *sink);
    /* NULL: other values have no such form. */
    dp_rc (*write_value)(dp_heap *heap, dp_id value, const dp_export_options *options, dp_sink *sink);
    /* Of a form that is not read back: what a file is that begins like one, and what is to be done with it, fit to print; NULL: it is
     * none. The member NULL: the form is read back, or its files tell nothing of themselves. */
    const char *(*unread)(dp_ctx *ctx, dp_span bytes);
} dp_exporter;

const dp_exporter *const *dp_exporters(size_t *n);
const dp_exporter *dp_exporter_find(const char *name);
/* DP_UNSUPPORTED, with what the file is, where it is one that depickle writes and does not read. */
dp_rc dp_refuse_unread(dp_ctx *ctx, dp_span bytes);

#endif
