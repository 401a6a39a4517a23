/* The fewest decimal digits that read back as a binary number. For base/ only. */
#ifndef DP_BASE_SHORTEST_H
#define DP_BASE_SHORTEST_H

#include <stdbool.h>
#include <stdint.h>

/* digits x 10^exponent; at most 17 digits, the last of them not 0. */
typedef struct dp_decimal {
    uint64_t digits;
    int exponent;
} dp_decimal;

/* v must be finite and greater than 0; single: it stands for a float32. Of all decimals that read back as v one with the
 * fewest digits, and of these the nearest to v. */
dp_decimal dp_shortest(double v, bool single);

#endif
