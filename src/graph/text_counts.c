#include "graph/text_counts.h"

#include "base/unicode.h"

#include <stdlib.h>

static const uint32_t NO_WORD = UINT32_MAX;

static int compare_spans(dp_span a, dp_span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n != 0 ? memcmp(a.p, b.p, n) : 0;
    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

static int compare_words(const void *a, const void *b)
{
    return compare_spans(*(const dp_span *)a, *(const dp_span *)b);
}

static int compare_grams(const void *a, const void *b)
{
    const dp_text_gram *x = a;
    const dp_text_gram *y = b;
    if (x->n != y->n) {
        return x->n < y->n ? -1 : 1;
    }
    for (uint32_t i = 0; i < x->n; i++) {
        if (x->word[i] != y->word[i]) {
            return x->word[i] < y->word[i] ? -1 : 1;
        }
    }
    return 0;
}

static uint32_t find_word(const dp_text_counts *c, dp_span word)
{
    size_t low = 0;
    size_t high = c->n_words;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_spans(c->word[middle], word);
        if (order == 0) {
            return (uint32_t)middle;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NO_WORD;
}

uint32_t dp_text_words(dp_span term)
{
    uint32_t n = 1;
    for (size_t i = 0; i < term.n; i++) {
        n += term.p[i] == ' ';
    }
    return n;
}

static bool is_counted(const dp_text_counts *c, dp_span term)
{
    uint32_t n = dp_text_words(term);
    return n >= c->least && n <= c->most;
}

/* The word of the term that begins at *at, which moves behind the blank. */
static dp_span next_word(dp_span term, size_t *at)
{
    size_t from = *at;
    while (*at < term.n && term.p[*at] != ' ') {
        ++*at;
    }
    return (dp_span){term.p + from, (*at)++ - from};
}

static bool collect_words(dp_ctx *ctx, dp_text_counts *c, size_t total)
{
    dp_span *word = dp_take(ctx, total + 1, sizeof *word);
    size_t n = 0;
    for (size_t i = 0; word != NULL && i < c->n; i++) {
        uint32_t parts = is_counted(c, c->term[i]) ? dp_text_words(c->term[i]) : 0;
        size_t at = 0;
        while (parts-- > 0) {
            word[n++] = next_word(c->term[i], &at);
        }
    }
    if (word == NULL) {
        return false;
    }
    qsort(word, n, sizeof *word, compare_words);
    for (size_t i = 0; i < n; i++) {
        if (c->n_words == 0 || compare_spans(word[c->n_words - 1], word[i]) != 0) {
            word[c->n_words++] = word[i];
        }
    }
    c->word = word;
    return true;
}

bool dp_text_counts_index(dp_ctx *ctx, dp_text_counts *c)
{
    size_t total = 0;
    for (size_t i = 0; i < c->n; i++) {
        total += is_counted(c, c->term[i]) ? dp_text_words(c->term[i]) : 0;
    }
    uint32_t *number = dp_take(ctx, total + 1, sizeof *number);
    dp_text_gram *gram = dp_take(ctx, c->n + 1, sizeof *gram);
    c->n_words = 0;
    c->n_grams = 0;
    if (number == NULL || gram == NULL || !collect_words(ctx, c, total)) {
        return false;
    }
    for (size_t i = 0; i < c->n; i++) {
        if (!is_counted(c, c->term[i])) {
            continue;
        }
        dp_text_gram *to = &gram[c->n_grams++];
        *to = (dp_text_gram){dp_text_words(c->term[i]), number, c->column[i]};
        size_t at = 0;
        for (uint32_t k = 0; k < to->n; k++) {
            *number++ = find_word(c, next_word(c->term[i], &at));
        }
    }
    qsort(gram, c->n_grams, sizeof *gram, compare_grams);
    c->gram = gram;
    return true;
}

/* The last words seen, the newest at the end. */
struct window {
    const dp_text_counts *c;
    uint32_t word[DP_LONGEST_GRAM];
    uint32_t n;
    float *out;
};

static void count_grams(const struct window *w)
{
    for (uint32_t n = w->c->least; n <= w->c->most && n <= w->n; n++) {
        const dp_text_gram key = {n, w->word + w->n - n, 0};
        if (w->c->n_grams != 0) {
            const dp_text_gram *hit = bsearch(&key, w->c->gram, w->c->n_grams, sizeof key, compare_grams);
            if (hit != NULL) {
                w->out[hit->column] += 1.0f;
            }
        }
    }
}

static void take_word(struct window *w, uint32_t word)
{
    if (w->n == w->c->most) {
        memmove(w->word, w->word + 1, (w->n - 1) * sizeof *w->word);
        w->n--;
    }
    w->word[w->n++] = word;
    count_grams(w);
}

void dp_text_count(const dp_text_counts *c, dp_span text, float *out)
{
    uint8_t word[DP_LONGEST_WORD + 4];
    size_t length = 0;
    uint32_t characters = 0;
    struct window w = {.c = c, .out = out};
    for (size_t at = 0; at <= text.n;) {
        uint32_t character = at < text.n ? dp_utf8_next(text, &at) : (at++, (uint32_t)' ');
        character = c->lower ? dp_lower(character) : character;
        if (dp_is_word(character)) {
            characters++;
            length += length <= DP_LONGEST_WORD ? dp_utf8_put(character, word + length) : 0;
            continue;
        }
        if (characters >= c->shortest) {
            take_word(&w, length <= DP_LONGEST_WORD ? find_word(c, (dp_span){word, length}) : NO_WORD);
        }
        length = 0;
        characters = 0;
    }
}
