/* TEXT_COUNTS as ONNX Runtime has it, from 1.6 on:
 *
 *   Concat(texts, ["aa"]) → StringNormalizer (lower case, locale C.UTF-8) → com.microsoft.Tokenizer (a regular expression
 *   of RE2) → TfIdfVectorizer (counts, float32) → Slice (without the row of "aa")
 *
 * Between the last but one, and after it, stand the nodes of onnx_text_steps.c.
 *
 * Of texts without any word Tokenizer would make a tensor with one row, however many they are: hence "aa". */
#include "export/onnx_texts.h"
#include "export/onnx_text_steps.h"

static ProtobufCBinaryData *strings(dp_onnx_writer *w, size_t n)
{
    ProtobufCBinaryData *v = w->failed ? NULL : dp_take(w->ctx, n + 1, sizeof *v);
    w->failed = w->failed || v == NULL;
    return v;
}

static const char *lowered(dp_onnx_writer *w, const char *x)
{
    Onnx__NodeProto *node = dp_onnx_node(w, w->graph, "StringNormalizer", "");
    dp_onnx_input(w, node, x);
    dp_onnx_attr_string(w, node, "case_change_action", "LOWER");
    dp_onnx_attr_int(w, node, "is_case_sensitive", 1);
    dp_onnx_attr_string(w, node, "locale", DP_ONNX_LOCALE);
    return dp_onnx_result(w, node);
}

static const char *tokenized(dp_onnx_writer *w, const dp_text_counts *c, const char *x)
{
    Onnx__NodeProto *node = dp_onnx_node(w, w->graph, "Tokenizer", DP_ONNX_MICROSOFT);
    dp_onnx_input(w, node, x);
    dp_onnx_attr_int(w, node, "mark", 0);
    dp_onnx_attr_int(w, node, "mincharnum", c->shortest);
    dp_onnx_attr_string(w, node, "pad_value", dp_text_padding(c));
    dp_onnx_attr_string(w, node, "tokenexp", dp_text_tokens(c));
    w->uses_microsoft = true;
    return dp_onnx_result(w, node);
}

/* ---- the nodes of the table ---- */

static const char *constant(dp_onnx_writer *w, const dp_text_counts *c, const char *in)
{
    int64_t *v = dp_take_raw(w->ctx, DP_STEP_NUMBERS, sizeof *v);
    float *f = dp_take(w->ctx, *in == '^' ? (size_t)c->columns : 1, sizeof *f);
    int64_t dim = *in == '^' ? (int64_t)c->columns : 0;
    if (v == NULL || f == NULL) {
        w->failed = true;
        return "";
    }
    if (*in == '^') {
        f[c->column[dp_text_single_space(c)]] = 1.0f;
        return dp_onnx_initializer(w, "c", DP_ONNX_FLOAT, &dim, 1, (dp_span){(const uint8_t *)f, (size_t)dim * sizeof *f});
    }
    dim = (int64_t)dp_text_step_numbers(in, v);
    *f = (float)v[0];
    return *in == '~' ? dp_onnx_initializer(w, "c", DP_ONNX_FLOAT, NULL, 0, (dp_span){(const uint8_t *)f, sizeof *f})
                      : dp_onnx_initializer(w, "c", DP_ONNX_INT64, &dim, *in == '@', (dp_span){(const uint8_t *)v, (size_t)dim * sizeof *v});
}

