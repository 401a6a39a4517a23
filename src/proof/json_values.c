#include "proof/json_values.h"

#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const int64_t EXACT = (int64_t)1 << 53; /* integers beyond are texts */

static bool open_word(dp_text_at *t, const char *word)
{
    return dp_text_open(t, '{') && dp_text_key(t, dp_span_of(word));
}

/* ---- dtypes ---- */

static bool code_same(dp_text_at *t, const dp_dtype *type)
{
    char text[32];
    bool ordered = type->itemsize != 1 && type->kind != 'S' && type->kind != 'V';
    if (type->kind == 'O') {
        return dp_text_string(t, DP_LIT("object"));
    }
    snprintf(text, sizeof text, "%c%c%" PRIu32, ordered ? '<' : '|', type->kind,
             type->kind == 'U' ? type->itemsize / 4 : type->itemsize);
    return dp_text_string(t, dp_span_of(text));
}

static bool dtype_same(dp_text_at *t, const dp_dtype *type)
{
    if (type->n_fields == 0) {
        return code_same(t, type);
    }
    bool same = dp_text_open(t, '{') && dp_text_key(t, DP_LIT("names")) && dp_text_open(t, '[');
    for (uint32_t i = 0; same && i < type->n_fields; i++) {
        same = dp_text_string(t, type->fields[i].name);
    }
    same = same && dp_text_close(t, ']') && dp_text_key(t, DP_LIT("formats")) && dp_text_open(t, '[');
    for (uint32_t i = 0; same && i < type->n_fields; i++) {
        same = code_same(t, &type->fields[i].type);
    }
    same = same && dp_text_close(t, ']') && dp_text_key(t, DP_LIT("offsets")) && dp_text_open(t, '[');
    for (uint32_t i = 0; same && i < type->n_fields; i++) {
        same = dp_text_uint(t, type->fields[i].offset);
    }
    return same && dp_text_close(t, ']') && dp_text_key(t, DP_LIT("itemsize")) && dp_text_uint(t, type->itemsize)
           && dp_text_close(t, '}');
}

/* ---- items ---- */

/* Bytes of item i in C order. */
static dp_span bytes_of(const dp_array *a, uint64_t i)
{
    uint64_t at = i;
    if (a->fortran) { /* the first index varies fastest there, the last one here */
        uint64_t stride = a->count;
        at = 0;
        for (unsigned k = a->ndim; k-- > 0;) {
            stride /= a->dim[k];
            at += i % a->dim[k] * stride;
            i /= a->dim[k];
        }
    }
    return dp_span_cut(a->data, (size_t)at * a->type.itemsize, a->type.itemsize);
}

static bool text_same(dp_text_at *t, const dp_array *one)
{
    dp_mark mark = dp_ctx_mark(t->ctx);
    dp_span text = dp_array_text_at(t->ctx, one, 0);
    if (one->type.kind == 'S' && !dp_utf8_valid(text)) {
        text = dp_latin1_to_utf8(t->ctx, text);
    }
    bool same = dp_text_string(t, text);
    dp_ctx_release(t->ctx, mark);
    return same;
}

static bool base64_same(dp_text_at *t, dp_span bytes)
{
    dp_base64_at b;
    return dp_text_base64_begin(t, &b) && dp_text_base64(t, &b, bytes) && dp_text_base64_end(t, &b);
}

static bool complex_same(dp_text_at *t, const dp_array *one)
{
    uint32_t half = one->type.itemsize / 2;
    bool same = dp_text_open(t, '[');
    for (uint32_t k = 0; same && k < 2; k++) {
        dp_array part = {.type = {.kind = 'f', .swapped = one->type.swapped, .itemsize = half}, .count = 1,
                         .data = dp_span_cut(one->data, k * half, half)};
        same = dp_text_float(t, dp_array_f64(&part, 0), half <= 4);
    }
    return same && dp_text_close(t, ']');
}

static bool one_same(dp_text_at *t, const dp_dtype *type, dp_span bytes)
{
    dp_array one = {.type = *type, .count = 1, .data = bytes};
    switch (type->kind) {
    case 'b': return dp_text_raw(t, dp_array_i64(&one, 0) != 0 ? "true" : "false");
    case 'i': case 'M': case 'm': return dp_text_int(t, dp_array_i64(&one, 0));
    case 'u': return dp_text_uint(t, (uint64_t)dp_array_i64(&one, 0));
    case 'f': return dp_text_float(t, dp_array_f64(&one, 0), type->itemsize <= 4);
    case 'U': case 'S': return text_same(t, &one);
    case 'c': return complex_same(t, &one);
    case 'V': return open_word(t, "$bytes") && base64_same(t, bytes) && dp_text_close(t, '}');
    default: return dp_text_raw(t, "null");
    }
}

