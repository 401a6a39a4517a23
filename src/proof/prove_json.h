/* Does a JSON parameter file say exactly what the pickle holds: every parameter, every fitted attribute, every number of every
 * array? The text is read along with the passive objects; nothing of export/ takes part. */
#ifndef DP_PROOF_PROVE_JSON_H
#define DP_PROOF_PROVE_JSON_H

#include "model/model.h"

typedef struct dp_json_proof {
    bool holds;
    const char *why;    /* the first thing that is not as it must be, "" where it holds */
    size_t where;       /* its place in the text */
    uint64_t values;    /* values and items of arrays that were compared */
    dp_span sha256;     /* the digest that the file names; p NULL: none */
} dp_json_proof;

/* An error only where memory or a limit is reached. */
dp_rc dp_prove_json(dp_ctx *ctx, const dp_model *model, dp_span text, dp_json_proof *out);

#endif
