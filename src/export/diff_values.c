/* What fitting gave: numbers, texts, and what else stands in attributes. */
#include "base/num.h"
#include "export/diff_parts.h"
#include "export/inspect_facts.h"
#include "model/settings.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum { LONG_NAME = 60, MOST_WORDS = 1 << 20, LISTED = 8, MOST_ARRAYS = 20, DEEPEST = 3 };

const char *dp_diff_name(dp_ctx *ctx, dp_span name)
{
    return dp_escape(ctx, name, LONG_NAME);
}

static bool holds_models(dp_heap *heap, dp_id id, unsigned depth)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    bool listed = o->kind == DP_K_LIST || o->kind == DP_K_TUPLE;
    uint64_t n = a != NULL ? (a->type.kind == 'O' ? a->count : 0) : o->kind == DP_K_DICT ? (uint64_t)o->len * 2 : listed ? o->len : 0;
    if (dp_is_estimator(heap, id) || dp_is_tree(heap, id)) {
        return true;
    }
    bool some = false;
    for (uint64_t i = 0; !some && depth != 0 && i < n; i++) {
        some = holds_models(heap, a != NULL ? a->item[i] : o->u.item[i], depth - 1);
    }
    return some;
}

bool dp_holds_models(dp_heap *heap, dp_id id)
{
    return holds_models(heap, id, DEEPEST);
}

/* ---- words of an array ---- */

struct words {
    dp_span *at;
    uint64_t n;
};

static dp_span word_of(dp_ctx *ctx, dp_heap *heap, const dp_array *a, uint64_t i)
{
    char number[DP_NUM_MAX];
    if (a->type.kind == 'U' || a->type.kind == 'S') {
        return dp_array_text_at(ctx, a, i);
    }
    if (a->type.kind == 'O') {
        dp_span text = dp_obj_bytes(heap, a->item[i]);
        return text.p != NULL ? text : dp_span_of(dp_value_text(ctx, heap, a->item[i]));
    }
    if (a->type.kind == 'f') {
        double v = dp_array_f64(a, i);
        if (!isfinite(v)) {
            return dp_span_of(isnan(v) ? "nan" : v > 0 ? "inf" : "-inf");
        }
        dp_num_print(number, v);
        return dp_span_of(dp_take_printf(ctx, "%s", number));
    }
    return dp_span_of(dp_take_printf(ctx, "%" PRId64, dp_is_numbers(a) ? dp_array_i64(a, i) : 0));
}

/* Sorted. n 0: there are none, or far too many. */
static struct words words_of(dp_ctx *ctx, dp_heap *heap, const dp_array *a)
{
    struct words w = {NULL, 0};
    if (a == NULL || a->ndim != 1 || a->count == 0 || a->count > MOST_WORDS) {
        return w;
    }
    w.at = dp_take(ctx, (size_t)a->count, sizeof *w.at);
    for (; w.at != NULL && w.n < a->count; w.n++) {
        w.at[w.n] = word_of(ctx, heap, a, w.n);
    }
    if (w.n != 0) {
        qsort(w.at, (size_t)w.n, sizeof *w.at, dp_by_span);
    }
    return w;
}

/* Of x what y does not have: "removed 'a', 'b', and 3 more". */
static void put_missing(dp_text *t, const char *what, struct words x, struct words y)
{
    uint64_t n = 0;
    for (uint64_t i = 0, k = 0; i < x.n; i++) {
        while (k < y.n && dp_span_order(y.at[k], x.at[i]) < 0) {
            k++;
        }
        if (k < y.n && dp_span_order(y.at[k], x.at[i]) == 0) {
            k++;
            continue;
        }
        if (n < LISTED) {
            dp_text_addf(t, "%s%s'%s'", n == 0 ? (t->n != 0 ? "; " : "") : ", ", n == 0 ? what : "", dp_escape(t->ctx, x.at[i], LONG_NAME));
        }
        n++;
    }
    if (n > LISTED) {
        dp_text_addf(t, ", and %" PRIu64 " more", n - LISTED);
    }
}

static const char *moved_words(dp_ctx *ctx, struct words x, struct words y)
{
    dp_text t = dp_text_new(ctx);
    put_missing(&t, "added ", y, x);
    put_missing(&t, "removed ", x, y);
    return t.n != 0 ? dp_text_str(&t) : x.n != 0 && x.n == y.n ? "in another order" : "";
}

static dp_id words_in(dp_heap *heap, dp_id obj, bool features)
{
    return features ? dp_feature_names_of(heap, obj) : dp_model_attribute(heap, obj, "classes_");
}

void dp_diff_words(struct dp_comparing *c, const char *at, dp_change_kind kind, const dp_described *x, const dp_described *y)
{
    dp_diff *d = c->d;
    bool features = kind == DP_CHANGE_FEATURES;
    const char *from = features ? x->features : x->classes;
    const char *to = features ? y->features : y->classes;
    dp_id a = words_in(d->a->heap, x->obj, features);
    dp_id b = words_in(d->b->heap, y->obj, features);
    if (strcmp(from, to) == 0 && dp_same_value(&c->same, a, b)) {
        return;
    }
    struct words old = words_of(d->ctx, d->a->heap, dp_array_of(d->a->heap, a));
    struct words new = words_of(d->ctx, d->b->heap, dp_array_of(d->b->heap, b));
    dp_diff_add(d, &(dp_change){.kind = kind, .at = at, .name = "", .from = from, .to = to,
                                .note = old.n != 0 && new.n != 0 ? moved_words(d->ctx, old, new) : ""});
}

