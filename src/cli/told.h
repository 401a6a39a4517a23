/* A child's report that was built as a tree. */
#ifndef DP_CLI_TOLD_H
#define DP_CLI_TOLD_H

#include "cli/job.h"

struct cJSON;

/* Tells it to the parent, and deletes it. false: memory is out, and the report is {}. */
bool dp_tell_tree(dp_wire *wire, struct cJSON *tree);

#endif
