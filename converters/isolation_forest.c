/* IsolationForest: score_samples = -2^(-Σ depth / (trees · c(max_samples_))), where a leaf's depth counts the nodes above it
 * and c(samples that ended in it). Up to 0.20 the mean of the depths was divided by c, which rounds twice.
 *   c(n)               0 for n <= 1, 1 for n = 2, else 2 (log(n - 1) + γ) - 2 (n - 1) / n; up to 0.20 1 for n <= 1, and
 *                      the formula for n = 2; in 0.18 log(n) and γ to ten digits
 *   decision_function  score_samples - offset_; up to 0.19 score_samples + 0.5
 *   predict            1, or -1 where that is below 0; up to 0.21 with behaviour='old' below threshold_; up to 0.19 not
 *                      above it */
#include "converters/common/columns.h"
#include "converters/common/record.h"
#include "converters/common/tree_members.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

struct isolation_forest {
    const dp_forest *forest;
    const double *table;
    size_t n;
    uint64_t n_features;
    double share;     /* the sum of depths is divided by this: trees · c(max_samples_), or the trees, */
    double scale;     /* and then by this; 0: not again */
    double offset, threshold;
    bool not_above;   /* the threshold itself is outside */
    unsigned era;
};

static bool is_old(unsigned era)
{
    return era != 0 && era < 21;
}

static double path_length(double n, unsigned era)
{
    bool first = era != 0 && era < 19;
    bool old = is_old(era);
    if (n <= 1) {
        return old ? 1.0 : 0.0;
    }
    if (n == 2 && !old) {
        return 1.0;
    }
    const double gamma = first ? 0.5772156649 : 0.57721566490153286061;
    return 2.0 * (log(first ? n : n - 1.0) + gamma) - 2.0 * (n - 1.0) / n;
}

/* ---- trees ---- */

static void fill(const void *self, uint32_t leaf, double *row)
{
    const double *depth = self; /* of each node */
    row[0] = depth[leaf];
}

/* Of each node: those above it and itself, and what its samples add, less 1. lengths: what the model keeps of that (1.3-). */
static const double *depths(dp_state *s, const dp_tree_state *tree, const double *lengths, unsigned era)
{
    const dp_dtype_field *samples = dp_record_field(&tree->nodes->type, "n_node_samples");
    double *depth = dp_state_take(s, tree->tree.n, sizeof *depth);
    if (!s->failed && !dp_record_is(samples, "i", 4, 8)) {
        dp_corrupt(s, "nodes: expected a field n_node_samples of integers");
    }
    for (uint32_t i = 0; !s->failed && i < tree->tree.n; i++) { /* children come behind their parents */
        if (!dp_tree_is_leaf(&tree->tree, i)) {
            depth[dp_tree_left(&tree->tree, i)] = depth[dp_tree_right(&tree->tree, i)] = depth[i] + 1.0;
            continue;
        }
        int64_t ended = dp_record_int(tree->nodes->data.p + (size_t)i * tree->nodes->type.itemsize, samples);
        if (ended < 1) {
            dp_corrupt(s, "nodes: expected samples in every leaf, found %" PRId64, ended);
        }
        double length = lengths != NULL ? lengths[i] : path_length((double)ended, era);
        depth[i] = is_old(era) ? depth[i] + length : depth[i] + 1.0 + length - 1.0;
    }
    return depth;
}

/* _average_path_length_per_tree: one array a tree, a number a node. */
static const double *kept_lengths(dp_state *s, size_t i, uint32_t n, size_t trees)
{
    size_t count = 0;
    if (s->failed || !dp_has(s, "_average_path_length_per_tree")) {
        return NULL;
    }
    const char *what = "_average_path_length_per_tree";
    const dp_id *item = dp_items_of(s, dp_get(s, what), what, &count);
    if (!s->failed && count != trees) {
        dp_corrupt(s, "%s: %zu for %zu trees", what, count, trees);
    }
    dp_nums v = !s->failed ? dp_nums_of(s, item[i], what, 1) : (dp_nums){0};
    if (!s->failed && v.count != n) {
        dp_corrupt(s, "%s[%zu]: expected %" PRIu32 " numbers, one a node, found %" PRIu64, what, i, n, v.count);
    }
    for (uint64_t k = 0; !s->failed && k < v.count; k++) {
        if (!isfinite(v.v[k])) {
            dp_corrupt(s, "%s[%zu]: expected finite numbers", what, i);
        }
    }
    return s->failed ? NULL : v.v;
}

/* Which columns a tree sees. Where it sees all of them, it sees them in their own order, whatever the list says. */
static const uint32_t *columns_of(dp_state *s, const dp_id *sets, size_t n_sets, size_t i, uint64_t n_features, uint64_t *wide)
{
    dp_column_set set = {0};
    if (i < n_sets) {
        set = dp_columns_drawn(s, sets[i], dp_take_printf(s->ctx, "estimators_features_[%zu]", i), n_features);
    }
    *wide = set.n != 0 ? set.n : n_features;
    if (s->failed || set.n == 0 || set.n == n_features) {
        return NULL;
    }
    uint32_t *feature = dp_state_take(s, (size_t)set.n, sizeof *feature);
    for (uint64_t k = 0; feature != NULL && k < set.n; k++) {
        feature[k] = (uint32_t)set.index[k];
    }
    return feature;
}

