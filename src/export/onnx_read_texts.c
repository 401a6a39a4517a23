/* Counts of words in texts, as onnx_texts.c writes them: four or five nodes one after another, and those of onnx_text_steps.c. */
#include "export/onnx_reader.h"
#include "export/onnx_text_steps.h"
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
    return a != NULL && a->has_s && a->s.len == strlen(value) && (a->s.len == 0 || memcmp(a->s.data, value, a->s.len) == 0);
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
    return (shortest == 1 || shortest == 2) && says(node, "tokenexp", dp_text_tokens(c))
           && says(node, "pad_value", dp_text_padding(c)) && dp_onnx_int(node, "mark", 1) == 0;
}

/* ---- the nodes of the table ---- */

static bool is_constant(const dp_onnx_reader *r, const char *name, const char *want, const dp_text_counts *c, uint64_t *column)
{
    const dp_onnx_thing *thing = dp_onnx_find(r, name);
    const Onnx__TensorProto *t = thing != NULL ? thing->tensor : NULL;
    int64_t v[DP_STEP_NUMBERS];
    size_t n = *want == '^' ? (size_t)c->columns : dp_text_step_numbers(want, v);
    bool floats = *want == '^' || *want == '~';
    size_t size = floats ? sizeof(float) : sizeof(int64_t);
    bool row = *want == '^' || *want == '@';
    if (t == NULL || t->data_type != (floats ? DP_ONNX_FLOAT : DP_ONNX_INT64) || t->n_dims != row
        || (row && (uint64_t)t->dims[0] != n) || t->raw_data.len != n * size) {
        return false;
    }
    size_t ones = 0;
    for (size_t i = 0; i < n; i++) {
        float f = floats ? dp_loadf32(t->raw_data.data + i * size) : 0.0f;
        bool good = *want == '^' ? f == 0.0f || f == 1.0f : *want == '~' ? f == (float)v[i]
                                                          : (int64_t)dp_load64(t->raw_data.data + i * size) == v[i];
        *column = *want == '^' && f == 1.0f ? i : *column;
        ones += *want == '^' && f == 1.0f;
        if (!good) {
            return false;
        }
    }
    return *want != '^' || ones == 1;
}

/* The words to stop at, as they are told by the first of the steps. */
static bool read_stops(dp_onnx_reader *r, const Onnx__AttributeProto *a, dp_text_counts *c)
{
    dp_span *stop = dp_take(r->ctx, a->n_strings + 1, sizeof *stop);
    for (size_t i = 0; stop != NULL && i < a->n_strings; i++) {
        stop[i] = (dp_span){a->strings[i].data, a->strings[i].len};
        if (i != 0 && dp_span_order(stop[i - 1], stop[i]) >= 0) {
            return false;
        }
    }
    c->stop = stop;
    c->n_stop = a->n_strings;
    return stop != NULL && a->n_strings != 0;
}

static bool is_attribute(dp_onnx_reader *r, const Onnx__NodeProto *node, const dp_step_attr *want, dp_text_counts *c)
{
    const Onnx__AttributeProto *a = NULL;
    dp_onnx_ints ints;
    uint64_t n = 0;
    int64_t v = 0;
    switch (want->kind) {
    case DP_STEP_INT:
        return dp_onnx_int(node, want->name, want->number + 1) == want->number;
    case DP_STEP_TEXT:
        return says(node, want->name, want->text);
    case DP_STEP_INTS:
        return dp_onnx_ints_of(node, want->name, &ints, &n) && n == 1 && dp_onnx_next(&ints, &v) && v == want->number;
    case DP_STEP_TEXTS:
        a = dp_onnx_attr(node, want->name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS);
        return a != NULL && a->n_strings == 1 && a->strings[0].len == strlen(want->text)
               && (a->strings[0].len == 0 || memcmp(a->strings[0].data, want->text, a->strings[0].len) == 0);
    case DP_STEP_STOPS:
        a = dp_onnx_attr(node, want->name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS);
        return a != NULL && read_stops(r, a, c);
    case DP_STEP_FLOATS:
    case DP_STEP_FAR:
        a = dp_onnx_attr(node, want->name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS);
        n = want->kind == DP_STEP_FAR ? c->n_stop : 1;
        if (a == NULL || !a->has_floats || a->floats.len != n * sizeof(float)) {
            return false;
        }
        for (uint64_t i = 0; i < n; i++) {
            float far = want->kind == DP_STEP_FAR ? DP_STEP_FAR_BACK : (float)want->number;
            if (dp_loadf32(a->floats.data + i * sizeof far) != far) {
                return false;
            }
        }
        return true;
    case DP_STEP_NONE:
        break;
    }
    return true;
}

