/* Where pandas keeps the values of a column or an axis, from 0.20 to 3.0:
 *
 *     an array; an Index around one, or a range                         _new_Index(class, {'data': …, 'name': …})
 *     an extension array, as its attributes                             {'_data': array, '_mask': array, …}
 *     an extension array of pandas 1.3 on                               __pyx_unpickle_NDArrayBacked(class, …) and
 *                                                                       (dtype, array, attributes) in either order
 *     texts of pyarrow                                                  _restore_array((type, n, …, [buffers], …))
 *
 * One holds another a few levels deep; DEEPEST is far beyond what pandas does. */
#include "value/column.h"

#include "base/ckd.h"
#include "base/text.h"
#include "value/recipe.h"

enum { DEEPEST = 6 };

struct reader {
    dp_heap *heap;
    dp_ctx *ctx;
    unsigned depth;
};

static dp_rc refuse(struct reader *r, dp_id id, dp_rc rc, const char *what)
{
    return dp_fail(r->ctx, rc, dp_at(r->heap, id)->offset, "a column of a table: %s, found %s", what,
                   dp_obj_describe(r->heap, id));
}

static dp_rc read(struct reader *r, dp_id id, dp_store *s);

/* Another level down. */
static dp_rc read_inner(struct reader *r, dp_id id, dp_store *s)
{
    if (r->depth == DEEPEST) {
        return refuse(r, id, DP_CORRUPT, "expected values");
    }
    r->depth++;
    dp_rc rc = read(r, id, s);
    r->depth--;
    return rc;
}

static dp_id first_of(const dp_heap *heap, dp_id dict, const char *const keys[2])
{
    dp_id found = dp_obj_get(heap, dict, keys[0]);
    return found != 0 ? found : dp_obj_get(heap, dict, keys[1]);
}

/* ---- numpy ---- */

static const char *dtype_name(struct reader *r, const dp_dtype *t)
{
    static const char names[] = "biufcmM";
    static const char *const words[] = {"bool", "int", "uint", "float", "complex", "timedelta64", "datetime64"};
    const char *at = strchr(names, t->kind);
    if (at == NULL || t->kind == '\0') {
        return t->kind == 'O' ? "object" : dp_dtype_text(r->ctx, t);
    }
    const char *word = words[at - names];
    if (t->kind == 'b') {
        return word;
    }
    return t->kind == 'M' || t->kind == 'm' ? dp_take_printf(r->ctx, "%s[%s]", word, t->unit)
                                            : dp_take_printf(r->ctx, "%s%u", word, 8 * t->itemsize);
}

static void put_array(struct reader *r, const dp_array *a, dp_store *s)
{
    s->form = DP_STORE_ARRAY;
    s->values = a;
    s->count = a->count;
    s->dtype = dtype_name(r, &a->type);
    memcpy(s->unit, a->type.unit, sizeof s->unit);
}

static dp_rc need_array(struct reader *r, dp_id id, const char *kinds, const dp_array **out)
{
    const dp_array *a = dp_array_of(r->heap, id);
    if (a == NULL || dp_kind_of(r->heap, id) != DP_K_ARRAY || strchr(kinds, a->type.kind) == NULL) {
        return refuse(r, id, DP_CORRUPT, "expected an array");
    }
    *out = a;
    return DP_OK;
}

/* ---- what pandas makes of an array ---- */

/* pytz._p('Europe/Paris', …), ZoneInfo's and dateutil's likewise; pytz._UTC() and datetime.timezone tell no name. */
static const char *zone_name(struct reader *r, dp_id zone)
{
    const dp_obj *o = dp_at(r->heap, zone);
    dp_span text = dp_obj_bytes(r->heap, dp_argument_of(r->heap, zone, 0, 0));
    if (text.p != NULL) {
        return dp_escape(r->ctx, text, 60);
    }
    const char *name = o->kind == DP_K_OPAQUE ? o->u.name : dp_canonical(r->heap, zone);
    return strcmp(name, "pytz._UTC") == 0 || strcmp(name, "dateutil.tz.tz.tzutc") == 0 ? "UTC" : name;
}

static void put_zone(struct reader *r, dp_id zone, dp_store *s)
{
    if (zone != 0 && dp_kind_of(r->heap, zone) != DP_K_NONE) {
        s->zoned = true;
        s->dtype = dp_take_printf(r->ctx, "datetime64[%s, %s]", s->unit, zone_name(r, zone));
    }
}

