/* Probe rows. For a split of a tree they are rows that reach it: the bounds on the way down are met, and the split's
 * own feature stands at the threshold and one ulp, of float64 and of float32, to either side. Behind steps that keep the order of
 * numbers, such as a scaler, it is the number that becomes the threshold. */
#include "export/verify.h"

#include "export/carry.h"
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
    dp_val seen;             /* by the trees at hand: what they look at */
    dp_carry *carry;         /* of its columns */
    uint64_t splits, missed; /* that can be led to, and that cannot */
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

/* ---- trees, and what their features are made of ---- */

/* Takes the forest of a node, and finds where its features come from. NULL: it has none, or memory is out. */
static const dp_forest *forest_at(struct probe *p, size_t node)
{
    const dp_node *n = &p->g->node[node];
    const dp_forest *forest = n->op == DP_OP_LEAF_ROWS ? n->forest : NULL;
    p->seen = forest != NULL ? n->in[0] : 0;
    p->carry = forest != NULL ? dp_take(p->ctx, (size_t)forest->n_features, sizeof *p->carry) : NULL;
    for (uint64_t f = 0; p->carry != NULL && f < forest->n_features; f++) {
        p->carry[f] = dp_carry_of(p->g, p->seen, f);
        p->carry[f].known = p->carry[f].known && p->carry[f].column < p->width;
    }
    return p->carry != NULL ? forest : NULL;
}

/* The number of the input's column at which a split decides; falls: what is greater goes left. */
struct edge {
    uint64_t column;
    double at;
    bool falls;
};

static struct edge edge_of(const struct probe *p, uint32_t f, double threshold)
{
    const dp_carry *c = &p->carry[f];
    return (struct edge){c->column, c->plain ? threshold : dp_carry_edge(p->g, p->seen, f, threshold), c->falls};
}

/* false: what its feature is made of is not known. */
static bool edge_at(const struct probe *p, const dp_tree *tree, uint32_t i, struct edge *out)
{
    uint32_t f = dp_tree_feature(tree, i);
    bool known = p->carry[f].known;
    if (known) {
        *out = edge_of(p, f, dp_tree_threshold(tree, i));
    }
    return known;
}

static void widen(struct probe *p, struct edge edge)
{
    if (isfinite(edge.at)) {
        p->low[edge.column] = edge.at < p->low[edge.column] ? edge.at : p->low[edge.column];
        p->high[edge.column] = edge.at > p->high[edge.column] ? edge.at : p->high[edge.column];
    }
}

/* The lowest and the highest threshold of each feature; how many splits can be led to, and how many not. */
static void measure_forest(struct probe *p, const dp_forest *forest, double *low, double *high)
{
    for (size_t t = 0; t < forest->n_trees; t++) {
        const dp_tree *tree = &forest->tree[t];
        for (uint32_t i = 0; i < tree->n; i++) {
            if (dp_tree_is_leaf(tree, i)) {
                continue;
            }
            uint32_t f = dp_tree_feature(tree, i);
            double v = dp_tree_threshold(tree, i);
            low[f] = v < low[f] && isfinite(v) ? v : low[f];
            high[f] = v > high[f] && isfinite(v) ? v : high[f];
            p->splits += p->carry[f].known;
            p->missed += !p->carry[f].known;
        }
    }
}

static void nothing_yet(double *low, double *high, uint64_t n)
{
    for (uint64_t f = 0; f < n; f++) {
        low[f] = HUGE_VAL;
        high[f] = -HUGE_VAL;
    }
}

/* Ranges of thresholds, in terms of the input, and the number of splits. */
static void measure(struct probe *p)
{
    for (size_t k = 0; k < p->g->n_nodes; k++) {
        dp_mark mark = dp_ctx_mark(p->ctx);
        const dp_forest *forest = forest_at(p, k);
        double *low = forest != NULL ? dp_take_raw(p->ctx, (size_t)forest->n_features * 2, sizeof *low) : NULL;
        if (low != NULL) {
            double *high = low + forest->n_features;
            nothing_yet(low, high, forest->n_features);
            measure_forest(p, forest, low, high);
            for (uint64_t f = 0; f < forest->n_features; f++) {
                if (p->carry[f].known && low[f] <= high[f]) {
                    widen(p, edge_of(p, (uint32_t)f, low[f]));
                    widen(p, edge_of(p, (uint32_t)f, high[f]));
                }
            }
        }
        dp_ctx_release(p->ctx, mark);
    }
}

