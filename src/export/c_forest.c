/* Trees as tables: the nodes of all trees of a forest in one array, each tree from its root, left child behind its parent.
 * Going down is a loop: no recursion, no nested ifs for a compiler to choke on. */
#include "export/c_writer.h"

#include "graph/forest.h"

#include <inttypes.h>
#include <math.h>

enum { A_LINE = 6 };

struct layout {
    uint32_t *order;  /* nodes of one tree in the order of the table */
    uint32_t *at;     /* where in the tree's part of the table each is */
    uint32_t *stack;
};

/* Left first, so that the left child needs no number. */
static uint32_t lay_out(const struct layout *l, const dp_tree *tree)
{
    uint32_t n = 0;
    uint32_t top = 0;
    l->stack[top++] = 0;
    while (top != 0 && n < tree->n) {
        uint32_t i = l->stack[--top];
        l->at[i] = n;
        l->order[n++] = i;
        if (!dp_tree_is_leaf(tree, i)) {
            l->stack[top++] = dp_tree_right(tree, i);
            l->stack[top++] = dp_tree_left(tree, i);
        }
    }
    return n;
}

/* The greatest float32 that is not above the threshold: a float32 is below one as it is below the other. */
static double rounded_down(double threshold)
{
    float f = (float)threshold;
    return (double)((double)f > threshold ? nextafterf(f, -INFINITY) : f);
}

/* {threshold, feature, right}; of a leaf {0, -1, row}. Where NaN may go left the feature is doubled, the flag its last bit. */
static void put_tree(dp_c_writer *w, const struct layout *l, const dp_tree *tree, uint64_t from, bool single, bool missing)
{
    uint32_t n = lay_out(l, tree);
    for (uint32_t k = 0; k < n && w->sink->rc == DP_OK; k++) {
        uint32_t i = l->order[k];
        dp_c_puts(w, (from + k) % A_LINE == 0 ? "\n    {" : " {");
        if (dp_tree_is_leaf(tree, i)) {
            dp_c_putf(w, "0, -1, %" PRIu32 "},", tree->row[i]);
            continue;
        }
        uint64_t feature = dp_tree_feature(tree, i);
        feature = missing ? feature * 2 + dp_tree_missing_left(tree, i) : feature;
        double threshold = dp_tree_threshold(tree, i);
        dp_c_float(w, single ? rounded_down(threshold) : threshold, single);
        dp_c_putf(w, ", %" PRIu64 ", %" PRIu64 "},", feature, from + l->at[dp_tree_right(tree, i)]);
    }
}

static void put_roots(dp_c_writer *w, const dp_forest *forest, size_t f)
{
    uint64_t from = 0;
    dp_c_putf(w, "static const uint32_t %s_root%zu[%zu] = {", w->prefix, f, forest->n_trees);
    for (size_t t = 0; t < forest->n_trees; t++) {
        dp_c_putf(w, "%s%" PRIu64, t == 0 ? "" : t % 16 == 0 ? ",\n    " : ", ", from);
        from += forest->tree[t].n;
    }
    dp_c_puts(w, "};\n");
}

static void put_walk(dp_c_writer *w, const dp_forest *forest, size_t f, bool single, bool missing)
{
    const char *p = w->prefix;
    const char *type = single ? "float" : "double";
    dp_c_begin(w, "static inline void %s_leaves%zu(const %s *x, int64_t *row)", p, f, type);
    dp_c_for(w, "t", forest->n_trees);
    dp_c_line(w, "const struct %s_node%zu *node = %s_trees%zu + %s_root%zu[t];", p, f, p, f, p, f);
    dp_c_begin(w, "while (node->feature >= 0)");
    dp_c_line(w, "const %s v = x[node->feature%s];", type, missing ? " >> 1" : "");
    dp_c_line(w, "node = v <= node->threshold%s ? node + 1 : %s_trees%zu + node->next;",
              missing ? " || (v != v && (node->feature & 1) != 0)" : "", p, f);
    dp_c_end(w);
    dp_c_line(w, "row[t] = (int64_t)node->next;");
    dp_c_end(w);
    dp_c_end(w);
}

void dp_c_forest(dp_c_writer *w, size_t f)
{
    const dp_node *node = &w->g->node[f];
    const dp_forest *forest = node->forest;
    bool single = w->g->value[node->in[0]].type == DP_T_F32;
    bool missing = forest->missing;
    uint32_t most = forest->largest;
    struct layout l = {dp_take_raw(w->ctx, most, sizeof *l.order), dp_take_raw(w->ctx, most, sizeof *l.at),
                       dp_take_raw(w->ctx, (size_t)most + 1, sizeof *l.stack)};
    if (l.order == NULL || l.at == NULL || l.stack == NULL) {
        return;
    }
    if (forest->n_nodes > UINT32_MAX || forest->n_features > INT32_MAX / 2) {
        dp_fail(w->ctx, DP_LIMIT, DP_NO_OFFSET, "too many nodes or features for 32 bits in C");
        return;
    }
    dp_c_putf(w, "static const struct %s_node%zu {\n    %s threshold;\n    int32_t feature; /* -1: a leaf%s */\n", w->prefix, f,
              single ? "float" : "double", missing ? "; else doubled, and 1 where NaN goes left" : "");
    dp_c_putf(w, "    uint32_t next;   /* the right child, the left one is behind its parent; of a leaf, its row of values */\n");
    dp_c_putf(w, "} %s_trees%zu[%" PRIu64 "] = {", w->prefix, f, forest->n_nodes);
    uint64_t from = 0;
    for (size_t t = 0; t < forest->n_trees; t++) {
        put_tree(w, &l, &forest->tree[t], from, single, missing);
        from += forest->tree[t].n;
    }
    dp_c_puts(w, "\n};\n");
    put_roots(w, forest, f);
    put_walk(w, forest, f, single, missing);
}
