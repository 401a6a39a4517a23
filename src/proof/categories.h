/* Splits by category: columns of the file, computed from a table, behind those of the input.
 *
 *     x' = Gather(Concat(… Concat(x, columns of a feature) …, columns of another), places, axis 1)
 *     columns of a feature = Gather(table [most + 3, k], line of each row)
 *
 * A table's lines are: numbers below 0, the whole numbers 0 … most - 1, numbers from there on, NaN. */
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
    bool cut;                  /* numbers between -1 and 0 are cut to 0; else they are below it */
    bool (*rows)(dp_prover *p, void *self, dp_span name); /* what the columns are behind; NULL: dp_is_x64 */
    void *self;
    const uint8_t **known;     /* [n_features] of 256 flags: categories that training saw; NULL: a column of numbers */
} dp_set_columns;

/* Where a split sends each whole number below n, and others: to the left (0), to the right (1), or where NaN goes (-1). */
typedef struct dp_set_sides {
    const int8_t *side;        /* [n] */
    uint64_t n;
    int8_t below, above, nan;
} dp_set_sides;

/* Sets of a model, by their numbers. */
typedef struct dp_sets {
    dp_set_sides *at;
    size_t n;
} dp_sets;

/* Number of one more set, of n values that go to `others`, as what lies beyond them does, until the caller changes their side;
 * -1: memory is out, and p says so. */
int64_t dp_sets_add(dp_prover *p, dp_sets *sets, uint64_t n, int8_t others, int8_t nan, int8_t **side);

/* The file's column asks this of this feature. */
bool dp_set_is(dp_prover *p, const dp_set_columns *c, uint64_t feature, const dp_set_sides *sides, int32_t column);

/* What was known in training of histogram boosting. */
bool dp_set_columns_begin(dp_prover *p, dp_state *model, dp_set_columns *out);
/* The value is the rows in float64 and such columns behind them. */
bool dp_are_set_columns(dp_prover *p, dp_span name, dp_set_columns *c);
/* See source.h; of histogram boosting, self is a dp_set_columns. */
dp_set_proof dp_set_same;
/* Each column has been looked at. */
bool dp_set_columns_done(dp_prover *p, const dp_set_columns *c);

#endif