/* CategoricalDtype's state, or the Index itself in old files. */
static dp_rc put_categories(struct reader *r, dp_id categories, dp_store *s)
{
    dp_store *inner = dp_take(r->ctx, 1, sizeof *inner);
    DP_TRY(inner == NULL ? dp_failed(r->ctx) : read_inner(r, categories, inner));
    if (inner->form == DP_STORE_CODES || strchr("iu", s->values->type.kind) == NULL) {
        return refuse(r, categories, DP_CORRUPT, "expected categories and their codes");
    }
    s->form = DP_STORE_CODES;
    s->categories = inner;
    s->dtype = "category";
    return DP_OK;
}

/* StringDtype("pyarrow", nan) is pandas 3's `str`; with NA, or without a second argument, it is `string`. */
static const char *string_dtype(struct reader *r, dp_id dtype)
{
    return dp_kind_of(r->heap, dp_argument_of(r->heap, dtype, 1, 2)) == DP_K_FLOAT ? "str" : "string";
}

/* What the class of an extension array and its dtype say about its array. */
static dp_rc put_extension(struct reader *r, const char *class, dp_id dtype, dp_id data, dp_store *s)
{
    dp_id state = dp_kind_of(r->heap, dtype) == DP_K_MADE ? dp_at(r->heap, dtype)->u.made->state : 0;
    const dp_array *a = NULL;
    DP_TRY(need_array(r, data, "biufOMmUS", &a));
    put_array(r, a, s);
    if (strcmp(class, "pandas.Categorical") == 0) {
        return put_categories(r, dp_obj_get(r->heap, state, "categories"), s);
    }
    if (strcmp(class, "pandas.arrays.DatetimeArray") == 0) {
        put_zone(r, dp_obj_get(r->heap, state, "tz"), s);
    } else if (strncmp(class, "pandas.arrays.StringArray", 25) == 0) {
        s->dtype = string_dtype(r, dtype);
    } else if (strcmp(class, "pandas.arrays.PeriodArray") == 0) {
        return refuse(r, data, DP_UNSUPPORTED, "periods are not read");
    }
    return DP_OK;
}

/* Integers, floats and bools with a mask: Int64, Float64, boolean. */
static dp_rc put_masked(struct reader *r, dp_id state, dp_store *s)
{
    const dp_array *data = NULL;
    dp_id mask = dp_obj_get(r->heap, state, "_mask");
    DP_TRY(need_array(r, dp_obj_get(r->heap, state, "_data"), "biuf", &data));
    DP_TRY(need_array(r, mask, "b", &s->missing));
    put_array(r, data, s);
    if (s->missing->count != s->count) {
        return refuse(r, mask, DP_CORRUPT, "expected a mask as long as the values");
    }
    char *name = dp_take_text(r->ctx, dp_span_of(s->dtype));
    for (size_t i = 0; name != NULL && name[i] != '\0' && i < (name[0] == 'U' ? 2U : 1U); i++) {
        name[i] = (char)(name[i] - 'a' + 'A');
    }
    s->dtype = data->type.kind == 'b' ? "boolean" : name;
    return dp_failed(r->ctx);
}

/* ---- Arrow ---- */

static dp_span buffer_of(struct reader *r, dp_id id)
{
    bool buffer = dp_is_call(r->heap, id, "pyarrow.lib.py_buffer");
    return dp_obj_bytes(r->heap, buffer ? dp_argument_of(r->heap, id, 0, 1) : 0);
}

static bool fits(const dp_store *s)
{
    size_t end;
    size_t need;
    return dp_add(s->skip, s->count, &end) && dp_add(end, 1, &need) && dp_mul(need, s->wide ? 8 : 4, &need)
           && s->offsets.p != NULL && s->offsets.n >= need && (s->valid.p == NULL || s->valid.n >= end / 8 + (end % 8 != 0));
}

static bool read_type(struct reader *r, dp_id type, dp_store *s)
{
    dp_id alias = dp_is_call(r->heap, type, "pyarrow.lib.type_for_alias") ? dp_argument_of(r->heap, type, 0, 1) : 0;
    s->wide = dp_obj_is(r->heap, alias, "large_string");
    return s->wide || dp_obj_is(r->heap, alias, "string");
}

/* chunked_array([array]), as pandas 2 holds it: one piece, else refused. */
static dp_id only_chunk(struct reader *r, dp_id id)
{
    bool chunked = dp_is_call(r->heap, id, "pyarrow.lib.chunked_array");
    const dp_obj *list = dp_at(r->heap, chunked ? dp_argument_of(r->heap, id, 0, 0) : 0);
    return (list->kind == DP_K_LIST || list->kind == DP_K_TUPLE) && list->len == 1 ? list->u.item[0] : id;
}

