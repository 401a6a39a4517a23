/* SparseCoder, DictionaryLearning, MiniBatchDictionaryLearning with transform_algorithm='threshold': the product of the row
 * with each atom, moved towards 0 by alpha. The other algorithms search for a code step by step: ONNX has no operator for
 * that. */
#include "graph/ports.h"

#include <inttypes.h>

struct sparse_code {
    dp_nums atoms; /* [components, features] */
    double alpha;
    bool split, positive;
};

/* transform_alpha, else since 1.2 DictionaryLearning's own alpha, else 1. */
static double alpha_of(dp_state *s, bool coder)
{
    bool own = !dp_has(s, "transform_alpha") && !coder && dp_state_era(s) >= 102;
    return dp_get_f64(s, own ? "alpha" : "transform_alpha", 1.0);
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct sparse_code *m = ir;
    bool coder = dp_is(variant, "coder");
    const char *algorithm = dp_get_text(s, "transform_algorithm", "omp");
    if (!s->failed && !dp_is(algorithm, "threshold")) {
        dp_unsupported(s, "transform_algorithm='%s' searches a sparse code for each row by an algorithm of many branches: ONNX "
                          "has no operator for it (for 'threshold' it has)", algorithm);
    }
    m->atoms = dp_need_nums(s, coder ? "components_|dictionary" : "components_", 2);
    m->alpha = alpha_of(s, coder);
    m->split = dp_get_bool(s, "split_sign", false);
    m->positive = dp_get_bool(s, "positive_code", false);
    if (!s->failed && m->atoms.count == 0) {
        dp_corrupt(s, "components_: expected numbers, found an empty array");
    }
}

/* What of the product is more than alpha. */
static dp_val beyond(dp_graph *g, dp_val product, double alpha)
{
    return dp_binary(g, DP_OP_MAX, dp_binary(g, DP_OP_SUB, product, dp_scalar(g, alpha)), dp_scalar(g, 0.0));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct sparse_code *m = ir;
    dp_val product = dp_affine(g, ports->x, m->atoms.v, m->atoms.dim[0], m->atoms.dim[1], NULL, 0);
    dp_val above = beyond(g, product, m->alpha);
    dp_val below = beyond(g, dp_unary(g, DP_OP_NEG, product), m->alpha);
    if (m->positive) {
        below = dp_binary(g, DP_OP_MUL, below, dp_scalar(g, 0.0));
    }
    const dp_val both[2] = {above, below};
    dp_answer(g, ports, DP_TRANSFORM, m->split ? dp_concat(g, both, 2, 1) : dp_binary(g, DP_OP_SUB, above, below));
}

static uint64_t width(const void *ir)
{
    return ((const struct sparse_code *)ir)->atoms.dim[1];
}

const dp_family dp_sparse_code = {"sparse_code", sizeof(struct sparse_code), NULL, resolve, emit, width};
