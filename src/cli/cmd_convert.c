/* depickle convert IN…: every model of every file, or its table, in every format asked for. */
#include "base/text.h"
#include "cli/bom.h"
#include "cli/commands.h"
#include "cli/compose.h"
#include "cli/folder.h"
#include "cli/inputs.h"
#include "cli/job.h"
#include "cli/manifest.h"
#include "cli/outputs.h"
#include "export/convert.h"
#include "export/inspect.h"
#include "export/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_FORMATS = 8 };

struct formats {
    const dp_exporter *at[MOST_FORMATS];
    size_t n;
};

/* What the child gets to know. */
struct order {
    const struct formats *formats;
    const dp_plan *plan;
};

/* ---- in the child ---- */

/* Two models of a file may have paths that look the same once they are file names: the later ones are numbered. */
static const char *unique_part(dp_ctx *ctx, const dp_models *models, size_t i)
{
    const char *part = dp_model_part(ctx, models->at[i]);
    size_t same = 0;
    for (size_t k = 0; k < i; k++) {
        same += strcmp(dp_model_part(ctx, models->at[k]), part) == 0;
    }
    return same == 0 ? part : dp_take_printf(ctx, "%s.%zu", part, same + 1);
}

static dp_rc convert_model(dp_ctx *ctx, const dp_task *task, dp_wire *wire, const dp_models *models, const dp_composed *composed,
                           size_t number)
{
    const struct formats *formats = ((const struct order *)task->more)->formats;
    const char *part = models->n == 1 && task->cli->select == NULL && strcmp(models->at[0]->path, "$") == 0
                           ? "" : unique_part(ctx, models, number);
    dp_export_options options = task->cli->export;
    options.source = dp_task_source(ctx, task, wire);
    options.emit.labels = composed->labels;
    if (composed->n_names != 0) {
        DP_TRY(dp_model_read(ctx, models->at[number]));
        DP_TRY(dp_composed_name(ctx, composed, models->at[number]));
    }
    for (size_t f = 0; f < formats->n; f++) {
        unsigned index = (unsigned)(number * formats->n + f);
        dp_sink *sink = dp_wire_output(wire, index, formats->at[f]->name, part, dp_ctx_limits(ctx)->output);
        dp_rc rc = dp_convert(ctx, models->at[number], formats->at[f], &options, sink);
        dp_rc closed = rc == DP_OK ? dp_wire_close(wire, sink) : DP_OK;
        if (rc != DP_OK || closed != DP_OK) {
            dp_wire_drop(wire, (unsigned)(number * formats->n), index);
            return rc != DP_OK ? rc : closed;
        }
    }
    return DP_OK;
}

/* A name that the caller allowed, and nothing else. */
static bool is_own_name(const dp_obj *o)
{
    return o->kind == DP_K_GLOBAL && dp_name_find(o->u.global->module, o->u.global->name) == NULL;
}

/* An object of some class, or a function of one's own, may one day have a converter; plain data never is a model. */
static dp_rc no_model(dp_ctx *ctx, const dp_loaded *loaded, const dp_models *models)
{
    bool plain = models->plain && !is_own_name(dp_at(loaded->heap, loaded->root));
    return dp_fail(ctx, plain ? DP_CORRUPT : DP_UNSUPPORTED, dp_at(loaded->heap, loaded->root)->offset,
                   "expected a model, found %s (see `depickle inspect`)", dp_obj_describe(loaded->heap, loaded->root));
}

/* Is this file to be written as a table: one of pandas, or a list and the like where the caller asked for such formats? */
static bool wants_table(const dp_cli *cli, const dp_loaded *loaded, const struct formats *formats)
{
    bool composed = cli->chain || cli->select != NULL || cli->labels != NULL || cli->feature_names != NULL;
    bool told = cli->formats != NULL || cli->output != NULL;
    for (size_t f = 0; f < formats->n; f++) {
        told = told && formats->at[f]->write_table != NULL;
    }
    return !composed && (told || dp_is_frame(loaded->heap, loaded->root));
}

