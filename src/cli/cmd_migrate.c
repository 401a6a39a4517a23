/* depickle migrate --check DIR: is anything left in an application that unpickles?
 *
 * Source files come from the same places as models, and are read like them: each in a child of its own. */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/folder.h"
#include "cli/job.h"
#include "python/loads.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- in the child ---- */

static void add_place(cJSON *o, uint32_t cell, uint32_t line, uint32_t column)
{
    cJSON_AddItemToObject(o, "cell", cell != 0 ? cJSON_CreateNumber(cell) : cJSON_CreateNull());
    cJSON_AddNumberToObject(o, "line", line);
    cJSON_AddNumberToObject(o, "column", column);
}

static cJSON *describe(const char *kind, const char *name, const char *what, const char *instead)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "kind", kind);
    cJSON_AddStringToObject(o, "name", name);
    cJSON_AddStringToObject(o, "what", what);
    cJSON_AddStringToObject(o, "instead", instead);
    return o;
}

static void send(dp_ctx *ctx, dp_wire *wire, cJSON *o)
{
    char *printed = cJSON_PrintUnformatted(o);
    dp_wire_json(wire, printed != NULL ? printed : "{}");
    if (printed == NULL) {
        dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    }
    cJSON_free(printed);
    cJSON_Delete(o);
}

static void send_loads(dp_ctx *ctx, dp_wire *wire, const dp_load_sites *loads, const dp_py_source *sources, size_t n)
{
    static const char *const kinds[] = {"load", "import", "remark"};
    cJSON *o = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(o, "findings");
    for (size_t i = 0; i < loads->n; i++) {
        const dp_load_site *load = &loads->at[i];
        cJSON *finding = describe(kinds[load->kind], load->name, load->what, load->instead);
        add_place(finding, load->cell, load->line, load->column);
        cJSON_AddItemToArray(list, finding);
    }
    for (size_t i = 0; i < n; i++) {
        if (sources[i].fault != NULL) {
            cJSON *finding = describe("unread", "", dp_take_printf(ctx, "cannot be read as Python: %s", sources[i].fault), "");
            add_place(finding, sources[i].cell, sources[i].fault_line, sources[i].fault_column);
            cJSON_AddItemToArray(list, finding);
        }
    }
    send(ctx, wire, o);
}

/* more: is it a notebook? */
static dp_rc read_code(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    const bool *notebook = task->more;
    dp_py_source file = {.text = task->input->main};
    dp_py_source *sources = &file;
    size_t n = 1;
    dp_load_sites loads = {0};
    dp_ctx_scale_arena(ctx, task->input->main.n);
    if (*notebook) {
        DP_TRY(dp_notebook_read(ctx, task->input->main, &sources, &n));
    }
    DP_TRY(dp_load_sites_find(ctx, sources, n, &loads));
    send_loads(ctx, wire, &loads, sources, n);
    return dp_failed(ctx);
}

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
    send(ctx, wire, o);
    return record->rc;
}

/* ---- in the parent ---- */

struct check {
    const dp_cli *cli;
    dp_findings *findings;
};

static bool ends_with(const char *path, const char *suffix)
{
    size_t n = strlen(path);
    size_t m = strlen(suffix);
    return n > m && strcasecmp(path + n - m, suffix) == 0;
}

/* The outcome's line without the file's name, which a finding has already. */
static void add_unread(struct check *c, const char *path, const dp_outcome *outcome)
{
    size_t n = strlen(path);
    const char *why = outcome->line + (strncmp(outcome->line, path, n) == 0 ? n : 0);
    why += strncmp(why, ": ", 2) == 0 ? 2 : 0;
    dp_findings_add_file(c->findings, path, "unread", "", dp_escape(c->findings->ctx, dp_span_of(why), 1000), "");
}

/* What the child says of the file, or, where it could not say anything, why. */
static void check_code(struct check *c, const char *path, bool notebook)
{
    dp_outcome outcome = dp_job_run(c->cli, &(dp_job){.path = path, .work = read_code, .more = &notebook});
    dp_outcome_say(c->cli, &outcome);
    cJSON *list = cJSON_GetObjectItemCaseSensitive(outcome.report, "findings");
    if (outcome.rc != DP_OK || !cJSON_IsArray(list)) {
        add_unread(c, path, &outcome);
    }
    while (cJSON_IsArray(list) && list->child != NULL) {
        dp_findings_add(c->findings, path, cJSON_DetachItemFromArray(list, 0));
    }
    *(notebook ? &c->findings->notebooks : &c->findings->python) += 1;
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

static void check_model(struct check *c, const char *path)
{
    dp_outcome outcome = dp_job_run(c->cli, &(dp_job){.path = path, .work = read_model});
    dp_outcome_say(c->cli, &outcome);
    if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(outcome.report, "pickle"))) {
        add_model(c, path, outcome.report);
    } else if (outcome.report == NULL || cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(outcome.report, "damaged"))) {
        add_unread(c, path, &outcome);
    }
    c->findings->judged++;
    dp_outcome_done(&outcome);
}

