/* RegressorChain, ClassifierChain: each estimator looks at the features and, behind them, what those before it in the chain
 * answered: numbers, or to chain_method_ labels (which are numbers), the second class's probability, or the score. order_ says which
 * output each of them is. */
#include "proof/front.h"
#include "proof/inside.h"

enum kind { LABEL, CHANCE, SCORE, KINDS };

struct chain {
    dp_prover *p;
    const dp_inside *estimator;
    size_t n;
    size_t *place;        /* [n]: which estimator is that output */
    uint64_t n_features;
    enum kind method;
    bool classifier;
    dp_span *answer[KINDS]; /* [n] of each kind, once they are proved */
    dp_span x;            /* the features, once they are proved */
    struct link *link;    /* [n] */
};

/* What is in front of estimator i. */
struct link {
    struct chain *chain;
    size_t i;
    dp_front front;
    dp_span seen;         /* once it is proved */
};

/* ---- the pickle ---- */

static bool read_order(struct chain *c, dp_state *s)
{
    dp_nums order = dp_nums_of(s, dp_need(s, "order_"), "order_", 1); /* a list where the user gave it */
    c->place = dp_take(c->p->ctx, c->n, sizeof *c->place);
    bool good = c->place != NULL && !s->failed && order.count == c->n;
    for (size_t i = 0; good && i < c->n; i++) {
        c->place[i] = c->n;
    }
    for (size_t i = 0; good && i < c->n; i++) {
        good = order.v[i] >= 0 && order.v[i] < (double)c->n && c->place[(size_t)order.v[i]] == c->n;
        if (good) {
            c->place[(size_t)order.v[i]] = i;
        }
    }
    return good || dp_refute(c->p, "order_: not each output once");
}

static bool begin(struct chain *c, dp_prover *p, dp_state *s, bool classifier)
{
    const char *method = dp_get_text(s, "chain_method_", "predict");
    *c = (struct chain){.p = p, .classifier = classifier};
    c->method = strcmp(method, "predict_proba") == 0 ? CHANCE : strcmp(method, "decision_function") == 0 ? SCORE : LABEL;
    c->estimator = dp_inside_all(p, s, "estimators_", &c->n);
    if (c->estimator == NULL) {
        return false;
    }
    if (c->n < 2 || c->n > DP_CLAIM_LABELS || (!classifier && c->method != LABEL)) {
        return dp_leave_open(p, "a chain of one estimator, or of very many");
    }
    int64_t n = dp_get_int(s, "n_features_in_", 0);
    c->n_features = n > 0 ? (uint64_t)n : 0;
    for (int k = 0; k < KINDS; k++) {
        c->answer[k] = dp_take(p->ctx, c->n, sizeof(dp_span));
    }
    c->link = dp_take(p->ctx, c->n, sizeof *c->link);
    if (c->n_features == 0) {
        return dp_leave_open(p, "a chain that does not tell how many features it takes");
    }
    return c->link != NULL && c->answer[SCORE] != NULL && read_order(c, s);
}

/* ---- the file ---- */

static bool is_answer(struct chain *c, size_t i, enum kind kind, dp_span name);

static bool are_features(struct chain *c, dp_span name)
{
    uint64_t n = c->n_features;
    if (c->x.n != 0) {
        return dp_same(c->p, name, c->x, "the features");
    }
    c->x = name;
    return dp_is_table(c->p, &n, name);
}

/* The features and the answers of those before, asked as estimator i's table. */
static bool is_seen(dp_prover *p, void *self, uint64_t *n, dp_span name)
{
    struct link *link = self;
    struct chain *c = link->chain;
    const dp_span *part;
    if (link->i == 0) { /* which may look at float32 as it is */
        return dp_is_table(p, n, name) && dp_is_width(p, n, c->n_features);
    }
    if (!dp_is_width(p, n, c->n_features + link->i)) {
        return false;
    }
    if (link->seen.n != 0) {
        return dp_same(p, name, link->seen, "the features and the answers before");
    }
    link->seen = name;
    bool good = dp_is_concat(p, name, 1, link->i + 1, &part) && are_features(c, part[0]);
    for (size_t i = 0; good && i < link->i; i++) {
        good = is_answer(c, i, c->method, part[i + 1]);
    }
    return good;
}

