#include "export/json_text.h"

#include "base/num.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { INDENT = 2, PIECE = 64 }; /* no piece put together here is longer than PIECE */

bool dp_json_begin(dp_json *j, dp_ctx *ctx, dp_sink *sink)
{
    *j = (dp_json){.ctx = ctx, .sink = sink, .left = dp_ctx_limits(ctx)->nodes};
    j->buffer = dp_take_raw(ctx, DP_JSON_BUFFER, 1);
    return j->buffer != NULL;
}

void dp_json_flush(dp_json *j)
{
    dp_put(j->sink, (dp_span){(const uint8_t *)j->buffer, j->used});
    j->used = 0;
}

bool dp_json_good(const dp_json *j)
{
    return !j->failed && j->sink->rc == DP_OK;
}

/* Room for a PIECE; the caller moves used. */
static char *room(dp_json *j)
{
    if (DP_JSON_BUFFER - j->used < PIECE) {
        dp_json_flush(j);
    }
    return j->buffer + j->used;
}

static void put_char(dp_json *j, char c)
{
    *room(j) = c;
    j->used++;
}

static void put(dp_json *j, dp_span s)
{
    if (s.n > DP_JSON_BUFFER - j->used) {
        dp_json_flush(j);
    }
    if (s.n > DP_JSON_BUFFER) {
        dp_put(j->sink, s);
    } else if (s.n != 0) {
        memcpy(j->buffer + j->used, s.p, s.n);
        j->used += s.n;
    }
}

/* Before a value: its comma, and its place in the budget. */
static void begin(dp_json *j)
{
    if (j->follows) {
        put_char(j, ',');
    }
    j->follows = true;
    if (j->left == 0 && !j->failed) {
        dp_fail(j->ctx, DP_LIMIT, DP_NO_OFFSET, "more than %zu values to write", dp_ctx_limits(j->ctx)->nodes);
        j->failed = true;
    }
    j->left -= j->left != 0;
}

void dp_json_open(dp_json *j, char bracket)
{
    begin(j);
    put_char(j, bracket);
    j->follows = false;
}

void dp_json_close(dp_json *j, char bracket)
{
    put_char(j, bracket);
    j->follows = true;
}

void dp_json_raw(dp_json *j, const char *text)
{
    begin(j);
    put(j, dp_span_of(text));
}

/* ---- strings ---- */

static size_t escape(char *out, unsigned c)
{
    switch (c) {
    case '"': memcpy(out, "\\\"", 2); return 2;
    case '\\': memcpy(out, "\\\\", 2); return 2;
    case '\n': memcpy(out, "\\n", 2); return 2;
    case '\r': memcpy(out, "\\r", 2); return 2;
    case '\t': memcpy(out, "\\t", 2); return 2;
    default: return (size_t)snprintf(out, 8, "\\u%04x", c & 0xffffU);
    }
}

