/* What an ONNX file tells of its source, as texts: metadata_props. */
#ifndef DP_EXPORT_ONNX_META_H
#define DP_EXPORT_ONNX_META_H

#include "export/exporter.h"
#include "export/onnx_read.h"

enum { DP_ONNX_META = 24 };

/* Fills at most DP_ONNX_META entries and returns how many. source_sha256 is asked for last. Texts live in the arena. */
size_t dp_onnx_metadata(dp_ctx *ctx, const dp_model *model, const dp_graph *graph, const dp_source *source, const char *target,
                        const char *runtime, dp_onnx_meta *out);

/* Names the method of each output of a graph that was read back, by the file's own word for it (key "methods"); those that it
 * does not name keep none. */
void dp_onnx_tell_methods(dp_graph *g, const char *methods);

#endif
