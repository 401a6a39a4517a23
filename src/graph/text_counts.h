/* Counting words and n-grams in texts, as CountVectorizer does with its usual token_pattern.
 *
 * A word is a run of letters, numbers and underscores, of at least `shortest` characters, in lower case where asked for. An
 * n-gram is n words in a row. */
#ifndef DP_GRAPH_TEXT_COUNTS_H
#define DP_GRAPH_TEXT_COUNTS_H

#include "base/ctx.h"

enum { DP_LONGEST_WORD = 400, DP_LONGEST_GRAM = 16 }; /* bytes; words */

typedef struct dp_text_gram {
    uint32_t n;          /* words */
    const uint32_t *word; /* [n] numbers of words */
    uint64_t column;
} dp_text_gram;

typedef struct dp_text_counts {
    bool lower;
    uint32_t shortest;     /* 1 or 2 */
    uint32_t least, most;  /* n of the n-grams that are counted, most up to DP_LONGEST_GRAM */
    uint64_t columns;
    size_t n;
    const dp_span *term;   /* [n] as the vocabulary has them: words divided by blanks */
    const uint64_t *column; /* [n], each below columns */
    const dp_span *word;   /* [n_words], sorted by their bytes */
    size_t n_words;
    const dp_text_gram *gram; /* [n_grams], sorted by n and the numbers of their words */
    size_t n_grams;
} dp_text_counts;

/* Fills what is derived, from word on, in the arena. false: memory. Terms that no words make are never counted. */
bool dp_text_counts_index(dp_ctx *ctx, dp_text_counts *c);
/* How many words a term is: blanks and one. */
uint32_t dp_text_words(dp_span term);
/* Adds 1 to out[column] for each n-gram of the text. */
void dp_text_count(const dp_text_counts *c, dp_span text, float *out);

#endif
