#include "value_pickles.h"

#include <math.h>

static const dp_array *array_of(const struct run *r)
{
    const dp_array *a = dp_array_of(r->heap, r->root);
    cr_assert_not_null(a);
    return a;
}

/* 0 … 5 as float64, both ways round. */
#define SIX_LITTLE                                                                                 \
    "\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\xf0\x3f" "\0\0\0\0\0\0\0\x40" "\0\0\0\0\0\0\x08\x40"          \
    "\0\0\0\0\0\0\x10\x40" "\0\0\0\0\0\0\x14\x40"
#define SIX_BIG                                                                                    \
    "\0\0\0\0\0\0\0\0" "\x3f\xf0\0\0\0\0\0\0" "\x40\0\0\0\0\0\0\0" "\x40\x08\0\0\0\0\0\0"          \
    "\x40\x10\0\0\0\0\0\0" "\x40\x14\0\0\0\0\0\0"
#define SIX BYTES("\x30", SIX_LITTLE)

static void check_six(dp_span pickle, const double want[6])
{
    struct run r = run_good(pickle);
    const dp_array *a = array_of(&r);
    const double *v = dp_array_as_f64(r.heap, a);
    cr_assert_eq(a->count, 6);
    cr_assert_not_null(v);
    for (uint64_t i = 0; i < 6; i++) {
        cr_assert_eq(v[i], want[i], "as_f64 %u", (unsigned)i);
        cr_assert_eq(dp_array_f64(a, i), want[i], "f64 %u", (unsigned)i);
    }
    dp_ctx_free(r.ctx);
}

Test(array, orders_of_bytes_and_dimensions)
{
    static const double c_order[6] = {0, 1, 2, 3, 4, 5};
    static const double f_2x3[6] = {0, 2, 4, 1, 3, 5};
    static const double f_3x2[6] = {0, 3, 1, 4, 2, 5};
    check_six(DP_LIT(ARRAY("I2\nI3\n", F8, "0", SIX) "."), c_order);
    check_six(DP_LIT(ARRAY("I2\nI3\n", F8, "1", SIX) "."), f_2x3);
    check_six(DP_LIT(ARRAY("I3\nI2\n", F8, "1", SIX) "."), f_3x2);
    check_six(DP_LIT(ARRAY("I6\n", F8, "1", SIX) "."), c_order);
    check_six(DP_LIT(ARRAY("I1\nI6\n", F8, "1", SIX) "."), c_order);
    check_six(DP_LIT(ARRAY("I2\nI3\n", DTYPE("f8", ">"), "0", BYTES("\x30", SIX_BIG)) "."), c_order);
    check_six(DP_LIT(ARRAY("I2\nI3\n", DTYPE("f8", ">"), "1", BYTES("\x30", SIX_BIG)) "."), f_2x3);
    check_six(DP_LIT(BUFFER(SIX, F8, "I3\nI2\n", "F") "."), f_3x2);
    check_six(DP_LIT(BUFFER(SIX, F8, "I3\nI2\n", "C") "."), c_order);
}

/* numpy 2.2 and newer: neither C nor Fortran, the axes of a C array exchanged. */
Test(array, axes_in_any_order)
{
    static const double want[6] = {0, 3, 1, 4, 2, 5};
    check_six(DP_LIT("cnumpy._core.numeric\n_frombuffer\n(" SIX F8 "(I2\nI3\ntVK\n(I1\nI0\nttR."), want);
    static const dp_span bad[] = {
        DP_LIT("cnumpy._core.numeric\n_frombuffer\n(" SIX F8 "(I2\nI3\ntVK\n(I1\nI1\nttR."),
        DP_LIT("cnumpy._core.numeric\n_frombuffer\n(" SIX F8 "(I2\nI3\ntVK\n(I1\nI2\nttR."),
        DP_LIT("cnumpy._core.numeric\n_frombuffer\n(" SIX F8 "(I2\nI3\ntVK\n(I-1\nI0\nttR."),
        DP_LIT("cnumpy._core.numeric\n_frombuffer\n(" SIX F8 "(I2\nI3\ntVK\n(I0\nttR."),
        DP_LIT("cnumpy._core.numeric\n_frombuffer\n(" SIX F8 "(I2\nI3\ntVC\n(I1\nI0\nttR."),
        DP_LIT("cnumpy._core.numeric\n_frombuffer\n(" SIX F8 "(I2\nI3\ntVK\nNtR."),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct run r = run_pickle(bad[i]);
        cr_assert_eq(r.rc, DP_CORRUPT, "%zu", i);
        dp_ctx_free(r.ctx);
    }
}

