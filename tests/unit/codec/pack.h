/* Compressed data of every kind, made by the libraries' own writers. */
#ifndef DP_TESTS_CODEC_PACK_H
#define DP_TESTS_CODEC_PACK_H

#include "base/span.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#if DEPICKLE_BZ2
#include <bzlib.h>
#endif
#if DEPICKLE_LZMA
#include <lzma.h>
#endif
#if DEPICKLE_LZ4
#include <lz4frame.h>
#endif

static inline size_t room_for(dp_span plain)
{
    return plain.n * 2 + 4096;
}

static inline size_t pack_deflate(uint8_t *to, size_t room, dp_span plain, int window_bits)
{
    z_stream z = {0};
    deflateInit2(&z, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)(uintptr_t)plain.p;
    z.avail_in = (uInt)plain.n;
    z.next_out = to;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return z.total_out;
}

static inline size_t pack_zfile(uint8_t *to, size_t room, dp_span plain)
{
    int n = snprintf((char *)to, room, "ZF0x%-17zx", plain.n);
    return (size_t)n + pack_deflate(to + n, room - (size_t)n, plain, MAX_WBITS);
}

static inline size_t pack_bz2(uint8_t *to, size_t room, dp_span plain)
{
#if DEPICKLE_BZ2
    unsigned n = (unsigned)room;
    BZ2_bzBuffToBuffCompress((char *)to, &n, (char *)(uintptr_t)plain.p, (unsigned)plain.n, 9, 0, 0);
    return n;
#else
    return (void)to, (void)room, (void)plain, (size_t)0;
#endif
}

static inline size_t pack_lzma(uint8_t *to, size_t room, dp_span plain, bool alone)
{
#if DEPICKLE_LZMA
    lzma_stream lz = LZMA_STREAM_INIT;
    lzma_options_lzma options;
    lzma_lzma_preset(&options, 6);
    lzma_ret begun = alone ? lzma_alone_encoder(&lz, &options) : lzma_easy_encoder(&lz, 6, LZMA_CHECK_CRC64);
    if (begun != LZMA_OK) {
        return 0;
    }
    lz.next_in = plain.p;
    lz.avail_in = plain.n;
    lz.next_out = to;
    lz.avail_out = room;
    while (lzma_code(&lz, LZMA_FINISH) == LZMA_OK) {
    }
    size_t n = (size_t)lz.total_out;
    lzma_end(&lz);
    return n;
#else
    return (void)to, (void)room, (void)plain, (void)alone, (size_t)0;
#endif
}

static inline size_t pack_lz4(uint8_t *to, size_t room, dp_span plain)
{
#if DEPICKLE_LZ4
    LZ4F_preferences_t preferences = {.frameInfo = {.contentChecksumFlag = LZ4F_contentChecksumEnabled}};
    return LZ4F_compressFrame(to, room, plain.p, plain.n, &preferences);
#else
    return (void)to, (void)room, (void)plain, (size_t)0;
#endif
}

/* Packs `plain` as the codec called `name` would have it; NULL: this build lacks it. malloc'ed, with room behind. */
static inline uint8_t *pack(const char *name, dp_span plain, size_t *n)
{
    size_t room = room_for(plain);
    uint8_t *to = malloc(room);
    dp_span codec = dp_span_of(name);
    *n = dp_span_is(codec, "zlib")    ? pack_deflate(to, room, plain, MAX_WBITS)
         : dp_span_is(codec, "gzip")  ? pack_deflate(to, room, plain, MAX_WBITS + 16)
         : dp_span_is(codec, "zfile") ? pack_zfile(to, room, plain)
         : dp_span_is(codec, "bz2")   ? pack_bz2(to, room, plain)
         : dp_span_is(codec, "xz")    ? pack_lzma(to, room, plain, false)
         : dp_span_is(codec, "lzma")  ? pack_lzma(to, room, plain, true)
         : dp_span_is(codec, "lz4")   ? pack_lz4(to, room, plain)
                                      : 0;
    if (*n == 0) {
        free(to);
        return NULL;
    }
    return to;
}

#endif
