/* Where the models of a file stand: the root, or what dicts, lists, tuples and objects of one's own hold. */
#include "base/text.h"
#include "model/model.h"
#include "model/params.h"
#include "model/sound.h"

#include <stdio.h>

enum { MOST_MODELS = 10000, KEY_TEXT = 80, DEEPEST_PIPELINE = 16 };

/* A container that is being looked through: next is the item to look at. */
struct level {
    dp_id obj;
    const char *path;
    size_t next;
};

struct search {
    dp_ctx *ctx;
    const dp_loaded *file;
    dp_models *out;
    struct level *level; /* limits.depth of them */
    size_t n_levels;
    uint8_t *open; /* by id: on the way down to here, so that a cycle ends */
};

static bool third_party(const char *canonical)
{
    static const char *const packages[] = {"xgboost.", "lightgbm.", "catboost.", "imblearn."};
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++) {
        if (strncmp(canonical, packages[i], strlen(packages[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* A class that only holds models: one for each fold. */
static bool is_holder(const char *canonical)
{
    return strcmp(canonical, "lightgbm.engine.CVBooster") == 0 || strcmp(canonical, "lightgbm.engine._CVBooster") == 0;
}

bool dp_is_estimator(const dp_heap *heap, dp_id obj)
{
    const dp_obj *o = dp_at(heap, obj);
    const dp_obj *callee = o->kind == DP_K_MADE ? dp_at(heap, o->u.made->callee) : o;
    if (o->kind != DP_K_MADE || callee->kind != DP_K_GLOBAL || callee->u.global->row == NULL) {
        return false;
    }
    size_t n;
    const char *canonical = callee->u.global->row->canonical;
    return dp_class_find(canonical) != NULL || dp_class_refusal(canonical) != NULL || dp_params_of(canonical, &n) != NULL ||
           (third_party(canonical) && !is_holder(canonical));
}

/* The last of a pipeline's steps; 0: it is none. */
static dp_id last_step(const dp_heap *heap, dp_id obj)
{
    const dp_obj *steps = dp_steps(heap, obj);
    return steps->len != 0 ? dp_step_at(heap, steps, steps->len - 1) : 0;
}

bool dp_never_fitted(const dp_heap *heap, dp_id obj)
{
    for (unsigned i = 0; i < DEEPEST_PIPELINE && last_step(heap, obj) != 0; i++) {
        obj = last_step(heap, obj);
    }
    const dp_obj *dict = dp_at(heap, dp_model_dict(heap, obj));
    if (dict->kind != DP_K_DICT || dp_model_attribute(heap, obj, "transformer_list") != 0) {
        return false;
    }
    for (uint32_t i = 0; i < dict->len; i++) {
        dp_span key = dp_obj_bytes(heap, dict->u.item[2 * i]);
        bool fitted = key.n > 1 && key.p[0] != '_' && key.p[key.n - 1] == '_';
        bool booster = dp_span_is(key, "_Booster") && dp_kind_of(heap, dict->u.item[2 * i + 1]) != DP_K_NONE;
        if (fitted || booster) {
            return false;
        }
    }
    return true;
}

static bool add_model(struct search *s, dp_id obj, const char *path)
{
    dp_model *model = dp_model_new(s->ctx, s->file, obj, path);
    dp_model **slot = model != NULL ? dp_grow(s->ctx, &s->out->at, s->out->n, sizeof(dp_model *)) : NULL;
    if (slot == NULL || s->out->n == MOST_MODELS) {
        dp_fail(s->ctx, DP_LIMIT, DP_NO_OFFSET, "more than %d models in one file", MOST_MODELS);
        return false;
    }
    *slot = model;
    s->out->n++;
    return true;
}

const char *dp_key_path(dp_ctx *ctx, dp_heap *heap, const char *path, dp_id key, bool attribute)
{
    const dp_obj *k = dp_at(heap, key);
    dp_span text = dp_obj_bytes(heap, key);
    if (text.p != NULL && attribute) {
        return dp_take_printf(ctx, "%s.%s", path, dp_escape(ctx, text, KEY_TEXT));
    }
    if (text.p != NULL) {
        return dp_take_printf(ctx, "%s['%s']", path, dp_escape_quotes(ctx, dp_escape(ctx, text, KEY_TEXT), '\''));
    }
    if (k->kind == DP_K_INT) {
        return dp_take_printf(ctx, "%s[%lld]", path, (long long)k->u.i);
    }
    return dp_take_printf(ctx, "%s[%s]", path, dp_obj_describe(heap, key));
}

/* The item number level->next of a container, and its path; 0 when there is no more. */
static dp_id next_item(struct search *s, struct level *level, const char **path)
{
    dp_heap *heap = s->file->heap;
    const dp_obj *o = dp_at(heap, level->obj);
    bool attribute = o->kind == DP_K_MADE;
    const dp_obj *d = attribute ? dp_at(heap, dp_model_dict(heap, level->obj)) : o;
    size_t i = level->next++;
    if (d->kind == DP_K_DICT && i < d->len) {
        *path = dp_key_path(s->ctx, heap, level->path, d->u.item[2 * i], attribute);
        return d->u.item[2 * i + 1];
    }
    const dp_array *a = dp_array_of(heap, level->obj);
    if (a != NULL && a->type.kind == 'O' && i < a->count) {
        *path = dp_take_printf(s->ctx, "%s[%zu]", level->path, i);
        return a->item[i];
    }
    if ((o->kind == DP_K_LIST || o->kind == DP_K_TUPLE) && i < o->len) {
        *path = dp_take_printf(s->ctx, "%s[%zu]", level->path, i);
        return o->u.item[i];
    }
    return 0;
}

static bool worth_a_look(const struct search *s, dp_id obj)
{
    const dp_heap *heap = s->file->heap;
    const dp_array *a = dp_array_of(heap, obj);
    switch (dp_kind_of(heap, obj)) {
    case DP_K_LIST:
    case DP_K_TUPLE:
    case DP_K_DICT: return dp_at(heap, obj)->len != 0;
    case DP_K_ARRAY: return a != NULL && a->type.kind == 'O' && a->count != 0;
    case DP_K_MADE: return dp_model_dict(heap, obj) != 0;
    case DP_K_NONE: case DP_K_BOOL: case DP_K_INT: case DP_K_LONG: case DP_K_FLOAT: case DP_K_TEXT: case DP_K_BYTES:
    case DP_K_BYTEARRAY: case DP_K_SET: case DP_K_FROZENSET: case DP_K_GLOBAL: case DP_K_SCALAR: case DP_K_DTYPE:
    case DP_K_SPARSE: case DP_K_COMPLEX: case DP_K_SLICE: case DP_K_OPAQUE: break;
    }
    return false;
}

static void enter(struct search *s, dp_id obj, const char *path)
{
    if (s->open[obj] != 0 || !worth_a_look(s, obj) || s->n_levels >= dp_ctx_limits(s->ctx)->depth) {
        return;
    }
    s->level[s->n_levels++] = (struct level){obj, path, 0};
    s->open[obj] = 1;
}

static bool look_at(struct search *s, dp_id obj, const char *path)
{
    if (dp_is_estimator(s->file->heap, obj)) {
        return add_model(s, obj, path);
    }
    enter(s, obj, path);
    return true;
}

dp_rc dp_models_find(dp_ctx *ctx, const dp_loaded *file, dp_models *out)
{
    struct search s = {.ctx = ctx, .file = file, .out = out};
    size_t looked = 0;
    dp_rc before = dp_failed(ctx);
    dp_soundness sound;
    *out = (dp_models){0};
    DP_TRY(dp_check_sound(file->heap, file->root, &sound));
    out->plain = sound.objects == 0;
    s.open = dp_take(ctx, (size_t)dp_heap_last(file->heap) + 1, 1);
    s.level = dp_take(ctx, dp_ctx_limits(ctx)->depth, sizeof *s.level);
    bool good = s.open != NULL && s.level != NULL && look_at(&s, file->root, "$");
    while (good && s.n_levels != 0) {
        struct level *top = &s.level[s.n_levels - 1];
        const char *path = "";
        dp_id item = next_item(&s, top, &path);
        if (item == 0) {
            s.open[top->obj] = 0;
            s.n_levels--;
        } else if (++looked > dp_ctx_limits(ctx)->nodes / 16) {
            return dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, "more than %zu things to look at for models", looked - 1);
        } else {
            good = look_at(&s, item, path) && dp_failed(ctx) == before;
        }
    }
    return good ? DP_OK : dp_failed(ctx);
}
