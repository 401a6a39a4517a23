/* One model, or one table, to one output: read, emit where the output is a computation, write. */
#ifndef DP_EXPORT_CONVERT_H
#define DP_EXPORT_CONVERT_H

#include "export/exporter.h"

dp_rc dp_convert(dp_ctx *ctx, dp_model *model, const dp_exporter *exporter, const dp_export_options *options,
                 dp_sink *sink);

/* A file that holds no model but a table. DP_UNSUPPORTED: this output is for models. */
dp_rc dp_convert_table(dp_heap *heap, const dp_frame *table, const dp_exporter *exporter, const dp_export_options *options,
                       dp_sink *sink);

#endif
