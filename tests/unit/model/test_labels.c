#include "model/state.h"
#include "value/value.h"

#include <criterion/criterion.h>
#include <stdio.h>

static dp_heap *heap_of(dp_ctx **ctx)
{
    dp_limits limits = dp_limits_default(0);
    *ctx = dp_ctx_new(&limits);
    return dp_heap_new(*ctx);
}

/* An object for a letter: i f b t n(one) l(ist). */
static dp_id thing(dp_heap *heap, char letter)
{
    static const uint8_t word[] = "word";
    dp_id id = dp_obj_new(heap, letter == 'i' ? DP_K_INT : letter == 'f' ? DP_K_FLOAT : letter == 'b' ? DP_K_BOOL
                                : letter == 't' ? DP_K_TEXT : letter == 'n' ? DP_K_NONE : DP_K_LIST, 0);
    dp_obj *o = dp_at(heap, id);
    if (letter == 'f') {
        o->u.f = 0.5;
    } else if (letter == 't') {
        o->u.bytes = word;
        o->len = 4;
    } else if (letter == 'i' || letter == 'b') {
        o->u.i = 1;
    }
    return id;
}

Test(labels, object_arrays_are_of_one_kind)
{
    static const struct { const char *items; dp_rc rc; dp_label_kind kind; } rows[] = {
        {"tt", DP_OK, DP_LABEL_TEXT}, {"ii", DP_OK, DP_LABEL_INT}, {"b", DP_OK, DP_LABEL_BOOL}, {"ff", DP_OK, DP_LABEL_FLOAT},
        {"it", DP_UNSUPPORTED, 0}, {"ib", DP_UNSUPPORTED, 0}, {"if", DP_UNSUPPORTED, 0}, {"tn", DP_UNSUPPORTED, 0},
        {"l", DP_UNSUPPORTED, 0}, {"", DP_CORRUPT, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dp_ctx *ctx;
        dp_heap *heap = heap_of(&ctx);
        const dp_dtype object = {.kind = 'O', .itemsize = 8};
        const uint64_t n = strlen(rows[i].items);
        dp_id items[4];
        for (size_t k = 0; k < n; k++) {
            items[k] = thing(heap, rows[i].items[k]);
        }
        dp_id id = dp_obj_new(heap, DP_K_NONE, 0);
        cr_assert_eq(dp_array_put(heap, id, &object, 1, &n, false, (dp_span){NULL, 0}, items), DP_OK);
        dp_state s = dp_state_top(heap, dp_obj_new(heap, DP_K_DICT, 0), "");
        dp_labels labels = dp_labels_any(&s, id, "classes_");
        cr_assert_eq(dp_failed(ctx), rows[i].rc, "%s", rows[i].items);
        cr_assert(rows[i].rc != DP_OK || (labels.kind == rows[i].kind && labels.n == n), "%s", rows[i].items);
        cr_assert(rows[i].rc != DP_OK || labels.kind != DP_LABEL_TEXT || dp_span_is(labels.text[1], "word"));
        dp_ctx_free(ctx);
    }
}

Test(labels, numpy_arrays_of_each_kind)
{
    static const struct { char kind; uint32_t size; dp_span data; dp_label_kind want; dp_rc rc; } rows[] = {
        {'b', 1, DP_LIT("\0\1"), DP_LABEL_BOOL, DP_OK},
        {'i', 4, DP_LIT("\xff\xff\xff\xff\1\0\0\0"), DP_LABEL_INT, DP_OK},
        {'u', 8, DP_LIT("\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"), 0, DP_UNSUPPORTED},
        {'f', 4, DP_LIT("\0\0\0\x3f\0\0\0\xbf"), DP_LABEL_FLOAT, DP_OK},
        {'U', 4, DP_LIT("a\0\0\0\xe9\0\0\0"), DP_LABEL_TEXT, DP_OK},
        {'U', 4, DP_LIT("a\0\0\0\0\0\x11\0"), 0, DP_CORRUPT},
        {'S', 2, DP_LIT("a\0\xe9z"), DP_LABEL_TEXT, DP_OK},
        {'M', 8, DP_LIT("\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"), 0, DP_UNSUPPORTED},
        {'c', 8, DP_LIT("\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"), 0, DP_CORRUPT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        dp_ctx *ctx;
        dp_heap *heap = heap_of(&ctx);
        const dp_dtype type = {.kind = rows[i].kind, .itemsize = rows[i].size};
        const uint64_t two = 2;
        dp_id id = dp_obj_new(heap, DP_K_NONE, 0);
        cr_assert_eq(dp_array_put(heap, id, &type, 1, &two, false, rows[i].data, NULL), DP_OK);
        dp_state s = dp_state_top(heap, dp_obj_new(heap, DP_K_DICT, 0), "");
        dp_labels labels = dp_labels_of(&s, id, "classes_");
        cr_assert_eq(dp_failed(ctx), rows[i].rc, "%c%u", rows[i].kind, rows[i].size);
        cr_assert(s.failed || (labels.n == 2 && labels.kind == rows[i].want && labels.obj == id));
        cr_assert(rows[i].kind != 'S' || dp_span_is(labels.text[1], "\xc3\xa9z"));
        cr_assert(rows[i].kind != 'i' || (labels.i[0] == -1 && labels.i[1] == 1));
        cr_assert(rows[i].kind != 'f' || (labels.f[0] == 0.5 && labels.f[1] == -0.5));
        dp_ctx_free(ctx);
    }
}
