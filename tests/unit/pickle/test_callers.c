#include "pickles.h"

#define MEMMAP "cnumpy\nmemmap\n"
#define MODEL "csklearn.linear_model._base\nLinearRegression\n"
#define NEW MODEL ")\x81"
#define PARTIAL(of) "cfunctools\npartial\n(" of "p1\ntR"

/* The class of an array is told; the class itself, where something may call it, opens files. */
Test(callers, find_no_name_that_opens_files)
{
    static const struct verdict_row rows[] = {
        {PICKLE("cnumpy.core.multiarray\n_reconstruct\n(" MEMMAP "(K\0tC\1btR."), DP_SAFE},
        {PICKLE("cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(S'subclass'\n" MEMMAP "ub."), DP_SAFE},
        {PICKLE(MEMMAP "0N."), DP_SAFE},
        {PICKLE(NEW "}S'x'\n" MEMMAP "sb."), DP_DANGEROUS},
        {PICKLE("](" MEMMAP "e."), DP_DANGEROUS},
        {PICKLE("(" MEMMAP "t."), DP_DANGEROUS},
        {PICKLE("(" MEMMAP "\x91."), DP_DANGEROUS},
        {PICKLE("}" MEMMAP "Ns."), DP_DANGEROUS},
        {PICKLE("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n" MEMMAP "C\1btR."), DP_DANGEROUS},
        {PICKLE("cnumpy.core.multiarray\n_reconstruct\n(" MEMMAP "q1(K\0tC\1btR0}S'x'\nh1s."), DP_DANGEROUS},
        {PICKLE(PARTIAL(MEMMAP) "."), DP_DANGEROUS},
        {PICKLE(PARTIAL("cnumpy\nlog1p\n") "(" MEMMAP "(S'x'\nt}Ntb."), DP_DANGEROUS},
        {PICKLE(PARTIAL("cbuiltins\nmax\n") "(g1\n(]t}S'key'\n" MEMMAP "sNtb."), DP_DANGEROUS},
        {PICKLE("cpandas.core.indexes.base\n_new_Index\n(" MEMMAP "}S'filename'\nS'x'\nstR."), DP_DANGEROUS},
        {PICKLE("ccollections\ndefaultdict\n(" MEMMAP "tR."), DP_DANGEROUS},
        {PICKLE(NEW "}S'x'\ncjoblib.memory\nMemory\nsb."), DP_DANGEROUS},
        {PICKLE("clightgbm.basic\nBooster\np1\n)\x81}b."), DP_SAFE},
        {PICKLE("ccopy_reg\n_reconstructor\n(clightgbm.basic\nBooster\nc__builtin__\nobject\nNtR}b."), DP_SAFE},
        {PICKLE(NEW "}S'x'\nclightgbm.basic\nBooster\nsb."), DP_DANGEROUS},
        {PICKLE(NEW "}S'x'\ncxgboost.core\nDMatrix\nsb."), DP_DANGEROUS},
        {PICKLE(NEW "}S'x'\ncsklearn.utils.validation\ncheck_memory\nsb."), DP_DANGEROUS},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}

/* Functions of the table may wait in a partial; constructors are judged as if they were called. */
Test(callers, partial_is_a_call_that_waits)
{
    static const struct verdict_row rows[] = {
        {PICKLE(PARTIAL("cnumpy\nlog1p\n") "(g1\n(t}Ntb."), DP_SAFE},
        {PICKLE(PARTIAL("cpandas.core.frame\nDataFrame\n") "."), DP_SAFE},
        {PICKLE(PARTIAL(MODEL) "."), DP_UNKNOWN},
        {PICKLE(PARTIAL("cnumpy\nlog1p\n") "(" MODEL "(t}Ntb."), DP_UNKNOWN},
        {PICKLE(PARTIAL("cnumpy\nlog1p\n") "(" NEW "(t}Ntb."), DP_DANGEROUS},
        {PICKLE("(cfunctools\npartial\n" NEW "o."), DP_DANGEROUS},
        {PICKLE("cfunctools\npartial\n(" NEW "t\x81."), DP_DANGEROUS},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}

/* cls.__new__(cls, …): of an object, which may have a __new__ of its own, it is a call. */
Test(callers, make_objects_of_their_own_classes)
{
    static const struct verdict_row rows[] = {
        {PICKLE("cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.base\nIndex\n}tR."), DP_SAFE},
        {PICKLE("cpandas.core.indexes.base\n_new_Index\n(" NEW "}tR."), DP_DANGEROUS},
        {PICKLE("cpandas.core.indexes.base\n_new_Index\n(" MODEL "}tR."), DP_UNKNOWN},
        {PICKLE("(cpandas.core.indexes.base\n_new_Index\n" NEW "}o."), DP_DANGEROUS},
        {PICKLE("csklearn.neighbors.kd_tree\nnewObj\n(csklearn.neighbors.kd_tree\nKDTree\ntR."), DP_SAFE},
        {PICKLE("csklearn.neighbors.kd_tree\nnewObj\n(" NEW "tR."), DP_DANGEROUS},
        {PICKLE("csklearn.neighbors.kd_tree\nnewObj\n(cnumpy\nlog1p\ntR."), DP_DANGEROUS},
        {PICKLE("cnumpy.random._pickle\n__bit_generator_ctor\n(S'MT19937'\ntR."), DP_SAFE},
        {PICKLE("cnumpy.random._pickle\n__bit_generator_ctor\n(" MODEL "tR."), DP_UNKNOWN},
        {PICKLE("cdateutil.tz._tzfile\n_unpickle\n(cdateutil.tz._tzfile\ntzfile\nNN(ttR."), DP_SAFE},
        {PICKLE("cdateutil.tz._tzfile\n_unpickle\n(" NEW "NN(ttR."), DP_DANGEROUS},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}

/* Slots are set one by one, as attributes: __class__ would make another model of it than its file says. */
Test(callers, slots_do_not_change_the_class)
{
    static const struct verdict_row rows[] = {
        {PICKLE(NEW "(}}S'coef_'\nNstb."), DP_SAFE},
        {PICKLE(NEW "(N}S'__x'\nNstb."), DP_SAFE},
        {PICKLE(NEW "}S'__class__'\ncsklearn.svm\nSVC\nsb."), DP_SAFE},
        {PICKLE(NEW "(}}S'__class__'\ncsklearn.svm\nSVC\nstb."), DP_DANGEROUS},
        {PICKLE(NEW "(}}(S'coef_'\nNV__dict__\n}utb."), DP_DANGEROUS},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}
