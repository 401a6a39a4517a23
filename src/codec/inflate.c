#define ZLIB_CONST /* next_in is const */
#include "codec/inflate.h"

#include <limits.h>
#include <zlib.h>

static uInt cut(size_t n)
{
    return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

static int window_bits(dp_wrap wrap)
{
    switch (wrap) {
    case DP_WRAP_NONE: return -MAX_WBITS;
    case DP_WRAP_ZLIB: return MAX_WBITS;
    case DP_WRAP_GZIP: return MAX_WBITS + 16;
    }
    return MAX_WBITS;
}

static dp_rc refuse(dp_grower *out, const z_stream *z, int status, const char *name)
{
    if (status == Z_MEM_ERROR) {
        return dp_fail(out->ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    }
    if (status == Z_BUF_ERROR) {
        return dp_fail(out->ctx, DP_CORRUPT, out->n, "truncated %s data", name);
    }
    return dp_fail(out->ctx, DP_CORRUPT, out->n, "damaged %s data: %s", name,
                   z->msg != NULL ? z->msg : "a preset dictionary");
}

static dp_rc pump(dp_grower *out, z_stream *z, dp_span in, const char *name, size_t *used)
{
    int status = Z_OK;
    while (status != Z_STREAM_END) {
        uint8_t *to;
        size_t room;
        DP_TRY(dp_grower_room(out, &to, &room));
        z->next_in = in.p + *used;
        z->avail_in = cut(in.n - *used);
        z->next_out = to;
        z->avail_out = cut(room);
        status = inflate(z, Z_NO_FLUSH);
        *used = (size_t)(z->next_in - in.p);
        dp_grower_took(out, (size_t)(z->next_out - to));
        if (status != Z_OK && status != Z_STREAM_END) {
            return refuse(out, z, status, name);
        }
    }
    return DP_OK;
}

dp_rc dp_inflate(dp_grower *out, dp_span in, dp_wrap wrap, const char *name, size_t *used)
{
    z_stream z = {0};
    *used = 0;
    if (inflateInit2(&z, window_bits(wrap)) != Z_OK) {
        return dp_fail(out->ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    }
    dp_rc rc = pump(out, &z, in, name, used);
    inflateEnd(&z);
    return rc;
}
