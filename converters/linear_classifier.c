/* Classifiers that decide by a weighted sum of the features. Two classes have one row of coef_ and are told apart by the
 * sign of the sum; more have a row each, and the greatest sum wins.
 *
 * How probabilities come out of the sums depends on the variant, on parameters, and for LogisticRegression on the era:
 *   sigmoid         1 / (1 + exp(-z)); with more classes each divided by their sum; since 1.9 nothing but zeros becomes
 *                   1/C each, which were NaN before
 *   softmax         over the sums; two classes as softmax of (-z, z)
 *   modified_huber  (clip(z, -1, 1) + 1) / 2, divided by the sum; nothing but zeros becomes 1/C each
 *
 * LinearDiscriminantAnalysis can also transform: (x - xbar_) · scalings_, the first of its columns; without the mean where
 * the solver was eigen, and not at all where it was lsqr. */
#include "converters/common/linear.h"
#include "graph/ports.h"

#include <inttypes.h>

enum proba { NO_PROBA, SIGMOID, SOFTMAX, MODIFIED_HUBER };

struct classifier {
    dp_linear linear;
    dp_labels classes;
    enum proba proba;
    bool even;       /* sigmoids that are all 0 become 1/C each */
    bool multilabel; /* each row of coef_ answers yes or no for itself */
    dp_nums xbar, scalings; /* lda: [features] (count 0: none) and [features, axes] */
    uint64_t n_axes;        /* of these the first are the answer; 0: no transform */
};

static bool is_any(const char *text, const char *a, const char *b)
{
    return dp_is(text, a) || dp_is(text, b);
}

/* multi_class was a parameter up to 1.7; its meaning and its default moved:
 *   ovr, warn (0.20-0.21)           one sigmoid a class
 *   auto (0.22-), deprecated (1.5-) the same for two classes, and where the solver cannot do better; else softmax
 *   multinomial                     softmax; up to 0.19 two classes were a plain sigmoid all the same
 *   not there (1.8-)                sigmoid for two classes, else softmax */
static enum proba logistic_proba(dp_state *s, size_t n_classes)
{
    unsigned era = dp_state_era(s);
    const char *multi_class = dp_get_text(s, "multi_class", "");
    const char *solver = dp_get_text(s, "solver", "");
    bool binary = n_classes <= 2;
    if (is_any(multi_class, "ovr", "warn")) {
        return SIGMOID;
    }
    if (dp_is(multi_class, "multinomial")) {
        return binary && era < 20 ? SIGMOID : SOFTMAX;
    }
    if (is_any(multi_class, "auto", "deprecated")) {
        bool newton = dp_is(solver, "newton-cholesky") && era >= 102 && era <= 105;
        return binary || dp_is(solver, "liblinear") || newton ? SIGMOID : SOFTMAX;
    }
    if (!dp_is(multi_class, "")) {
        dp_corrupt(s, "multi_class: expected auto, ovr or multinomial, found another text");
    }
    return binary ? SIGMOID : SOFTMAX;
}

static enum proba sgd_proba(dp_state *s)
{
    const char *loss = dp_get_text(s, "loss", "hinge");
    if (is_any(loss, "log", "log_loss")) {
        return SIGMOID;
    }
    return dp_is(loss, "modified_huber") ? MODIFIED_HUBER : NO_PROBA;
}

static void read_axes(dp_state *s, struct classifier *m)
{
    const char *solver = dp_get_text(s, "solver", "svd");
    if (dp_is(solver, "lsqr")) {
        return;
    }
    uint64_t d = m->linear.coef.dim[1];
    m->scalings = dp_need_nums(s, "scalings_", 2);
    m->xbar = dp_is(solver, "eigen") ? m->xbar : dp_need_nums(s, "xbar_", 1);
    int64_t most = dp_get_int(s, "_max_components|n_components", 0); /* None up to 0.17: all */
    if (!s->failed && (m->scalings.dim[0] != d || m->scalings.count == 0 || (m->xbar.v != NULL && m->xbar.count != d) || most < 0)) {
        dp_corrupt(s, "scalings_, xbar_ and n_components do not fit %" PRIu64 " features", d);
    }
    m->n_axes = most != 0 && (uint64_t)most < m->scalings.dim[1] ? (uint64_t)most : m->scalings.dim[1];
}

/* RidgeClassifier leaves its classes to the LabelBinarizer that made its targets. */
static void read_ridge_classes(dp_state *s, struct classifier *m)
{
    const char *type;
    m->classes = dp_binarizer_labels(s, "_label_binarizer", -1.0, &type);
    m->multilabel = dp_is(type, "multilabel-indicator");
}

