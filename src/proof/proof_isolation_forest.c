/* IsolationForest:
 *
 *     depth  = Σ over the trees of (nodes on the way to the leaf + c(samples in the leaf) - 1)
 *     score  = -2^(depth / -(trees · c(max_samples_))), before 0.21 -2^(depth / trees / -c(max_samples_))
 *     y      = score - offset_, before 0.20 score + 0.5
 *     label  = 1, or -1 where y < threshold (before 0.20: where not y > threshold_)
 *
 * c(n) is the length of a search in a binary tree of n that finds nothing. */
#include "proof/source_members.h"
#include "proof/prove.h"

#include <math.h>

struct isolation {
    dp_prover *p;
    dp_src_members members;
    unsigned era;
    dp_near scale;
    double offset, threshold;
    bool above;            /* inside is above the threshold, not at it */
    const double *depth;   /* of the tree at hand: nodes on the way, with this one */
    const double *length;  /* c of each of its nodes, as the model keeps it; NULL: it does not */
    dp_span y;             /* once it is proved */
    dp_tree_sum sum;
};

/* Up to 0.20 a search among two was not told apart; in 0.18 neither was n from n - 1. */
static dp_near unsuccessful(double n, unsigned era)
{
    if (era < 21 && n <= 1) {
        return (dp_near){1.0, 0};
    }
    if (era >= 21 && n <= 2) {
        return (dp_near){n <= 1 ? 0.0 : 1.0, 0};
    }
    dp_near l = dp_near_log(era < 19 ? n : n - 1.0);
    double harmonic = era < 19 ? l.v + 0.5772156649 : l.v + 0.57721566490153286061;
    return (dp_near){2.0 * harmonic - 2.0 * (n - 1.0) / n, 2.0 * l.off + 3 * dp_ulp(2.0 * harmonic)};
}

static bool read_threshold(struct isolation *f, dp_state *s)
{
    f->above = f->era < 20;
    f->offset = f->above ? -0.5 : dp_get_f64_any(s, "offset_", 0.0);
    bool old = dp_has(s, "_threshold_") && strcmp(dp_get_text(s, "behaviour", "old"), "new") != 0; /* 0.20, 0.21 */
    f->threshold = f->above ? dp_get_f64_any(s, "threshold_", 0.0) : old ? dp_get_f64_any(s, "_threshold_", 0.0) : 0.0;
    return !s->failed || dp_refute(f->p, "offset_ or threshold_ is no number");
}

static bool begin(struct isolation *f, dp_prover *p, dp_state *s)
{
    *f = (struct isolation){.p = p, .era = dp_state_era(s)};
    double samples = dp_get_f64_any(s, "_max_samples|max_samples_", 0.0);
    if (!dp_src_members_find(p, s, false, &f->members) || !dp_input_holds(p, dp_src_members_features(&f->members))
        || !dp_src_members_find_columns(&f->members)) {
        return false;
    }
    f->members.all_in_order = true;
    f->scale = unsuccessful(samples, f->era);
    if (f->era == 0 || !(samples >= 1) || f->scale.v == 0) {
        return dp_leave_open(p, "an isolation forest of no version, or of trees of one sample");
    }
    return read_threshold(f, s);
}

/* ---- the trees ---- */

static const double *count_depth(struct isolation *f, const dp_src_tree *tree)
{
    double *depth = dp_take(f->p->ctx, tree->n, sizeof *depth);
    for (uint32_t i = 0; depth != NULL && i < tree->n; i++) {
        dp_src_node node = dp_src_node_at(tree, i);
        depth[i] += 1.0;
        if (node.leaf) {
            continue;
        }
        if (node.left <= i || node.right <= i || node.left >= tree->n || node.right >= tree->n) {
            dp_refute(f->p, "a tree whose children stand before their parents");
            return NULL;
        }
        depth[node.left] = depth[node.right] = depth[i];
    }
    return depth;
}

static bool read_lengths(struct isolation *f, size_t t, const dp_src_tree *tree)
{
    static const char name[] = "_average_path_length_per_tree";
    dp_state *s = f->members.model;
    size_t n = 0;
    f->length = NULL;
    if (!dp_has(s, name)) {
        return true;
    }
    const dp_id *each = dp_items_of(s, dp_get(s, name), name, &n);
    dp_nums v = !s->failed && n == f->members.n ? dp_nums_of(s, each[t], name, 1) : (dp_nums){0};
    f->length = v.v;
    return (!s->failed && v.count == tree->n) || dp_refute(f->p, "%s: not a number for each node", name);
}

