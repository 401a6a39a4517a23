#include "converters/common/importances.h"

#include "converters/common/booster_importances.h"
#include "base/numpy_sum.h"
#include "converters/common/record.h"
#include "converters/common/tree.h"
#include "model/family.h"

#include <inttypes.h>
#include <math.h>

/* ---- coef_ ---- */

static double norm_of(const dp_nums *coef, uint64_t column, double order)
{
    uint64_t rows = coef->dim[0];
    uint64_t columns = coef->dim[1];
    double sum = 0;
    for (uint64_t r = 0; r < rows; r++) {
        double size = fabs(coef->v[r * columns + column]);
        sum = rows == 1 ? size : isinf(order) ? fmax(sum, size) : sum + (order == 1 ? size : pow(size, order));
    }
    return rows == 1 || isinf(order) || order == 1 ? sum : pow(sum, 1 / order);
}

static double *norms(dp_state *s, const dp_nums *coef, double order, uint64_t *n)
{
    *n = s->failed ? 0 : coef->dim[1];
    double *v = dp_state_take(s, (size_t)*n, sizeof *v);
    for (uint64_t i = 0; !s->failed && i < *n; i++) {
        v[i] = norm_of(coef, i, order);
    }
    return v;
}

static double *of_coef(dp_state *s, double order, uint64_t *n)
{
    dp_nums coef = dp_need_nums(s, "coef_", 2);
    if (!s->failed && (coef.count == 0 || !(order > 0))) {
        dp_corrupt(s, "coef_: expected numbers, found none");
    }
    return norms(s, &coef, order, n);
}

static double *of_linear_booster(dp_state *s, double order, unsigned era, uint64_t *n)
{
    dp_nums coef = dp_xgboost_coef(s, era);
    return norms(s, &coef, order, n);
}

static bool has_linear_booster(dp_state *s)
{
    return strncmp(dp_obj_class(s->heap, s->obj), "xgboost.", 8) == 0 && dp_obj_is(s->heap, dp_get(s, "booster"), "gblinear");
}

/* ---- support vectors ---- */

/* One row of coef_: vectors from..from+count of a class times a row of the dual coefficients. */
static void add_vectors(const dp_nums *dual, const dp_nums *vectors, uint64_t row, uint64_t from, uint64_t count, double *to)
{
    uint64_t wide = vectors->dim[1];
    for (uint64_t i = from; i < from + count; i++) {
        for (uint64_t k = 0; k < wide; k++) {
            to[k] += dual->v[row * dual->dim[1] + i] * vectors->v[i * wide + k];
        }
    }
}

/* coef_ of a linear kernel is computed: one row, or of k classes one a pair. */
static double *of_linear_kernel(dp_state *s, double order, uint64_t *n)
{
    dp_nums dual = dp_need_nums(s, "_dual_coef_|dual_coef_", 2);
    dp_nums vectors = dp_need_nums(s, "support_vectors_", 2);
    uint64_t classes = s->failed ? 0 : dual.dim[0] + 1;
    dp_nums counts = classes > 2 ? dp_need_nums(s, "_n_support|n_support_", 1) : (dp_nums){0};
    double all = 0;
    for (uint64_t i = 0; i < counts.count; i++) {
        all += counts.v[i] >= 0 && counts.v[i] == floor(counts.v[i]) ? counts.v[i] : (double)INFINITY;
    }
    if (!s->failed && (vectors.dim[1] == 0 || dual.dim[1] != vectors.dim[0] || !(order > 0) || classes > INT16_MAX ||
                       (classes > 2 && (counts.count != classes || all != (double)vectors.dim[0])))) {
        dp_corrupt(s, "dual_coef_ and n_support_ do not fit the support vectors");
    }
    uint64_t rows = classes > 2 ? classes * (classes - 1) / 2 : 1;
    double *coef = s->failed ? NULL : dp_state_take(s, (size_t)(rows * vectors.dim[1]), sizeof *coef);
    double *to = coef;
    uint64_t first = 0;
    if (coef != NULL && classes <= 2) {
        add_vectors(&dual, &vectors, 0, 0, vectors.dim[0], coef);
    }
    for (uint64_t i = 0; coef != NULL && classes > 2 && i < classes; first += (uint64_t)counts.v[i++]) {
        uint64_t second = first + (uint64_t)counts.v[i];
        for (uint64_t j = i + 1; j < classes; second += (uint64_t)counts.v[j++], to += vectors.dim[1]) {
            add_vectors(&dual, &vectors, j - 1, first, (uint64_t)counts.v[i], to);
            add_vectors(&dual, &vectors, i, second, (uint64_t)counts.v[j], to);
        }
    }
    const dp_nums whole = {.ndim = 2, .dim = {rows, vectors.dim[1]}, .v = coef, .count = rows * vectors.dim[1]};
    return coef != NULL ? norms(s, &whole, order, n) : NULL;
}

