/* The part of a Pipeline that stands before a step that has no converter, written as Python writes it: $[:2]. */
#ifndef DP_MODEL_PREFIX_H
#define DP_MODEL_PREFIX_H

#include "model/model.h"

typedef struct dp_prefix {
    dp_model *model;  /* a Pipeline of those steps; not yet read */
    const char *left; /* the steps that remain to be done with what it gives: "'clean' (FunctionTransformer), 'clf' (…)" */
} dp_prefix;

/* Where the part stands that a fault at `blocked` ("steps[2].transformers_[0]") leaves: "$[:2]"; of a Pipeline that is the
 * first step "$[0][:2]", of a search "$.best_estimator_[:2]". NULL: nothing stands before it. In the arena. */
const char *dp_prefix_path(dp_ctx *ctx, const dp_model *model, const char *blocked);

/* That part of the model. false: the path names none, or memory is out (dp_failed tells). */
bool dp_prefix_at(dp_ctx *ctx, const dp_model *model, const char *path, dp_prefix *out);

#endif
