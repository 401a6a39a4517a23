/* Pipeline: the rows go through every step's transform, and the last step answers. None and 'passthrough' leave them, and
 * so do imblearn's samplers, which choose rows in training only. */
#include "graph/emit.h"

struct pipeline {
    const dp_model **step; /* those that do something */
    size_t n;
    bool answers;          /* the last of them is the pipeline's last step; else its transform ends in a passthrough */
};

static bool is_sampler(dp_state *s, dp_id step)
{
    static const char *const packages[] = {"imblearn.over_sampling.", "imblearn.under_sampling.", "imblearn.combine.",
                                           "imblearn.FunctionSampler"};
    const char *name = dp_obj_class(s->heap, step);
    size_t i = 0;
    while (i < sizeof packages / sizeof *packages && strncmp(name, packages[i], strlen(packages[i])) != 0) {
        i++;
    }
    return i < sizeof packages / sizeof *packages;
}

static bool passes_through(dp_state *s, dp_id step)
{
    return dp_kind_of(s->heap, step) == DP_K_NONE || dp_obj_is(s->heap, step, "passthrough") || is_sampler(s, step);
}

/* (name, estimator) */
static void read_step(dp_state *s, struct pipeline *m, dp_id entry, size_t i, bool last)
{
    size_t n = 0;
    const char *path = dp_take_printf(s->ctx, "steps[%zu]", i);
    const dp_id *pair = dp_items_of(s, entry, path, &n);
    if (!s->failed && n != 2) {
        dp_corrupt(s, "%s: expected a name and an estimator, found %zu things", path, n);
    }
    if (s->failed || passes_through(s, pair[1])) {
        return;
    }
    m->step[m->n] = dp_child(s, pair[1], path);
    m->n += m->step[m->n] != NULL;
    m->answers = last;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct pipeline *m = ir;
    size_t n = 0;
    const dp_id *steps = dp_items_of(s, dp_need(s, "steps"), "steps", &n);
    if (!s->failed && n == 0) {
        dp_corrupt(s, "steps: expected at least one, found none");
    }
    m->step = dp_state_take(s, n, sizeof(dp_model *));
    for (size_t i = 0; !s->failed && i < n; i++) {
        read_step(s, m, steps[i], i, i + 1 == n);
    }
    if (!s->failed && m->n == 0) {
        dp_unsupported(s, "a pipeline whose steps all pass through: how wide its rows are is not told");
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct pipeline *m = ir;
    size_t before = m->answers ? m->n - 1 : m->n;
    for (size_t i = 0; i < before && !g->failed; i++) {
        dp_val x = dp_emit_transform_of(g, m->step[i], ports);
        if (!g->failed) {
            dp_port_feed(g, ports, x);
        }
    }
    if (m->answers) {
        dp_emit_child(g, m->step[m->n - 1], ports);
    } else {
        dp_answer(g, ports, DP_TRANSFORM, dp_port_numbers(g, ports));
    }
}

static dp_val invert(dp_graph *g, const void *ir, dp_val y, bool f32)
{
    const struct pipeline *m = ir;
    for (size_t i = m->n; i > 0 && !g->failed; i--) {
        y = dp_emit_inverse(g, m->step[i - 1], y, f32);
    }
    return y;
}

static uint64_t width(const void *ir)
{
    const struct pipeline *m = ir;
    size_t i = 0;
    while (i + 1 < m->n && m->step[i]->n_features == 0 && m->step[i]->cls != NULL && m->step[i]->cls->family->keeps_width) {
        i++;
    }
    return m->n != 0 ? m->step[i]->n_features : 0;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct pipeline *m = ir;
    dp_model_takes(m->step[0], column, n, uses);
}

const dp_family dp_pipeline = {"pipeline", sizeof(struct pipeline), NULL, resolve, emit, width, takes, invert};
