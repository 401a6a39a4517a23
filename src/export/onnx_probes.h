/* Rows and their answers, kept in a file's metadata (convert --probes N), so that whoever receives the file can see whether
 * the runtime at hand answers them alike: samples/check_runtime shows how.
 *
 *     {"exact": true, "inputs": {"X": [[0.5, "NaN"], …]}, "outputs": {"label": ["a", …], "probabilities": [[0.25, 0.75], …]}}
 *
 * Numbers read back to the same bits; what is not finite is one of "NaN", "Infinity", "-Infinity". `exact`: answers must be
 * equal bit by bit; else within rounding, for there is exp or a product of matrices in it. */
#ifndef DP_EXPORT_ONNX_PROBES_H
#define DP_EXPORT_ONNX_PROBES_H

#include "graph/graph.h"

#define DP_PROBES_KEY "probes"

/* The text for n rows, as dp_probe_rows chooses them; in the arena. NULL: the error is set (DP_UNSUPPORTED where the model
 * does not take one table of numbers). */
const char *dp_onnx_probes(dp_ctx *ctx, const dp_graph *g, uint32_t n);

/* Does the graph, read back from a file, answer the rows in this text as it says? DP_MISMATCH: it does not, and the error says
 * where; DP_CORRUPT: the text is none of ours. */
dp_rc dp_onnx_probes_hold(dp_ctx *ctx, const dp_graph *g, const char *text, uint64_t *rows);

#endif
