/* Words that texts are read without. */
#ifndef DP_CONVERTERS_STOP_WORDS_H
#define DP_CONVERTERS_STOP_WORDS_H

#include "graph/text_counts.h"
#include "model/state.h"

/* stop_words: "english", or a list, tuple, set or frozenset of texts; into c->stop, sorted. */
void dp_stop_words_read(dp_state *s, dp_text_counts *c);

#endif
