#include "converters/common/triangle.h"

#include <math.h>

bool dp_lower_inverse(const double *l, uint64_t n, double *out)
{
    for (uint64_t j = 0; j < n; j++) {
        double *row = out + j * n; /* column j of the inverse */
        if (l[j * n + j] == 0.0) {
            return false;
        }
        row[j] = 1.0 / l[j * n + j];
        for (uint64_t i = j + 1; i < n; i++) {
            double sum = 0.0;
            for (uint64_t k = j; k < i; k++) {
                sum += l[i * n + k] * row[k];
            }
            row[i] = -sum / l[i * n + i];
        }
    }
    return true;
}

bool dp_cholesky(const double *a, uint64_t n, double *l)
{
    for (uint64_t i = 0; i < n; i++) {
        for (uint64_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (uint64_t k = 0; k < j; k++) {
                sum -= l[i * n + k] * l[j * n + k];
            }
            if (i == j && !(sum > 0.0)) {
                return false;
            }
            l[i * n + j] = i == j ? sqrt(sum) : sum / l[j * n + j];
        }
    }
    return true;
}
