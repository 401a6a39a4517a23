#include "cli/answering.h"

#include "base/text.h"
#include "export/onnx_read.h"
#include "graph/emit.h"

/* ---- the graph ---- */

dp_method dp_method_asked(const dp_cli *cli)
{
    for (int m = 0; cli->method != NULL && m < DP_METHODS; m++) {
        if (strcmp(cli->method, dp_method_name((dp_method)m)) == 0) {
            return (dp_method)m;
        }
    }
    return DP_PREDICT;
}

static dp_rc from_models(dp_ctx *ctx, const dp_task *task, const bool *want, dp_answering *a)
{
    static dp_json_file file;
    dp_models models = {0};
    dp_emit_options options = {0};
    DP_TRY(dp_task_load_one(ctx, task, &file, &models));
    dp_model *model = models.at[0];
    DP_TRY(dp_model_tell_width(ctx, model, task->cli->n_features));
    memcpy(options.method, want, sizeof options.method);
    dp_rc rc = dp_model_emit(ctx, model, &options, &a->graph);
    if (rc == DP_USAGE && task->cli->method == NULL && task->cli->expected == NULL) {
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

bool dp_answers_method(const dp_value *output, dp_method method)
{
    static const char *const begins[DP_METHODS][2] = {
        {"label", "output_label"}, {"probabilities", "output_probability"}, {"scores", "scores"}, {"transformed", "variable"},
        {"index", "distance"},
    };
    const char *name = output->name;
    if (output->method != NULL) {
        return strcmp(output->method, dp_method_name(method)) == 0; /* a clusterer's transform is "scores" */
    }
    bool match = strncmp(name, begins[method][0], strlen(begins[method][0])) == 0
                 || strncmp(name, begins[method][1], strlen(begins[method][1])) == 0;
    return match || (method == DP_PREDICT && strcmp(name, "variable") == 0);
}

static bool is_wanted(const dp_value *output, const bool *want)
{
    for (int m = 0; m < DP_METHODS; m++) {
        if (want[m] && dp_answers_method(output, (dp_method)m)) {
            return true;
        }
    }
    return false;
}

static bool find_outputs(dp_answering *a, const bool *want)
{
    const dp_graph *g = a->graph;
    a->first = g->n_outputs;
    for (size_t i = 0; i < g->n_outputs; i++) {
        if (is_wanted(dp_value_at(g, g->output[i]), want)) {
            a->first = a->first < i ? a->first : i;
            a->last = i + 1;
        }
    }
    return a->last != 0;
}

static dp_rc from_onnx(dp_ctx *ctx, const dp_task *task, const bool *want, dp_answering *a)
{
    static const bool own[DP_METHODS] = {[DP_TRANSFORM] = true, [DP_KNEIGHBORS] = true}; /* of models without predict */
    dp_onnx_file file = {0};
    DP_TRY(dp_onnx_read(ctx, task->input->main, &file));
    a->graph = file.graph;
    bool free_to_choose = task->cli->method == NULL && task->cli->expected == NULL;
    if (!find_outputs(a, want) && !(free_to_choose && find_outputs(a, own))) {
        int m = 0;
        while (m + 1 < DP_METHODS && !want[m]) {
            m++;
        }
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "the file has no output for %s", dp_method_name((dp_method)m));
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
static dp_rc match_columns(dp_ctx *ctx, const dp_answering *a, const dp_table *table, const dp_value *port, size_t *from)
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
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "row %zu, column '%s': expected a number, found '%s'", table->before + row + 1,
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

static dp_rc fill_port(dp_ctx *ctx, const dp_answering *a, const dp_table *table, const dp_value *port, dp_tensor *x)
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

dp_rc dp_answering_inputs(dp_ctx *ctx, const dp_answering *a, const dp_table *table, dp_tensor **x)
{
    *x = dp_take(ctx, a->graph->n_inputs, sizeof **x);
    DP_TRY(*x == NULL ? dp_failed(ctx) : DP_OK);
    for (size_t i = 0; i < a->graph->n_inputs; i++) {
        DP_TRY(fill_port(ctx, a, table, dp_value_at(a->graph, a->graph->input[i]), &(*x)[i]));
    }
    return DP_OK;
}

dp_rc dp_answering_open(dp_ctx *ctx, const dp_task *task, const bool *want, dp_answering *a)
{
    dp_span head = dp_span_cut(task->input->main, 0, DP_FORMAT_HEAD);
    *a = (dp_answering){0};
    if (strcmp(dp_sniff(head), "onnx") == 0) {
        return from_onnx(ctx, task, want, a);
    }
    return from_models(ctx, task, want, a);
}
