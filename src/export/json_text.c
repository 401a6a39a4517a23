#include "export/json_text.h"

#include "base/num.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static void put(dp_json *j, const char *p, size_t n)
{
    dp_put(j->sink, (dp_span){(const uint8_t *)p, n});
}

/* Before a value: its comma, and its place in the budget. */
static void begin(dp_json *j)
{
    if (j->follows) {
        put(j, ",", 1);
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
    put(j, &bracket, 1);
    j->follows = false;
}

void dp_json_close(dp_json *j, char bracket)
{
    put(j, &bracket, 1);
    j->follows = true;
}

void dp_json_raw(dp_json *j, const char *text)
{
    begin(j);
    put(j, text, strlen(text));
}

static size_t escape(char out[8], uint8_t c)
{
    switch (c) {
    case '"': memcpy(out, "\\\"", 2); return 2;
    case '\\': memcpy(out, "\\\\", 2); return 2;
    case '\n': memcpy(out, "\\n", 2); return 2;
    case '\r': memcpy(out, "\\r", 2); return 2;
    case '\t': memcpy(out, "\\t", 2); return 2;
    default: return (size_t)snprintf(out, 8, "\\u%04x", c);
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
    return n;
}

static bool is_surrogate(dp_span s, size_t i, size_t n)
{
    return n == 3 && s.p[i] == 0xed && s.p[i + 1] >= 0xa0;
}

static size_t put_special(dp_json *j, dp_span s, size_t i)
{
    char out[8];
    size_t n = s.p[i] < 0x80 ? 0 : sequence(s, i);
    if (n == 0) {
        put(j, out, escape(out, s.p[i]));
        return 1;
    }
    if (is_surrogate(s, i, n)) {
        unsigned code = (s.p[i] & 0xfU) << 12 | (s.p[i + 1] & 0x3fU) << 6 | (s.p[i + 2] & 0x3fU);
        put(j, out, (size_t)snprintf(out, sizeof out, "\\u%04x", code));
    } else {
        dp_put(j->sink, dp_span_cut(s, i, n));
    }
    return n;
}

static void put_string(dp_json *j, dp_span s)
{
    size_t from = 0;
    size_t i = 0;
    put(j, "\"", 1);
    while (i < s.n) {
        uint8_t c = s.p[i];
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            i++;
            continue;
        }
        dp_put(j->sink, dp_span_cut(s, from, i - from));
        i += put_special(j, s, i);
        from = i;
    }
    dp_put(j->sink, dp_span_cut(s, from, i - from));
    put(j, "\"", 1);
}

void dp_json_string(dp_json *j, dp_span s)
{
    begin(j);
    put_string(j, s);
}

void dp_json_key(dp_json *j, dp_span key)
{
    if (j->follows) {
        put(j, ",", 1);
    }
    put_string(j, key);
    put(j, ":", 1);
    j->follows = false;
}

void dp_json_int(dp_json *j, int64_t v)
{
    char text[24];
    begin(j);
    put(j, text, (size_t)snprintf(text, sizeof text, "%" PRId64, v));
}

void dp_json_number(dp_json *j, double v)
{
    char text[DP_NUM_MAX];
    begin(j);
    put(j, text, dp_num_print(text, v));
}

void dp_json_item(dp_json *j, double v, bool f32)
{
    char text[DP_NUM_MAX];
    if (!isfinite(v)) {
        dp_json_raw(j, isnan(v) ? "\"NaN\"" : v > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        return;
    }
    begin(j);
    put(j, text, f32 ? dp_num_print32(text, (float)v) : dp_num_print(text, v));
}

void dp_json_base64_value(dp_json *j, dp_span bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    begin(j);
    put(j, "\"", 1);
    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t n = bytes.n - i < 3 ? bytes.n - i : 3;
        uint32_t v = (uint32_t)bytes.p[i] << 16;
        v |= n > 1 ? (uint32_t)bytes.p[i + 1] << 8 : 0;
        v |= n > 2 ? bytes.p[i + 2] : 0;
        char four[4] = {digits[v >> 18], digits[v >> 12 & 63], n > 1 ? digits[v >> 6 & 63] : '=',
                        n > 2 ? digits[v & 63] : '='};
        put(j, four, 4);
    }
    put(j, "\"", 1);
}

void dp_json_base64(dp_json *j, const char *key, dp_span bytes)
{
    dp_json_open(j, '{');
    dp_json_key(j, dp_span_of(key));
    dp_json_base64_value(j, bytes);
    dp_json_close(j, '}');
}
