/* Trees of one split, as scikit-learn pickles them, for tests of what holds trees. */
#ifndef DP_TEST_STUMPS_H
#define DP_TEST_STUMPS_H

#include "objects.h"

#include <stddef.h>

struct stump_record {
    int64_t left, right, feature;
    double threshold;
    int64_t n_node_samples;
};

static inline dp_id make_list(dp_heap *h, size_t n, const dp_id *item)
{
    dp_id list = dp_obj_new(h, DP_K_LIST, 0);
    for (size_t i = 0; i < n; i++) {
        cr_assert_eq(dp_obj_push(h, list, item[i]), DP_OK);
    }
    return list;
}

/* x[0] <= 0 ? left : right over n_features; values are n_classes wide, 1: a regressor's. The left leaf had 1 sample, the
 * right one 4. */
static inline dp_id make_stump(dp_heap *h, int64_t n_features, int64_t n_classes, const double *left, const double *right)
{
    static const dp_dtype i8 = {.kind = 'i', .itemsize = 8}, f8 = {.kind = 'f', .itemsize = 8};
    static const struct stump_record nodes[] = {{1, 2, 0, 0.0, 5}, {-1, -1, -2, -2.0, 1}, {-1, -1, -2, -2.0, 4}};
    const dp_dtype_field made[] = {
        {DP_LIT("left_child"), offsetof(struct stump_record, left), i8},
        {DP_LIT("right_child"), offsetof(struct stump_record, right), i8},
        {DP_LIT("feature"), offsetof(struct stump_record, feature), i8},
        {DP_LIT("threshold"), offsetof(struct stump_record, threshold), f8},
        {DP_LIT("n_node_samples"), offsetof(struct stump_record, n_node_samples), i8},
    };
    size_t classes = (size_t)n_classes;
    dp_dtype_field *fields = dp_take(dp_heap_ctx(h), 5, sizeof *fields);
    double *value = dp_take(dp_heap_ctx(h), 3 * classes, sizeof *value);
    int64_t *kept = dp_take(dp_heap_ctx(h), 1, sizeof *kept);
    memcpy(fields, made, sizeof made);
    memcpy(value, left, classes * sizeof *value);
    memcpy(value + classes, left, classes * sizeof *value);
    memcpy(value + 2 * classes, right, classes * sizeof *value);
    *kept = n_classes;
    const dp_dtype type = {.kind = 'V', .itemsize = sizeof(struct stump_record), .fields = fields, .n_fields = 5};
    const uint64_t three[] = {3}, dim[] = {3, 1, (uint64_t)n_classes};
    dp_id records = dp_obj_new(h, DP_K_NONE, 0);
    cr_assert_eq(dp_array_put(h, records, &type, 1, three, false, (dp_span){(const uint8_t *)nodes, sizeof nodes}, NULL), DP_OK);
    const dp_id arg[] = {make_int(h, n_features), make_ints(h, 1, kept), make_int(h, 1)};
    dp_id args = dp_obj_new(h, DP_K_TUPLE, 0);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(dp_obj_push(h, args, arg[i]), DP_OK);
    }
    dp_id state = dp_obj_new(h, DP_K_DICT, 0);
    set(h, state, "node_count", make_int(h, 3));
    set(h, state, "nodes", records);
    set(h, state, "values", make_doubles(h, 3, dim, value));
    dp_id estimator = dp_obj_new(h, DP_K_DICT, 0);
    set(h, estimator, "tree_", make_object(h, "sklearn.tree._tree", "Tree", args, state));
    if (n_classes > 1) {
        static const int64_t number[] = {0, 1, 2};
        set(h, estimator, "classes_", make_ints(h, (uint64_t)n_classes, number));
    }
    const char *name = n_classes > 1 ? "DecisionTreeClassifier" : "DecisionTreeRegressor";
    return make_object(h, "sklearn.tree", name, dp_obj_new(h, DP_K_TUPLE, 0), estimator);
}

#endif