/* Are the nodes from `at` on those of the table? x, counts: the names of what these are. *column: of "^". */
static bool are_steps(dp_onnx_reader *r, size_t at, const dp_text_step *step, size_t n, dp_text_counts *c, const char *x,
                      const char *counts, uint64_t *column)
{
    bool good = at + n <= r->graph->n_node;
    for (size_t i = 0; i < n && good; i++) {
        const Onnx__NodeProto *node = r->graph->node[at + i];
        size_t inputs = 0;
        size_t attributes = 0;
        bool two = strcmp(step[i].op, "TopK") == 0;
        while (inputs < DP_STEP_INPUTS && step[i].in[inputs] != NULL) {
            inputs++;
        }
        while (attributes < DP_STEP_ATTRIBUTES && step[i].attr[attributes].kind != DP_STEP_NONE) {
            attributes++;
        }
        good = is_op(node, step[i].op, step[i].domain) && node->n_input == inputs && node->n_attribute == attributes
               && node->n_output == (two ? 2u : 1u);
        for (size_t k = 0; k < inputs && good; k++) {
            const char *from = step[i].in[k];
            const char *name = node->input[k];
            const Onnx__NodeProto *made = *from >= '0' && *from <= '9' ? r->graph->node[at + (size_t)(*from - '0')] : NULL;
            good = *from == 'x'   ? strcmp(name, x) == 0
                   : *from == 'c' ? strcmp(name, counts) == 0
                   : made != NULL ? strcmp(name, made->output[made->n_output - 1]) == 0
                                  : is_constant(r, name, from, c, column);
        }
        for (size_t k = 0; k < attributes && good; k++) {
            good = is_attribute(r, node, &step[i].attr[k], c);
        }
    }
    return good;
}

/* By what the first Tokenizer takes for a token. */
static bool read_units(const Onnx__NodeProto *node, dp_text_counts *c)
{
    for (c->units = DP_UNIT_WORDS; c->units <= DP_UNIT_CHARS_OF_WORDS; c->units++) {
        if (read_tokens(node, c)) {
            return true;
        }
    }
    return false;
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
        bool blanks = !dp_text_by_character(c);
        size_t bytes = blanks ? n - 1 : 0;
        for (uint32_t k = 0; k < n; k++) {
            bytes += pool->strings[i + k].len;
        }
        uint8_t *p = dp_take(r->ctx, bytes + 1, 1);
        if (p == NULL || !dp_onnx_next(columns, &at) || at < 0 || at >= INT32_MAX) {
            return false;
        }
        term[c->n] = (dp_span){p, bytes};
        for (uint32_t k = 0; k < n; k++) {
            if (k != 0 && blanks) {
                *p++ = ' ';
            }
            if (pool->strings[i + k].len != 0) {
                memcpy(p, pool->strings[i + k].data, pool->strings[i + k].len);
            }
            p += pool->strings[i + k].len;
        }
        size_t first = 0;
        bool whole = n == 1 && !blanks && bytes != 0 && dp_text_part(c, term[c->n], &first).n != bytes;
        term[c->n] = whole ? (dp_span){NULL, 0} : term[c->n]; /* no single character: is never counted */
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

/* The term of this column is a single space. */
static bool tell_space(dp_ctx *ctx, dp_text_counts *c, uint64_t column)
{
    dp_span *term = dp_take_raw(ctx, c->n, sizeof *term);
    bool found = false;
    for (size_t i = 0; term != NULL && i < c->n; i++) {
        bool here = c->column[i] == column && c->term[i].n == 0;
        term[i] = here ? DP_LIT(" ") : c->term[i];
        found = found || here;
    }
    c->term = term;
    return found && c->units == DP_UNIT_CHARS_OF_WORDS && c->least == 1;
}

/* The steps behind the tokens, the n-grams, the spaces, the rows: where the last of them stands; 0: something else. */
static size_t read_rest(dp_onnx_reader *r, size_t at, dp_text_counts *c)
{
    const char *tokens = r->graph->node[at]->output[0];
    uint64_t column = UINT64_MAX;
    size_t n = 0;
    const dp_text_step *steps = dp_text_steps(c, &n);
    const Onnx__NodeProto *next = at + 1 < r->graph->n_node ? r->graph->node[at + 1] : NULL;
    if (!dp_text_by_character(c) && next != NULL && is_op(next, "LabelEncoder", "ai.onnx.ml")) {
        const dp_text_counts stopping = {.units = c->units, .n_stop = 1};
        steps = dp_text_steps(&stopping, &n);
    }
    if (!are_steps(r, at + 1, steps, n, c, tokens, NULL, &column)) {
        return 0;
    }
    at += n + 1;
    const Onnx__NodeProto *terms = step(r, at, "TfIdfVectorizer", "", 7);
    if (terms == NULL || !read_terms(r, terms, c)) {
        return 0;
    }
    steps = dp_text_steps_of_spaces(&n);
    next = at + 1 < r->graph->n_node ? r->graph->node[at + 1] : NULL;
    if (next != NULL && is_op(next, "LabelEncoder", "ai.onnx.ml")) {
        if (!are_steps(r, at + 1, steps, n, c, tokens, terms->output[0], &column) || !tell_space(r->ctx, c, column)) {
            return 0;
        }
        at += n;
    }
    const Onnx__NodeProto *rows = step(r, at + 1, "Slice", "", 0);
    return rows != NULL && read_rows(r, rows) ? at + 1 : 0;
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
    size_t last = tokens != NULL && read_units(tokens, c) && (!c->lower || read_lower(lower)) ? read_rest(r, at, c) : 0;
    if (last == 0) {
        DP_TRY(dp_failed(r->ctx));
        return dp_onnx_corrupt(r, start, "not counts of words as depickle writes them");
    }
    DP_TRY(!dp_text_counts_index(r->ctx, c) ? dp_failed(r->ctx) : DP_OK);
    out->n_nodes = last + 1 - first;
    out->name = r->graph->node[last]->output[0];
    out->v = dp_text_counts_of(r->g, dp_onnx_find(r, start->input[0])->v, c);
    return r->g->failed ? dp_failed(r->ctx) : DP_OK;
}
