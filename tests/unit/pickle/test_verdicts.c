#include "pickles.h"

#define CLASS "csklearn.svm.classes\nSVC\n"
#define NEW CLASS ")\x81"

/* Role and reach decide together. */
static const struct {
    dp_span pickle;
    dp_verdict verdict;
    const char *name; /* that must be in the record so */
    dp_reach reach;
} cases[] = {
    {PICKLE(CLASS "."), DP_SAFE, "sklearn.svm.classes.SVC", DP_HELD},
    {PICKLE(NEW "}b."), DP_SAFE, "sklearn.svm.classes.SVC", DP_BUILT},
    {PICKLE(CLASS ")}\x92."), DP_SAFE, "sklearn.svm.classes.SVC", DP_BUILT},
    {PICKLE("(isklearn.svm.classes\nSVC\n."), DP_SAFE, "sklearn.svm.classes.SVC", DP_BUILT},
    {PICKLE("(" CLASS "o."), DP_SAFE, "sklearn.svm.classes.SVC", DP_BUILT},
    {PICKLE(CLASS ")R."), DP_UNKNOWN, "sklearn.svm.classes.SVC", DP_CALLED},
    {PICKLE("(N" "isklearn.svm.classes\nSVC\n."), DP_UNKNOWN, "sklearn.svm.classes.SVC", DP_CALLED},
    {PICKLE("(" CLASS "No."), DP_UNKNOWN, "sklearn.svm.classes.SVC", DP_CALLED},
    {PICKLE(CLASS "}b."), DP_DANGEROUS, "sklearn.svm.classes.SVC", DP_STATE_SET},
    {PICKLE(CLASS "K\1K\2s."), DP_DANGEROUS, "sklearn.svm.classes.SVC", DP_STATE_SET},
    {PICKLE(CLASS "(K\1e."), DP_DANGEROUS, "sklearn.svm.classes.SVC", DP_STATE_SET},
    {PICKLE(NEW "}b}b."), DP_DANGEROUS, "sklearn.svm.SVC", DP_STATE_SET},
    {PICKLE("cnumpy\ndtype\n(tR."), DP_SAFE, "numpy.dtype", DP_CALLED},
    {PICKLE("cnumpy\nlog1p\n."), DP_SAFE, "numpy.log1p", DP_HELD},
    {PICKLE("cnumpy\nlog1p\n)R."), DP_DANGEROUS, "numpy.log1p", DP_CALLED},
    {PICKLE("cnumpy\nlog1p\n)\x81."), DP_DANGEROUS, "numpy.log1p", DP_BUILT},
    {PICKLE("cnumpy\nlog1p\n}b."), DP_DANGEROUS, "numpy.log1p", DP_STATE_SET},
    {PICKLE("cos\nsystem\n."), DP_DANGEROUS, "os.system", DP_HELD},
    {PICKLE("cos\nsystem\n0N."), DP_DANGEROUS, "os.system", DP_HELD},
    {PICKLE("cos\nsystem\n(S'x'\ntR."), DP_DANGEROUS, "os.system", DP_CALLED},
    {PICKLE("(S'x'\nios\nsystem\n."), DP_DANGEROUS, "os.system", DP_CALLED},
    {PICKLE("cacme\nModel\n)\x81."), DP_UNKNOWN, "acme.Model", DP_BUILT},
    {PICKLE("csklearn.svm.classes.x\nSVC\n."), DP_UNKNOWN, "sklearn.svm.classes.x.SVC", DP_HELD},
    {PICKLE("cjoblib.numpy_pickle\nos.system\n."), DP_DANGEROUS, "joblib.numpy_pickle.os.system", DP_HELD},
    {PICKLE("ca\x1b[2J\nb\xe2\x80\xae\n."), DP_UNKNOWN, "a\\x1b[2J.b\\u202e", DP_HELD},
    {PICKLE("\x8c\5numpy\x8c\6" "dtype\0\x93."), DP_UNKNOWN, "numpy.dtype\\x00", DP_HELD},
    {PICKLE("\x82\xf0)R."), DP_DANGEROUS, "EXT1:240", DP_EXTENSION},
    {PICKLE("\x82\xf0."), DP_UNKNOWN, "EXT1:240", DP_EXTENSION},
    {PICKLE("P1\n."), DP_UNKNOWN, "PERSID", DP_PERSISTENT},
    {PICKLE("K\1Q."), DP_UNKNOWN, "BINPERSID", DP_PERSISTENT},
    {PICKLE("cnumpy\ndtype\n)R)R."), DP_DANGEROUS, "<computed>", DP_CALLED},
    {PICKLE("K\1)R."), DP_DANGEROUS, "<computed>", DP_CALLED},
    {PICKLE("N)\x81."), DP_DANGEROUS, "<computed>", DP_BUILT},
    {PICKLE("ccopy_reg\n_reconstructor\n(" CLASS "c__builtin__\nobject\nNtR."), DP_SAFE, "sklearn.svm.classes.SVC", DP_BUILT},
    {PICKLE("ccopy_reg\n_reconstructor\n(csubprocess\nPopen\nc__builtin__\nobject\nNtR."), DP_DANGEROUS,
     "subprocess.Popen", DP_BUILT},
    {PICKLE("ccopy_reg\n_reconstructor\n(NNNtR."), DP_DANGEROUS, "<computed>", DP_BUILT},
    {PICKLE("ccopyreg\n__newobj__\n(" CLASS "tR."), DP_SAFE, "sklearn.svm.classes.SVC", DP_BUILT},
    {PICKLE("ccopyreg\n__newobj_ex__\n(" CLASS ")}tR."), DP_SAFE, "sklearn.svm.classes.SVC", DP_BUILT},
    {PICKLE("cfunctools\npartial\n(cnumpy\nlog1p\ntR."), DP_SAFE, "numpy.log1p", DP_HELD},
    {PICKLE("cfunctools\npartial\n(cnumpy\nlog1p\ntR)R."), DP_DANGEROUS, "<computed>", DP_CALLED},
    {PICKLE("cfunctools\npartial\n(cpandas.core.internals.blocks\nnew_block\ntR)R."), DP_SAFE,
     "pandas.core.internals.blocks.new_block", DP_CALLED},
    {PICKLE("cfunctools\npartial\n(cpandas.core.internals.blocks\nnew_block\ntR(cos\nsystem\n)}Ntb)R."), DP_DANGEROUS,
     "<computed>", DP_CALLED},
    {PICKLE("cfunctools\npartial\n(cnumpy\ndtype\n)RtR."), DP_DANGEROUS, "<computed>", DP_CALLED},
    {PICKLE("cfunctools\npartial\n(cnumpy.core\n_ufunc_reconstruct\n(Vnumpy\nVlog1p\ntRtR."), DP_SAFE, "functools.partial", DP_CALLED},
    {PICKLE("cbuiltins\nValueError\n(Vx\ntR."), DP_SAFE, "builtins.ValueError", DP_CALLED},
    {PICKLE("cbuiltins\ntype\n(NtR."), DP_SAFE, "builtins.type", DP_CALLED},
    {PICKLE("cbuiltins\ntype\n(Vx\n(t}tR."), DP_DANGEROUS, "builtins.type", DP_CALLED},
    {PICKLE("cbuiltins\ntype\n(" CLASS "tR."), DP_DANGEROUS, "builtins.type", DP_CALLED},
    {PICKLE("cbuiltins\ngetattr\n(czoneinfo\nZoneInfo\nV_unpickle\ntR(VUTC\nI01\ntR."), DP_SAFE, "zoneinfo.ZoneInfo._unpickle",
     DP_CALLED},
    {PICKLE("cbuiltins\ngetattr\n(czoneinfo\nZoneInfo\nVfrom_file\ntR."), DP_DANGEROUS, "zoneinfo.ZoneInfo.from_file", DP_HELD},
    {PICKLE("cbuiltins\ngetattr\n(cpathlib\nPath\nVtouch\ntR(tR."), DP_DANGEROUS, "pathlib.Path.touch", DP_CALLED},
    {PICKLE("cbuiltins\ngetattr\n(" CLASS "Vfit\ntR."), DP_DANGEROUS, "builtins.getattr", DP_CALLED},
    {PICKLE("cbuiltins\ngetattr\n(cscipy.interpolate._rbf\nRbf\n)\x81V_h_linear\ntR."), DP_SAFE, "builtins.getattr", DP_CALLED},
    {PICKLE("cbuiltins\ngetattr\n(cscipy.interpolate._rbf\nRbf\n)\x81V_h_linear\ntR)R."), DP_DANGEROUS,
     "scipy.interpolate._rbf.Rbf._h_linear", DP_CALLED},
    {PICKLE("cbuiltins\ngetattr\n(czoneinfo\nZoneInfo\n)\x81V_unpickle\ntR)R."), DP_DANGEROUS, "builtins.getattr", DP_CALLED},
    {PICKLE("cbuiltins\ngetattr\n(" NEW "Vpredict\ntR."), DP_DANGEROUS, "builtins.getattr", DP_CALLED},
};

