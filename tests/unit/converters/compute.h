/* Runs a family on a dict of attributes: resolve, emit, eval. */
#ifndef DP_TEST_COMPUTE_H
#define DP_TEST_COMPUTE_H

#include "graph/eval.h"
#include "graph/ports.h"
#include "objects.h"

/* The family's struct read from the dict, or NULL with the fault in ctx. */
static inline void *resolve_dict(dp_heap *h, const dp_family *family, const char *variant, dp_id dict)
{
    dp_state s = dp_state_top(h, dict, "");
    void *ir = dp_take(dp_heap_ctx(h), 1, family->size);
    family->resolve(&s, ir, variant);
    cr_assert_eq(s.failed, dp_failed(dp_heap_ctx(h)) != DP_OK);
    return s.failed ? NULL : ir;
}

/* Output `which` of one method for these rows; count 0 where the family has no such answer. */
static inline dp_tensor compute_as(dp_heap *h, const dp_family *family, const void *ir, dp_method method, size_t which,
                                   uint64_t rows, uint64_t cols, const double *x, bool x_was_f32)
{
    dp_ctx *ctx = dp_heap_ctx(h);
    dp_graph *g = dp_graph_new(ctx);
    dp_ports ports = {.x = dp_graph_input(g, "X", DP_T_F64, cols), .x_was_f32 = x_was_f32, .width = cols};
    for (size_t i = 0; i < DP_METHODS; i++) {
        ports.want[i] = true;
    }
    family->emit(g, ir, &ports);
    cr_assert(!g->failed, "%s", dp_ctx_record(ctx)->what);
    dp_tensor out = {0};
    if (ports.out[method].n <= which) {
        return out;
    }
    dp_graph_output(g, ports.out[method].v[which], "y");
    dp_graph_tidy(g);
    double *copy = dp_take(ctx, rows * cols, sizeof *copy);
    memcpy(copy, x, rows * cols * sizeof *copy);
    const dp_tensor in = {DP_T_F64, {2, {rows, cols}}, rows * cols, copy};
    cr_assert_eq(dp_eval(ctx, g, &in, &out), DP_OK, "%s", dp_ctx_record(ctx)->what);
    return out;
}

static inline dp_tensor compute(dp_heap *h, const dp_family *family, const void *ir, dp_method method, size_t which,
                                uint64_t rows, uint64_t cols, const double *x)
{
    return compute_as(h, family, ir, method, which, rows, cols, x, false);
}

#endif
