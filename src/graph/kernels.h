/* One function an operator, over tensors of known shapes. The evaluator has made `out` ready: type, shape, count and
 * room for it. false: an index is out of range (all else was checked when the graph was built). */
#ifndef DP_GRAPH_KERNELS_H
#define DP_GRAPH_KERNELS_H

#include "graph/eval.h"

typedef bool dp_kernel(const dp_node *node, const dp_tensor *in, dp_tensor *out);

#define OP(name, onnx, least, most, kernel, float64) dp_kernel dp_kernel_##kernel;
#include "graph/ops.def"
#undef OP

/* Product of the dimensions [from, to). */
static inline uint64_t dp_shape_product(const dp_shape *shape, int from, int to)
{
    uint64_t n = 1;
    for (int i = from; i < to; i++) {
        n *= shape->dim[i];
    }
    return n;
}

/* A tensor as [outer, n, inner] around an axis. */
typedef struct dp_fold {
    uint64_t outer, n, inner;
} dp_fold;

static inline dp_fold dp_fold_of(const dp_shape *shape, int64_t axis)
{
    return (dp_fold){dp_shape_product(shape, 0, (int)axis), shape->dim[axis], dp_shape_product(shape, (int)axis + 1, shape->rank)};
}

#endif
