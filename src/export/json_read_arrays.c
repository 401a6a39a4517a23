/* Arrays of JSON model files: items in the grammar of their dtype, in nested lists of its shape, or as base64. */
#include "base/ckd.h"
#include "base/num.h"
#include "base/text.h"
#include "export/json_reader.h"
#include "export/json_value.h"
#include "value/value.h"

#include <math.h>

enum { MOST_FIELDS = 256, MOST_ITEM = 1 << 20 };

static dp_rc bad(dp_json_reader *r, dp_id id, const char *what)
{
    return dp_json_bad(r, dp_at(r->heap, id)->offset, "%s", what);
}

/* ---- dtypes ---- */

static dp_rc dtype_of_code(dp_json_reader *r, dp_id id, dp_dtype *out)
{
    dp_span code = dp_obj_bytes(r->heap, id);
    uint64_t size;
    if (dp_span_is(code, "object")) {
        *out = (dp_dtype){.kind = 'O', .itemsize = 8};
        return DP_OK;
    }
    if (dp_span_equal(dp_span_cut(code, 0, 2), DP_LIT("|V")) && dp_json_uint64(dp_span_cut(code, 2, code.n), &size) && size <= MOST_ITEM) {
        *out = (dp_dtype){.kind = 'V', .itemsize = (uint32_t)size};
        return DP_OK;
    }
    bool good = dp_kind_of(r->heap, id) == DP_K_TEXT && dp_dtype_parse(code, out) && !out->swapped;
    return good ? DP_OK : bad(r, id, "expected a dtype");
}

static dp_rc list_of(dp_json_reader *r, dp_id dict, const char *key, uint32_t n, dp_id **out)
{
    dp_id list;
    DP_TRY(dp_json_need(r, dict, key, DP_K_LIST, &list));
    const dp_obj *o = dp_at(r->heap, list);
    *out = o->u.item;
    return o->len == n && n != 0 && n <= MOST_FIELDS ? DP_OK : bad(r, list, "expected as many as there are fields");
}

/* Fields in the order of their places, none over another. */
static dp_rc dtype_of_record(dp_json_reader *r, dp_id id, dp_dtype *out)
{
    dp_id *name;
    dp_id *format;
    dp_id *offset;
    int64_t end = 0;
    const dp_obj *size = dp_at(r->heap, dp_obj_get(r->heap, id, "itemsize"));
    uint32_t n = dp_at(r->heap, dp_obj_get(r->heap, id, "names"))->len;
    DP_TRY(list_of(r, id, "names", n, &name));
    DP_TRY(list_of(r, id, "formats", n, &format));
    DP_TRY(list_of(r, id, "offsets", n, &offset));
    dp_dtype_field *field = dp_take(r->ctx, n, sizeof *field);
    if (field == NULL) {
        return dp_failed(r->ctx);
    }
    for (uint32_t i = 0; i < n; i++) {
        const dp_obj *o = dp_at(r->heap, offset[i]);
        DP_TRY(dtype_of_code(r, format[i], &field[i].type));
        if (dp_kind_of(r->heap, name[i]) != DP_K_TEXT || o->kind != DP_K_INT || o->u.i < end || o->u.i > MOST_ITEM || field[i].type.kind == 'O') {
            return bad(r, id, "fields of a record that are none, or overlap");
        }
        field[i].name = dp_obj_bytes(r->heap, name[i]);
        field[i].offset = (uint32_t)o->u.i;
        end = o->u.i + field[i].type.itemsize;
    }
    if (size->kind != DP_K_INT || size->u.i < end || size->u.i > MOST_ITEM) {
        return bad(r, id, "fields of a record that reach past its end");
    }
    *out = (dp_dtype){.kind = 'V', .itemsize = (uint32_t)size->u.i, .fields = field, .n_fields = n};
    return DP_OK;
}

static dp_rc dtype_of(dp_json_reader *r, dp_id id, dp_dtype *out)
{
    return dp_kind_of(r->heap, id) == DP_K_DICT ? dtype_of_record(r, id, out) : dtype_of_code(r, id, out);
}

dp_rc dp_json_to_dtype(dp_json_reader *r, dp_id id, dp_id told)
{
    dp_dtype *type = dp_take(r->ctx, 1, sizeof *type);
    if (type == NULL) {
        return dp_failed(r->ctx);
    }
    DP_TRY(dtype_of(r, told, type));
    dp_at(r->heap, id)->kind = DP_K_DTYPE;
    dp_at(r->heap, id)->u.value = type;
    return DP_OK;
}

