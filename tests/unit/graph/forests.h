/* Small trees for tests, in scikit-learn's own records. */
#ifndef TEST_FORESTS_H
#define TEST_FORESTS_H

#include "graph/forest.h"

#include <math.h>

/* The node record of scikit-learn 1.3 and newer. */
typedef struct test_node {
    int64_t left, right, feature;
    double threshold, impurity;
    int64_t n_samples;
    double weighted;
    uint8_t missing_left, padding[7];
} test_node;

static const dp_tree_layout test_layout = {
    .stride = sizeof(test_node), .left = 0, .right = 8, .feature = 16, .threshold = 24, .missing = 56,
    .index_size = 8, .threshold_size = 8,
};

static inline uint64_t test_random(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Thresholds that float32 cannot hold, that it can, and the ends of both. */
static inline double test_threshold(uint64_t *state)
{
    static const double tricky[] = {0.0, -0.0, 1e-310, -1e-310, 1e-42, 0.1, 0.10000000149011612, 0.10000000149011613,
                                    1e300, -1e300, 3.4e38, -3.4e38};
    uint64_t r = test_random(state);
    return r % 3 == 0 ? tricky[(r >> 8) % 12] : (double)(int64_t)(r >> 11) * 0x1p-50 - 4;
}

/* A tree in preorder, `deep` levels at most. most: room at `node`. Returns how many nodes. */
static inline uint32_t test_grow(test_node *node, int deep, uint64_t width, uint64_t *state)
{
    enum { LEVELS = 12 };
    uint32_t open[LEVELS + 1];
    int level[LEVELS + 1];
    int top = 0;
    int at = 0;
    uint32_t n = 0;
    for (;;) {
        test_node *now = &node[n];
        *now = (test_node){.left = -1, .right = -1, .feature = -2, .threshold = -2};
        if (at < deep && test_random(state) % 8 != 0) {
            now->feature = (int64_t)(test_random(state) % width);
            now->threshold = test_threshold(state);
            now->missing_left = test_random(state) % 2;
            now->left = n + 1;
            level[top] = ++at;
            open[top++] = n++;
            continue;
        }
        n++;
        if (top == 0) {
            return n;
        }
        at = level[--top];
        node[open[top]].right = n;
    }
}

/* trees of up to `deep` levels over `width` features, whose leaf values are rows of `outputs` doubles out of `values`
 * different ones. */
static inline const dp_forest *test_forest(dp_ctx *ctx, size_t trees, int deep, uint64_t width, uint64_t outputs,
                                           unsigned values, uint64_t seed, const double **table)
{
    dp_forest_builder *b = dp_forest_begin(ctx, trees, width, outputs);
    for (size_t t = 0; t < trees; t++) {
        test_node *node = dp_take(ctx, (size_t)2 << deep, sizeof *node);
        dp_tree tree = {.node = (const uint8_t *)node, .n = test_grow(node, deep, width, &seed), .at = test_layout};
        double *rows = dp_take(ctx, tree.n * outputs, sizeof *rows);
        for (uint64_t i = 0; i < tree.n * outputs; i++) {
            rows[i] = (double)(test_random(&seed) % values) / 7;
        }
        dp_forest_add(b, &tree, rows, outputs);
    }
    return dp_forest_end(b, table);
}

/* Rows near thresholds, some NaN. */
static inline double *test_rows(dp_ctx *ctx, uint64_t rows, uint64_t width, uint64_t seed)
{
    double *x = dp_take(ctx, rows * width, sizeof *x);
    for (uint64_t i = 0; i < rows * width; i++) {
        double v = test_threshold(&seed);
        x[i] = test_random(&seed) % 20 == 0 ? (double)NAN : v > 3e38 ? 3e38 : v < -3e38 ? -3e38 : v;
    }
    return x;
}

#endif
