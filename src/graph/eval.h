/* Running a graph in C, in float64, in the order of operations scikit-learn uses. Rows go through in blocks. */
#ifndef DP_GRAPH_EVAL_H
#define DP_GRAPH_EVAL_H

#include "graph/graph.h"

/* In C order. */
typedef struct dp_tensor {
    dp_type type;
    dp_shape shape;  /* no DP_BATCH left */
    uint64_t count;
    void *data;      /* double, float, int64_t, uint8_t, dp_span */
} dp_tensor;

/* in: one tensor per graph input, all with the same number of rows and the type the port says (float32 ports take
 * float32 data). out: one per output, in the ctx arena. */
dp_rc dp_eval(dp_ctx *ctx, const dp_graph *g, const dp_tensor *in, dp_tensor *out);

/* The same for who asks more than once: what does not depend on rows is computed and taken beforehand. In the ctx arena, where answers
 * lie too: a mark that was set behind the runner gives them back. */
typedef struct dp_runner dp_runner;
dp_rc dp_runner_new(dp_ctx *ctx, const dp_graph *g, dp_runner **out);
dp_rc dp_runner_answer(dp_runner *r, const dp_tensor *in, dp_tensor *out);

#endif
