/* MultiOutputRegressor and MultiOutputClassifier: an estimator of its own for each output. */
#include "converters/common/members.h"

struct multi_output {
    dp_members members;
    bool classifier;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct multi_output *m = ir;
    m->classifier = dp_is(variant, "classifier");
    dp_members_read(s, "estimators_", &m->members);
    if (!s->failed && m->members.n > DP_MOST_OUTPUTS) {
        dp_unsupported(s, "more than %d outputs", DP_MOST_OUTPUTS);
    }
}

static void emit_numbers(dp_graph *g, const struct multi_output *m, dp_ports *ports)
{
    dp_val *y = dp_graph_take(g, m->members.n, sizeof *y);
    for (size_t i = 0; i < m->members.n && !g->failed; i++) {
        y[i] = dp_member_answer(g, m->members.model[i], ports, DP_PREDICT);
        y[i] = dp_cast(g, dp_column(g, y[i]), DP_T_F64); /* a class among them is a whole number */
    }
    dp_answer(g, ports, DP_PREDICT, dp_concat(g, y, m->members.n, 1));
}

/* Outputs whose estimators have no probabilities leave the whole without them. */
static void emit_classes(dp_graph *g, const struct multi_output *m, dp_ports *ports)
{
    dp_val *p = dp_graph_take(g, m->members.n, sizeof *p);
    size_t n = 0;
    for (size_t i = 0; i < m->members.n && !g->failed; i++) {
        dp_ports own;
        dp_port_same(ports, &own);
        own.want[DP_PREDICT] = true;
        own.want[DP_PREDICT_PROBA] = true;
        dp_emit_child(g, m->members.model[i], &own);
        if (!g->failed && own.out[DP_PREDICT].n != 1) {
            dp_graph_fail(g, DP_UNSUPPORTED, m->members.model[i]->path, "expected one output");
            return;
        }
        dp_answer(g, ports, DP_PREDICT, own.out[DP_PREDICT].v[0]);
        p[n] = own.out[DP_PREDICT_PROBA].v[0];
        n += own.out[DP_PREDICT_PROBA].n == 1;
    }
    for (size_t i = 0; n == m->members.n && i < n; i++) {
        dp_answer(g, ports, DP_PREDICT_PROBA, p[i]);
    }
    ports->classifier = true;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct multi_output *m = ir;
    if (m->classifier) {
        emit_classes(g, m, ports);
    } else {
        emit_numbers(g, m, ports);
    }
}

static uint64_t width(const void *ir)
{
    return dp_members_width(&((const struct multi_output *)ir)->members);
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_members_take(&((const struct multi_output *)ir)->members, column, n, uses);
}

const dp_family dp_multi_output = {"multi_output", sizeof(struct multi_output), NULL, resolve, emit, width, takes};
