/* One decision tree: DecisionTree and ExtraTree, regressors and classifiers. The answer is the row of the leaf that a
 * sample reaches: no sum, no division. */
#include "converters/common/targets.h"

struct decision_tree {
    dp_targets targets;
    const dp_forest *forest; /* of one tree */
    const double *table;     /* rows of `answer` numbers, for a classifier followed by the winner of each output */
    uint64_t width;
};

struct leaves {
    const dp_tree_state *tree;
    uint64_t answer;
    bool classifier;
};

static void fill(const void *self, uint32_t leaf, double *row)
{
    const struct leaves *l = self;
    dp_tree_state_answer(l->tree, leaf, row);
    if (l->classifier) {
        /* predict takes the first greatest of the row as it stands. Division can make two equal that were not. */
        dp_tree_state_winners(l->tree, leaf, row + l->answer);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct decision_tree *m = ir;
    bool classifier = dp_is(variant, "classifier");
    dp_tree_state tree;
    dp_targets_read(s, classifier, &m->targets);
    dp_tree_state_read(s, classifier, &tree);
    dp_targets_check_tree(s, &m->targets, &tree);
    if (s->failed) {
        return;
    }
    uint64_t answer = dp_tree_state_width(&tree);
    m->width = answer + (classifier ? m->targets.n : 0);
    struct leaves leaves = {&tree, answer, classifier};
    dp_forest_builder *b = dp_forest_begin(s->ctx, 1, tree.n_features, m->width);
    dp_forest_add_filled(b, &tree.tree, fill, &leaves);
    m->forest = dp_forest_end(b, &m->table);
    s->failed = s->failed || m->forest == NULL;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct decision_tree *m = ir;
    dp_val x = dp_cast(g, ports->x, DP_T_F32); /* scikit-learn looks at float32, rounded to nearest */
    dp_val row = dp_forest_sum(g, x, m->forest, m->table, m->width, NULL, 0.0);
    if (m->targets.classes == NULL) {
        dp_targets_answer_numbers(g, &m->targets, ports, row);
    } else {
        dp_targets_answer_classes(g, &m->targets, ports, row, true);
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct decision_tree *)ir)->targets.n_features;
}

const dp_family dp_decision_tree = {"decision_tree", sizeof(struct decision_tree), NULL, resolve, emit, width};
