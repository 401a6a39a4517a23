#include "converters/common/covariance.h"

#include "converters/common/pairwise.h"
#include "model/family.h"
#include "model/model.h"

#include <inttypes.h>
#include <math.h>

enum kind { CONSTANT, WHITE, RBF, MATERN, RATIONAL, PERIODIC, DOT, PAIRWISE, SUM, PRODUCT, POWER };
enum { MOST_PARTS = 1000 };

struct dp_covariance_part {
    enum kind kind;
    size_t child[2];
    dp_nums length;      /* length_scale: [1] or [features] */
    double value;        /* constant_value, noise_level, nu, alpha, periodicity, sigma_0, exponent */
    dp_similarity pair;  /* PAIRWISE */
};

static enum kind kind_of(dp_state *s, dp_id kernel)
{
    static const struct { const char *name; enum kind kind; } known[] = {
        {"ConstantKernel", CONSTANT}, {"WhiteKernel", WHITE}, {"RBF", RBF}, {"Matern", MATERN},
        {"RationalQuadratic", RATIONAL}, {"ExpSineSquared", PERIODIC}, {"DotProduct", DOT}, {"PairwiseKernel", PAIRWISE},
        {"Sum", SUM}, {"Product", PRODUCT}, {"Exponentiation", POWER},
    };
    static const char package[] = "sklearn.gaussian_process.kernels.";
    const char *name = dp_kind_of(s->heap, kernel) == DP_K_MADE ? dp_obj_class(s->heap, kernel) : "";
    bool ours = strncmp(name, package, sizeof package - 1) == 0;
    for (size_t k = 0; ours && k < sizeof known / sizeof *known; k++) {
        if (dp_is(name + sizeof package - 1, known[k].name)) {
            return known[k].kind;
        }
    }
    dp_unsupported(s, "kernel_: %s, not one of scikit-learn's kernels for two rows", name[0] != '\0' ? name : "another value");
    return CONSTANT;
}

static void read_lengths(dp_state *s, struct dp_covariance_part *p, uint64_t n_features)
{
    p->length = dp_need_nums(s, "length_scale", 1);
    if (!s->failed && p->length.count != 1 && (p->length.count != n_features || p->kind == RATIONAL || p->kind == PERIODIC)) {
        dp_corrupt(s, "length_scale: expected one number or %" PRIu64 ", found %" PRIu64, n_features, p->length.count);
    }
}

static void read_part(dp_state *s, struct dp_covariance_part *p, uint64_t n_features)
{
    static const char *const value[] = {[CONSTANT] = "constant_value", [WHITE] = "noise_level", [MATERN] = "nu",
                                        [RATIONAL] = "alpha", [PERIODIC] = "periodicity", [DOT] = "sigma_0",
                                        [POWER] = "exponent"};
    if (p->kind == RBF || p->kind == MATERN || p->kind == RATIONAL || p->kind == PERIODIC) {
        read_lengths(s, p, n_features);
    }
    if (p->kind == PAIRWISE) {
        dp_similarity_read(s, "metric", n_features, &p->pair);
    } else if (p->kind < POWER && p->kind != RBF && p->kind != SUM && p->kind != PRODUCT) {
        (void)dp_need(s, value[p->kind]);
    }
    if (p->kind != PAIRWISE && p->kind != RBF && p->kind != SUM && p->kind != PRODUCT) {
        p->value = dp_get_f64(s, value[p->kind], 1.0);
    }
    bool closed = p->value == 0.5 || p->value == 1.5 || p->value == 2.5 || isinf(p->value);
    if (p->kind == MATERN && !closed && !s->failed) {
        dp_unsupported(s, "Matern with nu=%g: a Bessel function, for which there is no operator (0.5, 1.5, 2.5 and inf need none)",
                       p->value);
    }
}

/* The parts below a part, at the end of the list. */
static void add_children(dp_state *s, dp_covariance *c, dp_id *at, size_t i)
{
    static const char *const key[] = {"k1", "k2"};
    struct dp_covariance_part *p = &c->part[i];
    int n = p->kind == SUM || p->kind == PRODUCT ? 2 : p->kind == POWER ? 1 : 0;
    for (int k = 0; k < n && !s->failed; k++) {
        if (c->n == MOST_PARTS) {
            dp_unsupported(s, "a kernel of more than %d parts", MOST_PARTS);
            return;
        }
        at[c->n] = dp_need(s, n == 1 ? "kernel" : key[k]);
        p->child[k] = c->n++;
    }
}