Test(verdicts, follow_from_role_and_reach)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = run_pickle(cases[i].pickle);
        cr_assert_eq(r.rc, DP_OK, "row %zu: %s", i, r.record->what);
        cr_assert_eq(r.record->verdict, cases[i].verdict, "row %zu, %s: %s", i, cases[i].name,
                     dp_verdict_name(r.record->verdict));
        cr_assert_not_null(use_of(&r, cases[i].name, cases[i].reach), "row %zu: no %s %s", i, cases[i].name,
                           dp_reach_name(cases[i].reach));
        run_free(&r);
    }
}

/* A fault does not hide what was met before it. */
Test(verdicts, stand_when_the_pickle_breaks)
{
    static const dp_span broken[] = {
        PICKLE("cos\nsystem\n(S'x'\ntR"),        PICKLE("cos\nsystem\n(S'x'\ntR\xff"), PICKLE("cos\nsystem\n(S'x'\ntR00."),
        PICKLE("cos\nsystem\n(S'x'\ntRh\1."),    PICKLE("cos\nsystem\n(S'x'\ntRSx\n."), PICKLE("cos\nsystem\nNR."),
        PICKLE("\x80\4\x8c\2os\x8c\6system\x93"),
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct run r = run_pickle(broken[i]);
        cr_assert_eq(r.rc, DP_CORRUPT, "row %zu", i);
        cr_assert_eq(r.record->verdict, DP_DANGEROUS, "row %zu", i);
        run_free(&r);
    }
}

