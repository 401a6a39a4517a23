#include "base/digits.h"

#include <criterion/criterion.h>

Test(digits, of_each_kind)
{
    cr_assert(dp_is_digit('0') && dp_is_digit('9') && !dp_is_digit('/') && !dp_is_digit(':'));
    cr_assert_eq(dp_hex_digit('7'), 7);
    cr_assert_eq(dp_hex_digit('f'), 15);
    cr_assert_eq(dp_hex_digit('A'), 10);
    cr_assert(dp_hex_digit('g') == -1 && dp_hex_digit('@') == -1 && dp_hex_digit(0xc1) == -1);
    static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; i++) {
        cr_assert_eq(dp_base64_digit((uint8_t)all[i]), i);
    }
    cr_assert(dp_base64_digit('=') == -1 && dp_base64_digit('-') == -1);
}

Test(digits, numbers_of_json)
{
    static const struct { const char *text; bool number, real; } known[] = {
        {"0", true, false}, {"-12", true, false}, {"1.0", true, true}, {"1e-05", true, true}, {"-0.5E+7", true, true},
        {"", false, false}, {"-", false, false}, {"01", false, false}, {"1.", false, false}, {".5", false, false},
        {"+1", false, false}, {"1e", false, false}, {"1e+", false, false}, {"1.0.0", false, false}, {"0x1", false, false},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        bool real;
        cr_assert_eq(dp_is_json_number(dp_span_of(known[i].text), &real), known[i].number, "%s", known[i].text);
        cr_assert(!known[i].number || real == known[i].real, "%s", known[i].text);
    }
}
