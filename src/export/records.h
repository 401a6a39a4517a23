/* Trees as pictures and statistics need them: node records of scikit-learn's Tree objects where they lie, or those of the
 * computation (graph/forest.h) for models whose trees are kept in another way. For export/ and page/ only.
 *
 * Nothing here was checked by a converter: a child that does not stand behind its parent is none, and the node is a leaf. */
#ifndef DP_EXPORT_RECORDS_H
#define DP_EXPORT_RECORDS_H

#include "graph/graph.h"
#include "model/model.h"

/* A field of the records. size 0: they have none. */
typedef struct dp_record_field_at {
    uint16_t offset;
    uint8_t size;
    bool swapped, real;
} dp_record_field_at;

typedef struct dp_record_tree {
    const uint8_t *node;
    uint32_t n;
    uint32_t stride;
    dp_record_field_at left, right, feature, threshold, impurity, samples, weight;
    const uint32_t *map;      /* feature to column; NULL: itself */
    dp_heap *heap;            /* of values */
    const dp_array *values;   /* [n, …] float64 in C order; NULL: none, or rows */
    const uint32_t *row;      /* of a leaf, into table; NULL */
    const double *table;
    uint64_t n_rows;
    uint64_t width;           /* numbers of one node's value */
    uint64_t outputs;         /* that the value is of, where it is one of scikit-learn's own; of several, the first is drawn */
    uint64_t n_features;
    bool counts;              /* a classifier's values: weights of classes, or fractions */
} dp_record_tree;

/* All trees of an estimator, in its own order. */
typedef struct dp_record_forest {
    size_t n;
    const dp_record_tree *tree;
    uint64_t n_features;
    bool own;                 /* scikit-learn's Tree objects, with impurity and weights */
} dp_record_forest;

/* Those that stand in tree_ of the estimator, or of those in its estimators_. n 0: none. In the arena. */
void dp_record_forest_of(dp_ctx *ctx, dp_heap *heap, dp_id estimator, dp_record_forest *out);
/* Those of a computation. */
void dp_record_forest_in(dp_ctx *ctx, const dp_graph *g, dp_record_forest *out);

/* Children of node i; false: it is a leaf. */
bool dp_record_children(const dp_record_tree *t, uint32_t i, uint32_t *left, uint32_t *right);
uint64_t dp_record_feature(const dp_record_tree *t, uint32_t i);
double dp_record_number(const dp_record_tree *t, const dp_record_field_at *field, uint32_t i);
/* Number k of node i's value. k < width. NaN where there is none. */
double dp_record_value(const dp_record_tree *t, uint32_t i, uint64_t k);

#endif
