/* What surrounds a family's computation: the input port, and outputs with the names and ranks callers rely on. */
#include "graph/emit.h"
#include "graph/inputs.h"

struct emit {
    dp_ctx *ctx;
    dp_graph *g;
    const dp_model *model;
    const dp_emit_options *options;
    dp_ports *ports;
    bool labels;  /* predict answers labels */
};

/* An estimator inside another sees rows as wide as those it was fitted on, or the file contradicts itself. */
static bool width_fits(dp_graph *g, const dp_model *child, const dp_ports *ports)
{
    uint64_t width = dp_port_width(g, ports);
    if (width == 0 || child->n_features == 0 || width == child->n_features) {
        return true;
    }
    dp_graph_fail(g, DP_CORRUPT, child->path, "%s takes %llu features, but gets %llu", child->canonical,
                  (unsigned long long)child->n_features, (unsigned long long)width);
    return false;
}

dp_val dp_emit_transform_of(dp_graph *g, const dp_model *child, const dp_ports *from)
{
    dp_ports ports;
    dp_port_same(from, &ports);
    ports.want[DP_TRANSFORM] = true;
    dp_emit_child(g, child, &ports);
    if (!g->failed && ports.out[DP_TRANSFORM].n != 1) {
        dp_graph_fail(g, DP_UNSUPPORTED, child->path, "%s has no transform", child->canonical);
    }
    return g->failed ? 0 : ports.out[DP_TRANSFORM].v[0];
}

dp_val dp_emit_transform(dp_graph *g, const dp_model *child, dp_val x)
{
    dp_ports ports = {.x = x};
    return dp_emit_transform_of(g, child, &ports);
}

void dp_emit_child(dp_graph *g, const dp_model *child, dp_ports *ports)
{
    if (g->failed) {
        return;
    }
    if (child == NULL || child->ir == NULL || child->cls->family->emit == NULL) {
        dp_graph_fail(g, DP_UNSUPPORTED, child != NULL ? child->path : "",
                      "%s has no computation that can be written", child != NULL ? child->canonical : "this estimator");
        return;
    }
    if (child->cls->family->takes == NULL) { /* it looks at ports->x only */
        dp_port_numbers(g, ports);
    }
    if (!g->failed && width_fits(g, child, ports)) {
        child->cls->family->emit(g, child->ir, ports);
    }
}

dp_val dp_emit_inverse(dp_graph *g, const dp_model *child, dp_val y, bool f32)
{
    const dp_ports ports = {.x = y};
    if (g->failed || child == NULL) {
        g->failed = true;
        return 0;
    }
    if (child->ir == NULL || child->cls->family->invert == NULL) {
        dp_graph_fail(g, DP_UNSUPPORTED, child->path, "%s has no inverse_transform that can be written", child->canonical);
        return 0;
    }
    return width_fits(g, child, &ports) ? child->cls->family->invert(g, child->ir, y, f32) : 0;
}

static dp_rc open_ports(struct emit *e)
{
    for (int m = 0; m < DP_METHODS; m++) {
        e->ports->want[m] = true;
    }
    return dp_inputs_open(e->g, e->model, e->options, e->ports);
}

static bool has(const struct emit *e, dp_method method)
{
    return e->ports->out[method].n != 0;
}

/* Which methods become outputs: those asked for, else CLI's default set. */
static dp_rc choose(const struct emit *e, bool chosen[DP_METHODS])
{
    bool asked = false;
    for (int m = 0; m < DP_METHODS; m++) {
        chosen[m] = e->options->method[m];
        asked = asked || chosen[m];
        if (chosen[m] && !has(e, (dp_method)m)) {
            return dp_fail_at(e->ctx, DP_USAGE, DP_NO_OFFSET, e->model->path, "%s has no method %s", e->model->canonical,
                              dp_method_name((dp_method)m));
        }
    }
    if (asked) {
        return DP_OK;
    }
    chosen[DP_PREDICT] = has(e, DP_PREDICT);
    chosen[DP_PREDICT_PROBA] = has(e, DP_PREDICT_PROBA);
    chosen[DP_DECISION_FUNCTION] = has(e, DP_DECISION_FUNCTION) && !has(e, DP_PREDICT_PROBA);
    chosen[DP_TRANSFORM] = has(e, DP_TRANSFORM) && !has(e, DP_PREDICT_PROBA) && !has(e, DP_DECISION_FUNCTION)
                           && (!has(e, DP_PREDICT) || (e->labels && !e->ports->classifier)); /* a clusterer */
    chosen[DP_KNEIGHBORS] = has(e, DP_KNEIGHBORS) && !has(e, DP_PREDICT) && !has(e, DP_TRANSFORM);
    return DP_OK;
}

