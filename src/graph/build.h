/* Building a graph: what families call. Sticky like every handle here: after a fault all of it returns 0.
 * Types and shapes are inferred and checked at once; a mismatch is our own fault (DP_ERROR) unless the widths of the
 * model contradict each other (DP_CORRUPT). */
#ifndef DP_GRAPH_BUILD_H
#define DP_GRAPH_BUILD_H

#include "graph/graph.h"

/* ports and constants; data is not copied */
dp_val dp_graph_input(dp_graph *g, const char *name, dp_type type, uint64_t width); /* [N, width] */
dp_val dp_scalar(dp_graph *g, double v);                                      /* rank 0 */
dp_val dp_scalar_i64(dp_graph *g, int64_t v);
dp_val dp_row(dp_graph *g, const double *v, uint64_t n);                      /* [n] */
dp_val dp_row_i64(dp_graph *g, const int64_t *v, uint64_t n);
dp_val dp_row_text(dp_graph *g, const dp_span *v, uint64_t n);
dp_val dp_matrix(dp_graph *g, const double *v, uint64_t rows, uint64_t cols); /* [rows, cols] */
dp_val dp_constant(dp_graph *g, const dp_const *c);

/* Any operator, with its inputs and attributes set; its type and shape are inferred. What the others are made of. */
dp_val dp_node_add(dp_graph *g, const dp_node *node);
/* The result of a node of known inputs: false, with the error set, where they do not fit. */
bool dp_node_infer(dp_graph *g, const dp_node *node, dp_type *type, dp_shape *shape);

/* operators, one ONNX node each */
dp_val dp_unary(dp_graph *g, dp_op op, dp_val a);
dp_val dp_binary(dp_graph *g, dp_op op, dp_val a, dp_val b);
/* dp_binary of + - * / by name, for formulas; and by a constant. */
static inline dp_val dp_plus(dp_graph *g, dp_val a, dp_val b)
{
    return dp_binary(g, DP_OP_ADD, a, b);
}
static inline dp_val dp_minus(dp_graph *g, dp_val a, dp_val b)
{
    return dp_binary(g, DP_OP_SUB, a, b);
}
static inline dp_val dp_times(dp_graph *g, dp_val a, dp_val b)
{
    return dp_binary(g, DP_OP_MUL, a, b);
}
static inline dp_val dp_over(dp_graph *g, dp_val a, dp_val b)
{
    return dp_binary(g, DP_OP_DIV, a, b);
}
static inline dp_val dp_scaled(dp_graph *g, dp_val x, double factor)
{
    return dp_binary(g, DP_OP_MUL, x, dp_scalar(g, factor));
}
dp_val dp_where(dp_graph *g, dp_val condition, dp_val yes, dp_val no);
dp_val dp_cast(dp_graph *g, dp_val a, dp_type to); /* nothing where it is that type */
dp_val dp_concat(dp_graph *g, const dp_val *v, size_t n, int64_t axis);
dp_val dp_gather(dp_graph *g, dp_val data, dp_val indices, int64_t axis);
/* Of each line of data along the axis, the element that indices name: [N,C] by [N,1] gives [N,1]. */
dp_val dp_gather_elements(dp_graph *g, dp_val data, dp_val indices, int64_t axis);
dp_val dp_columns(dp_graph *g, dp_val x, const int64_t *index, uint64_t n); /* Gather on axis 1 */
dp_val dp_slice(dp_graph *g, dp_val x, int64_t axis, int64_t from, int64_t to);
dp_val dp_reshape(dp_graph *g, dp_val x, const int64_t *dim, size_t rank); /* -1 for N */
dp_val dp_transpose(dp_graph *g, dp_val x, const uint8_t *perm);
dp_val dp_matmul(dp_graph *g, dp_val a, dp_val b);
dp_val dp_argmax(dp_graph *g, dp_val x, int64_t axis); /* the first of equals; without the axis */
dp_val dp_argmin(dp_graph *g, dp_val x, int64_t axis);
dp_val dp_reduce_sum(dp_graph *g, dp_val x, int64_t axis, bool keepdims);
dp_val dp_reduce_max(dp_graph *g, dp_val x, int64_t axis, bool keepdims);
dp_val dp_cum_sum(dp_graph *g, dp_val x);            /* of each row of [N,n], column after column */
/* Of each row of [N,n], which k columns are least, the least first and the first of equals first: [N,k] int64. */
dp_val dp_least_k(dp_graph *g, dp_val x, uint64_t k);
dp_val dp_text_index(dp_graph *g, dp_val x, dp_val keys); /* which of the keys [k] it is, k: none; int64 of x's shape */
dp_val dp_text_counts_of(dp_graph *g, dp_val x, const struct dp_text_counts *counts); /* texts [N] -> F32 [N,columns] */
dp_val dp_leaf_rows(dp_graph *g, dp_val x, const dp_forest *forest); /* x F32 or F64 [N,d] -> I64 [N,T] */

