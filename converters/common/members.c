#include "converters/common/members.h"

void dp_members_read(dp_state *s, const char *key, dp_members *out)
{
    size_t n = 0;
    const dp_id *item = dp_items_of(s, dp_need(s, key), key, &n);
    if (!s->failed && n == 0) {
        dp_corrupt(s, "%s: expected at least one estimator, found none", key);
    }
    out->model = dp_state_take(s, n != 0 ? n : 1, sizeof *out->model);
    for (size_t i = 0; !s->failed && i < n; i++) {
        out->model[i] = dp_child(s, item[i], dp_take_printf(s->ctx, "%s[%zu]", key, i));
        out->n++;
    }
}

void dp_members_same_classes(dp_state *s, const char *key, const dp_members *members, const dp_labels *classes)
{
    for (size_t i = 0; !s->failed && i < members->n; i++) {
        const dp_labels *own = members->model[i]->classes;
        if (own != NULL && !dp_labels_same(own, classes)) {
            dp_corrupt(s, "%s[%zu].classes_: expected the classes_ of what it belongs to", key, i);
        }
    }
}

void dp_members_each_classes(dp_state *s, const dp_members *members)
{
    size_t n = 0;
    const dp_id *item = dp_has(s, "classes_") ? dp_items_of(s, dp_get(s, "classes_"), "classes_", &n) : NULL;
    if (item != NULL && !s->failed && n != members->n) {
        dp_corrupt(s, "classes_: expected %zu entries, one an estimator, found %zu", members->n, n);
    }
    for (size_t i = 0; item != NULL && !s->failed && i < n; i++) {
        const dp_labels told = dp_labels_of(s, item[i], "classes_");
        const dp_labels *own = members->model[i]->classes;
        if (own != NULL && !s->failed && !dp_labels_same(own, &told)) {
            dp_corrupt(s, "classes_[%zu]: expected the classes_ of estimators_[%zu]", i, i);
        }
    }
}

bool dp_is_numbered(const dp_labels *classes, size_t n)
{
    bool good = classes->n == n && (classes->kind == DP_LABEL_INT || classes->kind == DP_LABEL_FLOAT);
    for (size_t k = 0; good && k < n; k++) {
        good = classes->kind == DP_LABEL_INT ? classes->i[k] == (int64_t)k : classes->f[k] == (double)k;
    }
    return good;
}

void dp_members_numbered(dp_state *s, const char *key, const dp_members *members, size_t n)
{
    for (size_t i = 0; !s->failed && i < members->n; i++) {
        const dp_labels *own = members->model[i]->classes;
        if (own != NULL && !dp_is_numbered(own, n)) {
            dp_corrupt(s, "%s[%zu].classes_: expected the numbers of %zu classes", key, i, n);
        }
    }
}

void dp_members_decide(dp_state *s, const char *key, const dp_members *members)
{
    static const char *const detectors[] = {"sklearn.ensemble.IsolationForest", "sklearn.neighbors.LocalOutlierFactor",
                                            "sklearn.covariance.EllipticEnvelope", "sklearn.svm.OneClassSVM",
                                            "sklearn.linear_model.SGDOneClassSVM"};
    for (size_t i = 0; !s->failed && i < members->n; i++) {
        if (dp_word_index(members->model[i]->canonical, detectors, 5) != 5) {
            dp_unsupported(s, "%s[%zu]: an outlier detector among classifiers", key, i);
        }
    }
}

dp_val dp_member_answer(dp_graph *g, const dp_model *member, const dp_ports *ports, dp_method method)
{
    bool f32 = false;
    return dp_member_numbers(g, member, ports, method, &f32);
}

dp_val dp_member_numbers(dp_graph *g, const dp_model *member, const dp_ports *ports, dp_method method, bool *f32)
{
    dp_ports own;
    dp_port_same(ports, &own);
    own.want[method] = true;
    dp_emit_child(g, member, &own);
    if (!g->failed && own.out[method].n != 1) {
        dp_graph_fail(g, DP_UNSUPPORTED, member->path, "%s has no single answer to %s", member->canonical,
                      dp_method_name(method));
    }
    *f32 = *f32 && own.y_is_f32;
    return g->failed ? 0 : own.out[method].v[0];
}

