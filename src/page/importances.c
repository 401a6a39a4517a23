/* feature_importances_, as BaseForest, BaseGradientBoosting and Tree.compute_feature_importances of scikit-learn add it up. */
#include "page/forest.h"

#include "base/numpy_sum.h"

enum { FIRST_ERA = 22, MOST_SUMS = 50000000 };

dp_importance dp_importance_of(dp_heap *heap, dp_id estimator, const char *canonical)
{
    static const struct {
        const char *class;
        dp_importance kind;
    } rows[] = {
        {"sklearn.tree.DecisionTreeClassifier", DP_IMPORTANCE_TREE}, {"sklearn.tree.DecisionTreeRegressor", DP_IMPORTANCE_TREE},
        {"sklearn.tree.ExtraTreeClassifier", DP_IMPORTANCE_TREE}, {"sklearn.tree.ExtraTreeRegressor", DP_IMPORTANCE_TREE},
        {"sklearn.ensemble.RandomForestClassifier", DP_IMPORTANCE_FOREST},
        {"sklearn.ensemble.RandomForestRegressor", DP_IMPORTANCE_FOREST},
        {"sklearn.ensemble.ExtraTreesClassifier", DP_IMPORTANCE_FOREST},
        {"sklearn.ensemble.ExtraTreesRegressor", DP_IMPORTANCE_FOREST},
        {"sklearn.ensemble.GradientBoostingClassifier", DP_IMPORTANCE_BOOSTING},
        {"sklearn.ensemble.GradientBoostingRegressor", DP_IMPORTANCE_BOOSTING},
    };
    dp_state s = dp_state_top(heap, estimator, "");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].class, canonical) == 0) { /* ensembles put trees together in another way before */
            return rows[i].kind == DP_IMPORTANCE_TREE || dp_state_era(&s) >= FIRST_ERA ? rows[i].kind : DP_IMPORTANCE_NONE;
        }
    }
    return DP_IMPORTANCE_NONE;
}

/* Of one tree, into sums of n zeros. */
static void add_tree(const dp_record_tree *t, uint64_t n, bool normalize, double *sums)
{
    uint32_t left;
    uint32_t right;
    for (uint32_t i = 0; i < t->n; i++) {
        uint64_t feature = dp_record_feature(t, i);
        if (dp_record_children(t, i, &left, &right) && feature < n) {
            sums[feature] += dp_record_number(t, &t->weight, i) * dp_record_number(t, &t->impurity, i)
                             - dp_record_number(t, &t->weight, left) * dp_record_number(t, &t->impurity, left)
                             - dp_record_number(t, &t->weight, right) * dp_record_number(t, &t->impurity, right);
        }
    }
    double all = dp_record_number(t, &t->weight, 0);
    for (uint64_t k = 0; k < n; k++) {
        sums[k] /= all;
    }
    double total = normalize ? dp_numpy_sum(sums, n) : 0;
    for (uint64_t k = 0; total > 0 && k < n; k++) {
        sums[k] /= total;
    }
}

/* np.mean of the rows: one after the other, but in numpy's own order where a row is one number. */
static void mean(double *row, size_t n_rows, uint64_t n, double *out)
{
    for (uint64_t k = 0; k < n; k++) {
        out[k] = row[k];
    }
    if (n == 1) {
        out[0] = dp_numpy_sum(row, n_rows);
    }
    for (size_t i = 1; n != 1 && i < n_rows; i++) {
        for (uint64_t k = 0; k < n; k++) {
            out[k] += row[i * n + k];
        }
    }
    for (uint64_t k = 0; k < n; k++) {
        out[k] /= (double)n_rows;
    }
}

const double *dp_importances(dp_ctx *ctx, const dp_record_forest *forest, dp_importance kind)
{
    uint64_t n = forest->n_features;
    bool possible = kind != DP_IMPORTANCE_NONE && forest->own && forest->n != 0 && n != 0 && n <= MOST_SUMS / forest->n;
    for (size_t i = 0; possible && i < forest->n; i++) {
        possible = forest->tree[i].impurity.size != 0 && forest->tree[i].weight.size != 0;
    }
    double *row = possible ? dp_take(ctx, (size_t)n * forest->n, sizeof *row) : NULL;
    double *out = row != NULL ? dp_take(ctx, (size_t)n, sizeof *out) : NULL;
    if (out == NULL) {
        return NULL;
    }
    if (kind == DP_IMPORTANCE_TREE) {
        add_tree(&forest->tree[0], n, true, out);
        return out;
    }
    size_t n_rows = 0;
    for (size_t i = 0; i < forest->n; i++) {
        if (forest->tree[i].n > 1) {
            add_tree(&forest->tree[i], n, kind == DP_IMPORTANCE_FOREST, row + n * n_rows++);
        }
    }
    if (n_rows == 0) {
        return out;
    }
    mean(row, n_rows, n, out);
    double total = dp_numpy_sum(out, n);
    for (uint64_t k = 0; k < n; k++) {
        out[k] /= total;
    }
    return out;
}
