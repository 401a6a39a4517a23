#include "model/document.h"
#include "objects.h"

static dp_heap *heap;

static const dp_doc *read_bytes(const char *bytes, size_t n)
{
    heap = new_heap();
    dp_state s = dp_state_top(heap, dp_obj_new(heap, DP_K_DICT, 0), "");
    const dp_doc *doc = dp_doc_read(&s, (dp_span){(const uint8_t *)bytes, n});
    cr_assert_eq(s.failed, doc == NULL);
    cr_assert_eq(dp_failed(dp_heap_ctx(heap)), doc == NULL ? DP_CORRUPT : DP_OK);
    return doc;
}

#define READ(literal) read_bytes(literal, sizeof(literal) - 1)

static void expect_numbers(const dp_doc *doc, const char *key, size_t n, const double *want)
{
    uint64_t have;
    dp_state s = dp_state_top(heap, dp_obj_new(heap, DP_K_DICT, 0), "");
    const double *v = dp_doc_numbers(&s, dp_doc_get(doc, key), key, &have);
    cr_assert_eq(have, n);
    for (size_t i = 0; i < n; i++) {
        cr_assert_float_eq(v[i], want[i], 0, "%s[%zu]: %g", key, i, v[i]);
    }
}

Test(document, reads_json)
{
    const dp_doc *doc = READ("{ \"a\": [1, 2.5e1,-3], \"b\" : {\"c\":\"x\\\"y\"}, \"d\":[], \"e\":true, \"f\": \"7E-1\"}");
    expect_numbers(doc, "a", 3, (double[]){1, 25, -3});
    expect_numbers(doc, "d", 0, NULL);
    cr_assert(dp_span_is(dp_doc_get(dp_doc_get(doc, "b"), "c")->text, "x\\\"y"));
    cr_assert_null(dp_doc_get(doc, "g"));
    dp_state s = dp_state_top(heap, dp_obj_new(heap, DP_K_DICT, 0), "");
    cr_assert_float_eq(dp_doc_number(&s, dp_doc_get(doc, "e"), "e"), 1, 0);
    cr_assert_float_eq(dp_doc_number(&s, dp_doc_get(doc, "f"), "f"), 0.7, 0);
}

Test(document, reads_ubjson)
{
    const dp_doc *doc = READ("{i\1a[$d#i\2\x3f\x80\0\0\xc0\0\0\0i\1b[i\xfeU\xfeI\1\0l\0\1\0\0]"
                             "L\0\0\0\0\0\0\0\1cSi\2hei\1d[#i\2TFi\1e{}}");
    expect_numbers(doc, "a", 2, (double[]){1, -2});
    expect_numbers(doc, "b", 4, (double[]){-2, 254, 256, 65536});
    expect_numbers(doc, "d", 2, (double[]){1, 0});
    cr_assert(dp_span_is(dp_doc_get(doc, "c")->text, "he"));
    cr_assert_eq(dp_doc_get(doc, "e")->kind, DP_DOC_MAP);
}

Test(document, refuses_what_is_cut_short_or_lies)
{
    static const char whole[] = "{i\1a[$d#i\2\x3f\x80\0\0\xc0\0\0\0i\1b[i\1]}";
    for (size_t n = 0; n + 1 < sizeof whole - 1; n++) {
        cr_assert_null(read_bytes(whole, n), "%zu bytes", n);
    }
    static const char text[] = "{\"a\": [1, 2], \"b\": {\"c\": \"d\"}}";
    for (size_t n = 0; n + 1 < sizeof text - 1; n++) {
        cr_assert_null(read_bytes(text, n), "%zu bytes", n);
    }
    cr_assert_null(READ("{i\1a[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff]}")); /* longer than the rest */
    cr_assert_null(READ("{i\1a[#L\0\0\xff\0\0\0\0\0i\1]}"));
    cr_assert_null(READ("{i\xff" "a}"));
    cr_assert_null(READ("{i\1a[$di\1]}"));
    cr_assert_null(READ("{\"a\" 1}"));
    cr_assert_null(READ("{\"a\": 1 \"b\": 2}"));
    cr_assert_null(READ("{\"a\": one}"));
    char deep[400] = "{\"a\":";
    memset(deep + 5, '[', sizeof deep - 5);
    cr_assert_null(read_bytes(deep, sizeof deep));
}