void dp_covariance_read(dp_state *s, dp_id kernel, uint64_t n_features, dp_covariance *out)
{
    dp_id *at = dp_state_take(s, MOST_PARTS, sizeof *at);
    out->part = dp_state_take(s, MOST_PARTS, sizeof *out->part);
    if (s->failed) {
        return;
    }
    at[0] = kernel;
    out->n = 1;
    for (size_t i = 0; i < out->n && !s->failed; i++) {
        out->part[i].kind = kind_of(s, at[i]);
        dp_state own = dp_state_open(s, at[i], "kernel_");
        read_part(&own, &out->part[i], n_features);
        add_children(&own, out, at, i);
        dp_state_close(s, &own);
    }
}

static double length_at(const struct dp_covariance_part *p, uint64_t j)
{
    return p->length.v[p->length.count == 1 ? 0 : j];
}

/* |x / length - v / length|², from differences. */
static dp_val squared(dp_graph *g, const struct dp_covariance_part *p, dp_val x, const dp_nums *points, bool scaled)
{
    if (!scaled) {
        return dp_differences(g, x, points, DP_SQUARED, 2.0);
    }
    uint64_t d = points->dim[1];
    dp_nums moved = *points;
    double *v = dp_graph_take(g, points->count, sizeof *v);
    double *length = dp_graph_take(g, d, sizeof *length);
    for (uint64_t i = 0; i < points->count && !g->failed; i++) {
        length[i % d] = length_at(p, i % d);
        v[i] = points->v[i] / length[i % d];
    }
    moved.v = v;
    return g->failed ? 0 : dp_differences(g, dp_binary(g, DP_OP_DIV, x, dp_row(g, length, d)), &moved, DP_SQUARED, 2.0);
}

static dp_val plus(dp_graph *g, dp_val x, double summand)
{
    return dp_binary(g, DP_OP_ADD, x, dp_scalar(g, summand));
}

static dp_val matern(dp_graph *g, double nu, dp_val square)
{
    if (isinf(nu)) {
        return dp_unary(g, DP_OP_EXP, dp_scaled(g, square, -0.5));
    }
    dp_val d = dp_unary(g, DP_OP_SQRT, square);
    if (nu == 0.5) {
        return dp_unary(g, DP_OP_EXP, dp_unary(g, DP_OP_NEG, d));
    }
    dp_val k = dp_scaled(g, d, sqrt(2.0 * nu));
    dp_val sum = plus(g, k, 1.0);
    if (nu == 2.5) {
        sum = dp_binary(g, DP_OP_ADD, sum, dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_MUL, k, k), dp_scalar(g, 3.0)));
    }
    return dp_binary(g, DP_OP_MUL, sum, dp_unary(g, DP_OP_EXP, dp_unary(g, DP_OP_NEG, k)));
}

static dp_val periodic(dp_graph *g, const struct dp_covariance_part *p, dp_val square)
{
    dp_val turn = dp_scaled(g, dp_unary(g, DP_OP_SQRT, square), M_PI / p->value);
    dp_val s = dp_binary(g, DP_OP_DIV, dp_unary(g, DP_OP_SIN, turn), dp_scalar(g, length_at(p, 0)));
    return dp_unary(g, DP_OP_EXP, dp_scaled(g, dp_binary(g, DP_OP_MUL, s, s), -2.0));
}

/* Of a part without parts below it; a constant as a number of rank 0, which widens by itself. */
static dp_val leaf(dp_graph *g, const struct dp_covariance_part *p, dp_val x, const dp_nums *points)
{
    double length = p->length.count != 0 ? length_at(p, 0) : 1.0;
    switch (p->kind) {
    case CONSTANT: return dp_scalar(g, p->value);
    case RBF: return dp_unary(g, DP_OP_EXP, dp_scaled(g, squared(g, p, x, points, true), -0.5));
    case MATERN: return matern(g, p->value, squared(g, p, x, points, true));
    case RATIONAL: {
        dp_val square = squared(g, p, x, points, false);
        dp_val base = plus(g, dp_binary(g, DP_OP_DIV, square, dp_scalar(g, 2.0 * p->value * length * length)), 1.0);
        return dp_binary(g, DP_OP_POW, base, dp_scalar(g, -p->value));
    }
    case PERIODIC: return periodic(g, p, squared(g, p, x, points, false));
    case DOT: {
        dp_val dot = dp_affine(g, x, points->v, points->dim[0], points->dim[1], NULL, 0);
        return plus(g, dot, p->value * p->value);
    }
    case PAIRWISE: return dp_similarity_emit(g, &p->pair, x, points);
    case WHITE: case SUM: case PRODUCT: case POWER: break;
    }
    return dp_scalar(g, 0.0); /* white noise, between a row and another */
}