/* Every element of a 3-d Fortran array against the definition. */
Test(array, fortran_in_three_dimensions)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_heap *heap = dp_heap_new(ctx);
    dp_id id = dp_obj_new(heap, DP_K_NONE, 0);
    const uint64_t dim[3] = {4, 3, 5};
    int16_t values[60];
    dp_dtype type;
    for (int16_t i = 0; i < 60; i++) {
        values[i] = (int16_t)(i - 30);
    }
    cr_assert(dp_dtype_parse(DP_LIT("<i2"), &type));
    dp_span data = {(const uint8_t *)values, sizeof values};
    cr_assert_eq(dp_array_put(heap, id, &type, 3, dim, true, data, NULL), DP_OK);
    const dp_array *a = dp_array_of(heap, id);
    const int64_t *out = dp_array_as_i64(heap, a);
    const double *f = dp_array_as_f64(heap, a);
    for (uint64_t x = 0; x < 4; x++) {
        for (uint64_t y = 0; y < 3; y++) {
            for (uint64_t z = 0; z < 5; z++) {
                uint64_t c = (x * 3 + y) * 5 + z;
                int64_t want = values[x + 4 * (y + 3 * z)];
                cr_assert_eq(out[c], want);
                cr_assert_eq(f[c], (double)want);
                cr_assert_eq(dp_array_i64(a, c), want);
            }
        }
    }
    dp_ctx_free(ctx);
}

static void check_values(const char *dtype, dp_span data, const double *want, size_t n)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_heap *heap = dp_heap_new(ctx);
    dp_id id = dp_obj_new(heap, DP_K_NONE, 0);
    const uint64_t dim[1] = {n};
    dp_dtype type;
    cr_assert(dp_dtype_parse(dp_span_of(dtype), &type));
    cr_assert_eq(dp_array_put(heap, id, &type, 1, dim, false, data, NULL), DP_OK);
    const double *v = dp_array_as_f64(heap, dp_array_of(heap, id));
    for (size_t i = 0; i < n; i++) {
        bool same = isnan(want[i]) ? isnan(v[i]) != 0 : v[i] == want[i];
        cr_assert(same, "%s[%zu] is %a", dtype, i, v[i]);
    }
    dp_ctx_free(ctx);
}

