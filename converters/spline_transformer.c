/* SplineTransformer: the B-splines of each feature, by de Boor's recursion over all its knots at once.
 *
 *   bsplines_      [features] of scipy's BSpline: t the knots, k the degree, c [splines, columns], the unit matrix but for
 *                  periodic ones, whose last columns are the first; since scipy 1.16 inside a _BSpline of its own
 *   extrapolation  beyond the outer knots: constant, linear, continue (the outermost polynomials), periodic, error (NaN) */
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

enum extrapolation { CONSTANT, LINEAR, CONTINUE, PERIODIC, ERROR };

struct spline {
    uint64_t features, knots, degree, splines, columns;
    const double *t; /* [features, knots] */
    const double *c; /* [features, splines, columns]; NULL: unit matrices */
    enum extrapolation beyond;
    bool bias, zeros; /* zeros: of what is missing */
};

/* (_BSpline with its attributes, an array) since scipy 1.16. */
static dp_id inner_of(dp_state *s, dp_id id)
{
    const dp_obj *o = dp_at(s->heap, id);
    const dp_obj *state = o->kind == DP_K_MADE ? dp_at(s->heap, o->u.made->state) : o;
    return o->kind == DP_K_MADE && state->kind == DP_K_TUPLE && state->len != 0 ? state->u.item[0] : id;
}

static void check(dp_state *s, const struct spline *m, const dp_nums *t, const dp_nums *c, int64_t k)
{
    if (s->failed) {
        return;
    }
    bool fits = t->count == m->knots && k == (int64_t)m->degree && c->dim[0] == m->splines && c->dim[1] == m->columns;
    if (!fits || m->degree > 64 || m->knots < 2 * (m->degree + 1) || m->columns == 0 || m->columns > m->splines) {
        dp_corrupt(s, "t, c and k: %" PRIu64 " knots, %" PRIu64 " splines, degree %" PRId64, t->count, c->dim[0], k);
    }
    for (uint64_t i = 0; !s->failed && i < t->count; i++) {
        if (!isfinite(t->v[i]) || (i != 0 && t->v[i] < t->v[i - 1])) {
            dp_corrupt(s, "t: expected growing numbers");
        }
    }
}

static bool is_unit(const dp_nums *c)
{
    for (uint64_t i = 0; i < c->count; i++) {
        if (c->v[i] != (i / c->dim[1] == i % c->dim[1] ? 1.0 : 0.0)) {
            return false;
        }
    }
    return c->dim[0] == c->dim[1];
}

static void read_splines(dp_state *s, struct spline *m, const dp_id *item)
{
    double *knots = NULL;
    double *weights = NULL;
    bool units = true;
    for (uint64_t f = 0; !s->failed && f < m->features; f++) {
        dp_state child = dp_state_open(s, inner_of(s, item[f]), dp_take_printf(s->ctx, "bsplines_[%" PRIu64 "]", f));
        dp_nums t = dp_need_nums(&child, "_t|t", 1);
        dp_nums c = dp_need_nums(&child, "_c|c", 2);
        int64_t k = dp_get_int(&child, "k", -1);
        if (f == 0 && !child.failed && k >= 0 && t.count > (uint64_t)k) {
            m->knots = t.count;
            m->degree = (uint64_t)k;
            m->splines = t.count - (uint64_t)k - 1;
            m->columns = c.dim[1];
        }
        check(&child, m, &t, &c, k);
        dp_state_close(s, &child);
        if (f == 0 && !s->failed) {
            knots = dp_state_take(s, (size_t)(m->features * m->knots), sizeof *knots);
            weights = dp_state_take(s, (size_t)(m->features * c.count), sizeof *weights);
        }
        if (!s->failed) {
            memcpy(knots + f * m->knots, t.v, (size_t)m->knots * sizeof *knots);
            memcpy(weights + f * c.count, c.v, (size_t)c.count * sizeof *weights);
            units = units && is_unit(&c);
        }
    }
    m->t = knots;
    m->c = units ? NULL : weights;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    static const char *const names[] = {"constant", "linear", "continue", "periodic", "error"};
    (void)variant;
    struct spline *m = ir;
    size_t n = 0;
    const char *beyond = dp_get_text(s, "extrapolation", "constant");
    size_t e = dp_word_index(beyond, names, ERROR + 1);
    const dp_id *item = dp_items_of(s, dp_need(s, "bsplines_"), "bsplines_", &n);
    if (!s->failed && (e > ERROR || n == 0)) {
        dp_corrupt(s, "extrapolation=%s of %zu splines", beyond, n);
    }
    m->beyond = (enum extrapolation)e;
    m->features = n;
    m->bias = dp_get_bool(s, "include_bias", true);
    m->zeros = dp_is(dp_get_text(s, "handle_missing", "error"), "zeros");
    if (!s->failed) {
        read_splines(s, m, item);
    }
    if (!s->failed && m->beyond == LINEAR && m->degree < 2 && m->features > 1) {
        dp_unsupported(s, "extrapolation='linear' of degree %" PRIu64 ": scikit-learn itself moves the ends of all features "
                          "but the first", m->degree);
    }
    if (!s->failed && !m->bias && m->columns == 1) {
        dp_unsupported(s, "include_bias=False of one spline leaves no columns");
    }
}

