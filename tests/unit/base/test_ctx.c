#include "base/ckd.h"
#include "base/ctx.h"

#include <criterion/criterion.h>

static dp_ctx *small_ctx(size_t arena)
{
    dp_limits limits = dp_limits_default(0);
    limits.arena = limits.arena_base = arena;
    dp_ctx *ctx = dp_ctx_new(&limits);
    cr_assert_not_null(ctx);
    return ctx;
}

Test(ctx, takes_zeroed_and_aligned)
{
    dp_ctx *ctx = small_ctx((size_t)64 << 20);
    for (size_t n = 0; n < 3000; n += 7) {
        uint8_t *p = dp_take(ctx, n, 3);
        cr_assert_not_null(p);
        cr_assert_eq((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < 3 * n; i++) {
            cr_assert_eq(p[i], 0);
        }
        memset(p, 0xff, 3 * n); /* what comes next must not see it */
    }
    dp_ctx_free(ctx);
    dp_ctx_free(NULL);
}

Test(ctx, refuses_beyond_its_limit)
{
    dp_ctx *ctx = small_ctx(1 << 20);
    cr_assert_null(dp_take(ctx, (1 << 20) + 1, 1));
    cr_assert_eq(dp_failed(ctx), DP_LIMIT);
    dp_forgive(ctx);
    cr_assert_null(dp_take(ctx, SIZE_MAX / 2, 3));
    cr_assert_eq(dp_failed(ctx), DP_LIMIT);
    dp_forgive(ctx);
    cr_assert_null(dp_take(ctx, SIZE_MAX - 3, 1));
    cr_assert_eq(dp_failed(ctx), DP_LIMIT);
    dp_ctx_free(ctx);
    ctx = small_ctx(1 << 20);
    size_t got = 0;
    while (dp_take(ctx, 1000, 1) != NULL) {
        got += 1000;
    }
    cr_assert(got > (1 << 19) && got <= 1 << 20, "%zu bytes came out of a MiB", got);
    cr_assert(dp_ctx_used(ctx) <= 1 << 20);
    cr_assert_str_eq(dp_take_printf(ctx, "%d", 7), "7", "a full arena has room to say so");
    got = 0;
    while (dp_take(ctx, 1000, 1) != NULL) {
        got += 1000;
    }
    cr_assert(got < (size_t)5 << 20, "and that room is bounded too");
    dp_ctx_reserve(ctx, 5000);
    cr_assert_not_null(dp_take(ctx, 4000, 1), "who tells of it has room of his own");
    cr_assert_null(dp_take(ctx, 4000, 1));
    dp_ctx_free(ctx);
}

Test(ctx, arena_scales_with_the_input)
{
    dp_limits limits = dp_limits_default(0);
    limits.arena_base = 1 << 20;
    limits.arena_ratio = 32;
    dp_ctx *ctx = dp_ctx_new(&limits);
    cr_assert_null(dp_take(ctx, 2, 1 << 20));
    dp_forgive(ctx);
    dp_ctx_scale_arena(ctx, 1 << 20);
    cr_assert_not_null(dp_take(ctx, 2, 1 << 20));
    dp_ctx_scale_arena(ctx, SIZE_MAX); /* wraps: the outer limit holds */
    cr_assert_null(dp_take_raw(ctx, limits.arena, 1));
    cr_assert_eq(dp_failed(ctx), DP_LIMIT);
    dp_ctx_free(ctx);
}

/* What was tried and forgiven has filled the memory, and the limit sinks below it: a fault after that still has its words. */
Test(ctx, a_limit_that_sinks_leaves_room_to_tell)
{
    dp_limits limits = dp_limits_default(0);
    limits.arena_base = 1 << 20;
    limits.arena_ratio = 32;
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_ctx_scale_arena(ctx, 1 << 20);
    cr_assert_not_null(dp_take(ctx, 31, 1 << 20));
    cr_assert_null(dp_take(ctx, 31, 1 << 20));
    dp_forgive(ctx);
    cr_assert_not_null(dp_take(ctx, 5, 1 << 20), "what the first fault opened is used");
    dp_ctx_scale_arena(ctx, 1);
    cr_assert_null(dp_take(ctx, 31, 1 << 20));
    cr_assert_not_null(dp_take(ctx, 2, 1 << 20));
    dp_ctx_free(ctx);
}

Test(ctx, opcodes_follow_the_input)
{
    dp_limits limits = dp_limits_default(0);
    limits.opcodes = 1000;
    limits.opcodes_base = 100;
    limits.opcodes_ratio = 2;
    dp_ctx *ctx = dp_ctx_new(&limits);
    cr_assert_eq(dp_ctx_limits(ctx)->opcodes, 1000, "nothing counted yet");
    dp_ctx_count_input(ctx, 10);
    cr_assert_eq(dp_ctx_limits(ctx)->opcodes, 120);
    dp_ctx_count_input(ctx, 40); /* a further file adds to the first */
    cr_assert_eq(dp_ctx_limits(ctx)->opcodes, 200);
    dp_ctx_count_input(ctx, SIZE_MAX); /* wraps: the outer limit holds */
    cr_assert_eq(dp_ctx_limits(ctx)->opcodes, 1000);
    dp_ctx_free(ctx);
}

Test(ctx, grows_things_in_place_of_lists)
{
    dp_ctx *ctx = small_ctx((size_t)64 << 20);
    uint32_t *list = NULL;
    for (uint32_t i = 0; i < 10000; i++) {
        uint32_t *slot = dp_grow(ctx, &list, i, sizeof *slot);
        cr_assert_not_null(slot);
        *slot = i;
    }
    for (uint32_t i = 0; i < 10000; i++) {
        cr_assert_eq(list[i], i);
    }
    dp_ctx_free(ctx);
}

Test(ctx, marks_give_back_memory_and_keep_what_was_said)
{
    dp_ctx *ctx = small_ctx((size_t)64 << 20);
    char *kept = dp_take_text(ctx, DP_LIT("kept"));
    for (int round = 0; round < 200; round++) {
        dp_mark mark = dp_ctx_mark(ctx);
        cr_assert_not_null(dp_take(ctx, 1 << 20, 1)); /* 200 of these do not fit at once */
        dp_ctx_release(ctx, mark);
    }
    dp_fail(ctx, DP_CORRUPT, 7, "said %s", "once");
    cr_assert_str_eq(kept, "kept");
    cr_assert_str_eq(dp_ctx_record(ctx)->what, "said once");
    dp_ctx_free(ctx);
}

Test(ctx, what_is_said_is_fit_for_a_terminal)
{
    dp_ctx *ctx = small_ctx(1 << 20);
    dp_warn(ctx, "norm=%s", "l\xa1");
    dp_fail_at(ctx, DP_CORRUPT, 12, "steps['\x1b']", "found %s", "l\xc2\x9b");
    cr_assert_str_eq(dp_ctx_record(ctx)->warnings[0], "norm=l?");
    cr_assert_str_eq(dp_ctx_record(ctx)->path, "steps['?']");
    cr_assert_str_eq(dp_ctx_record(ctx)->what, "found l??");
    dp_ctx_free(ctx);
}

Test(ctx, first_error_wins_but_unsafe_wins_over_all)
{
    dp_ctx *ctx = small_ctx(1 << 20);
    const dp_record *record = dp_ctx_record(ctx);
    cr_assert_eq(record->offset, DP_NO_OFFSET);
    cr_assert_str_eq(record->what, "");
    cr_assert_eq(dp_fail_at(ctx, DP_CORRUPT, 12, "steps[1]", "first %d", 1), DP_CORRUPT);
    cr_assert_eq(dp_fail(ctx, DP_CORRUPT, 13, "second"), DP_CORRUPT);
    cr_assert_eq(dp_fail(ctx, DP_UNSUPPORTED, 13, "second"), DP_CORRUPT);
    cr_assert_str_eq(record->what, "first 1");
    cr_assert_str_eq(record->path, "steps[1]");
    cr_assert_eq(record->offset, 12);
    cr_assert_eq(dp_fail(ctx, DP_LIMIT, 13, "of the rest"), DP_LIMIT, "a limit outweighs damage");
    cr_assert_eq(dp_fail(ctx, DP_CORRUPT, 13, "more damage"), DP_LIMIT);
    cr_assert_str_eq(record->what, "of the rest");
    cr_assert_eq(dp_fail(ctx, DP_UNSAFE, 14, "third"), DP_UNSAFE);
    cr_assert_eq(dp_fail(ctx, DP_UNSAFE, 15, "fourth"), DP_UNSAFE);
    cr_assert_str_eq(record->what, "third");
    cr_assert_str_eq(record->path, "");
    dp_forgive(ctx);
    cr_assert_eq(dp_failed(ctx), DP_UNSAFE, "unsafe is never forgiven");
    dp_ctx_free(ctx);
}

Test(ctx, names_are_counted_and_the_worst_is_the_verdict)
{
    dp_ctx *ctx = small_ctx((size_t)16 << 20);
    const dp_record *record = dp_ctx_record(ctx);
    dp_name_use use = {.name = "os.system", .offset = 5, .verdict = DP_DANGEROUS, .reach = DP_CALLED, .reason = ""};
    dp_note_name(ctx, &use);
    use.offset = 50;
    dp_note_name(ctx, &use);
    use.verdict = DP_SAFE;
    use.name = "numpy.ndarray";
    dp_note_name(ctx, &use);
    cr_assert_eq(record->n_names, 2);
    cr_assert_eq(record->names[0].count, 2);
    cr_assert_eq(record->names[0].offset, 5);
    cr_assert_eq(record->verdict, DP_DANGEROUS);
    for (int i = 0; i < 100; i++) {
        use.name = dp_take_printf(ctx, "m.n%d", i);
        dp_note_name(ctx, &use);
    }
    cr_assert_eq(record->n_names, 102);
    cr_assert_str_eq(record->names[0].name, "os.system");
    dp_ctx_free(ctx);
}

Test(ctx, warnings_are_kept_once)
{
    dp_ctx *ctx = small_ctx((size_t)16 << 20);
    for (int i = 0; i < 40; i++) {
        dp_warn(ctx, "warning %d", i % 20);
    }
    cr_assert_eq(dp_ctx_record(ctx)->n_warnings, 20);
    cr_assert_str_eq(dp_ctx_record(ctx)->warnings[19], "warning 19");
    dp_ctx_free(ctx);
}

Test(ctx, outcomes_have_an_order)
{
    cr_assert_eq(dp_rc_worse(DP_OK, DP_ERROR), DP_ERROR);
    cr_assert_eq(dp_rc_worse(DP_CORRUPT, DP_LIMIT), DP_LIMIT);
    cr_assert_eq(dp_rc_worse(DP_UNSAFE, DP_LIMIT), DP_UNSAFE);
    cr_assert_eq(dp_rc_worse(DP_UNSUPPORTED, DP_CORRUPT), DP_CORRUPT);
    cr_assert_eq(dp_rc_worse(DP_OK, DP_OK), DP_OK);
    for (int rc = DP_OK; rc <= DP_PARTLY; rc++) {
        cr_assert(dp_rc_name((dp_rc)rc)[0] != '\0');
    }
}

Test(ctx, checked_sizes)
{
    size_t r = 42;
    cr_assert(dp_add(SIZE_MAX - 1, 1, &r) && r == SIZE_MAX);
    cr_assert_not(dp_add(SIZE_MAX, 1, &r));
    cr_assert_eq(r, SIZE_MAX);
    cr_assert(dp_mul(0, SIZE_MAX, &r) && r == 0);
    cr_assert_not(dp_mul((size_t)1 << 33, (size_t)1 << 31, &r));
    cr_assert_eq(r, 0);
}

Test(ctx, every_limit_is_set)
{
    const dp_limits limits = dp_limits_default(0);
    const uint8_t *bytes = (const uint8_t *)&limits;
    for (size_t at = 0; at + sizeof(size_t) <= sizeof limits; at += sizeof(size_t)) {
        cr_assert_neq(dp_load64(bytes + at), 0, "limit number %zu is 0", at / sizeof(size_t));
    }
    cr_assert_eq(dp_limits_default((uint64_t)4 << 30).input, (size_t)3 << 30);
}
