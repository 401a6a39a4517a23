#include "proof/importances.h"

#include "proof/source.h"

#include <math.h>

struct counting {
    dp_prover *p;
    double *total, *one;
    uint64_t n;      /* features; 0 before the first tree */
    double weight;   /* of the tree at hand */
    bool raw;        /* its importances are not divided by their sum */
    size_t grown;    /* trees with a split */
};

static void divide(double *v, uint64_t n, double by)
{
    for (uint64_t i = 0; i < n; i++) {
        v[i] /= by;
    }
}

/* What each split takes off the loss of its node. */
static bool measure(struct counting *c, const dp_src_tree *tree)
{
    double root, weight, loss, left, right;
    memset(c->one, 0, (size_t)c->n * sizeof *c->one);
    for (uint32_t i = 0; i < tree->n; i++) {
        dp_src_node node = dp_src_node_at(tree, i);
        if (node.leaf) {
            continue;
        }
        bool inside = node.left > 0 && node.left < tree->n && node.right > 0 && node.right < tree->n && node.feature >= 0
                      && (uint64_t)node.feature < c->n;
        if (!inside || !dp_src_weighs(tree, i, &weight, &loss) || !dp_src_weighs(tree, (uint32_t)node.left, &weight, &left)
            || !dp_src_weighs(tree, (uint32_t)node.right, &weight, &right)) {
            return dp_refute(c->p, "tree_: nodes without children or an impurity");
        }
        c->one[node.feature] += loss - left - right;
    }
    if (!dp_src_weighs(tree, 0, &root, &loss)) {
        return dp_refute(c->p, "tree_: no impurity");
    }
    divide(c->one, c->n, root);
    double sum = dp_src_numpy_sum(c->one, c->n);
    if (!c->raw && sum > 0.0) {
        divide(c->one, c->n, sum);
    }
    return true;
}

static bool add_tree(struct counting *c, dp_state *s)
{
    dp_src_tree tree;
    if (s->failed || !dp_src_tree_read(c->p, s, true, &tree)) {
        return dp_refute(c->p, "%s: no tree_", s->path);
    }
    if (c->n == 0) {
        c->n = tree.n_features;
        c->total = dp_take(c->p->ctx, (size_t)c->n, sizeof *c->total);
        c->one = dp_take(c->p->ctx, (size_t)c->n, sizeof *c->one);
    }
    if (c->total == NULL || c->one == NULL || tree.n_features != c->n || !measure(c, &tree)) {
        return dp_refute(c->p, "%s: a tree of other features", s->path);
    }
    c->grown += tree.n > 1;
    for (uint64_t i = 0; i < c->n; i++) {
        c->total[i] += c->weight * c->one[i];
    }
    return true;
}

static bool add_trees(struct counting *c, dp_state *s, const dp_id *tree, size_t n)
{
    bool good = !s->failed && n != 0;
    for (size_t i = 0; good && i < n; i++) {
        dp_state child = dp_state_open(s, tree[i], dp_take_printf(c->p->ctx, "estimators_[%zu]", i));
        good = add_tree(c, &child);
    }
    return good || dp_refute(c->p, "estimators_: there are no trees");
}

/* The mean over the trees with a split, over its sum; up to 0.20 over all trees, as it is. */
static bool of_forest(struct counting *c, dp_state *s)
{
    size_t n = 0;
    const dp_id *tree = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &n);
    bool old = dp_state_era(s) < 21;
    if (!add_trees(c, s, tree, n)) {
        return false;
    }
    if (c->grown != 0) {
        divide(c->total, c->n, old ? (double)n : (double)c->grown);
    }
    if (c->grown != 0 && !old) {
        divide(c->total, c->n, dp_src_numpy_sum(c->total, c->n));
    }
    return true;
}

