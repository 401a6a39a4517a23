#include "cli/migrated.h"

#include "cli/content.h"
#include "cli/converting.h"
#include "cli/folder.h"
#include "cli/manifest.h"
#include "cli/member.h"
#include "cli/outputs.h"
#include "cli/ports.h"
#include "cli/signals.h"
#include "cli/tracked.h"
#include "cli/verifying.h"

#include <stdio.h>
#include <stdlib.h>

void dp_migrated_done(dp_migrated *model)
{
    free(model->path);
    cJSON_Delete(model->facts);
    cJSON_Delete(model->sessions);
    cJSON_Delete(model->content);
    *model = (dp_migrated){0};
}

/* ---- converting ---- */

/* select: of what is no model the part that is meant; NULL: all of the file. Models become ONNX and JSON, tables of pandas CSV and
 * JSON, or, where csv is false, JSON like all else. */
static dp_outcome convert(const dp_cli *cli, const char *path, const char *select, bool csv)
{
    const dp_wanted models = {{dp_exporter_find("onnx"), dp_exporter_find("json")}, 2};
    const dp_wanted tables = {{dp_exporter_find("csv"), dp_exporter_find("json")}, 2};
    const dp_wanted json = {{dp_exporter_find("json")}, 1};
    dp_cli own = *cli;
    dp_outputs outputs;
    dp_plan plan;
    dp_outcome outcome = {0};
    own.output = own.directory = NULL;
    own.select = select;
    own.existing = cli->force ? DP_EXISTING_REPLACED : DP_EXISTING_ADOPTED; /* a second run finds what the first one wrote */
    dp_plan_make(&plan, &own, &path, 1);
    dp_order order = {&models, &json, csv ? &tables : NULL, &plan};
    outcome.rc = dp_outputs_init(&outputs, &own, plan.path, plan.path);
    outputs.per_model = models.n;
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

/* Some tables have no form in CSV. */
static dp_outcome convert_data(const dp_cli *cli, const char *path, const char *select)
{
    dp_outcome outcome = convert(cli, path, select, true);
    const cJSON *models = cJSON_GetObjectItemCaseSensitive(outcome.report, "models");
    if (outcome.rc == DP_UNSUPPORTED && cJSON_IsArray(models) && models->child == NULL) {
        dp_outcome again = convert(cli, path, select, false);
        dp_outcome worse = again.rc == DP_OK ? outcome : again;
        outcome = again.rc == DP_OK ? again : outcome;
        dp_outcome_done(&worse);
    }
    return outcome;
}

static bool holds_pickle(const dp_outcome *outcome)
{
    const char *format = dp_text_in(outcome->report, "format");
    const cJSON *names = cJSON_GetObjectItemCaseSensitive(outcome->report, "names");
    bool unknown = outcome->report == NULL && outcome->rc != DP_OK; /* it was never looked into */
    return unknown || strcmp(format, "pickle") == 0 || strcmp(format, "joblib") == 0 || cJSON_GetArraySize(names) != 0;
}

/* What is no model, as dp_read_content tells it; NULL: nothing. */
static cJSON *content_of(const dp_cli *cli, const char *path)
{
    dp_cli silent = *cli;
    silent.quiet = true;
    dp_outcome outcome = dp_job_run(&silent, &(dp_job){.path = path, .work = dp_read_content});
    cJSON *data = cJSON_DetachItemFromObjectCaseSensitive(outcome.rc == DP_OK ? outcome.report : NULL, "data");
    dp_outcome_done(&outcome);
    return data;
}

/* Adds its outputs to those of the models. false: it is in no file. */
static bool add_data(const dp_cli *cli, const char *path, const char *select, cJSON *outputs)
{
    dp_cli silent = *cli;
    silent.quiet = true; /* it was said of the models */
    dp_outcome outcome = convert_data(&silent, path, select);
    while (outcome.rc == DP_OK && outcome.outputs != NULL && outcome.outputs->child != NULL) {
        cJSON *output = cJSON_DetachItemFromArray(outcome.outputs, 0);
        cJSON_AddStringToObject(output, "data", select);
        cJSON_AddItemToArray(outputs, output);
    }
    bool good = outcome.rc == DP_OK;
    dp_outcome_done(&outcome);
    return good;
}

/* What stands beside the models goes to files of its own. */
static void convert_beside(const dp_cli *cli, dp_migrated *model, dp_outcome *outcome)
{
    cJSON *item;
    cJSON_ArrayForEach(item, model->content) {
        const char *path = dp_text_in(item, "path");
        bool beside = strcmp(path, "$") != 0 && outcome->outputs != NULL;
        cJSON_AddBoolToObject(item, "written", beside ? add_data(cli, model->path, path, outcome->outputs) : outcome->rc == DP_OK);
    }
}

/* ---- verifying ---- */

static char *name_of(const cJSON *output)
{
    char *name = dp_path_name(dp_text_in(output, "path"));
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
    const char *verdict = dp_text_in(outcome.report, "verdict");
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
        cJSON_AddStringToObject(outcome.report, "path", dp_text_in(output, "path"));
        cJSON_AddStringToObject(outcome.report, "model", dp_text_in(output, "model"));
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
        bool onnx = strcmp(dp_text_in(output, "format"), "onnx") == 0;
        if (cJSON_HasObjectItem(output, "model")) {
            verify(cli, model->path, output);
        } else { /* of data there is no second reading yet */
            cJSON_AddStringToObject(output, "verdict", "not compared");
            cJSON_AddStringToObject(output, "why", "");
        }
        if (onnx) {
            add_session(cli, model, output);
        }
        for (size_t i = worst + 1; i < sizeof words / sizeof *words; i++) {
            worst = strcmp(dp_text_in(output, "verdict"), words[i]) == 0 ? i : worst;
        }
    }
    return cJSON_GetArraySize(outputs) != 0 ? words[worst] : "";
}

/* Is the model all that the file holds? What else stands in a dict or a list is in no output. */
static bool is_whole(const cJSON *outputs)
{
    const cJSON *output;
    cJSON_ArrayForEach(output, outputs) {
        const char *path = dp_text_in(output, "model"); /* "": all of it is data */
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
        cJSON_AddItemToArray(classes, cJSON_CreateString(dp_text_in(found, "class")));
    }
}

void dp_migrate_file(const dp_cli *cli, int manifest, dp_migrated *model)
{
    dp_cli used = *cli;
    used.output = NULL; /* the report */
    dp_outcome outcome = convert_data(cli, model->path, NULL);
    model->pickle = holds_pickle(&outcome);
    model->content = model->pickle && outcome.rc == DP_OK ? content_of(cli, model->path) : NULL;
    convert_beside(cli, model, &outcome);
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
