#include "support/model.h"
#include "support/pickles.h"

#include "model/taken.h"

#include <criterion/criterion.h>

#define OF(version) P_TEXT("_sklearn_version") P_TEXT(version)
#define MODEL(module, name, attributes) DP_LIT(P_FILE(P_OBJECT(module, name, attributes)))
#define CLASSES P_TEXT("classes_") P_NAME("numpy.core.multiarray", "_reconstruct") \
    P_TUPLE(P_NAME("numpy", "ndarray") P_TUPLE(P_INT(0)) "C\1b") "R" \
    P_TUPLE(P_INT(1) P_TUPLE(P_INT(3)) P_NAME("numpy", "dtype") P_TUPLE(P_TEXT("u1") P_INT(0) P_INT(1)) "R" P_FALSE "C\3\0\1\2") "b"

static bool is_taken(dp_span pickle)
{
    test_file f;
    dp_settings settings;
    test_open_bytes(&f, pickle);
    cr_assert_eq(f.models.n, 1, "%s", dp_ctx_record(f.ctx)->what);
    cr_assert(dp_settings_read(f.loaded.heap, f.models.at[0]->obj, &settings));
    bool taken = dp_is_taken(f.loaded.heap, f.models.at[0]->obj, &settings);
    test_close(&f);
    return taken;
}

Test(taken, by_class_and_version)
{
    cr_assert(is_taken(MODEL("sklearn.linear_model.base", "LinearRegression", OF("0.18.2"))));
    cr_assert_not(is_taken(MODEL("sklearn.linear_model.base", "LinearRegression", "")));
    cr_assert_not(is_taken(MODEL("sklearn.svm.classes", "SVR", OF("0.18.2"))));
    cr_assert_not(is_taken(MODEL("sklearn.manifold._isomap", "Isomap", OF("1.8.0"))));
    cr_assert(is_taken(MODEL("sklearn.manifold._isomap", "Isomap", OF("1.9.1"))));
}

Test(taken, not_where_a_parameter_meant_something_else)
{
    cr_assert(is_taken(MODEL("sklearn.linear_model.logistic", "LogisticRegression", OF("0.22.2") P_TEXT("multi_class") P_TEXT("ovr"))));
    cr_assert_not(is_taken(MODEL("sklearn.linear_model.logistic", "LogisticRegression",
                                 OF("0.22.2") P_TEXT("multi_class") P_TEXT("ovr") CLASSES)));
    cr_assert(is_taken(MODEL("sklearn.linear_model.logistic", "LogisticRegression",
                             OF("0.22.2") P_TEXT("multi_class") P_TEXT("multinomial") CLASSES)));
}

Test(taken, an_attribute_of_an_attribute_is_found)
{
    test_file f;
    test_open_bytes(&f, MODEL("sklearn.linear_model.ridge", "RidgeClassifier", P_TEXT("_label_binarizer")
                              P_OBJECT("sklearn.preprocessing.label", "LabelBinarizer", P_TEXT("classes_") P_INT(7))));
    const dp_gained *row = dp_gained_at("sklearn.linear_model.RidgeClassifier", 0);
    cr_assert(row != NULL);
    cr_assert_str_eq(row->attribute, "classes_");
    cr_assert_eq(dp_at(f.loaded.heap, dp_gained_value(f.loaded.heap, f.models.at[0]->obj, row))->u.i, 7);
    cr_assert_null(dp_gained_at("sklearn.linear_model.RidgeClassifier", 1));
    test_close(&f);
}