static bool has_linear_kernel(dp_state *s)
{
    return strncmp(dp_obj_class(s->heap, s->obj), "sklearn.svm.", 12) == 0 && dp_obj_is(s->heap, dp_get(s, "kernel"), "linear");
}

/* ---- trees ---- */

struct sum {
    double *total, *one; /* [n]; n is 0 before the first tree */
    uint64_t n;
    bool raw;            /* a tree's own importances are not divided by their sum */
    double weight;       /* of the next tree */
    double trees;        /* that had a split */
};

static void scale(double *v, uint64_t n, double by)
{
    for (uint64_t i = 0; i < n && by > 0; i++) {
        v[i] /= by;
    }
}

/* What each split takes from the impurity of its node, by features, per weight of the root. */
static void measure(dp_state *s, const dp_tree_state *t, struct sum *sum)
{
    const dp_dtype *type = &t->nodes->type;
    const dp_dtype_field *impurity = dp_record_field(type, "impurity");
    const dp_dtype_field *weight = dp_record_field(type, "weighted_n_node_samples");
    if (impurity == NULL || weight == NULL || !dp_record_is(impurity, "f", 8, 8) || !dp_record_is(weight, "f", 8, 8)) {
        dp_corrupt(s, "tree_.nodes: expected impurity and weighted_n_node_samples, found none");
        return;
    }
    const uint8_t *node = t->nodes->data.p;
    memset(sum->one, 0, (size_t)sum->n * sizeof *sum->one);
    for (uint32_t i = 0; i < t->tree.n; i++) {
        if (dp_tree_is_leaf(&t->tree, i)) {
            continue;
        }
        const uint8_t *at[3] = {node + (size_t)i * type->itemsize, node + (size_t)dp_tree_left(&t->tree, i) * type->itemsize,
                                node + (size_t)dp_tree_right(&t->tree, i) * type->itemsize};
        double left = dp_record_f64(at[1], weight) * dp_record_f64(at[1], impurity);
        double right = dp_record_f64(at[2], weight) * dp_record_f64(at[2], impurity);
        sum->one[dp_tree_feature(&t->tree, i)] += dp_record_f64(at[0], weight) * dp_record_f64(at[0], impurity) - left - right;
    }
    scale(sum->one, sum->n, dp_record_f64(node, weight));
    if (!sum->raw) {
        scale(sum->one, sum->n, dp_numpy_sum(sum->one, sum->n));
    }
}

static void add_tree(dp_state *s, dp_id estimator, const char *path, struct sum *sum)
{
    dp_tree_state t;
    dp_state child = dp_state_open(s, estimator, path);
    dp_tree_state_read(&child, true, &t);
    if (!child.failed && sum->n == 0) {
        sum->n = t.n_features;
        sum->total = dp_state_take(&child, (size_t)sum->n, sizeof *sum->total);
        sum->one = dp_state_take(&child, (size_t)sum->n, sizeof *sum->one);
    }
    if (!child.failed && t.n_features != sum->n) {
        dp_corrupt(&child, "expected %" PRIu64 " features, as the trees before it have, found %" PRIu64, sum->n, t.n_features);
    }
    if (!child.failed) {
        measure(&child, &t, sum);
    }
    for (uint64_t i = 0; !child.failed && i < sum->n; i++) {
        sum->total[i] += sum->weight * sum->one[i];
    }
    sum->trees += t.tree.n > 1;
    dp_state_close(s, &child);
}

