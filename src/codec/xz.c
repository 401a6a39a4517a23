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

dp_rc dp_xz_decode(dp_grower *out, dp_span in, size_t *used)
{
    const dp_limits *limits = dp_ctx_limits(out->ctx);
    *used = 0;
    for (size_t stream = 0; stream == 0 || dp_xz_bid(dp_span_cut(in, *used, 6)) > 0; stream++) {
        if (stream == limits->members) {
            return dp_fail(out->ctx, DP_LIMIT, out->n, "more than %zu xz streams", limits->members);
        }
        lzma_stream lz = LZMA_STREAM_INIT;
        lzma_ret begun = lzma_stream_decoder(&lz, limits->lzma_memory, LZMA_TELL_UNSUPPORTED_CHECK);
        size_t n;
        DP_TRY(dp_lzma_pump(out, &lz, begun, dp_span_cut(in, *used, in.n), "xz", &n));
        *used += n;
        *used += padding(dp_span_cut(in, *used, in.n));
    }
    return DP_OK;
}

#endif
