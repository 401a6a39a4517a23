#include "converters/common/pairwise.h"

#include <math.h>

/* Σ x² of each row: [N,1], feature after feature. */
static dp_val row_norms(dp_graph *g, dp_val x)
{
    return dp_sum_columns(g, dp_binary(g, DP_OP_MUL, x, x));
}

static double norm(const double *v, uint64_t n)
{
    double sum = 0.0;
    for (uint64_t i = 0; i < n; i++) {
        sum += v[i] * v[i];
    }
    return sum;
}

/* -2 x·v: [N, points] */
static dp_val minus_twice(dp_graph *g, dp_val x, const dp_nums *points)
{
    double *twice = dp_graph_take(g, points->count, sizeof *twice);
    for (uint64_t i = 0; !g->failed && i < points->count; i++) {
        twice[i] = -2.0 * points->v[i];
    }
    return dp_affine(g, x, twice, points->dim[0], points->dim[1], NULL, 0);
}

static dp_val point_norms(dp_graph *g, const dp_nums *points)
{
    double *norms = dp_graph_take(g, points->dim[0], sizeof *norms);
    for (uint64_t i = 0; !g->failed && i < points->dim[0]; i++) {
        norms[i] = norm(points->v + i * points->dim[1], points->dim[1]);
    }
    return dp_row(g, norms, points->dim[0]);
}

dp_val dp_squared_distances(dp_graph *g, dp_val x, const dp_nums *points)
{
    dp_val sum = dp_binary(g, DP_OP_ADD, minus_twice(g, x, points), row_norms(g, x));
    return dp_binary(g, DP_OP_MAX, dp_binary(g, DP_OP_ADD, sum, point_norms(g, points)), dp_scalar(g, 0.0));
}

dp_val dp_nearest(dp_graph *g, dp_val x, const dp_nums *points)
{
    return dp_argmin(g, dp_binary(g, DP_OP_ADD, minus_twice(g, x, points), point_norms(g, points)), 1);
}

/* (x - v)² / (x + v), 0 where the sum is. */
static dp_val chi2_of(dp_graph *g, dp_val x, dp_val v, dp_val difference)
{
    dp_val sum = dp_binary(g, DP_OP_ADD, x, v);
    return dp_divide_or_a(g, dp_binary(g, DP_OP_MUL, difference, difference), sum);
}

static dp_val difference_of(dp_graph *g, dp_val x, dp_val v, dp_difference how, double power)
{
    dp_val d = dp_binary(g, DP_OP_SUB, x, v);
    switch (how) {
    case DP_SQUARED: return dp_binary(g, DP_OP_MUL, d, d);
    case DP_POWERED: return dp_binary(g, DP_OP_POW, dp_unary(g, DP_OP_ABS, d), dp_scalar(g, power));
    case DP_CHI2: return chi2_of(g, x, v, d);
    case DP_ABSOLUTE: case DP_GREATEST: break;
    }
    return dp_unary(g, DP_OP_ABS, d);
}

/* Feature by feature, not as [N, points, features]: that would be many times the memory, and leave the order of the sum to
 * the runtime. */
dp_val dp_differences(dp_graph *g, dp_val x, const dp_nums *points, dp_difference how, double power)
{
    uint64_t n = points->dim[0];
    uint64_t d = points->dim[1];
    double *turned = dp_graph_take(g, n * d, sizeof *turned);
    dp_val sum = 0;
    for (uint64_t j = 0; j < d && !g->failed; j++) {
        for (uint64_t i = 0; i < n; i++) {
            turned[j * n + i] = points->v[i * d + j];
        }
        dp_val column = dp_slice(g, x, 1, (int64_t)j, (int64_t)j + 1);
        dp_val one = difference_of(g, column, dp_row(g, turned + j * n, n), how, power);
        sum = sum == 0 ? one : dp_binary(g, how == DP_GREATEST ? DP_OP_MAX : DP_OP_ADD, sum, one);
    }
    return sum;
}

