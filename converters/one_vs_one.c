/* OneVsOneClassifier: a classifier for each pair of classes (0,1), (0,2) … (1,2) …, which predicts 0 or 1. Most votes win,
 * of equal ones the surer. Up to 0.20 how sure was scaled by the surest of all rows asked for at once: no score of a row. */
#include "converters/common/members.h"
#include "converters/common/pairs.h"

struct one_vs_one {
    dp_members members;
    dp_labels classes;
    bool by_batch;
    bool at_zero; /* two classes: the score is compared with 0, whatever it is (up to 1.0) */
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct one_vs_one *m = ir;
    dp_members_read(s, "estimators_", &m->members);
    m->classes = dp_need_labels(s, "classes_");
    dp_members_numbered(s, "estimators_", &m->members, 2);
    dp_members_decide(s, "estimators_", &m->members);
    m->by_batch = dp_state_era(s) < 21;
    m->at_zero = dp_state_era(s) < 101;
    if (!s->failed && (m->classes.n < 2 || m->members.n != m->classes.n * (m->classes.n - 1) / 2)) {
        dp_corrupt(s, "estimators_: expected one for each pair of %zu classes, found %zu", m->classes.n, m->members.n);
    }
    if (!s->failed && dp_has(s, "pairwise_indices_")) {
        dp_unsupported(s, "pairwise_indices_: of a kernel computed beforehand, rows are not features");
    }
}

static void answer(dp_graph *g, const struct one_vs_one *m, dp_ports *ports, dp_val scores, dp_method used)
{
    if (m->classes.n > 2) {
        if (!m->by_batch) {
            dp_answer(g, ports, DP_DECISION_FUNCTION, scores);
        }
        dp_answer_labels(g, ports, &m->classes, dp_argmax(g, scores, 1));
        return;
    }
    dp_val second = dp_slice(g, scores, 1, 1, 2);
    dp_val limit = dp_scalar(g, m->at_zero || used == DP_DECISION_FUNCTION ? 0.0 : 0.5);
    if (!m->by_batch) {
        dp_answer(g, ports, DP_DECISION_FUNCTION, dp_flat(g, second));
    }
    dp_val wins = dp_cast(g, dp_binary(g, DP_OP_GREATER, second, limit), DP_T_I64);
    dp_answer_labels(g, ports, &m->classes, dp_flat(g, wins));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct one_vs_one *m = ir;
    size_t n = m->members.n;
    dp_val *label = dp_graph_take(g, n, sizeof *label);
    dp_val *score = dp_graph_take(g, n, sizeof *score);
    dp_method used = DP_PREDICT;
    for (size_t i = 0; i < n && !g->failed; i++) {
        dp_val y = dp_member_answer(g, m->members.model[i], ports, DP_PREDICT);
        if (!g->failed && dp_value_at(g, y)->type != DP_T_I64) {
            dp_graph_fail(g, DP_UNSUPPORTED, m->members.model[i]->path, "a regressor among classifiers of pairs: its answers are no votes");
            return;
        }
        label[i] = dp_cast(g, dp_column(g, y), DP_T_F64);
        score[i] = g->failed ? 0 : dp_member_score(g, m->members.model[i], ports, &used, NULL);
    }
    if (g->failed) {
        return;
    }
    dp_val zero = dp_scalar(g, 0.0);
    dp_val first = dp_cast(g, dp_binary(g, DP_OP_EQUAL, dp_concat(g, label, n, 1), zero), DP_T_F64);
    dp_val by = dp_unary(g, DP_OP_NEG, dp_concat(g, score, n, 1));
    dp_val scores = dp_pair_scores(g, m->classes.n, first, by);
    if (!g->failed) {
        answer(g, m, ports, scores, used);
    }
}

static uint64_t width(const void *ir)
{
    return dp_members_width(&((const struct one_vs_one *)ir)->members);
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_members_take(&((const struct one_vs_one *)ir)->members, column, n, uses);
}

const dp_family dp_one_vs_one = {"one_vs_one", sizeof(struct one_vs_one), NULL, resolve, emit, width, takes};
