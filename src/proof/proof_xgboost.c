/* XGBoost: Booster, and scikit-learn's wrappers around one.
 *
 *     margin[k] = base[k] + tree 0 + tree 1 + …, each step in float32; before 1.3 (dart: 1.4) the base comes last
 *
 * then the objective's function of it, with float32 after each step. Trees look at float32; what equals `missing` is NaN; splits by
 * category look at columns of their own. */
#include "proof/choice.h"
#include "proof/grown.h"
#include "proof/links.h"
#include "proof/prove.h"
#include "proof/source_xgboost.h"

#include <math.h>

enum link { IDENTITY, EXPONENTIAL, LOGISTIC, SOFTMAX, SOFTMAX_CLASS, HINGE };

struct xgboost {
    dp_prover *p;
    dp_src_xgboost x;
    dp_grown trees;
    dp_near *base;      /* [outputs], margins */
    bool base_last;
    enum link link;
    double missing;     /* NaN: nothing else is */
    dp_labels classes;  /* n 0: numbers */
    dp_set_columns sets;
    bool by_category;
    dp_span wide, rows, margin, y; /* once they are proved */
};

/* ---- the pickle ---- */

static bool read_link(struct xgboost *m)
{
    static const struct { const char *name; enum link link; } known[] = {
        {"reg:squarederror", IDENTITY}, {"reg:linear", IDENTITY}, {"reg:squaredlogerror", IDENTITY},
        {"reg:pseudohubererror", IDENTITY}, {"reg:absoluteerror", IDENTITY}, {"reg:quantileerror", IDENTITY},
        {"reg:expectileerror", IDENTITY}, {"binary:logitraw", IDENTITY}, {"rank:pairwise", IDENTITY}, {"rank:ndcg", IDENTITY},
        {"rank:map", IDENTITY}, {"binary:logistic", LOGISTIC}, {"reg:logistic", LOGISTIC}, {"binary:hinge", HINGE},
        {"count:poisson", EXPONENTIAL}, {"reg:gamma", EXPONENTIAL}, {"reg:tweedie", EXPONENTIAL},
        {"survival:cox", EXPONENTIAL}, {"survival:aft", EXPONENTIAL}, {"multi:softprob", SOFTMAX},
        {"multi:softmax", SOFTMAX_CLASS},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (dp_span_is(m->x.objective, known[i].name)) {
            m->link = known[i].link;
            return true;
        }
    }
    return dp_leave_open(m->p, "an objective of XGBoost that is not known here");
}

/* The float32 nearest to the logarithm; the file's may be the one beside it. */
static dp_near log_f32(float x)
{
    float v = (float)dp_nearest_log((double)x);
    return (dp_near){(double)v, isfinite(v) ? (double)nextafterf(fabsf(v), HUGE_VALF) - (double)fabsf(v) : 0};
}

/* base_score is what the link gives: back to the margin, in float32. around: each leaf depends on it, to the bit. */
static bool read_base(struct xgboost *m, bool around)
{
    bool odds = m->link == LOGISTIC || (m->x.version < 103 && dp_span_is(m->x.objective, "binary:logitraw"));
    bool turned = !m->x.base_is_margin && (odds || m->link == EXPONENTIAL);
    m->base = dp_take(m->p->ctx, (size_t)m->x.outputs, sizeof *m->base);
    for (uint64_t k = 0; m->base != NULL && k < m->x.outputs; k++) {
        float v = m->x.base[k];
        dp_near log = odds ? log_f32(1.0F / v - 1.0F) : log_f32(v);
        m->base[k] = turned ? (dp_near){odds ? -log.v : log.v, log.off} : (dp_near){(double)v, 0};
        if (around && m->base[k].off != 0) {
            return dp_leave_open(m->p, "leaves of XGBoost that depend on a logarithm");
        }
    }
    return m->base != NULL;
}

/* What leaf i adds to output k more than the first. around: dart of the wrappers of 1.4 to 3.3 has each tree start from the base,
 * and takes it off again. */
static double added(const struct xgboost *m, const dp_src_xgboost_tree *tree, uint32_t i, uint64_t k, bool around)
{
    float leaf = tree->value[i * tree->width + k];
    float base = (float)m->base[tree->group + k].v;
    if (around) {
        float with = leaf + base;
        leaf = with - base;
    }
    return (double)(leaf * tree->weight);
}

/* ---- the rows ---- */

