/* What an estimator looks at: the file's input, or what the steps in front of it have made of that.
 *
 *     a step       the value that the step computes from what it looks at itself
 *     a selection  some columns of what is around it
 *
 * The input is one table, or a column of each name. As long as there are only selections in front, columns that are inputs
 * stay values of their own; a table is picked from. */
#ifndef DP_PROOF_FRONT_H
#define DP_PROOF_FRONT_H

#include "proof/prover.h"

/* The value is the table that a step makes, of *n columns (0: as many as it makes, told); asked with p->front as the step sees
 * it. */
typedef bool dp_front_proof(dp_prover *p, void *self, uint64_t *n, dp_span name);

struct dp_front {
    struct dp_front *of;      /* NULL: the file's input */
    dp_front_proof *step;     /* NULL: a selection */
    void *self;
    const uint64_t *column;  /* of a selection: [n], among `among` columns */
    uint64_t n, among;
};

/* The input has n columns of these names (NULL: not told), unless it is known already. */
bool dp_input_opens(dp_prover *p, uint64_t n, const dp_span *names);

/* The value is all that is looked at, as a table of *n float64 (0: however many, told). */
bool dp_is_table(dp_prover *p, uint64_t *n, dp_span name);
/* *n is this width, or becomes it. */
bool dp_is_width(dp_prover *p, uint64_t *n, uint64_t width);
/* The value is column i of `among` alone: [N, 1] of texts, or of float64. */
bool dp_is_column(dp_prover *p, uint64_t among, uint64_t i, bool text, dp_span name);
/* The value is these of the columns, as a table of float64. */
bool dp_are_columns(dp_prover *p, uint64_t among, const uint64_t *column, uint64_t n, dp_span name);
/* The same, taken from the whole table by their places, whatever is in front. */
bool dp_are_taken(dp_prover *p, uint64_t among, const uint64_t *column, uint64_t n, dp_span name);
/* Each input of a file with an input a column is one of the columns. */
bool dp_inputs_known(dp_prover *p);

#endif
