/* What a written ONNX file asks for and answers. For migrate, which writes lines of code that say it. */
#ifndef DP_CLI_PORTS_H
#define DP_CLI_PORTS_H

#include "cli/job.h"

/* The report: {"inputs": [port], "outputs": [port], "features": N, "labels": "bool" …, "meta": [key …]}, a port being {name,
 * type, width}: type "float64", "float32", "int64", "bool" or "text", width the second dimension, 0 where there is none or it is open. */
dp_rc dp_read_ports(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

#endif
