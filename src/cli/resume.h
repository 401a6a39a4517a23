/* --resume: which inputs the manifest says are done. */
#ifndef DP_CLI_RESUME_H
#define DP_CLI_RESUME_H

#include "cli/options.h"

#include <cjson/cJSON.h>

typedef struct dp_resume dp_resume;

/* Reads the whole manifest (dp_manifest_open's descriptor, which is left at its end). Of an input's lines the last counts, where it
 * was written by this version with these options. NULL with a sentence in error: what is in it is no manifest. */
dp_resume *dp_resume_read(const dp_cli *cli, int manifest, char error[512]);
void dp_resume_free(dp_resume *resume);

/* Is there such a line? Then its digests are worth comparing. */
bool dp_resume_knows(const dp_resume *resume, const char *path);
/* The same bytes were converted, and all that was written is there. with: [{path, sha256}] of further files; NULL: none. */
bool dp_resume_done(const dp_resume *resume, const char *path, const char *sha256, const cJSON *with);

#endif
