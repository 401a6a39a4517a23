/* A folder against its manifest: every listed output there, with its digest and its sidecar, and no other model file. */
#ifndef DP_CLI_VERIFY_FOLDER_H
#define DP_CLI_VERIFY_FOLDER_H

#include "cli/outcome.h"

/* The manifest is --manifest's, else FOLDER/manifest.jsonl or manifest.json. false where there is none: nothing was done. What is
 * wrong goes to stderr, one line each; the verdict, or with --json an object, to stdout. */
bool dp_verify_folder(const dp_cli *cli, const char *folder, dp_tally *tally);

#endif
