/* The report for people: Markdown. Code of the application stands in it as it is, in fences that it cannot end. */
#include "base/text.h"
#include "cli/member.h"
#include "cli/migration.h"
#include "cli/terminal.h"

#include <stdlib.h>

static const cJSON *list_of(const cJSON *o, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(o, key);
}

/* ---- pieces ---- */

/* Plain text of a line or a table's cell. */
static const char *plain(dp_ctx *ctx, const char *text)
{
    const char *s = dp_escape(ctx, dp_span_of(text), 2000);
    dp_text t = dp_text_new(ctx);
    for (; *s != '\0'; s++) {
        dp_text_adds(&t, strchr("|`*<>[]", *s) != NULL ? "\\" : "");
        dp_text_add(&t, (dp_span){(const uint8_t *)s, 1});
    }
    return dp_text_str(&t);
}

static size_t longest_run(const char *text)
{
    size_t most = 0;
    for (const char *p = text; *p != '\0'; p++) {
        size_t n = strspn(p, "`");
        most = n > most ? n : most;
        p += n > 1 ? n - 1 : 0;
    }
    return most;
}

static void add_ticks(dp_text *t, size_t n)
{
    for (; n > 0; n--) {
        dp_text_adds(t, "`");
    }
}

/* `code` in a line or a cell. */
static const char *code(dp_ctx *ctx, const char *text)
{
    dp_text t = dp_text_new(ctx);
    size_t n = longest_run(text) + 1;
    const char *pad = text[0] == '`' || (text[0] != '\0' && text[strlen(text) - 1] == '`') ? " " : "";
    char *copy = dp_take_text(ctx, dp_span_of(text));
    for (char *p = copy; p != NULL && *p != '\0'; p++) {
        *p = *p == '\n' || *p == '\r' || *p == '\t' ? ' ' : *p;
    }
    if (copy == NULL || text[0] == '\0') {
        return "";
    }
    dp_clean(copy);
    add_ticks(&t, n);
    dp_text_adds(&t, pad);
    for (char *p = copy; *p != '\0'; p++) {
        dp_text_adds(&t, *p == '|' ? "\\" : ""); /* a table's cell ends at any other */
        dp_text_add(&t, (dp_span){(const uint8_t *)p, 1});
    }
    dp_text_adds(&t, pad);
    add_ticks(&t, n);
    return dp_text_str(&t);
}

static void print_fence(dp_ctx *ctx, FILE *out, const char *text)
{
    dp_text fence = dp_text_new(ctx);
    size_t n = longest_run(text);
    add_ticks(&fence, n < 3 ? 3 : n + 1);
    const char *end = text[0] != '\0' && text[strlen(text) - 1] == '\n' ? "" : "\n";
    char *lines = dp_take_text(ctx, dp_span_of(text));
    dp_clean_lines(lines, false);
    fprintf(out, "%spython\n%s%s%s\n\n", dp_text_str(&fence), lines != NULL ? lines : "", end, dp_text_str(&fence));
}

/* "`app/serve.py`:12:5", "`explore.ipynb`, cell 3:1:1" */
static const char *place(dp_ctx *ctx, const cJSON *o)
{
    const char *file = code(ctx, dp_text_in(o, "file"));
    unsigned cell = dp_count_in(o, "cell");
    const char *in = cell != 0 ? dp_take_printf(ctx, ", cell %u", cell) : "";
    return dp_take_printf(ctx, "%s%s:%u:%u", file, in, dp_count_in(o, "line"), dp_count_in(o, "column"));
}

/* Each of a list of texts as code. */
static const char *joined(dp_ctx *ctx, const cJSON *list)
{
    dp_text t = dp_text_new(ctx);
    const cJSON *item;
    cJSON_ArrayForEach(item, list) {
        dp_text_addf(&t, "%s%s", t.n != 0 ? ", " : "", code(ctx, cJSON_IsString(item) ? item->valuestring : ""));
    }
    return dp_text_str(&t);
}

/* ---- models ---- */

static void print_outputs(dp_ctx *ctx, const cJSON *model, FILE *out)
{
    dp_text t = dp_text_new(ctx);
    const cJSON *output;
    cJSON_ArrayForEach(output, list_of(model, "outputs")) {
        dp_text_addf(&t, "%s%s: %s", t.n != 0 ? "<br>" : "", code(ctx, dp_text_in(output, "path")), dp_text_in(output, "verdict"));
    }
    fprintf(out, "| %s | %s | %s |\n", code(ctx, dp_text_in(model, "file")), joined(ctx, list_of(model, "classes")), dp_text_str(&t));
}

