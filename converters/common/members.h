/* The fitted estimators of an ensemble of any estimators. */
#ifndef DP_CONVERTERS_MEMBERS_H
#define DP_CONVERTERS_MEMBERS_H

#include "graph/emit.h"

typedef struct dp_members {
    const dp_model **model;
    size_t n;
} dp_members;

/* All of a list such as estimators_, each read by its family; at least one. */
void dp_members_read(dp_state *s, const char *key, dp_members *out);
/* Fails where one that tells its classes has others than these, or others than 0, 1 … n - 1: what they were fitted on. */
void dp_members_same_classes(dp_state *s, const char *key, const dp_members *members, const dp_labels *classes);
void dp_members_numbered(dp_state *s, const char *key, const dp_members *members, size_t n);
/* The same of several outputs, whose classes_ are a list, if they are told. */
void dp_members_each_classes(dp_state *s, const dp_members *members);
/* Refuses outlier detectors where classes are decided: scikit-learn takes them for neither classifiers nor regressors. */
void dp_members_decide(dp_state *s, const char *key, const dp_members *members);
bool dp_is_numbered(const dp_labels *classes, size_t n);
/* What one of them answers to one method, given the same features: [N] or [N,C]. DP_UNSUPPORTED where it has none, or
 * several outputs. */
dp_val dp_member_answer(dp_graph *g, const dp_model *member, const dp_ports *ports, dp_method method);
/* The same; *f32 stays true where its numbers are float32 in scikit-learn. */
dp_val dp_member_numbers(dp_graph *g, const dp_model *member, const dp_ports *ports, dp_method method, bool *f32);
/* Its answer to the first of these methods that it has; *used: which; f32 as above, or NULL. */
dp_val dp_member_first(dp_graph *g, const dp_model *member, const dp_ports *ports, const dp_method *method, size_t n,
                       dp_method *used, bool *f32);
/* How sure one of two classes is that it is the second: [N,1]. Its decision_function, else its probability; of a regressor
 * what it predicts. */
dp_val dp_member_score(dp_graph *g, const dp_model *member, const dp_ports *ports, dp_method *used, bool *f32);
/* 0, 1, 2 …: what estimators predict that were fitted on the numbers of the classes. */
dp_labels dp_numbered_labels(dp_graph *g, size_t classes);
/* Labels [N] as rows [N, classes]: 1 for the class that each names. */
dp_val dp_ballot(dp_graph *g, dp_val label, const dp_labels *classes);
/* The sum of n answers [N, width], in their order. */
dp_val dp_sum_in_order(dp_graph *g, const dp_val *v, size_t n, uint64_t width);
/* That divided by `divisor`, f32: each step in float32. float64. */
dp_val dp_mean_in_order(dp_graph *g, const dp_val *v, size_t n, uint64_t width, double divisor, bool f32);
uint64_t dp_members_width(const dp_members *members);
void dp_members_take(const dp_members *members, const uint64_t *column, uint64_t n, dp_uses *uses);

#endif