bool dp_item_same(dp_text_at *t, const dp_array *a, uint64_t i)
{
    dp_span bytes = bytes_of(a, i);
    if (a->type.n_fields == 0) {
        return one_same(t, &a->type, bytes);
    }
    bool same = dp_text_open(t, '[');
    for (uint32_t k = 0; same && k < a->type.n_fields; k++) {
        const dp_dtype_field *f = &a->type.fields[k];
        same = one_same(t, &f->type, dp_span_cut(bytes, f->offset, f->type.itemsize));
    }
    return same && dp_text_close(t, ']');
}

/* ---- arrays ---- */

/* How many lists begin (or end) at item i: as many of the last dimensions as are run through there. */
bool dp_array_edges(dp_text_at *t, const dp_array *a, uint64_t i)
{
    unsigned n = 0;
    uint64_t block = 1;
    while (n < a->ndim && i % (block *= a->dim[a->ndim - 1 - n]) == 0) {
        n++;
    }
    for (unsigned k = 0; i != 0 && k < n; k++) {
        if (!dp_text_close(t, ']')) {
            return false;
        }
    }
    for (unsigned k = 0; i != a->count && k < n; k++) {
        if (!dp_text_open(t, '[')) {
            return false;
        }
    }
    return true;
}

bool dp_array_begins(dp_text_at *t, const dp_array *a)
{
    bool same = open_word(t, "$array") && dp_text_open(t, '{') && dp_text_key(t, DP_LIT("dtype")) && dtype_same(t, &a->type)
                && dp_text_key(t, DP_LIT("shape")) && dp_text_open(t, '[');
    for (unsigned k = 0; same && k < a->ndim; k++) {
        same = dp_text_uint(t, a->dim[k]);
    }
    return same && dp_text_close(t, ']');
}

/* Nested lists of flags, of the same shape. */
static bool mask_same(dp_text_at *t, const dp_array *a)
{
    dp_array flags = *a;
    flags.type = (dp_dtype){.kind = 'b', .itemsize = 1};
    flags.data = a->mask;
    bool same = dp_text_key(t, DP_LIT("mask"));
    if (a->count == 0) {
        return same && dp_text_open(t, '[') && dp_text_close(t, ']');
    }
    for (uint64_t i = 0; same && i < a->count; i++) {
        same = dp_array_edges(t, a, i) && dp_item_same(t, &flags, i);
    }
    return same && dp_array_edges(t, a, a->count);
}

bool dp_array_ends(dp_text_at *t, const dp_array *a)
{
    return (a->mask.n == 0 || mask_same(t, a)) && dp_text_close(t, '}') && dp_text_close(t, '}');
}

/* A number's bytes turned to little-endian, as base64 has them. */
static bool little_endian_same(dp_text_at *t, dp_base64_at *b, const dp_dtype *type, dp_span bytes)
{
    size_t unit = type->kind == 'U' ? 4 : type->kind == 'c' ? type->itemsize / 2 : type->itemsize;
    if (!type->swapped || unit < 2 || unit > 8 || type->kind == 'S') {
        return dp_text_base64(t, b, bytes);
    }
    for (size_t at = 0; at < bytes.n; at += unit) {
        for (size_t k = unit; k-- > 0;) {
            if (!dp_text_base64(t, b, dp_span_cut(bytes, at + k, 1))) {
                return false;
            }
        }
    }
    return true;
}

static bool record_base64_same(dp_text_at *t, dp_base64_at *b, const dp_dtype *type, dp_span bytes)
{
    size_t at = 0;
    for (uint32_t k = 0; k < type->n_fields; k++) {
        const dp_dtype_field *f = &type->fields[k];
        if (f->offset < at) {
            continue;
        }
        if (!dp_text_base64(t, b, dp_span_cut(bytes, at, f->offset - at))
            || !little_endian_same(t, b, &f->type, dp_span_cut(bytes, f->offset, f->type.itemsize))) {
            return false;
        }
        at = (size_t)f->offset + f->type.itemsize;
    }
    return dp_text_base64(t, b, dp_span_cut(bytes, at, bytes.n));
}

