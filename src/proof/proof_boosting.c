/* GradientBoosting: raw[k] = init[k] + rate · tree 0 + rate · tree 1 + …, in the order of the stages, for each class k of
 * its own; then what the loss makes of it.
 *
 * The first number is a tree of one leaf in front of the others; or what a linear model answers that was fitted, as the trees
 * were, on float32 rows. Where init_ is another estimator of one's own, nothing is proved of the file. */
#include "proof/affine.h"
#include "proof/links.h"
#include "proof/prove.h"
#include "proof/sum.h"

#include <float.h>
#include <math.h>

struct boosting {
    dp_prover *p;
    dp_state *model;
    dp_labels classes;       /* n 0: a regressor */
    size_t n_trees, stages;  /* trees a stage: one, or as many as there are classes */
    const dp_id *estimator;  /* [stages, n_trees] */
    dp_near *init;           /* [n_trees] */
    dp_affine affine;        /* or this, of a regressor: coef.count 0: it is not */
    double rate;
    bool exponential;        /* the loss */
    bool new_loss;           /* losses of sklearn._loss, 1.4 and later */
    double eps;              /* prior probabilities are kept this far from 0 and 1 */
    dp_span raw;             /* [N, n_trees], once it is proved */
    dp_tree_sum sum;         /* of the class at hand */
};

/* ---- init_ ---- */

/* NULL: refuted. */
static const double *read_numbers(struct boosting *b, dp_state *init, const char *key, size_t n)
{
    dp_nums v = dp_need_nums_any(init, key, 2);
    if (init->failed || v.count != n) {
        dp_refute(b->p, "init_.%s: not %zu numbers", key, n);
        return NULL;
    }
    return v.v;
}

static bool from_numbers(struct boosting *b, dp_state *init, const char *key)
{
    const double *v = read_numbers(b, init, key, b->n_trees);
    for (size_t k = 0; v != NULL && k < b->n_trees; k++) {
        b->init[k] = (dp_near){v[k], 0};
    }
    return v != NULL;
}

/* The classes' shares among the samples as the loss measures them: log odds for two, logarithms for more. Of more, since 1.4,
 * beside their geometric mean: what its logarithms and its exp are off by counts once more. */
static bool from_shares(struct boosting *b, dp_state *init)
{
    size_t n = b->classes.n;
    double *share = dp_take(b->p->ctx, n, sizeof *share);
    const double *v = read_numbers(b, init, "class_prior_", n);
    if (share == NULL || v == NULL) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        share[k] = fmin(fmax(v[k], b->eps), 1 - b->eps);
    }
    if (b->n_trees == 1) {
        double factor = b->exponential ? 0.5 : 1.0;
        dp_near odds = dp_near_log(share[1] / (1 - share[1]));
        b->init[0] = (dp_near){odds.v * factor, odds.off * factor};
        return true;
    }
    dp_near logs = {0, 0};
    for (size_t k = 0; k < n; k++) {
        dp_near one = dp_near_log(share[k]);
        logs = (dp_near){logs.v + one.v, logs.off + one.off};
    }
    double mean = b->new_loss ? exp(logs.v / (double)n) : 1.0;
    double off = b->new_loss ? logs.off / (double)n + 2 * DBL_EPSILON : 0.0;
    for (size_t k = 0; k < n; k++) {
        b->init[k] = dp_near_log(share[k] / mean);
        b->init[k].off += off;
    }
    return true;
}

/* A weighted sum of float32 in float32. */
static bool read_linear(struct boosting *b, dp_state *s, dp_id id, const char *class)
{
    dp_state init = dp_state_open(s, id, "init_");
    bool known = b->classes.n == 0 && dp_prove_is_linear(class) && dp_affine_read(b->p, &init, &b->affine)
                 && b->affine.coef.was_f32 && b->affine.intercept.was_f32 && b->affine.coef.dim[0] == 1;
    return known || dp_leave_open(b->p, "init_ is an estimator of its own");
}