/* ---- numbers ---- */

/* "[0, 3] (Ram)" where the last dimension is that of the features */
static const char *index_text(dp_ctx *ctx, const dp_column_names *names, const dp_array *a, uint64_t i)
{
    uint64_t index[DP_MAX_DIMS];
    for (unsigned k = a->ndim; k-- != 0;) {
        index[k] = i % a->dim[k];
        i /= a->dim[k];
    }
    dp_text t = dp_text_new(ctx);
    for (unsigned k = 0; k < a->ndim; k++) {
        dp_text_addf(&t, "%s%" PRIu64, k != 0 ? ", " : "[", index[k]);
    }
    dp_text_adds(&t, a->ndim != 0 ? "]" : "");
    if (a->ndim != 0 && names->n == a->dim[a->ndim - 1]) {
        dp_text_addf(&t, " (%s)", dp_escape(ctx, names->name[index[a->ndim - 1]], LONG_NAME));
    }
    return dp_text_str(&t);
}

static const char *item_text(dp_ctx *ctx, const dp_array *a, uint64_t i)
{
    return dp_take_text(ctx, word_of(ctx, NULL, a, i));
}

/* Of two arrays of one shape: how many differ, and where most. */
static void compare_numbers(struct dp_comparing *c, dp_change *change, const dp_array *x, const dp_array *y)
{
    uint64_t at = 0;
    double largest = -1;
    for (uint64_t i = 0; i < x->count; i++) {
        double p = dp_array_f64(x, i);
        double q = dp_array_f64(y, i);
        bool same = p == q || (p != p && q != q);
        double apart = same ? 0 : fabs(p - q);
        change->n += !same;
        if (!same && !(apart <= largest) && largest == largest) { /* one that is no number counts most */
            largest = apart;
            at = i;
        }
    }
    if (change->n == 0) {
        return; /* kinds, or signs of zeros */
    }
    change->numbers = true;
    change->of = x->count;
    change->largest = largest;
    change->where = index_text(c->d->ctx, &c->names, x, at);
    change->from = item_text(c->d->ctx, x, at);
    change->to = item_text(c->d->ctx, y, at);
}

static void compare_arrays(struct dp_comparing *c, const char *at, const char *name, const dp_array *x, const dp_array *y)
{
    dp_ctx *ctx = c->d->ctx;
    dp_change change = {.kind = DP_CHANGE_VALUE, .at = at, .name = name, .from = dp_array_text(ctx, x), .to = dp_array_text(ctx, y)};
    struct words old = {NULL, 0};
    struct words new = {NULL, 0};
    if (dp_is_numbers(x) && dp_is_numbers(y)) {
        if (dp_same_shape(x, y)) {
            compare_numbers(c, &change, x, y);
        }
    } else if (x->type.kind != 'V' && y->type.kind != 'V') {
        old = words_of(ctx, c->d->a->heap, x);
        new = words_of(ctx, c->d->b->heap, y);
        change.note = old.n != 0 && new.n != 0 ? moved_words(ctx, old, new) : "";
    }
    dp_diff_add(c->d, &change);
}

/* ---- any value ---- */

static bool is_list_of_arrays(dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    bool all = (o->kind == DP_K_LIST || o->kind == DP_K_TUPLE) && o->len != 0 && o->len <= MOST_ARRAYS;
    for (uint32_t i = 0; all && i < o->len; i++) {
        all = dp_kind_of(heap, o->u.item[i]) == DP_K_ARRAY;
    }
    return all;
}

void dp_diff_value(struct dp_comparing *c, const char *at, const char *name, dp_id a, dp_id b)
{
    dp_diff *d = c->d;
    const dp_obj *x = dp_at(d->a->heap, a);
    const dp_obj *y = dp_at(d->b->heap, b);
    if (a != 0 && b != 0 && dp_same_value(&c->same, a, b)) {
        return;
    }
    if (a != 0 && b != 0 && x->kind == DP_K_ARRAY && y->kind == DP_K_ARRAY) {
        compare_arrays(c, at, name, x->u.value, y->u.value);
        return;
    }
    if (is_list_of_arrays(d->a->heap, a) && is_list_of_arrays(d->b->heap, b) && x->len == y->len) {
        for (uint32_t i = 0; i < x->len; i++) {
            dp_diff_value(c, at, dp_take_printf(d->ctx, "%s[%" PRIu32 "]", name, i), x->u.item[i], y->u.item[i]);
        }
        return;
    }
    const char *from = a != 0 ? dp_value_text(d->a->ctx, d->a->heap, a) : "";
    const char *to = b != 0 ? dp_value_text(d->b->ctx, d->b->heap, b) : "";
    dp_diff_add(d, &(dp_change){.kind = DP_CHANGE_VALUE, .at = at, .name = name, .from = from, .to = to,
                                .note = strcmp(from, to) == 0 ? "further inside" : ""});
}
