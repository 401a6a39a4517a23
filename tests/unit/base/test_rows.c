#include "base/rows.h"

#include <criterion/criterion.h>

struct row {
    const char *name;
    int value;
};

static const struct row rows[] = {{"a", 1}, {"ab", 2}, {"b.c", 3}, {"z", 4}};

static const struct row *find(const char *name, size_t n)
{
    return dp_row_named(name, rows, n, sizeof *rows);
}

Test(rows, each_is_found_and_nothing_else)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(find(rows[i].name, sizeof rows / sizeof *rows), &rows[i]);
    }
    static const char *const others[] = {"", "A", "aa", "abc", "b", "zz"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_assert_null(find(others[i], sizeof rows / sizeof *rows), "%s", others[i]);
    }
    cr_assert_null(find("z", 3));
    cr_assert_null(find("a", 0));
}
