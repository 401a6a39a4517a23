#include "model/homes.h"

#include <criterion/criterion.h>
#include <string.h>

Test(homes, names_lead_to_where_they_are_defined)
{
    static const dp_home known[] = {
        {"builtins.ArithmeticError", "builtins", "ArithmeticError", DP_HOME_TYPE},
        {"numpy.log1p", "numpy", "log1p", DP_HOME_FUNCTION},
        {"numpy.bool_", "numpy", "bool", DP_HOME_TYPE},
        {"scipy.sparse.csr_matrix", "scipy.sparse._csr", "csr_matrix", DP_HOME_TYPE},
        {"sklearn.ensemble.RandomForestClassifier", "sklearn.ensemble._forest", "RandomForestClassifier", DP_HOME_TYPE},
        {"sklearn.impute._iterative._ImputerTriplet", "sklearn.impute._iterative", "_ImputerTriplet", DP_HOME_TUPLE},
        {"sklearn.utils.Bunch", "sklearn.utils._bunch", "Bunch", DP_HOME_TYPE},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const dp_home *home = dp_home_of(known[i].canonical);
        cr_assert(home != NULL, "%s", known[i].canonical);
        cr_assert_str_eq(home->module, known[i].module);
        cr_assert_str_eq(home->name, known[i].name);
        cr_assert_eq(home->kind, known[i].kind, "%s", known[i].canonical);
    }
}

Test(homes, names_of_two_things_are_told_apart)
{
    cr_assert_str_eq(dp_home_of("scipy.interpolate.BSpline")->name, "BSpline");
    cr_assert_str_eq(dp_home_of("scipy.interpolate._bsplines._BSpline")->name, "_BSpline");
}

Test(homes, what_is_gone_has_none)
{
    cr_assert_null(dp_home_of("sklearn.linear_model.RandomizedLasso"));
    cr_assert_null(dp_home_of("sklearn.preprocessing.Imputer"));
    cr_assert_null(dp_home_of("nowhere.Nothing"));
    cr_assert_null(dp_home_of(""));
}
