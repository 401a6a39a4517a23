/* numpy arrays in JSON: {"$array": {"dtype": …, "shape": […], "data": nested lists in C order}}.
 * Whatever byte order and order of axes the file has, what is written is little-endian and C order. */
#include "export/json_value.h"

#include "base/text.h"

#include <stdio.h>

enum { ITEM_MAX = 8, ITEMS_PER_VALUE = 16 };

/* ---- dtypes ---- */

const char *dp_json_code(char out[DP_JSON_CODE], const dp_dtype *type)
{
    char order = type->itemsize == 1 || type->kind == 'S' || type->kind == 'V' ? '|' : '<';
    unsigned size = type->kind == 'U' ? type->itemsize / 4 : type->itemsize;
    if (type->kind == 'O') {
        return "object";
    }
    snprintf(out, DP_JSON_CODE, "%c%c%u", order, type->kind, size);
    return out;
}

/* As numpy.dtype takes it: a string, or names, formats, offsets, itemsize of a record. */
void dp_json_dtype(dp_json *j, const dp_dtype *type)
{
    char text[DP_JSON_CODE];
    if (type->n_fields == 0) {
        dp_json_string(j, dp_span_of(dp_json_code(text, type)));
        return;
    }
    dp_json_open(j, '{');
    dp_json_key(j, DP_LIT("names"));
    dp_json_open(j, '[');
    for (uint32_t i = 0; i < type->n_fields; i++) {
        dp_json_string(j, type->fields[i].name);
    }
    dp_json_close(j, ']');
    dp_json_key(j, DP_LIT("formats"));
    dp_json_open(j, '[');
    for (uint32_t i = 0; i < type->n_fields; i++) {
        dp_json_string(j, dp_span_of(dp_json_code(text, &type->fields[i].type)));
    }
    dp_json_close(j, ']');
    dp_json_key(j, DP_LIT("offsets"));
    dp_json_open(j, '[');
    for (uint32_t i = 0; i < type->n_fields; i++) {
        dp_json_uint(j, type->fields[i].offset);
    }
    dp_json_close(j, ']');
    dp_json_key(j, DP_LIT("itemsize"));
    dp_json_uint(j, type->itemsize);
    dp_json_close(j, '}');
}

/* ---- items ---- */

/* Where item number i in C order lies, in the array's own order. */
static uint64_t place(const dp_array *a, uint64_t i)
{
    if (!a->fortran || a->ndim < 2) {
        return i;
    }
    uint64_t at = 0;
    uint64_t stride = a->count;
    for (unsigned k = a->ndim; k > 0; k--) {
        stride /= a->dim[k - 1];
        at += i % a->dim[k - 1] * stride;
        i /= a->dim[k - 1];
    }
    return at;
}

static dp_span item_bytes(const dp_array *a, uint64_t i)
{
    return dp_span_cut(a->data, (size_t)place(a, i) * a->type.itemsize, a->type.itemsize);
}

static void put_text(dp_json *j, const dp_dtype *type, dp_span bytes)
{
    dp_mark mark = dp_ctx_mark(j->ctx);
    dp_array one = {.type = *type, .count = 1, .data = bytes};
    dp_span text = dp_array_text_at(j->ctx, &one, 0);
    if (type->kind == 'S' && !dp_utf8_valid(text)) {
        text = dp_latin1_to_utf8(j->ctx, text); /* bytes of no known encoding */
    }
    dp_json_string(j, text);
    dp_ctx_release(j->ctx, mark);
}

static void put_complex(dp_json *j, const dp_dtype *type, dp_span bytes)
{
    dp_dtype part = {.kind = 'f', .swapped = type->swapped, .itemsize = type->itemsize / 2};
    dp_json_open(j, '[');
    dp_json_number(j, dp_item_f64(&part, bytes.p), part.itemsize <= 4);
    dp_json_number(j, dp_item_f64(&part, bytes.p + part.itemsize), part.itemsize <= 4);
    dp_json_close(j, ']');
}

/* An item that is no record and no object. */
static void put_plain(dp_json *j, const dp_dtype *type, dp_span bytes)
{
    if (type->itemsize == 8 && !type->swapped && (type->kind == 'f' || type->kind == 'i')) { /* most there are */
        uint64_t bits = dp_load64(bytes.p);
        double v;
        memcpy(&v, &bits, sizeof v);
        if (type->kind == 'i') {
            dp_json_int(j, (int64_t)bits);
        } else {
            dp_json_number(j, v, false);
        }
        return;
    }
    switch (type->kind) {
    case 'b': dp_json_raw(j, dp_item_i64(type, bytes.p) != 0 ? "true" : "false"); break;
    case 'i':
    case 'M':
    case 'm': dp_json_int(j, dp_item_i64(type, bytes.p)); break;
    case 'u': dp_json_uint(j, (uint64_t)dp_item_i64(type, bytes.p)); break;
    case 'f': dp_json_number(j, dp_item_f64(type, bytes.p), type->itemsize <= 4); break;
    case 'U':
    case 'S': put_text(j, type, bytes); break;
    case 'c': put_complex(j, type, bytes); break;
    case 'V': dp_json_form_bytes(j, "$bytes", bytes); break;
    default: dp_json_raw(j, "null"); break;
    }
}

void dp_json_array_item(dp_json *j, const dp_array *a, uint64_t i)
{
    dp_span bytes = item_bytes(a, i);
    if (a->type.n_fields == 0) {
        put_plain(j, &a->type, bytes);
        return;
    }
    dp_json_open(j, '[');
    for (uint32_t k = 0; k < a->type.n_fields; k++) {
        const dp_dtype_field *f = &a->type.fields[k];
        put_plain(j, &f->type, dp_span_cut(bytes, f->offset, f->type.itemsize));
    }
    dp_json_close(j, ']');
}

