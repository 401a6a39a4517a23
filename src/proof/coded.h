/* Columns of categories of a frame that a booster was fitted on: rows have the numbers of their categories in place of them, and
 * NaN for others. The other columns stay as they are. */
#ifndef DP_PROOF_CODED_H
#define DP_PROOF_CODED_H

#include "proof/codes.h"

typedef struct dp_coded {
    const dp_codes **code; /* [n]; NULL in it: a column of numbers; NULL itself: all are */
    dp_span *name;         /* [n], of the columns; NULL: not told */
    uint64_t n;
} dp_coded;

/* Room for n columns of numbers. */
bool dp_coded_begin(dp_prover *p, uint64_t n, dp_coded *out);
/* The file's input has these columns, which an estimator of n features looks at. */
bool dp_coded_opens(dp_prover *p, const dp_coded *c, uint64_t n);
/* The value is these columns side by side, as float64. */
bool dp_are_coded(dp_prover *p, const dp_coded *c, dp_span name);

#endif
