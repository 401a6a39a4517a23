#include "io/input.h"
#include "io/sink.h"

#include <criterion/criterion.h>

Test(sink, memory_takes_bytes_in_order)
{
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, 1 << 20);
    for (int i = 0; i < 20000; i++) {
        dp_puts(&sink.base, i % 2 == 0 ? "ab" : "c");
    }
    cr_assert_eq(sink.base.rc, DP_OK);
    cr_assert_eq(sink.n, 30000);
    cr_assert_eq(sink.base.written, 30000);
    cr_assert(memcmp(sink.p, "abcabc", 6) == 0);
    dp_memory_sink_done(&sink);
}

Test(sink, limit_is_sticky_and_exact)
{
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, 10);
    dp_puts(&sink.base, "0123456789");
    cr_assert_eq(sink.base.rc, DP_OK);
    dp_puts(&sink.base, "x");
    cr_assert_eq(sink.base.rc, DP_LIMIT);
    dp_put(&sink.base, (dp_span){NULL, 0});
    cr_assert_eq(sink.base.rc, DP_LIMIT);
    cr_assert_eq(sink.n, 10);
    dp_memory_sink_done(&sink);
}

static dp_rc fail_append(dp_sink *self, dp_span bytes)
{
    (void)self;
    (void)bytes;
    return DP_ERROR;
}

Test(sink, first_fault_stays_and_nothing_more_is_written)
{
    dp_sink sink = {.append = fail_append};
    dp_puts(&sink, "a");
    cr_assert_eq(sink.rc, DP_ERROR);
    sink.append = NULL; /* must not be called again */
    dp_puts(&sink, "b");
    cr_assert_eq(sink.rc, DP_ERROR);
}

Test(sink, count_counts)
{
    dp_count_sink sink;
    dp_count_sink_init(&sink, 5);
    dp_puts(&sink.base, "abc");
    cr_assert_eq(sink.base.written, 3);
    dp_puts(&sink.base, "abc");
    cr_assert_eq(sink.base.rc, DP_LIMIT);
}

Test(input, side_files_by_exact_name)
{
    const dp_beside files[] = {{"m.pkl_01.npy", DP_LIT("one")}, {"m.pkl_02.npy", DP_LIT("two")}};
    const dp_input input = {.name = "m.pkl", .beside = files, .n_beside = 2};
    cr_assert_eq(dp_input_beside(&input, DP_LIT("m.pkl_02.npy")), &files[1]);
    cr_assert_null(dp_input_beside(&input, DP_LIT("m.pkl_0")));
    cr_assert_null(dp_input_beside(&input, DP_LIT("../m.pkl_01.npy")));
    cr_assert_null(dp_input_beside(&input, (dp_span){(const uint8_t *)"m.pkl_01.npy\0", 13}));
}
