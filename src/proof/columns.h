/* Columns that are chosen in a pickle: by place (from the end where negative), name, slice or mask. */
#ifndef DP_PROOF_COLUMNS_H
#define DP_PROOF_COLUMNS_H

#include "model/state.h"
#include "proof/prover.h"

typedef struct dp_src_columns {
    uint64_t *place;
    uint64_t n;
} dp_src_columns;

/* Among n columns of these names (NULL: not told). Left open where they are chosen in another way. */
bool dp_src_columns_read(dp_prover *p, dp_state *s, dp_id chosen, const dp_span *names, uint64_t n, dp_src_columns *out);

#endif