/* _restore_array((type, length, nulls, offset, [valid, offsets, bytes], children, dictionary)) */
static dp_rc put_arrow(struct reader *r, dp_id array, dp_id dtype, dp_store *s)
{
    dp_heap *heap = r->heap;
    dp_id id = only_chunk(r, array);
    bool restored = dp_is_call(heap, id, "pyarrow.lib._restore_array");
    const dp_obj *parts = dp_at(heap, restored ? dp_argument_of(heap, id, 0, 1) : 0);
    if (parts->kind != DP_K_TUPLE || parts->len < 5 || !read_type(r, parts->u.item[0], s)) {
        return refuse(r, id, DP_UNSUPPORTED, "of Arrow's arrays only those of texts, in one piece, are read");
    }
    const dp_obj *length = dp_at(heap, parts->u.item[1]);
    const dp_obj *skip = dp_at(heap, parts->u.item[3]);
    const dp_obj *buffers = dp_at(heap, parts->u.item[4]);
    bool good = length->kind == DP_K_INT && length->u.i >= 0 && skip->kind == DP_K_INT && skip->u.i >= 0
                && (buffers->kind == DP_K_LIST || buffers->kind == DP_K_TUPLE) && buffers->len == 3;
    if (good) {
        s->count = (uint64_t)length->u.i;
        s->skip = (uint64_t)skip->u.i;
        s->valid = buffer_of(r, buffers->u.item[0]);
        s->offsets = buffer_of(r, buffers->u.item[1]);
        s->bytes = buffer_of(r, buffers->u.item[2]);
    }
    if (!good || (s->count != 0 && !fits(s))) {
        return refuse(r, id, DP_CORRUPT, "expected three buffers that hold as many texts as it says");
    }
    s->form = DP_STORE_ARROW;
    s->dtype = string_dtype(r, dtype);
    return DP_OK;
}

/* ---- objects ---- */

static dp_rc put_attributes(struct reader *r, dp_id id, const char *class, dp_store *s)
{
    static const char *const array_keys[] = {"_ndarray", "_data"};
    dp_heap *heap = r->heap;
    dp_id state = dp_at(heap, id)->u.made->state;
    dp_id dtype = dp_obj_get(heap, state, "_dtype");
    dp_id data = first_of(heap, state, array_keys);
    if (strcmp(class, "pandas.Categorical") == 0) {
        dp_id codes = dp_obj_get(heap, state, "_codes");
        dp_id old = dp_obj_get(heap, state, "_categories");
        if (old == 0) {
            return put_extension(r, class, dtype, codes != 0 ? codes : data, s);
        }
        const dp_array *a = NULL;
        DP_TRY(need_array(r, codes, "iu", &a));
        put_array(r, a, s);
        return put_categories(r, old, s);
    }
    if (dp_obj_get(heap, state, "_mask") != 0) {
        return put_masked(r, state, s);
    }
    if (strncmp(class, "pandas.arrays.Arrow", 19) == 0) {
        static const char *const keys[] = {"_pa_array", "_data"};
        return put_arrow(r, first_of(heap, state, keys), dtype, s);
    }
    return data != 0 && strncmp(class, "pandas.arrays.", 14) == 0
               ? put_extension(r, class, dtype, data, s)
               : refuse(r, id, DP_UNSUPPORTED, "expected values");
}

static dp_rc put_backed(struct reader *r, dp_id id, dp_store *s)
{
    const dp_made *made = dp_at(r->heap, id)->u.made;
    const dp_obj *args = dp_at(r->heap, made->args);
    bool called = args->kind == DP_K_TUPLE && args->len == 3;
    const dp_obj *state = dp_at(r->heap, made->state != 0 ? made->state : called ? args->u.item[2] : 0);
    if (!called || state->kind != DP_K_TUPLE || state->len < 2) {
        return refuse(r, id, DP_CORRUPT, "expected a class and (dtype, array)");
    }
    bool first = dp_kind_of(r->heap, state->u.item[0]) == DP_K_ARRAY;
    return put_extension(r, dp_canonical(r->heap, args->u.item[0]), state->u.item[first], state->u.item[!first], s);
}

static bool int_at(struct reader *r, dp_id dict, const char *key, int64_t *out)
{
    return dp_int_now(r->heap, dp_obj_get(r->heap, dict, key), out);
}

