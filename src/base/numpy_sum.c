#include "base/numpy_sum.h"

enum { STRANDS = 8, BLOCK = 128 };

static double sum_strands(const double *v, uint64_t n)
{
    double r[STRANDS];
    for (unsigned j = 0; j < STRANDS; j++) {
        r[j] = v[j];
    }
    uint64_t i = STRANDS;
    for (; i + STRANDS <= n; i += STRANDS) {
        for (unsigned j = 0; j < STRANDS; j++) {
            r[j] += v[i + j];
        }
    }
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; i++) {
        sum += v[i];
    }
    return sum;
}

double dp_numpy_sum(const double *v, uint64_t n)
{
    if (n < STRANDS) {
        double sum = 0.0;
        for (uint64_t i = 0; i < n; i++) {
            sum += v[i];
        }
        return sum;
    }
    if (n <= BLOCK) {
        return sum_strands(v, n);
    }
    uint64_t half = n / 2 - n / 2 % STRANDS; /* halves: as deep as log2(n / 128), whatever the input says */
    return dp_numpy_sum(v, half) + dp_numpy_sum(v + half, n - half);
}
