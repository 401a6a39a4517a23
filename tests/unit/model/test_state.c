#include "support/model.h"
#include "support/pickles.h"

#include "model/fields.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* A dictionary of attributes from a pickle, opened at the path "here". */
static dp_state open_dict(test_file *f, dp_span pickle)
{
    test_open_bytes(f, pickle);
    cr_assert_eq(f->rc, DP_OK, "%s", dp_ctx_record(f->ctx)->what);
    dp_state s = dp_state_top(f->loaded.heap, f->loaded.root, "here");
    cr_assert(!s.failed);
    return s;
}

/* A row RENAMED of era.def is all that a new name of an attribute needs: what asks for the old one finds it. */
Test(state, an_attribute_that_a_later_release_calls_otherwise)
{
    test_file f;
    test_open_bytes(&f, DP_LIT(P_FILE(P_OBJECT("sklearn.cluster._kmeans", "MiniBatchKMeans", P_TEXT("_counts") P_INT(7)))));
    dp_state s = dp_state_top(f.loaded.heap, f.loaded.root, "$");
    cr_assert_eq(dp_get_int(&s, "counts_", 0), 7);
    cr_assert_eq(dp_model_attribute(s.heap, f.loaded.root, "counts_"), dp_get(&s, "_counts"));
    cr_assert_not(dp_has(&s, "init_size_"));
    test_close(&f);
    test_open_bytes(&f, DP_LIT(P_FILE(P_OBJECT("sklearn.cluster._kmeans", "KMeans", P_TEXT("_counts") P_INT(7)))));
    s = dp_state_top(f.loaded.heap, f.loaded.root, "$");
    cr_assert_not(dp_has(&s, "counts_"));
    cr_assert_eq(dp_model_attribute(s.heap, f.loaded.root, "counts_"), 0);
    test_close(&f);
}

static dp_rc rc_of_estimators(const char *version)
{
    char pickle[200];
    test_file f;
    size_t n = (size_t)snprintf(pickle, sizeof pickle, "csklearn.cluster\nKMeans\n)\x81(dS'_sklearn_version'\nS'%s'\nsb.", version);
    test_open_bytes(&f, (dp_span){(const uint8_t *)pickle, n});
    dp_state s = dp_state_top(f.loaded.heap, f.loaded.root, "$");
    dp_need(&s, "cluster_centers_");
    dp_rc rc = dp_ctx_record(f.ctx)->rc;
    test_close(&f);
    return rc;
}

/* A sound file of tomorrow is not damaged, and one of today that lacks what it must have is. */
Test(state, what_a_later_release_may_have_renamed)
{
    cr_assert_eq(rc_of_estimators("1.9.1"), DP_CORRUPT);
    cr_assert_eq(rc_of_estimators("1.10.0"), DP_UNSUPPORTED);
}

Test(state, a_function_in_place_of_a_name)
{
    test_file f;
    dp_state s = open_dict(&f, DP_LIT(P_FILE(P_DICT(P_TEXT("metric") P_NAME("sklearn.metrics.pairwise", "rbf_kernel")))));
    cr_assert_str_eq(dp_get_text(&s, "metric", ""), "");
    cr_assert_eq(dp_ctx_record(f.ctx)->rc, DP_UNSUPPORTED);
    test_close(&f);
}

#define MIXED                                                                                                        \
    DP_LIT(P_FILE(P_DICT(P_TEXT("i") P_INT(5) P_TEXT("f") P_FLOAT(0.5) P_TEXT("t") P_TEXT("word") P_TEXT("yes") P_TRUE \
                         P_TEXT("none") P_NONE P_TEXT("list") P_LIST(P_INT(1) P_INT(2)) "U\3old" P_INT(9))))

Test(state, attributes_as_the_type_that_is_asked_for)
{
    test_file f;
    dp_state s = open_dict(&f, MIXED);
    size_t n;
    cr_assert_eq(dp_get_int(&s, "i", 0), 5);
    cr_assert_eq(dp_get_f64(&s, "i", 0), 5.0);
    cr_assert_eq(dp_get_f64(&s, "f", 0), 0.5);
    cr_assert(dp_get_bool(&s, "yes", false));
    cr_assert_str_eq(dp_get_text(&s, "t", ""), "word");
    cr_assert_eq(dp_get_int(&s, "new|old", 0), 9);
    cr_assert_eq(dp_get_int(&s, "i|old", 0), 5);
    cr_assert_eq(dp_get_int(&s, "none", 42), 42);
    cr_assert_str_eq(dp_get_text(&s, "missing", "else"), "else");
    cr_assert(!dp_has(&s, "none") && !dp_has(&s, "missing") && dp_has(&s, "i"));
    cr_assert_neq(dp_get(&s, "none"), 0);
    cr_assert_eq(dp_items_of(&s, dp_get(&s, "list"), "list", &n)[1], dp_at(s.heap, dp_get(&s, "list"))->u.item[1]);
    cr_assert_eq(n, 2);
    const dp_nums one = dp_need_nums(&s, "f", 2);
    cr_assert(one.ndim == 2 && one.dim[0] == 1 && one.dim[1] == 1 && one.found_ndim == 0 && one.v[0] == 0.5);
    cr_assert(!s.failed);
    test_close(&f);
}

enum getter { INT, F64, BOOL, TEXT, NUMS, NEED, ITEMS, GRID };

