/* Trees of the file, whatever form they have there, and the walk that compares one of them with scikit-learn's, from the
 * root down, node for node. */
#ifndef DP_PROOF_TREES_H
#define DP_PROOF_TREES_H

#include "proof/source.h"

typedef struct dp_file_forest {
    uint64_t n_trees;
    uint32_t n;               /* nodes of all trees: inner ones and leaves */
    uint32_t first_leaf;      /* `row` tells of nodes from this on; 0 where leaves stand among the others */
    const int32_t *left, *right; /* of an inner node; left is negative for a leaf */
    const int32_t *feature;
    bool wide;                /* compares float64 */
    const uint8_t *split;     /* float32, or float64 where wide; unaligned */
    const uint8_t *missing;   /* NaN goes left; NULL: never */
    const uint32_t *row;      /* of a leaf: the row of the table of leaf values that it names */
    const int32_t *leaf_tree; /* of a leaf that several nodes of its tree may share; NULL: no leaf is shared */
    const int32_t *root;      /* of each tree */
    uint8_t *seen;            /* nodes that were compared */
    const int32_t *map;       /* NULL, or the row is map[first[tree] + row] */
    const int64_t *first;
    uint64_t n_map;
} dp_file_forest;

/* The value is, for each row and tree, the row of the table: int64 [N, n_trees], computed from what the trees look at by a
 * tree operator or the steps that stand for it. */
bool dp_is_leaf_rows(dp_prover *p, dp_span name, dp_file_forest *out);
/* The three forms it may have, by the value before the last Cast. */
bool dp_trees_ml1(dp_prover *p, dp_form_node *node, dp_file_forest *out);
bool dp_trees_ml5(dp_prover *p, dp_form_node *node, dp_file_forest *out);
bool dp_trees_steps(dp_prover *p, dp_span name, dp_file_forest *out);

/* Judges a leaf: node i of the pickle's tree leads to this row of the file's table. */
typedef bool dp_leaf_proof(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row);

/* Tree t of the file is this tree. For every input both take the same way, because for float32 x
 *     x <= threshold   is   x <= the largest float32 that is not above the threshold,
 * the features are the same columns, and NaN goes to the same side. */
bool dp_tree_same(dp_prover *p, dp_file_forest *f, uint64_t t, const dp_src_tree *tree, dp_leaf_proof *leaf, void *self);
/* A tree of one leaf that leads to *row. */
bool dp_tree_constant(dp_prover *p, dp_file_forest *f, uint64_t t, uint64_t *row);
/* Nothing in the file's trees is left that was not compared. */
bool dp_trees_done(dp_prover *p, const dp_file_forest *f);

/* For the forms: a whole number that a float32 holds. */
bool dp_leaf_number(double weight, uint32_t *out);
/* Number i of an array of float32, or of float64. */
double dp_real_at(const uint8_t *p, bool wide, uint64_t i);

#endif
