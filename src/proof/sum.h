/* Sums over trees: for each row of the input, the rows of a table that its leaves name, added in the order of the trees.
 *
 *     Gather(table, leaf rows of the one tree)
 *     ReduceSum(Gather(table, Transpose(leaf rows)), axis 0)
 *
 * ReduceSum over the first axis adds tree after tree, as scikit-learn does. */
#ifndef DP_PROOF_SUM_H
#define DP_PROOF_SUM_H

#include "proof/trees.h"

typedef struct dp_tree_sum {
    dp_file_forest forest;
    const dp_form_tensor *table; /* [rows, width] float64 */
    uint64_t width;
    bool single;                 /* rows, and sums, are float32 */
} dp_tree_sum;

/* The value [N, width] is the sum over these many trees. */
bool dp_is_tree_sum(dp_prover *p, dp_span name, uint64_t n_trees, uint64_t width, dp_tree_sum *out);
/* The same of one number a row, each step in float32. */
bool dp_is_tree_sum_f32(dp_prover *p, dp_span name, uint64_t n_trees, dp_tree_sum *out);
/* The value [N, width] is *first [N, width] and then the sum over these many trees, added in this order. */
bool dp_is_tree_sum_from(dp_prover *p, dp_span name, uint64_t n_trees, uint64_t width, dp_tree_sum *out, dp_span *first);
/* Row number `row` of the table holds exactly these numbers. */
bool dp_row_is(const dp_tree_sum *sum, uint64_t row, const double *numbers);
/* Numbers near these. */
bool dp_row_is_near(const dp_tree_sum *sum, uint64_t row, const dp_near *numbers);

#endif
