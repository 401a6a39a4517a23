/* What is inside a file, for programs: schemas/inspect.schema.json. */
#include "export/inspect_json.h"

#include "base/num.h"
#include "export/inputs.h"
#include "export/report.h"
#include "model/settings.h"

#include <inttypes.h>
#include <math.h>

enum { MOST_LISTED = 500, LONG_NAME = 660, LONG_FILE = 4000 };

static void add_text(dp_ctx *ctx, cJSON *o, const char *name, dp_span text)
{
    cJSON_AddStringToObject(o, name, dp_escape(ctx, text, LONG_NAME));
}

/* ---- of an estimator ---- */

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

static cJSON *number_json(dp_ctx *ctx, double v)
{
    char text[DP_NUM_MAX];
    if (!isfinite(v)) {
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "$float", isnan(v) ? "nan" : v > 0 ? "inf" : "-inf");
        return o;
    }
    dp_num_print(text, v);
    return cJSON_CreateRaw(dp_take_printf(ctx, "%s", text));
}

/* A category in the value grammar: a word or a number, else what it is in words. */
static cJSON *category_json(dp_ctx *ctx, dp_heap *heap, const dp_array *a, uint64_t i)
{
    switch (a->type.kind) {
    case 'f': return number_json(ctx, dp_array_f64(a, i));
    case 'b': return cJSON_CreateBool(dp_array_i64(a, i) != 0);
    case 'i': return cJSON_CreateRaw(dp_take_printf(ctx, "%" PRId64, dp_array_i64(a, i)));
    case 'u': return cJSON_CreateRaw(dp_take_printf(ctx, "%" PRIu64, (uint64_t)dp_array_i64(a, i)));
    case 'U':
    case 'S': return cJSON_CreateString(dp_escape(ctx, dp_array_text_at(ctx, a, i), LONG_NAME));
    default: break;
    }
    dp_span text = a->type.kind == 'O' ? dp_obj_bytes(heap, a->item[i]) : (dp_span){NULL, 0};
    const char *word = a->type.kind == 'O' ? dp_short_value(heap, a->item[i]) : "";
    if (text.p != NULL) {
        return cJSON_CreateString(dp_escape(ctx, text, LONG_NAME));
    }
    if (word[0] != '\0') {
        return cJSON_CreateRaw(word);
    }
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "$opaque", a->type.kind == 'O' ? dp_value_text(ctx, heap, a->item[i]) : "?");
    return o;
}

static void add_input(dp_ctx *ctx, dp_heap *heap, cJSON *list, const dp_input_told *told)
{
    cJSON *o = cJSON_CreateObject();
    if (told->name.p != NULL) {
        add_text(ctx, o, "name", told->name);
    }
    cJSON_AddStringToObject(o, "type", told->type);
    if (told->categories != NULL) {
        dp_json_add_u64(o, "n_categories", told->categories->count);
        cJSON *categories = cJSON_AddArrayToObject(o, "categories");
        for (uint64_t i = 0; i < told->categories->count && i < MOST_LISTED; i++) {
            cJSON_AddItemToArray(categories, category_json(ctx, heap, told->categories, i));
        }
    }
    cJSON_AddItemToArray(list, o);
}

/* Of a whole model that converts: what it takes. Of numbers without names there is nothing to list. */
static void add_inputs(dp_ctx *ctx, dp_heap *heap, cJSON *o, const dp_described *d)
{
    dp_inputs in;
    const dp_model *model = d->standing.model;
    if (d->standing.graph == NULL) {
        return;
    }
    dp_inputs_of(heap, d, d->standing.graph, model->feature_names, model->feature_names != NULL ? model->n_features : 0, 0, &in);
    dp_json_add_u64(o, "n_inputs", in.n);
    if (!in.apart && in.name == NULL && dp_inputs_are_plain(&in, MOST_LISTED)) {
        return;
    }
    cJSON *list = cJSON_AddArrayToObject(o, "inputs");
    for (uint64_t i = 0; i < in.n && i < MOST_LISTED; i++) {
        dp_input_told told = dp_input_at(&in, i);
        add_input(ctx, heap, list, &told);
    }
}

static void add_sizes(dp_ctx *ctx, cJSON *o, const dp_described *d)
{
    dp_json_add_u64(o, "bytes", d->bytes);
    cJSON *list = cJSON_AddArrayToObject(o, "parts");
    for (size_t i = 0; i < d->n_parts && i < MOST_LISTED && dp_part_counts(&d->part[i], d->bytes); i++) {
        const dp_part *part = &d->part[i];
        cJSON *one = cJSON_CreateObject();
        add_text(ctx, one, "name", part->name);
        dp_json_add_u64(one, "bytes", part->bytes);
        if (part->nodes != 0) {
            dp_json_add_u64(one, "nodes", part->nodes);
            dp_json_add_u64(one, "values", part->values);
        }
        cJSON_AddItemToArray(list, one);
    }
}

