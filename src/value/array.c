/* What arrays hold: element by element, as numbers, as text. The bytes stay where they lie; only another type, byte
 * order, packing or order of dimensions costs a copy. */
#include "value/recipe.h"

#include "base/ckd.h"
#include "base/text.h"
#include "base/unicode.h"

#include <math.h>

const dp_array *dp_array_of(const dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    return o->kind == DP_K_ARRAY || o->kind == DP_K_SCALAR ? o->u.value : NULL;
}

void dp_array_strides(const dp_array *a, uint64_t stride[DP_MAX_DIMS])
{
    uint64_t step = 1;
    for (unsigned k = 0; k < a->ndim; k++) {
        unsigned d = a->fortran ? k : a->ndim - 1U - k;
        stride[d] = step;
        step *= a->dim[d];
    }
}

static bool in_c_order(const dp_array *a)
{
    return !a->fortran || a->ndim <= 1;
}

/* Where element i of the C order stands in the array's own order. */
static uint64_t place(const dp_array *a, uint64_t i)
{
    if (in_c_order(a)) {
        return i;
    }
    uint64_t stride[DP_MAX_DIMS];
    dp_array_strides(a, stride);
    uint64_t at = 0;
    for (unsigned d = a->ndim; d-- > 0;) {
        at += i % a->dim[d] * stride[d];
        i /= a->dim[d];
    }
    return at;
}

static const uint8_t *element(const dp_array *a, uint64_t i)
{
    return a->data.p + place(a, i) * a->type.itemsize;
}

static uint16_t load16(const uint8_t *p, bool swapped)
{
    return swapped ? __builtin_bswap16(dp_load16(p)) : dp_load16(p);
}

static uint32_t load32(const uint8_t *p, bool swapped)
{
    return swapped ? __builtin_bswap32(dp_load32(p)) : dp_load32(p);
}

static uint64_t load64(const uint8_t *p, bool swapped)
{
    return swapped ? __builtin_bswap64(dp_load64(p)) : dp_load64(p);
}

static double half(uint16_t bits)
{
    unsigned exponent = bits >> 10 & 31U;
    double fraction = bits & 1023U;
    double v = exponent == 31 ? (fraction != 0 ? (double)NAN : (double)INFINITY)
               : exponent == 0 ? ldexp(fraction, -24)
                               : ldexp(fraction + 1024, (int)exponent - 25);
    return (bits & 0x8000U) != 0 ? -v : v;
}

static double single(uint32_t bits)
{
    float v;
    memcpy(&v, &bits, sizeof v);
    return (double)v;
}

