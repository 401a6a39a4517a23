/* PCA and its kin: rows projected on components_. The mean is taken off before the product up to 1.4, and from the product
 * since 1.5; `whiten` divides by the root of the explained variance. FastICA's mean_ is there where it whitens, and is taken
 * off before the product. SparsePCA looks for the codes that give the row back, and are small (ridge): a product too, with
 * components_ᵀ · (components_ · components_ᵀ + ridge_alpha I)⁻¹. TruncatedSVD, random projections and
 * NeighborhoodComponentsAnalysis have no mean. */
#include "converters/common/inverse.h"
#include "graph/ports.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

struct projection {
    dp_nums components, mean; /* mean: count 0 where there is none */
    const double *mean_product; /* mean · componentsᵀ, for the newer order; else NULL */
    const double *scale;        /* whitening; NULL: none */
    const double *inner;        /* sparse: the inverse [k, k]; NULL: none */
};

static void take_mean_product(dp_state *s, struct projection *m)
{
    uint64_t k = m->components.dim[0];
    uint64_t d = m->components.dim[1];
    double *product = dp_state_take(s, k, sizeof *product);
    for (uint64_t i = 0; product != NULL && i < k; i++) {
        for (uint64_t c = 0; c < d; c++) {
            product[i] += m->mean.v[c] * m->components.v[i * d + c];
        }
    }
    m->mean_product = product;
}

static void take_scale(dp_state *s, struct projection *m, bool floor)
{
    dp_nums variance = dp_need_nums(s, "explained_variance_", 1);
    uint64_t k = m->components.dim[0];
    double *scale = dp_state_take(s, k, sizeof *scale);
    if (!s->failed && variance.count != k) {
        dp_corrupt(s, "explained_variance_: expected %" PRIu64 " numbers, found %" PRIu64, k, variance.count);
    }
    for (uint64_t i = 0; !s->failed && i < k; i++) {
        scale[i] = sqrt(variance.v[i]);
        scale[i] = floor && scale[i] < DBL_EPSILON ? DBL_EPSILON : scale[i];
    }
    m->scale = scale;
}

static void take_inner(dp_state *s, struct projection *m)
{
    uint64_t k = m->components.dim[0];
    uint64_t d = m->components.dim[1];
    double ridge = dp_get_f64(s, "ridge_alpha", 0.01);
    double *a = dp_state_take(s, (size_t)(k * k), sizeof *a);
    double *b = dp_state_take(s, (size_t)(k * k), sizeof *b);
    for (uint64_t i = 0; !s->failed && i < k * k; i++) {
        for (uint64_t j = 0; j < d; j++) {
            a[i] += m->components.v[i / k * d + j] * m->components.v[i % k * d + j];
        }
        b[i] = i / k == i % k ? 1.0 : 0.0;
        a[i] += i / k == i % k ? ridge : 0.0;
    }
    if (!s->failed && !dp_invert(a, b, k)) {
        dp_unsupported(s, "components_ that depend on each other, without ridge_alpha: there is no one answer");
    }
    m->inner = b;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct projection *m = ir;
    unsigned era = dp_state_era(s);
    bool newer = era >= 105;
    m->components = dp_need_nums(s, "components_", 2);
    if (!s->failed && m->components.count == 0) {
        dp_corrupt(s, "components_: expected numbers, found an empty array");
    }
    if (dp_is(variant, "plain") || s->failed) {
        return;
    }
    bool pca = dp_is(variant, "pca");
    m->mean = dp_get_nums(s, "mean_", 1);
    if (m->mean.count != 0 && m->mean.count != m->components.dim[1]) {
        dp_corrupt(s, "mean_: expected %" PRIu64 " numbers, found %" PRIu64, m->components.dim[1], m->mean.count);
    } else if (m->mean.count != 0 && pca && newer) {
        take_mean_product(s, m);
    }
    if (!s->failed && dp_is(variant, "sparse")) {
        if (m->mean.count == 0) {
            dp_unsupported(s, "normalize_components=False: divides by the length of a column of all rows asked for");
        }
        take_inner(s, m);
    }
    if (!s->failed && pca && dp_get_bool(s, "whiten", false)) {
        take_scale(s, m, newer);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct projection *m = ir;
    uint64_t k = m->components.dim[0];
    dp_val y = ports->x;
    if (m->mean.count != 0 && m->mean_product == NULL) {
        y = dp_binary(g, DP_OP_SUB, y, dp_row(g, m->mean.v, m->mean.count));
    }
    y = dp_affine(g, y, m->components.v, k, m->components.dim[1], NULL, 0);
    if (m->inner != NULL) {
        y = dp_matmul(g, y, dp_matrix(g, m->inner, k, k));
    }
    if (m->mean_product != NULL) {
        y = dp_binary(g, DP_OP_SUB, y, dp_row(g, m->mean_product, k));
    }
    if (m->scale != NULL) {
        y = dp_binary(g, DP_OP_DIV, y, dp_row(g, m->scale, k));
    }
    dp_answer(g, ports, DP_TRANSFORM, y);
}

static uint64_t width(const void *ir)
{
    return ((const struct projection *)ir)->components.dim[1];
}

const dp_family dp_projection = {"projection", sizeof(struct projection), NULL, resolve, emit, width};
