/* The child of inspect --plan: each model is read, computed and written, and only its bytes are counted. */
#include "base/text.h"
#include "cli/forecast.h"
#include "cli/rest.h"
#include "cli/told.h"
#include "export/convert.h"
#include "export/report.h"
#include "model/chain.h"


enum { MOST_LISTED = 200 };

static const char *some_digest(void *self)
{
    (void)self;
    return "0000000000000000000000000000000000000000000000000000000000000000";
}

/* The bytes of one format; null, with the fault kept, where it cannot be written. */
static dp_rc add_size(dp_ctx *ctx, cJSON *o, const dp_task *task, dp_wire *wire, dp_model *model, const char *format)
{
    dp_export_options options = task->cli->export;
    dp_count_sink sink;
    options.source = dp_task_source(ctx, task, wire);
    options.source.sha256 = some_digest;
    dp_count_sink_init(&sink, dp_ctx_limits(ctx)->output);
    dp_rc rc = dp_convert(ctx, model, dp_exporter_find(format), &options, &sink.base);
    if (rc == DP_OK) {
        dp_json_add_u64(o, format, sink.base.written);
    } else {
        cJSON_AddNullToObject(o, format);
    }
    return rc;
}

/* What stands in the way, as things to count: the class that a message begins with, or else the model's own. */
static const char *blocker_of(dp_ctx *ctx, const dp_model *model, const char *what)
{
    size_t n = strspn(what, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
    bool name = (what[0] >= 'A' && what[0] <= 'Z') || memchr(what, '.', n) != NULL;
    return name ? dp_take_text(ctx, (dp_span){(const uint8_t *)what, n}) : model->canonical;
}

static void add_blocked(dp_ctx *ctx, cJSON *o, const dp_model *model)
{
    const dp_record *record = dp_ctx_record(ctx);
    cJSON *blocked = cJSON_AddObjectToObject(o, "blocked");
    const char *by = blocker_of(ctx, model, record->what);
    cJSON_AddNumberToObject(blocked, "code", record->rc);
    cJSON_AddStringToObject(blocked, "path", record->path);
    cJSON_AddStringToObject(blocked, "what", record->what);
    cJSON_AddStringToObject(blocked, "by", by != NULL ? by : "");
    dp_forgive(ctx);
}

/* Codes 0, 1, … of so many classes: what a label encoder may stand behind. */
static bool is_coded(const dp_labels *classes)
{
    bool coded = classes != NULL && classes->kind == DP_LABEL_INT;
    for (size_t i = 0; coded && i < classes->n; i++) {
        coded = classes->i[i] == (int64_t)i;
    }
    return coded;
}

/* How it may stand beside others: "labels", "transformer" or "predictor", with the widths of what goes in and comes out. */
static void add_role(dp_ctx *ctx, cJSON *o, const dp_model *model)
{
    dp_emit_options options = {.method = {[DP_PREDICT] = true}};
    dp_graph *graph = NULL;
    const char *dot = strrchr(model->canonical, '.');
    bool labels = dot != NULL && strcmp(dot, ".LabelEncoder") == 0;
    bool predicts = dp_model_emit(ctx, model, &options, &graph) == DP_OK;
    dp_forgive(ctx);
    options = (dp_emit_options){0};
    bool emitted = dp_model_emit(ctx, model, &options, &graph) == DP_OK && graph->n_outputs != 0;
    dp_forgive(ctx);
    cJSON_AddStringToObject(o, "role", labels ? "labels" : predicts ? "predictor" : "transformer");
    dp_json_add_u64(o, "features", model->n_features);
    cJSON_AddBoolToObject(o, "named", model->feature_names != NULL);
    const dp_value *out = emitted ? dp_value_at(graph, graph->output[0]) : NULL;
    dp_json_add_u64(o, "columns", !predicts && out != NULL && out->shape.rank == 2 ? out->shape.dim[1] : 0);
    bool coded = labels || is_coded(model->classes);
    dp_json_add_u64(o, "codes", coded && model->classes != NULL ? model->classes->n : 0);
}

static dp_rc add_model(dp_ctx *ctx, cJSON *list, const dp_task *task, dp_wire *wire, dp_model *model)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddItemToArray(list, o);
    cJSON_AddStringToObject(o, "path", model->path);
    cJSON_AddStringToObject(o, "class", model->canonical);
    dp_rc rc = add_size(ctx, o, task, wire, model, "onnx");
    if (rc == DP_OK) {
        cJSON_AddNullToObject(o, "blocked");
        add_role(ctx, o, model);
    } else {
        add_blocked(ctx, o, model);
    }
    if (add_size(ctx, o, task, wire, model, "json") != DP_OK) {
        dp_forgive(ctx);
    }
    return rc;
}

