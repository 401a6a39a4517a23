#include "cli/scanned.h"

#include "base/text.h"
#include "cli/allow.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHOWN_PATH = 4000, SHOWN_TEXT = 2000 };

static const dp_sarif_rule rules[] = {
    {"dangerous-name", "Loading the file would run code: it reaches a name that is known for harm, or calls what it computes",
     "Do not load the file. Where it comes from people you trust, find out who could change it on the way.", DP_SARIF_ERROR,
     "9.8"},
    {"unknown-name", "Loading the file would import a name that is not known",
     "Is the class your own? Then add its name to .depickle-allow. Else do not load the file.", DP_SARIF_ERROR, "7.5"},
    {"damaged-file", "The file is damaged or contradicts itself: what loading it would do cannot be told whole",
     "Fetch it again, or write it anew.", DP_SARIF_WARNING, "5.0"},
    {"not-examined", "The file may hold a model of a kind that is not examined", "Examine it with a tool for its kind.",
     DP_SARIF_NOTE, NULL},
};

bool dp_scanned_init(dp_scanned *s, const dp_cli *cli)
{
    *s = (dp_scanned){.cli = cli, .ctx = dp_ctx_default()};
    if (cli->listing == DP_LISTING_SARIF) {
        s->log = dp_sarif_new(rules, sizeof rules / sizeof rules[0]);
    }
    return s->ctx != NULL && (s->log != NULL || cli->listing != DP_LISTING_SARIF);
}

/* ---- the report ---- */

/* The child has made its texts fit to print; it reads hostile bytes, so that is looked at once more. */
static const char *text(const dp_scanned *s, const cJSON *object, const char *key)
{
    const char *v = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    bool plain = v != NULL && dp_utf8_valid(dp_span_of(v));
    for (const char *p = v; plain && *p != '\0'; p++) {
        plain = (unsigned char)*p >= 0x20 && *p != 0x7f;
    }
    return v == NULL ? "" : plain ? v : dp_escape(s->ctx, dp_span_of(v), SHOWN_TEXT);
}

static uint64_t number(const cJSON *object, const char *key, uint64_t otherwise)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(object, key);
    bool whole = cJSON_IsNumber(v) && v->valuedouble >= 0 && v->valuedouble < 9e15;
    return whole ? (uint64_t)v->valuedouble : otherwise;
}

static bool is(const dp_scanned *s, const cJSON *object, const char *key, const char *value)
{
    return strcmp(text(s, object, key), value) == 0;
}

/* posix.system is what the file says; os.system is what people know. */
static const char *known_as(const dp_scanned *s, const cJSON *name)
{
    const char *canonical = text(s, name, "canonical");
    return canonical[0] != '\0' ? dp_take_printf(s->ctx, " (%s)", canonical) : "";
}

static bool may_be_allowed(const dp_scanned *s, const cJSON *name)
{
    bool class_like = is(s, name, "reach", "held") || is(s, name, "reach", "called") || is(s, name, "reach", "built");
    return class_like && is(s, name, "verdict", "unknown") && dp_allow_fits(text(s, name, "name"));
}

/* "held in pickle", "called after STOP" */
static const char *way_of(const dp_scanned *s, const cJSON *name)
{
    const char *reach = text(s, name, "reach");
    const char *place = text(s, name, "place");
    return dp_take_printf(s->ctx, "%s %s%s", strcmp(reach, "held") == 0 ? "held as data" : reach,
                          strncmp(place, "after", 5) == 0 ? "" : "in ", place);
}

/* ---- text ---- */

static void print_name(const dp_scanned *s, const cJSON *name)
{
    const char *reason = text(s, name, "reason");
    uint64_t offset = number(name, "offset", DP_SARIF_NO_OFFSET);
    uint64_t count = number(name, "count", 1);
    printf("  %-9s %s%s  %s", text(s, name, "verdict"), text(s, name, "name"), known_as(s, name), way_of(s, name));
    if (offset != DP_SARIF_NO_OFFSET) {
        printf(" at +0x%" PRIx64, offset);
    }
    if (count > 1) {
        printf(", %" PRIu64 " times", count);
    }
    printf("%s%s\n", reason[0] != '\0' ? ": " : "", reason);
    if (may_be_allowed(s, name)) {
        printf("            if it is yours: --allow %s, or that name as a line of %s\n", text(s, name, "name"), DP_ALLOW_FILE);
    }
}

/* "Only errors", with -q: nothing of files that are safe. */
static void print_text(const dp_scanned *s, const char *path, const dp_outcome *outcome)
{
    const cJSON *name;
    const cJSON *report = outcome->report;
    const char *verdict = report != NULL ? text(s, report, "verdict") : outcome->rc == DP_LIMIT ? "limit" : "error";
    if (s->cli->quiet && outcome->rc == DP_OK) {
        return;
    }
    printf("%s: %s\n", dp_escape(s->ctx, dp_span_of(path), SHOWN_PATH), verdict);
    cJSON_ArrayForEach(name, cJSON_GetObjectItemCaseSensitive(report, "names"))
    {
        if (!is(s, name, "verdict", "safe") || s->cli->verbose != 0) {
            print_name(s, name);
        }
    }
    fflush(stdout); /* in order with what goes to stderr */
}

/* ---- SARIF ---- */

/* "posix.system (os.system): called in nested pickle, at byte 12 of what is inside the gzip: runs programs" */
static const char *message_of(const dp_scanned *s, const cJSON *report, const cJSON *name)
{
    const char *codecs = text(s, report, "codecs");
    const char *reason = text(s, name, "reason");
    dp_text t = dp_text_new(s->ctx);
    dp_text_addf(&t, "%s%s: %s", text(s, name, "name"), known_as(s, name), way_of(s, name));
    if (codecs[0] != '\0') {
        dp_text_addf(&t, ", at byte %" PRIu64 " of what is inside the %s", number(name, "offset", 0), codecs);
    }
    dp_text_addf(&t, "%s%s", reason[0] != '\0' ? ": " : "", reason);
    return dp_text_str(&t);
}

