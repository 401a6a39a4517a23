/* Trees as tables: the nodes of all trees of a forest in one array, the two children of a node side by side. Going down is a loop:
 * no recursion, no nested ifs for a compiler to choke on, and no jump that depends on a comparison, for a processor that has not
 * seen the row guesses half of these wrong.
 *
 * Numbers are compared as integers of the same order, the bits of a float with the negative ones turned round. So NaN can be
 * above all or below all, as the node wants it, and costs nothing on the way down. */
#include "export/c_writer.h"
#include "export/f32.h"

#include "graph/forest.h"

#include <inttypes.h>

enum {
    A_LINE = 6,
    MOST_LANES = 8,  /* trees that are walked at once: their loads do not wait for each other */
    SAME_DEPTH = 10, /* up to here all trees are gone down as far as the deepest: cheaper than to ask who has arrived */
};

struct layout {
    uint32_t *order; /* nodes of one tree in the order of the table */
    uint32_t *at;    /* where in the tree's part of the table each is */
    uint32_t *depth; /* of each */
    uint32_t *stack;
};

struct forest_writer {
    dp_c_writer *w;
    const dp_forest *forest;
    size_t f;             /* number of the node, which ends its names */
    bool single;          /* float32 is compared */
    struct layout layout;
    uint32_t depth;       /* of the deepest */
    uint32_t *key;        /* [2 * feature + NaN goes left] number of the key */
    uint32_t *column;     /* [key] back */
    uint32_t n_keys;
};

/* Children come in pairs, a pair as soon as its parent's place is left; the left one's below come next. */
static uint32_t lay_out(struct forest_writer *s, const dp_tree *tree)
{
    const struct layout *l = &s->layout;
    uint32_t n = 1;
    uint32_t top = 0;
    l->stack[top++] = 0;
    l->at[0] = 0;
    l->order[0] = 0;
    l->depth[0] = 0;
    while (top != 0 && n < tree->n) {
        uint32_t i = l->stack[--top];
        if (dp_tree_has_row(tree, i)) {
            continue;
        }
        uint32_t child[] = {dp_tree_left(tree, i), dp_tree_right(tree, i)};
        for (int k = 0; k < 2; k++) {
            l->at[child[k]] = n;
            l->order[n++] = child[k];
            l->depth[child[k]] = l->depth[i] + 1;
            l->stack[top++] = child[1 - k];
        }
        s->depth = l->depth[i] + 1 > s->depth ? l->depth[i] + 1 : s->depth;
    }
    return n;
}

static uint64_t place_of_key(const dp_tree *tree, uint32_t i)
{
    return (uint64_t)dp_tree_feature(tree, i) * 2 + dp_tree_missing_left(tree, i);
}

/* Numbers what the nodes look at: a column, and whether NaN goes left. */
static bool collect_keys(struct forest_writer *s)
{
    uint64_t places = s->forest->n_features * 2;
    s->key = dp_take(s->w->ctx, places + 1, sizeof *s->key);
    s->column = dp_take_raw(s->w->ctx, places + 1, sizeof *s->column);
    if (s->key == NULL || s->column == NULL) {
        return false;
    }
    for (size_t t = 0; t < s->forest->n_trees; t++) {
        const dp_tree *tree = &s->forest->tree[t];
        for (uint32_t i = 0; i < tree->n; i++) {
            if (!dp_tree_has_row(tree, i)) {
                s->key[place_of_key(tree, i)] = 1;
            }
        }
    }
    for (uint64_t k = 0; k < places; k++) {
        if (s->key[k] != 0) {
            s->key[k] = s->n_keys;
            s->column[s->n_keys++] = (uint32_t)k;
        }
    }
    return true;
}

/* As put_keys has numbers. Nothing but a NaN that goes left is not above NaN. */
static int64_t key_of(double threshold, bool single)
{
    float f = single ? dp_f32_floor(threshold) : 0;
    int32_t narrow;
    int64_t wide;
    memcpy(&narrow, &f, sizeof narrow);
    memcpy(&wide, &threshold, sizeof wide);
    if (threshold != threshold) {
        return single ? INT32_MIN + 1 : INT64_MIN + 1;
    }
    return single ? (narrow < 0 ? INT32_MIN - narrow : narrow) : wide < 0 ? INT64_MIN - wide : wide;
}

