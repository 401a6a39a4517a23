/* The computation of a model: a small, typed, checkable dataflow graph whose operators are those of ONNX (opset 13),
 * plus three of our own, LEAF_ROWS: which leaf each row reaches in each tree; TEXT_INDEX: which of some keys a text is;
 * TEXT_COUNTS: how often words stand in it.
 * Exporters lower them; eval runs them. */
#ifndef DP_GRAPH_GRAPH_H
#define DP_GRAPH_GRAPH_H

#include "base/ctx.h"

typedef uint32_t dp_val; /* 0: none */

typedef enum dp_type { DP_T_F64 = 1, DP_T_F32, DP_T_I64, DP_T_BOOL, DP_T_TEXT } dp_type;

enum { DP_MAX_RANK = 4 };
#define DP_BATCH UINT64_MAX /* the unknown number of rows, N */

typedef struct dp_shape {
    uint8_t rank;
    uint64_t dim[DP_MAX_RANK]; /* DP_BATCH at most once */
} dp_shape;

/* The axis of the rows; -1: it has none. */
static inline int dp_batch_axis(const dp_shape *shape)
{
    int axis = 0;
    while (axis < shape->rank && shape->dim[axis] != DP_BATCH) {
        axis++;
    }
    return axis < shape->rank ? axis : -1;
}

/* Data of a constant. Never copied: the arrays live in the ctx arena or in the input. */
typedef struct dp_const {
    dp_type type;
    dp_shape shape;
    uint64_t count;
    const void *data; /* double, float, int64_t, uint8_t (BOOL), dp_span (TEXT) */
} dp_const;

/* One decision tree, its nodes where they lie: records of `stride` bytes. A node whose left index is negative is a
 * leaf. Row goes left where (double)x[feature] <= threshold, or x is NaN and missing is not 0. */
typedef struct dp_tree_layout {
    uint16_t stride;
    uint16_t left, right, feature, threshold; /* offsets */
    uint16_t missing;      /* offset of a u1; DP_NO_MISSING: none, NaN goes right */
    uint8_t index_size;    /* of left, right, feature: 4 or 8, signed */
    uint8_t threshold_size; /* 8 (double) or 4 (float) */
} dp_tree_layout;
#define DP_NO_MISSING UINT16_MAX

#define DP_NO_ROW UINT32_MAX

typedef struct dp_tree {
    const uint8_t *node;
    uint32_t n;
    dp_tree_layout at;
    const uint32_t *row;     /* n entries: for a leaf, its row in the table of leaf values; else DP_NO_ROW */
    const uint32_t *feature; /* maps the tree's feature to a column of x; NULL: itself */
} dp_tree;

typedef struct dp_forest {
    size_t n_trees;
    const dp_tree *tree;
    uint64_t n_features;
    uint64_t n_nodes;  /* of all trees */
    uint32_t largest;  /* nodes of the largest tree */
    bool missing;      /* some node sends NaN left */
    uint32_t n_rows;   /* of the table of leaf values: row numbers are below */
} dp_forest;

typedef enum dp_op {
    DP_OP_NONE,
#define OP(name, onnx, least, most, kernel, float64) DP_OP_##name,
#include "graph/ops.def"
#undef OP
    DP_OPS
} dp_op;


typedef struct dp_node {
    dp_op op;
    uint8_t n_in;
    dp_val *in;
    dp_val out;
    int64_t axis;              /* CONCAT, GATHER, ARGMAX, ARGMIN, REDUCE_*, SPLIT … */
    bool keepdims;
    dp_type to;                /* CAST */
    uint8_t perm[DP_MAX_RANK]; /* TRANSPOSE */
    const dp_forest *forest;   /* LEAF_ROWS */
    const struct dp_text_counts *counts; /* TEXT_COUNTS */
} dp_node;

typedef enum dp_val_kind { DP_V_INPUT = 1, DP_V_CONST, DP_V_NODE } dp_val_kind;

typedef struct dp_value {
    dp_val_kind kind;
    dp_type type;
    dp_shape shape;
    const char *name;     /* inputs and outputs; else NULL */
    const char *method;   /* an output of an estimator: what answers it there, "predict_proba"; else NULL */
    const dp_const *constant;
    uint32_t node;        /* index of the node that computes it */
} dp_value;

typedef struct dp_graph dp_graph;

struct dp_graph {
    dp_ctx *ctx;
    dp_value *value; /* [1 … n_values] */
    size_t n_values;
    dp_node *node;   /* in an order that can be executed */
    size_t n_nodes;
    dp_val *input;   /* typed, named ports */
    size_t n_inputs;
    dp_val *output;  /* named */
    size_t n_outputs;
    bool failed;     /* sticky: the error is in ctx */
    dp_rc mismatch;  /* what a type or rank that does not fit is: DP_ERROR, our fault; DP_UNSUPPORTED of a model, DP_CORRUPT of a file */
};

dp_graph *dp_graph_new(dp_ctx *ctx); /* NULL: memory */
const dp_value *dp_value_at(const dp_graph *g, dp_val v);
/* Zeroed things in the arena; NULL: the graph has failed. */
void *dp_graph_take(dp_graph *g, uint64_t count, size_t size);
/* What is wrong with the model at path ("": none), unless the graph has failed before. */
void dp_graph_fail(dp_graph *g, dp_rc rc, const char *path, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Names v as an output of the graph. A value may be output once; an input or constant goes through IDENTITY. */
void dp_graph_output(dp_graph *g, dp_val v, const char *name);
/* Drops nodes and constants that no output needs, and merges equal nodes. Order stays executable. */
void dp_graph_tidy(dp_graph *g);
/* Text listing for goldens and -vv: one line a node, constants shortened with a hash; in the arena. */
const char *dp_graph_listing(dp_graph *g);

const char *dp_op_name(dp_op op);   /* "LEAF_ROWS" */
const char *dp_op_onnx(dp_op op);   /* "Add"; "" for our own */
unsigned dp_op_float64(dp_op op);   /* the first ONNX Runtime 1.N that takes float64 */
const char *dp_type_name(dp_type type); /* "float64" */
size_t dp_type_size(dp_type type);      /* bytes of a value; of a text, of its dp_span */

#endif
