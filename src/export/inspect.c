#include "export/inspect.h"

#include "base/text.h"
#include "export/inspect_facts.h"
#include "export/inspect_lines.h"
#include "export/inspect_standing.h"
#include "export/report.h"
#include "value/frame.h"

#include <cjson/cJSON.h>
#include <inttypes.h>

enum { MOST_LEVELS = 6, MOST_TOP = 30, MOST_SHOWN = 500 }; /* estimators shown in all: shared ones count each time */
enum { WIDTH = DP_INSPECT_WIDTH, MOST_NAMES = 20, MOST_COLUMNS = 100 };

/* What is being shown, and how much more may be. */
struct view {
    dp_ctx *ctx;
    const dp_loaded *loaded;
    dp_heap *heap;
    dp_tree_counter trees;
    size_t left;
};

static struct view view_of(dp_ctx *ctx, const dp_loaded *loaded)
{
    struct view v = {.ctx = ctx, .loaded = loaded, .heap = loaded->heap, .left = MOST_SHOWN};
    if (!dp_tree_counter_init(&v.trees, v.heap)) {
        v.trees.work = 0;
    }
    return v;
}

static const char *container(dp_ctx *ctx)
{
    const dp_record *record = dp_ctx_record(ctx);
    return dp_take_printf(ctx, "%s%s%s", record->codecs, record->codecs[0] != '\0' ? " + " : "", record->format);
}

/* ---- text ---- */

static void put_trees(struct view *v, dp_text *t, unsigned level, dp_id obj)
{
    dp_tree_counts trees = dp_count_trees(&v->trees, obj);
    if (trees.trees == 1) {
        dp_inspect_line(t, level, "tree", dp_take_printf(v->ctx, "%" PRIu64 " nodes, depth %" PRIu64, trees.nodes, trees.deepest));
    } else if (trees.trees != 0) {
        dp_inspect_line(t, level, "trees", dp_take_printf(v->ctx, "%" PRIu64 " of %" PRIu64 " nodes in all, deepest %" PRIu64,
                                               trees.trees, trees.nodes, trees.deepest));
    }
}

/* Of an estimator in one that converts, nothing is to be asked; around a blocked one, all are told apart. */
static dp_standing standing_of(struct view *v, dp_id obj, unsigned level, const dp_standing *around)
{
    bool asked = around == NULL || around->kind != DP_CONVERTS;
    return asked ? dp_standing_of(v->ctx, v->loaded, obj, level == 0) : *around;
}

static void put_standing(dp_text *t, const char *name, const dp_standing *standing, const dp_standing *around)
{
    if (standing->kind == DP_UNREAD) {
        dp_text_adds(t, around == NULL ? dp_take_printf(t->ctx, "  (cannot be read: %s%s%s)", standing->at,
                                                        standing->at[0] != '\0' ? ": " : "", standing->why) : "");
    } else if (standing->kind == DP_CONVERTS) {
        dp_text_adds(t, around != NULL && around->kind != DP_CONVERTS ? "  (converts)" : "");
    } else if (standing->at[0] != '\0') {
        dp_text_addf(t, "  (blocked by %s)", standing->at);
    } else if (dp_class_find(name) == NULL && dp_class_refusal(name) == NULL) {
        dp_text_adds(t, "  (no converter)");
    } else {
        dp_text_addf(t, "  (blocked: %s)", standing->why);
    }
    dp_text_adds(t, "\n");
}

static void put_estimator(struct view *v, dp_text *t, const char *path, dp_id obj, unsigned level, const dp_standing *around)
{
    const char *name = dp_obj_class(v->heap, obj);
    dp_inner inner[DP_MOST_INNER];
    size_t more = 0;
    if (v->left == 0) {
        return;
    }
    v->left--;
    dp_inspect_indent(t, level);
    dp_text_addf(t, "%s: ", path);
    dp_text_adds(t, name);
    dp_standing standing = standing_of(v, obj, level, around);
    put_standing(t, name, &standing, around);
    dp_inspect_line(t, level + 1, "parameters", dp_params_text(v->ctx, v->heap, obj));
    dp_inspect_line(t, level + 1, "features", dp_features_text(v->ctx, v->heap, obj));
    dp_inspect_line(t, level + 1, "classes", dp_classes_text(v->ctx, v->heap, obj));
    put_trees(v, t, level + 1, obj);
    size_t n = level < MOST_LEVELS ? dp_inner_estimators(v->ctx, v->heap, obj, inner, &more) : 0;
    for (size_t i = 0; i < n; i++) {
        put_estimator(v, t, inner[i].path, inner[i].obj, level + 1, &standing);
    }
    if (more != 0) {
        dp_inspect_indent(t, level + 1);
        dp_text_addf(t, "and %zu more\n", more);
    }
}

