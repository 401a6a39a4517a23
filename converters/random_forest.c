/* RandomForest and ExtraTrees, regressors and classifiers: the mean of the trees' answers. scikit-learn adds them to
 * zeros in the order of estimators_ and divides once by their number; so does the graph. */
#include "converters/common/targets.h"
#include "converters/common/tree_members.h"

struct random_forest {
    dp_targets targets;
    const dp_forest *forest;
    const double *table;
    uint64_t width; /* numbers in a row */
};

static void fill(const void *self, uint32_t leaf, double *row)
{
    const dp_tree_state *tree = self;
    uint64_t width = dp_tree_state_width(tree);
    dp_tree_state_answer(tree, leaf, row);
    for (uint64_t i = 0; i < width; i++) {
        row[i] += 0.0; /* the sum starts from 0.0, to which -0.0 adds nothing */
    }
}

/* A forest holds single trees, all of one kind. */
static bool check_class(dp_state *tree, bool classifier)
{
    bool good = dp_is_single_tree(tree, tree->obj, classifier);
    if (!good) {
        dp_corrupt(tree, "expected a decision tree %s, found %s", classifier ? "classifier" : "regressor",
                   dp_obj_class(tree->heap, tree->obj));
    }
    return good;
}

static void add_tree(dp_state *s, struct random_forest *m, dp_forest_builder *b, dp_id estimator, size_t i)
{
    bool classifier = m->targets.classes != NULL;
    dp_state child = dp_state_open(s, estimator, dp_take_printf(s->ctx, "estimators_[%zu]", i));
    if (!child.failed && check_class(&child, classifier)) {
        dp_targets own = {0};
        dp_tree_state tree;
        dp_targets_read(&child, classifier, &own);
        dp_targets_check_same(&child, &own, &m->targets);
        dp_tree_state_read(&child, classifier, &tree);
        dp_targets_check_tree(&child, &m->targets, &tree);
        if (!child.failed) {
            dp_forest_add_filled(b, &tree.tree, fill, &tree);
        }
    }
    dp_state_close(s, &child);
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct random_forest *m = ir;
    size_t n = 0;
    dp_targets_read(s, dp_is(variant, "classifier"), &m->targets);
    const dp_id *estimators = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &n);
    if (dp_get(s, "n_estimators") != 0 && dp_get_int(s, "n_estimators", 0) < 1) {
        dp_corrupt(s, "n_estimators: expected a number from 1 on");
    }
    if (!s->failed && n == 0) {
        dp_corrupt(s, "estimators_: expected at least one tree, found none");
    }
    if (s->failed) {
        return;
    }
    m->width = dp_targets_width(&m->targets);
    dp_forest_builder *b = dp_forest_begin(s->ctx, n, m->targets.n_features, m->width);
    for (size_t i = 0; !s->failed && i < n; i++) {
        add_tree(s, m, b, estimators[i], i);
    }
    m->forest = s->failed ? NULL : dp_forest_end(b, &m->table);
    s->failed = m->forest == NULL;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct random_forest *m = ir;
    dp_val x = dp_cast(g, ports->x, DP_T_F32);
    dp_val mean = dp_forest_sum(g, x, m->forest, m->table, m->width, NULL, (double)m->forest->n_trees);
    if (m->targets.classes == NULL) {
        dp_targets_answer_numbers(g, &m->targets, ports, mean);
    } else {
        dp_targets_answer_classes(g, &m->targets, ports, mean, false);
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct random_forest *)ir)->targets.n_features;
}

const dp_family dp_random_forest = {"random_forest", sizeof(struct random_forest), NULL, resolve, emit, width};
