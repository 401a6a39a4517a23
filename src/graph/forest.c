#include "graph/forest.h"

#include "base/ckd.h"
#include "base/hash.h"

#include <assert.h>

/* An open-addressing set of row numbers: slot = row + 1, 0 is empty. It grows fourfold, so that copies left behind in
 * the arena stay a third of it. */
struct row_set {
    uint32_t *slot;
    size_t mask;
};

/* Leaves that wait for their rows. A large set lies in memory, not in the processor's cache: it is asked for the places of all
 * that wait before the first of them is looked up. */
enum { AHEAD = 32, AHEAD_CELLS = 4096 };

struct waiting {
    uint64_t hash;
    uint32_t node;
    const double *values;
};

/* Where hardly a leaf is like one of other trees, to look for them is in vain, and costs more than all else. Judged by whole trees: within
 * one there need be no two alike. */
enum { WINDOW_TREES = 8, WINDOW_LEAVES = 1 << 20, WORTH_LOOKING = 64 };

struct window {
    size_t trees, leaves, rows; /* rows: that were new */
};

struct dp_forest_builder {
    dp_ctx *ctx;
    dp_forest *forest;
    dp_tree *tree;
    size_t most;        /* trees promised */
    size_t width;       /* doubles in a row */
    double *table;
    size_t n_rows, cap_rows;
    double *row;        /* ahead rows, for fill */
    struct waiting waiting[AHEAD];
    size_t n_waiting, ahead;
    struct row_set set;
    dp_hash_key key;
    struct window window;
    bool alone;         /* from here on every leaf has a row of its own */
    bool failed;
};

dp_forest_builder *dp_forest_begin(dp_ctx *ctx, size_t n_trees, uint64_t n_features, uint64_t width)
{
    dp_forest_builder *b = dp_take(ctx, 1, sizeof *b);
    dp_forest *forest = dp_take(ctx, 1, sizeof *forest);
    dp_tree *tree = dp_take(ctx, n_trees, sizeof *tree);
    size_t ahead = width > AHEAD_CELLS / AHEAD ? 1 : AHEAD;
    double *row = dp_take(ctx, width * ahead, sizeof *row);
    if (b == NULL || forest == NULL || tree == NULL || row == NULL) {
        return NULL;
    }
    *forest = (dp_forest){.tree = tree, .n_features = n_features};
    *b = (dp_forest_builder){.ctx = ctx, .forest = forest, .tree = tree, .most = n_trees, .width = width, .row = row,
                             .ahead = ahead, .key = dp_hash_key_new()};
    return b;
}

static dp_span row_bytes(const dp_forest_builder *b, size_t row)
{
    return (dp_span){(const uint8_t *)(b->table + row * b->width), b->width * sizeof(double)};
}

static bool grow_set(dp_forest_builder *b)
{
    size_t n = b->set.slot == NULL ? 1024 : (b->set.mask + 1) * 4;
    uint32_t *slot = dp_take(b->ctx, n, sizeof *slot);
    if (slot == NULL) {
        return false;
    }
    size_t place[AHEAD];
    for (size_t row = 0; row < b->n_rows; row++) {
        for (size_t i = row; row % AHEAD == 0 && i < row + AHEAD && i < b->n_rows; i++) {
            place[i % AHEAD] = dp_hash(&b->key, row_bytes(b, i)) & (n - 1);
            __builtin_prefetch(&slot[place[i % AHEAD]], 1);
        }
        size_t at = place[row % AHEAD];
        while (slot[at] != 0) {
            at = (at + 1) & (n - 1);
        }
        slot[at] = (uint32_t)row + 1;
    }
    b->set = (struct row_set){slot, n - 1};
    return true;
}

static bool grow_table(dp_forest_builder *b)
{
    size_t cap = b->cap_rows == 0 ? 256 : b->cap_rows * 2;
    size_t cells;
    if (!dp_mul(cap, b->width, &cells)) {
        dp_fail(b->ctx, DP_LIMIT, DP_NO_OFFSET, "the table of leaf values is too large");
        return false;
    }
    double *table = dp_take_raw(b->ctx, cells, sizeof *table);
    if (table == NULL) {
        return false;
    }
    if (b->n_rows != 0) {
        memcpy(table, b->table, b->n_rows * b->width * sizeof *table);
    }
    b->table = table;
    b->cap_rows = cap;
    return true;
}

/* A new row. false: a fault. */
static bool add_row(dp_forest_builder *b, const double *values, uint32_t *row)
{
    if (b->n_rows == UINT32_MAX - 1) {
        dp_fail(b->ctx, DP_LIMIT, DP_NO_OFFSET, "more than %zu different leaves", b->n_rows);
        return false;
    }
    if (b->n_rows == b->cap_rows && !grow_table(b)) {
        return false;
    }
    memcpy(b->table + b->n_rows * b->width, values, b->width * sizeof *values);
    *row = (uint32_t)b->n_rows++;
    b->window.rows++;
    return true;
}

