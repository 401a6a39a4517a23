/* xz: streams one after the other, each
 *   fd "7zXZ" 00, flags, CRC-32, blocks, index, footer "YZ"; a stream may be followed by zeros, a multiple of four. */
#include "codec/lzma_pump.h"

int dp_xz_bid(dp_span head)
{
    return head.n >= 6 && memcmp(head.p, "\xfd" "7zXZ\0", 6) == 0 ? 48 : 0;
}

#if DEPICKLE_LZMA

static size_t padding(dp_span in)
{
    size_t n = 0;
    while (n < in.n && in.p[n] == 0) {
        n++;
    }
    return n & ~(size_t)3;
}

static dp_rc one_stream(dp_grower *out, dp_span in, size_t *used)
{
    lzma_stream lz = LZMA_STREAM_INIT;
    lzma_ret begun = lzma_stream_decoder(&lz, dp_ctx_limits(out->ctx)->lzma_memory, LZMA_TELL_UNSUPPORTED_CHECK);
    DP_TRY(dp_lzma_pump(out, &lz, begun, in, "xz", used));
    *used += padding(dp_span_cut(in, *used, in.n));
    return DP_OK;
}

dp_rc dp_xz_decode(dp_grower *out, dp_span in, size_t *used)
{
    return dp_decode_members(out, in, "xz streams", dp_xz_bid, one_stream, used);
}

#endif