static dp_val rounded(const struct emit *e, dp_val v)
{
    bool f32 = e->options->output_f32 || e->options->like_skl2onnx;
    return f32 && dp_value_at(e->g, v)->type == DP_T_F64 ? dp_cast(e->g, v, DP_T_F32) : v;
}

/* An output of a name. Inputs and values that have a name already go through IDENTITY. */
static void put(const struct emit *e, dp_method method, const char *name, dp_val v)
{
    const dp_value *value = dp_value_at(e->g, v);
    bool direct = value->kind == DP_V_NODE && value->name == NULL;
    v = direct ? v : dp_unary(e->g, DP_OP_IDENTITY, v);
    dp_graph_output(e->g, v, name);
    if (!e->g->failed) {
        e->g->value[v].method = dp_method_name(method);
    }
}

/* name, or name_0 … where there are several. */
static void put_each(const struct emit *e, dp_method method, const char *name)
{
    const dp_answers *answers = &e->ports->out[method];
    for (size_t i = 0; i < answers->n; i++) {
        dp_val v = rounded(e, answers->v[i]);
        put(e, method, answers->n == 1 ? name : dp_take_printf(e->ctx, "%s_%zu", name, i), v);
    }
}

/* float64 labels are whole numbers where skl2onnx takes them, and int64 there. */
static dp_val label_like_skl2onnx(const struct emit *e, dp_val v)
{
    bool turn = e->options->like_skl2onnx && dp_value_at(e->g, v)->type == DP_T_F64;
    return turn ? dp_cast(e->g, v, DP_T_I64) : v;
}

static bool one_type(const struct emit *e, const dp_answers *answers)
{
    for (size_t i = 1; i < answers->n; i++) {
        if (dp_value_at(e->g, answers->v[i])->type != dp_value_at(e->g, answers->v[0])->type) {
            return false;
        }
    }
    return true;
}

static dp_val as_columns(const struct emit *e, const dp_answers *answers)
{
    dp_val column[DP_MOST_OUTPUTS];
    for (size_t i = 0; i < answers->n; i++) {
        column[i] = dp_column(e->g, answers->v[i]);
    }
    return dp_concat(e->g, column, answers->n, 1);
}

/* [N] of one output, [N,k] of several of one type; several types cannot share a tensor: label_0, label_1 … */
static void put_labels(const struct emit *e)
{
    const char *name = e->options->like_skl2onnx ? "output_label" : "label";
    dp_answers answers = e->ports->out[DP_PREDICT];
    for (size_t i = 0; i < answers.n; i++) {
        answers.v[i] = label_like_skl2onnx(e, answers.v[i]);
    }
    if (answers.n == 1) {
        put(e, DP_PREDICT, name, answers.v[0]);
    } else if (one_type(e, &answers)) {
        put(e, DP_PREDICT, name, as_columns(e, &answers));
    } else {
        for (size_t i = 0; i < answers.n; i++) {
            put(e, DP_PREDICT, dp_take_printf(e->ctx, "%s_%zu", name, i), answers.v[i]);
        }
    }
}

/* Codes that are known beforehand must each have a label. */
static bool codes_fit(const struct emit *e, dp_val codes, size_t n)
{
    const dp_value *v = dp_value_at(e->g, codes);
    const dp_node *node = v->kind == DP_V_NODE ? &e->g->node[v->node] : NULL;
    const dp_value *table = node != NULL && node->op == DP_OP_GATHER ? dp_value_at(e->g, node->in[0]) : NULL;
    bool known = table != NULL && table->kind == DP_V_CONST && table->type == DP_T_I64;
    for (uint64_t i = 0; known && i < table->constant->count; i++) {
        int64_t code = ((const int64_t *)table->constant->data)[i];
        if (code < 0 || (uint64_t)code >= n) {
            return false;
        }
    }
    return true;
}

