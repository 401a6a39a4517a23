/* inspect --plan: what convert would make of each file, found by doing all of it but the writing; and which files of a folder
 * belong together. */
#ifndef DP_CLI_FORECAST_H
#define DP_CLI_FORECAST_H

#include "cli/inputs.h"
#include "cli/job.h"

/* The child's part: one object (schemas/plan.schema.json), whose code is that of `convert`. */
dp_rc dp_forecasting(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

/* The parent's: a line, or with --json the object, for each of the files, then the sum of all. Returns the exit code. */
int dp_forecast(const dp_cli *cli, dp_files *files);

/* Adds "together": [{"files", "command"}], a command line for each model of the plan (its files' objects) whose folder holds
 * one scaler, label encoder or list of columns of just its widths. */
void dp_forecast_together(const cJSON *files, cJSON *sum);

#endif
