/* depickle predict MODEL DATA.csv: answers from the built-in evaluator, of a pickle or of a written ONNX file. */
#include "base/num.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/job.h"
#include "cli/outputs.h"
#include "cli/table.h"
#include "cli/written.h"
#include "graph/emit.h"

#include <math.h>
#include <stdio.h>

/* ---- the graph ---- */

static dp_method method_of(const dp_cli *cli)
{
    for (int m = 0; cli->method != NULL && m < DP_METHODS; m++) {
        if (strcmp(cli->method, dp_method_name((dp_method)m)) == 0) {
            return (dp_method)m;
        }
    }
    return DP_PREDICT;
}

struct answering {
    dp_graph *graph;
    size_t first, last;          /* outputs to print */
    const dp_span *names;        /* of the columns of a single table; NULL where not told */
    const dp_labels *classes;
};

static dp_rc from_pickle(dp_ctx *ctx, const dp_task *task, struct answering *a)
{
    static dp_loaded loaded;
    dp_models models = {0};
    dp_emit_options options = {0};
    DP_TRY(dp_task_load(ctx, task, &loaded, &models));
    DP_TRY(dp_task_select(ctx, task, &models));
    if (models.n != 1) {
        return dp_fail(ctx, models.n == 0 ? DP_UNSUPPORTED : DP_USAGE, DP_NO_OFFSET,
                       "expected one model, found %zu (see `depickle inspect`, --select)", models.n);
    }
    dp_model *model = models.at[0];
    DP_TRY(dp_model_read(ctx, model));
    options.method[method_of(task->cli)] = true;
    dp_rc rc = dp_model_emit(ctx, model, &options, &a->graph);
    if (rc == DP_USAGE && task->cli->method == NULL) {
        dp_forgive(ctx); /* a transformer has no predict: its own method then */
        options.method[DP_PREDICT] = false;
        rc = dp_model_emit(ctx, model, &options, &a->graph);
    }
    DP_TRY(rc);
    a->last = a->graph->n_outputs;
    a->names = model->feature_names;
    a->classes = model->classes;
    return DP_OK;
}

static bool is_output_of(const char *name, dp_method method)
{
    static const char *const begins[DP_METHODS][2] = {
        {"label", "output_label"}, {"probabilities", "output_probability"}, {"scores", "scores"}, {"transformed", "variable"},
    };
    bool match = strncmp(name, begins[method][0], strlen(begins[method][0])) == 0
                 || strncmp(name, begins[method][1], strlen(begins[method][1])) == 0;
    return match || (method == DP_PREDICT && strcmp(name, "variable") == 0);
}

static dp_rc from_onnx(dp_ctx *ctx, const dp_task *task, struct answering *a)
{
    dp_onnx_file file = {0};
    DP_TRY(dp_onnx_read(ctx, task->input->main, &file));
    dp_graph *g = a->graph = file.graph;
    a->first = g->n_outputs;
    for (size_t i = 0; i < g->n_outputs; i++) {
        if (is_output_of(dp_value_at(g, g->output[i])->name, method_of(task->cli))) {
            a->first = a->first < i ? a->first : i;
            a->last = i + 1;
        }
    }
    if (a->last == 0) {
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "the file has no output for %s", dp_method_name(method_of(task->cli)));
    }
    return DP_OK;
}

/* ---- rows in ---- */

static size_t column_named(const dp_table *table, dp_span name)
{
    for (size_t k = 0; k < table->cols; k++) {
        if (dp_span_equal(table->name[k], name)) {
            return k;
        }
    }
    return table->cols;
}

/* x7: the eighth column of a model that does not tell its columns' names. cols: no such column. */
static size_t column_numbered(const dp_table *table, const char *name)
{
    size_t digits = name[0] == 'x' ? strspn(name + 1, "0123456789") : 0;
    size_t i = 0;
    for (size_t k = 0; k < digits && i <= table->cols; k++) {
        i = i * 10 + (size_t)(name[k + 1] - '0');
    }
    return digits != 0 && name[digits + 1] == '\0' && i < table->cols ? i : table->cols;
}

/* Which column of the table is column k of the port: by name where names are told, else by position. */
static dp_rc match_columns(dp_ctx *ctx, const struct answering *a, const dp_table *table, const dp_value *port, size_t *from)
{
    bool alone = a->graph->n_inputs == 1;
    size_t width = (size_t)port->shape.dim[1];
    for (size_t k = 0; k < width; k++) {
        dp_span name = alone && a->names != NULL ? a->names[k] : dp_span_of(port->name);
        bool named = !alone || a->names != NULL;
        from[k] = named ? column_named(table, name) : k;
        from[k] = from[k] == table->cols && !alone ? column_numbered(table, port->name) : from[k];
        if (named && from[k] == table->cols) {
            return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "the table has no column '%s'", dp_escape(ctx, name, 80));
        }
    }
    if (alone && a->names == NULL && table->cols != width) {
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "the table has %zu columns, the model takes %zu", table->cols, width);
    }
    return DP_OK;
}

