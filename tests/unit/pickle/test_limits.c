#include "pickles.h"

static dp_rc run_limited(dp_span pickle, const dp_limits *limits)
{
    struct run r = run_with(pickle, limits, NULL);
    dp_rc rc = r.rc;
    run_free(&r);
    return rc;
}

/* Each limit: exactly as much is fine, one more is not. */
Test(limits, are_exact)
{
    const dp_limits limits = dp_limits_default(0);
    dp_limits l = limits;
    l.opcodes = 3;
    cr_assert_eq(run_limited(DP_LIT("N\x85."), &l), DP_OK);
    cr_assert_eq(run_limited(DP_LIT("N\x85\x85."), &l), DP_LIMIT);
    l = limits;
    l.stack = 3;
    cr_assert_eq(run_limited(DP_LIT("NNN\x87."), &l), DP_OK);
    cr_assert_eq(run_limited(DP_LIT("NNNN000."), &l), DP_LIMIT);
    l = limits;
    l.marks = 2;
    cr_assert_eq(run_limited(DP_LIT("((tt."), &l), DP_OK);
    cr_assert_eq(run_limited(DP_LIT("(((ttt."), &l), DP_LIMIT);
    l = limits;
    l.memo = 2;
    cr_assert_eq(run_limited(DP_LIT("N\x94\x94."), &l), DP_OK);
    cr_assert_eq(run_limited(DP_LIT("N\x94\x94\x94."), &l), DP_LIMIT);
    cr_assert_eq(run_limited(DP_LIT("Nq\1r\xff\xff\xff\xffr\xfe\xff\xff\xff."), &l), DP_LIMIT);
    l = limits;
    l.name = 5;
    cr_assert_eq(run_limited(DP_LIT("cnumpy\nndarr\n."), &l), DP_OK);
    cr_assert_eq(run_limited(DP_LIT("cnumpy\nndarra\n."), &l), DP_LIMIT);
    cr_assert_eq(run_limited(DP_LIT("U\6numpyxU\1a\x93."), &l), DP_LIMIT);
    l = limits;
    l.text = 3;
    cr_assert_eq(run_limited(DP_LIT("\x80\3X\3\0\0\0abc."), &l), DP_OK);
    cr_assert_eq(run_limited(DP_LIT("\x80\3X\4\0\0\0abcd."), &l), DP_LIMIT);
    cr_assert_eq(run_limited(DP_LIT("\x80\3X\4\0\0\0abcd."), &limits), DP_OK);
    cr_assert_eq(run_limited(DP_LIT("\x80\2X\4\0\0\0abcd."), &l), DP_OK, "bytes travel as text before protocol 3");
    cr_assert_eq(run_limited(DP_LIT("\x80\3" "C\4abcd."), &l), DP_OK, "bytes are no text");
    l = limits;
    l.long_bytes = 9;
    cr_assert_eq(run_limited(DP_LIT("\x8a\x09" "123456789."), &l), DP_OK);
    cr_assert_eq(run_limited(DP_LIT("\x8a\x0a" "1234567890."), &l), DP_LIMIT);
}

static void fill(char *out, char before, size_t n, const char *after)
{
    out[0] = before;
    memset(out + 1, '9', n);
    snprintf(out + 1 + n, 8, "%s", after);
}

Test(limits, bound_the_digits_of_numbers)
{
    const dp_limits limits = dp_limits_default(0);
    char text[600];
    fill(text, 'I', 76, "\n.");
    cr_assert_eq(run_limited(dp_span_of(text), &limits), DP_OK);
    fill(text, 'I', 78, "\n.");
    cr_assert_eq(run_limited(dp_span_of(text), &limits), DP_LIMIT, "33 bytes");
    fill(text, 'L', 79, "L\n.");
    cr_assert_eq(run_limited(dp_span_of(text), &limits), DP_LIMIT);
    fill(text, 'F', 300, "\n.");
    cr_assert_eq(run_limited(dp_span_of(text), &limits), DP_OK);
    fill(text, 'F', 401, "\n.");
    cr_assert_eq(run_limited(dp_span_of(text), &limits), DP_LIMIT);
}

/* Opcodes count over all pickles of one input: a thousand small ones are as much work as one large. */
Test(limits, count_opcodes_over_all_pickles)
{
    dp_limits limits = dp_limits_default(0);
    limits.opcodes = 5;
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_heap *heap = dp_heap_new(ctx);
    dp_id root;
    size_t used;
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(dp_pickle_run(heap, DP_LIT("N."), 0, NULL, NULL, &root, &used), DP_OK);
    }
    cr_assert_eq(dp_pickle_run(heap, DP_LIT("N."), 0, NULL, NULL, &root, &used), DP_LIMIT);
    dp_ctx_free(ctx);
}

/* A million of anything stays within what a million costs: no-ops take no memory at all. */
Test(limits, no_ops_cost_no_memory)
{
    static char flood[2000004];
    for (size_t i = 0; i < 2000000; i += 2) {
        flood[i] = i % 4 != 0 ? 'N' : ')';
        flood[i + 1] = '0';
    }
    flood[2000000] = 'N';
    flood[2000001] = '.';
    const dp_limits limits = dp_limits_default(0);
    struct run r = run_with((dp_span){(const uint8_t *)flood, 2000002}, &limits, NULL);
    cr_assert_eq(r.rc, DP_OK);
    cr_assert_leq(dp_ctx_used(r.ctx), 128 << 10);
    run_free(&r);
}

/* An arena that is full ends the run with an error, at whatever allocation that comes. */
Test(limits, survive_a_full_arena_anywhere)
{
    dp_span pickle = DP_LIT("(dp0\nS'a\\x00'\np1\n(lp2\nI1\naF2.5\naL99999999999999999999999L\nasV\\u00e9\np3\n"
                            "cos\nsystem\n(S'x'\ntRscsklearn.tree.tree\nDecisionTreeClassifier\n)\x81(dbp4\n0.");
    dp_limits limits = dp_limits_default(0);
    for (size_t most = 0; most < 200000; most += 1111) {
        limits.arena = most;
        dp_ctx *ctx = dp_ctx_new(&limits);
        dp_heap *heap = dp_heap_new(ctx);
        dp_id root = 1;
        size_t used;
        if (heap != NULL) {
            dp_rc rc = dp_pickle_run(heap, pickle, 0, NULL, NULL, &root, &used);
            cr_assert(rc == DP_LIMIT || rc == DP_CORRUPT || rc == DP_OK, "%d with %zu", (int)rc, most);
            dp_pickle_salvage(heap, pickle, 0, NULL);
        }
        dp_ctx_free(ctx);
    }
}
