/* XGBoost's own model, as pickles of a Booster hold it, in three forms:
 *   from 1.6   UBJSON { Config, Model: { learner: … } }
 *   from 1.0   JSON of the same, or "CONFIG-offset:" and 8 bytes, then the old form and JSON
 *   before     the old form, records as they stood in memory (xgboost_binary.c)
 * What is read of learner: learner_model_param { base_score, num_class, num_feature, num_target }, objective { name },
 * feature_names [], attributes { best_iteration }, gradient_booster { name, model { gbtree_model_param { num_parallel_tree },
 * trees [], tree_info [], cats {} } }, with dart weight_drop [] beside a gbtree of its own (since 3.4 in the model), with
 * gblinear weights []. */
#ifndef DP_CONVERTERS_XGBOOST_MODEL_H
#define DP_CONVERTERS_XGBOOST_MODEL_H

#include "converters/common/coded_columns.h"
#include "converters/common/flat_tree.h"
#include "model/document.h"

/* Splits by category name nodes, and for each a run of `category`: those go right. */
typedef struct dp_xgboost_tree {
    uint32_t n;
    uint64_t group;      /* the output it adds to; of vectors, to all from it on */
    uint64_t width;      /* numbers in a leaf: 1, or one an output (multi_output_tree) */
    double weight;       /* of dart; 1 */
    dp_flat_node *node;  /* threshold: left where x < it */
    double *value;       /* [n, width], of leaves */
    const double *gain, *cover; /* [n], of splits; NULL: not told */
    uint64_t n_sets, n_categories;
    const double *set_node, *set_from, *set_size, *category;
} dp_xgboost_tree;

typedef struct dp_xgboost_model {
    dp_span objective;
    unsigned version;        /* 103: 1.3; 0: before 1.0 */
    uint64_t n_features, classes, targets, parallel;
    const double *base;      /* base_score: one, or one an output */
    uint64_t n_base;
    bool base_is_margin;     /* before 1.0: the link has been applied to it */
    bool dart;
    int64_t best_iteration;  /* -1: not told */
    uint64_t n_trees;
    uint64_t n_together;     /* trees that make one round of one of parallel: 1 an output, of vectors 1 */
    dp_xgboost_tree *tree;
    dp_coded_columns coded;  /* since 3.1: columns of categories, whose list the model has */
    const double *weights;   /* of a linear booster: [n_features + 1, outputs], the bias last; else NULL */
} dp_xgboost_model;

/* The bytes that a Booster's state holds. Sticky. DP_CORRUPT where parts contradict each other; DP_UNSUPPORTED for what is not
 * one of these boosters. */
void dp_xgboost_read_handle(dp_state *booster, dp_xgboost_model *out);
/* The old form alone. */
void dp_xgboost_read_binary(dp_state *s, dp_span bytes, dp_xgboost_model *out);
/* What it keeps of a frame's categories; names: of its columns. Either may be NULL. */
void dp_xgboost_read_categories(dp_state *s, const dp_doc *cats, const dp_doc *names, dp_xgboost_model *out);
/* How many numbers it predicts. */
uint64_t dp_xgboost_outputs(const dp_xgboost_model *m);

#endif
