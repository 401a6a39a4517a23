#include "cli/outcome.h"

#include "base/text.h"
#include "cli/member.h"
#include "cli/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

void dp_outcome_done(dp_outcome *outcome)
{
    cJSON_Delete(outcome->report);
    cJSON_Delete(outcome->said);
    cJSON_Delete(outcome->outputs);
    cJSON_Delete(outcome->with);
    cJSON_Delete(outcome->notes);
    free(outcome->text);
    outcome->report = outcome->said = outcome->outputs = outcome->with = outcome->notes = NULL;
    outcome->text = NULL;
}

/* ---- the line ---- */

void dp_outcome_fault(dp_outcome *outcome, dp_rc rc, const char *fmt, ...)
{
    enum { LONGEST_LAST = 16 }; /* bytes of one character escaped, and of "…" */
    va_list args;
    va_start(args, fmt);
    char *line = dp_vprint(fmt, args);
    va_end(args);
    outcome->rc = rc;
    dp_ctx *ctx = dp_ctx_default();
    snprintf(outcome->line, sizeof outcome->line, "%s",
             ctx != NULL ? dp_escape(ctx, dp_span_of(line), sizeof outcome->line - LONGEST_LAST) : "out of memory");
    dp_ctx_free(ctx);
    free(line);
}

const char *dp_outcome_why(const dp_outcome *outcome, const char *path)
{
    dp_ctx *ctx = dp_ctx_default();
    const char *shown = ctx != NULL ? dp_escape(ctx, dp_span_of(path), sizeof outcome->line) : "";
    size_t n = strlen(shown);
    const char *why = outcome->line + (strncmp(outcome->line, shown, n) == 0 ? n : 0);
    dp_ctx_free(ctx);
    return why + (strncmp(why, ": ", 2) == 0 ? 2 : 0);
}

/* ---- through a pipe ---- */

static void refer(cJSON *object, const char *key, cJSON *item)
{
    if (item != NULL) {
        cJSON_AddItemReferenceToObject(object, key, item);
    }
}

char *dp_outcome_pack(const dp_outcome *outcome)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddNumberToObject(o, "rc", outcome->rc);
    cJSON_AddNumberToObject(o, "walls", outcome->walls);
    cJSON_AddStringToObject(o, "line", outcome->line);
    cJSON_AddStringToObject(o, "sha256", outcome->sha256);
    if (outcome->text != NULL) {
        cJSON_AddStringToObject(o, "text", outcome->text);
    }
    refer(o, "report", outcome->report);
    refer(o, "said", outcome->said);
    refer(o, "outputs", outcome->outputs);
    refer(o, "with", outcome->with);
    cJSON_AddBoolToObject(o, "resumed", outcome->resumed);
    cJSON_AddBoolToObject(o, "exists", outcome->exists);
    refer(o, "notes", outcome->notes);
    char *text = cJSON_PrintUnformatted(o);
    cJSON_Delete(o);
    return text;
}

bool dp_outcome_unpack(const char *text, dp_outcome *outcome)
{
    cJSON *o = cJSON_Parse(text);
    const cJSON *rc = cJSON_GetObjectItemCaseSensitive(o, "rc");
    *outcome = (dp_outcome){.rc = DP_ERROR};
    if (!cJSON_IsNumber(rc)) {
        cJSON_Delete(o);
        return false;
    }
    outcome->rc = (dp_rc)rc->valueint;
    outcome->walls = (unsigned)cJSON_GetObjectItemCaseSensitive(o, "walls")->valueint;
    snprintf(outcome->line, sizeof outcome->line, "%s", dp_text_in(o, "line"));
    snprintf(outcome->sha256, sizeof outcome->sha256, "%s", dp_text_in(o, "sha256"));
    outcome->text = cJSON_HasObjectItem(o, "text") ? strdup(dp_text_in(o, "text")) : NULL;
    outcome->report = cJSON_DetachItemFromObjectCaseSensitive(o, "report");
    outcome->said = cJSON_DetachItemFromObjectCaseSensitive(o, "said");
    outcome->outputs = cJSON_DetachItemFromObjectCaseSensitive(o, "outputs");
    outcome->with = cJSON_DetachItemFromObjectCaseSensitive(o, "with");
    outcome->resumed = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(o, "resumed"));
    outcome->exists = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(o, "exists"));
    outcome->notes = cJSON_DetachItemFromObjectCaseSensitive(o, "notes");
    cJSON_Delete(o);
    return true;
}

