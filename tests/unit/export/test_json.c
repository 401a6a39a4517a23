#include "support/model.h"
#include "support/pickles.h"

#include "export/convert.h"
#include "export/json_value.h"
#include "value/value.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* ---- one value ---- */

static const char *text_of(dp_memory_sink *sink)
{
    dp_put(&sink->base, DP_LIT("\0"));
    cr_assert_eq(sink->base.rc, DP_OK);
    return (const char *)sink->p;
}

static void check_root(dp_span pickle, bool base64, const char *want)
{
    test_file f;
    dp_memory_sink sink;
    dp_json j;
    test_open_bytes(&f, pickle);
    cr_assert_eq(f.rc, DP_OK, "%s: %s", want, dp_ctx_record(f.ctx)->what);
    dp_memory_sink_init(&sink, 1 << 20);
    cr_assert(dp_json_begin(&j, f.ctx, &sink.base));
    j.base64 = base64;
    dp_json_value(&j, f.loaded.heap, f.loaded.root);
    dp_json_flush(&j);
    cr_assert(!j.failed, "%s: %s", want, dp_ctx_record(f.ctx)->what);
    cr_assert_str_eq(text_of(&sink), want);
    dp_memory_sink_done(&sink);
    test_close(&f);
}

struct value_row {
    dp_span pickle;
    const char *want;
};

#define ROW(value, want) {DP_LIT(P_FILE(value)), want}

