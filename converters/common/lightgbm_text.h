/* LightGBM's model text: what Booster.save_model writes, and its pickles hold.
 *
 *   tree, version=…, num_class=…, num_tree_per_iteration=…, max_feature_idx=…, objective=NAME [KEY:VALUE …], average_output
 *   Tree=i, num_leaves=…, num_cat=…, then lists divided by blanks:
 *     split_feature, threshold, decision_type, left_child, right_child, split_gain   one a split; a child below 0 is leaf ~child
 *     leaf_value                                                         one a leaf
 *     leaf_const, num_features           of a linear model in each leaf (is_linear): one a leaf
 *     leaf_features, leaf_coeff          as many as these say, leaf after leaf
 *     cat_boundaries, cat_threshold     sets of categories, bits in 32-bit words; a split's threshold is the set's number
 *   end of trees, and parameters [KEY: VALUE]
 * decision_type: bit 0 by category, bit 1 missing values go left, bits 2 and 3 what is missing: nothing, zero, NaN. */
#ifndef DP_CONVERTERS_LIGHTGBM_TEXT_H
#define DP_CONVERTERS_LIGHTGBM_TEXT_H

#include "model/state.h"

typedef struct dp_lightgbm_text {
    dp_span rest;      /* from the next tree on */
    dp_span objective; /* the whole line; empty: none, or one's own */
    uint64_t n_features, per_iteration;
    uint64_t n_trees;
    bool average;      /* random forests */
    bool linear;       /* some leaf is a linear model */
    bool zero_missing; /* some split takes zeros for missing */
    dp_span names;     /* feature_names, divided by blanks */
    dp_span infos;     /* feature_infos, divided by blanks: [least:greatest], or 3:0:1 of categories */
    dp_span by_category; /* the parameter categorical_feature: numbers of features, divided by commas; empty: not told */
} dp_lightgbm_text;

enum { DP_LGB_BY_CATEGORY = 1, DP_LGB_MISSING_LEFT = 2, DP_LGB_ZERO_MISSING = 4, DP_LGB_NAN_MISSING = 8 };

typedef struct dp_lightgbm_tree {
    uint32_t leaves;
    uint64_t sets, words;
    const double *feature, *threshold, *decision, *left, *right, *gain; /* [leaves - 1] */
    const double *value;                                         /* [leaves] */
    const double *bound, *word;                                  /* [sets + 1], [words] */
    const double *first, *terms;      /* [leaves] of linear models; NULL: none */
    const double *term, *coef;        /* of all leaves, one after the other */
} dp_lightgbm_tree;

/* The same of the text that a Booster's state holds. */
void dp_lightgbm_open_handle(dp_state *booster, dp_lightgbm_text *out);
/* The next tree. DP_CORRUPT where lists are missing or of other lengths. */
void dp_lightgbm_next(dp_state *s, dp_lightgbm_text *text, dp_lightgbm_tree *out);
/* KEY:VALUE of the objective as a number. */
double dp_lightgbm_setting(const dp_lightgbm_text *text, const char *key, double otherwise);
/* The next whole number of a list, which is taken off it: UINT64_MAX where there is none. */
uint64_t dp_lightgbm_number(dp_span *list);
/* The next name of a list, which is taken off it. */
dp_span dp_lightgbm_name(dp_span *list);
/* Is this the objective's name, or one of its flags? */
bool dp_lightgbm_says(const dp_lightgbm_text *text, const char *word, bool first);

#endif
