#include "support/test_ctx.h"

#include "export/json_read.h"
#include "export/json_value.h"
#include "io/sink.h"
#include "model/model.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define HEAD "{\"format\":{\"name\":\"depickle-model\",\"version\":1},\"model_type\":\"Ridge\",\"class\":\"sklearn.linear_model.Ridge\"," \
             "\"sklearn_version\":\"1.9.1\",\"params\":{\"alpha\":1.0},"
#define TAIL ",\"feature_names\":null,\"classes\":null,\"source\":{\"file\":\"r.pkl\",\"path\":\"$\",\"container\":\"pickle\",\"sha256\":null}}"
#define DOCUMENT(value) HEAD "\"fitted\":{\"a\":" value "}" TAIL

static dp_id attribute(const dp_json_file *file, const char *name)
{
    return dp_obj_get(file->loaded.heap, dp_model_dict(file->loaded.heap, file->loaded.root), name);
}

/* What is read is written as it stood. */
static void check_again(const char *document, const char *want, bool base64)
{
    dp_ctx *ctx = test_ctx();
    dp_json_file file;
    dp_memory_sink sink;
    dp_json j;
    cr_assert(dp_json_read(ctx, dp_span_of(document), &file) == DP_OK, "%s: %s", want, dp_ctx_record(ctx)->what);
    dp_memory_sink_init(&sink, 1 << 20);
    cr_assert(dp_json_begin(&j, ctx, &sink.base));
    j.base64 = base64;
    dp_json_value(&j, file.loaded.heap, attribute(&file, "a"));
    dp_json_flush(&j);
    dp_put(&sink.base, DP_LIT("\0"));
    cr_assert(!j.failed && sink.base.rc == DP_OK, "%s: %s", want, dp_ctx_record(ctx)->what);
    cr_expect_str_eq((const char *)sink.p, want);
    dp_memory_sink_done(&sink);
}

#define ARRAY(dtype, shape, data) "{\"$array\":{\"dtype\":" dtype ",\"shape\":" shape ",\"data\":" data "}}"
#define RECORD "{\"names\":[\"a\",\"b\"],\"formats\":[\"<i4\",\"<f8\"],\"offsets\":[0,8],\"itemsize\":16}"

