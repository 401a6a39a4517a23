/* classes_: numpy arrays of any kind that a label can have, as one of four C types. */
#include "model/state.h"

#include "base/text.h"
#include "model/family.h"

#include <math.h>
#include <stdlib.h>

static dp_span as_utf8(dp_state *s, dp_span raw)
{
    return raw.p == NULL || dp_utf8_valid(raw) ? raw : dp_latin1_to_utf8(s->ctx, raw);
}

dp_span dp_utf8_at(dp_state *s, const dp_array *a, uint64_t i)
{
    return as_utf8(s, dp_array_text_at(s->ctx, a, i));
}

dp_span dp_utf8_of(dp_state *s, dp_id id)
{
    const dp_array *a = dp_array_of(s->heap, id);
    bool numpy = a != NULL && a->ndim == 0 && (a->type.kind == 'U' || a->type.kind == 'S');
    return numpy ? dp_utf8_at(s, a, 0) : as_utf8(s, dp_obj_bytes(s->heap, id));
}

static void read_texts(dp_state *s, const dp_array *a, dp_labels *out)
{
    dp_span *text = dp_state_take(s, out->n, sizeof *text);
    for (size_t i = 0; text != NULL && i < out->n; i++) {
        text[i] = dp_utf8_at(s, a, i);
        if (text[i].p == NULL) {
            dp_corrupt(s, "classes_[%zu]: expected text, found invalid UTF-32", i);
            return;
        }
    }
    out->kind = DP_LABEL_TEXT;
    out->text = text;
}

static void read_floats(dp_state *s, const dp_array *a, dp_labels *out)
{
    double *f = dp_state_take(s, out->n, sizeof *f);
    for (size_t i = 0; f != NULL && i < out->n; i++) {
        f[i] = dp_array_f64(a, i);
    }
    out->kind = DP_LABEL_FLOAT;
    out->f = f;
}

static void read_ints(dp_state *s, const dp_array *a, dp_labels *out)
{
    out->kind = a->type.kind == 'b' ? DP_LABEL_BOOL : DP_LABEL_INT;
    out->i = dp_array_as_i64(s->heap, a);
    if (out->i == NULL) {
        dp_unsupported(s, "classes_: labels beyond 64-bit integers");
    }
}

/* One item of an object array into the column of its kind. false: not of that kind. */
static bool read_item(dp_state *s, dp_id id, dp_label_kind kind, size_t at, int64_t *i, double *f, dp_span *text)
{
    const dp_obj *o = dp_at(s->heap, id);
    const dp_array *a = dp_array_of(s->heap, id);
    bool single = a != NULL && a->ndim == 0;
    switch (kind) {
    case DP_LABEL_TEXT:
        text[at] = dp_utf8_of(s, id);
        return text[at].p != NULL;
    case DP_LABEL_FLOAT:
        f[at] = o->kind == DP_K_FLOAT ? o->u.f : single && a->type.kind == 'f' ? dp_array_f64(a, 0) : 0.0;
        return o->kind == DP_K_FLOAT || (single && a->type.kind == 'f');
    case DP_LABEL_BOOL:
        i[at] = o->kind == DP_K_BOOL ? o->u.i : single && a->type.kind == 'b' ? dp_array_i64(a, 0) : 0;
        return o->kind == DP_K_BOOL || (single && a->type.kind == 'b');
    case DP_LABEL_INT:
        i[at] = o->kind == DP_K_INT ? o->u.i : single && strchr("iu", a->type.kind) != NULL ? dp_array_i64(a, 0) : 0;
        return o->kind == DP_K_INT || (single && (a->type.kind == 'i' || (a->type.kind == 'u' && i[at] >= 0)));
    }
    return false;
}

