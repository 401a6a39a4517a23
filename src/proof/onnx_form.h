/* An ONNX file laid open: every field of every message is here, or the file is refused. Spans point into its bytes. */
#ifndef DP_PROOF_ONNX_FORM_H
#define DP_PROOF_ONNX_FORM_H

#include "base/ctx.h"
#include "base/hash.h"
#include "proof/pb.h"

/* ONNX's numbers for element types and attribute types. */
enum { DP_FORM_FLOAT = 1, DP_FORM_UINT8 = 2, DP_FORM_INT32 = 6, DP_FORM_INT64 = 7, DP_FORM_STRING = 8, DP_FORM_BOOL = 9,
       DP_FORM_DOUBLE = 11 };
enum { DP_FORM_INT_ATTR = 2, DP_FORM_STRING_ATTR = 3, DP_FORM_TENSOR_ATTR = 4, DP_FORM_FLOATS_ATTR = 6,
       DP_FORM_INTS_ATTR = 7, DP_FORM_STRINGS_ATTR = 8 };

enum { DP_FORM_MAX_RANK = 4 };

typedef struct dp_form_tensor {
    dp_span name;
    uint64_t type;
    uint8_t rank;
    uint64_t dim[DP_FORM_MAX_RANK];
    uint64_t count;          /* product of dim */
    dp_span raw;             /* count items, little-endian; not for strings */
    const dp_span *string;   /* count of them, for strings */
    uint64_t n_string;
} dp_form_tensor;

typedef struct dp_form_attr {
    dp_span name;
    uint64_t type;
    uint64_t i;              /* INT */
    dp_span bytes;           /* TENSOR: the message; FLOATS, INTS: packed; STRINGS: the attribute's own message */
    uint64_t n_string;       /* STRINGS: see dp_form_next_string */
} dp_form_attr;

typedef struct dp_form_node {
    dp_span op, domain;
    const dp_span *in;
    size_t n_in;
    dp_span out;             /* of TopK the second, where things stand */
    dp_span first_out;       /* of TopK, what they are: nobody uses it */
    const dp_form_attr *attr;
    size_t n_attr;
    bool used;               /* the proof has come by */
} dp_form_node;

typedef struct dp_form_port {
    dp_span name;
    uint64_t type;
    bool shaped;             /* has a shape */
    bool batch;              /* its first dimension is open */
    uint8_t rank;
    uint64_t dim[DP_FORM_MAX_RANK]; /* dim[0] 0 where it is open */
} dp_form_port;

typedef struct dp_form_graph {
    dp_form_node *node;
    size_t n_nodes;
    dp_form_tensor *init;
    bool *init_used;
    size_t n_inits;
    dp_form_port *input, *output;
    size_t n_inputs, n_outputs;
} dp_form_graph;

typedef struct dp_form_meta {
    dp_span key, value;
} dp_form_meta;

/* What a name stands for in a graph. */
typedef struct dp_form_thing {
    dp_span name;            /* p NULL: an empty slot */
    dp_form_node *node;      /* one of the three; none: an output that nobody may use */
    size_t init;             /* its number and one */
    const dp_form_port *input;
} dp_form_thing;

typedef struct dp_onnx_form {
    dp_ctx *ctx;
    uint64_t ir, core, ml, microsoft; /* versions; 0: not imported */
    dp_form_graph graph;
    const dp_form_meta *meta;
    size_t n_meta;
    dp_form_thing *thing;    /* open addressing, by name */
    size_t mask;
    dp_hash_key key;
    const char *fault;       /* why it is not a file of ours; NULL: it may be one */
} dp_onnx_form;

/* Reads all of it. An error only where memory is out; `fault` says what else is wrong. Names stand once, and nodes behind
 * what they use. */
dp_rc dp_form_read(dp_ctx *ctx, dp_span bytes, dp_onnx_form *out);
/* The strings of an attribute, one after another, from dp_pb_of(attr->bytes) on. false: no more. */
static inline bool dp_form_next_string(dp_pb *m)
{
    while (dp_pb_next(m)) {
        if (dp_pb_is(m, 9, 2)) {
            return true;
        }
    }
    return false;
}
/* A tensor that is an attribute. */
bool dp_form_tensor_read(dp_onnx_form *file, dp_span message, dp_form_tensor *out);

const dp_form_thing *dp_form_find(const dp_onnx_form *file, dp_span name); /* NULL: no such name */
dp_span dp_form_meta_of(const dp_onnx_form *file, const char *key);        /* p NULL: not there */

#endif
