/* Selections of columns, which stay as they are:
 *
 *     SelectKBest         the k greatest scores_, of equals the later ones; NaN counts as the least float64
 *     VarianceThreshold   variances_ above the threshold
 *     RFE, RFECV, SequentialFeatureSelector                support_
 *     SelectFromModel     importances of its estimator that are not below the threshold, of these the max_features
 *                         greatest, of equals the earlier ones */
#include "proof/importances.h"
#include "proof/source.h"
#include "proof/steps.h"

#include "base/num.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

struct kept {
    bool *keep;       /* [n] */
    uint64_t n;
};

static bool begin(dp_prover *p, uint64_t n, struct kept *out)
{
    *out = (struct kept){n != 0 && n <= INT32_MAX ? dp_take(p->ctx, (size_t)n, sizeof *out->keep) : NULL, n};
    return out->keep != NULL || dp_refute(p, "a selection among no features");
}

/* x[:, kept] */
static bool makes(dp_prover *p, const struct kept *k, uint64_t *n, dp_span name)
{
    uint64_t *column = dp_take(p->ctx, (size_t)k->n, sizeof *column);
    uint64_t count = 0;
    for (uint64_t i = 0; column != NULL && i < k->n; i++) {
        column[count] = i;
        count += k->keep[i];
    }
    return column != NULL && dp_is_width(p, n, count) && dp_are_taken(p, k->n, column, count, name);
}

#define SELECTION(step)                                                              \
    bool dp_covers_##step(dp_prover *p, dp_state *s)                                 \
    {                                                                                \
        struct kept k;                                                               \
        return read_##step(p, s, &k);                                                \
    }                                                                                \
    bool dp_makes_##step(dp_prover *p, dp_state *s, uint64_t *n, dp_span name)       \
    {                                                                                \
        struct kept k;                                                               \
        return read_##step(p, s, &k) && makes(p, &k, n, name);                       \
    }

/* ---- what stands there ---- */

static bool read_support(dp_prover *p, dp_state *s, struct kept *out)
{
    dp_nums v = dp_need_nums_any(s, "support_", 1);
    if (s->failed || !begin(p, v.count, out)) {
        return dp_refute(p, "support_: no flags");
    }
    for (uint64_t i = 0; i < v.count; i++) {
        out->keep[i] = v.v[i] != 0;
    }
    return true;
}

SELECTION(support)

static bool read_variance_threshold(dp_prover *p, dp_state *s, struct kept *out)
{
    dp_nums v = dp_need_nums_any(s, "variances_", 1);
    double threshold = dp_get_f64_any(s, "threshold", 0.0);
    if (s->failed || !begin(p, v.count, out)) {
        return dp_refute(p, "variances_: no numbers");
    }
    for (uint64_t i = 0; i < v.count; i++) {
        out->keep[i] = v.v[i] > threshold;
    }
    return true;
}

SELECTION(variance_threshold)

/* ---- the greatest ---- */

struct ranked {
    double v;
    uint64_t i;
};

/* By size, and of equals as they stand. */
static int by_size(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return x->v != y->v ? (x->v > y->v) - (x->v < y->v) : (x->i > y->i) - (x->i < y->i);
}

/* sign 1: the last of them are kept; -1: those that come first once turned. */
static bool keep_greatest(dp_prover *p, const double *v, double sign, uint64_t most, struct kept *out)
{
    struct ranked *r = dp_take(p->ctx, (size_t)out->n, sizeof *r);
    for (uint64_t i = 0; r != NULL && i < out->n; i++) {
        r[i] = (struct ranked){sign * v[i], i};
    }
    if (r == NULL) {
        return false;
    }
    qsort(r, (size_t)out->n, sizeof *r, by_size);
    for (uint64_t i = 0; i < out->n; i++) {
        out->keep[r[i].i] = sign < 0 ? i < most : most >= out->n || i >= out->n - most;
    }
    return true;
}

static bool read_select_k_best(dp_prover *p, dp_state *s, struct kept *out)
{
    bool all = dp_obj_is(s->heap, dp_get(s, "k"), "all");
    dp_nums scores = dp_need_nums_any(s, "scores_", 1);
    int64_t k = all ? (int64_t)scores.count : dp_get_int(s, "k", 10);
    if (s->failed || k < 0 || !begin(p, scores.count, out)) {
        return dp_refute(p, "scores_: no numbers");
    }
    double *v = dp_take(p->ctx, (size_t)out->n, sizeof *v);
    for (uint64_t i = 0; v != NULL && i < out->n; i++) {
        v[i] = isnan(scores.v[i]) ? -DBL_MAX : scores.v[i];
    }
    return v != NULL && keep_greatest(p, v, 1, (uint64_t)k, out);
}

