/* Estimators inside one: what they answer, at values of the file that are no outputs. */
#ifndef DP_PROOF_INSIDE_H
#define DP_PROOF_INSIDE_H

#include "proof/prove.h"

typedef struct dp_inside {
    dp_state *outer;
    dp_id id;
    const char *path;
    bool single; /* it answers float32 */
} dp_inside;

/* Nothing is proved of an estimator of this class, or of this kind: p says so. The pickle alone tells. */
bool dp_inside_is_open(dp_prover *p, const dp_inside *e);

/* What it answers is these claims, as if the file were of it alone. */
bool dp_inside_answers(dp_prover *p, const dp_inside *e, const dp_claims *claims);
/* The value is what it answers: numbers of so many outputs [N, width], or of the one [N]. */
bool dp_inside_numbers(dp_prover *p, const dp_inside *e, uint64_t width, bool flat, dp_span name);
/* Probabilities [N, width]. */
bool dp_inside_chances(dp_prover *p, const dp_inside *e, uint64_t width, dp_span name);
/* Scores [N], or of several classes [N, width]. */
bool dp_inside_scores(dp_prover *p, const dp_inside *e, uint64_t width, dp_span name);
/* Labels [N], which are int64. */
bool dp_inside_labels(dp_prover *p, const dp_inside *e, dp_span name);
/* 1.0 where the label is the class, which are numbered, else 0.0: [N, classes]. */
bool dp_inside_ballot(dp_prover *p, const dp_inside *e, uint64_t classes, dp_span name);

/* Which methods a classifier has: of a few classes that is known here, else the model is left open. */
typedef struct dp_inside_methods {
    bool scores, chances;
} dp_inside_methods;
bool dp_inside_has(dp_prover *p, const dp_inside *e, dp_inside_methods *out);

/* A list of estimators, each of which may be left open. NULL: there are none, or one is open. */
const dp_inside *dp_inside_all(dp_prover *p, dp_state *s, const char *key, size_t *n);

#endif
