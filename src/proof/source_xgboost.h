/* XGBoost's model as the bytes in a Booster's state tell it: JSON or UBJSON, or before 1.0 records as they stood in memory. */
#ifndef DP_PROOF_SOURCE_XGBOOST_H
#define DP_PROOF_SOURCE_XGBOOST_H

#include "proof/categories.h"
#include "proof/coded.h"

typedef struct dp_src_xgboost_tree {
    dp_src_node *node;     /* [n]: left where x < threshold, a float32 */
    float *value;          /* [n, width]: what a leaf adds to `width` outputs, from `group` on */
    uint32_t n;
    uint64_t group, width;
    float weight;          /* of dart; 1 */
} dp_src_xgboost_tree;

typedef struct dp_src_xgboost {
    dp_span objective;
    unsigned version;      /* 103: 1.3; 0: before 1.0 */
    uint64_t n_features, outputs;
    const float *base;     /* base_score of each output */
    bool base_is_margin;   /* the objective's link has been applied to it */
    bool dart;
    int64_t best;          /* best_iteration, told by the model; -1: not told */
    uint64_t parallel;     /* num_parallel_tree */
    uint64_t round;        /* trees of one output's step, for all outputs: one, or one an output */
    dp_coded coded;        /* columns of categories of a frame */
    dp_sets sets;          /* of splits by category */
    dp_src_xgboost_tree *tree;
    size_t n;
} dp_src_xgboost;

/* handle of the Booster's state. false: p says why, or what leaves it open. */
bool dp_src_xgboost_read(dp_prover *p, dp_state *booster, dp_src_xgboost *out);
/* The old form alone. */
bool dp_src_xgboost_records(dp_prover *p, dp_span bytes, dp_src_xgboost *out);
/* Room for the next tree, of n nodes. NULL: there is none. */
dp_src_xgboost_tree *dp_src_xgboost_add(dp_prover *p, dp_src_xgboost *x, uint64_t n, uint64_t width);
/* The same base_score for each output. */
bool dp_src_xgboost_base(dp_prover *p, dp_src_xgboost *x, const float *v, uint64_t n);

#endif
