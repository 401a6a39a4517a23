/* One JSON line per input, appended in one write, so that lines of several processes never mix. */
#ifndef DP_CLI_MANIFEST_H
#define DP_CLI_MANIFEST_H

#include "cli/job.h"
#include "cli/outputs.h"

/* Members: schema, input, sha256, code, verdict, error, outputs [{path, format, sha256}], models, sandbox, warnings,
 * depickle, options. */
bool dp_manifest_add(const dp_cli *cli, const char *path, const dp_outcome *outcome, const dp_outputs *outputs);

#endif
