/* Probe rows. For a split of a tree they are rows that reach it: the bounds on the way down are met, and the split's
 * own feature stands at the threshold and one ulp, of float64 and of float32, to either side. */
#include "export/verify.h"

#include "export/f32.h"
#include "graph/forest.h"

#include <math.h>

enum { AROUND = 5, RANDOM = 256, FIXED = 8 };

struct probe {
    dp_ctx *ctx;
    const dp_graph *g;
    uint64_t width;
    double *row;             /* where rows go */
    uint64_t n, budget;
    double *low, *high;      /* of each feature's thresholds */
    uint64_t state;          /* of the random numbers: the same rows in every run */
};

static uint64_t next_random(struct probe *p)
{
    p->state += 0x9e3779b97f4a7c15u;
    uint64_t z = p->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static double uniform(struct probe *p)
{
    return (double)(next_random(p) >> 11) * 0x1p-53;
}

static double *new_row(struct probe *p)
{
    return p->n < p->budget ? p->row + p->n++ * p->width : NULL;
}

/* Do these trees look at the input itself, at most rounded? Behind a scaler their thresholds say nothing of X. */
static bool looks_at_input(const dp_graph *g, const dp_node *node)
{
    const dp_value *x = dp_value_at(g, node->in[0]);
    while (x->kind == DP_V_NODE && g->node[x->node].op == DP_OP_CAST) {
        x = dp_value_at(g, g->node[x->node].in[0]);
    }
    return x->kind == DP_V_INPUT && g->n_inputs == 1;
}

static const dp_forest *forest_at(const struct probe *p, size_t node)
{
    const dp_node *n = &p->g->node[node];
    return n->op == DP_OP_LEAF_ROWS && looks_at_input(p->g, n) && n->forest->n_features <= p->width ? n->forest : NULL;
}

/* Ranges of thresholds, and the number of splits. */
static uint64_t measure(struct probe *p)
{
    uint64_t splits = 0;
    for (size_t k = 0; k < p->g->n_nodes; k++) {
        const dp_forest *forest = forest_at(p, k);
        for (size_t t = 0; forest != NULL && t < forest->n_trees; t++) {
            const dp_tree *tree = &forest->tree[t];
            for (uint32_t i = 0; i < tree->n; i++) {
                if (dp_tree_is_leaf(tree, i)) {
                    continue;
                }
                uint32_t f = dp_tree_feature(tree, i);
                double v = dp_tree_threshold(tree, i);
                p->low[f] = v < p->low[f] && isfinite(v) ? v : p->low[f];
                p->high[f] = v > p->high[f] && isfinite(v) ? v : p->high[f];
                splits++;
            }
        }
    }
    return splits;
}

static void fill_random(struct probe *p, double *row)
{
    for (uint64_t f = 0; f < p->width; f++) {
        if (p->low[f] <= p->high[f]) { /* a little beyond the thresholds on both sides */
            double range = p->high[f] - p->low[f];
            double v = p->low[f] + (uniform(p) * 1.2 - 0.1) * (isfinite(range) && range > 0 ? range : 1.0);
            row[f] = isfinite(v) && fabs(v) < 3e38 ? v : 0.0;
        } else { /* no tree looks at it: any size */
            row[f] = (uniform(p) * 2 - 1) * pow(10.0, floor(uniform(p) * 7) - 3);
        }
    }
}

/* Moves v into (low, high], a float32 where there is one. */
static double between(double v, double low, double high)
{
    if (v > low && v <= high) {
        return v;
    }
    double at_high = (double)dp_f32_floor(high);
    double above_low = (double)nextafterf(dp_f32_floor(low), HUGE_VALF);
    return isfinite(high) && at_high > low ? at_high : above_low;
}

/* Makes `row` one that comes to node i: from the node up, each bound narrows the range of its feature. */
static void lead_to(const dp_tree *tree, const uint32_t *parent, uint32_t i, double *row, double *low, double *high)
{
    for (uint32_t at = i; at != 0; at = parent[at]) {
        uint32_t f = dp_tree_feature(tree, parent[at]);
        low[f] = -HUGE_VAL;
        high[f] = HUGE_VAL;
    }
    for (uint32_t at = i; at != 0; at = parent[at]) {
        uint32_t f = dp_tree_feature(tree, parent[at]);
        double v = dp_tree_threshold(tree, parent[at]);
        bool left = dp_tree_left(tree, parent[at]) == at;
        high[f] = left && v < high[f] ? v : high[f];
        low[f] = !left && v > low[f] ? v : low[f];
    }
    for (uint32_t at = i; at != 0; at = parent[at]) {
        uint32_t f = dp_tree_feature(tree, parent[at]);
        row[f] = between(row[f], low[f], high[f]);
    }
}

static void probe_split(struct probe *p, const dp_tree *tree, const uint32_t *parent, uint32_t i, double *bounds)
{
    double *first = new_row(p);
    if (first == NULL) {
        return;
    }
    uint32_t f = dp_tree_feature(tree, i);
    double v = dp_tree_threshold(tree, i);
    float f32 = dp_f32_floor(v);
    const double around[AROUND] = {v, nextafter(v, HUGE_VAL), nextafter(v, -HUGE_VAL),
                                   (double)nextafterf(f32, HUGE_VALF), (double)nextafterf(f32, -HUGE_VALF)};
    fill_random(p, first);
    lead_to(tree, parent, i, first, bounds, bounds + p->width);
    for (int k = 0; k < AROUND; k++) {
        double *row = k == 0 ? first : new_row(p);
        if (row != NULL) {
            memmove(row, first, p->width * sizeof *row);
            row[f] = fabs(around[k]) < 3e38 ? around[k] : copysign(3e38, around[k]);
        }
    }
}

static bool probe_tree(struct probe *p, const dp_tree *tree, uint64_t step, uint64_t *count, double *bounds)
{
    uint32_t *parent = dp_take(p->ctx, tree->n, sizeof *parent);
    if (parent == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < tree->n; i++) {
        if (!dp_tree_is_leaf(tree, i)) {
            parent[dp_tree_left(tree, i)] = parent[dp_tree_right(tree, i)] = i;
        }
    }
    for (uint32_t i = 0; i < tree->n; i++) {
        if (!dp_tree_is_leaf(tree, i) && (*count)++ % step == 0) {
            probe_split(p, tree, parent, i, bounds);
        }
    }
    return true;
}

static bool probe_splits(struct probe *p, uint64_t splits)
{
    uint64_t room = p->budget > p->n ? (p->budget - p->n) / AROUND : 0;
    uint64_t step = room != 0 ? (splits + room - 1) / room : 1;
    uint64_t count = 0;
    double *bounds = dp_take(p->ctx, p->width * 2, sizeof *bounds);
    bool good = bounds != NULL;
    for (size_t k = 0; k < p->g->n_nodes && good; k++) {
        const dp_forest *forest = forest_at(p, k);
        for (size_t t = 0; good && forest != NULL && t < forest->n_trees; t++) {
            dp_mark mark = dp_ctx_mark(p->ctx);
            good = probe_tree(p, &forest->tree[t], step != 0 ? step : 1, &count, bounds);
            dp_ctx_release(p->ctx, mark);
        }
    }
    return good;
}

/* Zeros, both signs of them, ones, large values, and NaN everywhere and here and there. */
static void probe_fixed(struct probe *p)
{
    static const double all[FIXED] = {0.0, -0.0, 1.0, -1.0, 3e38, -3e38, 1e-310, NAN};
    for (int k = 0; k < FIXED; k++) {
        double *row = new_row(p);
        for (uint64_t f = 0; f < p->width && row != NULL; f++) {
            row[f] = all[k];
        }
    }
    for (int k = 0; k < RANDOM; k++) {
        double *row = new_row(p);
        if (row != NULL) {
            fill_random(p, row);
            if (k % 8 == 0) {
                row[next_random(p) % p->width] = NAN;
            }
        }
    }
}

const double *dp_probe_rows(dp_ctx *ctx, const dp_graph *g, uint64_t n_features, uint64_t budget, uint64_t *rows)
{
    struct probe p = {.ctx = ctx, .g = g, .width = n_features, .budget = budget, .state = 20240607};
    *rows = 0;
    p.low = dp_take_raw(ctx, n_features, sizeof *p.low);
    p.high = dp_take_raw(ctx, n_features, sizeof *p.high);
    if (p.low == NULL || p.high == NULL || n_features == 0) {
        return NULL;
    }
    for (uint64_t f = 0; f < n_features; f++) {
        p.low[f] = HUGE_VAL;
        p.high[f] = -HUGE_VAL;
    }
    uint64_t splits = measure(&p);
    uint64_t want = splits < budget ? splits * AROUND + RANDOM + FIXED : budget;
    p.budget = want < budget ? want : budget;
    p.row = dp_take_raw(ctx, p.budget * n_features, sizeof *p.row);
    if (p.row == NULL) {
        return NULL;
    }
    probe_fixed(&p);
    if (splits != 0 && !probe_splits(&p, splits)) {
        return NULL;
    }
    *rows = p.n;
    return p.row;
}
