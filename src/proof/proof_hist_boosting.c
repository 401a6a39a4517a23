/* HistGradientBoosting: raw[k] = baseline[k] + tree 0 + tree 1 + …, iteration after iteration, for each class k of its own;
 * then what the loss makes of it. Trees compare float64. The first number is a tree of one leaf in front of the others. */
#include "proof/categories.h"
#include "proof/links.h"
#include "proof/prove.h"
#include "proof/steps.h"
#include "proof/sum.h"

struct hist {
    dp_prover *p;
    dp_state *model;
    dp_labels classes;         /* n 0: a regressor */
    size_t n_trees, iterations; /* trees an iteration: one, or as many as there are classes */
    const dp_id **predictor;   /* [iterations][n_trees] */
    double *base;              /* [n_trees] */
    dp_front encoder;           /* of categories, in front of the trees since 1.4 */
    dp_id encoder_id;          /* 0: none */
    dp_span encoded;           /* once it is proved */
    dp_set_columns sets;
    dp_span x, raw;            /* once they are proved */
    dp_tree_sum sum;           /* of the class at hand */
};

/* ---- the pickle ---- */

static bool read_predictors(struct hist *h)
{
    dp_state *s = h->model;
    const dp_id *each = dp_items_of(s, dp_need(s, "_predictors"), "_predictors", &h->iterations);
    h->predictor = s->failed || h->iterations == 0 ? NULL : dp_take(h->p->ctx, h->iterations, sizeof *h->predictor);
    for (size_t i = 0; h->predictor != NULL && i < h->iterations; i++) {
        size_t n = 0;
        h->predictor[i] = dp_items_of(s, each[i], "_predictors", &n);
        h->n_trees = i == 0 ? n : h->n_trees;
        if (s->failed || n == 0 || n != h->n_trees) {
            return dp_refute(h->p, "_predictors[%zu]: not a tree for each class", i);
        }
    }
    return h->predictor != NULL || dp_refute(h->p, "_predictors: no trees");
}

static bool read_base(struct hist *h)
{
    dp_nums v = dp_need_nums_any(h->model, "_baseline_prediction", 2);
    h->base = dp_take(h->p->ctx, h->n_trees, sizeof *h->base);
    if (h->base == NULL || h->model->failed || v.count != h->n_trees) {
        return dp_refute(h->p, "_baseline_prediction: not %zu numbers", h->n_trees);
    }
    for (size_t k = 0; k < h->n_trees; k++) {
        h->base[k] = v.v[k] + 0.0; /* raw begins with zeros */
    }
    return true;
}

/* Categorical columns first, as the numbers of their categories, then the others as they are. */
static bool is_encoded(dp_prover *p, void *self, uint64_t *n, dp_span name)
{
    struct hist *h = self;
    if (h->encoded.n != 0) {
        return dp_is_width(p, n, p->n_features) && dp_same(p, name, h->encoded, "the encoded columns");
    }
    h->encoded = name;
    return dp_step_makes(p, h->model, h->encoder_id, "_preprocessor", n, name);
}

static bool read_encoder(struct hist *h)
{
    dp_id id = dp_get(h->model, "_preprocessor");
    if (id == 0 || dp_kind_of(h->model->heap, id) == DP_K_NONE) {
        return true;
    }
    h->encoder_id = id;
    h->encoder = (dp_front){.of = h->p->front, .step = is_encoded, .self = h};
    h->p->front = &h->encoder;
    return dp_step_covered(h->p, h->model, id, "_preprocessor");
}

static bool read_model(struct hist *h, bool classifier)
{
    dp_state *s = h->model;
    int64_t n = dp_get_int(s, "_n_features|n_features_|n_features_in_", 0);
    h->p->n_features = n > 0 && n <= INT32_MAX ? (uint64_t)n : 0;
    if (!read_encoder(h)) {
        return false;
    }
    if (n < 1 || n > INT32_MAX || !dp_input_holds(h->p, (uint64_t)n) || !read_predictors(h) || !read_base(h)) {
        return dp_refute(h->p, "n_features_in_ out of range");
    }
    if (classifier) {
        h->classes = dp_need_labels(s, "classes_");
    }
    bool fits = !classifier ? h->n_trees == 1 : h->classes.n == (h->n_trees == 1 ? 2 : h->n_trees);
    return fits ? dp_set_columns_begin(h->p, s, &h->sets) : dp_refute(h->p, "_predictors: not a tree for each class");
}

/* ---- raw ---- */

static bool is_x(dp_prover *p, void *self, dp_span name)
{
    struct hist *h = self;
    if (h->x.n != 0) {
        return dp_same(p, name, h->x, "the columns of the other classes");
    }
    h->x = name;
    return dp_are_set_columns(p, name, &h->sets);
}

