/* numpy's own file of one array. */
#ifndef DP_FORMAT_NPY_H
#define DP_FORMAT_NPY_H

#include "pickle/machine.h"

bool dp_npy_is(dp_span head);

/* Turns `id` (any node) into the array of a whole .npy file. An array of objects holds a pickle, which is run; its
 * names are noted as DP_NESTED. */
dp_rc dp_npy_read(dp_heap *heap, dp_id id, dp_span bytes, const dp_allow *allow);

#endif
