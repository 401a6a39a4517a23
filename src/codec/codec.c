/* The stack of codecs: who bids highest decodes, and what comes out is asked again. */
#include "codec/codec.h"

enum { FIRST_GUESS = 64 << 10, GUESS_RATIO = 4 };

/* A decoder that this build has, else NULL. */
#define DECODER(library, name) DECODER_OF(library, name)
#define DECODER_OF(library, name) DECODER_##library(name)
#define DECODER_0(name) NULL
#define DECODER_1(name) dp_##name##_decode

static const dp_codec codecs[] = {
#define CODEC(name, library) {#name, dp_##name##_bid, DECODER(library, name)},
#include "codec/codecs.def"
#undef CODEC
};

enum { N_CODECS = sizeof codecs / sizeof codecs[0] };

const dp_codec *dp_codecs(size_t *n)
{
    *n = N_CODECS;
    return codecs;
}

const dp_codec *dp_codec_of(dp_span bytes)
{
    dp_span head = dp_span_cut(bytes, 0, DP_CODEC_HEAD);
    const dp_codec *best = NULL;
    int most = 0;
    for (size_t i = 0; i < N_CODECS; i++) {
        int bits = codecs[i].bid(head);
        if (bits > most) {
            most = bits;
            best = &codecs[i];
        }
    }
    return best;
}

static size_t decoded_most(const dp_limits *limits, size_t input)
{
    return dp_limit_scaled(limits->decoded, limits->decoded_base, limits->decoded_ratio, input);
}

dp_grower dp_grower_new(dp_ctx *ctx, size_t input_size)
{
    size_t most = decoded_most(dp_ctx_limits(ctx), input_size);
    size_t guess = dp_limit_scaled(most, 0, GUESS_RATIO, input_size);
    if (guess < FIRST_GUESS) {
        guess = FIRST_GUESS;
    }
    return (dp_grower){.ctx = ctx, .cap = guess, .most = most};
}

void dp_grower_narrow(dp_grower *g, size_t input_size)
{
    size_t most = decoded_most(dp_ctx_limits(g->ctx), input_size);
    if (most < g->most) {
        g->most = most;
    }
}

static dp_rc grow(dp_grower *g)
{
    size_t cap = g->p == NULL ? g->cap : g->cap > g->most / 2 ? g->most : g->cap * 2;
    if (cap > g->most) {
        cap = g->most;
    }
    uint8_t *p = dp_stretch(g->ctx, g->p, g->p == NULL ? 0 : g->cap, cap);
    if (p == NULL) {
        return dp_failed(g->ctx);
    }
    g->p = p;
    g->cap = cap;
    return DP_OK;
}

dp_rc dp_grower_room(dp_grower *g, uint8_t **p, size_t *n)
{
    if (g->n >= g->most) {
        return dp_fail(g->ctx, DP_LIMIT, g->n, "decompresses to more than the limit of %zu MiB", g->most >> 20);
    }
    if (g->p == NULL || g->n == g->cap) {
        DP_TRY(grow(g));
    }
    *p = g->p + g->n;
    *n = g->cap - g->n;
    return DP_OK;
}

void dp_grower_took(dp_grower *g, size_t n)
{
    g->n += n;
}

dp_span dp_grower_done(const dp_grower *g)
{
    return (dp_span){g->p != NULL ? g->p : (const uint8_t *)"", g->n};
}

dp_rc dp_decode_members(dp_grower *out, dp_span in, const char *parts, int (*bid)(dp_span head),
                        dp_rc (*one)(dp_grower *out, dp_span in, size_t *used), size_t *used)
{
    size_t most = dp_ctx_limits(out->ctx)->members;
    *used = 0;
    for (size_t member = 0; member == 0 || bid(dp_span_cut(in, *used, DP_CODEC_HEAD)) > 0; member++) {
        if (member == most) {
            return dp_fail(out->ctx, DP_LIMIT, out->n, "more than %zu %s", most, parts);
        }
        size_t n;
        DP_TRY(one(out, dp_span_cut(in, *used, in.n), &n));
        *used += n;
    }
    return DP_OK;
}

/* One layer. Whatever came out becomes the bytes, so that a fault in an outer layer still shows what is inside. */
static dp_rc peel(dp_ctx *ctx, const dp_codec *codec, size_t input_size, dp_unpacked *out)
{
    dp_note_codec(ctx, codec->name);
    if (codec->decode == NULL) {
        return dp_fail(ctx, DP_UNSUPPORTED, 0, "%s data, which this build of depickle cannot read", codec->name);
    }
    dp_grower grower = dp_grower_new(ctx, input_size);
    dp_ctx_scale_arena(ctx, grower.most);
    size_t used = 0;
    dp_rc rc = codec->decode(&grower, out->bytes, &used);
    if (rc == DP_OK && used < out->bytes.n) {
        if (out->trailing.n == 0) {
            out->trailing = dp_span_cut(out->bytes, used, out->bytes.n);
        }
        dp_fail(ctx, DP_CORRUPT, grower.n, "%zu bytes follow the end of the %s data", out->bytes.n - used,
                codec->name);
    }
    out->bytes = dp_grower_done(&grower);
    dp_ctx_scale_arena(ctx, grower.n);
    return rc;
}

dp_rc dp_unpack(dp_ctx *ctx, dp_span in, dp_unpacked *out)
{
    *out = (dp_unpacked){.bytes = in};
    dp_ctx_scale_arena(ctx, in.n);
    for (size_t layer = 0;; layer++) {
        const dp_codec *codec = dp_codec_of(out->bytes);
        if (codec == NULL) {
            return dp_failed(ctx);
        }
        if (layer == dp_ctx_limits(ctx)->layers) {
            return dp_fail(ctx, DP_LIMIT, 0, "%s data inside more than %zu layers of compression", codec->name, layer);
        }
        if (peel(ctx, codec, in.n, out) == DP_UNSUPPORTED) {
            return dp_failed(ctx);
        }
    }
}

dp_rc dp_decompress(dp_ctx *ctx, dp_span in, dp_span *out)
{
    dp_unpacked unpacked;
    DP_TRY(dp_unpack(ctx, in, &unpacked));
    *out = unpacked.bytes;
    return DP_OK;
}

dp_span dp_unpack_some(dp_ctx *ctx, dp_span in, size_t most, size_t *used)
{
    *used = in.n;
    for (size_t layer = 0; layer < dp_ctx_limits(ctx)->layers; layer++) {
        const dp_codec *codec = dp_codec_of(in);
        if (codec == NULL || codec->decode == NULL) {
            break;
        }
        dp_grower grower = dp_grower_new(ctx, in.n);
        grower.most = grower.most < most ? grower.most : most;
        size_t n = 0;
        dp_rc rc = codec->decode(&grower, in, &n);
        if (rc == DP_OK && layer == 0) {
            *used = n;
        }
        in = dp_grower_done(&grower);
    }
    return in;
}
