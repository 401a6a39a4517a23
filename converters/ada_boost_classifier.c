/* AdaBoostClassifier. scores = Σ over the estimators / Σ estimator_weights_, where each adds
 *   SAMME.R  (-1.7)  (C-1) · (log p - mean(log p)), p its probabilities, not below float64's epsilon
 *   SAMME    w for the class that it names, for the others 0 (up to 1.2), or -w/(C-1)
 * Two classes: scores[1] - scores[0]. Probabilities are softmax(scores / (C-1)) since 0.22, of two classes
 * softmax([-s, s] / 2); before that exp(v / (C-1)) divided by their sum, where v is, for SAMME, Σ w·p / Σ w. */
#include "converters/common/members.h"
#include "base/numpy_sum.h"
#include "converters/common/tree_members.h"

#include <float.h>
#include <math.h>

struct ada_boost {
    dp_labels classes;
    const double *weight;    /* [estimators] */
    double sum;              /* of all of estimator_weights_ */
    size_t n;
    const dp_forest *forest; /* of all estimators, if they are trees; NULL: members */
    const double *table;
    uint64_t row;            /* numbers in a line of the table */
    dp_members members;
    uint64_t n_features;
    bool real;               /* SAMME.R */
    bool spread;             /* SAMME takes from the classes that are not named */
    bool by_softmax;
};

/* Does old SAMME need the weighted probabilities besides the votes? */
static bool needs_both(const struct ada_boost *m)
{
    return !m->real && !m->by_softmax;
}

static double least(double p)
{
    return p < DBL_EPSILON ? DBL_EPSILON : p;
}

/* ---- trees ---- */

struct leaves {
    const struct ada_boost *m;
    const dp_tree_state *tree;
    double weight;
};

static void fill_real(const struct leaves *l, double *row)
{
    size_t n = l->m->classes.n;
    for (size_t k = 0; k < n; k++) {
        row[k] = log(least(row[k]));
    }
    double sum = dp_numpy_sum(row, n);
    for (size_t k = 0; k < n; k++) {
        row[k] = (double)(n - 1) * (row[k] - 1.0 / (double)n * sum);
    }
}

static void fill(const void *self, uint32_t leaf, double *row)
{
    const struct leaves *l = self;
    size_t n = l->m->classes.n;
    double winner;
    if (l->m->real) {
        dp_tree_state_answer(l->tree, leaf, row);
        fill_real(l, row);
        return;
    }
    dp_tree_state_winners(l->tree, leaf, &winner);
    for (size_t k = 0; k < n; k++) {
        row[k] = (double)k == winner ? l->weight : l->m->spread ? -1.0 / (double)(n - 1) * l->weight : 0.0;
    }
    if (needs_both(l->m)) {
        dp_tree_state_answer(l->tree, leaf, row + n);
        for (size_t k = 0; k < n; k++) {
            row[n + k] *= l->weight;
        }
    }
}

static void read_trees(dp_state *s, struct ada_boost *m, const dp_id *estimator)
{
    m->row = needs_both(m) ? 2 * m->classes.n : m->classes.n;
    dp_forest_builder *b = NULL;
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        dp_tree_state tree;
        dp_labels own;
        dp_tree_member_read(s, estimator[i], dp_take_printf(s->ctx, "estimators_[%zu]", i), m->n_features, &own, &tree);
        if (!s->failed && !dp_labels_same(&own, &m->classes)) {
            dp_corrupt(s, "estimators_[%zu].classes_: expected the classes_ of what it belongs to", i);
        }
        if (s->failed) {
            return;
        }
        m->n_features = tree.n_features; /* up to 0.23 nobody else tells */
        b = b != NULL ? b : dp_forest_begin(s->ctx, m->n, m->n_features, m->row);
        struct leaves leaves = {m, &tree, m->weight[i]};
        dp_forest_add_filled(b, &tree.tree, fill, &leaves);
    }
    m->forest = s->failed ? NULL : dp_forest_end(b, &m->table);
    s->failed = m->forest == NULL;
}

/* ---- reading ---- */

