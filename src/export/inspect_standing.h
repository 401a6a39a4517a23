/* Whether what inspect shows can be converted, and if not, what blocks it. For export/ only. */
#ifndef DP_EXPORT_INSPECT_STANDING_H
#define DP_EXPORT_INSPECT_STANDING_H

#include "graph/graph.h"
#include "model/model.h"

typedef enum dp_standing_kind { DP_CONVERTS, DP_BLOCKED, DP_UNREAD } dp_standing_kind;

typedef struct dp_standing {
    dp_standing_kind kind; /* UNREAD: not fitted, corrupt, or beyond a limit */
    const char *at;        /* where the fault is, from this estimator: "transformers_[2]", "" itself */
    const char *why;       /* "" where it converts */
    const dp_model *model; /* as far as it was read */
    const dp_graph *graph; /* of a whole model that converts; else NULL */
} dp_standing;

/* Reads an estimator on its own; a whole model (not one inside another, which may tell less of its input) is computed as
 * well. Faults are forgiven. In the arena. */
dp_standing dp_standing_of(dp_ctx *ctx, const dp_loaded *loaded, dp_id obj, bool whole);

#endif
