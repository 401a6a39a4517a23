#include "value_pickles.h"

#include "base/text.h"

static void check_parse(const char *text, const char *want)
{
    dp_dtype type;
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    bool ok = dp_dtype_parse(dp_span_of(text), &type);
    cr_assert_eq(ok, want != NULL, "'%s'", text);
    if (ok) {
        cr_assert_str_eq(dp_dtype_text(ctx, &type), want);
    }
    dp_ctx_free(ctx);
}

Test(dtype, parses_the_closed_set)
{
    static const char *const rows[][2] = {
        {"f8", "<f8"},   {"<f4", "<f4"}, {">f8", ">f8"},   {"=i8", "<i8"}, {"|b1", "|b1"}, {"b1", "|b1"},
        {"|u1", "|u1"},  {">i1", "|i1"}, {"<U6", "<U6"},   {">U1", ">U1"}, {"|S12", "|S12"}, {"O8", "object"},
        {"|O", "object"}, {"O4", "object"}, {"<M8", "<M8"}, {"m8", "<m8"}, {"<f2", "<f2"}, {"S0", "|S0"},
        {"<c8", "<c8"},  {">c16", ">c16"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_parse(rows[i][0], rows[i][1]);
    }
}

Test(dtype, refuses_everything_else)
{
    static const char *const rows[] = {
        "", "<", "f", "f3", "f10", "g16", "c4", "c7", "<f-8", "f8,f8", "f8 ", " f8", "<<f8", "$f8", "x9", "i3",
        "i16", "u0", "b2", "O3", "M4", "V8", "|V64", "U99999999", "S2147483647", "S18446744073709551617", "f+8",
        "float64", "(2,)f8", "f8[D]", "T", "U300000", "a5", "1f8",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_parse(rows[i], NULL);
    }
    dp_dtype type;
    cr_assert_not(dp_dtype_parse((dp_span){(const uint8_t *)"f8\0O", 4}, &type));
    cr_assert_not(dp_dtype_parse((dp_span){(const uint8_t *)"\0f8", 3}, &type));
}

static const dp_dtype *dtype_of(const struct run *r)
{
    cr_assert_eq(dp_kind_of(r->heap, r->root), DP_K_DTYPE);
    return dp_at(r->heap, r->root)->u.value;
}

Test(dtype, the_state_brings_the_byte_order)
{
    static const struct {
        dp_span pickle;
        const char *text;
    } rows[] = {
        {DP_LIT(DTYPE("f8", "<") "."), "<f8"},
        {DP_LIT(DTYPE("f8", ">") "."), ">f8"},
        {DP_LIT(DTYPE(">f8", "<") "."), "<f8"},
        {DP_LIT(CALL_DTYPE(">f8") "."), ">f8"},
        {DP_LIT(DTYPE("u1", "|") "."), "|u1"},
        {DP_LIT(DTYPE("u1", ">") "."), "|u1"},
        {DP_LIT(OBJECT "."), "object"},
        {DP_LIT(DTYPE_SIZED("U6", "<", "24") "."), "<U6"},
        {DP_LIT(DTYPE_SIZED("S6", "|", "6") "."), "|S6"},
        {DP_LIT(CALL_DTYPE("M8") "(I4\nV<\nNNNI-1\nI-1\nI0\n(N(VD\nI1\nI1\nI1\ntttb."), "<M8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_good(rows[i].pickle);
        cr_assert_str_eq(dp_dtype_text(r.ctx, dtype_of(&r)), rows[i].text);
        dp_ctx_free(r.ctx);
    }
}

#define RECORD(size, names, fields) CALL_DTYPE("V16") "(I3\nV|\nN(" names "t(" fields "dI" size "\nI1\nI16\ntb"

Test(dtype, records_have_one_level_of_fields)
{
    struct run r = RUN_GOOD(RECORD("16", "Va\nVb\n", "Va\n(" F8 "I0\ntVb\n(" DTYPE("i4", ">") "I12\nt") ".");
    const dp_dtype *type = dtype_of(&r);
    cr_assert_eq(type->itemsize, 16);
    cr_assert_eq(type->n_fields, 2);
    cr_assert_eq(type->fields[1].offset, 12);
    cr_assert(dp_span_is(type->fields[1].name, "b"));
    cr_assert_str_eq(dp_dtype_text(r.ctx, type), "[('a', '<f8'), ('b', '>i4')]");
    dp_ctx_free(r.ctx);
}

/* What no model computes with, and honest files hold: bytes without a meaning, or objects one by one. */
Test(dtype, types_nobody_computes_with_are_kept)
{
    static const struct {
        dp_span pickle;
        const char *text;
    } rows[] = {
        {DP_LIT(DTYPE("c16", ">") "."), ">c16"},
        {DP_LIT(DTYPE("f16", "<") "."), "|V16"},
        {DP_LIT(DTYPE_SIZED("V16", "|", "16") "."), "|V16"},
        {DP_LIT(RECORD("16", "Va\n", "Va\n(" OBJECT "I0\nt") "."), "object"},
        {DP_LIT(RECORD("16", "Va\n", "Va\n(" F8 "I0\nVt\ntVt\n(" F8 "I0\nVt\nt") "."), "[('a', '<f8')]"},
        {DP_LIT(RECORD("16", "Va\n", "Va\n(" RECORD("16", "Vb\n", "Vb\n(" F8 "I8\nt") "I0\nt") "."), "[('a', '|V16')]"},
        {DP_LIT(CALL_DTYPE("V16") "(I3\nV|\n(" F8 "(I2\nttNNI16\nI8\nI0\ntb."), "|V16"},
        {DP_LIT("cnumpy\ndtype\n(cnumpy\nrecord\nI00\nI01\ntR(I3\nV|\nN(Va\nt(Va\n(" F8 "I8\ntdI16\nI1\nI16\ntb."),
         "[('a', '<f8')]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_good(rows[i].pickle);
        cr_assert_str_eq(dp_dtype_text(r.ctx, dtype_of(&r)), rows[i].text, "row %zu: %s", i,
                         dp_dtype_text(r.ctx, dtype_of(&r)));
        dp_ctx_free(r.ctx);
    }
}

/* 256 fields at each of eight levels would be 2^64 of them. */
Test(dtype, shared_fields_are_counted_each_time)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_text t = dp_text_new(ctx);
    for (int level = 6; level > 0; level--) {
        dp_text_adds(&t, CALL_DTYPE("V8") "(I3\nV|\nN(");
        for (int i = 0; i < 100; i++) {
            dp_text_addf(&t, "V%d\n", i);
        }
        dp_text_adds(&t, "t(V0\n(");
    }
    dp_text_adds(&t, F8 "p0\n");
    for (int level = 1; level <= 6; level++) {
        dp_text_adds(&t, "I0\nt");
        for (int i = 1; i < 100; i++) {
            dp_text_addf(&t, "V%d\n(g%d\nI0\nt", i, level - 1);
        }
        dp_text_addf(&t, "dI8\nI1\nI16\ntbp%d\n", level);
    }
    dp_text_adds(&t, ".");
    struct run r = run_pickle(dp_span_of(dp_text_str(&t)));
    cr_assert_eq(r.rc, DP_CORRUPT);
    dp_ctx_free(r.ctx);
    dp_ctx_free(ctx);
}

Test(dtype, lies_are_refused)
{
    static const struct {
        const char *why;
        dp_span pickle;
    } rows[] = {
        {"another size", DP_LIT(DTYPE_SIZED("U6", "<", "23") ".")},
        {"negative size", DP_LIT(DTYPE_SIZED("S6", "|", "-6") ".")},
        {"no size of a float but its own", DP_LIT(DTYPE_SIZED("f8", "<", "4") ".")},
        {"byte order of two characters", DP_LIT(DTYPE("f8", "<<") ".")},
        {"unknown byte order", DP_LIT(DTYPE("f8", "x") ".")},
        {"no byte order for 8 bytes", DP_LIT(DTYPE("f8", "|") ".")},
        {"version", DP_LIT(CALL_DTYPE("f8") "(I9\nV<\nNNNI-1\nI-1\nI0\ntb.")},
        {"short state", DP_LIT(CALL_DTYPE("f8") "(I3\nV<\nNNNI-1\nI-1\ntb.")},
        {"state is no tuple", DP_LIT(CALL_DTYPE("f8") "(lb.")},
        {"arrays as items", DP_LIT(CALL_DTYPE("f8") "(I3\nV<\n(I2\ntNNI-1\nI-1\nI0\ntb.")},
        {"fields in a float", DP_LIT(CALL_DTYPE("f8") "(I3\nV<\nN(Va\nt(Va\n(" F8 "I0\ntdI-1\nI-1\nI0\ntb.")},
        {"a field beyond the end", DP_LIT(RECORD("16", "Va\n", "Va\n(" F8 "I9\nt") ".")},
        {"a field before the start", DP_LIT(RECORD("16", "Va\n", "Va\n(" F8 "I-1\nt") ".")},
        {"a field at 2**32", DP_LIT(RECORD("16", "Va\n", "Va\n(" F8 "I4294967296\nt") ".")},
        {"a field twice", DP_LIT(RECORD("16", "Va\nVa\n", "Va\n(" F8 "I0\ntVb\n(" F8 "I8\nt") ".")},
        {"a name without a field", DP_LIT(RECORD("16", "Va\n", "Vb\n(" F8 "I0\nt") ".")},
        {"more fields than names", DP_LIT(RECORD("16", "Va\n", "Va\n(" F8 "I0\ntVb\n(" F8 "I8\nt") ".")},
        {"more titles than fields", DP_LIT(RECORD("16", "Va\n", "Va\n(" F8 "I0\nVt\ntVt\n(" F8 "I0\ntVu\n(" F8 "I0\nt") ".")},
        {"arrays of another size", DP_LIT(CALL_DTYPE("V16") "(I3\nV|\n(" F8 "(I3\nttNNI16\nI8\nI0\ntb.")},
        {"arrays of no shape", DP_LIT(CALL_DTYPE("V16") "(I3\nV|\n(" F8 "V2\ntNNI16\nI8\nI0\ntb.")},
        {"a dtype with itself as field", DP_LIT(CALL_DTYPE("V8") "p0\n(I3\nV|\nN(Va\nt(Va\n(g0\nI0\ntdI8\nI1\nI16\ntb.")},
        {"a type that is no text", DP_LIT("cnumpy\ndtype\n(I8\nI00\nI01\ntR.")},
        {"no arguments", DP_LIT("cnumpy\ndtype\n(tR.")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_pickle(rows[i].pickle);
        cr_assert_eq(r.rc, DP_CORRUPT, "%s: %s", rows[i].why, dp_rc_name(r.rc));
        cr_assert_neq(dp_ctx_record(r.ctx)->offset, DP_NO_OFFSET, "%s", rows[i].why);
        dp_ctx_free(r.ctx);
    }
}

/* An array is built before its dtype's state is complete only where a file lies about it; the decoding on demand must
 * not run through the fields again for each array. */
Test(dtype, is_read_in_the_middle_of_a_pickle)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_heap *heap = dp_heap_new(ctx);
    dp_id root;
    size_t used;
    dp_dtype type;
    dp_span pickle = DP_LIT(DTYPE("i4", ">") ".");
    cr_assert_eq(dp_pickle_run(heap, pickle, 0, NULL, NULL, &root, &used), DP_OK);
    cr_assert_eq(dp_dtype_read(heap, root, &type), DP_OK);
    cr_assert(type.kind == 'i' && type.itemsize == 4 && type.swapped);
    cr_assert_eq(dp_kind_of(heap, root), DP_K_MADE, "not cached: BUILD may still come");
    dp_ctx_free(ctx);
}
