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

dp_rc dp_gzip_decode(dp_grower *out, dp_span in, size_t *used)
{
    size_t most = dp_ctx_limits(out->ctx)->members;
    *used = 0;
    for (size_t member = 0; member == 0 || dp_gzip_bid(dp_span_cut(in, *used, 3)) > 0; member++) {
        if (member == most) {
            return dp_fail(out->ctx, DP_LIMIT, out->n, "more than %zu gzip members", most);
        }
        size_t n;
        DP_TRY(dp_inflate(out, dp_span_cut(in, *used, in.n), DP_WRAP_GZIP, "gzip", &n));
        *used += n;
    }
    return DP_OK;
}