Test(array, every_kind_of_number)
{
    check_values("b1", DP_LIT("\0\1\2"), (const double[]){0, 1, 1}, 3);
    check_values("i1", DP_LIT("\x7f\x80\xff"), (const double[]){127, -128, -1}, 3);
    check_values("u1", DP_LIT("\x7f\x80\xff"), (const double[]){127, 128, 255}, 3);
    check_values("<i2", DP_LIT("\1\2\xff\xff"), (const double[]){513, -1}, 2);
    check_values(">i2", DP_LIT("\1\2\xff\xff"), (const double[]){258, -1}, 2);
    check_values("<u2", DP_LIT("\xff\xff"), (const double[]){65535}, 1);
    check_values("<i4", DP_LIT("\0\0\0\x80"), (const double[]){-2147483648.0}, 1);
    check_values(">u4", DP_LIT("\x80\0\0\1"), (const double[]){2147483649.0}, 1);
    check_values("<i8", DP_LIT("\xfe\xff\xff\xff\xff\xff\xff\xff"), (const double[]){-2}, 1);
    check_values("<u8", DP_LIT("\0\0\0\0\0\0\0\x80"), (const double[]){0x1p63}, 1);
    check_values("<f4", DP_LIT("\0\0\xc0\x3f\0\0\x80\xff"), (const double[]){1.5, (double)-INFINITY}, 2);
    check_values(">f4", DP_LIT("\x3f\xc0\0\0\x7f\xc0\0\0"), (const double[]){1.5, (double)NAN}, 2);
    check_values("<f2", DP_LIT("\0\x3c\1\0\0\xc0\0\x7c\xff\x7b\0\x7e"),
                 (const double[]){1, 0x1p-24, -2, (double)INFINITY, 65504, (double)NAN}, 6);
    check_values(">f2", DP_LIT("\x3c\0\x84\0"), (const double[]){1, -0x1p-14}, 2);
}

/* Numbers that lie as they are asked for are not copied. */
Test(array, native_bytes_are_used_in_place)
{
    static const double values[4] = {1, 2, 3, 4};
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_heap *heap = dp_heap_new(ctx);
    const uint64_t dim[1] = {4};
    dp_dtype type;
    dp_id id = dp_obj_new(heap, DP_K_NONE, 0);
    cr_assert(dp_dtype_parse(DP_LIT("<f8"), &type));
    dp_span data = {(const uint8_t *)values, sizeof values};
    cr_assert_eq(dp_array_put(heap, id, &type, 1, dim, true, data, NULL), DP_OK);
    cr_assert_eq(dp_array_as_f64(heap, dp_array_of(heap, id)), values);
    cr_assert_null(dp_array_as_i64(heap, dp_array_of(heap, id)), "float64 is no integer");
    cr_assert_eq(dp_failed(ctx), DP_OK, "and that is no error");
    dp_ctx_free(ctx);
}

Test(array, uint64_beyond_int64_is_no_integer)
{
    struct run r = RUN_GOOD(ARRAY("I1\n", DTYPE("u8", "<"), "0", BYTES("\x08", "\0\0\0\0\0\0\0\x80")) ".");
    cr_assert_null(dp_array_as_i64(r.heap, array_of(&r)));
    cr_assert_eq(dp_failed(r.ctx), DP_OK);
    dp_ctx_free(r.ctx);
}

static void check_text(dp_span pickle, const char *const *want, size_t n)
{
    struct run r = run_good(pickle);
    const dp_array *a = array_of(&r);
    cr_assert_eq(a->count, n);
    for (size_t i = 0; i < n; i++) {
        dp_span text = dp_array_text_at(r.ctx, a, i);
        if (want[i] == NULL) {
            cr_assert_null(text.p);
        } else {
            cr_assert_not_null(text.p);
            cr_assert(dp_span_is(text, want[i]), "element %zu", i);
        }
    }
    dp_ctx_free(r.ctx);
}