/* What the booster looks at, in float64. */
static bool is_x(struct xgboost *m, dp_span name)
{
    return m->x.coded.code != NULL ? dp_are_coded(m->p, &m->x.coded, name) : dp_is_x64(m->p, name);
}

/* It rounded to float32, and float64 again, with NaN for what equals `missing`. */
static bool are_wide(dp_prover *p, void *self, dp_span name)
{
    struct xgboost *m = self;
    dp_span flag, nan, same, missing;
    dp_span x = name;
    if (m->wide.n != 0) {
        return dp_same(p, name, m->wide, "the rows of the other trees");
    }
    m->wide = name;
    if (!isnan(m->missing)
        && (!dp_is_choice(p, name, p->n_features, &flag, &x, &nan) || !dp_is_f64(p, nan, (double)NAN)
            || !dp_is_binary(p, flag, "Equal", &same, &missing) || !dp_is_f64(p, missing, m->missing)
            || !dp_same(p, same, x, "the rows"))) {
        return false;
    }
    return dp_made_by(p, x, "Neg") ? dp_is_rounded(p, x, &x) && is_x(m, x)
                                   : dp_is_cast(p, x, DP_FORM_DOUBLE, &x) && dp_is_x32(p, x);
}

/* most: so many trees of each output; 0: all. */
static bool add_trees(struct xgboost *m, uint64_t most, bool around)
{
    uint64_t n = m->x.n;
    uint64_t step = m->x.round;
    n = most != 0 && most < n / step ? most * step : n;
    m->trees.single = true;
    m->trees.sets = m->x.sets;
    m->trees.columns = &m->sets;
    m->sets = (dp_set_columns){.rows = are_wide, .self = m};
    for (uint64_t t = 0; t < n; t++) {
        const dp_src_xgboost_tree *tree = &m->x.tree[t];
        for (uint64_t k = 0; k < tree->width; k++) {
            dp_grown_tree *to = dp_grown_add(m->p, &m->trees, tree->group + k, tree->n);
            if (to == NULL) {
                return false;
            }
            for (uint32_t i = 0; i < tree->n; i++) {
                to->node[i] = tree->node[i];
                m->by_category = m->by_category || tree->node[i].by_set;
                to->node[i].threshold = (double)nextafterf((float)tree->node[i].threshold, -HUGE_VALF); /* x < t */
                to->value[i] = added(m, tree, i, k, around);
            }
        }
    }
    return true;
}

/* How many trees of each output predict of a wrapper takes. */
static uint64_t most_of(const struct xgboost *m, dp_state *wrapper, dp_state *booster)
{
    bool old = m->x.version < 104;
    int64_t limit = dp_get_int(old ? wrapper : booster, "best_ntree_limit", 0);
    int64_t best = dp_get_int(booster, "best_iteration", m->x.best);
    return limit > 0 ? (uint64_t)limit : old || best < 0 ? 0 : ((uint64_t)best + 1) * m->x.parallel;
}

/* ---- the margin ---- */

static bool are_rows(dp_prover *p, void *self, dp_span name)
{
    struct xgboost *m = self;
    dp_span wide;
    if (m->rows.n != 0) {
        return dp_same(p, name, m->rows, "the rows of the other trees");
    }
    m->rows = name;
    if (isnan(m->missing) && !m->by_category) {
        return m->x.coded.code != NULL ? dp_is_cast(p, name, DP_FORM_FLOAT, &wide) && is_x(m, wide) : dp_is_x32(p, name);
    }
    return dp_is_cast(p, name, DP_FORM_FLOAT, &wide)
           && (m->by_category ? dp_are_set_columns(p, wide, &m->sets) : are_wide(p, m, wide));
}

/* Where the base comes last, it is added in float64, and the sum rounded by who asks. */
static bool is_column(struct xgboost *m, uint64_t k, dp_span name)
{
    dp_span sum, base;
    if (!m->base_last) {
        return dp_is_grown_sum(m->p, &m->trees, k, &m->base[k], name);
    }
    return dp_is_binary(m->p, name, "Add", &sum, &base) && dp_is_f64_near(m->p, base, m->base[k])
           && dp_is_cast(m->p, sum, DP_FORM_DOUBLE, &sum) && dp_is_grown_sum(m->p, &m->trees, k, NULL, sum);
}

/* One of several, as they stand side by side: float32 */
static bool is_single(dp_prover *p, void *self, size_t k, dp_span name)
{
    struct xgboost *m = self;
    return (!m->base_last || dp_is_cast(p, name, DP_FORM_FLOAT, &name)) && is_column(m, k, name);
}

