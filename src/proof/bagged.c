#include "proof/bagged.h"

#include "proof/columns.h"
#include "proof/front.h"
#include "proof/inside.h"
#include "proof/mean.h"

struct bagged {
    dp_prover *p;
    const dp_inside *estimator;
    dp_src_columns *columns;    /* [n]; n 0: all */
    dp_inside_methods *has;     /* [n], of classifiers */
    size_t n;
    uint64_t n_features;
    dp_labels classes;          /* n 0: a regressor */
    bool single, scored;
    dp_span y, scores;          /* once they are proved */
};

/* ---- the pickle ---- */

static bool read_columns(struct bagged *b, dp_state *s)
{
    size_t n = 0;
    dp_id id = dp_get(s, "estimators_features_");
    b->columns = dp_take(b->p->ctx, b->n, sizeof *b->columns);
    if (id == 0 || dp_kind_of(s->heap, id) == DP_K_NONE || b->columns == NULL) {
        return b->columns != NULL;
    }
    const dp_id *each = dp_items_of(s, id, "estimators_features_", &n);
    bool good = !s->failed && n == b->n;
    for (size_t i = 0; good && i < n; i++) {
        if (!dp_src_columns_read(b->p, s, each[i], NULL, b->n_features, &b->columns[i])) {
            return false;
        }
    }
    return good || dp_refute(b->p, "estimators_features_: not of %zu estimators", b->n);
}

/* An estimator may have met only some of the classes, whose numbers it was fitted on. */
static bool has_all_classes(struct bagged *b, const dp_inside *e)
{
    dp_state s = dp_state_open(e->outer, e->id, e->path);
    const char *key = dp_has(&s, "_classes") ? "_classes" : "classes_";
    if (!dp_has(&s, key)) {
        return true; /* XGBoost since 2.0: the width of its probabilities tells */
    }
    dp_labels own = dp_need_labels(&s, key);
    bool all = !s.failed && own.kind == DP_LABEL_INT && own.n == b->classes.n;
    for (size_t k = 0; all && k < own.n; k++) {
        all = own.i[k] == (int64_t)k;
    }
    return all || dp_leave_open(b->p, "an estimator that has not met all classes");
}

static bool read_methods(struct bagged *b)
{
    b->has = dp_take(b->p->ctx, b->n, sizeof *b->has);
    b->scored = true;
    for (size_t i = 0; b->has != NULL && i < b->n; i++) {
        if (!dp_inside_has(b->p, &b->estimator[i], &b->has[i]) || !has_all_classes(b, &b->estimator[i])) {
            return false;
        }
        b->scored = b->scored && b->has[i].scores;
    }
    return b->has != NULL;
}

static bool begin(struct bagged *b, dp_prover *p, dp_state *s, bool classifier)
{
    *b = (struct bagged){.p = p, .single = !classifier};
    b->estimator = dp_inside_all(p, s, "estimators_", &b->n);
    if (b->estimator == NULL) {
        return false;
    }
    for (size_t i = 0; i < b->n; i++) {
        b->single = b->single && b->estimator[i].single;
    }
    int64_t n = dp_get_int(s, "n_features_in_|n_features_", 0);
    b->n_features = n > 0 ? (uint64_t)n : 0;
    if (classifier) {
        b->classes = dp_need_labels(s, "classes_");
    }
    if (s->failed || b->n_features == 0) {
        return dp_refute(p, "n_features_in_: not told");
    }
    if (!read_columns(b, s) || (classifier && !read_methods(b))) {
        return false;
    }
    p->answers_f32 = b->single;
    return true;
}

/* ---- the file ---- */

static bool is_answer(dp_prover *p, struct bagged *b, size_t i, dp_span name, bool score)
{
    const dp_inside *e = &b->estimator[i];
    bool two = b->classes.n == 2;
    dp_span y = name;
    if (score) {
        return (!two || dp_is_column_as(p, name, 2, &y)) && dp_inside_scores(p, e, two ? 0 : b->classes.n, y);
    }
    return b->classes.n == 0 ? dp_inside_numbers(p, e, 1, false, name)
           : b->has[i].chances ? dp_inside_chances(p, e, b->classes.n, name)
                               : dp_inside_ballot(p, e, b->classes.n, name);
}

static bool is_seen(dp_prover *p, struct bagged *b, size_t i, dp_span name, bool score)
{
    const dp_src_columns *own = &b->columns[i];
    dp_front columns = {.of = p->front, .column = own->place, .n = own->n, .among = b->n_features};
    p->front = own->n != 0 ? &columns : p->front;
    bool good = is_answer(p, b, i, name, score);
    p->front = columns.of;
    return good;
}

static bool is_member(dp_prover *p, void *self, size_t i, dp_span name)
{
    return is_seen(p, self, i, name, false);
}

static bool is_member_score(dp_prover *p, void *self, size_t i, dp_span name)
{
    return is_seen(p, self, i, name, true);
}

static bool is_y(struct bagged *b, dp_span name)
{
    if (b->y.n != 0) {
        return dp_same(b->p, name, b->y, "the estimators");
    }
    b->y = name;
    return dp_is_mean_in_order(b->p, name, b->n, b->classes.n != 0 ? b->classes.n : 1, (double)b->n, b->single, is_member, b);
}

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    dp_span y;
    (void)i;
    return dp_is_argmax(p, name, &y) && is_y(self, y);
}

static bool scores_hold(struct bagged *b, const dp_claim *claim)
{
    bool two = b->classes.n == 2;
    dp_span mean = claim->value;
    return dp_claim_numbers(b->p, claim, two ? 0 : b->classes.n) && (!two || dp_is_column_as(b->p, mean, 1, &mean))
           && dp_is_mean_in_order(b->p, mean, b->n, two ? 1 : b->classes.n, (double)b->n, false, is_member_score, b);
}

bool dp_prove_bagged(dp_prover *p, dp_state *s, const dp_claims *c, bool classifier)
{
    struct bagged b;
    dp_span flat, y;
    const dp_claim *likely = &c->probabilities[0];
    if (!begin(&b, p, s, classifier) || !dp_input_opens(p, b.n_features, NULL)) {
        return false;
    }
    if (!classifier) {
        return dp_claims_only(p, c, true, false, false, false) && c->number.port != NULL && dp_claim_numbers(p, &c->number, 1)
               && dp_claim_flat(p, &c->number, &flat) && dp_is_column_as(p, flat, 1, &y) && is_y(&b, y);
    }
    return dp_claims_only(p, c, false, true, true, b.scored)
           && (likely->port == NULL || (dp_claim_numbers(p, likely, b.classes.n) && is_y(&b, likely->value)))
           && (c->scores.port == NULL || scores_hold(&b, &c->scores)) && dp_claim_one_output(p, c)
           && dp_claim_labels(p, c, 1, &b.classes, is_winner, &b);
}
