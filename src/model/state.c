/* Attributes by name, whatever they were called when, as the C type that is asked for. */
#include "model/state.h"

#include "base/ckd.h"
#include "base/record.h"
#include "base/text.h"
#include "model/model.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { KEY_MAX = 128 };

void *dp_state_take(dp_state *s, uint64_t count, size_t size)
{
    void *p = s->failed ? NULL : dp_take(s->ctx, count, size);
    s->failed = s->failed || p == NULL;
    return p;
}

static void fault(dp_state *s, dp_rc rc, const char *fmt, va_list args)
{
    char text[512];
    if (!s->failed) {
        vsnprintf(text, sizeof text, fmt, args);
        dp_fail_at(s->ctx, rc, dp_at(s->heap, s->obj)->offset, s->path, "%s", text);
        s->failed = true;
    }
}

void dp_corrupt(dp_state *s, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fault(s, DP_CORRUPT, fmt, args);
    va_end(args);
}

/* What has no converter is named: "FunctionTransformer(func=…): …", "TSNE: …". */
static const char *of_class(dp_state *s, const char *fmt)
{
    return dp_take_printf(s->ctx, "%s%s%s", s->cls->name, fmt[0] == '(' ? "" : ": ", fmt);
}

void dp_unsupported(dp_state *s, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fault(s, DP_UNSUPPORTED, s->cls == NULL ? fmt : of_class(s, fmt), args);
    va_end(args);
}

/* ---- opening ---- */

static void open_on(dp_state *s, dp_id obj)
{
    s->obj = obj;
    s->dict = dp_kind_of(s->heap, obj) == DP_K_DICT ? obj : dp_model_dict(s->heap, obj);
    if (s->dict == 0) {
        dp_corrupt(s, "expected an object with attributes, found %s", dp_obj_describe(s->heap, obj));
    }
}

dp_state dp_state_top(dp_heap *heap, dp_id obj, const char *path)
{
    dp_state s = {.heap = heap, .ctx = dp_heap_ctx(heap), .path = path};
    open_on(&s, obj);
    return s;
}

const char *dp_state_path(dp_state *s, const char *child)
{
    bool dot = s->path[0] != '\0' && child[0] != '[' && child[0] != '\0';
    return dp_take_printf(s->ctx, "%s%s%s", s->path, dot ? "." : "", child);
}

dp_state dp_state_open(const dp_state *parent, dp_id obj, const char *child_path)
{
    dp_state s = *parent;
    s.cls = NULL;
    if (!s.failed) {
        s.path = dp_state_path(&s, child_path);
        open_on(&s, obj);
    }
    return s;
}

void dp_state_close(dp_state *parent, const dp_state *child)
{
    parent->failed = parent->failed || child->failed;
}

/* ---- attributes ---- */

/* The first of the spellings in "new|old|older" that is there, or what a later release calls one of them. *used: which one, for
 * messages. */
static dp_id look_up(const dp_state *s, const char *key, char used[KEY_MAX])
{
    const char *from = key;
    for (;;) {
        size_t n = strcspn(from, "|");
        snprintf(used, KEY_MAX, "%.*s", (int)n, from);
        dp_id id = dp_obj_get(s->heap, s->dict, used);
        id = id != 0 ? id : dp_model_later(s->heap, s->obj, used);
        if (id != 0 || from[n] == '\0') {
            if (id == 0) {
                snprintf(used, KEY_MAX, "%.*s", (int)strcspn(key, "|"), key);
            }
            return id;
        }
        from += n + 1;
    }
}

dp_id dp_get(dp_state *s, const char *key)
{
    char used[KEY_MAX];
    return s->failed ? 0 : look_up(s, key, used);
}

