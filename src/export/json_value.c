#include "export/json_value.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>

static const int64_t EXACT = (int64_t)1 << 53; /* beyond, readers that use doubles lose digits */

static void key(dp_json *j, const char *text)
{
    dp_json_key(j, dp_span_of(text));
}

/* {"$word": … */
static void open_form(dp_json *j, const char *word)
{
    dp_json_open(j, '{');
    key(j, word);
}

static void put_form(dp_json *j, const char *word, const char *text)
{
    open_form(j, word);
    dp_json_string(j, dp_span_of(text));
    dp_json_close(j, '}');
}

/* ---- numbers ---- */

static void put_int(dp_json *j, int64_t v)
{
    char text[24];
    if (v >= -EXACT && v <= EXACT) {
        dp_json_int(j, v);
        return;
    }
    snprintf(text, sizeof text, "%lld", (long long)v);
    put_form(j, "$int", text);
}

static void put_float(dp_json *j, double v)
{
    if (isfinite(v)) {
        dp_json_number(j, v);
    } else {
        put_form(j, "$float", isnan(v) ? "nan" : v > 0 ? "inf" : "-inf");
    }
}

/* An integer of up to limits.long_bytes bytes, by division of its magnitude by ten. */
static void put_long(dp_json *j, const dp_obj *o)
{
    enum { MOST = 128 };
    uint8_t magnitude[MOST];
    char text[MOST * 3 + 2];
    size_t at = sizeof text - 1;
    size_t n = o->len < MOST ? o->len : MOST;
    bool negative = n != 0 && (o->u.bytes[n - 1] & 0x80) != 0;
    unsigned carry = 1;
    for (size_t i = 0; i < n; i++) {
        unsigned byte = negative ? (unsigned)(uint8_t)~o->u.bytes[i] + carry : o->u.bytes[i];
        carry = negative ? byte >> 8 : 0;
        magnitude[i] = (uint8_t)byte;
    }
    text[at] = '\0';
    for (bool more = true; more && at > 1;) {
        unsigned rest = 0;
        more = false;
        for (size_t i = n; i > 0; i--) {
            unsigned v = rest << 8 | magnitude[i - 1];
            magnitude[i - 1] = (uint8_t)(v / 10);
            rest = v % 10;
            more = more || magnitude[i - 1] != 0;
        }
        text[--at] = (char)('0' + rest);
    }
    if (negative) {
        text[--at] = '-';
    }
    put_form(j, "$int", text + at);
}

/* ---- names ---- */

/* Classes begin with a capital, numpy's and Python's types are known by name; the rest are functions. */
static bool names_a_type(const char *name)
{
    static const char *const types[] = {"bool", "bool_", "int", "float", "str", "bytes", "bytearray", "complex", "list",
                                        "tuple", "dict", "set", "frozenset", "object", "type", "range", "slice", "unicode",
                                        "long", "str_", "bytes_", "object_", "ndarray", "dtype", "number", "integer",
                                        "floating", "generic", "longdouble", "intp", "uintp", "csr_matrix"};
    const char *dot = strrchr(name, '.');
    const char *last = dot != NULL ? dot + 1 : name;
    if (last[0] >= 'A' && last[0] <= 'Z') {
        return true;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(last, types[i]) == 0) {
            return true;
        }
    }
    size_t n = strcspn(last, "0123456789");
    bool sized = last[n] != '\0' && last[n + strspn(last + n, "0123456789")] == '\0';
    return sized && strncmp(name, "numpy.", 6) == 0 && strncmp(last, "log", 3) != 0 && strncmp(last, "exp", 3) != 0
           && strncmp(last, "arctan", 6) != 0;
}

/* ---- containers ---- */

static void put_items(dp_json *j, dp_heap *heap, const dp_id *item, size_t n)
{
    dp_json_open(j, '[');
    for (size_t i = 0; i < n && !j->failed; i++) {
        dp_json_value(j, heap, item[i]);
    }
    dp_json_close(j, ']');
}

static void put_items_form(dp_json *j, dp_heap *heap, const char *word, const dp_id *item, size_t n)
{
    open_form(j, word);
    put_items(j, heap, item, n);
    dp_json_close(j, '}');
}

