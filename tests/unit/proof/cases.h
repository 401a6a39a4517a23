/* The tree models of tests/cases, one after another, and what is proved of files written from them. Beside them those of
 * unit/proof/models, fixtures of the scikit-learn that their name tells: columns of texts, which a case's table cannot hold. */
#ifndef DP_TEST_PROOF_CASES_H
#define DP_TEST_PROOF_CASES_H

#include "export/convert.h"
#include "proof/prove.h"
#include "support/model.h"

typedef struct proof_case {
    char name[300];    /* "forests/good-rf-reg-1.9" */
    test_file file;
    dp_model *model;
} proof_case;

/* Calls each for every model of every case whose class has a proof; how many there were. Models of such a class that the
 * proof leaves open are passed over, and proof_open says how many. */
size_t proof_for_each(void (*each)(proof_case *c, void *self), void *self);
size_t proof_open(void);

/* What is proved of these bytes. The arena is as it was afterwards; words are good until the next call. */
dp_proof proof_of(proof_case *c, dp_span bytes);

/* The model as an ONNX file, malloc'ed. */
dp_span proof_write(proof_case *c, dp_target target, const dp_emit_options *emit);

#endif
