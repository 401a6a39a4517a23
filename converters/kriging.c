/* GaussianProcess (up to 0.19): a polynomial of the standardised row, plus its correlation with each fitted row times gamma.
 *
 *   y = y_mean + y_std · (regr(x) · beta + corr(theta, |x - X|) · gamma)
 *
 * regr is 1, 1 and the features, or these and their products. Each corr is a sum or a product over features. */
#include "graph/ports.h"

#include <inttypes.h>

enum { MOST_FEATURES = 200 }; /* each has nodes of its own */
enum corr { ABSOLUTE, SQUARED, GENERALIZED, NUGGET, CUBIC, LINEAR };

struct kriging {
    dp_nums x_mean, x_std;        /* [features], or one number */
    dp_nums y_mean, y_std;        /* [targets], or one number */
    dp_nums fitted, beta, gamma;  /* [S, features], [terms, targets], [S, targets] */
    const double *theta;          /* [features] */
    double power;                 /* of generalized */
    enum corr corr;
    unsigned degree;              /* of the polynomial */
};

/* Which of the functions stands under a key: fitted models hold the function, those told so before a name. */
static unsigned which(dp_state *s, const char *key, const char *const *names, unsigned n)
{
    dp_id id = dp_need(s, key);
    bool text = dp_obj_bytes(s->heap, id).p != NULL;
    const char *name = s->failed ? "" : text ? dp_get_text(s, key, "") : dp_obj_class(s->heap, id);
    const char *dot = strrchr(name, '.');
    bool known = text || strncmp(name, "sklearn.gaussian_process.", 25) == 0;
    for (unsigned i = 0; known && i < n; i++) {
        if (dp_is(dot != NULL ? dot + 1 : name, names[i])) {
            return i;
        }
    }
    if (!s->failed) {
        dp_unsupported(s, "%s: %s, not one of scikit-learn's functions", key, dp_obj_describe(s->heap, id));
    }
    return 0;
}

static void read_theta(dp_state *s, struct kriging *m)
{
    dp_nums theta = dp_need_nums(s, "theta_", 2); /* [1, n], or [n] where it was searched for */
    uint64_t d = m->fitted.dim[1];
    uint64_t more = m->corr == GENERALIZED ? 1 : 0;
    double *each = dp_state_take(s, (size_t)d, sizeof *each);
    bool fits = m->corr == NUGGET || (theta.dim[0] == 1 && (theta.count == 1 + more || theta.count == d + more));
    if (!s->failed && !fits) {
        dp_corrupt(s, "theta_: expected one number or %" PRIu64 ", found %" PRIu64, d, theta.count);
    }
    for (uint64_t j = 0; !s->failed && m->corr != NUGGET && j < d; j++) {
        each[j] = theta.v[theta.count == 1 + more ? 0 : j];
    }
    m->theta = each;
    m->power = s->failed || more == 0 ? 1.0 : theta.v[theta.count - 1];
}

static uint64_t terms_of(uint64_t d, unsigned degree)
{
    return degree == 0 ? 1 : degree == 1 ? 1 + d : 1 + d + d * (d + 1) / 2;
}