Test(array, text_is_utf8_without_its_padding)
{
    static const char *const s[] = {"abc", "", "a"};
    static const char *const u[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    static const char *const bad[] = {NULL, "b"};
    check_text(DP_LIT(ARRAY("I3\n", DTYPE_SIZED("S3", "|", "3"), "0", BYTES("\x09", "abc\0\0\0a\0\0")) "."), s, 3);
    check_text(DP_LIT(ARRAY("I3\n", DTYPE_SIZED("U1", "<", "4"), "0",
                            BYTES("\x0c", "\xe9\0\0\0" "\xac\x20\0\0" "\0\xf6\1\0")) "."), u, 3);
    check_text(DP_LIT(ARRAY("I3\n", DTYPE_SIZED("U1", ">", "4"), "0",
                            BYTES("\x0c", "\0\0\0\xe9" "\0\0\x20\xac" "\0\1\xf6\0")) "."), u, 3);
    check_text(DP_LIT(ARRAY("I2\n", DTYPE_SIZED("U1", "<", "4"), "0",
                            BYTES("\x08", "\0\xd8\0\0" "b\0\0\0")) "."), bad, 2);
    check_text(DP_LIT(ARRAY("I2\n", DTYPE_SIZED("U1", "<", "4"), "0",
                            BYTES("\x08", "\0\0\x11\0" "b\0\0\0")) "."), bad, 2);
}

Test(array, objects_come_in_c_order)
{
    struct run r = RUN_GOOD(ARRAY("I2\nI3\n", OBJECT, "1", "(I10\nI11\nI12\nF13.5\nI01\n" SCALAR(I8, BYTES("\x08",
                                  "\x0f\0\0\0\0\0\0\0")) "l") ".");
    const double want[6] = {10, 12, 1, 11, 13.5, 15};
    const double *v = dp_array_as_f64(r.heap, array_of(&r));
    cr_assert_not_null(v);
    for (size_t i = 0; i < 6; i++) {
        cr_assert_eq(v[i], want[i], "%zu", i);
    }
    cr_assert_null(dp_array_as_i64(r.heap, array_of(&r)), "13.5 is no integer");
    cr_assert_str_eq(dp_array_text(r.ctx, array_of(&r)), "2-d object array (2, 3)");
    dp_ctx_free(r.ctx);
    r = RUN_GOOD(ARRAY("I2\n", OBJECT, "0", "(I1\nVa\nl") ".");
    cr_assert_null(dp_array_as_f64(r.heap, array_of(&r)));
    cr_assert_eq(dp_failed(r.ctx), DP_OK);
    dp_ctx_free(r.ctx);
}

/* The same eight bytes in every dress that a pickle gives them. */
Test(array, bytes_in_every_dress)
{
    static const struct {
        const char *what;
        dp_span pickle;
    } rows[] = {
        {"bytes", DP_LIT(ARRAY("I1\n", F8, "0", BYTES("\x08", "\0\0\0\0\0\0\xf8\x3f")) ".")},
        {"Python 2 str, binary", DP_LIT(ARRAY("I1\n", F8, "0", "U\x08\0\0\0\0\0\0\xf8\x3f") ".")},
        {"Python 2 str, text", DP_LIT(ARRAY("I1\n", F8, "0", "S'\\x00\\x00\\x00\\x00\\x00\\x00\\xf8?'\n") ".")},
        {"text that stands for bytes", DP_LIT(ARRAY("I1\n", F8, "0", "X\x09\0\0\0\0\0\0\0\0\0\xc3\xb8?") ".")},
        {"_codecs.encode", DP_LIT(ARRAY("I1\n", F8, "0", "c_codecs\nencode\n(X\x09\0\0\0\0\0\0\0\0\0\xc3\xb8?"
                                        "Vlatin1\ntR") ".")},
        {"bytearray", DP_LIT(BUFFER("\x96\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\xf8\x3f", F8, "I1\n", "C") ".")},
        {"bytearray(bytes)", DP_LIT(BUFFER("cbuiltins\nbytearray\n(" BYTES("\x08", "\0\0\0\0\0\0\xf8\x3f") "tR", F8,
                                           "I1\n", "C") ".")},
        {"0-d", DP_LIT(ARRAY("", F8, "0", BYTES("\x08", "\0\0\0\0\0\0\xf8\x3f")) ".")},
        {"scalar", DP_LIT(SCALAR(F8, BYTES("\x08", "\0\0\0\0\0\0\xf8\x3f")) ".")},
        {"scalar of Python 2", DP_LIT(SCALAR(F8, "U\x08\0\0\0\0\0\0\xf8\x3f") ".")},
        {"numpy 2's names", DP_LIT("cnumpy._core.multiarray\nscalar\n(" F8 BYTES("\x08", "\0\0\0\0\0\0\xf8\x3f") "tR.")},
        {"memmap", DP_LIT("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nmemmap\n(I0\ntVb\ntR(I1\n(I1\nt" F8 "I00\n"
                          BYTES("\x08", "\0\0\0\0\0\0\xf8\x3f") "tb.")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_good(rows[i].pickle);
        const dp_array *a = array_of(&r);
        cr_assert_eq(a->count, 1, "%s", rows[i].what);
        cr_assert_eq(dp_array_f64(a, 0), 1.5, "%s", rows[i].what);
        cr_assert_eq(*dp_array_as_f64(r.heap, a), 1.5, "%s", rows[i].what);
        dp_ctx_free(r.ctx);
    }
}

#define MASKED(data, mask)                                                                                    \
    "cnumpy.ma.core\n_mareconstruct\n(cnumpy.ma.core\nMaskedArray\ncnumpy\nndarray\n(I0\ntVb\ntR(I1\n(I2\nt" F8 \
    "I00\n" data mask "Ntb."

Test(array, masked_arrays_keep_their_mask)
{
    struct run r = RUN_GOOD(MASKED(BYTES("\x10", "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\x40"), BYTES("\x02", "\0\1")));
    const dp_array *a = array_of(&r);
    cr_assert_eq(dp_array_f64(a, 1), 2);
    cr_assert_eq(a->mask.n, 2);
    cr_assert_eq(a->mask.p[1], 1);
    dp_ctx_free(r.ctx);
    r = run_pickle(DP_LIT(MASKED(BYTES("\x10", "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\x40"), BYTES("\x01", "\1"))));
    cr_assert_eq(r.rc, DP_CORRUPT, "a mask of one for an array of two");
    dp_ctx_free(r.ctx);
}

#define EIGHT BYTES("\x08", "\0\0\0\0\0\0\xf8\x3f")

Test(array, lies_are_refused)
{
    static const struct {
        const char *why;
        dp_rc rc;
        dp_span pickle;
    } rows[] = {
        {"never built", DP_CORRUPT, DP_LIT(NEW_ARRAY ".")},
        {"too few bytes", DP_CORRUPT, DP_LIT(ARRAY("I2\n", F8, "0", EIGHT) ".")},
        {"too many bytes", DP_CORRUPT, DP_LIT(ARRAY("I1\n", DTYPE("f4", "<"), "0", EIGHT) ".")},
        {"no bytes", DP_CORRUPT, DP_LIT(ARRAY("I1\n", F8, "0", "N") ".")},
        {"negative dimension", DP_CORRUPT, DP_LIT(ARRAY("I-1\n", F8, "0", EIGHT) ".")},
        {"dimension is a float", DP_CORRUPT, DP_LIT(ARRAY("F1\n", F8, "0", EIGHT) ".")},
        {"dimension is a long", DP_CORRUPT, DP_LIT(ARRAY("L18446744073709551617L\n", F8, "0", EIGHT) ".")},
        {"product wraps to 0", DP_CORRUPT, DP_LIT(ARRAY("I4294967296\nI4294967296\n", F8, "0", "C\0") ".")},
        {"0 times 2**62", DP_CORRUPT, DP_LIT(ARRAY("I0\nI4611686018427387904\n", F8, "0", "C\0") ".")},
        {"size wraps", DP_CORRUPT, DP_LIT(ARRAY("I2305843009213693953\n", F8, "0", EIGHT) ".")},
        {"33 dimensions", DP_LIMIT, DP_LIT(ARRAY("I1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\n"
                                                 "I1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\n",
                                                 F8, "0", EIGHT) ".")},
        {"shape is a dict", DP_CORRUPT, DP_LIT(NEW_ARRAY "(I1\n(d" F8 "I00\n" EIGHT "tb.")},
        {"state is short", DP_CORRUPT, DP_LIT(NEW_ARRAY "(I1\n(I1\ntt" "b.")},
        {"state version", DP_CORRUPT, DP_LIT(NEW_ARRAY "(I99\n(I1\nt" F8 "I00\n" EIGHT "tb.")},
        {"dtype is text", DP_CORRUPT, DP_LIT(NEW_ARRAY "(I1\n(I1\ntVf8\nI00\n" EIGHT "tb.")},
        {"order is text", DP_CORRUPT, DP_LIT(NEW_ARRAY "(I1\n(I1\nt" F8 "VC\n" EIGHT "tb.")},
        {"list for numbers", DP_CORRUPT, DP_LIT(ARRAY("I1\n", F8, "0", "(F1.5\nl") ".")},
        {"bytes for objects", DP_CORRUPT, DP_LIT(ARRAY("I1\n", OBJECT, "0", EIGHT) ".")},
        {"too few objects", DP_CORRUPT, DP_LIT(ARRAY("I2\n", OBJECT, "0", "(I1\nl") ".")},
        {"items of no bytes", DP_CORRUPT, DP_LIT(ARRAY("I1000\n", DTYPE_SIZED("S0", "|", "0"), "0", "C\0") ".")},
        {"text beyond U+00FF", DP_CORRUPT, DP_LIT(ARRAY("I1\n", F8, "0", "X\x0a\0\0\0\0\0\0\0\0\0\0\xe2\x82\xac") ".")},
        {"not a class of arrays", DP_CORRUPT, DP_LIT("cnumpy.core.multiarray\n_reconstruct\n(Vx\n(I0\ntVb\ntR(I1\n(I1\nt"
                                                     F8 "I00\n" EIGHT "tb.")},
        {"scalar of 3 bytes", DP_CORRUPT, DP_LIT(SCALAR(F8, "C\3abc") ".")},
        {"scalar of objects", DP_CORRUPT, DP_LIT(SCALAR(OBJECT, EIGHT) ".")},
        {"scalar without bytes", DP_CORRUPT, DP_LIT("cnumpy.core.multiarray\nscalar\n(" F8 "tR.")},
        {"buffer too small", DP_CORRUPT, DP_LIT(BUFFER(EIGHT, F8, "I2\n", "C") ".")},
        {"buffer order Q", DP_CORRUPT, DP_LIT(BUFFER(EIGHT, F8, "I1\n", "Q") ".")},
        {"buffer of objects", DP_CORRUPT, DP_LIT(BUFFER(EIGHT, OBJECT, "I1\n", "C") ".")},
        {"buffer of text", DP_CORRUPT, DP_LIT(BUFFER("X\x08\0\0\0abcdefgh", F8, "I1\n", "C") ".")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_pickle(rows[i].pickle);
        cr_assert_eq(r.rc, rows[i].rc, "%s: %s (%s)", rows[i].why, dp_rc_name(r.rc), dp_ctx_record(r.ctx)->what);
        cr_assert_neq(dp_ctx_record(r.ctx)->offset, DP_NO_OFFSET, "%s", rows[i].why);
        dp_ctx_free(r.ctx);
    }
}

/* The message points at the call that is wrong, not at the end of the file. */
Test(array, the_fault_stands_at_the_opcode)
{
    static const char pickle[] = "(I1\n" ARRAY("I2\n", F8, "0", EIGHT) "t.";
    struct run r = run_pickle((dp_span){(const uint8_t *)pickle, sizeof pickle - 1});
    const char *reduce = strstr(pickle, "tVb\ntR") + 5;
    cr_assert_eq(dp_ctx_record(r.ctx)->offset, (uint64_t)(reduce - pickle), "%s", dp_ctx_record(r.ctx)->what);
    cr_assert_str_eq(dp_ctx_record(r.ctx)->what, "1-d float64 array (2) of 8 bytes an element: expected 16 bytes, found 8");
    dp_ctx_free(r.ctx);
}
