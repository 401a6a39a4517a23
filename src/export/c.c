/* A graph as a C99 header that needs nothing but the C library: constants as tables, and for each method a function that goes
 * through rows one by one. docs/formats/c.md describes the files.
 *
 * No allocation and no recursion: every value of a row is an array of known size on the stack. */
#include "export/c_writer.h"
#include "export/exporter.h"

#include "base/num.h"
#include "base/text.h"
#include "depickle.h"

#include <inttypes.h>
#include <stdio.h>

enum { MOST_STACK = 1 << 20 };

/* Columns before input number i in a row of x. */
static uint64_t column_of(const dp_c_writer *w, size_t i)
{
    uint64_t n = 0;
    for (size_t k = 0; k < i; k++) {
        n += dp_c_count(w, w->g->input[k]);
    }
    return n;
}

/* Rows are numbers only: texts would have to be told apart by hashing, and copied out of who knows what encoding. */
static dp_rc check_inputs(const dp_c_writer *w)
{
    for (size_t i = 0; i < w->g->n_inputs; i++) {
        if (w->g->value[w->g->input[i]].type == DP_T_TEXT) {
            return dp_fail(w->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "input %s is text, which the C form has no place for: rows are numbers",
                           w->g->value[w->g->input[i]].name);
        }
    }
    return DP_OK;
}

static dp_rc name_values(dp_c_writer *w)
{
    const dp_graph *g = w->g;
    w->name = dp_take(w->ctx, g->n_values + 1, sizeof *w->name);
    w->uses = dp_take(w->ctx, g->n_values + 1, sizeof *w->uses);
    w->wanted = dp_take(w->ctx, g->n_values + 1, sizeof *w->wanted);
    DP_TRY(w->name == NULL || w->uses == NULL || w->wanted == NULL ? dp_failed(w->ctx) : DP_OK);
    for (dp_val v = 1; v <= g->n_values; v++) {
        if (g->value[v].kind == DP_V_CONST) {
            w->name[v] = dp_take_printf(w->ctx, "%s_c%" PRIu32, w->prefix, v);
        }
    }
    for (size_t i = 0; i < g->n_inputs; i++) {
        uint64_t column = column_of(w, i);
        w->name[g->input[i]] = column == 0 ? "x" : dp_take_printf(w->ctx, "(x + %" PRIu64 ")", column);
    }
    for (size_t i = 0; i < g->n_nodes; i++) {
        const dp_node *node = &g->node[i];
        w->name[node->out] = dp_c_same_bytes(w, node) ? w->name[node->in[0]] : dp_take_printf(w->ctx, "v%zu", i);
        for (uint8_t k = 0; k < node->n_in; k++) {
            w->uses[node->in[k]]++;
        }
    }
    for (size_t i = 0; i < g->n_outputs; i++) {
        w->uses[g->output[i]]++;
    }
    return dp_failed(w->ctx);
}

/* ---- what an output is in C ---- */

/* The table and the index of a label that is text; false: it is none, or not looked up in one table. */
static bool text_label(const dp_c_writer *w, dp_val v, dp_val *index, const dp_const **table)
{
    while (w->g->value[v].kind == DP_V_NODE) {
        const dp_node *node = &w->g->node[w->g->value[v].node];
        if (node->op == DP_OP_GATHER && w->g->value[node->in[0]].kind == DP_V_CONST) {
            *index = node->in[1];
            *table = w->g->value[node->in[0]].constant;
            return true;
        }
        if (!dp_c_same_bytes(w, node)) {
            return false;
        }
        v = node->in[0];
    }
    return false;
}

/* "predict_proba", or "predict_proba_1" of several. */
static const char *method_of(const dp_c_writer *w, size_t output)
{
    const char *method = w->g->value[w->g->output[output]].method;
    size_t before = 0;
    size_t all = 0;
    for (size_t i = 0; i < w->g->n_outputs; i++) {
        bool same = strcmp(w->g->value[w->g->output[i]].method, method) == 0;
        all += same;
        before += same && i < output;
    }
    return all == 1 ? method : dp_take_printf(w->ctx, "%s_%zu", method, before);
}

/* ---- functions ---- */

