/* An ONNX file of ours, read back into a graph: its own nodes, whatever computed them. For verify and predict. */
#ifndef DP_EXPORT_ONNX_READ_H
#define DP_EXPORT_ONNX_READ_H

#include "graph/graph.h"

typedef struct dp_onnx_meta {
    const char *key, *value;
} dp_onnx_meta;

typedef struct dp_onnx_file {
    dp_graph *graph;
    const dp_onnx_meta *meta; /* metadata_props */
    size_t n_meta;
} dp_onnx_file;

/* The value of a metadata key, "" where there is none. */
const char *dp_onnx_meta_of(const dp_onnx_file *file, const char *key);

/* DP_CORRUPT: not a valid file. DP_UNSUPPORTED: valid, but with operators that we never write. */
dp_rc dp_onnx_read(dp_ctx *ctx, dp_span bytes, dp_onnx_file *out);

#endif
