/* How unlike two sets are: rows of features that are there (not 0) or not. */
#ifndef DP_CONVERTERS_SET_DISTANCE_H
#define DP_CONVERTERS_SET_DISTANCE_H

#include "graph/build.h"
#include "model/state.h"

typedef enum dp_set_distance {
    DP_JACCARD, DP_DICE, DP_MATCHING, DP_KULSINSKI, DP_ROGERS_TANIMOTO, DP_RUSSELL_RAO, DP_SOKAL_SNEATH, DP_YULE
} dp_set_distance;

/* The one that scikit-learn calls so; false: it is none of them. */
bool dp_set_distance_of(const char *name, dp_set_distance *out);
/* [N, points]: quotients of counts, so exact. Of two sets for which it is 0 / 0 it is 0. */
dp_val dp_set_distance_emit(dp_graph *g, dp_set_distance how, dp_val x, const dp_nums *points);

#endif
