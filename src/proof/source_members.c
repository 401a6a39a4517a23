#include "proof/source_members.h"

bool dp_src_is_tree(bool classifier, const char *class)
{
    return classifier ? strcmp(class, "sklearn.tree.DecisionTreeClassifier") == 0
                               || strcmp(class, "sklearn.tree.ExtraTreeClassifier") == 0
                         : strcmp(class, "sklearn.tree.DecisionTreeRegressor") == 0
                               || strcmp(class, "sklearn.tree.ExtraTreeRegressor") == 0;
}

bool dp_src_members_are_trees(dp_state *model, bool classifier)
{
    size_t n = 0;
    size_t i = 0;
    const dp_id *estimator = dp_items_of(model, dp_need(model, "estimators_"), "estimators_", &n);
    while (i < n && dp_src_is_tree(classifier, dp_obj_class(model->heap, estimator[i]))) {
        i++;
    }
    return i == n;
}

bool dp_src_members_find(dp_prover *p, dp_state *model, bool classifier, dp_src_members *out)
{
    *out = (dp_src_members){.p = p, .model = model, .classifier = classifier};
    out->estimator = dp_items_of(model, dp_need(model, "estimators_"), "estimators_", &out->n);
    if (model->failed || out->n == 0) {
        return dp_refute(p, "estimators_: there are none");
    }
    for (size_t i = 0; i < out->n; i++) {
        if (!dp_src_is_tree(classifier, dp_obj_class(model->heap, out->estimator[i]))) {
            return dp_leave_open(p, "estimators_ are not all single trees");
        }
    }
    return true;
}

bool dp_src_members_find_columns(dp_src_members *m)
{
    size_t n = 0;
    dp_id id = dp_get(m->model, "estimators_features_");
    if (id == 0 || dp_kind_of(m->model->heap, id) == DP_K_NONE) {
        return true;
    }
    m->columns = dp_items_of(m->model, id, "estimators_features_", &n);
    return (!m->model->failed && n == m->n) || dp_refute(m->p, "estimators_features_: not of %zu estimators", m->n);
}

static bool read_tree(dp_src_members *m, size_t i, dp_src_tree *tree, dp_labels *classes)
{
    const char *path = dp_take_printf(m->p->ctx, "estimators_[%zu]", i);
    dp_state s = dp_state_open(m->model, m->estimator[i], path);
    if (s.failed || !dp_src_tree_read(m->p, &s, m->classifier, tree) || tree->n_outputs != 1) {
        return dp_refute(m->p, "%s: no tree of one output", path);
    }
    if (classes != NULL) {
        *classes = dp_need_labels(&s, "classes_");
        return (!s.failed && classes->n == (uint64_t)tree->n_classes[0]) || dp_refute(m->p, "%s: other classes", path);
    }
    return true;
}

uint64_t dp_src_members_features(dp_src_members *m)
{
    int64_t n = dp_get_int(m->model, "n_features_in_|n_features_|n_features", 0);
    dp_src_tree first;
    return n > 0 ? (uint64_t)n : read_tree(m, 0, &first, NULL) ? first.n_features : 0;
}

/* The tree's own features are places in a list of the model's. */
static bool place_columns(dp_src_members *m, size_t i, dp_src_tree *tree)
{
    const dp_array *a = dp_array_of(m->model->heap, m->columns[i]);
    if (a == NULL || a->ndim != 1 || strchr("iu", a->type.kind) == NULL) {
        return dp_leave_open(m->p, "estimators_features_ are no lists of columns");
    }
    if (a->count != tree->n_features) {
        return dp_refute(m->p, "estimators_features_[%zu]: not as many as the tree has", i);
    }
    tree->n_features = m->p->n_features;
    if (m->all_in_order && a->count == m->p->n_features) {
        return true;
    }
    tree->n_columns = a->count;
    tree->column = dp_array_as_i64(m->model->heap, a);
    return tree->column != NULL || dp_refute(m->p, "estimators_features_[%zu]: no columns", i);
}

bool dp_src_members_read(dp_src_members *m, size_t i, dp_src_tree *tree, dp_labels *classes)
{
    return read_tree(m, i, tree, classes) && (m->columns == NULL || place_columns(m, i, tree));
}
