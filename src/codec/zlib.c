/* zlib (RFC 1950), as joblib >= 0.10 writes it for compress=n:
 *   78 FLG, deflate data, Adler-32 big-endian. (78 FLG) is a multiple of 31; bit 5 of FLG would be a preset dictionary.
 * 0x78 is no pickle opcode, so two bytes are enough to tell. */
#include "codec/inflate.h"

int dp_zlib_bid(dp_span head)
{
    if (head.n < 2 || head.p[0] != 0x78 || (head.p[1] & 0x20) != 0 || (0x7800 + head.p[1]) % 31 != 0) {
        return 0;
    }
    return 14;
}

dp_rc dp_zlib_decode(dp_grower *out, dp_span in, size_t *used)
{
    return dp_inflate(out, in, DP_WRAP_ZLIB, "zlib", used);
}
