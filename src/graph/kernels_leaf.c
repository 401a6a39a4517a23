/* LEAF_ROWS: down every tree with every row. Tree after tree, so that one tree's records stay in the cache for all rows
 * of the block. */
#include "graph/forest.h"
#include "graph/kernels.h"

/* x <= threshold is asked in float64 whatever the type of x: scikit-learn compares a float32 value with the float64
 * threshold. */
static inline double at(const dp_tensor *x, uint64_t i)
{
    return x->type == DP_T_F64 ? ((const double *)x->data)[i] : (double)((const float *)x->data)[i];
}

/* Any layout. A tree read from a file was checked: children come after their parents, so this ends. */
static uint32_t walk(const dp_tree *tree, const dp_tensor *x, uint64_t row)
{
    uint32_t i = 0;
    while (!dp_tree_is_leaf(tree, i)) {
        double v = at(x, row * x->shape.dim[1] + dp_tree_feature(tree, i));
        bool left = v <= dp_tree_threshold(tree, i) || (v != v && dp_tree_missing_left(tree, i));
        i = left ? dp_tree_left(tree, i) : dp_tree_right(tree, i);
    }
    return i;
}

/* The layouts of scikit-learn's own records: 8-byte indices, double threshold, x in float32. One load a field. */
static uint32_t walk_sklearn(const dp_tree *tree, const float *x)
{
    const dp_tree_layout l = tree->at;
    const uint8_t *node = tree->node;
    int64_t left = (int64_t)dp_load64(node + l.left);
    while (left >= 0) {
        double v = (double)x[dp_load64(node + l.feature)];
        bool goes_left = v <= dp_loadf64(node + l.threshold);
        if (v != v) {
            goes_left = l.missing != DP_NO_MISSING && node[l.missing] != 0;
        }
        uint64_t next = goes_left ? (uint64_t)left : dp_load64(node + l.right);
        node = tree->node + next * l.stride;
        left = (int64_t)dp_load64(node + l.left);
    }
    return (uint32_t)((size_t)(node - tree->node) / l.stride);
}

bool dp_kernel_leaf_rows(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    const dp_forest *forest = node->forest;
    int64_t *to = out->data;
    uint64_t rows = in->shape.dim[0];
    for (size_t t = 0; t < forest->n_trees; t++) {
        const dp_tree *tree = &forest->tree[t];
        bool usual = tree->at.index_size == 8 && tree->at.threshold_size == 8 && tree->feature == NULL
                     && in->type == DP_T_F32;
        for (uint64_t r = 0; r < rows; r++) {
            uint32_t leaf = usual ? walk_sklearn(tree, (const float *)in->data + r * in->shape.dim[1])
                                  : walk(tree, in, r);
            to[r * forest->n_trees + t] = tree->row[leaf];
        }
    }
    return true;
}
