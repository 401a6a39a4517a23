/* One file through one child: the parent's part (open, digest, outputs, report) and the children's tasks. */
#ifndef DP_CLI_JOB_H
#define DP_CLI_JOB_H

#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/outcome.h"
#include "io/open.h"

/* What a task in the child sees. */
typedef struct dp_task {
    const dp_cli *cli;
    const dp_input *input;
    const char *shown;      /* the input's name as the user wrote it */
    const void *more;       /* the command's own */
} dp_task;

/* Does the command's work in the child; the rc and the line go to the parent. */
typedef dp_rc (*dp_work)(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

struct dp_outputs;

/* Opens path, checks the digest where `hashes`, runs work in a child, collects its outputs in `outputs` (NULL: none are
 * allowed). extra: a second file whose bytes the child finds beside the input under the name "second"; NULL: none. */
dp_outcome dp_job_run(const dp_cli *cli, const char *path, const char *extra, dp_work work, const void *more, bool hashes,
                      struct dp_outputs *outputs);

/* For tasks: dp_load and dp_models_find with the options' limits; container text for exporters. */
dp_rc dp_task_load(dp_ctx *ctx, const dp_task *task, dp_loaded *loaded, dp_models *models);
/* The models that --select leaves (all without it). DP_USAGE when it names none. */
dp_rc dp_task_select(dp_ctx *ctx, const dp_task *task, dp_models *models);
dp_source dp_task_source(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

#endif
