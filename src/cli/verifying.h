/* What verify does in the child, one file for each kind of comparison. The first word of the last line they write is the
 * verdict. */
#ifndef DP_CLI_VERIFYING_H
#define DP_CLI_VERIFYING_H

#include "cli/job.h"

/* A written ONNX file against the model in the task's input: proved, tested or differs. */
dp_rc dp_verify_onnx(dp_ctx *ctx, const dp_task *task, dp_span written, dp_wire *wire);
/* A written JSON file against all models in the task's input. */
dp_rc dp_verify_json(dp_ctx *ctx, const dp_task *task, dp_span written, dp_wire *wire);

/* A written ONNX file, or a model, against answers that the user recorded: "data" and "expected" beside the task's input. */
dp_rc dp_verify_answers(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

/* Warns where the digest of the pickle that a file names is not that of the one in hand. */
void dp_compare_digests(dp_ctx *ctx, dp_span named, dp_wire *wire);

/* Whose name error lines have from here on: the written file's (of --against), or its source's. */
void dp_verify_tells(const dp_task *task, bool written);

/* The last line, and the object for --json: more is its further members, each with a comma before it. */
dp_rc dp_say_verdict(dp_ctx *ctx, dp_wire *wire, const char *verdict, dp_rc rc, const char *line, const char *more);

/* The parent's part, for one written file: against cli->against, cli->data, or by itself. Its digest is not looked at. */
dp_outcome dp_verify_written(const dp_cli *cli, const char *path);

#endif