static double knot(const struct spline *m, uint64_t f, uint64_t i)
{
    return m->t[f * m->knots + i];
}

static double *take_table(dp_graph *g, uint64_t features, uint64_t n)
{
    return dp_graph_take(g, features * n, sizeof(double));
}

/* 1 for the interval that x is in: those from knot k to knot n, the outer two open to their sides. */
static dp_val intervals(dp_graph *g, const struct spline *m, dp_val x)
{
    uint64_t n = m->knots - 1;
    double *low = take_table(g, m->features, n);
    double *high = take_table(g, m->features, n);
    for (uint64_t i = 0; !g->failed && i < m->features * n; i++) {
        uint64_t f = i / n;
        uint64_t k = i % n;
        bool empty = m->degree != 0 && knot(m, f, k) == knot(m, f, k + 1);
        bool used = k >= m->degree && k < m->splines && !empty;
        low[i] = !used ? (double)NAN : k == m->degree ? -HUGE_VAL : knot(m, f, k);
        high[i] = k + 1 == m->splines ? HUGE_VAL : knot(m, f, k + 1);
    }
    dp_val from = dp_binary(g, DP_OP_LESS_OR_EQUAL, dp_matrix(g, low, m->features, n), x);
    dp_val to = dp_binary(g, DP_OP_LESS, x, dp_matrix(g, high, m->features, n));
    return dp_cast(g, dp_binary(g, DP_OP_AND, from, to), DP_T_F64);
}

/* Splines of degree p from those of p - 1: w[i] (x - t[i]) + w[i+1] (t[i+p+1] - x), w = those / (t[i+p] - t[i]). */
static dp_val raise(dp_graph *g, const struct spline *m, dp_val x, dp_val b, uint64_t p)
{
    uint64_t n = m->knots - p;
    double *span = take_table(g, m->features, n);
    double *left = take_table(g, m->features, n - 1);
    double *right = take_table(g, m->features, n - 1);
    for (uint64_t f = 0; !g->failed && f < m->features; f++) {
        for (uint64_t i = 0; i < n; i++) {
            double width = knot(m, f, i + p) - knot(m, f, i);
            span[f * n + i] = width != 0.0 ? width : 1.0; /* no x is there */
        }
        for (uint64_t i = 0; i + 1 < n; i++) {
            left[f * (n - 1) + i] = knot(m, f, i);
            right[f * (n - 1) + i] = knot(m, f, i + p + 1);
        }
    }
    if (g->failed) {
        return 0;
    }
    dp_val w = dp_binary(g, DP_OP_DIV, b, dp_matrix(g, span, m->features, n));
    dp_val up = dp_binary(g, DP_OP_SUB, x, dp_matrix(g, left, m->features, n - 1));
    dp_val down = dp_binary(g, DP_OP_SUB, dp_matrix(g, right, m->features, n - 1), x);
    up = dp_binary(g, DP_OP_MUL, dp_slice(g, w, 2, 0, (int64_t)n - 1), up);
    down = dp_binary(g, DP_OP_MUL, dp_slice(g, w, 2, 1, (int64_t)n), down);
    return dp_binary(g, DP_OP_ADD, up, down);
}

