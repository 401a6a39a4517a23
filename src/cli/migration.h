/* depickle migrate DIR: converts an application's models, and reports what its code is to be changed to. Parent only. */
#ifndef DP_CLI_MIGRATION_H
#define DP_CLI_MIGRATION_H

#include "base/ctx.h"
#include "cli/options.h"

#include <cjson/cJSON.h>
#include <stdio.h>

/* One folder: converts, verifies, deletes where that is asked for, prints the report to `out`. DP_PARTLY where a file was not
 * converted, or not verified, or a source could not be read. */
dp_rc dp_migrate(const dp_cli *cli, const char *path, FILE *out);

/* The report (schemas/migration.schema.json) as Markdown. */
void dp_migration_print(dp_ctx *ctx, const cJSON *report, FILE *out);

#endif
