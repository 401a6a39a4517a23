/* The old .lzma container ("lzma alone"), without magic and without checksum:
 *   properties (lc + 9 lp + 45 pb, below 225), dictionary size (4 bytes), decoded size (8 bytes, all ones: unknown),
 *   range-coded data whose first byte is 0.
 * The first byte is ']' for what every encoder writes unless told otherwise, and joblib knows no other. ']' is also a pickle
 * opcode, but no opcode is a dictionary's first byte, 0 or 255: other properties ('J', say) could begin a file that is a working
 * pickle as well. */
#include "codec/lzma_pump.h"

enum { HEADER = 13, USUAL_PROPERTIES = 0x5d };

/* Encoders write 2^n, 2^n + 2^(n-1), or all ones. */
static bool plausible_dictionary(uint32_t size)
{
    if (size == UINT32_MAX) {
        return true;
    }
    uint32_t low = size & (~size + 1);
    return size >= 1 << 12 && (size == low || size == low * 3);
}

int dp_lzma_bid(dp_span head)
{
    if (head.n < HEADER || head.p[0] != USUAL_PROPERTIES || !plausible_dictionary(dp_load32(head.p + 1))) {
        return 0;
    }
    uint64_t size = dp_load64(head.p + 5);
    if (size != UINT64_MAX && size >= (uint64_t)1 << 40) {
        return 0;
    }
    return head.n > HEADER && head.p[HEADER] != 0 ? 0 : 50;
}

#if DEPICKLE_LZMA

dp_rc dp_lzma_decode(dp_grower *out, dp_span in, size_t *used)
{
    lzma_stream lz = LZMA_STREAM_INIT;
    lzma_ret begun = lzma_alone_decoder(&lz, dp_ctx_limits(out->ctx)->lzma_memory);
    return dp_lzma_pump(out, &lz, begun, in, "lzma", used);
}

#endif
