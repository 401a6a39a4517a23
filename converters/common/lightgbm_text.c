#include "converters/common/lightgbm_text.h"

#include "base/num.h"

#include <inttypes.h>
#include <math.h>

/* ---- lines and words ---- */

/* Takes what stands before the next byte c off the front; the whole rest where there is none. */
static dp_span take_to(dp_span *rest, char c)
{
    const uint8_t *end = rest->n != 0 ? memchr(rest->p, c, rest->n) : NULL;
    size_t n = end != NULL ? (size_t)(end - rest->p) : rest->n;
    dp_span head = {rest->p, n};
    *rest = dp_span_cut(*rest, end != NULL ? n + 1 : n, rest->n);
    return head;
}

static dp_span next_line(dp_span *rest)
{
    dp_span line = take_to(rest, '\n');
    if (line.n != 0 && line.p[line.n - 1] == '\r') {
        line.n--;
    }
    return line;
}

/* The value of a line KEY=VALUE; p NULL: another key. */
static dp_span value_of(dp_span line, const char *key)
{
    size_t n = strlen(key);
    bool is = line.n > n && line.p[n] == '=' && memcmp(line.p, key, n) == 0;
    return is ? dp_span_cut(line, n + 1, line.n) : (dp_span){NULL, 0};
}

static bool count_of(dp_span value, uint64_t *out)
{
    double v;
    if (!dp_num_read(value, &v) || !(v >= 0 && v < 0x1p31) || v != floor(v)) {
        return false;
    }
    *out = (uint64_t)v;
    return true;
}

/* ---- the head ---- */

/* What must be known before the first tree is read, from all of them. */
static void look_ahead(dp_lightgbm_text *text)
{
    for (dp_span rest = text->rest; rest.n != 0;) {
        dp_span line = next_line(&rest);
        dp_span types = value_of(line, "decision_type");
        text->linear = text->linear || dp_span_is(line, "is_linear=1");
        text->n_trees += value_of(line, "Tree").p != NULL;
        while (types.n != 0) {
            uint64_t type;
            bool read = count_of(take_to(&types, ' '), &type);
            text->zero_missing = text->zero_missing || (read && (type & DP_LGB_ZERO_MISSING) != 0);
        }
        const char *key = "[categorical_feature: ";
        if (line.n > strlen(key) && memcmp(line.p, key, strlen(key)) == 0) {
            text->by_category = dp_span_cut(line, strlen(key), line.n - strlen(key) - 1);
        }
    }
}

uint64_t dp_lightgbm_number(dp_span *list)
{
    uint64_t n;
    return list->n != 0 && count_of(take_to(list, ','), &n) ? n : UINT64_MAX;
}

dp_span dp_lightgbm_name(dp_span *list)
{
    return take_to(list, ' ');
}

/* The head of the text. Sticky by s. */
static void open_text(dp_state *s, dp_span text, dp_lightgbm_text *out)
{
    *out = (dp_lightgbm_text){.rest = text};
    if (s->failed) {
        return;
    }
    uint64_t last = UINT64_MAX;
    bool good = dp_span_is(next_line(&out->rest), "tree");
    for (dp_span rest = out->rest; good && rest.n != 0; out->rest = rest) {
        dp_span line = next_line(&rest);
        if (value_of(line, "Tree").p != NULL || dp_span_is(line, "end of trees")) {
            break;
        }
        dp_span v = value_of(line, "max_feature_idx");
        good = v.p == NULL || count_of(v, &last);
        v = value_of(line, "num_tree_per_iteration");
        good = good && (v.p == NULL || count_of(v, &out->per_iteration));
        v = value_of(line, "objective");
        out->objective = v.p != NULL ? v : out->objective;
        v = value_of(line, "feature_names");
        out->names = v.p != NULL ? v : out->names;
        v = value_of(line, "feature_infos");
        out->infos = v.p != NULL ? v : out->infos;
        out->average = out->average || dp_span_is(line, "average_output");
    }
    if (!good || last == UINT64_MAX || out->per_iteration == 0) {
        dp_corrupt(s, "expected the text of a LightGBM model with max_feature_idx and num_tree_per_iteration");
        return;
    }
    out->n_features = last + 1;
    look_ahead(out);
}

void dp_lightgbm_open_handle(dp_state *booster, dp_lightgbm_text *out)
{
    dp_id handle = dp_need(booster, "_handle|handle|model_str");
    dp_span bytes = dp_obj_bytes(booster->heap, handle);
    if (!booster->failed && bytes.p == NULL) {
        dp_corrupt(booster, "handle: expected LightGBM's model text, found %s", dp_obj_describe(booster->heap, handle));
    }
    open_text(booster, bytes, out);
}

bool dp_lightgbm_says(const dp_lightgbm_text *text, const char *word, bool first)
{
    dp_span rest = text->objective;
    for (bool head = true; rest.n != 0; head = false) {
        if (dp_span_is(take_to(&rest, ' '), word) && head == first) {
            return true;
        }
    }
    return false;
}

double dp_lightgbm_setting(const dp_lightgbm_text *text, const char *key, double otherwise)
{
    size_t n = strlen(key);
    double v = otherwise;
    for (dp_span rest = text->objective; rest.n != 0;) {
        dp_span word = take_to(&rest, ' ');
        if (word.n > n && word.p[n] == ':' && memcmp(word.p, key, n) == 0 && dp_num_read(dp_span_cut(word, n + 1, word.n), &v)) {
            return v;
        }
    }
    return otherwise;
}

