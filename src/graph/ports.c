#include "graph/ports.h"

const char *dp_method_name(dp_method method)
{
    static const char *const names[] = {"predict", "predict_proba", "decision_function", "transform", "kneighbors"};
    return method < DP_METHODS ? names[method] : "";
}

uint64_t dp_port_width(const dp_graph *g, const dp_ports *ports)
{
    return ports->x != 0 ? dp_value_at(g, ports->x)->shape.dim[1] : ports->in != NULL ? ports->n_in : ports->width;
}

/* A column that a sound model never asks for, or a text where a number is meant. */
static dp_val no_column(dp_graph *g, uint64_t i, const char *what)
{
    dp_graph_fail(g, DP_CORRUPT, "", "feature %llu %s", (unsigned long long)i, what);
    return 0;
}

dp_val dp_port_column(dp_graph *g, const dp_ports *ports, uint64_t i)
{
    if (g->failed || i >= dp_port_width(g, ports)) {
        return no_column(g, i, "is asked for, but there are fewer");
    }
    if (ports->x == 0) {
        return ports->in[i] != 0 ? ports->in[i] : no_column(g, i, "is not part of the input");
    }
    int64_t *index = dp_graph_take(g, 1, sizeof *index);
    if (g->failed) {
        return 0;
    }
    *index = (int64_t)i;
    return dp_columns(g, ports->x, index, 1);
}

dp_val dp_port_numbers(dp_graph *g, dp_ports *ports)
{
    if (ports->x != 0 || g->failed) {
        return ports->x;
    }
    dp_val *column = dp_graph_take(g, ports->n_in, sizeof *column);
    for (size_t i = 0; i < ports->n_in && !g->failed; i++) {
        column[i] = dp_port_column(g, ports, i);
        if (!g->failed && dp_value_at(g, column[i])->type == DP_T_TEXT) {
            no_column(g, i, "is a text where numbers are expected");
        }
    }
    g->failed = g->failed || ports->n_in == 0;
    ports->x = dp_concat(g, column, ports->n_in, 1);
    return ports->x;
}

void dp_port_feed(dp_graph *g, dp_ports *ports, dp_val table)
{
    dp_ports whole = {.x = table};
    ports->x = table;
    ports->x_was_f32 = false;
    ports->in = NULL;
    ports->n_in = 0;
    ports->width = 0;
    if (g->failed || dp_value_at(g, table)->type != DP_T_TEXT) {
        return;
    }
    uint64_t n = dp_port_width(g, &whole);
    dp_val *column = dp_graph_take(g, n, sizeof *column);
    for (uint64_t i = 0; column != NULL && i < n; i++) {
        column[i] = dp_port_column(g, &whole, i);
    }
    ports->x = 0;
    ports->in = column;
    ports->n_in = (size_t)n;
}

void dp_port_same(const dp_ports *ports, dp_ports *out)
{
    *out = (dp_ports){.x = ports->x, .x_was_f32 = ports->x_was_f32, .width = ports->width, .in = ports->in, .n_in = ports->n_in};
}

static bool are_all(const uint64_t *index, uint64_t n, uint64_t width)
{
    uint64_t i = 0;
    while (i < n && index[i] == i) {
        i++;
    }
    return i == n && n == width;
}

void dp_port_select(dp_graph *g, const dp_ports *ports, const uint64_t *index, uint64_t n, dp_ports *out)
{
    dp_port_same(ports, out);
    uint64_t width = dp_port_width(g, ports);
    if (are_all(index, n, width) || g->failed) {
        return;
    }
    int64_t *kept = dp_graph_take(g, n, sizeof *kept);
    dp_val *in = dp_graph_take(g, n, sizeof *in);
    if (g->failed) {
        return;
    }
    for (uint64_t i = 0; i < n; i++) {
        if (index[i] >= width) {
            no_column(g, index[i], "is asked for, but there are fewer");
            return;
        }
        kept[i] = (int64_t)index[i];
        in[i] = ports->x == 0 ? ports->in[index[i]] : 0;
    }
    out->x = ports->x != 0 ? dp_columns(g, ports->x, kept, n) : 0;
    out->in = ports->x != 0 ? NULL : in;
    out->n_in = ports->x != 0 ? 0 : (size_t)n;
    out->width = n;
}

void dp_answer(dp_graph *g, dp_ports *ports, dp_method method, dp_val v)
{
    dp_answers *out = &ports->out[method];
    if (g->failed || !ports->want[method]) {
        return;
    }
    if (out->n == DP_MOST_OUTPUTS) {
        dp_graph_fail(g, DP_UNSUPPORTED, "", "more than %d outputs", DP_MOST_OUTPUTS);
        return;
    }
    out->v[out->n++] = v;
}

dp_val dp_label_table(dp_graph *g, const dp_labels *classes)
{
    switch (classes->kind) {
    case DP_LABEL_TEXT:
        return dp_row_text(g, classes->text, classes->n);
    case DP_LABEL_FLOAT:
        return dp_row(g, classes->f, classes->n);
    case DP_LABEL_INT:
    case DP_LABEL_BOOL: /* int64 too: many bindings of runtimes lack bool; the metadata says what they are */
        break;
    }
    return dp_row_i64(g, classes->i, classes->n);
}

void dp_answer_labels(dp_graph *g, dp_ports *ports, const dp_labels *classes, dp_val index)
{
    ports->classifier = true;
    ports->classes = classes;
    if (ports->want[DP_PREDICT]) {
        dp_answer(g, ports, DP_PREDICT, dp_gather(g, dp_label_table(g, classes), index, 0));
    }
}

void dp_answer_yes_no(dp_graph *g, dp_ports *ports, dp_val hits)
{
    static const int64_t no_yes[] = {0, 1};
    static const dp_labels labels = {.kind = DP_LABEL_INT, .n = 2, .i = no_yes};
    int64_t n = (int64_t)dp_value_at(g, hits)->shape.dim[1];
    dp_val index = dp_cast(g, hits, DP_T_I64);
    for (int64_t i = 0; i < n && !g->failed; i++) {
        dp_answer_labels(g, ports, &labels, dp_flat(g, dp_slice(g, index, 1, i, i + 1)));
    }
}
