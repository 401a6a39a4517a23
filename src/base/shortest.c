/* Raffaello Giulietti, "The Schubfach way to render doubles" (2020): the number and the borders of what reads back as it
 * are divided by the greatest power of ten, 10^k, that is no longer than the interval. At least one multiple of 10^k lies
 * inside then and at most one of 10^(k+1), which is the shortest where there is one. Quotients are kept to `room` binary
 * places, and an inexact one is odd: that is enough to compare them with whole numbers. */
#include "base/shortest.h"

#include <string.h>

enum { FIRST_POWER = -292 };

static const struct power {
    uint64_t high, low;
} powers[] = {
#define POWER(high, low) {high, low},
#include "base/powers.def"
#undef POWER
};

/* The upper half of a product; *low: the lower one. */
static uint64_t product(uint64_t a, uint64_t b, uint64_t *low)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    wide p = (wide)a * b;
    *low = (uint64_t)p;
    return (uint64_t)(p >> 64);
#else
    const uint64_t half = 0xffffffffU;
    uint64_t mixed = (a >> 32) * (b & half), other = (a & half) * (b >> 32), least = (a & half) * (b & half);
    uint64_t middle = (least >> 32) + (mixed & half) + (other & half);
    *low = middle << 32 | (least & half);
    return (a >> 32) * (b >> 32) + (mixed >> 32) + (other >> 32) + (middle >> 32);
#endif
}

/* The upper 64 of 192 bits. What the power's own rounding puts below them is at most 1 and stands for nothing. */
static uint64_t times(const struct power *p, uint64_t by)
{
    uint64_t least, middle, above = product(p->low, by, &least);
    uint64_t high = product(p->high, by, &middle);
    middle += above;
    high += middle < above;
    return high | (middle > 1);
}

/* v as the format stores it: whole x 2^exponent. */
struct binary {
    uint64_t whole;
    int exponent;
    bool nearer; /* a power of two: its neighbour below is half as far as the one above */
};

static inline struct binary take_apart(double v, bool single)
{
    int places = single ? 23 : 52;
    int bias = single ? 127 + 23 : 1023 + 52;
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    if (single) {
        float narrow = (float)v;
        uint32_t few;
        memcpy(&few, &narrow, sizeof few);
        bits = few;
    }
    uint64_t fraction = bits & ((UINT64_C(1) << places) - 1);
    int field = (int)(bits >> places);
    return field == 0 ? (struct binary){fraction, 1 - bias, false}
                      : (struct binary){fraction | UINT64_C(1) << places, field - bias, fraction == 0 && field > 1};
}

/* floor(log10(2^e)), or of three quarters of it; floor(log2(10^k)): right for all that a float64 needs. */
static int log10_of(int e, bool three_quarters)
{
    return (int)(((int64_t)e * 1262611 - (three_quarters ? 524031 : 0)) >> 22);
}

static int log2_of(int k)
{
    return (int)(((int64_t)k * 1741647) >> 19);
}

static dp_decimal without_zeros(uint64_t digits, int exponent)
{
    static const struct {
        uint64_t power;
        int zeros;
    } steps[] = {{100000000, 8}, {10000, 4}, {100, 2}, {10, 1}};
    if (digits % 10 == 0) {
        for (int i = 0; i < 4; i++) {
            while (digits % steps[i].power == 0) {
                digits /= steps[i].power;
                exponent += steps[i].zeros;
            }
        }
    }
    return (dp_decimal){digits, exponent};
}

/* Readers take a float32 by way of float64, where a text right beside the border could round onto it: its interval ends
 * a float64's rounding earlier. */
static inline dp_decimal shortest(double v, bool single)
{
    struct binary b = take_apart(v, single);
    int room = single ? 30 : 2;
    uint64_t one = UINT64_C(1) << room, margin = single ? 2 : 0;
    uint64_t at = b.whole << room, above = at + one / 2 - margin, below = at - one / (b.nearer ? 4 : 2) + margin;
    int k = log10_of(b.exponent, b.nearer);
    int shift = b.exponent + log2_of(-k) + 1;
    const struct power *p = &powers[-k - FIRST_POWER];
    at = times(p, at << shift);
    uint64_t border = !single && b.whole % 2 != 0; /* half way between two, the even one is read */
    above = times(p, above << shift) - border;
    below = times(p, below << shift) + border;

    uint64_t whole = at >> room;
    uint64_t tens = whole / 10;
    bool down = below <= (tens * 10) << room, up = (tens * 10 + 10) << room <= above;
    if (whole >= 10 && down != up) {
        return without_zeros(tens + up, k + 1);
    }
    down = below <= whole << room;
    up = (whole + 1) << room <= above;
    if (down == up) {
        uint64_t middle = (whole << room) + one / 2;
        up = at > middle || (at == middle && whole % 2 != 0);
    }
    return without_zeros(whole + up, k);
}

dp_decimal dp_shortest(double v, bool single)
{
    return single ? shortest(v, true) : shortest(v, false);
}
