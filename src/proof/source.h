/* scikit-learn's trees as they lie in the pickle: tree_ of an estimator, its nodes and values. */
#ifndef DP_PROOF_SOURCE_H
#define DP_PROOF_SOURCE_H

#include "model/state.h"
#include "proof/prover.h"

typedef struct dp_src_field {
    uint32_t offset;
    uint8_t size;
    bool swapped;
} dp_src_field;

struct dp_src_tree;
struct dp_src_node;
/* Does the file's column stand for this split by category: at most 0.5 for what goes left, more for what goes right, NaN for
 * what goes where NaN goes? */
typedef bool dp_set_proof(dp_prover *p, const void *self, const struct dp_src_tree *tree, const struct dp_src_node *node,
                          int32_t column);

/* A Tree: n records, and for each n_outputs rows of most_classes numbers. Or a TreePredictor of histogram boosting. */
typedef struct dp_src_tree {
    const uint8_t *node;
    uint32_t n, stride;
    dp_src_field left, right, feature, threshold, missing; /* missing.size 0: not recorded, NaN goes right */
    const double *values;
    uint64_t n_features, n_outputs, most_classes;
    const int64_t *n_classes;   /* of each output */
    const int64_t *column;      /* [n_columns]: columns of the input that its features are; NULL: those themselves */
    uint64_t n_columns;
    dp_src_field samples;       /* n_node_samples; size 0: not recorded */
    dp_src_field impurity, weight; /* weighted_n_node_samples; size 0: not recorded */
    dp_src_field leaf, value;   /* of a TreePredictor: leaf.size 0: a Tree */
    dp_src_field by_set, set;   /* by_set.size 0: no splits by category */
    const dp_array *bitsets;    /* uint32 [sets, 8]; NULL: none */
    dp_set_proof *same_set;
    const void *self;
    const struct dp_src_node *spelled; /* [n], of another library's tree; NULL: records as above */
    bool counts;                /* rows are counts of samples, as before 1.3, not fractions */
} dp_src_tree;

/* The nodes and sets of a TreePredictor, over n_features columns. */
bool dp_src_predictor_read(dp_prover *p, dp_state *predictor, uint64_t n_features, dp_src_tree *out);
/* false: there is none that could be read, and p->why says so. */
bool dp_src_tree_read(dp_prover *p, dp_state *estimator, bool classifier, dp_src_tree *out);

/* Node i < n as it stands. */
typedef struct dp_src_node {
    bool leaf, by_set;
    int64_t left, right, feature;
    int64_t set;       /* by_set: its number among the sets */
    double threshold;
    bool missing_left;
} dp_src_node;
dp_src_node dp_src_node_at(const dp_src_tree *tree, uint32_t i);
/* Samples that came by a node in training; -1: not recorded. */
int64_t dp_src_samples(const dp_src_tree *tree, uint32_t i);
/* Weight of the samples that came by it in training, and that times their impurity; false: not recorded. */
bool dp_src_weighs(const dp_src_tree *tree, uint32_t i, double *weight, double *loss);
/* What a leaf of a TreePredictor adds. */
double dp_src_predictor_value(const dp_src_tree *tree, uint32_t leaf);
/* The numbers that predict or predict_proba of the tree answers there, of all outputs. */
void dp_src_answer(const dp_src_tree *tree, uint32_t leaf, double *out);
/* The first greatest class of each output. */
void dp_src_winners(const dp_src_tree *tree, uint32_t leaf, double *out);

/* The features that a model of regression trees takes: told by itself, else (0.17) by the first of its trees. */
uint64_t dp_features_of(dp_prover *p, dp_state *s, dp_id tree);

/* numpy's sum of n float64: pairwise, in blocks of 128, eight at a time. */
double dp_src_numpy_sum(const double *v, uint64_t n);

#endif