/* ---- items ---- */

static dp_rc take_bool(dp_json_reader *r, uint8_t *out)
{
    bool yes = dp_json_peek(r) == 't';
    dp_span want = yes ? DP_LIT("true") : DP_LIT("false");
    if (!dp_span_equal(dp_span_cut(r->text, r->at, want.n), want)) {
        return dp_json_bad(r, r->at, "expected true or false");
    }
    *out = yes;
    r->at += want.n;
    return DP_OK;
}

static dp_rc take_int(dp_json_reader *r, const dp_dtype *type, uint8_t *out)
{
    dp_span s;
    bool real;
    int64_t v = 0;
    uint64_t u = 0;
    unsigned bits = type->itemsize * 8;
    DP_TRY(dp_json_read_number(r, &s, &real));
    bool good = type->kind == 'u' ? dp_json_uint64(s, &u) && (bits == 64 || u >> bits == 0)
                                  : dp_json_int64(s, &v) && (bits == 64 || (v >= -((int64_t)1 << (bits - 1)) && v < (int64_t)1 << (bits - 1)));
    u = type->kind == 'u' ? u : (uint64_t)v;
    memcpy(out, &u, type->itemsize);
    return good ? DP_OK : dp_json_bad(r, r->at, "expected an integer of %u bits", bits);
}

/* A number, or what is not finite as a text. */
static dp_rc take_double(dp_json_reader *r, double *out)
{
    dp_span s;
    bool real;
    if (dp_json_peek(r) == '"') {
        DP_TRY(dp_json_read_string(r, &s));
        bool nan = dp_span_is(s, "NaN");
        bool above = dp_span_is(s, "Infinity");
        *out = nan ? NAN : above ? INFINITY : -INFINITY;
        return nan || above || dp_span_is(s, "-Infinity") ? DP_OK : dp_json_bad(r, r->at, "expected a number");
    }
    DP_TRY(dp_json_read_number(r, &s, &real));
    bool good = dp_num_read(s, out) && isfinite(*out);
    return good ? DP_OK : dp_json_bad(r, r->at, "a number that is beyond float64");
}

static dp_rc take_float(dp_json_reader *r, uint32_t size, uint8_t *out)
{
    double v;
    DP_TRY(take_double(r, &v));
    if (size == 8) {
        memcpy(out, &v, size);
        return DP_OK;
    }
    float f = (float)v;
    if (size != 4) {
        return dp_fail(r->ctx, DP_UNSUPPORTED, r->at, "JSON: float16");
    }
    memcpy(out, &f, size);
    return isfinite(f) || !isfinite(v) ? DP_OK : dp_json_bad(r, r->at, "a number that is beyond float32");
}

static dp_rc take_complex(dp_json_reader *r, uint32_t size, uint8_t *out)
{
    DP_TRY(dp_json_expect(r, '['));
    DP_TRY(take_float(r, size / 2, out));
    DP_TRY(dp_json_expect(r, ','));
    DP_TRY(take_float(r, size / 2, out + size / 2));
    return dp_json_expect(r, ']');
}

/* One character of valid text, or of a lone surrogate. */
static uint32_t character(dp_span s, size_t *at)
{
    uint8_t c = s.p[(*at)++];
    unsigned more = c < 0xc0 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    uint32_t v = more == 0 ? c : c & (0x3fU >> more);
    for (; more > 0 && *at < s.n; more--) {
        v = v << 6 | (s.p[(*at)++] & 0x3f);
    }
    return v;
}

static dp_rc take_text(dp_json_reader *r, uint32_t size, uint8_t *out)
{
    dp_span s;
    size_t n = 0;
    DP_TRY(dp_json_read_string(r, &s));
    for (size_t at = 0; at < s.n; n += 4) {
        uint32_t c = character(s, &at);
        if (n + 4 > size) {
            return dp_json_bad(r, r->at, "a text longer than its dtype");
        }
        memcpy(out + n, &c, sizeof c);
    }
    return DP_OK;
}

/* Bytes that were no UTF-8 stand there as if they were Latin-1. */
static dp_rc take_byte_text(dp_json_reader *r, uint32_t size, uint8_t *out)
{
    dp_span s;
    uint32_t n = 0;
    DP_TRY(dp_json_read_string(r, &s));
    if (s.n <= size) {
        memcpy(out, s.n != 0 ? s.p : (const uint8_t *)"", s.n);
        return DP_OK;
    }
    for (size_t at = 0; at < s.n; n++) {
        uint32_t c = character(s, &at);
        if (c > 255 || n == size) {
            return dp_json_bad(r, r->at, "a text longer than its dtype");
        }
        out[n] = (uint8_t)c;
    }
    return DP_OK;
}

