/* What is no model: a table, or data, which JSON holds without loss. */
#ifndef DP_CLI_REST_H
#define DP_CLI_REST_H

#include "cli/converting.h"

typedef struct dp_rest {
    const dp_wanted *formats;
    const dp_loaded *loaded; /* whose root is what is written */
    const dp_models *models; /* none */
    const dp_frame *table;   /* NULL: written as a value */
} dp_rest;

/* Whether and how what out holds (loaded, models) is written. selected: it was asked for by its path, so that --select is no
 * reason against it. What it fails with says what can still be saved. */
dp_rc dp_rest_choose(dp_ctx *ctx, const dp_task *task, const dp_order *order, bool selected, dp_rest *out);
dp_rc dp_rest_convert(const dp_rest *rest, const dp_exporter *exporter, const dp_export_options *options, dp_sink *sink);

#endif
