/* coef_ and intercept_, as all linear models have them. */
#ifndef DP_CONVERTERS_LINEAR_H
#define DP_CONVERTERS_LINEAR_H

#include "graph/ports.h"
#include "model/state.h"

typedef struct dp_linear {
    dp_nums coef;      /* [outputs, features]; found_ndim 1 where scikit-learn keeps a plain vector */
    dp_nums intercept; /* [outputs], or [1] for all of them */
} dp_linear;

/* Reads both and checks that they agree with each other. */
void dp_linear_read(dp_state *s, dp_linear *out);
/* The same of the features, in float32 where numpy does so: where both they and coef_ are float32. */
dp_val dp_linear_emit_ports(dp_graph *g, const dp_linear *linear, const dp_ports *ports);

#endif