unsigned dp_json_edges(size_t ndim, const uint64_t *dim, uint64_t i)
{
    unsigned n = 0;
    uint64_t block = 1;
    for (size_t k = ndim; k > 0; k--, n++) {
        block *= dim[k - 1];
        if (i % block != 0) {
            break;
        }
    }
    return n;
}

void dp_json_brackets(dp_json *j, unsigned n, bool open)
{
    while (n-- > 0) {
        if (open) {
            dp_json_open(j, '[');
        } else {
            dp_json_close(j, ']');
        }
    }
}

/* ---- base64 ---- */

static void reverse(uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        uint8_t c = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = c;
    }
}

static void put_little_endian(dp_json *j, dp_base64 *b, const dp_dtype *type, dp_span bytes)
{
    size_t unit = type->kind == 'U' ? 4 : type->kind == 'c' ? type->itemsize / 2 : type->itemsize;
    if (!type->swapped || unit < 2 || unit > ITEM_MAX || type->kind == 'S') {
        dp_json_base64_add(j, b, bytes);
        return;
    }
    for (size_t at = 0; at < bytes.n; at += unit) {
        uint8_t item[ITEM_MAX];
        memcpy(item, bytes.p + at, unit);
        reverse(item, unit);
        dp_json_base64_add(j, b, (dp_span){item, unit});
    }
}

/* Records come packed in their own layout; what lies between the fields is written as it stands. */
static void put_record_bytes(dp_json *j, dp_base64 *b, const dp_dtype *type, dp_span bytes)
{
    size_t at = 0;
    for (uint32_t k = 0; k < type->n_fields; k++) {
        const dp_dtype_field *f = &type->fields[k];
        if (f->offset < at) {
            continue;
        }
        dp_json_base64_add(j, b, dp_span_cut(bytes, at, f->offset - at));
        put_little_endian(j, b, &f->type, dp_span_cut(bytes, f->offset, f->type.itemsize));
        at = (size_t)f->offset + f->type.itemsize;
    }
    dp_json_base64_add(j, b, dp_span_cut(bytes, at, bytes.n));
}

static bool lies_ready(const dp_array *a)
{
    bool ready = !a->type.swapped && (!a->fortran || a->ndim < 2);
    for (uint32_t k = 0; k < a->type.n_fields; k++) {
        ready = ready && !a->type.fields[k].type.swapped;
    }
    return ready;
}

static void put_base64(dp_json *j, const dp_array *a)
{
    dp_base64 b;
    dp_json_base64_begin(j, &b);
    if (lies_ready(a)) {
        dp_json_base64_add(j, &b, a->data);
    }
    for (uint64_t i = 0; !lies_ready(a) && i < a->count && dp_json_good(j); i++) {
        if (a->type.n_fields != 0) {
            put_record_bytes(j, &b, &a->type, item_bytes(a, i));
        } else {
            put_little_endian(j, &b, &a->type, item_bytes(a, i));
        }
    }
    dp_json_base64_end(j, &b);
}

/* ---- whole arrays ---- */

static void put_nested(dp_json *j, const dp_array *a)
{
    uint64_t left = j->left;
    if (a->count == 0) {
        dp_json_raw(j, "[]");
    }
    uint64_t line = a->ndim != 0 ? a->dim[a->ndim - 1] : 1;
    for (uint64_t i = 0; i < a->count && dp_json_good(j); i += line) {
        dp_json_brackets(j, dp_json_edges(a->ndim, a->dim, i), true);
        for (uint64_t k = 0; k < line && dp_json_good(j); k++) {
            j->left = left; /* numbers are bounded by the limit of the output */
            dp_json_array_item(j, a, i + k);
        }
        j->left = left;
        dp_json_brackets(j, dp_json_edges(a->ndim, a->dim, i + line), false);
    }
    j->left = left - (left > a->count / ITEMS_PER_VALUE ? a->count / ITEMS_PER_VALUE : left);
}

static void put_mask(dp_json *j, const dp_array *a)
{
    if (a->mask.n != 0 && a->mask.n == a->count) {
        dp_array mask = *a;
        mask.type = (dp_dtype){.kind = 'b', .itemsize = 1};
        mask.data = a->mask;
        mask.item = NULL;
        dp_json_key(j, DP_LIT("mask"));
        put_nested(j, &mask);
    }
}

void dp_json_array_open(dp_json *j, const dp_array *a)
{
    dp_json_form_open(j, "$array");
    dp_json_open(j, '{');
    dp_json_key(j, DP_LIT("dtype"));
    dp_json_dtype(j, &a->type);
    dp_json_key(j, DP_LIT("shape"));
    dp_json_open(j, '[');
    for (unsigned k = 0; k < a->ndim; k++) {
        dp_json_uint(j, a->dim[k]);
    }
    dp_json_close(j, ']');
}

void dp_json_array_close(dp_json *j, const dp_array *a)
{
    put_mask(j, a);
    dp_json_close(j, '}');
    dp_json_close(j, '}');
}

void dp_json_array(dp_json *j, const dp_array *a)
{
    dp_json_array_open(j, a);
    if (j->base64) {
        dp_json_key(j, DP_LIT("base64"));
        put_base64(j, a);
    } else {
        dp_json_key(j, DP_LIT("data"));
        put_nested(j, a);
    }
    dp_json_array_close(j, a);
}
