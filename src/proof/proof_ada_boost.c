/* AdaBoostClassifier over single trees: scores = Σ over the trees / Σ estimator_weights_, where each adds
 *
 *     SAMME.R   (C - 1) · (log p - mean of log p), p its probabilities, not below float64's epsilon
 *     SAMME     its weight to the class that it names and to the others 0, since 1.3 -weight / (C - 1)
 *
 * Of two classes the score is scores[1] - scores[0]. Probabilities are softmax(scores / (C - 1)), of two classes
 * softmax([-s, s] / 2); up to 0.21 exp(v / (C - 1)) over their sum, where v is scores or, for SAMME, Σ w·p / Σ w, which then
 * stands behind the votes in the same rows. */
#include "proof/links.h"
#include "proof/source_members.h"
#include "proof/prove.h"

#include <float.h>
#include <math.h>

struct ada {
    dp_prover *p;
    dp_src_members members;
    dp_labels classes;
    const double *weight;
    double total;
    bool real, spread, by_softmax, both;
    size_t t;              /* the tree at hand */
    double *row, *logs;
    dp_near *near;
    uint64_t width;
    dp_span sum, halved;   /* once they are proved */
    dp_tree_sum trees;
};

static bool begin(struct ada *a, dp_prover *p, dp_state *s)
{
    *a = (struct ada){.p = p};
    unsigned era = dp_state_era(s);
    if (!dp_src_members_find(p, s, true, &a->members) || !dp_input_holds(p, dp_src_members_features(&a->members))) {
        return false;
    }
    dp_nums weight = dp_need_nums_any(s, "estimator_weights_", 1);
    a->classes = dp_need_labels(s, "classes_");
    a->real = strcmp(dp_get_text(s, "algorithm", ""), "SAMME.R") == 0;
    a->spread = era >= 103;
    a->by_softmax = era >= 22;
    a->both = !a->real && !a->by_softmax;
    a->width = a->both ? 2 * a->classes.n : a->classes.n;
    if (s->failed || weight.count < a->members.n || a->classes.n < 2) {
        return dp_refute(p, "estimator_weights_ or classes_ are not those of the trees");
    }
    a->weight = weight.v;
    a->total = dp_src_numpy_sum(weight.v, weight.count);
    a->row = dp_take(p->ctx, a->width, sizeof *a->row);
    a->logs = dp_take(p->ctx, a->classes.n, sizeof *a->logs);
    a->near = dp_take(p->ctx, a->classes.n, sizeof *a->near);
    return a->row != NULL && a->logs != NULL && a->near != NULL;
}

/* ---- the trees ---- */

/* A logarithm and the mean are off by an ulp of the greatest each, and so are the two steps after them. */
static void log_shares(const struct ada *a, const double *share, dp_near *row)
{
    size_t n = a->classes.n;
    double off = 0;
    double *logs = a->logs;
    for (size_t k = 0; k < n; k++) {
        logs[k] = dp_nearest_log(fmax(share[k], DBL_EPSILON));
        off = fmax(off, dp_ulp(logs[k]));
    }
    double mean = 1.0 / (double)n * dp_src_numpy_sum(logs, n);
    for (size_t k = 0; k < n; k++) {
        row[k] = (dp_near){(double)(n - 1) * (logs[k] - mean), (double)(n - 1) * 4 * off};
    }
}

static void votes(const struct ada *a, const dp_src_tree *tree, uint32_t leaf, double *row)
{
    size_t n = a->classes.n;
    double weight = a->weight[a->t];
    double winner;
    dp_src_winners(tree, leaf, &winner);
    for (size_t k = 0; k < n; k++) {
        row[k] = k == (size_t)winner ? weight : a->spread ? -1.0 / (double)(n - 1) * weight : 0.0;
    }
    if (a->both) {
        dp_src_answer(tree, leaf, row + n);
        for (size_t k = n; k < 2 * n; k++) {
            row[k] *= weight;
        }
    }
}

static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    const struct ada *a = self;
    (void)p;
    if (a->real) {
        dp_src_answer(tree, i, a->row);
        log_shares(a, a->row, a->near);
        return dp_row_is_near(&a->trees, row, a->near);
    }
    votes(a, tree, i, a->row);
    return dp_row_is(&a->trees, row, a->row);
}