static bool data_in_base64(dp_text_at *t, const dp_array *a)
{
    dp_base64_at b;
    bool same = dp_text_base64_begin(t, &b);
    for (uint64_t i = 0; same && i < a->count; i++) {
        dp_span bytes = bytes_of(a, i);
        same = a->type.n_fields != 0 ? record_base64_same(t, &b, &a->type, bytes) : little_endian_same(t, &b, &a->type, bytes);
    }
    return same && dp_text_base64_end(t, &b);
}

static bool array_same(dp_text_at *t, const dp_array *a, uint64_t *values)
{
    bool same = dp_array_begins(t, a);
    *values += a->count;
    if (same && dp_text_has_key(t, DP_LIT("base64"))) {
        return data_in_base64(t, a) && dp_array_ends(t, a);
    }
    same = same && dp_text_key(t, DP_LIT("data"));
    if (a->count == 0) {
        return same && dp_text_open(t, '[') && dp_text_close(t, ']') && dp_array_ends(t, a);
    }
    for (uint64_t i = 0; same && i < a->count; i++) {
        same = dp_array_edges(t, a, i) && dp_item_same(t, a, i);
    }
    return same && dp_array_edges(t, a, a->count) && dp_array_ends(t, a);
}

static bool sparse_same(dp_text_at *t, const dp_sparse *m, uint64_t *values)
{
    static const struct { char kind; const char *name; } formats[] = {{'r', "csr"}, {'c', "csc"}, {'d', "dia"}};
    const char *format = "";
    for (size_t i = 0; i < 3; i++) {
        format = formats[i].kind == m->kind ? formats[i].name : format;
    }
    return open_word(t, "$sparse") && dp_text_open(t, '{') && dp_text_key(t, DP_LIT("format"))
           && dp_text_string(t, dp_span_of(format)) && dp_text_key(t, DP_LIT("shape")) && dp_text_open(t, '[')
           && dp_text_uint(t, m->rows) && dp_text_uint(t, m->cols) && dp_text_close(t, ']')
           && dp_text_key(t, DP_LIT("data")) && array_same(t, m->data, values)
           && dp_text_key(t, m->kind == 'd' ? DP_LIT("offsets") : DP_LIT("indices")) && array_same(t, m->indices, values)
           && (m->indptr == NULL || (dp_text_key(t, DP_LIT("indptr")) && array_same(t, m->indptr, values)))
           && dp_text_close(t, '}') && dp_text_close(t, '}');
}

/* ---- Python's own values ---- */

static bool float_same(dp_text_at *t, double v)
{
    if (isfinite(v)) {
        return dp_text_float(t, v, false);
    }
    return dp_text_form(t, "$float", isnan(v) ? DP_LIT("nan") : v > 0 ? DP_LIT("inf") : DP_LIT("-inf"));
}

static bool int_same(dp_text_at *t, int64_t v)
{
    char digits[24];
    if (v >= -EXACT && v <= EXACT) {
        return dp_text_int(t, v);
    }
    snprintf(digits, sizeof digits, "%" PRId64, v);
    return dp_text_form(t, "$int", dp_span_of(digits));
}

/* The decimal digits make up these bytes: two's complement, least byte first. */
static bool long_same(dp_text_at *t, const dp_obj *o)
{
    dp_span digits;
    dp_mark mark = dp_ctx_mark(t->ctx);
    if (!open_word(t, "$int") || !dp_text_any_string(t, &digits) || !dp_text_close(t, '}')) {
        return false;
    }
    bool negative = digits.n != 0 && digits.p[0] == '-';
    uint8_t *sum = dp_take(t->ctx, (size_t)o->len + 1, 1);
    bool good = sum != NULL && digits.n > negative && digits.n <= (size_t)o->len * 3 + 2 && digits.p[negative] != '0';
    for (size_t i = negative; good && i < digits.n; i++) {
        unsigned carry = digits.p[i] >= '0' && digits.p[i] <= '9' ? digits.p[i] - (unsigned)'0' : 256 * 10;
        for (size_t k = 0; k <= o->len; k++, carry >>= 8) {
            carry += sum[k] * 10U;
            sum[k] = (uint8_t)carry;
        }
        good = carry == 0;
    }
    for (size_t k = 0, carry = 1; good && negative && k <= o->len; k++) {
        carry += (uint8_t)~sum[k];
        sum[k] = (uint8_t)carry;
        carry >>= 8;
    }
    uint8_t sign = negative ? 0xff : 0;
    good = good && memcmp(sum, o->u.bytes, o->len) == 0 && sum[o->len] == sign
           && (o->u.bytes[o->len - 1] & 0x80) == (sign & 0x80);
    dp_ctx_release(t->ctx, mark);
    return good || dp_text_refute(t, "another integer");
}

