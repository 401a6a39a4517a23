#include "model/settings.h"

#include "base/hash.h"
#include "base/num.h"
#include "base/text.h"
#include "model/era.h"
#include "model/params.h"

#include <math.h>
#include <stdio.h>

enum { WORD_MAX = 64, VERSION_MAX = 40, DELEGATES_MAX = 32, FEW_KEYS = 64 };

/* Few keys, as always: each is compared with those behind it. */
static void shadow_few(dp_heap *heap, const dp_obj *dict, uint8_t *shadowed)
{
    for (uint32_t i = 0; i < dict->len; i++) {
        dp_span name = dp_obj_bytes(heap, dict->u.item[2 * i]);
        for (uint32_t k = i + 1; name.p != NULL && k < dict->len && shadowed[i] == 0; k++) {
            shadowed[i] = dp_span_equal(name, dp_obj_bytes(heap, dict->u.item[2 * k]));
        }
    }
}

/* From the last to the first, through a table of those met so far: slot holds position + 1. */
static bool shadow_many(dp_heap *heap, const dp_obj *dict, uint8_t *shadowed)
{
    size_t room = 8;
    while (room < (size_t)dict->len * 2) {
        room *= 2;
    }
    uint32_t *slot = dp_take(dp_heap_ctx(heap), room, sizeof *slot);
    dp_hash_key key = dp_hash_key_new();
    for (uint32_t i = dict->len; slot != NULL && i > 0; i--) {
        dp_span name = dp_obj_bytes(heap, dict->u.item[2 * (i - 1)]);
        size_t at = (size_t)dp_hash(&key, name) & (room - 1);
        while (slot[at] != 0 && !dp_span_equal(name, dp_obj_bytes(heap, dict->u.item[2 * (slot[at] - 1)]))) {
            at = (at + 1) & (room - 1);
        }
        shadowed[i - 1] = name.p != NULL && slot[at] != 0;
        slot[at] = name.p != NULL && slot[at] == 0 ? i : slot[at];
    }
    return slot != NULL;
}

const uint8_t *dp_shadowed(dp_heap *heap, const dp_obj *dict)
{
    uint8_t *shadowed = dp_take(dp_heap_ctx(heap), dict->len, 1);
    if (shadowed == NULL) {
        return NULL;
    }
    if (dict->len > FEW_KEYS) {
        return shadow_many(heap, dict, shadowed) ? shadowed : NULL;
    }
    shadow_few(heap, dict, shadowed);
    return shadowed;
}

/* ---- short values ---- */

static const char *quoted(dp_ctx *ctx, dp_span s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < 0x20 || s.p[i] > 0x7e || s.p[i] == '"' || s.p[i] == '\\') {
            return "";
        }
    }
    return s.n < WORD_MAX ? dp_take_printf(ctx, "\"%.*s\"", (int)s.n, (const char *)s.p) : "";
}

static const char *number(dp_ctx *ctx, double v)
{
    char text[DP_NUM_MAX];
    if (!isfinite(v)) {
        return dp_take_printf(ctx, "{\"$float\":\"%s\"}", isnan(v) ? "nan" : v > 0 ? "inf" : "-inf");
    }
    dp_num_print(text, v);
    return dp_take_printf(ctx, "%s", text);
}

/* The scalars that are Python's own types with another name. */
static const char *numpy_value(dp_ctx *ctx, const dp_array *a)
{
    if (a->type.kind == 'f' && a->type.itemsize == 8) {
        return number(ctx, dp_array_f64(a, 0));
    }
    if (a->type.kind == 'i' && a->type.itemsize == 8) {
        return dp_take_printf(ctx, "%lld", (long long)dp_array_i64(a, 0));
    }
    if (a->type.kind == 'b') {
        return dp_array_i64(a, 0) != 0 ? "true" : "false";
    }
    return a->type.kind == 'U' ? quoted(ctx, dp_array_text_at(ctx, a, 0)) : "";
}