static dp_val splines_of(dp_graph *g, const struct spline *m, dp_val x)
{
    dp_val b = intervals(g, m, x);
    for (uint64_t p = 1; p <= m->degree && !g->failed; p++) {
        b = raise(g, m, x, b, p);
    }
    return b;
}

/* The knots that bound the features' ranges: number i of each, [features, 1]. */
static dp_val bound(dp_graph *g, const struct spline *m, uint64_t i)
{
    double *v = take_table(g, m->features, 1);
    for (uint64_t f = 0; v != NULL && f < m->features; f++) {
        v[f] = knot(m, f, i);
    }
    return dp_matrix(g, v, m->features, 1);
}

/* Derivatives at knot `at`, which begins interval `in`, or ends it: [features, splines]. */
static dp_val slopes(dp_graph *g, const struct spline *m, uint64_t at, uint64_t in)
{
    double *out = take_table(g, m->features, m->splines);
    double *b = take_table(g, m->knots, 1);
    for (uint64_t f = 0; !g->failed && f < m->features; f++) {
        double x = knot(m, f, at);
        memset(b, 0, (size_t)m->knots * sizeof *b);
        b[in] = 1.0;
        for (uint64_t p = 1; p <= m->degree; p++) {
            for (uint64_t i = 0; i + p + 1 < m->knots; i++) {
                double span = knot(m, f, i + p) - knot(m, f, i);
                double next = knot(m, f, i + p + 1) - knot(m, f, i + 1);
                double w = span != 0.0 ? b[i] / span : 0.0;
                double v = next != 0.0 ? b[i + 1] / next : 0.0;
                b[i] = p == m->degree ? (double)p * (w - v)
                                      : w * (x - knot(m, f, i)) + v * (knot(m, f, i + p + 1) - x);
            }
        }
        memcpy(out + f * m->splines, b, (size_t)m->splines * sizeof *out);
    }
    return g->failed || m->degree == 0 ? 0 : dp_matrix(g, out, m->features, m->splines);
}

/* Beyond the range: f(end) + (x - end) f'(end). */
static dp_val go_on(dp_graph *g, const struct spline *m, dp_val x, dp_val held, dp_val y)
{
    dp_val none = dp_scalar(g, 0.0);
    dp_val way = dp_binary(g, DP_OP_SUB, x, held);
    dp_val low = slopes(g, m, m->degree, m->degree);
    dp_val high = slopes(g, m, m->splines, m->splines - 1);
    if (g->failed || low == 0) {
        return y;
    }
    dp_val below = dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_MIN, way, none), low);
    dp_val above = dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_MAX, way, none), high);
    return dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_ADD, y, below), above);
}

/* x - low, modulo the period as numpy has it, + low. */
static dp_val wrap(dp_graph *g, dp_val x, dp_val low, dp_val high)
{
    dp_val period = dp_binary(g, DP_OP_SUB, high, low);
    dp_val rest = dp_binary(g, DP_OP_MOD, dp_binary(g, DP_OP_SUB, x, low), period);
    dp_val below = dp_cast(g, dp_binary(g, DP_OP_LESS, rest, dp_scalar(g, 0.0)), DP_T_F64);
    rest = dp_binary(g, DP_OP_ADD, rest, dp_binary(g, DP_OP_MUL, below, period));
    return dp_binary(g, DP_OP_ADD, low, rest);
}

