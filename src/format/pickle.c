/* Pickle files: one pickle or several back to back, the first of which is the model. joblib >= 0.10 hangs its raw
 * arrays between the opcodes (format/joblib.c). */
#include "format/format.h"
#include "format/joblib.h"
#include "format/search.h"

int dp_format_pickle_bid(dp_span head)
{
    return dp_pickle_bid(head);
}

/* What can be told of the rest of a broken pickle: the names in it, and, where CPython would reach its STOP, what comes
 * behind that. rest begins with the pickle; *used and facts are what its run gave. */
static void after_fault(dp_heap *heap, dp_span rest, size_t at, const dp_hooks *hooks, const dp_pickle_facts *facts,
                        size_t used)
{
    if (facts->end != 0) {
        dp_search(heap, dp_span_cut(rest, facts->end, rest.n), at + facts->end, hooks->allow, DP_AFTER_STOP);
    }
    dp_pickle_salvage(heap, dp_span_cut(rest, used, rest.n), at + used, hooks);
}

/* Behind the first STOP: further pickles are read as the first one was, anything else is a fault. */
static dp_rc read_on(dp_heap *heap, dp_span bytes, size_t at, const dp_hooks *hooks, dp_pickle_facts *facts)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_ctx_place(ctx, DP_AFTER_STOP);
    while (at < bytes.n) {
        dp_span rest = dp_span_cut(bytes, at, bytes.n);
        if (dp_pickle_bid(rest) == 0) {
            dp_search_doubtful(ctx, rest, at, hooks->allow);
            dp_search(heap, rest, at, hooks->allow, DP_TRAILING);
            return dp_fail(ctx, DP_CORRUPT, at, "%zu bytes that are no pickle follow the end of the pickle", rest.n);
        }
        dp_pickle_facts more = {0};
        dp_id root;
        size_t used = 0;
        dp_rc rc = dp_pickle_run(heap, rest, at, hooks, &more, &root, &used);
        if (rc != DP_OK) {
            after_fault(heap, rest, at, hooks, &more, used);
            return rc;
        }
        at += used;
        facts->n_pickles += more.n_pickles;
        facts->opcodes += more.opcodes;
    }
    return DP_OK;
}

dp_rc dp_format_pickle_load(dp_ctx *ctx, const dp_input *input, dp_span bytes, const dp_allow *allow, dp_loaded *out)
{
    dp_joblib joblib = {.input = input, .allow = allow, .version = "", .main = bytes.n};
    dp_hooks hooks = {.after_build = dp_joblib_after_build, .self = &joblib, .allow = allow};
    dp_place before = dp_ctx_place(ctx, DP_IN_PICKLE);
    size_t used = 0;
    dp_rc rc = dp_pickle_run(out->heap, bytes, 0, &hooks, &out->facts, &out->root, &used);
    if (rc == DP_OK) {
        rc = read_on(out->heap, bytes, used, &hooks, &out->facts);
    } else {
        after_fault(out->heap, bytes, 0, &hooks, &out->facts, used);
    }
    dp_ctx_place(ctx, before);
    out->joblib = joblib.version;
    if (joblib.version[0] != '\0') {
        dp_note_format(ctx, "joblib");
    }
    return rc;
}
