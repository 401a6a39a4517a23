/* What the reader gets to see: the bytes of one file, and of the side files that lie beside it.
 * Nothing below this layer opens anything. */
#ifndef DP_IO_INPUT_H
#define DP_IO_INPUT_H

#include "base/ctx.h"

typedef struct dp_beside {
    const char *name; /* base name only */
    dp_span bytes;
} dp_beside;

typedef struct dp_input {
    const char *name;          /* for messages; never opened */
    dp_span main;
    const dp_beside *beside;   /* sorted by name */
    size_t n_beside;
} dp_input;

void dp_beside_sort(dp_beside *beside, size_t n);
/* The side file called exactly `name`, or NULL. */
const dp_beside *dp_input_beside(const dp_input *input, dp_span name);

#endif
