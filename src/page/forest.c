#include "page/forest.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_FEATURES = 1 << 20 };

struct counting {
    dp_ctx *ctx;
    const dp_record_forest *forest;
    dp_forest_facts *out;
    uint64_t n;                /* features that are counted */
    dp_feature_facts **of;     /* shown ones, by feature; NULL */
    uint64_t *splits;          /* by feature */
    double *low, *high;
    uint64_t *depth, *leaf;    /* by tree */
};

static void count_split(struct counting *c, const dp_record_tree *t, uint32_t i)
{
    uint64_t f = dp_record_feature(t, i);
    double at = dp_record_number(t, &t->threshold, i);
    c->out->splits++;
    if (f >= c->n) {
        return;
    }
    if (c->splits[f]++ == 0) {
        c->low[f] = INFINITY;
        c->high[f] = -INFINITY;
    }
    if (isfinite(at)) {
        c->low[f] = at < c->low[f] ? at : c->low[f];
        c->high[f] = at > c->high[f] ? at : c->high[f];
    }
}

/* Children stand behind their parents, so one pass finds all depths. */
static bool count_tree(struct counting *c, size_t k)
{
    const dp_record_tree *t = &c->forest->tree[k];
    dp_mark mark = dp_ctx_mark(c->ctx);
    uint32_t *depth = dp_take(c->ctx, t->n, sizeof *depth);
    for (uint32_t i = 0; depth != NULL && i < t->n; i++) {
        uint32_t side[2];
        if (!dp_record_children(t, i, &side[0], &side[1])) {
            c->leaf[k]++;
            continue;
        }
        count_split(c, t, i);
        depth[side[0]] = depth[i] + 1;
        depth[side[1]] = depth[i] + 1;
        c->depth[k] = depth[i] + 1 > c->depth[k] ? depth[i] + 1 : c->depth[k];
    }
    dp_ctx_release(c->ctx, mark);
    c->out->nodes += t->n;
    c->out->leaves += c->leaf[k];
    return depth != NULL;
}

/* ---- how trees are spread ---- */

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static dp_spread spread_of(uint64_t *v, size_t n)
{
    qsort(v, n, sizeof *v, by_size);
    dp_spread s = {.least = v[0], .middle = v[n / 2], .most = v[n - 1]};
    uint64_t wide = s.most - s.least + 1;
    s.n_bins = wide < DP_FOREST_BINS ? (size_t)wide : DP_FOREST_BINS;
    for (size_t i = 0; i < n; i++) {
        size_t k = (size_t)((double)(v[i] - s.least) / (double)wide * (double)s.n_bins);
        s.bin[k < s.n_bins ? k : s.n_bins - 1]++;
    }
    return s;
}

/* ---- the features that are shown ---- */

static int by_weight(const void *a, const void *b)
{
    const dp_feature_facts *x = a;
    const dp_feature_facts *y = b;
    if (x->importance != y->importance) {
        return x->importance > y->importance ? -1 : 1;
    }
    if (x->splits != y->splits) {
        return x->splits > y->splits ? -1 : 1;
    }
    return x->feature < y->feature ? -1 : 1;
}

static bool choose(struct counting *c, const double *importance, size_t most)
{
    dp_forest_facts *out = c->out;
    for (uint64_t f = 0; f < c->n; f++) {
        out->used += c->splits[f] != 0;
    }
    dp_feature_facts *all = dp_take(c->ctx, out->used, sizeof *all);
    size_t n = 0;
    for (uint64_t f = 0; all != NULL && f < c->n; f++) {
        if (c->splits[f] != 0) {
            all[n++] = (dp_feature_facts){f, c->splits[f], c->low[f], c->high[f], importance != NULL ? importance[f] : 0, {0}};
        }
    }
    if (all == NULL) {
        return false;
    }
    qsort(all, n, sizeof *all, by_weight);
    out->shown = all;
    out->n_shown = n < most ? n : most;
    for (size_t i = 0; i < out->n_shown; i++) {
        c->of[all[i].feature] = &all[i];
    }
    return true;
}

static void fill_bins(struct counting *c)
{
    uint32_t left;
    uint32_t right;
    for (size_t k = 0; k < c->forest->n; k++) {
        const dp_record_tree *t = &c->forest->tree[k];
        for (uint32_t i = 0; i < t->n; i++) {
            uint64_t f = dp_record_feature(t, i);
            double at = dp_record_number(t, &t->threshold, i);
            dp_feature_facts *shown = dp_record_children(t, i, &left, &right) && f < c->n && isfinite(at) ? c->of[f] : NULL;
            if (shown != NULL) {
                double share = shown->high > shown->low ? (at - shown->low) / (shown->high - shown->low) : 0.5;
                size_t bin = (size_t)(share * DP_FOREST_BINS);
                shown->bin[bin < DP_FOREST_BINS ? bin : DP_FOREST_BINS - 1]++;
            }
        }
    }
}

bool dp_forest_facts_of(dp_ctx *ctx, const dp_record_forest *forest, dp_importance kind, size_t most, dp_forest_facts *out)
{
    struct counting c = {.ctx = ctx, .forest = forest, .out = out};
    *out = (dp_forest_facts){0};
    c.n = forest->n_features < MOST_FEATURES ? forest->n_features : MOST_FEATURES;
    c.of = dp_take(ctx, (size_t)c.n, sizeof(dp_feature_facts *));
    c.splits = dp_take(ctx, (size_t)c.n, sizeof *c.splits);
    c.low = dp_take(ctx, (size_t)c.n, sizeof *c.low);
    c.high = dp_take(ctx, (size_t)c.n, sizeof *c.high);
    c.depth = dp_take(ctx, forest->n, sizeof *c.depth);
    c.leaf = dp_take(ctx, forest->n, sizeof *c.leaf);
    bool good = c.of != NULL && c.splits != NULL && c.low != NULL && c.high != NULL && c.depth != NULL && c.leaf != NULL;
    for (size_t k = 0; good && k < forest->n; k++) {
        good = count_tree(&c, k);
    }
    if (!good || forest->n == 0) {
        return false;
    }
    const double *importance = dp_importances(ctx, forest, kind);
    out->has_importance = importance != NULL;
    out->depth = spread_of(c.depth, forest->n);
    out->leaf = spread_of(c.leaf, forest->n);
    good = choose(&c, importance, most);
    if (good) {
        fill_bins(&c);
    }
    return good;
}
