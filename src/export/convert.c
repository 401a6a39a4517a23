#include "export/convert.h"

static dp_rc written(dp_ctx *ctx, const dp_exporter *exporter, const dp_sink *sink)
{
    if (sink->rc == DP_LIMIT) {
        return dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, "the %s output is larger than the limit of %zu MiB", exporter->name,
                       dp_ctx_limits(ctx)->output >> 20);
    }
    return sink->rc == DP_OK ? DP_OK : dp_fail(ctx, sink->rc, DP_NO_OFFSET, "cannot write the %s output", exporter->name);
}

dp_rc dp_convert(dp_ctx *ctx, dp_model *model, const dp_exporter *exporter, const dp_export_options *options,
                 dp_sink *sink)
{
    dp_graph *graph = NULL;
    if (exporter->write == NULL) {
        return dp_fail_at(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, model->path, "is a model, and %s is for tables: use onnx or json",
                          exporter->name);
    }
    if (exporter->view == DP_VIEW_GRAPH) {
        DP_TRY(dp_model_read(ctx, model));
        DP_TRY(dp_model_emit(ctx, model, &options->emit, &graph));
    }
    sink->limit = sink->limit != 0 ? sink->limit : dp_ctx_limits(ctx)->output;
    DP_TRY(exporter->write(ctx, model, graph, options, sink));
    return written(ctx, exporter, sink);
}

dp_rc dp_convert_table(dp_heap *heap, const dp_frame *table, const dp_exporter *exporter, const dp_export_options *options,
                       dp_sink *sink)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    if (exporter->write_table == NULL) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "a table, not a model (%s): use --to csv or --to json, not %s",
                       table->kind, exporter->name);
    }
    sink->limit = sink->limit != 0 ? sink->limit : dp_ctx_limits(ctx)->output;
    DP_TRY(exporter->write_table(heap, table, options, sink));
    return written(ctx, exporter, sink);
}

dp_rc dp_convert_value(dp_heap *heap, dp_id value, const dp_exporter *exporter, const dp_export_options *options, dp_sink *sink)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    if (exporter->write_value == NULL) {
        return dp_fail(ctx, DP_UNSUPPORTED, dp_at(heap, value)->offset, "%s is no table: use --to json, not %s",
                       dp_obj_describe(heap, value), exporter->name);
    }
    sink->limit = sink->limit != 0 ? sink->limit : dp_ctx_limits(ctx)->output;
    DP_TRY(exporter->write_value(heap, value, options, sink));
    return written(ctx, exporter, sink);
}
