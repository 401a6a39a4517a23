/* CatBoost's model as its pickles keep it: CBM1, the length, a FlatBuffer { 1: trees, 2: texts by key }.
 *
 *   trees    0 outputs, 1 splits, 2 sizes, 3 starts, 5 float features { 2 place, 3 borders, 5 what NaN is }, 8 leaf values,
 *            10 steps, 11 leaves, 14 scale, 15 bias or 16 one an output; 4, 6, 7, 12, 13, 18: categories, texts, embeddings
 *
 * A split is the number of a border, counted over all features: true where the float32 x > border. Symmetric trees ask one split
 * a level, which is a bit of the leaf's number; others have steps from node to node, 0 to end. */
#ifndef DP_PROOF_SOURCE_CATBOOST_H
#define DP_PROOF_SOURCE_CATBOOST_H

#include "model/document.h"
#include "proof/grown.h"

typedef struct dp_src_catboost {
    uint64_t n_features, outputs;
    double scale;
    double *bias;                  /* [outputs] */
    const dp_doc *params, *classes; /* params and class_params; NULL: not told */
    dp_grown trees;
} dp_src_catboost;

/* __model of the state. false: p says why, or what leaves it open. */
bool dp_src_catboost_read(dp_prover *p, dp_state *s, dp_src_catboost *out);

#endif
