/* The point below which a share p of the normal distribution lies. */
#ifndef DP_CONVERTERS_NORMAL_POINT_H
#define DP_CONVERTERS_NORMAL_POINT_H

#include "graph/build.h"

/* Of p [N,C] from 0 to 1, held between the points of 1e-7 and 1 - 1e-7 as QuantileTransformer does; to some 1e-15. */
dp_val dp_normal_point(dp_graph *g, dp_val p);

#endif
