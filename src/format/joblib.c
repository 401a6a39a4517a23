/* joblib's arrays.
 *
 * >= 0.10: a NumpyArrayWrapper {subclass, shape, order, dtype, allow_mmap[, numpy_array_alignment_bytes]} stands for
 * the array, and right behind its BUILD lie
 *   where the alignment is told (>= 1.2): one byte n, then n bytes of padding;
 *   the array's bytes, in its order; for dtypes that hold objects a whole pickle with a memo of its own instead.
 * < 0.10: an NDArrayWrapper {filename, …} names a .npy file beside the pickle; a ZNDArrayWrapper {filename,
 * init_args, state} a zfile with the array's bytes, whose (version, shape, dtype, fortran) are the state. */
#include "format/joblib.h"

#include "base/ckd.h"
#include "base/text.h"
#include "codec/codec.h"
#include "format/npy.h"
#include "value/value.h"

/* What the hook knows of the BUILD it was called for. */
struct wrapper {
    dp_joblib *joblib;
    dp_heap *heap;
    dp_ctx *ctx;
    dp_id id;
    dp_id state;  /* the wrapper's attributes: a DICT */
    dp_span rest; /* behind the BUILD */
    uint64_t at;
    size_t eaten;
};

static dp_rc corrupt(const struct wrapper *w, const char *what)
{
    return dp_fail(w->ctx, DP_CORRUPT, w->at, "joblib array: %s", what);
}

/* Bytes between the BUILD and the data. joblib writes 1 to 16, and reads any number. */
static dp_rc skip_padding(struct wrapper *w, dp_id alignment)
{
    if (alignment == 0 || dp_kind_of(w->heap, alignment) == DP_K_NONE) {
        return DP_OK;
    }
    if (dp_kind_of(w->heap, alignment) != DP_K_INT) {
        return corrupt(w, "the alignment is no integer");
    }
    if (w->rest.n == 0 || w->rest.p[0] > w->rest.n - 1) {
        return corrupt(w, "truncated in the padding before the data");
    }
    w->eaten = 1 + (size_t)w->rest.p[0];
    return DP_OK;
}

/* The narrowest of what the wrappers tell. */
static void tell_version(dp_joblib *joblib, const char *version)
{
    bool narrower = strcmp(joblib->version, ">= 1.5") == 0 || strcmp(joblib->version, "1.2 to 1.4") == 0;
    joblib->version = narrower ? joblib->version : version;
}

/* The object array's pickle. It is settled at once: what is made of the array later must find an array. */
static dp_rc read_nested(struct wrapper *w)
{
    dp_hooks hooks = {.allow = w->joblib->allow};
    dp_pickle_facts facts = {0};
    dp_id root;
    size_t used = 0;
    dp_id before = dp_heap_last(w->heap);
    dp_place place = dp_ctx_place(w->ctx, DP_NESTED);
    dp_span pickle = dp_span_cut(w->rest, w->eaten, w->rest.n);
    dp_rc rc = dp_pickle_run(w->heap, pickle, w->at + w->eaten, &hooks, &facts, &root, &used);
    dp_ctx_place(w->ctx, place);
    w->eaten += used;
    DP_TRY(rc);
    if (strcmp(w->joblib->version, ">= 1.2") == 0) {
        tell_version(w->joblib, facts.protocol >= 5 ? ">= 1.5" : "1.2 to 1.4");
    }
    DP_TRY(dp_settle(w->heap, before + 1, dp_heap_last(w->heap)));
    if (dp_kind_of(w->heap, root) != DP_K_ARRAY) {
        return corrupt(w, "the pickle in place of its objects is no array");
    }
    dp_obj *wrapper = dp_at(w->heap, w->id);
    uint64_t offset = wrapper->offset;
    *wrapper = *dp_at(w->heap, root);
    wrapper->offset = offset;
    return DP_OK;
}

