/* OneVsRestClassifier: a classifier (or regressor) for each class; the surest wins. Two classes have one of them; of
 * several labels a row each says for itself whether it is there. */
#include "converters/common/members.h"

struct one_vs_rest {
    dp_members members;
    dp_labels classes;
    bool multiclass, multilabel;
    bool constant; /* the first estimator, which says what a score is measured by, met one answer only: it is no classifier to scikit-learn */
    bool last;  /* of equally sure ones: up to 1.7 */
    bool plain; /* rows of probabilities that are all 0 become NaN: up to 1.6 */
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct one_vs_rest *m = ir;
    dp_members_read(s, "estimators_", &m->members);
    const char *type;
    m->classes = dp_binarizer_labels(s, "label_binarizer_", 0.0, &type);
    type = type[0] != '\0' ? type : "multiclass";
    if (!s->failed && dp_has(s, "classes_")) {
        const dp_labels told = dp_need_labels(s, "classes_");
        dp_same_labels(s, &told, "label_binarizer_", "classes_");
    }
    dp_members_numbered(s, "estimators_", &m->members, 2);
    dp_members_decide(s, "estimators_", &m->members);
    m->constant = !s->failed && strcmp(m->members.model[0]->canonical, "sklearn.multiclass._ConstantPredictor") == 0;
    m->multiclass = !s->failed && dp_is(type, "multiclass");
    m->multilabel = !s->failed && strncmp(type, "multilabel", sizeof "multilabel" - 1) == 0;
    m->last = dp_state_era(s) < 108;
    m->plain = dp_state_era(s) < 107;
    size_t want = m->multiclass || m->multilabel ? m->classes.n : 1;
    if (!s->failed && (m->members.n != want || (!m->multilabel && m->classes.n < 2))) {
        dp_corrupt(s, "estimators_: expected %zu, for %zu classes, found %zu", want, m->classes.n, m->members.n);
    }
}

static dp_val turned(dp_graph *g, dp_val y, size_t n)
{
    int64_t *back = dp_graph_take(g, n, sizeof *back);
    for (size_t i = 0; back != NULL && i < n; i++) {
        back[i] = (int64_t)(n - 1 - i);
    }
    return dp_columns(g, y, back, n);
}

/* Each label for itself: 1 where it is surer than the limit. */
static void answer_each(dp_graph *g, dp_ports *ports, const dp_val *score, double sure, size_t n)
{
    ports->classifier = true;
    for (size_t i = 0; i < n && !g->failed; i++) {
        dp_val limit = dp_scalar(g, sure);
        dp_val there = dp_cast(g, dp_binary(g, DP_OP_GREATER, score[i], limit), DP_T_I64);
        dp_answer(g, ports, DP_PREDICT, dp_flat(g, there));
    }
}

static void answer_scores(dp_graph *g, const struct one_vs_rest *m, dp_ports *ports)
{
    size_t n = m->members.n;
    dp_val *score = dp_graph_take(g, n, sizeof *score);
    dp_method *used = dp_graph_take(g, n, sizeof *used);
    bool decides = true;
    bool f32 = false;
    for (size_t i = 0; i < n && !g->failed; i++) {
        score[i] = dp_member_score(g, m->members.model[i], ports, &used[i], &f32);
        decides = decides && used[i] == DP_DECISION_FUNCTION;
    }
    const double sure = !g->failed && used[0] == DP_DECISION_FUNCTION && !m->constant ? 0.0 : 0.5;
    dp_val all = dp_concat(g, score, n, 1);
    if (decides && !g->failed) {
        dp_answer(g, ports, DP_DECISION_FUNCTION, n == 1 ? dp_flat(g, all) : all);
    }
    if (m->multilabel) {
        answer_each(g, ports, score, sure, n);
    } else if (m->multiclass) {
        dp_val best = dp_argmax(g, m->last ? turned(g, all, n) : all, 1);
        best = m->last ? dp_binary(g, DP_OP_SUB, dp_scalar_i64(g, (int64_t)n - 1), best) : best;
        dp_answer_labels(g, ports, &m->classes, best);
    } else if (!g->failed) {
        dp_val second = dp_cast(g, dp_binary(g, DP_OP_GREATER, score[0], dp_scalar(g, sure)), DP_T_I64);
        dp_answer_labels(g, ports, &m->classes, dp_flat(g, second));
    }
}

/* Have all of them probabilities? A member without them may still have scores. *f32 stays true where all are float32. */
static bool have_probabilities(dp_graph *g, const struct one_vs_rest *m, const dp_ports *ports, dp_val *p, bool *f32)
{
    for (size_t i = 0; i < m->members.n && !g->failed; i++) {
        dp_ports own;
        dp_port_same(ports, &own);
        own.want[DP_PREDICT_PROBA] = true;
        dp_emit_child(g, m->members.model[i], &own);
        if (g->failed || own.out[DP_PREDICT_PROBA].n != 1) {
            return false;
        }
        *f32 = *f32 && own.y_is_f32;
        p[i] = dp_slice(g, own.out[DP_PREDICT_PROBA].v[0], 1, 1, 2);
    }
    return !g->failed;
}

static void answer_probabilities(dp_graph *g, const struct one_vs_rest *m, dp_ports *ports)
{
    dp_val *p = dp_graph_take(g, m->members.n, sizeof *p);
    bool f32 = true;
    if (g->failed || !have_probabilities(g, m, ports, p, &f32)) {
        return;
    }
    dp_val all = m->members.n == 1 && !m->multilabel ? dp_two_columns(g, p[0]) : dp_concat(g, p, m->members.n, 1);
    all = f32 ? dp_rounded(g, all) : all;
    if (!m->multilabel) {
        dp_val sum = dp_cast(g, dp_sum_columns(g, f32 ? dp_cast(g, all, DP_T_F32) : all), DP_T_F64);
        all = m->plain ? dp_binary(g, DP_OP_DIV, all, sum) : dp_divide_or_a(g, all, sum);
    }
    dp_answer(g, ports, DP_PREDICT_PROBA, f32 ? dp_rounded(g, all) : all);
    ports->y_is_f32 = f32;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    answer_scores(g, ir, ports);
    answer_probabilities(g, ir, ports);
}

static uint64_t width(const void *ir)
{
    return dp_members_width(&((const struct one_vs_rest *)ir)->members);
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_members_take(&((const struct one_vs_rest *)ir)->members, column, n, uses);
}

const dp_family dp_one_vs_rest = {"one_vs_rest", sizeof(struct one_vs_rest), NULL, resolve, emit, width, takes};