/* The number of this row, which is new or not. false: a fault. */
static bool intern_row(dp_forest_builder *b, const struct waiting *leaf, uint32_t *row)
{
    if ((b->set.slot == NULL || b->n_rows * 2 > b->set.mask) && !grow_set(b)) {
        return false;
    }
    dp_span bytes = {(const uint8_t *)leaf->values, b->width * sizeof *leaf->values};
    size_t at = leaf->hash & b->set.mask;
    for (; b->set.slot[at] != 0; at = (at + 1) & b->set.mask) {
        if (dp_span_equal(row_bytes(b, b->set.slot[at] - 1), bytes)) {
            *row = b->set.slot[at] - 1;
            return true;
        }
    }
    if (!add_row(b, leaf->values, row)) {
        return false;
    }
    b->set.slot[at] = *row + 1;
    return true;
}

static bool intern_waiting(dp_forest_builder *b, uint32_t *row)
{
    for (size_t i = 0; i < b->n_waiting && b->set.slot != NULL; i++) {
        uint32_t slot = b->set.slot[b->waiting[i].hash & b->set.mask];
        if (slot != 0) {
            __builtin_prefetch(b->table + (slot - 1) * b->width);
        }
    }
    bool good = true;
    for (size_t i = 0; i < b->n_waiting && good; i++) {
        good = intern_row(b, &b->waiting[i], &row[b->waiting[i].node]);
    }
    b->n_waiting = 0;
    return good;
}

/* values stay where they are until intern_waiting. */
static bool intern(dp_forest_builder *b, uint32_t node, const double *values, uint32_t *row)
{
    b->window.leaves++;
    if (b->alone) {
        return add_row(b, values, &row[node]);
    }
    uint64_t hash = dp_hash(&b->key, (dp_span){(const uint8_t *)values, b->width * sizeof *values});
    b->waiting[b->n_waiting++] = (struct waiting){hash, node, values};
    if (b->set.slot != NULL) {
        __builtin_prefetch(&b->set.slot[hash & b->set.mask]);
    }
    return b->n_waiting < b->ahead || intern_waiting(b, row);
}

/* Room for one more tree; its array of row numbers. NULL: a fault. */
static uint32_t *begin_tree(dp_forest_builder *b, const dp_tree *tree)
{
    assert(b->forest->n_trees < b->most);
    uint32_t *row = dp_take_raw(b->ctx, tree->n, sizeof *row);
    if (row == NULL) {
        return NULL;
    }
    dp_tree *kept = &b->tree[b->forest->n_trees++];
    *kept = *tree;
    kept->row = row;
    return row;
}

static void judge_window(dp_forest_builder *b)
{
    struct window *w = &b->window;
    w->trees++;
    if (w->trees >= WINDOW_TREES && w->leaves >= WINDOW_LEAVES) {
        b->alone = b->alone || w->leaves - w->rows < w->leaves / WORTH_LOOKING;
        *w = (struct window){0};
    }
}

static void end_tree(dp_forest_builder *b, uint32_t *row)
{
    b->failed = b->failed || !intern_waiting(b, row);
    judge_window(b);
    if (!b->failed) {
        dp_forest_count(b->forest, &b->tree[b->forest->n_trees - 1]);
    }
}

/* Rows that lie in memory, or where `fill` is told, those that it makes. */
static void add_tree(dp_forest_builder *b, const dp_tree *tree, const double *values, size_t stride, dp_leaf_fill *fill,
                     const void *self)
{
    if (b == NULL || b->failed) {
        return;
    }
    uint32_t *row = begin_tree(b, tree);
    b->failed = row == NULL;
    for (uint32_t i = 0; i < tree->n && !b->failed; i++) {
        row[i] = DP_NO_ROW;
        if (!dp_tree_is_leaf(tree, i)) {
            continue;
        }
        double *room = b->row + b->n_waiting * b->width;
        if (fill != NULL) {
            fill(self, i, room);
        }
        b->failed = !intern(b, i, fill != NULL ? room : values + i * stride, row);
    }
    end_tree(b, row);
}

void dp_forest_add(dp_forest_builder *b, const dp_tree *tree, const double *values, size_t stride)
{
    add_tree(b, tree, values, stride, NULL, NULL);
}

void dp_forest_add_filled(dp_forest_builder *b, const dp_tree *tree, dp_leaf_fill *fill, const void *self)
{
    add_tree(b, tree, NULL, 0, fill, self);
}

void dp_forest_count(dp_forest *forest, const dp_tree *tree)
{
    forest->n_nodes += tree->n;
    forest->largest = tree->n > forest->largest ? tree->n : forest->largest;
    for (uint32_t i = 0; i < tree->n && !forest->missing && tree->at.missing != DP_NO_MISSING; i++) {
        forest->missing = !dp_tree_is_leaf(tree, i) && dp_tree_missing_left(tree, i);
    }
}

void dp_forest_widen(dp_forest_builder *b, uint64_t n_features)
{
    if (b != NULL) {
        b->forest->n_features = n_features;
    }
}

bool dp_forest_is_empty(const dp_forest_builder *b)
{
    return b != NULL && b->forest->n_trees == 0;
}

const dp_forest *dp_forest_end(dp_forest_builder *b, const double **table)
{
    if (b == NULL || b->failed) {
        return NULL;
    }
    if (b->forest->n_trees == 0) {
        dp_fail(b->ctx, DP_CORRUPT, DP_NO_OFFSET, "expected at least one tree, found none");
        return NULL;
    }
    b->forest->n_rows = (uint32_t)b->n_rows;
    *table = b->table;
    return b->forest;
}