cJSON *dp_described_json(dp_ctx *ctx, dp_heap *heap, const dp_described *d)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "path", d->path);
    if (d->label.p != NULL) {
        add_text(ctx, o, "name", d->label);
    }
    cJSON_AddStringToObject(o, "class", d->name);
    cJSON_AddStringToObject(o, "sklearn_version", d->version);
    cJSON_AddBoolToObject(o, "converter", d->converter);
    add_blocked(o, &d->standing);
    add_params(ctx, o, d);
    if (d->columns != NULL && d->columns[0] != '\0') {
        cJSON_AddStringToObject(o, "columns", d->columns);
    }
    cJSON_AddStringToObject(o, "features", d->features);
    cJSON_AddStringToObject(o, "classes", d->classes);
    if (heap != NULL) {
        add_inputs(ctx, heap, o, d);
    }
    dp_json_add_u64(o, "trees", d->trees.trees);
    dp_json_add_u64(o, "nodes", d->trees.nodes);
    dp_json_add_u64(o, "depth", d->trees.deepest);
    if (heap != NULL || d->bytes != 0) {
        add_sizes(ctx, o, d);
    }
    cJSON *list = cJSON_AddArrayToObject(o, "inside");
    for (size_t i = 0; i < d->n_inside; i++) {
        cJSON_AddItemToArray(list, dp_described_json(ctx, heap, d->inside[i]));
    }
    return o;
}

/* ---- of a table ---- */

static void add_columns(dp_ctx *ctx, cJSON *o, const char *what, const dp_frame_column *column, size_t n)
{
    cJSON *list = cJSON_AddArrayToObject(o, what);
    for (size_t i = 0; i < n && i < MOST_LISTED; i++) {
        cJSON *one = cJSON_CreateObject();
        add_text(ctx, one, "name", column[i].name);
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
    dp_json_add_u64(t, "rows", table->rows);
    add_columns(ctx, t, "index", table->index, table->n_index);
    add_columns(ctx, t, "columns", table->column, table->n);
}

/* ---- of the file ---- */

cJSON *dp_inspect_begin_json(dp_ctx *ctx, const dp_inspected_file *file, const char *verdict)
{
    const dp_record *record = dp_ctx_record(ctx);
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-inspect/1");
    cJSON_AddStringToObject(o, "file", dp_escape(ctx, dp_span_of(file->name), LONG_FILE));
    cJSON_AddStringToObject(o, "sha256", file->sha256 != NULL ? file->sha256 : "");
    dp_json_add_u64(o, "size", file->size);
    cJSON_AddStringToObject(o, "verdict", verdict);
    cJSON_AddNumberToObject(o, "code", record->rc);
    cJSON_AddStringToObject(o, "codecs", record->codecs);
    cJSON_AddStringToObject(o, "format", record->format);
    return o;
}

void dp_facts_json(cJSON *o, const dp_fact *fact, size_t n)
{
    cJSON *writer = cJSON_AddObjectToObject(o, "writer");
    for (size_t i = 0; i < n; i++) {
        cJSON *one = cJSON_AddObjectToObject(writer, fact[i].name);
        cJSON_AddStringToObject(one, "value", fact[i].value);
        cJSON_AddStringToObject(one, "source", fact[i].recorded ? "recorded" : "inferred");
    }
}

const char *dp_inspect_json(dp_ctx *ctx, const dp_inspected *found)
{
    const dp_loaded *loaded = found->loaded;
    dp_description d;
    dp_describe(ctx, found, &d);
    cJSON *o = dp_inspect_begin_json(ctx, &found->file, dp_scan_verdict(dp_ctx_record(ctx)));
    dp_facts_json(o, d.fact, d.n_facts);
    if (found->written != NULL) {
        dp_told_source source = dp_told_source_of(found->written);
        dp_source_json(o, &source);
    }
    dp_json_add_u64(o, "opcodes", loaded->facts.opcodes);
    dp_json_add_u64(o, "objects", dp_heap_last(loaded->heap));
    dp_json_add_u64(o, "bytes", d.bytes);
    cJSON_AddStringToObject(o, "content", dp_value_text(ctx, loaded->heap, loaded->root));
    cJSON *list = cJSON_AddArrayToObject(o, "models");
    for (size_t i = 0; i < d.n_models; i++) {
        cJSON_AddItemToArray(list, dp_described_json(ctx, loaded->heap, d.model[i]));
    }
    add_table(ctx, o, d.table);
    return dp_json_kept(ctx, o);
}
