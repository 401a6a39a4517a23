/* depickle scan IN…: names, how they are reached, a verdict. Nothing of model/ is needed. */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/exposed.h"
#include "cli/job.h"
#include "export/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void add_use(dp_text *t, const dp_name_use *use)
{
    dp_text_addf(t, "  %-9s %s  %s in %s at +0x%" PRIx64, dp_verdict_name(use->verdict), use->name,
                 dp_reach_name(use->reach), dp_place_name(use->place), use->offset);
    if (use->count > 1) {
        dp_text_addf(t, ", %" PRIu64 " times", use->count);
    }
    if (use->reason != NULL && use->reason[0] != '\0') {
        dp_text_addf(t, ": %s", use->reason);
    }
    dp_text_adds(t, "\n");
    if (use->verdict == DP_UNKNOWN && use->reach <= DP_BUILT) {
        dp_text_addf(t, "            if it is yours: --allow %s\n", use->name);
    }
}

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_allow allow = {task->cli->allow.at, task->cli->allow.n};
    dp_rc rc = dp_load(ctx, task->input, &allow, &loaded);
    const dp_record *record = dp_ctx_record(ctx);
    dp_wire_json(wire, dp_report_json(ctx, task->shown, rc == DP_OK ? &loaded : NULL, NULL));
    dp_text t = dp_text_new(ctx);
    dp_text_addf(&t, "%s: %s\n", dp_escape(ctx, dp_span_of(task->shown), 4000), dp_scan_verdict(record));
    for (size_t i = 0; i < record->n_names; i++) {
        if (record->names[i].verdict != DP_SAFE || task->cli->verbose != 0) {
            add_use(&t, &record->names[i]);
        }
    }
    dp_wire_text(wire, dp_text_str(&t));
    return rc;
}

/* 1 if any is unsafe, else 9 if any failed otherwise. A file that is only not convertible is no failure of scan. */
static int exit_code(const dp_tally *tally, bool unsafe, bool several)
{
    if (unsafe) {
        return DP_UNSAFE;
    }
    return dp_tally_code(tally, several);
}

int dp_cmd_scan(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, "scan", "IN...", "Says what loading each file would import and call, and a verdict: safe, unknown, "
                                        "dangerous, corrupt or limit. Exit code 1 when any file is not safe.",
                 DP_TAKES_SCAN, argc, argv);
    dp_files files = dp_files_collect(&cli);
    dp_tally tally = {0};
    dp_exposed exposed = {NULL};
    bool unsafe = false;
    for (size_t i = 0; i < files.n; i++) {
        const dp_file *file = &files.at[i];
        if (file->walked && file->kind != NULL && !cli.json) {
            printf("%s: not examined: %s\n", file->path, file->kind);
        }
        if (file->walked && file->kind != NULL) {
            dp_tally_add(&tally, cli.strict ? DP_UNSUPPORTED : DP_OK);
            continue;
        }
        dp_outcome outcome = dp_job_run(&cli, &(dp_job){.path = file->path, .work = work});
        dp_exposed_note(&exposed, &cli, file->path, &outcome);
        dp_outcome_print(&cli, &outcome);
        unsafe = unsafe || outcome.rc == DP_UNSAFE;
        dp_tally_add(&tally, outcome.rc == DP_UNSUPPORTED ? DP_OK : outcome.rc);
        dp_outcome_done(&outcome);
    }
    bool several = files.several;
    dp_files_done(&files);
    dp_exposed_done(&exposed);
    return exit_code(&tally, unsafe, several);
}
