#include "base/hash.h"
#include "base/text.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>
#include <stdio.h>

static dp_ctx *ctx;

static void open_ctx(void)
{
    ctx = test_ctx();
}

TestSuite(text, .init = open_ctx);

Test(text, grows_and_ends)
{
    dp_text t = dp_text_new(ctx);
    cr_assert_str_eq(dp_text_str(&t), "");
    dp_text_add(&t, (dp_span){NULL, 0});
    cr_assert_str_eq(dp_text_str(&t), "");
    for (int i = 0; i < 1000; i++) {
        dp_text_addf(&t, "%d,", i % 10);
        dp_text_adds(&t, "x");
    }
    cr_assert_eq(t.n, 3000);
    cr_assert_eq(strlen(dp_text_str(&t)), 3000);
    cr_assert(strncmp(dp_text_str(&t), "0,x1,x2,x", 9) == 0);
}

Test(text, knows_utf8)
{
    static const char *const good[] = {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbf",
                                       "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"};
    static const char *const bad[] = {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe2\x82",
                                      "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                                      "\xff", "a\xc3(", "\xe2\x28\xa1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        cr_assert(dp_utf8_valid(dp_span_of(good[i])), "good %zu", i);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_assert_not(dp_utf8_valid(dp_span_of(bad[i])), "bad %zu", i);
    }
}

Test(text, escapes_what_deceives)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"plain", "plain"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"a\nb\tc", "a\\x0ab\\x09c"},
        {"\x1b[31mred", "\\x1b[31mred"},
        {"back\\slash", "back\\\\slash"},
        {"\xc2\x9b", "\\x9b"},                        /* C1: CSI */
        {"\xe2\x80\xae" "txt", "\\u202etxt"},          /* right-to-left override */
        {"zero\xe2\x80\x8bwidth", "zero\\u200bwidth"},
        {"\xe2\x80\xa8", "\\u2028"},
        {"\xef\xbb\xbf", "\\ufeff"},
        {"\xf3\xa0\x80\xa1", "\\U000e0021"},            /* a tag character */
        {"\xff\xfe", "\\xff\\xfe"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},            /* a lone surrogate */
        {"\x7f", "\\x7f"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_str_eq(dp_escape(ctx, dp_span_of(rows[i].in), 100), rows[i].out);
    }
    cr_assert_str_eq(dp_escape(ctx, (dp_span){(const uint8_t *)"a\0b", 3}, 100), "a\\x00b");
}

Test(text, escaped_is_always_one_line_of_valid_utf8)
{
    uint8_t bytes[300];
    uint64_t state = 3;
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            bytes[i] = (uint8_t)(state >> 56);
        }
        const char *text = dp_escape(ctx, (dp_span){bytes, (size_t)round % sizeof bytes}, 64);
        cr_assert(dp_utf8_valid(dp_span_of(text)));
        cr_assert(strlen(text) <= 64 + 16, "%zu bytes where 64 were asked", strlen(text));
        for (const char *p = text; *p != '\0'; p++) {
            cr_assert((unsigned char)*p >= 0x20 && *p != 0x7f);
        }
    }
}

Test(text, cleaned_in_place)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {"caf\xc3\xa9 \\x1b", "caf\xc3\xa9 \\x1b"},
        {"\x1b[31m\n", "?[31m?"},
        {"a\xc2\x9b" "b", "a??b"},
        {"\xe2\x80\xaetxt", "???txt"},
        {"l\xa1", "l?"},
        {"cut \xe2\x80", "cut ??"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[40];
        snprintf(text, sizeof text, "%s", rows[i].in);
        dp_clean(text);
        cr_assert_str_eq(text, rows[i].out);
    }
}

Test(text, cuts_long_text)
{
    char text[1000];
    memset(text, 'a', sizeof text);
    const char *cut = dp_escape(ctx, (dp_span){(const uint8_t *)text, sizeof text}, 10);
    cr_assert_str_eq(cut, "aaaaaaaaaa\xe2\x80\xa6");
}

Test(text, latin1_becomes_utf8)
{
    uint8_t all[256];
    for (int i = 0; i < 256; i++) {
        all[i] = (uint8_t)i;
    }
    dp_span text = dp_latin1_to_utf8(ctx, (dp_span){all, sizeof all});
    cr_assert_eq(text.n, 128 + 2 * 128);
    cr_assert(dp_utf8_valid(text));
    cr_assert(memcmp(text.p + 128, "\xc2\x80\xc2\x81", 4) == 0);
    cr_assert(memcmp(text.p + text.n - 2, "\xc3\xbf", 2) == 0);
}

/* The test vectors of the SipHash paper's reference: key 00 01 … 0f, messages 00 01 … of rising length. */
Test(text, hash_is_siphash_2_4)
{
    static const uint64_t want[] = {0x726fdb47dd0e0e31U, 0x74f839c593dc67fdU, 0x0d6c8009d9a94f5aU, 0x85676696d7fb7e2dU,
                                    0xcf2794e0277187b7U, 0x18765564cd99a68dU, 0xcbc9466e58fee3ceU, 0xab0200f58b01d137U,
                                    0x93f5f5799a932462U, 0x9e0082df0ba9e4b0U};
    const dp_hash_key key = {0x0706050403020100U, 0x0f0e0d0c0b0a0908U};
    uint8_t message[16];
    for (size_t n = 0; n < sizeof want / sizeof *want; n++) {
        message[n] = (uint8_t)n;
        cr_assert_eq(dp_hash(&key, (dp_span){message, n}), want[n], "length %zu", n);
    }
    dp_hash_key a = dp_hash_key_new();
    dp_hash_key b = dp_hash_key_new();
    cr_assert(a.k0 != b.k0 || a.k1 != b.k1);
}
