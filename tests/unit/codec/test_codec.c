#include "codec/codec.h"
#include "pack.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

static dp_limits limits;

static dp_ctx *fresh(void)
{
    limits = dp_limits_default(0);
    return dp_ctx_new(&limits);
}

/* Bytes that look like a small model: some text, some that do not compress. */
static dp_span sample(size_t n)
{
    static uint8_t bytes[200000];
    uint32_t x = 12345;
    for (size_t i = 0; i < n; i++) {
        x = x * 1664525 + 1013904223;
        bytes[i] = i % 7 < 3 ? (uint8_t)(x >> 24) : (uint8_t)('a' + i % 5);
    }
    bytes[0] = 0x80;
    return (dp_span){bytes, n};
}

static dp_rc run(dp_span in, dp_unpacked *out, dp_ctx **ctx)
{
    *ctx = fresh();
    return dp_unpack(*ctx, in, out);
}

Test(codec, every_codec_gives_back_what_was_packed)
{
    size_t n_codecs;
    const dp_codec *codecs = dp_codecs(&n_codecs);
    const size_t sizes[] = {1, 100, 65536, 65537, 200000};
    for (size_t c = 0; c < n_codecs; c++) {
        for (size_t s = 0; codecs[c].decode != NULL && s < sizeof sizes / sizeof sizes[0]; s++) {
            dp_span plain = sample(sizes[s]);
            size_t n;
            uint8_t *packed = pack(codecs[c].name, plain, &n);
            dp_ctx *ctx;
            dp_unpacked out;
            dp_rc rc = run((dp_span){packed, n}, &out, &ctx);
            cr_assert(eq(int, rc, DP_OK), "%s %zu: %s", codecs[c].name, sizes[s], dp_ctx_record(ctx)->what);
            cr_assert(dp_span_equal(out.bytes, plain), "%s %zu", codecs[c].name, sizes[s]);
            cr_assert(eq(str, (char *)(uintptr_t)dp_ctx_record(ctx)->codecs, (char *)(uintptr_t)codecs[c].name));
            dp_ctx_free(ctx);
            free(packed);
        }
    }
}

Test(codec, registry_is_sorted_and_bids_on_nothing_foreign)
{
    size_t n;
    const dp_codec *codecs = dp_codecs(&n);
    const char *const foreign[] = {"", "\x80\x04", "]q\x01(K\x01", "PK\x03\x04", "\x93NUMPY", "(lp0\n.", "]", "B", "BZ",
                                   "Z", "ZF", "x", "\x1f", "]\x00\x00"};
    for (size_t i = 0; i < n; i++) {
        cr_assert(i == 0 || strcmp(codecs[i - 1].name, codecs[i].name) < 0);
        for (size_t k = 0; k < sizeof foreign / sizeof foreign[0]; k++) {
            cr_assert(eq(int, codecs[i].bid(dp_span_of(foreign[k])), 0), "%s bids on no. %zu", codecs[i].name, k);
        }
    }
}

Test(codec, every_truncation_is_refused_and_said_to_be_one)
{
    size_t n_codecs;
    const dp_codec *codecs = dp_codecs(&n_codecs);
    dp_span plain = sample(300);
    for (size_t c = 0; c < n_codecs; c++) {
        size_t n;
        uint8_t *packed = codecs[c].decode != NULL ? pack(codecs[c].name, plain, &n) : NULL;
        for (size_t cut = 0; packed != NULL && cut < n; cut++) {
            uint8_t *exact = malloc(cut + 1); /* so that the sanitizer sees a read beyond */
            memcpy(exact, packed, cut);
            dp_ctx *ctx = fresh();
            dp_grower grower = dp_grower_new(ctx, cut);
            size_t used;
            dp_rc rc = codecs[c].decode(&grower, (dp_span){exact, cut}, &used);
            cr_assert(eq(int, rc, DP_CORRUPT), "%s cut at %zu of %zu", codecs[c].name, cut, n);
            cr_assert(strstr(dp_ctx_record(ctx)->what, "truncated") != NULL, "%s cut at %zu: %s", codecs[c].name, cut,
                      dp_ctx_record(ctx)->what);
            dp_ctx_free(ctx);
            free(exact);
        }
        free(packed);
    }
}

Test(codec, a_changed_byte_never_gives_other_bytes_without_an_error)
{
    const char *const checked[] = {"bz2", "gzip", "lz4", "xz", "zfile", "zlib"};
    dp_span plain = sample(300);
    for (size_t c = 0; c < sizeof checked / sizeof checked[0]; c++) {
        size_t n;
        uint8_t *packed = pack(checked[c], plain, &n);
        for (size_t at = 0; packed != NULL && at < n; at++) {
            packed[at] ^= 0x10;
            dp_ctx *ctx;
            dp_unpacked out;
            dp_rc rc = run((dp_span){packed, n}, &out, &ctx);
            bool told = dp_ctx_record(ctx)->codecs[0] == '\0'; /* the magic itself: no codec bids */
            cr_assert(rc != DP_OK || told || dp_span_equal(out.bytes, plain), "%s byte %zu", checked[c], at);
            dp_ctx_free(ctx);
            packed[at] ^= 0x10;
        }
        free(packed);
    }
}

