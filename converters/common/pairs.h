/* Classes decided pair by pair, (0,1), (0,2) … (1,2) …: votes, and scores that tell classes of equal votes apart. */
#ifndef DP_CONVERTERS_PAIRS_H
#define DP_CONVERTERS_PAIRS_H

#include "graph/build.h"

/* Votes of each class, [N, classes], from 1 (the first of a pair has won) or 0: [N, pairs]. */
dp_val dp_pair_votes(dp_graph *g, size_t classes, dp_val for_first);
/* Votes, and a third of a vote at most for how clear they were: scikit-learn's one-against-rest scores. `first_by`: how
 * much the first of a pair is ahead. */
dp_val dp_pair_scores(dp_graph *g, size_t classes, dp_val for_first, dp_val first_by);

#endif
