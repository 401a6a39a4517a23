/* Counting words and n-grams in texts, as CountVectorizer does with its usual token_pattern.
 *
 * A word is a run of letters, numbers and underscores, of at least `shortest` characters, in lower case where asked for; or,
 * as str.split has it, of all that is no blank. Words to stop at are passed over, as if they were not there. An n-gram is n
 * words in a row; or n characters, of a text in which each run of two and more blanks is one, or of a word between two blanks. */
#ifndef DP_GRAPH_TEXT_COUNTS_H
#define DP_GRAPH_TEXT_COUNTS_H

#include "base/ctx.h"

enum { DP_LONGEST_WORD = 400, DP_LONGEST_GRAM = 16 }; /* bytes; words */

typedef enum dp_text_units { DP_UNIT_WORDS, DP_UNIT_SPLIT, DP_UNIT_CHARS, DP_UNIT_CHARS_OF_WORDS } dp_text_units;

typedef struct dp_text_gram {
    uint32_t n;          /* words, or characters */
    const uint32_t *word; /* [n] numbers of words */
    uint64_t column;
} dp_text_gram;

typedef struct dp_text_counts {
    dp_text_units units;
    bool lower;
    uint32_t shortest;     /* 1 or 2 */
    uint32_t least, most;  /* n of the n-grams that are counted, most up to DP_LONGEST_GRAM */
    uint64_t columns;
    const dp_span *stop;   /* [n_stop], sorted by their bytes: words that are passed over; of words alone */
    size_t n_stop;
    size_t n;
    const dp_span *term;   /* [n] as the vocabulary has them: words divided by blanks, or characters */
    const uint64_t *column; /* [n], each below columns */
    const dp_span *word;   /* [n_words], sorted by their bytes */
    size_t n_words;
    const dp_text_gram *gram; /* [n_grams], sorted by n and the numbers of their words */
    size_t n_grams;
} dp_text_counts;

/* Where the text stands in a list that is sorted by its bytes; n: nowhere. */
size_t dp_text_find(const dp_span *list, size_t n, dp_span text);

/* Fills what is derived, from word on, in the arena. false: memory. Terms that no words make are never counted. */
bool dp_text_counts_index(dp_ctx *ctx, dp_text_counts *c);
static inline bool dp_text_by_character(const dp_text_counts *c)
{
    return c->units == DP_UNIT_CHARS || c->units == DP_UNIT_CHARS_OF_WORDS;
}

/* How many words a term is, blanks and one, or how many characters. */
uint32_t dp_text_words(const dp_text_counts *c, dp_span term);
/* The word, or the character, of the term that begins at *at, which moves to the next. *at < term.n, or the term is empty. */
dp_span dp_text_part(const dp_text_counts *c, dp_span term, size_t *at);
/* Can the term be counted? Not where it has more words, or fewer, or one to stop at. A word between blanks that is shorter than
 * the shortest of its n-grams is one. */
bool dp_text_is_counted(const dp_text_counts *c, dp_span term);
/* The shortest n of what is counted. */
uint32_t dp_text_least(const dp_text_counts *c);
/* Adds 1 to out[column] for each n-gram of the text. */
void dp_text_count(const dp_text_counts *c, dp_span text, float *out);

#endif
