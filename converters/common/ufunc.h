/* Functions of numpy and scipy.special that are ONNX operators (or a few) on float64. Any other function is Python code, which no file holds. */
#ifndef DP_CONVERTERS_UFUNC_H
#define DP_CONVERTERS_UFUNC_H

#include "graph/build.h"
#include "model/state.h"

/* The name of the function that the object is: "numpy.log1p". DP_UNSUPPORTED, naming it, where it has no operators. */
const char *dp_ufunc_name(dp_state *s, dp_id func, const char *what);
/* The function of each number; "" is the identity. */
dp_val dp_ufunc_apply(dp_graph *g, const char *func, dp_val x);

#endif
