#include "export/same.h"

enum { WORK_PER_OBJECT = 4, LEAST_WORK = 1000, MOST_SEARCHED = 1000, LEAST_ROOM = 64 };

bool dp_same_init(dp_same *s, dp_ctx *ctx, dp_heap *a, dp_heap *b)
{
    *s = (dp_same){.ctx = ctx, .a = a, .b = b, .ids = (size_t)dp_heap_last(a) + 1};
    s->met = dp_take(ctx, s->ids, sizeof *s->met);
    s->work = ((uint64_t)s->ids + dp_heap_last(b)) * WORK_PER_OBJECT + LEAST_WORK;
    return s->met != NULL;
}

/* Room for one more: not dp_grow, which takes new room whenever a stack that had sunk comes by. */
static bool has_room(dp_same *s)
{
    if (s->n < s->room) {
        return true;
    }
    size_t room = s->room != 0 ? s->room * 2 : LEAST_ROOM;
    dp_pair *bigger = dp_take_raw(s->ctx, room, sizeof *bigger);
    if (bigger == NULL) {
        return false;
    }
    if (s->n != 0) {
        memcpy(bigger, s->stack, s->n * sizeof *bigger);
    }
    s->stack = bigger;
    s->room = room;
    return true;
}

static void push(dp_same *s, dp_id a, dp_id b)
{
    bool known = a == b && a == 0;
    known = known || (a < s->ids && b != 0 && s->met[a] == b);
    if (known || !has_room(s)) {
        return;
    }
    s->stack[s->n++] = (dp_pair){a, b};
    if (a < s->ids) {
        s->met[a] = b;
    }
}

/* ---- numbers ---- */

