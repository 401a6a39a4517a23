#include "value_pickles.h"

#include "pickle/names.h"

#include <stdio.h>

Test(recipes, are_sorted_and_in_the_table_of_names)
{
    size_t n;
    size_t n_rows;
    const char *const *names = dp_recipes(&n);
    const dp_name *rows = dp_names(&n_rows);
    for (size_t i = 0; i < n; i++) {
        cr_assert(i == 0 || strcmp(names[i - 1], names[i]) < 0, "%s", names[i]);
        bool known = false;
        for (size_t k = 0; k < n_rows && !known; k++) {
            known = strcmp(rows[k].canonical, names[i]) == 0
                    && (rows[k].role == DP_R_RECIPE || rows[k].role == DP_R_CLASS);
        }
        cr_assert(known, "%s has no row of its own in names.def", names[i]);
    }
}

static bool is_kept(const char *canonical)
{
    static const char *const kept[] = {
#define KEPT(canonical) canonical,
#include "value/recipes.def"
#undef KEPT
    };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        size_t n = strlen(kept[i]);
        if (kept[i][n - 1] == '.' ? strncmp(canonical, kept[i], n) == 0 : strcmp(canonical, kept[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* A name that may be called must be understood, or be kept on purpose: nothing is let through by chance. */
Test(recipes, every_name_that_may_be_called_has_one)
{
    size_t n;
    size_t n_rows;
    const char *const *names = dp_recipes(&n);
    const dp_name *rows = dp_names(&n_rows);
    size_t missing = 0;
    for (size_t k = 0; k < n_rows; k++) {
        bool known = rows[k].role != DP_R_RECIPE || is_kept(rows[k].canonical);
        for (size_t i = 0; i < n && !known; i++) {
            known = strcmp(rows[k].canonical, names[i]) == 0;
        }
        if (!known) {
            fprintf(stderr, "no recipe for %s (%s %s)\n", rows[k].canonical, rows[k].module, rows[k].name);
            missing++;
        }
    }
    cr_assert_eq(missing, 0);
}

static void check_kind(const char *what, dp_span pickle, dp_kind kind, uint32_t len)
{
    struct run r = run_good(pickle);
    cr_assert_eq(dp_kind_of(r.heap, r.root), kind, "%s: kind %d", what, dp_kind_of(r.heap, r.root));
    cr_assert_eq(dp_at(r.heap, r.root)->len, len, "%s: length %u", what, dp_at(r.heap, r.root)->len);
    dp_ctx_free(r.ctx);
}

Test(recipes, python_s_own_types)
{
    check_kind("set", DP_LIT("c__builtin__\nset\n((I1\nI2\nltR."), DP_K_SET, 2);
    check_kind("empty set", DP_LIT("cbuiltins\nset\n((ltR."), DP_K_SET, 0);
    check_kind("frozenset", DP_LIT("cbuiltins\nfrozenset\n((I1\nI2\nltR."), DP_K_FROZENSET, 2);
    check_kind("bytes()", DP_LIT("c__builtin__\nbytes\n(tR."), DP_K_BYTES, 0);
    check_kind("bytearray(text, latin-1)", DP_LIT("c__builtin__\nbytearray\n(X\3\0\0\0a\xc3\xa9Vlatin-1\ntR."),
               DP_K_BYTEARRAY, 2);
    check_kind("encode", DP_LIT("c_codecs\nencode\n(X\3\0\0\0a\xc3\xbfVlatin1\ntR."), DP_K_BYTES, 2);
    check_kind("slice", DP_LIT("c__builtin__\nslice\n(I1\nI2\nNtR."), DP_K_SLICE, 3);
    check_kind("complex", DP_LIT("c__builtin__\ncomplex\n(F1.5\nF-2\ntR."), DP_K_COMPLEX, 0);
}

Test(recipes, dictionaries_of_all_kinds)
{
    check_kind("OrderedDict of Python 2", DP_LIT("ccollections\nOrderedDict\n(((Va\nI1\nl(Vb\nI2\nlltR."), DP_K_DICT, 2);
    check_kind("OrderedDict", DP_LIT("ccollections\nOrderedDict\n(tR(Va\nI1\nVb\nI2\nu."), DP_K_DICT, 2);
    check_kind("both", DP_LIT("ccollections\nOrderedDict\n(((Va\nI1\nlltR(Vb\nI2\nVc\nI3\nu."), DP_K_DICT, 3);
    check_kind("defaultdict", DP_LIT("ccollections\ndefaultdict\n(c__builtin__\nint\ntRVa\nI1\ns."), DP_K_DICT, 1);
    check_kind("Bunch", DP_LIT("\x80\2csklearn.utils\nBunch\n)\x81(Va\nI1\nu."), DP_K_DICT, 1);
    check_kind("Bunch of protocol 0", DP_LIT("ccopy_reg\n_reconstructor\n(csklearn.utils\nBunch\nc__builtin__\ndict\n"
                                             "(dVa\nI1\nstR."), DP_K_DICT, 1);
    struct run r = RUN_GOOD("ccollections\nOrderedDict\n(((Va\nI1\nlltR(Vb\nI2\nVa\nI3\nu.");
    cr_assert_eq(dp_at(r.heap, dp_obj_get(r.heap, r.root, "a"))->u.i, 3, "the later one wins");
    dp_ctx_free(r.ctx);
}

#define RANDOM_STATE "cnumpy.random\n__RandomState_ctor\n(tR(VMT19937\n" ARRAY("I1\n", DTYPE("u4", "<"), "0", "C\4abcd") \
                     "I1\nI0\nF0.0\ntb"

Test(recipes, what_models_do_not_need_is_opaque)
{
    struct run r = RUN_GOOD(RANDOM_STATE ".");
    cr_assert_eq(dp_kind_of(r.heap, r.root), DP_K_OPAQUE);
    cr_assert_str_eq(dp_at(r.heap, r.root)->u.name, "numpy.random.RandomState");
    dp_ctx_free(r.ctx);
}

Test(recipes, what_models_read_is_kept)
{
    static const dp_span rows[] = {
        DP_LIT("csklearn.tree._tree\nTree\n(I1\n" ARRAY("I1\n", I8, "0", "C\x08\1\0\0\0\0\0\0\0") "I1\ntR(dVn\nI1\nsb."),
        DP_LIT("cfunctools\npartial\n(csklearn.utils.validation\ncheck_array\np0\ntR(g0\n(t(dNtb."),
        DP_LIT("csklearn.linear_model._sgd_fast\nHinge\n(F1.0\ntR."),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_good(rows[i]);
        cr_assert_eq(dp_kind_of(r.heap, r.root), DP_K_MADE, "%zu", i);
        dp_ctx_free(r.ctx);
    }
}

#define UFUNC(module, name) "cnumpy.core\n_ufunc_reconstruct\n(V" module "\nV" name "\ntR."

Test(recipes, a_ufunc_by_name_is_that_name)
{
    struct run r = RUN_GOOD(UFUNC("numpy.core.umath", "log"));
    cr_assert_eq(dp_kind_of(r.heap, r.root), DP_K_GLOBAL);
    cr_assert_str_eq(dp_obj_class(r.heap, r.root), "numpy.log");
    dp_ctx_free(r.ctx);
    static const dp_span evil[] = {DP_LIT(UFUNC("os", "system")), DP_LIT(UFUNC("numpy.core.umath", "nothing")),
                                    DP_LIT(UFUNC("numpy", "memmap")), DP_LIT(UFUNC("sklearn.svm", "SVC"))};
    for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
        r = run_pickle(evil[i]);
        cr_assert_eq(r.rc, DP_UNSAFE);
        cr_assert(dp_ctx_record(r.ctx)->verdict != DP_SAFE);
        dp_ctx_free(r.ctx);
    }
}

#define SPARSE(class, extra) "\x80\2cscipy.sparse\n" class "\n)\x81(d" extra "b."
#define SHAPE(rows, cols) "V_shape\n(I" rows "\nI" cols "\nts"
#define INTS(key, n, bytes) "V" key "\n" ARRAY("I" n "\n", DTYPE("i4", "<"), "0", bytes) "s"
#define CSR(indices, indptr)                                                                        \
    SPARSE("csr_matrix", SHAPE("2", "3") "Vdata\n" ARRAY("I2\n", F8, "0", BYTES("\x10",             \
           "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\x40")) "s" indices indptr)

Test(recipes, sparse_matrices_are_checked_once)
{
    struct run r = RUN_GOOD(CSR(INTS("indices", "2", "C\x08\2\0\0\0\0\0\0\0"),
                                INTS("indptr", "3", "C\x0c\0\0\0\0\1\0\0\0\2\0\0\0")));
    cr_assert_eq(dp_kind_of(r.heap, r.root), DP_K_SPARSE);
    const dp_sparse *s = dp_at(r.heap, r.root)->u.value;
    cr_assert(s->kind == 'r' && s->rows == 2 && s->cols == 3);
    cr_assert_eq(dp_array_i64(s->indices, 0), 2);
    dp_ctx_free(r.ctx);
    static const struct {
        const char *why;
        dp_span pickle;
    } rows[] = {
        {"column 3 of 3", DP_LIT(CSR(INTS("indices", "2", "C\x08\3\0\0\0\0\0\0\0"),
                                     INTS("indptr", "3", "C\x0c\0\0\0\0\1\0\0\0\2\0\0\0")))},
        {"column -1", DP_LIT(CSR(INTS("indices", "2", "C\x08\xff\xff\xff\xff\0\0\0\0"),
                                 INTS("indptr", "3", "C\x0c\0\0\0\0\1\0\0\0\2\0\0\0")))},
        {"indptr falls", DP_LIT(CSR(INTS("indices", "2", "C\x08\0\0\0\0\0\0\0\0"),
                                    INTS("indptr", "3", "C\x0c\0\0\0\0\2\0\0\0\1\0\0\0")))},
        {"indptr beyond the end", DP_LIT(CSR(INTS("indices", "2", "C\x08\0\0\0\0\0\0\0\0"),
                                             INTS("indptr", "3", "C\x0c\0\0\0\0\1\0\0\0\3\0\0\0")))},
        {"indptr too short", DP_LIT(CSR(INTS("indices", "2", "C\x08\0\0\0\0\0\0\0\0"),
                                        INTS("indptr", "2", "C\x08\0\0\0\0\1\0\0\0")))},
        {"fewer indices than numbers", DP_LIT(CSR(INTS("indices", "1", "C\4\0\0\0\0"),
                                                  INTS("indptr", "3", "C\x0c\0\0\0\0\1\0\0\0\1\0\0\0")))},
        {"no indptr", DP_LIT(CSR(INTS("indices", "2", "C\x08\0\0\0\0\0\0\0\0"), ""))},
        {"never built", DP_LIT("\x80\2cscipy.sparse\ncsr_matrix\n)\x81.")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        r = run_pickle(rows[i].pickle);
        cr_assert_eq(r.rc, DP_CORRUPT, "%s", rows[i].why);
        dp_ctx_free(r.ctx);
    }
}

Test(recipes, calls_with_what_they_cannot_take_are_refused)
{
    static const struct {
        const char *why;
        dp_span pickle;
    } rows[] = {
        {"bytearray of a size", DP_LIT("cbuiltins\nbytearray\n(I1000000000000\ntR.")},
        {"bytes of a size", DP_LIT("cbuiltins\nbytes\n(I1000000000000\ntR.")},
        {"bytearray of text without encoding", DP_LIT("cbuiltins\nbytearray\n(Va\ntR.")},
        {"encode to something else", DP_LIT("c_codecs\nencode\n(Va\nVzip\ntR.")},
        {"encode to rot13", DP_LIT("c_codecs\nencode\n(Va\nVrot13\ntR.")},
        {"encode without encoding", DP_LIT("c_codecs\nencode\n(Va\ntR.")},
        {"encode of what latin1 lacks", DP_LIT("c_codecs\nencode\n(X\2\0\0\0\xc4\x80Vlatin1\ntR.")},
        {"set of a number", DP_LIT("cbuiltins\nset\n(I3\ntR.")},
        {"set with state", DP_LIT("cbuiltins\nset\n((ltR(db.")},
        {"complex of text", DP_LIT("cbuiltins\ncomplex\n(V1+2j\nI0\ntR.")},
        {"slice of one", DP_LIT("cbuiltins\nslice\n(I1\ntR.")},
        {"OrderedDict of threes", DP_LIT("ccollections\nOrderedDict\n(((I1\nI2\nI3\nlltR.")},
        {"OrderedDict of a number", DP_LIT("ccollections\nOrderedDict\n(I1\ntR.")},
        {"ufunc of numbers", DP_LIT("cnumpy.core\n_ufunc_reconstruct\n(I1\nI2\ntR.")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_pickle(rows[i].pickle);
        cr_assert_eq(r.rc, DP_CORRUPT, "%s: %s", rows[i].why, dp_rc_name(r.rc));
        dp_ctx_free(r.ctx);
    }
}

/* Python copies at once, we look at the end: a file that changes a thing in between would be two models in one. */
Test(recipes, what_was_used_may_not_change)
{
    static const dp_span rows[] = {
        DP_LIT("((lp0\ncbuiltins\nset\n(g0\ntRg0\nI1\nat."),
        DP_LIT("((lp0\nccollections\nOrderedDict\n((lp1\ng0\natRg0\nI1\nat."),
        DP_LIT("(csklearn.utils\nBunch\n)\x81(dp0\nbg0\nVa\nI1\nst."),
        DP_LIT("(" NEW_ARRAY "(I1\n(I1\nt" OBJECT "I00\n(I1\nlp0\ntbg0\nI2\nat."),
        DP_LIT("(" CALL_DTYPE("i8") "p0\ncnumpy.core.multiarray\nscalar\n(g0\n" BYTES("\x08", "\1\0\0\0\0\0\0\0")
               "tRg0\n(I3\nV>\nNNNI-1\nI-1\nI0\ntbt."),
        DP_LIT("(" CALL_DTYPE("i8") "p0\n" NEW_ARRAY "(I1\n(I1\ntg0\nI00\n" BYTES("\x08", "\1\0\0\0\0\0\0\0")
               "tbg0\n(I3\nV>\nNNNI-1\nI-1\nI0\ntbt."),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dp_limits limits = dp_limits_default(0);
        dp_ctx *ctx = dp_ctx_new(&limits);
        dp_id root;
        size_t used;
        cr_assert_eq(dp_pickle_run(dp_heap_new(ctx), rows[i], 0, NULL, NULL, &root, &used), DP_CORRUPT, "%zu", i);
        cr_assert(strstr(dp_ctx_record(ctx)->what, "used already") != NULL, "%zu: %s", i, dp_ctx_record(ctx)->what);
        dp_ctx_free(ctx);
    }
}
