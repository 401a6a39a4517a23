/* From passive calls to values. recipes.def has a row for every call that is understood. */
#ifndef DP_VALUE_VALUE_H
#define DP_VALUE_VALUE_H

#include "value/array.h"

/* Goes over all nodes first … last once, in order of creation and without recursion, and turns each MADE node whose
 * callee is a recipe into the value it stands for (kind ARRAY, SCALAR, DTYPE, SET, BYTES, TEXT, DICT, OPAQUE …).
 * A recipe called with what it cannot take, a shape that does not fit its bytes, an array without its BUILD:
 * DP_CORRUPT with the offset. Nodes of classes stay MADE. */
dp_rc dp_settle(dp_heap *heap, dp_id first, dp_id last);

/* One node, now, for a format that needs it in the middle of a pickle: the dtype that a MADE or DTYPE node stands
 * for. Not cached: BUILD may still come. */
dp_rc dp_dtype_read(dp_heap *heap, dp_id id, dp_dtype *out);

/* What a DTYPE node's `aux` remembers of the call: its flags as False, True (numpy >= 1.19) or as 0, 1. */
enum { DP_DTYPE_BOOLS = 1, DP_DTYPE_INTS = 2 };

/* A dtype from numpy's array-interface string ("<f8", "|V64" is refused without fields), as in .npy headers. */
bool dp_dtype_parse(dp_span text, dp_dtype *out);

/* Turns `id` (any node) into an array over these bytes. data.n must be exactly count * itemsize (checked: DP_CORRUPT).
 * items for kind 'O'. dims are copied. */
dp_rc dp_array_put(dp_heap *heap, dp_id id, const dp_dtype *type, size_t ndim, const uint64_t *dim, bool fortran,
                   dp_span data, const dp_id *items);

/* Reads a shape from a TUPLE (or LIST) of non-negative ints or bools: DP_CORRUPT otherwise, DP_LIMIT beyond
 * limits.dims. dim has room for DP_MAX_DIMS. count is the checked product. */
dp_rc dp_shape_read(dp_heap *heap, dp_id shape, size_t *ndim, uint64_t *dim, uint64_t *count);

/* The recipes this build knows, for `depickle list` and for tests: canonical names, sorted. */
const char *const *dp_recipes(size_t *n);

#endif