/* Marks what v is made of. Backwards, for nodes stand in an order that can be executed. */
static void want(dp_c_writer *w, dp_val v)
{
    memset(w->wanted, 0, (w->g->n_values + 1) * sizeof *w->wanted);
    w->wanted[v] = true;
    for (size_t i = w->g->n_nodes; i-- > 0;) {
        const dp_node *node = &w->g->node[i];
        for (uint8_t k = 0; w->wanted[node->out] && k < dp_c_operands(node); k++) {
            w->wanted[node->in[k]] = true;
        }
    }
}

static bool has_array(const dp_c_writer *w, const dp_node *node)
{
    return w->wanted[node->out] && !dp_c_same_bytes(w, node)
           && !(node->op == DP_OP_GATHER && dp_c_gather_in_sum(w, node));
}

static dp_rc check_stack(const dp_c_writer *w)
{
    uint64_t cells = w->keys;
    for (size_t i = 0; i < w->g->n_nodes; i++) {
        cells += has_array(w, &w->g->node[i]) ? dp_c_count(w, w->g->node[i].out) : 0;
        if (cells > MOST_STACK / sizeof(double)) {
            return dp_fail(w->ctx, DP_UNSUPPORTED, DP_NO_OFFSET,
                           "one row makes more than %d KiB of intermediate values, too much for the stack of a C function", MOST_STACK >> 10);
        }
    }
    return DP_OK;
}

static dp_rc put_nodes(dp_c_writer *w, bool rows)
{
    for (size_t i = 0; i < w->g->n_nodes; i++) {
        const dp_node *node = &w->g->node[i];
        if (!w->wanted[node->out] || (dp_batch_axis(&w->g->value[node->out].shape) >= 0) != rows) {
            continue;
        }
        if (has_array(w, node)) {
            uint64_t n = dp_c_count(w, node->out);
            dp_c_line(w, "%s %s[%" PRIu64 "];", dp_c_type(w->g->value[node->out].type), w->name[node->out], n != 0 ? n : 1);
        }
        dp_c_node(w, node);
        DP_TRY(dp_failed(w->ctx));
    }
    return DP_OK;
}

/* What function number `output` computes: its value (of a text label: the index), and whether that is an index. */
static dp_rc answer_of(const dp_c_writer *w, size_t output, dp_val *v, bool *index)
{
    const dp_const *table;
    *v = w->g->output[output];
    *index = w->g->value[*v].type == DP_T_TEXT;
    if (*index && !text_label(w, *v, v, &table)) {
        return dp_fail(w->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "several outputs of text labels have no form in C");
    }
    return DP_OK;
}

static dp_rc put_function(dp_c_writer *w, size_t output)
{
    dp_val v;
    bool index;
    DP_TRY(answer_of(w, output, &v, &index));
    uint64_t n = dp_c_count(w, v);
    const char *out = w->g->value[v].type == DP_T_F32 ? "float" : "double";
    want(w, v);
    DP_TRY(check_stack(w));
    dp_c_line(w, "\n/* out: [n][%" PRIu64 "]%s. */", n, index ? ", the number of the class in the array of their names" : "");
    dp_c_line(w, "static inline void %s_%s(const %s *x, size_t n, %s *out)", w->prefix, method_of(w, output),
              dp_c_type(w->g->value[w->g->input[0]].type), out);
    dp_c_line(w, "{");
    w->depth++;
    dp_c_line(w, "%s_EXACT", w->prefix);
    DP_TRY(put_nodes(w, false));
    dp_c_begin(w, "for (size_t row = 0; row < n; row++, x += %" PRIu64 ", out += %" PRIu64 ")", column_of(w, w->g->n_inputs), n);
    DP_TRY(put_nodes(w, true));
    dp_c_for(w, "k", n);
    dp_c_line(w, "out[k] = (%s)%s[k];", out, w->name[v]);
    dp_c_end(w);
    dp_c_end(w);
    dp_c_end(w);
    return dp_failed(w->ctx);
}

/* ---- names ---- */

static void put_names(dp_c_writer *w, const char *what, const dp_span *name, uint64_t n)
{
    dp_c_putf(w, "static const char *const %s_%s[%" PRIu64 "] = {", w->prefix, what, n);
    for (uint64_t i = 0; i < n; i++) {
        dp_c_puts(w, i == 0 ? "" : i % 8 == 0 ? ",\n    " : ", ");
        dp_c_string(w, name[i]);
    }
    dp_c_puts(w, "};\n");
}

