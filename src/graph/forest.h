/* Trees: reading their node records, and gathering many of them into one forest with one table of leaf values.
 *
 * Converters build a forest like this, in resolve (s->ctx) or in emit (g->ctx):
 *
 *     dp_forest_builder *b = dp_forest_begin(ctx, n_trees, n_features, width);
 *     for each tree:  dp_forest_add(b, &tree, values, width);        tree.row is not looked at
 *     const double *table;
 *     const dp_forest *forest = dp_forest_end(b, &table);            NULL: the error is in ctx
 *     y = dp_forest_sum(g, x32, forest, table, width, NULL, n_trees);
 *
 * Equal rows of leaf values (byte by byte, so that -0.0 and 0.0 differ) are kept once for the whole forest; of a million leaves
 * and more of which hardly two are alike, most only as they come. Where an
 * estimator sums from 0.0, add 0.0 to each value beforehand: 0.0 + -0.0 is 0.0. */
#ifndef DP_GRAPH_FOREST_H
#define DP_GRAPH_FOREST_H

#include "graph/graph.h"

typedef struct dp_forest_builder dp_forest_builder;

/* Sticky: NULL is passed on by all three, and after a fault nothing more happens. width: doubles in a row. */
dp_forest_builder *dp_forest_begin(dp_ctx *ctx, size_t n_trees, uint64_t n_features, uint64_t width);

/* Adds one tree, at most n_trees of them. Its nodes must have been checked: children in (i, n), each with one parent,
 * features below n_features (after the map). Node i's row of values is the `width` doubles at values + i * stride;
 * only rows of leaves are read, and none is kept by address. */
void dp_forest_add(dp_forest_builder *b, const dp_tree *tree, const double *values, size_t stride);

/* The same with rows made one by one: `fill` writes the row of node i, a leaf, to row[0 … width). */
typedef void dp_leaf_fill(const void *self, uint32_t i, double *row);
void dp_forest_add_filled(dp_forest_builder *b, const dp_tree *tree, dp_leaf_fill *fill, const void *self);

/* For a forest made without a builder: counts one more tree into it. */
void dp_forest_count(dp_forest *forest, const dp_tree *tree);

/* More columns than n_features were made of them in the meantime. */
void dp_forest_widen(dp_forest_builder *b, uint64_t n_features);
/* Has no tree been added? */
bool dp_forest_is_empty(const dp_forest_builder *b);

/* *table: n_rows x width doubles, in the arena. */
const dp_forest *dp_forest_end(dp_forest_builder *b, const double **table);

/* Fields of node i. i < tree->n. The left and right of a leaf mean nothing but that left is negative. */
static inline int64_t dp_tree_index(const dp_tree *tree, uint32_t i, uint16_t at)
{
    const uint8_t *p = tree->node + (size_t)i * tree->at.stride + at;
    return tree->at.index_size == 8 ? (int64_t)dp_load64(p) : (int64_t)(int32_t)dp_load32(p);
}

static inline bool dp_tree_is_leaf(const dp_tree *tree, uint32_t i)
{
    return dp_tree_index(tree, i, tree->at.left) < 0;
}

static inline uint32_t dp_tree_left(const dp_tree *tree, uint32_t i)
{
    return (uint32_t)dp_tree_index(tree, i, tree->at.left);
}

static inline uint32_t dp_tree_right(const dp_tree *tree, uint32_t i)
{
    return (uint32_t)dp_tree_index(tree, i, tree->at.right);
}

/* The column of x that an inner node looks at. */
static inline uint32_t dp_tree_feature(const dp_tree *tree, uint32_t i)
{
    uint32_t f = (uint32_t)dp_tree_index(tree, i, tree->at.feature);
    return tree->feature != NULL ? tree->feature[f] : f;
}

static inline double dp_tree_threshold(const dp_tree *tree, uint32_t i)
{
    const uint8_t *p = tree->node + (size_t)i * tree->at.stride + tree->at.threshold;
    return tree->at.threshold_size == 8 ? dp_loadf64(p) : (double)dp_loadf32(p);
}

/* Is node i of a tree whose rows are numbered a leaf? Asks the rows, which lie closer together than the nodes. */
static inline bool dp_tree_has_row(const dp_tree *tree, uint32_t i)
{
    return tree->row[i] != DP_NO_ROW;
}

/* Does NaN go left? */
static inline bool dp_tree_missing_left(const dp_tree *tree, uint32_t i)
{
    return tree->at.missing != DP_NO_MISSING && tree->node[(size_t)i * tree->at.stride + tree->at.missing] != 0;
}

#endif
