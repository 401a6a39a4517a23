/* depickle inspect IN: what is inside. */
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

int dp_cmd_inspect(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_inspect, argc, argv);
    dp_files files = dp_files_collect(&cli);
    if (cli.plan) {
        int code = dp_forecast(&cli, &files);
        dp_files_done(&files);
        return code;
    }
    dp_tally tally = {0};
    dp_exposed exposed = {NULL};
    for (size_t i = 0; i < files.n; i++) {
        if (i != 0 && !cli.json) {
            putchar('\n');
        }
        dp_outcome outcome = dp_job_run(&cli, &(dp_job){.path = files.at[i].path, .work = work});
        dp_exposed_note(&exposed, &cli, files.at[i].path, &outcome);
        dp_outcome_print(&cli, &outcome);
        dp_tally_add(&tally, outcome.rc);
        dp_outcome_done(&outcome);
    }
    bool several = files.several;
    dp_files_done(&files);
    dp_exposed_done(&exposed);
    return dp_tally_code(&tally, several);
}
