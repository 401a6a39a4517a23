/* Counts of words in texts, as onnx_texts.c writes them: four or five nodes one after another. */
#include "export/onnx_reader.h"
#include "export/onnx_texts.h"

static bool is_op(const Onnx__NodeProto *node, const char *op, const char *domain)
{
    const char *own = node->domain != NULL ? node->domain : "";
    return node->op_type != NULL && strcmp(node->op_type, op) == 0 && strcmp(own, domain) == 0;
}

/* Texts and a constant text, one above the other. */
bool dp_onnx_is_text_counts(const dp_onnx_reader *r, const Onnx__NodeProto *node)
{
    if (!is_op(node, "Concat", "") || node->n_input != 2 || dp_onnx_int(node, "axis", -1) != 0) {
        return false;
    }
    const dp_onnx_thing *x = dp_onnx_find(r, node->input[0]);
    const dp_onnx_thing *filler = dp_onnx_find(r, node->input[1]);
    return x != NULL && x->v != 0 && dp_value_at(r->g, x->v)->type == DP_T_TEXT && filler != NULL && filler->tensor != NULL
           && filler->tensor->n_string_data == 1 && filler->tensor->string_data[0].len == 2
           && memcmp(filler->tensor->string_data[0].data, "aa", 2) == 0;
}

/* The next node, if it takes what the last one made and has that many attributes. */
static const Onnx__NodeProto *step(const dp_onnx_reader *r, size_t at, const char *op, const char *domain, size_t attributes)
{
    const Onnx__NodeProto *node = at < r->graph->n_node ? r->graph->node[at] : NULL;
    const Onnx__NodeProto *before = node != NULL ? r->graph->node[at - 1] : NULL;
    bool good = node != NULL && is_op(node, op, domain) && node->n_input != 0 && node->n_output == 1
                && strcmp(node->input[0], before->output[0]) == 0 && node->n_attribute == attributes;
    return good ? node : NULL;
}

static bool says(const Onnx__NodeProto *node, const char *name, const char *value)
{
    const Onnx__AttributeProto *a = dp_onnx_attr(node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);
    return a != NULL && a->has_s && a->s.len == strlen(value) && memcmp(a->s.data, value, a->s.len) == 0;
}

static bool read_lower(const Onnx__NodeProto *node)
{
    return says(node, "case_change_action", "LOWER") && says(node, "locale", DP_ONNX_LOCALE)
           && dp_onnx_int(node, "is_case_sensitive", 0) == 1;
}

static bool read_tokens(const Onnx__NodeProto *node, dp_text_counts *c)
{
    int64_t shortest = dp_onnx_int(node, "mincharnum", 0);
    c->shortest = (uint32_t)shortest;
    return (shortest == 1 || shortest == 2) && says(node, "tokenexp", DP_ONNX_WORD)
           && says(node, "pad_value", DP_ONNX_PADDING) && dp_onnx_int(node, "mark", 1) == 0;
}

/* Terms of n words from the pool's strings [from, to). */
static bool read_group(dp_onnx_reader *r, const Onnx__AttributeProto *pool, size_t from, size_t to, uint32_t n,
                       dp_onnx_ints *columns, dp_text_counts *c, dp_span *term, uint64_t *column)
{
    if (from > to || (to - from) % n != 0) {
        return false;
    }
    for (size_t i = from; i < to; i += n) {
        int64_t at;
        size_t bytes = n - 1;
        for (uint32_t k = 0; k < n; k++) {
            bytes += pool->strings[i + k].len;
        }
        uint8_t *p = dp_take(r->ctx, bytes + 1, 1);
        if (p == NULL || !dp_onnx_next(columns, &at) || at < 0 || at >= INT32_MAX) {
            return false;
        }
        term[c->n] = (dp_span){p, bytes};
        for (uint32_t k = 0; k < n; k++) {
            if (k != 0) {
                *p++ = ' ';
            }
            if (pool->strings[i + k].len != 0) {
                memcpy(p, pool->strings[i + k].data, pool->strings[i + k].len);
            }
            p += pool->strings[i + k].len;
        }
        column[c->n++] = (uint64_t)at;
        c->columns = (uint64_t)at + 1 > c->columns ? (uint64_t)at + 1 : c->columns;
    }
    return true;
}

