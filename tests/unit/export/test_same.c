#include "support/model.h"
#include "support/pickles.h"

#include "export/same.h"

#include <criterion/criterion.h>

struct same_row {
    dp_span a, b;
    bool same;
};

#define ROW(a, b, same) {DP_LIT(P_FILE(a)), DP_LIT(P_FILE(b)), same}
#define RIDGE(attributes) P_OBJECT("sklearn.linear_model._ridge", "Ridge", attributes)
/* numpy.float64(v), of eight bytes; an array of two of them */
#define F8(bytes) "cnumpy.core.multiarray\nscalar\n" DTYPE "C\x08" bytes "\x86R"
#define DTYPE "cnumpy\ndtype\nVf8\nK\0K\1\x87R(K\3V<\nNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
#define ONE "\0\0\0\0\0\0\xf0\x3f"
#define TWO "\0\0\0\0\0\0\0\x40"

static bool same(const struct same_row *row)
{
    test_file a;
    test_file b;
    dp_same s;
    test_open_bytes(&a, row->a);
    test_open_bytes(&b, row->b);
    cr_assert(a.rc == DP_OK && b.rc == DP_OK, "%s %s", dp_ctx_record(a.ctx)->what, dp_ctx_record(b.ctx)->what);
    cr_assert(dp_same_init(&s, a.ctx, a.loaded.heap, b.loaded.heap));
    bool found = dp_same_value(&s, a.loaded.root, b.loaded.root);
    cr_assert_gt(s.work, 0);
    test_close(&a);
    test_close(&b);
    return found;
}

Test(same, values_not_their_packing)
{
    static const struct same_row rows[] = {
        ROW(P_INT(3), P_INT(3), true),
        ROW(P_INT(3), "K\3", true),
        ROW(P_INT(3), P_INT(4), false),
        ROW(P_INT(1), P_FLOAT(1.0), false), /* max_features=1 and 1.0 are not the same */
        ROW(P_INT(1), P_TRUE, false),
        ROW(P_FLOAT(1.0), F8(ONE), true),
        ROW(P_FLOAT(1.0), F8(TWO), false),
        ROW(P_FLOAT(nan), P_FLOAT(nan), true),
        ROW(P_FLOAT(0.0), P_FLOAT(-0.0), false),
        ROW(P_TEXT("a"), "\x8c\1a", true),
        ROW(P_TEXT("a"), P_TEXT("b"), false),
        ROW(P_TEXT("1"), P_INT(1), false),
        ROW(P_NONE, P_NONE, true),
        ROW(P_NONE, P_INT(0), false),
        ROW(P_LIST(P_INT(1) P_INT(2)), P_LIST(P_INT(1) P_INT(2)), true),
        ROW(P_LIST(P_INT(1) P_INT(2)), P_LIST(P_INT(1)), false),
        ROW(P_LIST(P_INT(1)), P_TUPLE(P_INT(1)), false),
        ROW(P_LIST(P_LIST(P_INT(1))), P_LIST(P_LIST(P_INT(2))), false),
        ROW(P_SET(P_TEXT("a") P_TEXT("b")), P_SET(P_TEXT("b") P_TEXT("a")), true),
        ROW(P_SET(P_TEXT("a") P_TEXT("b")), P_SET(P_TEXT("b") P_TEXT("c")), false),
        ROW(P_DICT(P_TEXT("a") P_INT(1) P_TEXT("b") P_INT(2)), P_DICT(P_TEXT("b") P_INT(2) P_TEXT("a") P_INT(1)), true),
        ROW(P_DICT(P_TEXT("a") P_INT(1) P_TEXT("b") P_INT(2)), P_DICT(P_TEXT("b") P_INT(1) P_TEXT("a") P_INT(2)), false),
        ROW(P_DICT(P_INT(1) P_INT(1)), P_DICT(P_INT(2) P_INT(1)), false),
        ROW(RIDGE(P_TEXT("alpha") P_INT(1)), RIDGE(P_TEXT("alpha") P_INT(1)), true),
        ROW(RIDGE(P_TEXT("alpha") P_INT(1)), RIDGE(P_TEXT("alpha") P_INT(2)), false),
        ROW(RIDGE(P_TEXT("alpha") P_INT(1)), P_OBJECT("sklearn.linear_model._coordinate_descent", "Lasso", P_TEXT("alpha") P_INT(1)), false),
        ROW(RIDGE(""), P_OBJECT("sklearn.linear_model.ridge", "Ridge", ""), true), /* the name it had before 0.22 */
        ROW(P_NAME("numpy", "log1p"), P_NAME("numpy", "log1p"), true),
        ROW(P_NAME("numpy", "log1p"), P_NAME("numpy", "expm1"), false),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(same(&rows[i]), rows[i].same, "row %zu", i);
        const struct same_row turned = {rows[i].b, rows[i].a, false};
        cr_assert_eq(same(&turned), rows[i].same, "row %zu, turned", i);
    }
}

/* Lists that hold the one before twice: 2^12 ways through them. What holds itself is refused before. */
Test(same, shared_objects_end)
{
    uint8_t bytes[400] = "\x80\x04]\x94";
    size_t n = 4;
    for (uint8_t i = 0; i < 12; i++) {
        const uint8_t level[] = {'0', '(', 'h', i, 'h', i, 'l', 0x94};
        memcpy(bytes + n, level, sizeof level);
        n += sizeof level;
    }
    bytes[n++] = '.';
    const struct same_row shared = {{bytes, n}, {bytes, n}, true};
    cr_assert(same(&shared));
}