static bool leaf_holds(dp_prover *p, void *self, const dp_src_tree *tree, uint32_t i, uint64_t row)
{
    const struct hist *h = self;
    double value = dp_src_predictor_value(tree, i);
    (void)p;
    return dp_row_is(&h->sum, row, &value);
}

static bool column_holds(dp_prover *p, void *self, size_t k, dp_span name)
{
    struct hist *h = self;
    uint64_t row;
    if (!dp_is_tree_sum(p, name, h->iterations + 1, 1, &h->sum) || !dp_tree_constant(p, &h->sum.forest, 0, &row)) {
        return false;
    }
    if (!dp_row_is(&h->sum, row, &h->base[k])) {
        return dp_refute(p, "class %zu: the baseline is %.17g, the file begins with another number", k, h->base[k]);
    }
    for (size_t i = 0; i < h->iterations; i++) {
        dp_src_tree tree;
        const char *path = dp_take_printf(p->ctx, "_predictors[%zu][%zu]", i, k);
        dp_state child = dp_state_open(h->model, h->predictor[i][k], path);
        if (child.failed || !dp_src_predictor_read(p, &child, p->n_features, &tree)) {
            return dp_refute(p, "%s: no tree", path);
        }
        tree.same_set = dp_set_same;
        tree.self = &h->sets;
        if (!dp_tree_same(p, &h->sum.forest, i + 1, &tree, leaf_holds, h)) {
            return false;
        }
    }
    return dp_trees_done(p, &h->sum.forest);
}

static bool is_raw(void *self, dp_span name)
{
    struct hist *h = self;
    if (h->raw.n != 0) {
        return dp_same(h->p, name, h->raw, "the trees");
    }
    h->raw = name;
    return dp_are_side_by_side(h->p, name, h->n_trees, column_holds, h) && dp_set_columns_done(h->p, &h->sets);
}

/* ---- outputs ---- */

/* From 1.4 on the label is that of the raw scores, before that of the probabilities. */
static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    struct hist *h = self;
    dp_link link = {p, is_raw, h, false};
    dp_span of, z, zero;
    bool two = h->n_trees == 1;
    (void)i;
    if (two && dp_state_era(h->model) >= 104) {
        return dp_is_cast(p, name, DP_FORM_INT64, &of) && dp_is_binary(p, of, "Greater", &z, &zero)
               && dp_is_f64(p, zero, 0.0) && dp_is_flat_raw(&link, z);
    }
    if (!dp_is_argmax(p, name, &of)) {
        return false;
    }
    return dp_state_era(h->model) >= 104 ? is_raw(h, of) : two ? dp_are_two_chances(&link, of) : dp_is_softmax(&link, of);
}

static void begin(struct hist *h, dp_prover *p, dp_state *s)
{
    *h = (struct hist){.p = p, .model = s};
    p->wide = true;
    p->rows = is_x;
    p->rows_self = h;
}

bool dp_prove_hist_boosting_classifier(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct hist h;
    const dp_claim *likely = &c->probabilities[0];
    begin(&h, p, s);
    dp_link link = {p, is_raw, &h, false};
    if (!dp_claims_only(p, c, false, true, true, true) || !read_model(&h, true)) {
        return false;
    }
    bool two = h.n_trees == 1;
    if (likely->port != NULL
        && (!dp_claim_numbers(p, likely, h.classes.n)
            || !(two ? dp_are_two_chances(&link, likely->value) : dp_is_softmax(&link, likely->value)))) {
        return false;
    }
    if (c->scores.port != NULL
        && (!dp_claim_numbers(p, &c->scores, two ? 0 : h.n_trees)
            || !(two ? dp_is_flat_raw(&link, c->scores.value) : is_raw(&h, c->scores.value)))) {
        return false;
    }
    return dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &h.classes, is_winner, &h);
}

/* exp(raw) of a loss with a logarithm for its link */
bool dp_prove_hist_boosting_regressor(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct hist h;
    dp_span z;
    const char *loss = dp_get_text(s, "loss", "");
    begin(&h, p, s);
    dp_link link = {p, is_raw, &h, false};
    bool log_link = strcmp(loss, "poisson") == 0 || strcmp(loss, "gamma") == 0;
    return dp_claims_only(p, c, true, false, false, false) && read_model(&h, false) && c->number.port != NULL
           && dp_claim_numbers(p, &c->number, 1) && dp_claim_flat(p, &c->number, &z)
           && (!log_link || dp_is_unary(p, z, "Exp", &z)) && dp_is_flat_raw(&link, z);
}