static dp_span label_text(dp_ctx *ctx, const dp_labels *labels, size_t i)
{
    char digits[DP_NUM_MAX];
    switch (labels->kind) {
    case DP_LABEL_TEXT: return labels->text[i];
    case DP_LABEL_BOOL: return dp_span_of(labels->i[i] != 0 ? "True" : "False");
    case DP_LABEL_INT: return dp_span_of(dp_take_printf(ctx, "%" PRId64, labels->i[i]));
    case DP_LABEL_FLOAT: dp_num_print(digits, labels->f[i]); return dp_span_of(dp_take_printf(ctx, "%s", digits));
    }
    return (dp_span){0};
}

static dp_rc put_classes(dp_c_writer *w, const dp_labels *labels)
{
    for (size_t i = 0; i < w->g->n_outputs; i++) { /* the table that a label's number leads into */
        const dp_const *table;
        dp_val v = w->g->output[i];
        if (w->g->value[v].type == DP_T_TEXT && text_label(w, v, &v, &table)) {
            const char *at = strrchr(method_of(w, i), '_');
            put_names(w, at != NULL ? dp_take_printf(w->ctx, "classes%s", at) : "classes", table->data, table->count);
            labels = NULL;
        }
    }
    dp_span *text = labels != NULL && labels->n != 0 ? dp_take(w->ctx, labels->n, sizeof *text) : NULL;
    for (size_t i = 0; text != NULL && i < labels->n; i++) {
        text[i] = label_text(w->ctx, labels, i);
    }
    if (text != NULL) {
        put_names(w, "classes", text, labels->n);
    }
    return dp_failed(w->ctx);
}

/* Columns of their own bear their names; those of one table have the model's, where it knows any. */
static dp_rc put_features(dp_c_writer *w, const dp_model *model)
{
    size_t n = w->g->n_inputs;
    dp_span *name = n > 1 ? dp_take(w->ctx, n, sizeof *name) : NULL;
    for (size_t i = 0; name != NULL && i < n; i++) {
        name[i] = dp_span_of(w->g->value[w->g->input[i]].name);
    }
    if (name != NULL) {
        put_names(w, "features", name, n);
    } else if (n == 1 && model->feature_names != NULL && model->n_features == column_of(w, n)) {
        put_names(w, "features", model->feature_names, model->n_features);
    }
    return dp_failed(w->ctx);
}

/* ---- the file ---- */

/* What is in a comment must not end it. */
static const char *remark(const dp_c_writer *w, const char *text)
{
    char *s = dp_take_text(w->ctx, dp_span_of(text != NULL && text[0] != '\0' ? text : "?"));
    for (char *p = s; p != NULL && *p != '\0'; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("._-+ ", *p) != NULL;
        *p = plain ? *p : '_';
    }
    return s != NULL ? s : "?";
}

static void put_head(dp_c_writer *w, const dp_model *model, const dp_source *source)
{
    const char *p = w->prefix;
    dp_c_putf(w, "/* %.100s of scikit-learn %.40s, from %.200s; written by depickle %s.\n", remark(w, model->canonical),
              remark(w, model->sklearn_version), remark(w, source->file), DEPICKLE_VERSION);
    dp_c_puts(w, " * x: [n][features], row by row. Functions are re-entrant, allocate nothing and call nothing but <math.h> and memcpy. */\n");
    dp_c_putf(w, "#ifndef %s_H_\n#define %s_H_\n#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n\n", p, p);
    dp_c_puts(w, "/* a * b + c is two roundings here, as where the model was fitted, whatever the processor offers. gcc 12's -O2 leaves\n"
                 " * out the rounding of (double)(float)v where it makes vectors of unrolled loops. */\n");
    dp_c_putf(w, "#if defined(__GNUC__) && !defined(__clang__)\n#pragma GCC push_options\n"
                 "#pragma GCC optimize(\"fp-contract=off\", \"no-tree-slp-vectorize\")\n"
                 "#define %s_EXACT\n#else\n#define %s_EXACT _Pragma(\"STDC FP_CONTRACT OFF\")\n#endif\n\n", p, p);
    dp_c_putf(w, "enum { %s_n_features = %" PRIu64, p, column_of(w, w->g->n_inputs));
    for (size_t i = 0; i < w->g->n_outputs; i++) {
        dp_c_putf(w, ", %s_n_%s = %" PRIu64, p, method_of(w, i), dp_c_count(w, w->g->output[i]));
    }
    dp_c_puts(w, " };\n");
}

