/* CalibratedClassifierCV: the mean over its calibrated classifiers of
 *
 *     two classes   (1 - p, p), p = calibrator(score of the second)
 *     more          each class's calibrator of its score, over their sum; where that is 0 all alike
 *
 * Scores are decision_function where the estimator has one, else its probabilities. Calibrators are a sigmoid
 * 1 / (1 + exp(a x + b)) or an isotonic regression. */
#include "proof/inside.h"
#include "proof/isotonic.h"
#include "proof/links.h"
#include "proof/mean.h"

struct calibrator {
    bool sigmoid;
    double a, b;
    dp_isotonic isotonic;
};

struct one {
    dp_state state;
    dp_inside estimator;
    bool decides;               /* by decision_function */
    struct calibrator *calibrator;
    size_t n;
    dp_span score;              /* once it is proved */
};

struct calibration {
    dp_prover *p;
    dp_labels classes;
    struct one *one;
    size_t n;
    dp_span mean;               /* once it is proved */
};

/* ---- the pickle ---- */

static bool same_label(const dp_labels *a, const dp_labels *b, size_t i)
{
    return a->kind == DP_LABEL_TEXT    ? dp_span_equal(a->text[i], b->text[i])
           : a->kind == DP_LABEL_FLOAT ? a->f[i] == b->f[i]
                                       : a->i[i] == b->i[i];
}

/* An estimator fitted on a part of the data may lack a class. XGBoost since 2.0 keeps none, for they are numbers from 0 on: the
 * width of its probabilities tells that it has all. */
static bool has_all_classes(const struct calibration *c, const struct one *one)
{
    dp_state s = dp_state_open(one->estimator.outer, one->estimator.id, one->estimator.path);
    const char *key = dp_has(&s, "_classes") ? "_classes" : "classes_";
    if (!dp_has(&s, key)) {
        return true;
    }
    dp_labels own = dp_need_labels(&s, key);
    bool all = !s.failed && own.n == c->classes.n && own.kind == c->classes.kind;
    for (size_t i = 0; all && i < own.n; i++) {
        all = same_label(&own, &c->classes, i);
    }
    return all || dp_leave_open(c->p, "a calibrated estimator that knows other classes");
}

static bool read_calibrator(dp_prover *p, struct one *one, dp_id id, struct calibrator *out)
{
    const char *name = dp_obj_class(one->state.heap, id);
    dp_state s = dp_state_open(&one->state, id, "calibrators");
    out->sigmoid = strcmp(name, "sklearn.calibration._SigmoidCalibration") == 0;
    if (!out->sigmoid) {
        return strcmp(name, "sklearn.isotonic.IsotonicRegression") == 0 ? dp_isotonic_read(p, &s, &out->isotonic)
                                                                          : dp_leave_open(p, "another calibrator");
    }
    dp_need(&s, "a_");
    dp_need(&s, "b_");
    out->a = dp_get_f64_any(&s, "a_", 0.0);
    out->b = dp_get_f64_any(&s, "b_", 0.0);
    if (one->estimator.single && !dp_state_names(&s, "numpy._core.")) {
        return dp_leave_open(p, "scores of float32, calibrated as such");
    }
    return !s.failed || dp_refute(p, "a_ and b_: no numbers");
}

static bool read_one(struct calibration *c, dp_state *s, dp_id id, size_t i)
{
    dp_prover *p = c->p;
    struct one *one = &c->one[i];
    one->state = dp_state_open(s, id, dp_take_printf(p->ctx, "calibrated_classifiers_[%zu]", i));
    dp_state *own = &one->state;
    const char *name = dp_has(own, "estimator") ? "estimator" : "base_estimator";
    const char *list = dp_has(own, "calibrators") ? "calibrators" : "calibrators_";
    one->estimator = (dp_inside){own, dp_need(own, name), name, false};
    const dp_id *calibrator = dp_items_of(own, dp_need(own, list), list, &one->n);
    size_t want = c->classes.n == 2 ? 1 : c->classes.n;
    if (own->failed) {
        return dp_refute(p, "calibrated_classifiers_[%zu]: no estimator and calibrators", i);
    }
    dp_inside_methods has;
    if (!dp_inside_has(p, &one->estimator, &has) || dp_inside_is_open(p, &one->estimator)) {
        return false;
    }
    one->decides = has.scores;
    one->estimator.single = p->answers_f32 && !one->decides;
    p->answers_f32 = false;
    if (!has_all_classes(c, one)) {
        return false;
    }
    if (one->n != want) {
        return dp_leave_open(p, "not a calibrator for each class");
    }
    one->calibrator = dp_take(p->ctx, one->n, sizeof *one->calibrator);
    bool good = one->calibrator != NULL;
    for (size_t k = 0; good && k < one->n; k++) {
        good = read_calibrator(p, one, calibrator[k], &one->calibrator[k]);
    }
    return good;
}