static void put_attribute(dp_onnx_writer *w, Onnx__NodeProto *node, const dp_step_attr *attr, const dp_text_counts *c)
{
    size_t n = attr->kind == DP_STEP_STOPS || attr->kind == DP_STEP_FAR ? c->n_stop : 1;
    ProtobufCBinaryData *texts = strings(w, n);
    float *floats = dp_take(w->ctx, n, sizeof *floats);
    int64_t *number = dp_take(w->ctx, 1, sizeof *number);
    w->failed = w->failed || floats == NULL || number == NULL;
    for (size_t i = 0; i < n && !w->failed; i++) {
        texts[i] = attr->kind == DP_STEP_STOPS ? dp_onnx_bytes(c->stop[i])
                                               : dp_onnx_bytes(dp_span_of(attr->text != NULL ? attr->text : ""));
        floats[i] = attr->kind == DP_STEP_FAR ? DP_STEP_FAR_BACK : (float)attr->number;
        *number = attr->number;
    }
    switch (attr->kind) {
    case DP_STEP_INT: dp_onnx_attr_int(w, node, attr->name, attr->number); break;
    case DP_STEP_TEXT: dp_onnx_attr_string(w, node, attr->name, attr->text); break;
    case DP_STEP_INTS: dp_onnx_attr_ints(w, node, attr->name, number, 1); break;
    case DP_STEP_TEXTS:
    case DP_STEP_STOPS: dp_onnx_attr_strings(w, node, attr->name, texts, n); break;
    case DP_STEP_FLOATS:
    case DP_STEP_FAR:
        dp_onnx_attr_packed_floats(w, node, attr->name, (dp_span){(const uint8_t *)floats, n * sizeof *floats});
        break;
    case DP_STEP_NONE: break;
    }
}

static const char *put_steps(dp_onnx_writer *w, const dp_text_step *step, size_t n, const dp_text_counts *c, const char *x,
                             const char *counts)
{
    const char *made[DP_MOST_STEPS];
    for (size_t i = 0; i < n && !w->failed; i++) {
        const char *in[DP_STEP_INPUTS] = {NULL}; /* constants before the node */
        for (size_t k = 0; k < DP_STEP_INPUTS && step[i].in[k] != NULL; k++) {
            const char *from = step[i].in[k];
            in[k] = *from == 'x' ? x : *from == 'c' ? counts : *from >= '0' && *from <= '9' ? made[*from - '0'] : constant(w, c, from);
        }
        Onnx__NodeProto *node = dp_onnx_node(w, w->graph, step[i].op, step[i].domain);
        for (size_t k = 0; k < DP_STEP_INPUTS && in[k] != NULL; k++) {
            dp_onnx_input(w, node, in[k]);
        }
        for (size_t k = 0; k < DP_STEP_ATTRIBUTES; k++) {
            put_attribute(w, node, &step[i].attr[k], c);
        }
        if (strcmp(step[i].op, "TopK") == 0) {
            dp_onnx_output(w, node, dp_onnx_name(w, "v"));
        }
        made[i] = dp_onnx_result(w, node);
        w->uses_ml = w->uses_ml || strcmp(step[i].op, "LabelEncoder") == 0;
        w->uses_text = w->uses_text || strcmp(step[i].op, "LabelEncoder") == 0;
    }
    return n == 0 ? x : w->failed ? "" : made[n - 1];
}

/* ---- n-grams ---- */

/* Which group a term stands in: that of n words. What is never counted stands as a whole with the single words, none of which
 * has a blank, or is more than a character. */
static uint32_t group_of(const dp_text_counts *c, dp_span term)
{
    return dp_text_is_counted(c, term) ? dp_text_words(c, term) : 1;
}

/* A single space of characters of words is counted in another way; a word to stop at stands behind the others, but with no
 * blank before it. */
static dp_span out_of_reach(dp_onnx_writer *w, const dp_text_counts *c, dp_span term)
{
    bool space = dp_span_is(term, " ") && dp_text_single_space(c) != c->n;
    bool stop = c->n_stop != 0 && !dp_text_is_counted(c, term) && dp_text_words(c, term) == 1;
    const char *text = space || stop ? dp_take_printf(w->ctx, DP_NO_CHARACTER " %.*s", stop ? (int)term.n : 0, (const char *)term.p) : NULL;
    w->failed = w->failed || ((space || stop) && text == NULL);
    return text != NULL ? dp_span_of(text) : term;
}

