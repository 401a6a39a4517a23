#include "converters/common/flat_tree.h"
#include "objects.h"

#include <math.h>

static bool make(const dp_flat_node *node, uint32_t n, bool all, dp_flat_tree *out, dp_heap **heap)
{
    *heap = new_heap();
    dp_state s = dp_state_top(*heap, dp_obj_new(*heap, DP_K_DICT, 0), "");
    bool good = dp_flat_tree_make(&s, "nodes", node, n, 3, all, out);
    cr_assert_eq(s.failed, !good);
    return good;
}

/* 0: x[2] <= 1 ? 3 : 1    1: x[0] <= 2 ? 4 : 2    2, 3, 4: leaves */
static const dp_flat_node SOUND[5] = {
    {.left = 3, .right = 1, .feature = 2, .threshold = 1.0, .missing_left = 1},
    {.left = 4, .right = 2, .feature = 0, .threshold = 2.0},
    {.left = -1, .right = -1}, {.left = -1, .right = -1}, {.left = -1, .right = -1},
};

Test(flat_tree, puts_nodes_in_preorder)
{
    dp_heap *heap;
    dp_flat_tree out;
    cr_assert(make(SOUND, 5, true, &out, &heap));
    static const uint32_t origin[] = {0, 3, 1, 4, 2};
    cr_assert_eq(out.tree.n, 5);
    cr_assert_arr_eq(out.origin, origin, sizeof origin);
    cr_assert_eq(dp_tree_left(&out.tree, 0), 1);
    cr_assert_eq(dp_tree_right(&out.tree, 0), 2);
    cr_assert_eq(dp_tree_feature(&out.tree, 0), 2);
    cr_assert(dp_tree_missing_left(&out.tree, 0));
    cr_assert(dp_tree_is_leaf(&out.tree, 1));
    cr_assert_eq(dp_tree_left(&out.tree, 2), 3);
    cr_assert_eq(dp_tree_right(&out.tree, 2), 4);
    cr_assert_float_eq(dp_tree_threshold(&out.tree, 2), 2.0, 0);
}

/* One change to the sound tree, and what must be said of it. */
static void refuse(uint32_t i, dp_flat_node node, uint32_t n, const char *why)
{
    dp_heap *heap;
    dp_flat_tree out;
    dp_flat_node bent[5];
    memcpy(bent, SOUND, sizeof bent);
    bent[i] = node;
    cr_assert(!make(bent, n, true, &out, &heap));
    cr_assert_eq(dp_failed(dp_heap_ctx(heap)), DP_CORRUPT);
    const char *what = dp_ctx_record(dp_heap_ctx(heap))->what;
    cr_assert_not_null(strstr(what, why), "%s", what);
}

Test(flat_tree, refuses_what_is_no_tree)
{
    dp_flat_node split = SOUND[1];
    split.left = 0;
    refuse(1, split, 5, "two"); /* back to the root */
    split.left = 3;
    refuse(1, split, 5, "two"); /* two parents */
    split.left = 5;
    refuse(1, split, 5, "two children");
    split.left = split.right;
    refuse(1, split, 5, "two children");
    split = SOUND[1];
    split.right = -1;
    refuse(1, split, 5, "two children");
    split = SOUND[1];
    split.feature = 3;
    refuse(1, split, 5, "feature");
    split.feature = -1;
    refuse(1, split, 5, "feature");
    split = SOUND[1];
    split.threshold = (double)NAN;
    refuse(1, split, 5, "NaN");
    refuse(1, SOUND[2], 5, "3 of 5"); /* two that nobody leads to */
    refuse(0, SOUND[0], 0, "from 1");
}

Test(flat_tree, leaves_out_what_is_not_reached)
{
    dp_heap *heap;
    dp_flat_tree out;
    dp_flat_node bent[5];
    memcpy(bent, SOUND, sizeof bent);
    bent[1] = SOUND[2];
    cr_assert(make(bent, 5, false, &out, &heap));
    cr_assert_eq(out.tree.n, 3);
}
