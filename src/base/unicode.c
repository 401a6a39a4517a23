#include "base/unicode.h"

#include <stddef.h>

size_t dp_utf8_read(dp_span s, uint32_t *character)
{
    uint8_t b = s.n != 0 ? s.p[0] : 0xff;
    if (b < 0x80) {
        *character = b;
        return 1;
    }
    size_t n = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
    if (b < 0xc2 || b > 0xf4 || s.n < n) {
        return 0;
    }
    uint32_t c = b & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s.p[i] & 0xc0) != 0x80) {
            return 0;
        }
        c = c << 6 | (s.p[i] & 0x3fU);
    }
    bool overlong = (n == 3 && c < 0x800) || (n == 4 && c < 0x10000);
    *character = c;
    return overlong || c > 0x10ffff ? 0 : n;
}

uint32_t dp_utf8_next(dp_span text, size_t *at)
{
    uint32_t c;
    size_t n = dp_utf8_read(dp_span_cut(text, *at, 4), &c);
    bool good = n != 0 && !dp_is_surrogate(c);
    *at += good ? n : 1;
    return good ? c : 0xfffd;
}

size_t dp_utf8_put(uint32_t c, uint8_t out[4])
{
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6) {
        out[i] = (uint8_t)(0x80 | (c & 0x3f));
    }
    out[0] = (uint8_t)(0xf00u >> n | c);
    return n;
}

struct range {
    uint32_t from, to;
    uint32_t every;
    int32_t difference;
};

static const struct range words[] = {
#define WORD(from, to) {from, to, 1, 0},
#define LOWER(from, to, every, difference)
#include "base/unicode.def"
#undef WORD
#undef LOWER
};

static const struct range capitals[] = {
#define WORD(from, to)
#define LOWER(from, to, every, difference) {from, to, every, difference},
#include "base/unicode.def"
#undef WORD
#undef LOWER
};

/* The range that holds the character, or NULL. */
static const struct range *find(const struct range *range, size_t n, uint32_t c)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c > range[middle].to) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < n && c >= range[low].from && (c - range[low].from) % range[low].every == 0 ? &range[low] : NULL;
}

bool dp_is_word(uint32_t c)
{
    return find(words, sizeof words / sizeof *words, c) != NULL;
}

uint32_t dp_lower(uint32_t c)
{
    const struct range *r = find(capitals, sizeof capitals / sizeof *capitals, c);
    return r != NULL ? (uint32_t)((int32_t)c + r->difference) : c;
}

bool dp_is_space(uint32_t c)
{
    return (c >= 0x9 && c <= 0xd) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680
           || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}
