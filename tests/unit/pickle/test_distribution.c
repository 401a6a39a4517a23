#include "pickles.h"

#define GEN "cscipy.stats._continuous_distns\nbeta_gen\n)\x81"
#define DISCRETE "cscipy.stats._discrete_distns\nrandint_gen\n)\x81"
#define KEY "S'_parse_arg_template'\n"

/* scipy's template with names a and ways to write location and scale. */
static const char *template(dp_ctx *ctx, const char *names, const char *in, const char *out)
{
    return dp_take_printf(ctx,
                          "\ndef _parse_args(self, %s %s):\n    return (%s), %s\n\n"
                          "def _parse_args_rvs(self, %s %s, size=None):\n    return self._argcheck_rvs(%s %s, size=size)\n\n"
                          "def _parse_args_stats(self, %s %s, moments='mv'):\n    return (%s), %s, moments\n",
                          names, in, names, out, names, in, names, out, names, in, names, out);
}

static dp_verdict verdict_of(const char *code, size_t n)
{
    static uint8_t pickle[4096];
    size_t used = 0;
    const dp_span parts[] = {DP_LIT(GEN "}(X\x13\0\0\0_parse_arg_template" "X"),
                             {(const uint8_t[]){(uint8_t)n, (uint8_t)(n >> 8), 0, 0}, 4},
                             {(const uint8_t *)code, n}, DP_LIT("ub.")};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        memcpy(pickle + used, parts[i].p, parts[i].n);
        used += parts[i].n;
    }
    struct run r = run_pickle((dp_span){pickle, used});
    cr_assert_eq(r.rc, DP_OK, "%s", r.record->what);
    dp_verdict verdict = r.record->verdict;
    run_free(&r);
    return verdict;
}

/* scipy executes the text: only its own passes, whole and unchanged. */
Test(distribution, code_must_be_scipys_own)
{
    const dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    static const char *const names[] = {"", "a, ", "a, b, ", "low, high, ", "mu, Sigma_1, x9, "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *good = template(ctx, names[i], "loc=0, scale=1", "loc, scale");
        cr_assert_eq(verdict_of(good, strlen(good)), DP_SAFE, "%s", names[i]);
        good = template(ctx, names[i], "loc=0", "loc, 1");
        cr_assert_eq(verdict_of(good, strlen(good)), DP_SAFE, "%s", names[i]);
    }
    static const char *const bad[] = {"a=exit(), ", "a,b, ", "a b, ", "1a, ", ", ", "a,  ", "*a, ", "a, , ", "a:int, "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *code = template(ctx, bad[i], "loc=0, scale=1", "loc, scale");
        cr_assert_eq(verdict_of(code, strlen(code)), DP_DANGEROUS, "%s", bad[i]);
    }
    const char *good = template(ctx, "a, ", "loc=0, scale=1", "loc, scale");
    size_t n = strlen(good);
    char *copy = dp_take_text(ctx, dp_span_of(dp_take_printf(ctx, "%s ", good)));
    cr_assert_eq(verdict_of(copy, n + 1), DP_DANGEROUS, "one more byte");
    for (size_t i = 0; i < n; i++) {
        cr_assert_eq(verdict_of(good, i), DP_DANGEROUS, "cut to %zu", i);
        memcpy(copy, good, n);
        copy[i] = copy[i] == ';' ? ':' : ';';
        cr_assert_eq(verdict_of(copy, n), DP_DANGEROUS, "changed at %zu", i);
    }
    dp_ctx_free(ctx);
}

