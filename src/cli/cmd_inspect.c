/* depickle inspect IN: what is inside. */
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/exposed.h"
#include "cli/forecast.h"
#include "cli/job.h"
#include "cli/terminal.h"
#include "export/inspect.h"
#include "export/report.h"

#include <stdio.h>

static dp_rc find(dp_ctx *ctx, const dp_task *task, dp_inspected *found)
{
    static dp_json_file file;
    static dp_models models;
    DP_TRY(dp_task_load_any(ctx, task, &file, &models));
    found->loaded = &file.loaded;
    found->models = &models;
    found->written = file.source != NULL ? &file : NULL;
    return DP_OK;
}

/* What cannot be read, or may not be: a report of it, and what was seen all the same. */
static dp_rc refuse(dp_ctx *ctx, const dp_task *task, const dp_inspected *found, bool judged, dp_rc rc, dp_wire *wire)
{
    dp_wire_json(wire, dp_report_json(ctx, task->shown, NULL, NULL));
    dp_wire_text(wire, judged ? dp_inspect_text(ctx, found, &task->cli->paper) : "");
    return rc;
}

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_inspected found = {.file = {task->shown, task->input->main.n, ""}};
    bool json = task->cli->json;
    const char *kind = dp_task_kind(task);
    bool onnx = strcmp(kind, "onnx") == 0;
    const char *text = "";
    dp_rc rc = onnx ? DP_OK : find(ctx, task, &found);
    found.file.sha256 = dp_wire_sha256(wire); /* after the reading, beside which the parent hashes */
    if (onnx) {
        rc = dp_inspect_onnx(ctx, &found.file, task->input->main, json, &task->cli->paper, &text);
    }
    if (rc != DP_OK) { /* of what is no pickle there are no names to tell */
        return refuse(ctx, task, &found, !onnx && strcmp(kind, "json") != 0 && rc != DP_UNSUPPORTED, rc, wire);
    }
    if (!onnx) { /* one of the two: each reads all models */
        text = json ? dp_inspect_json(ctx, &found) : dp_inspect_text(ctx, &found, &task->cli->paper);
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
    return dp_job_run(n->cli, &(dp_job){.path = file->path, .work = work, .tells_digest = true});
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
    cli.paper = dp_terminal_paper(&cli);
    struct inspect n = {.cli = &cli, .files = dp_files_collect(&cli)};
    int code = cli.plan ? dp_forecast(&cli, &n.files) : inspect_all(&n);
    dp_files_done(&n.files);
    return code;
}
