/* Pickles in the text opcodes of protocol 0, so that a test can be read: pieces that are pasted together. */
#ifndef DP_TESTS_VALUE_PICKLES_H
#define DP_TESTS_VALUE_PICKLES_H

#include "pickle/machine.h"
#include "value/value.h"

#include <criterion/criterion.h>

/* numpy.dtype(s, False, True), with no state and with that of a plain type. */
#define CALL_DTYPE(s) "cnumpy\ndtype\n(V" s "\nI00\nI01\ntR"
#define DTYPE(s, order) CALL_DTYPE(s) "(I3\nV" order "\nNNNI-1\nI-1\nI0\ntb"
#define DTYPE_SIZED(s, order, size) CALL_DTYPE(s) "(I3\nV" order "\nNNNI" size "\nI1\nI0\ntb"
#define F8 DTYPE("f8", "<")
#define I8 DTYPE("i8", "<")
#define OBJECT CALL_DTYPE("O8") "(I3\nV|\nNNNI-1\nI-1\nI63\ntb"

#define NEW_ARRAY "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntVb\ntR"
/* shape: INT opcodes; fortran: "0" or "1"; data: opcodes that push it. */
#define ARRAY(shape, dtype, fortran, data) NEW_ARRAY "(I1\n(" shape "t" dtype "I0" fortran "\n" data "tb"
#define BUFFER(data, dtype, shape, order) "cnumpy.core.numeric\n_frombuffer\n(" data dtype "(" shape "tV" order "\ntR"
#define SCALAR(dtype, data) "cnumpy.core.multiarray\nscalar\n(" dtype data "tR"

/* SHORT_BINBYTES of exactly 8, 16 … bytes. */
#define BYTES(n, text) "C" n text

/* One pickle, run and settled. */
struct run {
    dp_ctx *ctx;
    dp_heap *heap;
    dp_id root;
    dp_rc rc;
};

static inline struct run run_pickle(dp_span pickle)
{
    dp_limits limits = dp_limits_default(0);
    struct run r = {.ctx = dp_ctx_new(&limits)};
    size_t used;
    r.heap = dp_heap_new(r.ctx);
    r.rc = dp_pickle_run(r.heap, pickle, 0, NULL, NULL, &r.root, &used);
    cr_assert_eq(r.rc, DP_OK, "the pickle itself is wrong: %s", dp_ctx_record(r.ctx)->what);
    r.rc = dp_settle(r.heap, 1, dp_heap_last(r.heap));
    return r;
}

static inline struct run run_good(dp_span pickle)
{
    struct run r = run_pickle(pickle);
    cr_assert_eq(r.rc, DP_OK, "%s", dp_ctx_record(r.ctx)->what);
    return r;
}

#define RUN_GOOD(literal) run_good(DP_LIT(literal))

#endif
