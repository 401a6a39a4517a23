/* A JSON file against the models it was written from. */
#include "cli/verifying.h"
#include "export/convert.h"

/* A sink that compares with bytes in hand instead of keeping anything. */
struct compare_sink {
    dp_sink base;
    dp_span expected;
    size_t at;
    bool differs;
};

static dp_rc compare_append(dp_sink *base, dp_span bytes)
{
    struct compare_sink *sink = (struct compare_sink *)base;
    dp_span here = dp_span_cut(sink->expected, sink->at, bytes.n);
    sink->differs = sink->differs || !dp_span_equal(here, bytes);
    sink->at += bytes.n;
    return DP_OK;
}

/* JSON holds every value, so writing it again from the source gives the same bytes or the file differs. */
dp_rc dp_verify_json(dp_ctx *ctx, const dp_task *task, dp_span written, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    DP_TRY(dp_task_load(ctx, task, &loaded, &models));
    DP_TRY(dp_task_select(ctx, task, &models));
    const dp_exporter *json = dp_exporter_find("json");
    for (size_t i = 0; i < models.n; i++) {
        for (int base64 = 0; base64 < 2; base64++) {
            dp_export_options options = task->cli->export;
            options.arrays_base64 = base64 == 1;
            options.source = dp_task_source(ctx, task, wire);
            struct compare_sink sink = {{.append = compare_append}, written, 0, false};
            DP_TRY(dp_convert(ctx, models.at[i], json, &options, &sink.base));
            if (!sink.differs && sink.at == written.n) {
                return dp_say_verdict(ctx, wire, "tested", DP_OK, "every value of the JSON file is the source's, 0 ulp",
                                      ",\"worst_ulp\":0");
            }
        }
    }
    return dp_say_verdict(ctx, wire, "differs", DP_MISMATCH, "the JSON file is not what the source gives", "");
}
