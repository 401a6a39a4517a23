/* CountVectorizer: how often each term of vocabulary_ stands in a text. TfidfVectorizer: the same through _tfidf.
 *
 * Python's re, a tokenizer, a preprocessor or an accent table of one's own cannot be put in a graph; the usual token_pattern
 * can, runs of two (or one) and more letters, numbers and underscores; and str.split, and characters. */
#include "converters/common/stop_words.h"
#include "graph/emit.h"
#include "graph/text_counts.h"

#include <inttypes.h>

struct vectorizer {
    dp_text_counts *counts;
    bool binary;
    const dp_model *tfidf; /* NULL: counts */
};

/* preprocessor=str.lower, which comes in place of lowercase. */
static bool only_lowers(dp_state *s)
{
    dp_id id = dp_get(s, "preprocessor");
    return id != 0 && dp_is(dp_obj_class(s->heap, id), "builtins.str.lower");
}

static bool only_splits(dp_state *s, const char *key)
{
    dp_id id = dp_get(s, key);
    return id != 0 && dp_is(dp_obj_class(s->heap, id), "builtins.str.split");
}

static void refuse_function(dp_state *s, const char *key)
{
    if (!s->failed) {
        dp_unsupported(s, "%s: a function is Python code, which ONNX does not hold", key);
    }
}

/* What is a word, or which n-grams of characters there are; those ask for no tokenizer. */
static dp_text_units units_of(dp_state *s)
{
    dp_id id = dp_get(s, "analyzer");
    if (only_splits(s, "analyzer")) {
        return DP_UNIT_SPLIT;
    }
    if (id != 0 && dp_obj_bytes(s->heap, id).p == NULL) {
        refuse_function(s, "analyzer");
        return DP_UNIT_WORDS;
    }
    const char *analyzer = dp_get_text(s, "analyzer", "word");
    if (dp_is(analyzer, "char")) {
        return DP_UNIT_CHARS;
    }
    if (dp_is(analyzer, "char_wb")) {
        return DP_UNIT_CHARS_OF_WORDS;
    }
    if (!s->failed && !dp_is(analyzer, "word")) {
        dp_corrupt(s, "analyzer: expected word, char or char_wb, found %s", analyzer);
    } else if (!s->failed && dp_has(s, "tokenizer") && !only_splits(s, "tokenizer")) {
        refuse_function(s, "tokenizer");
    }
    return dp_has(s, "tokenizer") ? DP_UNIT_SPLIT : DP_UNIT_WORDS;
}

static void refuse_python(dp_state *s)
{
    if (!s->failed && dp_has(s, "preprocessor") && !only_lowers(s)) {
        refuse_function(s, "preprocessor");
    }
    if (!s->failed && dp_has(s, "strip_accents")) {
        dp_unsupported(s, "strip_accents: no ONNX operator takes accents away");
    }
    const char *input = dp_get_text(s, "input", "content");
    if (!s->failed && !dp_is(input, "content")) {
        dp_unsupported(s, "input=%s: no ONNX operator opens files", input);
    }
}

static uint32_t shortest_of(dp_state *s)
{
    static const char *const two[] = {"(?u)\\b\\w\\w+\\b", "\\b\\w\\w+\\b", "(?u)\\w\\w+", "\\w\\w+", "\\w{2,}", "(?u)\\b\\w{2,}\\b",
                                      "\\b\\w{2,}\\b", "(?u)\\b(\\w\\w+)\\b"};
    static const char *const one[] = {"(?u)\\b\\w+\\b", "\\b\\w+\\b", "(?u)\\w+", "\\w+", "\\w{1,}", "(?u)\\w{1,}", "\\b\\w{1,}\\b"};
    const char *pattern = dp_get_text(s, "token_pattern", two[0]);
    for (size_t i = 0; i < sizeof two / sizeof *two; i++) {
        if (dp_is(pattern, two[i])) {
            return 2;
        }
    }
    for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
        if (dp_is(pattern, one[i])) {
            return 1;
        }
    }
    dp_unsupported(s, "token_pattern=%s: the regular expressions of runtimes are not Python's, but for words of letters and "
                      "numbers", pattern);
    return 2;
}

