/* JSON parameter files: docs/formats/json.md. Written from an estimator's state, so every allowed class can be saved, with
 * a converter or without. */
#include "export/exporter.h"
#include "export/json_value.h"

#include "base/text.h"
#include "model/era.h"
#include "model/params.h"

#include <stdlib.h>

static void key(dp_json *j, const char *text)
{
    dp_json_key(j, dp_span_of(text));
}

static void member(dp_json *j, const char *name, const char *text)
{
    key(j, name);
    dp_json_string(j, dp_span_of(text));
}

/* ---- parameters ---- */

/* An estimator being written, and which of its attributes were written already. */
struct estimator {
    dp_json *j;
    dp_heap *heap;
    const char *canonical;
    const dp_obj *dict;
    uint8_t *done; /* by position in the dict */
    const dp_param *params;
    size_t n_params;
};

static size_t position(const struct estimator *e, const char *name)
{
    for (size_t i = e->dict->len; i > 0; i--) {
        if (dp_obj_is(e->heap, e->dict->u.item[2 * (i - 1)], name)) {
            return i - 1;
        }
    }
    return SIZE_MAX;
}

/* Where the parameter stands, under today's name or an older one. A note such as 'deprecated' stands for no value. */
static size_t find_param(const struct estimator *e, const char *name)
{
    size_t at = position(e, name);
    const char *older = at == SIZE_MAX ? dp_era_older(e->canonical, name) : NULL;
    return older != NULL ? position(e, older) : at;
}

/* A short value as text, to be compared with the tables of spellings; "" for what is no plain word or number. */
static const char *short_text(struct estimator *e, dp_id id)
{
    const dp_obj *o = dp_at(e->heap, id);
    bool word = o->kind == DP_K_TEXT || o->kind == DP_K_BYTES;
    if (o->kind == DP_K_NONE) {
        return "null";
    }
    return word && o->len < 64 ? dp_take_printf(e->j->ctx, "\"%.*s\"", (int)o->len, (const char *)o->u.bytes) : "";
}

static void put_param(struct estimator *e, const dp_param *param)
{
    size_t at = find_param(e, param->name);
    key(e->j, param->name);
    if (at == SIZE_MAX) {
        dp_json_raw(e->j, param->otherwise[0] != '\0' ? param->otherwise : "null");
        return;
    }
    dp_id value = e->dict->u.item[2 * at + 1];
    const char *found = short_text(e, value);
    const char *spelled = dp_era_spelled(e->canonical, param->name, found);
    e->done[at] = 1;
    if (spelled != found) {
        dp_json_raw(e->j, spelled);
    } else {
        dp_json_value(e->j, e->heap, value);
    }
}

/* Did the writing era call it, or spell it, otherwise? */
static bool differs(struct estimator *e, const dp_param *param, size_t *at)
{
    *at = find_param(e, param->name);
    if (*at == SIZE_MAX) {
        return false;
    }
    const char *found = short_text(e, e->dict->u.item[2 * *at + 1]);
    return !dp_obj_is(e->heap, e->dict->u.item[2 * *at], param->name)
           || dp_era_spelled(e->canonical, param->name, found) != found;
}

static void put_found_one(struct estimator *e, size_t at, bool *opened)
{
    if (!*opened) {
        key(e->j, "params_found");
        dp_json_open(e->j, '{');
        *opened = true;
    }
    dp_json_key(e->j, dp_obj_bytes(e->heap, e->dict->u.item[2 * at]));
    dp_json_value(e->j, e->heap, e->dict->u.item[2 * at + 1]);
    e->done[at] = 1;
}

static bool is_dropped(const struct estimator *e, dp_id attribute)
{
    dp_span name = dp_obj_bytes(e->heap, attribute);
    const char *text = name.p != NULL && name.n < 64 ? dp_take_text(e->j->ctx, name) : NULL;
    return text != NULL && dp_era_dropped(e->canonical, text);
}

static void put_found(struct estimator *e)
{
    bool opened = false;
    size_t at;
    for (size_t i = 0; i < e->n_params; i++) {
        if (e->params[i].name[0] != '\0' && differs(e, &e->params[i], &at)) {
            put_found_one(e, at, &opened);
        }
    }
    for (size_t i = 0; i < e->dict->len; i++) {
        if (e->done[i] == 0 && is_dropped(e, e->dict->u.item[2 * i])) {
            put_found_one(e, i, &opened);
        }
    }
    if (opened) {
        dp_json_close(e->j, '}');
    }
}

/* Classes that are not scikit-learn's: by its convention parameters neither begin nor end with an underscore. */
static bool looks_like_param(dp_span name)
{
    return name.n != 0 && name.p[0] != '_' && name.p[name.n - 1] != '_';
}

static void put_params(struct estimator *e)
{
    key(e->j, "params");
    dp_json_open(e->j, '{');
    for (size_t i = 0; i < e->n_params; i++) {
        if (e->params[i].name[0] != '\0') {
            put_param(e, &e->params[i]);
        }
    }
    for (size_t i = 0; e->params == NULL && i < e->dict->len; i++) {
        dp_span name = dp_obj_bytes(e->heap, e->dict->u.item[2 * i]);
        if (looks_like_param(name)) {
            dp_json_key(e->j, name);
            dp_json_value(e->j, e->heap, e->dict->u.item[2 * i + 1]);
            e->done[i] = 1;
        }
    }
    dp_json_close(e->j, '}');
    if (e->params != NULL) {
        put_found(e);
    }
}

