/* What can be counted in the trees of an estimator, and how much each feature matters to them. For page/ only. */
#ifndef DP_PAGE_FOREST_H
#define DP_PAGE_FOREST_H

#include "export/records.h"

enum { DP_FOREST_BINS = 24 };

/* Least, middle and greatest of one number a tree, and how the trees are spread between least and greatest. */
typedef struct dp_spread {
    uint64_t least, middle, most;
    size_t n_bins;
    uint64_t bin[DP_FOREST_BINS];
} dp_spread;

typedef struct dp_feature_facts {
    uint64_t feature;
    uint64_t splits;
    double low, high;        /* of its thresholds, where there are splits */
    double importance;
    uint64_t bin[DP_FOREST_BINS]; /* its thresholds, from low to high */
} dp_feature_facts;

typedef struct dp_forest_facts {
    uint64_t nodes, leaves, splits;
    dp_spread depth, leaf;   /* of each tree */
    bool has_importance;
    size_t used;             /* features that some split asks */
    size_t n_shown;
    dp_feature_facts *shown; /* the first by importance, where there is one, else by splits */
} dp_forest_facts;

/* How scikit-learn puts the importances of trees together. */
typedef enum dp_importance {
    DP_IMPORTANCE_NONE,      /* it does not, or did it otherwise when the file was written */
    DP_IMPORTANCE_TREE, DP_IMPORTANCE_FOREST, DP_IMPORTANCE_BOOSTING
} dp_importance;
dp_importance dp_importance_of(dp_heap *heap, dp_id estimator, const char *canonical);

/* feature_importances_ as scikit-learn computes it from impurity and weighted_n_node_samples, to the bit: n_features numbers in
 * the arena; NULL: it has none, or there are too many to compute here. */
const double *dp_importances(dp_ctx *ctx, const dp_record_forest *forest, dp_importance kind);

/* At most `most` features are shown. false: memory is out. */
bool dp_forest_facts_of(dp_ctx *ctx, const dp_record_forest *forest, dp_importance kind, size_t most, dp_forest_facts *out);

#endif