static void read_trees(dp_state *s, struct isolation_forest *m, const dp_id *estimator)
{
    size_t n_sets = 0;
    const dp_id *sets = dp_items_of(s, dp_need(s, "estimators_features_"), "estimators_features_", &n_sets);
    dp_forest_builder *b = s->failed ? NULL : dp_forest_begin(s->ctx, m->n, m->n_features, 1);
    if (!s->failed && n_sets != m->n) {
        dp_corrupt(s, "estimators_features_: %zu for %zu trees", n_sets, m->n);
    }
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        dp_tree_state tree;
        uint64_t wide;
        const uint32_t *feature = columns_of(s, sets, n_sets, i, m->n_features, &wide);
        dp_tree_member_read(s, estimator[i], dp_take_printf(s->ctx, "estimators_[%zu]", i), wide, NULL, &tree);
        const double *lengths = s->failed ? NULL : kept_lengths(s, i, tree.tree.n, m->n);
        const double *depth = s->failed ? NULL : depths(s, &tree, lengths, m->era);
        tree.tree.feature = feature;
        if (!s->failed) {
            dp_forest_add_filled(b, &tree.tree, fill, depth);
        }
    }
    m->forest = s->failed ? NULL : dp_forest_end(b, &m->table);
    s->failed = m->forest == NULL;
}

/* ---- reading ---- */

static void read_threshold(dp_state *s, struct isolation_forest *m)
{
    m->not_above = m->era < 20 && !dp_has(s, "offset_"); /* an attribute from 0.20 on */
    dp_id offset = m->not_above ? 0 : dp_need(s, "offset_");
    if (!m->not_above && !s->failed && dp_kind_of(s->heap, offset) == DP_K_NONE) {
        dp_corrupt(s, "offset_: expected a number, found None");
    }
    m->offset = m->not_above ? -0.5 : dp_get_f64(s, "offset_", 0.0);
    if (m->not_above) {
        m->threshold = dp_get_f64(s, "threshold_", 0.0);
    } else if (dp_has(s, "_threshold_") && !dp_is(dp_get_text(s, "behaviour", "old"), "new")) {
        m->threshold = dp_get_f64(s, "_threshold_", 0.0);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct isolation_forest *m = ir;
    const dp_id *estimator = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &m->n);
    double samples = dp_get_f64(s, "_max_samples|max_samples_", 0.0);
    int64_t n_features = dp_get_int(s, "n_features_in_|n_features_", 0);
    if (!s->failed && (m->n == 0 || n_features < 1 || !(samples >= 1))) {
        dp_corrupt(s, "expected trees, features and samples, found %zu, %" PRId64 " and %g", m->n, n_features, samples);
    }
    if (s->failed) {
        return;
    }
    m->n_features = (uint64_t)n_features;
    m->era = dp_state_era(s);
    double length = path_length(samples, m->era);
    m->share = is_old(m->era) ? (double)m->n : -((double)m->n * length);
    m->scale = is_old(m->era) ? -length : 0.0;
    read_threshold(s, m);
    read_trees(s, m, estimator);
}

/* ---- the computation ---- */

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const int64_t out_or_in[] = {-1, 1};
    const struct isolation_forest *m = ir;
    dp_val x = dp_cast(g, ports->x, DP_T_F32);
    dp_val power = dp_forest_sum(g, x, m->forest, m->table, 1, NULL, m->share != 0 ? m->share : 1.0);
    power = dp_flat(g, m->scale != 0 ? dp_binary(g, DP_OP_DIV, power, dp_scalar(g, m->scale)) : power);
    if (m->share == 0) { /* trees of one sample: all depths are 0, and count as 1 */
        power = dp_binary(g, DP_OP_SUB, power, dp_scalar(g, 1.0));
    }
    dp_val score = dp_unary(g, DP_OP_NEG, dp_binary(g, DP_OP_POW, dp_scalar(g, 2.0), power));
    dp_val y = dp_binary(g, DP_OP_SUB, score, dp_scalar(g, m->offset));
    dp_val threshold = dp_scalar(g, m->threshold);
    dp_val inside = m->not_above ? dp_binary(g, DP_OP_GREATER, y, threshold)
                                 : dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_LESS, y, threshold));
    dp_answer(g, ports, DP_DECISION_FUNCTION, y);
    dp_answer(g, ports, DP_PREDICT, dp_gather(g, dp_row_i64(g, out_or_in, 2), dp_cast(g, inside, DP_T_I64), 0));
}

static uint64_t width(const void *ir)
{
    return ((const struct isolation_forest *)ir)->n_features;
}

const dp_family dp_isolation_forest = {"isolation_forest", sizeof(struct isolation_forest), NULL, resolve, emit, width};
