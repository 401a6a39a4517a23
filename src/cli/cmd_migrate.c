/* depickle migrate DIR: models converted, and a report of what the code is to be changed to (cli/migration.h). --check: is
 * anything left in an application that unpickles?
 *
 * Source files come from the same places as models, and are read like them: each in a child of its own. */
#include "base/text.h"
#include "cli/application.h"
#include "cli/code_job.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/migration.h"
#include "cli/told.h"
#include "io/file_sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- in the child ---- */

/* Must the file be unpickled to be used? Any name says so, whatever the file is otherwise. */
static dp_rc read_model(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_allow allow = {task->cli->allow.at, task->cli->allow.n};
    dp_load(ctx, task->input, &allow, &loaded);
    const dp_record *record = dp_ctx_record(ctx);
    bool pickle = strcmp(record->format, "pickle") == 0 || strcmp(record->format, "joblib") == 0 || record->n_names != 0;
    bool damaged = record->rc == DP_LIMIT || record->rc == DP_ERROR
                   || (record->rc == DP_CORRUPT && (record->format[0] == '\0' ? record->codecs[0] != '\0'
                                                                              : strcmp(record->format, "npy") == 0));
    cJSON *o = cJSON_CreateObject();
    cJSON_AddBoolToObject(o, "pickle", pickle);
    cJSON_AddBoolToObject(o, "damaged", damaged);
    cJSON_AddStringToObject(o, "verdict", dp_verdict_name(record->verdict));
    cJSON_AddStringToObject(o, "format", record->format);
    return dp_tell_tree(ctx, wire, o);
}

/* ---- --check, in the parent ---- */

struct check {
    const dp_cli *cli;
    dp_findings *findings;
};

/* The outcome's line without the file's name, which a finding has already. */
static void add_unread(struct check *c, const char *path, const dp_outcome *outcome)
{
    dp_findings_add_file(c->findings, path, "unread", "", dp_outcome_why(outcome, path), "");
}

/* What the child says of the file, or, where it could not say anything, why. */
static void check_code(void *self, const char *path, size_t under, bool notebook)
{
    struct check *c = self;
    const dp_code_order order = {path + under, notebook, false};
    dp_outcome outcome = dp_job_run(c->cli, &(dp_job){.path = path, .work = dp_read_code, .more = &order});
    dp_outcome_say(c->cli, &outcome);
    cJSON *list = cJSON_GetObjectItemCaseSensitive(outcome.report, "findings");
    if (outcome.rc != DP_OK || !cJSON_IsArray(list)) {
        add_unread(c, path, &outcome);
    }
    while (cJSON_IsArray(list) && list->child != NULL) {
        dp_findings_add(c->findings, path, cJSON_DetachItemFromArray(list, 0));
    }
    dp_outcome_done(&outcome);
}

static void add_model(struct check *c, const char *path, const cJSON *report)
{
    dp_ctx *ctx = c->findings->ctx;
    const char *format = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(report, "format"));
    const char *verdict = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(report, "verdict"));
    const char *shown = dp_escape(ctx, dp_span_of(path), 400);
    bool safe = verdict != NULL && strcmp(verdict, "safe") == 0;
    dp_findings_add_file(c->findings, path, "model", format != NULL ? dp_escape(ctx, dp_span_of(format), 40) : "",
                         safe ? "file: must be unpickled to be used" : "file: would run something when it is unpickled",
                         dp_take_printf(ctx, safe ? "depickle convert %s" : "do not load it; depickle scan %s", shown));
}

static void check_model(void *self, const char *path, size_t under)
{
    struct check *c = self;
    (void)under;
    dp_outcome outcome = dp_job_run(c->cli, &(dp_job){.path = path, .work = read_model});
    dp_outcome_say(c->cli, &outcome);
    if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(outcome.report, "pickle"))) {
        add_model(c, path, outcome.report);
    } else if (outcome.report == NULL || cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(outcome.report, "damaged"))) {
        add_unread(c, path, &outcome);
    }
    dp_outcome_done(&outcome);
}

static void print(const dp_cli *cli, const dp_findings *findings, dp_sarif *log)
{
    switch (cli->listing) {
    case DP_LISTING_TEXT: dp_findings_print_text(findings, cli); break;
    case DP_LISTING_JSON: dp_findings_print_json(findings); break;
    case DP_LISTING_SARIF: dp_findings_add_sarif(findings, log); break;
    }
}

