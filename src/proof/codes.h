/* Categories of a column, and the number that a file has for each row's:
 *
 *     texts     LabelEncoder of ai.onnx.ml: category j is j, all else n
 *     numbers   n + Σ over the n categories of (v == category j) · (j - n), and for NaN the like
 *
 * A table of n + 1 lines says what becomes of each; the last line is for what is no category. */
#ifndef DP_PROOF_CODES_H
#define DP_PROOF_CODES_H

#include "model/state.h"
#include "proof/prover.h"

typedef struct dp_codes {
    bool text;
    size_t n;
    const dp_span *key;   /* text: UTF-8 */
    const double *number; /* of numbers; NaN: what is missing */
    size_t missing;       /* number of that category; n: none */
} dp_codes;

/* The same of a list or tuple of them. */
bool dp_codes_of_items(dp_prover *p, dp_state *s, dp_id id, dp_codes *out);
/* All of categories_; NULL: refuted or left open. */
const dp_codes *dp_codes_list(dp_prover *p, dp_state *s, size_t *n);

/* Line k ≤ n and column c of the table must hold this number. */
typedef double dp_code_line(const void *self, const dp_codes *codes, size_t k, uint64_t c);

/* The value is, for each row, a line of such a table of this width; *column is what is looked up. */
bool dp_are_code_lines(dp_prover *p, dp_span name, const dp_codes *codes, uint64_t width, dp_code_line *line, const void *self,
                       dp_span *column);

#endif
