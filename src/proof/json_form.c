#include "proof/json_form.h"

#include "base/digits.h"
#include "base/num.h"

#include <math.h>

dp_text_at dp_text_begin(dp_ctx *ctx, dp_span text)
{
    return (dp_text_at){.ctx = ctx, .begin = text.p, .p = text.p, .end = text.n != 0 ? text.p + text.n : text.p, .fresh = true,
                        .why = ""};
}

bool dp_text_refute(dp_text_at *t, const char *what)
{
    if (t->why[0] == '\0') {
        t->where = (size_t)(t->p - t->begin);
        t->why = what;
    }
    return false;
}

static void skip_blanks(dp_text_at *t)
{
    while (t->p < t->end && (*t->p == ' ' || *t->p == '\n' || *t->p == '\t' || *t->p == '\r')) {
        t->p++;
    }
}

bool dp_text_ends(dp_text_at *t)
{
    skip_blanks(t);
    return t->p == t->end || dp_text_refute(t, "more than the document");
}

static bool is_next(dp_text_at *t, char c)
{
    skip_blanks(t);
    return t->p < t->end && *t->p == (uint8_t)c;
}

static bool character(dp_text_at *t, char c)
{
    if (!is_next(t, c)) {
        return dp_text_refute(t, "another form");
    }
    t->p++;
    return true;
}

/* What stands before a value: a comma, but after a bracket or a key. */
static bool begin_value(dp_text_at *t)
{
    bool comma = !t->fresh && !t->after_key;
    t->fresh = t->after_key = false;
    return !comma || character(t, ',');
}

bool dp_text_open(dp_text_at *t, char bracket)
{
    if (!begin_value(t) || !character(t, bracket)) {
        return false;
    }
    t->fresh = true;
    return true;
}

bool dp_text_close(dp_text_at *t, char bracket)
{
    t->fresh = false;
    return character(t, bracket);
}

/* ---- strings ---- */

static bool four_digits(dp_text_at *t, uint32_t *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++, t->p++) {
        int digit = t->p < t->end ? dp_hex_digit(*t->p) : -1;
        if (digit < 0) {
            return dp_text_refute(t, "a broken escape");
        }
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

static unsigned encode(uint32_t c, uint8_t out[4])
{
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    unsigned n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (unsigned i = n - 1; i > 0; i--, c >>= 6) {
        out[i] = (uint8_t)(0x80 | (c & 0x3f));
    }
    out[0] = (uint8_t)((n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0) | c);
    return n;
}

/* Behind a backslash. */
static bool escape(dp_text_at *t, uint8_t out[4], unsigned *n)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    const char *at = t->p < t->end && *t->p != 0 ? strchr(from, *t->p) : NULL;
    uint32_t c;
    uint32_t low;
    if (at != NULL) {
        t->p++;
        out[0] = (uint8_t)to[at - from];
        *n = 1;
        return true;
    }
    if (t->p == t->end || *t->p++ != 'u' || !four_digits(t, &c)) {
        return dp_text_refute(t, "a broken escape");
    }
    if (c >= 0xd800 && c < 0xdc00 && t->end - t->p >= 6 && t->p[0] == '\\' && t->p[1] == 'u') {
        dp_text_at ahead = *t;
        ahead.p += 2;
        if (four_digits(&ahead, &low) && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            t->p = ahead.p;
        }
    }
    *n = encode(c, out);
    return true;
}

/* From behind the first quote to behind the last. */
static bool string_rest(dp_text_at *t, dp_span want)
{
    size_t at = 0;
    while (t->p < t->end && *t->p != '"') {
        uint8_t bytes[4];
        unsigned n = 1;
        bytes[0] = *t->p++;
        if (bytes[0] < 0x20 || (bytes[0] == '\\' && !escape(t, bytes, &n))) {
            return dp_text_refute(t, "a control character in a string");
        }
        if (n > want.n - at || memcmp(want.p + at, bytes, n) != 0) {
            return dp_text_refute(t, "another text");
        }
        at += n;
    }
    return (t->p < t->end && t->p++ != NULL && at == want.n) || dp_text_refute(t, "another text");
}

bool dp_text_string(dp_text_at *t, dp_span want)
{
    return begin_value(t) && character(t, '"') && string_rest(t, want);
}

bool dp_text_any_string(dp_text_at *t, dp_span *inner)
{
    if (!begin_value(t) || !character(t, '"')) {
        return false;
    }
    const uint8_t *from = t->p;
    while (t->p < t->end && *t->p != '"') {
        t->p += *t->p == '\\' && t->end - t->p > 1 ? 2 : 1;
    }
    *inner = (dp_span){from, (size_t)(t->p - from)};
    return character(t, '"');
}

bool dp_text_key(dp_text_at *t, dp_span name)
{
    if (!dp_text_string(t, name) || !character(t, ':')) {
        return dp_text_refute(t, "another key");
    }
    t->after_key = true;
    return true;
}

bool dp_text_has_key(dp_text_at *t, dp_span name)
{
    dp_text_at ahead = *t;
    bool has = dp_text_key(&ahead, name);
    if (has) {
        *t = ahead;
    }
    return has;
}

/* ---- numbers and words ---- */

