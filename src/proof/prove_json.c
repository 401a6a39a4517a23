/* The document and the objects side by side, without recursion: a stack of what is open. Each step reads what stands before
 * the next value and tells which object that must be, or closes. */
#include "proof/prove_json.h"

#include "model/settings.h"
#include "proof/json_values.h"

enum form { ITEMS, DICT, PAIRS, OBJECT, ARRAY, ESTIMATOR };
enum part { PARAMS, FOUND, FITTED };

struct frame {
    dp_id id;
    enum form form;
    bool worded;              /* inside {"$word": */
    uint64_t next, n;
    const dp_id *item;
    const uint8_t *shadowed;  /* DICT: a later item has the same key */
    dp_settings settings;     /* ESTIMATOR */
    enum part part;
    bool opened;              /* params_found, which is there only where it holds something */
    dp_mark mark;
};

struct walk {
    dp_text_at t;
    dp_heap *heap;
    struct frame *frame;
    size_t n, most;
    dp_json_proof *out;
};

static bool key(struct walk *w, const char *name)
{
    return dp_text_key(&w->t, dp_span_of(name));
}

static bool open_word(struct walk *w, const char *word)
{
    return dp_text_open(&w->t, '{') && key(w, word);
}

/* ---- opening ---- */

static bool open_items(struct walk *w, struct frame *f, const dp_obj *o, const char *word)
{
    f->form = ITEMS;
    f->worded = word != NULL;
    f->item = o->u.item;
    f->n = o->kind == DP_K_SLICE ? 3 : o->len;
    return (word == NULL || open_word(w, word)) && dp_text_open(&w->t, '[');
}

static bool open_dict(struct walk *w, struct frame *f, const dp_obj *o)
{
    bool plain = true;
    f->item = o->u.item;
    for (size_t i = 0; i < o->len; i++) {
        const dp_obj *k = dp_at(w->heap, o->u.item[2 * i]);
        bool text = k->kind == DP_K_TEXT || (k->kind == DP_K_BYTES && (k->flags & DP_F_PY2STR) != 0);
        plain = plain && text && (k->len == 0 || k->u.bytes[0] != '$');
    }
    f->form = plain ? DICT : PAIRS;
    f->n = plain ? o->len : (uint64_t)o->len * 2;
    if (!plain) {
        return open_word(w, "$dict") && dp_text_open(&w->t, '[');
    }
    f->shadowed = dp_shadowed(w->heap, o);
    return f->shadowed != NULL && dp_text_open(&w->t, '{');
}

static bool begin_estimator(struct walk *w, struct frame *f)
{
    f->form = ESTIMATOR;
    if (!dp_settings_read(w->heap, f->id, &f->settings)) {
        return false;
    }
    const char *name = f->settings.canonical;
    const char *dot = strrchr(name, '.');
    const char *version = f->settings.version;
    return key(w, "model_type") && dp_text_string(&w->t, dp_span_of(dot != NULL ? dot + 1 : name)) && key(w, "class")
           && dp_text_string(&w->t, dp_span_of(name)) && key(w, "sklearn_version")
           && (version[0] != '\0' ? dp_text_string(&w->t, dp_span_of(version)) : dp_text_raw(&w->t, "null"))
           && key(w, "params") && dp_text_open(&w->t, '{');
}

static bool open_made(struct walk *w, struct frame *f)
{
    if (dp_is_estimator(w->heap, f->id)) {
        return dp_text_open(&w->t, '{') && begin_estimator(w, f);
    }
    f->form = OBJECT;
    return open_word(w, "$object") && dp_text_open(&w->t, '{') && key(w, "class")
           && dp_text_string(&w->t, dp_span_of(dp_obj_class(w->heap, f->id)));
}

static bool open_array(struct walk *w, struct frame *f, const dp_array *a)
{
    f->form = ARRAY;
    f->item = a->item;
    f->n = a->count;
    return dp_array_begins(&w->t, a) && key(w, "data")
           && (a->count != 0 || (dp_text_open(&w->t, '[') && dp_text_close(&w->t, ']')));
}

static bool open_value(struct walk *w, struct frame *f)
{
    const dp_obj *o = dp_at(w->heap, f->id);
    switch ((int)o->kind) {
    case DP_K_LIST: return open_items(w, f, o, NULL);
    case DP_K_TUPLE: return open_items(w, f, o, "$tuple");
    case DP_K_SET: return open_items(w, f, o, "$set");
    case DP_K_FROZENSET: return open_items(w, f, o, "$frozenset");
    case DP_K_SLICE: return open_items(w, f, o, "$slice");
    case DP_K_DICT: return open_dict(w, f, o);
    case DP_K_ARRAY: return open_array(w, f, o->u.value);
    case DP_K_MADE: return open_made(w, f);
    default: return false;
    }
}

/* ---- going on: *next is the object that comes, 0 where the value ends ---- */