static bool is_excluded(const struct check *c, const char *under)
{
    for (size_t i = 0; i < c->cli->exclude.n; i++) {
        if (fnmatch(c->cli->exclude.at[i], under, 0) == 0) {
            c->findings->excluded++;
            return true;
        }
    }
    return false;
}

static void check_file(void *self, const char *path, size_t under)
{
    struct check *c = self;
    const char *kind;
    if (is_excluded(c, path + under)) {
        return;
    }
    if (ends_with(path, ".py") || ends_with(path, ".pyw") || ends_with(path, ".ipynb")) {
        check_code(c, path, ends_with(path, ".ipynb"));
        return;
    }
    switch (dp_file_judge(path, &kind)) {
    case DP_JUDGED_MODEL:
    case DP_JUDGED_PACKED: check_model(c, path); break;
    case DP_JUDGED_OTHER: c->findings->other++; break;
    case DP_JUDGED_NONE: c->findings->skipped++; break;
    }
}

/* Not the application's own: what git keeps, and virtual environments, which are known by their pyvenv.cfg. */
static bool enter(void *self, const char *path, size_t under)
{
    const char *slash = strrchr(path, '/');
    char mark[4096];
    int n = snprintf(mark, sizeof mark, "%s/pyvenv.cfg", path);
    if (strcmp(slash != NULL ? slash + 1 : path, ".git") == 0) {
        return false;
    }
    if (n > 0 && (size_t)n < sizeof mark && access(mark, F_OK) == 0) {
        ((struct check *)self)->findings->excluded++;
        return false;
    }
    return !is_excluded(self, path + under);
}

static void check(const dp_cli *cli, const char *path, const struct stat *st, dp_findings *findings)
{
    struct check c = {cli, findings};
    if (!S_ISDIR(st->st_mode)) {
        check_file(&c, path, 0);
        return;
    }
    for (size_t unread = dp_folder_walk(path, &(dp_visitor){.self = &c, .file = check_file, .enter = enter}); unread > 0; unread--) {
        dp_findings_add_file(findings, path, "unread", "", "holds a folder that cannot be read", "");
    }
}

static void print(const dp_cli *cli, const dp_findings *findings, dp_sarif *log)
{
    switch (cli->listing) {
    case DP_LISTING_TEXT: dp_findings_print_text(findings, cli); break;
    case DP_LISTING_JSON: dp_findings_print_json(findings); break;
    case DP_LISTING_SARIF: dp_findings_add_sarif(findings, log); break;
    }
}

/* One input; its code, or DP_ERROR where it is not there. */
static dp_rc check_input(const dp_cli *cli, const char *path, dp_sarif *log)
{
    struct stat st;
    dp_findings findings;
    dp_cli silent = *cli; /* warnings about a model are another command's */
    silent.quiet = true;
    if (stat(path, &st) != 0) {
        fprintf(stderr, "depickle: %s is not there, or cannot be read\n", path);
        return DP_ERROR;
    }
    if (!dp_findings_init(&findings, path)) {
        fputs("depickle: out of memory\n", stderr);
        return DP_ERROR;
    }
    check(&silent, path, &st, &findings);
    print(cli, &findings, log);
    dp_rc rc = dp_findings_code(&findings);
    dp_findings_done(&findings);
    return rc;
}

static void print_sarif(dp_sarif *log, dp_rc rc)
{
    char *text = dp_sarif_end(log, (int)rc);
    fputs(text != NULL ? text : "", stdout);
    free(text);
}

int dp_cmd_migrate(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, "migrate", "--check DIR...",
                 "Looks through an application for what still unpickles: lines of .py and .ipynb files, and model files, "
                 "found by content. Exit code 9 while any is left, or could not be read; 0 when there is none. Folders "
                 "called .git and virtual environments inside DIR are left out.",
                 DP_TAKES_LISTING | DP_TAKES_MIGRATE, argc, argv);
    if (!cli.check) {
        dp_usage("migrate: only migrate --check is in this version: it reports, and changes nothing");
    }
    if (cli.inputs.n == 0) {
        dp_usage("migrate: name the application's folder");
    }
    dp_sarif *log = cli.listing == DP_LISTING_SARIF ? dp_findings_sarif() : NULL;
    dp_rc rc = DP_OK;
    for (size_t i = 0; i < cli.inputs.n; i++) {
        dp_rc one = check_input(&cli, cli.inputs.at[i], log);
        rc = one != DP_OK && rc != DP_ERROR ? one : rc;
    }
    if (cli.listing == DP_LISTING_SARIF) {
        print_sarif(log, rc);
    }
    return (int)rc;
}
