/* Values inside values, without recursion: a stack of what is open. Each step writes what stands before the next value and
 * hands that value out, or closes. */
#include "export/json_value.h"

#include "base/text.h"
#include "export/json_table.h"

enum form {
    FORM_ITEMS,     /* […], or {"$word": […]} */
    FORM_DICT,      /* {"key": …} */
    FORM_PAIRS,     /* {"$dict": [[…, …], …]} */
    FORM_OBJECT,    /* {"$object": {…}} */
    FORM_ARRAY,     /* {"$array": …} of objects */
    FORM_ESTIMATOR
};

struct frame {
    dp_id id;
    enum form form;
    bool worded;              /* FORM_ITEMS: inside {"$word": */
    uint64_t next, n;
    const dp_id *item;
    const uint8_t *shadowed;  /* FORM_DICT */
    dp_json_estimator estimator;
    dp_mark mark;             /* what was taken for it goes with it */
};

struct walk {
    dp_json *j;
    dp_heap *heap;
    struct frame *frame;
    size_t n, most;
};

/* ---- opening ---- */

/* Text keys that do not begin with '$' make a plain object. */
static bool has_plain_keys(const dp_heap *heap, const dp_obj *d)
{
    for (size_t i = 0; i < d->len; i++) {
        const dp_obj *k = dp_at(heap, d->u.item[2 * i]);
        if (!dp_is_text(k) || (k->len != 0 && k->u.bytes[0] == '$')) {
            return false;
        }
    }
    return true;
}

static void open_items(dp_json *j, struct frame *f, const dp_obj *o, const char *word)
{
    f->form = FORM_ITEMS;
    f->worded = word != NULL;
    f->item = o->u.item;
    f->n = o->kind == DP_K_SLICE ? 3 : o->len;
    if (word != NULL) {
        dp_json_form_open(j, word);
    }
    dp_json_open(j, '[');
}

static void open_dict(struct walk *w, struct frame *f, const dp_obj *o)
{
    f->item = o->u.item;
    if (!has_plain_keys(w->heap, o)) {
        f->form = FORM_PAIRS;
        f->n = (uint64_t)o->len * 2;
        dp_json_form_open(w->j, "$dict");
        dp_json_open(w->j, '[');
        return;
    }
    f->form = FORM_DICT;
    f->n = o->len;
    f->shadowed = dp_shadowed(w->heap, o);
    w->j->failed = w->j->failed || f->shadowed == NULL;
    dp_json_open(w->j, '{');
}

static void open_array(struct walk *w, struct frame *f, const dp_array *a)
{
    f->form = FORM_ARRAY;
    f->item = a->item;
    f->n = a->count;
    dp_json_array_open(w->j, a);
    dp_json_key(w->j, DP_LIT("data"));
    if (a->count == 0) {
        dp_json_raw(w->j, "[]");
    }
}

static void open_made(struct walk *w, struct frame *f)
{
    if (dp_is_estimator(w->heap, f->id)) {
        f->form = FORM_ESTIMATOR;
        w->j->failed = w->j->failed || !dp_json_estimator_open(w->j, w->heap, f->id, &f->estimator);
        return;
    }
    f->form = FORM_OBJECT;
    dp_json_form_open(w->j, "$object");
    dp_json_open(w->j, '{');
    dp_json_key(w->j, DP_LIT("class"));
    dp_json_string(w->j, dp_span_of(dp_obj_class(w->heap, f->id)));
}

static void open_value(struct walk *w, struct frame *f)
{
    dp_json *j = w->j;
    const dp_obj *o = dp_at(w->heap, f->id);
    switch ((dp_kind)o->kind) {
    case DP_K_LIST: open_items(j, f, o, NULL); break;
    case DP_K_TUPLE: open_items(j, f, o, "$tuple"); break;
    case DP_K_SET: open_items(j, f, o, "$set"); break;
    case DP_K_FROZENSET: open_items(j, f, o, "$frozenset"); break;
    case DP_K_SLICE: open_items(j, f, o, "$slice"); break;
    case DP_K_DICT: open_dict(w, f, o); break;
    case DP_K_ARRAY: open_array(w, f, o->u.value); break;
    case DP_K_MADE: open_made(w, f); break;
    case DP_K_NONE: case DP_K_BOOL: case DP_K_INT: case DP_K_LONG: case DP_K_FLOAT: case DP_K_TEXT: case DP_K_BYTES:
    case DP_K_BYTEARRAY: case DP_K_GLOBAL: case DP_K_SCALAR: case DP_K_DTYPE: case DP_K_SPARSE: case DP_K_COMPLEX:
    case DP_K_OPAQUE: break; /* leaves */
    }
}

/* ---- going on ---- */

static dp_id next_of_dict(struct walk *w, struct frame *f)
{
    while (f->next < f->n && f->shadowed[f->next] != 0) {
        f->next++;
    }
    if (f->next == f->n) {
        dp_json_close(w->j, '}');
        return 0;
    }
    size_t at = (size_t)f->next++;
    dp_json_key(w->j, dp_obj_bytes(w->heap, f->item[2 * at]));
    return f->item[2 * at + 1];
}

