/* A written file, and the graph of its source computed the same way. For verify and predict. */
#ifndef DP_CLI_WRITTEN_H
#define DP_CLI_WRITTEN_H

#include "cli/job.h"
#include "export/onnx_read.h"

/* The value of a metadata key, "" where there is none. */
const char *dp_written_meta(const dp_onnx_file *file, const char *key);

/* The graph of the model in the source that `file` was written from, with the file's own input and outputs. The model is
 * the one at --select, else at the path the file names, else the only one. */
dp_rc dp_written_source(dp_ctx *ctx, const dp_task *task, const dp_onnx_file *file, dp_models *models, dp_model **model,
                        dp_graph **graph);

#endif