static dp_rc take_raw(dp_json_reader *r, uint32_t size, uint8_t *out)
{
    dp_span key;
    dp_span bytes;
    DP_TRY(dp_json_expect(r, '{'));
    dp_json_peek(r);
    DP_TRY(dp_json_read_string(r, &key));
    DP_TRY(dp_json_expect(r, ':'));
    dp_json_peek(r);
    DP_TRY(dp_json_read_string(r, &bytes));
    DP_TRY(dp_json_base64(r, bytes, r->at, &bytes));
    if (!dp_span_is(key, "$bytes") || bytes.n != size) {
        return dp_json_bad(r, r->at, "expected %u bytes", size);
    }
    memcpy(out, bytes.p, bytes.n);
    return dp_json_expect(r, '}');
}

static dp_rc take_plain(dp_json_reader *r, const dp_dtype *type, uint8_t *out)
{
    switch (type->kind) {
    case 'b': return take_bool(r, out);
    case 'i':
    case 'u':
    case 'M':
    case 'm': return take_int(r, type, out);
    case 'f': return take_float(r, type->itemsize, out);
    case 'c': return take_complex(r, type->itemsize, out);
    case 'U': return take_text(r, type->itemsize, out);
    case 'S': return take_byte_text(r, type->itemsize, out);
    default: return take_raw(r, type->itemsize, out);
    }
}

static dp_rc take_item(dp_json_reader *r, const dp_dtype *type, uint8_t *out)
{
    if (type->n_fields == 0) {
        return take_plain(r, type, out);
    }
    for (uint32_t i = 0; i < type->n_fields; i++) {
        DP_TRY(dp_json_expect(r, i == 0 ? '[' : ','));
        DP_TRY(take_plain(r, &type->fields[i].type, out + type->fields[i].offset));
    }
    return dp_json_expect(r, ']');
}

/* ---- whole arrays ---- */

static dp_rc expect_all(dp_json_reader *r, char bracket, unsigned n)
{
    for (; n > 0; n--) {
        DP_TRY(dp_json_expect(r, bracket));
    }
    return DP_OK;
}

/* raw: BYTES, the text of the nested lists. */
static dp_rc items_of(dp_json_reader *r, dp_id raw, const dp_dtype *type, size_t ndim, const uint64_t *dim, uint64_t count, dp_span *out)
{
    const dp_obj *o = dp_at(r->heap, raw);
    if (o->kind != DP_K_BYTES || count > o->len) {
        return bad(r, raw, "an array of fewer items than its shape has");
    }
    size_t size = type->itemsize;
    size_t all = 0;
    uint8_t *bytes = dp_mul(count, size, &all) ? dp_take(r->ctx, all, 1) : NULL;
    if (bytes == NULL) {
        return dp_failed(r->ctx) != DP_OK ? dp_failed(r->ctx) : bad(r, raw, "an array without end");
    }
    dp_json_reader items = *r;
    items.text = dp_span_cut(r->text, 0, (size_t)o->offset + o->len);
    items.at = (size_t)o->offset;
    DP_TRY(count == 0 ? dp_json_expect(&items, '[') : expect_all(&items, '[', (unsigned)ndim));
    for (uint64_t i = 0; i < count; i++) {
        dp_mark mark = dp_ctx_mark(r->ctx); /* texts with escapes and base64 are copied on the way */
        if (i != 0) {
            unsigned n = dp_json_edges(ndim, dim, i);
            DP_TRY(expect_all(&items, ']', n));
            DP_TRY(dp_json_expect(&items, ','));
            DP_TRY(expect_all(&items, '[', n));
        }
        DP_TRY(take_item(&items, type, bytes + i * size));
        dp_ctx_release(r->ctx, mark);
    }
    DP_TRY(count == 0 ? dp_json_expect(&items, ']') : expect_all(&items, ']', (unsigned)ndim));
    *out = (dp_span){bytes, all};
    return dp_json_peek(&items) == '\0' && items.at == items.text.n ? DP_OK : bad(r, raw, "an array of more items than its shape has");
}

