/* Classifiers by weighted sums z = x · coef_ᵀ + intercept_: of two classes z > 0 is the second, of more the greatest wins.
 * Probabilities of LogisticRegression, and of SGDClassifier with its loss (by the former):
 *
 *     1 / (1 + exp(-z)), of more than two classes over their sum        or softmax of z, of two classes of (-z, z)
 *
 * Since 1.9 sigmoids that are all zero are 1/C each. */
#include "proof/affine.h"
#include "proof/links.h"
#include "proof/prove.h"

struct linear {
    dp_prover *p;
    dp_affine affine;
    dp_labels classes;
    bool two;
    bool ridge;  /* classes_ stand in what made its targets */
    bool apart;  /* each row of coef_ says yes or no for itself */
    bool even;   /* all zeros are 1/C each */
    dp_span z;   /* once it is proved */
    dp_span both;
};

static bool is_z(struct linear *m, dp_span name)
{
    if (m->z.n != 0) {
        return dp_same(m->p, name, m->z, "the weighted sums");
    }
    m->z = name;
    return dp_is_affine(m->p, &m->affine, name);
}

static bool is_flat_z(struct linear *m, dp_span name)
{
    dp_span z;
    return dp_is_column_as(m->p, name, 1, &z) && is_z(m, z);
}

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct linear *m = self;
    dp_span of, flat, zero;
    (void)i;
    if (!m->two) {
        return dp_is_argmax(p, name, &of) && is_z(m, of);
    }
    return dp_is_cast(p, name, DP_FORM_INT64, &of) && dp_is_binary(p, of, "Greater", &flat, &zero) && dp_is_f64(p, zero, 0.0)
           && is_flat_z(m, flat);
}

/* (-z, z), of which softmax is taken; or z */
static bool is_raw(void *self, dp_span name)
{
    struct linear *m = self;
    const dp_span *part;
    dp_span z;
    if (!m->two) {
        return is_z(m, name);
    }
    if (m->both.n != 0) {
        return dp_same(m->p, name, m->both, "the weighted sums");
    }
    m->both = name;
    return dp_is_concat(m->p, name, 1, 2, &part) && dp_is_unary(m->p, part[0], "Neg", &z)
           && dp_same(m->p, z, part[1], "the weighted sum") && is_z(m, z);
}

/* p over its sum */
static bool are_shares(struct linear *m, dp_span name, dp_span *p)
{
    dp_span sum;
    if (m->even) {
        return dp_is_normal(m->p, name, m->classes.n, p);
    }
    return dp_is_binary(m->p, name, "Div", p, &sum) && dp_is_sum_over_classes(m->p, sum, *p);
}

static bool are_sigmoids(struct linear *m, dp_span name)
{
    dp_span p, z;
    if (m->two) {
        return dp_are_both_chances(m->p, name, &p) && dp_is_sigmoid(m->p, p, 1, &z) && is_z(m, z);
    }
    return are_shares(m, name, &p) && dp_is_sigmoid(m->p, p, m->classes.n, &z) && is_z(m, z);
}

static bool read_classes(struct linear *m, dp_state *s)
{
    if (!m->ridge) {
        m->classes = dp_need_labels(s, "classes_");
        return !s->failed;
    }
    dp_state binarizer = dp_state_open(s, dp_need(s, "_label_binarizer"), "_label_binarizer");
    m->classes = dp_need_labels(&binarizer, "classes_");
    m->apart = strcmp(dp_get_text(&binarizer, "y_type_", ""), "multilabel-indicator") == 0;
    return !binarizer.failed;
}

static bool begin_as(struct linear *m, dp_prover *p, dp_state *s, bool ridge)
{
    *m = (struct linear){.p = p, .ridge = ridge, .even = dp_state_era(s) >= 109};
    if (!dp_affine_read(p, s, &m->affine) || !dp_input_holds(p, m->affine.coef.dim[1])) {
        return false;
    }
    bool read = read_classes(m, s);
    m->two = m->classes.n == 2 && !m->apart;
    bool fits = read && m->classes.n >= 2 && m->affine.coef.dim[0] == (m->two ? 1 : m->classes.n);
    return fits || dp_refute(p, "coef_: not a row for each class");
}

static bool begin(struct linear *m, dp_prover *p, dp_state *s)
{
    return begin_as(m, p, s, false);
}