/* Text keys that do not begin with '$' make a plain object. */
static bool has_plain_keys(const dp_heap *heap, const dp_obj *d)
{
    for (size_t i = 0; i < d->len; i++) {
        const dp_obj *k = dp_at(heap, d->u.item[2 * i]);
        bool text = k->kind == DP_K_TEXT || (k->kind == DP_K_BYTES && (k->flags & DP_F_PY2STR) != 0);
        if (!text || (k->len != 0 && k->u.bytes[0] == '$')) {
            return false;
        }
    }
    return true;
}

/* A later equal key wins, as in Python; keys of one dictionary are few, but a large one must not cost its square. */
static bool is_last(const dp_heap *heap, const dp_obj *d, size_t i)
{
    enum { LOOK_AHEAD = 64 };
    dp_span mine = dp_obj_bytes(heap, d->u.item[2 * i]);
    for (size_t k = i + 1; k < d->len && k <= i + LOOK_AHEAD; k++) {
        if (dp_span_equal(mine, dp_obj_bytes(heap, d->u.item[2 * k]))) {
            return false;
        }
    }
    return true;
}

static void put_dict(dp_json *j, dp_heap *heap, const dp_obj *d)
{
    if (!has_plain_keys(heap, d)) {
        open_form(j, "$dict");
        dp_json_open(j, '[');
        for (size_t i = 0; i < d->len && !j->failed; i++) {
            put_items(j, heap, d->u.item + 2 * i, 2);
        }
        dp_json_close(j, ']');
        dp_json_close(j, '}');
        return;
    }
    dp_json_open(j, '{');
    for (size_t i = 0; i < d->len && !j->failed; i++) {
        if (is_last(heap, d, i)) {
            dp_json_key(j, dp_obj_bytes(heap, d->u.item[2 * i]));
            dp_json_value(j, heap, d->u.item[2 * i + 1]);
        }
    }
    dp_json_close(j, '}');
}

/* ---- objects ---- */

/* Anything made that is no estimator: its class, what it was made from, what it was told. */
static void put_object(dp_json *j, dp_heap *heap, dp_id id)
{
    const dp_made *made = dp_at(heap, id)->u.made;
    open_form(j, "$object");
    dp_json_open(j, '{');
    key(j, "class");
    dp_json_string(j, dp_span_of(dp_obj_class(heap, id)));
    const struct { const char *name; dp_id value; } parts[] = {
        {"args", made->args}, {"kwargs", made->kwargs}, {"state", made->state}, {"items", made->items},
        {"pairs", made->pairs},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const dp_obj *o = dp_at(heap, parts[i].value);
        bool empty = parts[i].value == 0 || (o->kind == DP_K_TUPLE && o->len == 0);
        if (!empty && !j->failed) {
            key(j, parts[i].name);
            dp_json_value(j, heap, parts[i].value);
        }
    }
    dp_json_close(j, '}');
    dp_json_close(j, '}');
}

static void put_sparse(dp_json *j, dp_heap *heap, const dp_sparse *m)
{
    open_form(j, "$sparse");
    dp_json_open(j, '{');
    key(j, "format");
    dp_json_string(j, m->kind == 'r' ? DP_LIT("csr") : m->kind == 'c' ? DP_LIT("csc") : DP_LIT("dia"));
    key(j, "shape");
    dp_json_open(j, '[');
    dp_json_int(j, (int64_t)m->rows);
    dp_json_int(j, (int64_t)m->cols);
    dp_json_close(j, ']');
    key(j, "data");
    dp_json_array(j, heap, m->data);
    key(j, m->kind == 'd' ? "offsets" : "indices");
    dp_json_array(j, heap, m->indices);
    if (m->indptr != NULL) {
        key(j, "indptr");
        dp_json_array(j, heap, m->indptr);
    }
    dp_json_close(j, '}');
    dp_json_close(j, '}');
}

static void put_scalar(dp_json *j, dp_heap *heap, const dp_array *a)
{
    dp_array plain = *a;
    plain.ndim = 0;
    open_form(j, "$scalar");
    dp_json_open(j, '{');
    key(j, "dtype");
    dp_json_string(j, dp_span_of(dp_dtype_text(j->ctx, &plain.type)));
    key(j, "data");
    if (strchr("iu", a->type.kind) != NULL) {
        dp_json_int(j, dp_array_i64(a, 0));
    } else if (a->type.kind == 'b') {
        dp_json_raw(j, dp_array_i64(a, 0) != 0 ? "true" : "false");
    } else if (a->type.kind == 'f') {
        dp_json_item(j, dp_array_f64(a, 0), a->type.itemsize <= 4);
    } else if (a->type.kind == 'U' || a->type.kind == 'S') {
        dp_json_string(j, dp_array_text_at(j->ctx, a, 0));
    } else {
        dp_json_raw(j, "null");
    }
    dp_json_close(j, '}');
    dp_json_close(j, '}');
    (void)heap;
}