/* Predicted codes become labels, as LabelEncoder.inverse_transform has it. */
static dp_rc relabel(struct emit *e)
{
    dp_answers *answers = &e->ports->out[DP_PREDICT];
    dp_val codes = answers->v[0];
    if (!e->labels || answers->n != 1 || dp_value_at(e->g, codes)->type != DP_T_I64) {
        return dp_fail_at(e->ctx, DP_USAGE, DP_NO_OFFSET, e->model->path, "%s predicts no whole numbers that labels could stand for",
                          e->model->canonical);
    }
    if (!codes_fit(e, codes, e->options->labels->n)) {
        return dp_fail_at(e->ctx, DP_USAGE, DP_NO_OFFSET, e->model->path, "%s predicts codes beyond the %zu labels",
                          e->model->canonical, e->options->labels->n);
    }
    answers->v[0] = dp_gather(e->g, dp_label_table(e->g, e->options->labels), codes, 0);
    return e->g->failed ? dp_failed(e->ctx) : DP_OK;
}

static void put_outputs(const struct emit *e, const bool chosen[DP_METHODS])
{
    bool skl = e->options->like_skl2onnx;
    if (chosen[DP_PREDICT] && e->labels) {
        put_labels(e);
    } else if (chosen[DP_PREDICT]) {
        put(e, DP_PREDICT, "variable", rounded(e, as_columns(e, &e->ports->out[DP_PREDICT])));
    }
    if (chosen[DP_PREDICT_PROBA]) {
        put_each(e, DP_PREDICT_PROBA, skl ? "output_probability" : "probabilities");
    }
    if (chosen[DP_DECISION_FUNCTION]) {
        put_each(e, DP_DECISION_FUNCTION, "scores");
    }
    if (chosen[DP_TRANSFORM]) {
        bool scores = chosen[DP_PREDICT] && e->labels && !chosen[DP_DECISION_FUNCTION];
        put_each(e, DP_TRANSFORM, scores ? "scores" : chosen[DP_PREDICT] ? "transformed" : "variable");
    }
    if (chosen[DP_KNEIGHBORS]) {
        const dp_answers *answers = &e->ports->out[DP_KNEIGHBORS];
        put(e, DP_KNEIGHBORS, "index", answers->v[0]);
        put(e, DP_KNEIGHBORS, "distance", rounded(e, answers->v[1]));
    }
}

static dp_rc emit(struct emit *e)
{
    bool chosen[DP_METHODS];
    DP_TRY(open_ports(e));
    dp_emit_child(e->g, e->model, e->ports);
    DP_TRY(e->g->failed ? dp_failed(e->ctx) : DP_OK);
    if (has(e, DP_PREDICT)) {
        dp_type type = dp_value_at(e->g, e->ports->out[DP_PREDICT].v[0])->type;
        e->labels = e->ports->classifier || (type != DP_T_F64 && type != DP_T_F32);
    }
    DP_TRY(e->options->labels != NULL ? relabel(e) : DP_OK);
    DP_TRY(choose(e, chosen));
    put_outputs(e, chosen);
    dp_graph_tidy(e->g);
    if (!e->g->failed && e->g->n_outputs == 0) {
        return dp_fail_at(e->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, e->model->path, "%s answers nothing for new rows",
                          e->model->canonical);
    }
    return e->g->failed ? dp_failed(e->ctx) : DP_OK;
}

dp_rc dp_model_emit(dp_ctx *ctx, const dp_model *model, const dp_emit_options *options, dp_graph **out)
{
    struct emit e = {.ctx = ctx, .model = model, .options = options};
    if (model->ir == NULL) {
        return dp_fail_at(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, model->path, "no converter for %s", model->canonical);
    }
    e.g = dp_graph_new(ctx);
    e.ports = dp_take(ctx, 1, sizeof *e.ports);
    if (e.g == NULL || e.ports == NULL) {
        return dp_failed(ctx);
    }
    e.g->mismatch = DP_UNSUPPORTED; /* who has put such parts together is not told */
    dp_rc rc = emit(&e);
    if (e.g->failed && rc == DP_OK) {
        rc = dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "the graph could not be built");
    }
    *out = rc == DP_OK ? e.g : NULL;
    return rc;
}
