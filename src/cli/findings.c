#include "cli/findings.h"

#include "base/text.h"
#include "cli/member.h"
#include "cli/outcome.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHOWN_PATH = 4000 };

bool dp_findings_init(dp_findings *findings, const char *input)
{
    *findings = (dp_findings){.ctx = dp_ctx_default(), .input = input, .list = cJSON_CreateArray()};
    return findings->ctx != NULL && findings->list != NULL;
}

void dp_findings_done(dp_findings *findings)
{
    cJSON_Delete(findings->list);
    dp_ctx_free(findings->ctx);
    *findings = (dp_findings){0};
}

static bool is_kind(const cJSON *finding, const char *kind)
{
    return strcmp(dp_text_in(finding, "kind"), kind) == 0;
}

void dp_findings_add(dp_findings *findings, const char *path, cJSON *finding)
{
    const char *shown = dp_escape(findings->ctx, dp_span_of(path), SHOWN_PATH);
    cJSON_AddStringToObject(finding, "file", shown);
    cJSON_AddStringToObject(finding, "path", path);
    findings->loads += is_kind(finding, "load") || is_kind(finding, "import");
    findings->models += is_kind(finding, "model");
    findings->unread += is_kind(finding, "unread");
    findings->remarks += is_kind(finding, "remark");
    cJSON_AddItemToArray(findings->list, finding);
}

void dp_findings_add_file(dp_findings *findings, const char *path, const char *kind, const char *name, const char *what,
                          const char *instead)
{
    cJSON *finding = cJSON_CreateObject();
    cJSON_AddStringToObject(finding, "kind", kind);
    cJSON_AddStringToObject(finding, "name", name);
    cJSON_AddStringToObject(finding, "what", what);
    cJSON_AddStringToObject(finding, "instead", instead);
    cJSON_AddNullToObject(finding, "cell");
    cJSON_AddNullToObject(finding, "line");
    cJSON_AddNullToObject(finding, "column");
    dp_findings_add(findings, path, finding);
}

dp_rc dp_findings_code(const dp_findings *findings)
{
    size_t remarks = findings->strict ? findings->remarks : 0;
    return findings->loads + findings->models + findings->unread + remarks != 0 ? DP_PARTLY : DP_OK;
}

/* ---- text ---- */

/* "pickle.load runs what a file says" */
static const char *sentence(const dp_findings *findings, const cJSON *finding)
{
    const char *name = dp_text_in(finding, "name");
    return dp_take_printf(findings->ctx, "%s%s%s", name, name[0] != '\0' ? " " : "", dp_text_in(finding, "what"));
}

/* ":12:5", ":cell 3:2:8", "" */
static const char *place(const dp_findings *findings, const cJSON *finding)
{
    unsigned cell = dp_count_in(finding, "cell");
    const char *in = cell != 0 ? dp_take_printf(findings->ctx, ":cell %u", cell) : "";
    return dp_count_in(finding, "line") == 0 ? in : dp_take_printf(findings->ctx, "%s:%u:%u", in, dp_count_in(finding, "line"),
                                                              dp_count_in(finding, "column"));
}

static const char *count(const dp_findings *findings, size_t n, const char *one, const char *several)
{
    return dp_take_printf(findings->ctx, "%zu %s", n, n == 1 ? one : several);
}

static void print_summary(const dp_findings *f)
{
    printf("%s: ", dp_escape(f->ctx, dp_span_of(f->input), SHOWN_PATH));
    if (dp_findings_code(f) == DP_OK) {
        printf("nothing is left that unpickles");
    } else {
        printf("left are %s, %s", count(f, f->loads, "line that unpickles", "lines that unpickle"),
               count(f, f->models, "model to convert", "models to convert"));
        if (f->unread != 0) {
            printf(", %s", count(f, f->unread, "file that could not be read", "files that could not be read"));
        }
        if (f->strict && f->remarks != 0) {
            printf(", %s", count(f, f->remarks, "remark", "remarks"));
        }
    }
    printf(" (%s, %s and %s read", count(f, f->seen.python, "source", "sources"), count(f, f->seen.notebooks, "notebook", "notebooks"),
           count(f, f->seen.judged, "file like a model", "files like models"));
    if (f->seen.other != 0) {
        printf(", %s not examined", count(f, f->seen.other, "archive or model of another kind", "archives or models of other kinds"));
    }
    printf("%s)\n", f->seen.excluded != 0 ? dp_take_printf(f->ctx, ", %zu excluded", f->seen.excluded) : "");
}