void dp_similarity_read(dp_state *s, const char *key, uint64_t n_features, dp_similarity *out)
{
    static const struct { const char *name; dp_similarity_kind kind; } known[] = {
        {"linear", DP_LINEAR}, {"poly", DP_POLY}, {"polynomial", DP_POLY}, {"rbf", DP_RBF}, {"sigmoid", DP_SIGMOID},
        {"laplacian", DP_LAPLACIAN}, {"cosine", DP_COSINE}, {"additive_chi2", DP_ADDITIVE_CHI2}, {"chi2", DP_CHI2_KERNEL},
        {"precomputed", DP_PRECOMPUTED},
    };
    enum { N = sizeof known / sizeof *known };
    dp_id kernel = dp_get(s, key);
    size_t k = 0;
    while (k < N && !dp_obj_is(s->heap, kernel, known[k].name)) {
        k++;
    }
    if (k == N && !s->failed && dp_obj_bytes(s->heap, kernel).p != NULL) {
        dp_corrupt(s, "%s: expected the name of one of scikit-learn's kernels, found %s", key, dp_get_text(s, key, ""));
    }
    if (k == N && !s->failed) {
        dp_unsupported(s, "%s: a Python function, not one of scikit-learn's own kernels", key);
    }
    if (s->failed) {
        return;
    }
    out->kind = known[k].kind;
    double usual = out->kind == DP_CHI2_KERNEL ? 1.0 : 1.0 / (double)(n_features != 0 ? n_features : 1);
    out->gamma = dp_has(s, "gamma_|gamma") ? dp_get_f64(s, "gamma_|gamma", usual) : usual;
    out->coef0 = dp_get_f64(s, "coef0", 1.0);
    out->degree = dp_get_f64(s, "degree", 3.0);
}

/* Rows (or points) of length 1; rows of zeros stay. */
static dp_val normalized(dp_graph *g, dp_val x)
{
    return dp_divide_or_a(g, x, dp_unary(g, DP_OP_SQRT, row_norms(g, x)));
}

static dp_val cosine(dp_graph *g, dp_val x, const dp_nums *points)
{
    uint64_t n = points->dim[0];
    uint64_t d = points->dim[1];
    double *unit = dp_graph_take(g, n * d, sizeof *unit);
    for (uint64_t i = 0; i < n * d && !g->failed; i++) {
        double length = sqrt(norm(points->v + i / d * d, d));
        unit[i] = length == 0.0 ? points->v[i] : points->v[i] / length;
    }
    return dp_affine(g, normalized(g, x), unit, n, d, NULL, 0);
}

dp_val dp_similarity_emit(dp_graph *g, const dp_similarity *how, dp_val x, const dp_nums *points)
{
    switch (how->kind) {
    case DP_PRECOMPUTED:
        return x;
    case DP_RBF:
        return dp_unary(g, DP_OP_EXP, dp_scaled(g, dp_squared_distances(g, x, points), -how->gamma));
    case DP_LAPLACIAN:
        return dp_unary(g, DP_OP_EXP, dp_scaled(g, dp_differences(g, x, points, DP_ABSOLUTE, 1.0), -how->gamma));
    case DP_COSINE:
        return cosine(g, x, points);
    case DP_ADDITIVE_CHI2:
        return dp_scaled(g, dp_differences(g, x, points, DP_CHI2, 2.0), -1.0);
    case DP_CHI2_KERNEL:
        return dp_unary(g, DP_OP_EXP, dp_scaled(g, dp_scaled(g, dp_differences(g, x, points, DP_CHI2, 2.0), -1.0), how->gamma));
    case DP_LINEAR: case DP_POLY: case DP_SIGMOID:
        break;
    }
    dp_val z = dp_affine(g, x, points->v, points->dim[0], points->dim[1], NULL, 0);
    if (how->kind == DP_LINEAR) {
        return z;
    }
    z = dp_binary(g, DP_OP_ADD, dp_scaled(g, z, how->gamma), dp_scalar(g, how->coef0));
    return how->kind == DP_SIGMOID ? dp_unary(g, DP_OP_TANH, z) : dp_binary(g, DP_OP_POW, z, dp_scalar(g, how->degree));
}