Test(distribution, state_comes_in_two_forms_only)
{
    static const struct verdict_row rows[] = {
        {PICKLE(GEN "}b."), DP_SAFE},
        {PICKLE(GEN "}S'a'\nK\1sb."), DP_SAFE},
        {PICKLE(GEN "(}S'name'\nS'beta'\nsNtb."), DP_SAFE},
        {PICKLE(GEN "(}cnumpy.random\n__RandomState_ctor\n)Rtb."), DP_SAFE},
        {PICKLE(GEN "(}K\1K\2s)tb."), DP_DANGEROUS},
        {PICKLE(GEN "(}" KEY "S'x'\nsNtb."), DP_DANGEROUS},
        {PICKLE(GEN "(}ccollections\nOrderedDict\n)Rtb."), DP_DANGEROUS},
        {PICKLE(GEN "}" KEY "S'import os'\nsb."), DP_DANGEROUS},
        {PICKLE(GEN "}" KEY "Nsb."), DP_DANGEROUS},
        {PICKLE(GEN "]((" KEY "S'import os'\nteb."), DP_DANGEROUS},
        {PICKLE(GEN "((" KEY "S'import os'\nttb."), DP_DANGEROUS},
        {PICKLE(GEN "ccollections\nOrderedDict\n)R" KEY "S'import os'\nsb."), DP_DANGEROUS},
        {PICKLE(GEN "}cnumpy.core.multiarray\nscalar\n(S'U'\n" KEY "tRS'x'\nsb."), DP_DANGEROUS},
        {PICKLE(GEN "Nb."), DP_DANGEROUS},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}

/* getattr stays what it is but for the methods that pickles of distributions hold, however often and in whatever order the two
 * stand. */
Test(distribution, methods_may_be_fetched_and_held)
{
    static const struct verdict_row rows[] = {
        {PICKLE("cbuiltins\ngetattr\n(" DISCRETE "S'_entropy'\ntR."), DP_SAFE},
        {PICKLE("c__builtin__\ngetattr\n(" DISCRETE "S'_entropy'\ntR."), DP_SAFE},
        {PICKLE("cbuiltins\ngetattr\n(" GEN "S'ppf'\ntR."), DP_SAFE},
        {PICKLE("cbuiltins\ngetattr\n(" GEN "S'ppf'\ntR)R."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(" GEN "S'_ppf'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(cscipy.stats._levy_stable\nlevy_stable_gen\n)\x81S'pdf'\ntR."), DP_SAFE},
        {PICKLE("cbuiltins\ngetattr\n(csklearn.svm\nSVC\n)\x81S'pdf'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(cbuiltins\nstr\nS'lower'\ntR."), DP_SAFE},
        {PICKLE("c__builtin__\ngetattr\n(c__builtin__\nunicode\nS'split'\ntR."), DP_SAFE},
        {PICKLE("cbuiltins\ngetattr\n(cbuiltins\nstr\nS'lower'\ntR(S'A'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(cbuiltins\nstr\nS'format'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(" DISCRETE "S'__init__'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(" DISCRETE "S'_entropy'\nNtR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(cscipy.stats._discrete_distns\nrandint_gen\nS'_entropy'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(cnumpy\nndarray\nS'_entropy'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(" DISCRETE "S'_entropy'\ntR)R."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(" DISCRETE "S'_entropy'\ntR}b."), DP_DANGEROUS},
        {PICKLE("(cbuiltins\ngetattr\n(" DISCRETE "S'_entropy'\ntRcbuiltins\ngetattr\n(" DISCRETE "S'x'\ntRt."), DP_DANGEROUS},
        {PICKLE("cnumpy.random._pickle\n__generator_ctor\n(S'PCG64'\ncnumpy.random._pickle\n__bit_generator_ctor\ntR."), DP_SAFE},
        {PICKLE("cnumpy.random._pickle\n__generator_ctor\n(S'x'\ncbuiltins\nlen\ntR."), DP_DANGEROUS},
        {PICKLE("ccopyreg\n_reconstructor\n(csklearn.svm\nSVC\ncsklearn.svm\nSVR\nNtR."), DP_UNKNOWN},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}

#define MEAN "cscipy.stats._morestats\nMean\n"
#define NEW "cbuiltins\ngetattr\n(" MEAN "S'__new__'\ntR"
#define PARTIAL "cfunctools\npartial\n(" NEW "p1\ntR"

/* partial(C.__new__, C, …)() makes a C, as NEWOBJ_EX does: in this form only. */
Test(distribution, constructors_are_prepared_for_their_classes)
{
    static const struct verdict_row rows[] = {
        {PICKLE(PARTIAL "(g1\n(" MEAN "K\1t}Ntb)R."), DP_SAFE},
        {PICKLE(PARTIAL "(g1\n(" MEAN "K\1tNNtb)R."), DP_SAFE},
        {PICKLE(PARTIAL "(g1\n(cscipy.stats._morestats\nVariance\nt}Ntb)R."), DP_SAFE},
        {PICKLE(NEW "."), DP_SAFE},
        {PICKLE(PARTIAL "(g1\n(" MEAN "K\1t}Ntb(K\1tR."), DP_DANGEROUS},
        {PICKLE(PARTIAL ")R."), DP_DANGEROUS},
        {PICKLE(PARTIAL "(g1\n)}Ntb)R."), DP_DANGEROUS},
        {PICKLE(PARTIAL "(g1\n(K\1t}Ntb)R."), DP_DANGEROUS},
        {PICKLE(PARTIAL "(g1\n(csklearn.svm\nSVC\nt}Ntb)R."), DP_DANGEROUS},
        {PICKLE(PARTIAL "(cposix\nsystem\n(S'true'\nt}Ntb)R."), DP_DANGEROUS},
        {PICKLE(PARTIAL "(cbuiltins\nlen\n(" MEAN "t}Ntb)R."), DP_DANGEROUS},
        {PICKLE(NEW "(" MEAN "tR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(" MEAN "S'__init__'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(cbuiltins\ntype\nS'__new__'\ntR."), DP_DANGEROUS},
        {PICKLE("cbuiltins\ngetattr\n(cunheard\nOf\nS'__new__'\ntR."), DP_DANGEROUS},
        {PICKLE("cscipy.stats._morestats\nMean.__new__\n."), DP_DANGEROUS},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}

#define DATASET "clightgbm.basic\nDataset\n)\x81"

/* When it goes, lightgbm frees what its handle points to. */
Test(distribution, a_dataset_has_no_handle)
{
    static const struct verdict_row rows[] = {
        {PICKLE(DATASET "}S'_handle'\nNsS'label'\nNsb."), DP_SAFE},
        {PICKLE(DATASET "}S'handle'\nNsb."), DP_SAFE},
        {PICKLE(DATASET "."), DP_SAFE},
        {PICKLE("ccopyreg\n_reconstructor\n(clightgbm.basic\nDataset\ncbuiltins\nobject\nNtR}S'handle'\nK\1sb."), DP_DANGEROUS},
        {PICKLE(DATASET "}S'_handle'\nK\1sb."), DP_DANGEROUS},
        {PICKLE(DATASET "}S'handle'\nK\1sb."), DP_DANGEROUS},
        {PICKLE(DATASET "}S'handle'\nNsS'handle'\nK\1sb."), DP_DANGEROUS},
        {PICKLE(DATASET "(N}S'handle'\nK\1stb."), DP_DANGEROUS},
        {PICKLE(DATASET "ccollections\nOrderedDict\n)Rb."), DP_DANGEROUS},
        {PICKLE("clightgbm.basic\nDataset\n(K\1tR."), DP_UNKNOWN},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}
