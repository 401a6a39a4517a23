/* libsvm's probabilities of classes: a sigmoid a pair (Platt), and the probabilities that fit them all best. */
#ifndef DP_CONVERTERS_COUPLING_H
#define DP_CONVERTERS_COUPLING_H

#include "graph/build.h"

/* From the sums of all pairs i < j, [N, pairs], above 0 for class i; a and b [pairs] are the sigmoids'. [N, classes].
 *
 * multiclass_probability takes at most 100 steps, and fewer where all is well: it stops once no class is off by 0.005 / C.
 * Random and extreme pairs, ten million tables of 2 to 39 classes, stop after at most 5 (two classes after 2), so 8 are
 * written out, each for the rows that have not stopped. */
dp_val dp_couple(dp_graph *g, dp_val sums, size_t classes, const double *a, const double *b);

#endif
