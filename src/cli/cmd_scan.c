/* depickle scan IN…: names, how they are reached, a verdict. Nothing of model/ is needed. */
#include "cli/allow.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/exposed.h"
#include "cli/inputs.h"
#include "cli/job.h"
#include "cli/scanned.h"
#include "export/report.h"

#include <stdio.h>
#include <unistd.h>

/* ---- in the child ---- */

/* What a codec that was not built in keeps closed was not examined, and is not safe. */
static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_allow allow = {task->cli->allow.at, task->cli->allow.n};
    dp_rc rc = dp_load(ctx, task->input, &allow, &loaded);
    dp_wire_json(wire, dp_report_json(ctx, task->shown, rc == DP_OK ? &loaded : NULL, NULL));
    return rc == DP_UNSUPPORTED ? DP_ERROR : rc;
}

/* ---- in the parent ---- */

struct scan {
    const dp_cli *cli;
    dp_files files;
    dp_scanned scanned;
    dp_exposed exposed;
    dp_batch batch;
    bool unsafe, unexamined; /* any; unexamined only with --strict */
};

static void not_examined(struct scan *s, const dp_file *file, const char *kind)
{
    dp_scanned_other(&s->scanned, file->path, kind);
    s->batch.summary.other++;
    s->unexamined = s->unexamined || s->cli->strict;
}

/* Archives are searched for pickles all the same: what is dangerous is told. */
static bool is_examined(const dp_file *file)
{
    return file->kind == NULL || strcmp(file->kind, "zip") == 0 || strcmp(file->kind, "tar") == 0;
}

static dp_outcome scan_file(void *self, const dp_file *file, dp_turn *turn)
{
    (void)turn;
    const struct scan *s = self;
    return is_examined(file) ? dp_job_run(s->cli, &(dp_job){.path = file->path, .work = work}) : (dp_outcome){0};
}

static void tell(void *self, const dp_file *file, dp_outcome *outcome)
{
    struct scan *s = self;
    const char *kind = file->kind;
    bool no_model = !is_examined(file) || (kind != NULL ? outcome->rc != DP_UNSAFE : dp_file_no_model(file, outcome, &kind));
    if (no_model && kind != NULL) {
        not_examined(s, file, kind);
    } else if (no_model) {
        dp_files_skip(&s->files, s->cli, file->path);
    } else {
        dp_exposed_note(&s->exposed, s->cli, file->path, outcome);
        dp_scanned_add(&s->scanned, file->path, outcome);
        s->unsafe = s->unsafe || outcome->rc == DP_UNSAFE;
        dp_tally_add(&s->batch.tally, outcome->rc);
    }
}

/* 1 if any is unsafe, else 9 if any failed otherwise. */
static int exit_code(const struct scan *s)
{
    bool several = s->files.several;
    return s->unsafe ? DP_UNSAFE : several && s->unexamined ? DP_PARTLY : dp_tally_code(&s->batch.tally, several);
}

int dp_cmd_scan(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_scan, argc, argv);
    struct scan s = {.cli = &cli};
    if (cli.write_allow && !cli.force && access(DP_ALLOW_FILE, F_OK) == 0) {
        dp_usage("scan: %s is there; -f adds the new names to it", DP_ALLOW_FILE);
    }
    s.files = dp_files_collect(&cli);
    dp_files_keep_shard(&s.files, &cli);
    if (!dp_scanned_init(&s.scanned, &cli)) {
        dp_out_of_memory();
    }
    s.batch = (dp_batch){.cli = &cli, .files = &s.files, .ordered = cli.listing != DP_LISTING_JSON, .self = &s,
                         .work = scan_file, .tell = tell, .summary = {.good = "safe"}};
    dp_batch_run(&s.batch);
    dp_batch_end(&s.batch);
    int code = dp_scanned_end(&s.scanned, exit_code(&s));
    dp_files_done(&s.files);
    dp_exposed_done(&s.exposed);
    return code;
}
