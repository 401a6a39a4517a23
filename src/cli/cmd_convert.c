/* depickle convert IN…: every model of every file, or its table, in every format asked for. The parent's part. */
#include "cli/batch.h"
#include "cli/bom.h"
#include "cli/claims.h"
#include "cli/commands.h"
#include "cli/converting.h"
#include "cli/depfile.h"
#include "cli/folder.h"
#include "cli/inputs.h"
#include "cli/left_over.h"
#include "cli/manifest.h"
#include "cli/outputs.h"
#include "cli/resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void add_format(dp_wanted *formats, const char *name)
{
    const dp_exporter *exporter = dp_exporter_find(name);
    if (exporter == NULL) {
        dp_usage("convert: there is no format '%.40s' (depickle list formats)", name);
    }
    for (size_t i = 0; i < formats->n; i++) {
        if (formats->at[i] == exporter) {
            return; /* told twice */
        }
    }
    formats->at[formats->n++] = exporter;
}

/* The format whose files end like this one; NULL: there is none. */
static const char *format_of(const char *output)
{
    size_t n = 0;
    const char *dot = output != NULL ? strrchr(output, '.') : NULL;
    const dp_exporter *const *exporters = dp_exporters(&n);
    for (size_t i = 0; dot != NULL && i < n; i++) {
        if (strcmp(dot, exporters[i]->suffix) == 0) {
            return exporters[i]->name;
        }
    }
    return NULL;
}

