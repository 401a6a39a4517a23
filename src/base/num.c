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

/* Python's repr has "1e-05" where C prints "1e-05", and "1.0" where C prints "1". */
static size_t with_point(char *text)
{
    size_t n = strlen(text);
    if (strpbrk(text, ".eEn") == NULL) {
        memcpy(text + n, ".0", 3);
        n += 2;
    }
    return n;
}

/* repr switches to an exponent at 1e16 where %.*g does it at the precision. */
static void expand(char out[DP_NUM_MAX], double v)
{
    double size = fabs(v);
    if (strchr(out, 'e') != NULL && size >= 1e-4 && size < 1e16) {
        snprintf(out, DP_NUM_MAX, "%.0f", v);
    }
}

size_t dp_num_print(char out[DP_NUM_MAX], double v)
{
    struct c_locale c = enter_c();
    for (int digits = 1; digits <= 17; digits = digits < 15 ? 15 : digits + 1) {
        snprintf(out, DP_NUM_MAX, "%.*g", digits, v);
        if (strtod(out, NULL) == v) {
            break;
        }
    }
    expand(out, v);
    leave_c(c);
    return with_point(out);
}

size_t dp_num_print32(char out[DP_NUM_MAX], float v)
{
    struct c_locale c = enter_c();
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(out, DP_NUM_MAX, "%.*g", digits, (double)v);
        if ((float)strtod(out, NULL) == v) {
            break;
        }
    }
    leave_c(c);
    return with_point(out);
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
