/* Text that is built, and text that must be made fit to print. */
#ifndef DP_BASE_TEXT_H
#define DP_BASE_TEXT_H

#include "base/ctx.h"

/* A growing piece of text in the arena. Sticky: after a failed allocation it stays as it is and nothing happens. */
typedef struct dp_text {
    dp_ctx *ctx;
    char *p;      /* NUL-terminated once anything was added; NULL before */
    size_t n;
    size_t cap;
    bool failed;
} dp_text;

dp_text dp_text_new(dp_ctx *ctx);
void dp_text_add(dp_text *t, dp_span bytes);
void dp_text_adds(dp_text *t, const char *s);
void dp_text_addf(dp_text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *dp_text_str(const dp_text *t); /* never NULL */

/* Is this valid UTF-8 (no surrogates, no overlong forms, at most U+10FFFF)? */
bool dp_utf8_valid(dp_span s);

/* One line fit for a terminal, a log and JSON: valid UTF-8 stays, control characters (C0, C1, DEL), bidirectional
 * marks, zero-width characters, line separators and invalid bytes become \xNN or \uNNNN, a backslash becomes \\.
 * Cut to at most `most` bytes with "…" at the end. In the arena, NUL-terminated, never NULL. */
const char *dp_escape(dp_ctx *ctx, dp_span s, size_t most);
/* What dp_escape made of a text, with a backslash before each such quote: between two of them it is a literal of Python's. */
const char *dp_escape_quotes(dp_ctx *ctx, const char *escaped, char quote);
/* In place, for what is put together of parts that should be escaped: each byte that dp_escape would not let pass becomes
 * '?'; backslashes stay. */
void dp_clean(char *text);

/* Latin-1 bytes as UTF-8, in the arena. p NULL only when memory is out. */
dp_span dp_latin1_to_utf8(dp_ctx *ctx, dp_span s);

#endif
