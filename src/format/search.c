#include "format/search.h"

void dp_search(dp_heap *heap, dp_span bytes, uint64_t base, const dp_allow *allow, dp_place place)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_hooks hooks = {.allow = allow};
    dp_place before = dp_ctx_place(ctx, place);
    size_t at = 0;
    while (at < bytes.n) {
        dp_span rest = dp_span_cut(bytes, at, bytes.n);
        dp_pickle_facts facts = {0};
        dp_id root;
        size_t used = 0;
        dp_rc rc = dp_pickle_bid(rest) > 0 ? dp_pickle_run(heap, rest, base + at, &hooks, &facts, &root, &used)
                                           : DP_CORRUPT;
        at += used;
        if (rc != DP_OK || used == 0) {
            dp_pickle_salvage(heap, dp_span_cut(bytes, at, bytes.n), base + at, &hooks);
            break;
        }
    }
    dp_ctx_place(ctx, before);
}
