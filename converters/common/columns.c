#include "converters/common/columns.h"

#include "base/text.h"
#include "model/chosen.h"
#include "model/model.h"
#include "value/array.h"

#include <inttypes.h>

struct reading {
    dp_state *s;
    const char *what;
    const dp_span *names;
    uint64_t n;       /* columns of the table */
    uint64_t *index;  /* what was read; room for `room` */
    uint64_t count, room;
};

static void add(struct reading *r, uint64_t index)
{
    if (r->count == r->room) {
        dp_corrupt(r->s, "%s: names more columns than expected", r->what);
        return;
    }
    r->index[r->count++] = index;
}

static void add_position(struct reading *r, int64_t i)
{
    int64_t from_end = i < 0 ? i + (int64_t)r->n : i;
    if (from_end < 0 || (uint64_t)from_end >= r->n) {
        dp_corrupt(r->s, "%s: column %" PRId64 " of %" PRIu64, r->what, i, r->n);
        return;
    }
    add(r, (uint64_t)from_end);
}

static uint64_t position_of(const struct reading *r, dp_span name)
{
    uint64_t i = 0;
    while (r->names != NULL && i < r->n && !dp_span_equal(r->names[i], name)) {
        i++;
    }
    return r->names != NULL ? i : r->n;
}

static void add_name(struct reading *r, dp_span name)
{
    uint64_t i = position_of(r, name);
    if (r->names == NULL) {
        dp_unsupported(r->s, "%s: column '%s' is chosen by name, but the model does not tell its columns' names", r->what,
                       dp_escape(r->s->ctx, name, 80));
    } else if (i == r->n) {
        dp_corrupt(r->s, "%s: no column '%s'", r->what, dp_escape(r->s->ctx, name, 80));
    } else {
        add(r, i);
    }
}

static void add_one(struct reading *r, dp_id value)
{
    const dp_obj *o = dp_at(r->s->heap, value);
    const dp_array *a = dp_array_of(r->s->heap, value);
    dp_span text = dp_obj_bytes(r->s->heap, value);
    if (text.p != NULL) {
        add_name(r, text);
    } else if (o->kind == DP_K_INT) {
        add_position(r, o->u.i);
    } else if (a != NULL && a->ndim == 0 && strchr("iu", a->type.kind) != NULL) {
        add_position(r, dp_array_i64(a, 0));
    } else if (a != NULL && a->ndim == 0 && strchr("US", a->type.kind) != NULL) {
        add_name(r, dp_array_text_at(r->s->ctx, a, 0));
    } else {
        dp_corrupt(r->s, "%s: expected columns, found %s", r->what, dp_obj_describe(r->s->heap, value));
    }
}

/* A mask where all are bools, else positions or names. */
static void add_list(struct reading *r, const dp_id *item, size_t n)
{
    size_t bools = 0;
    while (bools < n && dp_kind_of(r->s->heap, item[bools]) == DP_K_BOOL) {
        bools++;
    }
    if (bools == n && n != 0 && n != r->n) {
        dp_corrupt(r->s, "%s: a mask of %zu for %" PRIu64 " columns", r->what, n, r->n);
    }
    for (size_t i = 0; i < n && !r->s->failed; i++) {
        if (bools != n) {
            add_one(r, item[i]);
        } else if (dp_at(r->s->heap, item[i])->u.i != 0) {
            add(r, i);
        }
    }
}

static void add_array(struct reading *r, const dp_array *a)
{
    if (a->type.kind == 'O') {
        add_list(r, a->item, (size_t)a->count);
        return;
    }
    if (a->type.kind == 'b' && a->count != r->n) {
        dp_corrupt(r->s, "%s: a mask of %" PRIu64 " for %" PRIu64 " columns", r->what, a->count, r->n);
    }
    for (uint64_t i = 0; i < a->count && !r->s->failed; i++) {
        switch (a->type.kind) {
        case 'b':
            if (dp_array_i64(a, i) != 0) {
                add(r, i);
            }
            break;
        case 'i':
        case 'u': add_position(r, dp_array_i64(a, i)); break;
        case 'U':
        case 'S': add_name(r, dp_array_text_at(r->s->ctx, a, i)); break;
        default: dp_corrupt(r->s, "%s: expected columns, found %s", r->what, dp_array_text(r->s->ctx, a)); break;
        }
    }
}

/* One end of a slice: a position (clipped, as Python does) or a name, which a slice's stop includes. */
static int64_t slice_end(struct reading *r, dp_id value, int64_t otherwise, bool stop)
{
    const dp_obj *o = dp_at(r->s->heap, value);
    dp_span text = dp_obj_bytes(r->s->heap, value);
    if (o->kind == DP_K_NONE) {
        return otherwise;
    }
    if (text.p != NULL) {
        uint64_t i = position_of(r, text);
        if (i == r->n) {
            dp_corrupt(r->s, "%s: no column '%s'", r->what, dp_escape(r->s->ctx, text, 80));
        }
        return (int64_t)i + stop;
    }
    if (o->kind != DP_K_INT) {
        dp_corrupt(r->s, "%s: expected a slice of positions or names", r->what);
        return 0;
    }
    int64_t n = (int64_t)r->n;
    int64_t i = o->u.i < -n ? 0 : o->u.i < 0 ? o->u.i + n : o->u.i;
    return i > n ? n : i;
}