static void read_objects(dp_state *s, const dp_array *a, dp_labels *out)
{
    static const dp_label_kind kinds[] = {DP_LABEL_TEXT, DP_LABEL_INT, DP_LABEL_BOOL, DP_LABEL_FLOAT};
    int64_t *i = dp_state_take(s, out->n, sizeof *i);
    double *f = dp_state_take(s, out->n, sizeof *f);
    dp_span *text = dp_state_take(s, out->n, sizeof *text);
    for (size_t k = 0; !s->failed && k < sizeof kinds / sizeof *kinds; k++) {
        size_t n = 0;
        while (n < out->n && read_item(s, a->item[n], kinds[k], n, i, f, text)) {
            n++;
        }
        if (n == out->n) {
            out->kind = kinds[k];
            out->i = i;
            out->f = f;
            out->text = text;
            return;
        }
    }
    dp_unsupported(s, "classes_: labels of mixed kinds");
}

/* A list or tuple of scalars, read as the array of objects that it could be. */
static dp_labels labels_of_list(dp_state *s, dp_id value, const char *what)
{
    size_t n;
    const dp_id *item = dp_items_of(s, value, what, &n);
    const dp_array a = {.ndim = 1, .count = n, .item = item};
    dp_labels out = {.n = n, .obj = value};
    if (!s->failed) {
        read_objects(s, &a, &out);
    }
    return s->failed ? (dp_labels){0} : out;
}

/* ---- each label once ---- */

static int by_number(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

static int by_int(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return (*x > *y) - (*x < *y);
}

struct order {
    const void *v;
    size_t size; /* of a label */
    int (*compare)(const void *, const void *);
};

static struct order order_of(const dp_labels *labels)
{
    switch (labels->kind) {
    case DP_LABEL_TEXT: return (struct order){labels->text, sizeof *labels->text, dp_by_span};
    case DP_LABEL_FLOAT: return (struct order){labels->f, sizeof *labels->f, by_number};
    case DP_LABEL_INT:
    case DP_LABEL_BOOL: break;
    }
    return (struct order){labels->i, sizeof *labels->i, by_int};
}

bool dp_labels_sorted(const dp_labels *labels)
{
    struct order o = order_of(labels);
    const uint8_t *v = o.v;
    size_t k = 1;
    while (k < labels->n && o.compare(v + (k - 1) * o.size, v + k * o.size) < 0) {
        k++;
    }
    return k >= labels->n;
}

bool dp_labels_distinct(dp_state *s, const dp_labels *labels)
{
    struct order o = order_of(labels);
    if (s->failed || dp_labels_sorted(labels)) {
        return !s->failed;
    }
    dp_mark mark = dp_ctx_mark(s->ctx);
    uint8_t *sorted = dp_state_take(s, labels->n, o.size);
    bool twice = sorted == NULL;
    if (sorted != NULL) {
        memcpy(sorted, o.v, labels->n * o.size);
        qsort(sorted, labels->n, o.size, o.compare);
    }
    for (size_t k = 1; !twice && k < labels->n; k++) {
        twice = o.compare(sorted + (k - 1) * o.size, sorted + k * o.size) == 0;
    }
    dp_ctx_release(s->ctx, mark);
    return !twice;
}

/* numpy.unique made them; scikit-learn takes no NaN or infinity for a label. */
static void check_classes(dp_state *s, const dp_labels *labels, const char *what)
{
    for (size_t k = 0; labels->kind == DP_LABEL_FLOAT && k < labels->n; k++) {
        if (!isfinite(labels->f[k])) {
            dp_corrupt(s, "%s[%zu]: expected a finite number, found NaN or infinity", what, k);
            return;
        }
    }
    if (!dp_labels_distinct(s, labels)) {
        dp_corrupt(s, "%s: expected each label once, found one twice", what);
    }
}

dp_labels dp_labels_any(dp_state *s, dp_id value, const char *what)
{
    const dp_array *a = s->failed ? NULL : dp_array_of(s->heap, value);
    dp_kind kind = dp_kind_of(s->heap, value);
    if (a == NULL && !s->failed && (kind == DP_K_LIST || kind == DP_K_TUPLE) && dp_at(s->heap, value)->len != 0) {
        return labels_of_list(s, value, what);
    }
    if (a == NULL || a->ndim != 1 || a->count == 0) {
        dp_corrupt(s, "%s: expected a 1-d array of labels, found %s", what,
                   a != NULL ? dp_array_text(s->ctx, a) : dp_obj_describe(s->heap, value));
        return (dp_labels){0};
    }
    dp_labels out = {.n = (size_t)a->count, .obj = value};
    switch (a->type.kind) {
    case 'b':
    case 'i':
    case 'u': read_ints(s, a, &out); break;
    case 'f': read_floats(s, a, &out); break;
    case 'U':
    case 'S': read_texts(s, a, &out); break;
    case 'O': read_objects(s, a, &out); break;
    case 'M':
    case 'm': dp_unsupported(s, "%s: labels that are dates or spans of time", what); break;
    default: dp_corrupt(s, "%s: expected labels, found %s", what, dp_array_text(s->ctx, a)); break;
    }
    return s->failed ? (dp_labels){0} : out;
}

dp_labels dp_labels_of(dp_state *s, dp_id value, const char *what)
{
    dp_labels out = dp_labels_any(s, value, what);
    if (!s->failed) {
        check_classes(s, &out, what);
    }
    return s->failed ? (dp_labels){0} : out;
}

dp_labels dp_need_labels(dp_state *s, const char *key)
{
    dp_id id = dp_need(s, key);
    if (!s->failed && dp_array_of(s->heap, id) == NULL) {
        dp_corrupt(s, "%s: expected a 1-d array of labels, found %s", key, dp_obj_describe(s->heap, id));
    }
    return s->failed ? (dp_labels){0} : dp_labels_of(s, id, key);
}

bool dp_label_same(const dp_labels *a, size_t i, const dp_labels *b, size_t k)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case DP_LABEL_TEXT: return dp_span_equal(a->text[i], b->text[k]);
    case DP_LABEL_FLOAT: return a->f[i] == b->f[k];
    case DP_LABEL_INT:
    case DP_LABEL_BOOL: return a->i[i] == b->i[k];
    }
    return false;
}

