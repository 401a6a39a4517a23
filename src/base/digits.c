#include "base/digits.h"

bool dp_is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

int dp_hex_digit(uint8_t c)
{
    return dp_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int dp_base64_digit(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : dp_is_digit(c) ? c - '0' + 52
           : c == '+' ? 62 : c == '/' ? 63 : -1;
}

static size_t digits_from(dp_span s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && dp_is_digit(s.p[at + n])) {
        n++;
    }
    return n;
}

bool dp_is_json_number(dp_span s, bool *real)
{
    size_t at = s.n != 0 && s.p[0] == '-';
    size_t n = digits_from(s, at);
    bool good = n == 1 || (n > 1 && s.p[at] != '0');
    at += n;
    *real = at < s.n;
    if (good && at < s.n && s.p[at] == '.') {
        n = digits_from(s, ++at);
        good = n != 0;
        at += n;
    }
    if (good && at < s.n && (s.p[at] == 'e' || s.p[at] == 'E')) {
        at++;
        at += at < s.n && (s.p[at] == '+' || s.p[at] == '-');
        n = digits_from(s, at);
        good = n != 0;
        at += n;
    }
    return good && at == s.n;
}
