/* Classifiers that decide by a weighted sum of the features. Two classes have one row of coef_ and are told apart by the
 * sign of the sum; more have a row each, and the greatest sum wins.
 *
 * How probabilities come out of the sums depends on the variant, on parameters, and for LogisticRegression on the era:
 *   sigmoid         1 / (1 + exp(-z)); with more classes each divided by their sum
 *   softmax         over the sums; two classes as softmax of (-z, z)
 *   modified_huber  (clip(z, -1, 1) + 1) / 2, divided by the sum; nothing but zeros becomes 1/C each */
#include "converters/common/linear.h"
#include "graph/ports.h"

#include <inttypes.h>

enum proba { NO_PROBA, SIGMOID, SOFTMAX, MODIFIED_HUBER };

struct classifier {
    dp_linear linear;
    dp_labels classes;
    enum proba proba;
    bool multilabel; /* each row of coef_ answers yes or no for itself */
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

/* RidgeClassifier leaves its classes to the LabelBinarizer that made its targets. */
static void read_ridge_classes(dp_state *s, struct classifier *m)
{
    dp_state binarizer = dp_state_open(s, dp_need(s, "_label_binarizer"), "_label_binarizer");
    m->classes = dp_need_labels(&binarizer, "classes_");
    m->multilabel = dp_is(dp_get_text(&binarizer, "y_type_", ""), "multilabel-indicator");
    dp_state_close(s, &binarizer);
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
    if (dp_is(variant, "ridge")) {
        read_ridge_classes(s, m);
    } else {
        m->classes = dp_need_labels(s, "classes_");
    }
    if (dp_is(variant, "logistic")) {
        m->proba = logistic_proba(s, m->classes.n);
    } else if (dp_is(variant, "sgd")) {
        m->proba = sgd_proba(s);
    }
    check_rows(s, m);
}

/* The sum over classes, class after class: over the first axis no runtime takes another order. */
static dp_val sum_of_rows(dp_graph *g, dp_val p)
{
    static const uint8_t turn[] = {1, 0};
    return dp_column(g, dp_reduce_sum(g, dp_transpose(g, p, turn), 0, false));
}

static dp_val sigmoid_proba(dp_graph *g, dp_val z, bool binary)
{
    dp_val p = dp_sigmoid(g, z);
    if (binary) {
        return dp_two_columns(g, p);
    }
    return dp_binary(g, DP_OP_DIV, p, sum_of_rows(g, p));
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

static void answer_multilabel(dp_graph *g, const struct classifier *m, dp_ports *ports, dp_val z)
{
    static const int64_t no_yes[] = {0, 1};
    static const dp_labels labels = {.kind = DP_LABEL_INT, .n = 2, .i = no_yes};
    dp_val hits = dp_cast(g, dp_binary(g, DP_OP_GREATER, z, dp_scalar(g, 0.0)), DP_T_I64);
    for (size_t i = 0; i < m->classes.n; i++) {
        dp_val column = dp_slice(g, hits, 1, (int64_t)i, (int64_t)i + 1);
        dp_answer_labels(g, ports, &labels, dp_flat(g, column));
    }
    dp_answer(g, ports, DP_DECISION_FUNCTION, z);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct classifier *m = ir;
    dp_val z = dp_linear_emit(g, &m->linear, ports->x);
    if (m->multilabel) {
        answer_multilabel(g, m, ports, z);
        return;
    }
    bool binary = m->classes.n == 2;
    dp_val flat = binary ? dp_flat(g, z) : z;
    dp_val index = binary ? dp_cast(g, dp_binary(g, DP_OP_GREATER, flat, dp_scalar(g, 0.0)), DP_T_I64)
                          : dp_argmax(g, z, 1);
    dp_answer_labels(g, ports, &m->classes, index);
    dp_answer(g, ports, DP_DECISION_FUNCTION, flat);
    if (m->proba == SIGMOID) {
        dp_answer(g, ports, DP_PREDICT_PROBA, sigmoid_proba(g, z, binary));
    } else if (m->proba == SOFTMAX) {
        dp_answer(g, ports, DP_PREDICT_PROBA, softmax_proba(g, z, binary));
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