/* Length of a whole UTF-8 sequence at p (surrogates too, which pickles may hold), 0 for a stray byte. */
static size_t sequence(dp_span s, size_t i)
{
    uint8_t b = s.p[i];
    size_t n = b < 0xc2 ? 0 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : b < 0xf5 ? 4 : 0;
    if (n == 0 || n > s.n - i) {
        return 0;
    }
    for (size_t k = 1; k < n; k++) {
        if ((s.p[i + k] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (b == 0xe0 && s.p[i + 1] < 0xa0) || (b == 0xf0 && s.p[i + 1] < 0x90);
    return overlong || (b == 0xf4 && s.p[i + 1] >= 0x90) ? 0 : n;
}

/* What is not plain ASCII at s.p[i]; returns how many bytes that was. */
static size_t put_special(dp_json *j, dp_span s, size_t i)
{
    size_t n = s.p[i] < 0x80 ? 0 : sequence(s, i);
    if (n == 0) {
        j->used += escape(room(j), s.p[i]);
        return 1;
    }
    if (n == 3 && s.p[i] == 0xed && s.p[i + 1] >= 0xa0) {
        unsigned code = (s.p[i] & 0xfU) << 12 | (s.p[i + 1] & 0x3fU) << 6 | (s.p[i + 2] & 0x3fU);
        j->used += escape(room(j), code);
    } else {
        put(j, dp_span_cut(s, i, n));
    }
    return n;
}

static void put_string(dp_json *j, dp_span s)
{
    size_t from = 0;
    size_t i = 0;
    put_char(j, '"');
    while (i < s.n) {
        uint8_t c = s.p[i];
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            i++;
            continue;
        }
        put(j, dp_span_cut(s, from, i - from));
        i += put_special(j, s, i);
        from = i;
    }
    put(j, dp_span_cut(s, from, i - from));
    put_char(j, '"');
}

void dp_json_string(dp_json *j, dp_span s)
{
    begin(j);
    put_string(j, s);
}

void dp_json_key(dp_json *j, dp_span key)
{
    if (j->follows) {
        put_char(j, ',');
    }
    put_string(j, key);
    put_char(j, ':');
    j->follows = false;
}

void dp_json_form_open(dp_json *j, const char *word)
{
    dp_json_open(j, '{');
    dp_json_key(j, dp_span_of(word));
}

void dp_json_form(dp_json *j, const char *word, dp_span text)
{
    dp_json_form_open(j, word);
    dp_json_string(j, text);
    dp_json_close(j, '}');
}

void dp_json_form_bytes(dp_json *j, const char *word, dp_span bytes)
{
    dp_base64 b;
    dp_json_form_open(j, word);
    dp_json_base64_begin(j, &b);
    dp_json_base64_add(j, &b, bytes);
    dp_json_base64_end(j, &b);
    dp_json_close(j, '}');
}

/* ---- lines ---- */

static void new_line(dp_json *j)
{
    put_char(j, '\n');
    for (size_t i = 0; i < (size_t)j->level * INDENT; i++) {
        put_char(j, ' ');
    }
}

void dp_json_open_lines(dp_json *j)
{
    dp_json_open(j, '{');
    j->level++;
}

void dp_json_close_lines(dp_json *j)
{
    j->level--;
    if (j->follows) {
        new_line(j);
    }
    dp_json_close(j, '}');
}

void dp_json_member(dp_json *j, dp_span key)
{
    if (j->follows) {
        put_char(j, ',');
    }
    new_line(j);
    put_string(j, key);
    put_char(j, ':');
    put_char(j, ' ');
    j->follows = false;
}

/* ---- numbers ---- */

static size_t print_int(char *out, int64_t v)
{
    if (v >= 0) {
        return dp_num_print_uint(out, (uint64_t)v);
    }
    out[0] = '-';
    return 1 + dp_num_print_uint(out + 1, 0 - (uint64_t)v);
}

void dp_json_int(dp_json *j, int64_t v)
{
    begin(j);
    j->used += print_int(room(j), v);
}

void dp_json_uint(dp_json *j, uint64_t v)
{
    begin(j);
    j->used += dp_num_print_uint(room(j), v);
}

void dp_json_number(dp_json *j, double v, bool f32)
{
    if (!isfinite(v)) {
        dp_json_raw(j, isnan(v) ? "\"NaN\"" : v > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        return;
    }
    begin(j);
    char *out = room(j);
    if (fabs(v) < 1e15 && v == (double)(int64_t)v && (v != 0 || !signbit(v))) {
        size_t n = print_int(out, (int64_t)v); /* counts and weights: most numbers of a tree are whole */
        memcpy(out + n, ".0", 2);
        j->used += n + 2;
        return;
    }
    j->used += f32 ? dp_num_print32(out, (float)v) : dp_num_print(out, v);
}

/* ---- base64 ---- */

static void put_three(dp_json *j, const uint8_t *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = room(j);
    uint32_t v = (uint32_t)p[0] << 16;
    v |= n > 1 ? (uint32_t)p[1] << 8 : 0;
    v |= n > 2 ? p[2] : 0;
    out[0] = digits[v >> 18];
    out[1] = digits[v >> 12 & 63];
    out[2] = n > 1 ? digits[v >> 6 & 63] : '=';
    out[3] = n > 2 ? digits[v & 63] : '=';
    j->used += 4;
}

void dp_json_base64_begin(dp_json *j, dp_base64 *b)
{
    begin(j);
    put_char(j, '"');
    b->n = 0;
}

void dp_json_base64_add(dp_json *j, dp_base64 *b, dp_span bytes)
{
    for (size_t i = 0; i < bytes.n; i++) {
        b->rest[b->n++] = bytes.p[i];
        if (b->n == 3) {
            put_three(j, b->rest, 3);
            b->n = 0;
        }
    }
}

void dp_json_base64_end(dp_json *j, dp_base64 *b)
{
    if (b->n != 0) {
        put_three(j, b->rest, b->n);
    }
    put_char(j, '"');
}
