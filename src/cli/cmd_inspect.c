/* depickle inspect IN: what is inside. */
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/exposed.h"
#include "cli/forecast.h"
#include "cli/job.h"
#include "export/inspect.h"
#include "export/report.h"

#include <stdio.h>

static dp_rc find(dp_ctx *ctx, const dp_task *task, dp_inspected *found)
{
    static dp_json_file file;
    static dp_models models;
    DP_TRY(dp_task_load_any(ctx, task, &file, &models));
    *found = (dp_inspected){&file.loaded, &models, file.source != NULL ? &file : NULL};
    return DP_OK;
}

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_inspected found = {0};
    bool json = task->cli->json;
    const char *kind = dp_sniff(dp_span_cut(task->input->main, 0, DP_FORMAT_HEAD));
    bool onnx = strcmp(kind, "onnx") == 0;
    const char *text = "";
    dp_rc rc = onnx ? dp_inspect_onnx(ctx, task->shown, task->input->main, json, &text) : find(ctx, task, &found);
    if (rc != DP_OK) {
        bool judged = !onnx && strcmp(kind, "json") != 0; /* of others there are no names to tell */
        dp_wire_json(wire, dp_report_json(ctx, task->shown, NULL, NULL));
        dp_wire_text(wire, judged ? dp_inspect_text(ctx, task->shown, &(dp_inspected){0}) : "");
        return rc;
    }
    if (!onnx) { /* one of the two: each reads all models */
        text = json ? dp_inspect_json(ctx, task->shown, &found) : dp_inspect_text(ctx, task->shown, &found);
    }
    if (json) {
        dp_wire_json(wire, text);
    } else {
        dp_wire_text(wire, text);
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