Test(json_read, every_form_is_written_as_it_stood)
{
    static const char *const values[][2] = {
#define ROW(value) {DOCUMENT(value), value}
        ROW("null"), ROW("true"), ROW("false"), ROW("0"), ROW("-7"), ROW("9007199254740992"), ROW("1.0"), ROW("-0.0"), ROW("1e-05"),
        ROW("5e-324"), ROW("\"\""), ROW("\"\\u00fc\\\"\\\\\\n\"") /* written as UTF-8, below */, ROW("\"\\ud800\""),
        ROW("[]"), ROW("[1,[2.0,[]],{}]"), ROW("{\"b\":{\"c\":[1]}}"),
        ROW("{\"$float\":\"nan\"}"), ROW("{\"$float\":\"inf\"}"), ROW("{\"$float\":\"-inf\"}"),
        ROW("{\"$int\":\"9007199254740993\"}"), ROW("{\"$int\":\"-9223372036854775808\"}"), ROW("{\"$int\":\"9223372036854775808\"}"),
        ROW("{\"$int\":\"-9223372036854775809\"}"), ROW("{\"$int\":\"1267650600228229401496703205376\"}"),
        ROW("{\"$int\":\"-1267650600228229401496703205376\"}"),
        ROW("{\"$tuple\":[1,{\"$tuple\":[]}]}"), ROW("{\"$set\":[1]}"), ROW("{\"$frozenset\":[]}"), ROW("{\"$slice\":[null,3,null]}"),
        ROW("{\"$complex\":[1.0,{\"$float\":\"nan\"}]}"), ROW("{\"$bytes\":\"\"}"), ROW("{\"$bytes\":\"AA==\"}"), ROW("{\"$bytes\":\"AAE=\"}"),
        ROW("{\"$bytes\":\"AAEC\"}"), ROW("{\"$bytearray\":\"AAECAw==\"}"), ROW("{\"$dict\":[]}") /* empty: {}, below */,
        ROW("{\"$dict\":[[1,\"a\"],[{\"$tuple\":[]},2]]}"), ROW("{\"$type\":\"numpy.float64\"}"), ROW("{\"$function\":\"numpy.log1p\"}"),
        ROW("{\"$opaque\":\"numpy.random.RandomState\"}"), ROW("{\"$dtype\":\"<f8\"}"), ROW("{\"$dtype\":" RECORD "}"),
        ROW("{\"$scalar\":{\"dtype\":\"<f4\",\"data\":0.1}}"), ROW("{\"$scalar\":{\"dtype\":\"|i1\",\"data\":-128}}"),
        ROW(ARRAY("\"<f8\"", "[2,3]", "[[0.5,1.0,-2.25],[3.0,\"NaN\",\"-Infinity\"]]")), ROW(ARRAY("\"<f8\"", "[]", "1.5")),
        ROW(ARRAY("\"<f8\"", "[0,4]", "[]")), ROW(ARRAY("\"<f4\"", "[1]", "[0.1]")), ROW(ARRAY("\"|b1\"", "[2]", "[true,false]")),
        ROW(ARRAY("\"<i8\"", "[2]", "[-9223372036854775808,9223372036854775807]")), ROW(ARRAY("\"<u8\"", "[1]", "[18446744073709551615]")),
        ROW(ARRAY("\"<u2\"", "[1,1,1]", "[[[65535]]]")), ROW(ARRAY("\"<U2\"", "[2]", "[\"a\",\"\U0001F600b\"]")),
        ROW(ARRAY("\"|S2\"", "[2]", "[\"a\",\"bc\"]")), ROW(ARRAY("\"|V2\"", "[1]", "[{\"$bytes\":\"AAE=\"}]")),
        ROW(ARRAY("\"<c16\"", "[1]", "[[1.0,\"NaN\"]]")), ROW(ARRAY("\"<M8\"", "[1]", "[5]")),
        ROW(ARRAY(RECORD, "[2]", "[[1,2.5],[-1,\"NaN\"]]")),
        ROW(ARRAY("\"object\"", "[2,1]", "[[\"a\"],[{\"$tuple\":[1]}]]")), ROW(ARRAY("\"object\"", "[0]", "[]")),
        ROW("{\"$array\":{\"dtype\":\"<f8\",\"shape\":[2],\"data\":[1.0,2.0],\"mask\":[false,true]}}"),
        ROW("{\"$sparse\":{\"format\":\"csr\",\"shape\":[1,2],\"data\":" ARRAY("\"<f8\"", "[1]", "[1.5]")
            ",\"indices\":" ARRAY("\"<i4\"", "[1]", "[1]") ",\"indptr\":" ARRAY("\"<i4\"", "[2]", "[0,1]") "}}"),
        ROW("{\"$object\":{\"class\":\"sklearn.tree._tree.Tree\",\"args\":{\"$tuple\":[1]},\"state\":{\"n\":1}}}"),
        ROW("{\"$object\":{\"class\":\"collections.OrderedDict\",\"items\":[1],\"pairs\":{\"a\":2}}}"),
#undef ROW
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const char *want = values[i][1];
        want = strcmp(want, "\"\\u00fc\\\"\\\\\\n\"") == 0 ? "\"ü\\\"\\\\\\n\"" : strcmp(want, "{\"$dict\":[]}") == 0 ? "{}" : want;
        check_again(values[i][0], want, false);
    }
}

Test(json_read, base64_holds_the_same_arrays)
{
#define ROW(value) check_again(DOCUMENT(value), value, true)
    ROW("{\"$array\":{\"dtype\":\"<f8\",\"shape\":[1],\"base64\":\"AAAAAAAA+D8=\"}}");
    ROW("{\"$array\":{\"dtype\":\"<i2\",\"shape\":[3],\"base64\":\"AQACAAMA\"}}");
    ROW("{\"$array\":{\"dtype\":" RECORD ",\"shape\":[1],\"base64\":\"AQAAAAAAAAAAAAAAAAD4Pw==\"}}");
#undef ROW
}