Test(codec, bytes_behind_the_end_are_refused_and_handed_on)
{
    size_t n_codecs;
    const dp_codec *codecs = dp_codecs(&n_codecs);
    dp_span plain = sample(300);
    for (size_t c = 0; c < n_codecs; c++) {
        size_t n;
        uint8_t *packed = codecs[c].decode != NULL ? pack(codecs[c].name, plain, &n) : NULL;
        if (packed == NULL) {
            continue;
        }
        memcpy(packed + n, "junk", 4);
        dp_ctx *ctx;
        dp_unpacked out;
        cr_assert(eq(int, run((dp_span){packed, n + 4}, &out, &ctx), DP_CORRUPT), "%s", codecs[c].name);
        cr_assert(dp_span_is(out.trailing, "junk"), "%s", codecs[c].name);
        cr_assert(dp_span_equal(out.bytes, plain), "%s", codecs[c].name);
        dp_ctx_free(ctx);
        free(packed);
    }
}

Test(codec, members_add_up_as_far_as_their_limit)
{
    const char *const many[] = {"gzip", "bz2", "xz", "lz4"};
    for (size_t c = 0; c < sizeof many / sizeof many[0]; c++) {
        size_t n;
        uint8_t *one = pack(many[c], DP_LIT("\x80model"), &n);
        if (one == NULL) {
            continue;
        }
        uint8_t *all = malloc(n * 1001);
        for (size_t i = 0; i < 1001; i++) {
            memcpy(all + i * n, one, n);
        }
        dp_ctx *ctx;
        dp_unpacked out;
        cr_assert(eq(int, run((dp_span){all, n * 3}, &out, &ctx), DP_OK), "%s", many[c]);
        cr_assert(dp_span_is(out.bytes, "\x80model\x80model\x80model"), "%s", many[c]);
        dp_ctx_free(ctx);
        cr_assert(eq(int, run((dp_span){all, n * 1001}, &out, &ctx), DP_LIMIT), "%s", many[c]);
        dp_ctx_free(ctx);
        free(all);
        free(one);
    }
}

Test(codec, xz_streams_may_be_padded_by_fours)
{
    size_t n;
    uint8_t *packed = pack("xz", DP_LIT("\x80model"), &n);
    if (packed == NULL) {
        cr_skip_test("built without lzma");
    }
    memset(packed + n, 0, 8);
    dp_ctx *ctx;
    dp_unpacked out;
    cr_assert(eq(int, run((dp_span){packed, n + 8}, &out, &ctx), DP_OK));
    dp_ctx_free(ctx);
    cr_assert(eq(int, run((dp_span){packed, n + 7}, &out, &ctx), DP_CORRUPT));
    cr_assert(eq(sz, out.trailing.n, 3));
    dp_ctx_free(ctx);
    free(packed);
}

Test(codec, two_layers_are_undone_and_a_third_is_a_limit)
{
    dp_span plain = sample(500);
    size_t n1, n2, n3;
    uint8_t *one = pack("gzip", plain, &n1);
    uint8_t *two = pack("zlib", (dp_span){one, n1}, &n2);
    uint8_t *three = pack("gzip", (dp_span){two, n2}, &n3);
    dp_ctx *ctx;
    dp_unpacked out;
    cr_assert(eq(int, run((dp_span){two, n2}, &out, &ctx), DP_OK));
    cr_assert(dp_span_equal(out.bytes, plain));
    cr_assert(eq(str, (char *)(uintptr_t)dp_ctx_record(ctx)->codecs, "zlib+gzip"));
    dp_ctx_free(ctx);
    cr_assert(eq(int, run((dp_span){three, n3}, &out, &ctx), DP_LIMIT));
    dp_ctx_free(ctx);
    free(one);
    free(two);
    free(three);
}

Test(codec, a_bomb_stops_at_the_limit_and_takes_no_more_memory_than_that)
{
    size_t n_codecs;
    const dp_codec *codecs = dp_codecs(&n_codecs);
    size_t size = 24 << 20;
    uint8_t *zeros = calloc(size, 1);
    for (size_t c = 0; c < n_codecs; c++) {
        size_t n;
        uint8_t *packed = codecs[c].decode != NULL ? pack(codecs[c].name, (dp_span){zeros, size}, &n) : NULL;
        if (packed == NULL) {
            continue;
        }
        limits = dp_limits_default(0);
        limits.decoded_base = 1 << 20;
        limits.decoded_ratio = 4;
        dp_ctx *ctx = dp_ctx_new(&limits);
        dp_unpacked out;
        cr_assert(eq(int, dp_unpack(ctx, (dp_span){packed, n}, &out), DP_LIMIT), "%s", codecs[c].name);
        cr_assert(le(sz, dp_ctx_used(ctx), (1 << 20) + n * 4 + (1 << 20)), "%s", codecs[c].name);
        dp_ctx_free(ctx);
        free(packed);
    }
    free(zeros);
}

