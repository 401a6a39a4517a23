/* Two graphs on the same rows: the model's own, and that of the file that was written. */
#include "export/verify.h"

#include "base/num.h"
#include "base/text.h"

#include <math.h>

enum { MOST_ROWS = 20000, MOST_VALUES = 1 << 20 };

struct compare {
    dp_ctx *ctx;
    const dp_graph *a, *b;
    uint64_t ulp;
    dp_verify_result *out;
    bool *row_differs;
};

/* Doubles in the order of their values, so that neighbours differ by 1. */
static int64_t ordered64(double v)
{
    int64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static int64_t ordered32(float v)
{
    int32_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits < 0 ? (int64_t)INT32_MIN - bits : bits;
}

static uint64_t distance(int64_t a, int64_t b)
{
    return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

static double number_at(const dp_tensor *t, uint64_t i)
{
    return t->type == DP_T_F64 ? ((const double *)t->data)[i] : (double)((const float *)t->data)[i];
}

uint64_t dp_ulps(double a, double b, bool f32)
{
    if (a != a || b != b) {
        return (a != a) == (b != b) ? 0 : UINT64_MAX;
    }
    return f32 ? distance(ordered32((float)a), ordered32((float)b)) : distance(ordered64(a), ordered64(b));
}

/* Of the narrower type. */
static uint64_t ulps(const dp_tensor *x, const dp_tensor *y, uint64_t i)
{
    return dp_ulps(number_at(x, i), number_at(y, i), x->type != DP_T_F64 || y->type != DP_T_F64);
}

static bool is_float(dp_type type)
{
    return type == DP_T_F64 || type == DP_T_F32;
}

static bool same_item(const dp_tensor *x, const dp_tensor *y, uint64_t i)
{
    switch (x->type) {
    case DP_T_I64:
        return ((const int64_t *)x->data)[i] == ((const int64_t *)y->data)[i];
    case DP_T_BOOL:
        return (((const uint8_t *)x->data)[i] != 0) == (((const uint8_t *)y->data)[i] != 0);
    case DP_T_TEXT:
        return dp_span_equal(((const dp_span *)x->data)[i], ((const dp_span *)y->data)[i]);
    case DP_T_F64:
    case DP_T_F32:
        break;
    }
    return false;
}

static const char *item_text(dp_ctx *ctx, const dp_tensor *t, uint64_t i)
{
    switch (t->type) {
    case DP_T_I64:
        return dp_take_printf(ctx, "%lld", (long long)((const int64_t *)t->data)[i]);
    case DP_T_BOOL:
        return ((const uint8_t *)t->data)[i] != 0 ? "true" : "false";
    case DP_T_TEXT:
        return dp_escape(ctx, ((const dp_span *)t->data)[i], 40);
    case DP_T_F64:
    case DP_T_F32:
        break;
    }
    return dp_take_printf(ctx, "%.17g", number_at(t, i));
}

static uint64_t row_of(const dp_tensor *x, uint64_t i)
{
    return x->shape.rank != 0 && x->shape.dim[0] != 0 ? i / (x->count / x->shape.dim[0]) : 0;
}

/* An answer that is another, be it within what is allowed. far: how far, where both are numbers. */
static void note(struct compare *c, const char *name, const dp_tensor *x, const dp_tensor *y, uint64_t i, double far)
{
    dp_verify_result *out = c->out;
    uint64_t row = row_of(x, i);
    if (row < out->rows && !c->row_differs[row]) {
        c->row_differs[row] = true;
        out->rows_differ++;
    }
    if (out->worst.output == NULL || far > out->worst_abs) {
        out->worst = (dp_verify_worst){name, row, item_text(c->ctx, x, i), item_text(c->ctx, y, i)};
    }
    out->worst_abs = far > out->worst_abs ? far : out->worst_abs;
}

static void note_floats(struct compare *c, const char *name, const dp_tensor *x, const dp_tensor *y, uint64_t i, uint64_t apart)
{
    double a = number_at(x, i);
    double b = number_at(y, i);
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    double abs = isfinite(a) && isfinite(b) ? fabs(a - b) : 0;
    double relative = larger > 0 && isfinite(larger) ? abs / larger : 0;
    note(c, name, x, y, i, abs);
    c->out->worst_ulp = apart > c->out->worst_ulp ? apart : c->out->worst_ulp;
    c->out->worst_rel = relative > c->out->worst_rel ? relative : c->out->worst_rel;
}

static void differs(struct compare *c, const char *name, const dp_tensor *x, const dp_tensor *y, uint64_t i)
{
    uint64_t row = row_of(x, i);
    if (c->out->verdict == DP_VERIFY_DIFFERS) {
        return;
    }
    c->out->verdict = DP_VERIFY_DIFFERS;
    c->out->first = dp_take_printf(c->ctx, "output %s, probe row %llu: the model answers %s, the file %s", name,
                                   (unsigned long long)row, item_text(c->ctx, x, i), item_text(c->ctx, y, i));
}

static void compare_output(struct compare *c, const char *name, const dp_tensor *x, const dp_tensor *y)
{
    for (uint64_t i = 0; i < x->count; i++) {
        if (!is_float(x->type)) {
            if (!same_item(x, y, i)) {
                note(c, name, x, y, i, 0);
                differs(c, name, x, y, i);
            }
            continue;
        }
        uint64_t apart = ulps(x, y, i);
        if (apart != 0) {
            note_floats(c, name, x, y, i, apart);
        }
        if (apart > c->ulp) {
            differs(c, name, x, y, i);
        }
    }
    c->out->values += x->count;
}

static void differs_in(struct compare *c, const char *what, const char *a, const char *b)
{
    c->out->verdict = DP_VERIFY_DIFFERS;
    c->out->ports = (dp_verify_worst){what, 0, a, b};
    c->out->first = dp_take_printf(c->ctx, "%s: the model has %s, the file %s", what, a, b);
}

/* "probabilities (float64 [N, 2])" */
static const char *port_text(dp_ctx *ctx, const dp_value *port)
{
    dp_text t = dp_text_new(ctx);
    dp_text_addf(&t, "%s (%s [", dp_escape(ctx, dp_span_of(port->name), 60), dp_type_name(port->type));
    for (unsigned k = 0; k < port->shape.rank; k++) {
        dp_text_adds(&t, k != 0 ? ", " : "");
        dp_text_adds(&t, port->shape.dim[k] == DP_BATCH ? "N" : dp_take_printf(ctx, "%llu", (unsigned long long)port->shape.dim[k]));
    }
    dp_text_adds(&t, "])");
    return dp_text_str(&t);
}

/* The same inputs and outputs, by name, type and width? Float32 may stand for float64. */
static bool same_ports(struct compare *c)
{
    const dp_graph *a = c->a;
    const dp_graph *b = c->b;
    if (a->n_inputs != b->n_inputs || a->n_outputs != b->n_outputs) {
        differs_in(c, "inputs and outputs", dp_take_printf(c->ctx, "%zu and %zu", a->n_inputs, a->n_outputs),
                   dp_take_printf(c->ctx, "%zu and %zu", b->n_inputs, b->n_outputs));
        return false;
    }
    for (size_t i = 0; i < a->n_inputs + a->n_outputs; i++) {
        bool input = i < a->n_inputs;
        const dp_value *x = dp_value_at(a, input ? a->input[i] : a->output[i - a->n_inputs]);
        const dp_value *y = dp_value_at(b, input ? b->input[i] : b->output[i - b->n_inputs]);
        bool typed = x->type == y->type || (is_float(x->type) && is_float(y->type));
        bool shaped = x->shape.rank == y->shape.rank
                      && memcmp(x->shape.dim, y->shape.dim, x->shape.rank * sizeof *x->shape.dim) == 0;
        if (!typed || !shaped || ((!input || a->n_inputs > 1) && strcmp(x->name, y->name) != 0)) {
            differs_in(c, input ? "inputs" : "outputs", port_text(c->ctx, x), port_text(c->ctx, y));
            return false;
        }
    }
    return true;
}

static bool takes_f32(const dp_graph *g)
{
    for (size_t i = 0; i < g->n_inputs; i++) {
        if (dp_value_at(g, g->input[i])->type == DP_T_F32) {
            return true;
        }
    }
    return false;
}

static dp_span number_text(dp_ctx *ctx, double v)
{
    char text[DP_NUM_MAX];
    if (!isfinite(v)) {
        return isnan(v) ? DP_LIT("nan") : v > 0 ? DP_LIT("inf") : DP_LIT("-inf");
    }
    dp_num_print(text, v);
    return dp_span_of(dp_take_printf(ctx, "%s", text));
}

/* Texts for a port: those the model knows, and some it does not, chosen by the bits of the probe. */
static dp_rc fill_texts(struct compare *c, dp_val port, const double *x, uint64_t all, uint64_t from, dp_tensor *out)
{
    uint64_t width = out->shape.dim[1];
    size_t n;
    const dp_span *key = dp_probe_texts(c->ctx, c->a, port, &n);
    dp_span *text = dp_take_raw(c->ctx, out->count, sizeof *text);
    bool *number = dp_take(c->ctx, (size_t)width, sizeof *number);
    for (uint64_t k = 0; number != NULL && k < width; k++) {
        number[k] = dp_probe_is_number(c->a, port, k);
    }
    for (uint64_t i = 0; number != NULL && key != NULL && text != NULL && i < out->count; i++) {
        uint64_t bits;
        memcpy(&bits, &x[i / width * all + from + i % width], sizeof bits);
        if (number[i % width]) {
            text[i] = number_text(c->ctx, x[i / width * all + from + i % width]);
            continue;
        }
        text[i] = key[(bits ^ (bits >> 33)) * 0x9e3779b97f4a7c15u % n];
    }
    out->data = text;
    return key != NULL && text != NULL && number != NULL ? DP_OK : dp_failed(c->ctx);
}

dp_rc dp_probe_feed(dp_ctx *ctx, const dp_value *port, const double *x, uint64_t rows, uint64_t all, uint64_t from, dp_tensor *out)
{
    uint64_t width = port->shape.dim[1];
    *out = (dp_tensor){port->type, {2, {rows, width}}, rows * width, NULL};
    if (!is_float(port->type)) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "input %s: probe rows are made for numbers only", port->name);
    }
    double *f64 = port->type == DP_T_F64 ? dp_take_raw(ctx, out->count, sizeof *f64) : NULL;
    float *f32 = port->type == DP_T_F32 ? dp_take_raw(ctx, out->count, sizeof *f32) : NULL;
    out->data = f64 != NULL ? (void *)f64 : (void *)f32;
    for (uint64_t i = 0; i < out->count && out->data != NULL; i++) {
        double v = x[i / width * all + from + i % width];
        if (f64 != NULL) {
            f64[i] = v;
        } else {
            f32[i] = (float)v;
        }
    }
    return out->data != NULL ? DP_OK : dp_failed(ctx);
}