SELECTION(select_k_best)

/* ---- by importance ---- */

static double median_of(dp_prover *p, const dp_importances *m)
{
    struct ranked *r = dp_take(p->ctx, (size_t)m->n, sizeof *r);
    for (uint64_t i = 0; r != NULL && i < m->n; i++) {
        r[i] = (struct ranked){m->v[i], i};
    }
    if (r == NULL) {
        return 0;
    }
    qsort(r, (size_t)m->n, sizeof *r, by_size);
    return m->n % 2 == 1 ? r[m->n / 2].v : (r[m->n / 2 - 1].v + r[m->n / 2].v) / 2;
}

/* "mean", "median", "0.5*mean" */
static bool read_words(dp_prover *p, const char *text, const dp_importances *m, double *out)
{
    const char *star = strchr(text, '*');
    const char *word = star != NULL ? star + 1 : text;
    dp_span number = {(const uint8_t *)text, star != NULL ? (size_t)(star - text) : 0};
    double factor = 1.0;
    word += strspn(word, " ");
    while (number.n != 0 && number.p[number.n - 1] == ' ') {
        number.n--;
    }
    bool mean = strcmp(word, "mean") == 0;
    if ((!mean && strcmp(word, "median") != 0) || (star != NULL && !dp_num_read(number, &factor))) {
        return dp_leave_open(p, "a threshold in other words");
    }
    *out = factor * (mean ? dp_src_numpy_sum(m->v, m->n) / (double)m->n : median_of(p, m));
    return true;
}

/* Where none is told it is the mean, or for estimators whose coefficients may be 0 a little more than that. */
static bool read_threshold(dp_prover *p, dp_state *s, dp_state *estimator, const dp_importances *m, double *out)
{
    const char *name = dp_obj_class(s->heap, estimator->obj);
    if (dp_has(s, "threshold")) {
        bool words = dp_obj_bytes(s->heap, dp_get(s, "threshold")).p != NULL;
        *out = words ? 0 : dp_get_f64_any(s, "threshold", 0);
        return !words || read_words(p, dp_get_text(s, "threshold", ""), m, out);
    }
    bool l1 = dp_has(estimator, "penalty") && dp_obj_is(s->heap, dp_get(estimator, "penalty"), "l1");
    if (strstr(name, "ElasticNet") != NULL || (!l1 && dp_has(estimator, "l1_ratio"))) {
        return dp_leave_open(p, "a threshold that depends on l1_ratio");
    }
    *out = 1e-5;
    return l1 || strstr(name, "Lasso") != NULL || read_words(p, "mean", m, out);
}

static bool read_select_from_model(dp_prover *p, dp_state *s, struct kept *out)
{
    const char *key = dp_has(s, "estimator_") ? "estimator_" : "estimator";
    const char *most_key = dp_has(s, "max_features_") ? "max_features_" : "max_features";
    dp_state estimator = dp_state_open(s, dp_need(s, key), key);
    dp_importances m;
    double least = 0;
    if (dp_has(s, "importance_getter") && !dp_obj_is(s->heap, dp_get(s, "importance_getter"), "auto")) {
        return dp_leave_open(p, "importances by a getter of its own");
    }
    if (estimator.failed) {
        return dp_refute(p, "%s: no estimator", key);
    }
    if (!dp_importances_find(p, &estimator, dp_get_f64_any(s, "norm_order", 1.0), &m) || !begin(p, m.n, out)
        || !read_threshold(p, s, &estimator, &m, &least)) {
        return false;
    }
    int64_t most = dp_get_int(s, most_key, (int64_t)m.n);
    if (s->failed || most < 0 || !keep_greatest(p, m.v, -1, (uint64_t)most, out)) {
        return dp_refute(p, "max_features: no number of features");
    }
    for (uint64_t i = 0; i < m.n; i++) {
        out->keep[i] = out->keep[i] && !(m.v[i] < least);
    }
    return true;
}

SELECTION(select_from_model)