/* ---- trees ---- */

/* The lines of one tree. */
struct lines {
    dp_span leaves, sets, linear, feature, threshold, decision, left, right, value, bound, word, gain, first, terms, term, coef;
};

static bool read_lines(dp_lightgbm_text *text, struct lines *l)
{
    const struct { const char *key; dp_span *to; } known[] = {
        {"num_leaves", &l->leaves}, {"num_cat", &l->sets}, {"is_linear", &l->linear}, {"split_feature", &l->feature},
        {"threshold", &l->threshold}, {"decision_type", &l->decision}, {"left_child", &l->left},
        {"right_child", &l->right}, {"leaf_value", &l->value}, {"cat_boundaries", &l->bound}, {"cat_threshold", &l->word},
        {"split_gain", &l->gain}, {"leaf_const", &l->first}, {"num_features", &l->terms}, {"leaf_features", &l->term}, {"leaf_coeff", &l->coef},
    };
    if (value_of(next_line(&text->rest), "Tree").p == NULL) {
        return false;
    }
    while (text->rest.n != 0) {
        dp_span rest = text->rest;
        dp_span line = next_line(&rest);
        if (value_of(line, "Tree").p != NULL || dp_span_is(line, "end of trees")) {
            break;
        }
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
            dp_span v = value_of(line, known[i].key);
            *known[i].to = v.p != NULL ? v : *known[i].to;
        }
        text->rest = rest;
    }
    return true;
}

/* Exactly n finite numbers divided by blanks. */
static const double *list(dp_state *s, const char *what, dp_span v, uint64_t n)
{
    if (n > v.n) { /* before memory is taken */
        dp_corrupt(s, "%s: expected %" PRIu64 " numbers, found fewer", what, n);
        return NULL;
    }
    double *out = dp_state_take(s, n != 0 ? (size_t)n : 1, sizeof *out);
    uint64_t i = 0;
    while (!s->failed && v.n != 0) {
        dp_span word = take_to(&v, ' ');
        double number;
        if (word.n == 0) {
            continue;
        }
        if (i == n || !dp_num_read(word, &number) || !isfinite(number)) {
            dp_corrupt(s, "%s: expected %" PRIu64 " finite numbers, found another text", what, n);
            return NULL;
        }
        out[i++] = number;
    }
    if (!s->failed && i != n) {
        dp_corrupt(s, "%s: expected %" PRIu64 " numbers, found %" PRIu64, what, n, i);
    }
    return s->failed ? NULL : out;
}

static uint64_t words_in(dp_span v)
{
    uint64_t n = 0;
    while (v.n != 0) {
        n += take_to(&v, ' ').n != 0;
    }
    return n;
}

static void read_linear(dp_state *s, const struct lines *l, uint64_t leaves, dp_lightgbm_tree *out)
{
    double all = 0;
    out->first = list(s, "leaf_const", l->first, leaves);
    out->terms = list(s, "num_features", l->terms, leaves);
    for (uint64_t i = 0; !s->failed && i < leaves; i++) {
        if (!(out->terms[i] >= 0 && out->terms[i] < 0x1p31 && out->terms[i] == floor(out->terms[i]))) {
            dp_corrupt(s, "num_features: expected numbers from 0 on, found %g", out->terms[i]);
        }
        all += out->terms[i];
    }
    uint64_t n = s->failed ? 0 : (uint64_t)all;
    out->term = list(s, "leaf_features", l->term, n);
    out->coef = list(s, "leaf_coeff", l->coef, n);
}

void dp_lightgbm_next(dp_state *s, dp_lightgbm_text *text, dp_lightgbm_tree *out)
{
    struct lines l = {0};
    uint64_t leaves = 0;
    uint64_t linear = 0;
    *out = (dp_lightgbm_tree){0};
    if (s->failed) {
        return;
    }
    if (!read_lines(text, &l) || !count_of(l.leaves, &leaves) || leaves == 0 || (l.sets.p != NULL && !count_of(l.sets, &out->sets))
        || (l.linear.p != NULL && !count_of(l.linear, &linear))) {
        dp_corrupt(s, "expected a tree with num_leaves, found another text");
        return;
    }
    uint64_t splits = leaves - 1;
    out->leaves = (uint32_t)leaves;
    out->value = list(s, "leaf_value", l.value, leaves);
    if (linear != 0) {
        read_linear(s, &l, leaves, out);
    }
    if (splits == 0) {
        out->sets = 0;
        return;
    }
    out->feature = list(s, "split_feature", l.feature, splits);
    out->threshold = list(s, "threshold", l.threshold, splits);
    out->decision = list(s, "decision_type", l.decision, splits);
    out->left = list(s, "left_child", l.left, splits);
    out->right = list(s, "right_child", l.right, splits);
    out->gain = l.gain.p != NULL ? list(s, "split_gain", l.gain, splits) : NULL;
    if (out->sets != 0) {
        out->words = words_in(l.word);
        out->bound = list(s, "cat_boundaries", l.bound, out->sets + 1);
        out->word = list(s, "cat_threshold", l.word, out->words);
    }
}
