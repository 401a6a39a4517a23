/* libsvm's machines: SVR and NuSVR, SVC and NuSVC (with probability=True too: common/coupling.h), OneClassSVM.
 *
 *   K(x, v)   linear x·v; rbf exp(-γ |x - v|²), from the differences themselves; poly (γ x·v + c)^degree;
 *             sigmoid tanh(γ x·v + c)
 *   one sum   Σ dual_coef_ · K + intercept_
 *   classes   one sum a pair i < j: the support vectors of class i with row j - 1 of dual_coef_, those of j with row i.
 *             Above 0 is a vote for i. Two classes: decision_function is the negated sum, as scikit-learn has it.
 */
#include "converters/common/coupling.h"
#include "converters/common/pairs.h"
#include "converters/common/pairwise.h"
#include "graph/ports.h"

#include <math.h>

enum kernel { LINEAR, RBF, POLY, SIGMOID };

struct svm {
    enum kernel kernel;
    dp_nums support; /* [S, features] */
    dp_nums dual;    /* [classes - 1, S] */
    dp_nums intercept;
    dp_nums counts;  /* support vectors of each class */
    dp_labels classes; /* n 0: none */
    dp_nums prob_a, prob_b; /* the sigmoid of each pair; count 0: none */
    double gamma, coef0;
    int64_t degree;
    bool outlier, ovr, break_ties;
    bool by_batch;   /* up to 0.20 one-against-rest scores were scaled by the greatest of all rows asked for at once */
};

static void read_kernel(dp_state *s, struct svm *m)
{
    static const char *const names[] = {"linear", "rbf", "poly", "sigmoid"};
    const char *name = dp_get_text(s, "kernel", "");
    size_t k = dp_word_index(name, names, 4);
    if (k == 4) {
        if (name[0] != '\0' && !dp_is(name, "precomputed")) {
            dp_corrupt(s, "kernel: expected linear, rbf, poly, sigmoid or precomputed, found %s", name);
        }
        dp_unsupported(s, "kernel=%s: a kernel of one's own, or one computed beforehand", name[0] != '\0' ? name : "(a function)");
        return;
    }
    m->kernel = (enum kernel)k;
    m->coef0 = dp_get_f64(s, "coef0", 0.0);
    m->degree = dp_get_int(s, "degree", 3);
    m->gamma = dp_has(s, "_gamma") ? dp_get_f64(s, "_gamma", 0.0) : dp_get_f64(s, "gamma", 0.0);
    if (m->degree < 0 || m->degree > 64) {
        dp_unsupported(s, "degree=%lld", (long long)m->degree);
    }
}

static bool are_finite(const double *v, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        if (!isfinite(v[i])) {
            return false;
        }
    }
    return true;
}

/* scikit-learn answers by votes where sums are no numbers, ONNX by these sums. */
static void check_numbers(dp_state *s, const struct svm *m)
{
    bool good = isfinite(m->gamma) && isfinite(m->coef0) && are_finite(m->support.v, m->support.count)
                && are_finite(m->dual.v, m->dual.count) && are_finite(m->intercept.v, m->intercept.count);
    if (!good) {
        dp_corrupt(s, "expected finite numbers as support vectors, their weights, intercepts and the kernel's");
    }
}

static void check(dp_state *s, const struct svm *m)
{
    uint64_t vectors = m->support.dim[0];
    uint64_t pairs = m->classes.n != 0 ? (uint64_t)m->classes.n * (m->classes.n - 1) / 2 : 1;
    uint64_t rows = m->classes.n != 0 ? m->classes.n - 1 : 1;
    const dp_array *told = dp_array_of(s->heap, dp_get(s, "support_"));
    double sum = 0.0;
    if (s->failed) {
        return;
    }
    for (uint64_t k = 0; k < m->counts.count; k++) {
        sum += m->counts.v[k] >= 0 ? m->counts.v[k] : -1e300;
    }
    if (m->dual.dim[0] != rows || m->dual.dim[1] != vectors || m->intercept.count != pairs || vectors == 0) {
        dp_corrupt(s, "dual_coef_ and intercept_ do not fit %llu support vectors", (unsigned long long)vectors);
    } else if (told != NULL && (told->ndim != 1 || told->dim[0] != vectors)) {
        dp_corrupt(s, "support_: expected the rows of %llu support vectors", (unsigned long long)vectors);
    } else if (m->classes.n != 0 && (m->counts.count != m->classes.n || sum != (double)vectors)) {
        dp_corrupt(s, "n_support_: does not add up to %llu support vectors", (unsigned long long)vectors);
    } else {
        check_numbers(s, m);
    }
}

