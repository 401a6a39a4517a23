#include "converters/common/digamma.h"

#include <math.h>

/* Up to where the series in 1/x² holds to the last bits. */
double dp_digamma(dp_state *s, const char *attribute, double x)
{
    double sum = 0.0;
    if (!(x > 0.0 && isfinite(x))) {
        dp_corrupt(s, "%s: expected finite numbers above 0", attribute);
        return (double)NAN;
    }
    while (x < 12.0) {
        sum -= 1.0 / x;
        x += 1.0;
    }
    double y = 1.0 / (x * x);
    double series = y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132 - y * 691.0 / 32760)))));
    return sum + log(x) - 0.5 / x - series;
}
