#include "cli/answering.h"

#include "base/text.h"
#include "export/onnx_read.h"
#include "graph/emit.h"
#include "model/chain.h"

#include <cjson/cJSON.h>

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
    a->names = dp_names_of_features(ctx, model, &a->n_names);
    a->classes = model->classes;
    return DP_OK;
}

dp_method dp_method_behind(const char *name, dp_method otherwise)
{
    static const char *const begin[DP_METHODS][2] = {
        {"label", "output_label"}, {"probabilities", "output_probability"}, {"scores", "scores"}, {"transformed", "transformed"},
        {"index", "distance"},
    };
    for (int m = 0; m < DP_METHODS; m++) {
        if (dp_begins(name, begin[m][0]) || dp_begins(name, begin[m][1])) {
            return (dp_method)m;
        }
    }
    return otherwise;
}

bool dp_answers_method(const dp_value *output, dp_method method)
{
    const char *name = output->name;
    if (output->method != NULL) {
        return strcmp(output->method, dp_method_name(method)) == 0; /* a clusterer's transform is "scores" */
    }
    return dp_begins(name, "variable") ? method == DP_TRANSFORM || (method == DP_PREDICT && strcmp(name, "variable") == 0)
                                    : dp_method_behind(name, DP_METHODS) == method;
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

/* The metadata's ["area","rooms"]; none where it says something else. */
static dp_rc read_names(dp_ctx *ctx, const dp_onnx_file *file, dp_answering *a)
{
    cJSON *list = cJSON_Parse(dp_onnx_meta_of(file, "feature_names"));
    int n = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
    dp_span *names = dp_take(ctx, (size_t)n + 1, sizeof *names);
    const cJSON *one;
    size_t told = 0;
    cJSON_ArrayForEach(one, list)
    {
        bool text = names != NULL && told < (size_t)n && cJSON_IsString(one);
        const char *name = text ? dp_take_text(ctx, dp_span_of(one->valuestring)) : NULL;
        if (name == NULL) {
            break;
        }
        names[told++] = dp_span_of(name);
    }
    cJSON_Delete(list);
    if (told == (size_t)n && n != 0) {
        a->names = names;
        a->n_names = told;
    }
    return names == NULL ? dp_failed(ctx) : DP_OK;
}

static dp_rc from_onnx(dp_ctx *ctx, const dp_task *task, const bool *want, dp_answering *a)
{
    static const bool own[DP_METHODS] = {[DP_TRANSFORM] = true, [DP_KNEIGHBORS] = true}; /* of models without predict */
    dp_onnx_file file = {0};
    DP_TRY(dp_onnx_read(ctx, task->input->main, &file));
    a->graph = file.graph;
    DP_TRY(read_names(ctx, &file, a));
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

/* Which columns of the table the inputs take, one port after the other. */
struct matching {
    dp_ctx *ctx;
    const dp_answering *a;
    const dp_table *table;
    size_t *from;       /* a column of the table; its number of columns: none */
    bool *used;         /* of the table's columns */
    const dp_span *name; /* that is asked for; NULL: by position */
    size_t n;
};

/* guess: where it stands if the table has the order of the model. */
static size_t column_named(const dp_table *table, dp_span name, size_t guess)
{
    if (guess < table->cols && dp_span_equal(table->name[guess], name)) {
        return guess;
    }
    for (size_t k = 0; k < table->cols; k++) {
        if (dp_span_equal(table->name[k], name)) {
            return k;
        }
    }
    return table->cols;
}

/* x7: the eighth column of a model that does not tell its columns' names. cols: no such column. */
static size_t column_numbered(const dp_table *table, dp_span name)
{
    size_t i = 0;
    bool numbered = name.n > 1 && name.p[0] == 'x';
    for (size_t k = 1; k < name.n && numbered && i <= table->cols; k++) {
        numbered = name.p[k] >= '0' && name.p[k] <= '9';
        i = i * 10 + (size_t)(name.p[k] - '0');
    }
    return numbered && i < table->cols ? i : table->cols;
}

/* "area, rooms, year" */
static const char *listed(dp_ctx *ctx, const dp_span *name, size_t n)
{
    enum { MOST_SHOWN = 20, LONG_NAME = 40 };
    dp_text t = dp_text_new(ctx);
    for (size_t i = 0; i < n && i < MOST_SHOWN; i++) {
        dp_text_addf(&t, "%s%s", i != 0 ? ", " : "", dp_escape(ctx, name[i], LONG_NAME));
    }
    if (n > MOST_SHOWN) {
        dp_text_addf(&t, " and %zu more", n - MOST_SHOWN);
    }
    return dp_text_str(&t);
}

/* What the columns are asked for as: of a single table by the model's features, where their names are told; of inputs that each
 * take one column by the names of those. */
static dp_rc ask_names(struct matching *m)
{
    const dp_graph *g = m->a->graph;
    bool alone = g->n_inputs == 1;
    m->n = alone ? (size_t)dp_value_at(g, g->input[0])->shape.dim[1] : g->n_inputs;
    m->name = alone && m->a->n_names == m->n ? m->a->names : NULL;
    dp_span *ports = alone ? NULL : dp_take(m->ctx, m->n + 1, sizeof *ports);
    for (size_t i = 0; i < m->n && ports != NULL; i++) {
        const dp_value *port = dp_value_at(g, g->input[i]);
        ports[i] = dp_span_of(port->name);
        if (port->shape.dim[1] != 1) {
            return dp_fail(m->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "input %s takes several columns, and stands beside others",
                           dp_escape(m->ctx, ports[i], 80));
        }
    }
    m->name = alone ? m->name : ports;
    m->from = dp_take(m->ctx, m->n + 1, sizeof *m->from);
    m->used = dp_take(m->ctx, m->table->cols, sizeof *m->used);
    return m->from == NULL || m->used == NULL || (!alone && ports == NULL) ? dp_failed(m->ctx) : DP_OK;
}

static const char *first_line(dp_ctx *ctx, const dp_table *table)
{
    enum { LONG_LINE = 60 };
    dp_text t = dp_text_new(ctx);
    for (size_t k = 0; k < table->cols && t.n < LONG_LINE; k++) {
        dp_text_addf(&t, "%s%s", k != 0 ? "," : "", dp_escape(ctx, table->name[k], LONG_LINE));
    }
    return dp_escape(ctx, dp_span_of(dp_text_str(&t)), LONG_LINE);
}

static dp_rc by_position(struct matching *m)
{
    const char *names = m->name != NULL ? listed(m->ctx, m->name, m->n) : NULL;
    if (m->table->cols != m->n) {
        return dp_fail(m->ctx, DP_USAGE, DP_NO_OFFSET, "the table has %zu column%s, the model takes %zu%s%s", m->table->cols,
                       m->table->cols == 1 ? "" : "s", m->n, names != NULL ? dp_take_printf(m->ctx, " (%s)", names) : "",
                       dp_table_doubt(m->table));
    }
    for (size_t k = 0; k < m->n; k++) {
        m->from[k] = k;
    }
    if (m->a->silent) {
        return DP_OK;
    }
    if (dp_table_lacks_header(m->table)) {
        dp_warn(m->ctx, "the first line, '%s', is taken as names: is a header missing?", first_line(m->ctx, m->table));
    } else if (names != NULL) {
        dp_warn(m->ctx, "no column of the table has the name of a feature: they are taken in order, as %s", names);
    }
    return DP_OK;
}

/* Columns that nobody asked for: left out, but not without a word; none that has the name of another. */
static dp_rc look_at_rest(const struct matching *m)
{
    dp_span *more = NULL;
    size_t n = 0;
    for (size_t k = 0; m->a->names != NULL && k < m->table->cols; k++) {
        dp_span name = m->table->name[k];
        if (m->used[k]) {
            continue;
        }
        if (m->used[column_named(m->table, name, m->table->cols)]) {
            return dp_fail(m->ctx, DP_USAGE, DP_NO_OFFSET, "the table has two columns '%s'", dp_escape(m->ctx, name, 80));
        }
        bool feature = false; /* that nothing looks at */
        for (size_t i = 0; i < m->a->n_names && !feature; i++) {
            feature = dp_span_equal(name, m->a->names[i]);
        }
        dp_span *slot = feature ? NULL : dp_grow(m->ctx, &more, n, sizeof *slot);
        if (slot != NULL) {
            *slot = name;
            n++;
        }
    }
    if (n != 0 && !m->a->silent) {
        dp_warn(m->ctx, "left out, since the model has no such feature: %s", listed(m->ctx, more, n));
    }
    return DP_OK;
}

static dp_rc match_columns(struct matching *m)
{
    bool alone = m->a->graph->n_inputs == 1;
    size_t found = 0;
    DP_TRY(ask_names(m));
    size_t missing = m->n;
    for (size_t k = 0; m->name != NULL && k < m->n; k++) {
        m->from[k] = column_named(m->table, m->name[k], k);
        m->from[k] = m->from[k] == m->table->cols && !alone ? column_numbered(m->table, m->name[k]) : m->from[k];
        if (m->from[k] != m->table->cols) {
            m->used[m->from[k]] = true;
            found++;
        } else if (missing == m->n) {
            missing = k;
        }
    }
    if (alone && found == 0) {
        return by_position(m);
    }
    if (missing != m->n) {
        bool told = m->a->names != NULL;
        return dp_fail(m->ctx, DP_USAGE, DP_NO_OFFSET, "the table has no column '%s' (the model's features, in order: %s)%s",
                       dp_escape(m->ctx, m->name[missing], 80),
                       listed(m->ctx, told ? m->a->names : m->name, told ? m->a->n_names : m->n), dp_table_doubt(m->table));
    }
    return look_at_rest(m);
}

static dp_rc put_cell(dp_ctx *ctx, const dp_table *table, size_t row, size_t column, const dp_tensor *x, uint64_t at)
{
    double v;
    if (x->type == DP_T_TEXT) {
        ((dp_span *)x->data)[at] = table->cell[row * table->cols + column];
        return DP_OK;
    }
    if (!dp_table_number(table, row, column, &v)) {
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "row %zu, column '%s': expected a number, found '%s'%s", table->before + row + 1,
                       dp_escape(ctx, table->name[column], 80),
                       dp_escape(ctx, table->cell[row * table->cols + column], 40), dp_table_doubt(table));
    }
    if (x->type == DP_T_F32) {
        ((float *)x->data)[at] = (float)v;
    } else {
        ((double *)x->data)[at] = v;
    }
    return DP_OK;
}

/* from: the columns of the table that the port takes. */
static dp_rc fill_port(dp_ctx *ctx, const dp_table *table, const dp_value *port, const size_t *from, dp_tensor *x)
{
    size_t width = (size_t)port->shape.dim[1];
    *x = (dp_tensor){port->type, {2, {table->rows, width}}, (uint64_t)table->rows * width, NULL};
    x->data = dp_take_raw(ctx, table->rows * width, sizeof(dp_span));
    if (x->data == NULL) {
        return dp_failed(ctx);
    }
    for (size_t i = 0; i < table->rows; i++) {
        for (size_t k = 0; k < width; k++) {
            DP_TRY(put_cell(ctx, table, i, from[k], x, i * width + k));
        }
    }
    return DP_OK;
}

dp_rc dp_answering_inputs(dp_ctx *ctx, const dp_answering *a, const dp_table *table, dp_tensor **x)
{
    struct matching m = {.ctx = ctx, .a = a, .table = table};
    DP_TRY(match_columns(&m));
    *x = dp_take(ctx, a->graph->n_inputs, sizeof **x);
    DP_TRY(*x == NULL ? dp_failed(ctx) : DP_OK);
    for (size_t i = 0; i < a->graph->n_inputs; i++) {
        DP_TRY(fill_port(ctx, table, dp_value_at(a->graph, a->graph->input[i]), &m.from[i], &(*x)[i]));
    }
    return DP_OK;
}

dp_rc dp_answering_open(dp_ctx *ctx, const dp_task *task, const bool *want, dp_answering *a)
{
    *a = (dp_answering){0};
    return strcmp(dp_task_kind(task), "onnx") == 0 ? from_onnx(ctx, task, want, a) : from_models(ctx, task, want, a);
}
