/* An ONNX file against the model it was written from: proved where there is a proof for its class (proof/prove.h), else
 * tested on rows that try every decision. Where the proof fails, those rows are searched for one that shows it. */
#include "base/text.h"
#include "cli/verifying.h"
#include "cli/written.h"
#include "export/verify.h"
#include "proof/backing.h"
#include "proof/prove.h"

#include <inttypes.h>

/* "7 recorded models of RandomForestRegressor, scikit-learn 0.24, agree" */
static const char *backing_line(dp_ctx *ctx, const dp_model *model, unsigned *agree, unsigned *of)
{
    dp_state s = dp_state_top(model->file->heap, model->obj, "");
    unsigned era = dp_state_era(&s);
    const char *dot = strrchr(model->canonical, '.');
    const char *name = dot != NULL ? dot + 1 : model->canonical;
    dp_backing(model->canonical, era, agree, of);
    if (*of == 0) {
        return "not backed by a recorded model";
    }
    era = era == 0 ? 17 : era;
    return dp_take_printf(ctx, "backed by %u of %u recorded models of %s, scikit-learn %u.%u, which answer as they did there",
                          *agree, *of, name, era / 100, era % 100);
}

static dp_rc say_proved(dp_ctx *ctx, dp_wire *wire, const dp_model *model, const dp_proof *proof)
{
    unsigned agree;
    unsigned of;
    const char *backing = backing_line(ctx, model, &agree, &of);
    dp_wire_text(wire, proof->trees == 0
                           ? "compared: every number, all that is computed with them\n"
                           : dp_take_printf(ctx, "compared: %" PRIu64 " trees, %" PRIu64 " nodes, all that is computed around "
                                            "them\n", proof->trees, proof->nodes));
    dp_wire_text(wire, dp_take_printf(ctx, "reading: %s\n", backing));
    return dp_say_verdict(ctx, wire, "proved", DP_OK, "the file computes exactly what depickle read from the pickle",
                          dp_take_printf(ctx, ",\"trees\":%" PRIu64 ",\"nodes\":%" PRIu64 ",\"backed_by\":%u,\"recorded\":%u",
                                         proof->trees, proof->nodes, agree, of));
}

/* The built-in evaluator runs both graphs, so even sums come in one order: what differs was written wrongly. Trees and
 * plain arithmetic must agree to the bit. */
static dp_rc test(dp_ctx *ctx, const dp_task *task, dp_model *model, const dp_composed *composed, dp_span written,
                  dp_verify_result *out)
{
    dp_onnx_file file = {0};
    dp_graph *graph = NULL;
    DP_TRY(dp_onnx_read(ctx, written, &file));
    dp_verify_tells(task, false);
    DP_TRY(dp_model_tell_width(ctx, model, task->cli->n_features));
    dp_rc rc = dp_written_source(ctx, model, composed, &file, &graph);
    if (rc == DP_MISMATCH) {
        *out = (dp_verify_result){.verdict = DP_VERIFY_DIFFERS, .first = dp_take_printf(ctx, "%s", dp_ctx_record(ctx)->what)};
        dp_verify_tells(task, true);
        dp_forgive(ctx);
        return DP_OK;
    }
    DP_TRY(rc);
    dp_verify_tells(task, true);
    return dp_verify_graphs(ctx, graph, file.graph, dp_graph_ulp(graph), out);
}

static dp_rc say_tested(dp_ctx *ctx, dp_wire *wire, const dp_verify_result *r)
{
    bool differs = r->verdict == DP_VERIFY_DIFFERS;
    const char *line = differs ? r->first
                               : dp_take_printf(ctx, "%" PRIu64 " probe rows, %" PRIu64 " values, worst difference %" PRIu64 " ulp",
                                                r->rows, r->values, r->worst_ulp);
    return dp_say_verdict(ctx, wire, differs ? "differs" : "tested", differs ? DP_MISMATCH : DP_OK, line,
                          dp_take_printf(ctx, ",\"rows\":%" PRIu64 ",\"values\":%" PRIu64 ",\"worst_ulp\":%" PRIu64, r->rows,
                                         r->values, r->worst_ulp));
}

