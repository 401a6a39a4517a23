/* Every row of base/limits.def names a member of its own, has a default within its range, and moves only itself. */
#include "base/limits.h"

#include <criterion/criterion.h>
#include <string.h>

static size_t value(const dp_limits *limits, const dp_limit *row)
{
    return *(const size_t *)((const char *)limits + row->at);
}

Test(limits, rows_stand_once_and_defaults_fit)
{
    size_t n;
    const dp_limit *rows = dp_limit_rows(&n);
    dp_limits limits = dp_limits_default(0);
    cr_assert_eq(n * sizeof(size_t), sizeof limits);
    for (size_t i = 0; i < n; i++) {
        cr_assert_geq(value(&limits, &rows[i]), 1, "%s", rows[i].option);
        cr_assert_leq(value(&limits, &rows[i]), rows[i].most, "%s", rows[i].option);
        for (size_t k = 0; k < i; k++) {
            cr_assert_neq(rows[i].at, rows[k].at);
            cr_assert_neq(strcmp(rows[i].option, rows[k].option), 0);
        }
    }
}

static bool is_base_of(const char *option, const char *whole)
{
    bool memory = strcmp(whole, "max-memory") == 0 && strcmp(option, "max-memory-base") == 0;
    return memory || (strcmp(whole, "max-opcodes") == 0 && strcmp(option, "max-opcodes-base") == 0);
}

Test(limits, a_row_moves_its_own_member)
{
    size_t n;
    const dp_limit *rows = dp_limit_rows(&n);
    for (size_t i = 0; i < n; i++) {
        dp_limits before = dp_limits_default(0);
        dp_limits after = before;
        dp_limit_set(&after, &rows[i], 1);
        for (size_t k = 0; k < n; k++) {
            bool moved = k == i || is_base_of(rows[k].option, rows[i].option);
            cr_assert_eq(value(&after, &rows[k]), moved ? 1 : value(&before, &rows[k]), "%s", rows[k].option);
        }
    }
}

Test(limits, input_follows_the_memory_of_the_machine)
{
    cr_assert_eq(dp_limits_default(1 << 30).input, (size_t)3 << 28);
    cr_assert_eq(dp_limits_default((uint64_t)1 << 40).input, (size_t)8 << 30);
}
