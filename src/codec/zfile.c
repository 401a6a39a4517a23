/* joblib < 0.10's own wrapper around zlib data:
 *   "ZF", the decoded length in hex with "0x", padded with blanks to 19 bytes (Python 2's long: 20), zlib data. */
#include "codec/inflate.h"

enum { PREFIX = 2, DIGITS = 19 };

int dp_zfile_bid(dp_span head)
{
    return head.n >= 4 && memcmp(head.p, "ZF0x", 4) == 0 ? 32 : 0;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "0x1a3f   ", also "0x1a3fL  " of Python 2. */
static bool read_length(dp_span text, uint64_t *length)
{
    size_t i = 2;
    *length = 0;
    for (; i < text.n && hex_digit(text.p[i]) >= 0; i++) {
        if (*length >> 60 != 0) {
            return false;
        }
        *length = *length << 4 | (uint64_t)hex_digit(text.p[i]);
    }
    if (i == 2) {
        return false;
    }
    if (i < text.n && text.p[i] == 'L') {
        i++;
    }
    while (i < text.n && text.p[i] == ' ') {
        i++;
    }
    return i == text.n;
}

dp_rc dp_zfile_decode(dp_grower *out, dp_span in, size_t *used)
{
    uint64_t length;
    *used = 0;
    if (in.n < PREFIX + DIGITS) {
        return dp_fail(out->ctx, DP_CORRUPT, out->n, "truncated zfile header");
    }
    if (!read_length(dp_span_cut(in, PREFIX, DIGITS), &length)) {
        return dp_fail(out->ctx, DP_CORRUPT, out->n, "damaged zfile header: the length is no hexadecimal number");
    }
    size_t header = PREFIX + DIGITS;
    if (header < in.n && in.p[header] == ' ') {
        header++;
    }
    DP_TRY(dp_inflate(out, dp_span_cut(in, header, in.n), DP_WRAP_ZLIB, "zfile", used));
    *used += header;
    if (out->n != length) {
        return dp_fail(out->ctx, DP_CORRUPT, out->n, "zfile header tells %llu bytes, %zu came out",
                       (unsigned long long)length, out->n);
    }
    return DP_OK;
}