dp_id dp_need(dp_state *s, const char *key)
{
    char used[KEY_MAX];
    dp_id id = s->failed ? 0 : look_up(s, key, used);
    unsigned era = id == 0 && !s->failed ? dp_state_era(s) : 0;
    if (era > DP_NEWEST_ERA) {
        dp_unsupported(s, "expected an attribute %s, found none: scikit-learn %u.%u wrote it, and %u.%u is the newest that is known here", used,
                       era / 100, era % 100, DP_NEWEST_ERA / 100, DP_NEWEST_ERA % 100);
    } else if (id == 0 && !s->failed) {
        dp_corrupt(s, "expected an attribute %s, found none (is it fitted?)", used);
    }
    return id;
}

bool dp_has(dp_state *s, const char *key)
{
    dp_id id = dp_get(s, key);
    return id != 0 && dp_kind_of(s->heap, id) != DP_K_NONE;
}

/* The value of a numpy scalar, or NULL: an array is none, also where it holds one item. */
static const dp_array *scalar(const dp_state *s, dp_id id)
{
    const dp_array *a = dp_array_of(s->heap, id);
    return a != NULL && a->ndim == 0 ? a : NULL;
}

/* The single number of a numpy scalar or an array of one item, or NULL. */
static const dp_array *one(const dp_state *s, dp_id id)
{
    const dp_array *a = dp_array_of(s->heap, id);
    return a != NULL && a->count == 1 ? a : NULL;
}

/* What fit makes has a name of its own form, and where it is numbers, it is an array of them. */
static bool is_fitted(const char *key)
{
    size_t n = strlen(key);
    return n != 0 && (key[n - 1] == '_' || key[0] == '_');
}

bool dp_get_bool(dp_state *s, const char *key, bool otherwise)
{
    dp_id id = dp_get(s, key);
    if (id == 0) {
        return otherwise;
    }
    const dp_obj *o = dp_at(s->heap, id);
    const dp_array *a = scalar(s, id);
    if (o->kind == DP_K_NONE) { /* as Python asks it */
        return false;
    }
    if (o->kind == DP_K_BOOL || o->kind == DP_K_INT) {
        return o->u.i != 0;
    }
    if (a != NULL && (a->type.kind == 'b' || a->type.kind == 'i' || a->type.kind == 'u')) {
        return dp_array_i64(a, 0) != 0;
    }
    dp_corrupt(s, "%s: expected bool, found %s", key, dp_obj_describe(s->heap, id));
    return otherwise;
}

int64_t dp_get_int(dp_state *s, const char *key, int64_t otherwise)
{
    if (!dp_has(s, key)) {
        return otherwise;
    }
    dp_id id = dp_get(s, key);
    const dp_obj *o = dp_at(s->heap, id);
    const dp_array *a = scalar(s, id);
    if (o->kind == DP_K_INT) {
        return o->u.i;
    }
    if (a != NULL && (a->type.kind == 'i' || a->type.kind == 'u')) {
        return dp_array_i64(a, 0);
    }
    dp_corrupt(s, "%s: expected int, found %s", key, dp_obj_describe(s->heap, id));
    return otherwise;
}

double dp_get_f64(dp_state *s, const char *key, double otherwise)
{
    double v = dp_get_f64_any(s, key, otherwise);
    bool told = !s->failed && dp_has(s, key);
    if (told && (isnan(v) || (isinf(v) && is_fitted(key)))) {
        dp_corrupt(s, "%s: expected a %snumber, found %s", key, is_fitted(key) ? "finite " : "", isnan(v) ? "NaN" : "infinity");
        return otherwise;
    }
    return v;
}

double dp_get_f64_any(dp_state *s, const char *key, double otherwise)
{
    if (!dp_has(s, key)) {
        return otherwise;
    }
    double v;
    dp_id id = dp_get(s, key);
    const dp_array *a = one(s, id);
    if (dp_number_of(s->heap, id, &v)) {
        return v;
    }
    if (a != NULL && strchr("biuf", a->type.kind) != NULL) {
        return dp_array_f64(a, 0);
    }
    dp_corrupt(s, "%s: expected float, found %s", key, dp_obj_describe(s->heap, id));
    return otherwise;
}

