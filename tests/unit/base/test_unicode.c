#include "base/unicode.h"

#include <criterion/criterion.h>

Test(unicode, reads_characters_and_no_others)
{
    static const struct { const char *text; size_t n; uint32_t want; size_t moves; } cases[] = {
        {"a", 1, 'a', 1}, {"\xc3\xa9", 2, 0xe9, 2}, {"\xe4\xb8\xad", 3, 0x4e2d, 3}, {"\xf0\x9f\x98\x80", 4, 0x1f600, 4},
        {"\xc3", 1, 0xfffd, 1}, {"\xc3z", 2, 0xfffd, 1}, {"\xc0\x80", 2, 0xfffd, 1}, {"\xed\xa0\x80", 3, 0xfffd, 1},
        {"\xf4\x90\x80\x80", 4, 0xfffd, 1}, {"\xff", 1, 0xfffd, 1}, {"\x80", 1, 0xfffd, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t at = 0;
        uint32_t got = dp_utf8_next((dp_span){(const uint8_t *)cases[i].text, cases[i].n}, &at);
        cr_assert_eq(got, cases[i].want, "case %zu: %x", i, got);
        cr_assert_eq(at, cases[i].moves, "case %zu: %zu", i, at);
    }
}

Test(unicode, writes_what_it_reads)
{
    static const uint32_t characters[] = {0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        uint8_t bytes[4];
        size_t at = 0;
        size_t n = dp_utf8_put(characters[i], bytes);
        cr_assert_eq(dp_utf8_next((dp_span){bytes, n}, &at), characters[i]);
        cr_assert_eq(at, n);
    }
}

Test(unicode, knows_words_and_capitals)
{
    static const uint32_t words[] = {'a', 'Z', '0', '_', 0xe9, 0x416, 0x4e2d, 0xb2, 0xbd, 0x3a3};
    static const uint32_t others[] = {' ', '-', '#', 0x301, 0x200b, 0x2019, 0x1f600, 0xfffd, 0x10ffff};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        cr_assert(dp_is_word(words[i]), "%x", words[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_assert_not(dp_is_word(others[i]), "%x", others[i]);
    }
    cr_assert_eq(dp_lower('A'), 'a');
    cr_assert_eq(dp_lower('z'), 'z');
    cr_assert_eq(dp_lower(0xc9), 0xe9);
    cr_assert_eq(dp_lower(0xd7), 0xd7); /* the times sign stands among the capitals */
    cr_assert_eq(dp_lower(0x100), 0x101);
    cr_assert_eq(dp_lower(0x101), 0x101);
    cr_assert_eq(dp_lower(0x416), 0x436);
    cr_assert_eq(dp_lower(0x130), 'i');
    cr_assert_eq(dp_lower(0x10400), 0x10428);
}
