#include "graph/text_counts.h"

#include "graph/eval.h"
#include "graph/build.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

enum { TERMS = 6 };
static const char *const terms[TERMS] = {"good", "price", "good price", "caf\xc3\xa9", "Capital", "good good"};

static dp_text_counts *make(dp_ctx *ctx, bool lower, uint32_t shortest, uint32_t least, uint32_t most)
{
    dp_text_counts *c = dp_take(ctx, 1, sizeof *c);
    dp_span *term = dp_take(ctx, TERMS, sizeof *term);
    uint64_t *column = dp_take(ctx, TERMS, sizeof *column);
    for (size_t i = 0; i < TERMS; i++) {
        term[i] = dp_span_of(terms[i]);
        column[i] = TERMS - 1 - i;
    }
    *c = (dp_text_counts){.lower = lower, .shortest = shortest, .least = least, .most = most, .columns = TERMS, .n = TERMS,
                          .term = term, .column = column};
    cr_assert(dp_text_counts_index(ctx, c));
    return c;
}

/* want: in the order of the terms. */
static void expect(const dp_text_counts *c, const char *text, const float want[TERMS])
{
    float got[TERMS] = {0};
    dp_text_count(c, dp_span_of(text), got);
    for (size_t i = 0; i < TERMS; i++) {
        cr_assert_eq(got[TERMS - 1 - i], want[i], "'%s' in '%s': %g", terms[i], text, (double)got[TERMS - 1 - i]);
    }
}

Test(text_counts, counts_words_and_pairs)
{
    const dp_text_counts *c = make(test_ctx(), true, 2, 1, 2);
    expect(c, "", (const float[TERMS]){0});
    expect(c, "GOOD, x price; CAF\xc3\x89", (const float[TERMS]){1, 1, 1, 1, 0, 0}); /* x is no word: neighbours */
    expect(c, "good good good", (const float[TERMS]){3, 0, 0, 0, 0, 2});
    expect(c, "goods good_price\xff Capital", (const float[TERMS]){0});
}

Test(text_counts, keeps_capitals_and_short_words_where_asked_to)
{
    expect(make(test_ctx(), false, 1, 1, 2), "Good Capital good x price", (const float[TERMS]){1, 1, 0, 0, 1, 0});
    expect(make(test_ctx(), true, 2, 2, 2), "good price", (const float[TERMS]){0, 0, 1, 0, 0, 0});
    expect(make(test_ctx(), true, 2, 1, 1), "good price", (const float[TERMS]){1, 1, 0, 0, 0, 0});
}

static void index_of(dp_text_counts *c, const char *const *texts, size_t n)
{
    dp_span *term = dp_take(test_ctx(), n, sizeof *term);
    uint64_t *column = dp_take(test_ctx(), n, sizeof *column);
    for (size_t i = 0; i < n; i++) {
        term[i] = dp_span_of(texts[i]);
        column[i] = i;
    }
    c->term = term;
    c->column = column;
    c->columns = c->n = n;
    cr_assert(dp_text_counts_index(test_ctx(), c));
}

static void count_all(const dp_text_counts *c, const char *text, const char *const *texts, const float *want)
{
    float got[16] = {0};
    dp_text_count(c, dp_span_of(text), got);
    for (size_t i = 0; i < c->n; i++) {
        cr_assert_eq(got[i], want[i], "'%s' in '%s': %g", texts[i], text, (double)got[i]);
    }
}

/* The counts are CountVectorizer's of 1.9. */
Test(text_counts, passes_over_words_to_stop_at)
{
    static const char *const texts[] = {"good price", "the good", "price", "the"};
    static const dp_span stop[] = {DP_LIT("of"), DP_LIT("the")};
    dp_text_counts c = {.lower = true, .shortest = 2, .least = 1, .most = 2, .stop = stop, .n_stop = 2};
    index_of(&c, texts, 4);
    count_all(&c, "The good of the price, the", texts, (const float[]){1, 0, 1, 0});
    c = (dp_text_counts){.units = DP_UNIT_SPLIT, .shortest = 1, .least = 1, .most = 2, .stop = stop, .n_stop = 2};
    index_of(&c, texts, 4);
    count_all(&c, "good\tthe price The the, \xc2\xa0price", texts, (const float[]){1, 0, 2, 0});
}

Test(text_counts, counts_characters)
{
    static const char *const texts[] = {"a b", " ", "b ", "\t", ("\xc3\xa9" "a"), "abcd", ""};
    dp_text_counts c = {.units = DP_UNIT_CHARS, .lower = true, .shortest = 1, .least = 1, .most = 3};
    index_of(&c, texts, 7);
    count_all(&c, "A \t\nb \xc3\x89""a\tb  ", texts, (const float[]){1, 3, 2, 1, 1, 0, 0});
}

Test(text_counts, counts_characters_of_words)
{
    static const char *const texts[] = {" ", " a", "a ", " a ", "  ", "b a", "ab", " ab "};
    dp_text_counts c = {.units = DP_UNIT_CHARS_OF_WORDS, .shortest = 1, .least = 1, .most = 3};
    index_of(&c, texts, 8);
    count_all(&c, "a\n ab  ba", texts, (const float[]){6, 2, 2, 1, 0, 0, 1, 0});
    c.least = 4;
    c.most = 5;
    index_of(&c, texts, 8);
    count_all(&c, "a ab\tcab", texts, (const float[]){0, 0, 0, 1, 0, 0, 0, 1}); /* a word that is short counts as a whole */
}

Test(text_counts, passes_over_words_longer_than_any)
{
    char text[2 * DP_LONGEST_WORD + 8];
    memset(text, 'g', 2 * DP_LONGEST_WORD);
    strcpy(text + 2 * DP_LONGEST_WORD, " good");
    expect(make(test_ctx(), true, 2, 1, 1), text, (const float[TERMS]){1, 0, 0, 0, 0, 0});
}

Test(text_counts, is_an_operator_of_the_graph)
{
    dp_ctx *ctx = test_ctx();
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_graph_input(g, "X", DP_T_TEXT, 1);
    dp_graph_output(g, dp_text_counts_of(g, dp_flat(g, x), make(ctx, true, 2, 1, 2)), "y");
    cr_assert_not(g->failed);
    dp_span texts[] = {DP_LIT("price"), DP_LIT("Good price")};
    const dp_tensor in = {DP_T_TEXT, {2, {2, 1}}, 2, texts};
    dp_tensor out;
    cr_assert_eq(dp_eval(ctx, g, &in, &out), DP_OK);
    cr_assert_eq(out.count, 2 * TERMS);
    cr_assert_eq(((float *)out.data)[TERMS - 2], 1);
    cr_assert_eq(((float *)out.data)[2 * TERMS - 3], 1);
    cr_assert_eq(((float *)out.data)[0], 0);
}