/* Every file there; false: path is not there. */
static bool check(const dp_cli *cli, const char *path, dp_findings *findings)
{
    struct check c = {cli, findings};
    dp_application application = {.cli = cli, .self = &c, .code = check_code, .model = check_model};
    bool there = dp_application_walk(&application, path);
    for (size_t i = 0; i < application.unread; i++) {
        dp_findings_add_file(findings, path, "unread", "", "holds a folder that cannot be read", "");
    }
    findings->seen = application.seen;
    return there;
}

/* One input; its code, or DP_ERROR where it is not there. */
static dp_rc check_input(const dp_cli *cli, const char *path, dp_sarif *log)
{
    dp_findings findings;
    dp_cli silent = *cli; /* warnings about a model are another command's */
    silent.quiet = true;
    if (!dp_findings_init(&findings, path)) {
        fputs("depickle: out of memory\n", stderr);
        return DP_ERROR;
    }
    findings.strict = cli->strict;
    dp_rc rc = DP_ERROR;
    if (check(&silent, path, &findings)) {
        print(cli, &findings, log);
        rc = dp_findings_code(&findings);
    } else {
        dp_say("depickle: %s is not there, or cannot be read", path);
    }
    dp_findings_done(&findings);
    return rc;
}

static void print_sarif(dp_sarif *log, dp_rc rc)
{
    char *text = dp_sarif_end(log, (int)rc);
    fputs(text != NULL ? text : "", stdout);
    free(text);
}

static int check_all(const dp_cli *cli)
{
    dp_sarif *log = cli->listing == DP_LISTING_SARIF ? dp_findings_sarif() : NULL;
    dp_rc rc = DP_OK;
    for (size_t i = 0; i < cli->inputs.n; i++) {
        dp_rc one = check_input(cli, cli->inputs.at[i], log);
        rc = one != DP_OK && rc != DP_ERROR ? one : rc;
    }
    if (cli->listing == DP_LISTING_SARIF) {
        print_sarif(log, rc);
    }
    return (int)rc;
}

/* ---- without --check ---- */

/* The report on standard output, or in a file that appears when it is whole. */
static dp_rc migrate_into(const dp_cli *cli, const char *path)
{
    char error[512] = "";
    char *text = NULL;
    size_t n = 0;
    if (cli->output == NULL || strcmp(cli->output, "-") == 0) {
        return dp_migrate(cli, path, stdout);
    }
    int folder = dp_folder_open(cli->output, error);
    dp_file_sink *file = folder >= 0 ? dp_file_sink_open(folder, cli->output, 0644, cli->existing, error) : NULL;
    dp_rc rc = file != NULL ? DP_OK : errno == EEXIST ? DP_USAGE : DP_ERROR;
    FILE *memory = file != NULL ? open_memstream(&text, &n) : NULL;
    if (memory != NULL) {
        dp_rc migrated = dp_migrate(cli, path, memory);
        bool whole = fclose(memory) == 0;
        if (whole && migrated != DP_ERROR) {
            dp_put(dp_file_sink_base(file), (dp_span){(const uint8_t *)text, n});
            rc = dp_file_sink_ready(file, error) == DP_OK && dp_file_sink_place(file, error) == DP_OK ? DP_OK : DP_ERROR;
        }
        rc = rc == DP_OK ? migrated : rc;
    }
    if (error[0] != '\0') {
        dp_print_line(error);
        dp_file_sink_abort(file);
    } else {
        dp_file_sink_done(file);
    }
    free(text);
    if (folder >= 0) {
        close(folder);
    }
    return rc;
}

static void check_usage(const dp_cli *cli)
{
    if (cli->inputs.n == 0) {
        dp_usage("migrate: name the application's folder");
    }
    if (cli->check && (cli->delete_originals || cli->output != NULL || cli->manifest != NULL)) {
        dp_usage("migrate: --check changes nothing, and reports on standard output");
    }
    if (cli->strict && !cli->check) {
        dp_usage("migrate: --strict goes with --check");
    }
    if (!cli->check && cli->listing == DP_LISTING_SARIF) {
        dp_usage("migrate: --format sarif goes with --check");
    }
    if (!cli->check && cli->output != NULL && cli->inputs.n != 1) {
        dp_usage("migrate: -o names one report");
    }
}

int dp_cmd_migrate(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_migrate, argc, argv);
    check_usage(&cli);
    if (cli.check) {
        return check_all(&cli);
    }
    dp_rc rc = DP_OK;
    for (size_t i = 0; i < cli.inputs.n; i++) {
        dp_rc one = migrate_into(&cli, cli.inputs.at[i]);
        rc = one != DP_OK && rc != DP_ERROR ? one : rc;
    }
    return (int)rc;
}
