/* UTF-8, and characters as words are made of them: Unicode's letters, numbers and the underscore; and their lower case. */
#ifndef DP_BASE_UNICODE_H
#define DP_BASE_UNICODE_H

#include "base/span.h"

#include <stdint.h>

/* The length of the character that text begins with, 1 to 4 bytes; 0: there is none. A lone surrogate is one, of 3 bytes, as
 * pickles may hold. */
size_t dp_utf8_read(dp_span text, uint32_t *character);
static inline bool dp_is_surrogate(uint32_t character)
{
    return character >= 0xd800 && character < 0xe000;
}
/* The character that begins at *at, which moves behind it. A byte that begins none, or a surrogate, is 0xfffd. *at < text.n. */
uint32_t dp_utf8_next(dp_span text, size_t *at);
/* Its bytes, as many as dp_utf8_read takes. */
size_t dp_utf8_put(uint32_t character, uint8_t out[4]);
bool dp_is_word(uint32_t character);
bool dp_is_space(uint32_t character); /* what str.split divides at, and what \s is */
uint32_t dp_lower(uint32_t character);

#endif
