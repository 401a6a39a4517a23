/* Printing is our own. strtod follows the locale; uselocale with a "C" locale of our own makes it exact and fixed. */
#include "base/num.h"
#include "base/shortest.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

/* Our threads' former locale comes back in leave_c. A failed newlocale (memory) leaves the current one in place. */
struct c_locale {
    locale_t ours, before;
};

static struct c_locale enter_c(void)
{
    struct c_locale c = {newlocale(LC_NUMERIC_MASK, "C", (locale_t)0), (locale_t)0};
    if (c.ours != (locale_t)0) {
        c.before = uselocale(c.ours);
    }
    return c;
}

static void leave_c(struct c_locale c)
{
    if (c.ours != (locale_t)0) {
        uselocale(c.before);
        freelocale(c.ours);
    }
}

enum {
    DIGITS_MAX = 20, /* of a uint64 */
    COPIED = 16      /* copies of digits are of one length, which is quicker than of the right one */
};

static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
                            "495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static void put_pair(char *p, uint32_t v)
{
    memcpy(p, pairs + (size_t)2 * v, 2);
}

static void put_eight(char *p, uint32_t v)
{
    uint32_t high = v / 10000, low = v % 10000;
    put_pair(p, high / 100);
    put_pair(p + 2, high % 100);
    put_pair(p + 4, low / 100);
    put_pair(p + 6, low % 100);
}

/* The digits of v up to the end; returns where they start. */
static char *digits_before(char *end, uint64_t v)
{
    char *p = end;
    for (; v >= 100000000; v /= 100000000) {
        put_eight(p -= 8, (uint32_t)(v % 100000000));
    }
    uint32_t rest = (uint32_t)v;
    for (; rest >= 100; rest /= 100) {
        put_pair(p -= 2, rest % 100);
    }
    if (rest >= 10) {
        put_pair(p -= 2, rest);
    } else {
        *--p = (char)('0' + rest);
    }
    return p;
}

size_t dp_num_print_uint(char out[DP_NUM_MAX], uint64_t v)
{
    if (v < 10) {
        *out = (char)('0' + v);
        return 1;
    }
    if (v < 100) {
        put_pair(out, (uint32_t)v);
        return 2;
    }
    char digits[2 * DIGITS_MAX];
    const char *from = digits_before(digits + DIGITS_MAX, v);
    memcpy(out, from, DIGITS_MAX);
    return (size_t)(digits + DIGITS_MAX - from);
}

void dp_num_print_size(char out[DP_NUM_MAX], uint64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double v = (double)bytes;
    size_t unit = 0;
    for (; v >= 999.5 && unit + 1 < sizeof units / sizeof *units; unit++) {
        v /= 1000;
    }
    unsigned tenths = (unsigned)(v * 10 + 0.5); /* not %.1f, whose point is the locale's */
    if (unit != 0 && tenths < 100) {
        snprintf(out, DP_NUM_MAX, "%u.%u %s", tenths / 10, tenths % 10, units[unit]);
    } else {
        snprintf(out, DP_NUM_MAX, "%u %s", (unsigned)(v + 0.5), units[unit]);
    }
}

static char *put_exponent(char *p, int exponent)
{
    uint32_t v = (uint32_t)abs(exponent);
    *p++ = 'e';
    *p++ = exponent < 0 ? '-' : '+';
    if (v >= 100) {
        *p++ = (char)('0' + v / 100);
    }
    put_pair(p, v % 100);
    return p + 2;
}

/* As repr lays them out: an exponent from 1e16 on and below 1e-4, else a point, and always one of the two. */
static char *lay_out(char *p, dp_decimal d)
{
    char digits[DIGITS_MAX + 2 * COPIED];
    char *end = digits + DIGITS_MAX;
    memset(end, '0', (size_t)2 * COPIED);
    const char *digit = digits_before(end, d.digits);
    int n = (int)(end - digit);
    int point = d.exponent + n; /* 0.digits x 10^point */
    if (point < -3 || point > 16) {
        p[0] = digit[0];
        p[1] = '.';
        memcpy(p + 2, digit + 1, COPIED);
        return put_exponent(n > 1 ? p + 1 + n : p + 1, point - 1);
    }
    if (point <= 0) {
        memcpy(p, "0.000", 5);
        p += 2 - point;
        memcpy(p, digit, COPIED);
        p[COPIED] = digit[COPIED];
        return p + n;
    }
    memcpy(p, digit, COPIED);
    p[point] = '.';
    memcpy(p + point + 1, digit + point, COPIED);
    return p + (n > point ? n : point + 1) + 1;
}

static size_t print(char out[DP_NUM_MAX], double v, bool narrow)
{
    char *p = out;
    if (signbit(v)) {
        *p++ = '-';
    }
    if (v == 0) {
        memcpy(p, "0.0", 3);
        p += 3;
    } else {
        p = lay_out(p, dp_shortest(fabs(v), narrow));
    }
    *p = '\0';
    return (size_t)(p - out);
}

size_t dp_num_print(char out[DP_NUM_MAX], double v)
{
    return print(out, v, false);
}

size_t dp_num_print32(char out[DP_NUM_MAX], float v)
{
    return print(out, (double)v, true);
}

static bool word(dp_span s, const char *w)
{
    return s.n == strlen(w) && strncasecmp((const char *)s.p, w, s.n) == 0;
}

static bool special(dp_span s, double *out)
{
    bool minus = s.n != 0 && s.p[0] == '-';
    if (s.n != 0 && (s.p[0] == '-' || s.p[0] == '+')) {
        s = dp_span_cut(s, 1, s.n);
    }
    if (word(s, "nan")) {
        *out = NAN;
        return true;
    }
    if (word(s, "inf") || word(s, "infinity")) {
        *out = minus ? -INFINITY : INFINITY;
        return true;
    }
    return false;
}

bool dp_num_read(dp_span s, double *out)
{
    char text[400];
    if (special(s, out)) {
        return true;
    }
    if (s.n == 0 || s.n >= sizeof text || isspace(s.p[0])) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];
        if ((c < '0' || c > '9') && c != '+' && c != '-' && c != '.' && c != 'e' && c != 'E') {
            return false; /* strtod would also take hex and "nan(…)" */
        }
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    struct c_locale c = enter_c();
    char *end;
    *out = strtod(text, &end);
    leave_c(c);
    return end == text + s.n;
}
