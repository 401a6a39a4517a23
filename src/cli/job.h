/* One file through one child: the parent's part (open, digest, outputs, report) and the children's tasks. */
#ifndef DP_CLI_JOB_H
#define DP_CLI_JOB_H

#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/outcome.h"
#include "export/json_read.h"
#include "io/open.h"

/* What a task in the child sees. */
typedef struct dp_task {
    const dp_cli *cli;
    const dp_input *input;
    const char *shown;      /* the input's name as the user wrote it */
    const void *more;       /* the command's own */
    const char **reading;   /* the name for error lines: shown, but while another file is read */
    dp_ctx **second;        /* a context of the command's own, for another file; where it has a fault, that is told */
} dp_task;

/* Does the command's work in the child; the rc and the line go to the parent. */
typedef dp_rc (*dp_work)(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

struct dp_outputs;
struct dp_resume;
struct dp_turn;

/* A further file, whose bytes the child finds beside the input under this name, and what lay beside it as "NAME/FILE". */
typedef struct dp_extra {
    const char *name, *path;
} dp_extra;

typedef struct dp_job {
    const char *path;
    const dp_extra *extra;
    size_t n_extra;
    dp_work work;
    const void *more;
    bool hashes;                /* the digests of path and extras are compared with those expected */
    bool tells_digest;          /* the child is told the digest of path, whatever is expected */
    const struct dp_resume *resume; /* what need not be done again; NULL: nothing */
    struct dp_outputs *outputs; /* NULL: none are allowed */
    bool tells_faults;          /* what the outputs tell of is faults, too: those written to their end are put in place whatever the rc */
    struct dp_turn *turn;       /* ended when nothing but the disk is waited for; NULL: nobody waits */
} dp_job;

/* Opens path, checks digests, runs work in a child, collects its outputs. What the child says is kept in the outcome. From the
 * moment that outputs are put in place, signals wait: the caller lets them through when it has made a note of them
 * (cli/signals.h). */
dp_outcome dp_job_run(const dp_cli *cli, const dp_job *job);

/* For tasks: what the input is by its first bytes, as dp_sniff has it. */
const char *dp_task_kind(const dp_task *task);
/* dp_load and dp_models_find with the options' limits; container text for exporters. */
dp_rc dp_task_load(dp_ctx *ctx, const dp_task *task, dp_loaded *loaded, dp_models *models);
/* The same, also of a JSON file that was written of a pickle; then the file's source is told, else NULL. DP_UNSUPPORTED: what is
 * written, and not read back. */
dp_rc dp_task_load_any(dp_ctx *ctx, const dp_task *task, dp_json_file *file, dp_models *models);
/* " --select model --select '$[0]'": what there is to choose from, for the end of an error line. */
const char *dp_task_choice(dp_ctx *ctx, const dp_models *models);
/* The models that --select leaves (all without it). DP_USAGE when it names none. */
dp_rc dp_task_select(dp_ctx *ctx, const dp_task *task, dp_models *models);
/* dp_task_load_any and dp_task_select, for who takes one model: models->n is 1. */
dp_rc dp_task_load_one(dp_ctx *ctx, const dp_task *task, dp_json_file *file, dp_models *models);
dp_source dp_task_source(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

#endif