static dp_rc convert_table(dp_ctx *ctx, const dp_task *task, dp_wire *wire, const dp_loaded *loaded, const dp_models *models)
{
    const struct formats *formats = ((const struct order *)task->more)->formats;
    const dp_frame *table = NULL;
    dp_export_options options = task->cli->export;
    options.source = dp_task_source(ctx, task, wire);
    if (wants_table(task->cli, loaded, formats)) {
        DP_TRY(dp_frame_read(loaded->heap, loaded->root, &table));
    }
    if (table == NULL) {
        return no_model(ctx, loaded, models);
    }
    for (size_t f = 0; f < formats->n; f++) {
        dp_sink *sink = dp_wire_output(wire, (unsigned)f, formats->at[f]->name, "", dp_ctx_limits(ctx)->output);
        dp_rc rc = dp_convert_table(loaded->heap, table, formats->at[f], &options, sink);
        rc = rc == DP_OK ? dp_wire_close(wire, sink) : rc;
        if (rc != DP_OK) {
            dp_wire_drop(wire, 0, (unsigned)f);
            return rc;
        }
    }
    return DP_OK;
}

static dp_rc check_count(dp_ctx *ctx, const dp_task *task, const dp_models *models)
{
    if (task->cli->output == NULL || models->n == 1) {
        return DP_OK;
    }
    dp_text paths = dp_text_new(ctx);
    for (size_t i = 0; i < models->n && i < 20; i++) {
        dp_text_addf(&paths, " --select \"%s\"", models->at[i]->path);
    }
    return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "holds %zu models, and -o names one output; choose with one of%s", models->n,
                   dp_text_str(&paths));
}

/* All models; one that has no converter does not keep the others from being written. */
static dp_rc convert_all(dp_ctx *ctx, const dp_task *task, dp_wire *wire, dp_loaded *loaded, dp_models *models)
{
    dp_composed composed;
    if (models->n == 0) {
        return convert_table(ctx, task, wire, loaded, models);
    }
    DP_TRY(dp_compose(ctx, task, ((const struct order *)task->more)->plan, loaded, models, &composed));
    DP_TRY(dp_task_select(ctx, task, models));
    DP_TRY(check_count(ctx, task, models));
    dp_rc worst = DP_OK;
    const char *line = NULL;
    for (size_t i = 0; i < models->n; i++) {
        dp_rc rc = convert_model(ctx, task, wire, models, &composed, i);
        worst = dp_rc_worse(worst, rc);
        if (rc != DP_OK && (rc != DP_UNSUPPORTED || models->n == 1)) {
            return rc;
        }
        if (rc != DP_OK) {
            line = dp_error_line(ctx, task->shown, dp_ctx_record(ctx));
            dp_wire_note(wire, line);
            dp_forgive(ctx);
        }
    }
    return worst == DP_OK ? DP_OK : dp_fail(ctx, worst, DP_NO_OFFSET, "not all of its %zu models could be converted",
                                            models->n);
}

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_rc rc = dp_task_load(ctx, task, &loaded, &models);
    bool there = rc == DP_OK;
    if (there) {
        rc = convert_all(ctx, task, wire, &loaded, &models);
    }
    const char *report = dp_report_json(ctx, task->shown, there ? &loaded : NULL, &models);
    if (task->cli->bom != NULL && there) { /* what the model card says comes along, as one more member */
        dp_text t = dp_text_new(ctx);
        dp_text_add(&t, dp_span_cut(dp_span_of(report), 0, strlen(report) - 1));
        dp_text_adds(&t, ",\"inspect\":");
        dp_text_adds(&t, dp_inspect_json(ctx, task->shown, &loaded, &models));
        dp_text_adds(&t, "}");
        report = dp_text_str(&t);
    }
    dp_wire_json(wire, report);
    return rc;
}

/* ---- in the parent ---- */

static void add_format(struct formats *formats, const char *name)
{
    const dp_exporter *exporter = dp_exporter_find(name);
    if (exporter == NULL) {
        dp_usage("convert: there is no format '%.40s' (depickle list formats)", name);
    }
    if (formats->n < MOST_FORMATS) {
        formats->at[formats->n++] = exporter;
    }
}

/* --to, else -o's suffix, else the default pair. */
static struct formats choose_formats(const dp_cli *cli)
{
    struct formats formats = {{NULL}, 0};
    char list[200];
    char *rest = NULL;
    const char *dot = cli->output != NULL ? strrchr(cli->output, '.') : NULL;
    const char *named = cli->formats;
    if (named == NULL && dot != NULL && dp_exporter_find(dot + 1) != NULL) {
        named = dot + 1;
    }
    if (named == NULL && cli->output != NULL) {
        dp_usage("convert: which format '%.200s' is to have is not told: use --to", cli->output);
    }
    snprintf(list, sizeof list, "%s", named != NULL ? named : "onnx,json");
    for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        add_format(&formats, word);
    }
    if (formats.n == 0 || (cli->output != NULL && formats.n != 1)) {
        dp_usage("convert: -o names one output, --to %s", formats.n == 0 ? "none" : "several");
    }
    return formats;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Two inputs that would write the same output are found before any work. */