/* [N, outputs] float32, of several */
static bool are_columns(struct xgboost *m, dp_span name)
{
    return dp_are_side_by_side(m->p, name, (size_t)m->x.outputs, is_single, m);
}

/* [N, outputs] float64 */
static bool is_margin(void *self, dp_span name)
{
    struct xgboost *m = self;
    dp_prover *p = m->p;
    dp_span all;
    if (m->margin.n != 0) {
        return dp_same(p, name, m->margin, "the trees");
    }
    m->margin = name;
    if (m->x.outputs == 1 && m->base_last) {
        return dp_is_rounded(p, name, &all) && is_column(m, 0, all);
    }
    return dp_is_cast(p, name, DP_FORM_DOUBLE, &all) && (m->x.outputs == 1 ? is_column(m, 0, all) : are_columns(m, all))
           && dp_set_columns_done(p, &m->sets);
}

/* ---- the objective ---- */

/* What is rounded to float32 last, by who asks. */
static bool is_logistic(struct xgboost *m, dp_span name)
{
    dp_prover *p = m->p;
    dp_span one, below, sum, e, power, least, most, margin;
    return dp_is_binary(p, name, "Div", &one, &below) && dp_is_factor(p, one, below, m->x.outputs, 1.0) && dp_is_rounded(p, below, &sum)
           && dp_is_binary(p, sum, "Add", &e, &one) && dp_is_f64(p, one, 1.0) && dp_is_rounded(p, e, &power)
           && dp_is_unary(p, power, "Exp", &least) && dp_is_binary(p, least, "Min", &margin, &most)
           && dp_is_f64(p, most, (double)88.7F) && dp_is_unary(p, margin, "Neg", &margin) && is_margin(m, margin);
}

static bool is_softmax(struct xgboost *m, dp_span name)
{
    dp_prover *p = m->p;
    const dp_link link = {p, is_margin, m, false};
    dp_span e, sum, added, power, difference, margin, most;
    return dp_is_binary(p, name, "Div", &e, &sum) && dp_is_rounded(p, sum, &added) && dp_is_sum_over_classes(p, added, e)
           && dp_is_rounded(p, e, &power) && dp_is_unary(p, power, "Exp", &power) && dp_is_rounded(p, power, &difference)
           && dp_is_binary(p, difference, "Sub", &margin, &most) && is_margin(m, margin) && dp_is_greatest(&link, most);
}

static bool is_hinge(struct xgboost *m, dp_span name)
{
    dp_span yes, margin, zero;
    return dp_is_cast(m->p, name, DP_FORM_DOUBLE, &yes) && dp_is_binary(m->p, yes, "Greater", &margin, &zero)
           && dp_is_f64(m->p, zero, 0.0) && is_margin(m, margin);
}

/* [N, outputs]: what the objective gives; rounded: whoever asks rounds it himself. */
static bool is_y(struct xgboost *m, dp_span name, bool rounded)
{
    bool exact = m->link == IDENTITY || m->link == HINGE;
    dp_span y = name;
    if (!exact && !rounded && !dp_is_rounded(m->p, name, &y)) {
        return false;
    }
    if (m->y.n != 0) {
        return dp_same(m->p, y, m->y, "what the objective gives");
    }
    m->y = y;
    switch (m->link) {
    case EXPONENTIAL:
        return dp_is_unary(m->p, y, "Exp", &y) && is_margin(m, y);
    case LOGISTIC:
        return is_logistic(m, y);
    case HINGE:
        return is_hinge(m, y);
    case SOFTMAX: case SOFTMAX_CLASS:
        return is_softmax(m, y);
    case IDENTITY:
        break;
    }
    return is_margin(m, y);
}

/* ---- outputs ---- */

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct xgboost *m = self;
    dp_span of, half;
    (void)i;
    if (m->x.outputs != 1) {
        return dp_is_argmax(p, name, &of) && is_y(m, of, false);
    }
    return dp_is_cast(p, name, DP_FORM_INT64, &of) && dp_is_binary(p, of, "Greater", &of, &half) && dp_is_f64(p, half, 0.5)
           && dp_is_column_as(p, of, 1, &of) && is_y(m, of, false);
}

static bool are_chances(struct xgboost *m, const dp_claim *claim)
{
    dp_prover *p = m->p;
    dp_span both = claim->value;
    dp_span y;
    if (m->x.outputs != 1) {
        return is_y(m, claim->value, claim->rounded);
    }
    return (claim->rounded || dp_is_rounded(p, both, &both)) && dp_are_both_chances(p, both, &y) && is_y(m, y, false);
}

