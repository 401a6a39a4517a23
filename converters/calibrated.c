/* CalibratedClassifierCV: the mean of what its calibrated classifiers answer. Each has an estimator, whose scores
 * (decision_function, else the probabilities; of two classes one column) go class by class through a calibrator of its own,
 * and are then divided by their sum. Calibration by temperature takes all scores at once.
 *
 *   calibrated_classifiers_[i]   estimator | base_estimator, calibrators | calibrators_, classes | classes_, method */
#include "converters/common/members.h"

#include <inttypes.h>

struct calibrated {
    const dp_model *estimator;
    dp_members calibrators;
    size_t *place;   /* of each of the estimator's classes among all */
    size_t n;        /* its classes */
    size_t scores;   /* columns of its scores: one for two classes, which scikit-learn takes for the first. Where there are more classes
                        in all it may keep a calibrator for each of both, and up to 1.3 had both columns of probabilities then. */
    bool both;       /* two calibrators, for two classes of more */
    bool temperature;
};

struct calibration {
    dp_labels classes;
    struct calibrated *at;
    size_t n;
    unsigned era;
};

/* An estimator whose part of the data lacked a class has fewer of them. */
static void read_places(dp_state *s, const struct calibration *m, struct calibrated *c)
{
    const dp_labels *own = c->estimator->classes != NULL ? c->estimator->classes : &m->classes;
    c->n = own->n;
    c->both = own->n == 2 && own->n < m->classes.n && c->calibrators.n == 2;
    c->scores = own->n == 2 && !(c->both && m->era < 104) ? 1 : own->n;
    c->place = dp_state_take(s, own->n, sizeof *c->place);
    for (size_t i = 0; !s->failed && i < own->n; i++) {
        size_t k = 0;
        while (k < m->classes.n && !dp_label_same(own, i, &m->classes, k)) {
            k++;
        }
        if (k == m->classes.n) {
            dp_corrupt(s, "classes_: the estimator has one that is not among all");
            return;
        }
        c->place[i] = k;
    }
}

static void read_one(dp_state *s, const struct calibration *m, dp_id id, size_t i)
{
    struct calibrated *c = &m->at[i];
    dp_state child = dp_state_open(s, id, dp_take_printf(s->ctx, "calibrated_classifiers_[%zu]", i));
    const char *name = dp_has(&child, "estimator") ? "estimator" : "base_estimator";
    c->estimator = dp_child(&child, dp_need(&child, name), name);
    dp_members_read(&child, dp_has(&child, "calibrators") ? "calibrators" : "calibrators_", &c->calibrators);
    const char *classes = dp_has(&child, "classes") ? "classes" : "classes_";
    if (dp_has(&child, classes)) { /* what its columns are sorted by */
        const dp_labels told = dp_need_labels(&child, classes);
        if (!child.failed && !(dp_labels_same(&told, &m->classes) && dp_labels_sorted(&told))) {
            dp_corrupt(&child, "%s: expected the classes_ of what it belongs to, sorted", classes);
        }
    }
    const char *method = dp_get_text(&child, "method", "");
    c->temperature = dp_is(method, "temperature");
    if (!child.failed && !c->temperature && !dp_is(method, "sigmoid") && !dp_is(method, "isotonic")) {
        dp_corrupt(&child, "method: expected sigmoid, isotonic or temperature, found %s", method[0] != '\0' ? method : "none");
    }
    if (c->temperature) { /* of numbered classes, all of them */
        c->n = m->classes.n;
    } else if (!child.failed) {
        read_places(&child, m, c);
    }
    size_t want = c->temperature ? 1 : c->both ? 2 : c->scores;
    if (!child.failed && c->calibrators.n != want) {
        dp_corrupt(&child, "calibrators: expected %zu, found %zu", want, c->calibrators.n);
    }
    dp_state_close(s, &child);
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct calibration *m = ir;
    m->classes = dp_need_labels(s, "classes_");
    m->era = dp_state_era(s);
    const dp_id *item = dp_items_of(s, dp_need(s, "calibrated_classifiers_"), "calibrated_classifiers_", &m->n);
    if (!s->failed && (m->n == 0 || m->classes.n < 2)) {
        dp_corrupt(s, "calibrated_classifiers_: %zu of %zu classes", m->n, m->classes.n);
    }
    m->at = dp_state_take(s, m->n != 0 ? m->n : 1, sizeof *m->at);
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        read_one(s, m, item[i], i);
    }
}

