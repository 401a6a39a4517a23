/* VotingClassifier and VotingRegressor: the (weighted) mean of what the estimators answer, or the class that most of them
 * name. They were fitted on the numbers of the classes, so a label is a number of classes_. */
#include "converters/common/members.h"
#include "base/numpy_sum.h"

struct voting {
    dp_members members;
    dp_labels classes;    /* n 0: a regressor */
    bool soft;
    bool flat;            /* transform is a table; up to 0.20 that of probabilities was a cube unless told otherwise */
    const double *weight; /* [members]; NULL: none given */
    double sum;           /* of the weights, or the number of estimators */
};

/* weights has one for each of `estimators`; those of dropped ones go. */
static void read_weights(dp_state *s, struct voting *m)
{
    size_t n = 0;
    m->sum = (double)m->members.n;
    if (s->failed || !dp_has(s, "weights")) {
        return;
    }
    dp_nums given = dp_need_nums(s, "weights", 1);
    const dp_id *entry = dp_items_of(s, dp_need(s, "estimators"), "estimators", &n);
    double *weight = dp_state_take(s, m->members.n, sizeof *weight);
    size_t used = 0;
    for (size_t i = 0; !s->failed && i < n && i < given.count; i++) {
        size_t parts = 0;
        const dp_id *pair = dp_items_of(s, entry[i], "estimators", &parts);
        if (!s->failed && parts != 2) {
            dp_corrupt(s, "estimators[%zu]: expected a name and an estimator, found %zu", i, parts);
            return;
        }
        bool dropped = s->failed || dp_obj_is(s->heap, pair[1], "drop") || dp_kind_of(s->heap, pair[1]) == DP_K_NONE;
        if (!dropped && used < m->members.n) {
            weight[used] = given.v[i];
        }
        used += !dropped;
    }
    if (!s->failed && given.count != n) {
        dp_corrupt(s, "weights: %llu for %zu estimators", (unsigned long long)given.count, n);
    } else if (!s->failed && used != m->members.n) {
        dp_corrupt(s, "estimators_: %zu, of %zu that are not dropped", m->members.n, used);
    }
    m->weight = weight;
    m->sum = s->failed ? 0.0 : dp_numpy_sum(weight, m->members.n);
}

/* Votes are counted by number, which numpy does of integers only. */
static void check_ballots(dp_state *s, const dp_members *members)
{
    for (size_t i = 0; !s->failed && i < members->n; i++) {
        const dp_labels *own = members->model[i]->classes;
        if (own != NULL && own->kind != DP_LABEL_INT) {
            dp_corrupt(s, "estimators_[%zu].classes_: expected integers", i);
        }
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct voting *m = ir;
    dp_members_read(s, "estimators_", &m->members);
    if (dp_is(variant, "classifier")) {
        m->classes = dp_need_labels(s, "classes_");
        dp_same_labels(s, &m->classes, "le_", "classes_");
        dp_members_numbered(s, "estimators_", &m->members, m->classes.n);
        m->soft = dp_is(dp_get_text(s, "voting", "hard"), "soft");
        if (!m->soft) {
            check_ballots(s, &m->members);
        }
    }
    m->flat = !m->soft || dp_get_bool(s, "flatten_transform", false);
    read_weights(s, m);
}

/* The mean over the estimators, in their order, or how many vote for each class: [N, C], or [N, 1]. Where no weights make float64
 * of them, numbers that are all float32 are added as such. */
static dp_val mean_of(dp_graph *g, const struct voting *m, dp_ports *ports)
{
    dp_val *v = dp_graph_take(g, m->members.n, sizeof *v);
    dp_val *each = dp_graph_take(g, m->members.n, sizeof *each);
    uint64_t width = m->classes.n != 0 ? m->classes.n : 1;
    dp_labels numbers = dp_numbered_labels(g, m->classes.n);
    bool votes = m->classes.n != 0 && !m->soft;
    bool f32 = m->weight == NULL && !votes;
    for (size_t i = 0; i < m->members.n && !g->failed; i++) {
        dp_val y = dp_member_numbers(g, m->members.model[i], ports, m->soft ? DP_PREDICT_PROBA : DP_PREDICT, &f32);
        each[i] = dp_cast(g, dp_column(g, y), DP_T_F64);
        if (votes) {
            y = g->failed ? 0 : dp_ballot(g, y, &numbers);
        }
        v[i] = m->weight == NULL || g->failed ? y : dp_binary(g, DP_OP_MUL, y, dp_scalar(g, m->weight[i]));
    }
    if (!g->failed && m->flat) { /* transform: their answers side by side */
        dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, each, m->members.n, 1));
    }
    if (g->failed) {
        return 0;
    }
    ports->y_is_f32 = f32;
    return votes ? dp_sum_in_order(g, v, m->members.n, width) : dp_mean_in_order(g, v, m->members.n, width, m->sum, f32);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct voting *m = ir;
    dp_val mean = mean_of(g, m, ports);
    if (g->failed) {
        return;
    }
    if (m->classes.n == 0) {
        dp_answer(g, ports, DP_PREDICT, dp_flat(g, mean));
        return;
    }
    if (m->soft) {
        dp_answer(g, ports, DP_PREDICT_PROBA, mean);
    }
    dp_answer_labels(g, ports, &m->classes, dp_argmax(g, mean, 1));
}

static uint64_t width(const void *ir)
{
    return dp_members_width(&((const struct voting *)ir)->members);
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_members_take(&((const struct voting *)ir)->members, column, n, uses);
}

const dp_family dp_voting = {"voting", sizeof(struct voting), NULL, resolve, emit, width, takes};