static void add_slice(struct reading *r, const dp_id *part)
{
    const dp_obj *step = dp_at(r->s->heap, part[2]);
    int64_t by = step->kind == DP_K_INT ? step->u.i : 1;
    if (by <= 0) {
        dp_unsupported(r->s, "%s: a slice that runs backwards", r->what);
        return;
    }
    int64_t from = slice_end(r, part[0], 0, false);
    int64_t to = slice_end(r, part[1], (int64_t)r->n, true);
    for (int64_t i = from; i < to && !r->s->failed; i += by) {
        add(r, (uint64_t)i);
        if (by > to - i) {
            break;
        }
    }
}

static void add_chosen(struct reading *r, const dp_chosen *chosen, uint64_t n)
{
    for (uint64_t i = 0; i < n && !r->s->failed; i++) {
        if (chosen[i].by == DP_CHOSEN_BY_NAME) {
            add_name(r, chosen[i].name);
        } else if (chosen[i].by == DP_CHOSEN_BY_PLACE) {
            add_position(r, chosen[i].value);
        } else if (n != r->n) {
            dp_corrupt(r->s, "%s: a mask of %" PRIu64 " for %" PRIu64 " columns", r->what, n, r->n);
        } else if (chosen[i].value != 0) {
            add(r, i);
        }
    }
}

dp_column_set dp_columns_read(dp_state *s, dp_id value, const char *what, const dp_span *names, uint64_t n)
{
    uint64_t n_chosen = 0;
    const dp_chosen *chosen = s->failed ? NULL : dp_chosen_of(s->ctx, s->heap, value, &n_chosen);
    const dp_obj *o = dp_at(s->heap, value);
    const dp_array *a = s->failed ? NULL : dp_array_of(s->heap, value);
    bool list = o->kind == DP_K_LIST || o->kind == DP_K_TUPLE;
    uint64_t room = list ? o->len : a != NULL ? a->count : chosen != NULL ? n_chosen : n;
    struct reading r = {.s = s, .what = what, .names = names, .n = n, .room = room > n ? room : n};
    r.index = dp_state_take(s, (size_t)(r.room != 0 ? r.room : 1), sizeof *r.index);
    dp_id data = dp_model_attribute(s->heap, value, "data");
    if (r.index == NULL) {
        return (dp_column_set){0};
    }
    if (list) {
        add_list(&r, o->u.item, o->len);
    } else if (o->kind == DP_K_SLICE) {
        add_slice(&r, o->u.item);
    } else if (a != NULL && a->ndim == 1) {
        add_array(&r, a);
    } else if (chosen != NULL) {
        add_chosen(&r, chosen, n_chosen);
    } else if (data != 0) { /* _RemainderColsList: a UserList */
        return dp_columns_read(s, data, what, names, n);
    } else if (o->kind != DP_K_NONE) {
        add_one(&r, value);
    }
    return s->failed ? (dp_column_set){0} : (dp_column_set){r.count, r.index};
}

dp_column_set dp_columns_drawn(dp_state *s, dp_id value, const char *what, uint64_t n)
{
    const dp_array *a = s->failed ? NULL : dp_array_of(s->heap, value);
    bool good = a != NULL && a->ndim == 1 && a->count != 0 && (a->type.kind == 'i' || a->type.kind == 'u');
    for (uint64_t i = 0; good && i < a->count; i++) {
        good = dp_array_i64(a, i) >= 0;
    }
    if (!s->failed && !good) {
        dp_corrupt(s, "%s: expected an array of columns from 0 on", what);
    }
    return good ? dp_columns_read(s, value, what, NULL, n) : (dp_column_set){0};
}

dp_id dp_of_transformer(dp_state *s, const char *key, dp_id name)
{
    const dp_obj *dict = dp_at(s->heap, dp_get(s, key));
    dp_span text = dp_obj_bytes(s->heap, name);
    for (uint32_t i = 0; dict->kind == DP_K_DICT && text.p != NULL && i < dict->len; i++) {
        dp_span own = dp_obj_bytes(s->heap, dict->u.item[2 * i]);
        if (own.p != NULL && dp_span_equal(own, text)) {
            return dict->u.item[2 * i + 1];
        }
    }
    return 0;
}

double dp_transformer_weight(dp_state *s, dp_id name)
{
    dp_id weight = dp_of_transformer(s, "transformer_weights", name);
    dp_nums v = weight != 0 ? dp_nums_of(s, weight, "transformer_weights", 1) : (dp_nums){0};
    return v.count == 1 ? v.v[0] : 1.0;
}
