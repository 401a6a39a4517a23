/* Text of a file as HTML: whatever it holds, it stays text. For page/ only.
 *
 * Two roads lead into the page: dp_html_raw for what this program itself says, with numbers at most; dp_html_text and
 * dp_html_span for everything else, which leave nothing that HTML would read as markup, in elements and in attributes alike. */
#ifndef DP_PAGE_HTML_H
#define DP_PAGE_HTML_H

#include "io/sink.h"

typedef struct dp_html {
    dp_sink *sink;
    dp_ctx *scratch;  /* emptied after each text */
    uint64_t budget;  /* bytes that the page may have; what is long asks dp_html_full before it begins */
    unsigned ids;     /* given out, for headings and pictures */
} dp_html;

void dp_html_raw(dp_html *h, const char *markup);
/* Markup of this program's own with numbers in it, never with text of a file. */
void dp_html_rawf(dp_html *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Text that is fit for one line already (dp_escape). */
void dp_html_text(dp_html *h, const char *text);
/* The same between two pieces of this program's own markup. */
void dp_html_between(dp_html *h, const char *before, const char *text, const char *after);
/* Any bytes: control characters, marks of direction and what no screen shows as \xNN and \uNNNN; beyond `most` bytes cut, with
 * the length told. */
void dp_html_span(dp_html *h, dp_span text, size_t most);
/* The first `most` characters, and "…" where there are more: for pictures, which tell the whole in their title. */
void dp_html_short(dp_html *h, dp_span text, size_t most);
/* A number: short for people; exact: the shortest text that reads back as the same. */
void dp_html_number(dp_html *h, double v);
void dp_html_exact(dp_html *h, double v);
/* 1234567 as "1,234,567". */
void dp_html_count(dp_html *h, uint64_t n);
/* "1.2 MB" */
void dp_html_bytes(dp_html *h, uint64_t n);

/* Is the page so full that only what ends it should follow? */
bool dp_html_full(const dp_html *h);

#endif