const char *dp_short_value(dp_heap *heap, dp_id value)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_obj *o = dp_at(heap, value);
    switch ((dp_kind)o->kind) {
    case DP_K_NONE: return value != 0 ? "null" : "";
    case DP_K_BOOL: return o->u.i != 0 ? "true" : "false";
    case DP_K_INT: return dp_take_printf(ctx, "%lld", (long long)o->u.i);
    case DP_K_FLOAT: return number(ctx, o->u.f);
    case DP_K_TEXT: return quoted(ctx, dp_obj_bytes(heap, value));
    case DP_K_BYTES: return (o->flags & DP_F_PY2STR) != 0 ? quoted(ctx, dp_obj_bytes(heap, value)) : "";
    case DP_K_SCALAR: return numpy_value(ctx, o->u.value);
    case DP_K_LONG: case DP_K_BYTEARRAY: case DP_K_LIST: case DP_K_TUPLE: case DP_K_SET: case DP_K_FROZENSET:
    case DP_K_DICT: case DP_K_GLOBAL: case DP_K_MADE: case DP_K_ARRAY: case DP_K_DTYPE: case DP_K_SPARSE:
    case DP_K_COMPLEX: case DP_K_SLICE: case DP_K_OPAQUE: break;
    }
    return "";
}

/* ---- attributes ---- */

struct reading {
    dp_heap *heap;
    dp_ctx *ctx;
    dp_settings *out;
    dp_attribute *attribute;
};

static dp_attribute *named(const struct reading *r, const char *name)
{
    for (size_t i = 0; i < r->out->n_attributes; i++) {
        if (r->attribute[i].role != DP_ATTR_HIDDEN && dp_span_is(r->attribute[i].name, name)) {
            return &r->attribute[i];
        }
    }
    return NULL;
}

/* One that is called `name` today and was called otherwise. */
static dp_attribute *renamed(const struct reading *r, const char *name)
{
    for (size_t i = 0; i < r->out->n_attributes; i++) {
        dp_attribute *a = &r->attribute[i];
        if (a->role != DP_ATTR_HIDDEN && dp_span_is(a->today, name) && !dp_span_is(a->name, name)) {
            return a;
        }
    }
    return NULL;
}

/* A name as a C string; false: it is longer than any that the tables know. */
static bool word(dp_span name, char text[WORD_MAX])
{
    bool fits = name.n < WORD_MAX;
    snprintf(text, WORD_MAX, "%.*s", fits ? (int)name.n : 0, (const char *)name.p);
    return fits;
}

static void collect(struct reading *r, const dp_obj *dict, const uint8_t *shadowed)
{
    for (uint32_t i = 0; i < dict->len; i++) {
        dp_span name = dp_obj_bytes(r->heap, dict->u.item[2 * i]);
        if (name.p == NULL) {
            continue;
        }
        dp_attribute *a = &r->attribute[r->out->n_attributes++];
        *a = (dp_attribute){.name = name, .today = name, .value = dict->u.item[2 * i + 1]};
        a->role = shadowed[i] != 0 ? DP_ATTR_HIDDEN : DP_ATTR_FITTED;
        char text[WORD_MAX];
        if (word(name, text)) {
            const char *today = dp_era_name(r->out->canonical, text);
            a->today = today != text ? dp_span_of(today) : name;
        }
        if (dp_span_is(name, "_sklearn_version") && a->role == DP_ATTR_FITTED) {
            dp_span version = dp_obj_bytes(r->heap, a->value);
            r->out->version = version.p != NULL ? dp_escape(r->ctx, version, VERSION_MAX) : "";
            a->role = DP_ATTR_HIDDEN;
        }
    }
}

/* ---- parameters ---- */

static const char *value_of(void *self, const char *other)
{
    const struct reading *r = self;
    const dp_attribute *a = named(r, other);
    return a != NULL ? dp_short_value(r->heap, a->value) : "";
}

