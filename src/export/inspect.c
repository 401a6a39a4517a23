#include "export/inspect.h"

#include "base/text.h"
#include "export/inspect_facts.h"
#include "export/report.h"

#include <cjson/cJSON.h>
#include <inttypes.h>

enum { MOST_LEVELS = 6, MOST_TOP = 30, MOST_SHOWN = 500 }; /* estimators shown in all: shared ones count each time */

/* ---- text ---- */

static void indent(dp_text *t, unsigned level)
{
    for (unsigned i = 0; i < level; i++) {
        dp_text_adds(t, "  ");
    }
}

static void line(dp_text *t, unsigned level, const char *name, const char *value)
{
    if (value[0] != '\0') {
        indent(t, level);
        dp_text_adds(t, name);
        dp_text_adds(t, ": ");
        dp_text_adds(t, value);
        dp_text_adds(t, "\n");
    }
}

static void put_estimator(dp_ctx *ctx, dp_text *t, dp_heap *heap, const char *path, dp_id obj, unsigned level,
                          size_t *left)
{
    const char *name = dp_obj_class(heap, obj);
    dp_inner inner[DP_MOST_INNER];
    size_t more = 0;
    if (*left == 0) {
        return;
    }
    --*left;
    indent(t, level);
    dp_text_addf(t, "%s: ", path);
    dp_text_adds(t, name);
    dp_text_adds(t, dp_class_find(name) == NULL ? "  (no converter)\n" : "\n");
    line(t, level + 1, "parameters", dp_params_text(ctx, heap, obj));
    line(t, level + 1, "features", dp_features_text(ctx, heap, obj));
    line(t, level + 1, "classes", dp_classes_text(ctx, heap, obj));
    dp_tree_counts trees = level <= 2 ? dp_count_trees(ctx, heap, obj) : (dp_tree_counts){0};
    if (trees.trees != 0) {
        line(t, level + 1, "trees", dp_take_printf(ctx, "%" PRIu64 " of %" PRIu64 " nodes in all, deepest %" PRIu64,
                                                   trees.trees, trees.nodes, trees.deepest));
    }
    size_t n = level < MOST_LEVELS ? dp_inner_estimators(ctx, heap, obj, inner, &more) : 0;
    for (size_t i = 0; i < n; i++) {
        put_estimator(ctx, t, heap, inner[i].path, inner[i].obj, level + 1, left);
    }
    if (more != 0) {
        indent(t, level + 1);
        dp_text_addf(t, "and %zu more\n", more);
    }
}

/* Files that hold no model still hold something. */
static void put_top(dp_ctx *ctx, dp_text *t, dp_heap *heap, dp_id root)
{
    const dp_obj *o = dp_at(heap, root);
    line(t, 0, "content", dp_value_text(ctx, heap, root));
    bool dict = o->kind == DP_K_DICT;
    for (size_t i = 0; (dict || o->kind == DP_K_LIST || o->kind == DP_K_TUPLE) && i < o->len && i < MOST_TOP; i++) {
        const char *name = dict ? dp_value_text(ctx, heap, o->u.item[2 * i]) : dp_take_printf(ctx, "[%zu]", i);
        line(t, 1, name, dp_value_text(ctx, heap, o->u.item[dict ? 2 * i + 1 : i]));
    }
}

const char *dp_inspect_text(dp_ctx *ctx, const char *file, const dp_loaded *loaded, const dp_models *models)
{
    const dp_record *record = dp_ctx_record(ctx);
    dp_fact facts[DP_MOST_FACTS];
    dp_text t = dp_text_new(ctx);
    line(&t, 0, "file", dp_escape(ctx, dp_span_of(file), 4000));
    line(&t, 0, "container", dp_take_printf(ctx, "%s%s%s", record->codecs, record->codecs[0] != '\0' ? " + " : "",
                                            record->format));
    size_t n = dp_writer_facts(ctx, loaded, models, facts);
    for (size_t i = 0; i < n; i++) {
        line(&t, 0, facts[i].name,
             dp_take_printf(ctx, "%s (%s)", facts[i].value, facts[i].recorded ? "recorded" : "inferred"));
    }
    line(&t, 0, "verdict", dp_scan_verdict(record));
    size_t left = MOST_SHOWN;
    for (size_t i = 0; i < models->n && i < MOST_TOP; i++) {
        put_estimator(ctx, &t, loaded->heap, models->at[i]->path, models->at[i]->obj, 0, &left);
    }
    if (models->n > MOST_TOP) {
        dp_text_addf(&t, "and %zu more models\n", models->n - MOST_TOP);
    }
    if (models->n == 0) {
        put_top(ctx, &t, loaded->heap, loaded->root);
    }
    return dp_text_str(&t);
}

