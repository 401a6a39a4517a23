/* What the proofs of all estimators share: the file and the pickle side by side, words to follow the file's graph, and
 * the first thing that does not agree.
 *
 * Every word below is a statement about a name of the file: "this value is the ReduceSum over axis 0 of that one". It is
 * false, with p->why told, where the file says something else. What a statement has looked at is marked, and at the end
 * nothing in the file may be unmarked. None of this knows how files are written: src/proof includes neither graph, nor
 * export, nor converters (tests/checks/layering.sh). */
#ifndef DP_PROOF_PROVER_H
#define DP_PROOF_PROVER_H

#include "model/model.h"
#include "proof/near.h"
#include "proof/onnx_form.h"

/* What came along with the model when it was converted, and is not in its pickle. */
typedef struct dp_told {
    const dp_labels *labels; /* that its predicted codes stand for; NULL: its own */
    const dp_span *names;    /* of its features; NULL: its own */
    size_t n_names;
} dp_told;

typedef struct dp_front dp_front;

typedef struct dp_prover {
    dp_ctx *ctx;
    dp_onnx_form *file;
    const dp_model *model;
    const dp_told *told;
    uint64_t n_features;     /* columns that the estimator at hand looks at */
    uint64_t n_columns;      /* of the input; 0: not known yet */
    const dp_span *column_name; /* theirs, where each can be an input; NULL: not told */
    bool narrow;             /* the input is asked for as it is: float32 */
    bool wide;               /* trees compare float64, not float32 */
    bool (*rows)(struct dp_prover *p, void *self, dp_span name); /* the value is what trees look at; NULL: dp_is_x32 */
    void *rows_self;
    dp_front *front;    /* what is in front of the estimator at hand (front.h); NULL: the input */
    const char *why;         /* the first statement that is false; NULL: none so far */
    unsigned depth;          /* estimators around the one at hand */
    uint64_t visits;         /* of estimators inside others */
    bool open;               /* nothing is refuted, but p->why is beyond this proof: the model can only be tested */
    bool answers_f32;        /* the estimator at hand gives float32 */
    uint64_t trees, nodes;   /* compared */
} dp_prover;

