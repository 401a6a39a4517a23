/* Logarithms that are not the C library's. The expected ones are those of Python's decimal, of 60 digits, rounded once. */
#include "proof/near.h"

#include <criterion/criterion.h>
#include <math.h>

Test(near, logarithms_are_rounded_once)
{
    static const struct { double x, log; } known[] = {
        {0x1.0000000000000p-1, -0x1.62e42fefa39efp-1}, {0x1.0000000000000p+1, 0x1.62e42fefa39efp-1},
        {0x1.8000000000000p+1, 0x1.193ea7aad030bp+0}, {0x1.4000000000000p+3, 0x1.26bb1bbb55516p+1},
        {0x1.8c00000000000p+6, 0x1.2616719161d2bp+2}, {0x1.999999999999ap-4, -0x1.26bb1bbb55515p+1},
        {0x1.5555555555555p-2, -0x1.193ea7aad030bp+0}, {0x1.5555555555555p-1, -0x1.9f323ecbf984dp-2},
        {0x1.0000000000001p+0, 0x1.fffffffffffffp-53}, {0x1.fffffffffffffp-1, -0x1.0000000000000p-53},
        {0x0.0000000000001p-1022, -0x1.74385446d71c3p+9}, {0x1.e42d130773b76p+1023, 0x1.62dd08fdc6f88p+9},
        {0x1.6a09e667f3bccp-1, -0x1.62e42fefa39f1p-2}, {0x1.6a09e667f3bcdp-1, -0x1.62e42fefa39eep-2},
        {0x1.56e1fc2f8f359p-997, -0x1.5963447f87fb5p+9}, {0x1.e759ff97b7508p-3, -0x1.6f85a8ff87b4cp+0},
        {0x1.16a5368858d8dp-1, -0x1.377e34c08e9a2p-1}, {0x1.7ad586f53dadep-2, -0x1.fd1e846239a23p-1},
        {0x1.353501de56e4ap-1, -0x1.0235603ec6ef6p-1}, {0x1.405e69652cae3p-1, -0x1.e01ab01a7f971p-2},
        {0x1.6c3219ca8bd47p+3, 0x1.374a5125c1c0ap+1}, {0x1.30ae6fd00015ap+1, 0x1.bc066752ab946p-1},
        {0x1.549f88d9eecb9p+4, 0x1.8772b5358d9d3p+1}, {0x1.83b925a90604bp+3, 0x1.3f4d9b3e150f4p+1},
        {0x1.b144061cee4e5p+4, 0x1.a63dd96082547p+1}, {0x1.56d80ae4ceb95p+3, 0x1.2f8e9a4428274p+1},
        {0x1.cea272375e4c4p+3, 0x1.55e9eea0701c8p+1}, {0x1.1906a9ba6cff1p+4, 0x1.6ed47419b7d24p+1},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double v = dp_nearest_log(known[i].x);
        cr_expect(v == known[i].log, "log %a: %a", known[i].x, v);
        dp_near near = dp_near_log(known[i].x);
        cr_expect(dp_is_near(nextafter(v, HUGE_VAL), near) && dp_is_near(nextafter(v, -HUGE_VAL), near));
        cr_expect(!dp_is_near(v + 3 * dp_ulp(v), near) && !dp_is_near(v - 3 * dp_ulp(v), near) && !dp_is_near(NAN, near));
    }
    cr_assert(isnan(dp_nearest_log(-1)) && dp_nearest_log(0) == -HUGE_VAL && dp_nearest_log(HUGE_VAL) == HUGE_VAL);
}

/* Nothing is near what is no logarithm, but that itself; 0.0 is not -0.0. */
Test(near, exact_numbers_are_compared_bit_by_bit)
{
    cr_assert(dp_is_near(1.0, (dp_near){1.0, 0}) && !dp_is_near(nextafter(1.0, 2.0), (dp_near){1.0, 0}));
    cr_assert(!dp_is_near(-0.0, (dp_near){0.0, 0}));
    const dp_near least = {-HUGE_VAL, 1e-15}; /* the logarithm of a prior that is 0, and another's */
    cr_assert(dp_is_near(-HUGE_VAL, least) && !dp_is_near(HUGE_VAL, least) && !dp_is_near(-1e308, least) && !dp_is_near(NAN, least));
}
