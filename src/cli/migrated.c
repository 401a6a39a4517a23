#include "cli/migrated.h"

#include "cli/converting.h"
#include "cli/folder.h"
#include "cli/manifest.h"
#include "cli/outputs.h"
#include "cli/ports.h"
#include "cli/signals.h"
#include "cli/tracked.h"
#include "cli/verifying.h"

#include <stdio.h>
#include <stdlib.h>

static const char *text_of(const cJSON *o, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, key));
    return text != NULL ? text : "";
}

void dp_migrated_done(dp_migrated *model)
{
    free(model->path);
    cJSON_Delete(model->facts);
    cJSON_Delete(model->sessions);
    *model = (dp_migrated){0};
}

/* ---- converting ---- */

static dp_outcome convert(const dp_cli *cli, const char *path, const char *formats)
{
    char names[40];
    char *rest = NULL;
    dp_cli own = *cli;
    dp_wanted wanted = {{NULL}, 0};
    dp_outputs outputs;
    dp_plan plan;
    dp_outcome outcome = {0};
    own.output = own.directory = NULL;
    own.formats = formats;
    own.existing = cli->force ? DP_EXISTING_REPLACED : DP_EXISTING_ADOPTED; /* a second run finds what the first one wrote */
    snprintf(names, sizeof names, "%s", formats != NULL ? formats : "onnx,json");
    for (char *word = strtok_r(names, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        wanted.at[wanted.n++] = dp_exporter_find(word);
    }
    dp_plan_make(&plan, &own, &path, 1);
    dp_order order = {&wanted, NULL, &plan};
    outcome.rc = dp_outputs_init(&outputs, &own, plan.path, plan.path);
    outputs.per_model = wanted.n;
    if (outcome.rc == DP_OK) {
        const dp_job job = {.path = plan.path, .extra = plan.extra, .n_extra = plan.n_extra, .work = dp_converting, .more = &order,
                            .hashes = true, .outputs = &outputs};
        outcome = dp_job_run(&own, &job);
    } else {
        dp_outcome_fault(&outcome, outcome.rc, "%s", outputs.error);
    }
    dp_plan_done(&plan);
    dp_outputs_done(&outputs);
    return outcome;
}

static bool holds_pickle(const dp_outcome *outcome)
{
    const char *format = text_of(outcome->report, "format");
    const cJSON *names = cJSON_GetObjectItemCaseSensitive(outcome->report, "names");
    bool unknown = outcome->report == NULL && outcome->rc != DP_OK; /* it was never looked into */
    return unknown || strcmp(format, "pickle") == 0 || strcmp(format, "joblib") == 0 || cJSON_GetArraySize(names) != 0;
}

/* Read to its end, and no model in it. */
static bool may_be_table(const dp_outcome *outcome)
{
    const cJSON *models = cJSON_GetObjectItemCaseSensitive(outcome->report, "models");
    return (outcome->rc == DP_UNSUPPORTED || outcome->rc == DP_CORRUPT) && cJSON_IsArray(models) && models->child == NULL
           && strcmp(text_of(outcome->report, "verdict"), "safe") == 0;
}

/* As models, else as a table, else as JSON alone. */
static dp_outcome convert_somehow(const dp_cli *cli, const char *path, dp_cli *used)
{
    static const char *const tables[] = {"csv,json", "json"};
    dp_outcome outcome = convert(cli, path, NULL);
    bool table = holds_pickle(&outcome) && may_be_table(&outcome);
    *used = *cli;
    used->output = NULL;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && table && outcome.rc != DP_OK; i++) {
        dp_outcome other = convert(cli, path, tables[i]);
        if (other.rc == DP_OK) {
            dp_outcome swap = outcome;
            outcome = other;
            other = swap;
            used->formats = tables[i];
        }
        dp_outcome_done(&other);
    }
    return outcome;
}

/* ---- verifying ---- */

static char *name_of(const cJSON *output)
{
    char *name = dp_path_name(text_of(output, "path"));
    if (name == NULL) {
        dp_out_of_memory();
    }
    return name;
}

static void verify(const dp_cli *cli, const char *path, cJSON *output)
{
    dp_cli own = *cli;
    own.quiet = true;
    own.against = (dp_texts){&path, 1};
    char *written = name_of(output);
    dp_outcome outcome = dp_verify_written(&own, written);
    const char *verdict = text_of(outcome.report, "verdict");
    cJSON_AddStringToObject(output, "verdict", verdict[0] != '\0' ? verdict : "not compared");
    cJSON_AddStringToObject(output, "why", outcome.line);
    dp_outcome_done(&outcome);
    free(written);
}

