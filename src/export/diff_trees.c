/* Trees of two models: how many, how large, and which stand in both, wherever they stand. */
#include "export/diff_parts.h"
#include "export/inspect_facts.h"
#include "export/records.h"

#include "base/hash.h"

#include <stdlib.h>

/* What a tree is, in one number: its splits, and the values of its leaves. */
struct digest {
    dp_hash_key key;
    uint64_t so_far;
};

static void digest_add(struct digest *g, uint64_t word)
{
    uint64_t both[2] = {g->so_far, word};
    g->so_far = dp_hash(&g->key, (dp_span){(const uint8_t *)both, sizeof both});
}

static void digest_number(struct digest *g, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    digest_add(g, v != v ? UINT64_MAX : bits);
}

static uint64_t digest_of(const dp_hash_key *key, const dp_record_tree *t)
{
    struct digest g = {*key, t->n};
    uint32_t left;
    uint32_t right;
    for (uint32_t i = 0; i < t->n; i++) {
        if (dp_record_children(t, i, &left, &right)) {
            digest_add(&g, (uint64_t)left << 32 | right);
            digest_add(&g, dp_record_feature(t, i));
            digest_number(&g, dp_record_number(t, &t->threshold, i));
            continue;
        }
        for (uint64_t k = 0; k < t->width; k++) {
            digest_number(&g, dp_record_value(t, i, k));
        }
    }
    return g.so_far;
}

static int by_number(const void *x, const void *y)
{
    const uint64_t *a = x;
    const uint64_t *b = y;
    return *a < *b ? -1 : *a > *b;
}

/* Of each tree, in their order. */
static uint64_t *digests_of(dp_ctx *ctx, const dp_hash_key *key, const dp_record_forest *forest)
{
    uint64_t *all = dp_take(ctx, forest->n, sizeof *all);
    for (size_t i = 0; all != NULL && i < forest->n; i++) {
        all[i] = digest_of(key, &forest->tree[i]);
    }
    return all;
}

static void sort(uint64_t *digests, size_t n)
{
    if (n != 0) {
        qsort(digests, n, sizeof *digests, by_number);
    }
}

/* How many stand in both lists, which this sorts. */
static uint64_t in_both(uint64_t *a, size_t n_a, uint64_t *b, size_t n_b)
{
    uint64_t n = 0;
    sort(a, n_a);
    sort(b, n_b);
    for (size_t i = 0, k = 0; i < n_a && k < n_b;) {
        n += a[i] == b[k];
        bool further = a[i] <= b[k];
        k += a[i] >= b[k];
        i += further;
    }
    return n;
}

/* In the file's own order, and where an ensemble keeps its members otherwise, as they are computed. */
static void forest_of(const dp_diff_side *side, const dp_described *d, dp_record_forest *out)
{
    *out = (dp_record_forest){0};
    if (side->heap != NULL) {
        dp_record_forest_of(side->ctx, side->heap, d->obj, out);
    }
    if (out->n == 0 && d->standing.graph != NULL && d->n_inside == 0) {
        dp_record_forest_in(side->ctx, d->standing.graph, out);
    }
}

/* Children stand behind their parents. */
static uint64_t depth_of(dp_ctx *ctx, const dp_record_tree *t)
{
    dp_mark mark = dp_ctx_mark(ctx);
    uint32_t *depth = dp_take(ctx, t->n, sizeof *depth);
    uint32_t deepest = 0;
    uint32_t child[2];
    for (uint32_t i = 0; depth != NULL && i < t->n; i++) {
        deepest = depth[i] > deepest ? depth[i] : deepest;
        if (dp_record_children(t, i, &child[0], &child[1])) {
            depth[child[0]] = depth[child[1]] = depth[i] + 1;
        }
    }
    dp_ctx_release(ctx, mark);
    return deepest;
}

static const char *counts_text(dp_ctx *ctx, const dp_record_forest *forest)
{
    dp_tree_counts counts = {.trees = forest->n};
    for (size_t i = 0; i < forest->n; i++) {
        uint64_t depth = depth_of(ctx, &forest->tree[i]);
        counts.nodes += forest->tree[i].n;
        counts.deepest = depth > counts.deepest ? depth : counts.deepest;
    }
    return dp_trees_text(ctx, &counts);
}

void dp_diff_trees(struct dp_comparing *c, const char *at, const dp_described *x, const dp_described *y)
{
    dp_diff *d = c->d;
    dp_record_forest old;
    dp_record_forest new;
    const dp_hash_key key = dp_hash_key_new();
    forest_of(d->a, x, &old);
    forest_of(d->b, y, &new);
    uint64_t *a = digests_of(d->ctx, &key, &old);
    uint64_t *b = digests_of(d->ctx, &key, &new);
    if (a == NULL || b == NULL || (old.n == new.n && memcmp(a, b, old.n * sizeof *a) == 0)) {
        return; /* memory is out, or nothing to tell */
    }
    uint64_t equal = in_both(a, old.n, b, new.n);
    dp_diff_add(d, &(dp_change){.kind = DP_CHANGE_TREES, .at = at, .name = "", .from = counts_text(d->ctx, &old),
                                .to = counts_text(d->ctx, &new), .counted = old.n != 0 && new.n != 0, .equal = equal,
                                .note = equal == old.n && equal == new.n ? "in another order" : ""});
}
