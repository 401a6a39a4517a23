/* What becomes of raw scores: probabilities of two classes and of more. */
#ifndef DP_PROOF_LINKS_H
#define DP_PROOF_LINKS_H

#include "proof/prover.h"

typedef struct dp_link {
    dp_prover *p;
    bool (*is_raw)(void *self, dp_span name); /* the value is raw, [N, trees a stage]; it may be asked again */
    void *self;
    bool doubled;                             /* of two classes: probabilities of 2 raw (the exponential loss) */
} dp_link;

/* 1 / (1 + exp(-z)), [N] or [N, width] */
bool dp_is_sigmoid(dp_prover *p, dp_span name, uint64_t width, dp_span *z);
/* The sum over the columns of `of`, one after another: [N, 1] */
bool dp_is_sum_over_classes(dp_prover *p, dp_span name, dp_span of);
/* Each row of e over its sum; where the sum is 0 all alike: (e + none / C) / (sum + none), none = 1 where the sum is 0. */
bool dp_is_normal(dp_prover *p, dp_span name, uint64_t classes, dp_span *e);

/* [N, 2]: 1 - p, and p beside it */
bool dp_are_both_chances(dp_prover *p, dp_span name, dp_span *second);

/* raw as [N], of one tree a stage */
bool dp_is_flat_raw(const dp_link *l, dp_span name);
/* [N, 2]: 1 - p and p = 1 / (1 + exp(-raw)) */
bool dp_are_two_chances(const dp_link *l, dp_span name);
/* [N, C]: e / sum of e over the columns, one after another; e = exp(raw - its greatest) */
bool dp_is_softmax(const dp_link *l, dp_span name);
/* [N, 1]: the greatest of each row of raw */
bool dp_is_greatest(const dp_link *l, dp_span name);

#endif
