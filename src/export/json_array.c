/* numpy arrays in JSON: {"$array": {"dtype": …, "shape": […], "data": nested lists in C order}}.
 * Whatever byte order and order of axes the file has, what is written is little-endian and C order. */
#include "export/json_value.h"

#include "base/text.h"

#include <stdio.h>

static void put_member(dp_json *j, const char *key)
{
    dp_json_key(j, dp_span_of(key));
}

static const char *code(char out[32], const dp_dtype *type)
{
    char order = type->itemsize == 1 || type->kind == 'S' || type->kind == 'V' ? '|' : '<';
    unsigned size = type->kind == 'U' ? type->itemsize / 4 : type->itemsize;
    if (type->kind == 'O') {
        return "object";
    }
    snprintf(out, 32, "%c%c%u", order, type->kind, size);
    return out;
}

/* As numpy.dtype takes it: a string, or names, formats, offsets, itemsize of a record. */
static void put_dtype(dp_json *j, const dp_dtype *type)
{
    char text[32];
    if (type->kind != 'V') {
        dp_json_string(j, dp_span_of(code(text, type)));
        return;
    }
    dp_json_open(j, '{');
    put_member(j, "names");
    dp_json_open(j, '[');
    for (uint32_t i = 0; i < type->n_fields; i++) {
        dp_json_string(j, type->fields[i].name);
    }
    dp_json_close(j, ']');
    put_member(j, "formats");
    dp_json_open(j, '[');
    for (uint32_t i = 0; i < type->n_fields; i++) {
        dp_json_string(j, dp_span_of(code(text, &type->fields[i].type)));
    }
    dp_json_close(j, ']');
    put_member(j, "offsets");
    dp_json_open(j, '[');
    for (uint32_t i = 0; i < type->n_fields; i++) {
        dp_json_int(j, type->fields[i].offset);
    }
    dp_json_close(j, ']');
    put_member(j, "itemsize");
    dp_json_int(j, type->itemsize);
    dp_json_close(j, '}');
}

static void put_one(dp_json *j, dp_heap *heap, const dp_array *a, uint64_t i);

/* One field of one record, as an array of a single item would be written. */
static void put_record(dp_json *j, dp_heap *heap, const dp_array *a, uint64_t i)
{
    dp_json_open(j, '[');
    for (uint32_t k = 0; k < a->type.n_fields; k++) {
        const dp_dtype_field *f = &a->type.fields[k];
        dp_span bytes = dp_span_cut(a->data, (size_t)i * a->type.itemsize + f->offset, f->type.itemsize);
        dp_array one = {.type = f->type, .count = 1, .data = bytes};
        put_one(j, heap, &one, 0);
    }
    dp_json_close(j, ']');
}

static void put_one(dp_json *j, dp_heap *heap, const dp_array *a, uint64_t i)
{
    switch (a->type.kind) {
    case 'b': dp_json_raw(j, dp_array_i64(a, i) != 0 ? "true" : "false"); break;
    case 'i':
    case 'M':
    case 'm': dp_json_int(j, dp_array_i64(a, i)); break;
    case 'u': dp_json_raw(j, dp_take_printf(j->ctx, "%llu", (unsigned long long)dp_array_i64(a, i))); break;
    case 'f': dp_json_item(j, dp_array_f64(a, i), a->type.itemsize <= 4); break;
    case 'U': dp_json_string(j, dp_array_text_at(j->ctx, a, i)); break;
    case 'S': dp_json_string(j, dp_latin1_to_utf8(j->ctx, dp_array_text_at(j->ctx, a, i))); break;
    case 'O': dp_json_value(j, heap, a->item[i]); break;
    case 'V': put_record(j, heap, a, i); break;
    default: dp_json_raw(j, "null"); break;
    }
}

/* The brackets that open before, and close after, item i: one for each axis whose block begins or ends there. */
static void put_nested(dp_json *j, dp_heap *heap, const dp_array *a)
{
    dp_mark mark = dp_ctx_mark(j->ctx);
    for (uint64_t i = 0; i < a->count && !j->failed && j->sink->rc == DP_OK; i++) {
        uint64_t block = a->count;
        for (unsigned k = 0; k < a->ndim; block /= a->dim[k], k++) {
            if (i % block == 0) {
                dp_json_open(j, '[');
            }
        }
        put_one(j, heap, a, i);
        block = 1;
        for (unsigned k = a->ndim; k > 0; k--) {
            block *= a->dim[k - 1];
            if ((i + 1) % block == 0) {
                dp_json_close(j, ']');
            }
        }
        if (a->type.kind != 'O') {
            dp_ctx_release(j->ctx, mark); /* texts of one item */
        }
    }
    if (a->count == 0) {
        dp_json_raw(j, "[]");
    }
}

/* The items' bytes in C order, little-endian. */
static void put_bytes(dp_json *j, dp_heap *heap, const dp_array *a)
{
    const double *v = a->type.kind == 'f' && a->type.itemsize == 8 ? dp_array_as_f64(heap, a) : NULL;
    if (v != NULL) {
        dp_json_base64_value(j, (dp_span){(const uint8_t *)v, (size_t)a->count * sizeof *v});
        return;
    }
    dp_json_base64_value(j, a->data);
}

static bool fits_base64(const dp_json *j, const dp_array *a)
{
    bool as_is = !a->type.swapped && (!a->fortran || a->ndim < 2);
    return j->base64 && a->type.kind != 'O' && ((a->type.kind == 'f' && a->type.itemsize == 8) || as_is);
}

void dp_json_array(dp_json *j, dp_heap *heap, const dp_array *a)
{
    dp_json_open(j, '{');
    put_member(j, "$array");
    dp_json_open(j, '{');
    put_member(j, "dtype");
    put_dtype(j, &a->type);
    put_member(j, "shape");
    dp_json_open(j, '[');
    for (unsigned k = 0; k < a->ndim; k++) {
        dp_json_raw(j, dp_take_printf(j->ctx, "%llu", (unsigned long long)a->dim[k]));
    }
    dp_json_close(j, ']');
    if (fits_base64(j, a)) {
        put_member(j, "base64");
        put_bytes(j, heap, a);
    } else {
        put_member(j, "data");
        put_nested(j, heap, a);
    }
    dp_json_close(j, '}');
    dp_json_close(j, '}');
}
