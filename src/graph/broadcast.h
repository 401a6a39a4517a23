/* numpy's broadcasting as loops: shapes are folded into as few of them as possible. [256, 30] and [256, 30] are one loop of
 * 7680 steps. */
#ifndef DP_GRAPH_BROADCAST_H
#define DP_GRAPH_BROADCAST_H

#include "graph/graph.h"

enum { DP_LOOP_OPERANDS = 3 };

/* Loops over the result, which is filled in its order; step[d][k] is how far operand k moves, in values, with one step of
 * loop d. rank is at least 1. */
typedef struct dp_loops {
    int rank;
    uint64_t dim[DP_MAX_RANK];
    size_t step[DP_MAX_RANK][DP_LOOP_OPERANDS];
} dp_loops;

/* in: the shapes of the operands, which broadcast to out; none holds DP_BATCH any more. */
dp_loops dp_loops_of(const dp_shape *in, int operands, const dp_shape *out);

#endif
