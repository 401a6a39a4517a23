/* Values that have no values inside: numbers, texts, names, arrays of numbers. */
#include "export/json_value.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>

static const int64_t EXACT = (int64_t)1 << 53; /* beyond, readers that use doubles lose digits */

/* ---- numbers ---- */

static void put_int(dp_json *j, int64_t v)
{
    char text[24];
    if (v >= -EXACT && v <= EXACT) {
        dp_json_int(j, v);
        return;
    }
    snprintf(text, sizeof text, "%lld", (long long)v);
    dp_json_form(j, "$int", dp_span_of(text));
}

static void put_float(dp_json *j, double v)
{
    if (isfinite(v)) {
        dp_json_number(j, v, false);
    } else {
        dp_json_form(j, "$float", isnan(v) ? DP_LIT("nan") : v > 0 ? DP_LIT("inf") : DP_LIT("-inf"));
    }
}

/* An integer beyond 64 bits, by dividing its magnitude by ten; limits.long_bytes bounds the square of its length. */
const char *dp_json_long(dp_json *j, const dp_obj *o)
{
    size_t n = o->len;
    uint8_t *magnitude = dp_take(j->ctx, n + 1, 1);
    char *text = dp_take(j->ctx, n * 3 + 3, 1);
    if (magnitude == NULL || text == NULL) {
        j->failed = true;
        return "";
    }
    size_t at = n * 3 + 2;
    bool negative = n != 0 && (o->u.bytes[n - 1] & 0x80) != 0;
    unsigned carry = 1;
    for (size_t i = 0; i < n; i++) {
        unsigned byte = negative ? (unsigned)(uint8_t)~o->u.bytes[i] + carry : o->u.bytes[i];
        carry = negative ? byte >> 8 : 0;
        magnitude[i] = (uint8_t)byte;
    }
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
    return text + at;
}

static void put_complex(dp_json *j, const double *v)
{
    dp_json_form_open(j, "$complex");
    dp_json_open(j, '[');
    put_float(j, v[0]);
    put_float(j, v[1]);
    dp_json_close(j, ']');
    dp_json_close(j, '}');
}

/* numpy's scalars that are, or equal, Python's own are written as these; the others keep their type. */
static void put_scalar(dp_json *j, const dp_array *a)
{
    char kind = a->type.kind;
    unsigned size = a->type.itemsize;
    if (kind == 'f' && size == 8) {
        put_float(j, dp_array_f64(a, 0));
    } else if (kind == 'i' && size == 8) {
        put_int(j, dp_array_i64(a, 0));
    } else if (kind == 'b' || kind == 'U') {
        dp_json_array_item(j, a, 0);
    } else {
        dp_json_form_open(j, "$scalar");
        dp_json_open(j, '{');
        dp_json_key(j, DP_LIT("dtype"));
        dp_json_dtype(j, &a->type);
        dp_json_key(j, DP_LIT("data"));
        dp_json_array_item(j, a, 0);
        dp_json_close(j, '}');
        dp_json_close(j, '}');
    }
}

/* ---- texts and names ---- */

static void put_text(dp_json *j, const dp_obj *o)
{
    dp_span s = {o->u.bytes, o->len};
    if (o->kind == DP_K_BYTES && !dp_utf8_valid(s)) {
        s = dp_latin1_to_utf8(j->ctx, s); /* a Python 2 str of no known encoding */
    }
    dp_json_string(j, s);
}

/* "int64", "float32": numpy's sized types, not "log2" or "arctan2". */
static bool is_sized_type(const char *name, const char *last)
{
    static const char *const stems[] = {"bool", "int", "uint", "float", "complex", "datetime", "timedelta", "str", "bytes"};
    size_t stem = strcspn(last, "0123456789");
    bool known = false;
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
        known = known || (strlen(stems[i]) == stem && memcmp(stems[i], last, stem) == 0);
    }
    return known && strncmp(name, "numpy.", 6) == 0;
}