static void add_session(const dp_cli *cli, dp_migrated *model, const cJSON *output)
{
    dp_cli silent = *cli;
    silent.quiet = true;
    char *written = name_of(output);
    dp_outcome outcome = dp_job_run(&silent, &(dp_job){.path = written, .work = dp_read_ports});
    if (outcome.rc == DP_OK && outcome.report != NULL) {
        cJSON_AddStringToObject(outcome.report, "path", text_of(output, "path"));
        cJSON_AddStringToObject(outcome.report, "model", text_of(output, "model"));
        cJSON_AddItemToArray(model->sessions, outcome.report);
        outcome.report = NULL;
    }
    dp_outcome_done(&outcome);
    free(written);
}

static bool holds(const char *verdict)
{
    return strcmp(verdict, "proved") == 0 || strcmp(verdict, "tested") == 0;
}

/* The least of the outputs' verdicts. */
static const char *verify_outputs(const dp_cli *cli, dp_migrated *model, cJSON *outputs)
{
    static const char *const words[] = {"proved", "tested", "not compared", "differs"};
    size_t worst = 0;
    cJSON *output;
    cJSON_ArrayForEach(output, outputs) {
        bool onnx = strcmp(text_of(output, "format"), "onnx") == 0;
        if (cJSON_HasObjectItem(output, "model")) {
            verify(cli, model->path, output);
        } else { /* of tables there is no second reading yet */
            cJSON_AddStringToObject(output, "verdict", "not compared");
            cJSON_AddStringToObject(output, "why", "");
        }
        if (onnx) {
            add_session(cli, model, output);
        }
        for (size_t i = worst + 1; i < sizeof words / sizeof *words; i++) {
            worst = strcmp(text_of(output, "verdict"), words[i]) == 0 ? i : worst;
        }
    }
    return cJSON_GetArraySize(outputs) != 0 ? words[worst] : "";
}

/* Is the model all that the file holds? What else stands in a dict or a list is in no output. */
static bool is_whole(const cJSON *outputs)
{
    const cJSON *output;
    cJSON_ArrayForEach(output, outputs) {
        const char *path = text_of(output, "model"); /* "": a table */
        if (path[0] != '\0' && strcmp(path, "$") != 0) {
            return false;
        }
    }
    return true;
}

/* ---- a file ---- */

static void add_classes(cJSON *facts, const cJSON *report)
{
    cJSON *classes = cJSON_AddArrayToObject(facts, "classes");
    const cJSON *found;
    cJSON_ArrayForEach(found, cJSON_GetObjectItemCaseSensitive(report, "models")) {
        cJSON_AddItemToArray(classes, cJSON_CreateString(text_of(found, "class")));
    }
}

void dp_migrate_file(const dp_cli *cli, int manifest, dp_migrated *model)
{
    dp_cli used;
    dp_outcome outcome = convert_somehow(cli, model->path, &used);
    model->pickle = holds_pickle(&outcome);
    model->facts = cJSON_CreateObject();
    model->sessions = cJSON_CreateArray();
    snprintf(model->sha256, sizeof model->sha256, "%s", outcome.sha256);
    bool listed = !model->pickle || dp_manifest_add(manifest, &used, model->path, &outcome);
    dp_signals_release();
    model->rc = listed ? outcome.rc : DP_ERROR;
    dp_add_path(model->facts, "file", model->path);
    cJSON_AddStringToObject(model->facts, "sha256", outcome.sha256);
    cJSON_AddNumberToObject(model->facts, "code", model->rc);
    cJSON_AddStringToObject(model->facts, "reason",
                            listed ? dp_outcome_why(&outcome, model->path) : "the manifest cannot be written");
    add_classes(model->facts, outcome.report);
    cJSON *outputs = outcome.outputs != NULL ? cJSON_Duplicate(outcome.outputs, true) : cJSON_CreateArray();
    cJSON_AddItemToObject(model->facts, "outputs", outputs);
    const char *verdict = verify_outputs(cli, model, outputs);
    cJSON_AddStringToObject(model->facts, "verdict", verdict);
    cJSON_AddStringToObject(model->facts, "git", model->pickle ? dp_tracked(model->path) : "");
    model->whole = is_whole(outputs);
    model->safe_to_delete = model->rc == DP_OK && holds(verdict) && model->whole;
    if (model->rc == DP_OK && strcmp(verdict, "differs") == 0) {
        model->rc = DP_MISMATCH;
    }
    dp_outcome_done(&outcome);
}
