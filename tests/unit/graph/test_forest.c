/* One table of leaf values for many trees. */
#include "forests.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

enum { LEAVES = 150000, TREES = 10 }; /* a million leaves in eight trees */

/* A tree in preorder whose left children are all leaves. */
static dp_tree comb(dp_ctx *ctx, uint32_t leaves)
{
    uint32_t n = 2 * leaves - 1;
    test_node *node = dp_take(ctx, n, sizeof *node);
    for (uint32_t i = 0; i < n; i++) {
        bool inner = i % 2 == 0 && i + 1 < n;
        node[i] = (test_node){.left = inner ? (int64_t)i + 1 : -1, .right = inner ? (int64_t)i + 2 : -1, .feature = inner ? 0 : -2};
    }
    return (dp_tree){.node = (const uint8_t *)node, .n = n, .at = test_layout};
}

static void fill(const void *self, uint32_t i, double *row)
{
    const uint32_t *first = self;
    row[0] = (double)*first + i;
}

static dp_ctx *large_ctx(void)
{
    dp_limits limits = dp_limits_default(0);
    limits.arena_base = 1 << 30;
    return dp_ctx_new(&limits);
}

/* A forest whose tree t has the leaves first[t] + i: each its own within the tree. */
static const dp_forest *combs(dp_ctx *ctx, const uint32_t *first, const double **table)
{
    dp_tree tree = comb(ctx, LEAVES);
    dp_forest_builder *b = dp_forest_begin(ctx, TREES, 1, 1);
    for (size_t t = 0; t < TREES; t++) {
        dp_forest_add_filled(b, &tree, fill, &first[t]);
    }
    const dp_forest *forest = dp_forest_end(b, table);
    cr_assert_not_null(forest, "%s", dp_ctx_record(ctx)->what);
    return forest;
}

static void expect_values(const dp_forest *forest, const double *table, const uint32_t *first)
{
    for (size_t t = 0; t < TREES; t++) {
        const dp_tree *tree = &forest->tree[t];
        for (uint32_t i = 0; i < tree->n; i++) {
            bool leaf = dp_tree_is_leaf(tree, i);
            cr_assert_eq(leaf, tree->row[i] != DP_NO_ROW);
            cr_assert(!leaf || (tree->row[i] < forest->n_rows && table[tree->row[i]] == (double)first[t] + i), "tree %zu, %u", t, i);
        }
    }
}

Test(forest, leaves_of_like_trees_are_kept_once)
{
    static const uint32_t first[TREES];
    const double *table;
    dp_ctx *ctx = large_ctx();
    const dp_forest *forest = combs(ctx, first, &table);
    cr_expect_eq(forest->n_rows, LEAVES);
    expect_values(forest, table, first);
    dp_ctx_free(ctx);
}

/* To look for them costs more than all else. The last tree is like the first one, and has rows of its own. */
Test(forest, a_million_leaves_that_all_differ_are_not_looked_for)
{
    uint32_t first[TREES];
    const double *table;
    for (uint32_t t = 0; t < TREES; t++) {
        first[t] = t % (TREES - 1) * 2 * LEAVES;
    }
    dp_ctx *ctx = large_ctx();
    const dp_forest *forest = combs(ctx, first, &table);
    cr_expect_eq(forest->n_rows, TREES * LEAVES);
    expect_values(forest, table, first);
    dp_ctx_free(ctx);
}

/* Of few leaves all are looked for, however different they are. */
Test(forest, few_leaves_are_always_kept_once)
{
    dp_ctx *ctx = test_ctx();
    dp_tree tree = comb(ctx, 1000);
    dp_forest_builder *b = dp_forest_begin(ctx, 20, 1, 1);
    const double *table;
    for (uint32_t t = 0; t < 20; t++) {
        uint32_t first = t % 19 * 2000;
        dp_forest_add_filled(b, &tree, fill, &first);
    }
    cr_expect_eq(dp_forest_end(b, &table)->n_rows, 19000);
}
