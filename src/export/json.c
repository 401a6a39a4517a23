/* JSON parameter files: docs/formats/json.md. Written from an estimator's state, so every class that may be held can be
 * saved, with a converter or without. */
#include "export/json_table.h"
#include "export/json_value.h"

void dp_json_text_member(dp_json *j, const char *name, const char *text)
{
    dp_json_member(j, dp_span_of(name));
    dp_json_string(j, dp_span_of(text != NULL ? text : ""));
}

void dp_json_source(dp_json *j, const char *path, const dp_source *source)
{
    dp_json_member(j, DP_LIT("source"));
    dp_json_open_lines(j);
    dp_json_text_member(j, "file", source->file);
    dp_json_text_member(j, "path", path);
    dp_json_text_member(j, "container", source->container);
    dp_json_flush(j);
    const char *digest = source->sha256 != NULL ? source->sha256(source->self) : "";
    dp_json_member(j, DP_LIT("sha256"));
    if (digest[0] != '\0') {
        dp_json_string(j, dp_span_of(digest));
    } else {
        dp_json_raw(j, "null");
    }
    dp_json_close_lines(j);
}

static dp_rc write_json(dp_ctx *ctx, const dp_model *model, dp_graph *graph, const dp_export_options *options,
                        dp_sink *sink)
{
    (void)graph;
    dp_json j;
    if (!dp_json_begin(&j, ctx, sink)) {
        return dp_failed(ctx);
    }
    j.base64 = options->arrays_base64;
    dp_json_open_lines(&j);
    dp_json_member(&j, DP_LIT("format"));
    dp_json_raw(&j, "{\"name\": \"depickle-model\", \"version\": 1}");
    dp_json_members(&j, model->file->heap, model->obj);
    if (dp_json_good(&j)) {
        dp_json_source(&j, model->path, &options->source);
        dp_json_close_lines(&j);
        dp_json_flush(&j);
        dp_puts(sink, "\n");
    }
    return j.failed ? dp_failed(ctx) : DP_OK;
}

static dp_rc write_value(dp_heap *heap, dp_id value, const dp_export_options *options, dp_sink *sink)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_json j;
    if (!dp_json_begin(&j, ctx, sink)) {
        return dp_failed(ctx);
    }
    j.base64 = options->arrays_base64;
    j.tables = true;
    dp_json_open_lines(&j);
    dp_json_member(&j, DP_LIT("format"));
    dp_json_raw(&j, "{\"name\": \"depickle-value\", \"version\": 1}");
    dp_json_member(&j, DP_LIT("value"));
    dp_json_value(&j, heap, value);
    if (dp_json_good(&j)) {
        dp_json_source(&j, "$", &options->source);
        dp_json_close_lines(&j);
        dp_json_flush(&j);
        dp_puts(sink, "\n");
    }
    return j.failed ? dp_failed(ctx) : DP_OK;
}

const dp_exporter dp_exporter_json = {"json", ".json", DP_VIEW_STATE, write_json, dp_json_write_table, write_value};
