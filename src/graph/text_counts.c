#include "graph/text_counts.h"

#include "base/unicode.h"

#include <stdlib.h>

static const uint32_t NO_WORD = UINT32_MAX;

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

size_t dp_text_find(const dp_span *list, size_t n, dp_span text)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dp_span_order(list[middle], text);
        if (order == 0) {
            return middle;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return n;
}

static uint32_t find_word(const dp_text_counts *c, dp_span word)
{
    size_t at = dp_text_find(c->word, c->n_words, word);
    return at != c->n_words ? (uint32_t)at : NO_WORD;
}

static bool is_stop(const dp_text_counts *c, dp_span word)
{
    return dp_text_find(c->stop, c->n_stop, word) != c->n_stop;
}

dp_span dp_text_part(const dp_text_counts *c, dp_span term, size_t *at)
{
    size_t from = *at;
    if (dp_text_by_character(c)) {
        if (*at < term.n) {
            dp_utf8_next(term, at);
        }
        return (dp_span){term.p + from, *at - from};
    }
    while (*at < term.n && term.p[*at] != ' ') {
        ++*at;
    }
    return (dp_span){term.p + from, (*at)++ - from};
}

uint32_t dp_text_words(const dp_text_counts *c, dp_span term)
{
    uint32_t n = !dp_text_by_character(c);
    for (size_t i = 0; i < term.n;) {
        if (dp_text_by_character(c)) {
            dp_utf8_next(term, &i);
            n++;
        } else {
            n += term.p[i++] == ' ';
        }
    }
    return n;
}

enum { SHORTEST_OF_WORDS = 3 }; /* a character between two blanks */

uint32_t dp_text_least(const dp_text_counts *c)
{
    return c->units == DP_UNIT_CHARS_OF_WORDS && c->least > SHORTEST_OF_WORDS ? SHORTEST_OF_WORDS : c->least;
}

/* Has a word between spaces them only where it begins and ends? */
static bool spaces_at_ends(dp_span term, uint32_t n)
{
    size_t at = 0;
    for (uint32_t k = 0; k < n; k++) {
        size_t from = at;
        bool end = (k == 0 || k + 1 == n) && term.p[from] == ' ';
        if (dp_is_space(dp_utf8_next(term, &at)) && !end) {
            return false;
        }
    }
    return n != 2 || term.p[0] != ' ' || term.p[1] != ' ';
}

bool dp_text_is_counted(const dp_text_counts *c, dp_span term)
{
    uint32_t n = dp_text_words(c, term);
    bool stops = false;
    for (size_t at = 0; c->n_stop != 0 && at <= term.n && !stops;) {
        stops = is_stop(c, dp_text_part(c, term, &at));
    }
    bool whole = c->units == DP_UNIT_CHARS_OF_WORDS && n >= SHORTEST_OF_WORDS && term.p[0] == ' ' && term.p[term.n - 1] == ' ';
    return !stops && n <= c->most && (n >= c->least || whole) && (c->units != DP_UNIT_CHARS_OF_WORDS || spaces_at_ends(term, n));
}

