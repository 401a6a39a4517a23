#include "proof/near.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- numbers of twice as many bits: the sum of two float64, the second below an ulp of the first ---- */

struct two {
    double high, low;
};

static struct two sum_of(double a, double b)
{
    double s = a + b;
    double c = s - a;
    return (struct two){s, (a - (s - c)) + (b - c)};
}

static struct two product_of(double a, double b)
{
    double p = a * b;
    return (struct two){p, fma(a, b, -p)};
}

static struct two add(struct two a, struct two b)
{
    struct two s = sum_of(a.high, b.high);
    return sum_of(s.high, s.low + (a.low + b.low));
}

static struct two multiply(struct two a, struct two b)
{
    struct two p = product_of(a.high, b.high);
    return sum_of(p.high, p.low + (a.high * b.low + a.low * b.high));
}

static struct two divide(struct two a, struct two b)
{
    double first = a.high / b.high;
    struct two p = multiply((struct two){first, 0}, b);
    struct two left = add(a, (struct two){-p.high, -p.low});
    return sum_of(first, left.high / b.high);
}

/* ---- the logarithm ---- */

/* x = m · 2^e with m around 1, and log m = 2 · (s + s³/3 + s⁵/5 + …), s = (m - 1) / (m + 1) at most 0.172 */
double dp_nearest_log(double x)
{
    static const struct two ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
    static const struct two odd[] = { /* 1, 1/3, 1/5 … */
        {0x1.p+0, 0}, {0x1.5555555555555p-2, 0x1.5555555555555p-56},
        {0x1.999999999999ap-3, -0x1.999999999999ap-57}, {0x1.2492492492492p-3, 0x1.2492492492492p-57},
        {0x1.c71c71c71c71cp-4, 0x1.c71c71c71c71cp-58}, {0x1.745d1745d1746p-4, -0x1.745d1745d1746p-59},
        {0x1.3b13b13b13b14p-4, -0x1.3b13b13b13b14p-58}
    };
    enum { EXACT = sizeof odd / sizeof *odd, TERMS = 24 };
    int e;
    double m = frexp(x, &e);
    if (!(x > 0 && x <= DBL_MAX)) {
        return log(x);
    }
    if (m < M_SQRT1_2) {
        m *= 2;
        e--;
    }
    struct two s = divide((struct two){m - 1, 0}, sum_of(m, 1));
    struct two square = multiply(s, s);
    double rest = 0; /* terms so small that one float64 is enough */
    for (int k = TERMS; k >= EXACT; k--) {
        rest = rest * square.high + 1.0 / (2.0 * k + 1);
    }
    struct two series = {rest, 0};
    for (int k = EXACT - 1; k >= 0; k--) {
        series = add(multiply(series, square), odd[k]);
    }
    struct two log_m = multiply(multiply(s, series), (struct two){2, 0});
    struct two all = add(multiply(ln2, (struct two){e, 0}), log_m);
    return all.high + all.low;
}

double dp_ulp(double v)
{
    return nextafter(fabs(v), HUGE_VAL) - fabs(v);
}

dp_near dp_near_log(double x)
{
    double v = dp_nearest_log(x);
    return (dp_near){v, isfinite(v) ? dp_ulp(v) : 0};
}

bool dp_is_near(double found, dp_near n)
{
    return n.off == 0 || !isfinite(n.v) ? memcmp(&found, &n.v, sizeof found) == 0 : fabs(found - n.v) <= n.off;
}
