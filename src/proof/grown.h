/* Sums over trees that other libraries grew: XGBoost, LightGBM, CatBoost. Nodes are spelled as their own files tell them; each
 * output has a sum of its own, over the same columns. */
#ifndef DP_PROOF_GROWN_H
#define DP_PROOF_GROWN_H

#include "proof/categories.h"
#include "proof/sum.h"

typedef struct dp_grown_tree {
    dp_src_node *node;  /* [n]: left where x[feature] <= threshold */
    double *value;      /* [n], of leaves */
    uint32_t n;
    uint64_t output;    /* that it adds to */
} dp_grown_tree;

typedef struct dp_grown {
    dp_grown_tree *tree;
    size_t n;
    dp_sets sets;       /* of splits by category */
    const dp_set_columns *columns; /* of the file, where there are such splits */
    bool single;        /* each step of the sum in float32 */
} dp_grown;

/* Room for one more tree of n nodes; NULL: memory is out, and p says so. */
dp_grown_tree *dp_grown_add(dp_prover *p, dp_grown *g, uint64_t output, uint32_t n);
/* The value [N, 1] is *first (NULL: nothing), then the leaves of this output's trees, added in their order; 0 if there are none. */
bool dp_is_grown_sum(dp_prover *p, const dp_grown *g, uint64_t output, const dp_near *first, dp_span name);

#endif