/* A table of pandas; NULL: it is none, or none that can be read, which is a fault for convert alone. */
static const dp_frame *table_of(struct view *v, dp_id root)
{
    const dp_frame *table = NULL;
    if (dp_is_frame(v->heap, root) && dp_frame_read(v->heap, root, &table) != DP_OK) {
        dp_forgive(v->ctx);
    }
    return table;
}

static void put_columns(struct view *v, dp_text *t, const dp_frame_column *column, size_t n, const char *what)
{
    for (size_t i = 0; i < n && i < MOST_COLUMNS; i++) {
        dp_inspect_line(t, 1, dp_take_printf(v->ctx, "%s '%s'", what, dp_escape(v->ctx, column[i].name, WIDTH)), column[i].store->dtype);
    }
    if (n > MOST_COLUMNS) {
        dp_text_addf(t, "  and %zu more\n", n - MOST_COLUMNS);
    }
}

/* Files that hold no model still hold something: a table, the first things of a container, an object's attributes. */
static void put_top(struct view *v, dp_text *t, dp_id root)
{
    const dp_frame *table = table_of(v, root);
    if (table != NULL) {
        dp_inspect_line(t, 0, "table", dp_take_printf(v->ctx, "%s of %" PRIu64 " rows, %zu columns", table->kind, table->rows, table->n));
        put_columns(v, t, table->index, table->n_index, "index");
        put_columns(v, t, table->column, table->n, "column");
        return;
    }
    dp_id dict = dp_kind_of(v->heap, root) == DP_K_MADE ? dp_model_dict(v->heap, root) : root;
    const dp_obj *o = dp_at(v->heap, dict);
    bool keyed = o->kind == DP_K_DICT;
    dp_inspect_line(t, 0, "content", dp_value_text(v->ctx, v->heap, root));
    if (!keyed && o->kind != DP_K_LIST && o->kind != DP_K_TUPLE) {
        return;
    }
    for (size_t i = 0; i < o->len && i < MOST_TOP; i++) {
        const char *name = keyed ? dp_value_text(v->ctx, v->heap, o->u.item[2 * i]) : dp_take_printf(v->ctx, "[%zu]", i);
        dp_inspect_line(t, 1, name, dp_value_text(v->ctx, v->heap, o->u.item[keyed ? 2 * i + 1 : i]));
    }
    if (o->len > MOST_TOP) {
        dp_text_addf(t, "  and %u more\n", o->len - MOST_TOP);
    }
}

/* A file that could not be read to its end, or may not be: what is known all the same. */
static void put_names(dp_ctx *ctx, dp_text *t)
{
    const dp_record *record = dp_ctx_record(ctx);
    size_t shown = 0;
    for (size_t i = 0; i < record->n_names && shown < MOST_NAMES; i++) {
        const dp_name_use *use = &record->names[i];
        if (use->verdict != DP_SAFE) {
            dp_inspect_line(t, 1, dp_verdict_name(use->verdict),
                 dp_take_printf(ctx, "%s (%s)", use->name, dp_reach_name(use->reach)));
            shown++;
        }
    }
}

static void put_head(dp_ctx *ctx, dp_text *t, const char *file)
{
    dp_inspect_line(t, 0, "file", dp_escape(ctx, dp_span_of(file), 4000));
    dp_inspect_line(t, 0, "container", container(ctx));
}

/* Of a file that was written from another, what stands in it is all that is known of who wrote that. */
static size_t facts_of(dp_ctx *ctx, const dp_inspected *found, dp_fact out[DP_MOST_FACTS])
{
    if (found->written == NULL) {
        return dp_writer_facts(ctx, found->loaded, found->models, out);
    }
    const char *version = found->models->n != 0 ? found->models->at[0]->sklearn_version : "";
    out[0] = (dp_fact){"scikit-learn", version, true};
    return version[0] != '\0';
}

