/* Single trees as the estimators of an ensemble: bagging, isolation forests, AdaBoost. */
#ifndef DP_PROOF_SOURCE_MEMBERS_H
#define DP_PROOF_SOURCE_MEMBERS_H

#include "proof/sum.h"

typedef struct dp_src_members {
    dp_prover *p;
    dp_state *model;
    bool classifier;
    const dp_id *estimator;
    size_t n;
    const dp_id *columns;      /* estimators_features_; NULL: each sees all */
    bool all_in_order;         /* who sees as many columns as there are sees them in their own order */
} dp_src_members;

/* Is it a single tree's class? */
bool dp_src_is_tree(bool classifier, const char *class);
/* Are all estimators_ single trees? */
bool dp_src_members_are_trees(dp_state *model, bool classifier);
/* estimators_ of the model; left open where they are no single trees. */
bool dp_src_members_find(dp_prover *p, dp_state *model, bool classifier, dp_src_members *out);
/* estimators_features_, where there are any. */
bool dp_src_members_find_columns(dp_src_members *m);
/* The features that the model takes: told by itself or, up to 0.23, by the first of its trees. */
uint64_t dp_src_members_features(dp_src_members *m);
/* Estimator i: its tree of one output, and the classes that a classifier knows (classes may be NULL). */
bool dp_src_members_read(dp_src_members *m, size_t i, dp_src_tree *tree, dp_labels *classes);

#endif