static bool classes_hold(struct xgboost *m, const dp_claims *c)
{
    dp_prover *p = m->p;
    const dp_claim *likely = &c->probabilities[0];
    return dp_claims_only(p, c, false, true, true, false)
           && (likely->port == NULL || (dp_claim_numbers(p, likely, m->classes.n) && are_chances(m, likely)))
           && dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &m->classes, is_winner, m);
}

static bool numbers_hold(struct xgboost *m, const dp_claims *c)
{
    dp_prover *p = m->p;
    dp_span y = c->number.value;
    bool one = m->x.outputs == 1 || m->link == SOFTMAX_CLASS;
    if (c->number.bare && !one && m->link == IDENTITY) {
        return dp_claims_only(p, c, true, false, false, false) && dp_claim_singles(p, &c->number, m->x.outputs) && are_columns(m, y);
    }
    if (!dp_claims_only(p, c, true, false, false, false) || c->number.port == NULL
        || !dp_claim_numbers(p, &c->number, one ? 1 : m->x.outputs) || (one && !dp_claim_flat(p, &c->number, &y))) {
        return false;
    }
    if (m->link == SOFTMAX_CLASS) {
        return dp_is_cast(p, y, DP_FORM_DOUBLE, &y) && dp_is_argmax(p, y, &y) && is_y(m, y, false);
    }
    return one ? dp_is_column_as(p, y, 1, &y) && is_y(m, y, false) : is_y(m, y, c->number.rounded);
}

/* ---- the models ---- */

/* Classes, as they are kept; since 2.0 they are numbers from 0 on. */
static bool read_classes(struct xgboost *m, dp_state *s)
{
    size_t n = m->x.outputs == 1 ? 2 : (size_t)m->x.outputs;
    if (dp_has(s, "classes_")) {
        m->classes = dp_need_labels(s, "classes_");
    } else if (dp_has(s, "_le")) {
        dp_state encoder = dp_state_open(s, dp_get(s, "_le"), "_le");
        m->classes = dp_need_labels(&encoder, "classes_");
    } else {
        int64_t *number = dp_take(m->p->ctx, n, sizeof *number);
        for (size_t k = 0; number != NULL && k < n; k++) {
            number[k] = (int64_t)k;
        }
        m->classes = (dp_labels){.kind = DP_LABEL_INT, .n = number != NULL ? n : 0, .i = number};
    }
    if (m->link == EXPONENTIAL || (m->link == IDENTITY && m->x.outputs != 1)) {
        return dp_leave_open(m->p, "a classifier whose objective gives no probabilities");
    }
    return (!s->failed && m->classes.n == n) || dp_refute(m->p, "n_classes_: not of the booster");
}

/* wrapper: NULL, or the state around the booster's. */
static bool begin(struct xgboost *m, dp_prover *p, dp_state *wrapper, dp_state *booster)
{
    *m = (struct xgboost){.p = p, .missing = (double)NAN};
    if (!dp_src_xgboost_read(p, booster, &m->x) || !read_link(m)) {
        return false;
    }
    unsigned version = m->x.version;
    bool around = wrapper != NULL && m->x.dart && version >= 104 && version < 304;
    m->base_last = version < (m->x.dart ? 104 : 103);
    if (wrapper != NULL) {
        m->missing = (double)(float)dp_get_f64_any(wrapper, "missing", (double)NAN);
    }
    p->answers_f32 = true;
    p->rows = are_rows;
    p->rows_self = m;
    return read_base(m, around) && add_trees(m, wrapper != NULL ? most_of(m, wrapper, booster) : 0, around);
}

bool dp_prove_xgboost_booster(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct xgboost m;
    return begin(&m, p, NULL, s) && dp_coded_opens(p, &m.x.coded, m.x.n_features) && numbers_hold(&m, c);
}

bool dp_prove_xgboost_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct xgboost m;
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    return !booster.failed && begin(&m, p, s, &booster) && dp_coded_opens(p, &m.x.coded, m.x.n_features)
           && numbers_hold(&m, c);
}

bool dp_prove_xgboost_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct xgboost m;
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    return !booster.failed && begin(&m, p, s, &booster) && read_classes(&m, s) && dp_coded_opens(p, &m.x.coded, m.x.n_features)
           && classes_hold(&m, c);
}
