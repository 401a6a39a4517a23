#include "export/inspect_facts.h"

#include "base/num.h"
#include "base/text.h"
#include "model/settings.h"

#include <inttypes.h>
#include <math.h>

enum { SHOWN = 60, LISTED = 8 };

/* ---- values ---- */

static const char *number_text(dp_ctx *ctx, double v)
{
    char text[DP_NUM_MAX];
    if (!isfinite(v)) {
        return isnan(v) ? "nan" : v > 0 ? "inf" : "-inf";
    }
    dp_num_print(text, v);
    return dp_take_printf(ctx, "%s", text);
}

static const char *scalar_text(dp_ctx *ctx, const dp_array *a)
{
    switch (a->type.kind) {
    case 'b': return dp_array_i64(a, 0) != 0 ? "True" : "False";
    case 'i':
    case 'u': return dp_take_printf(ctx, "%" PRId64, dp_array_i64(a, 0));
    case 'f': return number_text(ctx, dp_array_f64(a, 0));
    case 'U':
    case 'S': return dp_take_printf(ctx, "'%s'", dp_escape(ctx, dp_array_text_at(ctx, a, 0), SHOWN));
    default: return dp_array_text(ctx, a);
    }
}

const char *dp_bare_class(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL ? dot + 1 : name;
}

const char *dp_value_text(dp_ctx *ctx, dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    dp_span text = dp_obj_bytes(heap, id);
    switch ((dp_kind)o->kind) {
    case DP_K_BOOL: return o->u.i != 0 ? "True" : "False";
    case DP_K_INT: return dp_take_printf(ctx, "%" PRId64, o->u.i);
    case DP_K_FLOAT: return number_text(ctx, o->u.f);
    case DP_K_TEXT:
    case DP_K_BYTES: return dp_take_printf(ctx, "'%s'", dp_escape(ctx, text, SHOWN));
    case DP_K_SCALAR: return scalar_text(ctx, o->u.value);
    case DP_K_ARRAY: return dp_array_text(ctx, o->u.value);
    case DP_K_LIST:
    case DP_K_TUPLE:
    case DP_K_SET:
    case DP_K_FROZENSET:
    case DP_K_DICT: return dp_take_printf(ctx, "%s of %" PRIu32, dp_obj_describe(heap, id), o->len);
    case DP_K_MADE: return dp_take_printf(ctx, "%s(...)", dp_bare_class(dp_obj_class(heap, id)));
    case DP_K_NONE: case DP_K_LONG: case DP_K_BYTEARRAY: case DP_K_GLOBAL: case DP_K_DTYPE: case DP_K_SPARSE:
    case DP_K_COMPLEX: case DP_K_SLICE: case DP_K_OPAQUE: break;
    }
    return dp_obj_describe(heap, id);
}

/* ---- parameters ---- */

/* A name or a tuple of numbers in the JSON grammar, to be compared with the table of defaults; "" for other values. */
static const char *longer_value(dp_ctx *ctx, dp_heap *heap, dp_id id, const char *otherwise)
{
    const dp_obj *o = dp_at(heap, id);
    dp_text t = dp_text_new(ctx);
    if (o->kind == DP_K_GLOBAL) {
        bool type = strncmp(otherwise, "{\"$type", 7) == 0;
        return dp_take_printf(ctx, "{\"%s\":\"%s\"}", type ? "$type" : "$function", dp_obj_class(heap, id));
    }
    if (o->kind != DP_K_TUPLE || o->len > LISTED) {
        return "";
    }
    dp_text_adds(&t, "{\"$tuple\":[");
    for (uint32_t i = 0; i < o->len; i++) {
        dp_text_adds(&t, i != 0 ? "," : "");
        dp_text_adds(&t, dp_short_value(heap, o->u.item[i]));
    }
    dp_text_adds(&t, "]}");
    return dp_text_str(&t);
}

/* (name, estimator) or (name, estimator, columns), tuples or lists. */
static bool is_named(const dp_heap *heap, const dp_obj *entry)
{
    return (entry->kind == DP_K_TUPLE || entry->kind == DP_K_LIST) && entry->len >= 2 && dp_obj_bytes(heap, entry->u.item[0]).p != NULL;
}

/* Shown as a line of its own, further down. */
bool dp_setting_is_inside(dp_heap *heap, const dp_setting *s)
{
    dp_id id = s->value;
    const dp_obj *o = dp_at(heap, id);
    if (o->kind == DP_K_LIST && o->len != 0) {
        const dp_obj *first = dp_at(heap, o->u.item[0]);
        id = is_named(heap, first) ? first->u.item[1] : o->u.item[0];
    }
    return dp_is_estimator(heap, id);
}

/* In the JSON grammar; "": longer than that. */
static const char *said_of(dp_heap *heap, const dp_setting *s)
{
    return s->text != NULL ? s->text : dp_short_value(heap, s->value);
}

