#include "base/shortest.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static bool reads_back(const char *text, double v, bool single)
{
    double back = strtod(text, NULL);
    return single ? (float)back == (float)v : back == v;
}

/* false: it was not sure, as it may be now and then. */
static bool check(double v, bool single)
{
    dp_decimal d;
    char text[64];
    if (!dp_shortest(v, single, &d)) {
        return false;
    }
    snprintf(text, sizeof text, "0.%.*se%d", d.n, d.digit, d.point);
    cr_assert(reads_back(text, v, single), "%a is not %s", v, text);
    cr_assert(d.digit[0] != '0' && (d.n == 1 || d.digit[d.n - 1] != '0'), "%a as %s", v, text);
    if (!single && d.n > 1) {
        snprintf(text, sizeof text, "%.*e", d.n - 2, v);
        cr_assert(!reads_back(text, v, single), "%a is also %s", v, text);
    }
    if (!single) {
        snprintf(text, sizeof text, "%.*e", d.n - 1, v); /* the nearest of that length, where that one reads back */
        char digits[DP_DIGITS_MAX + 1] = {text[0]};
        memcpy(digits + 1, text + 2, d.n > 1 ? (size_t)d.n - 1 : 0);
        cr_assert(!reads_back(text, v, single) || memcmp(digits, d.digit, (size_t)d.n) == 0, "%a as %.*s, not %s", v, d.n,
                  d.digit, digits);
    }
    return true;
}

Test(shortest, digits_are_the_fewest_and_the_nearest)
{
    uint64_t state = 88172645463325252U;
    unsigned sure = 0, n = 0;
    for (int i = 0; i < 60000; i++) {
        uint64_t bits = next(&state) >> 1;
        bits = i % 4 == 0 ? bits >> (12 + i % 52) : bits; /* denormals */
        double v;
        memcpy(&v, &bits, sizeof v);
        v = i % 4 == 1 ? (double)(bits % 100000000) / 1000 : v;
        if (isfinite(v) && v > 0) {
            sure += check(v, false);
            n++;
        }
        uint32_t half = (uint32_t)(next(&state) >> 33);
        float f;
        memcpy(&f, &half, sizeof f);
        if (isfinite(f) && f > 0) {
            check((double)f, true);
        }
    }
    cr_assert(sure > n - n / 100, "sure of %u of %u", sure, n);
    for (int k = -1074; k < 1024; k++) {
        check(ldexp(1, k), false);
        check(nextafter(ldexp(1, k), INFINITY), false);
        check(nextafter(ldexp(1, k + 1), 0), false);
    }
}
