/* RandomTreesEmbedding: one column for each leaf of each tree, 1 where the sample reaches it. Dense here, whatever
 * sparse_output says. The columns of a tree are its leaves' node numbers as its OneHotEncoder knows them:
 *   categories_[tree]                     sorted node numbers (0.20-)
 *   active_features_, feature_indices_    positions feature_indices_[tree] + node number that were met (-0.21) */
#include "converters/common/tree.h"
#include "graph/ports.h"

#include <inttypes.h>

struct tree_embedding {
    dp_forest *forest;
    dp_tree *tree;        /* forest's: tree[t].row gives a leaf's column */
    int64_t *column_tree; /* [columns] the tree a column belongs to */
    int64_t *column;      /* [columns] 0, 1, 2 … */
    uint64_t n_columns;
};

struct columns {
    const int64_t *from; /* [trees + 1] first column of each tree */
    const int64_t *leaf; /* [columns] node number */
};

static bool take_columns(dp_state *s, size_t n_trees, uint64_t n_columns, int64_t **from, int64_t **leaf)
{
    *from = dp_state_take(s, n_trees + 1, sizeof **from);
    *leaf = dp_state_take(s, n_columns, sizeof **leaf);
    return *from != NULL && *leaf != NULL;
}

static struct columns read_categories(dp_state *encoder, size_t n_trees)
{
    size_t n = 0;
    uint64_t n_columns = 0;
    const dp_id *lists = dp_items_of(encoder, dp_need(encoder, "categories_"), "categories_", &n);
    if (!encoder->failed && n != n_trees) {
        dp_corrupt(encoder, "categories_: expected %zu arrays, one a tree, found %zu", n_trees, n);
    }
    for (size_t t = 0; !encoder->failed && t < n; t++) {
        n_columns += dp_nums_of(encoder, lists[t], "categories_", 1).count;
    }
    int64_t *from, *leaf;
    if (encoder->failed || !take_columns(encoder, n, n_columns, &from, &leaf)) {
        return (struct columns){0};
    }
    for (size_t t = 0; t < n; t++) {
        dp_nums list = dp_nums_of(encoder, lists[t], "categories_", 1);
        from[t + 1] = from[t] + (int64_t)list.count;
        for (uint64_t i = 0; i < list.count; i++) {
            leaf[from[t] + (int64_t)i] = list.v[i] >= 0 && list.v[i] < INT32_MAX ? (int64_t)list.v[i] : -1;
        }
    }
    return (struct columns){from, leaf};
}

static struct columns read_active_features(dp_state *encoder, size_t n_trees)
{
    dp_nums active = dp_need_nums(encoder, "active_features_", 1);
    dp_nums first = dp_need_nums(encoder, "feature_indices_", 1);
    int64_t *from, *leaf;
    if (!encoder->failed && first.count != n_trees + 1) {
        dp_corrupt(encoder, "feature_indices_: expected %zu numbers, found %" PRIu64, n_trees + 1, first.count);
    }
    if (encoder->failed || !take_columns(encoder, n_trees, active.count, &from, &leaf)) {
        return (struct columns){0};
    }
    uint64_t i = 0;
    for (size_t t = 0; t < n_trees; t++) {
        for (; i < active.count && active.v[i] < first.v[t + 1]; i++) {
            double number = active.v[i] - first.v[t];
            leaf[i] = number >= 0 && number < INT32_MAX ? (int64_t)number : -1;
        }
        from[t + 1] = (int64_t)i;
    }
    if (i != active.count) {
        dp_corrupt(encoder, "active_features_: expected rising numbers within feature_indices_, found others");
    }
    return (struct columns){from, leaf};
}

