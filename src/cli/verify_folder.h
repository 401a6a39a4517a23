/* A folder against its manifest: every listed output there, with its digest and its sidecar, and no other model file. */
#ifndef DP_CLI_VERIFY_FOLDER_H
#define DP_CLI_VERIFY_FOLDER_H

#include "cli/outcome.h"

/* --manifest's, else FOLDER/manifest.jsonl or manifest.json; NULL where there is none. In malloc'ed memory. */
char *dp_manifest_of(const dp_cli *cli, const char *folder);

/* What is wrong goes to stderr, one line each; the verdict, or with --json an object, to stdout. */
void dp_verify_folder(const dp_cli *cli, const char *folder, const char *manifest, dp_tally *tally);

#endif
