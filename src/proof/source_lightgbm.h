/* LightGBM's model text, as a Booster's state keeps it: KEY=VALUE lines, first of the model, then of each Tree=. */
#ifndef DP_PROOF_SOURCE_LIGHTGBM_H
#define DP_PROOF_SOURCE_LIGHTGBM_H

#include "proof/coded.h"
#include "proof/grown.h"

typedef struct dp_src_lightgbm {
    uint64_t n_features, outputs; /* outputs: trees of an iteration */
    dp_span objective;            /* NAME and FLAG or KEY:VALUE, divided by blanks */
    bool average;                 /* over the iterations: a random forest */
    bool zero_missing;            /* some split takes zeros for missing: it looks at a column n_features further on */
    uint64_t iterations;          /* those that predict takes */
    dp_coded coded;               /* pandas' columns of categories */
    dp_span names, infos, by_category; /* of features; what they are; numbers of those of categories, as it was told */
    dp_grown trees;
} dp_src_lightgbm;

/* false: p says why, or what leaves it open. */
bool dp_src_lightgbm_read(dp_prover *p, dp_state *booster, dp_src_lightgbm *out);
/* One of the objective's words: its name (first), or a flag. */
bool dp_src_lightgbm_says(const dp_src_lightgbm *m, const char *word, bool first);
/* KEY:VALUE among them. */
double dp_src_lightgbm_setting(const dp_src_lightgbm *m, const char *key, double otherwise);

#endif