static bool read_terms(dp_onnx_reader *r, const Onnx__NodeProto *node, dp_text_counts *c)
{
    const Onnx__AttributeProto *pool = dp_onnx_attr(node, "pool_strings", ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS);
    dp_onnx_ints begins;
    dp_onnx_ints columns;
    uint64_t groups = 0;
    uint64_t terms = 0;
    int64_t from = 0;
    int64_t most = dp_onnx_int(node, "max_gram_length", 0);
    int64_t least = dp_onnx_int(node, "min_gram_length", 0);
    if (pool == NULL || !says(node, "mode", "TF") || dp_onnx_int(node, "max_skip_count", 1) != 0 || least < 1 || most < least
        || most > DP_LONGEST_GRAM || !dp_onnx_ints_of(node, "ngram_counts", &begins, &groups) || groups != (uint64_t)most
        || !dp_onnx_ints_of(node, "ngram_indexes", &columns, &terms) || terms == 0 || !dp_onnx_next(&begins, &from)
        || from != 0) {
        return false;
    }
    dp_span *term = dp_take(r->ctx, (size_t)terms, sizeof *term);
    uint64_t *column = dp_take(r->ctx, (size_t)terms, sizeof *column);
    c->least = (uint32_t)least;
    c->most = (uint32_t)most;
    c->term = term;
    c->column = column;
    uint64_t room = terms;
    for (uint32_t n = 1; term != NULL && column != NULL && n <= c->most; n++) {
        int64_t to = (int64_t)pool->n_strings;
        if ((n < c->most && !dp_onnx_next(&begins, &to)) || to < from || (uint64_t)to > pool->n_strings
            || (uint64_t)(to - from) / n > room
            || !read_group(r, pool, (size_t)from, (size_t)to, n, &columns, c, term, column)) {
            return false;
        }
        room -= (uint64_t)(to - from) / n;
        from = to;
    }
    return room == 0;
}

/* All rows but the last. */
static bool read_rows(const dp_onnx_reader *r, const Onnx__NodeProto *node)
{
    static const int64_t want[] = {0, -1, 0};
    for (size_t i = 0; i < 3 && node->n_input == 4; i++) {
        const dp_onnx_thing *thing = dp_onnx_find(r, node->input[i + 1]);
        const Onnx__TensorProto *t = thing != NULL ? thing->tensor : NULL;
        if (t == NULL || t->data_type != DP_ONNX_INT64 || t->raw_data.len != sizeof *want
            || memcmp(t->raw_data.data, &want[i], sizeof *want) != 0) {
            return false;
        }
    }
    return node->n_input == 4;
}

dp_rc dp_onnx_read_text_counts(dp_onnx_reader *r, size_t first, dp_onnx_descent *out)
{
    dp_text_counts *c = dp_take(r->ctx, 1, sizeof *c);
    const Onnx__NodeProto *start = r->graph->node[first];
    DP_TRY(c == NULL ? dp_failed(r->ctx) : DP_OK);
    size_t at = first + 1;
    const Onnx__NodeProto *lower = start->n_output == 1 ? step(r, at, "StringNormalizer", "", 3) : NULL;
    c->lower = lower != NULL;
    at += c->lower;
    const Onnx__NodeProto *tokens = start->n_output == 1 ? step(r, at, "Tokenizer", DP_ONNX_MICROSOFT, 4) : NULL;
    const Onnx__NodeProto *terms = tokens != NULL ? step(r, at + 1, "TfIdfVectorizer", "", 7) : NULL;
    const Onnx__NodeProto *rows = terms != NULL ? step(r, at + 2, "Slice", "", 0) : NULL;
    if (rows == NULL || (c->lower && !read_lower(lower)) || !read_tokens(tokens, c) || !read_terms(r, terms, c)
        || !read_rows(r, rows)) {
        DP_TRY(dp_failed(r->ctx));
        return dp_onnx_corrupt(r, start, "not counts of words as depickle writes them");
    }
    DP_TRY(!dp_text_counts_index(r->ctx, c) ? dp_failed(r->ctx) : DP_OK);
    out->n_nodes = at + 3 - first;
    out->name = rows->output[0];
    out->v = dp_text_counts_of(r->g, dp_onnx_find(r, start->input[0])->v, c);
    return r->g->failed ? dp_failed(r->ctx) : DP_OK;
}