static void get(dp_state *s, enum getter getter, const char *key)
{
    size_t n, cols;
    switch (getter) {
    case INT: dp_get_int(s, key, 0); break;
    case F64: dp_get_f64(s, key, 0); break;
    case BOOL: dp_get_bool(s, key, false); break;
    case TEXT: dp_get_text(s, key, ""); break;
    case NUMS: dp_need_nums(s, key, 1); break;
    case NEED: dp_need(s, key); break;
    case ITEMS: dp_items_of(s, dp_get(s, key), key, &n); break;
    case GRID: dp_grid_of(s, dp_get(s, key), key, &n, &cols); break;
    }
}

/* The first fault stands; whatever is asked after it answers with nothing and changes nothing. */
Test(state, the_first_fault_stands)
{
    static const struct { enum getter getter; const char *key, *what; } rows[] = {
        {INT, "t", "t: expected int, found str"},
        {INT, "f", "f: expected int, found float"},
        {F64, "list", "list: expected float, found list"},
        {BOOL, "f", "f: expected bool, found float"},
        {TEXT, "i", "i: expected str, found int"},
        {NUMS, "t", "t: expected 1-d numbers, found str"},
        {NEED, "missing", "expected an attribute missing, found none (is it fitted?)"},
        {NEED, "newer|older", "expected an attribute newer, found none (is it fitted?)"},
        {ITEMS, "i", "i: expected list, found int"},
        {GRID, "list", "list: expected an object array, found list"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_file f;
        dp_state s = open_dict(&f, MIXED);
        get(&s, rows[i].getter, rows[i].key);
        cr_assert(s.failed, "row %zu", i);
        for (int k = INT; k <= GRID; k++) {
            get(&s, (enum getter)k, "none");
        }
        cr_assert_eq(dp_get_int(&s, "i", 77), 77);
        const dp_record *record = dp_ctx_record(f.ctx);
        cr_assert_eq(record->rc, DP_CORRUPT);
        cr_assert_str_eq(record->what, rows[i].what);
        cr_assert_str_eq(record->path, "here");
        test_close(&f);
    }
}

Test(state, paths_of_children_and_their_faults)
{
    test_file f;
    dp_state s = open_dict(&f, DP_LIT(P_FILE(P_DICT(P_TEXT("a") P_DICT(P_TEXT("b") P_DICT(""))))));
    dp_state a = dp_state_open(&s, dp_get(&s, "a"), "a");
    dp_state b = dp_state_open(&a, dp_get(&a, "b"), "list[3]");
    cr_assert_str_eq(b.path, "here.a.list[3]");
    dp_need(&b, "c");
    dp_state_close(&a, &b);
    dp_state_close(&s, &a);
    cr_assert(s.failed);
    cr_assert_str_eq(dp_ctx_record(f.ctx)->path, "here.a.list[3]");
    test_close(&f);
}

Test(state, eras_of_versions)
{
    static const struct { dp_span pickle; unsigned era; } rows[] = {
        {DP_LIT(P_FILE(P_DICT(P_TEXT("_sklearn_version") P_TEXT("0.17.1")))), 17},
        {DP_LIT(P_FILE(P_DICT(P_TEXT("_sklearn_version") P_TEXT("0.24.2")))), 24},
        {DP_LIT(P_FILE(P_DICT(P_TEXT("_sklearn_version") "U\5" "1.0.2"))), 100},
        {DP_LIT(P_FILE(P_DICT(P_TEXT("_sklearn_version") P_TEXT("1.10.dev0")))), 110},
        {DP_LIT(P_FILE(P_DICT(P_TEXT("_sklearn_version") P_TEXT("dev")))), 0},
        {DP_LIT(P_FILE(P_DICT(P_TEXT("_sklearn_version") P_INT(3)))), 0},
        {DP_LIT(P_FILE("}")), 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_file f;
        dp_state s = open_dict(&f, rows[i].pickle);
        cr_assert_eq(dp_state_era(&s), rows[i].era, "row %zu: %u", i, dp_state_era(&s));
        test_close(&f);
    }
}

struct all_fields {
    int64_t i;
    double f;
    bool yes, no;
    const char *t, *missing;
    dp_id list;
};

Test(state, a_table_of_fields_fills_its_struct)
{
    static const dp_field fields[] = {
        DP_INT(struct all_fields, i, .key = "i"),
        DP_F64(struct all_fields, f, .key = "new_f", .was = "newer_f|f"),
        DP_BOOL(struct all_fields, yes, .key = "yes"),
        DP_BOOL(struct all_fields, no, .key = "gone", .optional = true, .otherwise = 1),
        DP_TEXT(struct all_fields, t, .key = "t"),
        DP_TEXT(struct all_fields, missing, .key = "gone", .optional = true, .otherwise_text = "none"),
        DP_ID(struct all_fields, list, .key = "list"),
        {.kind = 0},
    };
    test_file f;
    struct all_fields all = {0};
    dp_state s = open_dict(&f, MIXED);
    dp_fields_read(&s, fields, &all);
    cr_assert(!s.failed);
    cr_assert(all.i == 5 && all.f == 0.5 && all.yes && all.no && all.list == dp_get(&s, "list"));
    cr_assert_str_eq(all.t, "word");
    cr_assert_str_eq(all.missing, "none");
    static const dp_field must[] = {DP_INT(struct all_fields, i, .key = "new", .was = "gone"), {.kind = 0}};
    dp_fields_read(&s, must, &all);
    cr_assert_str_eq(dp_ctx_record(f.ctx)->what, "expected an attribute new, found none (is it fitted?)");
    test_close(&f);
}