static void check_clashes(const dp_cli *cli, const dp_files *files)
{
    char **stems = calloc(files->n != 0 ? files->n : 1, sizeof *stems);
    if (stems == NULL) {
        dp_out_of_memory();
    }
    for (size_t i = 0; i < files->n; i++) {
        char *stem = dp_stem(files->at[i].path);
        const char *place = cli->directory != NULL ? files->at[i].under : files->at[i].path;
        const char *slash = strrchr(place, '/');
        if (stem == NULL
            || asprintf(&stems[i], "%.*s%s\n%s", (int)(slash != NULL ? slash + 1 - place : 0), place, stem,
                        files->at[i].path) < 0) {
            dp_out_of_memory();
        }
        free(stem);
    }
    qsort(stems, files->n, sizeof *stems, by_text);
    for (size_t i = 1; i < files->n; i++) {
        size_t n = strcspn(stems[i], "\n");
        if (strncmp(stems[i - 1], stems[i], n + 1) == 0) {
            dp_usage("convert: %s and %s would write the same output", stems[i - 1] + n + 1, stems[i] + n + 1);
        }
    }
    for (size_t i = 0; i < files->n; i++) {
        free(stems[i]);
    }
    free(stems);
}

static void say_outputs(const dp_cli *cli, const dp_file *file, const dp_outputs *outputs)
{
    for (size_t i = 0; i < outputs->n && !cli->quiet && !cli->json; i++) {
        if (outputs->at[i]->sha256[0] != '\0' && !outputs->at[i]->to_stdout) {
            fprintf(stderr, "%s -> %s\n", file->path, outputs->at[i]->path);
        }
    }
}

/* false: it was no model after all, and nothing is said of it but that it was skipped. */
static bool report_file(const dp_cli *cli, dp_files *files, const dp_file *file, const dp_outcome *outcome)
{
    const char *kind;
    if (!dp_file_no_model(file, outcome, &kind)) {
        return true;
    }
    if (kind != NULL && !cli->quiet) {
        fprintf(stderr, "%s: not examined: %s\n", file->path, kind);
    } else if (kind == NULL) {
        dp_files_skip(files, cli, file->path);
    }
    return false;
}

/* What lists all inputs of the run. */
struct lists {
    int manifest; /* -1: none */
    dp_bom *bom;  /* NULL: none */
};

/* Opened before any work: what cannot be written is said at once. */
static dp_rc open_lists(const dp_cli *cli, struct lists *lists)
{
    char error[512];
    dp_rc rc = DP_OK;
    *lists = (struct lists){-1, NULL};
    if (cli->manifest != NULL) {
        lists->manifest = dp_manifest_open(cli, error);
        rc = lists->manifest >= 0 ? DP_OK : DP_ERROR;
    }
    if (cli->bom != NULL && rc == DP_OK) {
        lists->bom = dp_bom_open(cli, &rc, error);
        rc = lists->bom != NULL ? DP_OK : rc;
    }
    if (rc != DP_OK) {
        dp_print_line(error);
    }
    return rc;
}

static void close_lists(const dp_cli *cli, const struct lists *lists, dp_tally *tally)
{
    char error[512] = "";
    if (lists->manifest >= 0 && close(lists->manifest) != 0) {
        fprintf(stderr, "depickle: %s: the manifest cannot be written\n", cli->manifest);
        dp_tally_add(tally, DP_ERROR);
    }
    if (lists->bom != NULL && dp_bom_close(lists->bom, error) != DP_OK) {
        dp_print_line(error);
        dp_tally_add(tally, DP_ERROR);
    }
}

