#include "model/column.h"

#include "base/rows.h"
#include "model/model.h"
#include "model/settings.h"
#include "model/state.h"
#include "value/array.h"

enum { INSIDE_MAX = 32, FIRST_OF_PLS = 103, LAST_OF_GAUSSIAN = 100 };

/* How a class tells that it was fitted on a table. All others answer one target in one dimension. */
typedef enum told {
    BY_ARRAY,    /* what it keeps of each target has two dimensions */
    BY_GAUSSIAN, /* so, up to 1.0 */
    BY_NUMBER,   /* it keeps the number of dimensions */
    BY_PLS,      /* from 1.3 on it tells; before, always */
    BY_INNER,    /* as the one inside */
    ALWAYS       /* whatever it was fitted on */
} told;

/* Sorted by name. */
static const struct regressor {
    const char *name;
    told told;
    const char *attribute;
} regressors[] = {
    {"sklearn.compose.TransformedTargetRegressor", BY_NUMBER, "_training_dim"},
    {"sklearn.cross_decomposition.CCA", BY_PLS, "_predict_1d"},
    {"sklearn.cross_decomposition.PLSCanonical", BY_PLS, "_predict_1d"},
    {"sklearn.cross_decomposition.PLSRegression", BY_PLS, "_predict_1d"},
    {"sklearn.feature_selection.RFE", BY_INNER, "estimator_"},
    {"sklearn.feature_selection.RFECV", BY_INNER, "estimator_"},
    {"sklearn.frozen.FrozenEstimator", BY_INNER, "estimator"},
    {"sklearn.gaussian_process.GaussianProcessRegressor", BY_GAUSSIAN, "y_train_"},
    {"sklearn.kernel_ridge.KernelRidge", BY_ARRAY, "dual_coef_"},
    {"sklearn.linear_model.LinearRegression", BY_ARRAY, "coef_"},
    {"sklearn.linear_model.MultiTaskElasticNet", BY_ARRAY, "coef_"},
    {"sklearn.linear_model.MultiTaskElasticNetCV", BY_ARRAY, "coef_"},
    {"sklearn.linear_model.MultiTaskLasso", BY_ARRAY, "coef_"},
    {"sklearn.linear_model.MultiTaskLassoCV", BY_ARRAY, "coef_"},
    {"sklearn.linear_model.RANSACRegressor", BY_INNER, "estimator_"},
    {"sklearn.linear_model.Ridge", BY_ARRAY, "coef_"},
    {"sklearn.linear_model.RidgeCV", BY_ARRAY, "coef_"},
    {"sklearn.multioutput.MultiOutputRegressor", ALWAYS, NULL},
    {"sklearn.multioutput.RegressorChain", ALWAYS, NULL},
    {"sklearn.neighbors.KNeighborsRegressor", BY_ARRAY, "_y"},
    {"sklearn.neighbors.RadiusNeighborsRegressor", BY_ARRAY, "_y"},
};

static bool is_table(dp_heap *heap, dp_id id)
{
    const dp_array *a = dp_array_of(heap, id);
    return a != NULL && a->ndim == 2;
}

bool dp_predicts_column(dp_heap *heap, dp_id estimator)
{
    for (size_t i = 0; i < INSIDE_MAX; i++) {
        estimator = dp_answering(heap, estimator);
        const struct regressor *row = dp_row_named(dp_obj_class(heap, estimator), regressors, sizeof regressors / sizeof *regressors,
                                                   sizeof *regressors);
        if (row == NULL) {
            return false;
        }
        dp_id value = row->attribute != NULL ? dp_model_attribute(heap, estimator, row->attribute) : 0;
        dp_state s = dp_state_top(heap, estimator, "");
        unsigned era = row->told == BY_GAUSSIAN || row->told == BY_PLS ? dp_state_era(&s) : 0;
        switch (row->told) {
        case BY_INNER: estimator = value; break;
        case BY_NUMBER: return dp_kind_of(heap, value) == DP_K_INT && dp_at(heap, value)->u.i == 2;
        case BY_PLS: return era < FIRST_OF_PLS || (dp_kind_of(heap, value) == DP_K_BOOL && dp_at(heap, value)->u.i == 0);
        case BY_GAUSSIAN: return era <= LAST_OF_GAUSSIAN && is_table(heap, value);
        case BY_ARRAY: return is_table(heap, value);
        case ALWAYS: return true;
        }
    }
    return false;
}