/* ---- JSON ---- */

static void add_raw_u64(dp_ctx *ctx, cJSON *o, const char *name, uint64_t v)
{
    cJSON_AddRawToObject(o, name, dp_take_printf(ctx, "%" PRIu64, v));
}

static cJSON *estimator_json(dp_ctx *ctx, dp_heap *heap, const char *path, dp_id obj, unsigned level, size_t *left)
{
    dp_inner inner[DP_MOST_INNER];
    size_t more = 0;
    cJSON *o = cJSON_CreateObject();
    const char *name = dp_obj_class(heap, obj);
    dp_span version = dp_obj_bytes(heap, dp_obj_get(heap, dp_model_dict(heap, obj), "_sklearn_version"));
    cJSON_AddStringToObject(o, "path", path);
    cJSON_AddStringToObject(o, "class", name);
    cJSON_AddStringToObject(o, "sklearn_version", version.p != NULL ? dp_escape(ctx, version, 40) : "");
    cJSON_AddBoolToObject(o, "converter", dp_class_find(name) != NULL);
    cJSON_AddStringToObject(o, "parameters", dp_params_text(ctx, heap, obj));
    cJSON_AddStringToObject(o, "features", dp_features_text(ctx, heap, obj));
    cJSON_AddStringToObject(o, "classes", dp_classes_text(ctx, heap, obj));
    dp_tree_counts trees = level <= 2 ? dp_count_trees(ctx, heap, obj) : (dp_tree_counts){0};
    add_raw_u64(ctx, o, "trees", trees.trees);
    add_raw_u64(ctx, o, "nodes", trees.nodes);
    add_raw_u64(ctx, o, "depth", trees.deepest);
    cJSON *list = cJSON_AddArrayToObject(o, "inside");
    size_t n = level < MOST_LEVELS ? dp_inner_estimators(ctx, heap, obj, inner, &more) : 0;
    for (size_t i = 0; i < n && *left != 0; i++) {
        --*left;
        cJSON_AddItemToArray(list, estimator_json(ctx, heap, inner[i].path, inner[i].obj, level + 1, left));
    }
    return o;
}

const char *dp_inspect_json(dp_ctx *ctx, const char *file, const dp_loaded *loaded, const dp_models *models)
{
    const dp_record *record = dp_ctx_record(ctx);
    dp_fact facts[DP_MOST_FACTS];
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-inspect/1");
    cJSON_AddStringToObject(o, "file", dp_escape(ctx, dp_span_of(file), 4000));
    cJSON_AddStringToObject(o, "verdict", dp_scan_verdict(record));
    cJSON_AddNumberToObject(o, "code", record->rc);
    cJSON_AddStringToObject(o, "codecs", record->codecs);
    cJSON_AddStringToObject(o, "format", record->format);
    size_t n = dp_writer_facts(ctx, loaded, models, facts);
    cJSON *writer = cJSON_AddObjectToObject(o, "writer");
    for (size_t i = 0; i < n; i++) {
        cJSON *fact = cJSON_AddObjectToObject(writer, facts[i].name);
        cJSON_AddStringToObject(fact, "value", facts[i].value);
        cJSON_AddStringToObject(fact, "source", facts[i].recorded ? "recorded" : "inferred");
    }
    cJSON_AddStringToObject(o, "content", dp_value_text(ctx, loaded->heap, loaded->root));
    cJSON *list = cJSON_AddArrayToObject(o, "models");
    size_t left = MOST_SHOWN;
    for (size_t i = 0; i < models->n && i < MOST_TOP; i++) {
        cJSON_AddItemToArray(list, estimator_json(ctx, loaded->heap, models->at[i]->path, models->at[i]->obj, 0, &left));
    }
    char *printed = cJSON_PrintUnformatted(o);
    const char *kept = printed != NULL ? dp_take_text(ctx, dp_span_of(printed)) : NULL;
    cJSON_free(printed);
    cJSON_Delete(o);
    return kept != NULL ? kept : "{}";
}