static dp_rc convert_file(const dp_cli *cli, dp_files *files, const dp_file *file, const struct formats *formats,
                          const struct lists *lists)
{
    dp_outputs outputs;
    dp_outcome outcome = {0};
    dp_plan plan;
    dp_plan_make(&plan, cli, file->path);
    struct order order = {formats, &plan};
    dp_rc rc = dp_outputs_init(&outputs, cli, plan.path, file->under);
    outputs.per_model = formats->n;
    if (rc == DP_OK) {
        outcome = dp_job_run(cli, &(dp_job){.path = plan.path, .extra = plan.extra, .n_extra = plan.n_extra, .work = work,
                                            .more = &order, .hashes = true, .outputs = &outputs});
    } else {
        outcome.rc = rc;
        snprintf(outcome.line, sizeof outcome.line, "%s", outputs.error);
    }
    if (!report_file(cli, files, file, &outcome)) {
        dp_plan_done(&plan);
        dp_outputs_done(&outputs);
        dp_outcome_done(&outcome);
        return DP_OK;
    }
    say_outputs(cli, file, &outputs);
    cJSON *facts = cJSON_DetachItemFromObjectCaseSensitive(outcome.report, "inspect");
    if (lists->bom != NULL) {
        dp_bom_add(lists->bom, file->path, &outcome, &outputs, facts);
    }
    cJSON_Delete(facts);
    if (outcome.report != NULL) {
        cJSON_AddStringToObject(outcome.report, "sha256", outcome.sha256);
        dp_outputs_describe(&outputs, outcome.report, outcome.report);
    }
    dp_outcome_print(cli, &outcome);
    if (lists->manifest >= 0 && !dp_manifest_add(lists->manifest, cli, file->path, &outcome, &outputs)) {
        fprintf(stderr, "depickle: %s: the manifest cannot be written\n", cli->manifest);
        outcome.rc = outcome.rc == DP_OK ? DP_ERROR : outcome.rc;
    }
    rc = outcome.rc;
    dp_plan_done(&plan);
    dp_outputs_done(&outputs);
    dp_outcome_done(&outcome);
    return rc;
}

/* Of a chain the last input is the model; the others come with it. */
static dp_files collect(dp_cli *cli)
{
    dp_cli model = *cli;
    if (!cli->chain) {
        return dp_files_collect(cli);
    }
    if (cli->inputs.n < 2 || cli->inputs.n > DP_MOST_STEPS) {
        dp_usage("convert: --chain takes from two to %d inputs", DP_MOST_STEPS);
    }
    if (cli->select != NULL || cli->expect_sha256 != NULL) {
        dp_usage("convert: %s", cli->select != NULL ? "--chain: name models inside files as FILE#PATH, not with --select"
                                                    : "--expect-sha256 is one digest; for a chain use --pins");
    }
    model.inputs = (dp_texts){cli->inputs.at + cli->inputs.n - 1, 1};
    return dp_files_collect(&model);
}

int dp_cmd_convert(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, "convert", "IN...",
                 "Reads models without executing them and writes ONNX and JSON files; tables (a DataFrame, a list of columns) "
                 "become CSV or JSON. IN: files, folders (searched by content), or - for standard input.",
                 DP_TAKES_OUTPUT | DP_TAKES_ONNX | DP_TAKES_INTEGRITY | DP_TAKES_SELECT | DP_TAKES_COMPOSE | DP_TAKES_FILES, argc,
                 argv);
    struct formats formats = choose_formats(&cli);
    dp_files files = collect(&cli);
    if (cli.output != NULL && (files.n != 1 || cli.directory != NULL)) {
        dp_usage("convert: -o names one output; use -d for several inputs");
    }
    check_clashes(&cli, &files);
    struct lists lists;
    dp_rc rc = open_lists(&cli, &lists);
    if (rc != DP_OK) {
        dp_files_done(&files);
        return rc;
    }
    dp_tally tally = {0};
    for (size_t i = 0; i < files.unread; i++) {
        dp_tally_add(&tally, DP_ERROR);
    }
    for (size_t i = 0; i < files.n; i++) {
        if (files.at[i].kind == NULL) {
            dp_tally_add(&tally, convert_file(&cli, &files, &files.at[i], &formats, &lists));
        } else if (!cli.quiet) {
            fprintf(stderr, "%s: not examined: %s\n", files.at[i].path, files.at[i].kind);
        }
    }
    if (files.skipped != 0 && !cli.quiet) {
        fprintf(stderr, "depickle: %zu other file%s skipped\n", files.skipped, files.skipped == 1 ? "" : "s");
    }
    close_lists(&cli, &lists, &tally);
    bool several = files.several;
    dp_files_done(&files);
    return dp_tally_code(&tally, several);
}
