#include "proof/columns.h"
#include "model/chosen.h"

struct choosing {
    dp_prover *p;
    dp_state *s;
    const dp_span *names;
    uint64_t n;
    dp_src_columns *out;
};

static bool add(struct choosing *c, uint64_t place)
{
    uint64_t *at = place < c->n ? dp_grow(c->p->ctx, &c->out->place, (size_t)c->out->n, sizeof *at) : NULL;
    if (at == NULL) {
        return dp_refute(c->p, "column %llu of %llu", (unsigned long long)place, (unsigned long long)c->n);
    }
    *at = place;
    c->out->n++;
    return true;
}

static bool add_place(struct choosing *c, int64_t place)
{
    return add(c, (uint64_t)(place < 0 ? place + (int64_t)c->n : place));
}

static bool find(const struct choosing *c, dp_span name, uint64_t *place)
{
    uint64_t i = 0;
    while (c->names != NULL && i < c->n && !dp_span_equal(c->names[i], name)) {
        i++;
    }
    *place = i;
    return c->names != NULL && i < c->n;
}

static bool add_one(struct choosing *c, dp_id id)
{
    const dp_obj *o = dp_at(c->s->heap, id);
    const dp_array *a = dp_array_of(c->s->heap, id);
    dp_span name = a != NULL && a->ndim == 0 && strchr("US", a->type.kind) != NULL ? dp_array_text_at(c->s->ctx, a, 0)
                                                                                  : dp_obj_bytes(c->s->heap, id);
    uint64_t place;
    if (name.p != NULL) {
        return find(c, name, &place) ? add(c, place) : dp_leave_open(c->p, "a column by a name that is not told");
    }
    if (o->kind == DP_K_INT) {
        return add_place(c, o->u.i);
    }
    return a != NULL && a->ndim == 0 && strchr("iu", a->type.kind) != NULL ? add_place(c, dp_array_i64(a, 0))
                                                                           : dp_leave_open(c->p, "columns chosen otherwise");
}

static bool add_items(struct choosing *c, const dp_id *item, size_t n)
{
    size_t flags = 0;
    for (size_t i = 0; i < n; i++) {
        flags += dp_kind_of(c->s->heap, item[i]) == DP_K_BOOL;
    }
    if (flags != 0 && (flags != n || n != c->n)) {
        return dp_leave_open(c->p, "columns chosen otherwise");
    }
    for (size_t i = 0; i < n; i++) {
        if (flags == 0 ? !add_one(c, item[i]) : dp_at(c->s->heap, item[i])->u.i != 0 && !add(c, i)) {
            return false;
        }
    }
    return true;
}

static bool add_array(struct choosing *c, const dp_array *a)
{
    bool mask = a->type.kind == 'b';
    if (a->type.kind == 'O') {
        return add_items(c, a->item, (size_t)a->count);
    }
    if (strchr("biuUS", a->type.kind) == NULL || (mask && a->count != c->n)) {
        return dp_leave_open(c->p, "columns chosen otherwise");
    }
    for (uint64_t i = 0; i < a->count; i++) {
        uint64_t place;
        bool named = strchr("US", a->type.kind) != NULL;
        if (mask ? dp_array_i64(a, i) != 0 && !add(c, i) : !named && !add_place(c, dp_array_i64(a, i))) {
            return false;
        }
        if (named && !(find(c, dp_array_text_at(c->s->ctx, a, i), &place) && add(c, place))) {
            return dp_leave_open(c->p, "a column by a name that is not told");
        }
    }
    return true;
}

static bool add_chosen(struct choosing *c, const dp_chosen *chosen, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        uint64_t place;
        bool told = chosen[i].by != DP_CHOSEN_BY_FLAG || n == c->n;
        if (chosen[i].by == DP_CHOSEN_BY_NAME) {
            told = find(c, chosen[i].name, &place) && add(c, place);
        } else if (chosen[i].by == DP_CHOSEN_BY_PLACE) {
            told = add_place(c, chosen[i].value);
        } else if (told && chosen[i].value != 0) {
            told = add(c, i);
        }
        if (!told) {
            return dp_leave_open(c->p, "columns chosen otherwise");
        }
    }
    return true;
}

/* One end of a slice: a place, which stays within the columns, or a name, which the end includes. false: neither. */
static bool end_of(const struct choosing *c, dp_id id, bool last, int64_t *out)
{
    const dp_obj *o = dp_at(c->s->heap, id);
    dp_span name = dp_obj_bytes(c->s->heap, id);
    int64_t n = (int64_t)c->n;
    uint64_t place;
    *out = last ? n : 0;
    if (name.p != NULL) {
        bool found = find(c, name, &place);
        *out = found ? (int64_t)place + last : 0;
        return found;
    }
    if (o->kind == DP_K_INT) {
        int64_t at = o->u.i < -n ? 0 : o->u.i < 0 ? o->u.i + n : o->u.i;
        *out = at > n ? n : at;
    }
    return o->kind == DP_K_INT || o->kind == DP_K_NONE;
}

static bool add_slice(struct choosing *c, const dp_id *part)
{
    const dp_obj *step = dp_at(c->s->heap, part[2]);
    int64_t from, to;
    bool whole = step->kind == DP_K_NONE || (step->kind == DP_K_INT && step->u.i == 1);
    if (!whole || !end_of(c, part[0], false, &from) || !end_of(c, part[1], true, &to)) {
        return dp_leave_open(c->p, "a slice of columns in steps");
    }
    for (; from < to; from++) {
        if (!add(c, (uint64_t)from)) {
            return false;
        }
    }
    return true;
}

bool dp_src_columns_read(dp_prover *p, dp_state *s, dp_id chosen, const dp_span *names, uint64_t n, dp_src_columns *out)
{
    *out = (dp_src_columns){0};
    struct choosing c = {p, s, names, n, out};
    dp_id data = dp_model_attribute(s->heap, chosen, "data"); /* of _RemainderColsList, a UserList */
    const dp_obj *o = dp_at(s->heap, data != 0 ? data : chosen);
    const dp_array *a = dp_array_of(s->heap, chosen);
    if (n == 0 || n > INT32_MAX) {
        return dp_leave_open(p, "how many columns there are is not told");
    }
    if (o->kind == DP_K_LIST || o->kind == DP_K_TUPLE) {
        return add_items(&c, o->u.item, o->len);
    }
    if (o->kind == DP_K_SLICE) {
        return add_slice(&c, o->u.item);
    }
    uint64_t n_entries;
    const dp_chosen *entries = dp_chosen_of(s->ctx, s->heap, chosen, &n_entries);
    if (entries != NULL) {
        return add_chosen(&c, entries, n_entries);
    }
    return o->kind == DP_K_NONE || (a != NULL && a->ndim == 1 ? add_array(&c, a) : add_one(&c, chosen));
}