bool dp_labels_same(const dp_labels *a, const dp_labels *b)
{
    bool same = a->n == b->n;
    for (size_t k = 0; same && k < a->n; k++) {
        same = dp_label_same(a, k, b, k);
    }
    return same;
}

void dp_same_labels(dp_state *s, const dp_labels *classes, const char *child, const char *key)
{
    dp_id encoder = dp_get(s, child);
    if (s->failed || dp_kind_of(s->heap, encoder) != DP_K_MADE) {
        return;
    }
    dp_state at = dp_state_open(s, encoder, child);
    dp_labels own = dp_need_labels(&at, key);
    if (!at.failed && !dp_labels_same(classes, &own)) {
        dp_corrupt(&at, "%s: expected the classes_ of what it belongs to", key);
    }
    dp_state_close(s, &at);
}

dp_labels dp_binarizer_labels(dp_state *s, const char *child, double neg, const char **type)
{
    static const char *const types[] = {"binary", "multiclass", "multilabel-indicator", "multilabel-sequences"};
    dp_state at = dp_state_open(s, dp_need(s, child), child);
    dp_labels labels = dp_need_labels(&at, "classes_");
    double low = dp_get_f64(&at, "neg_label", neg);
    double high = dp_get_f64(&at, "pos_label", 1.0);
    *type = dp_get_text(&at, "y_type_", "");
    size_t k = dp_word_index(*type, types, 4);
    if (!at.failed && (low != neg || high != 1.0)) {
        dp_corrupt(&at, "neg_label and pos_label: expected %g and 1, found %g and %g", neg, low, high);
    } else if (!at.failed && k == 4 && (*type)[0] != '\0') {
        dp_corrupt(&at, "y_type_: expected binary, multiclass or multilabel-indicator, found %s", *type);
    }
    dp_state_close(s, &at);
    return at.failed ? (dp_labels){0} : labels;
}