/* Words that stood for "not given" while a parameter changed its name. */
static bool is_hollow(const char *text)
{
    return strcmp(text, "null") == 0 || strcmp(text, "\"deprecated\"") == 0 || strcmp(text, "\"warn\"") == 0;
}

/* What the file says of a parameter, under today's name or an older one. */
static dp_attribute *find(const struct reading *r, const char *name)
{
    dp_attribute *now = named(r, name);
    dp_attribute *old = now == NULL || is_hollow(dp_short_value(r->heap, now->value)) ? renamed(r, name) : NULL;
    if (old != NULL && (now == NULL || !is_hollow(dp_short_value(r->heap, old->value)))) {
        return old;
    }
    return now;
}

/* A word that is neither in the table of spellings nor today's default means: the default. */
static const char *spell(const struct reading *r, const dp_param *param, const char *found)
{
    const char *spelled = dp_era_spelled(r->out->canonical, param->name, found);
    if (spelled == NULL && found[0] == '"' && is_hollow(found) && strcmp(found, param->otherwise) != 0
        && param->otherwise[0] != '\0') {
        return param->otherwise;
    }
    return spelled;
}

static void read_param(struct reading *r, const dp_param *param, dp_setting *out)
{
    dp_attribute *a = find(r, param->name);
    dp_attribute *now = named(r, param->name);
    *out = (dp_setting){.name = dp_span_of(param->name), .otherwise = param->otherwise};
    if (a == NULL) {
        const char *filled = dp_era_filled(r->out->canonical, param->name, value_of, r);
        out->text = filled != NULL ? filled : param->otherwise[0] != '\0' ? param->otherwise : "null";
        return;
    }
    out->value = a->value;
    out->text = spell(r, param, dp_short_value(r->heap, a->value));
    a->role = a == now && out->text == NULL ? DP_ATTR_PARAM : DP_ATTR_FOUND;
    if (now != NULL && now != a) {
        now->role = DP_ATTR_FOUND;
    }
    dp_attribute *old = renamed(r, param->name);
    if (old != NULL) {
        old->role = DP_ATTR_FOUND;
    }
}

static bool read_params(struct reading *r, const dp_param *params, size_t n)
{
    dp_setting *setting = dp_take(r->ctx, n, sizeof *setting);
    for (size_t i = 0; setting != NULL && i < n; i++) {
        if (params[i].name[0] != '\0') {
            read_param(r, &params[i], &setting[r->out->n_settings++]);
        }
    }
    for (size_t i = 0; i < r->out->n_attributes; i++) {
        dp_attribute *a = &r->attribute[i];
        char text[WORD_MAX];
        if (a->role == DP_ATTR_FITTED && word(a->name, text)) {
            a->role = dp_era_dropped(r->out->canonical, text) ? DP_ATTR_FOUND : DP_ATTR_FITTED;
        }
    }
    r->out->setting = setting;
    return setting != NULL;
}

/* Classes that are not scikit-learn's: by its convention parameters neither begin nor end with an underscore. */
static bool guess_params(struct reading *r)
{
    dp_setting *setting = dp_take(r->ctx, r->out->n_attributes, sizeof *setting);
    for (size_t i = 0; setting != NULL && i < r->out->n_attributes; i++) {
        dp_attribute *a = &r->attribute[i];
        bool plain = a->name.n != 0 && a->name.p[0] != '_' && a->name.p[a->name.n - 1] != '_';
        if (a->role == DP_ATTR_FITTED && plain) {
            setting[r->out->n_settings++] = (dp_setting){.name = a->name, .value = a->value, .otherwise = ""};
            a->role = DP_ATTR_PARAM;
        }
    }
    r->out->setting = setting;
    return setting != NULL;
}