const char *dp_get_text(dp_state *s, const char *key, const char *otherwise)
{
    if (!dp_has(s, key)) {
        return otherwise;
    }
    dp_id id = dp_get(s, key);
    const dp_array *a = scalar(s, id);
    dp_span text = a != NULL && (a->type.kind == 'U' || a->type.kind == 'S') ? dp_array_text_at(s->ctx, a, 0)
                                                                             : dp_obj_bytes(s->heap, id);
    dp_kind kind = dp_kind_of(s->heap, id);
    bool bytes = kind == DP_K_BYTES && (dp_at(s->heap, id)->flags & DP_F_PY2STR) == 0;
    if (text.p == NULL && (kind == DP_K_GLOBAL || kind == DP_K_MADE)) { /* sound: metric=, kernel= … take functions, too */
        dp_unsupported(s, "%s: %s, not one of the names that scikit-learn has for it", key, dp_obj_describe(s->heap, id));
        return otherwise;
    }
    if (text.p == NULL || bytes) {
        dp_corrupt(s, "%s: expected str, found %s", key, dp_obj_describe(s->heap, id));
        return otherwise;
    }
    const char *kept = dp_take_text(s->ctx, text);
    s->failed = s->failed || kept == NULL;
    return kept != NULL ? kept : otherwise;
}

/* ---- arrays ---- */

bool dp_number_of(const dp_heap *heap, dp_id id, double *out)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    if (a != NULL && a->ndim == 0 && strchr("biuf", a->type.kind) != NULL) {
        *out = dp_array_f64(a, 0);
        return true;
    }
    *out = o->kind == DP_K_FLOAT ? o->u.f : (double)(o->kind == DP_K_INT || o->kind == DP_K_BOOL ? o->u.i : 0);
    return o->kind == DP_K_FLOAT || o->kind == DP_K_INT || o->kind == DP_K_BOOL;
}

double dp_need_number(dp_state *s, dp_id value, const char *what)
{
    double v = 0.0;
    if (!s->failed && !dp_number_of(s->heap, value, &v)) {
        dp_corrupt(s, "%s: expected a number, found %s", what, dp_obj_describe(s->heap, value));
    }
    return v;
}

static dp_nums promote(dp_state *s, dp_nums nums, const char *what, unsigned ndim)
{
    if (nums.found_ndim > ndim) {
        dp_corrupt(s, "%s: expected %u-d numbers, found %u-d", what, ndim, nums.found_ndim);
        return (dp_nums){0};
    }
    while (nums.ndim < ndim) {
        for (unsigned k = 2; k > 0; k--) {
            nums.dim[k] = nums.dim[k - 1];
        }
        nums.dim[0] = 1;
        nums.ndim++;
    }
    return nums;
}

/* sparsify() leaves a coefficient matrix as csr: written out in full. */
static dp_nums from_sparse(dp_state *s, const dp_sparse *m, const char *what, unsigned ndim)
{
    dp_nums nums = {.ndim = 2, .found_ndim = 2, .dim = {m->rows, m->cols}};
    const double *data = m->kind != 'd' ? dp_array_as_f64(s->heap, m->data) : NULL;
    double *v = NULL;
    if (data != NULL && dp_mul((size_t)m->rows, (size_t)m->cols, &nums.count)) {
        v = dp_state_take(s, nums.count, sizeof *v);
    }
    if (v == NULL) {
        dp_corrupt(s, "%s: expected numbers, found a sparse matrix of another form", what);
        return (dp_nums){0};
    }
    bool by_row = m->kind == 'r';
    uint64_t lines = by_row ? m->rows : m->cols;
    for (uint64_t line = 0; line < lines; line++) {
        uint64_t end = (uint64_t)dp_array_i64(m->indptr, line + 1);
        for (uint64_t k = (uint64_t)dp_array_i64(m->indptr, line); k < end; k++) {
            uint64_t at = (uint64_t)dp_array_i64(m->indices, k);
            v[by_row ? line * m->cols + at : at * m->cols + line] += data[k];
        }
    }
    nums.v = v;
    return promote(s, nums, what, ndim);
}