static dp_id next_of_pairs(struct walk *w, struct frame *f)
{
    if (f->next != 0 && f->next % 2 == 0) {
        dp_json_close(w->j, ']');
    }
    if (f->next == f->n) {
        dp_json_close(w->j, ']');
        dp_json_close(w->j, '}');
        return 0;
    }
    if (f->next % 2 == 0) {
        dp_json_open(w->j, '[');
    }
    return f->item[f->next++];
}

static dp_id next_of_items(struct walk *w, struct frame *f)
{
    if (f->next < f->n) {
        return f->item[f->next++];
    }
    dp_json_close(w->j, ']');
    if (f->worded) {
        dp_json_close(w->j, '}');
    }
    return 0;
}

static dp_id next_of_array(struct walk *w, struct frame *f)
{
    const dp_array *a = dp_at(w->heap, f->id)->u.value;
    if (f->next != 0) {
        dp_json_brackets(w->j, dp_json_edges(a->ndim, a->dim, f->next), false);
    }
    if (f->next == f->n) {
        dp_json_array_close(w->j, a);
        return 0;
    }
    dp_json_brackets(w->j, dp_json_edges(a->ndim, a->dim, f->next), true);
    return f->item[f->next++];
}

/* What it was made from, and what it was told. */
static dp_id next_of_object(struct walk *w, struct frame *f)
{
    const dp_made *made = dp_at(w->heap, f->id)->u.made;
    const struct { const char *name; dp_id value; } parts[] = {
        {"args", made->args}, {"kwargs", made->kwargs}, {"state", made->state}, {"items", made->items},
        {"pairs", made->pairs},
    };
    while (f->next < sizeof parts / sizeof *parts) {
        size_t at = (size_t)f->next++;
        const dp_obj *o = dp_at(w->heap, parts[at].value);
        if (parts[at].value != 0 && (o->kind != DP_K_TUPLE || o->len != 0)) {
            dp_json_key(w->j, dp_span_of(parts[at].name));
            return parts[at].value;
        }
    }
    dp_json_close(w->j, '}');
    dp_json_close(w->j, '}');
    return 0;
}

static dp_id next_value(struct walk *w, struct frame *f)
{
    dp_id id;
    switch (f->form) {
    case FORM_ITEMS: return next_of_items(w, f);
    case FORM_DICT: return next_of_dict(w, f);
    case FORM_PAIRS: return next_of_pairs(w, f);
    case FORM_OBJECT: return next_of_object(w, f);
    case FORM_ARRAY: return next_of_array(w, f);
    case FORM_ESTIMATOR:
        id = dp_json_estimator_next(w->j, &f->estimator);
        if (id == 0) {
            dp_json_estimator_close(w->j, w->heap, f->id, &f->estimator);
        }
        return id;
    }
    return 0;
}

static void push(struct walk *w, dp_id id, bool bare)
{
    if (w->n == w->most) {
        dp_fail(w->j->ctx, DP_LIMIT, dp_at(w->heap, id)->offset, "values nested deeper than %zu",
                dp_ctx_limits(w->j->ctx)->depth);
        w->j->failed = true;
        return;
    }
    struct frame *f = &w->frame[w->n++];
    *f = (struct frame){.id = id, .mark = dp_ctx_mark(w->j->ctx), .estimator = {.bare = bare}};
    open_value(w, f);
}

/* Written at once; false: it has values inside, which wait their turn. */
static bool at_once(dp_json *j, dp_heap *heap, dp_id id)
{
    return dp_json_leaf(j, heap, id) || (j->tables && dp_json_table(j, heap, id));
}

static void walk(dp_json *j, dp_heap *heap, dp_id id, bool bare)
{
    const dp_limits *limits = dp_ctx_limits(j->ctx);
    struct walk w = {.j = j, .heap = heap, .most = limits->depth + 3 * limits->estimators}; /* as model/sound.c counts */
    w.frame = dp_take(j->ctx, w.most, sizeof *w.frame);
    j->failed = j->failed || w.frame == NULL;
    if (!j->failed && !at_once(j, heap, id)) {
        push(&w, id, bare);
    }
    while (w.n != 0 && dp_json_good(j)) {
        struct frame *top = &w.frame[w.n - 1];
        dp_id next = next_value(&w, top);
        if (next == 0) {
            dp_ctx_release(j->ctx, top->mark);
            w.n--;
        } else if (!at_once(j, heap, next)) {
            push(&w, next, false);
        }
    }
}

void dp_json_value(dp_json *j, dp_heap *heap, dp_id id)
{
    walk(j, heap, id, false);
}

void dp_json_members(dp_json *j, dp_heap *heap, dp_id estimator)
{
    walk(j, heap, estimator, true);
}
