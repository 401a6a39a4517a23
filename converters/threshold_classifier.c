/* FixedThresholdClassifier and TunedThresholdClassifierCV: the label is pos_label (else the second class) where the score of
 * estimator_ is not below the threshold; its scores are those of estimator_. */
#include "converters/common/members.h"

#include <math.h>

struct threshold {
    const dp_model *inner;
    dp_labels classes;
    double limit;         /* NaN: 'auto', 0.5 for a probability, 0 else */
    bool first;           /* pos_label is the first class */
    dp_method order[2];
    size_t n_methods;
};

static void read_method(dp_state *s, struct threshold *m)
{
    const char *name = dp_get_text(s, "response_method", "auto");
    bool automatic = dp_is(name, "auto");
    m->order[0] = automatic || dp_is(name, "predict_proba") ? DP_PREDICT_PROBA : DP_DECISION_FUNCTION;
    m->order[1] = DP_DECISION_FUNCTION;
    m->n_methods = automatic ? 2 : 1;
    if (!s->failed && !automatic && !dp_is(name, "predict_proba") && !dp_is(name, "decision_function")) {
        dp_corrupt(s, "response_method: found %s", name);
    }
}

/* pos_label of the estimator, or of the scorer that tuned it; up to here None. */
static void read_pos_label(dp_state *s, struct threshold *m, dp_id label)
{
    const dp_labels *c = &m->classes;
    dp_span text = s->failed ? (dp_span){NULL, 0} : dp_utf8_of(s, label);
    if (s->failed || label == 0 || dp_kind_of(s->heap, label) == DP_K_NONE) {
        return;
    }
    double number = text.p == NULL ? dp_need_number(s, label, "pos_label") : 0.0;
    for (size_t k = 0; !s->failed && k < 2; k++) {
        bool hit = c->kind == DP_LABEL_TEXT    ? text.p != NULL && dp_span_equal(c->text[k], text)
                   : c->kind == DP_LABEL_FLOAT ? text.p == NULL && c->f[k] == number
                                               : text.p == NULL && (double)c->i[k] == number;
        if (hit) {
            m->first = k == 0;
            return;
        }
    }
    dp_corrupt(s, "pos_label: is none of classes_");
}

/* Metrics that take 1 for the positive label where they are not told. */
static bool takes_one(const char *metric)
{
    static const char *const names[] = {"f1_score", "fbeta_score", "precision_score", "recall_score", "jaccard_score",
                                        "average_precision_score", "brier_score_loss"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *at = strstr(metric, names[i]);
        if (at != NULL && at[strlen(names[i])] == '\0') {
            return true;
        }
    }
    return false;
}

/* A scorer's own: what it was told, else what its metric takes. */
static void read_scorer(dp_state *s, struct threshold *m)
{
    dp_state scorer = dp_state_open(s, dp_need(s, "_curve_scorer"), "_curve_scorer");
    dp_id label = dp_obj_get(s->heap, dp_get(&scorer, "_kwargs"), "pos_label");
    bool one = takes_one(dp_obj_class(s->heap, dp_get(&scorer, "_score_func")));
    dp_state_close(s, &scorer);
    if (label != 0) {
        read_pos_label(s, m, label);
    } else if (!s->failed && one) {
        const dp_labels *c = &m->classes;
        m->first = c->kind == DP_LABEL_FLOAT ? c->f[0] == 1.0 : c->kind != DP_LABEL_TEXT && c->i[0] == 1;
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct threshold *m = ir;
    bool tuned = dp_is(variant, "tuned");
    const char *name = dp_has(s, "estimator_") ? "estimator_" : "estimator";
    m->inner = dp_child(s, dp_need(s, name), name);
    m->limit = (double)NAN;
    if (tuned) {
        dp_need(s, "best_threshold_");
        m->limit = dp_get_f64(s, "best_threshold_", 0.5);
    } else if (!dp_obj_is(s->heap, dp_get(s, "threshold"), "auto")) {
        m->limit = dp_get_f64(s, "threshold", (double)NAN);
        if (!s->failed && !dp_has(s, "threshold")) {
            dp_corrupt(s, "threshold: expected a number or auto, found none");
        }
    }
    read_method(s, m);
    if (!s->failed && m->inner->classes == NULL) {
        dp_unsupported(s, "%s does not tell its classes", name);
    } else if (!s->failed && m->inner->classes->n != 2) {
        dp_corrupt(s, "%s: expected two classes, found %zu", name, m->inner->classes->n);
    }
    if (!s->failed) {
        m->classes = *m->inner->classes;
    }
    if (!s->failed && tuned) {
        read_scorer(s, m);
    } else if (!s->failed) {
        read_pos_label(s, m, dp_get(s, "pos_label"));
    }
}

static void answer_label(dp_graph *g, const struct threshold *m, dp_ports *ports)
{
    dp_method used = DP_PREDICT;
    dp_val score = dp_member_first(g, m->inner, ports, m->order, m->n_methods, &used, NULL);
    if (g->failed) {
        return;
    }
    if (used == DP_PREDICT_PROBA) {
        score = dp_slice(g, score, 1, m->first ? 0 : 1, m->first ? 1 : 2);
    } else {
        score = dp_column(g, m->first ? dp_unary(g, DP_OP_NEG, score) : score);
    }
    double limit = !isnan(m->limit) ? m->limit : used == DP_PREDICT_PROBA ? 0.5 : 0.0;
    dp_val above = dp_binary(g, DP_OP_LESS_OR_EQUAL, dp_scalar(g, limit), score);
    above = m->first ? dp_unary(g, DP_OP_NOT, above) : above;
    dp_val index = dp_cast(g, above, DP_T_I64);
    if (!g->failed) {
        dp_answer_labels(g, ports, &m->classes, dp_flat(g, index));
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct threshold *m = ir;
    dp_ports own;
    dp_port_same(ports, &own);
    own.want[DP_PREDICT_PROBA] = ports->want[DP_PREDICT_PROBA];
    own.want[DP_DECISION_FUNCTION] = ports->want[DP_DECISION_FUNCTION];
    dp_emit_child(g, m->inner, &own);
    for (int k = DP_PREDICT_PROBA; k <= DP_DECISION_FUNCTION && !g->failed; k++) {
        if (own.out[k].n == 1) {
            dp_answer(g, ports, (dp_method)k, own.out[k].v[0]);
        }
    }
    answer_label(g, m, ports);
}

static uint64_t width(const void *ir)
{
    return ((const struct threshold *)ir)->inner->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_model_takes(((const struct threshold *)ir)->inner, column, n, uses);
}

const dp_family dp_threshold_classifier = {"threshold_classifier", sizeof(struct threshold), NULL, resolve, emit, width, takes};
