/* SelectFromModel: the features that count at least `threshold` for its estimator, and of these the max_features greatest.
 * What is fitted is the estimator alone; how much a feature counts follows from it as its importances or coef_. */
#include "base/num.h"
#include "converters/common/importances.h"
#include "base/numpy_sum.h"
#include "graph/ports.h"

#include <math.h>
#include <stdlib.h>

struct select_from_model {
    int64_t *kept;
    uint64_t n_kept, n;
};

/* Estimators that make coefficients 0 have a threshold just above it: Lasso, penalty='l1', and with an l1_ratio of 1 ElasticNet
 * since 1.1, LogisticRegression since 1.8. */
static bool makes_zeros(dp_state *estimator)
{
    const char *name = dp_obj_class(estimator->heap, estimator->obj);
    bool net = strstr(name, "linear_model.ElasticNet") != NULL;
    bool logistic = strstr(name, "linear_model.LogisticRegression") != NULL;
    if (strstr(name, "Lasso") != NULL) {
        return true;
    }
    if (dp_has(estimator, "penalty") && dp_obj_is(estimator->heap, dp_get(estimator, "penalty"), "l1")) {
        return true;
    }
    if (!(net || logistic) || dp_state_era(estimator) < (net ? 101U : 108U)) {
        return false;
    }
    bool searched = strcmp(name + strlen(name) - 2, "CV") == 0;
    dp_nums ratio = dp_get_nums(estimator, searched ? "l1_ratio_" : "l1_ratio", 1);
    bool all = ratio.count != 0;
    for (uint64_t i = 0; i < ratio.count; i++) {
        all = all && fabs(ratio.v[i] - 1) <= 1e-8 + 1e-5;
    }
    return all;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(dp_state *s, const double *v, uint64_t n)
{
    double *sorted = n != 0 ? dp_state_take(s, (size_t)n, sizeof *sorted) : NULL;
    if (sorted == NULL) {
        return 0;
    }
    memcpy(sorted, v, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, by_size);
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* "mean", "median", or a number times one of them. */
static double worded(dp_state *s, const char *text, const double *v, uint64_t n)
{
    const char *times = strchr(text, '*');
    const char *word = times != NULL ? times + 1 : text;
    double factor = 1;
    dp_span number = {(const uint8_t *)text, times != NULL ? (size_t)(times - text) : 0};
    while (number.n != 0 && number.p[number.n - 1] == ' ') {
        number.n--;
    }
    word += strspn(word, " ");
    bool mean = strncmp(word, "mean", 4) == 0 && word[4 + strspn(word + 4, " ")] == '\0';
    bool middle = strncmp(word, "median", 6) == 0 && word[6 + strspn(word + 6, " ")] == '\0';
    if ((times != NULL && !dp_num_read(number, &factor)) || (!mean && !middle)) {
        dp_corrupt(s, "threshold: expected a number, mean or median, or a number times one of them, found %s", text);
        return 0;
    }
    return factor * (mean ? dp_numpy_sum(v, n) / (double)n : median(s, v, n));
}

static double threshold(dp_state *s, bool zeros, const double *v, uint64_t n)
{
    dp_id id = dp_get(s, "threshold");
    if (!dp_has(s, "threshold")) {
        return zeros ? 1e-5 : worded(s, "mean", v, n);
    }
    return dp_obj_bytes(s->heap, id).p != NULL ? worded(s, dp_get_text(s, "threshold", ""), v, n)
                                               : dp_get_f64(s, "threshold", 0);
}

/* Is it one of the `most` greatest, of equals the earlier ones? */
static bool is_among(const double *v, uint64_t n, uint64_t i, uint64_t most)
{
    uint64_t before = 0;
    for (uint64_t j = 0; j < n && before < most; j++) {
        before += v[j] > v[i] || (v[j] == v[i] && j < i);
    }
    return before < most;
}

/* max_features may be a function, whose answer is kept as max_features_. */
static uint64_t most_of(dp_state *s, uint64_t n)
{
    bool fitted = dp_has(s, "max_features_");
    int64_t most = dp_get_int(s, fitted ? "max_features_" : "max_features", (int64_t)n);
    return most < 0 ? 0 : (uint64_t)most;
}

static void choose(dp_state *s, struct select_from_model *m, const double *v, double least)
{
    enum { MOST = 20000 }; /* ranks are counted, not sorted */
    uint64_t most = most_of(s, m->n);
    if (most < m->n && m->n > MOST) {
        dp_unsupported(s, "max_features among more than %d", MOST);
    }
    m->kept = dp_state_take(s, (size_t)m->n, sizeof *m->kept);
    for (uint64_t i = 0; !s->failed && i < m->n; i++) {
        if (!(v[i] < least) && (most >= m->n || is_among(v, m->n, i, most))) {
            m->kept[m->n_kept++] = (int64_t)i;
        }
    }
    if (!s->failed && m->n_kept == 0) {
        dp_unsupported(s, "no feature is selected");
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct select_from_model *m = ir;
    bool fitted = dp_has(s, "estimator_");
    if (dp_has(s, "importance_getter") && !dp_obj_is(s->heap, dp_get(s, "importance_getter"), "auto")) {
        dp_unsupported(s, "importance_getter=%s", dp_obj_describe(s->heap, dp_get(s, "importance_getter")));
    }
    dp_id id = dp_need(s, fitted ? "estimator_" : "estimator");
    double order = dp_get_f64(s, "norm_order", 1);
    if (s->failed) {
        return;
    }
    dp_state estimator = dp_state_open(s, id, fitted ? "estimator_" : "estimator");
    const double *v = estimator.failed ? NULL : dp_importances_read(&estimator, order, dp_state_era(s), &m->n);
    bool zeros = v != NULL && makes_zeros(&estimator);
    dp_state_close(s, &estimator);
    double least = v != NULL && !s->failed ? threshold(s, zeros, v, m->n) : 0;
    if (v != NULL && !s->failed) {
        choose(s, m, v, least);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct select_from_model *m = ir;
    dp_answer(g, ports, DP_TRANSFORM, dp_columns(g, ports->x, m->kept, m->n_kept));
}

static uint64_t width(const void *ir)
{
    return ((const struct select_from_model *)ir)->n;
}

const dp_family dp_select_from_model = {"select_from_model", sizeof(struct select_from_model), NULL, resolve, emit, width};