static dp_rc put_cell(dp_ctx *ctx, const dp_table *table, size_t row, size_t column, const dp_tensor *x, uint64_t at)
{
    double v;
    if (x->type == DP_T_TEXT) {
        ((dp_span *)x->data)[at] = table->cell[row * table->cols + column];
        return DP_OK;
    }
    if (!dp_table_number(table, row, column, &v)) {
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "row %zu, column '%s': expected a number, found '%s'", row + 1,
                       dp_escape(ctx, table->name[column], 80),
                       dp_escape(ctx, table->cell[row * table->cols + column], 40));
    }
    if (x->type == DP_T_F32) {
        ((float *)x->data)[at] = (float)v;
    } else {
        ((double *)x->data)[at] = v;
    }
    return DP_OK;
}

static dp_rc fill_port(dp_ctx *ctx, const struct answering *a, const dp_table *table, const dp_value *port, dp_tensor *x)
{
    size_t width = (size_t)port->shape.dim[1];
    size_t *from = dp_take(ctx, width, sizeof *from);
    *x = (dp_tensor){port->type, {2, {table->rows, width}}, (uint64_t)table->rows * width, NULL};
    x->data = dp_take_raw(ctx, table->rows * width, sizeof(dp_span));
    if (from == NULL || x->data == NULL) {
        return dp_failed(ctx);
    }
    DP_TRY(match_columns(ctx, a, table, port, from));
    for (size_t i = 0; i < table->rows; i++) {
        for (size_t k = 0; k < width; k++) {
            DP_TRY(put_cell(ctx, table, i, from[k], x, i * width + k));
        }
    }
    return DP_OK;
}

static dp_rc make_inputs(dp_ctx *ctx, const struct answering *a, const dp_table *table, dp_tensor **x)
{
    *x = dp_take(ctx, a->graph->n_inputs, sizeof **x);
    DP_TRY(*x == NULL ? dp_failed(ctx) : DP_OK);
    for (size_t i = 0; i < a->graph->n_inputs; i++) {
        DP_TRY(fill_port(ctx, a, table, dp_value_at(a->graph, a->graph->input[i]), &(*x)[i]));
    }
    return DP_OK;
}

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

static void put_header(dp_ctx *ctx, const struct answering *a, const dp_tensor *out, dp_sink *sink)
{
    bool first = true;
    for (size_t i = a->first; i < a->last; i++) {
        const char *name = dp_value_at(a->graph, a->graph->output[i])->name;
        uint64_t width = width_of(&out[i]);
        bool by_class = a->classes != NULL && a->classes->n == width && width > 1;
        for (uint64_t k = 0; k < width; k++) {
            const char *part = width == 1 ? NULL : by_class ? class_text(ctx, a->classes, k)
                                                            : dp_take_printf(ctx, "%llu", (unsigned long long)k);
            dp_puts(sink, first ? "" : ",");
            dp_table_cell(sink, dp_span_of(part == NULL ? name : dp_take_printf(ctx, "%s_%s", name, part)));
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
    case DP_T_TEXT: dp_table_cell(sink, ((const dp_span *)t->data)[i]); return;
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

static void put_rows(const struct answering *a, const dp_tensor *out, size_t rows, dp_sink *sink)
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

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    struct answering a = {0};
    dp_table table;
    dp_tensor *x;
    const dp_beside *data = dp_input_beside(task->input, DP_LIT("second"));
    dp_span head = dp_span_cut(task->input->main, 0, DP_FORMAT_HEAD);
    bool onnx = strcmp(dp_sniff(head), "onnx") == 0;
    DP_TRY(onnx ? from_onnx(ctx, task, &a) : from_pickle(ctx, task, &a));
    DP_TRY(dp_table_read(ctx, data != NULL ? data->bytes : (dp_span){NULL, 0}, &table));
    DP_TRY(make_inputs(ctx, &a, &table, &x));
    dp_tensor *out = dp_take(ctx, a.graph->n_outputs, sizeof *out);
    if (out == NULL) {
        return dp_failed(ctx);
    }
    DP_TRY(dp_eval(ctx, a.graph, x, out));
    dp_sink *sink = dp_wire_output(wire, 0, "csv", "", dp_ctx_limits(ctx)->output);
    put_header(ctx, &a, out, sink);
    put_rows(&a, out, table.rows, sink);
    return dp_wire_close(wire, sink);
}

int dp_cmd_predict(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, "predict", "MODEL DATA.csv", "Answers the rows of DATA.csv (a header line names the columns) with the "
                                                    "built-in evaluator; one column per output value.",
                 DP_TAKES_PREDICT | DP_TAKES_SELECT, argc, argv);
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
    dp_outcome outcome = dp_job_run(&cli, &(dp_job){.path = cli.inputs.at[0], .extra = &data, .n_extra = 1, .work = work,
                                                       .outputs = &outputs});
    dp_outcome_print(&cli, &outcome);
    rc = outcome.rc;
    dp_outcome_done(&outcome);
    dp_outputs_done(&outputs);
    return (int)rc;
}