static double twice(uint64_t bits)
{
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* An integer of size bytes, sign-extended where the kind has signs. */
static int64_t load_int(const uint8_t *p, char kind, uint32_t size, bool swapped)
{
    switch (size) {
    case 1: return kind == 'i' ? (int8_t)*p : kind == 'b' ? *p != 0 : *p;
    case 2: return kind == 'i' ? (int16_t)load16(p, swapped) : load16(p, swapped);
    case 4: return kind == 'i' ? (int32_t)load32(p, swapped) : (int64_t)load32(p, swapped);
    default: return (int64_t)load64(p, swapped);
    }
}

double dp_item_f64(const dp_dtype *t, const uint8_t *p)
{
    if (t->kind == 'f') {
        return t->itemsize == 8   ? twice(load64(p, t->swapped))
               : t->itemsize == 4 ? single(load32(p, t->swapped))
                                  : half(load16(p, t->swapped));
    }
    int64_t v = load_int(p, t->kind, t->itemsize, t->swapped);
    return t->kind == 'u' ? (double)(uint64_t)v : (double)v;
}

double dp_array_f64(const dp_array *a, uint64_t i)
{
    return dp_item_f64(&a->type, element(a, i));
}

int64_t dp_item_i64(const dp_dtype *t, const uint8_t *p)
{
    return load_int(p, t->kind, t->itemsize, t->swapped);
}

int64_t dp_array_i64(const dp_array *a, uint64_t i)
{
    return dp_item_i64(&a->type, element(a, i));
}

/* UTF-32 as UTF-8 into out, which has room for 4 bytes a character. false: no text. */
static bool utf32(const uint8_t *p, size_t n, bool swapped, uint8_t *out, size_t *used)
{
    uint8_t *q = out;
    for (size_t i = 0; i < n; i++) {
        uint32_t c = load32(p + 4 * i, swapped);
        if (c > 0x10ffff || dp_is_surrogate(c)) {
            return false;
        }
        q += dp_utf8_put(c, q);
    }
    *used = (size_t)(q - out);
    return true;
}

/* numpy fills up with NULs and takes them off again when an element is read. */
static size_t length(const uint8_t *p, size_t n, size_t unit)
{
    static const uint8_t zero[4];
    while (n != 0 && memcmp(p + (n - 1) * unit, zero, unit) == 0) {
        n--;
    }
    return n;
}

dp_span dp_array_text_at(dp_ctx *ctx, const dp_array *a, uint64_t i)
{
    const uint8_t *p = element(a, i);
    if (a->type.kind == 'S') {
        return (dp_span){p, length(p, a->type.itemsize, 1)};
    }
    size_t n = length(p, a->type.itemsize / 4, 4);
    uint8_t *text = dp_take_raw(ctx, n + 1, 4);
    size_t used = 0;
    if (text == NULL || !utf32(p, n, a->type.swapped, text, &used)) {
        return (dp_span){NULL, 0};
    }
    return (dp_span){text, used};
}

/* Converters of one run of n elements, `step` bytes apart. One loop a type, so that the compiler can do its work. */
#define RUN(expression)                                  \
    for (size_t i = 0; i < n; i++, p += step) {          \
        out[i] = (expression);                           \
    }                                                    \
    break

static void run_f64(const dp_dtype *t, const uint8_t *p, size_t step, size_t n, double *out)
{
    bool s = t->swapped;
    if (t->kind != 'f') {
        switch (t->itemsize) {
        case 8:
            if (t->kind == 'u') {
                RUN((double)load64(p, s));
            } else {
                RUN((double)(int64_t)load64(p, s));
            }
        default: RUN((double)load_int(p, t->kind, t->itemsize, s));
        }
        return;
    }
    switch (t->itemsize) {
    case 8: RUN(twice(load64(p, s)));
    case 4: RUN(single(load32(p, s)));
    default: RUN(half(load16(p, s)));
    }
}

static void run_i64(const dp_dtype *t, const uint8_t *p, size_t step, size_t n, int64_t *out)
{
    bool s = t->swapped;
    switch (t->itemsize) {
    case 8: RUN((int64_t)load64(p, s));
    default: RUN(load_int(p, t->kind, t->itemsize, s));
    }
}

#undef RUN

/* Both outputs are 8 bytes wide: as_int chooses. */
static void run(const dp_array *a, uint64_t from, uint64_t step, size_t n, uint64_t *out, bool as_int)
{
    const uint8_t *p = a->data.p + from * a->type.itemsize;
    size_t bytes = (size_t)step * a->type.itemsize;
    if (as_int) {
        run_i64(&a->type, p, bytes, n, (int64_t *)out);
    } else {
        run_f64(&a->type, p, bytes, n, (double *)out);
    }
}

/* All elements in C order: an odometer over all but the last dimension, a run over that. */
static void convert(const dp_array *a, uint64_t *out, bool as_int)
{
    if (in_c_order(a)) {
        run(a, 0, 1, (size_t)a->count, out, as_int);
        return;
    }
    uint64_t stride[DP_MAX_DIMS];
    uint64_t at[DP_MAX_DIMS] = {0};
    dp_array_strides(a, stride);
    unsigned last = a->ndim - 1U;
    size_t row = (size_t)a->dim[last];
    uint64_t from = 0;
    for (uint64_t done = 0; done < a->count; done += row) {
        run(a, from, stride[last], row, out + done, as_int);
        dp_next_index(last, a->dim, stride, at, &from);
    }
}

static bool usable_as_is(const dp_array *a, const char *kinds)
{
    return strchr(kinds, a->type.kind) != NULL && a->type.itemsize == 8 && !a->type.swapped && in_c_order(a)
           && (uintptr_t)a->data.p % sizeof(uint64_t) == 0;
}

static bool number_of(const dp_heap *heap, dp_id id, double *out)
{
    const dp_obj *o = dp_at(heap, id);
    if (o->kind == DP_K_FLOAT) {
        *out = o->u.f;
        return true;
    }
    if (o->kind == DP_K_INT || o->kind == DP_K_BOOL) {
        *out = (double)o->u.i;
        return true;
    }
    const dp_array *scalar = o->kind == DP_K_SCALAR ? dp_array_of(heap, id) : NULL;
    if (scalar == NULL || strchr("biuf", scalar->type.kind) == NULL) {
        return false;
    }
    *out = dp_array_f64(scalar, 0);
    return true;
}

bool dp_int_of(const dp_heap *heap, dp_id id, int64_t *out)
{
    const dp_obj *o = dp_at(heap, id);
    if (o->kind == DP_K_INT || o->kind == DP_K_BOOL) {
        *out = o->u.i;
        return true;
    }
    const dp_array *scalar = o->kind == DP_K_SCALAR ? dp_array_of(heap, id) : NULL;
    if (scalar == NULL || strchr("biu", scalar->type.kind) == NULL) {
        return false;
    }
    *out = dp_array_i64(scalar, 0);
    return scalar->type.kind != 'u' || *out >= 0;
}

const double *dp_array_as_f64(dp_heap *heap, const dp_array *a)
{
    if (usable_as_is(a, "f")) {
        return (const double *)(const void *)a->data.p;
    }
    if (strchr("biufO", a->type.kind) == NULL) {
        return NULL;
    }
    uint64_t *out = dp_take_raw(dp_heap_ctx(heap), (size_t)a->count, sizeof *out);
    if (out == NULL) {
        return NULL;
    }
    if (a->type.kind != 'O') {
        convert(a, out, false);
        return (double *)out;
    }
    for (uint64_t i = 0; i < a->count; i++) {
        if (!number_of(heap, a->item[i], (double *)&out[i])) {
            return NULL;
        }
    }
    return (double *)out;
}

const int64_t *dp_array_as_i64(dp_heap *heap, const dp_array *a)
{
    if (usable_as_is(a, "i")) {
        return (const int64_t *)(const void *)a->data.p;
    }
    if (strchr("biuO", a->type.kind) == NULL) {
        return NULL;
    }
    int64_t *out = dp_take_raw(dp_heap_ctx(heap), (size_t)a->count, sizeof *out);
    if (out == NULL) {
        return NULL;
    }
    if (a->type.kind != 'O') {
        convert(a, (uint64_t *)out, true);
    }
    bool wide = a->type.kind == 'u' && a->type.itemsize == 8;
    for (uint64_t i = 0; i < a->count; i++) {
        if (a->type.kind == 'O' ? !dp_int_of(heap, a->item[i], &out[i]) : wide && out[i] < 0) {
            return NULL;
        }
    }
    return out;
}

static const char *type_word(dp_ctx *ctx, const dp_dtype *t)
{
    switch (t->kind) {
    case 'b': return "bool";
    case 'i': return dp_take_printf(ctx, "int%u", t->itemsize * 8);
    case 'u': return dp_take_printf(ctx, "uint%u", t->itemsize * 8);
    case 'f': return dp_take_printf(ctx, "float%u", t->itemsize * 8);
    case 'U': return "str";
    case 'S': return "bytes";
    case 'c': return dp_take_printf(ctx, "complex%u", t->itemsize * 8);
    case 'V': return t->n_fields != 0 ? "record" : "raw bytes";
    case 'M': return "datetime";
    case 'm': return "timedelta";
    default: return "object";
    }
}

const char *dp_array_text(dp_ctx *ctx, const dp_array *a)
{
    dp_text t = dp_text_new(ctx);
    dp_text_addf(&t, "%u-d %s array (", a->ndim, type_word(ctx, &a->type));
    for (unsigned d = 0; d < a->ndim; d++) {
        dp_text_addf(&t, "%s%llu", d != 0 ? ", " : "", (unsigned long long)a->dim[d]);
    }
    dp_text_adds(&t, ")");
    return dp_text_str(&t);
}
