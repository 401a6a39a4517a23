/* The inputs of a graph: one table X, or one input a column. For graph/ only. */
#ifndef DP_GRAPH_INPUTS_H
#define DP_GRAPH_INPUTS_H

#include "graph/emit.h"

/* Makes the graph's inputs and opens the ports on them. One table of numbers, or of texts; where numbers and texts stand
 * side by side, or columns are chosen by name, an input [N,1] for each column that is used, under its own name; or,
 * with single_input, one table of texts. */
dp_rc dp_inputs_open(dp_graph *g, const dp_model *model, const dp_emit_options *options, dp_ports *ports);

#endif
