/* lz4 frames, one after the other: 04 22 4d 18, flags, [content size], header checksum, blocks, end mark, checksum. */
#include "codec/codec.h"

int dp_lz4_bid(dp_span head)
{
    return head.n >= 4 && memcmp(head.p, "\x04\x22\x4d\x18", 4) == 0 ? 32 : 0;
}

#if DEPICKLE_LZ4

#include <lz4frame.h>

/* Nothing that lz4 writes decodes to more than 255 times its size, so that the common ratio would never stop it. */
enum { NARROWER = 4 };

static dp_rc pump(dp_grower *out, LZ4F_dctx *lz4, dp_span in, size_t *used)
{
    size_t wanted = 1;
    while (wanted != 0) {
        uint8_t *to;
        size_t room;
        DP_TRY(dp_grower_room(out, &to, &room));
        size_t taken = in.n - *used;
        size_t given = room;
        wanted = LZ4F_decompress(lz4, to, &given, in.p + *used, &taken, NULL);
        if (LZ4F_isError(wanted)) {
            return dp_fail(out->ctx, DP_CORRUPT, out->n, "damaged lz4 data: %s", LZ4F_getErrorName(wanted));
        }
        *used += taken;
        dp_grower_took(out, given);
        if (wanted != 0 && *used == in.n && given < room) {
            return dp_fail(out->ctx, DP_CORRUPT, out->n, "truncated lz4 data");
        }
    }
    return DP_OK;
}

static dp_rc one_frame(dp_grower *out, dp_span in, size_t *used)
{
    LZ4F_dctx *lz4 = NULL;
    *used = 0;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&lz4, LZ4F_VERSION))) {
        return dp_fail(out->ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    }
    dp_rc rc = pump(out, lz4, in, used);
    LZ4F_freeDecompressionContext(lz4);
    return rc;
}

dp_rc dp_lz4_decode(dp_grower *out, dp_span in, size_t *used)
{
    dp_grower_narrow(out, in.n / NARROWER);
    return dp_decode_members(out, in, "lz4 frames", dp_lz4_bid, one_frame, used);
}

#endif
