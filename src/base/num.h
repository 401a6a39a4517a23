/* Numbers to text and back: exact, and the same in every locale. */
#ifndef DP_BASE_NUM_H
#define DP_BASE_NUM_H

#include "base/span.h"

#define DP_NUM_MAX 40 /* what dp_num_print writes to; the longest text has 24 bytes */

/* The shortest decimal text that reads back as exactly v, always with a point or an exponent ("1.0", "1e-05", as
 * Python's repr). v must be finite. Returns the length. */
size_t dp_num_print(char out[DP_NUM_MAX], double v);
/* The same for a float32 that was widened: the shortest text that reads back as the same float32. */
size_t dp_num_print32(char out[DP_NUM_MAX], float v);
/* A number of bytes for people: "999 B", "1.2 kB", "38 MB". */
void dp_num_print_size(char out[DP_NUM_MAX], uint64_t bytes);
/* All digits of a whole number, without NUL. */
size_t dp_num_print_uint(char out[DP_NUM_MAX], uint64_t v);

/* A whole decimal floating-point text (as Python's float() takes, but ASCII only, no blanks, no underscores;
 * "nan", "inf", "-inf", "infinity" in any case). false when s is anything else. */
bool dp_num_read(dp_span s, double *out);

#endif
