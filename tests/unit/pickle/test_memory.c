#include "pickles.h"

#define OLD "csklearn.externals.joblib.memory\nMemory\n"
#define CLASS "cjoblib.memory\nMemory\n"
#define NEW CLASS ")\x81"

/* What joblib writes before 0.12, and with two arguments more in 0.12.0. */
Test(memory, is_called_without_a_folder)
{
    static const struct verdict_row rows[] = {
        {PICKLE(OLD "(NN\x89K\1tR."), DP_SAFE},
        {PICKLE(CLASS "(NN\x89K\1tR."), DP_SAFE},
        {PICKLE(OLD "(NNI00\nI1\ntR."), DP_SAFE},
        {PICKLE(CLASS "(NS'r+'\n\x88K\0tR."), DP_SAFE},
        {PICKLE(CLASS "(NU\1cK\tK\0tR."), DP_SAFE},
        {PICKLE(CLASS "(NS'local'\nN\x89K\1tR."), DP_SAFE},
        {PICKLE(OLD "(S'/tmp'\nN\x89K\1tR."), DP_UNKNOWN},
        {PICKLE(OLD "(S''\nN\x89K\1tR."), DP_UNKNOWN},
        {PICKLE(OLD "(B\0\0\0\0N\x89K\1tR."), DP_UNKNOWN},
        {PICKLE(OLD "(\x89N\x89K\1tR."), DP_UNKNOWN},
        {PICKLE(CLASS "(NS'/tmp'\n\x89K\1tR."), DP_UNKNOWN},
        {PICKLE(CLASS "(NNS'/tmp'\nK\1tR."), DP_UNKNOWN},
        {PICKLE(CLASS "(NN\x89S'1'\ntR."), DP_UNKNOWN},
        {PICKLE(CLASS "(NN\x89" "csklearn.svm\nSVC\ntR."), DP_UNKNOWN},
        {PICKLE(CLASS "(NN\x89tR."), DP_UNKNOWN},
        {PICKLE(CLASS "(NS'local'\nS'r'\n\x89K\1tR."), DP_UNKNOWN},
        {PICKLE(CLASS "(NS'other'\nN\x89K\1tR."), DP_UNKNOWN},
        {PICKLE(CLASS "(NN\x89K\1NtR."), DP_UNKNOWN},
        {PICKLE(CLASS ")R."), DP_UNKNOWN},
        {PICKLE("(ijoblib.memory\nMemory\n."), DP_SAFE},
        {PICKLE("(NN\x89K\1ijoblib.memory\nMemory\n."), DP_UNKNOWN},
        {PICKLE(CLASS "(NN\x89K\1tR)R."), DP_DANGEROUS},
        {PICKLE("cjoblib\nMemory\n(NN\x89K\1tR."), DP_DANGEROUS},
        {PICKLE("cjoblib.memory\nMemorizedFunc\n(NN\x89K\1tR."), DP_DANGEROUS},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}

/* What joblib writes since 0.12.1. */
Test(memory, has_no_folder_in_its_state)
{
    static const struct verdict_row rows[] = {
        {PICKLE(NEW "}(S'depth'\nK\3S'_name'\nS'joblib'\nS'_verbose'\nK\1S'mmap_mode'\nNS'timestamp'\nNS'bytes_limit'\nN"
                    "S'backend'\nS'local'\nS'compress'\n\x89S'backend_options'\n}S'location'\nNS'store_backend'\nNub."), DP_SAFE},
        {PICKLE("ccopyreg\n_reconstructor\n(" CLASS "cbuiltins\nobject\nNtR}S'location'\nNsb."), DP_SAFE},
        {PICKLE(NEW "}S'mmap_mode'\nS'r'\nsb."), DP_SAFE},
        {PICKLE(NEW "}S'bytes_limit'\nS'10G'\nsb."), DP_SAFE},
        {PICKLE(NEW "."), DP_SAFE},
        {PICKLE(NEW "}S'location'\nS'/tmp'\nsb."), DP_UNKNOWN},
        {PICKLE(NEW "}S'location'\nNsS'location'\nS'/tmp'\nsb."), DP_UNKNOWN},
        {PICKLE(NEW "}S'store_backend'\ncsklearn.svm\nSVC\n)\x81sb."), DP_UNKNOWN},
        {PICKLE(NEW "}S'backend_options'\n}S'a'\nK\1ssb."), DP_UNKNOWN},
        {PICKLE(NEW "}S'cache'\nNsb."), DP_UNKNOWN},
        {PICKLE(NEW "}S'depth'\nNsb."), DP_UNKNOWN},
        {PICKLE(NEW "}K\1Nsb."), DP_UNKNOWN},
        {PICKLE(NEW "(N}S'location'\nS'/tmp'\nstb."), DP_UNKNOWN},
        {PICKLE("ccopyreg\n_reconstructor\n(" CLASS "cbuiltins\nobject\nNtR}S'location'\nS'/tmp'\nsb."), DP_UNKNOWN},
    };
    expect_verdicts(rows, sizeof rows / sizeof *rows);
}

/* Who owns the folder may have it read: nothing is opened. */
Test(memory, with_a_folder_is_read_where_it_is_allowed)
{
    static const char *const names[] = {"joblib.memory.Memory"};
    dp_limits limits = dp_limits_default(0);
    dp_hooks hooks = {.allow = &(dp_allow){names, 1}};
    static const dp_span pickles[] = {PICKLE(NEW "}S'location'\nS'/tmp'\nsb."), PICKLE(CLASS "(S'/tmp'\nN\x89K\1tR.")};
    for (size_t i = 0; i < 2; i++) {
        struct run r = run_with(pickles[i], &limits, &hooks);
        cr_assert_eq(r.rc, DP_OK);
        cr_assert_eq(r.record->verdict, DP_SAFE);
        run_free(&r);
    }
}