static dp_rc put_range(struct reader *r, dp_id id, dp_id dict, dp_store *s)
{
    int64_t stop;
    int64_t reach;
    if (!int_at(r, dict, "start", &s->start) || !int_at(r, dict, "stop", &stop) || !int_at(r, dict, "step", &s->step)
        || s->step == 0 || s->step == INT64_MIN || __builtin_sub_overflow(stop, s->start, &reach) || reach == INT64_MIN) {
        return refuse(r, id, DP_CORRUPT, "expected start, stop and step");
    }
    uint64_t step = (uint64_t)(s->step < 0 ? -s->step : s->step);
    uint64_t far = (uint64_t)(reach < 0 ? -reach : reach);
    bool empty = reach == 0 || (reach < 0) != (s->step < 0);
    s->form = DP_STORE_RANGE;
    s->count = empty ? 0 : far / step + (far % step != 0);
    s->dtype = "int64";
    return DP_OK;
}

static dp_rc put_index(struct reader *r, dp_id id, dp_store *s)
{
    const dp_obj *args = dp_at(r->heap, dp_at(r->heap, id)->u.made->args);
    bool good = args->kind == DP_K_TUPLE && args->len == 2 && dp_kind_of(r->heap, args->u.item[1]) == DP_K_DICT;
    const char *class = good ? dp_canonical(r->heap, args->u.item[0]) : "";
    if (strcmp(class, "pandas.RangeIndex") == 0) {
        return put_range(r, id, args->u.item[1], s);
    }
    dp_id data = good ? dp_obj_get(r->heap, args->u.item[1], "data") : 0;
    if (data == 0) {
        return dp_fail(r->ctx, good ? DP_UNSUPPORTED : DP_CORRUPT, dp_at(r->heap, id)->offset,
                       "a %s is not read as the labels of a table", class[0] != '\0' ? class : "call without a class");
    }
    DP_TRY(read_inner(r, data, s));
    bool dates = s->form == DP_STORE_ARRAY && s->values->type.kind == 'M' && !s->zoned;
    if (dates) { /* of old: the array of UTC, and the zone beside it */
        put_zone(r, dp_obj_get(r->heap, args->u.item[1], "tz"), s);
    }
    return DP_OK;
}

static bool is_new_index(const char *canonical)
{
    return strcmp(canonical, "pandas.core.indexes.base._new_Index") == 0
           || strcmp(canonical, "pandas.core.indexes.datetimes._new_DatetimeIndex") == 0
           || strcmp(canonical, "pandas.core.indexes.timedeltas._new_TimedeltaIndex") == 0;
}

static dp_rc read(struct reader *r, dp_id id, dp_store *s)
{
    const dp_obj *o = dp_at(r->heap, id);
    const dp_array *a = o->kind == DP_K_ARRAY ? dp_array_of(r->heap, id) : NULL;
    const char *canonical = dp_canonical(r->heap, id);
    if (a != NULL) {
        put_array(r, a, s);
        return DP_OK;
    }
    if (o->kind == DP_K_LIST || o->kind == DP_K_TUPLE) {
        *s = (dp_store){.form = DP_STORE_ITEMS, .dtype = "object", .count = o->len, .item = o->u.item};
        return DP_OK;
    }
    if (o->kind != DP_K_MADE) {
        return refuse(r, id, DP_UNSUPPORTED, "expected values");
    }
    if (is_new_index(canonical)) {
        return put_index(r, id, s);
    }
    return strcmp(canonical, "pandas._libs.arrays.__pyx_unpickle_NDArrayBacked") == 0 ? put_backed(r, id, s)
                                                                                     : put_attributes(r, id, canonical, s);
}

dp_rc dp_store_read(dp_heap *heap, dp_id id, const dp_store **out)
{
    struct reader r = {heap, dp_heap_ctx(heap), 0};
    dp_store *s = dp_take(r.ctx, 1, sizeof *s);
    *out = s;
    return s == NULL ? dp_failed(r.ctx) : read(&r, id, s);
}

const dp_store *dp_store_of(dp_heap *heap, dp_id id)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_store *s;
    if (dp_failed(ctx) != DP_OK) { /* a fault of before is not for us to forgive */
        return NULL;
    }
    if (dp_store_read(heap, id, &s) != DP_OK) {
        dp_forgive(ctx);
        return NULL;
    }
    return s->form != DP_STORE_ARRAY || s->values->ndim == 1 ? s : NULL;
}