static bool prove(struct linear *m, const dp_claims *c)
{
    dp_prover *p = m->p;
    bool scores = c->scores.port == NULL
                  || (dp_claim_numbers(p, &c->scores, m->two ? 0 : m->classes.n)
                      && (m->two ? is_flat_z(m, c->scores.value) : is_z(m, c->scores.value)));
    return scores && dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &m->classes, is_winner, m);
}

/* multi_class was a parameter up to 1.7. Its default was ovr up to 0.21 ("warn"), then auto ("deprecated" from 1.5 on), which
 * is softmax of more than two classes unless the solver has none; up to 0.19 two classes were never softmax. */
static bool takes_softmax(dp_prover *p, dp_state *s, bool two)
{
    const char *how = dp_get_text(s, "multi_class", "");
    const char *solver = dp_get_text(s, "solver", "");
    unsigned era = dp_state_era(s);
    bool automatic = strcmp(how, "auto") == 0 || strcmp(how, "deprecated") == 0;
    bool newton = strcmp(solver, "newton-cholesky") == 0 && era >= 102 && era <= 105;
    if (strcmp(how, "multinomial") == 0) {
        return !two || era >= 20;
    }
    if (automatic || how[0] == '\0') {
        return !two && (!automatic || (strcmp(solver, "liblinear") != 0 && !newton));
    }
    return strcmp(how, "ovr") != 0 && strcmp(how, "warn") != 0 && dp_refute(p, "multi_class: another word");
}

bool dp_prove_logistic(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct linear m;
    const dp_claim *likely = &c->probabilities[0];
    if (!dp_claims_only(p, c, false, true, true, true) || !begin(&m, p, s)) {
        return false;
    }
    dp_link link = {p, is_raw, &m, false};
    bool holds = likely->port == NULL
                 || (dp_claim_numbers(p, likely, m.classes.n)
                     && (takes_softmax(p, s, m.two) ? dp_is_softmax(&link, likely->value) : are_sigmoids(&m, likely->value)));
    return holds && prove(&m, c);
}

/* z > 0 of label i: 0 or 1 */
static bool is_yes(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct linear *m = self;
    dp_span column, all, above, z, zero;
    return dp_is_column_as(p, name, 1, &column) && dp_is_slice(p, column, i, i + 1, &all) && dp_is_cast(p, all, DP_FORM_INT64, &above)
           && dp_is_binary(p, above, "Greater", &z, &zero) && dp_is_f64(p, zero, 0.0) && is_z(m, z);
}

static bool prove_apart(struct linear *m, const dp_claims *c)
{
    static const int64_t no_yes[] = {0, 1};
    dp_prover *p = m->p;
    dp_labels *labels = dp_take(p->ctx, m->classes.n, sizeof *labels);
    for (size_t i = 0; labels != NULL && i < m->classes.n; i++) {
        labels[i] = (dp_labels){.kind = DP_LABEL_INT, .n = 2, .i = no_yes};
    }
    bool scores = c->scores.port == NULL || (dp_claim_numbers(p, &c->scores, m->classes.n) && is_z(m, c->scores.value));
    return labels != NULL && scores && dp_claim_labels(p, c, m->classes.n, labels, is_yes, m);
}

bool dp_prove_ridge_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct linear m;
    return dp_claims_only(p, c, false, true, false, true) && begin_as(&m, p, s, true) && (m.apart ? prove_apart(&m, c) : prove(&m, c));
}

bool dp_prove_margin(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct linear m;
    return dp_claims_only(p, c, false, true, false, true) && begin(&m, p, s) && prove(&m, c);
}

/* Losses without probabilities are a margin; those of modified_huber are no sigmoids. */
bool dp_prove_sgd_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct linear m;
    const dp_claim *likely = &c->probabilities[0];
    const char *loss = dp_get_text(s, "loss", "");
    bool logistic = strcmp(loss, "log") == 0 || strcmp(loss, "log_loss") == 0;
    if (strcmp(loss, "modified_huber") == 0) {
        return dp_leave_open(p, "probabilities of modified_huber");
    }
    return dp_claims_only(p, c, false, true, logistic, true) && begin(&m, p, s)
           && (likely->port == NULL || (dp_claim_numbers(p, likely, m.classes.n) && are_sigmoids(&m, likely->value)))
           && prove(&m, c);
}
