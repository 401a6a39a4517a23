/* Gradient boosting over regression trees: raw = init + Σ learning_rate · leaf, stage after stage, for each class of its
 * own; then the loss's inverse link.
 *
 * What init_ is, and what comes of it:
 *   0.17-0.20  MeanEstimator.mean, QuantileEstimator.quantile, LogOddsEstimator.prior (log odds already),
 *              ScaledLogOddsEstimator.prior, PriorProbabilityEstimator.priors (as they are), ZeroEstimator
 *   0.21-      a DummyClassifier's class_prior_ or a DummyRegressor's constant_, 'zero', or any estimator; probabilities
 *              are clipped to float32's epsilon (1.8-: float64's) and go through the link: log(p/(1-p)), half of it for the exponential
 *              loss, log(p) for several classes, since 1.4 less the mean of the logarithms */
#include "converters/common/tree.h"
#include "graph/emit.h"

#include <float.h>
#include <math.h>

struct gradient_boosting {
    size_t classes;           /* trees a stage */
    const dp_forest **forest; /* [classes] */
    const double **table;
    const double *base;       /* [classes]; zeros where init is an estimator */
    const dp_model *init;     /* NULL: base says it all */
    dp_labels labels;         /* n 0: a regressor */
    uint64_t n_features;
    bool exponential;
    bool new_link;            /* 1.4-: the losses of sklearn._loss */
    double eps;               /* probabilities of init are clipped to this */
};

/* ---- init_ ---- */

static double clipped(const struct gradient_boosting *m, double p)
{
    return p < m->eps ? m->eps : p > 1 - m->eps ? 1 - m->eps : p;
}

/* Prior probabilities through the link. */
static void link_priors(const struct gradient_boosting *m, const dp_nums *prior, double *base)
{
    if (m->classes == 1) {
        double p = clipped(m, prior->v[1]);
        base[0] = (m->exponential ? 0.5 : 1.0) * log(p / (1 - p));
        return;
    }
    double sum = 0.0;
    for (size_t k = 0; k < m->classes; k++) {
        sum += log(clipped(m, prior->v[k]));
    }
    double mean = m->new_link ? exp(sum / (double)m->classes) : 1.0;
    for (size_t k = 0; k < m->classes; k++) {
        base[k] = log(clipped(m, prior->v[k]) / mean);
    }
}

/* A constant that init_ holds under `key`, as many numbers as there are classes. */
static void read_constant(dp_state *s, dp_state *init, const char *key, size_t n, double *base)
{
    dp_nums v = dp_need_nums(init, key, 2); /* [1, 1] since 0.21 */
    if (!init->failed && v.count != n) {
        dp_corrupt(init, "%s: expected %zu numbers, found %llu", key, n, (unsigned long long)v.count);
    }
    dp_state_close(s, init);
    if (!s->failed) {
        memcpy(base, v.v, n * sizeof *base);
    }
}

static void read_dummy_classifier(dp_state *s, dp_state *init, const struct gradient_boosting *m, double *base)
{
    dp_nums prior = dp_need_nums(init, "class_prior_", 1);
    if (!init->failed && prior.count != (m->classes == 1 ? 2 : m->classes)) {
        dp_corrupt(init, "class_prior_: as many as classes, found %llu", (unsigned long long)prior.count);
    }
    dp_state_close(s, init);
    if (!s->failed) {
        link_priors(m, &prior, base);
    }
}

static void read_init(dp_state *s, struct gradient_boosting *m, double *base)
{
    static const struct { const char *name, *key; } constants[] = {
        {"MeanEstimator", "mean"}, {"QuantileEstimator", "quantile"}, {"LogOddsEstimator", "prior"},
        {"ScaledLogOddsEstimator", "prior"}, {"PriorProbabilityEstimator", "priors"}, {"DummyRegressor", "constant_|constant"},
    };
    dp_id id = dp_need(s, "init_");
    if (s->failed || dp_obj_is(s->heap, id, "zero")) {
        return;
    }
    const char *name = dp_obj_class(s->heap, id);
    const char *dot = strrchr(name, '.');
    name = dot != NULL ? dot + 1 : name;
    if (dp_is(name, "ZeroEstimator")) {
        return;
    }
    dp_state init = dp_state_open(s, id, "init_");
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        if (dp_is(name, constants[i].name)) {
            read_constant(s, &init, constants[i].key, m->classes, base);
            return;
        }
    }
    if (dp_is(name, "DummyClassifier") && dp_is(dp_get_text(&init, "_strategy|strategy", "prior"), "prior")) {
        read_dummy_classifier(s, &init, m, base);
        return;
    }
    m->init = dp_child(s, id, "init_");
}