static void check(dp_state *s, const struct kriging *m)
{
    uint64_t d = m->fitted.dim[1];
    uint64_t targets = m->beta.dim[1];
    if (d > MOST_FEATURES) {
        dp_unsupported(s, "more than %d features", MOST_FEATURES);
    } else if (m->fitted.count == 0 || targets == 0 || m->gamma.dim[0] != m->fitted.dim[0] || m->gamma.dim[1] != targets) {
        dp_corrupt(s, "gamma: expected %" PRIu64 " rows of %" PRIu64 ", found %" PRIu64, m->fitted.dim[0], targets, m->gamma.dim[0]);
    } else if (m->beta.dim[0] != terms_of(d, m->degree)) {
        dp_corrupt(s, "beta: expected %" PRIu64 " rows, found %" PRIu64, terms_of(d, m->degree), m->beta.dim[0]);
    } else if ((m->x_mean.count != 1 && m->x_mean.count != d) || (m->x_std.count != 1 && m->x_std.count != d)) {
        dp_corrupt(s, "X_mean and X_std: expected a number for each of %" PRIu64 " features", d);
    } else if ((m->y_mean.count != 1 && m->y_mean.count != targets) || (m->y_std.count != 1 && m->y_std.count != targets)) {
        dp_corrupt(s, "y_mean and y_std: expected a number for each of %" PRIu64 " targets", targets);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    static const char *const corrs[] = {"absolute_exponential", "squared_exponential", "generalized_exponential", "pure_nugget",
                                        "cubic", "linear"};
    static const char *const regrs[] = {"constant", "linear", "quadratic"};
    (void)variant;
    struct kriging *m = ir;
    m->x_mean = dp_need_nums(s, "X_mean", 1);
    m->x_std = dp_need_nums(s, "X_std", 1);
    m->y_mean = dp_need_nums(s, "y_mean", 1);
    m->y_std = dp_need_nums(s, "y_std", 1);
    m->fitted = dp_need_nums(s, "X", 2);
    m->beta = dp_need_nums(s, "beta", 2);
    m->gamma = dp_need_nums(s, "gamma", 2);
    m->corr = which(s, "corr", corrs, sizeof corrs / sizeof *corrs);
    m->degree = which(s, "regr", regrs, sizeof regrs / sizeof *regrs);
    if (!s->failed) {
        check(s, m);
    }
    if (!s->failed) {
        read_theta(s, m);
    }
}

/* regr(x) · beta: [N, targets], or of a constant a row. */
static dp_val trend(dp_graph *g, const struct kriging *m, dp_val x)
{
    uint64_t d = m->fitted.dim[1];
    uint64_t targets = m->beta.dim[1];
    dp_val part[MOST_FEATURES + 1] = {x};
    size_t n = 1;
    for (uint64_t j = 0; m->degree == 2 && j < d; j++) {
        dp_val rest = dp_slice(g, x, 1, (int64_t)j, (int64_t)d);
        part[n++] = dp_binary(g, DP_OP_MUL, dp_slice(g, x, 1, (int64_t)j, (int64_t)j + 1), rest);
    }
    dp_val constant = dp_row(g, m->beta.v, targets);
    if (m->degree == 0) {
        return constant;
    }
    dp_val terms = n == 1 ? x : dp_concat(g, part, n, 1);
    dp_val sum = dp_matmul(g, terms, dp_matrix(g, m->beta.v + targets, m->beta.dim[0] - 1, targets));
    return dp_binary(g, DP_OP_ADD, sum, constant);
}

/* Feature j of |x - X|: [N, S] */
static dp_val difference(dp_graph *g, const struct kriging *m, dp_val x, uint64_t j)
{
    uint64_t n = m->fitted.dim[0];
    double *column = dp_graph_take(g, n, sizeof *column);
    for (uint64_t i = 0; !g->failed && i < n; i++) {
        column[i] = m->fitted.v[i * m->fitted.dim[1] + j];
    }
    dp_val moved = dp_binary(g, DP_OP_SUB, dp_slice(g, x, 1, (int64_t)j, (int64_t)j + 1), dp_row(g, column, n));
    return dp_unary(g, DP_OP_ABS, moved);
}

/* What feature j adds to the sum, or is a factor of the product. */
static dp_val part_of(dp_graph *g, const struct kriging *m, dp_val x, uint64_t j)
{
    dp_val d = difference(g, m, x, j);
    dp_val theta = dp_scalar(g, m->theta[j]);
    switch (m->corr) {
    case ABSOLUTE: return dp_binary(g, DP_OP_MUL, d, theta);
    case SQUARED: return dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_MUL, d, d), theta);
    case GENERALIZED: return dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_POW, d, dp_scalar(g, m->power)), theta);
    case NUGGET: return d;
    case CUBIC:
    case LINEAR: break;
    }
    dp_val t = dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MUL, d, theta), dp_scalar(g, 1.0));
    if (m->corr == CUBIC) {
        dp_val rest = dp_binary(g, DP_OP_SUB, dp_scalar(g, 3.0), dp_binary(g, DP_OP_MUL, t, dp_scalar(g, 2.0)));
        t = dp_binary(g, DP_OP_MUL, dp_binary(g, DP_OP_MUL, t, t), rest);
    }
    return dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), t);
}

/* corr(theta, x - X): [N, S] */
static dp_val correlation(dp_graph *g, const struct kriging *m, dp_val x)
{
    bool product = m->corr == CUBIC || m->corr == LINEAR;
    dp_val all = part_of(g, m, x, 0);
    for (uint64_t j = 1; j < m->fitted.dim[1] && !g->failed; j++) {
        all = dp_binary(g, product ? DP_OP_MUL : DP_OP_ADD, all, part_of(g, m, x, j));
    }
    if (product) {
        return all;
    }
    if (m->corr == NUGGET) { /* the very row: 1 */
        return dp_cast(g, dp_binary(g, DP_OP_EQUAL, all, dp_scalar(g, 0.0)), DP_T_F64);
    }
    return dp_unary(g, DP_OP_EXP, dp_unary(g, DP_OP_NEG, all));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct kriging *m = ir;
    dp_val x = dp_binary(g, DP_OP_SUB, ports->x, dp_row(g, m->x_mean.v, m->x_mean.count));
    x = dp_binary(g, DP_OP_DIV, x, dp_row(g, m->x_std.v, m->x_std.count));
    dp_val rest = dp_matmul(g, correlation(g, m, x), dp_matrix(g, m->gamma.v, m->gamma.dim[0], m->gamma.dim[1]));
    dp_val y = dp_binary(g, DP_OP_ADD, rest, trend(g, m, x));
    y = dp_binary(g, DP_OP_MUL, y, dp_row(g, m->y_std.v, m->y_std.count));
    dp_answer(g, ports, DP_PREDICT, dp_binary(g, DP_OP_ADD, y, dp_row(g, m->y_mean.v, m->y_mean.count)));
}

static uint64_t width(const void *ir)
{
    return ((const struct kriging *)ir)->fitted.dim[1];
}

const dp_family dp_kriging = {"kriging", sizeof(struct kriging), NULL, resolve, emit, width};