static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    const struct isolation *f = self;
    int64_t samples = dp_src_samples(tree, i);
    dp_near length = f->length != NULL ? (dp_near){f->length[i], 0} : unsuccessful((double)samples, f->era);
    dp_near value = {f->era < 21 ? f->depth[i] - 1.0 + length.v : f->depth[i] + length.v - 1.0, length.off};
    value.off += length.off != 0 ? 2 * dp_ulp(f->depth[i] + length.v) : 0;
    return (samples >= 0 && dp_row_is_near(&f->sum, row, &value)) || dp_refute(p, "a leaf of another depth");
}

static bool is_depth(struct isolation *f, dp_span name)
{
    if (!dp_is_tree_sum(f->p, name, f->members.n, 1, &f->sum)) {
        return false;
    }
    for (size_t t = 0; t < f->members.n; t++) {
        dp_src_tree tree;
        if (!dp_src_members_read(&f->members, t, &tree, NULL) || !read_lengths(f, t, &tree)) {
            return false;
        }
        f->depth = count_depth(f, &tree);
        if (f->depth == NULL || !dp_tree_same(f->p, &f->sum.forest, t, &tree, leaf_holds, f)) {
            return false;
        }
    }
    return dp_trees_done(f->p, &f->sum.forest);
}

/* ---- around them ---- */

/* Up to 0.20 the mean of the depths was divided, later their sum. */
static bool is_ratio(struct isolation *f, dp_span name)
{
    dp_span sum, by;
    double trees = (double)f->members.n;
    dp_near less = {-f->scale.v, f->scale.off};
    dp_near all = {-(trees * f->scale.v), f->scale.off != 0 ? trees * f->scale.off + dp_ulp(trees * f->scale.v) : 0};
    if (f->era < 21) {
        return dp_is_binary(f->p, name, "Div", &name, &by) && dp_is_factor_near(f->p, by, name, 1, less)
               && dp_is_binary(f->p, name, "Div", &sum, &by) && dp_is_factor(f->p, by, sum, 1, trees) && is_depth(f, sum);
    }
    return dp_is_binary(f->p, name, "Div", &sum, &by) && dp_is_factor_near(f->p, by, sum, 1, all) && is_depth(f, sum);
}

static bool is_y(struct isolation *f, dp_span name)
{
    dp_span score, offset, power, two, flat, ratio;
    if (f->y.n != 0) {
        return dp_same(f->p, name, f->y, "the trees");
    }
    f->y = name;
    return dp_is_binary(f->p, name, "Sub", &score, &offset) && dp_is_f64(f->p, offset, f->offset)
           && dp_is_unary(f->p, score, "Neg", &power) && dp_is_binary(f->p, power, "Pow", &two, &flat)
           && dp_is_f64(f->p, two, 2.0) && dp_is_column_as(f->p, flat, 1, &ratio)
           && is_ratio(f, ratio);
}

static bool is_inside(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct isolation *f = self;
    dp_span is, y, threshold;
    (void)i;
    return dp_is_cast(p, name, DP_FORM_INT64, &is) && (f->above || dp_is_unary(p, is, "Not", &is))
           && dp_is_binary(p, is, f->above ? "Greater" : "Less", &y, &threshold) && dp_is_f64(p, threshold, f->threshold)
           && is_y(f, y);
}

bool dp_prove_isolation_forest(dp_prover *p, dp_state *s, const dp_claims *c)
{
    static int64_t out_or_in[] = {-1, 1};
    const dp_labels labels = {.kind = DP_LABEL_INT, .n = 2, .i = out_or_in};
    struct isolation f;
    if (!dp_claims_only(p, c, false, true, false, true) || !begin(&f, p, s)) {
        return false;
    }
    if (c->scores.port != NULL && (!dp_claim_numbers(p, &c->scores, 0) || !is_y(&f, c->scores.value))) {
        return false;
    }
    return dp_claim_labels(p, c, 1, &labels, is_inside, &f);
}