static void check_rows(dp_state *s, const struct classifier *m)
{
    size_t n = m->classes.n;
    uint64_t rows = m->linear.coef.dim[0];
    if (!s->failed && n < 2 && !m->multilabel) {
        dp_corrupt(s, "classes_: expected at least 2 classes, found %zu", n);
        return;
    }
    uint64_t want = n == 2 && !m->multilabel ? 1 : n;
    if (!s->failed && rows != want) {
        dp_corrupt(s, "coef_: expected %" PRIu64 " rows for %zu classes, found %" PRIu64, want, n, rows);
    }
    if (!s->failed && m->multilabel && n > DP_MOST_OUTPUTS) {
        dp_unsupported(s, "multilabel with more than %d labels", DP_MOST_OUTPUTS);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct classifier *m = ir;
    dp_linear_read(s, &m->linear);
    m->even = dp_state_era(s) >= 109;
    if (dp_is(variant, "ridge")) {
        read_ridge_classes(s, m);
    } else {
        m->classes = dp_need_labels(s, "classes_");
    }
    if (dp_is(variant, "logistic")) {
        m->proba = logistic_proba(s, m->classes.n);
    } else if (dp_is(variant, "sgd")) {
        m->proba = sgd_proba(s);
    } else if (dp_is(variant, "lda")) {
        m->proba = m->classes.n <= 2 || dp_state_era(s) < 21 ? SIGMOID : SOFTMAX;
    }
    check_rows(s, m);
    if (!s->failed && dp_is(variant, "lda")) {
        read_axes(s, m);
    }
}

static dp_val sigmoid_proba(dp_graph *g, dp_val z, const struct classifier *m, bool f32)
{
    dp_val p = f32 ? dp_sigmoid_f32(g, z) : dp_sigmoid(g, z);
    if (m->classes.n == 2) {
        return dp_two_columns(g, p);
    }
    return m->even ? dp_normalize_rows(g, p) : dp_binary(g, DP_OP_DIV, p, dp_sum_columns(g, p));
}

static dp_val softmax_proba(dp_graph *g, dp_val z, bool binary)
{
    if (binary) {
        const dp_val both[] = {dp_unary(g, DP_OP_NEG, z), z};
        z = dp_concat(g, both, 2, 1);
    }
    return dp_softmax(g, z);
}

static dp_val modified_huber_proba(dp_graph *g, dp_val z, bool binary)
{
    dp_val p = dp_binary(g, DP_OP_MIN, dp_binary(g, DP_OP_MAX, z, dp_scalar(g, -1.0)), dp_scalar(g, 1.0));
    p = dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_ADD, p, dp_scalar(g, 1.0)), dp_scalar(g, 2.0));
    return binary ? dp_two_columns(g, p) : dp_normalize_rows(g, p);
}

static dp_val transformed(dp_graph *g, const struct classifier *m, dp_val x)
{
    uint64_t d = m->scalings.dim[0];
    dp_val y = m->xbar.count != 0 ? dp_binary(g, DP_OP_SUB, x, dp_row(g, m->xbar.v, d)) : x;
    y = dp_matmul(g, y, dp_matrix(g, m->scalings.v, d, m->scalings.dim[1]));
    return m->n_axes < m->scalings.dim[1] ? dp_slice(g, y, 1, 0, (int64_t)m->n_axes) : y;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct classifier *m = ir;
    dp_val z = dp_linear_emit_ports(g, &m->linear, ports);
    bool f32 = ports->x_was_f32 && m->linear.coef.was_f32;
    if (m->multilabel) {
        dp_answer_yes_no(g, ports, dp_binary(g, DP_OP_GREATER, z, dp_scalar(g, 0.0)));
        dp_answer(g, ports, DP_DECISION_FUNCTION, z);
        return;
    }
    if (m->n_axes != 0) {
        dp_answer(g, ports, DP_TRANSFORM, transformed(g, m, ports->x));
    }
    bool binary = m->classes.n == 2;
    dp_val flat = binary ? dp_flat(g, z) : z;
    dp_val index = binary ? dp_cast(g, dp_binary(g, DP_OP_GREATER, flat, dp_scalar(g, 0.0)), DP_T_I64)
                          : dp_argmax(g, z, 1);
    dp_answer_labels(g, ports, &m->classes, index);
    dp_answer(g, ports, DP_DECISION_FUNCTION, flat);
    if (m->proba == SIGMOID) {
        dp_answer(g, ports, DP_PREDICT_PROBA, sigmoid_proba(g, z, m, f32));
    } else if (m->proba == SOFTMAX) {
        dp_val p = softmax_proba(g, z, binary);
        dp_answer(g, ports, DP_PREDICT_PROBA, f32 ? dp_rounded(g, p) : p);
    } else if (m->proba == MODIFIED_HUBER) {
        dp_answer(g, ports, DP_PREDICT_PROBA, modified_huber_proba(g, z, binary));
    }
}

static uint64_t width(const void *ir)
{
    const struct classifier *m = ir;
    return m->linear.coef.dim[1];
}

const dp_family dp_linear_classifier = {"linear_classifier", sizeof(struct classifier), NULL, resolve, emit, width};
