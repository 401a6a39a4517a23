/* StackingRegressor, StackingClassifier: final_estimator_ over what the estimators answer, side by side, and behind them the
 * features themselves (passthrough). Of two classes only the second column of probabilities is one. Classifiers were fitted on
 * the numbers of the classes. */
#include "proof/front.h"
#include "proof/inside.h"

struct stacking {
    dp_prover *p;
    dp_state *model;
    const dp_inside *estimator;
    size_t n;
    const dp_id *method;    /* [n]: names */
    dp_inside final;
    dp_labels classes;      /* n 0: a regressor */
    bool passthrough;
    dp_span features;       /* once they are proved, */
    uint64_t width;         /* so many */
};

static bool begin(struct stacking *k, dp_prover *p, dp_state *s, bool classifier)
{
    size_t n = 0;
    *k = (struct stacking){.p = p, .model = s, .passthrough = dp_get_bool(s, "passthrough", false)};
    k->estimator = dp_inside_all(p, s, "estimators_", &k->n);
    if (k->estimator == NULL) {
        return false;
    }
    k->final = (dp_inside){s, dp_need(s, "final_estimator_"), "final_estimator_"};
    k->method = dp_items_of(s, dp_need(s, "stack_method_"), "stack_method_", &n);
    if (classifier) {
        k->classes = dp_need_labels(s, "classes_");
    }
    if (k->n == 1 && !k->passthrough) {
        return dp_leave_open(p, "one estimator below another");
    }
    if (s->failed || n != k->n) {
        return dp_refute(p, "stack_method_: not of %zu estimators", k->n);
    }
    for (size_t i = 0; classifier && i < n; i++) {
        if (dp_obj_is(s->heap, k->method[i], "predict")) {
            return dp_leave_open(p, "labels as features");
        }
    }
    return !dp_inside_is_open(p, &k->final);
}

/* ---- the features ---- */

/* What estimator i answers, as *width columns. */
static bool is_answer(const struct stacking *k, size_t i, dp_span name, uint64_t *width)
{
    dp_prover *p = k->p;
    const dp_inside *e = &k->estimator[i];
    uint64_t classes = k->classes.n;
    dp_span y = name;
    *width = classes <= 2 ? 1 : classes;
    if (classes == 0) {
        return dp_inside_numbers(p, e, 1, false, name);
    }
    if (dp_obj_is(k->model->heap, k->method[i], "predict_proba")) {
        return (classes != 2 || dp_is_slice(p, name, 1, 2, &y)) && dp_inside_chances(p, e, classes, y);
    }
    return (classes != 2 || dp_is_column_as(p, name, 2, &y)) && dp_inside_scores(p, e, classes == 2 ? 0 : classes, y);
}

static bool are_features(dp_prover *p, void *self, uint64_t *n, dp_span name)
{
    struct stacking *k = self;
    size_t parts = k->n + k->passthrough;
    const dp_span *part;
    if (k->features.n != 0) {
        return dp_is_width(p, n, k->width) && dp_same(p, name, k->features, "the answers");
    }
    k->features = name;
    bool good = dp_is_concat(p, name, 1, parts, &part);
    for (size_t i = 0; good && i < k->n; i++) {
        uint64_t width;
        good = is_answer(k, i, part[i], &width);
        k->width += width;
    }
    if (good && k->passthrough) {
        uint64_t width = 0;
        good = dp_is_table(p, &width, part[k->n]);
        k->width += width;
    }
    return good && dp_is_width(p, n, k->width);
}

/* ---- outputs ---- */

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct stacking *k = self;
    (void)i;
    return dp_inside_labels(p, &k->final, name);
}

static bool answers_hold(struct stacking *k, const dp_claims *c, const dp_claim *all)
{
    dp_prover *p = k->p;
    uint64_t classes = k->classes.n;
    const dp_claim *likely = &c->probabilities[0];
    if (classes == 0) {
        return c->number.port == NULL || all == &c->number
               || (dp_claim_numbers(p, &c->number, 1) && dp_inside_numbers(p, &k->final, 1, c->number.flat, c->number.value));
    }
    bool good = likely->port == NULL
                || (dp_claim_numbers(p, likely, classes) && dp_inside_chances(p, &k->final, classes, likely->value));
    uint64_t scores = classes == 2 ? 0 : classes;
    good = good
           && (c->scores.port == NULL
               || (dp_claim_numbers(p, &c->scores, scores) && dp_inside_scores(p, &k->final, scores, c->scores.value)));
    return good && dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &k->classes, is_winner, k);
}

static bool prove(dp_prover *p, dp_state *s, const dp_claims *c, bool classifier)
{
    struct stacking k;
    const dp_claim *all = dp_claim_of_transform(c, classifier);
    if (!begin(&k, p, s, classifier) || !dp_claims_or_transform(p, c, classifier, classifier, classifier)) {
        return false;
    }
    dp_front front = {.of = p->front, .step = are_features, .self = &k};
    uint64_t width = 0;
    p->front = &front;
    bool good = (all == NULL || dp_is_table(p, &width, all->value)) && answers_hold(&k, c, all);
    p->front = front.of;
    return good && (all == NULL || dp_claim_numbers(p, all, width));
}

bool dp_prove_stacking_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    return prove(p, s, c, false);
}

bool dp_prove_stacking_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    return prove(p, s, c, true);
}
