/* What stands between the tokens of texts and the count of n-grams: a list of nodes, which the writer puts down and the reader
 * expects, so that both know the same.
 *
 * An input is "x", the tokens [N, T] that the steps begin with; "c", the counts of the n-grams; "0" to "9", the result of that
 * step; "@1,-1", a row of int64; "=1", an int64 scalar; "~2", a float32 scalar; "^", the float32 row that is 1 in the column of
 * a single space and else 0. */
#ifndef DP_EXPORT_ONNX_TEXT_STEPS_H
#define DP_EXPORT_ONNX_TEXT_STEPS_H

#include "graph/text_counts.h"

#include <stdbool.h>

enum { DP_STEP_INPUTS = 4, DP_STEP_ATTRIBUTES = 4, DP_MOST_STEPS = 9 };

typedef enum dp_step_attr_kind {
    DP_STEP_NONE, DP_STEP_INT, DP_STEP_TEXT,
    DP_STEP_INTS, DP_STEP_FLOATS, DP_STEP_TEXTS, /* of one value */
    DP_STEP_STOPS,                               /* the words to stop at */
    DP_STEP_FAR                                  /* FLOATS, one for each of those: farther back than any text is long */
} dp_step_attr_kind;

typedef struct dp_step_attr {
    const char *name;
    dp_step_attr_kind kind;
    int64_t number;
    const char *text;
} dp_step_attr;

/* The result is the last output, of which TopK has two. */
typedef struct dp_text_step {
    const char *op, *domain;
    const char *in[DP_STEP_INPUTS];
    dp_step_attr attr[DP_STEP_ATTRIBUTES];
} dp_text_step;

#define DP_NO_CHARACTER "\xf4\x8f\xbf\xbf" /* U+10FFFF, which Unicode gives to none */
#define DP_STEP_FAR_BACK 4194304.0f /* 2^22: with a place in the text below it, exact in float32 */

/* Tokens as TfIdfVectorizer is to have them: n is 0 where it takes them as they are. */
const dp_text_step *dp_text_steps(const dp_text_counts *c, size_t *n);
/* Of characters of words, where a single space is counted: two for each word. After the n-grams. */
const dp_text_step *dp_text_steps_of_spaces(size_t *n);
/* The term of a single space, n where none is counted that way. */
size_t dp_text_single_space(const dp_text_counts *c);

/* The numbers of "@1,-1", of "=1", of "~2": at most DP_STEP_NUMBERS; how many. */
enum { DP_STEP_NUMBERS = 4 };
size_t dp_text_step_numbers(const char *in, int64_t v[DP_STEP_NUMBERS]);

/* The first Tokenizer. */
const char *dp_text_tokens(const dp_text_counts *c);
const char *dp_text_padding(const dp_text_counts *c);

#endif
