/* Files that are no pickle, told by their first bytes. */
#ifndef DP_FORMAT_KIND_H
#define DP_FORMAT_KIND_H

#include "base/span.h"

typedef struct dp_file_kind {
    const char *name; /* "zip": for lists and folder walks */
    const char *what; /* "a zip archive (…)": for the error */
    int bits;         /* how many bits speak for it */
} dp_file_kind;

/* NULL: none that is known. */
const dp_file_kind *dp_kind_find(dp_span head);

#endif