static void put_made(dp_json *j, dp_heap *heap, dp_id id)
{
    if (!dp_is_estimator(heap, id)) {
        put_object(j, heap, id);
        return;
    }
    dp_json_open(j, '{');
    dp_json_estimator(j, heap, id);
    dp_json_close(j, '}');
}

/* ---- any value ---- */

static void put_text(dp_json *j, const dp_obj *o)
{
    dp_span s = {o->u.bytes, o->len};
    if (o->kind == DP_K_BYTES && !dp_utf8_valid(s)) {
        s = dp_latin1_to_utf8(j->ctx, s); /* a Python 2 str of no known encoding */
    }
    dp_json_string(j, s);
}

static void put_complex(dp_json *j, const double *v)
{
    open_form(j, "$complex");
    dp_json_open(j, '[');
    put_float(j, v[0]);
    put_float(j, v[1]);
    dp_json_close(j, ']');
    dp_json_close(j, '}');
}

static void put_kind(dp_json *j, dp_heap *heap, dp_id id, const dp_obj *o)
{
    switch ((dp_kind)o->kind) {
    case DP_K_NONE: dp_json_raw(j, "null"); break;
    case DP_K_BOOL: dp_json_raw(j, o->u.i != 0 ? "true" : "false"); break;
    case DP_K_INT: put_int(j, o->u.i); break;
    case DP_K_LONG: put_long(j, o); break;
    case DP_K_FLOAT: put_float(j, o->u.f); break;
    case DP_K_TEXT: put_text(j, o); break;
    case DP_K_BYTES:
        if ((o->flags & DP_F_PY2STR) != 0) {
            put_text(j, o);
        } else {
            dp_json_base64(j, "$bytes", (dp_span){o->u.bytes, o->len});
        }
        break;
    case DP_K_BYTEARRAY: dp_json_base64(j, "$bytearray", (dp_span){o->u.bytes, o->len}); break;
    case DP_K_LIST: put_items(j, heap, o->u.item, o->len); break;
    case DP_K_TUPLE: put_items_form(j, heap, "$tuple", o->u.item, o->len); break;
    case DP_K_SET: put_items_form(j, heap, "$set", o->u.item, o->len); break;
    case DP_K_FROZENSET: put_items_form(j, heap, "$frozenset", o->u.item, o->len); break;
    case DP_K_DICT: put_dict(j, heap, o); break;
    case DP_K_GLOBAL: {
        const char *name = dp_obj_class(heap, id);
        put_form(j, names_a_type(name) ? "$type" : "$function", name);
        break;
    }
    case DP_K_MADE: put_made(j, heap, id); break;
    case DP_K_ARRAY: dp_json_array(j, heap, o->u.value); break;
    case DP_K_SCALAR: put_scalar(j, heap, o->u.value); break;
    case DP_K_DTYPE: put_form(j, "$dtype", dp_dtype_text(j->ctx, o->u.value)); break;
    case DP_K_SPARSE: put_sparse(j, heap, o->u.value); break;
    case DP_K_COMPLEX: put_complex(j, o->u.value); break;
    case DP_K_SLICE: put_items_form(j, heap, "$slice", o->u.item, 3); break;
    case DP_K_OPAQUE: put_form(j, "$opaque", o->u.name); break;
    }
}

void dp_json_value(dp_json *j, dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    if (j->failed || j->sink->rc != DP_OK) {
        return;
    }
    if (j->open[id] != 0) {
        put_form(j, "$opaque", "a value that contains itself");
        return;
    }
    if (j->depth >= dp_ctx_limits(j->ctx)->depth) {
        dp_fail(j->ctx, DP_LIMIT, o->offset, "values nested deeper than %zu", dp_ctx_limits(j->ctx)->depth);
        j->failed = true;
        return;
    }
    j->open[id] = 1;
    j->depth++;
    put_kind(j, heap, id, o);
    j->depth--;
    j->open[id] = 0;
}
