#include "format/search.h"

#include "base/text.h"

void dp_search(dp_heap *heap, dp_span bytes, uint64_t base, const dp_allow *allow, dp_place place)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_hooks hooks = {.allow = allow};
    dp_place before = dp_ctx_place(ctx, place);
    bool salvaged = false; /* once is enough: it reads to the end */
    size_t end = 1;
    for (size_t at = 0; at < bytes.n && end != 0; at += end) {
        dp_span rest = dp_span_cut(bytes, at, bytes.n);
        dp_pickle_facts facts = {0};
        dp_id root;
        size_t used = 0;
        dp_rc rc = dp_pickle_bid(rest) > 0 ? dp_pickle_run(heap, rest, base + at, &hooks, &facts, &root, &used)
                                           : DP_CORRUPT;
        if (used == 0 && place == DP_AFTER_STOP) {
            dp_search_doubtful(ctx, rest, base + at, allow); /* who reads a second pickle finds this */
        }
        if (rc != DP_OK && !salvaged) {
            dp_pickle_salvage(heap, dp_span_cut(rest, used, rest.n), base + at + used, &hooks);
            salvaged = true;
        }
        end = facts.end;
    }
    dp_ctx_place(ctx, before);
}

dp_heap *dp_search_apart(const dp_ctx *ctx, size_t n, dp_place place)
{
    dp_ctx *apart = dp_ctx_new(dp_ctx_limits(ctx));
    dp_heap *heap = apart != NULL ? dp_heap_new(apart) : NULL;
    if (heap == NULL) {
        dp_ctx_free(apart);
        return NULL;
    }
    dp_ctx_scale_arena(apart, n);
    dp_ctx_place(apart, place);
    return heap;
}

void dp_search_take_over(dp_ctx *ctx, const dp_heap *apart)
{
    const dp_record *record = dp_ctx_record(dp_heap_ctx(apart));
    for (size_t i = 0; i < record->n_names; i++) {
        dp_name_use use = record->names[i];
        use.canonical = dp_take_printf(ctx, "%s", use.canonical != NULL ? use.canonical : "");
        use.reason = dp_take_printf(ctx, "%s", use.reason != NULL ? use.reason : "");
        dp_note_name(ctx, &use);
    }
}

/* Lines of text fetch names by chance, a list of labels such as "cat", "dog" for one. */
static bool is_text(dp_span bytes)
{
    for (size_t i = 0; i < bytes.n; i++) {
        uint8_t c = bytes.p[i];
        if ((c < 0x20 && (c < '\t' || c > '\r')) || c == 0x7f) {
            return false;
        }
    }
    return dp_utf8_valid(bytes);
}

/* Where a PERSID stands first, as in every zip archive, unpicklers stop but for a few programs' own. */
static bool does_something(const dp_record *record, bool text)
{
    bool found = record->verdict == DP_DANGEROUS;
    for (size_t i = 0; i < record->n_names; i++) {
        dp_reach reach = record->names[i].reach;
        found = found || reach == DP_CALLED || reach == DP_BUILT || (!text && reach != DP_PERSISTENT);
    }
    return found;
}

/* Pickles back to back, as far as CPython gets. */
static void run_on(dp_heap *heap, dp_span bytes, uint64_t base, const dp_allow *allow)
{
    dp_hooks hooks = {.allow = allow};
    size_t end = 1;
    for (size_t at = 0; at < bytes.n && end != 0; at += end) {
        dp_pickle_facts facts = {0};
        dp_id root;
        size_t used;
        dp_pickle_run(heap, dp_span_cut(bytes, at, bytes.n), base + at, &hooks, &facts, &root, &used);
        dp_ctx_place(dp_heap_ctx(heap), DP_AFTER_STOP);
        end = facts.end;
    }
}

void dp_search_doubtful(dp_ctx *ctx, dp_span bytes, uint64_t base, const dp_allow *allow)
{
    dp_heap *heap = dp_search_apart(ctx, bytes.n, dp_ctx_where(ctx));
    if (heap == NULL) {
        return;
    }
    run_on(heap, bytes, base, allow);
    if (does_something(dp_ctx_record(dp_heap_ctx(heap)), is_text(bytes))) {
        dp_search_take_over(ctx, heap);
    }
    dp_ctx_free(dp_heap_ctx(heap));
}