static void read_range(dp_state *s, dp_text_counts *c)
{
    size_t n = 0;
    const dp_id *range = dp_items_of(s, dp_need(s, "ngram_range"), "ngram_range", &n);
    if (!s->failed && n != 2) {
        dp_corrupt(s, "ngram_range: expected two numbers, found %zu", n);
    }
    double least = s->failed ? 1 : dp_need_number(s, range[0], "ngram_range");
    double most = s->failed ? 1 : dp_need_number(s, range[1], "ngram_range");
    if (!s->failed && !(least >= 1 && most >= least)) {
        dp_corrupt(s, "ngram_range: expected growing numbers from 1 on");
    } else if (!s->failed && most > DP_LONGEST_GRAM) {
        dp_unsupported(s, "n-grams of more than %d", DP_LONGEST_GRAM);
    }
    c->least = s->failed ? 1 : (uint32_t)least;
    c->most = s->failed ? 1 : (uint32_t)most;
    /* of single words that fit has found none is one; in n-grams the words around it become neighbours */
    bool matter = c->most > 1 || dp_get_bool(s, "fixed_vocabulary_", false);
    if (!s->failed && matter && !dp_text_by_character(c) && dp_has(s, "stop_words")) {
        dp_stop_words_read(s, c);
    }
}

static int64_t position_of(dp_state *s, dp_id value)
{
    const dp_obj *o = dp_at(s->heap, value);
    const dp_array *a = dp_array_of(s->heap, value);
    bool number = a != NULL && a->ndim == 0 && strchr("iu", a->type.kind) != NULL;
    return o->kind == DP_K_INT ? o->u.i : number ? dp_array_i64(a, 0) : -1;
}

static void check_words(dp_state *s, dp_span term)
{
    size_t length = 0;
    for (size_t i = 0; i < term.n; i++) {
        length = term.p[i] == ' ' ? 0 : length + 1;
        if (length > DP_LONGEST_WORD) {
            dp_unsupported(s, "vocabulary_: a word of more than %d bytes", DP_LONGEST_WORD);
            return;
        }
    }
}

/* {term: column}, each column once. */
static void read_vocabulary(dp_state *s, dp_text_counts *c)
{
    dp_id id = dp_need(s, "vocabulary_");
    const dp_obj *d = dp_at(s->heap, id);
    if (s->failed || d->kind != DP_K_DICT || d->len == 0) {
        dp_corrupt(s, "vocabulary_: expected a dict of terms, found %s", dp_obj_describe(s->heap, id));
        return;
    }
    dp_span *term = dp_state_take(s, d->len, sizeof *term);
    uint64_t *column = dp_state_take(s, d->len, sizeof *column);
    uint8_t *seen = dp_state_take(s, d->len, 1);
    for (uint32_t i = 0; !s->failed && i < d->len; i++) {
        int64_t at = position_of(s, d->u.item[2 * i + 1]);
        term[i] = dp_obj_bytes(s->heap, d->u.item[2 * i]);
        if (term[i].p == NULL || at < 0 || at >= d->len || seen[at] != 0) {
            dp_corrupt(s, "vocabulary_: expected each of %" PRIu32 " columns once", d->len);
            return;
        }
        seen[at] = 1;
        column[i] = (uint64_t)at;
        check_words(s, term[i]);
    }
    c->n = d->len;
    c->columns = d->len;
    c->term = term;
    c->column = column;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct vectorizer *m = ir;
    dp_text_counts *c = dp_state_take(s, 1, sizeof *c);
    if (c == NULL) {
        return;
    }
    c->units = units_of(s);
    refuse_python(s);
    if (s->failed) {
        return;
    }
    c->lower = only_lowers(s) || dp_get_bool(s, "lowercase", true);
    c->shortest = c->units == DP_UNIT_WORDS ? shortest_of(s) : 1;
    read_range(s, c);
    if (only_splits(s, "analyzer")) { /* of the text as it is, word by word */
        c->lower = false;
        c->least = c->most = 1;
        c->n_stop = 0;
    }
    read_vocabulary(s, c);
    m->binary = dp_get_bool(s, "binary", false);
    if (!s->failed && !dp_text_counts_index(s->ctx, c)) {
        s->failed = true;
    }
    if (dp_is(variant, "tfidf")) {
        m->tfidf = dp_child(s, dp_need(s, "_tfidf"), "_tfidf");
    }
    m->counts = c;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct vectorizer *m = ir;
    dp_val text = dp_port_column(g, ports, 0);
    dp_val y = dp_cast(g, dp_text_counts_of(g, dp_flat(g, text), m->counts), DP_T_F64);
    y = m->binary ? dp_binary(g, DP_OP_MIN, y, dp_scalar(g, 1.0)) : y;
    dp_answer(g, ports, DP_TRANSFORM, m->tfidf != NULL && !g->failed ? dp_emit_transform(g, m->tfidf, y) : y);
}

static uint64_t width(const void *ir)
{
    (void)ir;
    return 1;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    (void)ir;
    for (uint64_t i = 0; i < n; i++) {
        uses->use[column[i]] |= DP_USE_TEXT;
    }
}

const dp_family dp_text_vectorizer = {"text_vectorizer", sizeof(struct vectorizer), NULL, resolve, emit, width, takes};
