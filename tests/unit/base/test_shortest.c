#include "base/shortest.h"

#include <criterion/criterion.h>
#include <inttypes.h>
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

static void check(double v, bool single)
{
    dp_decimal d = dp_shortest(v, single);
    char text[64], digits[32];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, d.digits);
    snprintf(text, sizeof text, "%se%d", digits, d.exponent);
    cr_assert(reads_back(text, v, single), "%a is not %s", v, text);
    cr_assert(n == 1 || digits[n - 1] != '0', "%a as %s", v, text);
    if (!single && n > 1) {
        snprintf(text, sizeof text, "%.*e", n - 2, v);
        cr_assert(!reads_back(text, v, single), "%a is also %s", v, text);
    }
    cr_assert(!single || n <= 10, "%a takes %s", v, digits);
    if (!single) {
        snprintf(text, sizeof text, "%.*e", n - 1, v); /* the nearest of that length, where that one reads back */
        char nearest[32] = {text[0]};
        memcpy(nearest + 1, text + 2, n > 1 ? (size_t)n - 1 : 0);
        cr_assert(!reads_back(text, v, single) || strcmp(nearest, digits) == 0, "%a as %s, not %s", v, digits, nearest);
    }
}

Test(shortest, digits_are_the_fewest_and_the_nearest)
{
    uint64_t state = 88172645463325252U;
    for (int i = 0; i < 60000; i++) {
        uint64_t bits = next(&state) >> 1;
        bits = i % 4 == 0 ? bits >> (12 + i % 52) : bits; /* denormals */
        double v;
        memcpy(&v, &bits, sizeof v);
        v = i % 4 == 1 ? (double)(bits % 100000000) / 1000 : v;
        if (isfinite(v) && v > 0) {
            check(v, false);
        }
        uint32_t half = (uint32_t)(next(&state) >> 33);
        float f;
        memcpy(&f, &half, sizeof f);
        if (isfinite(f) && f > 0) {
            check((double)f, true);
        }
    }
    for (uint32_t bits = 1; bits < 0x7f800000U; bits += 8191) {
        float f;
        memcpy(&f, &bits, sizeof f);
        check((double)f, true);
    }
    for (int k = -1074; k < 1024; k++) {
        check(ldexp(1, k), false);
        if (k >= -149 && k < 128) {
            check(ldexp(1, k), true);
        }
        check(nextafter(ldexp(1, k), INFINITY), false);
        check(nextafter(ldexp(1, k + 1), 0), false);
    }
}