dp_val dp_member_first(dp_graph *g, const dp_model *member, const dp_ports *ports, const dp_method *method, size_t n,
                       dp_method *used, bool *f32)
{
    dp_ports own;
    dp_port_same(ports, &own);
    for (size_t i = 0; i < n; i++) {
        own.want[method[i]] = true;
    }
    dp_emit_child(g, member, &own);
    for (size_t i = 0; i < n && !g->failed; i++) {
        if (own.out[method[i]].n == 1) {
            *used = method[i];
            if (f32 != NULL) {
                *f32 = *f32 && own.y_is_f32 && method[i] != DP_DECISION_FUNCTION;
            }
            return own.out[method[i]].v[0];
        }
    }
    dp_graph_fail(g, DP_UNSUPPORTED, member->path, "%s has no single answer to %s", member->canonical,
                  dp_method_name(method[0]));
    return 0;
}

dp_val dp_member_score(dp_graph *g, const dp_model *member, const dp_ports *ports, dp_method *used, bool *f32)
{
    static const dp_method order[] = {DP_DECISION_FUNCTION, DP_PREDICT_PROBA, DP_PREDICT};
    dp_val y = dp_member_first(g, member, ports, order, 3, used, f32);
    if (g->failed) {
        return 0;
    }
    y = dp_cast(g, dp_column(g, y), DP_T_F64);
    uint64_t width = g->failed ? 0 : dp_value_at(g, y)->shape.dim[1];
    if (!g->failed && width != (*used == DP_PREDICT_PROBA ? 2 : 1)) {
        dp_graph_fail(g, DP_CORRUPT, member->path, "expected an estimator of two classes");
    }
    return *used == DP_PREDICT_PROBA && !g->failed ? dp_slice(g, y, 1, 1, 2) : y;
}

dp_labels dp_numbered_labels(dp_graph *g, size_t classes)
{
    int64_t *number = dp_graph_take(g, classes, sizeof *number);
    for (size_t k = 0; number != NULL && k < classes; k++) {
        number[k] = (int64_t)k;
    }
    return (dp_labels){.kind = DP_LABEL_INT, .n = classes, .i = number};
}

dp_val dp_ballot(dp_graph *g, dp_val label, const dp_labels *classes)
{
    double *number = dp_graph_take(g, classes->n, sizeof *number);
    if (g->failed) {
        return 0;
    }
    bool text = classes->kind == DP_LABEL_TEXT;
    for (size_t k = 0; k < classes->n; k++) {
        number[k] = text ? (double)k : classes->kind == DP_LABEL_FLOAT ? classes->f[k] : (double)classes->i[k];
    }
    dp_val named = text ? dp_text_index(g, label, dp_row_text(g, classes->text, classes->n)) : label;
    dp_val column = dp_cast(g, dp_column(g, named), DP_T_F64);
    return dp_cast(g, dp_binary(g, DP_OP_EQUAL, column, dp_row(g, number, classes->n)), DP_T_F64);
}

dp_val dp_sum_in_order(dp_graph *g, const dp_val *v, size_t n, uint64_t width)
{
    static const uint8_t first[] = {1, 0, 2};
    dp_val *row = dp_graph_take(g, n, sizeof *row);
    const int64_t dim[] = {-1, 1, (int64_t)width};
    if (g->failed) {
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        row[i] = dp_transpose(g, dp_reshape(g, v[i], dim, 3), first);
    }
    return dp_reduce_sum(g, dp_concat(g, row, n, 0), 0, false);
}

dp_val dp_mean_in_order(dp_graph *g, const dp_val *v, size_t n, uint64_t width, double divisor, bool f32)
{
    dp_type type = f32 ? DP_T_F32 : DP_T_F64;
    dp_val *each = dp_graph_take(g, n, sizeof *each);
    if (g->failed) {
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        each[i] = dp_cast(g, v[i], type);
    }
    dp_val by = dp_cast(g, dp_scalar(g, divisor), type);
    return dp_cast(g, dp_binary(g, DP_OP_DIV, dp_sum_in_order(g, each, n, width), by), DP_T_F64);
}

uint64_t dp_members_width(const dp_members *members)
{
    uint64_t n = 0;
    for (size_t i = 0; i < members->n && n == 0; i++) {
        n = members->model[i]->n_features;
    }
    return n;
}

void dp_members_take(const dp_members *members, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    for (size_t i = 0; i < members->n; i++) {
        dp_model_takes(members->model[i], column, n, uses);
    }
}