bool dp_setting_differs(dp_ctx *ctx, dp_heap *heap, const dp_setting *s)
{
    const char *said = said_of(heap, s);
    if (s->otherwise[0] == '\0') {
        return strcmp(said, "null") != 0; /* no default is known, as in other packages, where most are None */
    }
    if (said[0] == '\0') {
        said = longer_value(ctx, heap, s->value, s->otherwise);
    }
    return strcmp(said, s->otherwise) != 0;
}

/* A word of the JSON grammar as Python says it. */
static const char *python_word(dp_ctx *ctx, const char *json)
{
    size_t n = strlen(json);
    if (strcmp(json, "null") == 0) {
        return "None";
    }
    if (strcmp(json, "true") == 0 || strcmp(json, "false") == 0) {
        return json[0] == 't' ? "True" : "False";
    }
    return n >= 2 && json[0] == '"' ? dp_take_printf(ctx, "'%.*s'", (int)n - 2, json + 1) : json;
}

const char *dp_setting_word(dp_ctx *ctx, dp_heap *heap, const dp_setting *s)
{
    return s->text != NULL ? python_word(ctx, s->text) : dp_value_text(ctx, heap, s->value);
}

static const char *default_of(dp_ctx *ctx, const dp_setting *s)
{
    return python_word(ctx, s->otherwise);
}

const dp_setting_told *dp_settings_told(dp_ctx *ctx, dp_heap *heap, dp_id obj, size_t *n)
{
    dp_settings all;
    *n = 0;
    if (!dp_settings_read(heap, obj, &all)) {
        return NULL;
    }
    dp_setting_told *told = dp_take(ctx, all.n_settings, sizeof *told);
    for (size_t i = 0; told != NULL && i < all.n_settings; i++) {
        const dp_setting *s = &all.setting[i];
        if (s->value == 0 || dp_setting_is_inside(heap, s)) {
            continue;
        }
        const char *said = said_of(heap, s);
        told[(*n)++] = (dp_setting_told){s->name, dp_setting_word(ctx, heap, s), said[0] != '\0' ? said : NULL,
                                         default_of(ctx, s), dp_setting_differs(ctx, heap, s)};
    }
    return told;
}

/* ---- features and classes ---- */

static void add_items(dp_ctx *ctx, dp_heap *heap, const dp_array *a, dp_text *t)
{
    for (uint64_t i = 0; i < a->count && i < LISTED; i++) {
        dp_array one = *a;
        one.ndim = 0;
        one.count = 1;
        one.data = dp_span_cut(a->data, (size_t)i * a->type.itemsize, a->type.itemsize);
        dp_text_addf(t, "%s%s", i != 0 ? ", " : "",
                     a->type.kind == 'O' ? dp_value_text(ctx, heap, a->item[i]) : scalar_text(ctx, &one));
    }
    if (a->count > LISTED) {
        dp_text_addf(t, ", … (%" PRIu64 " in all)", a->count);
    }
}

const char *dp_items_text(dp_ctx *ctx, dp_heap *heap, const dp_array *a)
{
    dp_text t = dp_text_new(ctx);
    add_items(ctx, heap, a, &t);
    return dp_text_str(&t);
}

const char *dp_columns_text(dp_ctx *ctx, dp_heap *heap, dp_id columns)
{
    const dp_obj *o = dp_at(heap, columns);
    const dp_array *a = dp_array_of(heap, columns);
    if (columns == 0 || (a != NULL && a->ndim == 1)) {
        return a != NULL ? dp_items_text(ctx, heap, a) : "";
    }
    if (o->kind != DP_K_LIST && o->kind != DP_K_TUPLE) {
        return dp_value_text(ctx, heap, columns);
    }
    dp_text t = dp_text_new(ctx);
    for (uint32_t i = 0; i < o->len && i < LISTED; i++) {
        dp_text_adds(&t, i != 0 ? ", " : "");
        dp_text_adds(&t, dp_value_text(ctx, heap, o->u.item[i]));
    }
    if (o->len > LISTED) {
        dp_text_addf(&t, ", … (%" PRIu32 " in all)", o->len);
    }
    return dp_text_str(&t);
}

const char *dp_features_text(dp_ctx *ctx, dp_heap *heap, dp_id obj)
{
    dp_id n = dp_own_or_inner(heap, obj, "n_features_in_", true);
    n = n != 0 ? n : dp_model_attribute(heap, obj, "n_features_");
    const dp_array *names = dp_array_of(heap, dp_feature_names_of(heap, obj));
    dp_text t = dp_text_new(ctx);
    if (n != 0 && dp_kind_of(heap, n) != DP_K_NONE) {
        dp_text_adds(&t, dp_value_text(ctx, heap, n));
    }
    if (names != NULL && names->ndim == 1) {
        dp_text_adds(&t, t.n != 0 ? ": " : "");
        add_items(ctx, heap, names, &t);
    }
    return dp_text_str(&t);
}