/* A file without a model: a table, a list of names, other data. */
static dp_rc add_rest(dp_ctx *ctx, cJSON *o, const dp_task *task, dp_wire *wire, const dp_loaded *loaded, const dp_models *models)
{
    const dp_wanted json = {{dp_exporter_find("json")}, 1};
    const dp_order order = {&json, &json, NULL, NULL};
    dp_rest rest = {.loaded = loaded, .models = models};
    dp_count_sink sink;
    size_t names = 0;
    dp_texts_of(ctx, loaded->heap, loaded->root, &names);
    dp_forgive(ctx);
    dp_export_options options = task->cli->export;
    options.source = dp_task_source(ctx, task, wire);
    options.source.sha256 = some_digest;
    dp_count_sink_init(&sink, dp_ctx_limits(ctx)->output);
    dp_rc rc = dp_rest_choose(ctx, task, &order, false, &rest);
    rc = rc == DP_OK ? dp_rest_convert(&rest, json.at[0], &options, &sink.base) : rc;
    dp_json_add_u64(o, "names", names);
    cJSON_AddStringToObject(o, "content", dp_obj_describe(loaded->heap, loaded->root));
    cJSON_AddBoolToObject(o, "table", rest.table != NULL);
    if (rc == DP_OK) {
        dp_json_add_u64(o, "json", sink.base.written);
    } else {
        cJSON_AddNullToObject(o, "json");
        cJSON_ReplaceItemInObjectCaseSensitive(o, "error", cJSON_CreateString(dp_error_line(ctx, task->shown, dp_ctx_record(ctx))));
    }
    return rc;
}

static const char *first_unsafe(const dp_record *record)
{
    size_t i = 0;
    while (i < record->n_names && record->names[i].verdict == DP_SAFE) {
        i++;
    }
    return i < record->n_names ? record->names[i].name : "";
}

dp_rc dp_forecasting(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_rc rc = dp_task_load(ctx, task, &loaded, &models);
    const dp_record *record = dp_ctx_record(ctx);
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-plan/1");
    cJSON_AddStringToObject(o, "file", dp_escape(ctx, dp_span_of(task->shown), 4000));
    cJSON_AddStringToObject(o, "verdict", dp_scan_verdict(record));
    cJSON_AddStringToObject(o, "error", dp_error_line(ctx, task->shown, record));
    cJSON_AddStringToObject(o, "name", rc == DP_UNSAFE ? first_unsafe(record) : "");
    cJSON *list = cJSON_AddArrayToObject(o, "models");
    dp_rc worst = rc;
    for (size_t i = 0; rc == DP_OK && i < models.n; i++) {
        cJSON *to = i < MOST_LISTED ? list : cJSON_CreateArray();
        dp_rc one = add_model(ctx, to, task, wire, models.at[i]);
        worst = dp_rc_worse(worst, one);
        if (to != list) {
            cJSON_Delete(to);
        }
    }
    if (rc == DP_OK && models.n == 0) {
        worst = add_rest(ctx, o, task, wire, &loaded, &models);
    }
    cJSON_AddNumberToObject(o, "code", worst);
    dp_tell_tree(ctx, wire, o);
    return rc == DP_OK && worst != DP_OK && models.n != 0 ? dp_fail(ctx, worst, DP_NO_OFFSET, "not all of it can be converted") : worst;
}
