#include "converters/common/metric.h"

#include "converters/common/pairwise.h"
#include "model/family.h"

#include <inttypes.h>
#include <math.h>

static dp_metric_kind kind_of(dp_state *s, const char *name, dp_set_distance *sets)
{
    static const struct { const char *name; dp_metric_kind kind; } known[] = {
        {"euclidean", DP_EUCLIDEAN}, {"l2", DP_EUCLIDEAN}, {"sqeuclidean", DP_SQEUCLIDEAN}, {"manhattan", DP_MANHATTAN},
        {"cityblock", DP_MANHATTAN}, {"l1", DP_MANHATTAN}, {"chebyshev", DP_CHEBYSHEV}, {"infinity", DP_CHEBYSHEV},
        {"minkowski", DP_MINKOWSKI}, {"p", DP_MINKOWSKI}, {"wminkowski", DP_MINKOWSKI}, {"seuclidean", DP_EUCLIDEAN},
        {"cosine", DP_COSINE_DISTANCE}, {"correlation", DP_CORRELATION}, {"canberra", DP_CANBERRA},
        {"braycurtis", DP_BRAYCURTIS}, {"hamming", DP_HAMMING}, {"mahalanobis", DP_MAHALANOBIS}, {"haversine", DP_HAVERSINE},
        {"precomputed", DP_GIVEN},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (dp_is(name, known[k].name)) {
            return known[k].kind;
        }
    }
    if (dp_set_distance_of(name, sets)) {
        return DP_SETS;
    }
    dp_unsupported(s, "metric=%s: is none of those that scikit-learn measures rows of numbers by", name);
    return DP_EUCLIDEAN;
}

/* x and the points times these: each feature, as the metric weighs it. */
static void stretch_by(dp_state *s, dp_metric *m, const dp_nums *w, double power)
{
    uint64_t d = m->points.dim[1];
    double *stretch = dp_state_take(s, (size_t)d, sizeof *stretch);
    double *moved = dp_state_take(s, (size_t)m->points.count, sizeof *moved);
    if (!s->failed && w->count != d) {
        dp_corrupt(s, "metric's weights: expected %" PRIu64 " numbers, found %" PRIu64, d, w->count);
    }
    for (uint64_t i = 0; !s->failed && i < d; i++) {
        stretch[i] = pow(w->v[i], power);
    }
    for (uint64_t i = 0; !s->failed && i < m->points.count; i++) {
        moved[i] = m->points.v[i] * stretch[i % d];
    }
    m->points.v = moved;
    m->stretch = stretch;
}

static void read_params(dp_state *s, const char *name, dp_metric *m)
{
    uint64_t d = m->points.dim[1];
    m->p = dp_get_f64(s, "p", 2.0);
    dp_nums w = dp_get_nums(s, dp_is(name, "seuclidean") ? "V" : "w", 1);
    if (dp_is(name, "seuclidean") && w.count != 0) {
        stretch_by(s, m, &w, -0.5);
    } else if (m->kind == DP_MINKOWSKI && w.count != 0) { /* wminkowski weighs differences, minkowski their powers */
        stretch_by(s, m, &w, dp_is(name, "wminkowski") ? 1.0 : 1.0 / m->p);
    }
    if (m->kind != DP_MAHALANOBIS) {
        return;
    }
    m->turn = dp_get_nums(s, "VI", 2);
    if (m->turn.count == 0 && !s->failed) {
        dp_unsupported(s, "metric=mahalanobis without VI: takes the covariance of the rows asked for");
    } else if (!s->failed && (m->turn.dim[0] != d || m->turn.dim[1] != d)) {
        dp_corrupt(s, "VI: expected %" PRIu64 " rows and columns", d);
    }
}

void dp_metric_read(dp_state *s, const char *name, dp_id params, dp_nums points, dp_metric *out)
{
    *out = (dp_metric){.points = points};
    out->kind = s->failed ? DP_EUCLIDEAN : kind_of(s, name, &out->sets);
    if (!s->failed && points.count == 0) {
        dp_corrupt(s, "the fitted rows: expected numbers, found an empty array");
    }
    if (!s->failed && out->kind == DP_HAVERSINE && points.dim[1] != 2) {
        dp_corrupt(s, "the fitted rows: expected latitudes and longitudes, found %" PRIu64 " columns", points.dim[1]);
    }
    if (params != 0 && dp_kind_of(s->heap, params) == DP_K_DICT && !s->failed) {
        dp_state own = dp_state_open(s, params, "metric_params");
        read_params(&own, name, out);
        dp_state_close(s, &own);
    } else if (out->kind == DP_MINKOWSKI || out->kind == DP_MAHALANOBIS) {
        read_params(s, name, out);
    }
    if (out->kind != DP_MINKOWSKI || s->failed) {
        return;
    }
    if (!(out->p > 0.0)) {
        dp_corrupt(s, "p: expected a number above 0");
    } else if (isinf(out->p)) {
        out->kind = DP_CHEBYSHEV;
    } else if (out->p == 1.0 || out->p == 2.0) {
        out->kind = out->p == 1.0 ? DP_MANHATTAN : DP_EUCLIDEAN;
    }
}

