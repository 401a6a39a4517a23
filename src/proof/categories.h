/* Splits by category: columns of the file, computed from a table, behind those of the input.
 *
 *     x' = Gather(Concat(… Concat(x, columns of a feature) …, columns of another), places, axis 1)
 *     columns of a feature = Gather(table [259, k], line of each row)
 *
 * A table's lines are: numbers below 0, the whole numbers 0 … 255, numbers from 256 on, NaN. */
#ifndef DP_PROOF_CATEGORIES_H
#define DP_PROOF_CATEGORIES_H

#include "proof/source.h"

typedef struct dp_set_column {
    uint64_t feature;
    const dp_form_tensor *table;
    uint64_t at;               /* column of the table */
    bool used;                 /* a split looks at it */
} dp_set_column;

typedef struct dp_set_columns {
    dp_set_column *column;     /* those behind the n_features of the input, in their order */
    size_t n;
    const uint8_t **known;     /* [n_features] of 256 flags: categories that training saw; NULL: a column of numbers */
} dp_set_columns;

/* What was known in training. */
bool dp_set_columns_begin(dp_prover *p, dp_state *model, dp_set_columns *out);
/* The value is the input in float64 and such columns behind it. */
bool dp_are_set_columns(dp_prover *p, dp_span name, dp_set_columns *c);
/* See source.h; self is a dp_set_columns. */
dp_set_proof dp_set_same;
/* Each column has been looked at. */
bool dp_set_columns_done(dp_prover *p, const dp_set_columns *c);

#endif
