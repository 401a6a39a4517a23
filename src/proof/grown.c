#include "proof/grown.h"

dp_grown_tree *dp_grown_add(dp_prover *p, dp_grown *g, uint64_t output, uint32_t n)
{
    dp_grown_tree *tree = dp_grow(p->ctx, &g->tree, g->n, sizeof *tree);
    if (tree == NULL) {
        dp_refute(p, "out of memory");
        return NULL;
    }
    *tree = (dp_grown_tree){.n = n, .output = output};
    tree->node = dp_take(p->ctx, n, sizeof *tree->node);
    tree->value = dp_take(p->ctx, n, sizeof *tree->value);
    if (n == 0 || tree->node == NULL || tree->value == NULL) {
        dp_refute(p, "a tree without nodes");
        return NULL;
    }
    g->n++;
    return tree;
}

static bool set_holds(dp_prover *p, const void *self, const dp_src_tree *tree, const dp_src_node *node, int32_t column)
{
    const dp_grown *g = self;
    (void)tree;
    bool known = g->columns != NULL && node->set >= 0 && (uint64_t)node->set < g->sets.n;
    return known ? dp_set_is(p, g->columns, (uint64_t)node->feature, &g->sets.at[node->set], column)
                 : dp_refute(p, "a split by category without a set");
}

struct judged {
    const dp_grown *all;
    const dp_grown_tree *tree;
    dp_tree_sum sum;
};

static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    const struct judged *j = self;
    (void)p;
    (void)tree;
    return dp_row_is(&j->sum, row, &j->tree->value[i]);
}

static bool tree_holds(dp_prover *p, struct judged *j, uint64_t t, const dp_grown_tree *tree)
{
    const dp_src_tree source = {.spelled = tree->node, .n = tree->n, .n_features = p->n_features, .same_set = set_holds, .self = j->all};
    j->tree = tree;
    return dp_tree_same(p, &j->sum.forest, t, &source, leaf_holds, j);
}

bool dp_is_grown_sum(dp_prover *p, const dp_grown *g, uint64_t output, const dp_near *first, dp_span name)
{
    static const dp_near zero = {0, 0};
    struct judged j = {.all = g};
    uint64_t row;
    uint64_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        n += g->tree[i].output == output;
    }
    uint64_t all = n + (first != NULL) + (n == 0);
    if (!(g->single ? dp_is_tree_sum_f32(p, name, all, &j.sum) : dp_is_tree_sum(p, name, all, 1, &j.sum))) {
        return false;
    }
    uint64_t t = 0;
    for (; t < all - n; t++) {
        if (!dp_tree_constant(p, &j.sum.forest, t, &row) || !dp_row_is_near(&j.sum, row, first != NULL && t == 0 ? first : &zero)) {
            return dp_refute(p, "output %llu: the file begins with another number", (unsigned long long)output);
        }
    }
    for (size_t i = 0; i < g->n; i++) {
        if (g->tree[i].output == output && !tree_holds(p, &j, t++, &g->tree[i])) {
            return false;
        }
    }
    return dp_trees_done(p, &j.sum.forest);
}
