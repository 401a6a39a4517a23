/* Selection of features: which columns remain is decided by what fit has kept.
 *
 *   kbest       the k greatest scores_, of equals the later ones
 *   percentile  scores_ above numpy's percentile; of those on it the first ones, until there are enough
 *   fpr, fwe    pvalues_ below alpha, or alpha / n;  fdr: Benjamini and Hochberg's largest that is small enough
 *   variance    variances_ above the threshold
 *   rfe         support_; estimator_ predicts from what remains
 *   support     support_ alone
 *   stability   scores_ above selection_threshold (up to 0.20)
 *   generic     one of the first, by `mode` and `param` */
#include "graph/emit.h"

#include <math.h>

struct selection {
    int64_t *kept;
    uint64_t n_kept, n;
    const dp_model *estimator; /* rfe */
};

static double score_at(const dp_nums *scores, uint64_t i)
{
    return isnan(scores->v[i]) ? -HUGE_VAL : scores->v[i];
}

/* How many come before i in a stable order of scores. */
static uint64_t rank_of(const dp_nums *scores, uint64_t i)
{
    uint64_t below = 0;
    for (uint64_t j = 0; j < scores->count; j++) {
        double a = score_at(scores, j);
        double b = score_at(scores, i);
        below += a < b || (a == b && j < i);
    }
    return below;
}

static void by_k(dp_state *s, const char *key, const dp_nums *scores, uint8_t *mask)
{
    bool all = dp_obj_is(s->heap, dp_get(s, key), "all");
    double k = all ? (double)scores->count : dp_get_f64(s, key, 10.0);
    for (uint64_t i = 0; i < scores->count; i++) {
        mask[i] = k > 0 && (double)rank_of(scores, i) + k >= (double)scores->count;
    }
}

/* The value at a rank of the sorted scores. */
static double sorted_at(const dp_nums *scores, uint64_t rank)
{
    for (uint64_t i = 0; i < scores->count; i++) {
        if (rank_of(scores, i) == rank) {
            return score_at(scores, i);
        }
    }
    return 0.0;
}

/* As numpy's percentile has it from 1.20 on: from the nearer end, so that between infinities there is NaN. */
static double between(double a, double b, double t)
{
    return t >= 0.5 ? b - (b - a) * (1.0 - t) : a + (b - a) * t;
}

static void by_percentile(dp_state *s, const char *key, const dp_nums *scores, uint8_t *mask)
{
    double percentile = dp_get_f64(s, key, 10.0);
    uint64_t n = scores->count;
    if (!(percentile >= 0.0 && percentile <= 100.0)) { /* scikit-learn refuses to answer then */
        dp_corrupt(s, "%s: expected a percentage, found %g", key, percentile);
        return;
    }
    if (n == 0) { /* and none is selected */
        return;
    }
    double at = (100.0 - percentile) / 100.0 * (double)(n - 1);
    uint64_t low = at > 0 ? (uint64_t)at : 0;
    double a = sorted_at(scores, low);
    double b = sorted_at(scores, low + 1 < n ? low + 1 : low);
    double threshold = between(a, b, at - (double)low);
    uint64_t most = (uint64_t)((double)n * percentile / 100.0);
    uint64_t count = 0;
    for (uint64_t i = 0; i < n; i++) {
        mask[i] = percentile >= 100.0 || (percentile > 0.0 && score_at(scores, i) > threshold);
        count += mask[i];
    }
    for (uint64_t i = 0; i < n && percentile > 0.0 && count < most; i++) {
        if (score_at(scores, i) == threshold && mask[i] == 0) {
            mask[i] = 1;
            count++;
        }
    }
}

static void by_discovery(const dp_nums *p, double alpha, uint8_t *mask)
{
    double most = -1.0;
    for (uint64_t i = 0; i < p->count; i++) {
        uint64_t rank = 0;
        for (uint64_t j = 0; j < p->count; j++) {
            rank += p->v[j] < p->v[i] || (p->v[j] == p->v[i] && j <= i);
        }
        most = p->v[i] <= alpha / (double)p->count * (double)rank && p->v[i] > most ? p->v[i] : most;
    }
    for (uint64_t i = 0; i < p->count; i++) {
        mask[i] = p->v[i] <= most;
    }
}