Test(json_read, estimators_have_what_the_file_says)
{
    dp_ctx *ctx = test_ctx();
    dp_json_file file;
    dp_models models;
    static const char text[] = HEAD "\"params_found\":{\"alpha\":2.0,\"normalize\":false},\"fitted\":{\"coef_\":1.0}" TAIL;
    cr_assert_eq(dp_json_read(ctx, dp_span_of(text), &file), DP_OK);
    cr_assert_eq(dp_models_find(ctx, &file.loaded, &models), DP_OK);
    cr_assert_eq(models.n, 1);
    cr_expect_str_eq(models.at[0]->canonical, "sklearn.linear_model.Ridge");
    cr_expect_str_eq(models.at[0]->sklearn_version, "1.9.1");
    cr_expect_eq(dp_at(file.loaded.heap, attribute(&file, "alpha"))->u.f, 2.0); /* as it stood */
    cr_expect_neq(attribute(&file, "normalize"), 0);
    cr_expect_neq(attribute(&file, "coef_"), 0);
    cr_expect_str_eq(file.source, "r.pkl");
    cr_expect_str_eq(file.sha256, "");
}

static void check_refused(const char *text, dp_rc rc, const char *what)
{
    dp_ctx *ctx = test_ctx();
    dp_json_file file;
    dp_rc found = dp_json_read(ctx, dp_span_of(text), &file);
    cr_expect(found == rc && strstr(dp_ctx_record(ctx)->what, what) != NULL, "%s: %d, %s", text, (int)found, dp_ctx_record(ctx)->what);
}

Test(json_read, what_is_no_model_of_ours_is_refused)
{
    check_refused("", DP_UNSUPPORTED, "no model written by depickle");
    check_refused("{}", DP_UNSUPPORTED, "no model written by depickle");
    check_refused("{\"a\":1}", DP_UNSUPPORTED, "no model written by depickle");
    check_refused("{\"format\": {\"name\": \"depickle-table\"}}", DP_UNSUPPORTED, "but a table");
    check_refused("{\"format\":{\"name\":\"depickle-model\",\"version\":2},\"model_type\":\"Ridge\",\"class\":\"sklearn.linear_model.Ridge\","
                  "\"params\":{},\"fitted\":{},\"source\":{}}", DP_UNSUPPORTED, "another version");
    check_refused("{\"format\":{\"name\":\"depickle-model\",\"version\":1}}", DP_CORRUPT, "outermost");
    check_refused("{\"format\":{\"name\":\"depickle-model\",\"version\":1},\"model_type\":\"X\",\"class\":\"os.system\",\"params\":{},"
                  "\"fitted\":{}}", DP_UNSUPPORTED, "os.system, which depickle does not know");
}

