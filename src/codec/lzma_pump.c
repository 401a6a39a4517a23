#include "codec/lzma_pump.h"

#if DEPICKLE_LZMA

static dp_rc refuse(dp_grower *out, lzma_ret status, const char *name)
{
    dp_ctx *ctx = out->ctx;
    switch ((int)status) {
    case LZMA_MEM_ERROR: return dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    case LZMA_MEMLIMIT_ERROR:
        return dp_fail(ctx, DP_LIMIT, out->n, "%s data that needs a dictionary of more than %zu MiB", name,
                       dp_ctx_limits(ctx)->lzma_memory >> 20);
    case LZMA_BUF_ERROR: return dp_fail(ctx, DP_CORRUPT, out->n, "truncated %s data", name);
    case LZMA_OPTIONS_ERROR:
    case LZMA_UNSUPPORTED_CHECK:
        return dp_fail(ctx, DP_CORRUPT, out->n, "%s data with options that liblzma does not know", name);
    default: return dp_fail(ctx, DP_CORRUPT, out->n, "damaged %s data", name);
    }
}

static dp_rc pump(dp_grower *out, lzma_stream *lz, dp_span in, const char *name)
{
    lzma_ret status = LZMA_OK;
    lz->next_in = in.p;
    lz->avail_in = in.n;
    while (status != LZMA_STREAM_END) {
        uint8_t *to;
        size_t room;
        DP_TRY(dp_grower_room(out, &to, &room));
        lz->next_out = to;
        lz->avail_out = room;
        /* FINISH, so that the end of the input is an error at once and not a silent wait for more. */
        status = lzma_code(lz, LZMA_FINISH);
        dp_grower_took(out, room - lz->avail_out);
        if (status == LZMA_BUF_ERROR && lz->avail_out == 0) {
            status = LZMA_OK;
        }
        if (status != LZMA_OK && status != LZMA_STREAM_END) {
            return refuse(out, status, name);
        }
    }
    return DP_OK;
}

dp_rc dp_lzma_pump(dp_grower *out, lzma_stream *lz, lzma_ret begun, dp_span in, const char *name, size_t *used)
{
    dp_rc rc = begun == LZMA_OK ? pump(out, lz, in, name) : refuse(out, begun, name);
    *used = in.n - lz->avail_in;
    lzma_end(lz);
    return rc;
}

#endif
