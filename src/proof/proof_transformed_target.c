/* TransformedTargetRegressor of one target: what regressor_ answers, taken back by transformer_:
 *
 *     FunctionTransformer   as it is, or exp, as inverse_func says          StandardScaler   y * scale_ + mean_
 *
 * A regressor that answers float32 (XGBoost) has each of these steps rounded to it. */
#include "proof/inside.h"

struct target {
    dp_state transformer;
    bool scales, exp;
    bool single;       /* targets are float32, and are again after each step */
};

static bool begin(struct target *t, dp_prover *p, dp_state *s)
{
    dp_id id = dp_need(s, "transformer_");
    const char *class = dp_obj_class(s->heap, id);
    *t = (struct target){.transformer = dp_state_open(s, id, "transformer_")};
    t->scales = strcmp(class, "sklearn.preprocessing.StandardScaler") == 0;
    bool function = strcmp(class, "sklearn.preprocessing.FunctionTransformer") == 0;
    if (s->failed || t->transformer.failed) {
        return dp_refute(p, "transformer_: there is none");
    }
    if (function && dp_has(&t->transformer, "inverse_func")) {
        t->exp = strcmp(dp_obj_class(s->heap, dp_get(&t->transformer, "inverse_func")), "numpy.exp") == 0;
        function = t->exp;
    }
    bool known = (function || t->scales) && dp_get_int(s, "_training_dim", 0) == 1;
    return known || dp_leave_open(p, "targets that are taken back in another way");
}

static bool is_by(dp_prover *p, struct target *t, const char *op, const char *key, const char *if_, dp_span *y)
{
    dp_span row;
    if (!dp_get_bool(&t->transformer, if_, true)) {
        return true;
    }
    if (t->single && !dp_is_rounded(p, *y, y)) {
        return false;
    }
    dp_nums v = dp_need_nums_any(&t->transformer, key, 1);
    if (t->transformer.failed || v.count != 1 || !dp_is_binary(p, *y, op, y, &row)) {
        return dp_refute(p, "transformer_: not of one target");
    }
    if (t->single && dp_node_of(p, row) != NULL && !dp_is_rounded(p, row, &row)) {
        return false;
    }
    if (strcmp(op, "Mul") == 0 && dp_node_of(p, row) != NULL) {
        return dp_is_factor(p, row, *y, 1, v.v[0]);
    }
    const dp_form_tensor *c = dp_tensor_of(p, row, DP_FORM_DOUBLE, 1);
    return (c != NULL && c->count == 1 && dp_same_bits(dp_f64_at(c, 0), v.v[0])) || dp_refute(p, "transformer_: another number");
}

bool dp_prove_transformed_target(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct target t;
    dp_span y;
    dp_inside regressor = {s, dp_need(s, "regressor_"), "regressor_"};
    if (s->failed || !begin(&t, p, s) || dp_inside_is_open(p, &regressor)) {
        return false;
    }
    dp_state inner = dp_state_open(s, regressor.id, "regressor_");
    if (dp_has(&inner, "classes_") || strstr(dp_obj_class(s->heap, regressor.id), "Classifier") != NULL) {
        return dp_leave_open(p, "labels that are taken for numbers");
    }
    t.single = p->answers_f32;
    if (t.single && t.exp) {
        return dp_leave_open(p, "the power of float32 targets");
    }
    if (!dp_claims_only(p, c, true, false, false, false) || c->number.port == NULL) {
        return false;
    }
    if (!dp_claim_numbers(p, &c->number, 1) || !dp_claim_flat(p, &c->number, &y) || !dp_is_column_as(p, y, 1, &y)) {
        return false;
    }
    return (!t.scales || (is_by(p, &t, "Add", "mean_", "with_mean", &y) && is_by(p, &t, "Mul", "scale_", "with_std", &y)))
           && (!t.exp || dp_is_unary(p, y, "Exp", &y)) && dp_inside_numbers(p, &regressor, 1, false, y);
}