Test(json_read, what_contradicts_itself_is_refused)
{
#define ROW(value, what) check_refused(DOCUMENT(value), DP_CORRUPT, what)
    ROW("01", "expected a value");
    ROW("1.", "expected a value");
    ROW("1e999", "a number that is none");
    ROW("9223372036854775808", "a number that is none");
    ROW("nul", "expected a value");
    ROW("[1,]", "expected a value");
    ROW("[1 2]", "expected ','");
    ROW("{\"b\" 1}", "expected ':'");
    ROW("{\"b\":1,\"b\":2}", "a key that stands twice");
    ROW("\"\\x\"", "a broken escape");
    ROW("\"\\u12g4\"", "a broken escape");
    ROW("\"\xff\"", "not UTF-8");
    ROW("\"\x01\"", "a control character");
    ROW("{\"$what\":1}", "a form that there is not");
    ROW("{\"$tuple\":[],\"b\":1}", "a form that there is not");
    ROW("{\"$tuple\":1}", "expected a list");
    ROW("{\"$slice\":[1,2]}", "start, stop and step");
    ROW("{\"$int\":\"1x\"}", "expected an integer");
    ROW("{\"$int\":\"\"}", "expected an integer");
    ROW("{\"$float\":\"1\"}", "nan, inf or -inf");
    ROW("{\"$bytes\":\"AAA\"}", "no base64");
    ROW("{\"$bytes\":\"AA=A\"}", "no base64");
    ROW("{\"$dict\":[[1]]}", "expected a pair");
    ROW("{\"$complex\":[1.0]}", "two numbers");
    ROW("{\"$object\":{\"state\":1}}", "class: expected a text");
    ROW("{\"$object\":{\"class\":\"sklearn.tree._tree.Tree\",\"args\":[]}}", "of another kind");
    ROW(ARRAY("\"<f8\"", "[2]", "[1.0]"), "expected ','");
    ROW(ARRAY("\"<f8\"", "[1]", "[1.0,2.0]"), "expected ']'");
    ROW(ARRAY("\"<f8\"", "[1]", "[1.0]]"), "expected");
    ROW(ARRAY("\"<f8\"", "[1000000]", "[1.0]"), "fewer items");
    ROW(ARRAY("\"<f8\"", "[-1]", "[]"), "dimensions of 0 or more");
    ROW(ARRAY("\"<f9\"", "[1]", "[1.0]"), "expected a dtype");
    ROW(ARRAY("\">f8\"", "[1]", "[1.0]"), "expected a dtype");
    ROW(ARRAY("\"<f8\"", "[1]", "[true]"), "expected a value");
    ROW(ARRAY("\"<f8\"", "[1]", "[\"nan\"]"), "expected a number");
    ROW(ARRAY("\"<f4\"", "[1]", "[1e39]"), "beyond float32");
    ROW(ARRAY("\"|i1\"", "[1]", "[128]"), "an integer of 8 bits");
    ROW(ARRAY("\"<u2\"", "[1]", "[-1]"), "an integer of 16 bits");
    ROW(ARRAY("\"<i4\"", "[1]", "[1.0]"), "an integer of 32 bits");
    ROW(ARRAY("\"<U1\"", "[1]", "[\"ab\"]"), "longer than its dtype");
    ROW(ARRAY("\"|S1\"", "[1]", "[\"ab\"]"), "longer than its dtype");
    ROW(ARRAY("\"|V2\"", "[1]", "[{\"$bytes\":\"AA==\"}]"), "expected 2 bytes");
    ROW(ARRAY("\"object\"", "[2]", "[1]"), "lists of another shape");
    ROW(ARRAY("\"object\"", "[0]", "[1]"), "items in an array of none");
    ROW("{\"$array\":{\"shape\":[1],\"data\":[1],\"dtype\":\"object\"}}", "behind the dtype");
    ROW("{\"$array\":{\"dtype\":\"<f8\",\"shape\":[1]}}", "one of data and base64");
    ROW("{\"$array\":{\"dtype\":\"<f8\",\"shape\":[1],\"base64\":\"AAA=\"}}", "array");
    ROW("{\"$array\":{\"dtype\":{\"names\":[\"a\",\"b\"],\"formats\":[\"<i4\",\"<f8\"],\"offsets\":[0,2],\"itemsize\":16},\"shape\":[1],"
        "\"data\":[[1,1.0]]}}", "overlap");
    ROW("{\"$sparse\":{\"format\":\"csr\",\"shape\":[1,1],\"data\":" ARRAY("\"<f8\"", "[1]", "[1.5]") ",\"indices\":" ARRAY("\"<i4\"", "[1]", "[1]")
        ",\"indptr\":" ARRAY("\"<i4\"", "[2]", "[0,1]") "}}", "indices[0] is 1 of 1");
    ROW("{\"$sparse\":{\"format\":\"coo\",\"shape\":[1,1]}}", "csr, csc or dia");
#undef ROW
    check_refused(DOCUMENT("1") "1", DP_CORRUPT, "more than one value");
    check_refused(HEAD "\"fitted\":{\"a\":\"", DP_CORRUPT, "a string without an end");
    check_refused(HEAD "\"fitted\":[]" TAIL, DP_CORRUPT, "fitted: expected an object");
}

Test(json_read, depth_is_bounded)
{
    enum { LEVELS = 100000 };
    char *text = malloc(sizeof DOCUMENT("") + LEVELS);
    cr_assert(text != NULL);
    size_t n = sizeof HEAD "\"fitted\":{\"a\":" - 1;
    memcpy(text, HEAD "\"fitted\":{\"a\":", n);
    memset(text + n, '[', LEVELS);
    text[n + LEVELS] = '\0';
    check_refused(text, DP_LIMIT, "nested deeper");
    free(text);
}
