#include "support/model.h"
#include "support/pickles.h"

#include "export/convert.h"
#include "export/skops_zip.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define STR(literal) "{\"__class__\":\"str\",\"__module__\":\"builtins\",\"__loader__\":\"JsonNode\",\"content\":\"" literal "\",\"is_json\":true}"
#define TYPE(module, name) "{\"__class__\":\"" name "\",\"__module__\":\"" module "\",\"__loader__\":\"TypeNode\"}"
#define HEAD(module, name, loader) "{\"__class__\":\"" name "\",\"__module__\":\"" module "\",\"__loader__\":\"" loader "\",\"__id__\":"

#define MODEL(attributes) P_FILE(P_OBJECT("sklearn.linear_model.base", "LinearRegression", P_TEXT("_sklearn_version") P_TEXT("1.9.1") attributes))

struct row {
    dp_span pickle;
    const char *want;
};

#define ROW(value, want) {DP_LIT(MODEL(P_TEXT("x") value)), want}

#if DEPICKLE_MINIZIP

static bool holds(dp_span bytes, const char *text)
{
    return memmem(bytes.p, bytes.n, text, strlen(text)) != NULL;
}

static dp_rc convert(test_file *f, dp_span pickle, dp_span *out)
{
    test_open_bytes(f, pickle);
    cr_assert_eq(f->rc, DP_OK, "%s", dp_ctx_record(f->ctx)->what);
    cr_assert_eq(f->models.n, 1);
    return test_convert(f, f->models.at[0], "skops", DP_TARGET_AUTO, out);
}

static void check_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        test_file f;
        dp_span out;
        cr_assert_eq(convert(&f, rows[i].pickle, &out), DP_OK, "%s: %s", rows[i].want, dp_ctx_record(f.ctx)->what);
        cr_assert(holds(out, rows[i].want), "%s", rows[i].want);
        free((void *)(uintptr_t)out.p);
        test_close(&f);
    }
}

