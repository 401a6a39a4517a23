/* gzip (RFC 1952): members one after the other, each
 *   1f 8b 08 FLG MTIME(4) XFL OS [FEXTRA FNAME FCOMMENT FHCRC], deflate data, CRC-32, size mod 2^32. */
#include "codec/inflate.h"

int dp_gzip_bid(dp_span head)
{
    if (head.n < 3 || head.p[0] != 0x1f || head.p[1] != 0x8b || head.p[2] != 8) {
        return 0;
    }
    return 24;
}

static dp_rc one_member(dp_grower *out, dp_span in, size_t *used)
{
    return dp_inflate(out, in, DP_WRAP_GZIP, "gzip", used);
}

dp_rc dp_gzip_decode(dp_grower *out, dp_span in, size_t *used)
{
    return dp_decode_members(out, in, "gzip members", dp_gzip_bid, one_member, used);
}
