/* PolynomialCountSketch: `degree` sketches of the row, folded into each other. scikit-learn folds by the fast Fourier
 * transform; a transform of a few hundred numbers is as well two products with matrices of cosines and sines, which every
 * runtime has.
 *
 *   sketch d: feature j of √gamma x (and √coef0, where it is not 0) times bitHash_[d, j] is added at indexHash_[d, j] */
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

struct sketch {
    dp_nums index, bit;  /* [degree, features (+ 1)] */
    double gamma, coef0;
    uint64_t n_features; /* of x */
    uint64_t n;          /* components */
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct sketch *m = ir;
    m->index = dp_need_nums(s, "indexHash_", 2);
    m->bit = dp_need_nums(s, "bitHash_", 2);
    m->gamma = dp_get_f64(s, "gamma", 1.0);
    m->coef0 = dp_get_f64(s, "coef0", 0.0);
    int64_t n = dp_get_int(s, "n_components", 100);
    uint64_t constant = m->coef0 != 0.0;
    if (s->failed) {
        return;
    }
    if (n < 1 || m->index.dim[1] <= constant || m->bit.dim[0] != m->index.dim[0] || m->bit.dim[1] != m->index.dim[1]) {
        dp_corrupt(s, "indexHash_, bitHash_ and n_components do not fit each other");
        return;
    }
    m->n = (uint64_t)n;
    m->n_features = m->index.dim[1] - constant;
    for (uint64_t i = 0; i < m->index.count && !s->failed; i++) {
        if (!(m->index.v[i] >= 0.0 && m->index.v[i] < (double)n)) {
            dp_corrupt(s, "indexHash_: expected numbers below %" PRId64, n);
        }
    }
}

/* The angle of e^(-2πi h f / n), with h f taken modulo n first. */
static double angle(uint64_t h, uint64_t f, uint64_t n)
{
    return 2.0 * M_PI * (double)(h * f % n) / (double)n;
}

/* The transform of sketch d, its real or its imaginary part: [N, n]. */
static dp_val spectrum(dp_graph *g, const struct sketch *m, dp_val x, uint64_t d, double (*part)(double), double sign)
{
    uint64_t rows = m->index.dim[1];
    double *w = dp_graph_take(g, rows * m->n, sizeof *w);
    for (uint64_t i = 0; !g->failed && i < rows * m->n; i++) {
        uint64_t at = d * rows + i / m->n;
        double scale = i / m->n < m->n_features ? 1.0 : sqrt(m->coef0);
        w[i] = sign * scale * m->bit.v[at] * part(angle((uint64_t)m->index.v[at], i % m->n, m->n));
    }
    dp_val y = dp_matmul(g, x, dp_matrix(g, w, m->n_features, m->n));
    return rows > m->n_features && !g->failed ? dp_binary(g, DP_OP_ADD, y, dp_row(g, w + m->n_features * m->n, m->n)) : y;
}

/* The way back, of one of the parts: [n, n]. */
static dp_val back(dp_graph *g, const struct sketch *m, dp_val y, double (*part)(double), double sign)
{
    double *w = dp_graph_take(g, m->n * m->n, sizeof *w);
    for (uint64_t i = 0; !g->failed && i < m->n * m->n; i++) {
        w[i] = sign * part(angle(i / m->n, i % m->n, m->n)) / (double)m->n;
    }
    return dp_matmul(g, y, dp_matrix(g, w, m->n, m->n));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct sketch *m = ir;
    dp_val x = dp_binary(g, DP_OP_MUL, ports->x, dp_scalar(g, sqrt(m->gamma)));
    dp_val re = spectrum(g, m, x, 0, cos, 1.0);
    dp_val im = spectrum(g, m, x, 0, sin, -1.0);
    for (uint64_t d = 1; d < m->index.dim[0]; d++) {
        dp_val a = spectrum(g, m, x, d, cos, 1.0);
        dp_val b = spectrum(g, m, x, d, sin, -1.0);
        dp_val next = dp_binary(g, DP_OP_SUB, dp_binary(g, DP_OP_MUL, re, a), dp_binary(g, DP_OP_MUL, im, b));
        im = dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, re, b), dp_binary(g, DP_OP_MUL, im, a));
        re = next;
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_binary(g, DP_OP_ADD, back(g, m, re, cos, 1.0), back(g, m, im, sin, -1.0)));
}

static uint64_t width(const void *ir)
{
    return ((const struct sketch *)ir)->n_features;
}

const dp_family dp_polynomial_count_sketch = {"polynomial_count_sketch", sizeof(struct sketch), NULL, resolve, emit, width};
