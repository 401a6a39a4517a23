/* Objects as a pickle would have made them, for tests of what reads them. Freed when the test ends. */
#ifndef DP_TEST_OBJECTS_H
#define DP_TEST_OBJECTS_H

#include "model/state.h"
#include "pickle/names.h"
#include "support/test_ctx.h"
#include "value/value.h"

#include <criterion/criterion.h>

static inline dp_heap *new_heap(void)
{
    dp_heap *heap = dp_heap_new(test_ctx());
    cr_assert_not_null(heap);
    return heap;
}

static inline dp_id make_int(dp_heap *h, int64_t v)
{
    dp_id id = dp_obj_new(h, DP_K_INT, 0);
    dp_at(h, id)->u.i = v;
    return id;
}

static inline dp_id make_f64(dp_heap *h, double v)
{
    dp_id id = dp_obj_new(h, DP_K_FLOAT, 0);
    dp_at(h, id)->u.f = v;
    return id;
}

static inline dp_id make_bool(dp_heap *h, bool v)
{
    dp_id id = dp_obj_new(h, DP_K_BOOL, 0);
    dp_at(h, id)->u.i = v;
    return id;
}

static inline dp_id make_text(dp_heap *h, const char *text)
{
    dp_id id = dp_obj_new(h, DP_K_TEXT, 0);
    dp_at(h, id)->u.bytes = (const uint8_t *)text;
    dp_at(h, id)->len = (uint32_t)strlen(text);
    return id;
}

static inline dp_id make_array(dp_heap *h, char kind, uint32_t itemsize, size_t ndim, const uint64_t *dim,
                               const void *data)
{
    const dp_dtype type = {.kind = kind, .itemsize = itemsize};
    size_t n = itemsize;
    for (size_t i = 0; i < ndim; i++) {
        n *= dim[i];
    }
    dp_id id = dp_obj_new(h, DP_K_NONE, 0);
    cr_assert_eq(dp_array_put(h, id, &type, ndim, dim, false, (dp_span){data, n}, NULL), DP_OK);
    return id;
}

static inline dp_id make_doubles(dp_heap *h, size_t ndim, const uint64_t *dim, const double *v)
{
    return make_array(h, 'f', 8, ndim, dim, v);
}

static inline dp_id make_ints(dp_heap *h, uint64_t n, const int64_t *v)
{
    return make_array(h, 'i', 8, 1, &n, v);
}

static inline void set(dp_heap *h, dp_id dict, const char *key, dp_id value)
{
    cr_assert_eq(dp_obj_set(h, dict, make_text(h, key), value), DP_OK);
}

/* A call that is not done, of a class of the table of names, with a dict of attributes. */
static inline dp_id make_object(dp_heap *h, const char *module, const char *name, dp_id args, dp_id state)
{
    dp_ctx *ctx = dp_heap_ctx(h);
    dp_global *global = dp_take(ctx, 1, sizeof *global);
    *global = (dp_global){dp_span_of(module), dp_span_of(name),
                          dp_name_find(dp_span_of(module), dp_span_of(name))};
    cr_assert_not_null(global->row, "%s.%s is not in the table of names", module, name);
    dp_id callee = dp_obj_new(h, DP_K_GLOBAL, 0);
    dp_at(h, callee)->u.global = global;
    dp_made *made = dp_take(ctx, 1, sizeof *made);
    *made = (dp_made){.callee = callee, .args = args, .state = state, .opcode = 'R'};
    dp_id id = dp_obj_new(h, DP_K_MADE, 0);
    dp_at(h, id)->u.made = made;
    return id;
}

#endif
