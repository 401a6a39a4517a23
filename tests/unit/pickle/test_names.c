#include "pickles.h"

#include "pickle/names.h"

#include <stdlib.h>

Test(names, are_sorted_unique_and_complete)
{
    size_t n;
    const dp_name *rows = dp_names(&n);
    cr_assert_gt(n, 3000);
    for (size_t i = 0; i < n; i++) {
        const dp_name *row = &rows[i];
        if (i != 0) {
            int order = strcmp(rows[i - 1].module, row->module);
            order = order != 0 ? order : strcmp(rows[i - 1].name, row->name);
            cr_assert_lt(order, 0, "%s %s stands behind %s %s", row->module, row->name, rows[i - 1].module,
                         rows[i - 1].name);
        }
        cr_assert(row->module[0] != '\0' && row->name[0] != '\0' && row->canonical[0] != '\0');
        cr_assert_not_null(strchr(row->canonical, '.'), "%s", row->canonical);
        bool told = row->reason[0] != '\0';
        cr_assert(row->role == DP_R_DANGER ? told : !told || row->role != DP_R_RECIPE, "%s %s", row->module, row->name);
        cr_assert_eq(dp_name_find(dp_span_of(row->module), dp_span_of(row->name)), row);
    }
}

/* Exact to the byte: nothing that only looks like a row is one. */
Test(names, are_found_byte_for_byte)
{
    static const struct {
        dp_span module, name;
    } near[] = {
        {PICKLE("numpy"), PICKLE("dtype\0")},       {PICKLE("numpy\0"), PICKLE("dtype")},
        {PICKLE("numpy"), PICKLE("dtyp")},          {PICKLE("numpy"), PICKLE("dtypes")},
        {PICKLE("numpy"), PICKLE("Dtype")},         {PICKLE("nump"), PICKLE("dtype")},
        {PICKLE(" numpy"), PICKLE("dtype")},        {PICKLE("numpy\r"), PICKLE("dtype")},
        {PICKLE("numpy."), PICKLE("dtype")},        {PICKLE("numpy.dtype"), PICKLE("")},
        {PICKLE(""), PICKLE("numpy.dtype")},        {PICKLE("numpy"), PICKLE("dtype.x")},
        {PICKLE("n\xc2\xadumpy"), PICKLE("dtype")}, {PICKLE(""), PICKLE("")},
    };
    cr_assert_not_null(dp_name_find(DP_LIT("numpy"), DP_LIT("dtype")));
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        cr_assert_null(dp_name_find(near[i].module, near[i].name), "row %zu", i);
    }
}

/* What could run code, look up attributes or call what it is given is never more than a name known for harm. */
Test(names, give_no_role_to_what_calls_or_looks_up)
{
    static const char *const names[][2] = {
        {"builtins", "eval"},       {"builtins", "exec"},      {"builtins", "compile"},  {"builtins", "open"},
        {"builtins", "getattr"},    {"builtins", "setattr"},   {"builtins", "map"},      {"builtins", "filter"},
        {"builtins", "__import__"}, {"__builtin__", "apply"},  {"__builtin__", "reduce"}, {"__builtin__", "execfile"},
        {"functools", "reduce"},    {"operator", "attrgetter"}, {"operator", "methodcaller"}, {"operator", "itemgetter"},
        {"types", "FunctionType"},  {"types", "CodeType"},     {"importlib", "import_module"}, {"os", "system"},
        {"posix", "system"},        {"nt", "system"},          {"subprocess", "Popen"},  {"numpy", "piecewise"},
        {"numpy", "load"},          {"numpy", "fromfile"},     {"joblib", "load"},       {"joblib.numpy_pickle", "load"},
        {"pandas", "read_pickle"},  {"copyreg", "add_extension"}, {"copyreg", "_inverted_registry"}, {"pickle", "loads"},
        {"uuid", "_get_command_stdout"}, {"_codecs", "decode"}, {"typing", "_eval_type"}, {"weakref", "finalize"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const dp_name *row = dp_name_find(dp_span_of(names[i][0]), dp_span_of(names[i][1]));
        cr_assert(row != NULL && row->role == DP_R_DANGER, "%s.%s", names[i][0], names[i][1]);
    }
}

/* The same class under the modules it has had. */
Test(names, bring_old_paths_to_the_path_of_today)
{
    static const char *const paths[][3] = {
        {"sklearn.ensemble.forest", "RandomForestClassifier", "sklearn.ensemble.RandomForestClassifier"},
        {"sklearn.ensemble._forest", "RandomForestClassifier", "sklearn.ensemble.RandomForestClassifier"},
        {"sklearn.linear_model.logistic", "LogisticRegression", "sklearn.linear_model.LogisticRegression"},
        {"sklearn.linear_model._logistic", "LogisticRegression", "sklearn.linear_model.LogisticRegression"},
        {"sklearn.tree.tree", "DecisionTreeRegressor", "sklearn.tree.DecisionTreeRegressor"},
        {"sklearn.tree._classes", "DecisionTreeRegressor", "sklearn.tree.DecisionTreeRegressor"},
        {"sklearn.preprocessing.data", "StandardScaler", "sklearn.preprocessing.StandardScaler"},
        {"sklearn.preprocessing.imputation", "Imputer", "sklearn.preprocessing.Imputer"},
        {"sklearn.grid_search", "GridSearchCV", "sklearn.model_selection.GridSearchCV"},
        {"sklearn.svm.classes", "SVC", "sklearn.svm.SVC"},
        {"sklearn.utils", "Bunch", "sklearn.utils.Bunch"},
        {"sklearn.utils._bunch", "Bunch", "sklearn.utils.Bunch"},
        {"_loss", "CyHalfBinomialLoss", "sklearn._loss._loss.CyHalfBinomialLoss"},
        {"sklearn.linear_model.sgd_fast", "Hinge", "sklearn.linear_model._sgd_fast.Hinge"},
        {"numpy.core.multiarray", "_reconstruct", "numpy._core.multiarray._reconstruct"},
        {"numpy.core._multiarray_umath", "log1p", "numpy.log1p"},
        {"numpy.random", "__RandomState_ctor", "numpy.random._pickle.__randomstate_ctor"},
        {"copy_reg", "_reconstructor", "copyreg._reconstructor"},
        {"__builtin__", "set", "builtins.set"},
        {"__builtin__", "long", "builtins.int"},
        {"exceptions", "FutureWarning", "builtins.FutureWarning"},
        {"scipy.sparse.csr", "csr_matrix", "scipy.sparse.csr_matrix"},
        {"pandas.indexes.base", "Index", "pandas.Index"},
        {"sklearn.externals.joblib.numpy_pickle", "NumpyArrayWrapper", "joblib.numpy_pickle.NumpyArrayWrapper"},
        {"joblib.numpy_pickle_compat", "NDArrayWrapper", "joblib.numpy_pickle.NDArrayWrapper"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const dp_name *row = dp_name_find(dp_span_of(paths[i][0]), dp_span_of(paths[i][1]));
        cr_assert_not_null(row, "%s.%s", paths[i][0], paths[i][1]);
        cr_assert_str_eq(row->canonical, paths[i][2]);
    }
}