/* 1 - cos of the angle, between rows that are centred first or as they are; from 0 to 2. */
static dp_val cosine_distance(dp_graph *g, const dp_metric *m, dp_val x)
{
    static const dp_similarity cosine = {.kind = DP_COSINE};
    dp_nums points = m->points;
    uint64_t d = points.dim[1];
    if (m->kind == DP_CORRELATION) {
        double *centred = dp_graph_take(g, points.count, sizeof *centred);
        for (uint64_t i = 0; !g->failed && i < points.count; i++) {
            double sum = 0.0;
            for (uint64_t j = 0; j < d; j++) {
                sum += points.v[i / d * d + j];
            }
            centred[i] = points.v[i] - sum / (double)d;
        }
        points.v = centred;
        dp_val mean = dp_binary(g, DP_OP_DIV, dp_reduce_sum(g, x, 1, true), dp_scalar(g, (double)d));
        x = dp_binary(g, DP_OP_SUB, x, mean);
    }
    dp_val y = g->failed ? 0 : dp_similarity_emit(g, &cosine, x, &points);
    y = dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), y);
    return dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, y, dp_scalar(g, 0.0)), dp_scalar(g, 2.0));
}

/* Feature by feature: canberra Σ |x - v| / (|x| + |v|), braycurtis Σ |x - v| / Σ (|x| + |v|), hamming how many differ. */
static dp_val by_feature(dp_graph *g, const dp_metric *m, dp_val x)
{
    uint64_t n = m->points.dim[0];
    uint64_t d = m->points.dim[1];
    double *turned = dp_graph_take(g, m->points.count, sizeof *turned);
    dp_val sum = 0;
    dp_val size = 0;
    for (uint64_t j = 0; j < d && !g->failed; j++) {
        for (uint64_t i = 0; i < n; i++) {
            turned[j * n + i] = m->points.v[i * d + j];
        }
        dp_val v = dp_row(g, turned + j * n, n);
        dp_val a = dp_slice(g, x, 1, (int64_t)j, (int64_t)j + 1);
        dp_val one = dp_unary(g, DP_OP_ABS, dp_binary(g, DP_OP_SUB, a, v));
        dp_val most = 0;
        if (m->kind == DP_HAMMING) {
            one = dp_cast(g, dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_EQUAL, a, v)), DP_T_F64);
        } else {
            most = m->of_sums ? dp_unary(g, DP_OP_ABS, dp_binary(g, DP_OP_ADD, a, v))
                              : dp_binary(g, DP_OP_ADD, dp_unary(g, DP_OP_ABS, a), dp_unary(g, DP_OP_ABS, v));
        }
        if (m->kind == DP_CANBERRA) {
            one = dp_divide_or_a(g, one, most);
            most = 0;
        }
        sum = sum == 0 ? one : dp_binary(g, DP_OP_ADD, sum, one);
        size = size == 0 || most == 0 ? most : dp_binary(g, DP_OP_ADD, size, most);
    }
    if (m->kind == DP_HAMMING) {
        return dp_binary(g, DP_OP_DIV, sum, dp_scalar(g, (double)d));
    }
    return m->kind == DP_BRAYCURTIS && !g->failed ? dp_divide_or_a(g, sum, size) : sum;
}

/* (x - v) VI (x - v)ᵀ: of each pair of features, with one column for each point. */
static dp_val mahalanobis(dp_graph *g, const dp_metric *m, dp_val x)
{
    uint64_t n = m->points.dim[0];
    uint64_t d = m->points.dim[1];
    const int64_t three[] = {-1, 1, (int64_t)d};
    const int64_t two[] = {-1, (int64_t)n};
    dp_val offset = dp_binary(g, DP_OP_SUB, dp_reshape(g, x, three, 3), dp_matrix(g, m->points.v, n, d));
    dp_val sum = 0;
    for (uint64_t j = 0; j < d && !g->failed; j++) { /* Σ_j (x - v)_j VI_j · (x - v) */
        dp_val row = dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, offset, dp_row(g, m->turn.v + j * d, d)), 2, true);
        dp_val term = dp_binary(g, DP_OP_MUL, row, dp_slice(g, offset, 2, (int64_t)j, (int64_t)j + 1));
        sum = sum == 0 ? term : dp_binary(g, DP_OP_ADD, sum, term);
    }
    return dp_reshape(g, sum, two, 2);
}

