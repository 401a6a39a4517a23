/* LightGBM: Booster, and scikit-learn's wrappers around one.
 *
 *     raw[k] = tree 0 + tree 1 + …, of a random forest divided by their number
 *
 * then the objective's function of it. Trees compare float64. Splits that take zeros for missing look at a second copy of the
 * columns, where these are NaN; splits by category at columns of their own behind those. */
#include "proof/choice.h"
#include "proof/front.h"
#include "proof/links.h"
#include "proof/prove.h"
#include "proof/source_lightgbm.h"

#include <math.h>

enum link { IDENTITY, EXPONENTIAL, LOGISTIC, SOFTMAX, SIGNED_SQUARE, LOG1P_EXP };

struct lightgbm {
    dp_prover *p;
    dp_src_lightgbm m;
    enum link link;
    double slope;       /* of LOGISTIC */
    dp_labels classes;  /* n 0: numbers */
    dp_set_columns sets;
    dp_span base, rows, raw, y; /* once they are proved */
};

/* ---- the pickle ---- */

static bool read_link(struct lightgbm *l)
{
    static const struct { const char *name; enum link link; } known[] = {
        {"binary", LOGISTIC}, {"multiclassova", LOGISTIC}, {"multiclass", SOFTMAX}, {"poisson", EXPONENTIAL},
        {"gamma", EXPONENTIAL}, {"tweedie", EXPONENTIAL}, {"cross_entropy", LOGISTIC}, {"xentropy", LOGISTIC},
        {"cross_entropy_lambda", LOG1P_EXP}, {"xentlambda", LOG1P_EXP}, {"regression", IDENTITY},
        {"regression_l1", IDENTITY}, {"huber", IDENTITY}, {"fair", IDENTITY}, {"quantile", IDENTITY}, {"mape", IDENTITY},
        {"lambdarank", IDENTITY}, {"rank_xendcg", IDENTITY}, {"custom", IDENTITY}, {"none", IDENTITY},
    };
    size_t i = 0;
    while (i < sizeof known / sizeof *known && !dp_src_lightgbm_says(&l->m, known[i].name, true)) {
        i++;
    }
    if (i == sizeof known / sizeof *known && l->m.objective.n != 0) {
        return dp_leave_open(l->p, "an objective of LightGBM that is not known here");
    }
    l->link = l->m.objective.n == 0 ? IDENTITY : known[i].link;
    l->link = l->link == IDENTITY && dp_src_lightgbm_says(&l->m, "sqrt", false) ? SIGNED_SQUARE : l->link;
    l->slope = dp_src_lightgbm_setting(&l->m, "sigmoid", 1.0);
    return true;
}

static bool read_classes(struct lightgbm *l, dp_state *s)
{
    size_t n = l->m.outputs == 1 ? 2 : (size_t)l->m.outputs;
    if (dp_has(s, "_classes")) {
        l->classes = dp_need_labels(s, "_classes");
    } else {
        dp_state encoder = dp_state_open(s, dp_need(s, "_le"), "_le");
        l->classes = dp_need_labels(&encoder, "classes_");
    }
    if (l->link != LOGISTIC && l->link != SOFTMAX) {
        return dp_leave_open(l->p, "a classifier whose objective gives no probabilities");
    }
    return (!s->failed && l->classes.n == n) || dp_refute(l->p, "_classes: not of the booster");
}

/* ---- raw ---- */

/* x, or NaN where |x| is at most the float32 nearest to 1e-35 */
static bool are_zeros_missing(dp_prover *p, dp_span name, uint64_t n, dp_span x)
{
    dp_span flag, same, nan, size, least, of;
    return dp_is_choice(p, name, n, &flag, &same, &nan) && dp_same(p, same, x, "the rows") && dp_is_f64(p, nan, (double)NAN)
           && dp_is_binary(p, flag, "LessOrEqual", &size, &least) && dp_is_f64(p, least, (double)1e-35F)
           && dp_is_unary(p, size, "Abs", &of) && dp_same(p, of, x, "the rows");
}

/* What columns of categories stand behind. */
static bool are_base_rows(dp_prover *p, void *self, dp_span name)
{
    struct lightgbm *l = self;
    const dp_span *part;
    uint64_t n = l->m.n_features;
    if (l->base.n != 0) {
        return dp_same(p, name, l->base, "the rows of the other trees");
    }
    l->base = name;
    if (l->m.zero_missing) {
        if (!dp_is_concat(p, name, 1, 2, &part) || !are_zeros_missing(p, part[1], n, part[0])) {
            return false;
        }
        name = part[0];
    }
    return l->m.coded.code != NULL ? dp_are_coded(p, &l->m.coded, name) : dp_is_table(p, &n, name);
}

static bool are_rows(dp_prover *p, void *self, dp_span name)
{
    struct lightgbm *l = self;
    if (l->rows.n != 0) {
        return dp_same(p, name, l->rows, "the rows of the other trees");
    }
    l->rows = name;
    return l->m.trees.sets.n != 0 ? dp_are_set_columns(p, name, &l->sets) : are_base_rows(p, l, name);
}

static bool is_column(dp_prover *p, void *self, size_t k, dp_span name)
{
    const struct lightgbm *l = self;
    dp_span sum = name;
    dp_span n;
    return (!l->m.average || (dp_is_binary(p, name, "Div", &sum, &n) && dp_is_factor(p, n, sum, 1, (double)l->m.iterations)))
           && dp_is_grown_sum(p, &l->m.trees, k, NULL, sum);
}