/* Of each row with itself. */
static dp_val own(dp_graph *g, const struct dp_covariance_part *p, dp_val x)
{
    if (p->kind == DOT) {
        return plus(g, dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, x, x), 1, true), p->value * p->value);
    }
    return dp_scalar(g, p->kind == CONSTANT || p->kind == WHITE ? p->value : 1.0);
}

/* From the leaves up. points NULL: of each row with itself. */
static dp_val whole(dp_graph *g, const dp_covariance *c, dp_val x, const dp_nums *points)
{
    dp_val *v = dp_graph_take(g, c->n, sizeof *v);
    for (size_t i = c->n; i-- > 0 && !g->failed;) {
        const struct dp_covariance_part *p = &c->part[i];
        dp_val a = p->kind >= SUM ? v[p->child[0]] : 0;
        if (p->kind == SUM || p->kind == PRODUCT) {
            v[i] = dp_binary(g, p->kind == SUM ? DP_OP_ADD : DP_OP_MUL, a, v[p->child[1]]);
        } else if (p->kind == POWER) {
            v[i] = dp_binary(g, DP_OP_POW, a, dp_scalar(g, p->value));
        } else {
            v[i] = points != NULL ? leaf(g, p, x, points) : own(g, p, x);
        }
    }
    return g->failed ? 0 : v[0];
}

dp_val dp_covariance_emit(dp_graph *g, const dp_covariance *c, dp_val x, const dp_nums *points)
{
    dp_val k = whole(g, c, x, points);
    if (g->failed || dp_value_at(g, k)->shape.rank == 2) {
        return k;
    }
    double *zero = dp_graph_take(g, points->count, sizeof *zero); /* one number for all: as wide as the points */
    return dp_binary(g, DP_OP_ADD, dp_affine(g, x, zero, points->dim[0], points->dim[1], NULL, 0), k);
}

dp_val dp_covariance_diagonal(dp_graph *g, const dp_covariance *c, dp_val x)
{
    return whole(g, c, x, NULL);
}

static double square_between(const struct dp_covariance_part *p, const double *a, const double *b, uint64_t n_features, bool scaled)
{
    double sum = 0.0;
    for (uint64_t j = 0; j < n_features; j++) {
        double apart = (a[j] - b[j]) / (scaled ? length_at(p, j) : 1.0);
        sum += apart * apart;
    }
    return sum;
}

static double matern_between(double nu, double square)
{
    double k = sqrt(2.0 * nu * square);
    if (isinf(nu)) {
        return exp(-0.5 * square);
    }
    return exp(-k) * (nu == 0.5 ? 1.0 : nu == 1.5 ? 1.0 + k : 1.0 + k + k * k / 3.0);
}

static double leaf_between(const struct dp_covariance_part *p, const double *a, const double *b, uint64_t n_features)
{
    double x;
    switch (p->kind) {
    case CONSTANT: return p->value;
    case RBF: return exp(-0.5 * square_between(p, a, b, n_features, true));
    case MATERN: return matern_between(p->value, square_between(p, a, b, n_features, true));
    case RATIONAL:
        x = square_between(p, a, b, n_features, false);
        return pow(1.0 + x / (2.0 * p->value * length_at(p, 0) * length_at(p, 0)), -p->value);
    case PERIODIC:
        x = sin(sqrt(square_between(p, a, b, n_features, false)) * M_PI / p->value) / length_at(p, 0);
        return exp(-2.0 * x * x);
    case DOT:
        x = p->value * p->value;
        for (uint64_t j = 0; j < n_features; j++) {
            x += a[j] * b[j];
        }
        return x;
    case WHITE: return 0.0;
    case PAIRWISE: case SUM: case PRODUCT: case POWER: break;
    }
    return (double)NAN;
}

double dp_covariance_between(const dp_covariance *c, const double *a, const double *b, uint64_t n_features, double *part)
{
    for (size_t i = c->n; i-- > 0;) {
        const struct dp_covariance_part *p = &c->part[i];
        double first = p->kind >= SUM ? part[p->child[0]] : 0.0;
        switch (p->kind) {
        case SUM: part[i] = first + part[p->child[1]]; break;
        case PRODUCT: part[i] = first * part[p->child[1]]; break;
        case POWER: part[i] = pow(first, p->value); break;
        case CONSTANT: case WHITE: case RBF: case MATERN: case RATIONAL: case PERIODIC: case DOT: case PAIRWISE:
            part[i] = leaf_between(p, a, b, n_features);
        }
    }
    return part[0];
}