static bool is_converted(const cJSON *model)
{
    return dp_count_in(model, "code") == DP_OK && strcmp(dp_text_in(model, "verdict"), "differs") != 0;
}

static void print_models(dp_ctx *ctx, const cJSON *models, FILE *out)
{
    const cJSON *model;
    fputs("## Models\n\n", out);
    if (cJSON_GetArraySize(models) == 0) {
        fputs("No file here is a pickle.\n\n", out);
        return;
    }
    fputs("| file | what | written, with its SHA-256 beside it |\n|---|---|---|\n", out);
    cJSON_ArrayForEach(model, models) {
        if (is_converted(model)) {
            print_outputs(ctx, model, out);
        }
    }
    fputs("\n", out);
    bool any = false;
    cJSON_ArrayForEach(model, models) {
        if (!is_converted(model)) {
            fprintf(out, "%s- %s: %s (code %u)\n", any ? "" : "Not converted:\n\n", code(ctx, dp_text_in(model, "file")),
                    plain(ctx, dp_count_in(model, "code") != 0 ? dp_text_in(model, "reason") : "what was written answers differently"),
                    dp_count_in(model, "code"));
            any = true;
        }
    }
    fputs(any ? "\n" : "", out);
}

static void print_deletions(dp_ctx *ctx, const cJSON *models, FILE *out)
{
    const cJSON *model;
    bool any = false;
    cJSON_ArrayForEach(model, models) {
        if (!cJSON_HasObjectItem(model, "deleted")) {
            continue;
        }
        fputs(any ? "" : "## Originals\n\n", out);
        any = true;
        if (cJSON_IsTrue(list_of(model, "deleted"))) {
            fprintf(out, "- deleted: %s\n", code(ctx, dp_text_in(model, "file")));
        } else {
            fprintf(out, "- kept: %s: %s\n", code(ctx, dp_text_in(model, "file")), plain(ctx, dp_text_in(model, "kept")));
        }
    }
    fputs(any ? "\n" : "", out);
}

static void print_history(dp_ctx *ctx, const cJSON *models, FILE *out)
{
    const cJSON *model;
    bool any = false;
    cJSON_ArrayForEach(model, models) {
        const char *git = dp_text_in(model, "git");
        if (strcmp(git, "tracked") == 0 || strcmp(git, "perhaps") == 0) {
            fputs(any ? "" : "Git's history keeps what is deleted (docs/migration.md tells how to purge it):\n\n", out);
            fprintf(out, "- %s%s\n", code(ctx, dp_text_in(model, "file")), git[0] == 'p' ? ", perhaps" : "");
            any = true;
        }
    }
    fputs(any ? "\n" : "", out);
}

/* ---- code ---- */

static const char *reads(dp_ctx *ctx, const cJSON *load)
{
    const char *match = dp_text_in(load, "match");
    const char *files = joined(ctx, list_of(load, "models"));
    if (strcmp(match, "known") == 0) {
        return dp_take_printf(ctx, "Reads %s.", files);
    }
    if (strcmp(match, "several") == 0) {
        return dp_take_printf(ctx, "Reads each of %s.", files);
    }
    if (strcmp(match, "candidates") == 0) {
        return dp_take_printf(ctx, "Reads a file of this name in another folder; here there is %s.", files);
    }
    if (strcmp(match, "missing") == 0) {
        return dp_take_printf(ctx, "Reads %s, which is not here: convert it where it is, or put it here and run this again.",
                              joined(ctx, list_of(load, "paths")));
    }
    return files[0] != '\0' ? dp_take_printf(ctx, "Path not known. Candidates: %s.", files) : "Path not known.";
}

static void print_form(dp_ctx *ctx, const cJSON *form, const char *heading, FILE *out)
{
    dp_text t = dp_text_new(ctx);
    const cJSON *import;
    if (form == NULL) {
        return;
    }
    cJSON_ArrayForEach(import, list_of(form, "imports")) {
        dp_text_addf(&t, "%s\n", import->valuestring);
    }
    dp_text_addf(&t, "%s%s", t.n != 0 ? "\n" : "", dp_text_in(form, "statement"));
    fprintf(out, "%s\n\n", heading);
    print_fence(ctx, out, dp_text_str(&t));
    if (dp_text_in(form, "note")[0] != '\0') {
        fprintf(out, "(%s.)\n\n", dp_text_in(form, "note"));
    }
}

