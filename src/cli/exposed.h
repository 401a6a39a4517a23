/* Who besides the user could change a model file: what `scan` and `inspect` note, and no more; it changes no exit code. */
#ifndef DP_CLI_EXPOSED_H
#define DP_CLI_EXPOSED_H

#include "cli/outcome.h"

/* The folder that was last spoken of: many files of one folder are one line on stderr. {NULL} to begin with. */
typedef struct dp_exposed {
    char *folder;
} dp_exposed;

/* Looks at path and at the folder (or, behind a link, folders) that it lies in. Adds what it finds to outcome->notes, for
 * --json, and says it on stderr unless quiet. "-" is nobody's. Root, who can change everything, is no other user. */
void dp_exposed_note(dp_exposed *seen, const dp_cli *cli, const char *path, dp_outcome *outcome);
void dp_exposed_done(dp_exposed *seen);

#endif
