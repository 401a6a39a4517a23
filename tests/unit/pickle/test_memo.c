#include "pickles.h"

/* Indexes far beyond the number of entries must not cost memory of their size. */
Test(memo, takes_far_indexes_cheaply)
{
    struct run r = run_pickle(DP_LIT("\x80\x02K\x05r\xff\xff\xff\xff" "0K\x06r\xfe\xff\xff\xff" "0K\x07q\0"
                                     "0j\xff\xff\xff\xffj\xfe\xff\xff\xffh\0\x87."));
    cr_assert_eq(r.rc, DP_OK, "%s", r.record->what);
    cr_assert_str_eq(shown(&r), "(5, 6, 7)");
    cr_assert_lt(dp_ctx_used(r.ctx), 1 << 20);
    run_free(&r);
}

/* An entry that lies in the map stays found when the array grows over its index, and a later one hides it. */
Test(memo, keeps_entries_when_the_array_grows_over_them)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_text t = dp_text_new(ctx);
    dp_text_adds(&t, "I-1\np5000\n0I-2\np6000\n0");
    for (int i = 0; i < 4000; i++) {
        dp_text_addf(&t, "I%d\np%d\n0", i, i);
    }
    dp_text_adds(&t, "I7\np6000\n0g5000\ng6000\ng3999\n\x87.");
    struct run r = run_pickle(dp_span_of(dp_text_str(&t)));
    cr_assert_eq(r.rc, DP_OK, "%s", r.record->what);
    cr_assert_str_eq(shown(&r), "(-1, 7, 3999)");
    run_free(&r);
    dp_ctx_free(ctx);
}

/* Many far indexes: the map grows, every entry is found again. */
Test(memo, finds_everything_again_in_a_large_map)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_text t = dp_text_new(ctx);
    enum { N = 3000 };
    for (unsigned i = 0; i < N; i++) {
        dp_text_addf(&t, "I%u\np%u\n0", i, 4000000000U - i * 9973U);
    }
    dp_text_adds(&t, "(");
    for (unsigned i = 0; i < N; i++) {
        dp_text_addf(&t, "g%u\n", 4000000000U - i * 9973U);
    }
    dp_text_adds(&t, "l.");
    struct run r = run_pickle(dp_span_of(dp_text_str(&t)));
    cr_assert_eq(r.rc, DP_OK, "%s", r.record->what);
    for (unsigned i = 0; i < N; i++) {
        cr_assert_eq(dp_at(r.heap, dp_at(r.heap, r.root)->u.item[i])->u.i, i);
    }
    run_free(&r);
    dp_ctx_free(ctx);
}

/* MEMOIZE counts entries, not stores: CPython's index is the size of its memo. */
Test(memo, counts_entries_as_cpython_does)
{
    static const struct {
        dp_span pickle;
        const char *want;
    } cases[] = {
        {PICKLE("K\x01\x94K\x02\x94h\0h\x01\x86\x86\x86."), "(1, (2, (1, 2)))"},
        {PICKLE("K\x01q\0K\x02q\0K\x03\x94h\0h\x01\x86\x86\x86\x86."), "(1, (2, (3, (2, 3))))"},
        {PICKLE("K\x01q\x05K\x02\x94h\x01\x86\x86."), "(1, (2, 2))"},
        {PICKLE("]\x94(h\0h\0e."), "[[[[[[[..., ...], [..., ...]], [[..., ...], [..., ...]]], "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = run_pickle(cases[i].pickle);
        cr_assert_eq(r.rc, DP_OK, "%s", r.record->what);
        cr_assert_eq(strncmp(shown(&r), cases[i].want, strlen(cases[i].want)), 0, "%s", shown(&r));
        run_free(&r);
    }
}

/* Shared objects are one node, and the memo belongs to one pickle. */
Test(memo, is_shared_within_a_pickle_and_gone_after_it)
{
    struct run r = run_pickle(DP_LIT("]q\1(K\1K\2K\3K\4K\5eh\1\x86."));
    cr_assert_eq(r.rc, DP_OK);
    const dp_obj *pair = dp_at(r.heap, r.root);
    cr_assert_eq(pair->u.item[0], pair->u.item[1]);
    size_t used;
    cr_assert_eq(dp_pickle_run(r.heap, DP_LIT("h\1."), 0, NULL, NULL, &r.root, &used), DP_CORRUPT);
    run_free(&r);
}
