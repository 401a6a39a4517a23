/* What an ONNX file that depickle wrote tells of itself, in words that are fit for one line: for inspect and report. */
#ifndef DP_EXPORT_ONNX_TOLD_H
#define DP_EXPORT_ONNX_TOLD_H

#include "export/description.h"

typedef struct dp_onnx_port_told {
    const char *name, *type, *shape; /* "X", "float64", "N, 4" */
    const char *method;              /* an output: what it answers; "" */
} dp_onnx_port_told;

typedef struct dp_onnx_told {
    const dp_described *model; /* its parts: initializers, and attributes of trees */
    const dp_graph *graph;     /* as it was read back */
    const char *writer, *answering, *target, *requires, *sets, *operators; /* "" where the file does not say it */
    dp_told_source source;
    size_t n_nodes;
    size_t n_probes;           /* stored rows, with answers */
    const dp_onnx_port_told *input, *output;
    size_t n_inputs, n_outputs;
} dp_onnx_told;

/* DP_UNSUPPORTED: another's file. */
dp_rc dp_tell_onnx(dp_ctx *ctx, dp_span bytes, dp_onnx_told *out);

#endif
