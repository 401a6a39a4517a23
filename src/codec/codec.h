/* Compression around a model file. Found by content, never by name. Codecs are filters: they may stack, at most
 * limits.layers deep. */
#ifndef DP_CODEC_CODEC_H
#define DP_CODEC_CODEC_H

#include "base/ctx.h"

typedef struct dp_codec {
    const char *name; /* "gzip" */
    /* How many bits of head (the first bytes, at most 64) speak for this codec; 0: none of mine. */
    int (*bid)(dp_span head);
    /* Decodes all of in: every byte used, every checksum right, sizes within limits (memory is taken as data comes,
     * never from a header). NULL where this build lacks the library: the error then says so by name. */
    dp_rc (*decode)(dp_ctx *ctx, dp_span in, dp_span *out);
} dp_codec;

/* All rows of codecs.def, in its order. */
const dp_codec *dp_codecs(size_t *n);

/* Undoes codec after codec until none bids. *out is a span of `in` itself when nothing was compressed.
 * Names each layer with dp_note_codec. */
dp_rc dp_decompress(dp_ctx *ctx, dp_span in, dp_span *out);

/* Output of a decoder, grown geometrically and checked against limits.decoded as it grows. Shared by the codecs. */
typedef struct dp_grower {
    dp_ctx *ctx;
    uint8_t *p;
    size_t n, cap, most;
} dp_grower;

dp_grower dp_grower_new(dp_ctx *ctx, size_t input_size);
/* Room for at least one more byte: *p .. *p + *n. DP_LIMIT when the whole is at its limit. */
dp_rc dp_grower_room(dp_grower *g, uint8_t **p, size_t *n);
void dp_grower_took(dp_grower *g, size_t n);
dp_span dp_grower_done(const dp_grower *g);

#endif