/* [N, features, splines] */
static dp_val values_of(dp_graph *g, const struct spline *m, dp_val x)
{
    dp_val low = bound(g, m, m->degree);
    dp_val high = bound(g, m, m->splines);
    if (m->beyond == PERIODIC) {
        return splines_of(g, m, wrap(g, x, low, high));
    }
    if (m->beyond == CONTINUE) {
        return splines_of(g, m, x);
    }
    dp_val held = dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, x, low), high);
    dp_val y = splines_of(g, m, held);
    dp_val in = dp_binary(g, DP_OP_EQUAL, x, held);
    if (m->beyond == LINEAR) {
        y = go_on(g, m, x, held, y);
    } else if (m->beyond == ERROR) { /* 0 / 0 outside */
        y = dp_binary(g, DP_OP_DIV, y, dp_cast(g, in, DP_T_F64));
        y = dp_binary(g, DP_OP_MUL, y, dp_cast(g, in, DP_T_F64));
    } else if (m->degree == 0) { /* scikit-learn extends none of them */
        y = dp_binary(g, DP_OP_MUL, y, dp_cast(g, in, DP_T_F64));
    }
    return y;
}

/* y, but 0 where x is missing. */
static dp_val wiped(dp_graph *g, const struct spline *m, dp_val x, dp_val y)
{
    const int64_t flat[] = {-1, (int64_t)(m->features * m->splines)};
    dp_val missing = dp_cast(g, dp_unary(g, DP_OP_IS_NAN, x), DP_T_F64);
    dp_val wide = dp_binary(g, DP_OP_ADD, missing, dp_matrix(g, take_table(g, 1, m->splines), 1, m->splines));
    dp_val hit = dp_binary(g, DP_OP_GREATER, dp_reshape(g, wide, flat, 2), dp_scalar(g, 0.0));
    dp_val now = dp_reshape(g, y, flat, 2);
    return dp_choose(g, hit, dp_scalar(g, 0.0), now);
}

/* Periodic splines: the last ones are the first ones over again. */
static dp_val weighted(dp_graph *g, const struct spline *m, dp_val flat)
{
    dp_val *v = dp_graph_take(g, m->features, sizeof *v);
    for (uint64_t f = 0; !g->failed && f < m->features; f++) {
        dp_val own = dp_slice(g, flat, 1, (int64_t)(f * m->splines), (int64_t)((f + 1) * m->splines));
        v[f] = dp_matmul(g, own, dp_matrix(g, m->c + f * m->splines * m->columns, m->splines, m->columns));
    }
    return dp_concat(g, v, (size_t)m->features, 1);
}

static dp_val without_last(dp_graph *g, const struct spline *m, dp_val y)
{
    int64_t *kept = dp_graph_take(g, m->features * m->columns, sizeof *kept);
    uint64_t n = 0;
    for (uint64_t i = 0; !g->failed && i < m->features * m->columns; i++) {
        if ((i + 1) % m->columns != 0) {
            kept[n++] = (int64_t)i;
        }
    }
    return dp_columns(g, y, kept, n);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct spline *m = ir;
    const int64_t cube[] = {-1, (int64_t)m->features, 1};
    const int64_t flat[] = {-1, (int64_t)(m->features * m->splines)};
    dp_val x = dp_reshape(g, ports->x, cube, 3);
    dp_val y = values_of(g, m, x);
    y = m->zeros && !g->failed ? wiped(g, m, x, y) : dp_reshape(g, y, flat, 2);
    y = m->c != NULL ? weighted(g, m, y) : y;
    dp_answer(g, ports, DP_TRANSFORM, m->bias ? y : without_last(g, m, y));
}

static uint64_t width(const void *ir)
{
    return ((const struct spline *)ir)->features;
}

const dp_family dp_spline_transformer = {"spline_transformer", sizeof(struct spline), NULL, resolve, emit, width};