/* A bool; 'deprecated' since 1.9. */
static bool has_probability(dp_state *s)
{
    const dp_obj *o = dp_at(s->heap, dp_get(s, "probability"));
    return (o->kind == DP_K_BOOL || o->kind == DP_K_INT) && o->u.i != 0;
}

static void read_sigmoids(dp_state *s, struct svm *m)
{
    m->prob_a = dp_need_nums(s, "_probA|probA_", 1);
    m->prob_b = dp_need_nums(s, "_probB|probB_", 1);
    if (!s->failed && (m->prob_a.count != m->intercept.count || m->prob_b.count != m->intercept.count)) {
        dp_corrupt(s, "probA_ and probB_: expected a number for each pair of classes");
    } else if (!s->failed && !(are_finite(m->prob_a.v, m->prob_a.count) && are_finite(m->prob_b.v, m->prob_b.count))) {
        dp_corrupt(s, "probA_ and probB_: expected finite numbers");
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct svm *m = ir;
    bool classifier = dp_is(variant, "classifier");
    m->outlier = dp_is(variant, "outlier");
    read_kernel(s, m);
    m->support = dp_need_nums(s, "support_vectors_", 2);
    m->dual = dp_need_nums(s, "_dual_coef_|dual_coef_", 2);
    m->intercept = dp_need_nums(s, "_intercept_|intercept_", 1);
    if (classifier) {
        m->classes = dp_need_labels(s, "classes_");
        m->counts = dp_need_nums(s, "_n_support|n_support_", 1);
        dp_id shape = dp_get(s, "decision_function_shape"); /* None, up to 0.18: ovo */
        m->ovr = shape == 0 || dp_obj_is(s->heap, shape, "ovr");
        m->by_batch = m->ovr && m->classes.n > 2 && dp_state_era(s) < 21;
        m->break_ties = dp_get_bool(s, "break_ties", false);
    }
    check(s, m);
    if (classifier && has_probability(s)) {
        read_sigmoids(s, m);
    }
}

/* By repeated squaring, as libsvm's powi. */
static dp_val power(dp_graph *g, dp_val base, int64_t times)
{
    dp_val out = 0;
    for (int64_t t = times; t > 0; t /= 2) {
        if (t % 2 == 1) {
            out = out != 0 ? dp_binary(g, DP_OP_MUL, out, base) : base;
        }
        base = t > 1 ? dp_binary(g, DP_OP_MUL, base, base) : base;
    }
    return out != 0 ? out : dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, base, dp_scalar(g, 0.0)), dp_scalar(g, 1.0));
}

static dp_val kernel_of(dp_graph *g, const struct svm *m, dp_val x)
{
    if (m->kernel == RBF) {
        dp_val square = dp_differences(g, x, &m->support, DP_SQUARED, 2.0);
        return dp_unary(g, DP_OP_EXP, dp_binary(g, DP_OP_MUL, square, dp_scalar(g, -m->gamma)));
    }
    dp_val z = dp_affine(g, x, m->support.v, m->support.dim[0], m->support.dim[1], NULL, 0);
    if (m->kernel == LINEAR) {
        return z;
    }
    z = dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, z, dp_scalar(g, m->gamma)), dp_scalar(g, m->coef0));
    return m->kernel == POLY ? power(g, z, m->degree) : dp_unary(g, DP_OP_TANH, z);
}

