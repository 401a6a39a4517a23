#include "export/sheet.h"

#include <criterion/criterion.h>

static dp_ctx *new_ctx(void)
{
    dp_limits limits = dp_limits_default(0);
    return dp_ctx_new(&limits);
}

static void put_tree(dp_sheet *l)
{
    dp_sheet_fact(l, "file", "m.pkl");
    dp_sheet_fact(l, "nothing", "");
    dp_sheet_down(l, true, true);
    dp_sheet_title(l, "$", "sklearn.pipeline.Pipeline", "", DP_INK_NONE);
    dp_sheet_fact(l, "names", "'one', 'two and three', 'four'");
    dp_sheet_down(l, false, true);
    dp_sheet_title(l, "steps[0]", "sklearn.pipeline.FeatureUnion", "(blocked by its last)", DP_INK_BAD);
    dp_sheet_down(l, true, false);
    dp_sheet_title(l, "last", "own.Class", "", DP_INK_NONE);
    dp_sheet_item(l, "item", "1");
    dp_sheet_up(l);
    dp_sheet_up(l);
    dp_sheet_down(l, true, false);
    dp_sheet_title(l, "steps[1]", "sklearn.linear_model.Ridge", "", DP_INK_NONE);
    dp_sheet_note(l, "and 3 more");
    dp_sheet_up(l);
    dp_sheet_up(l);
}

struct sheet_row {
    dp_paper paper;
    const char *want;
};

Test(sheet, one_tree_on_each_paper)
{
    static const struct sheet_row rows[] = {
        {{.width = 80},
         "file: m.pkl\n"
         "$: sklearn.pipeline.Pipeline\n"
         "|  names: 'one', 'two and three', 'four'\n"
         "|- steps[0]: sklearn.pipeline.FeatureUnion  (blocked by its last)\n"
         "|  `- last: own.Class\n"
         "|         item: 1\n"
         "`- steps[1]: sklearn.linear_model.Ridge\n"
         "     and 3 more\n"},
        {{.width = 30, .boxes = true},
         "file: m.pkl\n"
         "$: sklearn.pipeline.Pipeline\n"
         "│  names: 'one',\n"
         "│    'two and three', 'four'\n"
         "├─ steps[0]: FeatureUnion\n"
         "│  │  (blocked by its last)\n"
         "│  └─ last: own.Class\n"
         "│         item: 1\n"
         "└─ steps[1]: Ridge\n"
         "     and 3 more\n"},
        {{.width = 20},
         "file: m.pkl\n"
         "$: Pipeline\n"
         "|  names: 'one',\n"
         "|    'two and\n"
         "|    three', 'four'\n"
         "|- steps[0]: FeatureUnion\n"
         "|  |  (blocked by\n"
         "|  |    its last)\n"
         "|  `- last: Class\n"
         "|         item: 1\n"
         "`- steps[1]: Ridge\n"
         "     and 3 more\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dp_ctx *ctx = new_ctx();
        dp_sheet l = dp_sheet_new(ctx, &rows[i].paper);
        put_tree(&l);
        cr_assert_str_eq(dp_sheet_str(&l), rows[i].want, "width %u:\n%s", rows[i].paper.width, dp_sheet_str(&l));
        dp_ctx_free(ctx);
    }
}

Test(sheet, ink_takes_no_room)
{
    dp_ctx *ctx = new_ctx();
    dp_sheet plain = dp_sheet_new(ctx, &(dp_paper){.width = 24});
    dp_sheet inked = dp_sheet_new(ctx, &(dp_paper){.width = 24, .ink = true});
    put_tree(&plain);
    put_tree(&inked);
    dp_text without = dp_text_new(ctx);
    for (const char *p = dp_sheet_str(&inked); *p != '\0'; p++) {
        if (*p == DP_INK_MARK) {
            p++;
        } else {
            dp_text_add(&without, (dp_span){(const uint8_t *)p, 1});
        }
    }
    cr_assert_str_eq(dp_text_str(&without), dp_sheet_str(&plain));
    cr_assert_not_null(strstr(dp_sheet_str(&inked), "\tkfile:\t0 m.pkl\n"));
    cr_assert_not_null(strstr(dp_sheet_str(&inked), "\tb(blocked by its\t0\n"), "%s", dp_sheet_str(&inked));
    dp_ctx_free(ctx);
}

/* A value as long as a file likes, of characters of three bytes: cut between two of them, on lines that end. */
Test(sheet, far_too_long_is_cut)
{
    enum { LONG = 1 << 20 };
    dp_ctx *ctx = new_ctx();
    dp_sheet l = dp_sheet_new(ctx, &(dp_paper){.width = 40});
    dp_text value = dp_text_new(ctx);
    for (size_t i = 0; i < LONG / 3; i++) {
        dp_text_adds(&value, "€");
    }
    dp_sheet_fact(&l, "name", dp_text_str(&value));
    const char *text = dp_sheet_str(&l);
    cr_assert(strlen(text) < 4100 && strlen(text) > 3000, "%zu", strlen(text));
    cr_assert(dp_utf8_valid(dp_span_of(text)));
    cr_assert_str_eq(text + strlen(text) - strlen("€…\n"), "€…\n");
    dp_ctx_free(ctx);
}

/* Deeper than there is room for branches: told all the same. */
Test(sheet, deeper_than_branches_go)
{
    dp_ctx *ctx = new_ctx();
    dp_sheet l = dp_sheet_new(ctx, NULL);
    for (size_t i = 0; i < 3 * DP_MOST_LEVELS; i++) {
        dp_sheet_down(&l, true, true);
        dp_sheet_title(&l, "in", "it", "", DP_INK_NONE);
    }
    dp_sheet_fact(&l, "deep", "down");
    for (size_t i = 0; i < 3 * DP_MOST_LEVELS; i++) {
        dp_sheet_up(&l);
    }
    cr_assert_not_null(strstr(dp_sheet_str(&l), "deep: down\n"));
    cr_assert_eq(l.level, 0);
    dp_ctx_free(ctx);
}
