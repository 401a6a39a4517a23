#include "graph/build.h"
#include "graph/eval.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

enum { MOST = 8 };

/* Which of the n keys each text is: found by halves where the keys stand in order, else one by one. */
static void expect(const char *const *keys, size_t n, const char *const *texts, size_t rows, const int64_t *want)
{
    dp_ctx *ctx = test_ctx();
    dp_graph *g = dp_graph_new(ctx);
    dp_span key[MOST];
    dp_span text[MOST];
    for (size_t i = 0; i < n; i++) {
        key[i] = dp_span_of(keys[i]);
    }
    for (size_t i = 0; i < rows; i++) {
        text[i] = dp_span_of(texts[i]);
    }
    dp_val x = dp_graph_input(g, "X", DP_T_TEXT, 1);
    dp_graph_output(g, dp_text_index(g, x, dp_row_text(g, key, n)), "y");
    cr_assert_not(g->failed);
    const dp_tensor in = {DP_T_TEXT, {2, {rows, 1}}, rows, text};
    dp_tensor out;
    cr_assert_eq(dp_eval(ctx, g, &in, &out), DP_OK);
    cr_assert_eq(out.count, rows);
    for (size_t i = 0; i < rows; i++) {
        cr_assert_eq(((int64_t *)out.data)[i], want[i], "%s of %s …", texts[i], keys[0]);
    }
}

Test(text_index, finds_keys_in_order)
{
    static const char *const keys[] = {"", "Zoe", "ab", "abc", "b", "\xc3\xa9"};
    static const char *const texts[] = {"abc", "", "\xc3\xa9", "Zoe", "a", "zz", "ab", "b"};
    expect(keys, 6, texts, 8, (const int64_t[]){3, 0, 5, 1, 6, 6, 2, 4});
    expect(keys, 1, texts, 2, (const int64_t[]){1, 0});
}

Test(text_index, finds_keys_in_any_order)
{
    static const char *const keys[] = {"c", "a", "\xc3\xa9", "b", "a"};
    static const char *const texts[] = {"a", "b", "c", "\xc3\xa9", "", "cc"};
    expect(keys, 5, texts, 6, (const int64_t[]){1, 3, 0, 2, 5, 5});
}
