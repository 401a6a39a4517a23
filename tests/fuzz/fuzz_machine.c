/* Opcodes: the machine, and the reader that goes on after a fault. */
#include "fuzz.h"

#include "pickle/machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dp_ctx *ctx = fuzz_ctx();
    const dp_span in = {data, size};
    dp_heap *heap = dp_heap_new(ctx);
    dp_pickle_facts facts = {0};
    dp_id root = 0;
    size_t used = 0;
    dp_pickle_bid(in);
    dp_rc rc = dp_pickle_run(heap, in, 0, NULL, &facts, &root, &used);
    FUZZ_HOLDS(used <= size);
    FUZZ_HOLDS(rc != DP_OK || (root != 0 && root <= dp_heap_last(heap)));
    dp_verdict before = dp_ctx_record(ctx)->verdict;
    for (dp_id id = 0; id <= dp_heap_last(heap); id++) {
        dp_obj_describe(heap, id);
        dp_obj_class(heap, id);
        dp_obj_get(heap, id, "x");
    }
    if (rc != DP_OK) {
        dp_pickle_salvage(heap, dp_span_cut(in, used, size), used, NULL);
    }
    FUZZ_HOLDS(dp_ctx_record(ctx)->verdict >= before);
    fuzz_done(ctx, rc);
    return 0;
}
