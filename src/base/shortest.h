/* The fewest decimal digits that read back as a binary number, quickly. For base/ only. */
#ifndef DP_BASE_SHORTEST_H
#define DP_BASE_SHORTEST_H

#include <stdbool.h>

enum { DP_DIGITS_MAX = 20 };

/* v = 0.d1d2d3… x 10^point, digits without NUL. */
typedef struct dp_decimal {
    char digit[DP_DIGITS_MAX];
    int n, point;
} dp_decimal;

/* v must be finite and greater than 0; single: it stands for a float32. The shortest digits, and of these the nearest to
 * v; false in the few cases (one in 200) where 64 bits do not suffice to be sure. */
bool dp_shortest(double v, bool single, dp_decimal *out);

#endif
