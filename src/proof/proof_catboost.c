/* CatBoost of numeric features.
 *
 *     raw[k] = (tree 0 + tree 1 + …) · scale + bias[k], without a scale of 1 and a bias of 0
 *
 * then the loss's function of it. Trees look at float32. */
#include "proof/links.h"
#include "proof/prove.h"
#include "proof/source_catboost.h"

enum link { IDENTITY, EXPONENTIAL, LOGISTIC, SOFTMAX };

struct catboost {
    dp_prover *p;
    dp_src_catboost m;
    enum link link;
    dp_labels classes;  /* n 0: numbers */
    dp_span raw;        /* once it is proved */
};

/* ---- the pickle ---- */

static bool read_link(struct catboost *c, bool classifier)
{
    const dp_doc *type = dp_doc_get(dp_doc_get(c->m.params, "loss_function"), "type");
    dp_span loss = type != NULL && type->kind == DP_DOC_TEXT ? type->text : (dp_span){NULL, 0};
    if (classifier) {
        c->link = c->m.outputs == 1 || dp_span_is(loss, "MultiClassOneVsAll") ? LOGISTIC : SOFTMAX;
        return true;
    }
    c->link = dp_span_is(loss, "Poisson") || dp_span_is(loss, "Tweedie") ? EXPONENTIAL : IDENTITY;
    bool unknown = dp_span_is(loss, "RMSEWithUncertainty") || dp_span_is(loss, "SurvivalAft");
    return !unknown || dp_leave_open(c->p, "a loss of CatBoost that is not known here");
}

/* class_names: texts, or numbers; without them classes are numbers from 0 on. */
static bool read_classes(struct catboost *c)
{
    const dp_doc *names = dp_doc_get(c->m.classes, "class_names");
    size_t n = c->m.outputs == 1 ? 2 : (size_t)c->m.outputs;
    bool told = names != NULL && names->kind == DP_DOC_LIST && names->n != 0;
    dp_span *text = dp_take(c->p->ctx, n, sizeof *text);
    int64_t *number = dp_take(c->p->ctx, n, sizeof *number);
    double *real = dp_take(c->p->ctx, n, sizeof *real);
    if (text == NULL || number == NULL || real == NULL || (told && names->n != n)) {
        return dp_refute(c->p, "class_names: not one for each class");
    }
    dp_label_kind kind = DP_LABEL_INT;
    const dp_doc *name = told ? names->first : NULL;
    for (size_t k = 0; k < n; k++, name = name != NULL ? name->next : NULL) {
        real[k] = name != NULL ? name->number : (double)k;
        number[k] = real[k] > -0x1p53 && real[k] < 0x1p53 ? (int64_t)real[k] : 0;
        text[k] = name != NULL ? name->text : (dp_span){NULL, 0};
        kind = text[k].p != NULL ? DP_LABEL_TEXT : real[k] != (double)number[k] ? DP_LABEL_FLOAT : kind;
    }
    c->classes = (dp_labels){.kind = kind, .n = n, .i = number, .text = text, .f = real};
    return true;
}

/* ---- raw ---- */

static bool is_column(dp_prover *p, void *self, size_t k, dp_span name)
{
    const struct catboost *c = self;
    dp_span sum = name;
    dp_span by;
    if (c->m.bias[k] != 0.0 && !(dp_is_binary(p, sum, "Add", &sum, &by) && dp_is_number(p, by, sum, c->m.bias[k]))) {
        return false;
    }
    if (c->m.scale != 1.0 && !(dp_is_binary(p, sum, "Mul", &sum, &by) && dp_is_factor(p, by, sum, 1, c->m.scale))) {
        return false;
    }
    return dp_is_grown_sum(p, &c->m.trees, k, NULL, sum);
}

/* [N, outputs] */
static bool is_raw(void *self, dp_span name)
{
    struct catboost *c = self;
    if (c->raw.n != 0) {
        return dp_same(c->p, name, c->raw, "the trees");
    }
    c->raw = name;
    return dp_are_side_by_side(c->p, name, (size_t)c->m.outputs, is_column, c);
}

/* ---- outputs ---- */

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct catboost *c = self;
    dp_span yes, greater, raw, zero;
    (void)i;
    if (c->m.outputs != 1) {
        return dp_is_argmax(p, name, &raw) && is_raw(c, raw);
    }
    return dp_is_column_as(p, name, 1, &yes) && dp_is_cast(p, yes, DP_FORM_INT64, &greater)
           && dp_is_binary(p, greater, "Greater", &raw, &zero) && dp_is_f64(p, zero, 0.0) && is_raw(c, raw);
}

static bool are_chances(struct catboost *c, dp_span name)
{
    dp_prover *p = c->p;
    const dp_link link = {p, is_raw, c, false};
    dp_span z;
    dp_span y = name;
    if (c->link == SOFTMAX) {
        return dp_is_softmax(&link, name);
    }
    if (c->m.outputs == 1 && !dp_are_both_chances(p, name, &y)) {
        return false;
    }
    return dp_is_sigmoid(p, y, c->m.outputs, &z) && is_raw(c, z);
}

bool dp_prove_catboost_classifier(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    struct catboost c = {.p = p};
    const dp_claim *likely = &claims->probabilities[0];
    return dp_src_catboost_read(p, s, &c.m) && read_link(&c, true) && read_classes(&c) && dp_input_holds(p, c.m.n_features)
           && dp_claims_only(p, claims, false, true, true, false)
           && (likely->port == NULL || (dp_claim_numbers(p, likely, c.classes.n) && are_chances(&c, likely->value)))
           && dp_claim_one_output(p, claims) && dp_claim_labels(p, claims, 1, &c.classes, is_winner, &c);
}

bool dp_prove_catboost_regressor(dp_prover *p, dp_state *s, const dp_claims *claims)
{
    struct catboost c = {.p = p};
    dp_span y = claims->number.value;
    if (!dp_src_catboost_read(p, s, &c.m) || !read_link(&c, false) || !dp_input_holds(p, c.m.n_features)) {
        return false;
    }
    bool one = c.m.outputs == 1;
    return dp_claims_only(p, claims, true, false, false, false) && claims->number.port != NULL
           && dp_claim_numbers(p, &claims->number, one ? 1 : c.m.outputs)
           && (!one || (dp_claim_flat(p, &claims->number, &y) && dp_is_column_as(p, y, 1, &y)))
           && (c.link != EXPONENTIAL || dp_is_unary(p, y, "Exp", &y)) && is_raw(&c, y);
}