/* Only what some function looks at: an array that nobody reads is a warning. */
static void put_tables(dp_c_writer *w)
{
    bool *read = dp_take(w->ctx, w->g->n_values + 1, sizeof *read);
    bool clamps = false;
    for (size_t i = 0; read != NULL && i < w->g->n_nodes; i++) {
        const dp_node *node = &w->g->node[i];
        bool text = w->g->value[node->out].type == DP_T_TEXT;
        for (uint8_t k = 0; !text && k < dp_c_operands(node); k++) {
            read[node->in[k]] = true;
        }
        clamps = clamps || node->op == DP_OP_GATHER || node->op == DP_OP_GATHER_ELEMENTS;
    }
    for (dp_val v = 1; read != NULL && v <= w->g->n_values; v++) {
        if (read[v] && w->g->value[v].kind == DP_V_CONST && w->g->value[v].type != DP_T_TEXT) {
            dp_c_constant(w, v);
        }
    }
    for (size_t i = 0; i < w->g->n_nodes; i++) {
        if (w->g->node[i].op == DP_OP_LEAF_ROWS) {
            dp_c_forest(w, i);
        }
    }
    if (clamps) {
        dp_c_putf(w, "static inline size_t %s_clamp(int64_t i, size_t n)\n{\n    return i < 0 ? 0 : (uint64_t)i >= n ? n - 1 : (size_t)i;\n}\n",
                  w->prefix);
    }
}

static dp_rc write(dp_ctx *ctx, const dp_model *model, dp_graph *graph, const dp_export_options *options, dp_sink *sink)
{
    dp_c_writer w = {.ctx = ctx, .g = graph, .sink = sink, .prefix = options->c_name != NULL ? options->c_name : "model"};
    DP_TRY(check_inputs(&w));
    DP_TRY(name_values(&w));
    put_head(&w, model, &options->source);
    DP_TRY(put_features(&w, model));
    DP_TRY(put_classes(&w, model->classes));
    put_tables(&w);
    for (size_t i = 0; i < graph->n_outputs; i++) {
        DP_TRY(put_function(&w, i));
    }
    dp_c_puts(&w, "\n#if defined(__GNUC__) && !defined(__clang__)\n#pragma GCC pop_options\n#endif\n#endif\n");
    if (options->source.sha256 != NULL) { /* last, for it may still be on its way */
        dp_c_putf(&w, "/* sha256 of the source: %s */\n", remark(&w, options->source.sha256(options->source.self)));
    }
    dp_c_flush(&w);
    return dp_failed(ctx);
}

/* "sklearn.ensemble.RandomForestClassifier of scikit-learn 1.9.1, from forest.pkl" stands in the first line, as put_head writes it. */
static const char *unread(dp_ctx *ctx, dp_span bytes)
{
    enum { LONG_LINE = 400 };
    dp_span line = dp_span_cut(bytes, 0, LONG_LINE);
    const uint8_t *end = line.n != 0 ? memchr(line.p, '\n', line.n) : NULL;
    line.n = end != NULL ? (size_t)(end - line.p) : line.n;
    bool remark = dp_span_equal(dp_span_cut(line, 0, 3), DP_LIT("/* "));
    const uint8_t *by = remark ? memmem(line.p, line.n, "; written by depickle ", 22) : NULL;
    if (by == NULL) {
        return NULL;
    }
    dp_span of = {line.p + 3, (size_t)(by - line.p) - 3};
    return dp_take_printf(ctx, "a C header of %s, which is not read back", dp_escape(ctx, of, LONG_LINE));
}

const dp_exporter dp_exporter_c = {"c", ".h", DP_VIEW_GRAPH, write, NULL, NULL, unread};