static dp_nums from_array(dp_state *s, const dp_array *a, const char *what, unsigned ndim)
{
    dp_nums nums = {.ndim = a->ndim, .found_ndim = a->ndim, .count = a->count};
    nums.was_f32 = a->type.kind == 'f' && a->type.itemsize == 4;
    if (a->ndim <= 3 && a->type.kind != 'O') {
        for (unsigned k = 0; k < a->ndim; k++) {
            nums.dim[k] = a->dim[k];
        }
        nums.v = dp_array_as_f64(s->heap, a);
    }
    if (nums.v == NULL) {
        dp_corrupt(s, "%s: expected %u-d numbers, found %s", what, ndim, dp_array_text(s->ctx, a));
        return (dp_nums){0};
    }
    return promote(s, nums, what, ndim);
}

/* A list of numbers, as a parameter that the user gave. */
static dp_nums from_list(dp_state *s, const dp_obj *list, const char *what, unsigned ndim)
{
    double *v = dp_state_take(s, list->len != 0 ? list->len : 1, sizeof *v);
    for (uint32_t i = 0; v != NULL && i < list->len; i++) {
        if (!dp_number_of(s->heap, list->u.item[i], &v[i])) {
            dp_corrupt(s, "%s[%u]: expected a number, found %s", what, i, dp_obj_describe(s->heap, list->u.item[i]));
            return (dp_nums){0};
        }
    }
    dp_nums nums = {.ndim = 1, .found_ndim = 1, .dim = {list->len}, .count = list->len, .v = v};
    return v != NULL ? promote(s, nums, what, ndim) : (dp_nums){0};
}

dp_nums dp_nums_of(dp_state *s, dp_id value, const char *what, unsigned ndim)
{
    if (s->failed) {
        return (dp_nums){0};
    }
    dp_kind kind = dp_kind_of(s->heap, value);
    if (kind == DP_K_LIST || kind == DP_K_TUPLE) {
        return from_list(s, dp_at(s->heap, value), what, ndim);
    }
    const dp_array *a = dp_array_of(s->heap, value);
    if (a != NULL) {
        return from_array(s, a, what, ndim);
    }
    const dp_obj *o = dp_at(s->heap, value);
    if (o->kind == DP_K_SPARSE) {
        return from_sparse(s, o->u.value, what, ndim);
    }
    double *v = dp_state_take(s, 1, sizeof *v);
    if (v == NULL || (o->kind != DP_K_FLOAT && o->kind != DP_K_INT)) {
        dp_corrupt(s, "%s: expected %u-d numbers, found %s", what, ndim, dp_obj_describe(s->heap, value));
        return (dp_nums){0};
    }
    *v = o->kind == DP_K_FLOAT ? o->u.f : (double)o->u.i;
    return promote(s, (dp_nums){.v = v, .count = 1}, what, ndim);
}

void dp_finite(dp_state *s, const dp_nums *nums, const char *what)
{
    for (uint64_t i = 0; !s->failed && i < nums->count; i++) {
        if (!isfinite(nums->v[i])) {
            dp_corrupt(s, "%s: expected finite numbers, found NaN or infinity at %" PRIu64, what, i);
        }
    }
}

dp_nums dp_need_nums(dp_state *s, const char *key, unsigned ndim)
{
    dp_nums nums = dp_need_nums_any(s, key, ndim);
    dp_finite(s, &nums, key);
    return s->failed ? (dp_nums){0} : nums;
}

dp_nums dp_need_nums_any(dp_state *s, const char *key, unsigned ndim)
{
    char used[KEY_MAX];
    dp_id id = dp_need(s, key);
    if (s->failed) {
        return (dp_nums){0};
    }
    look_up(s, key, used);
    dp_kind kind = dp_kind_of(s->heap, id);
    if (used[strlen(used) - 1] == '_' && (kind == DP_K_LIST || kind == DP_K_TUPLE)) {
        dp_corrupt(s, "%s: expected %u-d numbers, found %s", used, ndim, dp_obj_describe(s->heap, id));
        return (dp_nums){0};
    }
    return dp_nums_of(s, id, used, ndim);
}

