/* What _preprocessor of histogram boosting makes of the input since 1.4: categorical columns first, as the numbers of their
 * categories, then the others as they are.
 *
 *     x' = Concat(codes of a column, codes of another, …, the other columns)
 *     codes of a column = Gather(table [n + 1, 1], n + Σ over its n categories of (v == category j) · (j - n))
 *
 * The table has j in line j, NaN where the category is NaN, and NaN in the last line, for what is none of them. */
#ifndef DP_PROOF_ENCODED_H
#define DP_PROOF_ENCODED_H

#include "proof/prover.h"

typedef struct dp_encoded {
    uint64_t *column;      /* [n_features]: the input's columns, in the order that the trees see them */
    size_t n_sets;         /* so many in front are categorical */
    dp_nums *category;     /* [n_sets] */
    dp_span x;             /* once it is proved */
} dp_encoded;

/* The pickle's part, of p->n_features columns; false: refuted, or left open. */
bool dp_encoded_read(dp_prover *p, dp_state *model, dp_encoded *out);
/* The value is x'. */
bool dp_is_encoded(dp_prover *p, dp_encoded *e, dp_span name);

#endif