/* ---- trees ---- */

struct leaves {
    const dp_tree_state *tree;
    double rate;
};

static void fill(const void *self, uint32_t leaf, double *row)
{
    const struct leaves *l = self;
    dp_tree_state_answer(l->tree, leaf, row);
    row[0] = l->rate * row[0];
}

static void add_tree(dp_state *s, const struct gradient_boosting *m, dp_forest_builder *b, dp_id estimator, const char *path,
                     double rate)
{
    dp_state child = dp_state_open(s, estimator, path);
    dp_tree_state tree;
    dp_tree_state_read(&child, false, &tree);
    if (!child.failed && (tree.n_outputs != 1 || tree.n_features != m->n_features)) {
        dp_corrupt(&child, "expected a tree of one output over %llu features", (unsigned long long)m->n_features);
    }
    if (!child.failed) {
        struct leaves leaves = {&tree, rate};
        dp_forest_add_filled(b, &tree.tree, fill, &leaves);
    }
    dp_state_close(s, &child);
}

static void read_trees(dp_state *s, struct gradient_boosting *m, const dp_id *estimator, size_t stages)
{
    double rate = dp_get_f64(s, "learning_rate", 0.1);
    if (!s->failed && !isfinite(rate)) {
        dp_corrupt(s, "learning_rate: expected a finite number");
    }
    m->forest = dp_state_take(s, m->classes, sizeof *m->forest);
    m->table = dp_state_take(s, m->classes, sizeof *m->table);
    for (size_t k = 0; !s->failed && k < m->classes; k++) {
        dp_forest_builder *b = dp_forest_begin(s->ctx, stages, m->n_features, 1);
        for (size_t i = 0; !s->failed && i < stages; i++) {
            const char *path = dp_take_printf(s->ctx, "estimators_[%zu][%zu]", i, k);
            add_tree(s, m, b, estimator[i * m->classes + k], path, rate);
        }
        m->forest[k] = s->failed ? NULL : dp_forest_end(b, &m->table[k]);
        s->failed = m->forest[k] == NULL;
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct gradient_boosting *m = ir;
    size_t stages = 0;
    const dp_id *estimator = dp_grid_of(s, dp_need(s, "estimators_"), "estimators_", &stages, &m->classes);
    m->n_features = dp_state_n_features(s);
    m->exponential = dp_is(dp_get_text(s, "loss", ""), "exponential");
    m->new_link = strncmp(dp_obj_class(s->heap, dp_get(s, "_loss")), "sklearn._loss.", 14) == 0;
    m->eps = dp_state_era(s) >= 108 ? DBL_EPSILON : (double)FLT_EPSILON;
    if (s->failed || stages == 0 || m->classes == 0) {
        dp_corrupt(s, "estimators_: expected a tree a stage and class, found none");
        return;
    }
    if (m->n_features == 0) { /* up to 0.17: the trees tell */
        dp_state first = dp_state_open(s, estimator[0], "estimators_[0][0]");
        dp_tree_state tree;
        dp_tree_state_read(&first, false, &tree);
        m->n_features = first.failed ? 0 : tree.n_features;
        dp_state_close(s, &first);
    }
    if (dp_is(variant, "classifier")) {
        m->labels = dp_need_labels(s, "classes_");
        if (!s->failed && m->labels.n != (m->classes == 1 ? 2 : m->classes)) {
            dp_corrupt(s, "classes_: %zu of them, but %zu trees a stage", m->labels.n, m->classes);
        }
    } else if (m->classes != 1) {
        dp_corrupt(s, "estimators_: expected one tree a stage, found %zu", m->classes);
    }
    double *base = dp_state_take(s, m->classes, sizeof *base);
    m->base = base;
    if (!s->failed) {
        read_init(s, m, base);
        read_trees(s, m, estimator, stages);
    }
}

/* ---- the computation ---- */

/* Where init is an estimator, what it predicts is the first summand, and must be added before the trees. */
static dp_val init_of(dp_graph *g, const struct gradient_boosting *m, dp_val x)
{
    /* it sees the float32 rows that the trees see */
    dp_ports ports = {.x = dp_cast(g, dp_cast(g, x, DP_T_F32), DP_T_F64), .x_was_f32 = true};
    dp_method method = m->labels.n != 0 ? DP_PREDICT_PROBA : DP_PREDICT;
    ports.want[method] = true;
    dp_emit_child(g, m->init, &ports);
    if (g->failed || ports.out[method].n != 1) {
        dp_graph_fail(g, DP_UNSUPPORTED, "", "init_ has no answer to begin with");
        return 0;
    }
    dp_val y = dp_column(g, ports.out[method].v[0]);
    if (m->labels.n == 0) { /* a cluster's number, or a class, is one as well */
        return dp_cast(g, y, DP_T_F64);
    }
    dp_val p = m->classes == 1 ? dp_slice(g, y, 1, 1, 2) : y;
    p = dp_binary(g, DP_OP_MAX, p, dp_scalar(g, m->eps));
    p = dp_binary(g, DP_OP_MIN, p, dp_scalar(g, 1 - m->eps));
    if (m->classes != 1) {
        dp_val log_p = dp_unary(g, DP_OP_LOG, p);
        dp_val sum = dp_reduce_sum(g, log_p, 1, true);
        dp_val mean = dp_binary(g, DP_OP_DIV, sum, dp_scalar(g, (double)m->classes));
        return m->new_link ? dp_binary(g, DP_OP_SUB, log_p, mean) : log_p;
    }
    dp_val odds = dp_binary(g, DP_OP_DIV, p, dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), p));
    dp_val z = dp_unary(g, DP_OP_LOG, odds);
    return m->exponential ? dp_binary(g, DP_OP_MUL, z, dp_scalar(g, 0.5)) : z;
}