/* An old name stays where today's is in the file too. */
static void keep_both_names(struct reading *r)
{
    char text[WORD_MAX];
    for (size_t i = 0; i < r->out->n_attributes; i++) {
        dp_attribute *a = &r->attribute[i];
        if (a->role != DP_ATTR_FITTED || dp_span_equal(a->name, a->today)) {
            continue;
        }
        if (word(a->today, text) && (named(r, text) != NULL || renamed(r, text) != a)) {
            a->today = a->name;
        }
    }
}

bool dp_settings_read(dp_heap *heap, dp_id estimator, dp_settings *out)
{
    static const dp_obj empty = {.kind = DP_K_DICT};
    dp_id dict = dp_model_dict(heap, estimator);
    const dp_obj *d = dict != 0 ? dp_at(heap, dict) : &empty;
    struct reading r = {.heap = heap, .ctx = dp_heap_ctx(heap), .out = out};
    size_t n = 0;
    *out = (dp_settings){.canonical = dp_obj_class(heap, estimator), .version = ""};
    const dp_param *params = dp_params_of(out->canonical, &n);
    const uint8_t *shadowed = dp_shadowed(heap, d);
    r.attribute = dp_take(r.ctx, d->len, sizeof *r.attribute);
    if (shadowed == NULL || r.attribute == NULL) {
        return false;
    }
    collect(&r, d, shadowed);
    out->attribute = r.attribute;
    bool good = params != NULL ? read_params(&r, params, n) : guess_params(&r);
    keep_both_names(&r);
    return good;
}

/* ---- who answers for whom ---- */

/* A search's best, a pipeline's step, what is frozen; 0: it answers itself. */
static dp_id inner(dp_heap *heap, dp_id estimator, bool first_step)
{
    const dp_obj *steps = dp_steps(heap, estimator);
    bool frozen = strcmp(dp_obj_class(heap, estimator), "sklearn.frozen.FrozenEstimator") == 0;
    dp_id best = dp_model_attribute(heap, estimator, frozen ? "estimator" : "best_estimator_");
    dp_id next = best != 0 ? best : dp_step_at(heap, steps, first_step || steps->len == 0 ? 0 : steps->len - 1);
    return dp_kind_of(heap, next) == DP_K_MADE ? next : 0;
}

dp_id dp_own_or_inner(dp_heap *heap, dp_id estimator, const char *attribute, bool first_step)
{
    for (size_t i = 0; i < DELEGATES_MAX && dp_kind_of(heap, estimator) == DP_K_MADE; i++) {
        dp_id own = dp_model_attribute(heap, estimator, attribute);
        if (own != 0 && dp_kind_of(heap, own) != DP_K_NONE) {
            return own;
        }
        estimator = inner(heap, estimator, first_step);
    }
    return 0;
}

dp_id dp_feature_names_of(dp_heap *heap, dp_id estimator)
{
    /* The others are ColumnTransformer's before 1.0, whose first step in a pipeline it is. */
    static const char *const keys[] = {"feature_names_in_", "_feature_names_in", "_df_columns"};
    dp_id found = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && found == 0; i++) {
        found = dp_own_or_inner(heap, estimator, keys[i], true);
    }
    return found;
}

dp_id dp_answering(dp_heap *heap, dp_id estimator)
{
    for (size_t i = 0; i < DELEGATES_MAX; i++) {
        dp_id next = inner(heap, estimator, false);
        if (next == 0) {
            break;
        }
        estimator = next;
    }
    return estimator;
}

dp_id dp_binarizer_classes(dp_heap *heap, dp_id estimator)
{
    static const char *const keys[] = {"_label_binarizer", "label_binarizer_"};
    dp_id found = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && found == 0; i++) {
        dp_id inside = dp_model_attribute(heap, dp_answering(heap, estimator), keys[i]);
        found = dp_kind_of(heap, inside) == DP_K_MADE ? dp_model_attribute(heap, inside, "classes_") : 0;
    }
    return found;
}
