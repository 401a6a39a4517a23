/* JSON parameter files: docs/formats/json.md. Written from an estimator's state, so every class that may be held can be
 * saved, with a converter or without. */
#include "export/json_table.h"
#include "export/json_value.h"

void dp_json_text_member(dp_json *j, const char *name, const char *text)
{
    dp_json_member(j, dp_span_of(name));
    dp_json_string(j, dp_span_of(text != NULL ? text : ""));
}

bool dp_json_document(dp_json *j, dp_ctx *ctx, dp_sink *sink, const char *format, const dp_export_options *options)
{
    if (!dp_json_begin(j, ctx, sink)) {
        return false;
    }
    j->base64 = options->arrays_base64;
    dp_json_open_lines(j);
    dp_json_member(j, DP_LIT("format"));
    dp_json_raw(j, format);
    return true;
}

static void put_source(dp_json *j, const char *path, const dp_source *source)
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

const char *dp_json_place(const dp_export_options *options)
{
    return options->source.path != NULL ? options->source.path : "$";
}

dp_rc dp_json_end(dp_json *j, const char *path, const dp_export_options *options)
{
    if (dp_json_good(j)) {
        put_source(j, path, &options->source);
        dp_json_close_lines(j);
        dp_json_flush(j);
        dp_puts(j->sink, "\n");
    }
    return j->failed ? dp_failed(j->ctx) : DP_OK;
}

static dp_rc write_json(dp_ctx *ctx, const dp_model *model, dp_graph *graph, const dp_export_options *options,
                        dp_sink *sink)
{
    (void)graph;
    dp_json j;
    if (!dp_json_document(&j, ctx, sink, "{\"name\": \"depickle-model\", \"version\": 1}", options)) {
        return dp_failed(ctx);
    }
    dp_json_members(&j, model->file->heap, model->obj);
    return dp_json_end(&j, model->path, options);
}

static dp_rc write_value(dp_heap *heap, dp_id value, const dp_export_options *options, dp_sink *sink)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_json j;
    if (!dp_json_document(&j, ctx, sink, "{\"name\": \"depickle-value\", \"version\": 1}", options)) {
        return dp_failed(ctx);
    }
    j.tables = true;
    dp_json_member(&j, DP_LIT("value"));
    dp_json_value(&j, heap, value);
    return dp_json_end(&j, dp_json_place(options), options);
}

const dp_exporter dp_exporter_json = {"json", ".json", DP_VIEW_STATE, write_json, dp_json_write_table, write_value};