static bool is_sum(struct ada *a, dp_span name)
{
    dp_span sum, total;
    if (a->sum.n != 0) {
        return dp_same(a->p, name, a->sum, "the trees");
    }
    a->sum = name;
    if (!dp_is_binary(a->p, name, "Div", &sum, &total) || !dp_is_factor(a->p, total, sum, a->width, a->total)
        || !dp_is_tree_sum(a->p, sum, a->members.n, a->width, &a->trees)) {
        return false;
    }
    for (a->t = 0; a->t < a->members.n; a->t++) {
        dp_src_tree tree;
        dp_labels own;
        if (!dp_src_members_read(&a->members, a->t, &tree, &own) || own.n != a->classes.n) {
            return dp_refute(a->p, "estimators_[%zu]: other classes than the model", a->t);
        }
        if (!dp_tree_same(a->p, &a->trees.forest, a->t, &tree, leaf_holds, a)) {
            return false;
        }
    }
    return dp_trees_done(a->p, &a->trees.forest);
}

/* ---- scores ---- */

static bool is_column(struct ada *a, dp_span name, uint64_t k)
{
    dp_span sum;
    return dp_is_slice(a->p, name, k, k + 1, &sum) && is_sum(a, sum);
}

/* Of two classes [N, 1], of more [N, C]. */
static bool is_score(struct ada *a, dp_span name)
{
    dp_span minus, first, second, sum = name;
    if (a->classes.n > 2) {
        return (!a->both || dp_is_slice(a->p, name, 0, a->classes.n, &sum)) && is_sum(a, sum);
    }
    if (a->both) { /* the votes are cut off first */
        return dp_is_binary(a->p, name, "Add", &minus, &second) && dp_is_unary(a->p, minus, "Neg", &first)
               && dp_is_slice(a->p, first, 0, 1, &first) && dp_is_slice(a->p, second, 1, 2, &second)
               && dp_same(a->p, first, second, "the votes") && dp_is_slice(a->p, first, 0, 2, &sum) && is_sum(a, sum);
    }
    return dp_is_binary(a->p, name, "Add", &minus, &second) && dp_is_unary(a->p, minus, "Neg", &first)
           && is_column(a, first, 0) && is_column(a, second, 1);
}

/* What softmax is taken of. */
static bool is_halved(void *self, dp_span name)
{
    struct ada *a = self;
    const dp_span *part;
    dp_span score, by, positive;
    bool two = a->classes.n == 2;
    if (a->halved.n != 0) {
        return dp_same(a->p, name, a->halved, "the scores");
    }
    a->halved = name;
    if (!dp_is_binary(a->p, name, "Div", &score, &by) || !dp_is_factor(a->p, by, score, a->classes.n, two ? 2.0 : (double)(a->classes.n - 1))) {
        return false;
    }
    if (!two) {
        return is_score(a, score);
    }
    return dp_is_concat(a->p, score, 1, 2, &part) && dp_is_unary(a->p, part[0], "Neg", &positive)
           && dp_same(a->p, positive, part[1], "the score") && is_score(a, part[1]);
}

/* exp(v / (C - 1)) */
static bool is_power(struct ada *a, dp_span name)
{
    dp_span product, by, v;
    size_t n = a->classes.n;
    return dp_is_unary(a->p, name, "Exp", &product) && dp_is_binary(a->p, product, "Mul", &by, &v)
           && dp_is_factor(a->p, by, v, n, 1.0 / (double)(n - 1)) && (!a->both || dp_is_slice(a->p, v, n, 2 * n, &v)) && is_sum(a, v);
}

static bool is_normal(struct ada *a, dp_span name)
{
    dp_span e;
    return dp_is_normal(a->p, name, a->classes.n, &e) && is_power(a, e);
}

/* ---- outputs ---- */

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct ada *a = self;
    dp_span of, flat, score, zero;
    (void)i;
    if (a->classes.n > 2) {
        return dp_is_argmax(p, name, &of) && is_score(a, of);
    }
    return dp_is_cast(p, name, DP_FORM_INT64, &flat) && dp_is_column_as(p, flat, 1, &of)
           && dp_is_binary(p, of, "Greater", &score, &zero) && dp_is_f64(p, zero, 0.0) && is_score(a, score);
}

bool dp_prove_ada_boost_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct ada a;
    dp_link link = {p, is_halved, &a, false};
    const dp_claim *likely = &c->probabilities[0];
    if (!dp_claims_only(p, c, false, true, true, true) || !begin(&a, p, s)) {
        return false;
    }
    bool two = a.classes.n == 2;
    dp_span score = c->scores.value;
    if (c->scores.port != NULL
        && (!dp_claim_numbers(p, &c->scores, two ? 0 : a.classes.n) || (two && !dp_is_column_as(p, score, 1, &score))
            || !is_score(&a, score))) {
        return false;
    }
    if (likely->port != NULL
        && (!dp_claim_numbers(p, likely, a.classes.n)
            || !(a.by_softmax ? dp_is_softmax(&link, likely->value) : is_normal(&a, likely->value)))) {
        return false;
    }
    return dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &a.classes, is_winner, &a);
}