/* {threshold, key, to the left child}; a leaf looks at the key that is below all, and stays where it is. */
static void put_tree(struct forest_writer *s, const dp_tree *tree, uint64_t from)
{
    dp_c_writer *w = s->w;
    const struct layout *l = &s->layout;
    uint32_t n = lay_out(s, tree);
    for (uint32_t k = 0; k < n && w->sink->rc == DP_OK; k++) {
        uint32_t i = l->order[k];
        dp_c_puts(w, (from + k) % A_LINE == 0 ? "\n    " : " ");
        if (dp_tree_has_row(tree, i)) {
            dp_c_putf(w, "{%" PRIu32 ", %" PRIu32 ", 0},", tree->row[i], s->n_keys);
        } else {
            dp_c_putf(w, "{%" PRId64 ", %" PRIu32 ", %" PRIu32 "},", key_of(dp_tree_threshold(tree, i), s->single),
                      s->key[place_of_key(tree, i)], l->at[dp_tree_left(tree, i)] - k);
        }
    }
}

static void put_nodes(struct forest_writer *s)
{
    dp_c_writer *w = s->w;
    const char *p = w->prefix;
    dp_c_putf(w, "static const struct %s_node%zu {\n", p, s->f);
    dp_c_putf(w, "    %s threshold; /* as %s_leaves%zu has numbers; of a leaf, its row of values */\n", s->single ? "int32_t" : "int64_t", p,
              s->f);
    dp_c_putf(w, "    %s key;\n", s->n_keys > UINT16_MAX ? "uint32_t" : "uint16_t");
    dp_c_putf(w, "    %s next; /* how far behind the left child is, the right one following; of a leaf, 0 */\n",
              s->forest->largest > UINT16_MAX ? "uint32_t" : "uint16_t");
    dp_c_putf(w, "} %s_trees%zu[%" PRIu64 "] = {", p, s->f, s->forest->n_nodes);
    uint64_t from = 0;
    for (size_t t = 0; t < s->forest->n_trees; t++) {
        put_tree(s, &s->forest->tree[t], from);
        from += s->forest->tree[t].n;
    }
    dp_c_puts(w, "\n};\n");
}

static void put_roots(const struct forest_writer *s)
{
    dp_c_writer *w = s->w;
    uint64_t from = 0;
    dp_c_putf(w, "static const uint32_t %s_root%zu[%zu] = {", w->prefix, s->f, s->forest->n_trees);
    for (size_t t = 0; t < s->forest->n_trees; t++) {
        dp_c_putf(w, "%s%" PRIu64, t == 0 ? "" : t % 16 == 0 ? ",\n    " : ", ", from);
        from += s->forest->tree[t].n;
    }
    dp_c_puts(w, "};\n");
}

/* The columns of the keys, doubled and 1 more where NaN goes left. */
static void put_columns(const struct forest_writer *s)
{
    dp_c_writer *w = s->w;
    if (s->n_keys == 0) {
        return;
    }
    dp_c_putf(w, "static const uint32_t %s_columns%zu[%" PRIu32 "] = {", w->prefix, s->f, s->n_keys);
    for (uint32_t k = 0; k < s->n_keys; k++) {
        dp_c_putf(w, "%s%" PRIu32, k == 0 ? "" : k % 16 == 0 ? ",\n    " : ", ", s->column[k]);
    }
    dp_c_puts(w, "};\n");
}

static void put_key(const struct forest_writer *s, int bits)
{
    dp_c_writer *w = s->w;
    const char *p = w->prefix;
    dp_c_for(w, "k", s->n_keys);
    dp_c_line(w, "const %s v = x[%s_columns%zu[k] / 2];", s->single ? "float" : "double", p, s->f);
    dp_c_line(w, "int%d_t i;", bits);
    dp_c_line(w, "memcpy(&i, &v, sizeof i);");
    dp_c_line(w, "i = i < 0 ? INT%d_MIN - i : i;", bits);
    if (s->forest->missing) {
        dp_c_line(w, "key[k] = v == v ? i : %s_columns%zu[k] %% 2 != 0 ? INT%d_MIN : INT%d_MAX;", p, s->f, bits, bits);
    } else {
        dp_c_line(w, "key[k] = v == v ? i : INT%d_MAX;", bits);
    }
    dp_c_end(w);
}