static bool next_of_items(struct walk *w, struct frame *f, dp_id *next)
{
    if (f->next < f->n) {
        *next = f->item[f->next++];
        return true;
    }
    return dp_text_close(&w->t, ']') && (!f->worded || dp_text_close(&w->t, '}'));
}

static bool next_of_dict(struct walk *w, struct frame *f, dp_id *next)
{
    while (f->next < f->n && f->shadowed[f->next] != 0) {
        f->next++;
    }
    if (f->next == f->n) {
        return dp_text_close(&w->t, '}');
    }
    uint64_t at = f->next++;
    *next = f->item[2 * at + 1];
    return dp_text_key(&w->t, dp_obj_bytes(w->heap, f->item[2 * at]));
}

static bool next_of_pairs(struct walk *w, struct frame *f, dp_id *next)
{
    bool begins = f->next % 2 == 0;
    if (begins && f->next != 0 && !dp_text_close(&w->t, ']')) {
        return false;
    }
    if (f->next == f->n) {
        return dp_text_close(&w->t, ']') && dp_text_close(&w->t, '}');
    }
    *next = f->item[f->next++];
    return !begins || dp_text_open(&w->t, '[');
}

static bool next_of_array(struct walk *w, struct frame *f, dp_id *next)
{
    const dp_array *a = dp_at(w->heap, f->id)->u.value;
    if (f->n != 0 && !dp_array_edges(&w->t, a, f->next)) {
        return false;
    }
    if (f->next == f->n) {
        return dp_array_ends(&w->t, a);
    }
    *next = f->item[f->next++];
    return true;
}

/* What it was made from and what it was told; what is empty is left out. */
static bool next_of_object(struct walk *w, struct frame *f, dp_id *next)
{
    static const char *const names[] = {"args", "kwargs", "state", "items", "pairs"};
    const dp_made *made = dp_at(w->heap, f->id)->u.made;
    const dp_id parts[] = {made->args, made->kwargs, made->state, made->items, made->pairs};
    while (f->next < 5) {
        uint64_t at = f->next++;
        const dp_obj *o = dp_at(w->heap, parts[at]);
        if (parts[at] != 0 && (o->kind != DP_K_TUPLE || o->len != 0)) {
            *next = parts[at];
            return key(w, names[at]);
        }
    }
    return dp_text_close(&w->t, '}') && dp_text_close(&w->t, '}');
}

/* ---- estimators ---- */

/* Parameters that are respelled, or filled in, are compared at once. */
static bool next_param(struct walk *w, struct frame *f, dp_id *next)
{
    while (f->next < f->settings.n_settings) {
        const dp_setting *s = &f->settings.setting[f->next++];
        if (!dp_text_key(&w->t, s->name)) {
            return false;
        }
        if (s->text == NULL) {
            *next = s->value;
            return true;
        }
        w->out->values++;
        if (!dp_text_raw(&w->t, s->text)) {
            return false;
        }
    }
    return dp_text_close(&w->t, '}');
}

static bool next_attribute(struct walk *w, struct frame *f, dp_attribute_role role, dp_id *next)
{
    while (f->next < f->settings.n_attributes) {
        const dp_attribute *a = &f->settings.attribute[f->next++];
        if (a->role != role) {
            continue;
        }
        if (role == DP_ATTR_FOUND && !f->opened && (!key(w, "params_found") || !dp_text_open(&w->t, '{'))) {
            return false;
        }
        f->opened = true;
        *next = a->value;
        return dp_text_key(&w->t, role == DP_ATTR_FOUND ? a->name : a->today);
    }
    return true;
}

static bool element_same(struct walk *w, dp_id id)
{
    return dp_is_flat(w->heap, id) ? dp_flat_same(&w->t, w->heap, id, &w->out->values)
                                   : dp_text_form(&w->t, "$opaque", dp_span_of(dp_obj_describe(w->heap, id)));
}

static bool list_of_array(struct walk *w, const dp_array *a)
{
    bool same = dp_text_open(&w->t, '[');
    for (uint64_t i = 0; same && i < a->count; i++) {
        same = a->type.kind != 'O' ? dp_item_same(&w->t, a, i) : element_same(w, a->item[i]);
    }
    return same && dp_text_close(&w->t, ']');
}

/* feature_names and classes: an array as a list, several outputs as a list of lists, null. */
static bool list_same(struct walk *w, const char *name, dp_id id)
{
    const dp_array *a = dp_array_of(w->heap, id);
    const dp_obj *o = dp_at(w->heap, id);
    if (!key(w, name)) {
        return false;
    }
    if (a != NULL && a->ndim == 1) {
        return list_of_array(w, a);
    }
    if (o->kind != DP_K_LIST) {
        return dp_text_raw(&w->t, "null");
    }
    bool same = dp_text_open(&w->t, '[');
    for (uint32_t i = 0; same && i < o->len; i++) {
        const dp_array *one = dp_array_of(w->heap, o->u.item[i]);
        same = one != NULL && one->ndim == 1 ? list_of_array(w, one) : element_same(w, o->u.item[i]);
    }
    return same && dp_text_close(&w->t, ']');
}