static void print_uses(dp_ctx *ctx, const cJSON *uses, FILE *out)
{
    const cJSON *use;
    if (cJSON_GetArraySize(uses) == 0) {
        return;
    }
    fputs("What is done with it:\n\n| where | now | with a session |\n|---|---|---|\n", out);
    cJSON_ArrayForEach(use, uses) {
        const char *instead = code(ctx, dp_text_in(use, "instead"));
        const char *note = plain(ctx, dp_text_in(use, "note"));
        fprintf(out, "| %s%s | %s | %s%s%s |\n", place(ctx, use), cJSON_IsTrue(list_of(use, "by_name")) ? " (by its name)" : "",
                code(ctx, dp_text_in(use, "text")), instead, instead[0] != '\0' && note[0] != '\0' ? "; " : "", note);
    }
    fputs("\n", out);
}

static bool print_load(dp_ctx *ctx, const cJSON *load, FILE *out)
{
    const cJSON *all = list_of(load, "forms");
    const cJSON *session = list_of(all, "onnxruntime");
    fprintf(out, "### %s: %s\n\n%s\n\n", place(ctx, load), dp_text_in(load, "name"), reads(ctx, load));
    print_fence(ctx, out, dp_text_in(load, "statement"));
    if (cJSON_GetArraySize(all) == 0) {
        fputs("Nothing to put in its place is known.\n\n", out);
    }
    print_form(ctx, session, "Instead, with onnxruntime:", out);
    print_form(ctx, list_of(all, "pandas"), "Instead, with pandas:", out);
    print_form(ctx, list_of(all, "package"), "Or with depickle's Python package (`pip install depickle onnxruntime`), whose objects answer "
                                             "`predict` as before:", out);
    bool other = session != NULL || list_of(all, "pandas") != NULL;
    print_form(ctx, list_of(all, "json"), session != NULL ? "Or, for parameters and what was fitted, as JSON:"
                                          : other         ? "Or as JSON:"
                                                          : "Instead, from JSON:", out);
    if (cJSON_GetArraySize(all) == 0 || session != NULL) { /* a table is used as before */
        print_uses(ctx, list_of(load, "uses"), out);
    }
    return cJSON_IsTrue(list_of(session, "columns"));
}

static void print_rest(dp_ctx *ctx, const cJSON *report, FILE *out)
{
    const cJSON *item;
    const char *heading = "## What else to look at\n\n";
    cJSON_ArrayForEach(item, list_of(report, "loose")) {
        fprintf(out, "%s- %s: %s, of a model that is loaded elsewhere\n", heading, place(ctx, item), code(ctx, dp_text_in(item, "text")));
        heading = "";
    }
    cJSON_ArrayForEach(item, list_of(report, "also")) {
        fprintf(out, "%s- %s: %s %s\n", heading, place(ctx, item), dp_text_in(item, "name"), plain(ctx, dp_text_in(item, "what")));
        heading = "";
    }
    cJSON_ArrayForEach(item, list_of(report, "unread")) {
        fprintf(out, "%s- %s: %s\n", heading, code(ctx, dp_text_in(item, "file")), plain(ctx, dp_text_in(item, "reason")));
        heading = "";
    }
    fputs(heading[0] == '\0' ? "\n" : "", out);
}

void dp_migration_print(dp_ctx *ctx, const cJSON *report, FILE *out)
{
    const cJSON *load;
    bool columns = false;
    fprintf(out, "# Migration of %s\n\n", plain(ctx, dp_text_in(report, "input")));
    print_models(ctx, list_of(report, "models"), out);
    print_deletions(ctx, list_of(report, "models"), out);
    print_history(ctx, list_of(report, "models"), out);
    fputs("## Lines that load\n\n", out);
    cJSON_ArrayForEach(load, list_of(report, "loads")) {
        columns = print_load(ctx, load, out) || columns;
    }
    if (cJSON_GetArraySize(list_of(report, "loads")) == 0) {
        fputs("None was found.\n\n", out);
    }
    if (columns) {
        fputs("`columns`, for models that take one input a column:\n\n", out);
        print_fence(ctx, out, dp_text_in(report, "columns"));
    }
    print_rest(ctx, report, out);
    if (dp_text_in(report, "manifest")[0] != '\0') {
        fprintf(out, "Manifest: %s. ", code(ctx, dp_text_in(report, "manifest")));
    }
    fprintf(out, "When the code is changed, `depickle migrate --check DIR` says what is left.\n");
}