static dp_rc read_order(const struct wrapper *w, bool *fortran)
{
    dp_id order = dp_obj_get(w->heap, w->state, "order");
    *fortran = dp_obj_is(w->heap, order, "F");
    return *fortran || dp_obj_is(w->heap, order, "C") ? DP_OK : corrupt(w, "the order is neither 'C' nor 'F'");
}

static dp_rc read_inline(struct wrapper *w)
{
    dp_dtype type;
    size_t ndim;
    uint64_t dim[DP_MAX_DIMS];
    uint64_t count;
    size_t n;
    bool fortran;
    dp_id alignment = dp_obj_get(w->heap, w->state, "numpy_array_alignment_bytes");
    tell_version(w->joblib, alignment != 0 ? ">= 1.2" : ">= 0.10");
    DP_TRY(dp_dtype_read(w->heap, dp_obj_get(w->heap, w->state, "dtype"), &type));
    DP_TRY(dp_shape_read(w->heap, dp_obj_get(w->heap, w->state, "shape"), &ndim, dim, &count));
    if (type.kind == 'O') {
        return read_nested(w);
    }
    DP_TRY(read_order(w, &fortran));
    DP_TRY(skip_padding(w, alignment));
    if (!dp_mul(count, type.itemsize, &n) || n > w->rest.n - w->eaten) {
        return dp_fail(w->ctx, DP_CORRUPT, w->at, "joblib array: truncated, its shape wants %llu items of %u bytes and "
                       "%zu bytes are left", (unsigned long long)count, type.itemsize, w->rest.n - w->eaten);
    }
    dp_span data = dp_span_cut(w->rest, w->eaten, n);
    w->eaten += n;
    return dp_array_put(w->heap, w->id, &type, ndim, dim, fortran, data, NULL);
}

/* The file beside the pickle that the wrapper names; only ever one of those that were handed in. bytes->p is NULL where
 * it is missing: the error is set then, and the pickle is read on, since the stream itself is sound. */
static dp_rc find_beside(struct wrapper *w, dp_span *bytes)
{
    *bytes = (dp_span){NULL, 0};
    w->joblib->version = "< 0.10";
    dp_span name = dp_obj_bytes(w->heap, dp_obj_get(w->heap, w->state, "filename"));
    if (name.p == NULL) {
        return corrupt(w, "the wrapper names no file");
    }
    const char *shown = dp_escape(w->ctx, name, 100);
    if (name.n == 0 || memchr(name.p, '/', name.n) != NULL || memchr(name.p, '\\', name.n) != NULL) {
        return dp_fail(w->ctx, DP_CORRUPT, w->at,
                       "joblib array: lies in '%s', which is no name of a file beside this one", shown);
    }
    const dp_beside *beside = dp_input_beside(w->joblib->input, name);
    if (beside == NULL) {
        dp_fail(w->ctx, DP_CORRUPT, w->at,
                "joblib array: lies in the file '%s', which is missing beside this one", shown);
        return DP_OK;
    }
    *bytes = beside->bytes;
    return DP_OK;
}

static dp_rc read_npy_beside(struct wrapper *w)
{
    dp_span bytes;
    DP_TRY(find_beside(w, &bytes));
    return bytes.p != NULL ? dp_npy_read(w->heap, w->id, bytes, w->joblib->allow) : DP_OK;
}

/* All side files share one limit, that of one input as large as all of them. */
static dp_grower side_grower(const struct wrapper *w, size_t packed)
{
    const dp_joblib *j = w->joblib;
    size_t input = j->main;
    for (size_t i = 0; i < j->input->n_beside; i++) {
        input += j->input->beside[i].bytes.n;
    }
    size_t most = dp_grower_new(w->ctx, input).most;
    dp_grower grower = dp_grower_new(w->ctx, packed);
    grower.most = most > j->beside ? most - j->beside : 0;
    dp_ctx_scale_arena(w->ctx, j->main + j->beside + grower.most);
    return grower;
}

