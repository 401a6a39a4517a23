/* depickle report IN... -o OUT.html: one page about each file. The child writes it; what it could not read is told in it, and
 * the exit code is that of convert. */
#include "cli/batch.h"
#include "cli/claims.h"
#include "cli/commands.h"
#include "cli/exposed.h"
#include "cli/folder.h"
#include "cli/job.h"
#include "cli/outputs.h"
#include "export/report.h"
#include "page/page.h"

#include <stdio.h>
#include <stdlib.h>

/* No exporter: a page tells of a file, whatever is in it. */
static const dp_exporter page_form = {.name = "html", .suffix = ".html"};

/* ---- in the child ---- */

/* A page must not fail for what is beyond its own needs, so it is written first, and the fault, if there is one, told after. */
static dp_rc put_page(dp_ctx *ctx, const dp_page *page, dp_wire *wire)
{
    dp_sink *sink = dp_wire_output(wire, 0, page_form.name, "", dp_ctx_limits(ctx)->output);
    dp_rc rc = dp_page_write(ctx, page, sink);
    rc = rc == DP_OK ? dp_wire_close(wire, sink) : rc;
    return rc == DP_OK ? DP_OK : dp_fail(ctx, rc, DP_NO_OFFSET, "the page could not be written");
}

/* "model" of "model.onnx", which it is already. */
static const char *stem_of(dp_ctx *ctx, const dp_task *task, bool onnx)
{
    dp_span stem = dp_span_of(task->more);
    bool suffixed = onnx && stem.n > 5 && memcmp(stem.p + stem.n - 5, ".onnx", 5) == 0;
    return suffixed ? dp_take_text(ctx, dp_span_cut(stem, 0, stem.n - 5)) : task->more;
}

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    static dp_json_file file;
    dp_models models = {0};
    dp_onnx_told told;
    bool onnx = strcmp(dp_task_kind(task), "onnx") == 0;
    dp_rc rc = onnx ? dp_tell_onnx(ctx, task->input->main, &told) : dp_task_load_any(ctx, task, &file, &models);
    const dp_loaded *loaded = rc == DP_OK && !onnx ? &file.loaded : NULL;
    const char *report = dp_report_json(ctx, task->shown, loaded, loaded != NULL ? &models : NULL);
    dp_export_options options = task->cli->export;
    options.source = dp_task_source(ctx, task, wire);
    const dp_page page = {.file = task->shown, .stem = stem_of(ctx, task, onnx), .size = task->input->main.n, .loaded = loaded,
                          .models = loaded != NULL ? &models : NULL, .written = file.source != NULL ? &file : NULL,
                          .onnx = onnx ? &told : NULL, .options = &options};
    dp_rc written = onnx && rc != DP_OK ? rc : put_page(ctx, &page, wire); /* of another's ONNX file there is nothing to tell */
    dp_wire_json(wire, report);
    return rc != DP_OK ? rc : written;
}

/* ---- in the parent ---- */

struct report {
    const dp_cli *cli;
    dp_files files;
    dp_exposed exposed;
    dp_batch batch;
};

static dp_outcome report_file(void *self, const dp_file *file, dp_turn *turn)
{
    const struct report *r = self;
    dp_outcome outcome = {0};
    dp_outputs outputs;
    if (file->kind != NULL) {
        return outcome;
    }
    char *stem = dp_stem(file->path);
    outcome.rc = dp_outputs_init(&outputs, r->cli, file->path, file->under);
    outputs.own = &page_form;
    if (outcome.rc == DP_OK) {
        outcome = dp_job_run(r->cli, &(dp_job){.path = file->path, .work = work, .more = stem != NULL ? stem : "model", .hashes = true,
                                               .outputs = &outputs, .tells_faults = true, .turn = turn});
    } else {
        dp_outcome_fault(&outcome, outcome.rc, "%s", outputs.error);
    }
    dp_outputs_done(&outputs);
    free(stem);
    return outcome;
}

static void tell(void *self, const dp_file *file, dp_outcome *outcome)
{
    struct report *r = self;
    if (file->kind != NULL) {
        dp_batch_other(&r->batch, file, file->kind);
        return;
    }
    dp_exposed_note(&r->exposed, r->cli, file->path, outcome);
    dp_batch_written(&r->batch, file, outcome);
}

int dp_cmd_report(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_report, argc, argv);
    struct report r = {.cli = &cli, .files = dp_files_collect(&cli)};
    if (cli.output != NULL && (r.files.n != 1 || cli.directory != NULL)) {
        dp_usage("report: -o names one page; use -d for several inputs");
    }
    cli.sidecar = DP_SIDECAR_NONE;
    cli.mode = 0644;
    dp_claims_check_stems(&cli, &r.files);
    r.batch = (dp_batch){.cli = &cli, .files = &r.files, .to_disk = true, .ordered = true, .self = &r, .work = report_file, .tell = tell,
                         .summary = {.good = "reported"}};
    dp_batch_run(&r.batch);
    dp_batch_end(&r.batch);
    int code = dp_tally_code(&r.batch.tally, r.files.several);
    dp_exposed_done(&r.exposed);
    dp_files_done(&r.files);
    return code;
}
