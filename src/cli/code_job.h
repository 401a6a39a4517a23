/* What the child says of a source file: where it unpickles, and what it does with what it loads. */
#ifndef DP_CLI_CODE_JOB_H
#define DP_CLI_CODE_JOB_H

#include "cli/job.h"

/* The task's more. */
typedef struct dp_code_order {
    const char *under; /* the path below the application's folder */
    bool notebook;
    bool uses;         /* "loads" and "loose" are wanted too */
} dp_code_order;

/* The report: {"findings": [{kind, name, what, instead, cell, line, column}], and where uses are wanted
 * "loads": [{name, cell, line, column, statement, from, n, path_text, target, paths, uses: [use]}], "loose": [use]}, where
 * a use is {cell, line, column, kind, text, object, key, attribute, argument, note, paths}; see python/uses.h. */
dp_rc dp_read_code(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

#endif