Test(codec, the_limit_is_the_least_of_all_that_apply)
{
    size_t n;
    dp_span plain = sample(5000);
    uint8_t *packed = pack("gzip", plain, &n);
    for (size_t most = 4999; most <= 5001; most += 2) {
        limits = dp_limits_default(0);
        limits.decoded = most;
        dp_ctx *ctx = dp_ctx_new(&limits);
        dp_span out;
        cr_assert(eq(int, dp_decompress(ctx, (dp_span){packed, n}, &out), most > 5000 ? DP_OK : DP_LIMIT), "%zu", most);
        dp_ctx_free(ctx);
    }
    free(packed);
}

/* lz4 cannot reach the ratio that stops the others, so that it has a narrower one. */
Test(codec, an_lz4_bomb_stops_too)
{
    size_t size = 24 << 20;
    size_t n;
    uint8_t *zeros = calloc(size, 1);
    uint8_t *packed = pack("lz4", (dp_span){zeros, size}, &n);
    limits = dp_limits_default(0);
    limits.decoded_base = 1 << 20;
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_span out;
    cr_assert(packed == NULL || dp_decompress(ctx, (dp_span){packed, n}, &out) == DP_LIMIT);
    dp_ctx_free(ctx);
    free(packed);
    free(zeros);
}

Test(codec, lzma_bids_only_on_headers_that_encoders_write)
{
    static const struct { uint8_t properties; uint32_t dictionary; uint64_t size; uint8_t first; bool bids; } cases[] = {
        {0x5d, 1 << 23, UINT64_MAX, 0, true},  {0x5d, 3 << 22, 1000, 0, true}, {0x5d, UINT32_MAX, UINT64_MAX, 0, true},
        {0x5d, 5 << 20, UINT64_MAX, 0, false}, {0x5d, 0, UINT64_MAX, 0, false}, {0x4a, 1 << 23, UINT64_MAX, 0, false},
        {0x5d, 1 << 23, UINT64_MAX - 1, 0, false}, {0x5d, 1 << 23, UINT64_MAX, 1, false},
    };
    size_t n;
    const dp_codec *codecs = dp_codecs(&n);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t head[14] = {cases[i].properties};
        memcpy(head + 1, &cases[i].dictionary, 4);
        memcpy(head + 5, &cases[i].size, 8);
        head[13] = cases[i].first;
        for (size_t c = 0; c < n; c++) {
            bool lzma = strcmp(codecs[c].name, "lzma") == 0;
            cr_assert(eq(int, codecs[c].bid((dp_span){head, 14}) > 0, lzma && cases[i].bids), "case %zu", i);
        }
    }
}

Test(codec, a_zfile_tells_its_length_in_all_spellings_of_joblib)
{
    static const struct { const char *head; dp_rc rc; } cases[] = {
        {"ZF0x6                ", DP_OK},       {"ZF0x6                 ", DP_OK}, /* Python 2 pads once more */
        {"ZF0x6L               ", DP_OK},       {"ZF0x7                ", DP_CORRUPT},
        {"ZF0x                 ", DP_CORRUPT},  {"ZF0x6 6              ", DP_CORRUPT},
        {"ZF0xfffffffffffffffff", DP_CORRUPT},  {"ZF0xg                ", DP_CORRUPT},
    };
    size_t n;
    uint8_t *body = pack("zlib", DP_LIT("\x80model"), &n);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t file[256];
        size_t head = strlen(cases[i].head);
        memcpy(file, cases[i].head, head);
        memcpy(file + head, body, n);
        dp_ctx *ctx;
        dp_unpacked out;
        cr_assert(eq(int, run((dp_span){file, head + n}, &out, &ctx), cases[i].rc), "case %zu", i);
        dp_ctx_free(ctx);
    }
    free(body);
}

Test(codec, an_lzma_dictionary_beyond_the_limit_is_refused_before_memory_is_taken)
{
    const uint8_t file[] = "]\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0'\x0b\x9c\xff\xff\xff\xff\xf0\0\0\0";
    dp_ctx *ctx;
    dp_unpacked out;
    dp_rc rc = run((dp_span){file, sizeof file - 1}, &out, &ctx);
    cr_assert(eq(int, rc, DEPICKLE_LZMA ? DP_LIMIT : DP_UNSUPPORTED));
    dp_ctx_free(ctx);
}

Test(codec, a_library_left_out_is_named)
{
    static const bool built[] = {
#define CODEC(name, library) library,
#include "codec/codecs.def"
#undef CODEC
    };
    size_t n;
    const dp_codec *codecs = dp_codecs(&n);
    for (size_t i = 0; i < n; i++) {
        cr_assert(eq(int, codecs[i].decode != NULL, built[i]), "%s", codecs[i].name);
    }
    if (!DEPICKLE_BZ2) {
        dp_ctx *ctx;
        dp_unpacked out;
        cr_assert(eq(int, run(DP_LIT("BZh91AY&SY...."), &out, &ctx), DP_UNSUPPORTED));
        cr_assert(strstr(dp_ctx_record(ctx)->what, "bz2") != NULL);
        dp_ctx_free(ctx);
    }
}