static bool begin(struct calibration *c, dp_prover *p, dp_state *s)
{
    *c = (struct calibration){.p = p, .classes = dp_need_labels(s, "classes_")};
    const dp_id *item = dp_items_of(s, dp_need(s, "calibrated_classifiers_"), "calibrated_classifiers_", &c->n);
    c->one = s->failed || c->n == 0 || c->classes.n < 2 ? NULL : dp_take(p->ctx, c->n, sizeof *c->one);
    bool good = c->one != NULL || dp_refute(p, "calibrated_classifiers_: there are none");
    for (size_t i = 0; good && i < c->n; i++) {
        good = read_one(c, s, item[i], i);
    }
    return good;
}

/* ---- the file ---- */

/* Of two classes [N, 1], that of the second; of more [N, C]. */
static bool are_scores(const struct calibration *c, struct one *one, dp_span name)
{
    dp_prover *p = c->p;
    uint64_t classes = c->classes.n;
    bool two = classes == 2;
    dp_span y = name;
    if (one->score.n != 0) {
        return dp_same(p, name, one->score, "the scores");
    }
    one->score = name;
    if (!one->decides) {
        return (!two || dp_is_slice(p, name, 1, 2, &y)) && dp_inside_chances(p, &one->estimator, classes, y);
    }
    return (!two || dp_is_column_as(p, name, 2, &y)) && dp_inside_scores(p, &one->estimator, two ? 0 : classes, y);
}

/* [N, 1]: that class's calibrator of its scores */
static bool is_calibrated(const struct calibration *c, struct one *one, size_t k, dp_span name)
{
    dp_prover *p = c->p;
    const struct calibrator *m = &one->calibrator[k];
    dp_span flat, y, x, z, sum, b, a;
    if (!dp_is_column_as(p, name, 2, &flat) || !dp_is_column_as(p, flat, 1, &y)) {
        return false;
    }
    bool good = m->sigmoid ? dp_is_sigmoid(p, y, 1, &z) && dp_is_unary(p, z, "Neg", &sum) && dp_is_binary(p, sum, "Add", &z, &b)
                                 && dp_is_number(p, b, z, m->b) && dp_is_binary(p, z, "Mul", &x, &a) && dp_is_factor(p, a, x, 1, m->a)
                           : dp_is_isotonic(p, &m->isotonic, y, &x);
    return good && (c->classes.n == 2 || dp_is_slice(p, x, k, k + 1, &x)) && are_scores(c, one, x);
}

static bool are_chances(dp_prover *p, void *self, size_t i, dp_span name)
{
    const struct calibration *c = self;
    struct one *one = &c->one[i];
    const dp_span *part;
    dp_span likely, all;
    if (c->classes.n == 2) {
        return dp_are_both_chances(p, name, &likely) && is_calibrated(c, one, 0, likely);
    }
    bool good = dp_is_normal(p, name, c->classes.n, &all) && dp_is_concat(p, all, 1, c->classes.n, &part);
    for (size_t k = 0; good && k < c->classes.n; k++) {
        good = is_calibrated(c, one, k, part[k]);
    }
    return good;
}

static bool is_mean(struct calibration *c, dp_span name)
{
    if (c->mean.n != 0) {
        return dp_same(c->p, name, c->mean, "the probabilities");
    }
    c->mean = name;
    return dp_is_mean_in_order(c->p, name, c->n, c->classes.n, (double)c->n, false, are_chances, c);
}

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    dp_span mean;
    (void)i;
    return dp_is_argmax(p, name, &mean) && is_mean(self, mean);
}

bool dp_prove_calibrated(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    struct calibration c;
    const dp_claim *likely = &claims->probabilities[0];
    return begin(&c, p, s) && dp_claims_only(p, claims, false, true, true, false)
           && (likely->port == NULL || (dp_claim_numbers(p, likely, c.classes.n) && is_mean(&c, likely->value)))
           && dp_claim_one_output(p, claims) && dp_claim_labels(p, claims, 1, &c.classes, is_winner, &c);
}
