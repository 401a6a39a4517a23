/* What of a file is no model, and how its JSON form is read. For migrate, which writes lines of code that do it. */
#ifndef DP_CLI_CONTENT_H
#define DP_CLI_CONTENT_H

#include "cli/job.h"

/* The report: {"data": [item …]}, an item being {"path": "$" or "$['columns']", "what": "list of 22", "form": "table" or "value",
 * "kind": "list", "columns": N, "index": N, "typed": bool}. kind, columns and index (columns, too) are a table's; typed: the document
 * has objects that stand for values of types that JSON lacks ("$tuple" and the like), or cannot be written. */
dp_rc dp_read_content(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

#endif