static dp_rc decode_zfile(struct wrapper *w, dp_span packed, dp_span *out)
{
    size_t used = 0;
    if (dp_zfile_bid(packed) == 0) {
        return corrupt(w, "the file with its bytes is no zfile");
    }
    dp_grower grower = side_grower(w, packed.n);
    dp_rc rc = dp_zfile_decode(&grower, packed, &used);
    *out = dp_grower_done(&grower);
    w->joblib->beside += grower.n;
    dp_ctx_scale_arena(w->ctx, w->joblib->main + w->joblib->beside);
    DP_TRY(rc);
    return used == packed.n ? DP_OK : corrupt(w, "bytes follow the end of the zfile");
}

static dp_rc read_zfile_beside(struct wrapper *w)
{
    dp_span packed;
    DP_TRY(find_beside(w, &packed));
    if (packed.p == NULL) {
        return DP_OK;
    }
    const dp_obj *state = dp_at(w->heap, dp_obj_get(w->heap, w->state, "state"));
    if (state->kind != DP_K_TUPLE || state->len != 4) {
        return corrupt(w, "the state is no tuple of four");
    }
    dp_dtype type;
    size_t ndim;
    uint64_t dim[DP_MAX_DIMS];
    uint64_t count;
    const dp_obj *fortran = dp_at(w->heap, state->u.item[3]);
    DP_TRY(dp_shape_read(w->heap, state->u.item[1], &ndim, dim, &count));
    DP_TRY(dp_dtype_read(w->heap, state->u.item[2], &type));
    if (type.kind == 'O' || (fortran->kind != DP_K_BOOL && fortran->kind != DP_K_INT)) {
        return corrupt(w, "the state is none of an array of numbers");
    }
    dp_span data;
    DP_TRY(decode_zfile(w, packed, &data));
    return dp_array_put(w->heap, w->id, &type, ndim, dim, fortran->u.i != 0, data, NULL);
}

/* The row of the class that `made` is an object of: of its callee, or at protocols 0 and 1 of the first argument of
 * copyreg._reconstructor. */
static const dp_name *class_row(const dp_heap *heap, const dp_made *made)
{
    const dp_obj *callee = dp_at(heap, made->callee);
    const dp_obj *args = dp_at(heap, made->args);
    if (callee->kind == DP_K_GLOBAL && dp_span_is(callee->u.global->name, "_reconstructor") && args->kind == DP_K_TUPLE
        && args->len > 0) {
        callee = dp_at(heap, args->u.item[0]);
    }
    return dp_row_of(callee);
}

static bool is_wrapper(const dp_name *row, const char *name)
{
    static const char module[] = "joblib.numpy_pickle";
    if (row == NULL || strncmp(row->canonical, module, sizeof module - 1) != 0) {
        return false;
    }
    const char *dot = strrchr(row->canonical, '.');
    return strcmp(dot + 1, name) == 0;
}

dp_rc dp_joblib_after_build(void *self, dp_heap *heap, dp_id made, dp_span rest, uint64_t at, size_t *eaten)
{
    static const struct {
        const char *name;
        dp_rc (*read)(struct wrapper *w);
    } wrappers[] = {
        {"NumpyArrayWrapper", read_inline},
        {"NDArrayWrapper", read_npy_beside},
        {"ZNDArrayWrapper", read_zfile_beside},
    };
    *eaten = 0;
    const dp_obj *obj = dp_at(heap, made);
    const dp_name *row = obj->kind == DP_K_MADE ? class_row(heap, obj->u.made) : NULL;
    for (size_t i = 0; row != NULL && i < sizeof wrappers / sizeof wrappers[0]; i++) {
        if (!is_wrapper(row, wrappers[i].name)) {
            continue;
        }
        struct wrapper w = {self, heap, dp_heap_ctx(heap), made, obj->u.made->state, rest, at, 0};
        if (dp_kind_of(heap, w.state) != DP_K_DICT) {
            return corrupt(&w, "the wrapper's state is no dict");
        }
        dp_rc rc = wrappers[i].read(&w);
        *eaten = w.eaten;
        return rc;
    }
    return DP_OK;
}