/* --to, else -o's suffix, else the default pair. */
static dp_wanted choose_formats(const dp_cli *cli)
{
    dp_wanted formats = {{NULL}, 0};
    char *rest = NULL;
    const char *named = cli->formats != NULL ? cli->formats : format_of(cli->output);
    if (named == NULL && cli->output != NULL) {
        dp_usage("convert: which format '%.200s' is to have is not told: use --to", cli->output);
    }
    char *list = strdup(named != NULL ? named : "onnx,json");
    if (list == NULL) {
        dp_out_of_memory();
    }
    for (char *word = strtok_r(list, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        add_format(&formats, word);
    }
    free(list);
    if (formats.n == 0 || (cli->output != NULL && formats.n != 1)) {
        dp_usage("convert: -o names one output, --to %s", formats.n == 0 ? "none" : "several");
    }
    return formats;
}

/* What lists all inputs of the run. */
struct lists {
    int manifest;      /* -1: none */
    dp_resume *resume; /* NULL: all is to be done */
    dp_bom *bom;       /* NULL: none */
    dp_depfile depfile;
};

/* Opened before any work: what cannot be written is said at once. */
static dp_rc open_lists(const dp_cli *cli, struct lists *lists)
{
    char error[512];
    dp_rc rc = DP_OK;
    *lists = (struct lists){.manifest = -1};
    dp_depfile_init(&lists->depfile);
    if (cli->manifest != NULL) {
        lists->manifest = dp_manifest_open(cli, error);
        rc = lists->manifest >= 0 ? DP_OK : DP_ERROR;
    }
    if (cli->resume && rc == DP_OK) {
        lists->resume = dp_resume_read(cli, lists->manifest, error);
        rc = lists->resume != NULL ? DP_OK : DP_CORRUPT;
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

static void close_lists(const dp_cli *cli, struct lists *lists, dp_tally *tally)
{
    char error[512] = "";
    dp_resume_free(lists->resume);
    if (lists->manifest >= 0 && close(lists->manifest) != 0) {
        dp_say("depickle: %s: the manifest cannot be written", cli->manifest);
        dp_tally_add(tally, DP_ERROR);
    }
    if (cli->depfile != NULL && dp_depfile_close(&lists->depfile, cli, error) != DP_OK) {
        dp_print_line(error);
        dp_tally_add(tally, DP_ERROR);
    }
    if (lists->bom != NULL && dp_bom_close(lists->bom, error) != DP_OK) {
        dp_print_line(error);
        dp_tally_add(tally, DP_ERROR);
    }
}

/* ---- one file ---- */

struct convert {
    const dp_cli *cli;
    dp_wanted formats;
    dp_files files;
    struct lists lists;
    dp_batch batch;
    size_t there; /* inputs whose outputs stood there already, and were left alone */
};

static dp_outcome convert_file(void *self, const dp_file *file, dp_turn *turn)
{
    const struct convert *c = self;
    dp_outcome outcome = {0};
    dp_outputs outputs;
    dp_plan plan;
    if (file->kind != NULL) {
        return outcome;
    }
    const char *path = file->path; /* of a chain the last */
    bool chain = c->cli->chain;
    dp_plan_make(&plan, c->cli, chain ? c->cli->inputs.at : &path, chain ? c->cli->inputs.n : 1);
    bool told = c->cli->formats != NULL || c->cli->output != NULL;
    const dp_wanted json = {{dp_exporter_find("json")}, 1};
    dp_order order = {&c->formats, told ? NULL : &json, NULL, &plan};
    outcome.rc = dp_outputs_init(&outputs, c->cli, plan.path, file->under);
    outputs.per_model = c->formats.n;
    if (outcome.rc == DP_OK) {
        const dp_job job = {.path = plan.path, .extra = plan.extra, .n_extra = plan.n_extra, .work = dp_converting,
                            .more = &order, .hashes = true, .resume = c->lists.resume, .outputs = &outputs, .turn = turn};
        outcome = dp_job_run(c->cli, &job);
    } else {
        dp_outcome_fault(&outcome, outcome.rc, "%s", outputs.error);
    }
    dp_plan_done(&plan);
    dp_outputs_done(&outputs);
    return outcome;
}

static void list(struct convert *c, const dp_file *file, dp_outcome *outcome)
{
    cJSON *facts = cJSON_DetachItemFromObjectCaseSensitive(outcome->report, "inspect");
    if (c->lists.bom != NULL) {
        dp_bom_add(c->lists.bom, (size_t)(file - c->files.at), file->path, outcome, facts);
    }
    cJSON_Delete(facts);
    if (c->cli->depfile != NULL) {
        dp_depfile_add(&c->lists.depfile, c->cli, file->path, outcome);
    }
    if (c->lists.manifest >= 0 && !dp_manifest_add(c->lists.manifest, c->cli, file->path, outcome)) {
        dp_say("depickle: %s: the manifest cannot be written", c->cli->manifest);
        outcome->rc = outcome->rc == DP_OK ? DP_ERROR : outcome->rc;
    }
}

static void tell(void *self, const dp_file *file, dp_outcome *outcome)
{
    struct convert *c = self;
    const char *kind = file->kind;
    if (kind != NULL || dp_file_no_model(file, outcome, &kind)) {
        if (kind != NULL) {
            dp_batch_other(&c->batch, file, kind);
        } else {
            dp_files_skip(&c->files, c->cli, file->path);
        }
        return;
    }
    if (!outcome->resumed) {
        list(c, file, outcome);
    }
    dp_batch_written(&c->batch, file, outcome);
    c->batch.summary.resumed += outcome->resumed;
    c->there += outcome->exists;
}

/* ---- all ---- */

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

/* How to go on after files that stand in the way, or after a signal. */
static void advise(const struct convert *c)
{
    const dp_cli *cli = c->cli;
    bool told = cli->bom != NULL || cli->depfile != NULL; /* which --resume does not go with */
    const char *manifest = cli->manifest != NULL ? "" : "--manifest FILE ";
    if (cli->quiet || !c->files.several) {
        return;
    }
    if (c->batch.signal != 0 && !told) {
        dp_say("depickle: interrupted: the same command%s%s%s goes on, and leaves what is done", cli->resume ? "" : " with ",
               cli->resume ? "" : manifest, cli->resume ? "" : "--resume");
    } else if (c->there != 0) {
        bool more = !told && !cli->resume;
        dp_say("depickle: %zu %s there already: -f replaces %s%s%s%s", c->there, c->there == 1 ? "is" : "are",
               c->there == 1 ? "it" : "them", more ? "; " : "", more ? manifest : "", more ? "--resume leaves those that are done" : "");
    }
}

static int convert_all(struct convert *c)
{
    dp_batch *batch = &c->batch;
    *batch = (dp_batch){.cli = c->cli, .files = &c->files, .to_disk = true, .ordered = c->cli->jobs == 1, .self = c,
                        .work = convert_file, .tell = tell, .summary = {.good = "converted"}};
    dp_batch_run(batch);
    if (batch->signal == 0) {
        close_lists(c->cli, &c->lists, &batch->tally);
    }
    advise(c);
    dp_batch_end(batch);
    return dp_tally_code(&batch->tally, c->files.several);
}

int dp_cmd_convert(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_convert, argc, argv);
    struct convert c = {.cli = &cli, .formats = choose_formats(&cli), .files = collect(&cli)};
    if (cli.output != NULL && (c.files.n != 1 || cli.directory != NULL)) {
        dp_usage("convert: -o names one output; use -d for several inputs");
    }
    if (cli.resume && (cli.manifest == NULL || cli.bom != NULL || cli.depfile != NULL)) {
        dp_usage("convert: %s", cli.manifest == NULL ? "--resume takes what is done from --manifest"
                                : cli.bom != NULL ? "--bom lists what one run wrote, and --resume leaves out what others did"
                                                  : "--depfile tells of what one run wrote, and --resume leaves out what others did");
    }
    dp_claims_check(&cli, &c.files);
    dp_files_keep_shard(&c.files, &cli);
    dp_rc rc = open_lists(&cli, &c.lists);
    if (cli.resume && rc == DP_OK) {
        dp_left_over_clear(&cli, &c.files);
    }
    int code = rc == DP_OK ? convert_all(&c) : (int)rc;
    dp_files_done(&c.files);
    return code;
}