/* [N, classes] */
static dp_val raw_of(dp_graph *g, const struct gradient_boosting *m, dp_val x)
{
    dp_val *column = dp_graph_take(g, m->classes, sizeof *column);
    dp_val x32 = dp_cast(g, x, DP_T_F32);
    dp_val init = m->init != NULL ? init_of(g, m, x) : 0;
    for (size_t k = 0; k < m->classes && !g->failed; k++) {
        if (init == 0) {
            column[k] = dp_forest_sum(g, x32, m->forest[k], m->table[k], 1, &m->base[k], 0.0);
        } else {
            dp_val first = m->classes == 1 ? init : dp_slice(g, init, 1, (int64_t)k, (int64_t)k + 1);
            column[k] = dp_forest_sum_from(g, x32, m->forest[k], m->table[k], 1, first);
        }
    }
    return dp_concat(g, column, m->classes, 1);
}

static void answer_classes(dp_graph *g, const struct gradient_boosting *m, dp_ports *ports, dp_val raw)
{
    if (m->classes != 1) {
        dp_val p = dp_softmax(g, raw);
        dp_answer(g, ports, DP_DECISION_FUNCTION, raw);
        dp_answer(g, ports, DP_PREDICT_PROBA, p);
        dp_answer_labels(g, ports, &m->labels, dp_argmax(g, m->new_link ? raw : p, 1));
        return;
    }
    dp_val z = dp_flat(g, raw);
    dp_val p = dp_sigmoid(g, m->exponential ? dp_binary(g, DP_OP_MUL, z, dp_scalar(g, 2.0)) : z);
    dp_answer(g, ports, DP_DECISION_FUNCTION, z);
    dp_val both = dp_two_columns(g, p);
    dp_answer(g, ports, DP_PREDICT_PROBA, both);
    if (m->new_link || m->exponential) {
        dp_val yes = dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_LESS, z, dp_scalar(g, 0.0)));
        dp_answer_labels(g, ports, &m->labels, dp_cast(g, yes, DP_T_I64));
    } else { /* z of less than 1e-16 has two probabilities of 0.5, of which the first wins */
        dp_answer_labels(g, ports, &m->labels, dp_argmax(g, both, 1));
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct gradient_boosting *m = ir;
    dp_val raw = raw_of(g, m, ports->x);
    if (g->failed) {
        return;
    }
    if (m->labels.n != 0) {
        answer_classes(g, m, ports, raw);
    } else {
        dp_answer(g, ports, DP_PREDICT, dp_flat(g, raw));
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct gradient_boosting *)ir)->n_features;
}

const dp_family dp_gradient_boosting = {"gradient_boosting", sizeof(struct gradient_boosting), NULL, resolve, emit, width};
