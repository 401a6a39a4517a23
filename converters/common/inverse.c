#include "converters/common/inverse.h"

#include <math.h>

bool dp_invert(double *a, double *b, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        uint64_t best = i;
        for (uint64_t r = i + 1; r < n; r++) {
            best = fabs(a[r * n + i]) > fabs(a[best * n + i]) ? r : best;
        }
        double pivot = a[best * n + i];
        if (!(fabs(pivot) > 0.0)) {
            return false;
        }
        for (uint64_t c = 0; c < n; c++) {
            double x = a[best * n + c];
            double y = b[best * n + c];
            a[best * n + c] = a[i * n + c];
            b[best * n + c] = b[i * n + c];
            a[i * n + c] = x / pivot;
            b[i * n + c] = y / pivot;
        }
        for (uint64_t r = 0; r < n; r++) {
            double factor = a[r * n + i];
            for (uint64_t c = 0; r != i && c < n; c++) {
                a[r * n + c] -= factor * a[i * n + c];
                b[r * n + c] -= factor * b[i * n + c];
            }
        }
    }
    return true;
}
