/* Zip archives. */
#ifndef DP_FORMAT_ZIP_H
#define DP_FORMAT_ZIP_H

#include "format/archive.h"

/* Searches every member. */
void dp_zip_members(const dp_archive *archive);
/* Does an archive begin here? */
bool dp_zip_is(dp_span head);
/* Does an archive end here, whatever stands before it? */
bool dp_zip_ends(dp_span bytes);

#endif
