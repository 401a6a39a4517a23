/* A written file, and the graph of its source computed the same way. For verify. */
#ifndef DP_CLI_WRITTEN_H
#define DP_CLI_WRITTEN_H

#include "cli/compose.h"
#include "export/onnx_read.h"

/* The model that a file was written from: the one at --select, else at the path the file names, else the only one. */
dp_rc dp_written_model(dp_ctx *ctx, const dp_task *task, dp_span source_path, const dp_models *models, dp_model **model);

/* The graph of that model and what was put together with it, with the file's own input and outputs. */
dp_rc dp_written_source(dp_ctx *ctx, dp_model *model, const dp_composed *composed, const dp_onnx_file *file, dp_graph **graph);

#endif
