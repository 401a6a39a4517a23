/* One model, or one table, to one output: read, emit where the output is a computation, write. */
#ifndef DP_EXPORT_CONVERT_H
#define DP_EXPORT_CONVERT_H

#include "export/exporter.h"

dp_rc dp_convert(dp_ctx *ctx, dp_model *model, const dp_exporter *exporter, const dp_export_options *options,
                 dp_sink *sink);

/* A file that holds no model but a table. DP_UNSUPPORTED: this output is for models. */
dp_rc dp_convert_table(dp_heap *heap, const dp_frame *table, const dp_exporter *exporter, const dp_export_options *options,
                       dp_sink *sink);

/* A file that holds neither: any value, in the grammar of docs/formats/json.md. DP_UNSUPPORTED: this output has no such form. */
dp_rc dp_convert_value(dp_heap *heap, dp_id value, const dp_exporter *exporter, const dp_export_options *options, dp_sink *sink);

#endif
