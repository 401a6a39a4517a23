/* The same answer for every row. */
#ifndef DP_CONVERTERS_CONSTANT_ROWS_H
#define DP_CONVERTERS_CONSTANT_ROWS_H

#include "graph/ports.h"

/* [N, n] of these numbers, whatever the features are. */
dp_val dp_constant_rows(dp_graph *g, const dp_ports *ports, const double *v, uint64_t n);
/* [N] int64 of this number. */
dp_val dp_constant_index(dp_graph *g, const dp_ports *ports, int64_t v);

#endif