static bool of_boosting(struct counting *c, dp_state *s)
{
    size_t rows = 0, columns = 0;
    if (dp_state_era(s) < 20) {
        return dp_leave_open(c->p, "importances of boosting before 0.20");
    }
    c->raw = true;
    const dp_id *tree = dp_grid_of(s, dp_need(s, "estimators_"), "estimators_", &rows, &columns);
    if (!add_trees(c, s, tree, rows * columns)) {
        return false;
    }
    if (c->grown != 0) {
        divide(c->total, c->n, (double)c->grown);
        divide(c->total, c->n, dp_src_numpy_sum(c->total, c->n));
    }
    return true;
}

static bool of_ada_boost(struct counting *c, dp_state *s)
{
    size_t n = 0;
    const dp_id *tree = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &n);
    dp_nums weights = dp_need_nums_any(s, "estimator_weights_", 1);
    bool good = !s->failed && n != 0 && n <= weights.count;
    for (size_t i = 0; good && i < n; i++) {
        if (strncmp(dp_obj_class(s->heap, tree[i]), "sklearn.tree.", 13) != 0) {
            return dp_leave_open(c->p, "importances of AdaBoost over other estimators");
        }
        c->weight = weights.v[i];
        good = add_trees(c, s, &tree[i], 1);
    }
    if (good) {
        divide(c->total, c->n, dp_src_numpy_sum(weights.v, weights.count));
    }
    return good || dp_refute(c->p, "estimator_weights_: not one for each tree");
}

static bool of_tree(struct counting *c, dp_state *s)
{
    return add_tree(c, s);
}

static bool of_coef(dp_prover *p, dp_state *s, double order, dp_importances *out)
{
    dp_nums coef = dp_need_nums_any(s, "coef_", 2);
    uint64_t rows = coef.dim[0];
    if (s->failed || coef.count == 0 || (rows != 1 && order != 1)) {
        return s->failed ? dp_refute(p, "coef_: no numbers") : dp_leave_open(p, "a norm of coef_ that is not the sum of its sizes");
    }
    out->n = coef.dim[1];
    out->v = dp_take(p->ctx, (size_t)out->n, sizeof *out->v);
    for (uint64_t i = 0; out->v != NULL && i < coef.count; i++) {
        out->v[i % out->n] += fabs(coef.v[i]);
    }
    return out->v != NULL;
}

bool dp_importances_find(dp_prover *p, dp_state *estimator, double norm_order, dp_importances *out)
{
    static const struct { const char *name; bool (*of)(struct counting *c, dp_state *s); } known[] = {
        {"sklearn.ensemble.AdaBoostClassifier", of_ada_boost}, {"sklearn.ensemble.AdaBoostRegressor", of_ada_boost},
        {"sklearn.ensemble.ExtraTreesClassifier", of_forest}, {"sklearn.ensemble.ExtraTreesRegressor", of_forest},
        {"sklearn.ensemble.GradientBoostingClassifier", of_boosting}, {"sklearn.ensemble.GradientBoostingRegressor", of_boosting},
        {"sklearn.ensemble.RandomForestClassifier", of_forest}, {"sklearn.ensemble.RandomForestRegressor", of_forest},
        {"sklearn.tree.DecisionTreeClassifier", of_tree}, {"sklearn.tree.DecisionTreeRegressor", of_tree},
        {"sklearn.tree.ExtraTreeClassifier", of_tree}, {"sklearn.tree.ExtraTreeRegressor", of_tree},
    };
    const char *name = dp_obj_class(estimator->heap, estimator->obj);
    *out = (dp_importances){0};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(name, known[i].name) == 0) {
            struct counting c = {.p = p, .weight = 1.0};
            bool good = known[i].of(&c, estimator);
            *out = (dp_importances){c.total, c.n};
            return good;
        }
    }
    return strncmp(name, "sklearn.linear_model.", 21) == 0 && dp_has(estimator, "coef_")
               ? of_coef(p, estimator, norm_order, out)
               : dp_leave_open(p, "how much each feature counts for this estimator is not followed");
}
