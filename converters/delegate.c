/* Estimators that answer with what the estimator inside them answers: RANSACRegressor with its estimator_, searches with
 * their best_estimator_, FrozenEstimator, SelfTrainingClassifier. The variant names the attribute, newest name first. */
#include "graph/emit.h"

struct delegate {
    const dp_model *inner;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct delegate *m = ir;
    size_t first = strcspn(variant, "|");
    const char *name = dp_take_printf(s->ctx, "%.*s", (int)first, variant);
    m->inner = dp_child(s, dp_need(s, variant), dp_has(s, name) || variant[first] == '\0' ? name : variant + first + 1);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct delegate *m = ir;
    dp_emit_child(g, m->inner, ports);
}

static uint64_t width(const void *ir)
{
    const struct delegate *m = ir;
    return m->inner->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct delegate *m = ir;
    dp_model_takes(m->inner, column, n, uses);
}

const dp_family dp_delegate = {"delegate", sizeof(struct delegate), NULL, resolve, emit, width, takes};