/* [N, 1] float64 */
static bool is_column(struct chain *c, size_t i, enum kind kind, dp_span name)
{
    dp_prover *p = c->p;
    const dp_inside *e = &c->estimator[i];
    dp_span y, label;
    switch (kind) {
    case CHANCE:
        return dp_is_slice(p, name, 1, 2, &y) && dp_inside_chances(p, e, 2, y);
    case SCORE:
        return dp_is_column_as(p, name, 2, &y) && dp_inside_scores(p, e, 0, y);
    case LABEL: case KINDS:
        break;
    }
    return !c->classifier ? dp_inside_numbers(p, e, 1, false, name)
                          : dp_is_cast(p, name, DP_FORM_DOUBLE, &y) && dp_is_column_as(p, y, 2, &label) && dp_inside_labels(p, e, label);
}

static bool is_answer(struct chain *c, size_t i, enum kind kind, dp_span name)
{
    dp_prover *p = c->p;
    struct link *link = &c->link[i];
    dp_span *known = &c->answer[kind][i];
    if (known->n != 0) {
        return dp_same(p, name, *known, "the answers of an estimator before");
    }
    *known = name;
    link->chain = c;
    link->i = i;
    dp_front *around = p->front;
    link->front = (dp_front){.of = around, .step = is_seen, .self = link};
    p->front = &link->front;
    bool good = is_column(c, i, kind, name);
    p->front = around;
    return good;
}

/* ---- outputs ---- */

/* One column an output, in the order of the outputs. */
static bool are_answers(struct chain *c, const dp_claim *claim, enum kind kind)
{
    dp_prover *p = c->p;
    const dp_span *column;
    bool good = dp_claim_numbers(p, claim, c->n) && dp_is_concat(p, claim->value, 1, c->n, &column);
    for (size_t i = 0; good && i < c->n; i++) {
        good = is_answer(c, c->place[i], kind, column[i]);
    }
    return good;
}

/* Labels are numbers, as float64; as skl2onnx has them, whole ones are int64. */
static bool are_labels(struct chain *c, const dp_claim *claim)
{
    dp_prover *p = c->p;
    const dp_span *column;
    uint64_t type = claim->port->type;
    bool good = (type == DP_FORM_INT64 || type == (claim->rounded ? DP_FORM_FLOAT : DP_FORM_DOUBLE))
                && dp_claim_columns(p, claim, c->n, &column);
    for (size_t i = 0; good && i < c->n; i++) {
        dp_span flat, y;
        good = dp_is_column_as(p, column[i], 2, &flat) && (type != DP_FORM_INT64 || dp_is_cast(p, flat, DP_FORM_INT64, &flat))
               && dp_is_column_as(p, flat, 1, &y) && is_answer(c, c->place[i], LABEL, y);
    }
    return good || dp_refute(p, "labels of another type");
}

/* Two classes each, of whole numbers. */
static bool tell_two_apart(struct chain *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const dp_inside *e = &c->estimator[i];
        dp_state s = dp_state_open(e->outer, e->id, e->path);
        dp_labels own = dp_has(&s, "classes_") ? dp_need_labels(&s, "classes_") : (dp_labels){0};
        if (s.failed || own.n != 2 || (own.kind != DP_LABEL_INT && own.kind != DP_LABEL_BOOL)) {
            return dp_leave_open(c->p, "a chain of classifiers that are not of two whole numbers");
        }
    }
    return true;
}

bool dp_prove_regressor_chain(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    struct chain c;
    return begin(&c, p, s, false) && dp_input_opens(p, c.n_features, NULL) && dp_claims_only(p, claims, true, false, false, false)
           && claims->number.port != NULL && are_answers(&c, &claims->number, LABEL);
}

bool dp_prove_classifier_chain(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    struct chain c;
    const dp_claim *likely = &claims->probabilities[0];
    if (!begin(&c, p, s, true) || !tell_two_apart(&c) || !dp_input_opens(p, c.n_features, NULL)
        || !dp_claims_only(p, claims, false, true, true, true) || !dp_claim_one_output(p, claims)) {
        return false;
    }
    for (size_t k = 0; k < DP_CLAIM_LABELS; k++) {
        if (claims->labels[k].port != NULL) {
            return dp_refute(p, "labels by themselves");
        }
    }
    return (likely->port == NULL || are_answers(&c, likely, CHANCE))
           && (claims->scores.port == NULL || are_answers(&c, &claims->scores, SCORE))
           && (claims->label.port == NULL || are_labels(&c, &claims->label));
}
