/* depickle inspect IN: what is inside. */
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/exposed.h"
#include "cli/forecast.h"
#include "cli/job.h"
#include "export/inspect.h"
#include "export/report.h"

#include <stdio.h>

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_rc rc = dp_task_load(ctx, task, &loaded, &models);
    if (rc != DP_OK) {
        dp_wire_json(wire, dp_report_json(ctx, task->shown, NULL, NULL));
        dp_wire_text(wire, dp_inspect_text(ctx, task->shown, NULL, NULL));
        return rc;
    }
    if (task->cli->json) { /* one of the two: each reads all models */
        dp_wire_json(wire, dp_inspect_json(ctx, task->shown, &loaded, &models));
    } else {
        dp_wire_text(wire, dp_inspect_text(ctx, task->shown, &loaded, &models));
    }
    return DP_OK;
}

struct inspect {
    const dp_cli *cli;
    dp_files files;
    dp_exposed exposed;
    dp_batch batch;
};

static dp_outcome inspect_file(void *self, const dp_file *file, dp_turn *turn)
{
    const struct inspect *n = self;
    (void)turn;
    return dp_job_run(n->cli, &(dp_job){.path = file->path, .work = work});
}

static void tell(void *self, const dp_file *file, dp_outcome *outcome)
{
    struct inspect *n = self;
    if (file != n->files.at && !n->cli->json) {
        putchar('\n');
    }
    dp_exposed_note(&n->exposed, n->cli, file->path, outcome);
    dp_outcome_print(n->cli, outcome);
    dp_tally_add(&n->batch.tally, outcome->rc);
}

static int inspect_all(struct inspect *n)
{
    n->batch = (dp_batch){.cli = n->cli, .files = &n->files, .ordered = true, .self = n, .work = inspect_file, .tell = tell};
    dp_batch_run(&n->batch);
    dp_batch_end(&n->batch);
    dp_exposed_done(&n->exposed);
    return dp_tally_code(&n->batch.tally, n->files.several);
}

int dp_cmd_inspect(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_inspect, argc, argv);
    struct inspect n = {.cli = &cli, .files = dp_files_collect(&cli)};
    int code = cli.plan ? dp_forecast(&cli, &n.files) : inspect_all(&n);
    dp_files_done(&n.files);
    return code;
}