/* ---- the fitted rest ---- */

static bool is_shadowed(const struct estimator *e, size_t i)
{
    for (size_t k = i + 1; k < e->dict->len; k++) {
        if (dp_span_equal(dp_obj_bytes(e->heap, e->dict->u.item[2 * i]), dp_obj_bytes(e->heap, e->dict->u.item[2 * k]))) {
            return true;
        }
    }
    return false;
}

static void put_fitted(struct estimator *e)
{
    key(e->j, "fitted");
    dp_json_open(e->j, '{');
    for (size_t i = 0; i < e->dict->len && !e->j->failed; i++) {
        dp_id name = e->dict->u.item[2 * i];
        bool text = dp_obj_bytes(e->heap, name).p != NULL;
        if (e->done[i] == 0 && text && !dp_obj_is(e->heap, name, "_sklearn_version") && !is_shadowed(e, i)) {
            dp_json_key(e->j, dp_obj_bytes(e->heap, name));
            dp_json_value(e->j, e->heap, e->dict->u.item[2 * i + 1]);
        }
    }
    dp_json_close(e->j, '}');
}

/* feature_names_in_, classes_: as plain lists; several outputs have a list of lists. */
static void put_list(struct estimator *e, const char *name, dp_id id)
{
    const dp_array *a = dp_array_of(e->heap, id);
    const dp_obj *o = dp_at(e->heap, id);
    key(e->j, name);
    if (a == NULL && o->kind != DP_K_LIST) {
        dp_json_raw(e->j, "null");
        return;
    }
    dp_json_open(e->j, '[');
    for (size_t i = 0; a == NULL && i < o->len; i++) {
        dp_json_value(e->j, e->heap, o->u.item[i]);
    }
    for (uint64_t i = 0; a != NULL && i < a->count && !e->j->failed; i++) {
        switch (a->type.kind) {
        case 'b': dp_json_raw(e->j, dp_array_i64(a, i) != 0 ? "true" : "false"); break;
        case 'i': dp_json_int(e->j, dp_array_i64(a, i)); break;
        case 'u': dp_json_int(e->j, dp_array_i64(a, i)); break;
        case 'f': dp_json_item(e->j, dp_array_f64(a, i), a->type.itemsize == 4); break;
        case 'U': dp_json_string(e->j, dp_array_text_at(e->j->ctx, a, i)); break;
        case 'S': dp_json_string(e->j, dp_latin1_to_utf8(e->j->ctx, dp_array_text_at(e->j->ctx, a, i))); break;
        case 'O': dp_json_value(e->j, e->heap, a->item[i]); break;
        default: dp_json_raw(e->j, "null"); break;
        }
    }
    dp_json_close(e->j, ']');
}

void dp_json_estimator(dp_json *j, dp_heap *heap, dp_id id)
{
    struct estimator e = {.j = j, .heap = heap, .canonical = dp_obj_class(heap, id)};
    const char *dot = strrchr(e.canonical, '.');
    dp_id dict = dp_model_dict(heap, id);
    static const dp_obj empty = {.kind = DP_K_DICT};
    e.dict = dict != 0 ? dp_at(heap, dict) : &empty;
    e.done = dp_take(j->ctx, e.dict->len + 1, 1);
    e.params = dp_params_of(e.canonical, &e.n_params);
    if (e.done == NULL) {
        j->failed = true;
        return;
    }
    dp_span version = dp_obj_bytes(heap, dp_obj_get(heap, dict, "_sklearn_version"));
    member(j, "model_type", dot != NULL ? dot + 1 : e.canonical);
    member(j, "class", e.canonical);
    key(j, "sklearn_version");
    if (version.p != NULL) {
        dp_json_string(j, dp_span_of(dp_escape(j->ctx, version, 40)));
    } else {
        dp_json_raw(j, "null");
    }
    put_params(&e);
    put_fitted(&e);
    put_list(&e, "feature_names", dp_obj_get(heap, dict, "feature_names_in_"));
    put_list(&e, "classes", dp_obj_get(heap, dict, "classes_"));
}

/* ---- the document ---- */

static void put_source(dp_json *j, const dp_model *model, const dp_source *source)
{
    key(j, "source");
    dp_json_open(j, '{');
    member(j, "file", source->file != NULL ? source->file : "");
    member(j, "path", model->path);
    member(j, "container", source->container != NULL ? source->container : "");
    member(j, "sha256", source->sha256 != NULL ? source->sha256(source->self) : "");
    dp_json_close(j, '}');
}

static dp_rc write(dp_ctx *ctx, const dp_model *model, dp_graph *graph, const dp_export_options *options, dp_sink *sink)
{
    (void)graph;
    dp_heap *heap = model->file->heap;
    dp_json j = {.ctx = ctx, .sink = sink, .base64 = options->arrays_base64, .left = dp_ctx_limits(ctx)->nodes};
    j.open = dp_take(ctx, (size_t)dp_heap_last(heap) + 1, 1);
    if (j.open == NULL) {
        return dp_failed(ctx);
    }
    dp_json_open(&j, '{');
    key(&j, "format");
    dp_json_raw(&j, "{\"name\":\"depickle-model\",\"version\":1}");
    dp_json_estimator(&j, heap, model->obj);
    put_source(&j, model, &options->source);
    dp_json_close(&j, '}');
    dp_puts(sink, "\n");
    return j.failed ? dp_failed(ctx) : DP_OK;
}

const dp_exporter dp_exporter_json = {"json", ".json", false, write};