/* [N, outputs] */
static bool is_raw(void *self, dp_span name)
{
    struct lightgbm *l = self;
    if (l->raw.n != 0) {
        return dp_same(l->p, name, l->raw, "the trees");
    }
    l->raw = name;
    return dp_are_side_by_side(l->p, name, (size_t)l->m.outputs, is_column, l) && dp_set_columns_done(l->p, &l->sets);
}

/* ---- the objective ---- */

static bool is_logistic(struct lightgbm *l, dp_span name)
{
    dp_span z, slope;
    return dp_is_sigmoid(l->p, name, l->m.outputs, &z) && dp_is_binary(l->p, z, "Mul", &z, &slope)
           && dp_is_factor(l->p, slope, z, l->m.outputs, l->slope) && is_raw(l, z);
}

static bool is_signed_square(struct lightgbm *l, dp_span name)
{
    dp_span size, raw, of;
    return dp_is_binary(l->p, name, "Mul", &size, &raw) && dp_is_unary(l->p, size, "Abs", &of)
           && dp_same(l->p, of, raw, "the same sum") && is_raw(l, raw);
}

static bool is_log1p_exp(struct lightgbm *l, dp_span name)
{
    dp_span sum, one, power, raw;
    return dp_is_unary(l->p, name, "Log", &sum) && dp_is_binary(l->p, sum, "Add", &one, &power) && dp_is_f64(l->p, one, 1.0)
           && dp_is_unary(l->p, power, "Exp", &raw) && is_raw(l, raw);
}

/* [N, outputs] */
static bool is_y(struct lightgbm *l, dp_span name)
{
    const dp_link link = {l->p, is_raw, l, false};
    dp_span raw;
    if (l->y.n != 0) {
        return dp_same(l->p, name, l->y, "what the objective gives");
    }
    l->y = name;
    switch (l->link) {
    case EXPONENTIAL:
        return dp_is_unary(l->p, name, "Exp", &raw) && is_raw(l, raw);
    case LOGISTIC:
        return is_logistic(l, name);
    case SOFTMAX:
        return dp_is_softmax(&link, name);
    case SIGNED_SQUARE:
        return is_signed_square(l, name);
    case LOG1P_EXP:
        return is_log1p_exp(l, name);
    case IDENTITY:
        break;
    }
    return is_raw(l, name);
}

/* ---- outputs ---- */

static bool are_chances(struct lightgbm *l, dp_span name)
{
    return (l->m.outputs != 1 || dp_are_both_chances(l->p, name, &name)) && is_y(l, name);
}

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    dp_span of;
    (void)i;
    return dp_is_argmax(p, name, &of) && are_chances(self, of);
}

static bool scores_hold(struct lightgbm *l, const dp_claim *claim)
{
    const dp_link link = {l->p, is_raw, l, false};
    bool one = l->m.outputs == 1;
    return dp_claim_numbers(l->p, claim, one ? 0 : l->m.outputs)
           && (one ? dp_is_flat_raw(&link, claim->value) : is_raw(l, claim->value));
}

static bool classes_hold(struct lightgbm *l, const dp_claims *c, bool scored)
{
    dp_prover *p = l->p;
    const dp_claim *likely = &c->probabilities[0];
    return dp_claims_only(p, c, false, true, true, scored)
           && (likely->port == NULL || (dp_claim_numbers(p, likely, l->classes.n) && are_chances(l, likely->value)))
           && (c->scores.port == NULL || scores_hold(l, &c->scores)) && dp_claim_one_output(p, c)
           && dp_claim_labels(p, c, 1, &l->classes, is_winner, l);
}

static bool numbers_hold(struct lightgbm *l, const dp_claims *c)
{
    dp_prover *p = l->p;
    dp_span y = c->number.value;
    bool one = l->m.outputs == 1;
    return dp_claims_only(p, c, true, false, false, false) && c->number.port != NULL
           && dp_claim_numbers(p, &c->number, one ? 1 : l->m.outputs)
           && (!one || (dp_claim_flat(p, &c->number, &y) && dp_is_column_as(p, y, 1, &y))) && is_y(l, y);
}

/* ---- the models ---- */

static bool begin(struct lightgbm *l, dp_prover *p, dp_state *booster)
{
    *l = (struct lightgbm){.p = p};
    p->wide = true;
    p->rows = are_rows;
    p->rows_self = l;
    if (!dp_src_lightgbm_read(p, booster, &l->m)) {
        return false;
    }
    l->sets = (dp_set_columns){.cut = true, .rows = are_base_rows, .self = l};
    l->m.trees.columns = &l->sets;
    return read_link(l);
}

static bool input_holds(struct lightgbm *l)
{
    bool good = dp_coded_opens(l->p, &l->m.coded, l->m.n_features);
    l->p->n_features = (l->m.zero_missing ? 2 : 1) * l->m.n_features; /* that the trees look at */
    return good;
}

bool dp_prove_lightgbm_booster(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct lightgbm l;
    return begin(&l, p, s) && input_holds(&l) && numbers_hold(&l, c);
}

bool dp_prove_lightgbm_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct lightgbm l;
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    return !booster.failed && begin(&l, p, &booster) && input_holds(&l) && numbers_hold(&l, c);
}

/* decision_function came with 4.7, as did _fitted_with_feature_names. */
bool dp_prove_lightgbm_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct lightgbm l;
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    return !booster.failed && begin(&l, p, &booster) && read_classes(&l, s) && input_holds(&l)
           && classes_hold(&l, c, dp_has(s, "_fitted_with_feature_names"));
}