/* Offsets in compressed files are not the file's own. */
static uint64_t offset_of(const dp_scanned *s, const cJSON *report, const cJSON *object)
{
    return is(s, report, "codecs", "") ? number(object, "offset", DP_SARIF_NO_OFFSET) : DP_SARIF_NO_OFFSET;
}

static void log_name(dp_scanned *s, const char *path, const cJSON *report, const cJSON *name)
{
    bool dangerous = is(s, name, "verdict", "dangerous");
    dp_sarif_add(s->log, &(dp_sarif_result){
                             .rule = dangerous ? "dangerous-name" : "unknown-name",
                             .level = DP_SARIF_ERROR,
                             .message = message_of(s, report, name),
                             .path = path,
                             .offset = offset_of(s, report, name),
                         });
}

static void log_outcome(dp_scanned *s, const char *path, const dp_outcome *outcome)
{
    const cJSON *name;
    const cJSON *report = outcome->report;
    const cJSON *error = cJSON_GetObjectItemCaseSensitive(report, "error");
    cJSON_ArrayForEach(name, cJSON_GetObjectItemCaseSensitive(report, "names"))
    {
        if (!is(s, name, "verdict", "safe")) {
            log_name(s, path, report, name);
        }
    }
    const char *what = report != NULL ? text(s, error, "what") : outcome->line;
    if (outcome->rc == DP_CORRUPT) {
        dp_sarif_add(s->log, &(dp_sarif_result){.rule = "damaged-file", .level = DP_SARIF_WARNING, .message = what, .path = path,
                                                .offset = offset_of(s, report, error)});
    } else if (outcome->rc != DP_OK && outcome->rc != DP_UNSAFE) {
        dp_sarif_add_failure(s->log, path, what);
    }
}

/* ---- files ---- */

static void remember_unknown(dp_scanned *s, const char *path, const cJSON *report)
{
    const cJSON *name;
    cJSON_ArrayForEach(name, cJSON_GetObjectItemCaseSensitive(report, "names"))
    {
        bool known = !may_be_allowed(s, name);
        for (size_t i = 0; i < s->unknown.n && !known; i += 2) {
            known = is(s, name, "name", s->unknown.at[i]);
        }
        if (!known) {
            dp_texts_add(&s->unknown, dp_take_printf(s->ctx, "%s", text(s, name, "name")));
            dp_texts_add(&s->unknown, dp_escape(s->ctx, dp_span_of(path), SHOWN_PATH));
        }
    }
}

void dp_scanned_add(dp_scanned *s, const char *path, const dp_outcome *outcome)
{
    if (s->cli->write_allow) {
        remember_unknown(s, path, outcome->report);
    }
    dp_outcome_print(s->cli, outcome);
    switch (s->cli->listing) {
    case DP_LISTING_JSON: break; /* printed already */
    case DP_LISTING_TEXT: print_text(s, path, outcome); break;
    case DP_LISTING_SARIF: log_outcome(s, path, outcome); break;
    }
}

static void print_other_json(const dp_scanned *s, const char *path, const char *kind)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-report/1");
    cJSON_AddStringToObject(o, "file", dp_escape(s->ctx, dp_span_of(path), SHOWN_PATH));
    cJSON_AddStringToObject(o, "verdict", "not examined");
    cJSON_AddNumberToObject(o, "code", s->cli->strict ? DP_PARTLY : DP_OK);
    cJSON_AddNullToObject(o, "error");
    cJSON_AddStringToObject(o, "kind", kind);
    dp_print_object(o);
    cJSON_Delete(o);
}

void dp_scanned_other(dp_scanned *s, const char *path, const char *kind)
{
    switch (s->cli->listing) {
    case DP_LISTING_JSON: print_other_json(s, path, kind); break;
    case DP_LISTING_TEXT:
        if (!s->cli->quiet || s->cli->strict) {
            printf("%s: not examined: %s\n", dp_escape(s->ctx, dp_span_of(path), SHOWN_PATH), kind);
        }
        break;
    case DP_LISTING_SARIF:
        dp_sarif_add(s->log, &(dp_sarif_result){.rule = "not-examined", .level = DP_SARIF_NOTE, .path = path,
                                                .message = dp_take_printf(s->ctx, "not examined: %s", kind),
                                                .offset = DP_SARIF_NO_OFFSET});
        break;
    }
}

/* ---- the end ---- */

static dp_rc propose(const dp_scanned *s)
{
    dp_text t = dp_text_new(s->ctx);
    for (size_t i = 0; i < s->unknown.n; i += 2) {
        dp_text_addf(&t, "%s  # in %s\n", s->unknown.at[i], s->unknown.at[i + 1]);
    }
    if (s->unknown.n == 0) {
        dp_say("depickle: there is no name to allow");
        return DP_OK;
    }
    return dp_allow_write(s->cli, dp_text_str(&t), s->unknown.n / 2);
}

int dp_scanned_end(dp_scanned *s, int code)
{
    dp_rc rc = s->cli->write_allow ? propose(s) : DP_OK;
    code = rc != DP_OK ? (int)rc : code;
    if (s->cli->listing == DP_LISTING_SARIF) {
        char *printed = dp_sarif_end(s->log, code);
        fputs(printed != NULL ? printed : "", stdout);
        free(printed);
    }
    free(s->unknown.at);
    dp_ctx_free(s->ctx);
    return code;
}
