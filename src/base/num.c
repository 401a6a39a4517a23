/* strtod and printf follow the locale; uselocale with a "C" locale of our own makes them exact and fixed. */
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

/* Digits of a finite number in scientific notation, and what reads them back. */
struct digits {
    char text[DP_NUM_MAX]; /* "-1.25e-07" as C prints it */
    bool narrow;           /* a float32 that was widened */
    double v;
};

static bool try_digits(struct digits *d, int n)
{
    snprintf(d->text, sizeof d->text, "%.*e", n - 1, d->v);
    double back = strtod(d->text, NULL);
    return d->narrow ? (float)back == (float)d->v : back == d->v;
}

/* A power of two lies nearer to its lower neighbour than to its upper one: the next decimal up may still read back
 * where the nearest one, below, does not. */
static bool try_next_up(struct digits *d)
{
    int exponent;
    if (d->narrow || fabs(frexp(d->v, &exponent)) != 0.5) {
        return false;
    }
    try_digits(d, 16);
    char *last = strchr(d->text, 'e') - 1;
    if (*last == '9') {
        return false;
    }
    ++*last;
    return strtod(d->text, NULL) == d->v;
}

/* 15 digits always come back (6 of a float32), 17 (9) always suffice; with denormals any number can. */
static void find_digits(struct digits *d)
{
    int sure = d->narrow ? 6 : 15;
    int first = fabs(d->v) < (d->narrow ? 1.2e-38 : 2.3e-308) ? 1 : sure;
    for (int n = first; n <= sure + 1; n++) {
        if (try_digits(d, n)) {
            return;
        }
    }
    if (!try_next_up(d) && !try_digits(d, sure + 2)) {
        try_digits(d, sure + 3);
    }
}

/* The digits of a text as C prints it. */
static dp_decimal parse(const char *text)
{
    dp_decimal d = {.n = 0};
    const char *e = strchr(text, 'e');
    for (const char *p = text; p < e; p++) {
        if (*p >= '0' && *p <= '9') {
            d.digit[d.n++] = *p;
        }
    }
    while (d.n > 1 && d.digit[d.n - 1] == '0') {
        d.n--;
    }
    d.point = (int)strtol(e + 1, NULL, 10) + 1;
    return d;
}

static char *put(char *p, const char *from, int n)
{
    memcpy(p, from, (size_t)n);
    return p + n;
}

static char *put_exponent(char *p, int exponent)
{
    int v = abs(exponent);
    *p++ = 'e';
    *p++ = exponent < 0 ? '-' : '+';
    if (v >= 100) {
        *p++ = (char)('0' + v / 100);
    }
    *p++ = (char)('0' + v / 10 % 10);
    *p++ = (char)('0' + v % 10);
    return p;
}

/* As repr lays them out: an exponent from 1e16 on and below 1e-4, else a point, and always one of the two. */
static size_t lay_out(char out[DP_NUM_MAX], bool negative, const dp_decimal *d)
{
    static const char zeros[] = "0000000000000000";
    char *p = out;
    if (negative) {
        *p++ = '-';
    }
    if (d->point < -3 || d->point > 16) {
        *p++ = d->digit[0];
        if (d->n > 1) {
            *p++ = '.';
            p = put(p, d->digit + 1, d->n - 1);
        }
        p = put_exponent(p, d->point - 1);
    } else if (d->point <= 0) {
        p = put(p, "0.", 2);
        p = put(p, zeros, -d->point);
        p = put(p, d->digit, d->n);
    } else if (d->n <= d->point) {
        p = put(p, d->digit, d->n);
        p = put(p, zeros, d->point - d->n);
        p = put(p, ".0", 2);
    } else {
        p = put(p, d->digit, d->point);
        *p++ = '.';
        p = put(p, d->digit + d->point, d->n - d->point);
    }
    *p = '\0';
    return (size_t)(p - out);
}

/* Digits by trial, for zero and for what the quick way is not sure of. */
static dp_decimal try_out(double v, bool narrow)
{
    struct digits d = {.narrow = narrow, .v = v};
    struct c_locale c = enter_c();
    find_digits(&d);
    leave_c(c);
    return parse(d.text);
}

static size_t print(char out[DP_NUM_MAX], double v, bool narrow)
{
    dp_decimal d;
    if (v == 0 || !dp_shortest(fabs(v), narrow, &d)) {
        d = try_out(v, narrow);
    }
    return lay_out(out, signbit(v) != 0, &d);
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
