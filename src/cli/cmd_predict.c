/* depickle predict MODEL DATA.csv: answers from the built-in evaluator, of a pickle or of a written ONNX file. */
#include "base/num.h"
#include "base/text.h"
#include "cli/answering.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/shares.h"
#include "export/csv.h"

#include <math.h>
#include <stdio.h>

/* ---- answers out ---- */

static uint64_t width_of(const dp_tensor *t)
{
    uint64_t width = 1;
    for (unsigned k = 1; k < t->shape.rank; k++) {
        width *= t->shape.dim[k];
    }
    return width;
}

static const char *class_text(dp_ctx *ctx, const dp_labels *classes, uint64_t k)
{
    char text[DP_NUM_MAX];
    switch (classes->kind) {
    case DP_LABEL_TEXT: return dp_take_text(ctx, classes->text[k]);
    case DP_LABEL_FLOAT:
        dp_num_print(text, classes->f[k]);
        return dp_take_printf(ctx, "%s", text);
    case DP_LABEL_INT:
    case DP_LABEL_BOOL: break;
    }
    return dp_take_printf(ctx, "%lld", (long long)classes->i[k]);
}

static void put_header(dp_ctx *ctx, const dp_answering *a, const dp_tensor *out, dp_sink *sink)
{
    bool first = true;
    for (size_t i = a->first; i < a->last; i++) {
        const dp_value *output = dp_value_at(a->graph, a->graph->output[i]);
        const char *name = output->name;
        uint64_t width = width_of(&out[i]);
        bool by_class = a->classes != NULL && a->classes->n == width && width > 1 && !dp_answers_method(output, DP_KNEIGHBORS);
        for (uint64_t k = 0; k < width; k++) {
            const char *part = width == 1 ? NULL : by_class ? class_text(ctx, a->classes, k)
                                                            : dp_take_printf(ctx, "%llu", (unsigned long long)k);
            dp_puts(sink, first ? "" : ",");
            dp_csv_cell(sink, dp_span_of(part == NULL ? name : dp_take_printf(ctx, "%s_%s", name, part)));
            first = false;
        }
    }
    dp_puts(sink, "\n");
}

static void put_value(const dp_tensor *t, uint64_t i, dp_sink *sink)
{
    char text[DP_NUM_MAX];
    double v = t->type == DP_T_F64 ? ((const double *)t->data)[i] : t->type == DP_T_F32 ? (double)((const float *)t->data)[i] : 0;
    switch (t->type) {
    case DP_T_TEXT: dp_csv_cell(sink, ((const dp_span *)t->data)[i]); return;
    case DP_T_I64: snprintf(text, sizeof text, "%lld", (long long)((const int64_t *)t->data)[i]); break;
    case DP_T_BOOL: snprintf(text, sizeof text, "%s", ((const uint8_t *)t->data)[i] != 0 ? "True" : "False"); break;
    case DP_T_F64:
    case DP_T_F32:
        if (!isfinite(v)) {
            snprintf(text, sizeof text, "%s", isnan(v) ? "nan" : v > 0 ? "inf" : "-inf");
        } else if (t->type == DP_T_F32) {
            dp_num_print32(text, (float)v);
        } else {
            dp_num_print(text, v);
        }
        break;
    }
    dp_puts(sink, text);
}

static void put_rows(const dp_answering *a, const dp_tensor *out, size_t rows, dp_sink *sink)
{
    for (size_t row = 0; row < rows && sink->rc == DP_OK; row++) {
        for (size_t i = a->first; i < a->last; i++) {
            uint64_t width = width_of(&out[i]);
            for (uint64_t k = 0; k < width; k++) {
                dp_puts(sink, i == a->first && k == 0 ? "" : ",");
                put_value(&out[i], row * width + k, sink);
            }
        }
        dp_puts(sink, "\n");
    }
}

/* Leaves of a table the rows of a share. */
static void keep_share(dp_table *table, const dp_share *share)
{
    size_t begin = dp_share_begin(table->rows, share->index, share->count);
    table->rows = dp_share_begin(table->rows, share->index + 1, share->count) - begin;
    table->cell += begin * table->cols;
    table->before += begin;
}

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_answering a;
    dp_table table;
    dp_tensor *x;
    const dp_share *share = task->more;
    const dp_beside *data = dp_input_beside(task->input, DP_LIT("second"));
    bool want[DP_METHODS] = {0};
    want[dp_method_asked(task->cli)] = true;
    DP_TRY(dp_answering_open(ctx, task, want, &a));
    a.silent = share->index != 0;
    DP_TRY(dp_table_read(ctx, data != NULL ? data->bytes : (dp_span){NULL, 0}, &table));
    keep_share(&table, share);
    DP_TRY(dp_answering_inputs(ctx, &a, &table, &x));
    dp_tensor *out = dp_take(ctx, a.graph->n_outputs, sizeof *out);
    if (out == NULL) {
        return dp_failed(ctx);
    }
    DP_TRY(dp_eval(ctx, a.graph, x, out));
    dp_sink *sink = dp_wire_output(wire, 0, "csv", "", dp_ctx_limits(ctx)->output);
    if (share->index == 0) {
        put_header(ctx, &a, out, sink);
    }
    put_rows(&a, out, table.rows, sink);
    return dp_wire_close(wire, sink);
}

int dp_cmd_predict(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_predict, argc, argv);
    if (cli.inputs.n != 2) {
        dp_usage("predict: name a model and a table");
    }
    if (cli.output == NULL) {
        cli.output = "-";
    }
    cli.mode = 0644;
    cli.sidecar = DP_SIDECAR_NONE;
    dp_outputs outputs;
    dp_rc rc = dp_outputs_init(&outputs, &cli, cli.inputs.at[0], cli.inputs.at[0]);
    if (rc != DP_OK) {
        return (int)rc;
    }
    const dp_extra data = {"second", cli.inputs.at[1]};
    dp_outcome outcome = dp_shares_run(&cli, &(dp_job){.path = cli.inputs.at[0], .extra = &data, .n_extra = 1, .work = work,
                                                          .outputs = &outputs}, "csv");
    dp_outcome_print(&cli, &outcome);
    rc = outcome.rc;
    dp_outcome_done(&outcome);
    dp_outputs_done(&outputs);
    return (int)rc;
}