static dp_rc fill_port(struct compare *c, const dp_graph *g, size_t i_port, const double *x, uint64_t rows, uint64_t all,
                       uint64_t from, dp_tensor *out)
{
    const dp_value *port = dp_value_at(g, g->input[i_port]);
    if (port->type == DP_T_TEXT) { /* the source's keys, for both graphs */
        *out = (dp_tensor){port->type, {2, {rows, port->shape.dim[1]}}, rows * port->shape.dim[1], NULL};
        return fill_texts(c, c->a->input[i_port], x, all, from, out);
    }
    return dp_probe_feed(c->ctx, port, x, rows, all, from, out);
}

static dp_rc answer(struct compare *c, const dp_graph *g, const double *x, uint64_t rows, uint64_t n_features, dp_tensor **out)
{
    dp_ctx *ctx = c->ctx;
    dp_tensor *in = dp_take(ctx, g->n_inputs, sizeof *in);
    *out = dp_take(ctx, g->n_outputs, sizeof **out);
    if (in == NULL || *out == NULL) {
        return dp_failed(ctx);
    }
    uint64_t from = 0;
    for (size_t i = 0; i < g->n_inputs; i++) {
        const dp_value *port = dp_value_at(g, g->input[i]);
        if (port->shape.dim[1] > n_features - from) {
            return dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "inputs of more columns than the model has features");
        }
        DP_TRY(fill_port(c, g, i, x, rows, n_features, from, &in[i]));
        from += port->shape.dim[1];
    }
    return dp_eval(ctx, g, in, *out);
}

