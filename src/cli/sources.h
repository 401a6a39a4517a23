/* Where the file lies now that an output was written from, as a manifest tells of it. */
#ifndef DP_CLI_SOURCES_H
#define DP_CLI_SOURCES_H

#include "cli/manifest.h"

/* The file with the recorded digest: where the manifest says, else below folder, under as much of that path as is there. malloc'ed;
 * NULL: there is none. */
char *dp_source_find(const dp_cli *cli, const char *folder, const dp_listed *listed);

#endif
