#include "cli/written.h"

#include "base/num.h"
#include "base/text.h"
#include "cli/answering.h"
#include "export/convert.h"
#include "model/path.h"
#include "model/prefix.h"

static const char *output_name(const dp_graph *g, size_t i)
{
    return dp_value_at(g, g->output[i])->name;
}

/* How the file was made of a model of so many features, read off its ports. */
static dp_emit_options options_of(const dp_graph *g, uint64_t n_features)
{
    dp_emit_options o = {0};
    if (g->n_inputs != 0) {
        const dp_value *in = dp_value_at(g, g->input[0]);
        o.input_name = in->name;
        o.input_f32 = in->type == DP_T_F32;
        o.single_input = g->n_inputs == 1 && in->type == DP_T_TEXT && in->shape.dim[1] == n_features;
    }
    for (size_t i = 0; i < g->n_outputs; i++) {
        o.output_f32 = o.output_f32 || dp_value_at(g, g->output[i])->type == DP_T_F32;
        o.like_skl2onnx = o.like_skl2onnx || strncmp(output_name(g, i), "output_", 7) == 0;
    }
    return o;
}

static bool same_outputs(const dp_graph *a, const dp_graph *b)
{
    bool same = a != NULL && a->n_outputs == b->n_outputs;
    for (size_t i = 0; same && i < a->n_outputs; i++) {
        same = strcmp(output_name(a, i), output_name(b, i)) == 0;
    }
    return same;
}

/* The methods behind the outputs' names; "variable" is predict or transform. */
static void name_methods(const dp_graph *g, dp_emit_options *o, dp_method variable)
{
    memset(o->method, 0, sizeof o->method);
    for (size_t i = 0; i < g->n_outputs; i++) {
        o->method[dp_method_behind(output_name(g, i), variable)] = true;
    }
}

static dp_rc emit_same(dp_ctx *ctx, const dp_model *model, const dp_labels *labels, const dp_graph *written, dp_graph **graph)
{
    dp_emit_options options = options_of(written, model->n_features);
    options.labels = labels;
    DP_TRY(dp_model_emit(ctx, model, &options, graph));
    for (int variable = DP_PREDICT; variable <= DP_TRANSFORM && !same_outputs(*graph, written); variable += DP_TRANSFORM) {
        name_methods(written, &options, (dp_method)variable);
        if (dp_model_emit(ctx, model, &options, graph) != DP_OK) {
            dp_forgive(ctx);
        }
    }
    if (*graph == NULL || !same_outputs(*graph, written)) {
        return dp_fail(ctx, DP_MISMATCH, DP_NO_OFFSET, "the file's outputs are not those of %s", model->canonical);
    }
    return DP_OK;
}

dp_rc dp_written_model(dp_ctx *ctx, const dp_task *task, dp_span source_path, const dp_models *models, dp_model **model)
{
    const char *select = task->cli->select;
    *model = select == NULL && models->n == 1 ? models->at[0] : NULL;
    for (size_t i = 0; i < models->n; i++) {
        const char *at = models->at[i]->path;
        bool meant = select != NULL ? dp_path_is(at, select) : dp_span_is(source_path, at);
        *model = meant ? models->at[i] : *model;
    }
    dp_prefix part;
    for (size_t i = 0; select == NULL && i < models->n && source_path.n > 1 && source_path.p[source_path.n - 1] == ']'; i++) {
        if (dp_prefix_at(ctx, models->at[i], dp_escape(ctx, source_path, source_path.n), &part)) {
            *model = part.model; /* --partial */
        }
    }
    if (*model == NULL && select != NULL) {
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "no model stands at %s; choose with one of%s",
                       dp_escape(ctx, dp_span_of(select), 100), dp_task_choice(ctx, models));
    }
    return *model != NULL ? DP_OK : dp_fail(ctx, DP_USAGE, DP_NO_OFFSET,
                                            "which of %zu models the file was made from is not told; choose with one of%s",
                                            models->n, dp_task_choice(ctx, models));
}

dp_rc dp_written_source(dp_ctx *ctx, dp_model *model, const dp_composed *composed, const dp_onnx_file *file, dp_graph **graph)
{
    double told = 0;
    DP_TRY(dp_model_read(ctx, model));
    if (model->n_features == 0 && dp_num_read(dp_span_of(dp_onnx_meta_of(file, "n_features")), &told) && told >= 1 && told < 1e9) {
        DP_TRY(dp_model_tell_width(ctx, model, (uint64_t)told)); /* the pickle fits any, so the file's is as good */
    }
    DP_TRY(dp_composed_name(ctx, composed, model));
    return emit_same(ctx, model, composed->labels, file->graph, graph);
}