/* A name that is used in one way is noted once, however often it stands there, and not as held when it is called. */
Test(verdicts, note_each_use_once)
{
    struct run r = run_pickle(DP_LIT("(" NEW NEW NEW CLASS "0cacme\nX\ncacme\nX\n)\x81" "cacme\nX\nt."));
    cr_assert_eq(r.rc, DP_OK);
    cr_assert_eq(r.record->n_names, 4);
    cr_assert_not_null(use_of(&r, "sklearn.svm.classes.SVC", DP_BUILT));
    cr_assert_not_null(use_of(&r, "sklearn.svm.classes.SVC", DP_HELD));
    cr_assert_not_null(use_of(&r, "acme.X", DP_BUILT));
    cr_assert_not_null(use_of(&r, "acme.X", DP_HELD));
    run_free(&r);
    r = run_pickle(DP_LIT(NEW "."));
    cr_assert_eq(r.record->n_names, 1);
    run_free(&r);
}

/* What copyreg makes looks as NEWOBJ's does. */
Test(verdicts, copyreg_forms_become_newobj)
{
    static const struct {
        dp_span pickle;
        const char *want;
    } rows[] = {
        {PICKLE("ccopy_reg\n_reconstructor\n(" CLASS "c__builtin__\nobject\nNtR(db."),
         "<NEWOBJ sklearn.svm.SVC*() state={}>"},
        {PICKLE("ccopy_reg\n_reconstructor\n(csklearn.utils\nBunch\nc__builtin__\ndict\n(K\1K\2dtR."),
         "<NEWOBJ sklearn.utils.Bunch*() pairs={1: 2}>"},
        {PICKLE("ccopyreg\n__newobj__\n(" CLASS "K\1tR."), "<NEWOBJ sklearn.svm.SVC*(1)>"},
        {PICKLE("ccopyreg\n__newobj_ex__\n(" CLASS "(K\1t}tR."), "<NEWOBJ_EX sklearn.svm.SVC*(1)**{}>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_pickle(rows[i].pickle);
        cr_assert_eq(r.rc, DP_OK, "row %zu: %s", i, r.record->what);
        cr_assert_str_eq(shown(&r), rows[i].want);
        cr_assert_eq(r.record->verdict, DP_SAFE);
        run_free(&r);
    }
}

/* --allow adds rows, and takes no harm away. */
Test(verdicts, allowed_names_are_read_as_classes)
{
    static const char *const names[] = {"acme.models.Scorer", "os.system", "acme.models.Outer.Inner"};
    const dp_allow allow = {names, 3};
    const dp_hooks hooks = {.allow = &allow};
    const dp_limits limits = dp_limits_default(0);
    static const struct {
        dp_span pickle;
        dp_verdict verdict;
    } rows[] = {
        {PICKLE("cacme.models\nScorer\n)\x81}b."), DP_SAFE},
        {PICKLE("cacme.models\nScorer\n)R."), DP_SAFE},
        {PICKLE("cacme.models\nScorer\n}b."), DP_DANGEROUS},
        {PICKLE("cacme\nmodels.Scorer\n."), DP_DANGEROUS},
        {PICKLE("cacme.models\nScorers\n."), DP_UNKNOWN},
        {PICKLE("cacme.model\nScorer\n."), DP_UNKNOWN},
        {PICKLE("cos\nsystem\n."), DP_DANGEROUS},
        {PICKLE("cacme.models.Outer\nInner\n."), DP_SAFE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run r = run_with(rows[i].pickle, &limits, &hooks);
        cr_assert_eq(r.record->verdict, rows[i].verdict, "row %zu", i);
        run_free(&r);
    }
    struct run r = run_with(DP_LIT("cacme.models\nScorer\n)\x81."), &limits, &hooks);
    const dp_obj *class = dp_at(r.heap, dp_at(r.heap, r.root)->u.made->callee);
    cr_assert_not_null(class->u.global->row);
    cr_assert_eq(class->u.global->row->role, DP_R_CLASS);
    cr_assert_str_eq(dp_obj_class(r.heap, r.root), "acme.models.Scorer");
    run_free(&r);
}
