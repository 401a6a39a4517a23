#include "export/inspect.h"

#include "base/text.h"
#include "export/description.h"
#include "export/inspect_lines.h"
#include "export/report.h"

#include <cjson/cJSON.h>
#include <inttypes.h>

enum { WIDTH = DP_INSPECT_WIDTH, SHOWN_NAME = 60, MOST_NAMES = 20, MOST_COLUMNS = 100, MOST_TOP = 30, MOST_LISTED = 500, LONG_NAME = 660 };

static const char *container(dp_ctx *ctx)
{
    const dp_record *record = dp_ctx_record(ctx);
    return dp_take_printf(ctx, "%s%s%s", record->codecs, record->codecs[0] != '\0' ? " + " : "", record->format);
}

/* ---- text ---- */

static void put_trees(dp_text *t, unsigned level, const dp_tree_counts *trees)
{
    if (trees->trees == 1) {
        dp_inspect_line(t, level, "tree", dp_take_printf(t->ctx, "%" PRIu64 " nodes, depth %" PRIu64, trees->nodes, trees->deepest));
    } else if (trees->trees != 0) {
        dp_inspect_line(t, level, "trees", dp_take_printf(t->ctx, "%" PRIu64 " of %" PRIu64 " nodes in all, deepest %" PRIu64,
                                               trees->trees, trees->nodes, trees->deepest));
    }
}