/* compositions, in the order of scikit-learn's own operations */
dp_val dp_affine(dp_graph *g, dp_val x, const double *coef, uint64_t outputs, uint64_t inputs, const double *intercept,
                 uint64_t n_intercept); /* x · coefᵀ + intercept: [N, outputs], in float32 where x is */
dp_val dp_rounded(dp_graph *g, dp_val v);                   /* to the nearest float32, as float64 */
dp_val dp_step(dp_graph *g, bool f32, dp_op op, dp_val a, dp_val b); /* dp_binary of float64, where f32 rounded */
dp_val dp_sigmoid(dp_graph *g, dp_val z);                   /* 1 / (1 + exp(-z)), never ONNX's Sigmoid */
dp_val dp_sigmoid_f32(dp_graph *g, dp_val z);               /* the same, to a float32 after each step; float64 */
dp_val dp_cosine(dp_graph *g, dp_val x);                    /* by the sine: ONNX Runtime of 2021 has no Cos of float64 */
dp_val dp_arc_sine(dp_graph *g, dp_val x);                  /* of 0 to 1, [N, n]: no runtime has Asin of float64 */
dp_val dp_divide_or_a(dp_graph *g, dp_val a, dp_val b);     /* a / b; a where b is 0: the divisor is 1 more there */
dp_val dp_softmax(dp_graph *g, dp_val z);                   /* over axis 1, as sklearn.utils.extmath.softmax */
dp_val dp_two_columns(dp_graph *g, dp_val p1);              /* [N] or [N,1] -> [N,2] of 1-p, p */
dp_val dp_sum_columns(dp_graph *g, dp_val p);             /* [N,C] -> [N,1], column after column */
dp_val dp_normalize_rows(dp_graph *g, dp_val p);            /* p / sum; a row of zeros becomes 1/C each */
/* Where(condition, yes, no) of float64, [N, width] each or a row or scalar: from both put side by side, for ONNX Runtime
 * 1.6 has no Where of float64. -0.0 may come out as 0.0. */
dp_val dp_choose(dp_graph *g, dp_val condition, dp_val yes, dp_val no);
dp_val dp_flat(dp_graph *g, dp_val x);                      /* [N,1] -> [N] */
dp_val dp_column(dp_graph *g, dp_val x);                    /* [N] -> [N,1] */
/* Sum over trees, in order, of the table's row each leaf names: [N, width]; then / divisor where it is not 0.
 * base: a first row added before the trees ([width]), NULL: none. */
dp_val dp_forest_sum(dp_graph *g, dp_val x, const dp_forest *forest, const double *table, uint64_t width,
                     const double *base, double divisor);
/* The same in float32, one number a row: [N, 1] float32, as XGBoost adds. */
dp_val dp_forest_sum_f32(dp_graph *g, dp_val x, const dp_forest *forest, const double *table, const double *base);
/* The same after a first summand that is computed: [N, width]. */
dp_val dp_forest_sum_from(dp_graph *g, dp_val x, const dp_forest *forest, const double *table, uint64_t width, dp_val first);

#endif