/* The items of lists in lists, level by level. */
static dp_rc objects_of(dp_json_reader *r, dp_id list, size_t ndim, const uint64_t *dim, uint64_t count, const dp_id **out)
{
    dp_id *level = dp_take(r->ctx, 1, sizeof *level);
    uint64_t n = 1;
    if (level == NULL) {
        return dp_failed(r->ctx);
    }
    level[0] = list;
    for (size_t k = 0; count != 0 && k < ndim; k++) {
        uint64_t have = 0;
        dp_id *next = NULL;
        for (uint64_t i = 0; i < n; i++) {
            const dp_obj *o = dp_at(r->heap, level[i]);
            if (o->kind != DP_K_LIST || o->len != dim[k]) {
                return bad(r, level[i], "lists of another shape than their array has");
            }
            if (next == NULL && (next = dp_take_raw(r->ctx, (size_t)(n * dim[k]), sizeof *next)) == NULL) {
                return dp_failed(r->ctx);
            }
            memcpy(next + have, o->u.item, o->len * sizeof *next);
            have += o->len;
        }
        level = next;
        n = have;
    }
    *out = level;
    const dp_obj *o = dp_at(r->heap, list);
    return count != 0 || (o->kind == DP_K_LIST && o->len == 0) ? DP_OK : bad(r, list, "items in an array of none");
}

static dp_rc put_mask(dp_json_reader *r, dp_id id, dp_id raw)
{
    static const dp_dtype bools = {.kind = 'b', .itemsize = 1};
    dp_array *masked = dp_take(r->ctx, 1, sizeof *masked);
    if (masked == NULL) {
        return dp_failed(r->ctx);
    }
    *masked = *dp_array_of(r->heap, id);
    DP_TRY(items_of(r, raw, &bools, masked->ndim, masked->dim, masked->count, &masked->mask));
    dp_at(r->heap, id)->u.value = masked;
    return DP_OK;
}

dp_rc dp_json_to_array(dp_json_reader *r, dp_id id, dp_id told)
{
    uint64_t dim[DP_MAX_DIMS];
    uint64_t count;
    size_t ndim;
    dp_dtype type;
    dp_span bytes = {NULL, 0};
    const dp_id *items = NULL;
    dp_id shape;
    DP_TRY(dp_kind_of(r->heap, told) == DP_K_DICT ? DP_OK : bad(r, told, "expected an array"));
    DP_TRY(dp_json_need(r, told, "shape", DP_K_LIST, &shape));
    DP_TRY(dtype_of(r, dp_obj_get(r->heap, told, "dtype"), &type));
    DP_TRY(dp_shape_read(r->heap, shape, &ndim, dim, &count));
    dp_id data = dp_obj_get(r->heap, told, "data");
    dp_id base64 = dp_obj_get(r->heap, told, "base64");
    if ((data == 0) == (base64 == 0) || (type.kind == 'O' && (data == 0 || dp_kind_of(r->heap, data) == DP_K_BYTES))) {
        return bad(r, told, "expected one of data and base64, behind the dtype");
    }
    if (type.kind == 'O') {
        DP_TRY(objects_of(r, data, ndim, dim, count, &items));
    } else if (data != 0) {
        DP_TRY(items_of(r, data, &type, ndim, dim, count, &bytes));
    } else {
        DP_TRY(dp_json_base64(r, dp_obj_bytes(r->heap, base64), dp_at(r->heap, base64)->offset, &bytes));
    }
    DP_TRY(dp_array_put(r->heap, id, &type, ndim, dim, false, bytes, items));
    dp_id mask = dp_obj_get(r->heap, told, "mask");
    return mask != 0 ? put_mask(r, id, mask) : DP_OK;
}

dp_rc dp_json_to_scalar(dp_json_reader *r, dp_id id, dp_id told)
{
    dp_dtype type;
    dp_span bytes;
    DP_TRY(dp_kind_of(r->heap, told) == DP_K_DICT ? DP_OK : bad(r, told, "expected a scalar"));
    DP_TRY(dtype_of(r, dp_obj_get(r->heap, told, "dtype"), &type));
    if (type.kind == 'O') {
        return bad(r, told, "a scalar that is an object");
    }
    DP_TRY(items_of(r, dp_obj_get(r->heap, told, "data"), &type, 0, NULL, 1, &bytes));
    DP_TRY(dp_array_put(r->heap, id, &type, 0, NULL, false, bytes, NULL));
    dp_at(r->heap, id)->kind = DP_K_SCALAR;
    return DP_OK;
}
