/* VotingRegressor, VotingClassifier: over the estimators, in their order,
 *
 *     y = Σ weight · answer / Σ weight       answers are numbers, or probabilities (soft)
 *     y = Σ weight · (label == each class)   (hard)
 *
 * and the first greatest of y is the class. Estimators were fitted on the numbers of the classes. Without weights, answers that
 * are all float32 are added and divided as such. */
#include "proof/inside.h"
#include "proof/mean.h"
#include "proof/source.h"

struct voting {
    dp_prover *p;
    const dp_inside *estimator;
    size_t n;
    dp_labels classes;      /* n 0: a regressor */
    bool soft;
    const double *weight;   /* [n]; NULL: none */
    double total;           /* of the weights, or n */
    bool single;
    dp_span y;              /* once it is proved */
};

static bool is_dropped(const dp_state *s, dp_id id)
{
    return dp_obj_is(s->heap, id, "drop") || dp_kind_of(s->heap, id) == DP_K_NONE;
}

/* weights has one for each of `estimators`, also for those that were dropped. */
static bool read_weights(struct voting *v, dp_state *s)
{
    size_t n = 0;
    size_t used = 0;
    v->total = (double)v->n;
    if (!dp_has(s, "weights")) {
        return true;
    }
    dp_nums given = dp_need_nums_any(s, "weights", 1);
    const dp_id *entry = dp_items_of(s, dp_need(s, "estimators"), "estimators", &n);
    double *weight = s->failed ? NULL : dp_take(v->p->ctx, v->n, sizeof *weight);
    for (size_t i = 0; weight != NULL && i < n && given.count == n; i++) {
        size_t parts = 0;
        const dp_id *pair = dp_items_of(s, entry[i], "estimators", &parts);
        if (parts == 2 && !is_dropped(s, pair[1]) && used++ < v->n) {
            weight[used - 1] = given.v[i];
        }
    }
    v->weight = weight;
    v->total = weight != NULL ? dp_src_numpy_sum(weight, v->n) : 0.0;
    return (weight != NULL && used == v->n) || dp_refute(v->p, "weights: not one for each estimator");
}

static bool begin(struct voting *v, dp_prover *p, dp_state *s, bool classifier)
{
    *v = (struct voting){.p = p};
    v->estimator = dp_inside_all(p, s, "estimators_", &v->n);
    if (v->estimator == NULL) {
        return false;
    }
    if (classifier) {
        v->classes = dp_need_labels(s, "classes_");
        v->soft = strcmp(dp_get_text(s, "voting", "hard"), "soft") == 0;
    }
    v->single = (v->classes.n == 0 || v->soft) && !dp_has(s, "weights");
    for (size_t i = 0; i < v->n; i++) {
        v->single = v->single && v->estimator[i].single;
    }
    p->answers_f32 = v->single;
    return !s->failed && read_weights(v, s);
}

/* ---- the sum ---- */

static uint64_t width_of(const struct voting *v)
{
    return v->classes.n != 0 ? v->classes.n : 1;
}

static bool is_answer(dp_prover *p, void *self, size_t i, dp_span name)
{
    const struct voting *v = self;
    dp_span y = name;
    dp_span weight;
    if (v->weight != NULL
        && (!dp_is_binary(p, name, "Mul", &y, &weight) || !dp_is_factor(p, weight, y, width_of(v), v->weight[i]))) {
        return false;
    }
    return v->classes.n == 0 ? dp_inside_numbers(p, &v->estimator[i], 1, true, y)
           : v->soft         ? dp_inside_chances(p, &v->estimator[i], v->classes.n, y)
                             : dp_inside_ballot(p, &v->estimator[i], v->classes.n, y);
}

static bool is_y(struct voting *v, dp_span name)
{
    bool hard = v->classes.n != 0 && !v->soft;
    if (v->y.n != 0) {
        return dp_same(v->p, name, v->y, "the votes");
    }
    v->y = name;
    return hard ? dp_is_sum_in_order(v->p, name, v->n, width_of(v), false, is_answer, v)
                : dp_is_mean_in_order(v->p, name, v->n, width_of(v), v->total, v->single, is_answer, v);
}

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    dp_span y;
    (void)i;
    return dp_is_argmax(p, name, &y) && is_y(self, y);
}

/* ---- outputs ---- */

/* transform: all answers side by side, as float64 */
static bool are_answers(struct voting *v, const dp_claim *claim)
{
    uint64_t each = v->soft ? v->classes.n : 1;
    const dp_span *part = &claim->value;
    dp_prover *p = v->p;
    bool good = dp_claim_numbers(p, claim, v->n * each) && (v->n == 1 || dp_is_concat(p, claim->value, 1, v->n, &part));
    for (size_t i = 0; good && i < v->n; i++) {
        dp_span label, column;
        good = v->soft              ? dp_inside_chances(p, &v->estimator[i], each, part[i])
               : v->classes.n == 0 ? dp_inside_numbers(p, &v->estimator[i], 1, false, part[i])
                                    : dp_is_cast(p, part[i], DP_FORM_DOUBLE, &column) && dp_is_column_as(p, column, 2, &label)
                                          && dp_inside_labels(p, &v->estimator[i], label);
    }
    return good;
}

bool dp_prove_voting_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct voting v;
    dp_span flat, y;
    const dp_claim *all = dp_claim_of_transform(c, false);
    if (!begin(&v, p, s, false) || !dp_claims_or_transform(p, c, false, false, false)) {
        return false;
    }
    bool number = c->number.port == NULL || all == &c->number
                  || (dp_claim_numbers(p, &c->number, 1) && dp_claim_flat(p, &c->number, &flat)
                      && dp_is_column_as(p, flat, 1, &y) && is_y(&v, y));
    return number && (all == NULL || are_answers(&v, all));
}

bool dp_prove_voting_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct voting v;
    const dp_claim *likely = &c->probabilities[0];
    const dp_claim *all = dp_claim_of_transform(c, true);
    if (!begin(&v, p, s, true) || !dp_claims_or_transform(p, c, true, v.soft, false)) {
        return false;
    }
    bool good = likely->port == NULL || (dp_claim_numbers(p, likely, v.classes.n) && is_y(&v, likely->value));
    return good && dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &v.classes, is_winner, &v)
           && (all == NULL || are_answers(&v, all));
}