dp_nums dp_get_nums(dp_state *s, const char *key, unsigned ndim)
{
    return dp_has(s, key) ? dp_need_nums(s, key, ndim) : (dp_nums){0};
}

void dp_same_length(dp_state *s, const char *key, uint64_t n)
{
    const dp_array *a = s->failed ? NULL : dp_array_of(s->heap, dp_get(s, key));
    if (a != NULL && n != 0 && (a->ndim != 1 || a->count != n)) {
        dp_corrupt(s, "%s: expected %" PRIu64 " numbers, found %s", key, n, dp_array_text(s->ctx, a));
    }
}

void dp_same_count(dp_state *s, const char *key, uint64_t n, const char *why)
{
    int64_t told = dp_get_int(s, key, (int64_t)n);
    if (!s->failed && (told < 0 || (uint64_t)told != n)) {
        dp_corrupt(s, "%s: expected %" PRIu64 ", as %s, found %" PRId64, key, n, why, told);
    }
}

bool dp_nums_same(const dp_nums *a, const dp_nums *b)
{
    bool same = a->count == b->count;
    for (uint64_t i = 0; same && i < a->count; i++) {
        same = a->v[i] == b->v[i];
    }
    return same;
}

dp_nums dp_get_nums_any(dp_state *s, const char *key, unsigned ndim)
{
    return dp_has(s, key) ? dp_need_nums_any(s, key, ndim) : (dp_nums){0};
}

const dp_id *dp_items_of(dp_state *s, dp_id value, const char *what, size_t *n)
{
    *n = 0;
    if (s->failed) {
        return NULL;
    }
    const dp_obj *o = dp_at(s->heap, value);
    const dp_array *a = dp_array_of(s->heap, value);
    if (o->kind == DP_K_LIST || o->kind == DP_K_TUPLE) {
        *n = o->len;
        return o->u.item;
    }
    if (a != NULL && a->type.kind == 'O' && a->ndim == 1) {
        *n = (size_t)a->count;
        return a->item;
    }
    dp_corrupt(s, "%s: expected list, found %s", what, dp_obj_describe(s->heap, value));
    return NULL;
}

const dp_id *dp_grid_of(dp_state *s, dp_id value, const char *what, size_t *rows, size_t *cols)
{
    *rows = *cols = 0;
    const dp_array *a = s->failed ? NULL : dp_array_of(s->heap, value);
    if (a != NULL && a->type.kind == 'O' && (a->ndim == 1 || a->ndim == 2)) {
        *rows = (size_t)a->dim[0];
        *cols = a->ndim == 2 ? (size_t)a->dim[1] : 1;
        return a->item;
    }
    dp_corrupt(s, "%s: expected an object array, found %s", what, dp_obj_describe(s->heap, value));
    return NULL;
}

/* ---- versions ---- */

unsigned dp_state_era(dp_state *s)
{
    unsigned major = 0;
    unsigned minor = 0;
    dp_span text = dp_obj_bytes(s->heap, dp_get(s, "_sklearn_version"));
    size_t i = 0;
    while (i < text.n && i < 3 && text.p[i] >= '0' && text.p[i] <= '9') {
        major = major * 10 + (unsigned)(text.p[i++] - '0');
    }
    if (i == 0 || i >= text.n || text.p[i++] != '.') {
        return 0;
    }
    for (size_t k = 0; k < 2 && i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; k++) {
        minor = minor * 10 + (unsigned)(text.p[i++] - '0');
    }
    return major * 100 + minor;
}

bool dp_state_names(const dp_state *s, const char *prefix)
{
    const dp_record *record = dp_ctx_record(s->ctx);
    bool found = false;
    for (size_t i = 0; i < record->n_names && !found; i++) {
        found = strncmp(record->names[i].name, prefix, strlen(prefix)) == 0;
    }
    return found;
}
