/* The facts both forms of inspect print. For export/ only. */
#ifndef DP_EXPORT_INSPECT_FACTS_H
#define DP_EXPORT_INSPECT_FACTS_H

#include "model/model.h"

/* Something a file tells of who wrote it, and whether it says so itself. */
typedef struct dp_fact {
    const char *name, *value;
    bool recorded; /* else inferred from the form of the bytes */
} dp_fact;

enum { DP_MOST_FACTS = 8 };
/* Python, scikit-learn, numpy, joblib, protocol … in this order, those that are known. */
size_t dp_writer_facts(dp_ctx *ctx, const dp_loaded *loaded, const dp_models *models, dp_fact out[DP_MOST_FACTS]);

/* Trees inside an estimator, found in its state without a converter. */
typedef struct dp_tree_counts {
    uint64_t trees, nodes, deepest;
} dp_tree_counts;
dp_tree_counts dp_count_trees(dp_ctx *ctx, dp_heap *heap, dp_id obj);

/* Parameter by parameter: "n_estimators=100", those that differ from today's defaults. In the arena. */
const char *dp_params_text(dp_ctx *ctx, dp_heap *heap, dp_id obj);
/* A short word for any value: 'text', 3, list of 12, numpy array … In the arena. */
const char *dp_value_text(dp_ctx *ctx, dp_heap *heap, dp_id id);
/* Features and classes of an estimator: "4", "3 of int64: 0, 1, 2"; "" where not told. */
const char *dp_features_text(dp_ctx *ctx, dp_heap *heap, dp_id obj);
const char *dp_classes_text(dp_ctx *ctx, dp_heap *heap, dp_id obj);

/* Estimators directly inside this one: steps, transformers, estimators_ (the first few), best_estimator_ … */
typedef struct dp_inner {
    const char *path;
    dp_id obj;
} dp_inner;
enum { DP_MOST_INNER = 24 };
size_t dp_inner_estimators(dp_ctx *ctx, dp_heap *heap, dp_id obj, dp_inner out[DP_MOST_INNER], size_t *more);

#endif
