/* One file through one child: the parent's part (open, digest, outputs, report) and the children's tasks. */
#ifndef DP_CLI_JOB_H
#define DP_CLI_JOB_H

#include "cli/inputs.h"
#include "cli/options.h"
#include "io/file_sink.h"
#include "io/open.h"

#include <cjson/cJSON.h>

/* What a task in the child sees. */
typedef struct dp_task {
    const dp_cli *cli;
    const dp_input *input;
    const char *shown;      /* the input's name as the user wrote it */
    const void *more;       /* the command's own */
} dp_task;

/* Does the command's work in the child; the rc and the line go to the parent. */
typedef dp_rc (*dp_work)(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

/* One file's outcome, in the parent. */
typedef struct dp_outcome {
    dp_rc rc;
    char line[1200];             /* the error line, "" when DP_OK */
    cJSON *report;               /* the child's, or one made here; the caller frees it */
    char sha256[DP_SHA256_HEX];  /* of the input; "" when not hashed */
    unsigned walls;
} dp_outcome;

struct dp_outputs;

/* Opens path, checks the digest where `hashes`, runs work in a child, collects its outputs in `outputs` (NULL: none are
 * allowed). extra: a second file whose bytes the child finds beside the input under the name "second"; NULL: none. */
dp_outcome dp_job_run(const dp_cli *cli, const char *path, const char *extra, dp_work work, const void *more, bool hashes,
                      struct dp_outputs *outputs);
void dp_outcome_done(dp_outcome *outcome);

/* Prints the error line to stderr and, with --json, the report to stdout. */
void dp_outcome_print(const dp_cli *cli, const dp_outcome *outcome);

/* For tasks: dp_load and dp_models_find with the options' limits; container text for exporters. */
dp_rc dp_task_load(dp_ctx *ctx, const dp_task *task, dp_loaded *loaded, dp_models *models);
/* The models that --select leaves (all without it). DP_USAGE when it names none. */
dp_rc dp_task_select(dp_ctx *ctx, const dp_task *task, dp_models *models);
dp_source dp_task_source(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

/* The exit code of several inputs, as one after the other comes in. */
typedef struct dp_tally {
    size_t n, failed;
    dp_rc only;
} dp_tally;
void dp_tally_add(dp_tally *tally, dp_rc rc);
int dp_tally_code(const dp_tally *tally, bool several);

#endif