/* Notes why, if nothing is noted so far; returns false. */
bool dp_refute(dp_prover *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same for what the proof does not cover. */
bool dp_leave_open(dp_prover *p, const char *what);

/* One estimator further in; p->depth-- on the way back. false: too deep, or too many: left open. */
bool dp_prove_deeper(dp_prover *p);

/* `name` is the result of operator `op` (of the default domain) on these many operands, of which in[] are told, and
 * `attrs` attributes in all. */
bool dp_says(dp_prover *p, dp_span name, const char *op, size_t n_in, dp_span *in, size_t attrs);
/* The node that computes it, if that is an `op` at all; marks nothing. */
dp_form_node *dp_node_of(const dp_prover *p, dp_span name);
bool dp_made_by(const dp_prover *p, dp_span name, const char *op);

/* An attribute of a node: INT of this value, INTS of these values, or any of this type. */
const dp_form_attr *dp_attr_of(const dp_form_node *node, const char *name, uint64_t type);
bool dp_attr_is(const dp_form_node *node, const char *name, int64_t value);

/* Proves that `name` is number i of several. */
typedef bool dp_index_proof(dp_prover *p, void *self, size_t i, dp_span name);

/* Operators with what makes them up. */
bool dp_is_cast(dp_prover *p, dp_span name, uint64_t to, dp_span *x);
/* x rounded to float32, and float64 again: -float64(-float32(x)), which runtimes do not take for nothing. */
bool dp_is_rounded(dp_prover *p, dp_span name, dp_span *x);
bool dp_is_transpose(dp_prover *p, dp_span name, dp_span *x);              /* of two dimensions */
bool dp_is_turned(dp_prover *p, dp_span name, uint64_t width, dp_span *x); /* [N, width], or [N] of 1, as [1, N, width] */
bool dp_is_gather(dp_prover *p, dp_span name, int64_t axis, dp_span *data, dp_span *index);
bool dp_is_sum_of_first(dp_prover *p, dp_span name, dp_span *x);           /* ReduceSum(axis 0), without the axis */
bool dp_is_sum_of_rows(dp_prover *p, dp_span name, dp_span *x);            /* ReduceSum(axis 1), which stays as one column */
bool dp_is_argmax(dp_prover *p, dp_span name, dp_span *x);                 /* over axis 1, without the axis */
bool dp_is_slice(dp_prover *p, dp_span name, uint64_t from, uint64_t to, dp_span *x); /* of axis 1 */
bool dp_is_unary(dp_prover *p, dp_span name, const char *op, dp_span *x);
bool dp_is_binary(dp_prover *p, dp_span name, const char *op, dp_span *a, dp_span *b);
bool dp_is_concat(dp_prover *p, dp_span name, int64_t axis, size_t n, const dp_span **in);
/* One column, or n of them side by side, each proved by `is`. */
bool dp_are_side_by_side(dp_prover *p, dp_span name, size_t n, dp_index_proof *is, void *self);
/* Reshape to [-1] (rank 1) or [-1, 1] (rank 2): of a single column, the same numbers in the same order. */
bool dp_is_column_as(dp_prover *p, dp_span name, uint8_t rank, dp_span *x);
/* The same name? */
bool dp_same(dp_prover *p, dp_span a, dp_span b, const char *what);

/* Constants. */
const dp_form_tensor *dp_tensor_of(dp_prover *p, dp_span name, uint64_t type, uint8_t rank);
bool dp_is_f64(dp_prover *p, dp_span name, double value); /* a scalar of these bits */
bool dp_is_f64_near(dp_prover *p, dp_span name, dp_near value);
/* A scalar beside the column `of`; or in a form that runtimes cannot fold away, which looks at `of` and is c all the same. */
bool dp_is_number(dp_prover *p, dp_span name, dp_span of, double c);
/* What `of` [N, width] is multiplied with or divided by: such a number, or a row of it. */
bool dp_is_factor(dp_prover *p, dp_span name, dp_span of, uint64_t width, double c);
bool dp_is_factor_near(dp_prover *p, dp_span name, dp_span of, uint64_t width, dp_near c);
bool dp_is_i64s(dp_prover *p, dp_span name, uint8_t rank, size_t n, const int64_t *value);
bool dp_is_f64s(dp_prover *p, dp_span name, uint64_t n, const double *value); /* [n] of these bits; else why is for the caller to say */
static inline double dp_f64_at(const dp_form_tensor *t, uint64_t i)
{
    return dp_loadf64(t->raw.p + i * 8);
}

/* Exactly the same bits: 0.0 and -0.0 differ. */
static inline bool dp_same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* ---- what the file answers (ports.c) ---- */

enum { DP_CLAIM_LABELS = 256 };

/* An output: the value behind it before it is rounded to float32, if it is. */
typedef struct dp_claim {
    const dp_form_port *port; /* NULL: not among the outputs */
    dp_span value;
    bool rounded;
    bool bare;               /* it is float32 by itself */
    bool flat;               /* numbers of one output, [N] where an output is [N, 1] */
} dp_claim;

typedef struct dp_claims {
    dp_claim number;                     /* variable: predict of a regressor, transform of a transformer */
    dp_claim scores;                     /* decision_function */
    dp_claim transformed;
    dp_claim label;                      /* one tensor, or */
    dp_claim labels[DP_CLAIM_LABELS];    /* one for each output of the model */
    dp_claim probabilities[DP_CLAIM_LABELS];
} dp_claims;

/* Reads the outputs off the file. */
bool dp_claims_read(dp_prover *p, dp_claims *out);
/* There is one input: rows of n numbers, float64 or float32. */
bool dp_input_holds(dp_prover *p, uint64_t n);
/* The input rounded to float32, which is what scikit-learn's trees look at; or itself, where it is float32. */
bool dp_is_x32(dp_prover *p, dp_span name);
/* The same in float64: the input, or itself widened; behind the steps of a pipeline, what they have made of it. */
bool dp_is_x64(dp_prover *p, dp_span name);
/* What the trees of this model look at. */
bool dp_is_tree_input(dp_prover *p, dp_span name);
/* The output holds rows of `width` numbers (0: one a row, without a second dimension); of float64 before it was rounded, or
 * singles: of float32 by themselves. */
bool dp_claim_numbers(dp_prover *p, const dp_claim *claim, uint64_t width);
bool dp_claim_singles(dp_prover *p, const dp_claim *claim, uint64_t width);
/* The numbers of the one output, as [N]. */
bool dp_claim_flat(dp_prover *p, const dp_claim *claim, dp_span *flat);
/* Labels of n outputs in one tensor: each is [N, 1] of it. */
bool dp_claim_columns(dp_prover *p, const dp_claim *claim, size_t n, const dp_span **column);
/* The labels of a classifier of n outputs: index proves that `name` is output i's winning class. */
bool dp_claim_labels(dp_prover *p, const dp_claims *claims, size_t n, const dp_labels *classes, dp_index_proof *index,
                     void *self);
/* Nothing is claimed that an estimator does not answer; or nothing but what transform gives. */
bool dp_claims_only(dp_prover *p, const dp_claims *claims, bool number, bool labels, bool probabilities, bool scores);
bool dp_claims_or_transform(dp_prover *p, const dp_claims *claims, bool labels, bool probabilities, bool scores);
/* What transform gives, of an estimator that also predicts: alone it is called as numbers are. A regressor predicts one number
 * and gives several. NULL: not among the outputs. */
const dp_claim *dp_claim_of_transform(const dp_claims *claims, bool classifier);
/* There are no probabilities of a second output. */
bool dp_claim_one_output(dp_prover *p, const dp_claims *claims);
/* metadata_props against the pickle. */
bool dp_meta_holds(dp_prover *p, dp_state *s);

#endif
