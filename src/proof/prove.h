/* Does a written ONNX file compute what the model in the pickle computes: for every input, not only for some?
 *
 * The checker walks the passive objects of the pickle and the bytes of the file. It knows how scikit-learn computes and
 * what ONNX's operators mean, and nothing of the code that reads models for conversion, builds graphs and writes files:
 * what is wrong there, it finds. docs/exactness.md says what a proof means. */
#ifndef DP_PROOF_PROVE_H
#define DP_PROOF_PROVE_H

#include "proof/prover.h"

typedef enum dp_proof_verdict {
    DP_PROOF_HOLDS,
    DP_PROOF_FAILS,  /* why: the first thing that is not as it must be */
    DP_PROOF_OPEN    /* nothing is proved of models of this class, or of this kind: why */
} dp_proof_verdict;

typedef struct dp_proof {
    dp_proof_verdict verdict;
    const char *why;         /* "" where it holds; in the arena */
    uint64_t trees, nodes;   /* compared */
} dp_proof;

/* model: found, not read; file: dp_form_read has read it. An error only where memory is out. */
dp_rc dp_prove(dp_ctx *ctx, const dp_model *model, const dp_told *told, dp_onnx_form *file, dp_proof *out);

/* Models of this class have the proof of linear regressors. */
bool dp_prove_is_linear(const char *canonical);

/* The same claims for an estimator inside the model, which has a proof of its own or leaves the model open. */
bool dp_prove_inner(dp_prover *p, dp_state *outer, dp_id id, const char *path, const dp_claims *claims);

#define PROOF(class, package, proof) bool dp_prove_##proof(dp_prover *p, dp_state *s, const dp_claims *claims);
#include "proof/proofs.def"
#undef PROOF

#endif