/* Classes begin with a capital, Python's and numpy's types are known by name; the rest are functions. */
bool dp_json_is_type(const char *name)
{
    static const char *const types[] = {"bool_", "bytes_", "csc_matrix", "csr_matrix", "dict", "dtype", "floating",
                                        "frozenset", "generic", "integer", "intp", "list", "long", "longdouble", "ndarray",
                                        "number", "object", "object_", "range", "set", "slice", "str_", "tuple", "type",
                                        "uintp", "unicode", "bytearray", "bool", "int", "float", "complex", "str", "bytes"};
    const char *dot = strrchr(name, '.');
    const char *last = dot != NULL ? dot + 1 : name;
    last += last[0] == '_';
    if (last[0] >= 'A' && last[0] <= 'Z') {
        return true;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(last, types[i]) == 0) {
            return true;
        }
    }
    return is_sized_type(name, last);
}

static void put_global(dp_json *j, dp_heap *heap, dp_id id)
{
    const char *name = dp_obj_class(heap, id);
    dp_json_form(j, dp_json_is_type(name) ? "$type" : "$function", dp_span_of(name));
}

/* ---- arrays ---- */

static void put_sparse(dp_json *j, const dp_sparse *m)
{
    dp_json_form_open(j, "$sparse");
    dp_json_open(j, '{');
    dp_json_key(j, DP_LIT("format"));
    dp_json_string(j, m->kind == 'r' ? DP_LIT("csr") : m->kind == 'c' ? DP_LIT("csc") : DP_LIT("dia"));
    dp_json_key(j, DP_LIT("shape"));
    dp_json_open(j, '[');
    dp_json_uint(j, m->rows);
    dp_json_uint(j, m->cols);
    dp_json_close(j, ']');
    dp_json_key(j, DP_LIT("data"));
    dp_json_array(j, m->data);
    dp_json_key(j, dp_span_of(m->kind == 'd' ? "offsets" : "indices"));
    dp_json_array(j, m->indices);
    if (m->indptr != NULL) {
        dp_json_key(j, DP_LIT("indptr"));
        dp_json_array(j, m->indptr);
    }
    dp_json_close(j, '}');
    dp_json_close(j, '}');
}

static void put_dtype(dp_json *j, const dp_dtype *type)
{
    dp_json_form_open(j, "$dtype");
    dp_json_dtype(j, type);
    dp_json_close(j, '}');
}

static bool put_array(dp_json *j, const dp_array *a)
{
    if (a->type.kind == 'O') {
        return false;
    }
    dp_json_array(j, a);
    return true;
}

bool dp_json_leaf(dp_json *j, dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    switch ((dp_kind)o->kind) {
    case DP_K_NONE: dp_json_raw(j, "null"); return true;
    case DP_K_BOOL: dp_json_raw(j, o->u.i != 0 ? "true" : "false"); return true;
    case DP_K_INT: put_int(j, o->u.i); return true;
    case DP_K_LONG: dp_json_form(j, "$int", dp_span_of(dp_json_long(j, o))); return true;
    case DP_K_FLOAT: put_float(j, o->u.f); return true;
    case DP_K_TEXT: put_text(j, o); return true;
    case DP_K_BYTES:
        if ((o->flags & DP_F_PY2STR) != 0) {
            put_text(j, o);
        } else {
            dp_json_form_bytes(j, "$bytes", dp_obj_bytes(heap, id));
        }
        return true;
    case DP_K_BYTEARRAY: dp_json_form_bytes(j, "$bytearray", dp_obj_bytes(heap, id)); return true;
    case DP_K_GLOBAL: put_global(j, heap, id); return true;
    case DP_K_ARRAY: return put_array(j, o->u.value);
    case DP_K_SCALAR: put_scalar(j, o->u.value); return true;
    case DP_K_DTYPE: put_dtype(j, o->u.value); return true;
    case DP_K_SPARSE: put_sparse(j, o->u.value); return true;
    case DP_K_COMPLEX: put_complex(j, o->u.value); return true;
    case DP_K_OPAQUE: dp_json_form(j, "$opaque", dp_span_of(o->u.name)); return true;
    case DP_K_LIST: case DP_K_TUPLE: case DP_K_SET: case DP_K_FROZENSET: case DP_K_DICT: case DP_K_MADE:
    case DP_K_SLICE: break;
    }
    return false;
}
