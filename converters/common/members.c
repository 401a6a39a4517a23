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

dp_val dp_member_answer(dp_graph *g, const dp_model *member, const dp_ports *ports, dp_method method)
{
    dp_ports own;
    dp_port_same(ports, &own);
    own.want[method] = true;
    dp_emit_child(g, member, &own);
    if (!g->failed && own.out[method].n != 1) {
        dp_fail_at(g->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, member->path, "%s has no single answer to %s", member->canonical,
                   dp_method_name(method));
        g->failed = true;
    }
    return g->failed ? 0 : own.out[method].v[0];
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
