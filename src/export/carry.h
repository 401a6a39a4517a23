/* How a column that trees look at is made of one column of the graph's inputs, where that is by steps that keep, or turn round, the
 * order of numbers: arithmetic with constants, casts, choosing columns, filling NaN. For export/probe.c. */
#ifndef DP_EXPORT_CARRY_H
#define DP_EXPORT_CARRY_H

#include "graph/graph.h"

typedef struct dp_carry {
    bool known;
    bool plain;      /* the column itself, at most rounded */
    bool falls;      /* greater inputs give lesser values */
    uint64_t column; /* of all inputs side by side */
} dp_carry;

/* Of column k of v. */
dp_carry dp_carry_of(const dp_graph *g, dp_val v, uint64_t k);

/* Where the trees' question "is it at most t?" changes its answer: the greatest number of the input column with the answer that all
 * lesser ones have. Infinite: all numbers have one answer. Of a column that is known. */
double dp_carry_edge(const dp_graph *g, dp_val v, uint64_t k, double t);

#endif