static void by_p_value(dp_state *s, const char *mode, double alpha, uint8_t *mask)
{
    dp_nums p = dp_need_nums_any(s, "pvalues_", 1);
    double limit = dp_is(mode, "fwe") ? alpha / (double)p.count : alpha;
    if (!s->failed && dp_is(mode, "fdr")) {
        by_discovery(&p, alpha, mask);
        return;
    }
    for (uint64_t i = 0; !s->failed && i < p.count; i++) {
        mask[i] = p.v[i] < limit;
    }
}

/* What GenericUnivariateSelect's mode is called here. */
static const char *generic_mode(dp_state *s)
{
    const char *mode = dp_get_text(s, "mode", "percentile");
    if (!s->failed && !dp_is(mode, "percentile") && !dp_is(mode, "k_best") && !dp_is(mode, "fpr") && !dp_is(mode, "fdr")
        && !dp_is(mode, "fwe")) {
        dp_corrupt(s, "mode: found %s", mode);
    }
    return dp_is(mode, "k_best") ? "kbest" : mode;
}

static void read_mask(dp_state *s, struct selection *m, const char *variant, uint8_t **mask)
{
    enum { MOST = 20000 }; /* ranks are counted, not sorted */
    bool generic = dp_is(variant, "generic");
    const char *mode = generic ? generic_mode(s) : variant;
    bool told = dp_is(mode, "rfe") || dp_is(mode, "support");
    const char *key = told ? "support_" : dp_is(mode, "variance") ? "variances_" : "scores_";
    dp_nums v = dp_need_nums_any(s, key, 1);
    m->n = v.count;
    *mask = dp_state_take(s, (size_t)m->n + 1, 1);
    if (!s->failed && m->n > MOST && !told && !dp_is(mode, "variance")) {
        dp_unsupported(s, "a selection among more than %d features", MOST);
    }
    if (s->failed) {
        return;
    }
    bool stability = dp_is(mode, "stability");
    if (told || stability || dp_is(mode, "variance")) {
        double threshold = told        ? 0.0
                           : stability ? dp_get_f64(s, "selection_threshold", 0.25)
                                       : dp_get_f64(s, "threshold", 0.0);
        for (uint64_t i = 0; i < m->n; i++) {
            (*mask)[i] = v.v[i] > threshold;
        }
    } else if (dp_is(mode, "kbest")) {
        by_k(s, generic ? "param" : "k", &v, *mask);
    } else if (dp_is(mode, "percentile")) {
        by_percentile(s, generic ? "param" : "percentile", &v, *mask);
    } else {
        by_p_value(s, mode, dp_get_f64(s, generic ? "param" : "alpha", 0.05), *mask);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct selection *m = ir;
    uint8_t *mask = NULL;
    read_mask(s, m, variant, &mask);
    m->kept = dp_state_take(s, (size_t)m->n + 1, sizeof *m->kept);
    for (uint64_t i = 0; !s->failed && i < m->n; i++) {
        if (mask[i] != 0) {
            m->kept[m->n_kept++] = (int64_t)i;
        }
    }
    if (!s->failed && m->n_kept == 0) {
        dp_unsupported(s, "no feature is selected");
    }
    if (dp_is(variant, "rfe")) {
        m->estimator = dp_child(s, dp_need(s, "estimator_"), "estimator_");
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct selection *m = ir;
    dp_val x = dp_columns(g, ports->x, m->kept, m->n_kept);
    dp_answer(g, ports, DP_TRANSFORM, x);
    if (m->estimator == NULL || g->failed) {
        return;
    }
    dp_ports own = {.x = x};
    memcpy(own.want, ports->want, sizeof own.want);
    own.want[DP_TRANSFORM] = false;
    dp_emit_child(g, m->estimator, &own);
    for (int method = 0; method < DP_METHODS && !g->failed; method++) {
        for (size_t i = 0; i < own.out[method].n; i++) {
            dp_answer(g, ports, (dp_method)method, own.out[method].v[i]);
        }
    }
    ports->classifier = own.classifier;
}

static uint64_t width(const void *ir)
{
    return ((const struct selection *)ir)->n;
}

const dp_family dp_feature_selection = {"feature_selection", sizeof(struct selection), NULL, resolve, emit, width};