static dp_rc compare(struct compare *c, uint64_t n_features)
{
    uint64_t budget = MOST_VALUES / n_features;
    budget = budget > MOST_ROWS ? MOST_ROWS : budget < 8 ? 8 : budget;
    dp_probed probed;
    const double *probes = dp_probe_rows(c->ctx, c->a, n_features, budget, &probed);
    c->out->rows = probed.rows;
    c->out->splits = probed.splits;
    c->out->missed = probed.missed;
    double *x = probes != NULL ? dp_take_raw(c->ctx, c->out->rows * n_features, sizeof *x) : NULL;
    c->row_differs = dp_take(c->ctx, (size_t)c->out->rows, sizeof *c->row_differs);
    if (x == NULL || c->row_differs == NULL) {
        return dp_failed(c->ctx);
    }
    bool f32 = takes_f32(c->a) || takes_f32(c->b);
    for (uint64_t i = 0; i < c->out->rows * n_features; i++) {
        x[i] = f32 ? (double)(float)probes[i] : probes[i];
    }
    c->out->x = x;
    c->out->columns = n_features;
    dp_tensor *a;
    dp_tensor *b;
    DP_TRY(answer(c, c->a, x, c->out->rows, n_features, &a));
    DP_TRY(answer(c, c->b, x, c->out->rows, n_features, &b));
    for (size_t i = 0; i < c->a->n_outputs; i++) {
        compare_output(c, dp_value_at(c->a, c->a->output[i])->name, &a[i], &b[i]);
    }
    return DP_OK;
}

dp_rc dp_verify_graphs(dp_ctx *ctx, const dp_graph *source, const dp_graph *written, uint64_t ulp, dp_verify_result *out)
{
    struct compare c = {ctx, source, written, ulp, out, NULL};
    uint64_t n_features = 0;
    *out = (dp_verify_result){.verdict = DP_VERIFY_TESTED, .first = ""};
    for (size_t i = 0; i < source->n_inputs; i++) {
        n_features += dp_value_at(source, source->input[i])->shape.dim[1];
    }
    if (n_features == 0) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "the number of features is not known");
    }
    return same_ports(&c) ? compare(&c, n_features) : DP_OK;
}

bool dp_graph_is_exact(const dp_graph *g)
{
    for (size_t i = 0; i < g->n_nodes; i++) {
        dp_op op = g->node[i].op;
        if (op == DP_OP_MATMUL || op == DP_OP_EXP || op == DP_OP_LOG || op == DP_OP_TANH || op == DP_OP_POW
            || op == DP_OP_SIN) {
            return false;
        }
    }
    return true;
}

uint64_t dp_graph_ulp(const dp_graph *g)
{
    return dp_graph_is_exact(g) ? 0 : 64;
}
