#define ZLIB_CONST /* next_in is const */
#include "codec/inflate.h"

#include <limits.h>
#include <zlib.h>
#if DEPICKLE_LIBDEFLATE
#include <libdeflate.h>
#endif

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

#if DEPICKLE_LIBDEFLATE

enum { WHOLE_RATIO = 16, HEADER_CRC = 2 };

static enum libdeflate_result decompress(struct libdeflate_decompressor *d, dp_span in, dp_wrap wrap, uint8_t *to, size_t room,
                                         size_t *taken, size_t *made)
{
    switch (wrap) {
    case DP_WRAP_NONE: return libdeflate_deflate_decompress_ex(d, in.p, in.n, to, room, taken, made);
    case DP_WRAP_ZLIB: return libdeflate_zlib_decompress_ex(d, in.p, in.n, to, room, taken, made);
    case DP_WRAP_GZIP: return libdeflate_gzip_decompress_ex(d, in.p, in.n, to, room, taken, made);
    }
    return LIBDEFLATE_BAD_DATA;
}

/* Room for more than fits now. What was written beyond out->n does not count. */
static bool widen(dp_grower *out, size_t input)
{
    if (out->cap >= out->most || out->cap / WHOLE_RATIO >= input) {
        return false;
    }
    size_t before = out->n, room;
    uint8_t *to;
    out->n = out->cap;
    dp_rc rc = dp_grower_room(out, &to, &room);
    out->n = before;
    return rc == DP_OK;
}

/* In half zlib's time, but only as a whole: where there is too little room it starts again, with twice as much. false: a fault, or
 * much more comes out than of a model's numbers; zlib says which, and what came before. libdeflate skips a gzip header's CRC. */
static bool whole(dp_grower *out, dp_span in, dp_wrap wrap, size_t *used)
{
    if (wrap == DP_WRAP_GZIP && in.n > 3 && (in.p[3] & HEADER_CRC) != 0) {
        return false;
    }
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    while (d != NULL && result == LIBDEFLATE_INSUFFICIENT_SPACE) {
        uint8_t *to;
        size_t room, taken, made;
        if (dp_grower_room(out, &to, &room) != DP_OK) {
            break;
        }
        result = decompress(d, in, wrap, to, room, &taken, &made);
        if (result == LIBDEFLATE_SUCCESS) {
            dp_grower_took(out, made);
            *used = taken;
        } else if (result == LIBDEFLATE_INSUFFICIENT_SPACE && !widen(out, in.n)) {
            break;
        }
    }
    libdeflate_free_decompressor(d);
    if (result != LIBDEFLATE_SUCCESS) {
        dp_forgive(out->ctx); /* no room: for zlib to find, or a fault before it */
    }
    return result == LIBDEFLATE_SUCCESS;
}

#else

static bool whole(dp_grower *out, dp_span in, dp_wrap wrap, size_t *used)
{
    (void)out, (void)in, (void)wrap, (void)used;
    return false;
}

#endif

dp_rc dp_inflate(dp_grower *out, dp_span in, dp_wrap wrap, const char *name, size_t *used)
{
    z_stream z = {0};
    *used = 0;
    if (whole(out, in, wrap, used)) {
        return DP_OK;
    }
    if (inflateInit2(&z, window_bits(wrap)) != Z_OK) {
        return dp_fail(out->ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
    }
    dp_rc rc = pump(out, &z, in, name, used);
    inflateEnd(&z);
    return rc;
}