/* The sine of half of the angle between x and each point, of one feature: [N, points]. */
static dp_val half_sine(dp_graph *g, const dp_metric *m, dp_val x, uint64_t feature)
{
    uint64_t n = m->points.dim[0];
    double *v = dp_graph_take(g, n, sizeof *v);
    for (uint64_t i = 0; i < n && !g->failed; i++) {
        v[i] = m->points.v[2 * i + feature];
    }
    dp_val column = dp_slice(g, x, 1, (int64_t)feature, (int64_t)feature + 1);
    dp_val off = dp_binary(g, DP_OP_SUB, column, dp_row(g, v, n));
    return dp_unary(g, DP_OP_SIN, dp_binary(g, DP_OP_MUL, off, dp_scalar(g, 0.5)));
}

/* The square of half of the chord between two points of the sphere of radius 1. */
static dp_val haversine(dp_graph *g, const dp_metric *m, dp_val x)
{
    uint64_t n = m->points.dim[0];
    double *cosine = dp_graph_take(g, n, sizeof *cosine);
    for (uint64_t i = 0; i < n && !g->failed; i++) {
        cosine[i] = cos(m->points.v[2 * i]);
    }
    dp_val latitude = half_sine(g, m, x, 0);
    dp_val longitude = half_sine(g, m, x, 1);
    dp_val circles = dp_binary(g, DP_OP_MUL, dp_cosine(g, dp_slice(g, x, 1, 0, 1)), dp_row(g, cosine, n));
    circles = dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_MUL, circles, longitude), longitude);
    return dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, latitude, latitude), circles);
}

dp_val dp_metric_reduced(dp_graph *g, const dp_metric *m, dp_val x)
{
    if (m->stretch != NULL) {
        x = dp_binary(g, DP_OP_MUL, x, dp_row(g, m->stretch, m->points.dim[1]));
    }
    switch (m->kind) {
    case DP_EUCLIDEAN: case DP_SQEUCLIDEAN:
        return m->by_products ? dp_squared_distances(g, x, &m->points) : dp_differences(g, x, &m->points, DP_SQUARED, 2.0);
    case DP_MANHATTAN:
        return dp_differences(g, x, &m->points, DP_ABSOLUTE, 1.0);
    case DP_CHEBYSHEV:
        return dp_differences(g, x, &m->points, DP_GREATEST, 1.0);
    case DP_MINKOWSKI:
        return dp_differences(g, x, &m->points, DP_POWERED, m->p);
    case DP_COSINE_DISTANCE: case DP_CORRELATION:
        return cosine_distance(g, m, x);
    case DP_CANBERRA: case DP_BRAYCURTIS: case DP_HAMMING:
        return by_feature(g, m, x);
    case DP_MAHALANOBIS:
        return mahalanobis(g, m, x);
    case DP_HAVERSINE:
        return haversine(g, m, x);
    case DP_SETS:
        return dp_set_distance_emit(g, m->sets, x, &m->points);
    case DP_GIVEN:
        break;
    }
    return x;
}

dp_val dp_metric_whole(dp_graph *g, const dp_metric *m, dp_val reduced)
{
    if (m->kind == DP_EUCLIDEAN || m->kind == DP_MAHALANOBIS) {
        return dp_unary(g, DP_OP_SQRT, reduced);
    }
    if (m->kind == DP_HAVERSINE) {
        dp_val angle = dp_arc_sine(g, dp_unary(g, DP_OP_SQRT, dp_binary(g, DP_OP_MIN, reduced, dp_scalar(g, 1.0))));
        return dp_binary(g, DP_OP_ADD, angle, angle);
    }
    return m->kind == DP_MINKOWSKI ? dp_binary(g, DP_OP_POW, reduced, dp_scalar(g, 1.0 / m->p)) : reduced;
}

double dp_metric_reduce(const dp_metric *m, double distance)
{
    if (m->kind == DP_EUCLIDEAN || m->kind == DP_MAHALANOBIS) {
        return distance * distance;
    }
    if (m->kind == DP_HAVERSINE) { /* all are within half of the sphere's girth */
        return distance < acos(-1.0) ? sin(distance / 2) * sin(distance / 2) : INFINITY;
    }
    return m->kind == DP_MINKOWSKI ? pow(distance, m->p) : distance;
}

uint64_t dp_metric_width(const dp_metric *m)
{
    return m->kind == DP_GIVEN ? m->points.dim[0] : m->points.dim[1];
}
