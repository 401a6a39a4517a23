/* The header of a .npy file, a Python dict written out: read by a grammar that knows this one dict and nothing else. */
#ifndef DP_FORMAT_NPY_HEADER_H
#define DP_FORMAT_NPY_HEADER_H

#include "value/array.h"

typedef struct dp_npy_header {
    dp_dtype type;
    size_t ndim;
    uint64_t dim[DP_MAX_DIMS];
    bool fortran;
} dp_npy_header;

/* text: the dict, with blanks and a newline behind it. false: not of this form (no error is set), or memory is out. */
bool dp_npy_header_read(dp_ctx *ctx, dp_span text, dp_npy_header *out);

#endif