/* The scikit-learn that computes. Classes of other packages (RUSBoostClassifier) are saved without a version: that of the
 * estimators tells. */
static unsigned era_of(dp_state *s, const dp_id *estimator, size_t n)
{
    unsigned era = dp_state_era(s);
    if (era != 0 || s->failed || n == 0) {
        return era;
    }
    dp_state first = dp_state_open(s, estimator[0], "estimators_[0]");
    era = first.failed ? 0 : dp_state_era(&first);
    dp_state_close(s, &first);
    return era;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct ada_boost *m = ir;
    const dp_id *estimator = dp_items_of(s, dp_need(s, "estimators_"), "estimators_", &m->n);
    unsigned era = era_of(s, estimator, m->n);
    dp_nums weight = dp_need_nums(s, "estimator_weights_", 1);
    m->classes = dp_need_labels(s, "classes_");
    m->n_features = dp_state_n_features(s);
    m->real = dp_is(dp_get_text(s, "algorithm", ""), "SAMME.R");
    m->spread = era >= 103;
    m->by_softmax = era >= 22;
    if (s->failed) {
        return;
    }
    if (m->n == 0 || weight.count < m->n) {
        dp_corrupt(s, "estimator_weights_: %llu for %zu estimators", (unsigned long long)weight.count, m->n);
    } else if (m->classes.n < 2) {
        dp_unsupported(s, "boosting of one class");
    }
    m->weight = weight.v;
    m->sum = s->failed ? 1.0 : dp_numpy_sum(weight.v, weight.count);
    if (!s->failed && !(isfinite(m->sum) && m->sum != 0.0)) {
        dp_corrupt(s, "estimator_weights_: expected finite numbers whose sum is not 0");
    }
    if (s->failed) {
        return;
    }
    if (dp_are_single_trees(s, estimator, m->n, true)) {
        read_trees(s, m, estimator);
    } else {
        dp_members_read(s, "estimators_", &m->members);
        dp_members_same_classes(s, "estimators_", &m->members, &m->classes);
    }
}

/* ---- the computation ---- */

/* SAMME.R's share of one estimator: (C - 1) (log p - mean log p). */
static dp_val real_share(dp_graph *g, dp_val p, double n, bool f32)
{
    dp_val log_p = dp_unary(g, DP_OP_LOG, dp_binary(g, DP_OP_MAX, p, dp_scalar(g, f32 ? (double)FLT_EPSILON : DBL_EPSILON)));
    log_p = f32 ? dp_rounded(g, log_p) : log_p;
    dp_val sum = f32 ? dp_cast(g, dp_sum_columns(g, dp_cast(g, log_p, DP_T_F32)), DP_T_F64) : dp_reduce_sum(g, log_p, 1, true);
    dp_val mean = dp_step(g, f32, DP_OP_MUL, dp_scalar(g, f32 ? (double)(float)(1.0 / n) : 1.0 / n), sum);
    return dp_step(g, f32, DP_OP_MUL, dp_scalar(g, n - 1), dp_step(g, f32, DP_OP_SUB, log_p, mean));
}

/* What one estimator that is no tree adds: [N, C] or, with its weighted probabilities, [N, 2C]. *f32 stays true where it is float32
 * in scikit-learn. */
static dp_val of_member(dp_graph *g, const struct ada_boost *m, size_t i, const dp_ports *ports, bool *f32)
{
    const dp_model *member = m->members.model[i];
    double n = (double)m->classes.n;
    dp_val weight = dp_scalar(g, m->weight[i]);
    bool own = m->real;
    dp_val p = m->real || needs_both(m) ? dp_member_numbers(g, member, ports, DP_PREDICT_PROBA, &own) : 0;
    *f32 = *f32 && own;
    if (m->real && !g->failed) {
        return real_share(g, p, n, own);
    }
    dp_val label = g->failed ? 0 : dp_member_answer(g, member, ports, DP_PREDICT);
    dp_val vote = g->failed ? 0 : dp_ballot(g, label, &m->classes);
    if (g->failed) {
        return 0;
    }
    dp_val added = dp_binary(g, DP_OP_MUL, vote, weight);
    if (m->spread) { /* one of both summands is 0 */
        dp_val others = dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), vote);
        added = dp_binary(g, DP_OP_ADD, added, dp_binary(g, DP_OP_MUL, others, dp_scalar(g, -1.0 / (n - 1) * m->weight[i])));
    }
    dp_val both[] = {added, needs_both(m) ? dp_binary(g, DP_OP_MUL, p, weight) : 0};
    return needs_both(m) ? dp_concat(g, both, 2, 1) : added;
}