static dp_told_source source_of(const dp_json_file *written)
{
    return (dp_told_source){written->source, written->path, written->container, written->sha256};
}

const char *dp_inspect_text(dp_ctx *ctx, const char *file, const dp_inspected *found)
{
    const dp_loaded *loaded = found->loaded;
    const dp_models *models = found->models;
    dp_fact facts[DP_MOST_FACTS];
    dp_text t = dp_text_new(ctx);
    put_head(ctx, &t, file);
    if (loaded == NULL || models == NULL) {
        dp_inspect_line(&t, 0, "verdict", dp_scan_verdict(dp_ctx_record(ctx)));
        put_names(ctx, &t);
        return dp_text_str(&t);
    }
    size_t n = facts_of(ctx, found, facts);
    for (size_t i = 0; i < n; i++) {
        dp_inspect_line(&t, 0, facts[i].name,
             dp_take_printf(ctx, "%s (%s)", facts[i].value, facts[i].recorded ? "recorded" : "inferred"));
    }
    if (found->written != NULL) {
        dp_told_source source = source_of(found->written);
        dp_source_lines(&t, &source);
    } else {
        dp_inspect_line(&t, 0, "size", dp_take_printf(ctx, "%zu opcodes, %u objects", loaded->facts.opcodes, dp_heap_last(loaded->heap)));
        dp_inspect_line(&t, 0, "verdict", dp_scan_verdict(dp_ctx_record(ctx)));
    }
    struct view v = view_of(ctx, loaded);
    for (size_t i = 0; i < models->n && i < MOST_TOP; i++) {
        put_estimator(&v, &t, models->at[i]->path, models->at[i]->obj, 0, NULL);
    }
    if (models->n > MOST_TOP) {
        dp_text_addf(&t, "and %zu more models\n", models->n - MOST_TOP);
    }
    if (models->n == 0) {
        put_top(&v, &t, loaded->root);
    }
    return dp_text_str(&t);
}

/* ---- JSON ---- */

static void add_raw_u64(dp_ctx *ctx, cJSON *o, const char *name, uint64_t v)
{
    cJSON_AddRawToObject(o, name, dp_take_printf(ctx, "%" PRIu64, v));
}

static void add_params(struct view *v, cJSON *o, dp_id obj)
{
    size_t n;
    const dp_told *told = dp_told_params(v->ctx, v->heap, obj, &n);
    cJSON *params = cJSON_AddObjectToObject(o, "parameters");
    for (size_t i = 0; i < n; i++) {
        const char *name = dp_escape(v->ctx, told[i].name, MOST_LEVELS * WIDTH);
        if (told[i].json != NULL) {
            cJSON_AddRawToObject(params, name, told[i].json);
        } else {
            cJSON_AddStringToObject(cJSON_AddObjectToObject(params, name), "$opaque", told[i].text);
        }
    }
}

/* null where it converts */
static void add_blocked(cJSON *o, const dp_standing *standing)
{
    if (standing->kind == DP_CONVERTS) {
        cJSON_AddNullToObject(o, "blocked");
        return;
    }
    cJSON *blocked = cJSON_AddObjectToObject(o, "blocked");
    cJSON_AddStringToObject(blocked, "kind", standing->kind == DP_BLOCKED ? "unsupported" : "unread");
    cJSON_AddStringToObject(blocked, "path", standing->at);
    cJSON_AddStringToObject(blocked, "what", standing->why);
}

