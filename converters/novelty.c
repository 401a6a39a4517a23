/* Detectors of novelties by one number: 1 where it is not below 0, else -1.
 *
 *   sgd        SGDOneClassSVM: x · coef_ᵀ - offset_
 *   elliptic   EllipticEnvelope: -(x - location_) · precision_ · (x - location_)ᵀ - offset_; up to 0.19 the third root
 *              (0.33) of threshold_ less that of the distance. Later the distance is the square of its root: NaN where a
 *              precision_ that is not positive makes it negative, as that of columns that depend on each other can be */
#include "converters/common/inverse.h"
#include "converters/common/triangle.h"
#include "graph/ports.h"

#include <inttypes.h>
#include <math.h>

enum { MOST_FACTORED = 1024 }; /* features: a factor takes their cube */

struct novelty {
    dp_nums coef;              /* sgd; else count 0 */
    dp_nums location;          /* elliptic */
    const double *precision;   /* [features, features] */
    double offset;
    bool rooted;
    bool positive;             /* no distance is negative */
};

/* Made symmetric by scikit-learn, but for rounding, which in float32 is coarse. */
static void need_symmetric(dp_state *s, const dp_nums *a, const char *key, uint64_t d)
{
    double most = 0.0;
    double apart = 0.0;
    if (!s->failed && (d == 0 || a->dim[0] != d || a->dim[1] != d)) {
        dp_corrupt(s, "%s: expected %" PRIu64 " rows and columns, as location_ has numbers", key, d);
    }
    for (uint64_t i = 0; !s->failed && i < d * d; i++) {
        double across = a->v[i % d * d + i / d];
        most = fmax(most, fabs(across));
        apart = fmax(apart, fabs(a->v[i] - across));
    }
    if (!s->failed && apart > 1e-4 * most) {
        dp_corrupt(s, "%s: is not symmetric", key);
    }
}

static bool is_positive(dp_state *s, const double *a, uint64_t d)
{
    double *factor = d <= MOST_FACTORED ? dp_state_take(s, (size_t)(d * d), sizeof *factor) : NULL;
    return factor != NULL && dp_cholesky(a, d, factor);
}

/* precision_, or where it was not stored the inverse of covariance_. */
static void read_precision(dp_state *s, struct novelty *m)
{
    bool stored = dp_get_bool(s, "store_precision", true);
    dp_nums precision = dp_need_nums(s, stored ? "precision_" : "covariance_", 2);
    uint64_t d = m->location.count;
    need_symmetric(s, &precision, stored ? "precision_" : "covariance_", d);
    if (!stored && !s->failed) {
        dp_nums covariance = precision;
        double *a = dp_state_take(s, (size_t)covariance.count, sizeof *a);
        double *b = dp_state_take(s, (size_t)covariance.count, sizeof *b);
        for (uint64_t i = 0; !s->failed && i < covariance.count; i++) {
            a[i] = covariance.v[i];
            b[i] = i / d == i % d ? 1.0 : 0.0;
        }
        if (!s->failed && !dp_invert(a, b, d)) {
            dp_unsupported(s, "store_precision=False with a covariance_ that has no inverse");
        }
        precision.v = b;
    }
    m->precision = precision.v;
    m->positive = !s->failed && is_positive(s, m->precision, d);
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct novelty *m = ir;
    if (dp_is(variant, "sgd")) {
        m->coef = dp_need_nums(s, "coef_", 1);
        dp_nums offset = dp_need_nums(s, "offset_", 1);
        if (!s->failed && (m->coef.count == 0 || offset.count != 1)) {
            dp_corrupt(s, "coef_ and offset_: expected numbers and one number");
        }
        m->offset = s->failed ? 0.0 : offset.v[0];
        return;
    }
    m->location = dp_need_nums(s, "location_", 1);
    read_precision(s, m);
    m->rooted = !dp_has(s, "offset_");
    (void)dp_need(s, "offset_|threshold_");
    m->offset = dp_get_f64(s, "offset_|threshold_", 0.0);
}

static dp_val distance(dp_graph *g, const struct novelty *m, dp_val x)
{
    uint64_t d = m->location.count;
    dp_val centred = dp_binary(g, DP_OP_SUB, x, dp_row(g, m->location.v, d));
    dp_val turned = dp_matmul(g, centred, dp_matrix(g, m->precision, d, d));
    dp_val far = dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, turned, centred), 1, false);
    if (m->positive || m->rooted) {
        return far;
    }
    dp_val root = dp_unary(g, DP_OP_SQRT, far);
    return dp_binary(g, DP_OP_MUL, root, root);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const int64_t in_or_out[] = {1, -1};
    const struct novelty *m = ir;
    dp_val score;
    dp_val out;
    if (m->coef.count != 0) {
        dp_val y = dp_flat(g, dp_matmul(g, ports->x, dp_matrix(g, m->coef.v, m->coef.count, 1)));
        score = dp_binary(g, DP_OP_SUB, y, dp_scalar(g, m->offset));
        out = dp_binary(g, DP_OP_LESS, score, dp_scalar(g, 0.0));
    } else if (m->rooted) {
        dp_val far = distance(g, m, ports->x);
        score = dp_binary(g, DP_OP_SUB, dp_scalar(g, pow(m->offset, 0.33)), dp_binary(g, DP_OP_POW, far, dp_scalar(g, 0.33)));
        out = dp_binary(g, DP_OP_GREATER, far, dp_scalar(g, m->offset));
    } else {
        dp_val far = dp_unary(g, DP_OP_NEG, distance(g, m, ports->x));
        score = dp_binary(g, DP_OP_SUB, far, dp_scalar(g, m->offset));
        out = dp_binary(g, DP_OP_LESS, score, dp_scalar(g, 0.0));
        out = m->positive ? out : dp_binary(g, DP_OP_OR, out, dp_unary(g, DP_OP_IS_NAN, score));
    }
    dp_answer(g, ports, DP_DECISION_FUNCTION, score);
    dp_answer(g, ports, DP_PREDICT, dp_gather(g, dp_row_i64(g, in_or_out, 2), dp_cast(g, out, DP_T_I64), 0));
}

static uint64_t width(const void *ir)
{
    const struct novelty *m = ir;
    return m->coef.count != 0 ? m->coef.count : m->location.count;
}

const dp_family dp_novelty = {"novelty", sizeof(struct novelty), NULL, resolve, emit, width};