/* The scores of the estimator: [N, classes], or of two classes [N,1], that of the second. */
static dp_val scores_of(dp_graph *g, const struct calibrated *c, const dp_ports *ports, dp_method *used, bool *f32)
{
    static const dp_method order[] = {DP_DECISION_FUNCTION, DP_PREDICT_PROBA};
    if (c->n == 2 && c->scores != 2) {
        return dp_member_score(g, c->estimator, ports, used, f32);
    }
    dp_val y = dp_member_first(g, c->estimator, ports, order, 2, used, f32);
    uint64_t width = g->failed ? 0 : dp_value_at(g, y)->shape.dim[1];
    if (!g->failed && width != c->n) {
        dp_graph_fail(g, DP_UNSUPPORTED, c->estimator->path, "%" PRIu64 " scores for %zu classes", width, c->n);
    }
    return y;
}

static dp_val calibrate(dp_graph *g, const dp_model *calibrator, dp_val score, bool f32)
{
    const dp_ports ports = {.x = score, .x_was_f32 = f32};
    dp_val y = dp_member_answer(g, calibrator, &ports, DP_PREDICT);
    return dp_column(g, y);
}

/* Of scores both columns, as logits: the negated and the score; of probabilities their logarithms. */
static dp_val by_temperature(dp_graph *g, const struct calibrated *c, dp_val score, dp_method used, bool f32)
{
    bool two = dp_value_at(g, score)->shape.dim[1] == 1;
    if (used == DP_PREDICT_PROBA) {
        score = two ? dp_two_columns(g, score) : score;
        score = dp_binary(g, DP_OP_ADD, f32 ? dp_rounded(g, score) : score, dp_scalar(g, 1e-12));
        score = dp_unary(g, DP_OP_LOG, f32 ? dp_rounded(g, score) : score);
        score = f32 ? dp_rounded(g, score) : score;
    } else if (two) {
        dp_val both[] = {dp_unary(g, DP_OP_NEG, score), score};
        score = dp_concat(g, both, 2, 1);
    }
    const dp_ports ports = {.x = score, .x_was_f32 = f32};
    return dp_member_answer(g, c->calibrators.model[0], &ports, DP_PREDICT);
}

static dp_val probabilities(dp_graph *g, const struct calibration *m, const struct calibrated *c, const dp_ports *ports)
{
    dp_method used = DP_PREDICT;
    bool f32 = true;
    dp_val score = scores_of(g, c, ports, &used, &f32);
    dp_val *p = dp_graph_take(g, m->classes.n, sizeof *p);
    if (g->failed) {
        return 0;
    }
    if (c->temperature) {
        return by_temperature(g, c, score, used, f32);
    }
    if (m->classes.n == 2) {
        dp_val second = calibrate(g, c->calibrators.model[0], score, f32);
        return dp_two_columns(g, second);
    }
    for (size_t i = 0; i < c->scores && !g->failed; i++) {
        dp_val own = c->scores == 1 ? score : dp_slice(g, score, 1, (int64_t)i, (int64_t)i + 1);
        p[c->place[i]] = calibrate(g, c->calibrators.model[i], own, f32);
    }
    for (size_t k = 0; k < m->classes.n && !g->failed; k++) {
        p[k] = p[k] != 0 ? p[k] : dp_binary(g, DP_OP_MUL, p[c->place[0]], dp_scalar(g, 0.0));
    }
    return dp_normalize_rows(g, dp_concat(g, p, m->classes.n, 1));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct calibration *m = ir;
    dp_val *p = dp_graph_take(g, m->n, sizeof *p);
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        p[i] = probabilities(g, m, &m->at[i], ports);
    }
    dp_val sum = dp_sum_in_order(g, p, m->n, m->classes.n);
    dp_val mean = dp_binary(g, DP_OP_DIV, sum, dp_scalar(g, (double)m->n));
    dp_answer(g, ports, DP_PREDICT_PROBA, mean);
    if (!g->failed) {
        dp_answer_labels(g, ports, &m->classes, dp_argmax(g, mean, 1));
    }
}

static uint64_t width(const void *ir)
{
    const struct calibration *m = ir;
    return m->at[0].estimator->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct calibration *m = ir;
    for (size_t i = 0; i < m->n; i++) {
        dp_model_takes(m->at[i].estimator, column, n, uses);
    }
}

const dp_family dp_calibrated = {"calibrated", sizeof(struct calibration), NULL, resolve, emit, width, takes};
