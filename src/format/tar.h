/* Tar archives: old ones, ustar, GNU's, pax. */
#ifndef DP_FORMAT_TAR_H
#define DP_FORMAT_TAR_H

#include "format/archive.h"

enum { DP_TAR_BLOCK = 512 };

/* Searches every member. */
void dp_tar_members(const dp_archive *archive);
/* Is the first block a header? */
bool dp_tar_is(dp_span head);

#endif
