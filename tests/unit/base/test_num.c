#include "base/num.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>

/* A generator of our own, so that a failure can be repeated. */
static uint64_t next(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15U;
    uint64_t z = *state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static double of_bits(uint64_t bits)
{
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static void check_round_trip(double v)
{
    char text[DP_NUM_MAX];
    double back;
    size_t n = dp_num_print(text, v);
    cr_assert_eq(n, strlen(text));
    cr_assert(strpbrk(text, ".e") != NULL, "%s has neither point nor exponent", text);
    cr_assert(strchr(text, ',') == NULL);
    cr_assert(dp_num_read(dp_span_of(text), &back), "%s does not read back", text);
    cr_assert(memcmp(&v, &back, sizeof v) == 0, "%a printed as %s", v, text);
}

static void check_many(void)
{
    uint64_t state = 1;
    for (int i = 0; i < 100000; i++) {
        double v = of_bits(next(&state));
        if (isfinite(v)) {
            check_round_trip(v);
        }
        check_round_trip(of_bits(next(&state) >> (12 + i % 52))); /* denormals of every size */
    }
    for (int k = -1074; k < 1024; k++) {
        check_round_trip(ldexp(1, k));
        check_round_trip(-nextafter(ldexp(1, k), INFINITY));
    }
}

Test(num, round_trip_is_exact)
{
    check_many();
}

Test(num, round_trip_is_exact_where_the_comma_is_decimal)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8"};
    locale_t german = (locale_t)0;
    for (size_t i = 0; i < sizeof names / sizeof *names && german == (locale_t)0; i++) {
        german = newlocale(LC_ALL_MASK, names[i], (locale_t)0);
    }
    if (german == (locale_t)0) {
        cr_skip("no locale with a decimal comma on this system");
    }
    locale_t before = uselocale(german);
    char text[DP_NUM_MAX];
    double v;
    dp_num_print(text, 0.5);
    cr_assert_str_eq(text, "0.5");
    cr_assert(dp_num_read(DP_LIT("1.25"), &v) && v == 1.25);
    cr_assert_not(dp_num_read(DP_LIT("1,25"), &v));
    check_many();
    uselocale(before);
    freelocale(german);
}

Test(num, prints_as_python_does)
{
    static const struct {
        double v;
        const char *text;
    } rows[] = {
        {0.0, "0.0"}, {-0.0, "-0.0"}, {1.0, "1.0"}, {-1.5, "-1.5"}, {0.1, "0.1"}, {100.0, "100.0"},
        {0.0001, "0.0001"}, {0.00001, "1e-05"}, {1.5e-7, "1.5e-07"}, {123456.789, "123456.789"},
        {1e15, "1000000000000000.0"}, {1e16, "1e+16"}, {9007199254740993.0, "9007199254740992.0"},
        {37609587960547416.0, "3.7609587960547416e+16"}, {1e22, "1e+22"}, {1e300, "1e+300"},
        {5e-324, "5e-324"}, {1.5e-323, "1.5e-323"}, {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {1.7976931348623157e308, "1.7976931348623157e+308"}, {1.0 / 3, "0.3333333333333333"},
        {0x1p-44, "5.684341886080802e-14"}, {0x1p-1022, "2.2250738585072014e-308"}, {0.3, "0.3"},
    };
    char text[DP_NUM_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dp_num_print(text, rows[i].v);
        cr_assert_str_eq(text, rows[i].text);
    }
}

Test(num, float32_is_short_and_exact)
{
    char text[DP_NUM_MAX];
    uint64_t state = 7;
    dp_num_print32(text, 0.1f);
    cr_assert_str_eq(text, "0.1");
    dp_num_print32(text, 16777216.0f);
    cr_assert_str_eq(text, "16777216.0");
    for (int i = 0; i < 100000; i++) {
        uint32_t bits = (uint32_t)next(&state) >> (i % 3 == 0 ? 9 : 0);
        float v;
        double back;
        memcpy(&v, &bits, sizeof v);
        if (!isfinite(v)) {
            continue;
        }
        dp_num_print32(text, v);
        cr_assert(strlen(text) <= 19, "%s is longer than a float32 needs", text);
        cr_assert(dp_num_read(dp_span_of(text), &back));
        float again = (float)back;
        cr_assert(memcmp(&v, &again, sizeof v) == 0, "%a printed as %s", (double)v, text);
    }
}

Test(num, reads_what_python_reads_and_nothing_else)
{
    static const char *const good[] = {"1", "-1", "+1", "1.", ".5", "1e5", "1E+05", "-1.5e-300", "1e400", "inf",
                                       "-Infinity", "+INF"};
    static const char *const bad[] = {"", " ", " 1", "1 ", "0x10", "1_000", "1,5", "nan(1)", "e5", ".", "--1", "1e",
                                      "infinit", "1e5f", "\xd9\xa1"};
    double v;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        cr_assert(dp_num_read(dp_span_of(good[i]), &v), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_assert_not(dp_num_read(dp_span_of(bad[i]), &v), "'%s'", bad[i]);
    }
    cr_assert_not(dp_num_read((dp_span){(const uint8_t *)"1\0002", 3}, &v), "a NUL inside");
    cr_assert(dp_num_read(DP_LIT("nan"), &v) && isnan(v));
    cr_assert(dp_num_read(DP_LIT("-inf"), &v) && isinf(v) && v < 0);
    /* The nearest double of a long decimal, to the last bit. */
    cr_assert(dp_num_read(DP_LIT("0.1000000000000000055511151231257827021181583404541015625"), &v) && v == 0.1);
}

Test(num, sizes_for_people)
{
    static const struct { uint64_t bytes; const char *want; } rows[] = {
        {0, "0 B"},           {999, "999 B"},       {1000, "1.0 kB"},      {1049, "1.0 kB"},  {1050, "1.1 kB"}, {9949, "9.9 kB"},
        {9950, "10 kB"},      {999499, "999 kB"},   {999500, "1.0 MB"},    {38400000, "38 MB"}, {UINT64_MAX, "18 EB"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[DP_NUM_MAX];
        dp_num_print_size(text, rows[i].bytes);
        cr_assert_str_eq(text, rows[i].want);
    }
}
