/* StackingClassifier and StackingRegressor: what the estimators answer are the features of final_estimator_. Of two
 * classes' probabilities only the second column is one. Classifiers are fitted on the numbers of the classes. */
#include "converters/common/members.h"

struct stacking {
    dp_members members;
    dp_method *method;      /* [members] */
    const dp_model *final;
    dp_labels classes;      /* n 0: a regressor */
    bool passthrough;
};

static void read_methods(dp_state *s, struct stacking *m)
{
    size_t n = 0;
    const dp_id *name = dp_items_of(s, dp_need(s, "stack_method_"), "stack_method_", &n);
    m->method = dp_state_take(s, m->members.n, sizeof *m->method);
    if (!s->failed && n != m->members.n) {
        dp_corrupt(s, "stack_method_: %zu for %zu estimators", n, m->members.n);
    }
    for (size_t i = 0; !s->failed && i < n; i++) {
        int method = 0;
        while (method < DP_METHODS && !dp_obj_is(s->heap, name[i], dp_method_name((dp_method)method))) {
            method++;
        }
        if (method == DP_METHODS) {
            dp_corrupt(s, "stack_method_[%zu]: expected the name of a method", i);
        }
        m->method[i] = (dp_method)method;
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct stacking *m = ir;
    dp_members_read(s, "estimators_", &m->members);
    m->passthrough = dp_get_bool(s, "passthrough", false);
    if (!s->failed) {
        read_methods(s, m);
    }
    if (dp_is(variant, "classifier")) {
        m->classes = dp_need_labels(s, "classes_");
        dp_same_labels(s, &m->classes, "_label_encoder", "classes_");
    }
    m->final = dp_child(s, dp_need(s, "final_estimator_"), "final_estimator_");
    if (!s->failed && m->classes.n != 0 && m->final->classes != NULL && !dp_is_numbered(m->final->classes, m->classes.n)) {
        dp_corrupt(s, "final_estimator_.classes_: expected the numbers of %zu classes", m->classes.n);
    }
}

/* *f32 stays true where they are float32 in scikit-learn. */
static dp_val features_of(dp_graph *g, const struct stacking *m, size_t i, const dp_ports *ports, bool *f32)
{
    dp_val y = dp_member_numbers(g, m->members.model[i], ports, m->method[i], f32);
    if (g->failed) {
        return 0;
    }
    y = dp_column(g, dp_cast(g, y, DP_T_F64));
    bool second_only = m->method[i] == DP_PREDICT_PROBA && dp_value_at(g, y)->shape.dim[1] == 2;
    return second_only ? dp_slice(g, y, 1, 1, 2) : y;
}

static void answer_classes(dp_graph *g, const struct stacking *m, dp_ports *ports, const dp_ports *final)
{
    dp_val index = dp_flat(g, dp_cast(g, final->out[DP_PREDICT].v[0], DP_T_I64));
    for (int method = DP_PREDICT_PROBA; method <= DP_DECISION_FUNCTION; method++) {
        if (final->out[method].n == 1) {
            dp_answer(g, ports, (dp_method)method, final->out[method].v[0]);
        }
    }
    dp_answer_labels(g, ports, &m->classes, index);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct stacking *m = ir;
    dp_val *v = dp_graph_take(g, m->members.n + 1, sizeof *v);
    size_t n = m->members.n;
    bool f32 = !m->passthrough;
    for (size_t i = 0; i < n && !g->failed; i++) {
        v[i] = features_of(g, m, i, ports, &f32);
    }
    if (m->passthrough && !g->failed) {
        v[n++] = dp_port_numbers(g, ports);
    }
    dp_ports final = {.x = dp_concat(g, v, n, 1), .x_was_f32 = f32};
    dp_answer(g, ports, DP_TRANSFORM, final.x);
    final.want[DP_PREDICT] = true;
    final.want[DP_PREDICT_PROBA] = m->classes.n != 0;
    final.want[DP_DECISION_FUNCTION] = m->classes.n != 0;
    dp_emit_child(g, m->final, &final);
    if (!g->failed && final.out[DP_PREDICT].n != 1) {
        dp_graph_fail(g, DP_UNSUPPORTED, "", "final_estimator_ has no single answer");
    }
    if (g->failed) {
        return;
    }
    if (m->classes.n != 0) {
        answer_classes(g, m, ports, &final);
    } else {
        dp_answer(g, ports, DP_PREDICT, final.out[DP_PREDICT].v[0]);
    }
}

static uint64_t width(const void *ir)
{
    return dp_members_width(&((const struct stacking *)ir)->members);
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct stacking *m = ir;
    dp_members_take(&m->members, column, n, uses);
    if (m->passthrough) {
        dp_model_takes(NULL, column, n, uses);
    }
}

const dp_family dp_stacking = {"stacking", sizeof(struct stacking), NULL, resolve, emit, width, takes};
