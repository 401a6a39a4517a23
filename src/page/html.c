#include "page/html.h"

#include "base/num.h"
#include "base/text.h"
#include "base/unicode.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

void dp_html_raw(dp_html *h, const char *markup)
{
    dp_puts(h->sink, markup);
}

void dp_html_rawf(dp_html *h, const char *fmt, ...)
{
    char piece[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(piece, sizeof piece, fmt, args);
    va_end(args);
    dp_puts(h->sink, piece);
}

static const char *entity(uint8_t c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return c < 0x20 || c == 0x7f ? " " : NULL;
    }
}

static void put(dp_html *h, dp_span text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char *instead = entity(text.p[i]);
        if (instead != NULL) {
            dp_put(h->sink, dp_span_cut(text, from, i - from));
            dp_puts(h->sink, instead);
            from = i + 1;
        }
    }
    dp_put(h->sink, dp_span_cut(text, from, text.n - from));
}

void dp_html_text(dp_html *h, const char *text)
{
    put(h, dp_span_of(text));
}

void dp_html_between(dp_html *h, const char *before, const char *text, const char *after)
{
    dp_html_raw(h, before);
    dp_html_text(h, text);
    dp_html_raw(h, after);
}

void dp_html_span(dp_html *h, dp_span text, size_t most)
{
    dp_mark mark = dp_ctx_mark(h->scratch);
    put(h, dp_span_of(dp_escape(h->scratch, text, most)));
    dp_ctx_release(h->scratch, mark);
    if (text.n > most) {
        dp_html_raw(h, " (");
        dp_html_count(h, text.n);
        dp_html_raw(h, " bytes)");
    }
}

void dp_html_short(dp_html *h, dp_span text, size_t most)
{
    dp_mark mark = dp_ctx_mark(h->scratch);
    dp_span shown = dp_span_of(dp_escape(h->scratch, text, most * 4));
    size_t n = 0;
    size_t at = 0;
    while (at < shown.n && n < most) {
        dp_utf8_next(shown, &at);
        n++;
    }
    put(h, dp_span_cut(shown, 0, at));
    dp_html_raw(h, at < shown.n ? "…" : "");
    dp_ctx_release(h->scratch, mark);
}

void dp_html_number(dp_html *h, double v)
{
    if (isfinite(v)) {
        dp_html_rawf(h, v < 0 ? "\u2212%.5g" : "%.5g", fabs(v));
    } else {
        dp_html_raw(h, isnan(v) ? "nan" : v > 0 ? "\u221e" : "\u2212\u221e");
    }
}

void dp_html_exact(dp_html *h, double v)
{
    char text[DP_NUM_MAX];
    if (isfinite(v)) {
        dp_num_print(text, v);
        dp_html_raw(h, text);
    } else {
        dp_html_raw(h, isnan(v) ? "nan" : v > 0 ? "inf" : "-inf");
    }
}

void dp_html_count(dp_html *h, uint64_t n)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, n);
    for (int i = 0; i < length; i++) {
        dp_html_rawf(h, (length - i) % 3 == 0 && i != 0 ? ",%c" : "%c", digits[i]);
    }
}

void dp_html_bytes(dp_html *h, uint64_t n)
{
    char text[DP_NUM_MAX];
    if (n < 1000) {
        dp_html_rawf(h, "%" PRIu64 " bytes", n);
        return;
    }
    dp_num_print_size(text, n);
    dp_html_raw(h, text);
}

bool dp_html_full(const dp_html *h)
{
    return h->sink->written >= h->budget;
}