static bool same_float(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

/* A number of Python or of numpy: 'b', 'i', 'f'; 0: none. */
struct number {
    char kind;
    int64_t i;
    double f;
};

static struct number number_of(const dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    if (a != NULL && a->ndim == 0) {
        char kind = a->type.kind == 'u' ? 'i' : a->type.kind;
        bool whole = kind == 'b' || kind == 'i';
        return whole || kind == 'f' ? (struct number){kind, whole ? dp_array_i64(a, 0) : 0, whole ? 0 : dp_array_f64(a, 0)}
                                    : (struct number){0};
    }
    bool integral = o->kind == DP_K_BOOL || o->kind == DP_K_INT;
    if (integral) {
        return (struct number){o->kind == DP_K_BOOL ? 'b' : 'i', o->u.i, 0};
    }
    return o->kind == DP_K_FLOAT ? (struct number){'f', 0, o->u.f} : (struct number){0};
}

static bool same_number(struct number x, struct number y)
{
    return x.kind == y.kind && (x.kind == 'f' ? same_float(x.f, y.f) : x.i == y.i);
}

/* ---- arrays ---- */

static bool is_number(const dp_dtype *type)
{
    return type->kind == 'b' || type->kind == 'i' || type->kind == 'u' || type->kind == 'f';
}

bool dp_is_numbers(const dp_array *a)
{
    return is_number(&a->type);
}

bool dp_same_shape(const dp_array *a, const dp_array *b)
{
    return a->ndim == b->ndim && (a->ndim == 0 || memcmp(a->dim, b->dim, a->ndim * sizeof *a->dim) == 0);
}

static bool same_numbers(const dp_array *a, const dp_array *b)
{
    bool real = a->type.kind == 'f';
    bool same = real == (b->type.kind == 'f') && (a->type.kind == 'b') == (b->type.kind == 'b');
    for (uint64_t i = 0; same && i < a->count; i++) {
        same = real ? same_float(dp_array_f64(a, i), dp_array_f64(b, i)) : dp_array_i64(a, i) == dp_array_i64(b, i);
    }
    return same;
}

static const dp_dtype_field *field_named(const dp_dtype *type, dp_span name)
{
    for (uint32_t i = 0; i < type->n_fields; i++) {
        if (dp_span_equal(type->fields[i].name, name)) {
            return &type->fields[i];
        }
    }
    return NULL;
}

static bool same_field(const dp_array *a, const dp_dtype_field *x, const dp_array *b, const dp_dtype_field *y)
{
    bool real = x->type.kind == 'f';
    bool same = is_number(&x->type) && is_number(&y->type) && real == (y->type.kind == 'f');
    for (uint64_t i = 0; same && i < a->count; i++) {
        const uint8_t *p = a->data.p + (size_t)i * a->type.itemsize + x->offset;
        const uint8_t *q = b->data.p + (size_t)i * b->type.itemsize + y->offset;
        same = real ? same_float(dp_item_f64(&x->type, p), dp_item_f64(&y->type, q)) : dp_item_i64(&x->type, p) == dp_item_i64(&y->type, q);
    }
    return same;
}

static bool same_records(const dp_array *a, const dp_array *b)
{
    bool same = a->type.n_fields != 0 && b->type.n_fields != 0;
    for (uint32_t i = 0; same && i < a->type.n_fields; i++) {
        const dp_dtype_field *other = field_named(&b->type, a->type.fields[i].name);
        same = other == NULL || same_field(a, &a->type.fields[i], b, other);
    }
    return same;
}

static bool same_texts(dp_same *s, const dp_array *a, const dp_array *b)
{
    bool same = true;
    for (uint64_t i = 0; same && i < a->count; i++) {
        dp_mark mark = dp_ctx_mark(s->ctx);
        same = dp_span_equal(dp_array_text_at(s->ctx, a, i), dp_array_text_at(s->ctx, b, i));
        dp_ctx_release(s->ctx, mark);
    }
    return same;
}

static bool same_array(dp_same *s, const dp_array *a, const dp_array *b)
{
    bool alike = a->type.kind == b->type.kind && a->type.itemsize == b->type.itemsize && a->type.swapped == b->type.swapped
                 && a->fortran == b->fortran;
    if (!dp_same_shape(a, b) || !dp_span_equal(a->mask, b->mask)) {
        return false;
    }
    if (dp_is_numbers(a) && dp_is_numbers(b)) {
        return same_numbers(a, b);
    }
    if (a->type.kind != b->type.kind) {
        return false;
    }
    switch (a->type.kind) {
    case 'U':
    case 'S': return same_texts(s, a, b);
    case 'V': return (alike && dp_span_equal(a->data, b->data)) || same_records(a, b);
    case 'O':
        for (uint64_t i = 0; i < a->count; i++) {
            push(s, a->item[i], b->item[i]);
        }
        return true;
    default: return alike && dp_span_equal(a->data, b->data);
    }
}

/* ---- containers ---- */

static bool same_items(dp_same *s, const dp_obj *x, const dp_obj *y, uint32_t each)
{
    for (uint64_t i = 0; i < (uint64_t)x->len * each; i++) {
        push(s, x->u.item[i], y->u.item[i]);
    }
    return true;
}

static bool same_key(const dp_same *s, dp_id a, dp_id b)
{
    dp_span x = dp_obj_bytes(s->a, a);
    dp_span y = dp_obj_bytes(s->b, b);
    if (x.p != NULL || y.p != NULL) {
        return x.p != NULL && y.p != NULL && dp_span_equal(x, y);
    }
    struct number n = number_of(s->a, a);
    return n.kind == 0 || same_number(n, number_of(s->b, b));
}

/* Keys that stand in the same order, as in what one program wrote; small ones in any. */
static bool same_dict(dp_same *s, const dp_obj *x, const dp_obj *y)
{
    bool ordered = true;
    for (uint32_t i = 0; ordered && i < x->len; i++) {
        ordered = same_key(s, x->u.item[2 * (size_t)i], y->u.item[2 * (size_t)i]);
    }
    if (ordered) {
        return same_items(s, x, y, 2);
    }
    bool same = x->len <= MOST_SEARCHED;
    for (uint32_t i = 0; same && i < x->len; i++) {
        size_t k = 0;
        while (k < y->len && !same_key(s, x->u.item[2 * (size_t)i], y->u.item[2 * k])) {
            k++;
        }
        same = k < y->len;
        if (same) {
            push(s, x->u.item[2 * (size_t)i + 1], y->u.item[2 * k + 1]);
        }
    }
    return same;
}

/* Texts of a set come in an order that each run of Python draws afresh. */
static bool same_set(dp_same *s, const dp_obj *x, const dp_obj *y)
{
    bool same = x->len <= MOST_SEARCHED;
    for (uint32_t i = 0; same && i < x->len; i++) {
        uint32_t k = 0;
        while (k < y->len && !same_key(s, x->u.item[i], y->u.item[k])) {
            k++;
        }
        same = k < y->len;
    }
    return same;
}

/* ---- objects ---- */

static bool same_made(dp_same *s, dp_id a, dp_id b)
{
    const dp_made *x = dp_at(s->a, a)->u.made;
    const dp_made *y = dp_at(s->b, b)->u.made;
    if (strcmp(dp_obj_class(s->a, a), dp_obj_class(s->b, b)) != 0) {
        return false;
    }
    push(s, x->args, y->args);
    push(s, x->kwargs, y->kwargs);
    push(s, x->state, y->state);
    push(s, x->items, y->items);
    push(s, x->pairs, y->pairs);
    return true;
}

static bool same_sparse(dp_same *s, const dp_sparse *x, const dp_sparse *y)
{
    bool indexed = (x->indptr != NULL) == (y->indptr != NULL);
    return x->kind == y->kind && x->rows == y->rows && x->cols == y->cols && indexed && same_array(s, x->data, y->data)
           && same_array(s, x->indices, y->indices) && (x->indptr == NULL || same_array(s, x->indptr, y->indptr));
}

static bool same_kind(dp_same *s, dp_id a, dp_id b)
{
    const dp_obj *x = dp_at(s->a, a);
    const dp_obj *y = dp_at(s->b, b);
    bool as_long = x->len == y->len;
    switch ((dp_kind)x->kind) {
    case DP_K_NONE: return true;
    case DP_K_LONG: return as_long && memcmp(x->u.bytes, y->u.bytes, x->len) == 0;
    case DP_K_LIST:
    case DP_K_TUPLE: return as_long && same_items(s, x, y, 1);
    case DP_K_SET:
    case DP_K_FROZENSET: return as_long && same_set(s, x, y);
    case DP_K_DICT: return as_long && same_dict(s, x, y);
    case DP_K_SLICE: return same_items(s, &(dp_obj){.len = 3, .u.item = x->u.item}, y, 1);
    case DP_K_MADE: return same_made(s, a, b);
    case DP_K_SPARSE: return same_sparse(s, x->u.value, y->u.value);
    case DP_K_COMPLEX: return memcmp(x->u.value, y->u.value, 2 * sizeof(double)) == 0;
    case DP_K_GLOBAL: return strcmp(dp_obj_class(s->a, a), dp_obj_class(s->b, b)) == 0;
    case DP_K_DTYPE: return strcmp(dp_dtype_text(s->ctx, x->u.value), dp_dtype_text(s->ctx, y->u.value)) == 0;
    case DP_K_OPAQUE: return strcmp(x->u.name, y->u.name) == 0;
    case DP_K_BOOL: case DP_K_INT: case DP_K_FLOAT: case DP_K_TEXT: case DP_K_BYTES: case DP_K_BYTEARRAY: case DP_K_ARRAY:
    case DP_K_SCALAR: break;
    }
    return false;
}

/* Of these two alone; what they hold is pushed. */
static bool same_one(dp_same *s, dp_id a, dp_id b)
{
    struct number n = number_of(s->a, a);
    dp_span text = dp_obj_bytes(s->a, a);
    dp_span other = dp_obj_bytes(s->b, b);
    const dp_array *x = dp_array_of(s->a, a);
    const dp_array *y = dp_array_of(s->b, b);
    if (n.kind != 0 || number_of(s->b, b).kind != 0) {
        return same_number(n, number_of(s->b, b));
    }
    if (text.p != NULL || other.p != NULL) {
        return text.p != NULL && other.p != NULL && dp_span_equal(text, other);
    }
    if (x != NULL || y != NULL) {
        return x != NULL && y != NULL && same_array(s, x, y);
    }
    return dp_kind_of(s->a, a) == dp_kind_of(s->b, b) && same_kind(s, a, b);
}

bool dp_same_value(dp_same *s, dp_id a, dp_id b)
{
    bool same = true;
    s->n = 0;
    push(s, a, b);
    while (same && s->n != 0 && s->work != 0) {
        dp_pair at = s->stack[--s->n];
        s->work--;
        same = same_one(s, at.a, at.b);
    }
    if (!same) {
        memset(s->met, 0, s->ids * sizeof *s->met); /* what was pushed and not looked at is not known to be the same */
    }
    return same;
}
