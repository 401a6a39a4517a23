#include "base/text.h"

#include "base/unicode.h"

#include <stdio.h>

dp_text dp_text_new(dp_ctx *ctx)
{
    return (dp_text){.ctx = ctx};
}

void dp_text_add(dp_text *t, dp_span bytes)
{
    if (t->failed) {
        return;
    }
    if (t->cap - t->n < bytes.n + 1 || t->p == NULL) {
        size_t cap = t->cap < 64 ? 64 : t->cap * 2;
        while (cap - t->n < bytes.n + 1) {
            cap *= 2;
        }
        char *p = dp_take_raw(t->ctx, cap, 1);
        if (p == NULL) {
            t->failed = true;
            return;
        }
        if (t->n != 0) {
            memcpy(p, t->p, t->n);
        }
        t->p = p;
        t->cap = cap;
    }
    if (bytes.n != 0) {
        memcpy(t->p + t->n, bytes.p, bytes.n);
    }
    t->n += bytes.n;
    t->p[t->n] = '\0';
}

void dp_text_adds(dp_text *t, const char *s)
{
    dp_text_add(t, dp_span_of(s));
}

void dp_text_addf(dp_text *t, const char *fmt, ...)
{
    char piece[2048];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(piece, sizeof piece, fmt, args);
    va_end(args);
    if (n > 0) {
        size_t kept = (size_t)n < sizeof piece ? (size_t)n : sizeof piece - 1;
        dp_text_add(t, (dp_span){(const uint8_t *)piece, kept});
    }
}

const char *dp_text_str(const dp_text *t)
{
    return t->p != NULL ? t->p : "";
}

/* As dp_utf8_read, but 0 for a surrogate. */
static size_t decode(dp_span s, uint32_t *code)
{
    size_t n = dp_utf8_read(s, code);
    return n != 0 && dp_is_surrogate(*code) ? 0 : n;
}

bool dp_utf8_valid(dp_span s)
{
    size_t i = 0;
    while (i < s.n) {
        uint32_t c;
        size_t n = s.p[i] < 0x80 ? 1 : decode(dp_span_cut(s, i, 4), &c);
        if (n == 0) {
            return false;
        }
        i += n;
    }
    return true;
}

/* Code points that change how the text around them looks, or that no terminal shows. */
static bool deceives(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f)
           || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff
           || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

static void escape_one(dp_text *t, dp_span s, size_t *i)
{
    uint32_t c = 0;
    size_t n = decode(dp_span_cut(s, *i, 4), &c);
    if (n == 0) {
        dp_text_addf(t, "\\x%02x", s.p[*i]);
        n = 1;
    } else if (c == '\\') {
        dp_text_adds(t, "\\\\");
    } else if (!deceives(c)) {
        dp_text_add(t, dp_span_cut(s, *i, n));
    } else if (c < 0x100) {
        dp_text_addf(t, "\\x%02x", c);
    } else {
        dp_text_addf(t, c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }
    *i += n;
}

const char *dp_escape(dp_ctx *ctx, dp_span s, size_t most)
{
    dp_text t = dp_text_new(ctx);
    size_t i = 0;
    while (i < s.n && t.n < most && !t.failed) {
        escape_one(&t, s, &i);
    }
    if (i < s.n) {
        dp_text_adds(&t, "…");
    }
    return dp_text_str(&t);
}

const char *dp_escape_quotes(dp_ctx *ctx, const char *escaped, char quote)
{
    dp_text t = dp_text_new(ctx);
    for (const char *p = escaped; *p != '\0'; p++) {
        dp_text_addf(&t, *p == quote ? "\\%c" : "%c", *p);
    }
    return dp_text_str(&t);
}

void dp_clean(char *text)
{
    dp_span s = {(const uint8_t *)text, strlen(text)};
    size_t i = 0;
    while (i < s.n) {
        if (s.p[i] >= ' ' && s.p[i] <= '~') { /* nearly all there is */
            i++;
            continue;
        }
        uint32_t c = 0;
        size_t n = decode(dp_span_cut(s, i, 4), &c);
        size_t bad = n == 0 ? 1 : deceives(c) ? n : 0;
        memset(text + i, '?', bad);
        i += n != 0 ? n : 1;
    }
}

dp_span dp_latin1_to_utf8(dp_ctx *ctx, dp_span s)
{
    uint8_t *p = dp_take_raw(ctx, s.n + 1, 2);
    if (p == NULL) {
        return (dp_span){NULL, 0};
    }
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += dp_utf8_put(s.p[i], p + n);
    }
    return (dp_span){p, n};
}