static bool read_init(struct boosting *b, dp_state *s)
{
    static const char *const constants[][2] = {
        {"MeanEstimator", "mean"}, {"QuantileEstimator", "quantile"}, {"LogOddsEstimator", "prior"},
        {"ScaledLogOddsEstimator", "prior"}, {"PriorProbabilityEstimator", "priors"}, {"DummyRegressor", "constant_|constant"},
    };
    dp_id id = dp_need(s, "init_");
    const char *class = dp_obj_class(s->heap, id);
    const char *name = strrchr(class, '.') != NULL ? strrchr(class, '.') + 1 : class;
    if (s->failed || dp_obj_is(s->heap, id, "zero") || strcmp(name, "ZeroEstimator") == 0) {
        return !s->failed;
    }
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        if (strcmp(name, constants[i][0]) == 0) {
            dp_state init = dp_state_open(s, id, "init_");
            return from_numbers(b, &init, constants[i][1]);
        }
    }
    if (strcmp(class, "sklearn.dummy.DummyClassifier") == 0 && b->classes.n != 0) {
        dp_state init = dp_state_open(s, id, "init_");
        bool prior = strcmp(dp_get_text(&init, "_strategy|strategy", "prior"), "prior") == 0;
        return prior ? from_shares(b, &init) : dp_leave_open(b->p, "init_ answers with other than the shares of the classes");
    }
    return read_linear(b, s, id, class);
}

static bool read_model(struct boosting *b, dp_state *s, bool classifier)
{
    b->estimator = dp_grid_of(s, dp_need(s, "estimators_"), "estimators_", &b->stages, &b->n_trees);
    b->rate = dp_get_f64_any(s, "learning_rate", 0.1);
    b->exponential = strcmp(dp_get_text(s, "loss", ""), "exponential") == 0;
    b->new_loss = strncmp(dp_obj_class(s->heap, dp_get(s, "_loss")), "sklearn._loss.", 14) == 0;
    b->eps = dp_state_era(s) >= 108 ? DBL_EPSILON : (double)FLT_EPSILON;
    b->init = s->failed || b->n_trees == 0 ? NULL : dp_take(b->p->ctx, b->n_trees, sizeof *b->init);
    if (b->init == NULL || b->stages == 0) {
        return dp_refute(b->p, "estimators_: no trees");
    }
    if (classifier) {
        b->classes = dp_need_labels(s, "classes_");
    }
    bool fits = !classifier ? b->n_trees == 1 : b->classes.n == (b->n_trees == 1 ? 2 : b->n_trees);
    return fits ? read_init(b, s) : dp_refute(b->p, "estimators_: not a tree for each class");
}

/* ---- raw ---- */

static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    const struct boosting *b = self;
    double value;
    (void)p;
    dp_src_answer(tree, i, &value);
    value = b->rate * value;
    return dp_row_is(&b->sum, row, &value);
}

static bool begins_with_number(struct boosting *b, size_t k, dp_span name)
{
    uint64_t row;
    if (!dp_is_tree_sum(b->p, name, b->stages + 1, 1, &b->sum) || !dp_tree_constant(b->p, &b->sum.forest, 0, &row)) {
        return false;
    }
    return dp_row_is_near(&b->sum, row, &b->init[k])
           || dp_refute(b->p, "class %zu: init_ gives %.17g, the file begins with another number", k, b->init[k].v);
}

static bool begins_with_linear(struct boosting *b, dp_span name)
{
    dp_span first, flat, y;
    return dp_is_tree_sum_from(b->p, name, b->stages, 1, &b->sum, &first) && dp_is_column_as(b->p, first, 2, &flat)
           && dp_is_column_as(b->p, flat, 1, &y) && dp_is_affine_f32(b->p, &b->affine, y);
}