/* Up to 0.20 the mean is over all trees, and stays as it is. */
static void of_forest(dp_state *s, struct sum *sum)
{
    size_t n = 0;
    bool old = dp_state_era(s) < 21;
    const dp_id *tree = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &n);
    for (size_t i = 0; !s->failed && i < n; i++) {
        add_tree(s, tree[i], dp_take_printf(s->ctx, "estimators_[%zu]", i), sum);
    }
    if (!s->failed && sum->trees > 0) {
        scale(sum->total, sum->n, old ? (double)n : sum->trees);
        scale(sum->total, sum->n, old ? 1 : dp_numpy_sum(sum->total, sum->n));
    }
}

/* Since 0.20 of what the splits take in all; before, of each tree's shares. */
static void of_boosting(dp_state *s, struct sum *sum)
{
    size_t rows = 0, columns = 0;
    sum->raw = dp_state_era(s) >= 20;
    const dp_id *tree = dp_grid_of(s, dp_need(s, "estimators_"), "estimators_", &rows, &columns);
    for (size_t i = 0; !s->failed && i < rows * columns; i++) {
        add_tree(s, tree[i], dp_take_printf(s->ctx, "estimators_[%zu, %zu]", i / columns, i % columns), sum);
    }
    if (!s->failed && sum->trees > 0) {
        scale(sum->total, sum->n, sum->raw ? dp_numpy_sum(sum->total, sum->n) : (double)(rows * columns));
    }
}

static void of_ada_boost(dp_state *s, struct sum *sum)
{
    size_t n = 0;
    const dp_id *tree = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &n);
    dp_nums weights = dp_need_nums(s, "estimator_weights_", 1);
    double all = 0;
    for (uint64_t i = 0; i < weights.count; i++) {
        all += weights.v[i];
    }
    for (size_t i = 0; !s->failed && i < n && i < weights.count; i++) {
        sum->weight = weights.v[i];
        add_tree(s, tree[i], dp_take_printf(s->ctx, "estimators_[%zu]", i), sum);
    }
    if (!s->failed) {
        scale(sum->total, sum->n, all);
    }
}

static void of_tree(dp_state *s, struct sum *sum)
{
    add_tree(s, s->obj, "", sum);
}

static double *of_trees(dp_state *s, uint64_t *n)
{
    static const struct { const char *name; void (*read)(dp_state *s, struct sum *sum); } kinds[] = {
        {"sklearn.ensemble.AdaBoost", of_ada_boost}, {"sklearn.ensemble.ExtraTrees", of_forest},
        {"sklearn.ensemble.GradientBoosting", of_boosting}, {"sklearn.ensemble.RandomForest", of_forest},
        {"sklearn.tree.DecisionTree", of_tree}, {"sklearn.tree.ExtraTree", of_tree},
    };
    struct sum sum = {.weight = 1};
    const char *name = dp_obj_class(s->heap, s->obj);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strncmp(name, kinds[i].name, strlen(kinds[i].name)) == 0) {
            kinds[i].read(s, &sum);
            if (!s->failed && sum.n == 0) {
                dp_corrupt(s, "estimators_: expected at least one tree, found none");
            }
            *n = sum.n;
            return s->failed ? NULL : sum.total;
        }
    }
    dp_unsupported(s, "how much each feature counts for %s is not in the file", name);
    return NULL;
}

/* NULL: no booster's wrapper. */
static dp_booster_importances *of_booster(dp_state *s)
{
    static const struct { const char *name; dp_booster_importances *read; } kinds[] = {
        {"xgboost.", dp_xgboost_importances}, {"lightgbm.", dp_lightgbm_importances}, {"catboost.", dp_catboost_importances},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strncmp(dp_obj_class(s->heap, s->obj), kinds[i].name, strlen(kinds[i].name)) == 0) {
            return kinds[i].read;
        }
    }
    return NULL;
}

double *dp_importances_read(dp_state *estimator, double norm_order, unsigned era, uint64_t *n)
{
    *n = 0;
    if (has_linear_booster(estimator)) {
        return of_linear_booster(estimator, norm_order, era, n);
    }
    if (has_linear_kernel(estimator)) {
        return of_linear_kernel(estimator, norm_order, n);
    }
    dp_booster_importances *booster = of_booster(estimator);
    if (booster != NULL) {
        return booster(estimator, n);
    }
    return dp_has(estimator, "coef_") ? of_coef(estimator, norm_order, n) : of_trees(estimator, n);
}