void dp_findings_print_text(const dp_findings *findings, const dp_cli *cli)
{
    const cJSON *finding;
    cJSON_ArrayForEach(finding, findings->list)
    {
        if (cli->quiet && is_kind(finding, "remark")) {
            continue;
        }
        const char *instead = dp_text_in(finding, "instead");
        printf("%s%s: %s%s%s%s\n", dp_text_in(finding, "file"), place(findings, finding),
               is_kind(finding, "remark") ? "remark: " : "", sentence(findings, finding),
               instead[0] != '\0' ? "; instead: " : "", instead);
    }
    if (!cli->quiet) {
        print_summary(findings);
    }
}

/* ---- JSON ---- */

static cJSON *counts(const dp_findings *f)
{
    cJSON *files = cJSON_CreateObject();
    cJSON_AddNumberToObject(files, "python", (double)f->seen.python);
    cJSON_AddNumberToObject(files, "notebooks", (double)f->seen.notebooks);
    cJSON_AddNumberToObject(files, "models", (double)f->seen.judged);
    cJSON_AddNumberToObject(files, "not_examined", (double)f->seen.other);
    cJSON_AddNumberToObject(files, "skipped", (double)f->seen.skipped);
    cJSON_AddNumberToObject(files, "excluded", (double)f->seen.excluded);
    return files;
}

void dp_findings_print_json(const dp_findings *f)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-migrate/1");
    cJSON_AddStringToObject(o, "input", dp_escape(f->ctx, dp_span_of(f->input), SHOWN_PATH));
    cJSON_AddNumberToObject(o, "code", dp_findings_code(f));
    cJSON_AddItemToObject(o, "files", counts(f));
    cJSON *left = cJSON_AddObjectToObject(o, "left");
    cJSON_AddNumberToObject(left, "loads", (double)f->loads);
    cJSON_AddNumberToObject(left, "models", (double)f->models);
    cJSON_AddNumberToObject(left, "unread", (double)f->unread);
    cJSON_AddNumberToObject(left, "remarks", (double)f->remarks);
    cJSON *list = cJSON_Duplicate(f->list, true);
    cJSON *finding;
    cJSON_ArrayForEach(finding, list)
    {
        cJSON_DeleteItemFromObjectCaseSensitive(finding, "path");
    }
    cJSON_AddItemToObject(o, "findings", list);
    dp_print_object(o);
    cJSON_Delete(o);
}

/* ---- SARIF ---- */

static const dp_sarif_rule rules[] = {
    {"pickle-load", "Code unpickles a file: it runs whatever the file says",
     "Convert the file with depickle convert, and read the result, which needs no code to load.", DP_SARIF_ERROR, "9.8"},
    {"pickle-import", "A function that unpickles is imported",
     "Convert the files it reads with depickle convert, and take the import out.", DP_SARIF_ERROR, "9.8"},
    {"pickle-model", "A model is kept as a pickle: whoever can write the file decides what runs on loading",
     "Convert it with depickle convert, check it with depickle verify, and delete it.", DP_SARIF_ERROR, "8.1"},
    {"pickle-remark", "Code may unpickle in a way that cannot be seen", "Look whether a pickle can come here.", DP_SARIF_NOTE,
     NULL},
};

dp_sarif *dp_findings_sarif(void)
{
    return dp_sarif_new(rules, sizeof rules / sizeof rules[0]);
}

/* Lines of a notebook's cell are no lines of its file: they stand in the message. */
void dp_findings_add_sarif(const dp_findings *findings, dp_sarif *log)
{
    const cJSON *finding;
    cJSON_ArrayForEach(finding, findings->list)
    {
        const char *path = dp_text_in(finding, "path");
        unsigned cell = dp_count_in(finding, "cell");
        const char *message = sentence(findings, finding);
        if (cell != 0) {
            message = dp_take_printf(findings->ctx, "cell %u, line %u, column %u: %s", cell, dp_count_in(finding, "line"),
                                     dp_count_in(finding, "column"), message);
        }
        if (is_kind(finding, "unread")) {
            dp_sarif_add_failure(log, path, message);
            continue;
        }
        const char *rule = dp_take_printf(findings->ctx, "pickle-%s", dp_text_in(finding, "kind"));
        dp_sarif_add(log, &(dp_sarif_result){
                              .rule = rule,
                              .level = is_kind(finding, "remark") ? DP_SARIF_NOTE : DP_SARIF_ERROR,
                              .message = message,
                              .path = path,
                              .line = cell != 0 ? 0 : dp_count_in(finding, "line"),
                              .column = cell != 0 ? 0 : dp_count_in(finding, "column"),
                              .offset = DP_SARIF_NO_OFFSET,
                          });
    }
}