static bool scalar_same(dp_text_at *t, const dp_array *a)
{
    char kind = a->type.kind;
    if (kind == 'f' && a->type.itemsize == 8) {
        return float_same(t, dp_array_f64(a, 0));
    }
    if (kind == 'i' && a->type.itemsize == 8) {
        return int_same(t, dp_array_i64(a, 0));
    }
    if (kind == 'b' || kind == 'U') {
        return dp_item_same(t, a, 0);
    }
    return open_word(t, "$scalar") && dp_text_open(t, '{') && dp_text_key(t, DP_LIT("dtype")) && dtype_same(t, &a->type)
           && dp_text_key(t, DP_LIT("data")) && dp_item_same(t, a, 0) && dp_text_close(t, '}') && dp_text_close(t, '}');
}

static bool string_same(dp_text_at *t, const dp_obj *o)
{
    dp_span s = {o->u.bytes, o->len};
    if (o->kind == DP_K_BYTES && !dp_utf8_valid(s)) {
        s = dp_latin1_to_utf8(t->ctx, s);
    }
    return dp_text_string(t, s);
}

/* A class or a function by its name; which of them a name is, the name does not always tell. */
static bool global_same(dp_text_at *t, dp_span name)
{
    if (!dp_text_open(t, '{')) {
        return false;
    }
    bool type = dp_text_has_key(t, DP_LIT("$type"));
    return (type || dp_text_key(t, DP_LIT("$function"))) && dp_text_string(t, name) && dp_text_close(t, '}');
}

bool dp_is_flat(dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    switch ((dp_kind)o->kind) {
    case DP_K_LIST: case DP_K_TUPLE: case DP_K_SET: case DP_K_FROZENSET: case DP_K_DICT: case DP_K_MADE: case DP_K_SLICE:
        return false;
    case DP_K_ARRAY: return ((const dp_array *)o->u.value)->type.kind != 'O';
    case DP_K_NONE: case DP_K_BOOL: case DP_K_INT: case DP_K_LONG: case DP_K_FLOAT: case DP_K_TEXT: case DP_K_BYTES:
    case DP_K_BYTEARRAY: case DP_K_GLOBAL: case DP_K_SCALAR: case DP_K_DTYPE: case DP_K_SPARSE: case DP_K_COMPLEX:
    case DP_K_OPAQUE: break;
    }
    return true;
}

bool dp_flat_same(dp_text_at *t, dp_heap *heap, dp_id id, uint64_t *values)
{
    const dp_obj *o = dp_at(heap, id);
    const double *parts = o->u.value;
    ++*values;
    switch ((dp_kind)o->kind) {
    case DP_K_NONE: return dp_text_raw(t, "null");
    case DP_K_BOOL: return dp_text_raw(t, o->u.i != 0 ? "true" : "false");
    case DP_K_INT: return int_same(t, o->u.i);
    case DP_K_LONG: return long_same(t, o);
    case DP_K_FLOAT: return float_same(t, o->u.f);
    case DP_K_TEXT: return string_same(t, o);
    case DP_K_BYTES:
        if ((o->flags & DP_F_PY2STR) != 0) {
            return string_same(t, o);
        }
        return open_word(t, "$bytes") && base64_same(t, (dp_span){o->u.bytes, o->len}) && dp_text_close(t, '}');
    case DP_K_BYTEARRAY:
        return open_word(t, "$bytearray") && base64_same(t, (dp_span){o->u.bytes, o->len}) && dp_text_close(t, '}');
    case DP_K_GLOBAL: return global_same(t, dp_span_of(dp_obj_class(heap, id)));
    case DP_K_ARRAY: return array_same(t, o->u.value, values);
    case DP_K_SCALAR: return scalar_same(t, o->u.value);
    case DP_K_DTYPE: return open_word(t, "$dtype") && dtype_same(t, o->u.value) && dp_text_close(t, '}');
    case DP_K_SPARSE: return sparse_same(t, o->u.value, values);
    case DP_K_COMPLEX:
        return open_word(t, "$complex") && dp_text_open(t, '[') && float_same(t, parts[0]) && float_same(t, parts[1])
               && dp_text_close(t, ']') && dp_text_close(t, '}');
    case DP_K_OPAQUE: return dp_text_form(t, "$opaque", dp_span_of(o->u.name));
    case DP_K_LIST: case DP_K_TUPLE: case DP_K_SET: case DP_K_FROZENSET: case DP_K_DICT: case DP_K_MADE: case DP_K_SLICE:
        break;
    }
    return dp_text_refute(t, "another form");
}