/* ---- rows ---- */

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

/* Makes `row` one that comes to node i: from the node up, each bound narrows the range of its column. */
static void lead_to(const struct probe *p, const dp_tree *tree, const uint32_t *parent, uint32_t i, double *row, double *low, double *high)
{
    struct edge e;
    for (uint32_t at = i; at != 0; at = parent[at]) {
        const dp_carry *c = &p->carry[dp_tree_feature(tree, parent[at])];
        if (c->known) {
            low[c->column] = -HUGE_VAL;
            high[c->column] = HUGE_VAL;
        }
    }
    for (uint32_t at = i; at != 0; at = parent[at]) {
        if (edge_at(p, tree, parent[at], &e)) {
            bool below = (dp_tree_left(tree, parent[at]) == at) != e.falls;
            high[e.column] = below && e.at < high[e.column] ? e.at : high[e.column];
            low[e.column] = !below && e.at > low[e.column] && e.at < HUGE_VAL ? e.at : low[e.column];
        }
    }
    for (uint32_t at = i; at != 0; at = parent[at]) {
        const dp_carry *c = &p->carry[dp_tree_feature(tree, parent[at])];
        if (c->known) {
            row[c->column] = between(row[c->column], low[c->column], high[c->column]);
        }
    }
}

static void probe_split(struct probe *p, const dp_tree *tree, const uint32_t *parent, uint32_t i, double *bounds)
{
    struct edge e;
    double *first = edge_at(p, tree, i, &e) ? new_row(p) : NULL;
    if (first == NULL) {
        return;
    }
    double v = e.at;
    float f32 = dp_f32_floor(v);
    const double around[AROUND] = {v, nextafter(v, HUGE_VAL), nextafter(v, -HUGE_VAL),
                                   (double)nextafterf(f32, HUGE_VALF), (double)nextafterf(f32, -HUGE_VALF)};
    fill_random(p, first);
    lead_to(p, tree, parent, i, first, bounds, bounds + p->width);
    for (int k = 0; k < AROUND; k++) {
        double *row = k == 0 ? first : new_row(p);
        if (row != NULL) {
            memmove(row, first, p->width * sizeof *row);
            row[e.column] = fabs(around[k]) < 3e38 ? around[k] : copysign(3e38, around[k]);
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
        bool led = !dp_tree_is_leaf(tree, i) && p->carry[dp_tree_feature(tree, i)].known;
        if (led && (*count)++ % step == 0) {
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
        dp_mark before = dp_ctx_mark(p->ctx);
        const dp_forest *forest = forest_at(p, k);
        for (size_t t = 0; good && forest != NULL && t < forest->n_trees; t++) {
            dp_mark mark = dp_ctx_mark(p->ctx);
            good = probe_tree(p, &forest->tree[t], step != 0 ? step : 1, &count, bounds);
            dp_ctx_release(p->ctx, mark);
        }
        dp_ctx_release(p->ctx, before);
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

const double *dp_probe_rows(dp_ctx *ctx, const dp_graph *g, uint64_t n_features, uint64_t budget, dp_probed *out)
{
    struct probe p = {.ctx = ctx, .g = g, .width = n_features, .budget = budget, .state = 20240607};
    *out = (dp_probed){0};
    p.low = dp_take_raw(ctx, n_features, sizeof *p.low);
    p.high = dp_take_raw(ctx, n_features, sizeof *p.high);
    if (p.low == NULL || p.high == NULL || n_features == 0) {
        return NULL;
    }
    nothing_yet(p.low, p.high, n_features);
    measure(&p);
    uint64_t want = p.splits < budget ? p.splits * AROUND + RANDOM + FIXED : budget;
    p.budget = want < budget ? want : budget;
    p.row = dp_take_raw(ctx, p.budget * n_features, sizeof *p.row);
    if (p.row == NULL) {
        return NULL;
    }
    probe_fixed(&p);
    if (p.splits != 0 && !probe_splits(&p, p.splits)) {
        return NULL;
    }
    *out = (dp_probed){p.n, p.splits, p.missed};
    return p.row;
}
