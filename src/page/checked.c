#include "page/checked.h"

#include "base/text.h"
#include "export/onnx_read.h"
#include "export/report.h"
#include "export/verify.h"
#include "proof/prove.h"

enum { MOST_NODES = 500000 };

static dp_rc prove(dp_ctx *ctx, const dp_model *model, dp_span written, dp_checked *out)
{
    static const dp_told nothing = {0};
    dp_onnx_form form;
    dp_proof proof;
    DP_TRY(dp_form_read(ctx, written, &form));
    DP_TRY(dp_prove(ctx, model, &nothing, &form, &proof));
    out->state = proof.verdict == DP_PROOF_HOLDS ? DP_CHECKED_PROVED
                 : proof.verdict == DP_PROOF_FAILS ? DP_CHECKED_DIFFERS : DP_CHECKED_TESTED;
    out->why = proof.why;
    out->trees = proof.trees;
    out->nodes = proof.nodes;
    return DP_OK;
}

/* Where nothing is proved, both are asked rows at every decision. */
static dp_rc test(dp_ctx *ctx, dp_span written, dp_checked *out)
{
    dp_onnx_file file = {0};
    dp_verify_result r = {0};
    DP_TRY(dp_onnx_read(ctx, written, &file));
    DP_TRY(dp_verify_graphs(ctx, out->graph, file.graph, dp_graph_ulp(out->graph), &r));
    out->state = r.verdict == DP_VERIFY_DIFFERS ? DP_CHECKED_DIFFERS : DP_CHECKED_TESTED;
    out->why = r.first;
    out->rows = r.rows;
    out->splits = r.splits;
    out->missed = r.missed;
    out->values = r.values;
    out->worst_ulp = r.worst_ulp;
    out->worst_abs = r.worst_abs;
    return DP_OK;
}

/* The writer makes the graph its own (it lowers it), so it gets one of its own. */
static dp_rc write(dp_ctx *ctx, dp_model *model, const dp_export_options *options, dp_sink *sink)
{
    const dp_exporter *onnx = dp_exporter_find("onnx");
    dp_graph *graph = NULL;
    DP_TRY(dp_model_emit(ctx, model, &options->emit, &graph));
    DP_TRY(onnx->write(ctx, model, graph, options, sink));
    return sink->rc == DP_OK ? DP_OK : dp_fail(ctx, sink->rc, DP_NO_OFFSET, "the ONNX file could not be held in memory");
}

static dp_rc compare(dp_ctx *ctx, dp_model *model, const dp_export_options *options, dp_checked *out)
{
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, dp_ctx_limits(ctx)->output);
    dp_rc rc = write(ctx, model, options, &sink.base);
    dp_span written = {sink.p, sink.n};
    if (rc == DP_OK) {
        out->size = sink.n;
        dp_sha256_hex(written, out->sha256);
        rc = prove(ctx, model, written, out);
    }
    if (rc == DP_OK && out->state == DP_CHECKED_TESTED) {
        rc = test(ctx, written, out);
    }
    dp_memory_sink_done(&sink);
    return rc;
}

void dp_check_model(dp_ctx *ctx, dp_model *model, uint64_t nodes, const dp_export_options *options, dp_checked *out)
{
    *out = (dp_checked){.state = DP_CHECKED_BLOCKED, .why = "", .model = model};
    dp_rc rc = dp_model_read(ctx, model);
    dp_graph *graph = NULL;
    rc = rc == DP_OK ? dp_model_emit(ctx, model, &options->emit, &graph) : rc;
    out->graph = rc == DP_OK ? graph : NULL;
    if (rc != DP_OK) {
        out->why = dp_fault_of(ctx, ctx);
        return;
    }
    if (nodes > MOST_NODES) {
        out->state = DP_CHECKED_LARGE;
        return;
    }
    if (compare(ctx, model, options, out) != DP_OK) {
        out->state = DP_CHECKED_FAULT;
        out->why = dp_fault_of(ctx, ctx);
    }
}