static void put_params(dp_text *t, unsigned level, const dp_described *d)
{
    dp_text text = dp_text_new(t->ctx);
    for (size_t i = 0; i < d->n_told; i++) {
        if (!d->told[i].differs) {
            continue;
        }
        dp_text_adds(&text, text.n != 0 ? ", " : "");
        dp_text_adds(&text, dp_escape(t->ctx, d->told[i].name, SHOWN_NAME));
        dp_text_adds(&text, "=");
        dp_text_adds(&text, d->told[i].text);
    }
    dp_inspect_line(t, level, "parameters", dp_text_str(&text));
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

static void put_estimator(dp_text *t, const dp_described *d, unsigned level, const dp_standing *around)
{
    dp_inspect_indent(t, level);
    dp_text_addf(t, "%s: ", d->path);
    dp_text_adds(t, d->name);
    put_standing(t, d->name, &d->standing, around);
    put_params(t, level + 1, d);
    dp_inspect_line(t, level + 1, "features", d->features);
    dp_inspect_line(t, level + 1, "classes", d->classes);
    put_trees(t, level + 1, &d->trees);
    for (size_t i = 0; i < d->n_inside; i++) {
        put_estimator(t, d->inside[i], level + 1, &d->standing);
    }
    if (d->more != 0) {
        dp_inspect_indent(t, level + 1);
        dp_text_addf(t, "and %zu more\n", d->more);
    }
}

static void put_columns(dp_text *t, const dp_frame_column *column, size_t n, const char *what)
{
    for (size_t i = 0; i < n && i < MOST_COLUMNS; i++) {
        dp_inspect_line(t, 1, dp_take_printf(t->ctx, "%s '%s'", what, dp_escape(t->ctx, column[i].name, WIDTH)), column[i].store->dtype);
    }
    if (n > MOST_COLUMNS) {
        dp_text_addf(t, "  and %zu more\n", n - MOST_COLUMNS);
    }
}

/* Files that hold no model still hold something: a table, the first things of a container, an object's attributes. */
static void put_top(dp_text *t, const dp_frame *table, dp_heap *heap, dp_id root)
{
    if (table != NULL) {
        dp_inspect_line(t, 0, "table", dp_take_printf(t->ctx, "%s of %" PRIu64 " rows, %zu columns", table->kind, table->rows, table->n));
        put_columns(t, table->index, table->n_index, "index");
        put_columns(t, table->column, table->n, "column");
        return;
    }
    dp_id dict = dp_kind_of(heap, root) == DP_K_MADE ? dp_model_dict(heap, root) : root;
    const dp_obj *o = dp_at(heap, dict);
    bool keyed = o->kind == DP_K_DICT;
    dp_inspect_line(t, 0, "content", dp_value_text(t->ctx, heap, root));
    if (!keyed && o->kind != DP_K_LIST && o->kind != DP_K_TUPLE) {
        return;
    }
    for (size_t i = 0; i < o->len && i < MOST_TOP; i++) {
        const char *name = keyed ? dp_value_text(t->ctx, heap, o->u.item[2 * i]) : dp_take_printf(t->ctx, "[%zu]", i);
        dp_inspect_line(t, 1, name, dp_value_text(t->ctx, heap, o->u.item[keyed ? 2 * i + 1 : i]));
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

static dp_told_source source_of(const dp_json_file *written)
{
    return (dp_told_source){written->source, written->path, written->container, written->sha256};
}

const char *dp_inspect_text(dp_ctx *ctx, const char *file, const dp_inspected *found)
{
    const dp_loaded *loaded = found->loaded;
    const dp_models *models = found->models;
    dp_description d;
    dp_text t = dp_text_new(ctx);
    put_head(ctx, &t, file);
    if (loaded == NULL || models == NULL) {
        dp_inspect_line(&t, 0, "verdict", dp_scan_verdict(dp_ctx_record(ctx)));
        put_names(ctx, &t);
        return dp_text_str(&t);
    }
    dp_describe(ctx, found, &d);
    for (size_t i = 0; i < d.n_facts; i++) {
        dp_inspect_line(&t, 0, d.fact[i].name,
             dp_take_printf(ctx, "%s (%s)", d.fact[i].value, d.fact[i].recorded ? "recorded" : "inferred"));
    }
    if (found->written != NULL) {
        dp_told_source source = source_of(found->written);
        dp_source_lines(&t, &source);
    } else {
        dp_inspect_line(&t, 0, "size", dp_take_printf(ctx, "%zu opcodes, %u objects", loaded->facts.opcodes, dp_heap_last(loaded->heap)));
        dp_inspect_line(&t, 0, "verdict", dp_scan_verdict(dp_ctx_record(ctx)));
    }
    for (size_t i = 0; i < d.n_models; i++) {
        put_estimator(&t, d.model[i], 0, NULL);
    }
    if (d.more != 0) {
        dp_text_addf(&t, "and %zu more models\n", d.more);
    }
    if (models->n == 0) {
        put_top(&t, d.table, loaded->heap, loaded->root);
    }
    return dp_text_str(&t);
}

/* ---- JSON ---- */

static void add_raw_u64(dp_ctx *ctx, cJSON *o, const char *name, uint64_t v)
{
    cJSON_AddRawToObject(o, name, dp_take_printf(ctx, "%" PRIu64, v));
}

static void add_params(dp_ctx *ctx, cJSON *o, const dp_described *d)
{
    cJSON *params = cJSON_AddObjectToObject(o, "parameters");
    for (size_t i = 0; i < d->n_told; i++) {
        const char *name = dp_escape(ctx, d->told[i].name, LONG_NAME);
        if (d->told[i].differs && d->told[i].json != NULL) {
            cJSON_AddRawToObject(params, name, d->told[i].json);
        } else if (d->told[i].differs) {
            cJSON_AddStringToObject(cJSON_AddObjectToObject(params, name), "$opaque", d->told[i].text);
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

static cJSON *estimator_json(dp_ctx *ctx, const dp_described *d)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "path", d->path);
    cJSON_AddStringToObject(o, "class", d->name);
    cJSON_AddStringToObject(o, "sklearn_version", d->version);
    cJSON_AddBoolToObject(o, "converter", d->converter);
    add_blocked(o, &d->standing);
    add_params(ctx, o, d);
    cJSON_AddStringToObject(o, "features", d->features);
    cJSON_AddStringToObject(o, "classes", d->classes);
    add_raw_u64(ctx, o, "trees", d->trees.trees);
    add_raw_u64(ctx, o, "nodes", d->trees.nodes);
    add_raw_u64(ctx, o, "depth", d->trees.deepest);
    cJSON *list = cJSON_AddArrayToObject(o, "inside");
    for (size_t i = 0; i < d->n_inside; i++) {
        cJSON_AddItemToArray(list, estimator_json(ctx, d->inside[i]));
    }
    return o;
}

static void add_columns(dp_ctx *ctx, cJSON *o, const char *what, const dp_frame_column *column, size_t n)
{
    cJSON *list = cJSON_AddArrayToObject(o, what);
    for (size_t i = 0; i < n && i < MOST_LISTED; i++) {
        cJSON *one = cJSON_CreateObject();
        cJSON_AddStringToObject(one, "name", dp_escape(ctx, column[i].name, LONG_NAME));
        cJSON_AddStringToObject(one, "dtype", column[i].store->dtype);
        cJSON_AddItemToArray(list, one);
    }
}

static void add_table(dp_ctx *ctx, cJSON *o, const dp_frame *table)
{
    if (table == NULL) {
        return;
    }
    cJSON *t = cJSON_AddObjectToObject(o, "table");
    cJSON_AddStringToObject(t, "kind", table->kind);
    add_raw_u64(ctx, t, "rows", table->rows);
    add_columns(ctx, t, "index", table->index, table->n_index);
    add_columns(ctx, t, "columns", table->column, table->n);
}

const char *dp_inspect_json(dp_ctx *ctx, const char *file, const dp_inspected *found)
{
    const dp_loaded *loaded = found->loaded;
    const dp_record *record = dp_ctx_record(ctx);
    dp_description d;
    cJSON *o = cJSON_CreateObject();
    dp_describe(ctx, found, &d);
    cJSON_AddStringToObject(o, "schema", "depickle-inspect/1");
    cJSON_AddStringToObject(o, "file", dp_escape(ctx, dp_span_of(file), 4000));
    cJSON_AddStringToObject(o, "verdict", dp_scan_verdict(record));
    cJSON_AddNumberToObject(o, "code", record->rc);
    cJSON_AddStringToObject(o, "codecs", record->codecs);
    cJSON_AddStringToObject(o, "format", record->format);
    cJSON *writer = cJSON_AddObjectToObject(o, "writer");
    for (size_t i = 0; i < d.n_facts; i++) {
        cJSON *fact = cJSON_AddObjectToObject(writer, d.fact[i].name);
        cJSON_AddStringToObject(fact, "value", d.fact[i].value);
        cJSON_AddStringToObject(fact, "source", d.fact[i].recorded ? "recorded" : "inferred");
    }
    if (found->written != NULL) {
        dp_told_source source = source_of(found->written);
        dp_source_json(o, &source);
    }
    add_raw_u64(ctx, o, "opcodes", loaded->facts.opcodes);
    add_raw_u64(ctx, o, "objects", dp_heap_last(loaded->heap));
    cJSON_AddStringToObject(o, "content", dp_value_text(ctx, loaded->heap, loaded->root));
    cJSON *list = cJSON_AddArrayToObject(o, "models");
    for (size_t i = 0; i < d.n_models; i++) {
        cJSON_AddItemToArray(list, estimator_json(ctx, d.model[i]));
    }
    add_table(ctx, o, d.table);
    char *printed = cJSON_PrintUnformatted(o);
    const char *kept = printed != NULL ? dp_take_text(ctx, dp_span_of(printed)) : NULL;
    cJSON_free(printed);
    cJSON_Delete(o);
    return kept != NULL ? kept : "{}";
}
