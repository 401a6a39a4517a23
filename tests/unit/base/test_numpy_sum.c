#include "base/numpy_sum.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* Recorded from numpy 2.4: np.stack([v, v]).sum(axis=1)[0]. Adding one after the other differs from 8 on. */
static const struct { uint64_t n; double sum; } recorded[] = {
    {0, 0x0.0p+0},
    {1, 0x1.4d55555555555p+8},
    {7, 0x1.31ea1ba1ba1bap+9},
    {8, 0x1.31f6e86e86e86p+9},
    {9, 0x1.32028b574116fp+9},
    {20, 0x1.b0ce5df0a49b2p+9},
    {127, 0x1.6b1f635d285b7p+10},
    {128, 0x1.6b1fe16508d96p+10},
    {129, 0x1.6b205e769f529p+10},
    {136, 0x1.70b0f4cb6a3a4p+10},
    {300, 0x1.b10be799b94bep+10},
    {1000, 0x1.0ab9df24b3000p+11},
    {5000, 0x1.4dcb927745ca1p+11},
};

Test(numpy_sum, agrees_with_numpy_to_the_last_bit)
{
    static double v[5000];
    for (size_t i = 0; i < 5000; i++) {
        v[i] = 1.0 / ((double)i + 3.0) * (i % 3 == 0 ? 1e3 : 1.0);
    }
    for (size_t k = 0; k < sizeof recorded / sizeof recorded[0]; k++) {
        double sum = dp_numpy_sum(v, recorded[k].n);
        cr_assert_eq(sum, recorded[k].sum, "%u numbers: %a for %a", (unsigned)recorded[k].n, sum, recorded[k].sum);
    }
}