static bool collect_words(dp_ctx *ctx, dp_text_counts *c, size_t total)
{
    dp_span *word = dp_take(ctx, total + 1, sizeof *word);
    size_t n = 0;
    for (size_t i = 0; word != NULL && i < c->n; i++) {
        uint32_t parts = dp_text_is_counted(c, c->term[i]) ? dp_text_words(c, c->term[i]) : 0;
        size_t at = 0;
        while (parts-- > 0) {
            word[n++] = dp_text_part(c, c->term[i], &at);
        }
    }
    if (word == NULL) {
        return false;
    }
    qsort(word, n, sizeof *word, dp_by_span);
    for (size_t i = 0; i < n; i++) {
        if (c->n_words == 0 || !dp_span_equal(word[c->n_words - 1], word[i])) {
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
        total += dp_text_is_counted(c, c->term[i]) ? dp_text_words(c, c->term[i]) : 0;
    }
    uint32_t *number = dp_take(ctx, total + 1, sizeof *number);
    dp_text_gram *gram = dp_take(ctx, c->n + 1, sizeof *gram);
    c->n_words = 0;
    c->n_grams = 0;
    if (number == NULL || gram == NULL || !collect_words(ctx, c, total)) {
        return false;
    }
    for (size_t i = 0; i < c->n; i++) {
        if (!dp_text_is_counted(c, c->term[i])) {
            continue;
        }
        dp_text_gram *to = &gram[c->n_grams++];
        *to = (dp_text_gram){dp_text_words(c, c->term[i]), number, c->column[i]};
        size_t at = 0;
        for (uint32_t k = 0; k < to->n; k++) {
            *number++ = find_word(c, dp_text_part(c, c->term[i], &at));
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
    for (uint32_t n = dp_text_least(w->c); n <= w->c->most && n <= w->n; n++) {
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

static bool is_part(const dp_text_counts *c, uint32_t character)
{
    return c->units == DP_UNIT_WORDS ? dp_is_word(character) : !dp_is_space(character);
}

static void count_words(const dp_text_counts *c, dp_span text, struct window *w)
{
    uint8_t word[DP_LONGEST_WORD + 4];
    size_t length = 0;
    uint32_t characters = 0;
    for (size_t at = 0; at <= text.n;) {
        uint32_t character = at < text.n ? dp_utf8_next(text, &at) : (at++, (uint32_t)' ');
        character = c->lower ? dp_lower(character) : character;
        if (is_part(c, character)) {
            characters++;
            length += length <= DP_LONGEST_WORD ? dp_utf8_put(character, word + length) : 0;
            continue;
        }
        const dp_span whole = {word, length};
        if (characters >= c->shortest && !(length <= DP_LONGEST_WORD && is_stop(c, whole))) {
            take_word(w, length <= DP_LONGEST_WORD ? find_word(c, whole) : NO_WORD);
        }
        length = 0;
        characters = 0;
    }
}

static void take_character(struct window *w, uint32_t character)
{
    uint8_t bytes[4];
    size_t n = dp_utf8_put(character, bytes);
    take_word(w, find_word(w->c, (dp_span){bytes, n}));
}

/* One blank is itself, more of them are a space. */
static void count_characters(const dp_text_counts *c, dp_span text, struct window *w)
{
    uint32_t blank = 0;
    for (size_t at = 0; at < text.n;) {
        uint32_t character = dp_utf8_next(text, &at);
        character = c->lower ? dp_lower(character) : character;
        if (dp_is_space(character)) {
            blank = blank != 0 ? ' ' : character;
            continue;
        }
        if (blank != 0) {
            take_character(w, blank);
        }
        blank = 0;
        take_character(w, character);
    }
    if (blank != 0) {
        take_character(w, blank);
    }
}

/* Each word between two spaces of its own; no n-gram goes beyond. */
static void count_of_words(const dp_text_counts *c, dp_span text, struct window *w)
{
    bool inside = false;
    for (size_t at = 0; at <= text.n;) {
        uint32_t character = at < text.n ? dp_utf8_next(text, &at) : (at++, (uint32_t)' ');
        character = c->lower ? dp_lower(character) : character;
        bool blank = dp_is_space(character);
        if (blank != inside) { /* still outside, or still inside */
            if (inside) {
                take_character(w, character);
            }
            continue;
        }
        if (!inside) {
            w->n = 0;
        }
        take_character(w, ' ');
        if (!inside) {
            take_character(w, character);
        }
        inside = !inside;
    }
}

void dp_text_count(const dp_text_counts *c, dp_span text, float *out)
{
    struct window w = {.c = c, .out = out};
    if (c->units == DP_UNIT_CHARS) {
        count_characters(c, text, &w);
    } else if (c->units == DP_UNIT_CHARS_OF_WORDS) {
        count_of_words(c, text, &w);
    } else {
        count_words(c, text, &w);
    }
}
