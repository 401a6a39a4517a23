/* numpy's arrays and scalars, in the four forms in which pickles write them:
 *
 *     numpy.core.multiarray._reconstruct(class, (0,), b'b')   BUILD (1, shape, dtype, is_fortran, data)
 *     numpy.core.numeric._frombuffer(buffer, dtype, shape, order)          order 'C', 'F'; 'K' and the order of axes
 *     numpy.core.multiarray.scalar(dtype, bytes)
 *     numpy.ma.core._mareconstruct(class, base, (0,), 'b')    BUILD (1, shape, dtype, is_fortran, data, mask, fill)
 *
 * data is bytes, or text that stands for bytes (pickles of Python 2), or for objects a list in the order of the flag. */
#include "value/recipe.h"

enum { STATE = 5, MASKED_STATE = 7 };

static bool is_array_class(const dp_heap *heap, dp_id id)
{
    static const char *const known[] = {"numpy.ndarray", "numpy.memmap",   "numpy.matrix",
                                        "numpy.recarray", "numpy.chararray", "numpy.ma.MaskedArray",
                                        "pandas.core.indexes.frozen.FrozenNDArray"};
    if (dp_kind_of(heap, id) != DP_K_GLOBAL) {
        return false;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(dp_canonical(heap, id), known[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* (version, shape, dtype, is_fortran, data) at the head of `item`, onto node id. */
static dp_rc build(dp_heap *heap, dp_id id, const dp_id *item)
{
    uint64_t dim[DP_MAX_DIMS];
    uint64_t count;
    size_t ndim;
    dp_dtype type;
    dp_span data = {NULL, 0};
    const dp_obj *version = dp_at(heap, item[0]);
    const dp_obj *fortran = dp_at(heap, item[3]);
    if (version->kind != DP_K_INT || version->u.i != 1) {
        return dp_call_refuse(heap, id, "expected state of version 1, found %s", dp_obj_describe(heap, item[0]));
    }
    if ((fortran->kind != DP_K_BOOL && fortran->kind != DP_K_INT) || (uint64_t)fortran->u.i > 1) {
        return dp_call_refuse(heap, id, "expected a bool for the order, found %s", dp_obj_describe(heap, item[3]));
    }
    bool in_fortran_order = fortran->u.i == 1;
    DP_TRY(dp_shape_read(heap, item[1], &ndim, dim, &count));
    DP_TRY(dp_dtype_now(heap, item[2], &type));
    const dp_obj *held = dp_at(heap, item[4]);
    if (type.kind == 'O') {
        if (held->kind != DP_K_LIST || held->len != count) {
            return dp_call_refuse(heap, id, "expected a list of %llu objects, found %s of %u",
                                  (unsigned long long)count, dp_obj_describe(heap, item[4]), held->len);
        }
        return dp_array_put(heap, id, &type, ndim, dim, in_fortran_order, data, held->u.item);
    }
    if (!dp_bytes_now(heap, item[4], &data)) {
        return dp_call_refuse(heap, id, "expected the array's bytes, found %s", dp_obj_describe(heap, item[4]));
    }
    return dp_array_put(heap, id, &type, ndim, dim, in_fortran_order, data, NULL);
}

/* The state tuple of exactly n items; NULL: the error is set. */
static const dp_id *state_of(dp_heap *heap, dp_id id, uint32_t n)
{
    const dp_made *made = dp_at(heap, id)->u.made;
    const dp_obj *state = dp_at(heap, made->state);
    if (!dp_was_called(made) || made->items != 0 || made->pairs != 0) {
        dp_call_refuse(heap, id, "expected a call and its state, nothing else");
        return NULL;
    }
    if (made->state == 0) {
        dp_call_refuse(heap, id, "an array was begun and never filled");
        return NULL;
    }
    if (state->kind != DP_K_TUPLE || state->len != n) {
        dp_call_refuse(heap, id, "expected a state of %u items, found %s of %u", n, dp_obj_describe(heap, made->state),
                       state->len);
        return NULL;
    }
    return state->u.item;
}

dp_rc dp_recipe_ndarray(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_args(heap, id, 3, 3, &args, &n));
    if (!is_array_class(heap, args[0])) {
        return dp_call_refuse(heap, id, "expected a class of arrays, found %s", dp_obj_describe(heap, args[0]));
    }
    const dp_id *state = state_of(heap, id, STATE);
    return state != NULL ? build(heap, id, state) : dp_failed(dp_heap_ctx(heap));
}

/* dill's _create_array(_reconstruct, (class, shape, code), state, attributes): the call and its BUILD in one. */
dp_rc dp_recipe_dill_array(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_plain(heap, id, 3, 4, &args, &n));
    bool bare = n == 3 || dp_kind_of(heap, args[3]) == DP_K_NONE || (dp_kind_of(heap, args[3]) == DP_K_DICT && dp_at(heap, args[3])->len == 0);
    if (!bare || dp_at(heap, args[1])->kind != DP_K_TUPLE
        || strcmp(dp_canonical(heap, args[0]), "numpy._core.multiarray._reconstruct") != 0) {
        return dp_call_refuse(heap, id, "expected an array of numpy's own, found %s", dp_obj_describe(heap, args[0]));
    }
    dp_made *made = dp_take(dp_heap_ctx(heap), 1, sizeof *made);
    if (made == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    *made = *dp_at(heap, id)->u.made;
    made->callee = args[0];
    made->args = args[1];
    made->state = args[2];
    dp_at(heap, id)->u.made = made;
    return dp_recipe_ndarray(heap, id);
}

/* The mask has one byte an element, in the order of the data; None stands for no mask in no version seen. That of a
 * record has one for each field, and is left out. */
static dp_rc put_mask(dp_heap *heap, dp_id id, dp_id mask)
{
    dp_array *masked = dp_take(dp_heap_ctx(heap), 1, sizeof *masked);
    if (masked == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    dp_obj *o = dp_at(heap, id);
    *masked = *dp_array_of(heap, id);
    if (masked->type.kind == 'V') {
        dp_warn(dp_heap_ctx(heap), "the mask of an array of records is left out");
        return DP_OK;
    }
    if (!dp_bytes_now(heap, mask, &masked->mask) || masked->mask.n != masked->count) {
        return dp_fail(dp_heap_ctx(heap), DP_CORRUPT, o->offset, "masked array: expected %llu bytes of mask, found %s",
                       (unsigned long long)masked->count, dp_obj_describe(heap, mask));
    }
    o->u.value = masked;
    return DP_OK;
}

dp_rc dp_recipe_masked(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_args(heap, id, 4, 4, &args, &n));
    if (!is_array_class(heap, args[0]) || !is_array_class(heap, args[1])) {
        return dp_call_refuse(heap, id, "expected two classes of arrays, found %s and %s",
                              dp_obj_describe(heap, args[0]), dp_obj_describe(heap, args[1]));
    }
    const dp_id *state = state_of(heap, id, MASKED_STATE);
    if (state == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    DP_TRY(build(heap, id, state));
    return put_mask(heap, id, state[5]);
}

/* A permutation of 0 … ndim - 1. */
static bool read_axes(const dp_heap *heap, dp_id id, size_t ndim, size_t axis[DP_MAX_DIMS])
{
    const dp_obj *o = dp_at(heap, id);
    uint64_t seen = 0;
    if (o->kind != DP_K_TUPLE || o->len != ndim) {
        return false;
    }
    for (size_t i = 0; i < ndim; i++) {
        const dp_obj *a = dp_at(heap, o->u.item[i]);
        if (a->kind != DP_K_INT || a->u.i < 0 || (uint64_t)a->u.i >= ndim) {
            return false;
        }
        axis[i] = (size_t)a->u.i;
        seen |= (uint64_t)1 << axis[i];
    }
    return seen == ((uint64_t)1 << ndim) - 1;
}

/* Order 'K': bytes in C order of `stored`, whose axes are then exchanged. Brings them into C order of what comes out. */
static dp_rc transpose(dp_heap *heap, dp_id id, const dp_array *stored, const size_t axis[DP_MAX_DIMS])
{
    uint64_t own[DP_MAX_DIMS];
    uint64_t stride[DP_MAX_DIMS];
    uint64_t dim[DP_MAX_DIMS];
    uint64_t at[DP_MAX_DIMS] = {0};
    size_t size = stored->type.itemsize;
    uint8_t *out = dp_take_raw(dp_heap_ctx(heap), stored->count, size);
    if (out == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    dp_array_strides(stored, own);
    for (size_t d = 0; d < stored->ndim; d++) {
        dim[d] = stored->dim[axis[d]];
        stride[d] = own[axis[d]];
    }
    uint64_t from = 0;
    for (uint64_t i = 0; i < stored->count; i++) {
        memcpy(out + i * size, stored->data.p + from * size, size);
        dp_next_index(stored->ndim, dim, stride, at, &from);
    }
    return dp_array_put(heap, id, &stored->type, stored->ndim, dim, false, (dp_span){out, stored->data.n}, NULL);
}

dp_rc dp_recipe_frombuffer(dp_heap *heap, dp_id id)
{
    uint64_t dim[DP_MAX_DIMS];
    size_t axis[DP_MAX_DIMS];
    uint64_t count;
    size_t ndim;
    size_t n;
    dp_dtype type;
    dp_span data;
    dp_span order;
    const dp_id *args;
    DP_TRY(dp_call_plain(heap, id, 4, 5, &args, &n));
    DP_TRY(dp_dtype_now(heap, args[1], &type));
    DP_TRY(dp_shape_read(heap, args[2], &ndim, dim, &count));
    if (type.kind == 'O' || dp_kind_of(heap, args[0]) == DP_K_TEXT || !dp_bytes_now(heap, args[0], &data)) {
        return dp_call_refuse(heap, id, "expected bytes of numbers, found %s", dp_obj_describe(heap, args[0]));
    }
    bool by_axes = n == 5 && dp_kind_of(heap, args[4]) != DP_K_NONE;
    bool good = dp_text_of(heap, args[3], &order)
                && (by_axes ? dp_span_is(order, "K") && read_axes(heap, args[4], ndim, axis)
                            : dp_span_is(order, "C") || dp_span_is(order, "F"));
    if (!good) {
        return dp_call_refuse(heap, id, "expected order 'C' or 'F', or 'K' and axes");
    }
    DP_TRY(dp_array_put(heap, id, &type, ndim, dim, order.p[0] == 'F', data, NULL));
    return by_axes ? transpose(heap, id, dp_array_of(heap, id), axis) : DP_OK;
}

dp_rc dp_recipe_scalar(dp_heap *heap, dp_id id)
{
    dp_dtype type;
    dp_span data;
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_plain(heap, id, 2, 2, &args, &n));
    DP_TRY(dp_dtype_now(heap, args[0], &type));
    if (type.kind == 'O') {
        return dp_call_refuse(heap, id, "an object is no number");
    }
    if (!dp_bytes_now(heap, args[1], &data)) {
        return dp_call_refuse(heap, id, "expected the number's bytes, found %s", dp_obj_describe(heap, args[1]));
    }
    if (type.itemsize == 0 && data.n == 0) {
        type.itemsize = type.kind == 'U' ? 4 : 1; /* the empty text: numpy writes it with a size of 0 */
        data = (dp_span){(const uint8_t *)"\0\0\0", type.itemsize};
    }
    DP_TRY(dp_array_put(heap, id, &type, 0, NULL, false, data, NULL));
    dp_at(heap, id)->kind = DP_K_SCALAR;
    return DP_OK;
}
