#include "proof/inside.h"

static const dp_claims nothing;

bool dp_inside_is_open(dp_prover *p, const dp_inside *e)
{
    dp_onnx_form empty = {.ctx = p->ctx};
    dp_prover q = {.ctx = p->ctx, .file = &empty, .model = p->model, .told = p->told, .depth = p->depth, .visits = p->visits};
    dp_prove_inner(&q, e->outer, e->id, e->path, &nothing);
    p->visits = q.visits;
    p->answers_f32 = q.answers_f32;
    return q.open && !dp_leave_open(p, q.why);
}

/* Whatever the estimator asks of the file, and what is around it, is as it was afterwards. */
bool dp_inside_answers(dp_prover *p, const dp_inside *e, const dp_claims *claims)
{
    static const dp_told none;
    dp_prover before = *p;
    p->told = &none;
    p->wide = false;
    p->rows = NULL;
    bool good = dp_prove_inner(p, e->outer, e->id, e->path, claims);
    p->told = before.told;
    p->wide = before.wide;
    p->rows = before.rows;
    p->rows_self = before.rows_self;
    p->front = before.front;
    p->n_features = before.n_features;
    return good;
}

/* Of all claims one alone, which is at that offset among them: [N, width], or [N] where width is 0. */
static bool answers(dp_prover *p, const dp_inside *e, size_t at, dp_claim claim, uint64_t type, uint64_t width)
{
    dp_form_port port = {.type = type, .shaped = true, .batch = true, .rank = width == 0 ? 1 : 2, .dim = {0, width}};
    dp_claims *c = dp_take(p->ctx, 1, sizeof *c);
    if (c == NULL) {
        return false;
    }
    claim.port = &port;
    memcpy((uint8_t *)c + at, &claim, sizeof claim);
    return dp_inside_answers(p, e, c);
}

bool dp_inside_numbers(dp_prover *p, const dp_inside *e, uint64_t width, bool flat, dp_span name)
{
    return answers(p, e, offsetof(dp_claims, number), (dp_claim){.value = name, .flat = flat}, DP_FORM_DOUBLE, width);
}

bool dp_inside_chances(dp_prover *p, const dp_inside *e, uint64_t width, dp_span name)
{
    return answers(p, e, offsetof(dp_claims, probabilities), (dp_claim){.value = name}, DP_FORM_DOUBLE, width);
}

bool dp_inside_scores(dp_prover *p, const dp_inside *e, uint64_t width, dp_span name)
{
    return answers(p, e, offsetof(dp_claims, scores), (dp_claim){.value = name}, DP_FORM_DOUBLE, width);
}

bool dp_inside_labels(dp_prover *p, const dp_inside *e, dp_span name)
{
    return answers(p, e, offsetof(dp_claims, label), (dp_claim){.value = name}, DP_FORM_INT64, 0);
}

bool dp_inside_ballot(dp_prover *p, const dp_inside *e, uint64_t classes, dp_span name)
{
    dp_span equal, number, numbers, column, label;
    if (!dp_is_cast(p, name, DP_FORM_DOUBLE, &equal) || !dp_is_binary(p, equal, "Equal", &number, &numbers)
        || !dp_is_cast(p, number, DP_FORM_DOUBLE, &column) || !dp_is_column_as(p, column, 2, &label)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, numbers, DP_FORM_DOUBLE, 1);
    bool good = t != NULL && t->count == classes;
    for (uint64_t k = 0; good && k < classes; k++) {
        good = dp_same_bits(dp_f64_at(t, k), (double)k);
    }
    return (good || dp_refute(p, "the numbers of the classes")) && dp_inside_labels(p, e, label);
}

/* LightGBM's decision_function came with 4.7, as did _fitted_with_feature_names. */
bool dp_inside_has(dp_prover *p, const dp_inside *e, dp_inside_methods *out)
{
    static const struct { const char *name; dp_inside_methods has; } known[] = {
        {"lightgbm.sklearn.LGBMClassifier", {false, true}},
        {"sklearn.ensemble.AdaBoostClassifier", {true, true}},
        {"sklearn.ensemble.ExtraTreesClassifier", {false, true}},
        {"sklearn.ensemble.GradientBoostingClassifier", {true, true}},
        {"sklearn.ensemble.HistGradientBoostingClassifier", {true, true}},
        {"sklearn.ensemble.RandomForestClassifier", {false, true}},
        {"sklearn.linear_model.LogisticRegression", {true, true}},
        {"sklearn.linear_model.LogisticRegressionCV", {true, true}},
        {"sklearn.linear_model.PassiveAggressiveClassifier", {true, false}},
        {"sklearn.linear_model.Perceptron", {true, false}},
        {"sklearn.linear_model.RidgeClassifier", {true, false}},
        {"sklearn.linear_model.RidgeClassifierCV", {true, false}},
        {"sklearn.linear_model.SGDClassifier", {true, false}},
        {"sklearn.naive_bayes.GaussianNB", {false, true}},
        {"sklearn.svm.LinearSVC", {true, false}},
        {"sklearn.tree.DecisionTreeClassifier", {false, true}},
        {"sklearn.tree.ExtraTreeClassifier", {false, true}},
        {"xgboost.sklearn.XGBClassifier", {false, true}},
        {"xgboost.sklearn.XGBRFClassifier", {false, true}},
    };
    dp_state s = dp_state_open(e->outer, e->id, e->path);
    const char *canonical = dp_obj_class(s.heap, s.obj);
    if (s.failed) {
        return dp_refute(p, "%s: no estimator", e->path);
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(canonical, known[i].name) == 0) {
            *out = known[i].has;
            const char *loss = strcmp(canonical, "sklearn.linear_model.SGDClassifier") == 0 ? dp_get_text(&s, "loss", "") : "";
            out->chances = out->chances || strncmp(loss, "log", 3) == 0 || strcmp(loss, "modified_huber") == 0;
            out->scores = out->scores || dp_has(&s, "_fitted_with_feature_names");
            return true;
        }
    }
    return dp_leave_open(p, "an estimator inside of which it is not known here what methods it has");
}

const dp_inside *dp_inside_all(dp_prover *p, dp_state *s, const char *key, size_t *n)
{
    const dp_id *id = dp_items_of(s, dp_need(s, key), key, n);
    dp_inside *e = s->failed || *n == 0 ? NULL : dp_take(p->ctx, *n, sizeof *e);
    if (e == NULL) {
        dp_refute(p, "%s: there are none", key);
        return NULL;
    }
    for (size_t i = 0; i < *n; i++) {
        e[i] = (dp_inside){s, id[i], dp_take_printf(p->ctx, "%s[%zu]", key, i), false};
        if (dp_inside_is_open(p, &e[i])) {
            return NULL;
        }
        e[i].single = p->answers_f32;
    }
    p->answers_f32 = false;
    return e;
}
