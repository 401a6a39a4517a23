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

void dp_search_take_over(dp_ctx *ctx, const dp_ctx *scratch)
{
    const dp_record *record = dp_ctx_record(scratch);
    for (size_t i = 0; i < record->n_names; i++) {
        dp_name_use use = record->names[i];
        use.canonical = dp_take_printf(ctx, "%s", use.canonical != NULL ? use.canonical : "");
        use.reason = dp_take_printf(ctx, "%s", use.reason != NULL ? use.reason : "");
        dp_note_name(ctx, &use);
    }
}

static bool does_something(const dp_record *record)
{
    bool found = record->verdict == DP_DANGEROUS;
    for (size_t i = 0; i < record->n_names; i++) {
        found = found || record->names[i].reach == DP_CALLED || record->names[i].reach == DP_BUILT;
    }
    return found;
}

void dp_search_doubtful(dp_ctx *ctx, dp_span bytes, const dp_allow *allow)
{
    dp_ctx *scratch = dp_ctx_new(dp_ctx_limits(ctx));
    dp_heap *heap = scratch != NULL ? dp_heap_new(scratch) : NULL;
    if (heap != NULL) {
        dp_hooks hooks = {.allow = allow};
        dp_pickle_facts facts = {0};
        dp_id root;
        size_t used;
        dp_ctx_scale_arena(scratch, bytes.n);
        dp_pickle_run(heap, bytes, 0, &hooks, &facts, &root, &used);
        if (does_something(dp_ctx_record(scratch))) {
            dp_search_take_over(ctx, scratch);
        }
    }
    dp_ctx_free(scratch);
}