Test(skops, leaves_are_json_in_json)
{
    static const struct row rows[] = {
        ROW(P_NONE, "\"x\":" STR("null")),
        ROW(P_TRUE, "\"x\":" STR("true")),
        ROW(P_INT(-7), "\"x\":" STR("-7")),
        ROW("L1180591620717411303424L\n", "\"x\":" STR("1180591620717411303424")),
        ROW(P_FLOAT(1), "\"x\":" STR("1.0")),
        ROW(P_FLOAT(nan), "\"x\":" STR("NaN")),
        ROW(P_FLOAT(-inf), "\"x\":" STR("-Infinity")),
        ROW(P_TEXT("a"), "\"x\":" STR("\\\"a\\\"")),
        ROW(P_TEXT("\"\\u0007\\u00e4"), "\"x\":" STR("\\\"\\\\u0022\\\\u0007\xc3\xa4\\\"")),
        ROW(P_TEXT("\\ud83d"), "\"x\":" STR("\\\"\\\\ud83d\\\"")),
        ROW(P_NAME("numpy", "float64"), "\"x\":" TYPE("numpy", "float64")),
        ROW(P_NAME("numpy.core.umath", "log1p"),
            "\"x\":{\"__class__\":\"log1p\",\"__module__\":\"numpy\",\"__loader__\":\"FunctionNode\"}"),
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

Test(skops, containers_are_nodes_of_nodes)
{
    static const struct row rows[] = {
        ROW(P_LIST(P_INT(1) P_NONE), ",\"content\":[" STR("1") "," STR("null") "]}"),
        ROW(P_TUPLE(P_INT(1)), "\"__loader__\":\"TupleNode\""),
        ROW(P_SET(P_INT(1)), "\"__loader__\":\"SetNode\""),
        ROW("(" P_INT(3) "\x91", "\"x\":" HEAD("builtins", "frozenset", "ConstructorFromReduceNode")),
        ROW(P_DICT(P_TEXT("a") P_INT(1)), "\"content\":[" TYPE("builtins", "str") "]},\"content\":{\"a\":" STR("1") "}}"),
        ROW(P_NAME("functools", "partial") P_TUPLE(P_NAME("sklearn.utils.validation", "check_array")) "R"
            P_TUPLE(P_NAME("sklearn.utils.validation", "check_array") P_TUPLE("") P_DICT(P_TEXT("force_all_finite") P_FALSE) P_NONE) "b",
            "\"content\":{\"ensure_all_finite\":" STR("false") "}}"), /* renamed in 1.6 */
        ROW(P_DICT(P_INT(2) P_INT(1)), "\"content\":[" TYPE("builtins", "int") "]},\"content\":{\"2\":" STR("1") "}}"),
        ROW(P_DICT(P_TEXT("a") P_INT(1) P_TEXT("a") P_INT(2)), "\"content\":{\"a\":" STR("2") "}}"),
        ROW(P_NAME("sklearn.utils", "Bunch") ")\x81" P_DICT("") "b", HEAD("sklearn.utils._bunch", "Bunch", "DictNode")),
        ROW(P_NAME("collections", "defaultdict") P_TUPLE(P_NAME("builtins", "int")) "R",
            "\"default_factory\":" TYPE("builtins", "int") "}}"),
        ROW(P_NAME("builtins", "slice") P_TUPLE(P_NONE P_INT(3) P_NONE) "R",
            "\"content\":{\"start\":null,\"stop\":3,\"step\":null}}"),
        ROW("C\2ab", "\"__loader__\":\"BytesNode\""),
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

/* Estimators stand under today's names, with parameters that were not there, and without those that are gone. */
Test(skops, estimators_are_of_today)
{
    static const struct row rows[] = {
        {DP_LIT(MODEL("")), "{\"__class__\":\"LinearRegression\",\"__module__\":\"sklearn.linear_model._base\",\"__loader__\":\"ObjectNode\""},
        {DP_LIT(MODEL("")), "\"positive\":" STR("false")},
        {DP_LIT(MODEL(P_TEXT("_sklearn_version") P_TEXT("0.19.1"))), "\"_sklearn_version\":" STR("\\\"0.19.1\\\"") "}},\"protocol\":2,"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
    test_file f;
    dp_span out;
    cr_assert_eq(convert(&f, DP_LIT(MODEL(P_TEXT("normalize") P_FALSE)), &out), DP_OK);
    cr_assert_not(holds(out, "normalize"));
    free((void *)(uintptr_t)out.p);
    test_close(&f);
}

Test(skops, what_stands_twice_is_written_once)
{
    test_file f;
    dp_span out;
    cr_assert_eq(convert(&f, DP_LIT(MODEL(P_TEXT("x") P_LIST(P_INT(77)) "p5\n" P_TEXT("y") "g5\n")), &out), DP_OK);
    const uint8_t *first = memmem(out.p, out.n, STR("77"), strlen(STR("77")));
    cr_assert(first != NULL);
    cr_assert_null(memmem(first + 1, out.n - (size_t)(first + 1 - out.p), STR("77"), strlen(STR("77"))));
    cr_assert(holds(out, "\"__loader__\":\"CachedNode\""));
    free((void *)(uintptr_t)out.p);
    test_close(&f);
}

Test(skops, what_has_no_form_is_refused_with_its_place)
{
    static const struct { dp_span pickle; const char *path, *what; } rows[] = {
        {DP_LIT(MODEL(P_TEXT("x") P_LIST(P_NONE P_NAME("builtins", "complex") P_TUPLE(P_FLOAT(1) P_FLOAT(2)) "R"))), "$.x[1]", "complex"},
        {DP_LIT(MODEL(P_TEXT("x") P_DICT(P_TUPLE(P_INT(1)) P_NONE))), "$.x", "keys of text and numbers"},
        {DP_LIT(MODEL(P_TEXT("x") P_DICT(P_FALSE P_NONE))), "$.x", "keys of text and numbers"},
        {DP_LIT(MODEL(P_TEXT("x") P_DICT(P_INT(1) P_NONE P_TEXT("1") P_NONE))), "$.x", "two keys"},
        {DP_LIT(MODEL(P_TEXT("_sklearn_version") P_TEXT("0.17"))), "$", "not known to answer alike"},
        {DP_LIT(MODEL(P_TEXT("x") P_NAME("sklearn.linear_model.randomized_l1", "RandomizedLasso") ")\x81}b")), "$.x", "today's libraries"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_file f;
        dp_span out;
        cr_assert_eq(convert(&f, rows[i].pickle, &out), DP_UNSUPPORTED, "row %zu", i);
        const dp_record *record = dp_ctx_record(f.ctx);
        cr_assert_str_eq(record->path, rows[i].path, "row %zu: %s", i, record->path);
        cr_assert(strstr(record->what, rows[i].what) != NULL, "row %zu: %s", i, record->what);
        free((void *)(uintptr_t)out.p);
        test_close(&f);
    }
}

/* ---- the archive ---- */

static void write_two(dp_ctx *ctx, dp_memory_sink *sink)
{
    dp_memory_sink_init(sink, 1 << 20);
    dp_zip *zip = dp_zip_begin(ctx, &sink->base);
    cr_assert(zip != NULL);
    dp_puts(dp_zip_entry(zip, "a.txt", false), "first");
    dp_zip *inner = dp_zip_begin(ctx, dp_zip_entry(zip, "b.zip", true));
    dp_puts(dp_zip_entry(inner, "c.txt", false), "inside");
    cr_assert_eq(dp_zip_end(inner), DP_OK);
    cr_assert_eq(dp_zip_end(zip), DP_OK);
}

Test(zip, the_same_entries_give_the_same_bytes)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_memory_sink one;
    dp_memory_sink two;
    write_two(ctx, &one);
    write_two(ctx, &two);
    cr_assert_eq(one.n, two.n);
    cr_assert_arr_eq(one.p, two.p, one.n);
    cr_assert_arr_eq(one.p, "PK\3\4", 4);
    cr_assert(holds((dp_span){one.p, one.n}, "a.txtfirst"), "stored, the name before the bytes");
    cr_assert(holds((dp_span){one.p, one.n}, "c.txtinside"));
    dp_memory_sink_done(&one);
    dp_memory_sink_done(&two);
    dp_ctx_free(ctx);
}

Test(zip, a_full_sink_is_a_fault)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, 60);
    dp_zip *zip = dp_zip_begin(ctx, &sink.base);
    dp_puts(dp_zip_entry(zip, "a.txt", false), "first");
    cr_assert_eq(dp_zip_end(zip), DP_LIMIT);
    dp_memory_sink_done(&sink);
    dp_ctx_free(ctx);
}

#else

Test(skops, a_build_without_minizip_says_so)
{
    test_file f;
    dp_span out;
    test_open_bytes(&f, DP_LIT(MODEL("")));
    cr_assert_eq(test_convert(&f, f.models.at[0], "skops", DP_TARGET_AUTO, &out), DP_UNSUPPORTED);
    cr_assert(strstr(dp_ctx_record(f.ctx)->what, "minizip") != NULL);
    free((void *)(uintptr_t)out.p);
    test_close(&f);
}

#endif