/* The numbers of a row as integers; the last is what leaves look at. */
static void put_keys(const struct forest_writer *s)
{
    int bits = s->single ? 32 : 64;
    dp_c_line(s->w, "int%d_t key[%" PRIu32 "];", bits, s->n_keys + 1);
    if (s->n_keys != 0) {
        put_key(s, bits);
    } else {
        dp_c_line(s->w, "(void)x;");
    }
    dp_c_line(s->w, "key[%" PRIu32 "] = INT%d_MIN;", s->n_keys, bits);
}

/* Trees t to t + lanes - 1. */
static void put_lanes(const struct forest_writer *s, size_t lanes)
{
    dp_c_writer *w = s->w;
    const char *p = w->prefix;
    bool same_depth = s->depth <= SAME_DEPTH;
    for (size_t k = 0; k < lanes; k++) {
        dp_c_line(w, "const struct %s_node%zu *n%zu = %s_trees%zu + %s_root%zu[t + %zu];", p, s->f, k, p, s->f, p, s->f, k);
    }
    if (same_depth) {
        dp_c_begin(w, "for (int depth = 0; depth < %" PRIu32 "; depth++)", s->depth);
    } else {
        dp_c_begin(w, "for (size_t moved = 1; moved != 0;)");
        dp_c_line(w, "moved = 0;");
    }
    for (size_t k = 0; k < lanes; k++) {
        if (same_depth) {
            dp_c_line(w, "n%zu += n%zu->next + (size_t)(key[n%zu->key] > n%zu->threshold);", k, k, k, k);
        } else {
            dp_c_line(w, "const size_t d%zu = n%zu->next + (size_t)(key[n%zu->key] > n%zu->threshold);", k, k, k, k);
            dp_c_line(w, "n%zu += d%zu;", k, k);
            dp_c_line(w, "moved |= d%zu;", k);
        }
    }
    dp_c_end(w);
    for (size_t k = 0; k < lanes; k++) {
        dp_c_line(w, "row[t + %zu] = n%zu->threshold;", k, k);
    }
}

static void put_walk(const struct forest_writer *s)
{
    dp_c_writer *w = s->w;
    size_t n = s->forest->n_trees;
    size_t rounds = (n + MOST_LANES - 1) / MOST_LANES;
    size_t lanes = rounds != 0 ? (n + rounds - 1) / rounds : 1; /* ten trees are twice five */
    dp_c_line(w, "static inline void %s_leaves%zu(const %s *x, int64_t *row)", w->prefix, s->f, s->single ? "float" : "double");
    dp_c_line(w, "{");
    w->depth++;
    put_keys(s);
    dp_c_begin(w, "for (size_t t = 0; t < %zu; t += %zu)", n / lanes * lanes, lanes);
    put_lanes(s, lanes);
    dp_c_end(w);
    if (n % lanes != 0) {
        dp_c_line(w, "const size_t t = %zu;", n / lanes * lanes);
        put_lanes(s, n % lanes);
    }
    dp_c_end(w);
}

void dp_c_forest(dp_c_writer *w, size_t f)
{
    const dp_node *node = &w->g->node[f];
    struct forest_writer s = {.w = w, .forest = node->forest, .f = f, .single = w->g->value[node->in[0]].type == DP_T_F32};
    if (s.forest->n_nodes > INT32_MAX || s.forest->n_features > INT32_MAX / 2) {
        dp_fail(w->ctx, DP_LIMIT, DP_NO_OFFSET, "too many nodes or features for 31 bits in C");
        return;
    }
    if (!collect_keys(&s)) {
        return;
    }
    struct layout *l = &s.layout;
    uint32_t most = s.forest->largest;
    l->order = dp_take_raw(w->ctx, most, sizeof *l->order);
    l->at = dp_take_raw(w->ctx, most, sizeof *l->at);
    l->depth = dp_take_raw(w->ctx, most, sizeof *l->depth);
    l->stack = dp_take_raw(w->ctx, (size_t)most + 1, sizeof *l->stack);
    if (l->order == NULL || l->at == NULL || l->depth == NULL || l->stack == NULL) {
        return;
    }
    put_nodes(&s);
    put_roots(&s);
    put_columns(&s);
    put_walk(&s);
    w->keys = s.n_keys > w->keys ? s.n_keys : w->keys;
}
