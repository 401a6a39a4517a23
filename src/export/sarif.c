#include "export/sarif.h"

#include "depickle.h"
#include "export/report.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dp_sarif {
    cJSON *root, *rules, *results, *failures;
};

static const char *level_name(dp_sarif_level level)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[level];
}

static void add_text(cJSON *o, const char *key, const char *text)
{
    cJSON_AddStringToObject(cJSON_AddObjectToObject(o, key), "text", text);
}

static void add_rule(dp_sarif *log, const dp_sarif_rule *rule)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "id", rule->id);
    add_text(o, "shortDescription", rule->title);
    add_text(o, "help", rule->help);
    cJSON_AddStringToObject(cJSON_AddObjectToObject(o, "defaultConfiguration"), "level", level_name(rule->level));
    cJSON *properties = cJSON_AddObjectToObject(o, "properties");
    cJSON *tags = cJSON_AddArrayToObject(properties, "tags");
    cJSON_AddItemToArray(tags, cJSON_CreateString("security"));
    cJSON_AddItemToArray(tags, cJSON_CreateString("CWE-502"));
    cJSON_AddItemToArray(tags, cJSON_CreateString("external/cwe/cwe-502"));
    if (rule->severity != NULL) {
        cJSON_AddStringToObject(properties, "security-severity", rule->severity);
    }
    cJSON_AddItemToArray(log->rules, o);
}

dp_sarif *dp_sarif_new(const dp_sarif_rule *rules, size_t n)
{
    dp_sarif *log = calloc(1, sizeof *log);
    if (log == NULL) {
        return NULL;
    }
    log->root = cJSON_CreateObject();
    cJSON_AddStringToObject(log->root, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    cJSON_AddStringToObject(log->root, "version", "2.1.0");
    cJSON *run = cJSON_CreateObject();
    cJSON_AddItemToArray(cJSON_AddArrayToObject(log->root, "runs"), run);
    cJSON *driver = cJSON_AddObjectToObject(cJSON_AddObjectToObject(run, "tool"), "driver");
    cJSON_AddStringToObject(driver, "name", "depickle");
    cJSON_AddStringToObject(driver, "version", depickle_version());
    log->rules = cJSON_AddArrayToObject(driver, "rules");
    for (size_t i = 0; i < n; i++) {
        add_rule(log, &rules[i]);
    }
    cJSON *invocation = cJSON_CreateObject();
    cJSON_AddItemToArray(cJSON_AddArrayToObject(run, "invocations"), invocation);
    log->failures = cJSON_AddArrayToObject(invocation, "toolExecutionNotifications");
    cJSON_AddStringToObject(run, "columnKind", "unicodeCodePoints");
    log->results = cJSON_AddArrayToObject(run, "results");
    return log;
}

/* Bytes that a URI's path may hold as they are. */
static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || (c != '\0' && strchr("/-._~+,=@", c) != NULL);
}

/* Relative paths stay relative to the folder that the log is read in; absolute ones are files of this machine. */
static void add_uri(cJSON *artifact, const char *path)
{
    const char *scheme = path[0] == '/' ? "file://" : "";
    while (strncmp(path, "./", 2) == 0) {
        path += 2;
    }
    size_t n = strlen(scheme);
    char *uri = malloc(n + 3 * strlen(path) + 1);
    if (uri == NULL) {
        return;
    }
    memcpy(uri, scheme, n);
    for (const char *p = path; *p != '\0'; p++) {
        if (is_plain((unsigned char)*p)) {
            uri[n++] = *p;
        } else {
            n += (size_t)snprintf(uri + n, 4, "%%%02X", (unsigned char)*p);
        }
    }
    uri[n] = '\0';
    cJSON_AddStringToObject(artifact, "uri", uri);
    free(uri);
}

static cJSON *add_place(cJSON *o, const char *path)
{
    cJSON *location = cJSON_CreateObject();
    cJSON_AddItemToArray(cJSON_AddArrayToObject(o, "locations"), location);
    cJSON *physical = cJSON_AddObjectToObject(location, "physicalLocation");
    add_uri(cJSON_AddObjectToObject(physical, "artifactLocation"), path);
    return physical;
}

/* cJSON prints whole numbers exactly up to 2^53 only. */
void dp_sarif_add(dp_sarif *log, const dp_sarif_result *result)
{
    if (log == NULL) {
        return;
    }
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "ruleId", result->rule);
    cJSON_AddStringToObject(o, "level", level_name(result->level));
    add_text(o, "message", result->message);
    cJSON *region = cJSON_AddObjectToObject(add_place(o, result->path), "region");
    /* Code hosts want a line even of a file that has none. */
    dp_json_add_u64(region, "startLine", result->line != 0 ? result->line : 1);
    if (result->column != 0) {
        dp_json_add_u64(region, "startColumn", result->column);
    }
    if (result->offset != DP_SARIF_NO_OFFSET) {
        dp_json_add_u64(region, "byteOffset", result->offset);
    }
    cJSON_AddItemToArray(log->results, o);
}

void dp_sarif_add_failure(dp_sarif *log, const char *path, const char *message)
{
    if (log == NULL) {
        return;
    }
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "level", "error");
    add_text(o, "message", message);
    add_place(o, path);
    cJSON_AddItemToArray(log->failures, o);
}

char *dp_sarif_end(dp_sarif *log, int exit_code)
{
    if (log == NULL) {
        return NULL;
    }
    cJSON *runs = cJSON_GetObjectItemCaseSensitive(log->root, "runs");
    cJSON *invocations = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(runs, 0), "invocations");
    cJSON *invocation = cJSON_GetArrayItem(invocations, 0);
    cJSON_AddBoolToObject(invocation, "executionSuccessful", cJSON_GetArraySize(log->failures) == 0);
    cJSON_AddNumberToObject(invocation, "exitCode", exit_code);
    char *printed = cJSON_Print(log->root);
    cJSON_Delete(log->root);
    free(log);
    size_t n = printed != NULL ? strlen(printed) : 0;
    char *text = printed != NULL ? malloc(n + 2) : NULL;
    if (text != NULL) {
        memcpy(text, printed, n);
        memcpy(text + n, "\n", 2);
    }
    cJSON_free(printed);
    return text;
}