const char *dp_classes_text(dp_ctx *ctx, dp_heap *heap, dp_id obj)
{
    dp_id id = dp_model_attribute(heap, obj, "classes_");
    const dp_array *a = dp_array_of(heap, id);
    const dp_obj *o = dp_at(heap, id);
    dp_text t = dp_text_new(ctx);
    if (a != NULL && a->ndim == 1) {
        add_items(ctx, heap, a, &t);
    }
    for (size_t i = 0; a == NULL && o->kind == DP_K_LIST && i < o->len && i < LISTED; i++) {
        const dp_array *one = dp_array_of(heap, o->u.item[i]);
        dp_text_adds(&t, i != 0 ? " | " : "");
        if (one != NULL) {
            add_items(ctx, heap, one, &t);
        }
    }
    return dp_text_str(&t);
}

/* ---- inner estimators ---- */

struct inner_list {
    dp_ctx *ctx;
    dp_heap *heap;
    dp_inner *out;
    size_t n, more;
};

static void add_inner(struct inner_list *l, const dp_inner *inner)
{
    if (!dp_is_estimator(l->heap, inner->obj)) {
        return;
    }
    if (l->n == DP_MOST_INNER) {
        l->more++;
        return;
    }
    l->out[l->n++] = *inner;
}

/* A list of estimators, of (name, estimator) or (name, estimator, columns). */
static void add_list(struct inner_list *l, const char *attribute, dp_id id)
{
    const dp_obj *o = dp_at(l->heap, id);
    const dp_array *a = dp_array_of(l->heap, id);
    const dp_id *item = a != NULL && a->type.kind == 'O' ? a->item : o->u.item;
    size_t n = a != NULL ? (a->type.kind == 'O' ? (size_t)a->count : 0)
               : o->kind == DP_K_LIST || o->kind == DP_K_TUPLE ? o->len : 0;
    for (size_t i = 0; i < n; i++) {
        const dp_obj *entry = dp_at(l->heap, item[i]);
        const char *path = dp_take_printf(l->ctx, "%s[%zu]", attribute, i);
        if (is_named(l->heap, entry)) {
            add_inner(l, &(dp_inner){path, dp_obj_bytes(l->heap, entry->u.item[0]), entry->u.item[1],
                                     entry->len == 3 ? entry->u.item[2] : 0});
        } else {
            add_inner(l, &(dp_inner){.path = path, .obj = item[i]});
        }
    }
}

/* Forests and boosters hold hundreds of trees that say nothing one by one. */
static bool holds_only_trees(const char *canonical)
{
    static const char *const classes[] = {"RandomForest", "ExtraTrees", "GradientBoosting", "RandomTreesEmbedding",
                                          "IsolationForest"};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strstr(canonical, classes[i]) != NULL) {
            return true;
        }
    }
    return false;
}

size_t dp_inner_estimators(dp_ctx *ctx, dp_heap *heap, dp_id obj, dp_inner out[DP_MOST_INNER], size_t *more)
{
    struct inner_list l = {ctx, heap, out, 0, 0};
    const dp_obj *dict = dp_at(heap, dp_model_dict(heap, obj));
    bool fitted = dp_model_attribute(heap, obj, "transformers_") != 0;
    for (size_t i = 0; dict->kind == DP_K_DICT && !holds_only_trees(dp_obj_class(heap, obj)) && i < dict->len; i++) {
        dp_span name = dp_obj_bytes(heap, dict->u.item[2 * i]);
        const char *attribute = dp_escape(ctx, name, SHOWN);
        dp_id value = dict->u.item[2 * i + 1];
        if (fitted && strcmp(attribute, "transformers") == 0) {
            continue; /* the unfitted originals of transformers_ */
        }
        add_inner(&l, &(dp_inner){.path = attribute, .obj = value});
        add_list(&l, attribute, value);
    }
    *more = l.more;
    return l.n;
}

dp_told_source dp_told_source_of(const dp_json_file *written)
{
    return (dp_told_source){written->source, written->path, written->container, written->sha256};
}

void dp_source_lines(dp_sheet *l, const dp_told_source *source)
{
    dp_ctx *ctx = l->text.ctx;
    bool more = source->path[0] != '\0' && strcmp(source->path, "$") != 0;
    const char *where = more ? dp_take_printf(ctx, ", at %s", source->path) : "";
    dp_sheet_fact(l, "source", source->file[0] == '\0' ? "" : dp_take_printf(ctx, "%s (%s%s)", source->file, source->container, where));
    dp_sheet_fact(l, "source sha256", source->sha256);
}

void dp_source_json(cJSON *o, const dp_told_source *source)
{
    cJSON *told = cJSON_AddObjectToObject(o, "source");
    cJSON_AddStringToObject(told, "file", source->file);
    cJSON_AddStringToObject(told, "path", source->path);
    cJSON_AddStringToObject(told, "container", source->container);
    cJSON_AddStringToObject(told, "sha256", source->sha256);
}