/* ---- on paper ---- */

/* For a line on stderr, in order with what went to stdout. */
static FILE *aside(void)
{
    fflush(stdout);
    return stderr;
}

static void print_escaped(FILE *to, const char *before, const char *text, const char *after, const char *escaped)
{
    dp_ctx *ctx = dp_ctx_default();
    if (ctx == NULL) {
        return;
    }
    fprintf(to, "%s%s%s%s\n", before, dp_escape(ctx, dp_span_of(text), 4000), after, escaped);
    dp_ctx_free(ctx);
}

void dp_print_line(const char *line)
{
    print_escaped(aside(), "depickle: ", line, "", "");
}

void dp_print_about(const char *path, const char *what)
{
    print_escaped(aside(), "depickle: ", path, ": ", what);
}

void dp_print_escaped(const char *line)
{
    char *clean = strdup(line);
    if (clean != NULL) {
        dp_clean(clean);
        fprintf(aside(), "depickle: %s\n", clean);
    }
    free(clean);
}

void dp_say(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *line = dp_vprint(fmt, args);
    va_end(args);
    print_escaped(aside(), "", line, "", "");
    free(line);
}

void dp_print_heading(const char *path)
{
    print_escaped(stdout, "", path, ":", "");
}

void dp_print_object(const cJSON *object)
{
    char *text = cJSON_PrintUnformatted(object);
    puts(text != NULL ? text : "{}");
    cJSON_free(text);
}

char *dp_path_text(const char *name)
{
    dp_span bytes = dp_span_of(name);
    if (dp_utf8_valid(bytes)) {
        return strdup(name);
    }
    dp_ctx *ctx = dp_ctx_default();
    char *text = ctx != NULL ? strdup(dp_escape(ctx, bytes, 4 * bytes.n + 1)) : NULL;
    dp_ctx_free(ctx);
    return text;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* As dp_escape writes a name that is no UTF-8: "\\" is a backslash, "\xe9" a byte. */
char *dp_path_name(const char *text)
{
    struct stat st;
    char *name = strdup(text);
    if (name == NULL || strchr(text, '\\') == NULL || lstat(text, &st) == 0) {
        return name;
    }
    char *to = name;
    for (const char *p = text; *p != '\0';) {
        bool byte = p[0] == '\\' && p[1] == 'x' && hex_digit(p[2]) >= 0 && hex_digit(p[3]) >= 0;
        bool backslash = p[0] == '\\' && p[1] == '\\';
        *to++ = byte ? (char)(hex_digit(p[2]) * 16 + hex_digit(p[3])) : *p;
        p += byte ? 4 : backslash ? 2 : 1;
    }
    *to = '\0';
    return name;
}

cJSON *dp_path_json(const char *name)
{
    char *text = dp_path_text(name);
    cJSON *item = cJSON_CreateString(text != NULL ? text : "");
    free(text);
    return item;
}

void dp_add_path(cJSON *object, const char *key, const char *name)
{
    cJSON_AddItemToObject(object, key, dp_path_json(name));
}

void dp_walls_describe(unsigned walls, cJSON *object)
{
    static const struct { unsigned bit; const char *name; } names[] = {
        {DP_WALL_PROCESS, "process"}, {DP_WALL_RLIMITS, "rlimits"}, {DP_WALL_SECCOMP, "seccomp"},
        {DP_WALL_LANDLOCK, "landlock"},
    };
    cJSON *list = cJSON_AddArrayToObject(object, "sandbox");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if ((walls & names[i].bit) != 0) {
            cJSON_AddItemToArray(list, cJSON_CreateString(names[i].name));
        }
    }
}

