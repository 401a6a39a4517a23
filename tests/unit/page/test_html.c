#include "support/test_ctx.h"

#include "page/html.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static dp_memory_sink sink;

static dp_html html(void)
{
    dp_memory_sink_init(&sink, 0);
    return (dp_html){.sink = &sink.base, .scratch = test_ctx(), .budget = 100};
}

static void is(const char *want)
{
    cr_assert_eq(sink.n, strlen(want), "%.*s", (int)sink.n, (const char *)sink.p);
    cr_assert_arr_eq(sink.p, want, sink.n, "%.*s", (int)sink.n, (const char *)sink.p);
    dp_memory_sink_done(&sink);
}

Test(html, text_of_a_file_stays_text)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"\" onload=\"x", "&quot; onload=&quot;x"},
        {"' autofocus '", "&#39; autofocus &#39;"},
        {"a&amp;b", "a&amp;amp;b"},
        {"]]><!--", "]]&gt;&lt;!--"},
        {"\xe2\x80\xae" "cod.exe", "\\u202ecod.exe"},
        {"zero\xe2\x80\x8bwidth\xef\xbb\xbf", "zero\\u200bwidth\\ufeff"},
        {"line\nbreak\x1b[31m", "line\\x0abreak\\x1b[31m"},
        {"\xff\xfe", "\\xff\\xfe"},
        {"B\xc3\xa9gonia \xe2\x9c\x93", "B\xc3\xa9gonia \xe2\x9c\x93"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dp_html h = html();
        dp_html_span(&h, dp_span_of(rows[i].text), 200);
        is(rows[i].want);
    }
}

Test(html, what_is_escaped_for_a_line_is_not_escaped_twice)
{
    dp_html h = html();
    dp_html_text(&h, "\\u202e<b>\n");
    is("\\u202e&lt;b&gt; ");
}

Test(html, long_text_is_cut_and_its_length_told)
{
    enum { LONG = 1 << 20 };
    dp_html h = html();
    char *text = dp_take(h.scratch, LONG, 1);
    memset(text, 'a', LONG);
    dp_html_span(&h, (dp_span){(const uint8_t *)text, LONG}, 10);
    is("aaaaaaaaaa… (1,048,576 bytes)");
}

Test(html, pictures_cut_by_characters_not_within_one)
{
    dp_html h = html();
    dp_html_short(&h, dp_span_of("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"), 3);
    is("\xc3\xa9\xc3\xa9\xc3\xa9…");
    h = html();
    dp_html_short(&h, dp_span_of("a<b"), 3);
    is("a&lt;b");
}

Test(html, numbers)
{
    static const struct {
        double v;
        const char *number, *exact;
    } rows[] = {
        {0.1, "0.1", "0.1"}, {-2.5, "\u22122.5", "-2.5"}, {1e300, "1e+300", "1e+300"}, {0.30000000000000004, "0.3", "0.30000000000000004"},
        {INFINITY, "\u221e", "inf"}, {-INFINITY, "\u2212\u221e", "-inf"}, {NAN, "nan", "nan"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dp_html h = html();
        dp_html_number(&h, rows[i].v);
        is(rows[i].number);
        h = html();
        dp_html_exact(&h, rows[i].v);
        is(rows[i].exact);
    }
    dp_html h = html();
    dp_html_count(&h, 1);
    dp_html_raw(&h, " ");
    dp_html_count(&h, 1234567);
    dp_html_raw(&h, " ");
    dp_html_count(&h, UINT64_MAX);
    dp_html_raw(&h, " ");
    dp_html_bytes(&h, 999);
    dp_html_raw(&h, " ");
    dp_html_bytes(&h, 1234567);
    is("1 1,234,567 18,446,744,073,709,551,615 999 bytes 1.2 MB");
}

Test(html, full)
{
    dp_html h = html();
    cr_assert(!dp_html_full(&h));
    for (int i = 0; i < 10; i++) {
        dp_html_raw(&h, "0123456789");
    }
    cr_assert(dp_html_full(&h));
    dp_memory_sink_done(&sink);
}