Test(json, values_have_one_form_each)
{
    static const struct value_row rows[] = {
        ROW(P_NONE, "null"),
        ROW(P_TRUE, "true"),
        ROW(P_FALSE, "false"),
        ROW(P_INT(1), "1"),
        ROW(P_INT(-7), "-7"),
        ROW(P_FLOAT(1), "1.0"),
        ROW(P_FLOAT(-0.0), "-0.0"),
        ROW(P_FLOAT(0.1), "0.1"),
        ROW(P_FLOAT(1e-5), "1e-05"),
        ROW(P_FLOAT(1e22), "1e+22"),
        ROW(P_FLOAT(5e-324), "5e-324"),
        ROW(P_FLOAT(nan), "{\"$float\":\"nan\"}"),
        ROW(P_FLOAT(inf), "{\"$float\":\"inf\"}"),
        ROW(P_FLOAT(-inf), "{\"$float\":\"-inf\"}"),
        ROW(P_INT(9007199254740992), "9007199254740992"),
        ROW(P_INT(9007199254740993), "{\"$int\":\"9007199254740993\"}"),
        ROW(P_INT(-9223372036854775808), "{\"$int\":\"-9223372036854775808\"}"),
        ROW("L1180591620717411303424L\n", "{\"$int\":\"1180591620717411303424\"}"), /* 2**70 */
        ROW("L-1180591620717411303424L\n", "{\"$int\":\"-1180591620717411303424\"}"),
        ROW("L-18446744073709551616L\n", "{\"$int\":\"-18446744073709551616\"}"), /* -2**64: all bytes but one are zero */
        ROW("]", "[]"),
        ROW("}", "{}"),
        ROW(")", "{\"$tuple\":[]}"),
        ROW(P_LIST(P_INT(1) P_LIST(P_FLOAT(2.5)) P_TEXT("a")), "[1,[2.5],\"a\"]"),
        ROW(P_TUPLE(P_INT(0) P_INT(1)), "{\"$tuple\":[0,1]}"),
        ROW(P_SET(P_TEXT("b") P_TEXT("a")), "{\"$set\":[\"b\",\"a\"]}"),
        ROW("(" P_INT(3) "\x91", "{\"$frozenset\":[3]}"),
        ROW(P_DICT(P_TEXT("a") P_INT(1) P_TEXT("b") P_NONE), "{\"a\":1,\"b\":null}"),
        ROW(P_DICT(P_TEXT("a") P_INT(1) P_TEXT("b") P_NONE P_TEXT("a") P_INT(2)), "{\"b\":null,\"a\":2}"),
        ROW(P_DICT(P_TEXT("$a") P_INT(1)), "{\"$dict\":[[\"$a\",1]]}"),
        ROW(P_DICT(P_INT(0) P_TEXT("x") P_TUPLE(P_INT(1)) P_TEXT("y")),
            "{\"$dict\":[[0,\"x\"],[{\"$tuple\":[1]},\"y\"]]}"),
        ROW(P_NAME("numpy", "float64"), "{\"$type\":\"numpy.float64\"}"),
        ROW(P_NAME("builtins", "float"), "{\"$type\":\"builtins.float\"}"),
        ROW(P_NAME("numpy", "log1p"), "{\"$function\":\"numpy.log1p\"}"),
        ROW(P_NAME("numpy", "log2"), "{\"$function\":\"numpy.log2\"}"),
        ROW("C\3abc", "{\"$bytes\":\"YWJj\"}"),
        ROW("C\2ab", "{\"$bytes\":\"YWI=\"}"),
        ROW("C\1a", "{\"$bytes\":\"YQ==\"}"),
        ROW("C\0", "{\"$bytes\":\"\"}"),
        ROW("\x96\2\0\0\0\0\0\0\0\xff\0", "{\"$bytearray\":\"/wA=\"}"),
        ROW(P_NAME("builtins", "slice") P_TUPLE(P_NONE P_INT(3) P_NONE) "R", "{\"$slice\":[null,3,null]}"),
        ROW(P_NAME("builtins", "complex") P_TUPLE(P_FLOAT(1.5) P_FLOAT(-2)) "R", "{\"$complex\":[1.5,-2.0]}"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_root(rows[i].pickle, false, rows[i].want);
    }
}

Test(json, any_text_is_valid_and_reads_back)
{
    static const struct value_row rows[] = {
        ROW(P_TEXT("caf\xe9"), "\"caf\xc3\xa9\""), /* protocol 0 holds Latin-1 and \u escapes */
        ROW("X\4\0\0\0a\"\\b", "\"a\\\"\\\\b\""),
        ROW("X\5\0\0\0\0\n\r\t\x1f", "\"\\u0000\\n\\r\\t\\u001f\""),
        ROW("X\1\0\0\0\x7f", "\"\\u007f\""),
        ROW("X\4\0\0\0\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\""),
        ROW("X\3\0\0\0\xed\xa0\xbd", "\"\\ud83d\""),                     /* a lone surrogate */
        ROW("U\2\xc3\xa9", "\"\xc3\xa9\""),                                /* Python 2: UTF-8 */
        ROW("U\2\xe9g", "\"\xc3\xa9g\""),                                  /* Python 2: not UTF-8, so Latin-1 */
        ROW(P_DICT("U\1\xe9" P_INT(1)), "{\"\\u00e9\":1}"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_root(rows[i].pickle, false, rows[i].want);
    }
}

/* ---- arrays ---- */

struct array_row {
    dp_dtype type;
    unsigned ndim;
    uint64_t dim[3];
    bool fortran;
    dp_span data;
    const char *dtype, *shape, *nested, *base64;
};

static const dp_dtype_field FIELDS[] = {
    {DP_LIT("n"), 0, {.kind = 'i', .itemsize = 4, .swapped = true}},
    {DP_LIT("v"), 4, {.kind = 'f', .itemsize = 8}},
};

static const struct array_row ARRAYS[] = {
    {{.kind = 'i', .itemsize = 2}, 2, {2, 2}, false, DP_LIT("\1\0\2\0\3\0\xff\xff"), "\"<i2\"", "[2,2]", "[[1,2],[3,-1]]",
     "AQACAAMA//8="},
    {{.kind = 'i', .itemsize = 2}, 2, {2, 2}, true, DP_LIT("\1\0\3\0\2\0\xff\xff"), "\"<i2\"", "[2,2]", "[[1,2],[3,-1]]",
     "AQACAAMA//8="},
    {{.kind = 'i', .itemsize = 2, .swapped = true}, 1, {3}, false, DP_LIT("\0\1\1\0\xff\xfe"), "\"<i2\"", "[3]",
     "[1,256,-2]", "AQAAAf7/"},
    {{.kind = 'u', .itemsize = 8}, 1, {1}, false, DP_LIT("\xff\xff\xff\xff\xff\xff\xff\xff"), "\"<u8\"", "[1]",
     "[18446744073709551615]", "//////////8="},
    {{.kind = 'b', .itemsize = 1}, 1, {2}, false, DP_LIT("\0\1"), "\"|b1\"", "[2]", "[false,true]", "AAE="},
    {{.kind = 'f', .itemsize = 4}, 1, {3}, false, DP_LIT("\xcd\xcc\xcc\x3d\0\0\xc0\x7f\0\0\x80\xff"), "\"<f4\"", "[3]",
     "[0.1,\"NaN\",\"-Infinity\"]", "zczMPQAAwH8AAID/"},
    {{.kind = 'f', .itemsize = 8}, 0, {0}, false, DP_LIT("\0\0\0\0\0\0\xf8\x3f"), "\"<f8\"", "[]", "1.5", "AAAAAAAA+D8="},
    {{.kind = 'f', .itemsize = 8}, 2, {0, 8}, false, DP_LIT(""), "\"<f8\"", "[0,8]", "[]", ""},
    {{.kind = 'U', .itemsize = 8}, 1, {2}, false, DP_LIT("a\0\0\0b\0\0\0\xe9\0\0\0\0\0\0\0"), "\"<U2\"", "[2]",
     "[\"ab\",\"\xc3\xa9\"]", "YQAAAGIAAADpAAAAAAAAAA=="},
    {{.kind = 'S', .itemsize = 2}, 1, {2}, false, DP_LIT("ab\xe9\0"), "\"|S2\"", "[2]", "[\"ab\",\"\xc3\xa9\"]", "YWLpAA=="},
    {{.kind = 'i', .itemsize = 1}, 3, {1, 2, 2}, true, DP_LIT("\1\3\2\4"), "\"|i1\"", "[1,2,2]", "[[[1,2],[3,4]]]",
     "AQIDBA=="},
    {{.kind = 'V', .itemsize = 12, .fields = FIELDS, .n_fields = 2}, 1, {1}, false, DP_LIT("\0\0\0\5\0\0\0\0\0\0\0\x40"),
     "{\"names\":[\"n\",\"v\"],\"formats\":[\"<i4\",\"<f8\"],\"offsets\":[0,4],\"itemsize\":12}", "[1]", "[[5,2.0]]",
     "BQAAAAAAAAAAAABA"},
    {{.kind = 'c', .itemsize = 8, .swapped = true}, 1, {1}, false, DP_LIT("\x3d\xcc\xcc\xcd\x7f\xc0\0\0"), "\"<c8\"", "[1]",
     "[[0.1,\"NaN\"]]", "zczMPQAAwH8="},
    {{.kind = 'V', .itemsize = 3}, 1, {2}, false, DP_LIT("abcde\0"), "\"|V3\"", "[2]",
     "[{\"$bytes\":\"YWJj\"},{\"$bytes\":\"ZGUA\"}]", "YWJjZGUA"},
};

Test(json, arrays_are_little_endian_and_in_c_order)
{
    for (size_t i = 0; i < sizeof ARRAYS / sizeof ARRAYS[0]; i++) {
        const struct array_row *row = &ARRAYS[i];
        for (int base64 = 0; base64 < 2; base64++) {
            dp_limits limits = dp_limits_default(0);
            dp_ctx *ctx = dp_ctx_new(&limits);
            dp_heap *heap = dp_heap_new(ctx);
            dp_id id = dp_obj_new(heap, DP_K_NONE, 0);
            cr_assert_eq(dp_array_put(heap, id, &row->type, row->ndim, row->dim, row->fortran, row->data, NULL), DP_OK);
            dp_memory_sink sink;
            dp_json j;
            dp_memory_sink_init(&sink, 4096);
            dp_json_begin(&j, ctx, &sink.base);
            j.base64 = base64 != 0;
            dp_json_value(&j, heap, id);
            dp_json_flush(&j);
            const char *want = dp_take_printf(
                ctx, base64 != 0 ? "{\"$array\":{\"dtype\":%s,\"shape\":%s,\"base64\":\"%s\"}}"
                                 : "{\"$array\":{\"dtype\":%s,\"shape\":%s,\"data\":%s}}",
                row->dtype, row->shape, base64 != 0 ? row->base64 : row->nested);
            cr_assert_str_eq(text_of(&sink), want);
            dp_memory_sink_done(&sink);
            dp_ctx_free(ctx);
        }
    }
}

static void check_put(dp_heap *heap, dp_id id, const char *want)
{
    dp_memory_sink sink;
    dp_json j;
    dp_memory_sink_init(&sink, 4096);
    dp_json_begin(&j, dp_heap_ctx(heap), &sink.base);
    j.base64 = true; /* objects keep their lists */
    dp_json_value(&j, heap, id);
    dp_json_flush(&j);
    cr_assert_str_eq(text_of(&sink), want);
    dp_memory_sink_done(&sink);
}

Test(json, arrays_of_objects_masks_and_scalars)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_heap *heap = dp_heap_new(ctx);
    const dp_dtype object = {.kind = 'O', .itemsize = 8}, f8 = {.kind = 'f', .itemsize = 8}, f4 = {.kind = 'f', .itemsize = 4};
    dp_id items[4];
    for (size_t i = 0; i < 4; i++) {
        items[i] = dp_obj_new(heap, i == 1 ? DP_K_LIST : DP_K_INT, 0);
        dp_at(heap, items[i])->u.i = i == 1 ? 0 : (int64_t)i;
    }
    dp_obj_push(heap, items[1], items[0]);
    dp_id id = dp_obj_new(heap, DP_K_NONE, 0);
    cr_assert_eq(dp_array_put(heap, id, &object, 2, (const uint64_t[]){2, 2}, false, (dp_span){NULL, 0}, items), DP_OK);
    check_put(heap, id, "{\"$array\":{\"dtype\":\"object\",\"shape\":[2,2],\"data\":[[0,[0]],[2,3]]}}");

    dp_array masked = {.type = {.kind = 'i', .itemsize = 1}, .ndim = 2, .fortran = true, .count = 4};
    masked.dim = (const uint64_t[]){2, 2};
    masked.data = DP_LIT("\1\3\2\4");
    masked.mask = DP_LIT("\0\1\0\0");
    id = dp_obj_new(heap, DP_K_ARRAY, 0);
    dp_at(heap, id)->u.value = &masked;
    check_put(heap, id, "{\"$array\":{\"dtype\":\"|i1\",\"shape\":[2,2],\"base64\":\"AQIDBA==\","
                        "\"mask\":[[false,false],[true,false]]}}");

    const dp_array half = {.type = f8, .count = 1, .data = DP_LIT("\0\0\0\0\0\0\xe0\x3f")};
    const dp_array tenth = {.type = f4, .count = 1, .data = DP_LIT("\xcd\xcc\xcc\x3d")};
    id = dp_obj_new(heap, DP_K_SCALAR, 0);
    dp_at(heap, id)->u.value = &half;
    check_put(heap, id, "0.5");
    dp_at(heap, id)->u.value = &tenth;
    check_put(heap, id, "{\"$scalar\":{\"dtype\":\"<f4\",\"data\":0.1}}");
    dp_ctx_free(ctx);
}

/* ---- documents ---- */

static const char *sha_of_a_kind(void *self)
{
    *(int *)self += 1;
    return "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
}

static dp_rc write_first(test_file *f, dp_sink *sink, int *asked)
{
    dp_export_options options = {0};
    options.source = (dp_source){.file = "m.pkl", .container = "pickle", .sha256 = sha_of_a_kind, .self = asked};
    return dp_convert(f->ctx, f->models.at[0], dp_exporter_find("json"), &options, sink);
}

#define OLD_RIDGE                                                                                                   \
    P_OBJECT("sklearn.linear_model.ridge", "Ridge",                                                                 \
             P_TEXT("alpha") P_FLOAT(0.5) P_TEXT("coef_") P_NONE P_TEXT("normalize") P_FALSE P_TEXT("max_iter") P_NONE \
                 P_TEXT("tol") P_FLOAT(0.001) P_TEXT("_sklearn_version") P_TEXT("0.19.2"))

Test(json, a_document_has_todays_parameters)
{
    test_file f;
    dp_memory_sink sink;
    int asked = 0;
    test_open_bytes(&f, DP_LIT(P_FILE(P_LIST(OLD_RIDGE))));
    cr_assert_eq(f.rc, DP_OK);
    dp_memory_sink_init(&sink, 1 << 20);
    cr_assert_eq(write_first(&f, &sink.base, &asked), DP_OK);
    cr_assert_str_eq(text_of(&sink), "{\n"
                     "  \"format\": {\"name\": \"depickle-model\", \"version\": 1},\n"
                     "  \"model_type\": \"Ridge\",\n"
                     "  \"class\": \"sklearn.linear_model.Ridge\",\n"
                     "  \"sklearn_version\": \"0.19.2\",\n"
                     "  \"params\": {\n"
                     "    \"alpha\": 0.5,\n"
                     "    \"fit_intercept\": true,\n"
                     "    \"copy_X\": true,\n"
                     "    \"max_iter\": null,\n"
                     "    \"tol\": 0.001,\n"
                     "    \"solver\": \"auto\",\n"
                     "    \"positive\": false,\n"
                     "    \"random_state\": null\n"
                     "  },\n"
                     "  \"params_found\": {\n"
                     "    \"normalize\": false\n"
                     "  },\n"
                     "  \"fitted\": {\n"
                     "    \"coef_\": null\n"
                     "  },\n"
                     "  \"feature_names\": null,\n"
                     "  \"classes\": null,\n"
                     "  \"source\": {\n"
                     "    \"file\": \"m.pkl\",\n"
                     "    \"path\": \"$[0]\",\n"
                     "    \"container\": \"pickle\",\n"
                     "    \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n"
                     "  }\n"
                     "}\n");
    cr_assert_eq(asked, 1);
    dp_memory_sink_done(&sink);
    test_close(&f);
}

struct short_sink {
    dp_sink base;
    uint64_t room;
};

static dp_rc append_while_room(dp_sink *self, dp_span bytes)
{
    struct short_sink *s = (struct short_sink *)self;
    if (bytes.n > s->room) {
        return DP_ERROR;
    }
    s->room -= bytes.n;
    return DP_OK;
}

Test(json, faults_of_sinks_and_limits_come_through)
{
    test_file f;
    int asked = 0;
    test_open_bytes(&f, DP_LIT(P_FILE(OLD_RIDGE)));
    dp_count_sink whole;
    dp_count_sink_init(&whole, 1 << 20);
    cr_assert_eq(write_first(&f, &whole.base, &asked), DP_OK);
    for (uint64_t room = 0; room < whole.base.written; room += 50) {
        struct short_sink sink = {.base = {.append = append_while_room, .limit = 1 << 20}, .room = room};
        cr_assert_eq(write_first(&f, &sink.base, &asked), DP_ERROR, "%u", (unsigned)room);
        dp_forgive(f.ctx);
    }
    dp_count_sink small;
    dp_count_sink_init(&small, 100);
    cr_assert_eq(write_first(&f, &small.base, &asked), DP_LIMIT);
    test_close(&f);
}

Test(json, values_and_depth_are_bounded)
{
    dp_limits limits = dp_limits_default(0);
    limits.nodes = 10;
    limits.depth = 4;
    limits.estimators = 0;
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_heap *heap = dp_heap_new(ctx);
    dp_id list = dp_obj_new(heap, DP_K_LIST, 0);
    dp_id deep = dp_obj_new(heap, DP_K_LIST, 0);
    dp_id five = dp_obj_new(heap, DP_K_INT, 0);
    for (size_t i = 0; i < 10; i++) {
        dp_obj_push(heap, list, five);
    }
    for (size_t i = 0; i < 4; i++) {
        dp_id outer = dp_obj_new(heap, DP_K_LIST, 0);
        dp_obj_push(heap, outer, deep);
        deep = outer;
    }
    const dp_id roots[] = {list, deep};
    for (size_t i = 0; i < 2; i++) {
        dp_count_sink sink;
        dp_json j;
        dp_count_sink_init(&sink, 1 << 20);
        dp_json_begin(&j, ctx, &sink.base);
        dp_json_value(&j, heap, roots[i]);
        cr_assert(j.failed);
        cr_assert_eq(dp_failed(ctx), DP_LIMIT);
        dp_forgive(ctx);
    }
    dp_ctx_free(ctx);
}
