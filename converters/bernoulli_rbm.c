/* BernoulliRBM: how likely each hidden unit is 1: the sigmoid of x · components_ᵀ + intercept_hidden_. */
#include "graph/ports.h"

#include <inttypes.h>

struct rbm {
    dp_nums components, intercept;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct rbm *m = ir;
    m->components = dp_need_nums(s, "components_", 2);
    m->intercept = dp_need_nums(s, "intercept_hidden_", 1);
    if (!s->failed && (m->components.count == 0 || m->intercept.count != m->components.dim[0])) {
        dp_corrupt(s, "intercept_hidden_: expected %" PRIu64 " numbers, as components_ has rows, found %" PRIu64,
                   m->components.dim[0], m->intercept.count);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct rbm *m = ir;
    dp_val z = dp_affine(g, ports->x, m->components.v, m->components.dim[0], m->components.dim[1], m->intercept.v,
                         m->intercept.count);
    dp_answer(g, ports, DP_TRANSFORM, dp_sigmoid(g, z));
}

static uint64_t width(const void *ir)
{
    return ((const struct rbm *)ir)->components.dim[1];
}

const dp_family dp_bernoulli_rbm = {"bernoulli_rbm", sizeof(struct rbm), NULL, resolve, emit, width};
