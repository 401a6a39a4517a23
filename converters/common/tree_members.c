#include "converters/common/tree_members.h"

#include "model/family.h"

#include <inttypes.h>

bool dp_is_single_tree(const dp_state *s, dp_id estimator, bool classifier)
{
    const char *name = dp_obj_class(s->heap, estimator);
    return classifier ? dp_is(name, "sklearn.tree.DecisionTreeClassifier") || dp_is(name, "sklearn.tree.ExtraTreeClassifier")
                      : dp_is(name, "sklearn.tree.DecisionTreeRegressor") || dp_is(name, "sklearn.tree.ExtraTreeRegressor");
}

bool dp_are_single_trees(const dp_state *s, const dp_id *estimator, size_t n, bool classifier)
{
    size_t i = 0;
    while (i < n && dp_is_single_tree(s, estimator[i], classifier)) {
        i++;
    }
    return i == n;
}

void dp_tree_member_read(dp_state *s, dp_id estimator, const char *path, uint64_t n_features, dp_labels *classes,
                         dp_tree_state *out)
{
    dp_state child = dp_state_open(s, estimator, path);
    dp_tree_state_read(&child, classes != NULL, out);
    if (!child.failed && (out->n_outputs != 1 || (n_features != 0 && out->n_features != n_features))) {
        dp_corrupt(&child, "expected a tree of one output over %" PRIu64 " features, found %" PRIu64 " over %" PRIu64, n_features,
                   out->n_outputs, out->n_features);
    }
    if (!child.failed && dp_get(&child, "n_outputs_") != 0 && dp_get_int(&child, "n_outputs_", 0) != 1) {
        dp_corrupt(&child, "n_outputs_: expected 1, as its tree has, found another number");
    }
    if (!child.failed && classes != NULL) {
        *classes = dp_need_labels(&child, "classes_");
        if (!child.failed && classes->n != (uint64_t)out->n_classes[0]) {
            dp_corrupt(&child, "classes_: %zu of them, but its tree has %" PRId64, classes->n, out->n_classes[0]);
        } else if (!child.failed && dp_get(&child, "n_classes_") != 0 && dp_get_int(&child, "n_classes_", 0) != out->n_classes[0]) {
            dp_corrupt(&child, "n_classes_: expected %" PRId64 ", as its tree has", out->n_classes[0]);
        }
    }
    dp_state_close(s, &child);
}
