/* Shapes, and the one place where an array comes to be: its dimensions, its type and its bytes are checked against each
 * other here, whoever wrote them (numpy's pickles, joblib's wrappers, .npy headers). */
#include "value/recipe.h"

#include "base/ckd.h"

/* More elements than any file can hold; keeps products of dimensions, and of those with a size, far from wrapping even
 * where a dimension of 0 makes the count 0. */
#define MOST_ELEMENTS ((uint64_t)1 << 44)

static bool count_of(size_t ndim, const uint64_t *dim, uint64_t *count)
{
    uint64_t product = 1;
    bool none = false;
    for (size_t i = 0; i < ndim; i++) {
        if (dim[i] == 0) {
            none = true;
        } else if (dim[i] > MOST_ELEMENTS / product) {
            return false;
        } else {
            product *= dim[i];
        }
    }
    *count = none ? 0 : product;
    return true;
}

dp_rc dp_shape_read(dp_heap *heap, dp_id shape, size_t *ndim, uint64_t *dim, uint64_t *count)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_obj *o = dp_at(heap, shape);
    if (o->kind != DP_K_TUPLE && o->kind != DP_K_LIST) {
        return dp_fail(ctx, DP_CORRUPT, o->offset, "expected a shape, found %s", dp_obj_describe(heap, shape));
    }
    size_t most = dp_ctx_limits(ctx)->dims < DP_MAX_DIMS ? dp_ctx_limits(ctx)->dims : DP_MAX_DIMS;
    if (o->len > most) {
        return dp_fail(ctx, DP_LIMIT, o->offset, "a shape of %u dimensions is beyond the limit of %zu", o->len, most);
    }
    for (uint32_t i = 0; i < o->len; i++) {
        const dp_obj *d = dp_at(heap, o->u.item[i]);
        if ((d->kind != DP_K_INT && d->kind != DP_K_BOOL) || d->u.i < 0) {
            return dp_fail(ctx, DP_CORRUPT, o->offset, "expected dimensions of 0 or more, found %s",
                           d->kind == DP_K_INT ? dp_take_printf(ctx, "%lld", (long long)d->u.i)
                                               : dp_obj_describe(heap, o->u.item[i]));
        }
        dim[i] = (uint64_t)d->u.i;
    }
    if (!count_of(o->len, dim, count)) {
        return dp_fail(ctx, DP_CORRUPT, o->offset, "the shape has more elements than any file can hold");
    }
    *ndim = o->len;
    return DP_OK;
}

/* Ids that stand in Fortran order, brought to C order. */
static dp_rc to_c_order(dp_ctx *ctx, dp_array *a)
{
    uint64_t stride[DP_MAX_DIMS];
    uint64_t at[DP_MAX_DIMS] = {0};
    dp_id *sorted = dp_take_raw(ctx, (size_t)a->count, sizeof *sorted);
    if (sorted == NULL) {
        return dp_failed(ctx);
    }
    dp_array_strides(a, stride);
    uint64_t from = 0;
    for (uint64_t i = 0; i < a->count; i++) {
        sorted[i] = a->item[from];
        dp_next_index(a->ndim, a->dim, stride, at, &from);
    }
    a->item = sorted;
    a->fortran = false;
    return DP_OK;
}

static dp_rc check_bytes(dp_ctx *ctx, uint64_t offset, const dp_array *a)
{
    size_t need;
    if (!dp_mul(a->count, a->type.itemsize, &need) || need != a->data.n) {
        return dp_fail(ctx, DP_CORRUPT, offset, "%s of %u bytes an element: expected %llu bytes, found %zu",
                       dp_array_text(ctx, a), a->type.itemsize,
                       (unsigned long long)a->count * (unsigned long long)a->type.itemsize, a->data.n);
    }
    if (a->type.itemsize == 0 && a->count != 0) {
        return dp_fail(ctx, DP_CORRUPT, offset, "%s holds elements of no bytes", dp_array_text(ctx, a));
    }
    return DP_OK;
}

dp_rc dp_array_put(dp_heap *heap, dp_id id, const dp_dtype *type, size_t ndim, const uint64_t *dim, bool fortran,
                   dp_span data, const dp_id *items)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_obj *o = dp_at(heap, id);
    uint64_t count;
    if (ndim > DP_MAX_DIMS || !count_of(ndim, dim, &count)) {
        return dp_fail(ctx, DP_CORRUPT, o->offset, "the shape has more elements than any file can hold");
    }
    dp_array *a = dp_take(ctx, 1, sizeof *a);
    uint64_t *kept = dp_take(ctx, ndim, sizeof *kept);
    if (a == NULL || kept == NULL) {
        return dp_failed(ctx);
    }
    if (ndim != 0) {
        memcpy(kept, dim, ndim * sizeof *kept);
    }
    *a = (dp_array){.type = *type, .ndim = (uint8_t)ndim, .fortran = fortran, .dim = kept, .count = count};
    if (type->kind == 'O') {
        a->item = items;
        if (items == NULL && count != 0) {
            return dp_fail(ctx, DP_CORRUPT, o->offset, "%s: expected objects, found bytes", dp_array_text(ctx, a));
        }
        if (fortran && ndim > 1) {
            DP_TRY(to_c_order(ctx, a));
        }
    } else {
        a->data = data.p != NULL ? data : DP_LIT("");
        DP_TRY(check_bytes(ctx, o->offset, a));
    }
    o->kind = DP_K_ARRAY;
    o->flags |= DP_F_SETTLED;
    o->u.value = a;
    return DP_OK;
}