static bool column_holds(dp_prover *p, void *self, size_t k, dp_span name)
{
    struct boosting *b = self;
    uint64_t before = b->affine.coef.count != 0 ? 0 : 1; /* trees in front */
    if (before == 0 ? !begins_with_linear(b, name) : !begins_with_number(b, k, name)) {
        return false;
    }
    for (size_t i = 0; i < b->stages; i++) {
        dp_src_tree tree;
        const char *path = dp_take_printf(p->ctx, "estimators_[%zu][%zu]", i, k);
        dp_state child = dp_state_open(b->model, b->estimator[i * b->n_trees + k], path);
        if (child.failed || !dp_src_tree_read(p, &child, false, &tree) || tree.n_outputs != 1
            || !dp_tree_same(p, &b->sum.forest, i + before, &tree, leaf_holds, b)) {
            return dp_refute(p, "%s: no tree of one output", path);
        }
    }
    return dp_trees_done(p, &b->sum.forest);
}

static bool is_raw(void *self, dp_span name)
{
    struct boosting *b = self;
    if (b->raw.n != 0) {
        return dp_same(b->p, name, b->raw, "the trees");
    }
    b->raw = name;
    return dp_are_side_by_side(b->p, name, b->n_trees, column_holds, b);
}

static dp_link link_of(struct boosting *b)
{
    return (dp_link){b->p, is_raw, b, b->exponential};
}

/* of two classes: not z < 0; before 1.4 the likelier one, but for the exponential loss */
static bool is_yes(struct boosting *b, dp_span name)
{
    dp_span not, less, z, zero, of;
    dp_link link = link_of(b);
    if (!b->new_loss && !b->exponential) {
        return dp_is_argmax(b->p, name, &of) && dp_are_two_chances(&link, of);
    }
    return dp_is_cast(b->p, name, DP_FORM_INT64, &not) && dp_is_unary(b->p, not, "Not", &less)
           && dp_is_binary(b->p, less, "Less", &z, &zero) && dp_is_f64(b->p, zero, 0.0) && dp_is_flat_raw(&link, z);
}

/* ---- outputs ---- */

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct boosting *b = self;
    dp_link link = link_of(b);
    dp_span of;
    (void)i;
    if (b->n_trees == 1) {
        return is_yes(b, name);
    }
    return dp_is_argmax(p, name, &of) && (b->new_loss ? is_raw(b, of) : dp_is_softmax(&link, of));
}

bool dp_prove_boosting_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct boosting b = {.p = p, .model = s};
    const dp_claim *likely = &c->probabilities[0];
    if (!dp_claims_only(p, c, false, true, true, true) || !read_model(&b, s, true)
        || !dp_input_holds(p, dp_features_of(p, s, b.estimator[0]))) {
        return false;
    }
    bool two = b.n_trees == 1;
    dp_link link = link_of(&b);
    if (likely->port != NULL
        && (!dp_claim_numbers(p, likely, b.classes.n)
            || !(two ? dp_are_two_chances(&link, likely->value) : dp_is_softmax(&link, likely->value)))) {
        return false;
    }
    if (c->scores.port != NULL
        && (!dp_claim_numbers(p, &c->scores, two ? 0 : b.n_trees)
            || !(two ? dp_is_flat_raw(&link, c->scores.value) : is_raw(&b, c->scores.value)))) {
        return false;
    }
    return dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &b.classes, is_winner, &b);
}

bool dp_prove_boosting_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct boosting b = {.p = p, .model = s};
    dp_span z;
    if (!dp_claims_only(p, c, true, false, false, false) || !read_model(&b, s, false)
        || !dp_input_holds(p, dp_features_of(p, s, b.estimator[0])) || c->number.port == NULL) {
        return false;
    }
    dp_link link = link_of(&b);
    return dp_claim_numbers(p, &c->number, 1) && dp_claim_flat(p, &c->number, &z) && dp_is_flat_raw(&link, z);
}