bool dp_text_raw(dp_text_at *t, const char *raw)
{
    bool quoted = false;
    if (!begin_value(t)) {
        return false;
    }
    for (; *raw != '\0'; raw++) {
        if (*raw == ' ' && !quoted) {
            continue;
        }
        if (!quoted) {
            skip_blanks(t);
        }
        quoted = quoted != (*raw == '"');
        if (t->p == t->end || *t->p != (uint8_t)*raw) {
            return dp_text_refute(t, "another value");
        }
        t->p++;
    }
    return true;
}

static bool is_other(uint8_t c)
{
    return c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

/* The number at hand; none is longer than 400 characters. */
static bool number(dp_text_at *t, dp_span *out)
{
    if (!begin_value(t)) {
        return false;
    }
    skip_blanks(t);
    const uint8_t *from = t->p;
    while (t->p < t->end && t->p - from < 400 && (dp_is_digit(*t->p) || is_other(*t->p))) {
        t->p++;
    }
    *out = (dp_span){from, (size_t)(t->p - from)};
    bool real;
    return dp_is_json_number(*out, &real) || dp_text_refute(t, "no number");
}

/* Its digits are that magnitude's, and it is negative if `below` says so. */
static bool whole(dp_text_at *t, uint64_t magnitude, bool below)
{
    dp_span found;
    uint64_t v = 0;
    bool good = number(t, &found) && (found.p[0] == '-') == below;
    for (size_t i = below; good && i < found.n; i++) {
        good = dp_is_digit(found.p[i]) && !__builtin_mul_overflow(v, 10U, &v)
               && !__builtin_add_overflow(v, (uint64_t)(found.p[i] - '0'), &v);
    }
    return (good && v == magnitude) || dp_text_refute(t, "another integer");
}

bool dp_text_int(dp_text_at *t, int64_t want)
{
    return whole(t, want < 0 ? 0 - (uint64_t)want : (uint64_t)want, want < 0);
}

bool dp_text_uint(dp_text_at *t, uint64_t want)
{
    return whole(t, want, false);
}

/* Few digits and a small power of ten are exact in float64, so that one division rounds right: [-]digits.digits */
static bool read_short(dp_span s, double *out)
{
    static const double ten[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    uint64_t digits = 0;
    size_t behind = 0;
    bool point = false;
    if (s.n > 16) {
        return false;
    }
    for (size_t i = s.p[0] == '-'; i < s.n; i++) {
        if (s.p[i] == '.') {
            point = true;
        } else if (dp_is_digit(s.p[i])) {
            digits = digits * 10 + (uint64_t)(s.p[i] - '0');
            behind += point;
        } else {
            return false;
        }
    }
    *out = (double)digits / ten[behind];
    *out = s.p[0] == '-' ? -*out : *out;
    return digits < (uint64_t)1 << 53;
}

bool dp_text_float(dp_text_at *t, double want, bool f32)
{
    dp_span found;
    double v;
    if (!isfinite(want)) {
        return dp_text_string(t, isnan(want) ? DP_LIT("NaN") : want > 0 ? DP_LIT("Infinity") : DP_LIT("-Infinity"));
    }
    if (!number(t, &found)) {
        return false;
    }
    bool real = memchr(found.p, '.', found.n) != NULL || memchr(found.p, 'e', found.n) != NULL;
    if (!real || (!read_short(found, &v) && !dp_num_read(found, &v))) {
        return dp_text_refute(t, "an integer where a float must be");
    }
    v = f32 ? (double)(float)v : v;
    return memcmp(&v, &want, sizeof v) == 0 || dp_text_refute(t, "another number");
}

bool dp_text_form(dp_text_at *t, const char *word, dp_span text)
{
    return dp_text_open(t, '{') && dp_text_key(t, dp_span_of(word)) && dp_text_string(t, text) && dp_text_close(t, '}');
}

/* ---- base64 ---- */

bool dp_text_base64_begin(dp_text_at *t, dp_base64_at *b)
{
    *b = (dp_base64_at){0};
    return begin_value(t) && character(t, '"');
}

bool dp_text_base64(dp_text_at *t, dp_base64_at *b, dp_span want)
{
    for (size_t i = 0; i < want.n; i++) {
        while (b->n < 8) {
            int six = t->p < t->end ? dp_base64_digit(*t->p) : -1;
            if (six < 0) {
                return dp_text_refute(t, "other bytes");
            }
            t->p++;
            b->characters++;
            b->bits = b->bits << 6 | (uint32_t)six;
            b->n += 6;
        }
        b->n -= 8;
        if ((uint8_t)(b->bits >> b->n) != want.p[i]) {
            return dp_text_refute(t, "other bytes");
        }
    }
    return true;
}

bool dp_text_base64_end(dp_text_at *t, dp_base64_at *b)
{
    if ((b->bits & ((1U << b->n) - 1)) != 0) {
        return dp_text_refute(t, "other bytes");
    }
    for (; b->characters % 4 != 0; b->characters++) {
        if (t->p == t->end || *t->p++ != '=') {
            return dp_text_refute(t, "other bytes");
        }
    }
    return t->p < t->end && *t->p++ == '"' ? true : dp_text_refute(t, "other bytes");
}
