/* bzip2: streams one after the other, each "BZh" level, then blocks that begin with the digits of pi, and at the end
 * those of its square root. A CRC-32 over each block and over the whole. */
#include "codec/codec.h"

int dp_bz2_bid(dp_span head)
{
    if (head.n < 4 || memcmp(head.p, "BZh", 3) != 0 || head.p[3] < '1' || head.p[3] > '9') {
        return 0;
    }
    if (head.n < 10) {
        return 27;
    }
    bool block = memcmp(head.p + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0;
    bool end = memcmp(head.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0;
    return block || end ? 75 : 0;
}

#if DEPICKLE_BZ2

#include <bzlib.h>
#include <limits.h>

static unsigned cut(size_t n)
{
    return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

static dp_rc pump(dp_grower *out, bz_stream *bz, dp_span in, size_t *used)
{
    int status = BZ_OK;
    while (status != BZ_STREAM_END) {
        uint8_t *to;
        size_t room;
        DP_TRY(dp_grower_room(out, &to, &room));
        unsigned given = cut(in.n - *used);
        unsigned space = cut(room);
        bz->next_in = (char *)(uintptr_t)(in.p + *used); /* the library does not write there */
        bz->avail_in = given;
        bz->next_out = (char *)to;
        bz->avail_out = space;
        status = BZ2_bzDecompress(bz);
        *used += given - bz->avail_in;
        dp_grower_took(out, space - bz->avail_out);
        if (status == BZ_MEM_ERROR) {
            return dp_fail(out->ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
        }
        if (status != BZ_OK && status != BZ_STREAM_END) {
            return dp_fail(out->ctx, DP_CORRUPT, out->n, "damaged bz2 data");
        }
        if (status == BZ_OK && *used == in.n && bz->avail_out != 0) {
            return dp_fail(out->ctx, DP_CORRUPT, out->n, "truncated bz2 data");
        }
    }
    return DP_OK;
}

static dp_rc one_stream(dp_grower *out, dp_span in, size_t *used)
{
    bz_stream bz = {0};
    *used = 0;
    if (BZ2_bzDecompressInit(&bz, 0, 0) != BZ_OK) {
        return dp_fail(out->ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    }
    dp_rc rc = pump(out, &bz, in, used);
    BZ2_bzDecompressEnd(&bz);
    return rc;
}

dp_rc dp_bz2_decode(dp_grower *out, dp_span in, size_t *used)
{
    return dp_decode_members(out, in, "bz2 streams", dp_bz2_bid, one_stream, used);
}

#endif