/* Gives each leaf of the tree its column. A leaf without one would be an unknown category: scikit-learn refuses it. */
static void number_leaves(dp_state *s, const struct columns *columns, size_t t, dp_tree *tree)
{
    uint32_t *row = dp_state_take(s, tree->n, sizeof *row);
    uint64_t n_leaves = 0;
    uint64_t n_columns = (uint64_t)(columns->from[t + 1] - columns->from[t]);
    for (uint32_t i = 0; row != NULL && i < tree->n; i++) {
        n_leaves += dp_tree_is_leaf(tree, i) ? 1 : 0;
        row[i] = DP_NO_ROW;
    }
    if (row == NULL) {
        return;
    }
    int64_t before = -1;
    for (int64_t c = columns->from[t]; c < columns->from[t + 1]; c++) {
        int64_t leaf = columns->leaf[c];
        if (leaf <= before || leaf >= tree->n || !dp_tree_is_leaf(tree, (uint32_t)leaf)) {
            dp_corrupt(s, "one_hot_encoder_: expected rising numbers of leaves for estimators_[%zu], found %" PRId64, t,
                       leaf);
            return;
        }
        row[leaf] = (uint32_t)c;
        before = leaf;
    }
    if (n_leaves != n_columns) {
        dp_corrupt(s, "one_hot_encoder_: expected %" PRIu64 " columns for estimators_[%zu], found %" PRIu64, n_leaves, t,
                   n_columns);
        return;
    }
    tree->row = row;
}

static void read_tree(dp_state *s, struct tree_embedding *m, dp_id estimator, size_t t)
{
    dp_tree_state tree;
    dp_state child = dp_state_open(s, estimator, dp_take_printf(s->ctx, "estimators_[%zu]", t));
    dp_tree_state_read(&child, false, &tree);
    if (!child.failed) {
        m->tree[t] = tree.tree;
        if (t == 0) {
            m->forest->n_features = tree.n_features;
        } else if (tree.n_features != m->forest->n_features) {
            dp_corrupt(&child, "tree_: expected %" PRIu64 " features, found %" PRIu64, m->forest->n_features,
                       tree.n_features);
        }
    }
    dp_state_close(s, &child);
}

static void read_columns(dp_state *s, struct tree_embedding *m)
{
    size_t n = m->forest->n_trees;
    dp_state encoder = dp_state_open(s, dp_need(s, "one_hot_encoder_"), "one_hot_encoder_");
    struct columns columns = dp_has(&encoder, "categories_") ? read_categories(&encoder, n)
                                                             : read_active_features(&encoder, n);
    dp_state_close(s, &encoder);
    if (s->failed) {
        return;
    }
    if (columns.from[n] >= UINT32_MAX) {
        dp_unsupported(s, "an embedding of %" PRId64 " columns", columns.from[n]);
    }
    for (size_t t = 0; !s->failed && t < n; t++) {
        number_leaves(s, &columns, t, &m->tree[t]);
        dp_forest_count(m->forest, &m->tree[t]);
    }
    m->n_columns = (uint64_t)columns.from[n];
    m->forest->n_rows = (uint32_t)m->n_columns;
    m->column_tree = dp_state_take(s, m->n_columns, sizeof *m->column_tree);
    m->column = dp_state_take(s, m->n_columns, sizeof *m->column);
    for (size_t t = 0; !s->failed && t < n; t++) {
        for (int64_t c = columns.from[t]; c < columns.from[t + 1]; c++) {
            m->column_tree[c] = (int64_t)t;
            m->column[c] = c;
        }
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct tree_embedding *m = ir;
    size_t n = 0;
    const dp_id *estimators = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &n);
    if (!s->failed && n == 0) {
        dp_corrupt(s, "estimators_: expected at least one tree, found none");
    }
    m->forest = dp_state_take(s, 1, sizeof *m->forest);
    m->tree = dp_state_take(s, n, sizeof *m->tree);
    if (s->failed) {
        return;
    }
    m->forest->n_trees = n;
    m->forest->tree = m->tree;
    for (size_t t = 0; !s->failed && t < n; t++) {
        read_tree(s, m, estimators[t], t);
    }
    if (!s->failed) {
        read_columns(s, m);
    }
}

/* Column c is 1 where the leaf reached in c's tree is the one that has column c. */
static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct tree_embedding *m = ir;
    dp_val x = dp_cast(g, ports->x, DP_T_F32);
    dp_val leaf = dp_leaf_rows(g, x, m->forest);
    dp_val own = dp_columns(g, leaf, m->column_tree, m->n_columns);
    dp_val hit = dp_binary(g, DP_OP_EQUAL, own, dp_row_i64(g, m->column, m->n_columns));
    dp_answer(g, ports, DP_TRANSFORM, dp_cast(g, hit, DP_T_F64));
}

static uint64_t width(const void *ir)
{
    return ((const struct tree_embedding *)ir)->forest->n_features;
}

const dp_family dp_tree_embedding = {"tree_embedding", sizeof(struct tree_embedding), NULL, resolve, emit, width};