static bool end_estimator(struct walk *w, const struct frame *f)
{
    return list_same(w, "feature_names", dp_own_or_inner(w->heap, f->id, "feature_names_in_", true))
           && list_same(w, "classes", dp_own_or_inner(w->heap, f->id, "classes_", false))
           && (w->n == 1 || dp_text_close(&w->t, '}')); /* the document itself goes on with its source */
}

static bool next_of_estimator(struct walk *w, struct frame *f, dp_id *next)
{
    if (f->part == PARAMS) {
        if (!next_param(w, f, next) || *next != 0) {
            return *next != 0;
        }
        f->part = FOUND;
        f->next = 0;
    }
    if (f->part == FOUND) {
        if (!next_attribute(w, f, DP_ATTR_FOUND, next) || *next != 0) {
            return *next != 0;
        }
        if ((f->opened && !dp_text_close(&w->t, '}')) || !key(w, "fitted") || !dp_text_open(&w->t, '{')) {
            return false;
        }
        f->part = FITTED;
        f->next = 0;
    }
    if (!next_attribute(w, f, DP_ATTR_FITTED, next) || *next != 0) {
        return *next != 0;
    }
    return dp_text_close(&w->t, '}') && end_estimator(w, f);
}

static bool next_value(struct walk *w, struct frame *f, dp_id *next)
{
    switch (f->form) {
    case ITEMS: return next_of_items(w, f, next);
    case DICT: return next_of_dict(w, f, next);
    case PAIRS: return next_of_pairs(w, f, next);
    case OBJECT: return next_of_object(w, f, next);
    case ARRAY: return next_of_array(w, f, next);
    case ESTIMATOR: return next_of_estimator(w, f, next);
    }
    return false;
}

static struct frame *push(struct walk *w, dp_id id)
{
    if (w->n == w->most) {
        dp_fail(w->t.ctx, DP_LIMIT, dp_at(w->heap, id)->offset, "values nested deeper than %zu", w->most);
        return NULL;
    }
    struct frame *f = &w->frame[w->n++];
    *f = (struct frame){.id = id, .mark = dp_ctx_mark(w->t.ctx)};
    return f;
}

static bool walk(struct walk *w, dp_id estimator)
{
    struct frame *f = push(w, estimator);
    if (f == NULL || !begin_estimator(w, f)) {
        return false;
    }
    while (w->n != 0) {
        dp_id next = 0;
        f = &w->frame[w->n - 1];
        if (!next_value(w, f, &next)) {
            return false;
        }
        if (next == 0) {
            dp_ctx_release(w->t.ctx, f->mark);
            w->n--;
        } else if (dp_is_flat(w->heap, next)) {
            if (!dp_flat_same(&w->t, w->heap, next, &w->out->values)) {
                return false;
            }
        } else if ((f = push(w, next)) == NULL || !open_value(w, f)) {
            return false;
        }
    }
    return true;
}

/* ---- the document ---- */

static bool source_same(struct walk *w, const dp_model *model)
{
    dp_span any;
    if (!key(w, "source") || !dp_text_open(&w->t, '{') || !key(w, "file") || !dp_text_any_string(&w->t, &any) || !key(w, "path")
        || !dp_text_string(&w->t, dp_span_of(model->path)) || !key(w, "container") || !dp_text_any_string(&w->t, &any)
        || !key(w, "sha256")) {
        return false;
    }
    dp_text_at ahead = w->t;
    if (dp_text_raw(&ahead, "null")) {
        w->t = ahead;
    } else if (!dp_text_any_string(&w->t, &w->out->sha256)) {
        return false;
    }
    return dp_text_close(&w->t, '}');
}

static bool document_same(struct walk *w, const dp_model *model)
{
    return dp_text_open(&w->t, '{') && key(w, "format") && dp_text_open(&w->t, '{') && key(w, "name")
           && dp_text_string(&w->t, DP_LIT("depickle-model")) && key(w, "version") && dp_text_int(&w->t, 1)
           && dp_text_close(&w->t, '}') && walk(w, model->obj) && source_same(w, model) && dp_text_close(&w->t, '}')
           && dp_text_ends(&w->t);
}

dp_rc dp_prove_json(dp_ctx *ctx, const dp_model *model, dp_span text, dp_json_proof *out)
{
    const dp_limits *limits = dp_ctx_limits(ctx);
    struct walk w = {.t = dp_text_begin(ctx, text), .heap = model->file->heap, .out = out};
    *out = (dp_json_proof){.why = ""};
    w.most = limits->depth + 3 * limits->estimators;
    w.frame = dp_take(ctx, w.most, sizeof *w.frame);
    DP_TRY(w.frame == NULL ? dp_failed(ctx) : DP_OK);
    out->holds = document_same(&w, model);
    DP_TRY(dp_failed(ctx));
    out->why = out->holds ? "" : w.t.why[0] != '\0' ? w.t.why : "another form";
    out->where = out->holds ? 0 : w.t.where;
    return DP_OK;
}
