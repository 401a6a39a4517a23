#include "export/verify.h"
#include "graph/build.h"
#include "graph/text_counts.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

static bool holds(const dp_span *texts, size_t n, const char *want)
{
    bool found = false;
    for (size_t i = 0; i < n; i++) {
        found = found || dp_span_is(texts[i], want);
    }
    return found;
}

Test(probe_texts, are_what_the_graph_compares_with)
{
    dp_ctx *ctx = test_ctx();
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_graph_input(g, "X", DP_T_TEXT, 1);
    dp_val other = dp_graph_input(g, "Z", DP_T_TEXT, 1);
    dp_span keys[] = {DP_LIT("blue"), DP_LIT("red")};
    dp_span others[] = {DP_LIT("green")};
    dp_graph_output(g, dp_text_index(g, x, dp_row_text(g, keys, 2)), "y");
    dp_graph_output(g, dp_text_index(g, other, dp_row_text(g, others, 1)), "z");
    size_t n;
    const dp_span *texts = dp_probe_texts(ctx, g, x, &n);
    cr_assert_eq(n, 4);
    cr_assert(holds(texts, n, "") && holds(texts, n, "(not seen before)"), "what no key is");
    cr_assert(holds(texts, n, "blue") && holds(texts, n, "red"));
    texts = dp_probe_texts(ctx, g, other, &n);
    cr_assert(n == 3 && holds(texts, n, "green"), "each input has its own");
}

Test(probe_texts, are_the_terms_that_are_counted)
{
    static dp_span term[] = {DP_LIT("good"), DP_LIT("price")};
    static uint64_t column[] = {0, 1};
    dp_ctx *ctx = test_ctx();
    dp_text_counts counts = {.lower = true, .shortest = 2, .least = 1, .most = 1, .columns = 2, .n = 2, .term = term,
                             .column = column};
    cr_assert(dp_text_counts_index(ctx, &counts));
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_graph_input(g, "X", DP_T_TEXT, 1);
    dp_graph_output(g, dp_text_counts_of(g, dp_flat(g, x), &counts), "y");
    size_t n;
    const dp_span *texts = dp_probe_texts(ctx, g, x, &n);
    cr_assert_eq(n, 5);
    cr_assert(holds(texts, n, "good") && holds(texts, n, "price") && holds(texts, n, "price, good Xprice!"));
}
