/* Compression around a model file. Found by content, never by name. Codecs are filters: they may stack, at most
 * limits.layers deep. */
#ifndef DP_CODEC_CODEC_H
#define DP_CODEC_CODEC_H

#include "base/ctx.h"

enum { DP_CODEC_HEAD = 64 }; /* the first bytes, as many as there are up to this, are what codecs and formats bid on */

/* Output of a decoder. It grows geometrically as data comes, never from a length that the input tells, and is checked
 * against its limit as it grows. */
typedef struct dp_grower {
    dp_ctx *ctx;
    uint8_t *p;
    size_t n, cap, most;
} dp_grower;

/* Decoded bytes of an input of this size: at most min(decoded, decoded_base + decoded_ratio x input). */
dp_grower dp_grower_new(dp_ctx *ctx, size_t input_size);
/* Lowers the limit to that of a smaller input. */
void dp_grower_narrow(dp_grower *g, size_t input_size);
/* Room for at least one more byte: *p .. *p + *n. DP_LIMIT when the whole is at its limit. */
dp_rc dp_grower_room(dp_grower *g, uint8_t **p, size_t *n);
void dp_grower_took(dp_grower *g, size_t n);
dp_span dp_grower_done(const dp_grower *g);

typedef struct dp_codec {
    const char *name; /* "gzip" */
    /* How many bits of head speak for this codec; 0: none of mine. */
    int (*bid)(dp_span head);
    /* Decodes what stands at the start of `in`, all members or streams of it: every checksum right, sizes within
     * limits. *used: the bytes of `in` that belong to it. On a fault `out` holds what came before. NULL where this
     * build lacks the library: the error then says so by name. */
    dp_rc (*decode)(dp_grower *out, dp_span in, size_t *used);
} dp_codec;

/* For formats of several members, one behind the other: decodes one after the other with `one`, as long as `bid` speaks for what
 * follows. parts: "gzip members", for the message. */
dp_rc dp_decode_members(dp_grower *out, dp_span in, const char *parts, int (*bid)(dp_span head),
                        dp_rc (*one)(dp_grower *out, dp_span in, size_t *used), size_t *used);

/* All rows of codecs.def, in its order. */
const dp_codec *dp_codecs(size_t *n);
/* The codec that bids highest, NULL: none does. */
const dp_codec *dp_codec_of(dp_span bytes);

/* What came out of the codecs. After a fault there is still something to search for names. */
typedef struct dp_unpacked {
    dp_span bytes;    /* decoded, on a fault as far as it came */
    dp_span trailing; /* what follows the end of the compressed data, as it stands there (n is 0 in a sound file) */
} dp_unpacked;

/* Undoes codec after codec until none bids, and names each layer with dp_note_codec. Trailing bytes are DP_CORRUPT.
 * bytes is a span of `in` itself when nothing was compressed. The arena's limit is set to fit what came out. */
dp_rc dp_unpack(dp_ctx *ctx, dp_span in, dp_unpacked *out);

/* The same for who has no use for a part: *out is set when the outcome is DP_OK. */
dp_rc dp_decompress(dp_ctx *ctx, dp_span in, dp_span *out);

/* For bytes that are searched and never loaded, in a file that is refused already: undoes codecs as far as they go and
 * up to `most` bytes, without a note in the record. *used: the bytes of `in` that the outermost took, all on a fault. */
dp_span dp_unpack_some(dp_ctx *ctx, dp_span in, size_t most, size_t *used);

/* codec/NAME.c defines these two for its row. */
#define CODEC(name, library)           \
    int dp_##name##_bid(dp_span head); \
    dp_rc dp_##name##_decode(dp_grower *out, dp_span in, size_t *used);
#include "codec/codecs.def"
#undef CODEC

#endif
