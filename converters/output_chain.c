/* RegressorChain and ClassifierChain: each estimator sees the features and, behind them, what those before it answered (to
 * chain_method_, predict where it is not told). order_ says which output each of them is. */
#include "converters/common/members.h"

#include <inttypes.h>

struct chain {
    dp_members members;
    int64_t *place; /* [outputs]: the number in the chain */
    dp_method method;
    bool classifier;
    uint64_t n_features; /* 0: not known */
};

static void read_order(dp_state *s, struct chain *m)
{
    dp_nums order = dp_nums_of(s, dp_need(s, "order_"), "order_", 1); /* a list where the user gave it */
    size_t n = m->members.n;
    uint8_t *seen = dp_state_take(s, n != 0 ? n : 1, 1);
    m->place = dp_state_take(s, n != 0 ? n : 1, sizeof *m->place);
    for (size_t i = 0; !s->failed && i < n; i++) {
        bool good = order.count == n && order.v[i] >= 0 && order.v[i] < (double)n && seen[(size_t)order.v[i]] == 0;
        if (!good) {
            dp_corrupt(s, "order_: expected each number below %zu once", n);
            return;
        }
        seen[(size_t)order.v[i]] = 1;
        m->place[(size_t)order.v[i]] = (int64_t)i;
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct chain *m = ir;
    const char *name = dp_get_text(s, "chain_method_", "predict");
    m->classifier = dp_is(variant, "classifier");
    dp_members_read(s, "estimators_", &m->members);
    while (!s->failed && m->method < DP_TRANSFORM && !dp_is(name, dp_method_name(m->method))) {
        m->method++;
    }
    if (!s->failed && m->method == DP_TRANSFORM) {
        dp_unsupported(s, "chain_method_=%s", name);
    } else if (!s->failed && m->members.n > DP_MOST_OUTPUTS) {
        dp_unsupported(s, "more than %d outputs", DP_MOST_OUTPUTS);
    }
    if (m->classifier) {
        dp_members_each_classes(s, &m->members);
    }
    if (!s->failed) {
        read_order(s, m);
        m->n_features = dp_state_n_features(s);
        m->n_features = m->n_features != 0 ? m->n_features : m->members.model[0]->n_features;
    }
}

/* One column: of probabilities the second class's. */
static dp_val column_of(dp_graph *g, const dp_answers *answers, bool probabilities)
{
    if (g->failed || answers->n != 1) {
        return 0;
    }
    dp_val v = dp_cast(g, dp_column(g, answers->v[0]), DP_T_F64);
    return probabilities && !g->failed ? dp_slice(g, v, 1, 1, 2) : v;
}

/* The answers of all to a method, one after the other; the classifier's labels are numbers here. */
static void run(dp_graph *g, const struct chain *m, dp_ports *ports, dp_val *y[DP_TRANSFORM])
{
    dp_val seen[1 + DP_MOST_OUTPUTS] = {dp_port_numbers(g, ports)};
    for (size_t i = 0; i < m->members.n && !g->failed; i++) {
        dp_ports own = {.x = dp_concat(g, seen, i + 1, 1)};
        own.want[DP_PREDICT] = true;
        own.want[DP_PREDICT_PROBA] = m->classifier;
        own.want[DP_DECISION_FUNCTION] = m->classifier;
        dp_emit_child(g, m->members.model[i], &own);
        for (int k = 0; k < DP_TRANSFORM && !g->failed; k++) {
            y[k][i] = column_of(g, &own.out[k], k == DP_PREDICT_PROBA);
        }
        seen[i + 1] = y[m->method][i];
        if (!g->failed && (y[DP_PREDICT][i] == 0 || seen[i + 1] == 0)) {
            dp_graph_fail(g, DP_UNSUPPORTED, m->members.model[i]->path, "has no single answer to %s",
                          dp_method_name(m->method));
        }
    }
}

static bool has_all(const dp_val *v, size_t n)
{
    size_t i = 0;
    while (i < n && v[i] != 0) {
        i++;
    }
    return i == n;
}

static void answer(dp_graph *g, const struct chain *m, dp_ports *ports, dp_method method, const dp_val *y)
{
    dp_val in_order[DP_MOST_OUTPUTS];
    size_t n = m->members.n;
    if (!has_all(y, n)) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        in_order[i] = y[m->place[i]];
    }
    bool labels = m->classifier && method == DP_PREDICT;
    for (size_t i = 0; labels && i < n; i++) {
        dp_answer(g, ports, method, dp_flat(g, in_order[i]));
    }
    if (!labels) {
        dp_answer(g, ports, method, dp_concat(g, in_order, n, 1));
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct chain *m = ir;
    dp_val *y[DP_TRANSFORM];
    for (int k = 0; k < DP_TRANSFORM; k++) {
        y[k] = dp_graph_take(g, m->members.n, sizeof **y);
    }
    if (!g->failed) {
        run(g, m, ports, y);
    }
    for (int k = 0; k < DP_TRANSFORM && !g->failed; k++) {
        answer(g, m, ports, (dp_method)k, y[k]);
    }
    ports->classifier = m->classifier;
}

static uint64_t width(const void *ir)
{
    return ((const struct chain *)ir)->n_features;
}

const dp_family dp_output_chain = {"output_chain", sizeof(struct chain), NULL, resolve, emit, width};