/* The report when the child gave none: what the parent knows. */
static cJSON *own_report(const dp_outcome *outcome)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-report/1");
    dp_ctx *ctx = outcome->path != NULL ? dp_ctx_default() : NULL;
    if (ctx != NULL) {
        cJSON_AddStringToObject(o, "file", dp_escape(ctx, dp_span_of(outcome->path), 4096));
        dp_ctx_free(ctx);
    }
    if (outcome->resumed) {
        cJSON_AddStringToObject(o, "verdict", "safe");
        cJSON_AddNumberToObject(o, "code", DP_OK);
        cJSON_AddNullToObject(o, "error");
        cJSON_AddStringToObject(o, "sha256", outcome->sha256);
        cJSON_AddTrueToObject(o, "resumed");
        return o;
    }
    cJSON_AddStringToObject(o, "verdict", outcome->rc == DP_LIMIT ? "limit" : "error");
    cJSON_AddNumberToObject(o, "code", outcome->rc);
    cJSON *error = cJSON_AddObjectToObject(o, "error");
    cJSON_AddStringToObject(error, "kind", dp_rc_name(outcome->rc));
    cJSON_AddNullToObject(error, "offset");
    cJSON_AddStringToObject(error, "path", "");
    cJSON_AddStringToObject(error, "what", outcome->line);
    cJSON_AddStringToObject(error, "line", outcome->line);
    return o;
}

/* What the child cannot know. */
static void add_parent_facts(const dp_outcome *outcome, cJSON *report)
{
    dp_walls_describe(outcome->walls, report);
    if (outcome->notes != NULL) {
        cJSON_AddItemToObject(report, "notes", cJSON_Duplicate(outcome->notes, 1));
    }
}

void dp_outcome_say(const dp_cli *cli, const dp_outcome *outcome)
{
    const cJSON *line = NULL;
    cJSON_ArrayForEach(line, outcome->said) {
        if (!cli->quiet) {
            fprintf(aside(), "depickle: %s\n", line->valuestring);
        }
    }
    if (outcome->text != NULL && !cli->json) {
        dp_terminal_print(cli, outcome->text);
    }
}

void dp_outcome_print(const dp_cli *cli, const dp_outcome *outcome)
{
    dp_outcome_say(cli, outcome);
    if (outcome->rc != DP_OK && outcome->line[0] != '\0') {
        dp_print_escaped(outcome->line);
    }
    if (!cli->json) {
        return;
    }
    cJSON *report = outcome->report != NULL ? outcome->report : own_report(outcome);
    cJSON *code = cJSON_GetObjectItemCaseSensitive(report, "code");
    if (code != NULL) {
        cJSON_SetNumberValue(code, outcome->rc); /* the parent may know worse than the child did */
    }
    add_parent_facts(outcome, report);
    dp_print_object(report);
    fflush(stdout); /* a line as soon as there is one, and in order with stderr */
    if (outcome->report == NULL) {
        cJSON_Delete(report);
    }
}

void dp_tally_add(dp_tally *tally, dp_rc rc)
{
    tally->n++;
    tally->only = rc;
    tally->by[rc]++;
    tally->failed += rc != DP_OK;
}

static void print_row(size_t n, const char *what, int code)
{
    if (n != 0 && code != DP_OK) {
        fprintf(aside(), "%8zu  %s (code %d)\n", n, what, code);
    } else if (n != 0) {
        fprintf(aside(), "%8zu  %s\n", n, what);
    }
}

void dp_tally_print(const dp_tally *tally, const dp_summary *s)
{
    print_row(tally->by[DP_OK] - s->resumed, s->good, DP_OK);
    print_row(s->resumed, "left out: the manifest has them", DP_OK);
    for (int code = DP_UNSAFE; code <= DP_PARTLY; code++) {
        print_row(tally->by[code], dp_rc_name((dp_rc)code), code);
    }
    print_row(s->other, "not examined", DP_OK);
    print_row(s->undone, "not done", DP_OK);
}

int dp_tally_code(const dp_tally *tally, bool several)
{
    if (!several) {
        return (int)tally->only;
    }
    return tally->failed != 0 ? DP_PARTLY : DP_OK;
}
