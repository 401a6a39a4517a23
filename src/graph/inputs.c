#include "graph/inputs.h"

#include "base/text.h"

struct inputs {
    dp_ctx *ctx;
    dp_graph *g;
    const dp_model *model;
    const dp_emit_options *options;
    dp_uses uses;
    bool any_text, all_text, named; /* of the columns that are used */
};

static bool wants_f32(const struct inputs *in)
{
    return in->options->input_f32 || in->options->like_skl2onnx;
}

/* Asks the model what it makes of each column. */
static dp_rc ask(struct inputs *in, uint64_t width)
{
    dp_uses *u = &in->uses;
    uint64_t *column = dp_take(in->ctx, (size_t)width, sizeof *column);
    u->ctx = in->ctx;
    u->n = width;
    u->use = dp_take(in->ctx, (size_t)width, sizeof *u->use);
    u->name = dp_take(in->ctx, (size_t)width, sizeof *u->name);
    if (column == NULL || u->use == NULL || u->name == NULL) {
        return dp_failed(in->ctx);
    }
    for (uint64_t i = 0; i < width; i++) {
        column[i] = i;
    }
    dp_model_takes(in->model, column, width, u);
    DP_TRY(dp_failed(in->ctx));
    in->all_text = true;
    in->named = true;
    for (uint64_t i = 0; i < width; i++) {
        if (u->use[i] == (DP_USE_TEXT | DP_USE_NUMBER)) {
            return dp_fail_at(in->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, in->model->path,
                              "column %llu is read both as text and as a number", (unsigned long long)i);
        }
        in->any_text = in->any_text || u->use[i] == DP_USE_TEXT;
        in->all_text = in->all_text && u->use[i] == DP_USE_TEXT;
        in->named = in->named && (u->use[i] == 0 || u->name[i] != NULL);
    }
    return DP_OK;
}

/* One table, as it comes; texts are cut into columns at once. */
static dp_rc open_table(struct inputs *in, uint64_t width, dp_ports *ports)
{
    const dp_emit_options *o = in->options;
    const char *name = o->input_name != NULL ? o->input_name : o->like_skl2onnx ? "float_input" : "X";
    dp_type type = in->any_text ? DP_T_TEXT : wants_f32(in) ? DP_T_F32 : DP_T_F64;
    dp_val x = dp_graph_input(in->g, name, type, width);
    ports->width = width;
    if (!in->any_text) {
        ports->x = dp_cast(in->g, x, DP_T_F64);
        return DP_OK;
    }
    dp_port_feed(in->g, ports, x);
    return dp_failed(in->ctx);
}

static bool is_output_name(dp_span name)
{
    static const char *const begins[] = {"label", "probabilities", "variable", "scores", "transformed"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t n = strlen(begins[i]);
        if (name.n >= n && memcmp(name.p, begins[i], n) == 0 && (name.n == n || name.p[n] == '_')) {
            return true;
        }
    }
    return false;
}

/* A column's own name; one that an output needs, or that is empty, gets an underscore. */
static const char *name_of(const struct inputs *in, uint64_t i)
{
    const dp_span *name = in->uses.name[i];
    if (name == NULL) {
        return dp_take_printf(in->ctx, "x%llu", (unsigned long long)i);
    }
    bool taken = is_output_name(*name) || name->n == 0 || memchr(name->p, 0, name->n) != NULL;
    return taken ? dp_take_printf(in->ctx, "%s_", dp_escape(in->ctx, *name, 200)) : dp_take_text(in->ctx, *name);
}

static dp_rc open_columns(struct inputs *in, uint64_t width, dp_ports *ports)
{
    dp_type number = wants_f32(in) ? DP_T_F32 : DP_T_F64;
    dp_val *column = dp_take(in->ctx, (size_t)width, sizeof *column);
    for (uint64_t i = 0; column != NULL && i < width && !in->g->failed; i++) {
        const char *name = in->uses.use[i] != 0 ? name_of(in, i) : NULL;
        if (name == NULL) {
            continue;
        }
        for (size_t k = 0; k < in->g->n_inputs; k++) {
            if (strcmp(dp_value_at(in->g, in->g->input[k])->name, name) == 0) {
                return dp_fail_at(in->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, in->model->path, "two columns have the name '%s'",
                                  dp_escape(in->ctx, dp_span_of(name), 80));
            }
        }
        bool text = in->uses.use[i] == DP_USE_TEXT;
        column[i] = dp_cast(in->g, dp_graph_input(in->g, name, text ? DP_T_TEXT : number, 1), text ? DP_T_TEXT : DP_T_F64);
    }
    ports->in = column;
    ports->n_in = (size_t)width;
    ports->width = width;
    return dp_failed(in->ctx);
}

/* One table of texts, as a caller has it that sends rows as they were typed: columns of numbers are read from them. */
static dp_rc open_texts(struct inputs *in, uint64_t width, dp_ports *ports)
{
    const char *name = in->options->input_name;
    dp_ports table = {0};
    dp_port_feed(in->g, &table, dp_graph_input(in->g, name != NULL ? name : "X", DP_T_TEXT, width));
    dp_val *column = dp_take(in->ctx, (size_t)width, sizeof *column);
    for (uint64_t i = 0; column != NULL && i < width && !in->g->failed; i++) {
        column[i] = in->uses.use[i] == DP_USE_NUMBER ? dp_cast(in->g, table.in[i], DP_T_F64) : table.in[i];
    }
    ports->in = column;
    ports->n_in = (size_t)width;
    ports->width = width;
    return dp_failed(in->ctx);
}

dp_rc dp_inputs_open(dp_graph *g, const dp_model *model, const dp_emit_options *options, dp_ports *ports)
{
    struct inputs in = {.ctx = g->ctx, .g = g, .model = model, .options = options};
    uint64_t width = model->n_features;
    if (width == 0) {
        return dp_fail_at(g->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, model->path,
                          "how many features %s takes is not told in the file: say it with --n-features", model->canonical);
    }
    if (model->cls->family->takes == NULL) {
        return open_table(&in, width, ports);
    }
    DP_TRY(ask(&in, width));
    bool columns = in.any_text ? !in.all_text || in.named : in.uses.by_name && in.named;
    if (columns && options->single_input) {
        return open_texts(&in, width, ports);
    }
    return columns ? open_columns(&in, width, ports) : open_table(&in, width, ports);
}
