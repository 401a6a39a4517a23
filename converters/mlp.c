/* Neural networks: layer after layer x · coefs_[i] + intercepts_[i], each but the last through `activation`, the last
 * through `out_activation_`: nothing for numbers, the sigmoid for two classes or many labels, softmax for more classes. */
#include "graph/ports.h"

#include <inttypes.h>

enum activation { IDENTITY, LOGISTIC, TANH, RELU, SOFTMAX };

struct layer {
    dp_nums coef;      /* [inputs, outputs] */
    dp_nums intercept; /* [outputs] */
};

struct mlp {
    size_t n_layers;
    struct layer *layer;
    enum activation hidden, last;
    dp_labels classes; /* n 0: a regressor */
    bool multilabel;
};

static enum activation read_activation(dp_state *s, const char *key)
{
    static const char *const names[] = {"identity", "logistic", "tanh", "relu", "softmax"};
    const char *name = dp_get_text(s, key, "");
    size_t k = dp_word_index(name, names, 5);
    if (k == 5) {
        dp_corrupt(s, "%s: expected identity, logistic, tanh, relu or softmax, found another text", key);
    }
    return (enum activation)k;
}

static void read_layer(dp_state *s, struct mlp *m, size_t i, dp_id coef, dp_id intercept)
{
    struct layer *l = &m->layer[i];
    l->coef = dp_nums_of(s, coef, "coefs_", 2);
    l->intercept = dp_nums_of(s, intercept, "intercepts_", 1);
    dp_finite(s, &l->coef, "coefs_");
    dp_finite(s, &l->intercept, "intercepts_");
    if (s->failed) {
        return;
    }
    if (l->coef.count == 0 || l->intercept.count != l->coef.dim[1]) {
        dp_corrupt(s, "layer %zu: expected %" PRIu64 " intercepts, as coefs_ has columns, found %" PRIu64, i, l->coef.dim[1],
                   l->intercept.count);
    } else if (i > 0 && l->coef.dim[0] != l[-1].coef.dim[1]) {
        dp_corrupt(s, "layer %zu: expected %" PRIu64 " rows in coefs_, as the layer before has columns, found %" PRIu64, i,
                   l[-1].coef.dim[1], l->coef.dim[0]);
    }
}

static void read_layers(dp_state *s, struct mlp *m)
{
    size_t n_intercepts;
    const dp_id *coef = dp_items_of(s, dp_need(s, "coefs_"), "coefs_", &m->n_layers);
    const dp_id *intercept = dp_items_of(s, dp_need(s, "intercepts_"), "intercepts_", &n_intercepts);
    if (!s->failed && (m->n_layers == 0 || n_intercepts != m->n_layers)) {
        dp_corrupt(s, "coefs_ and intercepts_: expected as many of both, found %zu and %zu", m->n_layers, n_intercepts);
    }
    int64_t told = dp_get_int(s, "n_layers_", (int64_t)m->n_layers + 1);
    if (!s->failed && told != (int64_t)m->n_layers + 1) {
        dp_corrupt(s, "n_layers_: expected %zu, with the input's, found %" PRId64, m->n_layers + 1, told);
    }
    m->layer = dp_state_take(s, m->n_layers, sizeof *m->layer);
    for (size_t i = 0; i < m->n_layers && !s->failed; i++) {
        read_layer(s, m, i, coef[i], intercept[i]);
    }
}

/* Classes are the LabelBinarizer's; which kind of target it was fitted on decides how outputs become labels. */
static void read_classes(dp_state *s, struct mlp *m)
{
    const char *type;
    m->classes = dp_binarizer_labels(s, "_label_binarizer", 0.0, &type);
    m->multilabel = dp_is(type, "multilabel-indicator");
    if (s->failed) {
        return;
    }
    uint64_t outputs = m->layer[m->n_layers - 1].coef.dim[1];
    uint64_t want = m->classes.n == 2 && !m->multilabel ? 1 : m->classes.n;
    if (outputs != want) {
        dp_corrupt(s, "coefs_: expected %" PRIu64 " outputs for %zu classes, found %" PRIu64, want, m->classes.n, outputs);
    } else if (m->multilabel && m->classes.n > DP_MOST_OUTPUTS) {
        dp_unsupported(s, "multilabel with more than %d labels", DP_MOST_OUTPUTS);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct mlp *m = ir;
    read_layers(s, m);
    m->hidden = read_activation(s, "activation");
    m->last = read_activation(s, "out_activation_");
    if (!s->failed && dp_is(variant, "classifier")) {
        read_classes(s, m);
    }
}

static dp_val activate(dp_graph *g, enum activation how, dp_val z)
{
    switch (how) {
    case LOGISTIC: return dp_sigmoid(g, z);
    case TANH: return dp_unary(g, DP_OP_TANH, z);
    case RELU: return dp_binary(g, DP_OP_MAX, z, dp_scalar(g, 0.0));
    case SOFTMAX: return dp_softmax(g, z);
    case IDENTITY: break;
    }
    return z;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct mlp *m = ir;
    dp_val y = ports->x;
    for (size_t i = 0; i < m->n_layers; i++) {
        const struct layer *l = &m->layer[i];
        y = dp_matmul(g, y, dp_matrix(g, l->coef.v, l->coef.dim[0], l->coef.dim[1]));
        y = dp_binary(g, DP_OP_ADD, y, dp_row(g, l->intercept.v, l->intercept.count));
        y = activate(g, i + 1 < m->n_layers ? m->hidden : m->last, y);
    }
    if (m->classes.n == 0) {
        dp_answer(g, ports, DP_PREDICT, y);
    } else if (m->multilabel) {
        dp_answer_yes_no(g, ports, dp_binary(g, DP_OP_GREATER, y, dp_scalar(g, 0.5)));
        dp_answer(g, ports, DP_PREDICT_PROBA, y);
    } else if (m->classes.n == 2) {
        dp_val second = dp_cast(g, dp_binary(g, DP_OP_GREATER, dp_flat(g, y), dp_scalar(g, 0.5)), DP_T_I64);
        dp_answer_labels(g, ports, &m->classes, second);
        dp_answer(g, ports, DP_PREDICT_PROBA, dp_two_columns(g, y));
    } else {
        dp_answer_labels(g, ports, &m->classes, dp_argmax(g, y, 1));
        dp_answer(g, ports, DP_PREDICT_PROBA, y);
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct mlp *)ir)->layer[0].coef.dim[0];
}

const dp_family dp_mlp = {"mlp", sizeof(struct mlp), NULL, resolve, emit, width};
