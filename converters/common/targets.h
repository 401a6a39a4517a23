/* What a tree or a forest predicts: one output or several, numbers or classes. */
#ifndef DP_CONVERTERS_TARGETS_H
#define DP_CONVERTERS_TARGETS_H

#include "converters/common/tree.h"
#include "graph/ports.h"

typedef struct dp_targets {
    size_t n;             /* outputs */
    dp_labels *classes;   /* [n]; NULL for regressors */
    uint64_t n_features;
} dp_targets;

/* Reads n_outputs_, n_features_in_ and for a classifier classes_ and n_classes_, and checks that they agree. */
void dp_targets_read(dp_state *s, bool classifier, dp_targets *out);
/* Numbers in a row of answers: one an output, or for classifiers all classes of all outputs. */
uint64_t dp_targets_width(const dp_targets *targets);
/* Is the estimator's own tree_ one for these targets? */
void dp_targets_check_tree(dp_state *s, const dp_targets *targets, const dp_tree_state *tree);
/* Has a forest's tree the forest's targets? */
void dp_targets_check_same(dp_state *s, const dp_targets *tree, const dp_targets *forest);

/* Answers predict of a regressor from [N, outputs]. */
void dp_targets_answer_numbers(dp_graph *g, const dp_targets *targets, dp_ports *ports, dp_val y);
/* Answers predict_proba and predict of a classifier from rows of all outputs' probabilities side by side, [N, ΣC].
 * with_winners: the rows go on with the number of the class that each output predicts; else it is the first greatest. */
void dp_targets_answer_classes(dp_graph *g, const dp_targets *targets, dp_ports *ports, dp_val row, bool with_winners);

#endif
