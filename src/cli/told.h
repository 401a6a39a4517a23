/* A child's report that was built as a tree. */
#ifndef DP_CLI_TOLD_H
#define DP_CLI_TOLD_H

#include "cli/job.h"

#include <cjson/cJSON.h>

/* Tells it to the parent, and deletes it: the end of a job, whose fault it returns. Memory is out: the report is {}. */
dp_rc dp_tell_tree(dp_ctx *ctx, dp_wire *wire, cJSON *tree);

#endif
