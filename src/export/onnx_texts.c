/* TEXT_COUNTS as ONNX Runtime has it, from 1.6 on:
 *
 *   Concat(texts, ["aa"]) → StringNormalizer (lower case, locale C.UTF-8) → com.microsoft.Tokenizer (a regular expression
 *   of RE2) → TfIdfVectorizer (counts, float32) → Slice (without the row of "aa")
 *
 * Of texts without any word Tokenizer would make a tensor with one row, however many they are: hence "aa". */
#include "export/onnx_texts.h"

static const char *const filler = "aa";

static ProtobufCBinaryData *strings(dp_onnx_writer *w, size_t n)
{
    ProtobufCBinaryData *v = w->failed ? NULL : dp_take(w->ctx, n + 1, sizeof *v);
    w->failed = w->failed || v == NULL;
    return v;
}

static ProtobufCBinaryData binary(const char *text)
{
    return (ProtobufCBinaryData){strlen(text), (uint8_t *)(uintptr_t)text};
}

static const char *one_text(dp_onnx_writer *w, const char *text)
{
    static const int64_t one[] = {1};
    ProtobufCBinaryData *v = strings(w, 1);
    const char *name = dp_onnx_initializer(w, "c", DP_ONNX_STRING, one, 1, (dp_span){NULL, 0});
    if (!w->failed) {
        Onnx__TensorProto *tensor = w->graph->initializer[w->graph->n_initializer - 1];
        v[0] = binary(text);
        tensor->string_data = v;
        tensor->n_string_data = 1;
    }
    return name;
}

static const char *one_number(dp_onnx_writer *w, const int64_t *v)
{
    static const int64_t one[] = {1};
    return dp_onnx_initializer(w, "c", DP_ONNX_INT64, one, 1, (dp_span){(const uint8_t *)v, sizeof *v});
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
    dp_onnx_attr_string(w, node, "pad_value", DP_ONNX_PADDING);
    dp_onnx_attr_string(w, node, "tokenexp", DP_ONNX_WORD);
    w->uses_microsoft = true;
    return dp_onnx_result(w, node);
}

/* Which group a term stands in: that of n words; what is never counted with the single words, where a blank in it keeps
 * every word away. */
static uint32_t group_of(const dp_text_counts *c, dp_span term)
{
    uint32_t n = dp_text_words(term);
    return n <= c->most ? n : 1;
}

/* Terms of n words after those of n - 1, each as its words. */
static size_t put_group(const dp_text_counts *c, uint32_t n, ProtobufCBinaryData *pool, int64_t *column, size_t *terms)
{
    size_t words = 0;
    for (size_t i = 0; i < c->n; i++) {
        dp_span term = c->term[i];
        if (group_of(c, term) != n) {
            continue;
        }
        column[(*terms)++] = (int64_t)c->column[i];
        size_t from = 0;
        for (size_t at = 0; at <= term.n; at++) {
            if (at == term.n || (n > 1 && term.p[at] == ' ')) {
                pool[words++] = (ProtobufCBinaryData){at - from, (uint8_t *)(uintptr_t)term.p + from};
                from = at + 1;
            }
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
        words += put_group(c, n, pool + words, column, &terms);
    }
    Onnx__NodeProto *node = dp_onnx_node(w, w->graph, "TfIdfVectorizer", "");
    dp_onnx_input(w, node, x);
    dp_onnx_attr_string(w, node, "mode", "TF");
    dp_onnx_attr_int(w, node, "min_gram_length", c->least);
    dp_onnx_attr_int(w, node, "max_gram_length", c->most);
    dp_onnx_attr_int(w, node, "max_skip_count", 0);
    dp_onnx_attr_ints(w, node, "ngram_counts", begin, w->failed ? 0 : c->most);
    dp_onnx_attr_ints(w, node, "ngram_indexes", column, terms);
    dp_onnx_attr_strings(w, node, "pool_strings", pool, words);
    return dp_onnx_result(w, node);
}

const char *dp_onnx_text_counts(dp_onnx_writer *w, const dp_text_counts *c, const char *x)
{
    static const int64_t zero = 0, last = -1;
    Onnx__NodeProto *both = dp_onnx_node(w, w->graph, "Concat", "");
    dp_onnx_input(w, both, x);
    dp_onnx_input(w, both, one_text(w, filler));
    dp_onnx_attr_int(w, both, "axis", 0);
    const char *texts = dp_onnx_result(w, both);
    texts = c->lower ? lowered(w, texts) : texts;
    const char *counts = counted(w, c, tokenized(w, c, texts));
    Onnx__NodeProto *rows = dp_onnx_node(w, w->graph, "Slice", "");
    const char *begin = one_number(w, &zero);
    dp_onnx_input(w, rows, counts);
    dp_onnx_input(w, rows, begin);
    dp_onnx_input(w, rows, one_number(w, &last));
    dp_onnx_input(w, rows, begin);
    return dp_onnx_result(w, rows);
}
