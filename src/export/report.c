/* One record, three ways to print it: a line, an object, a word. */
#include "export/report.h"

#include "base/text.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_NAME = 400, ROOM = 64 << 10 };

static bool has_fault(const dp_record *record)
{
    return record->rc != DP_OK;
}

const char *dp_error_line(dp_ctx *ctx, const char *file, const dp_record *record)
{
    if (!has_fault(record)) {
        return "";
    }
    dp_ctx_reserve(ctx, ROOM);
    dp_text t = dp_text_new(ctx);
    dp_text_adds(&t, dp_escape(ctx, dp_span_of(file), SHOWN_NAME));
    if (record->codecs[0] != '\0' && record->offset != DP_NO_OFFSET) {
        dp_text_addf(&t, "(%s)", record->codecs);
    }
    if (record->offset != DP_NO_OFFSET) {
        dp_text_addf(&t, "+0x%" PRIx64, record->offset);
    }
    dp_text_addf(&t, ": %s%s%s", record->path, record->path[0] != '\0' ? ": " : "", record->what);
    return dp_text_str(&t);
}

const char *dp_fault_of(dp_ctx *ctx, dp_ctx *failed)
{
    const dp_record *r = dp_ctx_record(failed);
    const char *fault = dp_take_printf(ctx, "%s%s%s", r->path, r->path[0] != '\0' ? ": " : "", r->what);
    dp_forgive(failed);
    return fault;
}

const char *dp_scan_verdict(const dp_record *record)
{
    if (record->verdict != DP_SAFE) {
        return dp_verdict_name(record->verdict);
    }
    switch (record->rc) {
    case DP_OK: return "safe";
    case DP_UNSUPPORTED: return record->format[0] != '\0' ? "safe" : "error"; /* without a format it was not even read */
    case DP_LIMIT: return "limit";
    case DP_CORRUPT: return "corrupt";
    case DP_UNSAFE:
    case DP_ERROR:
    case DP_USAGE:
    case DP_MISMATCH:
    case DP_HASH:
    case DP_PARTLY: break;
    }
    return "error";
}

/* cJSON prints small whole numbers exactly; offsets may be larger than that. */
void dp_json_add_u64(cJSON *object, const char *key, uint64_t v)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, v);
    cJSON_AddRawToObject(object, key, text);
}

static void add_offset(cJSON *object, uint64_t offset)
{
    if (offset == DP_NO_OFFSET) {
        cJSON_AddNullToObject(object, "offset");
    } else {
        dp_json_add_u64(object, "offset", offset);
    }
}

static void add_error(dp_ctx *ctx, cJSON *o, const char *file, const dp_record *record)
{
    if (!has_fault(record)) {
        cJSON_AddNullToObject(o, "error");
        return;
    }
    cJSON *error = cJSON_AddObjectToObject(o, "error");
    cJSON_AddStringToObject(error, "kind", dp_rc_name(record->rc));
    add_offset(error, record->offset);
    cJSON_AddStringToObject(error, "path", record->path);
    cJSON_AddStringToObject(error, "what", record->what);
    cJSON_AddStringToObject(error, "line", dp_error_line(ctx, file, record));
}

static void add_names(cJSON *o, const dp_record *record)
{
    cJSON *names = cJSON_AddArrayToObject(o, "names");
    for (size_t i = 0; i < record->n_names; i++) {
        const dp_name_use *use = &record->names[i];
        cJSON *name = cJSON_CreateObject();
        cJSON_AddStringToObject(name, "name", use->name);
        cJSON_AddStringToObject(name, "canonical", use->canonical != NULL ? use->canonical : "");
        add_offset(name, use->offset);
        cJSON_AddStringToObject(name, "verdict", dp_verdict_name(use->verdict));
        cJSON_AddStringToObject(name, "reach", dp_reach_name(use->reach));
        cJSON_AddStringToObject(name, "place", dp_place_name(use->place));
        dp_json_add_u64(name, "count", use->count);
        cJSON_AddStringToObject(name, "reason", use->reason != NULL ? use->reason : "");
        cJSON_AddItemToArray(names, name);
    }
}

static void add_models(cJSON *o, const dp_models *models)
{
    cJSON *list = cJSON_AddArrayToObject(o, "models");
    for (size_t i = 0; models != NULL && i < models->n; i++) {
        cJSON *model = cJSON_CreateObject();
        cJSON_AddStringToObject(model, "path", models->at[i]->path);
        cJSON_AddStringToObject(model, "class", models->at[i]->canonical);
        cJSON_AddStringToObject(model, "sklearn_version", models->at[i]->sklearn_version);
        cJSON_AddBoolToObject(model, "converter", models->at[i]->cls != NULL);
        cJSON_AddItemToArray(list, model);
    }
}

static void add_writer(cJSON *o, const dp_loaded *loaded)
{
    if (loaded == NULL) {
        return;
    }
    cJSON_AddNumberToObject(o, "protocol", loaded->facts.protocol);
    cJSON_AddBoolToObject(o, "python2", loaded->facts.python2);
    cJSON_AddStringToObject(o, "numpy", loaded->numpy != NULL ? loaded->numpy : "");
    cJSON_AddStringToObject(o, "joblib", loaded->joblib != NULL ? loaded->joblib : "");
}

const char *dp_json_kept(dp_ctx *ctx, cJSON *o)
{
    char *printed = cJSON_PrintUnformatted(o);
    dp_ctx_reserve(ctx, printed != NULL ? strlen(printed) + ROOM : 0);
    const char *kept = printed != NULL ? dp_take_text(ctx, dp_span_of(printed)) : NULL;
    cJSON_free(printed);
    cJSON_Delete(o);
    return kept != NULL ? kept : "{}";
}

const char *dp_report_json(dp_ctx *ctx, const char *file, const dp_loaded *loaded, const dp_models *models)
{
    const dp_record *record = dp_ctx_record(ctx);
    dp_ctx_reserve(ctx, ROOM);
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-report/1");
    cJSON_AddStringToObject(o, "file", dp_escape(ctx, dp_span_of(file), 4096));
    cJSON_AddStringToObject(o, "verdict", dp_scan_verdict(record));
    cJSON_AddNumberToObject(o, "code", record->rc);
    add_error(ctx, o, file, record);
    cJSON_AddStringToObject(o, "codecs", record->codecs);
    cJSON_AddStringToObject(o, "format", record->format);
    add_writer(o, loaded);
    add_names(o, record);
    add_models(o, models);
    cJSON *warnings = cJSON_AddArrayToObject(o, "warnings");
    for (size_t i = 0; i < record->n_warnings; i++) {
        cJSON_AddItemToArray(warnings, cJSON_CreateString(record->warnings[i]));
    }
    return dp_json_kept(ctx, o);
}
