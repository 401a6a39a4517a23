/* Deleting the file that was converted: this one file below a folder, and only while it is what was converted. Parent only. */
#ifndef DP_CLI_ORIGINALS_H
#define DP_CLI_ORIGINALS_H

#include "io/file_sink.h"

/* folder: as it was named; under: the file's path below it, none of whose parts may be a link; sha256: of what was converted. false,
 * with a sentence in why, where the file stays. */
bool dp_original_delete(const char *folder, const char *under, const char *sha256, char why[512]);

#endif