/* The matrix that takes [N, S] to the sums of all pairs: [pairs, S]. */
static const double *pair_weights(dp_graph *g, const struct svm *m, uint64_t pairs)
{
    uint64_t vectors = m->support.dim[0];
    double *w = dp_graph_take(g, pairs * vectors, sizeof *w);
    uint64_t start_i = 0;
    uint64_t pair = 0;
    for (size_t i = 0; w != NULL && i < m->classes.n; i++) {
        uint64_t n_i = (uint64_t)m->counts.v[i];
        uint64_t start_j = start_i + n_i;
        for (size_t j = i + 1; j < m->classes.n; j++, pair++) {
            uint64_t n_j = (uint64_t)m->counts.v[j];
            memcpy(w + pair * vectors + start_i, m->dual.v + (j - 1) * vectors + start_i, (size_t)n_i * sizeof *w);
            memcpy(w + pair * vectors + start_j, m->dual.v + i * vectors + start_j, (size_t)n_j * sizeof *w);
            start_j += n_j;
        }
        start_i += n_i;
    }
    return w;
}

/* A pair's sum that is not below 0 is for its first. */
static dp_val one_vs_rest(dp_graph *g, size_t classes, dp_val sums)
{
    dp_val first = dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_LESS, sums, dp_scalar(g, 0.0)));
    return dp_pair_scores(g, classes, dp_cast(g, first, DP_T_F64), sums);
}

static void emit_classes(dp_graph *g, const struct svm *m, dp_ports *ports, dp_val kernel)
{
    uint64_t pairs = m->intercept.count;
    const double *w = pair_weights(g, m, pairs);
    dp_val sums = dp_affine(g, kernel, w, pairs, m->support.dim[0], m->intercept.v, pairs);
    dp_val above = dp_binary(g, DP_OP_GREATER, sums, dp_scalar(g, 0.0));
    if (g->failed) {
        return;
    }
    if (m->prob_a.count != 0) {
        dp_answer(g, ports, DP_PREDICT_PROBA, dp_couple(g, sums, m->classes.n, m->prob_a.v, m->prob_b.v));
    }
    if (pairs == 1) {
        dp_answer(g, ports, DP_DECISION_FUNCTION, dp_flat(g, dp_unary(g, DP_OP_NEG, sums)));
        dp_val second = dp_cast(g, dp_unary(g, DP_OP_NOT, above), DP_T_I64);
        dp_answer_labels(g, ports, &m->classes, dp_flat(g, second));
        return;
    }
    dp_val scores = m->ovr ? one_vs_rest(g, m->classes.n, sums) : sums;
    dp_val votes = dp_pair_votes(g, m->classes.n, dp_cast(g, above, DP_T_F64));
    if (!m->by_batch) { /* else no function of a row */
        dp_answer(g, ports, DP_DECISION_FUNCTION, scores);
    }
    dp_answer_labels(g, ports, &m->classes, dp_argmax(g, m->ovr && m->break_ties ? scores : votes, 1));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const int64_t in_or_out[] = {-1, 1};
    const struct svm *m = ir;
    dp_val kernel = kernel_of(g, m, ports->x);
    if (g->failed) {
        return;
    }
    if (m->classes.n != 0) {
        emit_classes(g, m, ports, kernel);
        return;
    }
    dp_val y = dp_flat(g, dp_affine(g, kernel, m->dual.v, 1, m->support.dim[0], m->intercept.v, 1));
    if (!m->outlier) {
        dp_answer(g, ports, DP_PREDICT, y);
        return;
    }
    dp_val inside = dp_cast(g, dp_binary(g, DP_OP_GREATER, y, dp_scalar(g, 0.0)), DP_T_I64);
    dp_answer(g, ports, DP_DECISION_FUNCTION, y);
    dp_answer(g, ports, DP_PREDICT, dp_gather(g, dp_row_i64(g, in_or_out, 2), inside, 0));
}

static uint64_t width(const void *ir)
{
    return ((const struct svm *)ir)->support.dim[1];
}

const dp_family dp_svm = {"svm", sizeof(struct svm), NULL, resolve, emit, width};