/* Terms of n words after those of n - 1, each as its words. */
static size_t put_group(dp_onnx_writer *w, const dp_text_counts *c, uint32_t n, ProtobufCBinaryData *pool, int64_t *column,
                        size_t *terms)
{
    size_t words = 0;
    for (size_t i = 0; i < c->n; i++) {
        dp_span term = c->term[i];
        if (group_of(c, term) != n) {
            continue;
        }
        column[(*terms)++] = (int64_t)c->column[i];
        size_t at = 0;
        for (uint32_t k = 0; k < n; k++) {
            dp_span part = n == 1 ? out_of_reach(w, c, term) : dp_text_part(c, term, &at);
            pool[words++] = dp_onnx_bytes(part);
        }
    }
    return words;
}

static const char *counted(dp_onnx_writer *w, const dp_text_counts *c, const char *x)
{
    size_t total = 0;
    for (size_t i = 0; i < c->n; i++) {
        total += group_of(c, c->term[i]);
    }
    ProtobufCBinaryData *pool = strings(w, total);
    int64_t *column = dp_take(w->ctx, c->n + 1, sizeof *column);
    int64_t *begin = dp_take(w->ctx, c->most + 1, sizeof *begin);
    size_t terms = 0;
    size_t words = 0;
    w->failed = w->failed || column == NULL || begin == NULL;
    for (uint32_t n = 1; n <= c->most && !w->failed; n++) {
        begin[n - 1] = (int64_t)words;
        words += put_group(w, c, n, pool + words, column, &terms);
    }
    Onnx__NodeProto *node = dp_onnx_node(w, w->graph, "TfIdfVectorizer", "");
    dp_onnx_input(w, node, x);
    dp_onnx_attr_string(w, node, "mode", "TF");
    dp_onnx_attr_int(w, node, "min_gram_length", dp_text_least(c));
    dp_onnx_attr_int(w, node, "max_gram_length", c->most);
    dp_onnx_attr_int(w, node, "max_skip_count", 0);
    dp_onnx_attr_ints(w, node, "ngram_counts", begin, w->failed ? 0 : c->most);
    dp_onnx_attr_ints(w, node, "ngram_indexes", column, terms);
    dp_onnx_attr_strings(w, node, "pool_strings", pool, words);
    return dp_onnx_result(w, node);
}

const char *dp_onnx_text_counts(dp_onnx_writer *w, const dp_text_counts *c, const char *x)
{
    const dp_span filler = DP_LIT("aa");
    const dp_const extra = {.type = DP_T_TEXT, .shape = {.rank = 1, .dim = {1}}, .data = &filler, .count = 1};
    Onnx__NodeProto *both = dp_onnx_node(w, w->graph, "Concat", "");
    dp_onnx_input(w, both, x);
    dp_onnx_input(w, both, dp_onnx_constant(w, &extra));
    dp_onnx_attr_int(w, both, "axis", 0);
    const char *texts = dp_onnx_result(w, both);
    texts = c->lower ? lowered(w, texts) : texts;
    const char *tokens = tokenized(w, c, texts);
    size_t n = 0;
    const dp_text_step *step = dp_text_steps(c, &n);
    const char *counts = counted(w, c, put_steps(w, step, n, c, tokens, NULL));
    if (dp_text_single_space(c) != c->n) {
        step = dp_text_steps_of_spaces(&n);
        counts = put_steps(w, step, n, c, tokens, counts);
    }
    Onnx__NodeProto *rows = dp_onnx_node(w, w->graph, "Slice", "");
    const char *begin = dp_onnx_int64(w, "c", 0);
    dp_onnx_input(w, rows, counts);
    dp_onnx_input(w, rows, begin);
    dp_onnx_input(w, rows, dp_onnx_int64(w, "c", -1));
    dp_onnx_input(w, rows, begin);
    return dp_onnx_result(w, rows);
}
