/* strtod and printf follow the locale; uselocale with a "C" locale of our own makes them exact and fixed. */
#include "base/num.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

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

/* As repr lays them out: an exponent from 1e16 on and below 1e-4, else a point, and always one of the two. */
static size_t lay_out(char out[DP_NUM_MAX], const char *text)
{
    char digits[DP_NUM_MAX];
    int n = 0;
    const char *e = strchr(text, 'e');
    for (const char *p = text; p < e; p++) {
        if (*p >= '0' && *p <= '9') {
            digits[n++] = *p;
        }
    }
    while (n > 1 && digits[n - 1] == '0') {
        n--;
    }
    digits[n] = '\0';
    int exponent = (int)strtol(e + 1, NULL, 10);
    const char *sign = text[0] == '-' ? "-" : "";
    int length;
    if (exponent < -4 || exponent >= 16) {
        length = snprintf(out, DP_NUM_MAX, "%s%c%s%se%c%02d", sign, digits[0], n > 1 ? "." : "", digits + 1,
                          exponent < 0 ? '-' : '+', abs(exponent));
    } else if (exponent < 0) {
        length = snprintf(out, DP_NUM_MAX, "%s0.%.*s%s", sign, -exponent - 1, "000", digits);
    } else if (n <= exponent + 1) {
        length = snprintf(out, DP_NUM_MAX, "%s%s%.*s.0", sign, digits, exponent + 1 - n, "0000000000000000");
    } else {
        length = snprintf(out, DP_NUM_MAX, "%s%.*s.%s", sign, exponent + 1, digits, digits + exponent + 1);
    }
    return (size_t)length;
}

static size_t print(char out[DP_NUM_MAX], double v, bool narrow)
{
    struct digits d = {.narrow = narrow, .v = v};
    struct c_locale c = enter_c();
    find_digits(&d);
    leave_c(c);
    return lay_out(out, d.text);
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
        if (strchr("0123456789+-.eE", s.p[i]) == NULL || s.p[i] == '\0') {
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
