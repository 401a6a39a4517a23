/* The share of the normal distribution that lies below a point. */
#ifndef DP_CONVERTERS_NORMAL_SHARE_H
#define DP_CONVERTERS_NORMAL_SHARE_H

#include "graph/build.h"

/* Of x [N,C], to some 1e-16; ONNX Runtime has no Erf of float64. NaN for NaN. */
dp_val dp_normal_share(dp_graph *g, dp_val x);

#endif