/* A row that answers differently says it best; a difference that no probe row shows is one all the same. */
static dp_rc say_refuted(dp_ctx *ctx, dp_wire *wire, const dp_proof *proof, const dp_verify_result *r)
{
    if (r->verdict != DP_VERIFY_DIFFERS) {
        return dp_say_verdict(ctx, wire, "differs", DP_MISMATCH,
                              r->rows == 0 ? proof->why
                                           : dp_take_printf(ctx, "%s (none of %" PRIu64 " probe rows shows it)", proof->why,
                                                            r->rows), "");
    }
    dp_wire_text(wire, dp_take_printf(ctx, "compared: %s\n", proof->why));
    return say_tested(ctx, wire, r);
}

/* Written with --chain, and one step is at hand? */
static bool is_of_several(const dp_onnx_form *form, const dp_model *model)
{
    static const char pipeline[] = "sklearn.pipeline.Pipeline";
    return dp_span_is(dp_form_meta_of(form, "class"), pipeline) && strcmp(model->canonical, pipeline) != 0;
}

/* Written with --labels? They are looked up by what was looked up in classes_. */
static bool has_labels_of_another(const dp_onnx_form *form)
{
    for (size_t i = 0; i < form->graph.n_outputs; i++) {
        const dp_form_thing *label = dp_form_find(form, form->graph.output[i].name);
        const dp_form_node *node = label != NULL ? label->node : NULL;
        bool gather = node != NULL && dp_span_is(node->op, "Gather") && node->n_in == 2;
        const dp_form_thing *codes = gather ? dp_form_find(form, node->in[1]) : NULL;
        if (codes != NULL && codes->node != NULL && dp_span_is(codes->node->op, "Gather")) {
            return true;
        }
    }
    return false;
}

dp_rc dp_verify_onnx(dp_ctx *ctx, const dp_task *task, dp_span written, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_composed composed;
    dp_model *model = NULL;
    dp_onnx_form form;
    dp_proof proof;
    dp_verify_result result = {0};
    dp_ctx_scale_arena(ctx, written.n);
    DP_TRY(dp_form_read(ctx, written, &form));
    dp_verify_tells(task, false);
    DP_TRY(dp_task_load(ctx, task, &loaded, &models));
    DP_TRY(dp_compose(ctx, task, task->more, &loaded, &models, &composed));
    DP_TRY(dp_written_model(ctx, task, dp_form_meta_of(&form, "source_path"), &models, &model));
    const dp_told told = {composed.labels, composed.names, composed.n_names};
    DP_TRY(dp_prove(ctx, model, &told, &form, &proof));
    dp_verify_tells(task, true);
    dp_compare_digests(ctx, dp_form_meta_of(&form, "source_sha256"), wire);
    if (is_of_several(&form, model)) {
        return dp_say_verdict(ctx, wire, "differs", DP_MISMATCH,
                              dp_take_printf(ctx, "the file is of a pipeline, the source holds a %s (--chain and an --against for "
                                             "each step, if several files were put together)", model->canonical), "");
    }
    if (proof.verdict == DP_PROOF_HOLDS) {
        return say_proved(ctx, wire, model, &proof);
    }
    dp_rc rc = test(ctx, task, model, &composed, written, &result);
    if (rc == DP_OK && result.verdict == DP_VERIFY_DIFFERS && composed.labels == NULL && has_labels_of_another(&form)) {
        result.first = dp_take_printf(ctx, "%s (--labels, if codes were given labels of another file)", result.first);
    }
    if (proof.verdict != DP_PROOF_FAILS) {
        DP_TRY(rc);
        return say_tested(ctx, wire, &result);
    }
    bool whole = form.fault == NULL; /* what is not as it must be need not be something to evaluate */
    if (whole && (rc == DP_CORRUPT || rc == DP_UNSUPPORTED)) {
        dp_forgive(ctx);
    } else {
        DP_TRY(rc);
    }
    return say_refuted(ctx, wire, &proof, &result);
}