static cJSON *estimator_json(struct view *v, const char *path, dp_id obj, unsigned level, const dp_standing *around)
{
    dp_inner inner[DP_MOST_INNER];
    size_t more = 0;
    cJSON *o = cJSON_CreateObject();
    const char *name = dp_obj_class(v->heap, obj);
    dp_span version = dp_obj_bytes(v->heap, dp_obj_get(v->heap, dp_model_dict(v->heap, obj), "_sklearn_version"));
    cJSON_AddStringToObject(o, "path", path);
    cJSON_AddStringToObject(o, "class", name);
    cJSON_AddStringToObject(o, "sklearn_version", version.p != NULL ? dp_escape(v->ctx, version, 40) : "");
    cJSON_AddBoolToObject(o, "converter", dp_class_find(name) != NULL);
    dp_standing standing = standing_of(v, obj, level, around);
    add_blocked(o, &standing);
    add_params(v, o, obj);
    cJSON_AddStringToObject(o, "features", dp_features_text(v->ctx, v->heap, obj));
    cJSON_AddStringToObject(o, "classes", dp_classes_text(v->ctx, v->heap, obj));
    dp_tree_counts trees = dp_count_trees(&v->trees, obj);
    add_raw_u64(v->ctx, o, "trees", trees.trees);
    add_raw_u64(v->ctx, o, "nodes", trees.nodes);
    add_raw_u64(v->ctx, o, "depth", trees.deepest);
    cJSON *list = cJSON_AddArrayToObject(o, "inside");
    size_t n = level < MOST_LEVELS ? dp_inner_estimators(v->ctx, v->heap, obj, inner, &more) : 0;
    for (size_t i = 0; i < n && v->left != 0; i++) {
        v->left--;
        cJSON_AddItemToArray(list, estimator_json(v, inner[i].path, inner[i].obj, level + 1, &standing));
    }
    return o;
}

static void add_columns(struct view *v, cJSON *o, const char *what, const dp_frame_column *column, size_t n)
{
    cJSON *list = cJSON_AddArrayToObject(o, what);
    for (size_t i = 0; i < n && i < MOST_SHOWN; i++) {
        cJSON *one = cJSON_CreateObject();
        cJSON_AddStringToObject(one, "name", dp_escape(v->ctx, column[i].name, MOST_LEVELS * WIDTH));
        cJSON_AddStringToObject(one, "dtype", column[i].store->dtype);
        cJSON_AddItemToArray(list, one);
    }
}

static void add_table(struct view *v, cJSON *o, dp_id root)
{
    const dp_frame *table = table_of(v, root);
    if (table == NULL) {
        return;
    }
    cJSON *t = cJSON_AddObjectToObject(o, "table");
    cJSON_AddStringToObject(t, "kind", table->kind);
    add_raw_u64(v->ctx, t, "rows", table->rows);
    add_columns(v, t, "index", table->index, table->n_index);
    add_columns(v, t, "columns", table->column, table->n);
}

const char *dp_inspect_json(dp_ctx *ctx, const char *file, const dp_inspected *found)
{
    const dp_loaded *loaded = found->loaded;
    const dp_models *models = found->models;
    const dp_record *record = dp_ctx_record(ctx);
    dp_fact facts[DP_MOST_FACTS];
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-inspect/1");
    cJSON_AddStringToObject(o, "file", dp_escape(ctx, dp_span_of(file), 4000));
    cJSON_AddStringToObject(o, "verdict", dp_scan_verdict(record));
    cJSON_AddNumberToObject(o, "code", record->rc);
    cJSON_AddStringToObject(o, "codecs", record->codecs);
    cJSON_AddStringToObject(o, "format", record->format);
    size_t n = facts_of(ctx, found, facts);
    cJSON *writer = cJSON_AddObjectToObject(o, "writer");
    for (size_t i = 0; i < n; i++) {
        cJSON *fact = cJSON_AddObjectToObject(writer, facts[i].name);
        cJSON_AddStringToObject(fact, "value", facts[i].value);
        cJSON_AddStringToObject(fact, "source", facts[i].recorded ? "recorded" : "inferred");
    }
    if (found->written != NULL) {
        dp_told_source source = source_of(found->written);
        dp_source_json(o, &source);
    }
    add_raw_u64(ctx, o, "opcodes", loaded->facts.opcodes);
    add_raw_u64(ctx, o, "objects", dp_heap_last(loaded->heap));
    cJSON_AddStringToObject(o, "content", dp_value_text(ctx, loaded->heap, loaded->root));
    cJSON *list = cJSON_AddArrayToObject(o, "models");
    struct view v = view_of(ctx, loaded);
    for (size_t i = 0; i < models->n && i < MOST_TOP; i++) {
        cJSON_AddItemToArray(list, estimator_json(&v, models->at[i]->path, models->at[i]->obj, 0, NULL));
    }
    if (models->n == 0) {
        add_table(&v, o, loaded->root);
    }
    char *printed = cJSON_PrintUnformatted(o);
    const char *kept = printed != NULL ? dp_take_text(ctx, dp_span_of(printed)) : NULL;
    cJSON_free(printed);
    cJSON_Delete(o);
    return kept != NULL ? kept : "{}";
}