/* *f32: true where all its numbers are float32 in scikit-learn. */
static dp_val sum_of(dp_graph *g, const struct ada_boost *m, dp_ports *ports, bool *f32)
{
    *f32 = m->forest == NULL;
    if (m->forest != NULL) {
        dp_val x = dp_cast(g, dp_port_numbers(g, ports), DP_T_F32);
        return dp_forest_sum(g, x, m->forest, m->table, m->row, NULL, m->sum);
    }
    dp_val *v = dp_graph_take(g, m->n, sizeof *v);
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        v[i] = of_member(g, m, i, ports, f32);
    }
    uint64_t width = needs_both(m) ? 2 * m->classes.n : m->classes.n;
    return dp_mean_in_order(g, v, m->n, width, m->sum, *f32);
}

static dp_val part(dp_graph *g, dp_val v, size_t from, size_t to)
{
    return dp_slice(g, v, 1, (int64_t)from, (int64_t)to);
}

/* Two classes' score: -scores[0] + scores[1]. */
static dp_val folded(dp_graph *g, dp_val scores)
{
    return dp_binary(g, DP_OP_ADD, dp_unary(g, DP_OP_NEG, part(g, scores, 0, 1)), part(g, scores, 1, 2));
}

static dp_val probabilities(dp_graph *g, const struct ada_boost *m, dp_val sum, dp_val scores)
{
    size_t n = m->classes.n;
    if (!m->by_softmax) {
        dp_val v = needs_both(m) ? part(g, sum, n, 2 * n) : sum;
        dp_val power = dp_binary(g, DP_OP_MUL, dp_scalar(g, 1.0 / (double)(n - 1)), v);
        return dp_normalize_rows(g, dp_unary(g, DP_OP_EXP, power));
    }
    if (n != 2) {
        return dp_softmax(g, dp_binary(g, DP_OP_DIV, scores, dp_scalar(g, (double)(n - 1))));
    }
    dp_val both[] = {dp_unary(g, DP_OP_NEG, scores), scores};
    return dp_softmax(g, dp_binary(g, DP_OP_DIV, dp_concat(g, both, 2, 1), dp_scalar(g, 2.0)));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct ada_boost *m = ir;
    bool f32 = false;
    dp_val sum = sum_of(g, m, ports, &f32);
    if (g->failed) {
        return;
    }
    bool two = m->classes.n == 2;
    dp_val scores = needs_both(m) ? part(g, sum, 0, m->classes.n) : sum;
    scores = two ? folded(g, scores) : scores;
    scores = f32 ? dp_rounded(g, scores) : scores;
    dp_answer(g, ports, DP_DECISION_FUNCTION, two ? dp_flat(g, scores) : scores);
    dp_val p = probabilities(g, m, sum, scores);
    dp_answer(g, ports, DP_PREDICT_PROBA, f32 ? dp_rounded(g, p) : p);
    ports->y_is_f32 = f32;
    dp_val yes = dp_cast(g, dp_flat(g, two ? dp_binary(g, DP_OP_GREATER, scores, dp_scalar(g, 0.0)) : dp_argmax(g, scores, 1)),
                         DP_T_I64);
    dp_answer_labels(g, ports, &m->classes, yes);
}

static uint64_t width(const void *ir)
{
    const struct ada_boost *m = ir;
    return m->n_features != 0 ? m->n_features : dp_members_width(&m->members);
}

const dp_family dp_ada_boost_classifier = {"ada_boost_classifier", sizeof(struct ada_boost), NULL, resolve, emit, width};
